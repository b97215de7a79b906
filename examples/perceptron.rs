//! Can a model be a struct, and an optimizer know nothing of it?
//!
//! ```sh
//! cargo run --release --example perceptron
//! ```
//!
//! A perceptron with two hidden layers tells benign from malignant tumours by 30 measurements of cell nuclei. It is a
//! struct of layers under `#[derive(Differentiable)]`, and so is its gradient. Two optimizers train it from the same
//! start:
//!
//! - gradient descent with momentum, in twenty lines over what the derive gives: `zero_tangent`, `add_scaled`;
//! - L-BFGS of the crate `argmin`, which wants one flat vector: `to_vector` and `from_vector` lead there and back.
//!
//! The program checks the gradient against finite differences, entry by entry, and fails if an optimizer does not reach
//! the loss and the accuracy that it should. Last come the losses on the way, drawn in the terminal. It takes about a
//! second in all.

use std::cell::RefCell;
use std::error::Error;
use std::rc::Rc;

use argmin::core::observers::{Observe, ObserverMode};
use argmin::core::{CostFunction, Executor, Gradient, IterState, KV};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;
use autodiff::{Differentiable, check, differentiate};
use fastrand::Rng;
use nalgebra::{DMatrix, DVector, RowDVector};

mod support;
use support::breast_cancer::{self, FEATURES, Samples};
use support::chart;

const SEED: u64 = 7;
const HIDDEN_UNITS: [usize; 2] = [8, 4];
const WEIGHT_DECAY: f64 = 1e-3;

const EPOCHS: usize = 400;
const LEARNING_RATE: f64 = 0.1;
const MOMENTUM: f64 = 0.9;
const ITERATIONS: u64 = 100;

/// Units that add up what comes in, each with weights of its own.
#[derive(Clone, Debug, Differentiable)]
struct Layer {
    /// A row for each input, a column for each unit.
    weight: DMatrix<f64>,
    /// An entry for each unit.
    bias: RowDVector<f64>,
}

/// A single unit.
#[derive(Clone, Debug, Differentiable)]
struct Unit {
    weight: DVector<f64>,
    bias: f64,
}

/// Two layers of `tanh` units, and one unit whose output is the logarithm of the odds that a sample is benign.
#[derive(Clone, Debug, Differentiable)]
struct Perceptron {
    first: Layer,
    second: Layer,
    output: Unit,
    /// How much large weights cost. No gradient descends it.
    #[constant]
    decay: f64,
}

/// What a layer gives, a row for each sample.
#[differentiate]
fn apply(layer: &Layer, x: &DMatrix<f64>) -> DMatrix<f64> {
    (x * &layer.weight + DVector::from_element(x.nrows(), 1.0) * &layer.bias).map(f64::tanh)
}

/// The logarithms of the odds, an entry for each sample.
#[differentiate]
fn odds(model: &Perceptron, x: &DMatrix<f64>) -> DVector<f64> {
    let hidden = apply(&model.second, &apply(&model.first, x));
    (hidden * &model.output.weight).add_scalar(model.output.bias)
}

/// Cross entropy of the perceptron's odds, and the cost of its weights.
///
/// `x` has a row for each sample, `y` an entry: 1 for benign.
#[differentiate(wrt(model))]
fn loss(model: &Perceptron, x: &DMatrix<f64>, y: &DVector<f64>) -> f64 {
    let entropy = odds(model, x).zip_map(y, |odds, y| odds.exp().ln_1p() - y * odds).mean();
    let weights = model.first.weight.norm_squared() + model.second.weight.norm_squared();
    entropy + 0.5 * model.decay * (weights + model.output.weight.norm_squared())
}

impl Layer {
    fn new(inputs: usize, units: usize, rng: &mut Rng) -> Layer {
        let weight = DMatrix::from_fn(inputs, units, |_, _| initial_weight(inputs, rng));
        Layer { weight, bias: RowDVector::zeros(units) }
    }
}

/// Uniform around 0 with variance 1 / `inputs`, so that no unit starts out saturated.
fn initial_weight(inputs: usize, rng: &mut Rng) -> f64 {
    (3.0 / inputs as f64).sqrt() * (2.0 * rng.f64() - 1.0)
}

impl Perceptron {
    fn new(rng: &mut Rng) -> Perceptron {
        let [first, second] = HIDDEN_UNITS;
        Perceptron {
            first: Layer::new(FEATURES, first, rng),
            second: Layer::new(first, second, rng),
            output: Unit { weight: DVector::from_fn(second, |_, _| initial_weight(second, rng)), bias: 0.0 },
            decay: WEIGHT_DECAY,
        }
    }

    fn loss(&self, Samples { x, y }: &Samples) -> f64 {
        loss(self, x, y)
    }

    fn value_and_gradient(&self, Samples { x, y }: &Samples) -> (f64, Perceptron) {
        loss::value_and_gradient(self, x, y)
    }

