//! Functions of numbers, whose methods are those of traits.

/// With nalgebra's traits in scope.
pub mod nalgebra_traits {
    use autodiff::differentiate;
    // Where another crate has the standard library in the graph, numbers have the methods themselves.
    #[allow(unused_imports)]
    use nalgebra::{ComplexField, RealField};

    /// Many functions at once.
    #[differentiate(jvp, jacobian, hessian, hvp, taylor)]
    #[must_use]
    pub fn many(x: f64) -> f64 {
        let waves = x.sin() * (2.0 * x).cos() + (0.5 * x).tanh();
        waves.exp() / (1.0 + x * x).sqrt() + (x.abs() + 1.0).ln() + x.powi(3) + x.floor()
    }

    /// An angle and a length.
    #[differentiate(jvp)]
    #[must_use]
    pub fn polar(x: f64, y: f64) -> (f64, f64) {
        (y.atan2(x), x.hypot(y))
    }

    /// In single precision.
    #[differentiate(hessian)]
    #[must_use]
    pub fn single(x: f32) -> f32 {
        (x.sin() + 2.0).powf(1.5).max(0.5)
    }

    /// A remainder, whose derivative by `b` needs a method that the function itself does not call.
    #[differentiate]
    #[must_use]
    pub fn wrapped(a: f64, b: f64) -> f64 {
        a % b
    }
}

/// With the trait of `num-traits` in scope.
pub mod num_traits {
    use autodiff::differentiate;
    #[allow(unused_imports)]
    use num_traits::Float;

    /// A logistic function, and an angle.
    #[differentiate(jvp, hessian)]
    #[must_use]
    pub fn logistic(x: f64) -> f64 {
        1.0 / (1.0 + (-x).exp()) + x.atan2(2.0) + x.cbrt()
    }
}

/// Without a trait in scope: methods of a type parameter are those of its bound.
pub mod generic {
    use autodiff::{Real, differentiate};

    /// For `f32` and `f64`.
    #[differentiate(jvp, hessian)]
    #[must_use]
    pub fn softplus<T: Real>(x: T) -> T {
        x.exp().ln_1p() * x.sin()
    }
}
