//! Program structures that have gone wrong elsewhere, as they were written there: with jumps and recursion.

#![allow(clippy::needless_range_loop, reason = "loops as they were written elsewhere")]
#![allow(clippy::let_and_return, reason = "every spelling is tested")]

mod common;

use autodiff::{check, differentiate};
use common::assert_close;

#[differentiate]
fn p3(i: f64, j: f64, c: i32) -> f64 {
    let mut c = c;
    let mut res;
    loop {
        res = i * j;
        if c == 1 {
            break;
        }
        c -= 1;
    }
    res
}

#[differentiate]
fn p3_as_a_value(i: f64, j: f64, c: i32) -> f64 {
    let mut c = c;
    let res = loop {
        let res = i * j;
        if c == 1 {
            break res;
        }
        c -= 1;
    };
    res
}

#[test]
fn p3_the_condition_of_a_loop_assigns_the_result() {
    for c in [1, 4] {
        assert_close(&p3::value_and_gradient(3.0, 5.0, c), &(15.0, (5.0, 3.0)));
        assert_close(&p3_as_a_value::value_and_gradient(3.0, 5.0, c), &(15.0, (5.0, 3.0)));
    }
}

#[differentiate]
fn p5(x: f64) -> f64 {
    let mut a = [x; 3];
    let mut sum = 0.0;
    for i in 0..3 {
        a[i] *= i as f64;
        sum += a[i];
    }
    sum
}

#[differentiate]
fn p5_first(x: f64) -> f64 {
    let mut a = [x, x, x];
    for (i, a) in a.iter_mut().enumerate() {
        *a *= i as f64;
    }
    a[0]
}

#[differentiate]
fn p5_in_a_vec(x: f64, n: usize) -> Vec<f64> {
    let mut a = vec![x; n];
    let mut i = 0;
    while i < n {
        a[i] *= i as f64;
        i += 1;
    }
    a
}

#[test]
fn p5_elements_of_a_repeated_value_scaled_in_place() {
    assert_close(&p5::value_and_gradient(5.0), &(15.0, 3.0));
    assert_close(&p5_first::value_and_gradient(5.0), &(0.0, 0.0));
    let (value, pullback) = p5_in_a_vec::vjp(5.0, 4);
    assert_close(&value, &vec![0.0, 5.0, 10.0, 15.0]);
    assert_close(&pullback(&vec![1.0, 10.0, 100.0, 1000.0]), &3210.0);
}

#[allow(unused_assignments, reason = "it is what is tested")]
#[differentiate]
fn p7(u: f64, v: f64) -> f64 {
    let mut state = (0.0, v);
    state.0 = u;
    let res = state.0 * state.1;
    state.0 += 1.0;
    res
}

#[differentiate]
fn p7_after(u: f64, v: f64) -> f64 {
    let mut state = (0.0, v);
    state.0 = u;
    let res = state.0 * state.1;
    state.0 += 1.0;
    res * state.0
}

#[test]
fn p7_a_field_changes_after_it_was_read() {
    assert_close(&p7::value_and_gradient(3.0, 5.0), &(15.0, (5.0, 3.0)));
    // u v (u + 1)
    assert_close(&p7_after::value_and_gradient(3.0, 5.0), &(60.0, (35.0, 12.0)));
}

#[differentiate]
fn p11(x: f64, n: i32) -> f64 {
    if n == 0 { 1.0 } else { x * p11(x, n - 1) }
}

#[differentiate]
fn p11_with_a_guard(x: f64, n: i32) -> f64 {
    if n == 0 {
        return 1.0;
    }
    if n % 2 == 1 {
        return x * p11_with_a_guard(x, n - 1);
    }
    let half = p11_with_a_guard(x, n / 2);
    half * half
}

#[differentiate]
fn p11_of_a_slice(x: &[f64], y: f64) -> f64 {
    match x.len() {
        0 => y,
        1 => x[0] * y,
        n => p11_of_a_slice(&x[..n / 2], y) * p11_of_a_slice(&x[n / 2..], y.sin()),
    }
}

#[differentiate]
fn p11_twice(x: f64, n: u32) -> f64 {
    match n {
        0 => 0.0,
        1 => x,
        _ => p11_twice(x, n - 1) + x * p11_twice(x * x, n - 2),
    }
}

