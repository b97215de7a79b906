//! Where nothing flows, nothing is what arrives: infinite slopes times zero, in every form; nothing to go over at all.

mod common;
mod faults;

use autodiff::differentiate;
use common::assert_close;
use nalgebra::{DMatrix, DVector, RowDVector, SMatrix, SVector};

/// Functions of one scalar with the slope that they have at a point where one of the factors is vertical.
macro_rules! slopes {
    ($($name:ident($x:ident) = $value:expr, at $at:expr => $slope:expr;)*) => {$(
        #[test]
        fn $name() {
            #[differentiate(jvp, jacobian)]
            fn f($x: f64) -> f64 {
                $value
            }
            let value = f($at);
            assert_close(&f::gradient($at), &$slope);
            assert_close(&f::value_and_gradient($at), &(value, $slope));
            assert_close(&f::vjp($at).1(2.0), &(2.0 * $slope));
            assert_close(&f::jvp($at, 2.0), &(value, 2.0 * $slope));
            assert_close(&f::jvp($at, 0.0), &(value, 0.0));
            assert_close(&f::jacobian($at), &$slope);
        }
    )*};
}

slopes! {
    root_times_its_argument(x) = x * x.sqrt(), at 0.0 => 0.0;
    root_times_zero(x) = 0.0 * x.sqrt(), at 0.0 => 0.0;
    power_times_its_argument(x) = x * x.powf(0.5), at 0.0 => 0.0;
    power_twice(x) = x * (x.powf(0.5) + x.cbrt()), at 0.0 => 0.0;
    power_as_a_number(x) = x.powf(1.5), at 0.0 => 0.0;
    root_of_a_square_times(x) = (x * x).sqrt() * x, at 0.0 => 0.0;
    arc_times_zero(x) = (1.0 - x) * x.acos(), at 1.0 => 0.0;
    negative_root(x) = 3.0 * x - x * (-x.sqrt()), at 0.0 => 3.0;
    product_of_three(x) = x * 2.0 * (1.0 + x.sqrt()) * 0.5, at 0.0 => 1.0;
}

/// Forms of functions of nothing: values as the function's, gradients without entries.
#[test]
fn slices_without_elements() {
    #[differentiate(jvp, hvp, hessian, jacobian, taylor)]
    fn f(x: &[f64]) -> f64 {
        let mut total = 1.5;
        for (i, x) in x.iter().enumerate() {
            total += x * i as f64;
        }
        for pair in x.windows(2) {
            total *= pair[0] - pair[1];
        }
        total + x.iter().rev().zip(x).map(|(a, b)| a * b).sum::<f64>() + x.iter().product::<f64>()
    }
    let none: [f64; 0] = [];
    assert_eq!(f(&none), 2.5);
    assert_eq!(f::gradient(&none), none);
    assert_eq!(f::value_and_gradient(&none), (2.5, Vec::new()));
    assert_eq!(f::value_and_gradient_into(&none, &mut []), 2.5);
    assert_eq!(f::vjp(&none).1(3.0), none);
    assert_eq!(f::jvp(&none, &none), (2.5, 0.0));
    assert_eq!(f::hvp(&none, &none), none);
    assert_eq!(f::hessian(&none), DMatrix::zeros(0, 0));
    assert_eq!(f::jacobian(&none), RowDVector::zeros(0));
    assert_eq!(f::taylor::<3>(&none, &none), [2.5, 0.0, 0.0]);
}

#[test]
fn static_sizes_of_zero() {
    #[differentiate(jvp, hvp, jacobian)]
    fn f<const N: usize>(x: &SVector<f64, N>, a: &[[f64; N]; 2]) -> f64 {
        let mut total = x.norm_squared() + x.map(f64::exp).sum();
        for row in a {
            for (x, y) in row.iter().zip(x.iter()) {
                total += x * y;
            }
        }
        total
    }
    let (x, a) = (SVector::<f64, 0>::zeros(), [[0.0; 0]; 2]);
    assert_eq!(f(&x, &a), 0.0);
    assert_eq!(f::gradient(&x, &a), (x, a));
    assert_eq!(f::vjp(&x, &a).1(1.0), (x, a));
    assert_eq!(f::jvp(&x, &a, &x, &a), (0.0, 0.0));
    assert_eq!(f::hvp(&x, &a, &x, &a), (x, a));
}

