//! Sums, means, variances, products, extremes and norms.

mod common;
#[macro_use]
#[path = "agrees/vectors.rs"]
mod agrees;

use autodiff::differentiate;
use common::assert_close;
use nalgebra::{
    DMatrix, DVector, EuclideanNorm, LpNorm, Matrix2x3, OneNorm, RowDVector, SMatrix, UniformNorm, Vector3, Vector4,
};

/// Matrices with entries of different absolute values.
fn matrices() -> impl Iterator<Item = DMatrix<f64>> {
    let sizes = [(0, 0), (0, 2), (1, 1), (2, 2), (5, 3)];
    sizes.into_iter().map(|(m, n)| {
        DMatrix::from_fn(m, n, |i, j| {
            let k = i + m * j;
            (if k % 3 == 1 { -1.0 } else { 1.0 }) * (0.4 + 0.21 * ((7 * k + 2) % 17) as f64)
        })
    })
}

#[differentiate(jvp, hvp)]
fn rows_summed(a: &DMatrix<f64>) -> f64 {
    a.row_sum().norm_squared() * a.row_sum_tr().map(|s| s.sin()).sum()
}

#[differentiate(jvp, hvp)]
fn columns_summed(a: &DMatrix<f64>) -> f64 {
    a.column_sum().norm_squared() + a.column_sum().map(|s| s.sin()).sum()
}

#[differentiate(jvp, hvp)]
fn means(a: &DMatrix<f64>) -> f64 {
    a.mean().powi(2) + a.row_mean().norm_squared() + a.row_mean_tr().norm_squared() * a.column_mean().norm_squared()
}

#[differentiate(jvp, hvp)]
fn variances(a: &DMatrix<f64>) -> f64 {
    a.variance().powi(2) + a.row_variance().norm_squared() + a.row_variance_tr().norm_squared() * a.variance()
}

#[differentiate(jvp, hvp)]
fn variances_of_rows(a: &DMatrix<f64>) -> f64 {
    a.column_variance().norm_squared()
}

#[differentiate(jvp, hvp)]
fn products(a: &DMatrix<f64>) -> f64 {
    (a * 0.5).product() + a.row_product().sum().powi(2) + a.column_product().norm_squared() + a.row_product_tr().sum()
}

#[differentiate(jvp, hvp)]
fn extremes(a: &DMatrix<f64>) -> f64 {
    a.max() * a.min() + a.amax().powi(2) * a.amin() + a.camax().sin() * a.camin()
}

#[differentiate(jvp, hvp)]
fn norms(a: &DMatrix<f64>) -> f64 {
    if a.is_empty() {
        return a.norm() + a.sum();
    }
    a.norm() * a.lp_norm(3) + a.lp_norm(1) * a.apply_norm(&LpNorm(4)) + a.magnitude_squared() * a.lp_norm(-2)
}

#[differentiate(jvp, hvp)]
fn given_norms(a: &DMatrix<f64>) -> f64 {
    let b = a.map(|x| x.sin());
    a.apply_norm(&UniformNorm) * a.apply_norm(&EuclideanNorm)
        + a.apply_norm(&OneNorm).powi(2)
        + a.metric_distance(&b)
        + b.apply_metric_distance(a, &nalgebra::LpNorm(2))
}

#[differentiate(jvp, hvp)]
fn folded(a: &DMatrix<f64>) -> f64 {
    let b = a.abs();
    a.fold(1.0, |total, x| total * 0.5 + x * x) + a.zip_fold(&b, 0.0, |total, x, y| total * x.sin() + y * x)
}

agrees_at!(
    super::matrices();
    rows_summed, columns_summed, means, variances, variances_of_rows, products, extremes, norms, given_norms, folded,
);

#[differentiate(hessian)]
fn product(x: &Vector4<f64>) -> f64 {
    x.product()
}

#[differentiate]
fn product_f32(x: &Vector4<f32>) -> f32 {
    x.product()
}

