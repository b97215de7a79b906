//! The log posterior of a mixture of Gaussians, as the benchmark suite ADBench has it and as it was corrected later.

#![allow(clippy::needless_range_loop, reason = "loops over indices are what is tested")]
#![allow(clippy::too_many_arguments, reason = "the parameters and the data of the model")]

mod common;

use std::f64::consts::{LN_2, PI};

use autodiff::differentiate;
use common::{assert_close, assert_within};

/// The benchmark's references were computed with this many digits.
#[allow(clippy::approx_constant, reason = "it is what the references were computed with")]
const PI_OF_THE_BENCHMARK: f64 = 3.141_592_653_59;

/// ln Γ(twice / 2).
fn log_gamma_of_half(twice: i32) -> f64 {
    match twice {
        1 => PI.ln() / 2.0,
        2 => 0.0,
        _ => (f64::from(twice) / 2.0 - 1.0).ln() + log_gamma_of_half(twice - 2),
    }
}

/// What the density of the Wishart prior of one component has as a constant factor, as a logarithm.
fn wishart_constant(d: usize, gamma: f64, m: i32) -> f64 {
    let p = d as i32;
    let n = p + m + 1;
    let log_gamma =
        0.25 * f64::from(p * (p - 1)) * PI.ln() + (1..=p).map(|j| log_gamma_of_half(n + 1 - j)).sum::<f64>();
    f64::from(n * p) * (gamma.ln() - LN_2 / 2.0) - log_gamma
}

/// `sign` is 1 for the benchmark's form, which adds the penalty, and -1 for the corrected one.
#[differentiate(wrt(alphas, means, factors))]
fn log_posterior(
    alphas: &[f64],
    means: &[Vec<f64>],
    factors: &[Vec<f64>],
    x: &[Vec<f64>],
    gamma: f64,
    m: i32,
    sign: f64,
) -> f64 {
    let k = alphas.len();
    let d = means[0].len();
    let n = x.len();
    let log_sum_exp = |terms: &[f64]| {
        let mut largest = terms[0];
        for &term in &terms[1..] {
            if term > largest {
                largest = term;
            }
        }
        let mut sum = 0.0;
        for term in terms {
            sum += (term - largest).exp();
        }
        largest + sum.ln()
    };

    let mut diagonals = vec![vec![0.0; d]; k];
    let mut log_determinants = vec![0.0; k];
    for c in 0..k {
        for i in 0..d {
            log_determinants[c] += factors[c][i];
            diagonals[c][i] = factors[c][i].exp();
        }
    }

    let mut total = 0.0;
    let mut terms = vec![0.0; k];
    let mut centred = vec![0.0; d];
    let mut transformed = vec![0.0; d];
    for point in x {
        for c in 0..k {
            for i in 0..d {
                centred[i] = point[i] - means[c][i];
            }
            // The lower triangle, column by column, after the diagonal.
            for i in 0..d {
                transformed[i] = diagonals[c][i] * centred[i];
            }
            let mut next = d;
            for j in 0..d {
                for i in j + 1..d {
                    transformed[i] += factors[c][next] * centred[j];
                    next += 1;
                }
            }
            let mut square = 0.0;
            for t in &transformed {
                square += t * t;
            }
            terms[c] = alphas[c] + log_determinants[c] - 0.5 * square;
        }
        total += log_sum_exp(&terms);
    }
    total -= n as f64 * log_sum_exp(alphas);
    total -= 0.5 * (n * d) as f64 * (2.0 * PI_OF_THE_BENCHMARK).ln();

    let mut prior = 0.0;
    for c in 0..k {
        let mut frobenius = 0.0;
        for entry in &diagonals[c] {
            frobenius += entry * entry;
        }
        for entry in &factors[c][d..] {
            frobenius += entry * entry;
        }
        prior += 0.5 * gamma * gamma * frobenius - f64::from(m) * log_determinants[c];
    }
    total + sign * (prior - k as f64 * wishart_constant(d, gamma, m))
}

/// The same over flat slices, by iterators and chunks.
#[differentiate(wrt(alphas, means, factors))]
fn log_posterior_of_flat_slices(
    alphas: &[f64],
    means: &[f64],
    factors: &[f64],
    x: &[f64],
    d: usize,
    gamma: f64,
    m: i32,
    sign: f64,
) -> f64 {
    let k = alphas.len();
    let size = d * (d + 1) / 2;
    let log_determinants: Vec<f64> = factors.chunks_exact(size).map(|f| f[..d].iter().sum()).collect();
    let mut total = 0.0;
    for point in x.chunks_exact(d) {
        let mut terms: Vec<f64> = Vec::with_capacity(k);
        for (c, (mean, factor)) in means.chunks_exact(d).zip(factors.chunks_exact(size)).enumerate() {
            let (logs, lower) = (&factor[..d], &factor[d..]);
            let centred: Vec<f64> = point.iter().zip(mean).map(|(x, mean)| x - mean).collect();
            let mut square = 0.0;
            for i in 0..d {
                let mut transformed = logs[i].exp() * centred[i];
                for j in 0..i {
                    // Column j starts after the j columns before it.
                    transformed += lower[j * (2 * d - j - 1) / 2 + i - j - 1] * centred[j];
                }
                square += transformed.powi(2);
            }
            terms.push(alphas[c] + log_determinants[c] - 0.5 * square);
        }
        let largest = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        total += largest + terms.iter().map(|term| (term - largest).exp()).sum::<f64>().ln();
    }
    let n = (x.len() / d) as f64;
    let largest = alphas.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    total -= n * (largest + alphas.iter().map(|alpha| (alpha - largest).exp()).sum::<f64>().ln());
    total -= 0.5 * n * d as f64 * (2.0 * PI_OF_THE_BENCHMARK).ln();
    let frobenius = factors
        .chunks_exact(size)
        .flat_map(|factor| factor.iter().enumerate())
        .map(|(i, entry)| if i < d { (2.0 * entry).exp() } else { entry * entry })
        .sum::<f64>();
    let penalty = 0.5 * gamma * gamma * frobenius - f64::from(m) * log_determinants.iter().sum::<f64>();
    total + sign * (penalty - k as f64 * wishart_constant(d, gamma, m))
}

