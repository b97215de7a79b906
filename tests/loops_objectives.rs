//! Reference objectives written with loops over slices: least squares, log-sum-exp, mixtures, regression.

#![allow(clippy::needless_range_loop, reason = "loops over indices are what is tested")]

mod common;

use std::f64::consts::{LN_2, PI};

use autodiff::{check, differentiate};
use common::{assert_close, assert_within};
use nalgebra::{DMatrix, DVector, Matrix3x2, Vector2, Vector3};

#[differentiate]
fn b3(x: &[f64], n: usize) -> f64 {
    let mut total = 0.0;
    for i in 0..n {
        let t = -1.0 + 2.0 * i as f64 / (n as f64 - 1.0);
        let s = if t > 0.0 {
            1.0
        } else if t < 0.0 {
            -1.0
        } else {
            0.0
        };
        let mut sum = s;
        for (j, xj) in x.iter().enumerate() {
            sum -= xj * t.powi(j as i32);
        }
        total += sum * sum;
    }
    total / 2.0
}

#[test]
fn b3_least_squares_fit_of_the_sign() {
    assert_close(&b3::value_and_gradient(&[0.1, 0.5, -0.2], 5), &(0.83, vec![0.0, -1.75, -0.175]));
}

#[differentiate]
fn b4(x: &[f64]) -> f64 {
    let largest = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum = x.iter().map(|x| (x - largest).exp()).sum::<f64>();
    largest + sum.ln()
}

#[differentiate]
fn b4_by_loops(x: &[f64]) -> f64 {
    let mut largest = x[0];
    for i in 1..x.len() {
        if x[i] > largest {
            largest = x[i];
        }
    }
    let mut sum = 0.0;
    for &x in x {
        sum += (x - largest).exp();
    }
    largest + sum.ln()
}

#[test]
fn b4_log_sum_exp() {
    let x = [1.0, 2.0, -1.0, 0.5];
    let softmax =
        vec![0.224_207_818_048_201_1, 0.609_460_037_598_877_1, 0.030_343_228_559_416_22, 0.135_988_915_793_505_5];
    let expected = (2.495_181_898_085_856, softmax);
    assert_close(&b4::value_and_gradient(&x), &expected);
    assert_close(&b4_by_loops::value_and_gradient(&x), &expected);
    // Where the naive form overflows.
    assert_close(&b4::value_and_gradient(&[1000.0, 1000.0]), &(1000.0 + LN_2, vec![0.5, 0.5]));
    assert_close(&b4_by_loops::value_and_gradient(&[1000.0, 1000.0]), &(1000.0 + LN_2, vec![0.5, 0.5]));
}

struct Wishart {
    gamma: f64,
    m: i32,
}

/// The part of the Wishart prior's log density that depends on nothing differentiated, for one component in two
/// dimensions.
fn log_normalizer(wishart: &Wishart) -> f64 {
    let degrees = f64::from(2 + wishart.m + 1);
    assert_eq!(degrees, 4.0, "Γ(2) = 1 and Γ(3/2) = √π/2");
    let log_gamma = PI.ln() / 2.0 + (PI.sqrt() / 2.0).ln();
    2.0 * degrees * (wishart.gamma.ln() - LN_2 / 2.0) - log_gamma
}

