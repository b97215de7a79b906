//! The workloads as people write them.

use autodiff::differentiate;
use nalgebra::{DMatrix, DVector, Matrix4, RowDVector, SMatrix, SVector, Vector3, Vector6};

#[differentiate(wrt(x))]
pub(crate) fn quadratic(a: &DMatrix<f64>, x: &DVector<f64>) -> f64 {
    x.dot(&(a * x))
}

#[differentiate(wrt(x))]
pub(crate) fn quadratic_of_ten(a: &SMatrix<f64, 10, 10>, x: &SVector<f64, 10>) -> f64 {
    x.dot(&(a * x))
}

#[differentiate(wrt(x))]
pub(crate) fn least_squares(a: &DMatrix<f64>, x: &DVector<f64>, b: &DVector<f64>) -> f64 {
    (a * x - b).norm_squared()
}

#[differentiate(wrt(w, b))]
pub(crate) fn neuron(w: &DVector<f64>, b: f64, x: &DMatrix<f64>, y: &DVector<f64>) -> f64 {
    let z = (x * w).add_scalar(b);
    (y - z.map(|z| z.max(0.0))).norm_squared() / y.len() as f64
}

#[differentiate(wrt(w, b))]
pub(crate) fn neuron_by_rows(w: &DVector<f64>, b: f64, x: &DMatrix<f64>, y: &DVector<f64>) -> f64 {
    let mut total = 0.0;
    for (row, y) in x.row_iter().zip(y.iter()) {
        let z = row.tr_dot(w) + b;
        total += (y - z.max(0.0)).powi(2);
    }
    total / y.len() as f64
}

#[differentiate(wrt(w), hessian)]
pub(crate) fn logistic(w: &DVector<f64>, x: &DMatrix<f64>, labels: &DVector<f64>, ridge: f64) -> f64 {
    let margins = (x * w).component_mul(labels);
    margins.map(|m| (-m).exp().ln_1p()).mean() + 0.5 * ridge * w.norm_squared()
}

#[differentiate(wrt(w1, b1, w2, b2))]
pub(crate) fn network(
    w1: &DMatrix<f64>,
    b1: &RowDVector<f64>,
    w2: &DMatrix<f64>,
    b2: &RowDVector<f64>,
    x: &DMatrix<f64>,
    y: &DMatrix<f64>,
) -> f64 {
    let mut hidden = x * w1;
    for mut row in hidden.row_iter_mut() {
        row += b1;
    }
    let mut out = hidden.map(f64::tanh) * w2;
    for mut row in out.row_iter_mut() {
        row += b2;
    }
    (out - y).norm_squared() / (y.nrows() * y.ncols()) as f64
}

#[differentiate]
pub(crate) fn bumps(a: &[f64], x: &[f64]) -> f64 {
    a.iter().zip(x).map(|(a, x)| (a * x + 0.5).tanh().powi(2) * (-x * x).exp()).sum()
}

#[differentiate(hessian)]
pub(crate) fn rosenbrock(x: &DVector<f64>) -> f64 {
    let mut total = 0.0;
    for i in 0..x.len() - 1 {
        let valley = x[i + 1] - x[i] * x[i];
        let slope = 1.0 - x[i];
        total += 100.0 * valley * valley + slope * slope;
    }
    total
}

const LENGTHS: [f64; 6] = super::data::LENGTHS;
const OFFSETS: [f64; 6] = super::data::OFFSETS;

#[rustfmt::skip]
#[differentiate(wrt(angles))]
pub(crate) fn arm(angles: &Vector6<f64>, cosines: &[f64; 6], sines: &[f64; 6], target: &Vector3<f64>) -> f64 {
    let mut pose = Matrix4::identity();
    for i in 0..6 {
        let (s, c) = angles[i].sin_cos();
        let (ca, sa) = (cosines[i], sines[i]);
        let link = Matrix4::new(
            c, -s * ca, s * sa, LENGTHS[i] * c,
            s, c * ca, -c * sa, LENGTHS[i] * s,
            0.0, sa, ca, OFFSETS[i],
            0.0, 0.0, 0.0, 1.0,
        );
        pose *= link;
    }
    (Vector3::new(pose.m14, pose.m24, pose.m34) - target).norm_squared()
}
