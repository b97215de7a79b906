//! Methods of types: derivatives by their parameters, against closed forms and finite differences.

#![deny(warnings, missing_docs, clippy::pedantic)]
#![forbid(unsafe_code)]

use autodiff::{Real, check, differentiate};
use nalgebra::{DMatrix, DVector, Matrix2, SMatrix, SVector, Vector2};

/// A linear model and its data.
#[derive(Debug, Clone)]
pub struct Model {
    a: DMatrix<f64>,
    b: DVector<f64>,
    scale: f64,
}

#[differentiate]
impl Model {
    /// No function: it passes through.
    pub const SCALE: f64 = 2.0;

    /// A model of two rows: its signature has no derivative.
    #[must_use]
    pub fn new() -> Model {
        Model {
            a: DMatrix::from_row_slice(2, 3, &[1.0, 2.0, 3.0, -1.0, 0.5, 2.0]),
            b: DVector::from_vec(vec![0.5, -0.25]),
            scale: Model::SCALE,
        }
    }

    /// How far the model is from its data.
    #[must_use]
    pub fn loss(&self, x: &DVector<f64>) -> f64 {
        let a: &DMatrix<f64> = &self.a;
        let b: &DVector<f64> = &self.b;
        let scale: f64 = self.scale;
        scale * (a * x - b).norm_squared()
    }

    /// Without `self`.
    #[must_use]
    pub fn softplus(x: f64) -> f64 {
        (1.0 + x.exp()).ln()
    }

    /// By value, of two parameters.
    #[must_use]
    fn consumed(self, x: f64, y: f64) -> f64 {
        x.powi(2) * y * self.scale
    }

    /// What changes the model has no derivative.
    pub fn set(&mut self, scale: f64) {
        self.scale = scale;
    }
}

impl Default for Model {
    fn default() -> Self {
        Self::new()
    }
}

#[test]
fn the_gradient_of_a_method_is_a_method() {
    let model = Model::new();
    let x = DVector::from_vec(vec![0.3, -1.0, 0.7]);
    let expected = model.a.tr_mul(&(&model.a * &x - &model.b)) * 4.0;
    assert!((model.loss_gradient(&x) - &expected).norm() < 1e-12);
    let (value, gradient) = model.loss_value_and_gradient(&x);
    assert!((value - model.loss(&x)).abs() < 1e-12);
    assert!((gradient - &expected).norm() < 1e-12);
    let mut buffer = DVector::zeros(3);
    let value = model.loss_value_and_gradient_into(&x, &mut buffer);
    assert!((value - model.loss(&x)).abs() < 1e-12);
    assert!((buffer - &expected).norm() < 1e-12);
    let (_, pullback) = model.loss_vjp(&x);
    assert!((pullback(0.5) - &expected * 0.5).norm() < 1e-12);
    assert!((pullback(2.0) - &expected * 2.0).norm() < 1e-12);
}

#[test]
fn functions_without_self_and_with_self_by_value() {
    assert!((Model::softplus_gradient(0.0) - 0.5).abs() < 1e-15);
    let (by_x, by_y) = Model::new().consumed_gradient(3.0, 5.0);
    assert!((by_x - 60.0).abs() < 1e-12 && (by_y - 18.0).abs() < 1e-12);
    let mut model = Model::default();
    model.set(1.0);
    assert!((model.consumed_gradient(3.0, 5.0).1 - 9.0).abs() < 1e-12);
}

/// Layers of any size and scalar.
#[derive(Debug)]
pub struct Layer<'w, T, const N: usize, const K: usize> {
    weight: &'w SMatrix<T, N, K>,
    slope: T,
}

#[differentiate(crate = autodiff)]
impl<'w, T, const N: usize, const K: usize> Layer<'w, T, N, K>
where
    T: Real,
{
    /// A layer.
    pub const fn with(weight: &'w SMatrix<T, N, K>, slope: T) -> Self {
        Layer { weight, slope }
    }

    /// What the layer gives.
    #[differentiate(jvp, jacobian)]
    #[must_use]
    pub fn forward(&self, x: &SVector<T, K>) -> SVector<T, N> {
        let weight: &SMatrix<T, N, K> = self.weight;
        let slope: T = self.slope;
        (weight * x).map(|z| if z > T::zero() { z } else { slope * z })
    }

    /// An energy, with all forms.
    #[differentiate(wrt(x), jvp, jacobian, hessian, hvp, taylor)]
    #[must_use]
    #[allow(clippy::needless_arbitrary_self_type)]
    pub fn energy(self: &Self, x: &SVector<T, K>, shift: T) -> T {
        let weight: &SMatrix<T, N, K> = self.weight;
        let z = (weight * x).add_scalar(shift);
        z.dot(&z) + x.norm_squared().sin()
    }

    /// A method with a parameter of its own: it is not marked, so it has no derivatives.
    pub fn cast<U: From<T>>(&self) -> U {
        self.slope.into()
    }
}

