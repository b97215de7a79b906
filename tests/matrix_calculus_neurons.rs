//! Neurons, their losses and networks of them, rows N1 to N3 of the matrix calculus, in all forms.

mod common;
mod rows;

use autodiff::differentiate;
use common::random;
use fastrand::Rng;
use nalgebra::{DMatrix, DVector, Matrix3x2, Vector2, Vector3};
use rows::{SIZES, hessians, jacobians, unit};

#[differentiate(jvp, jacobian, hvp, taylor)]
fn neuron(w: &DVector<f64>, x: &DVector<f64>, b: f64) -> f64 {
    (w.dot(x) + b).max(0.0)
}

#[differentiate(jvp, jacobian, hvp, taylor)]
fn neuron_by_branch(w: &DVector<f64>, x: &DVector<f64>, b: f64) -> f64 {
    let mut z = b;
    for i in 0..w.len() {
        z += w[i] * x[i];
    }
    if z > 0.0 { z } else { 0.0 }
}

#[test]
fn n1_a_neuron() {
    let mut rng = Rng::with_seed(1);
    for n in SIZES {
        for offset in [10.0, -10.0] {
            let (w, x): (DVector<f64>, DVector<f64>) = random(&mut rng, (DVector::zeros(n), DVector::zeros(n)));
            let b = if offset > 0.0 { w.norm_squared() + x.norm_squared() + 0.5 } else { -w.dot(&x) - 0.5 };
            let active = if offset > 0.0 { 1.0 } else { 0.0 };
            let value = active * (w.dot(&x) + b);
            let second = DMatrix::from_fn(2 * n + 1, 2 * n + 1, |i, j| {
                if i.abs_diff(j) == n && i.max(j) < 2 * n { active } else { 0.0 }
            });
            let gradient = (&x * active, &w * active, active);
            hessians!(neuron(&w, &x, b) => value, gradient, second);
            hessians!(neuron_by_branch(&w, &x, b) => value, gradient, second);
        }
    }
}

#[test]
fn n1_at_its_kink() {
    let (w, x, b) = (DVector::from_vec(vec![0.5, -2.0]), DVector::from_vec(vec![3.0, 0.25]), -1.0);
    let nothing = (DVector::<f64>::zeros(2), DVector::<f64>::zeros(2), 0.0);
    hessians!(neuron(&w, &x, b) => 0.0, nothing, DMatrix::<f64>::zeros(5, 5));
    hessians!(neuron_by_branch(&w, &x, b) => 0.0, nothing, DMatrix::<f64>::zeros(5, 5));
}

/// Spellings of the mean squared error of a neuron.
macro_rules! losses {
    ($($name:ident = |$w:ident, $b:ident, $x:ident, $y:ident| $value:expr;)+) => {
        $(
            #[differentiate(wrt($w, $b), jvp, jacobian, hvp, taylor)]
            fn $name($w: &DVector<f64>, $b: f64, $x: &DMatrix<f64>, $y: &DVector<f64>) -> f64 {
                $value
            }
        )+

        #[test]
        fn n2_the_loss_of_a_neuron() {
            let mut rng = Rng::with_seed(22);
            for (samples, features) in [(1, 1), (7, 1), (1, 3), (20, 4), (3, 0)] {
                let (w, b): (DVector<f64>, f64) = random(&mut rng, (DVector::zeros(features), 0.0));
                let shape = (DMatrix::zeros(samples, features), DVector::zeros(samples));
                let (x, y): (DMatrix<f64>, DVector<f64>) = random(&mut rng, shape);
                let (value, gradient, hessian) = closed_form(&w, b, &x, &y);
                $(hessians!($name(&w, b; &x, &y) => value, gradient, hessian);)+
            }
        }
    };
}

