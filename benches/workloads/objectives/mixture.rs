//! The log posterior of a mixture of Gaussians with a Wishart prior.

use std::f64::consts::{LN_2, PI};

use autodiff::differentiate;
use nalgebra::{DMatrix, DVector};

use super::numbers;

/// The references of the suite were computed with this many digits.
#[allow(clippy::approx_constant, reason = "it is what the references were computed with")]
const PI_OF_THE_SUITE: f64 = 3.141_592_653_59;

/// ln Γ(twice / 2).
fn log_gamma_of_half(twice: i32) -> f64 {
    match twice {
        1 => PI.ln() / 2.0,
        2 => 0.0,
        _ => (f64::from(twice) / 2.0 - 1.0).ln() + log_gamma_of_half(twice - 2),
    }
}

/// What the density of the prior of one component has as a constant factor, as a logarithm.
fn wishart_constant(d: usize, gamma: f64, m: i32) -> f64 {
    let p = d as i32;
    let n = p + m + 1;
    let log_gamma =
        0.25 * f64::from(p * (p - 1)) * PI.ln() + (1..=p).map(|j| log_gamma_of_half(n + 1 - j)).sum::<f64>();
    f64::from(n * p) * (gamma.ln() - LN_2 / 2.0) - log_gamma
}

#[differentiate]
pub(crate) fn log_sum_exp(terms: &[f64]) -> f64 {
    let largest = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    largest + terms.iter().map(|term| (term - largest).exp()).sum::<f64>().ln()
}

#[differentiate(wrt(alphas, means, factors))]
pub(crate) fn log_posterior(
    alphas: &[f64],
    means: &[f64],
    factors: &[f64],
    x: &[f64],
    d: usize,
    gamma: f64,
    m: i32,
) -> f64 {
    let k = alphas.len();
    let size = d * (d + 1) / 2;
    let mut diagonals = vec![0.0; k * d];
    let mut log_determinants = vec![0.0; k];
    for c in 0..k {
        for i in 0..d {
            log_determinants[c] += factors[c * size + i];
            diagonals[c * d + i] = factors[c * size + i].exp();
        }
    }
    let mut total = 0.0;
    let mut terms = vec![0.0; k];
    let mut centred = vec![0.0; d];
    let mut transformed = vec![0.0; d];
    for point in x.chunks_exact(d) {
        for c in 0..k {
            let mean = &means[c * d..(c + 1) * d];
            let diagonal = &diagonals[c * d..(c + 1) * d];
            let lower = &factors[c * size + d..(c + 1) * size];
            for i in 0..d {
                centred[i] = point[i] - mean[i];
                transformed[i] = diagonal[i] * centred[i];
            }
            let mut start = 0;
            for j in 0..d {
                let below = d - j - 1;
                let column = &lower[start..start + below];
                for i in 0..below {
                    transformed[j + 1 + i] += column[i] * centred[j];
                }
                start += below;
            }
            let square = transformed.iter().map(|t| t * t).sum::<f64>();
            terms[c] = alphas[c] + log_determinants[c] - 0.5 * square;
        }
        total += log_sum_exp(&terms);
    }
    let n = (x.len() / d) as f64;
    total -= n * log_sum_exp(alphas) + 0.5 * n * d as f64 * (2.0 * PI_OF_THE_SUITE).ln();
    let mut prior = 0.0;
    for c in 0..k {
        let diagonal = &diagonals[c * d..(c + 1) * d];
        let lower = &factors[c * size + d..(c + 1) * size];
        let frobenius = diagonal.iter().map(|q| q * q).sum::<f64>() + lower.iter().map(|l| l * l).sum::<f64>();
        prior += 0.5 * gamma * gamma * frobenius - m as f64 * log_determinants[c];
    }
    total + prior - k as f64 * wishart_constant(d, gamma, m)
}

fn largest_of_rows(a: &DMatrix<f64>) -> DVector<f64> {
    let mut largest = DVector::from_element(a.nrows(), f64::NEG_INFINITY);
    for column in a.column_iter() {
        largest.zip_apply(&column, |largest, entry| *largest = largest.max(entry));
    }
    largest
}