#[test]
fn generic_types_have_all_forms() {
    let weight = SMatrix::<f64, 2, 3>::new(0.5, -1.0, 2.0, 1.0, 0.25, -0.75);
    let layer = Layer::with(&weight, 0.1);
    let x = SVector::<f64, 3>::new(0.3, -0.8, 1.1);
    let slopes = (weight * x).map(|z| if z > 0.0 { 1.0 } else { 0.1 });
    let jacobian: SMatrix<f64, 2, 3> = layer.forward_jacobian(&x);
    assert!((jacobian - Matrix2::from_diagonal(&slopes) * weight).norm() < 1e-14);
    let (value, along) = layer.forward_jvp(&x, &x);
    assert!((value - layer.forward(&x)).norm() < 1e-14 && (along - value).norm() < 1e-14);
    let (_, pullback) = layer.forward_vjp(&x);
    assert!((pullback(&Vector2::new(1.0, 0.0)) - jacobian.row(0).transpose()).norm() < 1e-14);

    let energy = |x: &SVector<f64, 3>| layer.energy(x, 0.5);
    check::gradient(energy, &x, &layer.energy_gradient(&x, 0.5)).unwrap();
    let h = layer.energy_hessian(&x, 0.5);
    let v = SVector::<f64, 3>::new(1.0, 2.0, -1.0);
    assert!((layer.energy_hvp(&x, 0.5, &v) - h * v).norm() < 1e-12);
    for column in 0..3 {
        let by = |x: &SVector<f64, 3>| layer.energy_gradient(x, 0.5)[column];
        check::gradient(by, &x, &h.row(column).transpose()).unwrap();
    }
    let (_, along) = layer.energy_jvp(&x, 0.5, &v);
    assert!((along - (layer.energy_jacobian(&x, 0.5) * v)[0]).abs() < 1e-13);
    let [_, slope, half]: [f64; 3] = layer.energy_taylor(&x, 0.5, &v);
    assert!((slope - along).abs() < 1e-13 && (half - 0.5 * v.dot(&(h * v))).abs() < 1e-12);

    let single = SMatrix::<f32, 1, 1>::new(2.0);
    let gradient = Layer::with(&single, 0.0_f32).energy_gradient(&SVector::<f32, 1>::new(1.0), 0.0);
    assert!((gradient[0] - (8.0 + 2.0 * 1.0_f32.cos())).abs() < 1e-5);
    assert!((layer.cast::<f64>() - 0.1).abs() < 1e-15);
}

/// A curve that was measured.
#[derive(Debug, Default)]
pub struct Curve {
    times: Vec<f64>,
    values: Vec<f64>,
    damping: f64,
    steps: usize,
}

impl Curve {
    /// How many points there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.times.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn weight(&self, i: usize) -> f64 {
        1.0 / (1.0 + self.damping * self.times[i])
    }
}

#[differentiate(hessian)]
impl Curve {
    /// How far exponential growth is from it.
    #[must_use]
    pub fn misfit(&self, rate: f64) -> f64 {
        let times: &[f64] = &self.times;
        let values: &[f64] = &self.values;
        let mut total = 0.0;
        for i in 0..self.len() {
            let weight: f64 = self.weight(i);
            total += weight * ((rate * times[i]).exp() - values[i]).powi(2);
        }
        total
    }

    /// An oscillation after some steps.
    #[must_use]
    pub fn settled(&self, start: f64) -> f64 {
        let steps: usize = self.steps;
        let damping: f64 = self.damping;
        let mut x = start;
        for _ in 0..steps {
            if x.abs() < 1e-3 {
                return x;
            }
            x = damping * x.sin() + 0.1 * x;
        }
        x
    }

    /// A name that needs a mark.
    #[must_use]
    pub fn r#loop(&self, x: f64) -> f64 {
        let scaled = |y: f64| y * y * 3.0;
        scaled(x)
    }
}