losses! {
    by_norm = |w, b, x, y| {
        let z = (x * w).add_scalar(b);
        (y - z.map(|z| z.max(0.0))).norm_squared() / y.len() as f64
    };
    by_mean = |w, b, x, y| (x * w).add_scalar(b).zip_map(y, |z, y| (y - z.max(0.0)).powi(2)).mean();
    by_dot = |w, b, x, y| {
        let e = y - (x * w).map(|z| 0.0_f64.max(z + b));
        e.dot(&e) / x.nrows() as f64
    };
    by_a_loop = |w, b, x, y| {
        let mut total = 0.0;
        for i in 0..y.len() {
            let z = (x.row(i) * w)[0] + b;
            let e = y[i] - if z > 0.0 { z } else { 0.0 };
            total += e * e;
        }
        total / y.len() as f64
    };
    by_two_loops = |w, b, x, y| {
        let mut total = 0.0;
        for i in 0..y.len() {
            let mut z = b;
            for j in 0..w.len() {
                z += w[j] * x[(i, j)];
            }
            if z <= 0.0 {
                total += y[i] * y[i];
                continue;
            }
            total += (y[i] - z).powi(2);
        }
        total / y.len() as f64
    };
    by_iterators = |w, b, x, y| {
        let error = |x: f64, y: f64| (y - x.max(0.0)).powi(2);
        x.row_iter().zip(y.iter()).map(|(x, y)| error((x * w)[0] + b, *y)).sum::<f64>() / y.len() as f64
    };
}

/// By w the mean of 2 (z - y) x over the samples with z > 0, by b of 2 (z - y); the Hessian the mean of 2 (x, 1) (x, 1)ᵀ.
type Orders = (f64, (DVector<f64>, f64), DMatrix<f64>);

fn closed_form(w: &DVector<f64>, b: f64, x: &DMatrix<f64>, y: &DVector<f64>) -> Orders {
    let (samples, features) = (x.nrows() as f64, x.ncols());
    let (mut loss, mut by_w, mut by_b) = (0.0, DVector::zeros(features), 0.0);
    let mut hessian = DMatrix::zeros(features + 1, features + 1);
    for i in 0..x.nrows() {
        let z = (0..features).map(|j| w[j] * x[(i, j)]).sum::<f64>() + b;
        loss += (y[i] - z.max(0.0)).powi(2) / samples;
        if z > 0.0 {
            by_w += x.row(i).transpose() * (2.0 * (z - y[i]) / samples);
            by_b += 2.0 * (z - y[i]) / samples;
            let extended = x.row(i).transpose().insert_row(features, 1.0);
            hessian += &extended * extended.transpose() * (2.0 / samples);
        }
    }
    (loss, (by_w, by_b), hessian)
}

#[differentiate(wrt(w, b), jvp, jacobian, hvp, taylor)]
fn loss_of_known_size(w: &Vector2<f64>, b: f64, x: &Matrix3x2<f64>, y: &Vector3<f64>) -> f64 {
    (y - (x * w).add_scalar(b).map(|z| z.max(0.0))).map(|e| e * e).mean()
}

#[test]
fn n2_of_known_size() {
    let x = Matrix3x2::new(1.0, 2.0, -1.0, 0.5, 0.3, -2.0);
    let (y, w, b) = (Vector3::new(1.0, 0.5, 2.0), Vector2::new(0.4, 0.9), -0.1);
    let gradient = (Vector2::new(0.733_333_333_333_333_3, 1.466_666_666_666_666_7), 0.733_333_333_333_333_3);
    // The first sample alone is active.
    let extended = Vector3::new(1.0, 2.0, 1.0);
    hessians!(loss_of_known_size(&w, b; &x, &y) => 1.82, gradient, extended * extended.transpose() * (2.0 / 3.0));
}

#[differentiate(wrt(w1, b1, w2, b2), jvp, jacobian)]
fn network(
    w1: &DMatrix<f64>,
    b1: &DVector<f64>,
    w2: &DMatrix<f64>,
    b2: &DVector<f64>,
    x: &DVector<f64>,
) -> DVector<f64> {
    let z1 = w1 * x + b1;
    let a1 = z1.map(|z| z.max(0.0));
    w2 * a1 + b2
}

