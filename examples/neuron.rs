//! Can models learn from gradients that the compiler wrote?
//!
//! ```sh
//! cargo run --release --example neuron
//! ```
//!
//! Two models tell benign from malignant tumours by 30 measurements of cell nuclei: a single ReLU
//! neuron, and a network with a layer of `tanh` units. Each is one ordinary function, its mean
//! squared error, under `#[differentiate]`. The attribute generates `loss::value_and_gradient` and
//! `network::value_and_gradient`; plain gradient descent does the rest.
//!
//! For each model the program checks the gradient against finite differences, trains on four fifths
//! of the samples, and tests on the others. (Of all samples a share of 0.63 is benign, which is the
//! accuracy that costs nothing.) Last come the loss curves, drawn in the terminal. It takes about a
//! second in all.

use std::error::Error;

use autodiff::check::{self, Coordinates};
use autodiff::differentiate;
use fastrand::Rng;
use nalgebra::{DMatrix, DVector, RowDVector};

mod support;
use support::breast_cancer::{self, FEATURES, Samples};
use support::chart;

const SEED: u64 = 7;
const EPOCHS: usize = 1024;
const LEARNING_RATE: f64 = 0.05;
const HIDDEN_UNITS: usize = 8;

/// Mean squared error of a ReLU neuron.
///
/// `x` has a row for each sample, `y` an entry, `w` an entry for each feature.
#[differentiate(wrt(w, b))]
fn loss(w: &DVector<f64>, b: f64, x: &DMatrix<f64>, y: &DVector<f64>) -> f64 {
    let z = (x * w).add_scalar(b);
    let residual = y - z.map(|z| z.max(0.0));
    residual.norm_squared() / y.len() as f64
}

/// Mean squared error of a layer of `tanh` units, followed by a linear unit.
///
/// `w1` has a column for each hidden unit, `b1` and `w2` an entry.
#[differentiate(wrt(w1, b1, w2, b2))]
fn network(
    w1: &DMatrix<f64>,
    b1: &RowDVector<f64>,
    w2: &DVector<f64>,
    b2: f64,
    x: &DMatrix<f64>,
    y: &DVector<f64>,
) -> f64 {
    let ones = DVector::from_element(x.nrows(), 1.0);
    let hidden = (x * w1 + ones * b1).map(|z| z.tanh());
    let residual = y - (hidden * w2).add_scalar(b2);
    residual.norm_squared() / y.len() as f64
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut rng = Rng::with_seed(SEED);
    let (train, held_out) = breast_cancer::load(&mut rng)?;
    let (training, tested) = (train.y.len(), held_out.y.len());
    println!("{training} samples to train on, {tested} held out");

    let neuron_losses = run(new_neuron(&mut rng), &train, &held_out)?;
    let network_losses = run(new_network(&mut rng), &train, &held_out)?;

    println!("\ntraining loss by epoch: neuron as a line, network as dots");
    chart::print(&neuron_losses, &network_losses);
    Ok(())
}

/// A tuple of parameters, of the same type as its gradient.
trait Model: Coordinates {
    const NAME: &str;
    const PARAMETERS: &[&str];

    fn loss(&self, samples: &Samples) -> f64;
    fn value_and_gradient(&self, samples: &Samples) -> (f64, Self);
    fn descend(&mut self, rate: f64, gradient: Self);

    /// Above a half for samples that the model takes for benign.
    fn output(&self, x: &DMatrix<f64>) -> DVector<f64>;
}

/// `w` and `b` of [`loss`].
type Neuron = (DVector<f64>, f64);

/// Starts at a positive offset: a neuron that is 0 on every sample has no slope to descend.
fn new_neuron(rng: &mut Rng) -> Neuron {
    let w = DVector::from_fn(FEATURES, |_, _| initial_weight(FEATURES, rng));
    (w, 0.5)
}

impl Model for Neuron {
    const NAME: &str = "neuron";
    const PARAMETERS: &[&str] = &["w", "b"];

    fn loss(&self, Samples { x, y }: &Samples) -> f64 {
        let (w, b) = self;
        loss(w, *b, x, y)
    }

    fn value_and_gradient(&self, Samples { x, y }: &Samples) -> (f64, Self) {
        let (w, b) = self;
        loss::value_and_gradient(w, *b, x, y)
    }