#[test]
fn loops_read_fields_and_call_methods_of_constants() {
    let curve = Curve { times: vec![0.0, 1.0, 2.0], values: vec![1.0, 2.0, 3.5], damping: 0.7, steps: 12 };
    for rate in [-0.5, 0.0, 0.8] {
        check::gradient(|rate: &f64| curve.misfit(*rate), &rate, &curve.misfit_gradient(rate)).unwrap();
        check::gradient(|rate: &f64| curve.misfit_gradient(*rate), &rate, &curve.misfit_hessian(rate)).unwrap();
        check::gradient(|start: &f64| curve.settled(*start), &rate, &curve.settled_gradient(rate)).unwrap();
    }
    assert!((curve.loop_gradient(2.0) - 12.0).abs() < 1e-14 && (curve.loop_hessian(2.0) - 6.0).abs() < 1e-14);
    assert!(!curve.is_empty());
}

macro_rules! squares {
    ($ty:ident, $field:ident, $name:ident) => {
        /// A type that a macro makes.
        #[derive(Debug)]
        pub struct $ty {
            $field: f64,
        }

        #[differentiate]
        impl $ty {
            /// A square.
            #[must_use]
            pub fn $name(&self, x: f64) -> f64 {
                let scale: f64 = self.$field;
                scale * x * x
            }
        }
    };
}

squares!(Made, scale, square);

#[test]
fn macros_may_make_the_impl() {
    assert!((Made { scale: 2.0 }.square_gradient(3.0) - 12.0).abs() < 1e-14);
}

/// Of any type: an enum, in a function.
#[test]
fn inside_a_function() {
    enum Activation {
        Relu,
        Power(i32),
    }

    #[differentiate]
    impl Activation {
        fn of(&self, x: f64) -> f64 {
            match self {
                Activation::Relu => x.max(0.0),
                Activation::Power(n) => x.powi(*n),
            }
        }

        fn depth(x: f64, n: usize) -> f64 {
            if n == 0 { x } else { Self::depth(x, n - 1) * x }
        }
    }

    assert!((Activation::Relu.of_gradient(2.0) - 1.0).abs() < 1e-15);
    assert!((Activation::Power(3).of_gradient(2.0) - 12.0).abs() < 1e-15);
    assert!((Activation::depth_gradient(2.0, 3) - 32.0).abs() < 1e-12);
}

/// A network whose methods call each other.
#[derive(Debug)]
pub struct Network {
    hidden: DMatrix<f64>,
    output: DVector<f64>,
    slope: f64,
}

/// A square, outside of the type.
#[differentiate]
fn square(x: f64) -> f64 {
    x * x
}

#[differentiate(jvp, hvp)]
impl Network {
    fn activation(&self, z: f64) -> f64 {
        let slope: f64 = self.slope;
        if z < 0.0 {
            return slope * z;
        }
        z.tanh()
    }

    fn layer(&self, x: &DVector<f64>) -> DVector<f64> {
        let weight: &DMatrix<f64> = &self.hidden;
        let z = weight * x;
        let mut y = z.clone();
        for i in 0..z.len() {
            y[i] = self.activation(z[i]);
        }
        y
    }

    fn split(&self, x: &DVector<f64>) -> (f64, f64) {
        let layer = self.layer(x);
        let output: &DVector<f64> = &self.output;
        (layer.dot(output), Self::penalty(x) * self.scale())
    }

    fn penalty(x: &DVector<f64>) -> f64 {
        square(x.norm())
    }

    /// No parameter to differentiate by: a constant of the others.
    fn scale(&self) -> f64 {
        1.0 / (1.0 + self.slope)
    }

    /// The whole.
    #[must_use]
    pub fn loss(&self, x: &DVector<f64>) -> f64 {
        let (score, penalty) = self.split(x);
        let z = 2.0;
        (score - z).powi(2) + 0.1 * penalty
    }
}