/// C4, C5: nothing is divided by an entry.
#[test]
fn a_product_with_zeros() {
    assert_eq!(product::gradient(&Vector4::new(1.0, 2.0, 3.0, 0.0)), Vector4::new(0.0, 0.0, 0.0, 6.0));
    assert_eq!(product::gradient(&Vector4::new(1.0, 0.0, 3.0, 0.0)), Vector4::zeros());
    let hessian = product::hessian(&Vector4::new(2.0, 0.0, 3.0, 0.0));
    let expected = SMatrix::<f64, 4, 4>::from_fn(|i, j| if i + j == 4 && i != j { 6.0 } else { 0.0 });
    assert_eq!(hessian, expected);
    let tiny = product_f32::gradient(&Vector4::new(1e-5, 1e-10, 1e-15, 1e-20));
    assert!(tiny.iter().all(|entry| *entry == 0.0 || entry.abs() < 1e-29), "{tiny}");
}

#[differentiate(jacobian)]
fn cumulative_product(x: &DVector<f64>) -> DVector<f64> {
    let mut y = x.clone();
    for i in 1..y.len() {
        y[i] *= y[i - 1];
    }
    y
}

/// C6: entry (i, j) is the product of the first i + 1 without the j-th.
#[test]
fn a_cumulative_product_with_zeros() {
    for x in [[1.0, 2.0, 3.0, 4.0], [1.0, 0.0, 3.0, 4.0], [2.0, 0.0, 3.0, 0.0]] {
        let expected = DMatrix::from_fn(4, 4, |i, j| {
            let others = (0..=i).filter(|k| *k != j).map(|k| x[k]).product::<f64>();
            if j <= i { others } else { 0.0 }
        });
        assert_eq!(cumulative_product::jacobian(&DVector::from_row_slice(&x)), expected);
    }
}

macro_rules! norm {
    ($name:ident, $x:ident => $norm:expr) => {
        #[differentiate]
        fn $name($x: &DVector<f64>) -> f64 {
            $norm
        }
    };
}

norm!(one, x => x.lp_norm(1));
norm!(two, x => x.lp_norm(2));
norm!(two_and_a_half, x => if x.amax() == 0.0 { 0.0 } else { x.map(|x| x.abs().powf(2.5)).sum().powf(0.4) });
norm!(uniform, x => x.apply_norm(&UniformNorm));
norm!(least, x => x.amin());
norm!(inverse, x => x.lp_norm(-3));
norm!(euclidean, x => x.norm());

/// C14: the zero vector has the zero vector, for every norm; C15: of equals the first counts.
#[test]
fn norms_at_the_zero_vector_and_at_ties() {
    let gradients = [
        one::gradient,
        two::gradient,
        two_and_a_half::gradient,
        uniform::gradient,
        least::gradient,
        euclidean::gradient,
    ];
    for gradient in gradients {
        assert_eq!(gradient(&DVector::zeros(3)), DVector::zeros(3));
        assert_eq!(gradient(&DVector::zeros(0)).len(), 0);
    }
    assert_eq!(inverse::gradient(&DVector::zeros(3)), DVector::zeros(3));
    assert_eq!(uniform::gradient(&DVector::from_vec(vec![2.0, -2.0])).as_slice(), [1.0, 0.0]);
    assert_eq!(uniform::gradient(&DVector::from_vec(vec![-2.0, 2.0])).as_slice(), [-1.0, 0.0]);
    assert_eq!(one::gradient(&DVector::from_vec(vec![2.0, 0.0, -2.0])).as_slice(), [1.0, 0.0, -1.0]);
    // The ratio does not overflow.
    let large = DVector::from_vec(vec![1e200, 1e200]);
    assert!(two::gradient(&large).iter().all(|entry| entry.is_finite()));
}

#[differentiate]
fn sum_of_none(x: &DVector<f64>) -> f64 {
    x.sum() + x.norm() + x.product() + x.mean() + x.variance() + x.max() + x.lp_norm(3)
}

/// C19
#[test]
fn of_no_entries_there_is_an_empty_gradient() {
    assert_eq!(sum_of_none::gradient(&DVector::zeros(0)).len(), 0);
}

#[differentiate(wrt(x))]
fn layer_norm(x: &DVector<f64>, c: &DVector<f64>) -> f64 {
    let deviation = x.variance().sqrt();
    c.dot(&(x.add_scalar(-x.mean()) / deviation))
}

