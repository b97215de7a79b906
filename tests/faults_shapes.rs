//! Where dimensions don't fit, every form panics as the function does, though it does without the value; where they fit,
//! none does. Every operation of two vectors or matrices is tried with all pairs of shapes, empty ones among them.

mod faults;

use autodiff::differentiate;
use faults::all_forms_agree;
use nalgebra::{DMatrix, DVector, RowDVector};

const SHAPES: [(usize, usize); 10] = [(0, 0), (0, 2), (2, 0), (1, 1), (1, 2), (2, 1), (2, 2), (2, 3), (3, 2), (3, 3)];

fn matrix((rows, cols): (usize, usize)) -> DMatrix<f64> {
    let entry = |i: usize, j: usize| if i == j { 2.0 + i as f64 } else { 0.25 / (1 + i + 2 * j) as f64 };
    DMatrix::from_fn(rows, cols, entry)
}

fn vector(rows: usize) -> DVector<f64> {
    DVector::from_fn(rows, |i, _| 0.5 + i as f64)
}

/// Functions of two matrices, each by the first and by the second. They are linear in both as far as the operation is, so
/// that first derivatives don't need its value.
macro_rules! of_matrices {
    ($($(#[only($($form:ident)*)])? $first:ident $second:ident |$a:ident, $b:ident| $body:expr;)*) => {
        $(
            #[differentiate(wrt($a), jacobian, jvp, hvp)]
            fn $first($a: &DMatrix<f64>, $b: &DMatrix<f64>) -> f64 {
                $body
            }

            #[differentiate(wrt($b), jacobian, jvp, hvp)]
            fn $second($a: &DMatrix<f64>, $b: &DMatrix<f64>) -> f64 {
                $body
            }
        )*

        #[test]
        fn matrices() {
            for (one, two) in SHAPES.iter().flat_map(|one| SHAPES.map(|two| (*one, two))) {
                // nalgebra gives a product without columns of factors that don't fit; derivatives panic.
                if one.0 == 0 || one.1 == 0 || two.0 == 0 || two.1 == 0 {
                    continue;
                }
                let (a, b) = (matrix(one), matrix(two));
                let at = format!("{one:?} and {two:?}");
                $(
                    all_forms_agree!($first(&a, &b), a, at, [jacobian jvp hvp]);
                    all_forms_agree!($second(&a, &b), b, at, [jacobian jvp hvp]);
                )*
            }
            faults::assert_all_agree();
        }
    };
}

of_matrices! {
    sum_a sum_b |a, b| (a + b).sum();
    difference_a difference_b |a, b| (a - b).sum();
    product_a product_b |a, b| (a * b).sum();
    product_trace_a product_trace_b |a, b| (a * b).trace();
    tr_mul_a tr_mul_b |a, b| a.tr_mul(b).sum();
    mul_tr_a mul_tr_b |a, b| (a * b.transpose()).sum();
    dot_a dot_b |a, b| a.dot(b);
    tr_dot_a tr_dot_b |a, b| a.tr_dot(b);
    component_mul_a component_mul_b |a, b| a.component_mul(b).sum();
    component_div_a component_div_b |a, b| a.component_div(b).sum();
    zip_map_a zip_map_b |a, b| a.zip_map(b, |a, b| a + 2.0 * b).sum();
    zip_unread_a zip_unread_b |a, b| a.zip_map(b, |a, _| a).sum() + b.sum();
    sup_a sup_b |a, b| a.sup(b).sum();
    kronecker_a kronecker_b |a, b| a.kronecker(b).sum();
    distance_a distance_b |a, b| a.metric_distance(b);
    unused_a unused_b |a, b| {
        let _unused = a * b;
        a.sum() + b.sum()
    };
    sum_of_column_sums_a sum_of_column_sums_b |a, b| (a.column_sum() + b.column_sum()).sum();
    row_in_row_a row_in_row_b |a, b| {
        let mut c = a.clone();
        c.set_row(1, &b.row(0));
        c.sum()
    };
    column_of_product_a column_of_product_b |a, b| (a * b.column(1)).sum();
    copied_a copied_b |a, b| {
        let mut c = a * 2.0;
        c.copy_from(b);
        c.sum() + a.sum()
    };
    added_in_place_a added_in_place_b |a, b| {
        let mut c = a * 2.0;
        c += b;
        c.sum()
    };
}

/// nalgebra gives a product without columns whatever the factors are. A derivative has no reason to.
#[test]
fn products_of_empty_matrices() {
    for (one, two) in SHAPES.iter().flat_map(|one| SHAPES.map(|two| (*one, two))) {
        let (a, b) = (matrix(one), matrix(two));
        let found = faults::said(|| product_a::gradient(&a, &b));
        assert_eq!(found.is_none(), one.1 == two.0, "{one:?} and {two:?}: {found:?}");
        let found = faults::said(|| sum_a::gradient(&a, &b));
        assert_eq!(found.is_none(), one == two, "{one:?} and {two:?}: {found:?}");
    }
}

#[differentiate(jacobian, jvp)]
fn exponential(a: &DMatrix<f64>) -> f64 {
    a.exp().sum()
}

/// nalgebra gives an exponential of some matrices that are not square. A derivative has no reason to.
#[test]
fn exponentials_are_of_square_matrices() {
    for shape in SHAPES {
        let a = matrix(shape);
        let is_square = shape.0 == shape.1;
        let found = faults::said(|| exponential::gradient(&a));
        assert_eq!(found.is_none(), is_square, "{shape:?}: {found:?}");
        let found = faults::said(|| exponential::jvp(&a, &a));
        assert_eq!(found.is_none(), is_square, "{shape:?}: {found:?}");
    }
}

#[differentiate(jacobian, jvp)]
fn forward_substitution(l: &DMatrix<f64>, b: &DVector<f64>) -> f64 {
    l.solve_lower_triangular(b).unwrap().sum()
}

#[differentiate(wrt(b), jacobian)]
fn back_substitution(u: &DMatrix<f64>, b: &DVector<f64>) -> f64 {
    u.tr_solve_upper_triangular(b).unwrap().sum()
}

#[differentiate(jvp)]
fn cholesky_solve(a: &DMatrix<f64>, b: &DVector<f64>) -> f64 {
    a.clone().cholesky().unwrap().solve(b).sum()
}

/// nalgebra solves triangular systems without looking at the sizes, and so do functions that call it: where they don't fit,
/// it reads and writes what is not there. No derivative does.
#[test]
fn triangular_systems_have_to_fit() {
    for (shape, len) in SHAPES.iter().flat_map(|shape| (0..4).map(move |len| (*shape, len))) {
        let (a, b) = (matrix(shape), vector(len));
        let fits = shape.0 == shape.1 && shape.0 == len;
        let is_fine = |form: &str, found: Option<String>| {
            assert_eq!(found.is_none(), fits, "{form} of {shape:?} and {len}: {found:?}");
        };
        is_fine("gradient", faults::said(|| forward_substitution::gradient(&a, &b)));
        is_fine("value_and_gradient", faults::said(|| forward_substitution::value_and_gradient(&a, &b)));
        is_fine("vjp", faults::said(|| forward_substitution::vjp(&a, &b)));
        is_fine("jacobian", faults::said(|| forward_substitution::jacobian(&a, &b)));
        is_fine("jvp", faults::said(|| forward_substitution::jvp(&a, &b, &a, &b)));
        is_fine("back", faults::said(|| back_substitution::gradient(&a, &b)));
        is_fine("back", faults::said(|| back_substitution::jacobian(&a, &b)));
        is_fine("cholesky", faults::said(|| cholesky_solve::gradient(&a, &b)));
        is_fine("cholesky", faults::said(|| cholesky_solve::jvp(&a, &b, &a, &b)));
    }
}

/// The same of vectors and their lengths.
macro_rules! of_vectors {
    ($($first:ident $second:ident |$x:ident, $y:ident| $body:expr;)*) => {
        $(
            #[differentiate(wrt($x), jacobian, hvp, taylor)]
            fn $first($x: &DVector<f64>, $y: &DVector<f64>) -> f64 {
                $body
            }

            #[differentiate(wrt($y), jacobian, hvp, taylor)]
            fn $second($x: &DVector<f64>, $y: &DVector<f64>) -> f64 {
                $body
            }
        )*

        #[test]
        fn vectors() {
            for (one, two) in (0..5).flat_map(|one| (0..5).map(move |two| (one, two))) {
                let (x, y) = (vector(one), vector(two));
                let at = format!("{one} and {two}");
                $(
                    all_forms_agree!($first(&x, &y), x, at, [jacobian hvp taylor]);
                    all_forms_agree!($second(&x, &y), y, at, [jacobian hvp taylor]);
                )*
            }
            faults::assert_all_agree();
        }
    };
}

of_vectors! {
    inner_x inner_y |x, y| x.dot(y);
    plus_x plus_y |x, y| (x + y).sum();
    cross_x cross_y |x, y| x.cross(y).sum();
    perp_x perp_y |x, y| x.perp(y);
    lerp_x lerp_y |x, y| x.lerp(y, 0.25).sum();
    axpy_x axpy_y |x, y| {
        let mut z = x * 3.0;
        z.axpy(2.0, y, 0.5);
        z.sum()
    };
    outer_x outer_y |x, y| (x * y.transpose()).sum();
    rows_x rows_y |x, y| (x.rows(1, 2) + y).sum();
    entries_x entries_y |x, y| x[1] + y[2];
    loop_x loop_y |x, y| {
        let mut total = 0.0;
        for i in 0..x.len() {
            total += x[i] + y[i];
        }
        total
    };
    shifted_x shifted_y |x, y| {
        let mut total = x.sum();
        for i in 1..4 {
            total += y[i - 1] - x[i + 1];
        }
        total
    };
    invariant_x invariant_y |x, y| {
        let mut total = x * 2.0;
        for _ in 0..2 {
            total += y;
        }
        total.sum()
    };
    branch_x branch_y |x, y| if x.len() > 2 { (x - y).sum() } else { x.sum() + y.sum() };
    segment_x segment_y |x, y| {
        let mut z = x.clone();
        z.rows_mut(1, 2).copy_from(y);
        z.sum()
    };
}

/// Of one matrix, where it has to be square.
macro_rules! of_squares {
    ($($name:ident [$($form:ident)*] |$a:ident| $body:expr;)*) => {
        $(
            #[differentiate($($form),*)]
            fn $name($a: &DMatrix<f64>) -> f64 {
                $body
            }
        )*

        #[test]
        fn squares() {
            for shape in SHAPES {
                let a = matrix(shape);
                $(all_forms_agree!($name(&a), a, format!("{shape:?}"), [$($form)*]);)*
            }
            faults::assert_all_agree();
        }
    };
}

of_squares! {
    trace [jacobian hessian taylor] |a| a.trace();
    diagonal [jacobian hessian taylor] |a| a.diagonal().sum();
    determinant [jacobian jvp] |a| a.determinant();
    inverse [jacobian hessian taylor] |a| a.clone().try_inverse().unwrap().sum();
    symmetric [jacobian hessian taylor] |a| a.symmetric_part().sum();
    trace_of_square [jacobian hessian taylor] |a| (a * a).trace();
    cholesky [jacobian jvp] |a| a.clone().cholesky().unwrap().ln_determinant();
    lu [jacobian jvp] |a| a.clone().lu().determinant();
    eigenvalues [jacobian jvp] |a| a.symmetric_eigenvalues().sum();
    entry [jacobian hessian taylor] |a| a[(1, 2)];
    row [jacobian hessian taylor] |a| a.row(2).sum();
    column [jacobian hessian taylor] |a| a.column(1).sum();
    part [jacobian hessian taylor] |a| a.view((1, 0), (1, 2)).sum();
    mean [jacobian hessian taylor] |a| a.mean();
    variance [jacobian hessian taylor] |a| a.variance();
    norm [jacobian hessian taylor] |a| a.norm();
    largest [jacobian hessian taylor] |a| a.max();
    row_means [jacobian hessian taylor] |a| a.row_mean().sum();
    product_of_entries [jacobian hessian taylor] |a| a.product();
    fixed_sum [jacobian hessian taylor] |a| a.fixed_rows::<2>(0).sum();
}

/// Of a matrix and a right-hand side.
macro_rules! of_systems {
    ($($first:ident $second:ident |$a:ident, $b:ident| $body:expr;)*) => {
        $(
            #[differentiate(wrt($a), jacobian, jvp)]
            fn $first($a: &DMatrix<f64>, $b: &DVector<f64>) -> f64 {
                $body
            }

            #[differentiate(wrt($b), jacobian, hessian)]
            fn $second($a: &DMatrix<f64>, $b: &DVector<f64>) -> f64 {
                $body
            }
        )*

        #[test]
        fn systems() {
            for (one, two) in SHAPES.iter().flat_map(|one| (1..4).map(move |two| (*one, two))) {
                if one.0 == 0 || one.1 == 0 {
                    continue;
                }
                let (a, b) = (matrix(one), vector(two));
                let at = format!("{one:?} and {two}");
                $(
                    all_forms_agree!($first(&a, &b), a, at, [jacobian jvp]);
                    all_forms_agree!($second(&a, &b), b, at, [jacobian hessian]);
                )*
            }
            faults::assert_all_agree();
        }
    };
}

of_systems! {
    map_a map_b |a, b| (a * b).sum();
    quadratic_a quadratic_b |a, b| b.dot(&(a * b));
    lu_solve_a lu_solve_b |a, b| a.clone().lu().solve(b).unwrap().sum();
    qr_solve_a qr_solve_b |a, b| a.clone().qr().solve(b).unwrap().sum();
    added_column_a added_column_b |a, b| {
        let mut c = a.clone();
        c.set_column(1, b);
        c.sum()
    };
    scaled_columns_a scaled_columns_b |a, b| (a * DMatrix::from_diagonal(b)).sum();
    gemv_a gemv_b |a, b| {
        let mut y = b * 2.0;
        y.gemv(1.5, a, b, 0.5);
        y.sum()
    };
}

#[differentiate(jvp, jacobian)]
fn through(a: &DMatrix<f64>, x: &DVector<f64>) -> RowDVector<f64> {
    (a * x).transpose() * 2.0
}

/// The result is a vector: its sizes are those of the cotangent.
#[test]
fn results_that_are_vectors() {
    for (shape, len) in SHAPES.iter().flat_map(|shape| (0..4).map(move |len| (*shape, len))) {
        let (a, x) = (matrix(shape), vector(len));
        let primal = faults::said(|| through(&a, &x));
        let at = format!("{shape:?} and {len}");
        faults::compare("vjp", &at, &primal, &faults::said(|| through::vjp(&a, &x)));
        faults::compare("jacobian", &at, &primal, &faults::said(|| through::jacobian(&a, &x)));
        faults::compare("jvp", &at, &primal, &faults::said(|| through::jvp(&a, &x, &a, &x)));
    }
    faults::assert_all_agree();
}
