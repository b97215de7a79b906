//! Indices and ranges out of bounds, and arithmetic of sizes: every form does what the function does, in debug and in
//! release builds.

#![allow(clippy::needless_range_loop, clippy::mut_range_bound, reason = "indices are what is tested")]

mod faults;

use autodiff::differentiate;
use faults::{all_forms_agree, assert_all_agree};
use nalgebra::DMatrix;

/// Functions of a slice and two numbers, tried with slices and numbers around the bounds.
macro_rules! of_slices {
    ($($(#[$doc:meta])* $name:ident |$x:ident, $y:ident, $m:ident, $n:ident| $body:expr;)*) => {
        $(
            #[differentiate(wrt($x), jacobian, hvp)]
            fn $name($x: &[f64], $y: &[f64], $m: usize, $n: usize) -> f64 {
                $body
            }
        )*

        #[test]
        fn slices() {
            let (whole, other) = ([1.0, 2.0, 3.0, 4.0], [0.5, 0.25, 0.125]);
            for len in 0..=4 {
                for (m, n) in (0..6).flat_map(|m| (0..6).map(move |n| (m, n))) {
                    let (x, y) = (whole[..len].to_vec(), &other[..len.min(3)]);
                    let at = format!("{len}, {m}, {n}");
                    $(all_forms_agree!($name(&x, y, m, n), x, at, [jacobian hvp]);)*
                }
            }
            assert_all_agree();
        }
    };
}

of_slices! {
    constant_index |x, y, m, n| x[m] + y[n];
    /// The value of the constant array is not needed.
    constant_is_added |x, y, m, n| {
        let mut total = 0.0;
        for i in m..n {
            total += x[i] + y[i];
        }
        total
    };
    linear_in_both |x, y, m, n| {
        let mut total = 0.0;
        for i in 0..n {
            total += x[i + m] * 2.0 - y[i];
        }
        total
    };
    before_the_start |x, y, m, n| {
        let mut total = y[0];
        for i in m..n {
            total += x[i - 1] + y[i - 1];
        }
        total
    };
    in_a_branch |x, y, m, n| {
        let mut total = 0.0;
        for i in 0..x.len() {
            if i >= m {
                total += x[i] + y[n];
            }
        }
        total
    };
    by_hand |x, y, m, n| {
        let mut total = 0.0;
        let mut i = m;
        while i < n {
            total += x[i] + y[i];
            i += 2;
        }
        total
    };
    a_loop_that_is_left |x, y, m, n| {
        let mut total = 0.0;
        for i in 0..n {
            if i == m {
                break;
            }
            total += x[i] + y[i];
        }
        total
    };
    reversed |x, y, m, n| {
        let mut total = 0.0;
        for i in (m..n).rev() {
            total += x[i] * y[0];
        }
        total
    };
    inclusive |x, y, m, n| {
        let mut total = 0.0;
        for i in m..=n {
            total += x[i] - y[0];
        }
        total
    };
    pairs |x, y, m, n| {
        let mut total = 0.0;
        for i in 0..m {
            for j in i..n {
                total += x[i] + x[j] + y[j];
            }
        }
        total
    };
    part |x, y, m, n| x[m..n].iter().sum::<f64>() + y[m];
    parts |x, y, m, n| x[m..].iter().zip(&y[..n]).map(|(x, y)| x + y).sum::<f64>();
    dead_part |x, y, m, n| {
        let _dead = &x[m..n];
        let _more = &y[n..];
        x.iter().sum::<f64>()
    };
    split |x, y, m, n| {
        let (left, right) = x.split_at(m);
        left.iter().sum::<f64>() - right.iter().sum::<f64>() + y[n]
    };
    last_of |x, y, m, n| x[x.len() - 1 - m] + y[y.len() - n];
    first |x, y, m, n| x.first().unwrap() + y.last().unwrap() + (m + n) as f64;
    windows |x, y, m, n| x.windows(m).map(|pair| pair[0] + pair[n]).sum::<f64>() + y.iter().sum::<f64>();
    chunks |x, y, m, n| x.chunks(m).map(|chunk| chunk[n]).sum::<f64>() + y.iter().sum::<f64>();
    steps |x, y, m, n| {
        let mut total = y.iter().sum::<f64>();
        for i in (0..x.len()).step_by(m) {
            total += x[i] * n as f64;
        }
        total
    };
    bounds_that_change |x, y, m, n| {
        let mut end = m;
        let mut total = y[0];
        for i in 0..end {
            end = n;
            total += x[i];
        }
        total + end as f64
    };
    assigned |x, y, m, n| {
        let mut z = y.to_vec();
        z[m] = x[n];
        z.iter().sum::<f64>()
    };
    overwritten |x, y, m, n| {
        let mut z = x.to_vec();
        z[m] = 1.0;
        z[n] += y[0];
        z.iter().sum::<f64>()
    };
    swapped |x, y, m, n| {
        let mut z = x.to_vec();
        z.swap(m, n);
        z.iter().sum::<f64>() + y[0]
    };
    copied |x, y, m, n| {
        let mut z = vec![0.0; n];
        z[m..].copy_from_slice(x);
        z.iter().sum::<f64>() + y.iter().sum::<f64>()
    };
    popped |x, y, m, n| {
        let mut z = x.to_vec();
        for _ in 0..m {
            let _last = z.pop().unwrap();
        }
        z.iter().sum::<f64>() + y[0] * n as f64
    };
    quotient |x, y, m, n| x[m / n] + y[0];
    remainder |x, y, m, n| x[m % n] + y[0];
    clamped |x, y, m, n| x[0].clamp(m as f64, n as f64) + y[0];
}

/// Arithmetic of a narrow integer: it panics in debug builds, and wraps in release ones.
#[differentiate(wrt(x), jacobian, hvp)]
fn narrow(x: &[f64], n: u8) -> f64 {
    let mut total = 0.0;
    for i in 0..3_u8 {
        let place = (n + i) as usize;
        if place < x.len() {
            total += x[place] * x[place];
        }
    }
    total
}

#[test]
fn overflow_is_that_of_the_function() {
    let x = vec![1.0, 2.0, 3.0];
    for n in [0, 1, 2, 3, 253, 254, 255] {
        all_forms_agree!(narrow(&x, n), x, n, [jacobian hvp]);
        if let (None, value) = (faults::said(|| narrow(&x, n)), std::panic::catch_unwind(|| narrow(&x, n))) {
            assert_eq!(narrow::value_and_gradient(&x, n).0, value.unwrap());
            let places = (0..3).map(|i| usize::from(n.wrapping_add(i)));
            let mut expected = vec![0.0; 3];
            places.filter(|place| *place < 3).for_each(|place| expected[place] = 2.0 * x[place]);
            assert_eq!(narrow::gradient(&x, n), expected);
        }
    }
    assert_all_agree();
}

/// Steps so wide that there is one number alone, and ranges that run backwards.
#[test]
fn extreme_ranges() {
    #[differentiate(wrt(x), hvp)]
    fn f(x: &[f64], step: usize, start: usize) -> f64 {
        let mut total = 0.0;
        for i in (0..x.len()).step_by(step) {
            total += x[i] * x[i];
        }
        for i in start..0 {
            total += x[i];
        }
        for i in (start..=1).rev() {
            total += 3.0 * x[i];
        }
        total
    }
    let x = [1.0, 2.0, 3.0];
    for step in [1, 2, 3, usize::MAX - 1, usize::MAX] {
        for start in [0, 1, 2, usize::MAX] {
            let (value, gradient) = f::value_and_gradient(&x, step, start);
            assert_eq!(value, f(&x, step, start));
            let squared = |i: usize| if i.is_multiple_of(step) { 2.0 * x[i] } else { 0.0 };
            let linear = |i: usize| if start <= i && i <= 1 { 3.0 } else { 0.0 };
            assert_eq!(gradient, (0..3).map(|i| squared(i) + linear(i)).collect::<Vec<_>>());
        }
    }
}

/// Entries of matrices, and of arrays in arrays.
#[test]
fn entries_of_matrices_and_nested_arrays() {
    #[differentiate(wrt(x), jacobian)]
    fn of_rows(x: &[Vec<f64>], y: &DMatrix<f64>, m: usize, n: usize) -> f64 {
        let mut total = 0.0;
        for i in 0..m {
            total += x[i][n] + y[(i, n)] + y[i];
        }
        total
    }
    #[differentiate(wrt(y), jacobian, hessian)]
    fn of_matrix(x: &[Vec<f64>], y: &DMatrix<f64>, m: usize, n: usize) -> f64 {
        let mut total = 0.0;
        for i in 0..m {
            total += x[i][n] + y[(i, n)] + y[i] + y.row(n)[i] + y.column(i).sum();
        }
        total
    }
    let x = vec![vec![1.0, 2.0], vec![3.0], vec![]];
    let y = DMatrix::from_row_slice(2, 3, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    for (m, n) in (0..5).flat_map(|m| (0..5).map(move |n| (m, n))) {
        all_forms_agree!(of_rows(&x, &y, m, n), x, format!("{m}, {n}"), [jacobian]);
        all_forms_agree!(of_matrix(&x, &y, m, n), y, format!("{m}, {n}"), [jacobian hessian]);
    }
    assert_all_agree();
}
