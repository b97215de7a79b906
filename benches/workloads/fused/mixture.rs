//! A mixture of Gaussians: one pass over the points, and nothing stored for each of them.

/// What [`value_and_gradient`] reads; `objectives::mixture` says what it means.
pub(crate) struct Data<'a> {
    pub(crate) d: usize,
    pub(crate) alphas: &'a [f64],
    pub(crate) means: &'a [f64],
    pub(crate) factors: &'a [f64],
    pub(crate) x: &'a [f64],
    pub(crate) gamma: f64,
    pub(crate) m: i32,
}

/// The gradient, and what is computed on the way to it.
pub(crate) struct Gradient {
    pub(crate) alphas: Vec<f64>,
    pub(crate) means: Vec<f64>,
    pub(crate) factors: Vec<f64>,
    diagonals: Vec<f64>,
    log_determinants: Vec<f64>,
    centred: Vec<f64>,
    transformed: Vec<f64>,
    terms: Vec<f64>,
}

impl Gradient {
    pub(crate) fn new(d: usize, k: usize) -> Gradient {
        let zeros = |len: usize| vec![0.0; len];
        Gradient {
            alphas: zeros(k),
            means: zeros(k * d),
            factors: zeros(k * d * (d + 1) / 2),
            diagonals: zeros(k * d),
            log_determinants: zeros(k),
            centred: zeros(k * d),
            transformed: zeros(k * d),
            terms: zeros(k),
        }
    }
}

fn log_sum_exp(x: &[f64]) -> f64 {
    let largest = x.iter().copied().fold(f64::NEG_INFINITY, |a, b| if a < b { b } else { a });
    x.iter().map(|x| (x - largest).exp()).sum::<f64>().ln() + largest
}

/// The exponent of a component at a point. `centred` and `transformed` keep what the gradient needs.
fn exponent(
    offset: f64,
    mean: &[f64],
    diagonal: &[f64],
    lower: &[f64],
    x: &[f64],
    centred: &mut [f64],
    transformed: &mut [f64],
) -> f64 {
    let d = x.len();
    let (mean, diagonal, centred, transformed) = (&mean[..d], &diagonal[..d], &mut centred[..d], &mut transformed[..d]);
    for i in 0..d {
        centred[i] = x[i] - mean[i];
        transformed[i] = diagonal[i] * centred[i];
    }
    let mut start = 0;
    for i in 0..d {
        let below = d - i - 1;
        let along = centred[i];
        for (t, l) in transformed[i + 1..].iter_mut().zip(&lower[start..start + below]) {
            *t += l * along;
        }
        start += below;
    }
    offset - 0.5 * transformed.iter().map(|t| t * t).sum::<f64>()
}

pub(crate) fn value_and_gradient(data: &Data<'_>, g: &mut Gradient) -> f64 {
    let &Data { d, alphas, means, factors, x, .. } = data;
    let (k, size) = (alphas.len(), d * (d + 1) / 2);
    g.log_determinants.fill(0.0);
    for c in 0..k {
        for i in 0..d {
            let log = factors[c * size + i];
            g.log_determinants[c] += log;
            g.diagonals[c * d + i] = log.exp();
        }
    }
    g.alphas.fill(0.0);
    g.means.fill(0.0);
    g.factors.fill(0.0);
    let mut total = 0.0;
    for x in x.chunks_exact(d) {
        let mut largest = f64::NEG_INFINITY;
        for c in 0..k {
            let (own, lower) = (c * d..(c + 1) * d, &factors[c * size + d..(c + 1) * size]);
            let (centred, transformed) = (&mut g.centred[own.clone()], &mut g.transformed[own.clone()]);
            let offset = alphas[c] + g.log_determinants[c];
            g.terms[c] = exponent(offset, &means[own.clone()], &g.diagonals[own], lower, x, centred, transformed);
            if largest < g.terms[c] {
                largest = g.terms[c];
            }
        }
        let mut sum = 0.0;
        for term in &mut g.terms {
            *term = (*term - largest).exp();
            sum += *term;
        }
        total += sum.ln() + largest;
        for c in 0..k {
            let weight = g.terms[c] / sum;
            g.alphas[c] += weight;
            sweep_back(weight, c, &factors[c * size + d..(c + 1) * size], d, g);
        }
    }
    total + finish(data, g)
}

/// Adds what one point gives for one component.
fn sweep_back(weight: f64, c: usize, lower: &[f64], d: usize, g: &mut Gradient) {
    let size = d * (d + 1) / 2;
    let (centred, transformed) = (&g.centred[c * d..][..d], &g.transformed[c * d..][..d]);
    let (diagonal, by_mean) = (&g.diagonals[c * d..][..d], &mut g.means[c * d..][..d]);
    let (by_log, by_lower) = g.factors[c * size..(c + 1) * size].split_at_mut(d);
    let mut start = 0;
    for i in 0..d {
        let below = d - i - 1;
        let slope = diagonal[i] * transformed[i];
        by_log[i] += weight * (1.0 - slope * centred[i]);
        let along = weight * centred[i];
        let mut sum = slope;
        let column = lower[start..start + below].iter().zip(&mut by_lower[start..start + below]);
        for ((l, by_l), t) in column.zip(&transformed[i + 1..]) {
            sum += l * t;
            *by_l -= along * t;
        }
        start += below;
        by_mean[i] += weight * sum;
    }
}

/// What does not depend on the points, but for constants.
fn finish(data: &Data<'_>, g: &mut Gradient) -> f64 {
    let &Data { d, alphas, factors, x, gamma, m, .. } = data;
    let (k, n, size) = (alphas.len(), (x.len() / d) as f64, d * (d + 1) / 2);
    let of_alphas = log_sum_exp(alphas);
    let mut prior = 0.0;
    for c in 0..k {
        g.alphas[c] -= n * (alphas[c] - of_alphas).exp();
        let (diagonal, lower) = (&g.diagonals[c * d..(c + 1) * d], &factors[c * size + d..(c + 1) * size]);
        let (by_log, by_lower) = g.factors[c * size..(c + 1) * size].split_at_mut(d);
        let mut squares = 0.0;
        for (by_log, q) in by_log.iter_mut().zip(diagonal) {
            squares += q * q;
            *by_log += gamma * gamma * q * q - f64::from(m);
        }
        for (by_lower, l) in by_lower.iter_mut().zip(lower) {
            squares += l * l;
            *by_lower += gamma * gamma * l;
        }
        prior += 0.5 * gamma * gamma * squares - f64::from(m) * g.log_determinants[c];
    }
    prior - n * of_alphas
}
