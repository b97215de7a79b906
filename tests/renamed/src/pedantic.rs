//! Every form, in a module that turns on what a crate can turn on.
#![deny(
    warnings,
    missing_docs,
    missing_debug_implementations,
    unreachable_pub,
    unused_qualifications,
    unused_lifetimes,
    unused_results,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    explicit_outlives_requirements,
    let_underscore_drop,
    meta_variable_misuse,
    redundant_lifetimes,
    unit_bindings,
    unused_import_braces,
    unused_macro_rules,
    variant_size_differences,
    rust_2018_idioms,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::float_arithmetic,
    clippy::shadow_reuse,
    clippy::shadow_same,
    clippy::shadow_unrelated,
    clippy::wildcard_enum_match_arm,
    clippy::absolute_paths,
    clippy::items_after_statements,
    clippy::let_underscore_must_use,
    clippy::missing_docs_in_private_items,
    clippy::module_name_repetitions,
    clippy::min_ident_chars,
    clippy::default_numeric_fallback,
    clippy::exhaustive_enums,
    clippy::exhaustive_structs,
    clippy::pub_use,
    clippy::panic,
    clippy::unreachable,
    clippy::todo
)]
#![allow(clippy::float_arithmetic, clippy::indexing_slicing, clippy::arithmetic_side_effects, clippy::min_ident_chars)]
#![allow(
    clippy::default_numeric_fallback,
    clippy::absolute_paths,
    clippy::exhaustive_structs,
    clippy::suboptimal_flops
)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::manual_assert, clippy::missing_panics_doc, clippy::while_float)]

use derivatives::{Differentiable, Real, differentiate};
use nalgebra::{DMatrix, DVector, Vector2, Vector3};

/// Scalars, branches and a failure.
#[differentiate(crate = derivatives, jvp, jacobian, hvp, taylor)]
#[must_use]
pub fn scalars(x: f64, y: f64) -> f64 {
    let z = if x > 0.0 { x.powf(1.5) } else { -x };
    if z > 1e9 {
        panic!("{z} is too large");
    }
    z.max(y).ln() + (x * y).sin().abs() / x.hypot(y)
}

/// One parameter.
#[differentiate(crate = derivatives, jvp, jacobian, hessian, hvp, taylor)]
#[must_use]
pub fn one(v: &Vector2<f64>) -> f64 {
    v.x.sin() * v.y + v.norm_squared()
}

/// Vectors and matrices, and a result that is a vector.
#[differentiate(crate = derivatives, jvp, jacobian)]
#[must_use]
pub fn layer(w: &DMatrix<f64>, b: &DVector<f64>, x: &DVector<f64>) -> DVector<f64> {
    (w * x + b).map(f64::tanh)
}

/// A tuple as result.
#[differentiate(crate = derivatives, jvp)]
#[must_use]
pub fn both(v: &DVector<f64>, x: f64) -> (f64, DVector<f64>) {
    (v.norm() * x, v * x)
}

/// Loops that record, and arrays that are changed.
#[differentiate(crate = derivatives, jvp, hvp)]
#[must_use]
pub fn recurrence(xs: &[f64], n: usize) -> f64 {
    let mut state = xs.to_vec();
    for step in 0..n {
        for i in 1..state.len() {
            if i == step {
                continue;
            }
            state[i] += 0.1 * (state[i - 1] - state[i]).sin();
        }
    }
    let mut total = 0.0;
    while total < 1.0 {
        total += 0.5 + state[0] * state[0];
    }
    total + state.iter().map(|x| x * x).sum::<f64>()
}

/// A scalar type, and sizes.
#[differentiate(crate = derivatives, jvp)]
#[must_use]
pub fn generic<T: Real, const N: usize>(v: &nalgebra::SVector<T, N>, xs: &[T]) -> T {
    let mut total = v.norm_squared();
    for x in xs {
        total += x.exp();
    }
    total
}

