//! What an operation asks of sizes, indices and bounds is asked for in every form, though nothing is computed with it.

#![allow(clippy::needless_range_loop, clippy::useless_vec, reason = "indices are what is tested")]

mod faults;

use autodiff::differentiate;
use faults::{all_forms_agree, assert_all_agree, panics};
use nalgebra::{DMatrix, DVector, RowVector3, Vector3, Vector4};

/// Functions of a number that read a slice and two numbers, tried with sizes around the bounds.
macro_rules! of_slices {
    ($($(#[$doc:meta])* $name:ident |$x:ident, $y:ident, $m:ident, $n:ident| $body:expr;)*) => {
        $(
            #[differentiate(wrt($x))]
            fn $name($x: f64, $y: &[f64], $m: usize, $n: usize) -> f64 {
                $body
            }
        )*

        #[test]
        fn slices() {
            let whole = [1.0, 2.0, 3.0, 4.0];
            for len in 0..=4 {
                for (m, n) in (0..6).flat_map(|m| (0..6).map(move |n| (m, n))) {
                    let (x, y, at) = (0.5, &whole[..len], format!("{len}, {m}, {n}"));
                    $(all_forms_agree!($name(x, y, m, n), x, at, []);)*
                }
            }
            assert_all_agree();
        }
    };
}

of_slices! {
    to_the_end |x, y, _m, n| {
        let mut s = 0.0;
        for i in 0..n {
            s += y[i];
        }
        x + s
    };
    part |x, y, _m, n| x + y[..n].iter().sum::<f64>();
    rest |x, y, m, _n| x + y[m..].iter().sum::<f64>();
    after_two |x, y, _m, _n| x + y[2..].iter().sum::<f64>();
    at_one_place |x, y, m, n| {
        let mut s = 0.0;
        for _ in 0..n {
            s += y[m];
        }
        x + s
    };
    one_too_many |x, y, _m, _n| {
        let mut s = 0.0;
        for i in 0..y.len() + 1 {
            s += y[i];
        }
        x + s
    };
    no_more_than_one |x, y, _m, n| {
        let mut s = 0.0;
        for i in 0..n {
            s += y[i.min(1)];
        }
        x + s
    };
    /// What reads the part is there for the index alone.
    part_and_index |x, y, m, n| {
        let mut s = 0.0;
        for v in &y[..n] {
            s += v * y[m];
        }
        s + x * y[m]
    };
    /// The loops are equal but for what is read for nobody.
    read_for_nobody |x, y, m, n| {
        let mut s = x;
        for i in 0..n {
            s += i as f64 * x;
        }
        let mut t = x;
        for i in 0..n {
            let _unread = y[i + m];
            t += i as f64 * x;
        }
        s * t
    };
    read_for_nobody_once_equal |x, y, _m, n| {
        let mut s = x;
        for i in 0..n {
            s += i as f64 * x;
        }
        let mut t = x;
        for i in 0..n {
            let _unread = y[i * i];
            t += i as f64 * x * 1.0;
        }
        s * t
    };
    repeated |x, _y, m, n| {
        let z = vec![x; m];
        z[n] * x
    };
    repeated_three_times |x, _y, m, _n| {
        let z = vec![x; 3];
        z[m] * x
    };
    in_a_branch_that_makes_no_difference |x, y, m, _n| {
        let z = if x > 0.0 {
            let _unread = y[m];
            x * 1.0
        } else {
            x
        };
        z * z
    };
}

/// Functions of a number that read nested data.
macro_rules! of_nested {
    ($($(#[$doc:meta])* $name:ident |$x:ident, $y:ident: $ty:ty, $m:ident, $n:ident| $body:expr;)*) => {
        $(
            #[differentiate(wrt($x))]
            fn $name($x: f64, $y: $ty, $m: usize, $n: usize) -> f64 {
                $body
            }
        )*
    };
}

of_nested! {
    all_of_one |x, y: &[Vec<f64>], m, _n| {
        let mut s = 0.0;
        for v in &y[m] {
            s += v;
        }
        x + s
    };
    two_indices |x, y: &[Vec<f64>], m, n| x + y[m][n];
    a_column |x, y: &[Vec<f64>], _m, n| {
        let mut s = x;
        for i in 0..y.len() {
            s += y[i][n];
        }
        s
    };
    a_diagonal |x, y: &[Vec<f64>], _m, _n| {
        let mut s = x;
        for i in 0..y.len() {
            s += y[i][i];
        }
        s
    };
    three_indices |x, y: &[Vec<Vec<f64>>], m, n| x + y[0][m][n];
    of_columns |x, y: &[Vector3<f64>], m, n| x + y[m][n];
    of_rows |x, y: &[RowVector3<f64>], m, n| x + y[m][n];
    one_index_of_matrices |x, y: &[DMatrix<f64>], m, n| x + y[m][n];
    pairs_of_matrices |x, y: &[DMatrix<f64>], m, n| x + y[0][(m, n)];
    set_for_the_sum |x, y: &DMatrix<f64>, m, n| {
        let mut z = y.clone();
        z[(m, n)] = 2.0;
        x + z.sum()
    };
    rows_from_the_first |x, y: &DVector<f64>, _m, n| x + y.rows(0, n).sum();
    rows_from_the_second |x, y: &DVector<f64>, m, n| x + y.rows(1, n.max(m)).sum();
    of_an_outer_product |x, y: &DVector<f64>, m, n| {
        let mut s = x;
        for j in 0..n {
            let a = DMatrix::from_element(m, j + 1, 0.5);
            s += a[1] * y[0];
        }
        s
    };
}

#[test]
fn nested() {
    let vectors = [vec![1.0, 2.0], vec![3.0, 4.0]];
    let deep = [vec![vec![1.0, 2.0], vec![3.0, 4.0]]];
    let (columns, rows) = ([Vector3::new(1.0, 2.0, 3.0); 2], [RowVector3::new(1.0, 2.0, 3.0); 2]);
    let matrices = vec![DMatrix::from_element(2, 3, 0.5); 2];
    let vector = DVector::from_vec(vec![1.0, 2.0, 3.0]);
    for (m, n) in (0..8).flat_map(|m| (0..8).map(move |n| (m, n))) {
        let (x, at) = (0.5, format!("{m}, {n}"));
        all_forms_agree!(all_of_one(x, &vectors, m, n), x, at, []);
        all_forms_agree!(two_indices(x, &vectors, m, n), x, at, []);
        all_forms_agree!(a_column(x, &vectors, m, n), x, at, []);
        all_forms_agree!(a_diagonal(x, &vectors, m, n), x, at, []);
        all_forms_agree!(three_indices(x, &deep, m, n), x, at, []);
        all_forms_agree!(of_columns(x, &columns, m, n), x, at, []);
        all_forms_agree!(of_rows(x, &rows, m, n), x, at, []);
        all_forms_agree!(one_index_of_matrices(x, &matrices, m, n), x, at, []);
        all_forms_agree!(pairs_of_matrices(x, &matrices, m, n), x, at, []);
        all_forms_agree!(set_for_the_sum(x, &matrices[0], m, n), x, at, []);
        all_forms_agree!(rows_from_the_first(x, &vector, m, n), x, at, []);
        all_forms_agree!(rows_from_the_second(x, &vector, m, n), x, at, []);
        all_forms_agree!(of_an_outer_product(x, &vector, m, n), x, at, []);
    }
    assert_all_agree();
}

#[differentiate(wrt(x))]
fn between(x: f64, y: f64, low: f64, high: f64) -> f64 {
    x + y.clamp(low, high)
}

#[differentiate(wrt(x))]
fn between_numbers(x: f64, y: f64) -> f64 {
    x + y.clamp(1.0, 0.0)
}

#[differentiate(wrt(x))]
fn past_the_end(x: &Vector4<f64>, y: &Vector4<f64>) -> f64 {
    x[0] * 2.0 + y[4]
}

#[differentiate(wrt(x))]
fn far_past_the_end(x: &Vector4<f64>, y: &Vector4<f64>) -> f64 {
    x[0] * 2.0 + y[6]
}

/// The entry of a product of one row and one column.
#[differentiate(wrt(x, a))]
fn entry_of_one(x: &DVector<f64>, a: &DMatrix<f64>, i: usize) -> f64 {
    (x.transpose() * a * x)[i]
}

/// A factorization out of sight does not tell its size; what it solves does.
#[differentiate(wrt(x))]
fn of_a_solution(x: f64, a: &[DMatrix<f64>], b: &DVector<f64>, k: usize) -> f64 {
    let factors = a.iter().map(|m| m.clone().lu()).collect::<Vec<_>>();
    let z = factors[0].solve(b).unwrap();
    x + z[k]
}

#[differentiate]
fn over_solutions(matrices: &[DMatrix<f64>], b: &DVector<f64>, w: &[f64]) -> f64 {
    let factors = matrices.iter().map(|matrix| matrix.clone().lu()).collect::<Vec<_>>();
    let mut total = 0.0;
    for factor in &factors {
        let z = factor.solve(b).unwrap();
        for i in 0..z.len() {
            total += z[i] * w[0];
        }
    }
    total
}

/// The size of what is solved for, whichever matrix it was.
#[differentiate(wrt(v))]
fn by_either(v: &DVector<f64>, a: &DMatrix<f64>, b: &DMatrix<f64>, turn: bool) -> f64 {
    let lu = if turn { a.clone().lu() } else { b.clone().lu() };
    lu.solve(v).unwrap().sum()
}

/// What is made in the loop has its length there alone.
#[differentiate(wrt(x))]
fn made_in_the_loop(x: &[f64], n: usize) -> f64 {
    let mut s: f64 = 0.0;
    for i in 0..n {
        let y = x.iter().map(|t| t * s.cos()).collect::<Vec<_>>();
        s += y[i];
    }
    s
}

/// What one way asks for is not asked for by the other.
#[differentiate(wrt(y))]
fn either_way(y: f64, w: f64, low: f64, high: f64, n: usize) -> f64 {
    let mut s = if 0 < n { y } else { y * w.clamp(low, high) };
    for i in 0..n {
        s += (w + i as f64).clamp(low, high);
    }
    s
}

/// What one loop asks for is not asked for where another runs.
#[differentiate(wrt(y))]
fn one_loop_or_the_other(y: f64, x: &[f64], k: usize, a: f64, b: f64) -> f64 {
    let (mut s, mut t, mut u) = (y, a, b);
    while t > 1.0 {
        s += x[k];
        t *= 0.5;
    }
    while u > 1.0 {
        s += x[k];
        u *= 0.5;
    }
    s
}

/// The second loop is the first but for what it asserts.
#[differentiate(wrt(x))]
fn asserted_in_the_second(x: &[f64], w: f64, n: usize) -> f64 {
    let mut s = w;
    for i in 0..n {
        s *= x[i];
    }
    let mut t = w;
    for i in 0..n {
        assert!(x[i] > 0.0);
        t *= x[i];
    }
    s * t
}

#[differentiate]
fn asserted(x: f64) -> f64 {
    let y = if x > 0.0 {
        assert!(x < 5.0);
        x * 1.0
    } else {
        x
    };
    y * y
}

#[test]
fn others() {
    for (low, high) in [(0.0, 1.0), (1.0, 0.0), (1.0, 1.0)] {
        let (x, at) = (0.5, format!("{low}, {high}"));
        all_forms_agree!(between(x, 2.0, low, high), x, at, []);
    }
    assert!(panics(|| between_numbers::gradient(0.5, 2.0)));
    assert!(panics(|| past_the_end::gradient(&Vector4::zeros(), &Vector4::zeros())));
    assert!(panics(|| far_past_the_end::gradient(&Vector4::zeros(), &Vector4::zeros())));
    let (x, a) = (DVector::from_vec(vec![0.5, 2.0]), DMatrix::from_element(2, 2, 0.5));
    assert!(panics(|| entry_of_one::gradient(&x, &a, 1)));
    assert!(!panics(|| entry_of_one::gradient(&x, &a, 0)));
    let a = [DMatrix::from_row_slice(2, 2, &[2.0, 1.0, 0.5, 3.0])];
    let b = DVector::from_vec(vec![0.5, 0.6]);
    for k in 0..3 {
        let x = 0.5;
        all_forms_agree!(of_a_solution(x, &a, &b, k), x, k, []);
    }
    let w = vec![2.0];
    autodiff::check!(over_solutions(&a, &b, &w), wrt(a, b, w), gradient, value_and_gradient);
    for (turn, len) in [(true, 2), (false, 2), (true, 3)] {
        let (v, at) = (DVector::from_element(len, 0.5), format!("{turn}, {len}"));
        all_forms_agree!(by_either(&v, &a[0], &a[0], turn), v, at, []);
    }
    let x = vec![0.5, 0.7];
    for n in 0..4 {
        all_forms_agree!(made_in_the_loop(&x, n), x, n, []);
    }
    for (low, high, n) in [(0.0, 1.0, 1), (1.0, 0.0, 0), (1.0, 0.0, 1)] {
        let (y, at) = (0.5, format!("{low}, {high}, {n}"));
        all_forms_agree!(either_way(y, 0.3, low, high, n), y, at, []);
    }
    for (k, a, b) in [(0, 0.5, 4.0), (2, 0.5, 4.0), (2, 4.0, 0.5), (2, 0.5, 0.5)] {
        let (y, at) = (0.5, format!("{k}, {a}, {b}"));
        all_forms_agree!(one_loop_or_the_other(y, &x, k, a, b), y, at, []);
    }
    for (first, n) in [(-1.0, 1), (-1.0, 0), (1.0, 1), (1.0, 3)] {
        let (x, at) = (vec![first, 0.7], format!("{first}, {n}"));
        all_forms_agree!(asserted_in_the_second(&x, 0.5, n), x, at, []);
    }
    for x in [-7.0, 3.0, 7.0] {
        all_forms_agree!(asserted(x), x, x, []);
    }
    assert_all_agree();
}
