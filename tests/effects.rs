//! Constants with effects: evaluated as often as in the function, and their values kept for the derivative.

use std::cell::Cell;
use std::ops::Index;

use autodiff::differentiate;
use nalgebra::DVector;

/// 1, 2, 3, ..
fn next(counter: &Cell<f64>) -> f64 {
    counter.set(counter.get() + 1.0);
    counter.get()
}

#[differentiate(wrt(x))]
fn in_a_branch(x: f64, on: bool, counter: &Cell<f64>) -> f64 {
    if on {
        let factor: f64 = next(counter);
        x * factor
    } else {
        x
    }
}

#[test]
fn a_call_in_a_branch_is_evaluated_once() {
    let counter = Cell::new(0.0);
    assert_eq!(in_a_branch::value_and_gradient(2.0, true, &counter), (2.0, 1.0));
    let (value, pullback) = in_a_branch::vjp(2.0, true, &counter);
    assert_eq!((value, pullback(1.0), pullback(1.0)), (4.0, 2.0, 2.0));
    assert_eq!(in_a_branch::value_and_gradient(2.0, false, &counter), (2.0, 1.0));
    assert_eq!(counter.get(), 2.0);
}

#[differentiate(wrt(x))]
fn in_a_loop(x: f64, counter: &Cell<f64>) -> f64 {
    let mut total = 0.0;
    for _ in 0..3 {
        let factor: f64 = next(counter);
        total += factor * x * x;
    }
    total
}

#[test]
fn a_call_in_a_loop_is_evaluated_once_an_iteration() {
    let counter = Cell::new(0.0);
    assert_eq!(in_a_loop::value_and_gradient(2.0, &counter), (24.0, 24.0));
    assert_eq!(counter.get(), 3.0);
    // The last factor is the first that the reverse sweep meets.
    let (_, pullback) = in_a_loop::vjp(1.0, &counter);
    assert_eq!((pullback(1.0), counter.get()), (2.0 * (4.0 + 5.0 + 6.0), 6.0));
}

#[differentiate(wrt(x))]
fn nested(x: f64, counter: &Cell<f64>) -> f64 {
    let mut total = x;
    for i in 0..2 {
        for _ in 0..2 {
            if i > 0 || total > 0.0 {
                let factor: f64 = next(counter);
                total *= factor;
            }
        }
    }
    total
}

#[test]
fn calls_in_nested_loops_and_branches_keep_their_values() {
    let counter = Cell::new(0.0);
    assert_eq!(nested::value_and_gradient(1.5, &counter), (36.0, 24.0));
    assert_eq!(counter.get(), 4.0);
    let counter = Cell::new(0.0);
    assert_eq!(nested::value_and_gradient(-1.5, &counter), (-3.0, 2.0));
}

#[differentiate(wrt(x))]
fn in_order(x: f64, cell: &Cell<f64>) -> f64 {
    let before: f64 = cell.get();
    let _replaced: f64 = cell.replace(5.0);
    let after: f64 = cell.get();
    x * before + x.sin() * after
}

#[test]
fn effects_happen_in_order_though_nobody_reads_their_results() {
    let cell = Cell::new(1.0);
    let slope = in_order::gradient(1.0, &cell);
    assert!((slope - (1.0 + 5.0 * 1.0_f64.cos())).abs() < 1e-15);
}

#[differentiate(wrt(x))]
fn in_a_closure(x: &DVector<f64>, counter: &Cell<f64>) -> f64 {
    let weighed = x.map(|entry| {
        let factor: f64 = next(counter);
        entry * entry * factor
    });
    weighed.sum()
}

#[test]
fn a_call_in_a_closure_is_evaluated_once_an_entry() {
    let counter = Cell::new(0.0);
    let x = DVector::from_vec(vec![1.0, 2.0]);
    let (value, gradient) = in_a_closure::value_and_gradient(&x, &counter);
    assert_eq!((value, gradient), (1.0 + 8.0, DVector::from_vec(vec![2.0, 8.0])));
    assert_eq!(counter.get(), 2.0);
}

#[differentiate(wrt(s))]
fn in_a_closure_in_a_loop(s: f64, counter: &Cell<f64>) -> f64 {
    let mut total = 0.0;
    for i in 0..3 {
        if i != 1 {
            let weights = DVector::from_fn(2, |_, _| next(counter) * s * s);
            total += weights.sum();
        }
    }
    total
}