/// Calls, written in and not.
#[differentiate(crate = derivatives, jvp, hvp)]
#[must_use]
pub fn calls(xs: &[f64], x: f64) -> f64 {
    recurrence(xs, 2) * scalars(x, 0.5) + scalars(x, 0.25)
}

/// A function that calls itself.
#[differentiate(crate = derivatives)]
#[must_use]
pub fn power(x: f64, n: usize) -> f64 {
    if n == 0 { 1.0 } else { x * power(x, n - 1) }
}

/// Factorizations.
#[differentiate(crate = derivatives, jvp, hvp)]
#[must_use]
pub fn solved(a: &DMatrix<f64>, b: &DVector<f64>) -> f64 {
    let factor = a.clone().cholesky().unwrap();
    factor.solve(b).dot(b) + factor.ln_determinant()
}

/// Rotations.
#[differentiate(crate = derivatives, jvp)]
#[must_use]
pub fn turned(w: &Vector3<f64>, v: &Vector3<f64>) -> f64 {
    (nalgebra::Rotation3::new(*w) * v).dot(v)
}

/// A rule by hand.
#[differentiate(crate = derivatives, derivative(x = 2.0 * x), hessian)]
#[must_use]
pub fn ruled(x: f64) -> f64 {
    x.powi(2)
}

/// Parameters of a model.
#[derive(Clone, Debug, PartialEq, Differentiable)]
#[differentiable(crate = derivatives)]
pub struct Model {
    /// A row for each output.
    pub weight: DMatrix<f64>,
    /// One for each output.
    pub bias: DVector<f64>,
    /// What it is for.
    #[constant]
    pub purpose: &'static str,
}

/// The loss of a model.
#[differentiate(crate = derivatives, wrt(model), jvp)]
#[must_use]
pub fn loss(model: &Model, x: &DVector<f64>) -> f64 {
    let Model { weight, bias, .. } = model;
    layer(weight, bias, x).norm_squared()
}

/// A problem with constants.
#[derive(Debug)]
pub struct Problem {
    /// Its matrix.
    pub matrix: DMatrix<f64>,
}

#[differentiate(crate = derivatives, jvp, hvp)]
impl Problem {
    /// What is to be small.
    #[must_use]
    pub fn objective(&self, x: &DVector<f64>) -> f64 {
        let matrix: &DMatrix<f64> = &self.matrix;
        Self::scaled((matrix * x).norm_squared())
    }

    /// Half of it.
    fn scaled(x: f64) -> f64 {
        0.5 * x
    }
}

/// Functions of a module.
#[differentiate(crate = derivatives, jvp)]
pub mod inside {
    /// One.
    #[must_use]
    pub fn cube(x: f64) -> f64 {
        x * x * x
    }

    /// Another one.
    #[must_use]
    pub fn ninth(x: f64) -> f64 {
        cube(cube(x))
    }
}

/// A test that the attribute writes.
#[differentiate(crate = derivatives, jvp, test(x = [0.5, 2.0], k = 1.5))]
#[must_use]
pub fn tested(x: &[f64], k: f64) -> f64 {
    x[0] * x[1] * k
}

#[cfg(test)]
mod tests {
    use super::{inside, power, recurrence, scalars};

    #[test]
    #[allow(clippy::shadow_unrelated)]
    fn gradients() {
        let (x, y, xs) = (1.3, 0.7, [0.3, 0.9, 0.5]);
        derivatives::check!(scalars(x, y), wrt(x, y), gradient, jvp, hvp);
        derivatives::check!(recurrence(&xs, 3), wrt(xs), gradient, jvp, hvp);
        derivatives::check!(super::calls(&xs, x), wrt(xs, x), gradient, jvp, hvp);
        assert!((power::gradient(1.5, 4) - 4.0 * 1.5_f64.powi(3)).abs() < 1e-12);
        assert!((inside::ninth::gradient(1.1) - 9.0 * 1.1_f64.powi(8)).abs() < 1e-12);
    }
}
