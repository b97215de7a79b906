//! Early `return`: from loops, from branches, from closures, of scalars, vectors and pairs.

#![allow(clippy::needless_return, reason = "every spelling is tested")]

#[macro_use]
mod agrees;
mod common;

use autodiff::differentiate;
use common::assert_close;
use nalgebra::Vector3;

agrees! {
    return_from_nested_loops at [1.0, 0.5, 3.0, 2.0], [4.0, 1.0, 2.0], [0.1, 0.2, 0.3], [];
    return_in_else at [2.0, 1.0], [0.5, 1.0], [0.5, -1.0];
    return_after_a_loop_that_breaks at [1.0, 2.0, 0.5], [0.2, 0.3, 0.4], [-5.0, 1.0, 1.0];
    return_from_a_while at [0.5, 3.0], [0.5, 0.1], [2.0, 0.1], [0.9, 0.05];
    return_inside_a_closure at [1.0, -2.0, 3.0], [-1.0], [];
}

#[differentiate]
fn return_from_nested_loops(x: &[f64]) -> f64 {
    let mut total = 0.0;
    for i in 0..x.len() {
        for j in 0..i {
            if x[i] * x[j] > 2.0 {
                return total + x[i] / x[j];
            }
            total += x[j];
        }
        total *= x[i];
    }
    total
}

#[differentiate]
fn return_in_else(x: &[f64]) -> f64 {
    let y = if x[0] > 1.0 {
        x[0].ln()
    } else {
        if x[1] < 0.0 {
            return x[0];
        }
        let z = x[0] * x[1];
        return z * z;
    };
    y * x[1]
}

#[differentiate]
fn return_after_a_loop_that_breaks(x: &[f64]) -> f64 {
    let mut total = 1.0;
    for x in x {
        total += x;
        if total > 3.0 {
            break;
        }
    }
    if total < 0.0 {
        return -total * x[0];
    }
    return total.sqrt() * x[1];
}

#[differentiate]
fn return_from_a_while(x: &[f64]) -> f64 {
    let mut y = x[0];
    let mut count = 0;
    while y < 1.0 {
        y += x[1] * y;
        count += 1;
        if count == 5 {
            return y * x[1];
        }
    }
    y / x[0]
}

#[differentiate]
fn return_inside_a_closure(x: &[f64]) -> f64 {
    x.iter()
        .map(|x| {
            if *x < 0.0 {
                return 0.5 * x;
            }
            x * x
        })
        .sum()
}

#[differentiate]
fn unit_or_zero(v: &Vector3<f64>) -> Vector3<f64> {
    let norm = v.norm();
    if norm < 1e-12 {
        return Vector3::zeros();
    }
    v / norm
}

#[test]
fn a_vector_is_returned_early() {
    let cotangent = Vector3::new(1.0, -2.0, 0.5);
    let v = Vector3::new(2.0, -1.0, 2.0);
    let (unit, pullback) = unit_or_zero::vjp(&v);
    assert_close(&unit, &(v / 3.0));
    // (I - u uᵀ) / ‖v‖
    assert_close(&pullback(&cotangent), &((cotangent - unit * unit.dot(&cotangent)) / 3.0));
    let origin = Vector3::<f64>::zeros();
    let (zero, pullback) = unit_or_zero::vjp(&origin);
    assert_close(&(zero, pullback(&cotangent)), &(origin, origin));
}

#[differentiate]
fn roots(b: f64, c: f64) -> (f64, f64) {
    let discriminant = b * b - 4.0 * c;
    if discriminant < 0.0 {
        return (-0.5 * b, 0.0);
    }
    let root = discriminant.sqrt();
    let first = if b > 0.0 { -0.5 * (b + root) } else { 0.5 * (root - b) };
    if first == 0.0 {
        return (0.0, 0.0);
    }
    (first, c / first)
}

#[test]
fn a_pair_is_returned_early() {
    // For x² + bx + c = 0: dx = -(x db + dc) / (2x + b).
    for (b, c) in [(3.0, 1.0), (-3.0, 1.0), (0.5, -2.0)] {
        let ((first, second), pullback) = roots::vjp(b, c);
        for (root, unit) in [(first, (1.0, 0.0)), (second, (0.0, 1.0))] {
            let slope = -1.0 / (2.0 * root + b);
            assert_close(&pullback(&unit), &(slope * root, slope));
        }
    }
    let (value, pullback) = roots::vjp(1.0, 1.0);
    assert_close(&(value, pullback(&(1.0, 1.0))), &((-0.5, 0.0), (-0.5, 0.0)));
    let (value, pullback) = roots::vjp(0.0, 0.0);
    assert_close(&(value, pullback(&(1.0, 1.0))), &((0.0, 0.0), (0.0, 0.0)));
}
