//! Values that have gone wrong elsewhere: pairs, fields, whole buffers, blocks and matches as expressions.

mod common;

use autodiff::{check, differentiate};
use common::assert_close;

#[differentiate]
fn p17(pair: (f64, f64)) -> f64 {
    let (first, second) = pair;
    first + second
}

#[differentiate]
fn p17_by_a_pattern((first, second): (f64, f64)) -> f64 {
    first * second
}

#[differentiate]
fn p17_nested(x: f64) -> f64 {
    let mut pairs = [(x, 1.0), (2.0 * x, x)];
    pairs[1].0 -= pairs[0].0;
    let swap = |(a, b): (f64, f64)| (b, a);
    let (one, same) = swap(pairs[0]);
    one * same + pairs[1].0 * pairs[0].1
}

#[test]
fn p17_pairs_that_are_passed_and_returned() {
    assert_close(&p17::gradient((3.0, 3.0)), &(1.0, 1.0));
    assert_close(&p17_by_a_pattern::gradient((3.0, 2.0)), &(2.0, 3.0));
    assert_close(&p17_nested::value_and_gradient(3.0), &(6.0, 2.0));
}

#[differentiate]
fn p19(w1: f64, w2: Option<f64>, x: f64) -> f64 {
    let model = (w1, w2);
    if let Some(w2) = model.1 {
        return model.0 * w2 * x;
    }
    model.0 * x
}

#[differentiate(wrt(x))]
fn p19_over_layers(layers: &[(f64, Option<f64>)], x: f64) -> f64 {
    let mut y = x;
    for (weight, bias) in layers {
        y *= weight;
        match bias {
            Some(bias) if y > 0.0 => y += bias,
            Some(bias) => y *= bias,
            None => {}
        }
    }
    y
}

#[test]
fn p19_a_pair_with_a_part_that_is_not_differentiable() {
    assert_close(&p19::value_and_gradient(4.0, Some(5.0), 2.0), &(40.0, (10.0, 20.0)));
    assert_close(&p19::value_and_gradient(4.0, None, 2.0), &(8.0, (2.0, 4.0)));
    let layers = [(2.0, Some(3.0)), (-1.0, None), (0.5, Some(4.0))];
    assert_close(&p19_over_layers::value_and_gradient(&layers, 1.0), &(-10.0, -4.0));
    assert_close(&p19_over_layers::value_and_gradient(&layers, -1.0), &(7.0, -3.0));
}

#[differentiate]
fn p23(x: &[f64], value: f64) -> f64 {
    let mut buffer = x.to_vec();
    let mut total = 0.0;
    for b in &buffer {
        total += b * b;
    }
    {
        let slice = &mut buffer[..];
        slice.fill(value);
    }
    for (b, x) in buffer.iter().zip(x) {
        total += b * x;
    }
    total
}

#[differentiate]
fn p23_by_a_closure(x: &[f64], value: f64) -> f64 {
    let mut buffer = x.to_vec();
    let square = buffer.iter().map(|b| b * b).sum::<f64>();
    let overwrite = |slice: &mut [f64], value: f64| slice.fill(value);
    overwrite(&mut buffer, value);
    square + buffer.iter().zip(x).map(|(b, x)| b * x).sum::<f64>()
}

#[differentiate]
fn p23_copied(x: &[f64], y: &[f64]) -> f64 {
    let n = x.len();
    let mut buffer = vec![1.0; 2 * n];
    buffer[..n].copy_from_slice(x);
    let mut total = buffer.iter().product::<f64>();
    for b in &mut buffer {
        *b *= 2.0;
    }
    buffer[n..].copy_from_slice(y);
    total *= buffer[n - 1] * buffer[n];
    buffer[..n].copy_from_slice(y);
    total + buffer[0] * buffer[n]
}

#[differentiate]
fn p23_in_a_loop(x: &[f64]) -> f64 {
    let mut scratch = [0.0; 3];
    let mut total = 1.0;
    for x in x {
        scratch.fill(*x);
        for (i, s) in scratch.iter_mut().enumerate() {
            *s *= total + i as f64;
        }
        total = scratch[0] * scratch[1] + scratch[2];
    }
    total
}

#[test]
fn p23_a_whole_slice_is_overwritten() {
    // Σx² + v Σx
    let (x, v) = ([1.0, -2.0, 4.0], 0.5);
    let expected = (21.0 + 1.5, (vec![2.5, -3.5, 8.5], 3.0));
    assert_close(&p23::value_and_gradient(&x, v), &expected);
    assert_close(&p23_by_a_closure::value_and_gradient(&x, v), &expected);
    // x₀ x₁ · 2 x₁ y₀ + y₀²
    let (x, y) = ([3.0, 2.0], [0.5, 7.0]);
    let expected = (12.0 + 0.25, (vec![4.0, 12.0], vec![24.0 + 1.0, 0.0]));
    assert_close(&p23_copied::value_and_gradient(&x, &y), &expected);
    for x in [vec![0.5], vec![0.5, -1.0, 0.3], Vec::new()] {
        check::gradient(|x: &Vec<f64>| p23_in_a_loop(x), &x, &p23_in_a_loop::gradient(&x)).unwrap();
    }
}

#[differentiate]
fn p27(x: f64, y: f64) -> f64 {
    let f = |a: f64, b: f64| a * a * b;
    f(x, x) + f(x, y) + f(y, x)
}

#[differentiate]
fn p27_by_recursion(a: f64, b: f64, n: u32) -> f64 {
    if n == 0 {
        return a * a * b;
    }
    p27_by_recursion(a, a, n - 1) + b
}

#[test]
fn p27_a_variable_passed_twice() {
    // x³ + x² y + y² x
    let (x, y) = (2.0, 3.0);
    assert_close(&p27::gradient(x, y), &(3.0 * x * x + 2.0 * x * y + y * y, x * x + 2.0 * x * y));
    // a³ + b, and a³ + a + b
    assert_close(&p27_by_recursion::value_and_gradient(x, y, 1), &(11.0, (12.0, 1.0)));
    assert_close(&p27_by_recursion::value_and_gradient(x, y, 2), &(13.0, (13.0, 1.0)));
}

#[differentiate]
fn p29(x: f64, mode: u8) -> f64 {
    let scale = {
        let square = x * x;
        square + 1.0
    };
    let shift = if x > 1.0 { x.ln() } else { x - 1.0 };
    let value = match mode {
        0 => scale,
        1 if x > 2.0 => scale * shift,
        1 => {
            let y = shift * shift;
            y * scale
        }
        2..=4 => {
            if shift < 0.0 {
                return -shift;
            }
            scale / x
        }
        _ => {
            let mut sum = 0.0;
            for i in 0..mode {
                sum += x * f64::from(i);
            }
            sum
        }
    };
    value
        * match mode % 2 {
            0 => 1.0,
            _ => x,
        }
}

#[test]
fn p29_blocks_conditions_and_matches_as_values() {
    for mode in [0, 1, 2, 4, 5, 6] {
        for x in [0.4, 1.5, 2.5] {
            let (value, slope) = p29::value_and_gradient(x, mode);
            assert_close(&value, &p29(x, mode));
            check::gradient(|x| p29(*x, mode), &x, &slope).unwrap();
        }
    }
    let x = 1.5_f64;
    assert_close(&p29::gradient(x, 0), &(2.0 * x));
    assert_close(&p29::gradient(x, 2), &(1.0 - 1.0 / (x * x)));
    assert_close(&p29::gradient(x, 5), &(20.0 * x));
    assert_close(&p29::gradient(0.4, 4), &-1.0);
}