#[test]
fn p11_a_product_by_recursion() {
    assert_close(&p11::value_and_gradient(10.0, 3), &(1000.0, 300.0));
    assert_close(&p11::value_and_gradient(-10.0, 2), &(100.0, -20.0));
    assert_close(&p11::value_and_gradient(7.0, 0), &(1.0, 0.0));
    let x = 1.1_f64;
    for n in [1, 2, 5, 12] {
        let expected = (x.powi(n), f64::from(n) * x.powi(n - 1));
        assert_close(&p11_with_a_guard::value_and_gradient(x, n), &expected);
    }
    let point = (vec![0.5, -1.5, 2.0, 0.7, 1.3], 0.4);
    let gradient = p11_of_a_slice::gradient(&point.0, point.1);
    check::gradient(|(x, y): &(Vec<f64>, f64)| p11_of_a_slice(x, *y), &point, &gradient).unwrap();
    assert_close(&p11_of_a_slice::value_and_gradient(&[], 0.4), &(0.4, (Vec::<f64>::new(), 1.0)));
    // f₂ = x, f₃ = x + x³, f₄ = x + x³ + x³
    assert_close(&p11_twice::value_and_gradient(x, 2), &(x, 1.0));
    assert_close(&p11_twice::value_and_gradient(x, 3), &(x + x.powi(3), 1.0 + 3.0 * x * x));
    assert_close(&p11_twice::value_and_gradient(x, 4), &(x + 2.0 * x.powi(3), 1.0 + 6.0 * x * x));
}

#[differentiate]
fn p13(x: f64) -> f64 {
    let mut outer = x;
    for _ in 1..3 {
        outer *= x;
        let mut inner = outer;
        let mut i = 1;
        while i < 3 {
            inner += x;
            i += 1;
        }
        outer = inner;
    }
    outer
}

#[test]
fn p13_a_while_inside_a_for() {
    // x³ + 2x² + 2x
    assert_close(&p13::value_and_gradient(2.0), &(20.0, 22.0));
    assert_close(&p13::value_and_gradient(4.0), &(104.0, 66.0));
}

#[differentiate]
fn p15(x: f64, y: f64) -> f64 {
    if x <= 0.0 {
        return x * x;
    }
    y * y
}

#[differentiate]
fn p15_by_a_closure(x: f64, y: f64) -> f64 {
    let guarded = |x: f64, y: f64| {
        if x <= 0.0 {
            return x * x;
        }
        y * y
    };
    guarded(x, y)
}

#[test]
fn p15_a_guard_that_returns() {
    for gradient in [p15::gradient, p15_by_a_closure::gradient] {
        assert_close(&gradient(4.0, 5.0), &(0.0, 10.0));
        assert_close(&gradient(-3.0, -2.0), &(-6.0, 0.0));
    }
}

#[differentiate]
fn p21(mut a: f64, n: i32) -> f64 {
    let mut i = 0;
    while i < n {
        a *= a;
        if a > 100.0 {
            break;
        }
        i += 1;
    }
    a
}

#[test]
fn p21_a_variable_multiplied_by_itself_until_it_is_large() {
    let a = 1.1_f64;
    assert_close(&p21::value_and_gradient(a, 3), &(a.powi(8), 8.0 * a.powi(7)));
    assert_close(&p21::value_and_gradient(4.0, 9), &(256.0, 4.0 * 64.0));
    assert_close(&p21::value_and_gradient(4.0, 0), &(4.0, 1.0));
}

/// A call that decides how long an inner loop goes on.
#[differentiate]
fn p13_with_a_call_in_the_condition(x: f64, n: u32) -> f64 {
    let mut total = x;
    for k in 0..2 {
        let mut count = 0;
        while count < 3 && (if n > 0 { p13_with_a_call_in_the_condition(x * total, n - 1) } else { x }) > -0.5 {
            total = (total * x).sin() + 0.3 * f64::from(k);
            count += 1;
        }
    }
    total
}

#[test]
fn p13_a_call_in_the_condition_of_an_inner_loop() {
    for n in 0..3 {
        for x in [0.7, -0.3, -0.9] {
            let gradient = p13_with_a_call_in_the_condition::gradient(x, n);
            check::gradient(|x: &f64| p13_with_a_call_in_the_condition(*x, n), &x, &gradient).unwrap();
        }
    }
}