#[differentiate(wrt(w1, b1, w2, b2), jvp, jacobian, hvp, taylor)]
fn network_loss(
    w1: &DMatrix<f64>,
    b1: &DVector<f64>,
    w2: &DMatrix<f64>,
    b2: &DVector<f64>,
    x: &DVector<f64>,
    y: &DVector<f64>,
) -> f64 {
    let z1 = w1 * x + b1;
    let a1 = z1.map(|z| z.max(0.0));
    let r = w2 * a1 + b2 - y;
    0.5 * r.norm_squared()
}

/// Weights and biases.
type Layer = (DMatrix<f64>, DVector<f64>);

#[test]
fn n3_networks_by_the_vector_chain_rule() {
    let mut rng = Rng::with_seed(33);
    for (inputs, hidden, outputs) in [(1, 1, 1), (2, 3, 1), (3, 2, 2), (1, 4, 2), (2, 0, 2), (0, 2, 1)] {
        let first = (DMatrix::zeros(hidden, inputs), DVector::zeros(hidden));
        let second = (DMatrix::zeros(outputs, hidden), DVector::zeros(outputs));
        let ((w1, b1), (w2, b2)): (Layer, Layer) = random(&mut rng, (first, second));
        let (x, y): (DVector<f64>, DVector<f64>) = random(&mut rng, (DVector::zeros(inputs), DVector::zeros(outputs)));
        let active = (&w1 * &x + &b1).map(|z| if z > 0.0 { 1.0 } else { 0.0 });
        let a1 = (&w1 * &x + &b1).component_mul(&active);
        let value = &w2 * &a1 + &b2;

        // df/dz₁ = W₂ diag(active); dz₁/dW₁ = xᵀ ⊗ I; df/dW₂ = a₁ᵀ ⊗ I.
        let by_b1 = &w2 * DMatrix::from_diagonal(&active);
        let by_w1 = &by_b1 * x.transpose().kronecker(&unit(hidden));
        let by_w2 = a1.transpose().kronecker(&unit(outputs));
        jacobians!(network(&w1, &b1, &w2, &b2; &x) => value, [by_w1, by_b1, by_w2, unit(outputs)]);

        let r = &value - &y;
        let gradient = (by_w1.tr_mul(&r), by_b1.tr_mul(&r), by_w2.tr_mul(&r), r.clone());
        let (at_b1, at_w2) = (hidden * inputs, hidden * inputs + hidden);
        let at_b2 = at_w2 + outputs * hidden;
        let mut jacobian = DMatrix::zeros(outputs, at_b2 + outputs);
        jacobian.columns_mut(0, at_b1).copy_from(&by_w1);
        jacobian.columns_mut(at_b1, hidden).copy_from(&by_b1);
        jacobian.columns_mut(at_w2, outputs * hidden).copy_from(&by_w2);
        jacobian.columns_mut(at_b2, outputs).copy_from(&unit(outputs));
        // JᵀJ, and rᵢ times the second derivatives of fᵢ, which pair W₂ with W₁ and b₁.
        let mut hessian = jacobian.tr_mul(&jacobian);
        for k in 0..hidden {
            for i in 0..outputs {
                let by_w2 = at_w2 + i + outputs * k;
                let mut pair = |other: usize, second: f64| {
                    hessian[(by_w2, other)] += second;
                    hessian[(other, by_w2)] += second;
                };
                pair(at_b1 + k, r[i] * active[k]);
                (0..inputs).for_each(|l| pair(k + hidden * l, r[i] * active[k] * x[l]));
            }
        }
        hessians!(network_loss(&w1, &b1, &w2, &b2; &x, &y) => 0.5 * r.dot(&r), gradient, hessian);
    }
}
