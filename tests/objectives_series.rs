//! Algorithms over time and over tables: hidden Markov chains, integrators, recurrent networks, alignments.

mod common;

use autodiff::{check, differentiate};
use common::{assert_close, assert_within, positive, random};
use fastrand::Rng;
use nalgebra::{Matrix2, Vector2};

#[differentiate(wrt(initial, transition, emission))]
fn forward_scaled(initial: &[f64], transition: &[Vec<f64>], emission: &[Vec<f64>], observed: &[usize]) -> f64 {
    let k = initial.len();
    let mut log_likelihood = 0.0;
    let mut alpha = vec![0.0; k];
    for (t, &symbol) in observed.iter().enumerate() {
        let mut next = vec![0.0; k];
        for j in 0..k {
            if t == 0 {
                next[j] = initial[j];
            } else {
                for i in 0..k {
                    next[j] += alpha[i] * transition[i][j];
                }
            }
            next[j] *= emission[j][symbol];
        }
        let scale = next.iter().sum::<f64>();
        for a in next.iter_mut() {
            *a /= scale;
        }
        log_likelihood += scale.ln();
        alpha = next;
    }
    log_likelihood
}

#[differentiate(wrt(initial, transition, emission))]
fn forward_in_logs(initial: &[f64], transition: &[Vec<f64>], emission: &[Vec<f64>], observed: &[usize]) -> f64 {
    let k = initial.len();
    let log_sum_exp = |terms: &[f64]| {
        let largest = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        largest + terms.iter().map(|term| (term - largest).exp()).sum::<f64>().ln()
    };
    if observed.is_empty() {
        return 0.0;
    }
    let mut alpha: Vec<f64> = (0..k).map(|j| initial[j].ln() + emission[j][observed[0]].ln()).collect();
    for &symbol in &observed[1..] {
        let mut next = vec![0.0; k];
        let mut terms = vec![0.0; k];
        for j in 0..k {
            for i in 0..k {
                terms[i] = alpha[i] + transition[i][j].ln();
            }
            next[j] = log_sum_exp(&terms) + emission[j][symbol].ln();
        }
        std::mem::swap(&mut alpha, &mut next);
    }
    log_sum_exp(&alpha)
}

type Chain = (Vec<f64>, Vec<Vec<f64>>, Vec<Vec<f64>>);

/// The likelihood of a chain and its gradient, as a sum over all paths of hidden states.
fn likelihood_by_paths((initial, transition, emission): &Chain, observed: &[usize]) -> (f64, Chain) {
    let (k, steps) = (initial.len(), observed.len() as u32);
    let zero = |rows: &[Vec<f64>]| rows.iter().map(|row| vec![0.0; row.len()]).collect::<Vec<_>>();
    let mut total = 0.0;
    let mut gradient = (vec![0.0; k], zero(transition), zero(emission));
    for path in 0..k.pow(steps) {
        let states = (0..steps).map(|t| path / k.pow(t) % k).collect::<Vec<_>>();
        let mut probability = initial[states[0]];
        for t in 0..states.len() {
            probability *= emission[states[t]][observed[t]];
            if t > 0 {
                probability *= transition[states[t - 1]][states[t]];
            }
        }
        total += probability;
        gradient.0[states[0]] += probability / initial[states[0]];
        for t in 0..states.len() {
            gradient.2[states[t]][observed[t]] += probability / emission[states[t]][observed[t]];
            if t > 0 {
                gradient.1[states[t - 1]][states[t]] += probability / transition[states[t - 1]][states[t]];
            }
        }
    }
    (total, gradient)
}

#[test]
fn hidden_markov_chain_by_all_its_paths() {
    let mut rng = Rng::with_seed(91);
    let shape: Chain = (vec![0.0; 3], vec![vec![0.0; 3]; 3], vec![vec![0.0; 2]; 3]);
    let chain = positive(&mut rng, shape.clone());
    let observed = [0, 1, 1, 0, 1];
    let (likelihood, by_paths) = likelihood_by_paths(&chain, &observed);
    let mut expected = by_paths;
    for p in expected.0.iter_mut().chain(expected.1.iter_mut().flatten()).chain(expected.2.iter_mut().flatten()) {
        *p /= likelihood;
    }
    let (initial, transition, emission) = &chain;
    let found = forward_scaled::value_and_gradient(initial, transition, emission, &observed);
    assert_within(&found, &(likelihood.ln(), expected.clone()), 1e-11);
    let found = forward_in_logs::value_and_gradient(initial, transition, emission, &observed);
    assert_within(&found, &(likelihood.ln(), expected), 1e-11);
    assert_close(&forward_in_logs::value_and_gradient(initial, transition, emission, &[]), &(0.0, shape));
}