#[allow(clippy::too_many_arguments, reason = "the parameters and the data of the model")]
#[differentiate(wrt(alphas, means, q, l))]
fn b6(
    alphas: &[f64],
    means: &[[f64; 2]],
    q: &[[f64; 2]],
    l: &[[f64; 1]],
    x: &[[f64; 2]],
    gamma: f64,
    m: f64,
    normalizer: f64,
) -> f64 {
    let k = alphas.len();
    let mut log_likelihood = 0.0;
    for point in x {
        let terms = (0..k)
            .map(|component| {
                let mut transformed = Vector2::zeros();
                let mut sum_q = 0.0;
                for i in 0..2 {
                    transformed[i] = q[component][i].exp() * (point[i] - means[component][i]);
                    sum_q += q[component][i];
                }
                // The lower triangle, column by column.
                let mut next = 0;
                for i in 0..2 {
                    for j in i + 1..2 {
                        transformed[j] += l[component][next] * (point[i] - means[component][i]);
                        next += 1;
                    }
                }
                alphas[component] + sum_q - 0.5 * transformed.norm_squared()
            })
            .collect::<Vec<_>>();
        let largest = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        log_likelihood += largest + terms.iter().map(|t| (t - largest).exp()).sum::<f64>().ln();
    }
    let largest = alphas.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    log_likelihood -= x.len() as f64 * (largest + alphas.iter().map(|a| (a - largest).exp()).sum::<f64>().ln());
    let mut prior = k as f64 * normalizer;
    for component in 0..k {
        for i in 0..2 {
            prior += m * q[component][i] - 0.5 * gamma * gamma * (2.0 * q[component][i]).exp();
        }
        for entry in &l[component] {
            prior -= 0.5 * gamma * gamma * entry * entry;
        }
    }
    log_likelihood - x.len() as f64 * (2.0 * PI).ln() + prior
}

#[test]
fn b6_gaussian_mixture_log_posterior() {
    let x = [[0.5, -1.0], [1.5, 0.25], [-0.75, 2.0]];
    let wishart = Wishart { gamma: 0.8, m: 1 };
    let alphas = vec![0.591_524_197_128_613_9, -0.591_524_197_128_613_9];
    let means =
        vec![[1.169_913_129_942_138, -0.029_106_542_005_358_08], [0.191_714_075_481_448_4, 0.430_779_653_498_897_9]];
    let q =
        vec![[0.141_559_013_556_221_1, 0.515_264_316_840_945_2], [-0.044_801_642_515_840_61, -0.868_533_239_926_231_3]];
    let l = vec![[0.530_887_728_034_391_3], [0.691_761_889_651_286_6]];
    let found = b6::value_and_gradient(
        &[0.2, -0.3],
        &[[0.1, 0.4], [-0.5, 0.6]],
        &[[0.05, -0.1], [0.15, 0.2]],
        &[[0.3], [-0.25]],
        &x,
        wishart.gamma,
        f64::from(wishart.m),
        log_normalizer(&wishart),
    );
    assert_close(&found.0, &-20.724_712_414_470_52);
    assert_close(&found.1, &(alphas, means, q, l));
    assert_within(&(found.1.0[0] + found.1.0[1]), &0.0, 1e-14);
}

#[differentiate(wrt(w))]
fn b15(w: &[f64], x: &[[f64; 2]], y: &[f64], lambda: f64) -> f64 {
    let mut loss = 0.0;
    for (row, label) in x.iter().zip(y) {
        let mut z = 0.0;
        for (x, w) in row.iter().zip(w) {
            z += x * w;
        }
        loss += (-label * z).exp().ln_1p();
    }
    let mut square = 0.0;
    for w in w {
        square += w * w;
    }
    loss / y.len() as f64 + 0.5 * lambda * square
}

#[test]
fn b15_logistic_regression() {
    let x = [[1.0, 2.0], [-1.0, 0.5], [0.3, -2.0]];
    let expected = (0.554_599_086_301_556_7, vec![-0.289_798_779_634_728_9, -0.041_841_732_742_439_48]);
    assert_close(&b15::value_and_gradient(&[0.4, -0.2], &x, &[1.0, -1.0, 1.0], 0.1), &expected);
}

#[differentiate]
fn b17(a: &[f64], x: &[f64]) -> f64 {
    a.iter().zip(x).map(|(a, x)| (a * x + 0.5).tanh().powi(2) * (-x * x).exp()).sum()
}

#[differentiate]
fn b17_by_a_loop(a: [f64; 3], x: [f64; 3]) -> f64 {
    let mut total = 0.0;
    for i in 0..3 {
        let t = (a[i] * x[i] + 0.5).tanh();
        total += t * t * (-(x[i] * x[i])).exp();
    }
    total
}

