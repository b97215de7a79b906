//! What a composition of functions costs against the same written as one function: `cargo bench --bench composition`.
//!
//! Both are measured in turns, so that they share whatever else the machine does; the ratio is that of the medians.

use std::hint::black_box;
use std::time::Instant;

use autodiff::differentiate;
use models::layers::dense;
use models::leaky;
use nalgebra::{DMatrix, DVector};

#[differentiate(wrt(slope, offset))]
fn misfit(slope: f64, offset: f64, x: &[f64], y: &[f64]) -> f64 {
    let mut total = 0.0;
    for (x, y) in x.iter().zip(y) {
        let residual = leaky(slope * x + offset) - y;
        total += residual * residual;
    }
    total
}

#[differentiate(wrt(slope, offset))]
fn misfit_as_one(slope: f64, offset: f64, x: &[f64], y: &[f64]) -> f64 {
    let mut total = 0.0;
    for (x, y) in x.iter().zip(y) {
        let z = slope * x + offset;
        let bent = if z > 0.0 { z } else { 0.1 * z + 0.1 * z * z };
        let residual = bent - y;
        total += residual * residual;
    }
    total
}

/// Short, and in terms of its parameters alone: written into its callers.
#[differentiate(wrt(w, b, x))]
fn layer(w: &DMatrix<f64>, b: &DVector<f64>, x: &DVector<f64>) -> DVector<f64> {
    (w * x + b).map(f64::tanh)
}

#[differentiate(wrt(w, b))]
fn short(w: &DMatrix<f64>, b: &DVector<f64>, x: &DVector<f64>) -> f64 {
    let hidden = layer(w, b, x);
    layer(w, b, &hidden).norm_squared()
}

#[differentiate(wrt(w, b))]
fn short_as_one(w: &DMatrix<f64>, b: &DVector<f64>, x: &DVector<f64>) -> f64 {
    let hidden = (w * x + b).map(|z| z.tanh());
    (w * hidden + b).map(|z| z.tanh()).norm_squared()
}

/// Three functions deep, in a module that is differentiated as a whole, with a constant of its own.
#[differentiate]
mod model {
    use nalgebra::{DMatrix, DVector};

    const LEAK: f64 = 0.1;

    #[differentiate]
    fn leaky(z: f64) -> f64 {
        if z > 0.0 { z } else { LEAK * z + LEAK * z * z }
    }

    #[differentiate]
    fn layer(w: &DMatrix<f64>, b: &DVector<f64>, x: &DVector<f64>) -> DVector<f64> {
        (w * x + b).map(leaky)
    }

    #[differentiate(wrt(w, b))]
    pub(crate) fn network(w: &DMatrix<f64>, b: &DVector<f64>, x: &DVector<f64>) -> f64 {
        let hidden = layer(w, b, x);
        layer(w, b, &hidden).norm_squared()
    }
}

/// Through calls: the layers stand in another crate, and name a constant of it.
#[differentiate(wrt(w, b))]
fn network(w: &DMatrix<f64>, b: &DVector<f64>, x: &DVector<f64>) -> f64 {
    let hidden = dense(w, b, x);
    dense(w, b, &hidden).norm_squared()
}

#[differentiate(wrt(w, b))]
fn network_as_one(w: &DMatrix<f64>, b: &DVector<f64>, x: &DVector<f64>) -> f64 {
    let hidden = (w * x + b).map(|z| if z > 0.0 { z } else { 0.1 * z + 0.1 * z * z });
    (w * hidden + b).map(|z| if z > 0.0 { z } else { 0.1 * z + 0.1 * z * z }).norm_squared()
}

/// The median time of one call, of both in turns.
fn medians<R, S>(mut one: impl FnMut() -> R, mut two: impl FnMut() -> S) -> [f64; 2] {
    const ROUNDS: usize = 301;
    let mut times = [Vec::with_capacity(ROUNDS), Vec::with_capacity(ROUNDS)];
    for _ in 0..ROUNDS {
        let start = Instant::now();
        black_box(one());
        times[0].push(start.elapsed().as_secs_f64());
        let start = Instant::now();
        black_box(two());
        times[1].push(start.elapsed().as_secs_f64());
    }
    times.map(|mut times| {
        times.sort_by(f64::total_cmp);
        times[ROUNDS / 2]
    })
}

fn report(name: &str, [composed, as_one]: [f64; 2]) {
    let (composed_us, as_one_us) = (composed * 1e6, as_one * 1e6);
    println!("{name}: composed {composed_us:.2} us, as one {as_one_us:.2} us, ratio {:.3}", composed / as_one);
}

fn main() {
    let mut random = fastrand::Rng::with_seed(7);
    let mut numbers = |count: usize| (0..count).map(|_| random.f64() * 2.0 - 1.0).collect::<Vec<_>>();
    let (x, y) = (numbers(20_000), numbers(20_000));
    let times = medians(
        || misfit::value_and_gradient(black_box(0.7), 0.1, &x, &y),
        || misfit_as_one::value_and_gradient(black_box(0.7), 0.1, &x, &y),
    );
    report("20,000 calls of a scalar function in a loop", times);
    for size in [4, 32, 256] {
        let w = DMatrix::from_vec(size, size, numbers(size * size));
        let (b, x) = (DVector::from_vec(numbers(size)), DVector::from_vec(numbers(size)));
        let times =
            medians(|| network::gradient(black_box(&w), &b, &x), || network_as_one::gradient(black_box(&w), &b, &x));
        report(&format!("two layers of {size}, called"), times);
        let times = medians(
            || model::network::gradient(black_box(&w), &b, &x),
            || network_as_one::gradient(black_box(&w), &b, &x),
        );
        report(&format!("two layers of {size}, in a module"), times);
        let times =
            medians(|| short::gradient(black_box(&w), &b, &x), || short_as_one::gradient(black_box(&w), &b, &x));
        report(&format!("two layers of {size}, written into the caller"), times);
    }
}