#[test]
fn closures_in_branches_of_loops_keep_their_values() {
    let counter = Cell::new(0.0);
    assert_eq!(in_a_closure_in_a_loop::value_and_gradient(1.0, &counter), (10.0, 20.0));
    assert_eq!(counter.get(), 4.0);
}

macro_rules! tick {
    ($counter:expr) => {
        next($counter)
    };
}

#[differentiate(wrt(x))]
fn by_a_bracketed_macro(x: f64, counter: &Cell<f64>) -> f64 {
    let mut product = 1.0;
    for _ in 0..3 {
        let factor: f64 = autodiff::constant(tick![counter]);
        product = product * x * factor;
    }
    product
}

#[test]
fn macros_of_any_delimiter_may_have_effects() {
    let counter = Cell::new(0.0);
    assert_eq!(by_a_bracketed_macro::value_and_gradient(2.0, &counter), (48.0, 72.0));
    assert_eq!(counter.get(), 3.0);
}

#[differentiate(wrt(x))]
fn asked_in_a_condition(x: f64, counter: &Cell<f64>) -> f64 {
    let mut total = x;
    for _ in 0..2 {
        let mut y = 1.0;
        while next(counter) % 4.0 != 0.0 {
            y *= total;
        }
        total = y.sin() + x;
    }
    total
}

#[test]
fn a_condition_with_an_effect_is_asked_as_often_as_in_the_function() {
    let counter = Cell::new(0.0);
    let x = 0.7_f64;
    // Three factors each time.
    let first = x.powi(3).sin() + x;
    let value = first.powi(3).sin() + x;
    let slope = |total: f64| 3.0 * total * total * total.powi(3).cos();
    let expected = slope(first) * (slope(x) + 1.0) + 1.0;
    let (found, gradient) = asked_in_a_condition::value_and_gradient(x, &counter);
    assert_eq!(counter.get(), 8.0);
    assert!((found - value).abs() < 1e-15 && (gradient - expected).abs() < 1e-14);
}

/// 3, 5, 7, ..
fn more(counter: &Cell<usize>) -> usize {
    counter.set(counter.get() + 2);
    counter.get()
}

#[differentiate(wrt(x))]
fn adapted_ranges(x: f64, counter: &Cell<usize>) -> f64 {
    let mut y = x;
    let mut asked = 0;
    for i in (0..more(counter)).step_by(2) {
        y += x * i as f64;
    }
    for (i, j) in (0..more(counter)).zip(1..more(counter)).skip(1).rev() {
        y += x * x * (i * j) as f64;
    }
    for i in (0..{
        asked += 1;
        more(counter)
    })
        .take(2)
    {
        y *= x + i as f64;
    }
    y * asked as f64
}

/// Whatever an iterator is made into, its bounds are computed once.
#[test]
fn bounds_of_ranges_are_computed_once() {
    let counter = || Cell::new(1_usize);
    let (own, derived) = (counter(), counter());
    let value = adapted_ranges(1.5, &own);
    let (found, gradient) = adapted_ranges::value_and_gradient(1.5, &derived);
    assert_eq!((found, derived.get()), (value, own.get()));
    autodiff::check::gradient(|x: &f64| adapted_ranges(*x, &counter()), &1.5, &gradient).unwrap();
}

/// Its index gives another number each time.
struct Rotating {
    numbers: [f64; 3],
    count: Cell<usize>,
}

impl Index<usize> for Rotating {
    type Output = f64;

    fn index(&self, place: usize) -> &f64 {
        let turned = self.count.get();
        self.count.set(turned + 1);
        &self.numbers[(place + turned) % 3]
    }
}

#[differentiate(wrt(x))]
fn through_a_table(x: f64, table: &Rotating) -> f64 {
    let mut y = x;
    for i in 0..5 {
        let weight: f64 = table[i];
        y = y * weight + y.sin();
    }
    y
}

#[test]
fn an_index_in_a_loop_is_evaluated_once_an_iteration() {
    let table = || Rotating { numbers: [0.5, -1.0, 2.0], count: Cell::new(0) };
    let (value, gradient) = through_a_table::value_and_gradient(0.7, &table());
    assert_eq!(value, through_a_table(0.7, &table()));
    autodiff::check::gradient(|x: &f64| through_a_table(*x, &table()), &0.7, &gradient).unwrap();
}