#[differentiate]
fn lorenz(start: [f64; 3], parameters: (f64, f64, f64), h: f64, steps: usize) -> [f64; 3] {
    let (sigma, rho, beta) = parameters;
    let slope = |y: &[f64; 3]| [sigma * (y[1] - y[0]), y[0] * (rho - y[2]) - y[1], y[0] * y[1] - beta * y[2]];
    let weights = [1.0, 2.0, 2.0, 1.0];
    let mut y = start;
    for _ in 0..steps {
        let before = y;
        let mut k = [0.0; 3];
        for (stage, weight) in weights.iter().enumerate() {
            let reach = match stage {
                0 => 0.0,
                3 => h,
                _ => 0.5 * h,
            };
            let mut at = before;
            for i in 0..3 {
                at[i] += reach * k[i];
            }
            k = slope(&at);
            for i in 0..3 {
                y[i] += h / 6.0 * weight * k[i];
            }
        }
    }
    y
}

#[differentiate]
fn linear_system(a: &Matrix2<f64>, start: &Vector2<f64>, h: f64, steps: usize) -> Vector2<f64> {
    let mut y = *start;
    let mut step = 0;
    while step < steps {
        let k1 = a * y;
        let k2 = a * (y + k1 * (0.5 * h));
        let k3 = a * (y + k2 * (0.5 * h));
        let k4 = a * (y + k3 * h);
        y += (k1 + k2 * 2.0 + k3 * 2.0 + k4) * (h / 6.0);
        step += 1;
    }
    y
}

#[test]
fn runge_kutta_of_systems() {
    let point = ([1.0, -0.5, 20.0], (10.0, 28.0, 8.0 / 3.0), 0.02);
    let cotangent = [1.0, -2.0, 0.5];
    for steps in [0, 1, 6] {
        let (value, pullback) = lorenz::vjp(point.0, point.1, point.2, steps);
        assert_close(&value, &lorenz(point.0, point.1, point.2, steps));
        check::vjp(|p: &([f64; 3], (f64, f64, f64), f64)| lorenz(p.0, p.1, p.2, steps), pullback, &point, &cotangent)
            .unwrap();
    }
    // A linear system steps by the first terms of the exponential; Δy = h Σ Pᵏ⁻¹⁻ⁱ ∂P Pⁱ y.
    let (a, start, h) = (Matrix2::new(0.0, 1.0, -2.0, -0.3), Vector2::new(1.0, 0.5), 0.1);
    let p = Matrix2::identity() + a * h + (a * h).pow(2) / 2.0 + (a * h).pow(3) / 6.0 + (a * h).pow(4) / 24.0;
    let by_h = a + a.pow(2) * h + a.pow(3) * (h * h / 2.0) + a.pow(4) * (h * h * h / 6.0);
    let cotangent = Vector2::new(1.0, -2.0);
    let (value, pullback) = linear_system::vjp(&a, &start, h, 7);
    assert_close(&value, &(p.pow(7) * start));
    let (by_a, by_start, by_step) = pullback(&cotangent);
    assert_close(&by_start, &(p.pow(7).transpose() * cotangent));
    assert_close(&by_step, &(7.0 * cotangent.dot(&(p.pow(6) * by_h * start))));
    let function = |a: &Matrix2<f64>| cotangent.dot(&linear_system(a, &start, h, 7));
    check::gradient(function, &a, &by_a).unwrap();
}

#[differentiate]
fn heat(u: &[f64], alpha: f64, steps: usize) -> Vec<f64> {
    let n = u.len();
    let mut now = u.to_vec();
    let mut next = vec![0.0; n];
    for _ in 0..steps {
        for i in 0..n {
            let left = if i == 0 { 0.0 } else { now[i - 1] };
            let right = if i + 1 == n { 0.0 } else { now[i + 1] };
            next[i] = now[i] + alpha * (left - 2.0 * now[i] + right);
        }
        std::mem::swap(&mut now, &mut next);
    }
    now
}

#[test]
fn heat_equation_with_two_buffers() {
    // A sine is an eigenvector, with a factor of 1 - 4α sin²(mπ / 2(n + 1)) in each step.
    let (n, m, alpha) = (5, 2.0, 0.2);
    let unit = std::f64::consts::PI / (n as f64 + 1.0);
    let sine = (1..=n).map(|i| (m * unit * i as f64).sin()).collect::<Vec<_>>();
    let slope = -4.0 * (m * unit / 2.0).sin().powi(2);
    let factor = 1.0 + slope * alpha;
    let times = |factor: f64| sine.iter().map(|s| s * factor).collect::<Vec<_>>();
    for steps in [0, 1, 2, 5] {
        let (value, pullback) = heat::vjp(&sine, alpha, steps);
        assert_close(&value, &times(factor.powi(steps as i32)));
        // The matrix is symmetric; ‖sine‖² = (n + 1)/2.
        let by_alpha = steps as f64 * factor.powi(steps as i32 - 1) * slope * (n as f64 + 1.0) / 2.0;
        assert_close(&pullback(&sine), &(times(factor.powi(steps as i32)), by_alpha));
    }
}