#[test]
fn methods_call_each_other() {
    let network = Network {
        hidden: DMatrix::from_row_slice(2, 3, &[0.5, -1.0, 0.3, 0.2, 0.7, -0.4]),
        output: DVector::from_vec(vec![1.5, -0.5]),
        slope: 0.2,
    };
    for x in [DVector::from_vec(vec![0.4, -0.3, 1.2]), DVector::from_vec(vec![-1.0, 0.5, 0.1])] {
        let loss = |x: &DVector<f64>| network.loss(x);
        let gradient = network.loss_gradient(&x);
        check::gradient(loss, &x, &gradient).unwrap();
        let v = DVector::from_vec(vec![1.0, -2.0, 0.5]);
        let along = |x: &DVector<f64>| network.loss_gradient(x).dot(&v);
        check::gradient(along, &x, &network.loss_hvp(&x, &v)).unwrap();
        let (_, slope) = network.loss_jvp(&x, &v);
        assert!((slope - gradient.dot(&v)).abs() < 1e-13);
        let (_, pullback) = network.split_vjp(&x);
        check::gradient(|x: &DVector<f64>| network.split(x).0, &x, &pullback(&(1.0, 0.0))).unwrap();
        check::gradient(|x: &DVector<f64>| network.split(x).1, &x, &pullback(&(0.0, 1.0))).unwrap();
    }
}

/// A rule of a method's own.
struct Damped {
    rate: f64,
}

#[differentiate]
impl Damped {
    #[differentiate(wrt(x), derivative(x = 2.0 * x))]
    fn opaque(x: f64) -> f64 {
        [x].iter().map(|x| x * x).sum()
    }

    #[differentiate(hessian)]
    fn rated(&self, x: f64) -> f64 {
        let rate: f64 = self.rate;
        (rate * x).sin()
    }
}

#[test]
fn rules_and_marks() {
    assert!((Damped::opaque_gradient(3.0) - 6.0).abs() < 1e-15);
    let damped = Damped { rate: 2.0 };
    assert!((damped.rated_gradient(0.3) - 2.0 * 0.6_f64.cos()).abs() < 1e-15);
    assert!((damped.rated_hessian(0.3) + 4.0 * 0.6_f64.sin()).abs() < 1e-15);
}

mod by_self {
    use autodiff::{Differentiable, check, differentiate};
    use nalgebra::{DMatrix, DVector};

    #[derive(Clone, Debug, Differentiable, PartialEq)]
    struct Layer {
        weight: DMatrix<f64>,
        bias: DVector<f64>,
        #[constant]
        decay: f64,
    }

    #[differentiate]
    fn energy(layer: &Layer) -> f64 {
        layer.weight.norm_squared() + layer.bias.sum()
    }

    #[differentiate]
    impl Layer {
        fn apply(&self, x: &DVector<f64>) -> DVector<f64> {
            (&self.weight * x + &self.bias).map(f64::tanh)
        }

        fn loss(&self, x: &DVector<f64>) -> f64 {
            self.apply(x).norm_squared() + self.decay * energy(self)
        }
    }

    #[differentiate]
    impl Layer {
        #[differentiate(wrt(self), jvp, hvp)]
        fn penalty(&self, scale: f64) -> f64 {
            scale * self.weight.norm_squared() * self.bias.sum()
        }

        #[differentiate(wrt(x))]
        fn along(&self, x: &DVector<f64>) -> f64 {
            (&self.weight * x).dot(&self.bias)
        }
    }

    #[test]
    fn self_is_a_parameter_like_the_others() {
        let weight = DMatrix::from_row_slice(2, 2, &[0.4, -0.3, 0.9, 0.2]);
        let layer = Layer { weight, bias: DVector::from_vec(vec![0.1, -0.5]), decay: 0.3 };
        let x = DVector::from_vec(vec![0.6, -1.1]);
        let gradient = layer.loss_gradient(&x);
        let point = (layer.clone(), x.clone());
        check::gradient(|(layer, x): &(Layer, DVector<f64>)| layer.loss(x), &point, &gradient).unwrap();
        assert_eq!(layer.loss_vjp(&x).1(1.0), gradient);
        let by_self = layer.penalty_gradient(1.5);
        check::gradient(|layer: &Layer| layer.penalty(1.5), &layer, &by_self).unwrap();
        let direction = Layer { bias: DVector::from_vec(vec![1.0, 2.0]), ..layer.clone() };
        let (_, along) = layer.penalty_jvp(1.5, &direction);
        assert!((along - by_self.dot(&direction)).abs() < 1e-12);
        let product = layer.penalty_hvp(1.5, &direction);
        check::hvp(|layer: &Layer| layer.penalty_gradient(1.5), &layer, &direction, &product).unwrap();
        check::gradient(|x: &DVector<f64>| layer.along(x), &x, &layer.along_gradient(&x)).unwrap();
    }
}