#[test]
fn b17_elementwise() {
    let (a, x) = ([0.5, -1.0, 2.0], [0.3, 0.8, -0.4]);
    let by_a = [0.211_032_821_219_087, -0.224_914_212_010_136_1, 0.181_739_050_359_483_3];
    let by_x = [0.172_514_150_073_073_4, 0.209_546_545_636_519_2, -0.850_842_843_083_624_3];
    let value = 0.415_741_845_711_343_1;
    assert_close(&b17::value_and_gradient(&a, &x), &(value, (by_a.to_vec(), by_x.to_vec())));
    assert_close(&b17_by_a_loop::value_and_gradient(a, x), &(value, (by_a, by_x)));
}

#[differentiate]
fn b19(q: &[f64], lengths: &[f64]) -> Vector2<f64> {
    let mut tip = Vector2::new(0.0, 0.0);
    let mut angle = 0.0;
    for (q, length) in q.iter().zip(lengths.iter()) {
        angle += q;
        tip += Vector2::new(angle.cos(), angle.sin()) * *length;
    }
    tip
}

#[test]
fn b19_planar_arm() {
    let (tip, pullback) = b19::vjp(&[0.3, 0.5], &[1.0, 0.7]);
    assert_close(&tip, &Vector2::new(1.443_031_185_668_622, 0.797_669_470_291_005_5));
    let rows = [pullback(&Vector2::x()).0, pullback(&Vector2::y()).0];
    let expected = [
        vec![-0.797_669_470_291_005_5, -0.502_149_263_629_665_9],
        vec![1.443_031_185_668_622, 0.487_694_696_543_015_8],
    ];
    assert_close(&rows, &expected);
}

#[differentiate(wrt(w, b))]
fn l20(w: &DVector<f64>, b: f64, x: &DMatrix<f64>, y: &DVector<f64>) -> f64 {
    let z = (x * w).add_scalar(b);
    let residual = y - z.map(|z| z.max(0.0));
    residual.norm_squared() / y.len() as f64
}

#[differentiate(wrt(w, b))]
fn l20_by_rows(w: &DVector<f64>, b: f64, x: &DMatrix<f64>, y: &DVector<f64>) -> f64 {
    let mut total = 0.0;
    for i in 0..x.nrows() {
        let mut z = b;
        for j in 0..x.ncols() {
            z += x[(i, j)] * w[j];
        }
        let residual = y[i] - z.max(0.0);
        total += residual * residual;
    }
    total / y.len() as f64
}

#[differentiate(wrt(w, b))]
fn l20_by_iterators(w: [f64; 2], b: f64, x: &[[f64; 2]], y: &[f64]) -> f64 {
    let square = x
        .iter()
        .zip(y)
        .map(|(row, y)| {
            let z = row.iter().zip(&w).map(|(x, w)| x * w).sum::<f64>() + b;
            (y - z.max(0.0)).powi(2)
        })
        .sum::<f64>();
    square / y.len() as f64
}

#[test]
fn l20_neuron_by_rows_and_as_a_product() {
    let (w, b, y) = (DVector::from_vec(vec![0.4, 0.9]), -0.1, Vector3::new(1.0, 0.5, 2.0));
    let rows = [[1.0, 2.0], [-1.0, 0.5], [0.3, -2.0]];
    let x = Matrix3x2::from_fn(|i, j| rows[i][j]);
    let (x, y) = (DMatrix::from_column_slice(3, 2, x.as_slice()), DVector::from_column_slice(y.as_slice()));
    let (third, sixth) = (2.0 / 3.0, 1.0 / 15.0);
    let expected = (1.82, (DVector::from_vec(vec![third + sixth, 2.0 * (third + sixth)]), third + sixth));
    assert_close(&l20::value_and_gradient(&w, b, &x, &y), &expected);
    assert_close(&l20_by_rows::value_and_gradient(&w, b, &x, &y), &expected);
    assert_close(&l20_by_iterators::value_and_gradient([0.4, 0.9], b, &rows, y.as_slice()), &expected);
    check::gradient(|w| l20_by_rows(w, b, &x, &y), &w, &expected.1.0).unwrap();
}