#[differentiate(wrt(weights, bias))]
fn lstm(weights: &[Vec<f64>], bias: &[f64], inputs: &[[f64; 2]], target: f64) -> f64 {
    let n = bias.len() / 4;
    let sigmoid = |z: f64| 1.0 / (1.0 + (-z).exp());
    let mut hidden = vec![0.0; n];
    let mut cell = vec![0.0; n];
    for x in inputs {
        let mut gates = bias.to_vec();
        for (g, row) in gates.iter_mut().zip(weights) {
            for (j, x) in x.iter().enumerate() {
                *g += row[j] * x;
            }
            for (j, h) in hidden.iter().enumerate() {
                *g += row[2 + j] * h;
            }
        }
        for i in 0..n {
            let forget = sigmoid(gates[i]);
            let ingate = sigmoid(gates[n + i]);
            let outgate = sigmoid(gates[2 * n + i]);
            let change = gates[3 * n + i].tanh();
            cell[i] = forget * cell[i] + ingate * change;
            hidden[i] = outgate * cell[i].tanh();
        }
    }
    let output = hidden.iter().sum::<f64>();
    (output - target) * (output - target)
}

#[test]
fn steps_of_a_recurrent_network() {
    let mut rng = Rng::with_seed(93);
    let inputs = [[0.5, -1.0], [1.5, 0.3], [-0.7, 0.2], [0.1, 0.9]];
    for steps in [0, 1, 4] {
        let point = random(&mut rng, (vec![vec![0.0; 4]; 8], vec![0.0; 8]));
        let found = lstm::gradient(&point.0, &point.1, &inputs[..steps], 0.3);
        let f = |p: &(Vec<Vec<f64>>, Vec<f64>)| lstm(&p.0, &p.1, &inputs[..steps], 0.3);
        check::gradient(f, &point, &found).unwrap();
    }
}

#[differentiate]
fn soft_edit_distance(cost: &[Vec<f64>], gap: f64) -> f64 {
    let (n, m) = (cost.len(), cost[0].len());
    let mut table = vec![vec![0.0; m + 1]; n + 1];
    for i in 1..=n {
        table[i][0] = table[i - 1][0] + gap;
    }
    for j in 1..=m {
        table[0][j] = table[0][j - 1] + gap;
    }
    for i in 1..=n {
        for j in 1..=m {
            let replace = table[i - 1][j - 1] + cost[i - 1][j - 1];
            let delete = table[i - 1][j] + gap;
            let insert = table[i][j - 1] + gap;
            let least = replace.min(delete).min(insert);
            table[i][j] = least - ((least - replace).exp() + (least - delete).exp() + (least - insert).exp()).ln();
        }
    }
    table[n][m]
}

/// Adds e⁻ᶜ over the ways from `(i, j)` to the end, whose costs so far are `spent`, to `total`, and what it changes
/// by to `gradient`: by the entries of `visited`, and by the gap, which was used `gaps` times.
fn by_alignments(
    cost: &[Vec<f64>],
    gap: f64,
    (i, j): (usize, usize),
    (spent, gaps): (f64, f64),
    visited: &mut Vec<(usize, usize)>,
    sums: &mut (f64, (Vec<Vec<f64>>, f64)),
) {
    let (n, m) = (cost.len(), cost[0].len());
    if (i, j) == (n, m) {
        let weight = (-spent).exp();
        sums.0 += weight;
        sums.1.1 += weight * gaps;
        for &(i, j) in visited.iter() {
            sums.1.0[i][j] += weight;
        }
    }
    if i < n {
        by_alignments(cost, gap, (i + 1, j), (spent + gap, gaps + 1.0), visited, sums);
    }
    if j < m {
        by_alignments(cost, gap, (i, j + 1), (spent + gap, gaps + 1.0), visited, sums);
    }
    if i < n && j < m {
        visited.push((i, j));
        by_alignments(cost, gap, (i + 1, j + 1), (spent + cost[i][j], gaps), visited, sums);
        visited.pop();
    }
}

#[test]
fn soft_edit_distance_by_all_alignments() {
    let mut rng = Rng::with_seed(94);
    for (n, m) in [(1, 1), (3, 4), (4, 2)] {
        let cost = positive(&mut rng, vec![vec![0.0; m]; n]);
        let mut sums = (0.0, (vec![vec![0.0; m]; n], 0.0));
        by_alignments(&cost, 0.7, (0, 0), (0.0, 0.0), &mut Vec::new(), &mut sums);
        let (total, (mut by_cost, by_gap)) = sums;
        for entry in by_cost.iter_mut().flatten() {
            *entry /= total;
        }
        let found = soft_edit_distance::value_and_gradient(&cost, 0.7);
        assert_within(&found, &(-total.ln(), (by_cost, by_gap / total)), 1e-12);
    }
}
