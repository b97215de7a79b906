//! Program structures that have gone wrong elsewhere; each comes from a bug report or a test suite.

#![allow(clippy::assign_op_pattern, reason = "both spellings are tested")]
#![allow(clippy::needless_range_loop, reason = "loops over indices are what is tested")]

mod common;

use autodiff::{check, differentiate};
use common::assert_close;

#[allow(clippy::neg_multiply, reason = "it is what is tested")]
#[differentiate]
fn p1(x: f64) -> f64 {
    -1.0 * (-x)
}

#[differentiate]
fn p1_in_a_loop(x: f64, n: usize) -> f64 {
    let mut y = x;
    for _ in 0..n {
        y = -1.0 * (-(-y));
    }
    y
}

#[test]
fn p1_signs_do_not_run_together() {
    assert_eq!(p1::value_and_gradient(2.5), (2.5, 1.0));
    assert_eq!(p1_in_a_loop::value_and_gradient(2.5, 3), (-2.5, -1.0));
    assert_eq!(p1_in_a_loop::value_and_gradient(2.5, 4), (2.5, 1.0));
}

#[differentiate]
fn p5(x: f64) -> f64 {
    let mut a: Vec<f64> = (0..3).map(|_| x).collect();
    let mut sum = 0.0;
    for i in 0..3 {
        a[i] *= i as f64;
        sum += a[i];
    }
    sum
}

#[differentiate]
fn p5_first(x: f64) -> f64 {
    let mut a: Vec<f64> = (0..3).map(|_| x).collect();
    for i in 0..3 {
        a[i] *= i as f64;
    }
    a[0]
}

#[test]
fn p5_elements_scaled_in_place() {
    assert_eq!(p5::value_and_gradient(5.0), (15.0, 3.0));
    assert_eq!(p5_first::value_and_gradient(5.0), (0.0, 0.0));
}

#[differentiate]
fn p9(mut x: f64) -> f64 {
    x = -x;
    x
}

#[test]
fn p9_an_overwritten_parameter_and_a_used_buffer() {
    assert_eq!(p9::gradient(3.0), -1.0);
    let mut d_x = f64::NAN;
    for _ in 0..2 {
        assert_eq!(p9::value_and_gradient_into(3.0, &mut d_x), -3.0);
        assert_eq!(d_x, -1.0);
    }
    let (_, pullback) = p9::vjp(3.0);
    assert_eq!((pullback(1.0), pullback(1.0), pullback(-2.0)), (-1.0, -1.0, 2.0));
}

#[differentiate]
fn p11(x: f64, n: i32) -> f64 {
    let mut product = 1.0;
    for _ in 0..n {
        product = x * product;
    }
    product
}

#[test]
fn p11_a_product_by_repetition() {
    assert_eq!(p11::gradient(10.0, 3), 300.0);
    assert_eq!(p11::gradient(-10.0, 2), -20.0);
    assert_eq!(p11::gradient(7.0, 0), 0.0);
    assert_eq!(p11::gradient(7.0, -4), 0.0);
}

#[differentiate]
fn p15(x: f64, y: f64) -> f64 {
    let mut result = y * y;
    if x <= 0.0 {
        result = x * x;
    }
    result
}

#[test]
fn p15_an_overwritten_result() {
    assert_eq!(p15::gradient(4.0, 5.0), (0.0, 10.0));
    assert_eq!(p15::gradient(-3.0, -2.0), (-6.0, 0.0));
}

#[differentiate]
fn p17(x: f64) -> (f64, f64, f64, f64) {
    let mut pair = (x, x);
    pair.0 += pair.1;
    let mut nested = ((x, 0.0), x);
    nested.0.1 = nested.1;
    (nested.0).0 += nested.0.1;
    let (mut first, second) = (x, x);
    first += second;
    let mut twice = (x, 1.0);
    for _ in 0..1 {
        twice = (twice.0 + x, twice.0);
    }
    (pair.0, nested.0.0, first, twice.0)
}