#[test]
fn jacobians_without_rows_or_columns() {
    #[differentiate(jvp, jacobian)]
    fn f(a: &DMatrix<f64>, x: &DVector<f64>) -> DVector<f64> {
        (a * x).map(|z| z.sin())
    }
    for (rows, cols) in [(0, 0), (0, 3), (3, 0)] {
        let (a, x) = (DMatrix::zeros(rows, cols), DVector::zeros(cols));
        let (by_a, by_x) = f::jacobian(&a, &x);
        assert_eq!((by_a.shape(), by_x.shape()), ((rows, rows * cols), (rows, cols)));
        let (value, pullback) = f::vjp(&a, &x);
        assert_eq!(pullback(&value), (a.clone(), x.clone()));
        assert_eq!(f::jvp(&a, &x, &a, &x), (value.clone(), value));
    }
    #[differentiate(jacobian)]
    fn g(x: &SMatrix<f64, 0, 3>) -> SMatrix<f64, 3, 0> {
        x.transpose() * 2.0
    }
    assert_eq!(g::jacobian(&SMatrix::zeros()).shape(), (0, 0));
}

/// What is not a number is not hidden, and does not panic.
#[test]
fn nan_and_infinities_pass_through() {
    #[differentiate(jvp)]
    fn f(x: &DVector<f64>, y: &DVector<f64>) -> f64 {
        x.dot(y) + x.map(|x| x.tanh()).sum()
    }
    let ones = DVector::repeat(2, 1.0);
    for odd in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let (x, y) = (DVector::from_vec(vec![odd, 1.0]), DVector::from_vec(vec![2.0, odd]));
        let (value, (dx, dy)) = f::value_and_gradient(&x, &y);
        assert_close(&value, &f(&x, &y));
        assert_close(&dy, &x);
        let slope = if odd.is_nan() { odd } else { 0.0 };
        assert_close(&dx, &DVector::from_vec(vec![2.0 + slope, odd + 1.0 - 1.0_f64.tanh().powi(2)]));
        assert_close(&f::jvp(&x, &y, &ones, &ones).1, &(dx.sum() + dy.sum()));
    }
}

/// An early return still writes the whole gradient, whatever the buffers held.
#[test]
fn buffers_are_written_whole_on_every_way() {
    #[differentiate(wrt(x, a, s, t))]
    fn f(x: &DVector<f64>, a: &DMatrix<f64>, s: &[f64], t: [f64; 2], way: usize) -> f64 {
        if way == 0 {
            return 1.0;
        }
        let mut total = x[0];
        for i in 0..s.len() {
            if way == 1 && i == 1 {
                return total;
            }
            total += s[i] * a[(i, 0)];
        }
        if way == 2 {
            return total * t[1];
        }
        total + a.sum() + x.norm_squared() + t[0]
    }
    let (x, a) = (DVector::from_vec(vec![1.0, 2.0]), DMatrix::from_row_slice(2, 2, &[1.0, 2.0, 3.0, 4.0]));
    let (s, t) = ([5.0, 6.0], [7.0, 8.0]);
    for way in 0..4 {
        let (value, (dx, da, ds, dt)) = f::value_and_gradient(&x, &a, &s, t, way);
        assert_eq!(value, f(&x, &a, &s, t, way));
        for old in [f64::NAN, f64::INFINITY, 3.0] {
            let (mut b_x, mut b_a, mut b_s, mut b_t) = (x.map(|_| old), a.map(|_| old), [old; 2], [old; 2]);
            assert_eq!(f::value_and_gradient_into(&x, &a, &s, t, way, &mut b_x, &mut b_a, &mut b_s, &mut b_t), value);
            assert_eq!((&b_x, &b_a, &b_s[..], b_t), (&dx, &da, &ds[..], dt), "way {way} over {old}");
        }
        if way == 0 {
            assert!(dx.iter().chain(&da).chain(&ds).chain(&dt).all(|entry| *entry == 0.0));
        }
    }
}

/// Where the function panics, buffers may hold anything: the next call replaces it.
#[test]
fn what_a_panic_leaves_in_buffers_is_replaced() {
    #[differentiate(wrt(x))]
    fn f(x: &DVector<f64>, end: usize) -> f64 {
        let mut total = 0.0;
        for i in 0..end {
            total += x[i] * x[i];
        }
        assert!(total < 100.0, "too large");
        total
    }
    let (x, mut buffer) = (DVector::from_vec(vec![1.0, 20.0]), DVector::repeat(2, 7.0));
    let found = faults::said(|| f::value_and_gradient_into(&x, 3, &mut buffer));
    assert!(found.is_some_and(|said| said.contains("out of bounds")));
    let found = faults::said(|| f::value_and_gradient_into(&x, 2, &mut buffer));
    assert_eq!(found.as_deref(), Some("too large"));
    assert_eq!(f::value_and_gradient_into(&x, 1, &mut buffer), 1.0);
    assert_eq!(buffer, DVector::from_vec(vec![2.0, 0.0]));
}
