//! Inputs, the same in every run.

use nalgebra::{DMatrix, DVector};

/// A linear congruential generator of numbers between -1 and 1.
pub(crate) struct Numbers(u64);

impl Numbers {
    pub(crate) fn seeded(seed: u64) -> Numbers {
        Numbers(seed)
    }

    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 11) as f64 / (1_u64 << 53) as f64) * 2.0 - 1.0
    }

    pub(crate) fn list(&mut self, count: usize) -> Vec<f64> {
        (0..count).map(|_| self.next()).collect()
    }

    pub(crate) fn vector(&mut self, len: usize) -> DVector<f64> {
        DVector::from_vec(self.list(len))
    }

    pub(crate) fn matrix(&mut self, rows: usize, cols: usize) -> DMatrix<f64> {
        DMatrix::from_vec(rows, cols, self.list(rows * cols))
    }
}

/// Points as rows, what was measured at them, and the parameters of a neuron.
pub(crate) struct Neuron {
    pub(crate) x: DMatrix<f64>,
    pub(crate) y: DVector<f64>,
    /// The signs of `y`.
    pub(crate) labels: DVector<f64>,
    pub(crate) w: DVector<f64>,
    pub(crate) b: f64,
    pub(crate) ridge: f64,
}

pub(crate) fn neuron(points: usize, inputs: usize) -> Neuron {
    let mut numbers = Numbers::seeded(3);
    let (x, y, w) = (numbers.matrix(points, inputs), numbers.vector(points), numbers.vector(inputs));
    let labels = y.map(|y| if y > 0.0 { 1.0 } else { -1.0 });
    Neuron { x, y, labels, w, b: 0.1, ridge: 0.01 }
}

/// How many points, inputs, hidden units and outputs a network has.
pub(crate) const BATCH: usize = 64;
pub(crate) const INPUTS: usize = 64;
pub(crate) const HIDDEN: usize = 64;
pub(crate) const OUTPUTS: usize = 10;

/// A network of two layers, and what it is trained on.
pub(crate) struct Network {
    pub(crate) x: DMatrix<f64>,
    pub(crate) y: DMatrix<f64>,
    pub(crate) w1: DMatrix<f64>,
    pub(crate) b1: DVector<f64>,
    pub(crate) w2: DMatrix<f64>,
    pub(crate) b2: DVector<f64>,
}

pub(crate) fn network() -> Network {
    let mut numbers = Numbers::seeded(5);
    let (x, y) = (numbers.matrix(BATCH, INPUTS), numbers.matrix(BATCH, OUTPUTS));
    let (w1, b1) = (numbers.matrix(INPUTS, HIDDEN) * 0.2, numbers.vector(HIDDEN));
    let (w2, b2) = (numbers.matrix(HIDDEN, OUTPUTS) * 0.2, numbers.vector(OUTPUTS));
    Network { x, y, w1, b1, w2, b2 }
}

/// The lengths and offsets of the six links of a robot arm.
pub(crate) const LENGTHS: [f64; 6] = [0.0, -0.425, -0.39225, 0.0, 0.0, 0.0];
pub(crate) const OFFSETS: [f64; 6] = [0.089159, 0.0, 0.0, 0.10915, 0.09465, 0.0823];

/// The cosines and sines of its twists, as they come: none is rounded to zero or one.
pub(crate) fn twists() -> ([f64; 6], [f64; 6]) {
    let right = std::f64::consts::FRAC_PI_2;
    let twists: [f64; 6] = [right, 0.0, 0.0, right, -right, 0.0];
    (twists.map(f64::cos), twists.map(f64::sin))
}

pub(crate) const ANGLES: [f64; 6] = [0.3, -1.1, 0.7, 0.4, -0.9, 1.7];
pub(crate) const TARGET: [f64; 3] = [0.3, -0.2, 0.5];