    /// The share of samples that the perceptron tells right.
    fn accuracy(&self, Samples { x, y }: &Samples) -> f64 {
        let odds = odds(self, x);
        let right = odds.iter().zip(y).filter(|&(&odds, &label)| (odds > 0.0) == (label > 0.5));
        right.count() as f64 / y.len() as f64
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut rng = Rng::with_seed(SEED);
    let (train, held_out) = breast_cancer::load(&mut rng)?;
    let start = Perceptron::new(&mut rng);
    println!("{} parameters, {} samples to train on, {} held out", start.len(), train.y.len(), held_out.y.len());

    let (value, gradient) = start.value_and_gradient(&train);
    check::gradient(|model: &Perceptron| model.loss(&train), &start, &gradient)?;
    println!("finite differences confirm all {} entries of the gradient", gradient.len());
    println!("training loss {value:.4}, slope {:.4}", gradient.norm_squared().sqrt());

    println!("\ngradient descent with momentum");
    let (descended, descent) = descend(&start, &train);
    report(&descended, &train, &held_out, 0.04);

    println!("\nL-BFGS");
    let (minimized, minimization) = minimize(&start, &train)?;
    report(&minimized, &train, &held_out, 0.025);

    println!("\ntraining loss by epoch: gradient descent as a line, L-BFGS as dots");
    chart::print(&descent, &minimization);
    Ok(())
}

/// Prints what a trained model does.
///
/// # Panics
/// When that is less than it should.
fn report(model: &Perceptron, train: &Samples, held_out: &Samples, expected: f64) {
    let (loss, accuracy) = (model.loss(train), model.accuracy(held_out));
    println!("  training loss      {loss:.4}");
    println!("  held-out accuracy  {accuracy:.3}");
    assert!(loss < expected, "a training loss above {expected}");
    assert!(accuracy > 0.95, "less than 95 of 100 samples told right");
}

/// Gradient descent with momentum: it needs nothing of the parameters but that they are differentiable.
struct Momentum<P> {
    velocity: P,
}

impl<P: Differentiable<Scalar = f64>> Momentum<P> {
    fn new(parameters: &P) -> Momentum<P> {
        Momentum { velocity: parameters.zero_tangent() }
    }

    /// v ← 0.9 v − rate · gradient, then p ← p + v.
    fn step(&mut self, parameters: &mut P, gradient: &P) {
        let mut velocity = gradient.zero_tangent();
        velocity.add_scaled(MOMENTUM, &self.velocity);
        velocity.add_scaled(-LEARNING_RATE, gradient);
        parameters.add_scaled(1.0, &velocity);
        self.velocity = velocity;
    }
}

/// Trains by gradient descent; gives the loss before each step too.
fn descend(start: &Perceptron, samples: &Samples) -> (Perceptron, Vec<f64>) {
    let mut model = start.clone();
    let mut optimizer = Momentum::new(&model);
    let losses = (0..EPOCHS).map(|_| {
        let (loss, gradient) = model.value_and_gradient(samples);
        optimizer.step(&mut model, &gradient);
        loss
    });
    let losses = losses.collect();
    (model, losses)
}

/// The training of a model as `argmin` sees it: a function of a flat vector.
struct Training<'a> {
    /// The sizes and the constants that a vector does not say.
    template: &'a Perceptron,
    samples: &'a Samples,
}

impl Training<'_> {
    fn model(&self, reals: &[f64]) -> Perceptron {
        self.template.from_vector(&DVector::from_column_slice(reals))
    }
}

impl CostFunction for Training<'_> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, reals: &Vec<f64>) -> Result<f64, argmin::core::Error> {
        Ok(self.model(reals).loss(self.samples))
    }
}

impl Gradient for Training<'_> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, reals: &Vec<f64>) -> Result<Vec<f64>, argmin::core::Error> {
        let (_, gradient) = self.model(reals).value_and_gradient(self.samples);
        Ok(gradient.to_vector().data.into())
    }
}

/// Trains by L-BFGS; gives the loss after each iteration too.
fn minimize(start: &Perceptron, samples: &Samples) -> Result<(Perceptron, Vec<f64>), Box<dyn Error>> {
    let training = Training { template: start, samples };
    let losses = Losses::default();
    let solver = LBFGS::new(MoreThuenteLineSearch::new(), 10);
    let outcome = Executor::new(training, solver)
        .configure(|state| state.param(start.to_vector().data.into()).max_iters(ITERATIONS))
        .add_observer(losses.clone(), ObserverMode::Always)
        .run()?;
    let best = outcome.state.best_param.ok_or("no parameters")?;
    let model = start.from_vector(&DVector::from_vec(best));
    let losses = losses.0.take();
    Ok((model, losses))
}

/// The loss after each iteration.
#[derive(Clone, Default)]
struct Losses(Rc<RefCell<Vec<f64>>>);

impl Observe<IterState<Vec<f64>, Vec<f64>, (), (), (), f64>> for Losses {
    fn observe_iter(
        &mut self,
        state: &IterState<Vec<f64>, Vec<f64>, (), (), (), f64>,
        _: &KV,
    ) -> Result<(), argmin::core::Error> {
        self.0.borrow_mut().push(state.cost);
        Ok(())
    }
}