/// The same, over all points at once. They are the rows of `x`; `means` and `factors` have a column for each component.
#[differentiate(wrt(alphas, means, factors))]
pub(crate) fn log_posterior_of_points(
    alphas: &DVector<f64>,
    means: &DMatrix<f64>,
    factors: &DMatrix<f64>,
    x: &DMatrix<f64>,
    gamma: f64,
    m: i32,
) -> f64 {
    let (n, d) = x.shape();
    let k = alphas.len();
    let mut exponents = DMatrix::zeros(n, k);
    let mut prior = 0.0;
    for c in 0..k {
        // The transpose of the factor, so that a point is a row.
        let mut triangle = DMatrix::zeros(d, d);
        let mut log_determinant = 0.0;
        let mut next = d;
        for j in 0..d {
            log_determinant += factors[(j, c)];
            triangle[(j, j)] = factors[(j, c)].exp();
            for i in j + 1..d {
                triangle[(j, i)] = factors[(next, c)];
                next += 1;
            }
        }
        let transformed = x * &triangle;
        let mut squares = DVector::zeros(n);
        for i in 0..d {
            let centre = triangle.column(i).dot(&means.column(c));
            squares += transformed.column(i).map(|t| (t - centre) * (t - centre));
        }
        exponents.set_column(c, &(squares * -0.5).add_scalar(alphas[c] + log_determinant));
        prior += 0.5 * gamma * gamma * triangle.norm_squared() - m as f64 * log_determinant;
    }
    // It keeps numbers in range, and the sums don't depend on it.
    let largest: DVector<f64> = autodiff::constant(largest_of_rows(&exponents));
    let mut sums = DVector::zeros(n);
    for c in 0..k {
        sums += (exponents.column(c) - &largest).map(f64::exp);
    }
    let top = alphas.max();
    let of_alphas = top + alphas.map(|alpha| (alpha - top).exp()).sum().ln();
    let n = n as f64;
    let total = largest.sum() + sums.map(f64::ln).sum();
    let constant = 0.5 * n * d as f64 * (2.0 * PI_OF_THE_SUITE).ln() + k as f64 * wishart_constant(d, gamma, m);
    total - n * of_alphas + prior - constant
}

pub(crate) struct Mixture {
    pub(crate) d: usize,
    pub(crate) alphas: Vec<f64>,
    pub(crate) means: Vec<f64>,
    /// Of each component the logarithms of the diagonal of a triangle, then what is below it, column by column.
    pub(crate) factors: Vec<f64>,
    pub(crate) x: Vec<f64>,
    pub(crate) gamma: f64,
    pub(crate) m: i32,
}

impl Mixture {
    pub(crate) fn parse(text: &str) -> Mixture {
        let mut numbers = numbers(text).into_iter();
        let mut take = |count: usize| numbers.by_ref().take(count).collect::<Vec<_>>();
        let sizes = take(3);
        let (d, k, n) = (sizes[0] as usize, sizes[1] as usize, sizes[2] as usize);
        let (alphas, means, factors, x) = (take(k), take(k * d), take(k * d * (d + 1) / 2), take(n * d));
        let prior = take(2);
        Mixture { d, alphas, means, factors, x, gamma: prior[0], m: prior[1] as i32 }
    }

    /// What [`log_posterior_of_points`] takes: alphas, means, factors and points.
    pub(crate) fn matrices(&self) -> (DVector<f64>, DMatrix<f64>, DMatrix<f64>, DMatrix<f64>) {
        let (d, k) = (self.d, self.alphas.len());
        (
            DVector::from_column_slice(&self.alphas),
            DMatrix::from_column_slice(d, k, &self.means),
            DMatrix::from_column_slice(d * (d + 1) / 2, k, &self.factors),
            DMatrix::from_row_slice(self.x.len() / d, d, &self.x),
        )
    }
}
