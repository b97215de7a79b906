//! The workloads over the number types of num-dual: forward mode, a direction for each parameter.

use nalgebra::{DVector, SVector};
use num_dual::{Dual2DVec64, DualDVec64, DualNum, DualSVec64, gradient, hessian};

use super::data::{LENGTHS, OFFSETS};

fn by(x: &[f64], f: impl Fn(&[DualDVec64]) -> DualDVec64) -> Vec<f64> {
    let (_, found) = gradient(|x: DVector<DualDVec64>| f(x.as_slice()), &DVector::from_column_slice(x));
    found.as_slice().to_vec()
}

fn zero() -> DualDVec64 {
    DualDVec64::from_re(0.0)
}

/// `row · x`
fn dot(row: &[f64], x: &[DualDVec64]) -> DualDVec64 {
    row.iter().zip(x).fold(zero(), |sum, (a, x)| sum + x.clone() * *a)
}

pub(crate) fn quadratic(rows: &[f64], x: &[f64]) -> Vec<f64> {
    let n = x.len();
    by(x, |x| rows.chunks_exact(n).zip(x).fold(zero(), |sum, (row, entry)| sum + dot(row, x) * entry.clone()))
}

pub(crate) fn least_squares(rows: &[f64], b: &[f64], x: &[f64]) -> Vec<f64> {
    let n = x.len();
    by(x, |x| rows.chunks_exact(n).zip(b).fold(zero(), |sum, (row, b)| sum + (dot(row, x) - *b).powi(2)))
}

pub(crate) fn neuron(rows: &[f64], y: &[f64], parameters: &[f64]) -> Vec<f64> {
    let d = parameters.len() - 1;
    let term = |row: &[f64], y: f64, p: &[DualDVec64]| {
        let z = dot(row, &p[..d]) + p[d].clone();
        if z.re > 0.0 { (z - y).powi(2) } else { DualDVec64::from_re(y * y) }
    };
    by(parameters, |p| {
        rows.chunks_exact(d).zip(y).fold(zero(), |sum, (row, y)| sum + term(row, *y, p)) / y.len() as f64
    })
}

pub(crate) fn logistic(rows: &[f64], labels: &[f64], w: &[f64], ridge: f64) -> Vec<f64> {
    let d = w.len();
    by(w, |w| {
        let terms = rows.chunks_exact(d).zip(labels);
        let losses = terms.fold(zero(), |sum, (row, label)| sum + (dot(row, w) * -label).exp().ln_1p());
        let squares = w.iter().fold(zero(), |sum, w| sum + w.powi(2));
        losses / labels.len() as f64 + squares * (0.5 * ridge)
    })
}

pub(crate) fn bumps(parameters: &[f64]) -> Vec<f64> {
    let n = parameters.len() / 2;
    by(parameters, |p| {
        let terms = p[..n].iter().zip(&p[n..]);
        terms.fold(zero(), |sum, (a, x)| sum + (a.clone() * x.clone() + 0.5).tanh().powi(2) * (-x.powi(2)).exp())
    })
}

pub(crate) fn rosenbrock(x: &[f64]) -> Vec<f64> {
    by(x, |x| {
        x.windows(2).fold(zero(), |sum, pair| {
            sum + (pair[1].clone() - pair[0].powi(2)).powi(2) * 100.0 + (-pair[0].clone() + 1.0).powi(2)
        })
    })
}

pub(crate) fn rosenbrock_hessian(x: &[f64]) -> Vec<f64> {
    let f = |x: DVector<Dual2DVec64>| {
        x.as_slice().windows(2).fold(Dual2DVec64::from_re(0.0), |sum, pair| {
            sum + (pair[1].clone() - pair[0].powi(2)).powi(2) * 100.0 + (-pair[0].clone() + 1.0).powi(2)
        })
    };
    let (_, _, found) = hessian(f, &DVector::from_column_slice(x));
    found.as_slice().to_vec()
}

/// The end of the arm, from the last link to the first: no product of matrices.
pub(crate) fn arm(angles: &[f64; 6], cosines: &[f64; 6], sines: &[f64; 6], target: &[f64; 3]) -> Vec<f64> {
    type Dual = DualSVec64<6>;
    let f = |angles: SVector<Dual, 6>| {
        let mut p = [Dual::from_re(0.0); 3];
        for i in (0..6).rev() {
            let (s, c) = angles[i].sin_cos();
            let (ca, sa) = (cosines[i], sines[i]);
            let [x, y, z] = p;
            p = [
                c * x - s * y * ca + s * z * sa + c * LENGTHS[i],
                s * x + c * y * ca - c * z * sa + s * LENGTHS[i],
                y * sa + z * ca + OFFSETS[i],
            ];
        }
        p.iter().zip(target).fold(Dual::from_re(0.0), |sum, (p, t)| sum + (*p - *t).powi(2))
    };
    let (_, found) = gradient(f, &SVector::<f64, 6>::from(*angles));
    found.as_slice().to_vec()
}