#[test]
fn p17_pairs_that_all_equal_twice_x() {
    let (value, pullback) = p17::vjp(3.0);
    assert_eq!(value, (6.0, 6.0, 6.0, 6.0));
    let units = [(1.0, 0.0, 0.0, 0.0), (0.0, 1.0, 0.0, 0.0), (0.0, 0.0, 1.0, 0.0), (0.0, 0.0, 0.0, 1.0)];
    for unit in &units {
        assert_eq!(pullback(unit), 2.0);
    }
}

#[differentiate]
fn p21(mut a: f64) -> f64 {
    for _ in 0..3 {
        a *= a;
    }
    a
}

#[differentiate]
fn p21_nested(mut a: f64) -> f64 {
    for _ in 0..2 {
        for _ in 0..2 {
            a *= a;
        }
    }
    a
}

#[differentiate]
fn p21_condition(mut a: f64, b: f64) -> f64 {
    for i in 0..4 {
        if i % 2 == 0 {
            a *= a;
        } else if a > 10.0 {
            a = a / b;
        } else {
            a = b;
        }
    }
    a
}

#[test]
fn p21_a_variable_multiplied_by_itself() {
    let a = 1.1_f64;
    assert_close(&p21::value_and_gradient(a), &(a.powi(8), 8.0 * a.powi(7)));
    assert_close(&p21_nested::value_and_gradient(a), &(a.powi(16), 16.0 * a.powi(15)));
    for point in [(1.5, 3.0), (4.0, 3.0), (-4.0, 0.5)] {
        let gradient = p21_condition::gradient(point.0, point.1);
        check::gradient(|(a, b)| p21_condition(*a, *b), &point, &gradient).unwrap();
    }
}

#[differentiate(wrt(q, l, x))]
fn p25(q: &[f64], l: &[f64], x: &[f64], weights: &[f64]) -> f64 {
    let mut out: Vec<f64> = q.iter().zip(x).map(|(q, x)| q.exp() * x).collect();
    let mut next = 0;
    for i in 0..x.len() {
        for j in i + 1..x.len() {
            out[j] += l[next] * x[i];
            next += 1;
        }
    }
    out.iter().zip(weights).map(|(out, weight)| out * weight).sum()
}

#[test]
fn p25_a_triangular_double_loop() {
    let (q, l, x, w) = ([0.1, -0.2, 0.3], [2.0, 3.0, 5.0], [0.5, -1.5, 2.0], [1.0, 10.0, 100.0]);
    let found = p25::gradient(&q, &l, &x, &w);
    let by_q = (0..3).map(|i| w[i] * q[i].exp() * x[i]).collect::<Vec<_>>();
    let by_l = vec![10.0 * 0.5, 100.0 * 0.5, 100.0 * -1.5];
    let tail = [10.0 * 2.0 + 100.0 * 3.0, 100.0 * 5.0, 0.0];
    let by_x = (0..3).map(|i| w[i] * q[i].exp() + tail[i]).collect::<Vec<_>>();
    assert_close(&found, &(by_q, by_l, by_x));
}

#[differentiate]
fn p27(x: &[f64]) -> f64 {
    x.iter().zip(x).zip(x.iter().rev()).map(|((a, b), c)| a * b * c).sum()
}

#[test]
fn p27_a_slice_used_three_times() {
    // 2² 3 + 3² 2 = a² b + b² a
    assert_eq!(p27::value_and_gradient(&[2.0, 3.0]), (30.0, vec![2.0 * 6.0 + 9.0, 4.0 + 2.0 * 6.0]));
}

#[differentiate]
fn p29(x: &[f64]) -> f64 {
    let mut total = {
        let mut inner = 0.0;
        for x in x {
            inner += x * x;
        }
        inner
    };
    for i in 0..x.len() {
        let scaled = {
            let factor = if i % 2 == 0 { x[i] } else { 2.0 };
            factor * total
        };
        total += if scaled > 0.0 { scaled } else { -x[i] };
    }
    total
}

#[test]
fn p29_blocks_and_conditions_as_values() {
    for x in [vec![0.5, -1.0, 2.0], vec![-0.5, 1.0, -2.0], vec![-0.3], Vec::new()] {
        check::gradient(|x: &Vec<f64>| p29(x), &x, &p29::gradient(&x)).unwrap();
    }
}
