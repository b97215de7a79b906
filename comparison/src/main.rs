//! Generated derivatives against those of other crates: `cargo run --release`, in this folder.
//!
//! All times are those of value and gradient of one call, medians of one run; a ratio says how many times longer than generated code.

#[path = "../../benches/workloads/data.rs"]
#[allow(dead_code, reason = "the benchmarks use all of it")]
mod data;
#[path = "../../benches/workloads/generated.rs"]
#[allow(dead_code, reason = "the benchmarks use all of it")]
mod generated;
mod peers;

use std::hint::black_box;
use std::time::Instant;

use data::Numbers;
use nalgebra::{DVector, Vector3, Vector6};

/// The median time of a call, in microseconds.
fn median<R>(mut run: impl FnMut() -> R) -> f64 {
    const ROUNDS: usize = 15;
    let start = Instant::now();
    black_box(run());
    let once = start.elapsed().as_secs_f64().max(1e-8);
    let calls = ((2e-4 / once) as usize).clamp(1, 10_000);
    let mut times = (0..ROUNDS).map(|_| {
        let start = Instant::now();
        (0..calls).for_each(|_| {
            black_box(run());
        });
        start.elapsed().as_secs_f64() / calls as f64 * 1e6
    });
    let mut times = times.by_ref().collect::<Vec<_>>();
    times.sort_by(f64::total_cmp);
    times[ROUNDS / 2]
}

fn row(name: &str, generated: f64, others: &[(&str, f64)]) {
    let others = others.iter().map(|(peer, time)| format!("{peer} {:.1}", time / generated)).collect::<Vec<_>>();
    println!("| {name} | {generated:.2} | {} |", others.join(", "));
}

/// Gradients that should be equal up to rounding.
fn agree(name: &str, one: &[f64], two: &[f64]) {
    let scale = one.iter().fold(1.0, |scale: f64, entry| scale.max(entry.abs()));
    let is_close = |(one, two): (&f64, &f64)| (one - two).abs() <= 1e-8 * scale;
    assert!(one.len() == two.len() && one.iter().zip(two).all(is_close), "{name}");
}

fn main() {
    println!("| workload | generated, µs | times longer |\n|---|---|---|");
    for n in [10, 100] {
        let mut numbers = Numbers::seeded(1 + n as u64);
        let (a, x) = (numbers.matrix(n, n), numbers.vector(n));
        let rows = a.transpose();
        agree(
            "quadratic",
            generated::quadratic::gradient(&a, &x).as_slice(),
            &peers::quadratic(rows.as_slice(), x.as_slice()),
        );
        let generated = median(|| generated::quadratic::value_and_gradient(black_box(&a), &x));
        let dual = median(|| peers::quadratic(black_box(rows.as_slice()), x.as_slice()));
        row(&format!("W1 quadratic {n}"), generated, &[("num-dual", dual)]);
    }
    let (m, n) = (200, 20);
    let mut numbers = Numbers::seeded(2 + (m * n) as u64);
    let (a, b, x) = (numbers.matrix(m, n), numbers.vector(m), numbers.vector(n));
    let rows = a.transpose();
    let dual = || peers::least_squares(black_box(rows.as_slice()), b.as_slice(), x.as_slice());
    agree("least squares", generated::least_squares::gradient(&a, &x, &b).as_slice(), &dual());
    let generated = median(|| generated::least_squares::value_and_gradient(black_box(&a), &x, &b));
    row("W2 least squares 200x20", generated, &[("num-dual", median(dual))]);

    let data::Neuron { x, y, labels, w, b, ridge } = &data::neuron(1000, 64);
    let rows = x.transpose();
    let parameters = [w.as_slice(), &[*b]].concat();
    let dual = || peers::neuron(black_box(rows.as_slice()), y.as_slice(), &parameters);
    let (w_bar, b_bar) = generated::neuron::gradient(w, *b, x, y);
    agree("neuron", &[w_bar.as_slice(), &[b_bar]].concat(), &dual());
    let generated = median(|| generated::neuron::value_and_gradient(black_box(w), *b, x, y));
    row("W3 neuron", generated, &[("num-dual", median(dual))]);
    let dual = || peers::logistic(black_box(rows.as_slice()), labels.as_slice(), w.as_slice(), *ridge);
    agree("logistic", generated::logistic::gradient(w, x, labels, *ridge).as_slice(), &dual());
    let generated = median(|| generated::logistic::value_and_gradient(black_box(w), x, labels, *ridge));
    row("W4 logistic", generated, &[("num-dual", median(dual))]);

    let n = 1000;
    let parameters = Numbers::seeded(6).list(2 * n);
    let (a, x) = parameters.split_at(n);
    let (a_bar, x_bar) = generated::bumps::gradient(a, x);
    agree("bumps", &[a_bar, x_bar].concat(), &peers::bumps(&parameters));
    let generated = median(|| generated::bumps::value_and_gradient(black_box(a), x));
    row("W6 bumps 1000", generated, &[("num-dual", median(|| peers::bumps(black_box(&parameters))))]);

    let x = Numbers::seeded(10).vector(1000);
    agree("rosenbrock", generated::rosenbrock::gradient(&x).as_slice(), &peers::rosenbrock(x.as_slice()));
    let generated = median(|| generated::rosenbrock::value_and_gradient(black_box(&x)));
    row("W10 Rosenbrock 1000", generated, &[("num-dual", median(|| peers::rosenbrock(black_box(x.as_slice()))))]);
    let x: DVector<f64> = Numbers::seeded(10).vector(100);
    let generated = median(|| generated::rosenbrock::hessian(black_box(&x)));
    let dual = median(|| peers::rosenbrock_hessian(black_box(x.as_slice())));
    row("W10 Hessian of it 100", generated, &[("num-dual", dual)]);

    let (cosines, sines) = data::twists();
    let (angles, target) = (Vector6::from(data::ANGLES), Vector3::from(data::TARGET));
    let gradient = generated::arm::gradient(&angles, &cosines, &sines, &target);
    agree("arm", gradient.as_slice(), &peers::arm(&data::ANGLES, &cosines, &sines, &data::TARGET));
    let generated = median(|| generated::arm::value_and_gradient(black_box(&angles), &cosines, &sines, &target));
    let dual = median(|| peers::arm(black_box(&data::ANGLES), &cosines, &sines, &data::TARGET));
    row("W11 arm", generated, &[("num-dual", dual)]);
}
