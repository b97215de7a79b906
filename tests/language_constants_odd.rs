//! What may stand in `autodiff::constant(..)`: any Rust.

use std::collections::{BTreeMap, HashMap};

use autodiff::differentiate;
use nalgebra::DVector;

#[differentiate]
fn loops_and_labels(x: f64) -> f64 {
    let steps: f64 = autodiff::constant({
        let mut y = x;
        let mut steps = 0.0;
        'outer: loop {
            for _ in 0..10 {
                y *= 0.5;
                steps += 1.0;
                if y < 1.0 {
                    break 'outer;
                }
            }
        }
        steps
    });
    steps * x
}

#[differentiate]
fn returns_of_its_own(x: f64) -> f64 {
    let found: f64 = autodiff::constant(
        (|| {
            let first = Some(x).filter(|x| *x > 0.0)?;
            if first > 10.0 {
                return None;
            }
            Some(first * 2.0)
        })()
        .unwrap_or(-1.0),
    );
    found * x
}

#[differentiate]
fn items_and_macros(x: f64) -> f64 {
    let k: f64 = autodiff::constant({
        const SCALE: f64 = 3.0;
        #[derive(Clone, Copy)]
        struct Pair(f64, f64);
        fn sum(pair: Pair) -> f64 {
            pair.0 + pair.1
        }
        let text = format!("{x:.1}{}", vec![1, 2].len());
        SCALE * sum(Pair(x, text.len() as f64))
    });
    k * x
}

#[differentiate]
fn maps(x: f64) -> f64 {
    let k: f64 = autodiff::constant({
        let mut table = HashMap::new();
        table.insert("a", x);
        let sorted: BTreeMap<_, _> = table.iter().collect();
        *sorted[&"a"]
    });
    k * x
}

#[differentiate]
fn of_a_tuple(x: f64) -> f64 {
    let pair = (x, x * x);
    let (a, b) = pair;
    let k: f64 = autodiff::constant(a.max(b));
    let l: f64 = autodiff::constant(pair.1 - pair.0);
    k * x + l * x
}

#[differentiate]
fn of_lists(x: f64) -> f64 {
    let list = [x, 2.0 * x];
    let rows = [[x, 1.0], [2.0, x]];
    let most: f64 = autodiff::constant(list.iter().copied().fold(f64::MIN, f64::max) + rows[1][1]);
    most * x
}

#[differentiate]
fn of_vectors(v: &DVector<f64>) -> f64 {
    let w = v * 2.0;
    let norm: f64 = autodiff::constant(w.iter().map(|w| w.powi(4)).sum::<f64>().powf(0.25));
    let unit = &w / norm;
    unit.sum()
}

#[differentiate]
fn of_nested_tuples(pair: &(f64, DVector<f64>), x: f64) -> f64 {
    let nested = (x, (pair.0, [x, 1.0]), "text");
    let k: f64 = autodiff::constant({
        let (x, (y, list), text) = nested;
        x + y + list[0] + list[1] + text.len() as f64 + pair.1[0] + pair.0
    });
    k * x
}

#[differentiate]
fn in_a_loop(xs: &[f64]) -> f64 {
    let mut total = 0.0;
    for (i, x) in xs.iter().enumerate() {
        let weight: f64 = autodiff::constant(if total > 1.0 { i as f64 } else { x.abs() });
        total += weight * x;
    }
    total
}

#[differentiate]
fn in_a_closure(v: &DVector<f64>) -> f64 {
    v.map(|z| z * autodiff::constant(z)).sum()
}

#[differentiate]
fn an_unsafe_block(x: f64) -> f64 {
    let k: f64 = autodiff::constant(unsafe { [x, 0.0].as_ptr().read() });
    k * x
}

#[differentiate]
fn a_match(x: f64) -> f64 {
    let k: f64 = autodiff::constant(match x {
        ..0.0 => -1.0,
        y @ 0.0..=1.0 => y,
        _ if x.is_nan() => 0.0,
        _ => 2.0,
    });
    k * x
}

#[differentiate]
fn used_at_once(x: f64) -> f64 {
    x * autodiff::constant(x) + autodiff::constant(x * x)
}

#[test]
fn any_rust_may_stand_in_it() {
    assert_eq!(loops_and_labels::gradient(5.0), 3.0);
    assert_eq!((returns_of_its_own::gradient(5.0), returns_of_its_own::gradient(-5.0)), (10.0, -1.0));
    assert_eq!(items_and_macros::gradient(2.0), 3.0 * (2.0 + 4.0));
    assert_eq!(maps::gradient(2.0), 2.0);
    assert_eq!(an_unsafe_block::gradient(2.0), 2.0);
    assert_eq!((a_match::gradient(-2.0), a_match::gradient(0.5), a_match::gradient(3.0)), (-1.0, 0.5, 2.0));
    assert_eq!(used_at_once::gradient(3.0), 3.0);
}

#[test]
fn any_local_may_be_named_in_it() {
    assert_eq!(of_a_tuple::gradient(3.0), 9.0 + 6.0);
    assert_eq!(of_lists::gradient(3.0), 9.0);
    let v = DVector::from_vec(vec![3.0, -1.0]);
    let norm = (2.0_f64.powi(4) * (81.0 + 1.0)).powf(0.25);
    assert!((of_vectors::gradient(&v) - DVector::from_element(2, 2.0 / norm)).norm() < 1e-15);
    let (by_pair, by_x) = of_nested_tuples::gradient(&(2.0, v), 1.0);
    assert_eq!((by_pair.0, by_pair.1.norm(), by_x), (0.0, 0.0, 1.0 + 2.0 + 1.0 + 1.0 + 4.0 + 3.0 + 2.0));
}

#[test]
fn it_may_stand_anywhere() {
    assert_eq!(in_a_loop::gradient(&[2.0, 3.0, 4.0]), vec![2.0, 1.0, 2.0]);
    assert_eq!(in_a_closure::gradient(&DVector::from_vec(vec![3.0, -1.0])), DVector::from_vec(vec![3.0, -1.0]));
}