/// M35, M37
#[test]
fn references() {
    let x = DMatrix::from_row_slice(2, 2, &[1.0, -2.0, 3.0, 0.5]);
    assert_close(&frobenius::gradient(&x), &(&x / x.norm()));
    let x = DVector::<f64>::from_vec(vec![0.3, -1.2, 2.0, 0.7]);
    let c = DVector::<f64>::from_vec(vec![1.0, 0.5, -0.25, 2.0]);
    let deviation = x.variance().sqrt();
    let z = x.add_scalar(-x.mean()) / deviation;
    let correlation = z.dot(&c) / 4.0;
    let expected = (c.add_scalar(-c.mean()) - &z * correlation) / deviation;
    assert_close(&layer_norm::gradient(&x, &c), &expected);
}

#[differentiate]
fn frobenius(x: &DMatrix<f64>) -> f64 {
    x.norm()
}

#[differentiate]
fn entropy(p: &Vector3<f64>) -> f64 {
    -p.map(|p| p * p.ln()).sum()
}

/// M39
#[test]
fn the_entropy() {
    let p = Vector3::new(0.2, 0.5, 0.3);
    assert_close(&entropy::gradient(&p), &p.map(|p| -(p.ln() + 1.0)));
}

#[differentiate]
fn of_the_largest(v: &RowDVector<f64>, w: &DVector<f64>) -> f64 {
    let (place, value) = w.argmax();
    let (m, n) = v.shape();
    v[place] * value * w[w.imin()] + w[w.iamax()] * (m + n) as f64
}

#[test]
fn places_are_constants() {
    let (v, w) = (RowDVector::from_row_slice(&[2.0, 3.0, 5.0]), DVector::from_vec(vec![1.0, 7.0, -1.0]));
    let (by_v, by_w) = of_the_largest::gradient(&v, &w);
    assert_eq!(by_v.as_slice(), [0.0, -7.0, 0.0]);
    assert_eq!(by_w.as_slice(), [0.0, -3.0 + 4.0, 21.0]);
}

#[differentiate(wrt(x))]
fn constants(x: f64, a: &DMatrix<f64>) -> f64 {
    let names = a.fold(String::new(), |names, entry| names + &entry.to_string());
    let ends = a.fold((f64::MAX, f64::MIN), |(least, most), entry| (least.min(entry), most.max(entry)));
    let (least, most): (f64, f64) = (ends.0, ends.1);
    let n: f64 = names.len() as f64;
    x * x * n + x * (most - least) + x * a.rows(0, 1).resize(1, 1, 0.0).product()
}

#[test]
fn closures_over_constants_may_be_any_rust() {
    let a = DMatrix::from_row_slice(1, 2, &[1.0, 3.0]);
    assert_eq!(constants::gradient(1.0, &a), 2.0 * 2.0 + 2.0 + 1.0);
}

#[differentiate]
fn static_sizes(a: &Matrix2x3<f64>) -> f64 {
    a.row_sum().dot(&a.row_mean()) + a.column_sum().dot(&a.column_variance()) + a.row_product()[0] + a.max()
}

#[differentiate]
fn generic<T: autodiff::Real>(a: &DMatrix<T>) -> T {
    a.row_variance().sum() + a.lp_norm(3) + a.amax() + a.column_mean().max() + a.product() + a.row_product().sum()
}

#[test]
fn of_static_sizes_and_any_scalar() {
    let a = Matrix2x3::new(1.0, 2.0, -3.0, 0.5, 4.0, 2.5);
    autodiff::check::gradient(static_sizes, &a, &static_sizes::gradient(&a)).unwrap();
    let a = DMatrix::from_row_slice(2, 2, &[1.0, 2.0, -3.0, 0.5]);
    let gradient = generic::gradient(&a);
    autodiff::check::gradient(generic, &a, &gradient).unwrap();
    let single = generic::gradient(&a.map(|x| x as f32));
    assert_close(&single.map(f64::from), &gradient.map(|x| f64::from(x as f32)));
}