struct Mixture {
    d: usize,
    alphas: Vec<f64>,
    means: Vec<f64>,
    factors: Vec<f64>,
    x: Vec<f64>,
    gamma: f64,
    m: i32,
}

impl Mixture {
    fn parse(text: &str) -> Self {
        let mut numbers = numbers(text).into_iter();
        let mut take = |count: usize| numbers.by_ref().take(count).collect::<Vec<_>>();
        let sizes = take(3).iter().map(|size| *size as usize).collect::<Vec<_>>();
        let (d, k, n) = (sizes[0], sizes[1], sizes[2]);
        let (alphas, means, factors, x) = (take(k), take(k * d), take(k * d * (d + 1) / 2), take(n * d));
        let prior = take(2);
        Self { d, alphas, means, factors, x, gamma: prior[0], m: prior[1] as i32 }
    }

    /// Value and gradient by nested slices and by flat ones, the gradient as one list.
    fn value_and_gradient(&self, sign: f64) -> [(f64, Vec<f64>); 2] {
        let rows = |flat: &[f64], length: usize| flat.chunks_exact(length).map(<[f64]>::to_vec).collect::<Vec<_>>();
        let (d, size) = (self.d, self.d * (self.d + 1) / 2);
        let (means, factors, x) = (rows(&self.means, d), rows(&self.factors, size), rows(&self.x, d));
        let (value, (by_alphas, by_means, by_factors)) =
            log_posterior::value_and_gradient(&self.alphas, &means, &factors, &x, self.gamma, self.m, sign);
        let nested = (value, [by_alphas, by_means.concat(), by_factors.concat()].concat());
        let (value, (by_alphas, by_means, by_factors)) = log_posterior_of_flat_slices::value_and_gradient(
            &self.alphas,
            &self.means,
            &self.factors,
            &self.x,
            d,
            self.gamma,
            self.m,
            sign,
        );
        [nested, (value, [by_alphas, by_means, by_factors].concat())]
    }
}

fn numbers(text: &str) -> Vec<f64> {
    text.split_whitespace().map(|word| word.parse().expect("a number")).collect()
}

#[test]
fn adbench_mixtures_and_their_references() {
    for (data, reference) in [
        (include_str!("data/gmm_test.txt"), include_str!("data/gmm_test_reference.txt")),
        (include_str!("data/gmm_d2_K5.txt"), include_str!("data/gmm_d2_K5_reference.txt")),
    ] {
        let expected = numbers(reference);
        for (value, gradient) in Mixture::parse(data).value_and_gradient(1.0) {
            assert_within(&value, &expected[0], 1e-12);
            assert_within(&gradient, &expected[1..].to_vec(), 1e-11);
        }
    }
}

#[test]
fn b6_corrected_form() {
    let mixture = Mixture {
        d: 2,
        alphas: vec![0.2, -0.3],
        means: vec![0.1, 0.4, -0.5, 0.6],
        factors: vec![0.05, -0.1, 0.3, 0.15, 0.2, -0.25],
        x: vec![0.5, -1.0, 1.5, 0.25, -0.75, 2.0],
        gamma: 0.8,
        m: 1,
    };
    let by_alphas = [0.591_524_197_128_613_9, -0.591_524_197_128_613_9];
    let by_means = [1.169_913_129_942_138, -0.029_106_542_005_358_08, 0.191_714_075_481_448_4, 0.430_779_653_498_897_9];
    let by_first = [0.141_559_013_556_221_1, 0.515_264_316_840_945_2, 0.530_887_728_034_391_3];
    let by_second = [-0.044_801_642_515_840_61, -0.868_533_239_926_231_3, 0.691_761_889_651_286_6];
    let expected = [&by_alphas[..], &by_means, &by_first, &by_second].concat();
    for (value, gradient) in mixture.value_and_gradient(-1.0) {
        // The reference has π in full.
        assert_within(&value, &-20.724_712_414_470_52, 1e-11);
        assert_close(&gradient, &expected);
        assert_within(&(gradient[0] + gradient[1]), &0.0, 1e-13);
    }
}