    fn descend(&mut self, rate: f64, (dw, db): Self) {
        let (w, b) = self;
        *w -= rate * dw;
        *b -= rate * db;
    }

    fn output(&self, x: &DMatrix<f64>) -> DVector<f64> {
        let (w, b) = self;
        (x * w).add_scalar(*b).map(|z| z.max(0.0))
    }
}

/// `w1`, `b1`, `w2` and `b2` of [`network`].
type Network = (DMatrix<f64>, RowDVector<f64>, DVector<f64>, f64);

fn new_network(rng: &mut Rng) -> Network {
    let w1 = DMatrix::from_fn(FEATURES, HIDDEN_UNITS, |_, _| initial_weight(FEATURES, rng));
    let w2 = DVector::from_fn(HIDDEN_UNITS, |_, _| initial_weight(HIDDEN_UNITS, rng));
    (w1, RowDVector::zeros(HIDDEN_UNITS), w2, 0.0)
}

impl Model for Network {
    const NAME: &str = "network";
    const PARAMETERS: &[&str] = &["w1", "b1", "w2", "b2"];

    fn loss(&self, Samples { x, y }: &Samples) -> f64 {
        let (w1, b1, w2, b2) = self;
        network(w1, b1, w2, *b2, x, y)
    }

    fn value_and_gradient(&self, Samples { x, y }: &Samples) -> (f64, Self) {
        let (w1, b1, w2, b2) = self;
        network::value_and_gradient(w1, b1, w2, *b2, x, y)
    }

    fn descend(&mut self, rate: f64, (dw1, db1, dw2, db2): Self) {
        let (w1, b1, w2, b2) = self;
        *w1 -= rate * dw1;
        *b1 -= rate * db1;
        *w2 -= rate * dw2;
        *b2 -= rate * db2;
    }

    fn output(&self, x: &DMatrix<f64>) -> DVector<f64> {
        let (w1, b1, w2, b2) = self;
        let ones = DVector::from_element(x.nrows(), 1.0);
        let hidden = (x * w1 + ones * b1).map(f64::tanh);
        (hidden * w2).add_scalar(*b2)
    }
}

/// Uniform around 0 with variance 1 / `inputs`, so that no unit starts out saturated.
fn initial_weight(inputs: usize, rng: &mut Rng) -> f64 {
    (3.0 / inputs as f64).sqrt() * (2.0 * rng.f64() - 1.0)
}

/// Checks the gradient, trains, and reports; returns the training loss of each epoch.
fn run<M: Model>(mut model: M, train: &Samples, held_out: &Samples) -> Result<Vec<f64>, Box<dyn Error>> {
    println!("\n{}", M::NAME);
    check_gradient(&model, train)?;
    let losses = fit(&mut model, train);
    println!("  training loss      {:.4}", model.loss(train));
    println!("  held-out loss      {:.4}", model.loss(held_out));
    println!("  held-out accuracy  {:.3}", accuracy(&model, held_out));
    Ok(losses)
}

fn check_gradient<M: Model>(model: &M, samples: &Samples) -> Result<(), Box<dyn Error>> {
    let (_, gradient) = model.value_and_gradient(samples);
    check::gradient(|model: &M| model.loss(samples), model, &gradient)
        .map_err(|mismatch| mismatch.named_parts(M::PARAMETERS))?;
    let entries = gradient.dimension();
    println!("  finite differences confirm all {entries} entries of the gradient");
    Ok(())
}

/// Plain gradient descent; returns the loss before each step.
fn fit(model: &mut impl Model, samples: &Samples) -> Vec<f64> {
    let step = |epoch: usize| {
        let (loss, gradient) = model.value_and_gradient(samples);
        model.descend(LEARNING_RATE, gradient);
        if epoch.is_power_of_two() {
            println!("  epoch {epoch:>4}    loss {loss:.4}");
        }
        loss
    };
    (1..=EPOCHS).map(step).collect()
}

/// The share of samples that the model tells right.
fn accuracy(model: &impl Model, Samples { x, y }: &Samples) -> f64 {
    let output = model.output(x);
    let right = output.iter().zip(y).filter(|&(&output, &label)| (output > 0.5) == (label > 0.5));
    right.count() as f64 / y.len() as f64
}
