//! Functions that are written into callers which have other constants and other functions of the same names.

use autodiff::check;

/// A slope, functions of it, and functions of those.
#[autodiff::differentiate]
mod model {
    use std::f64::consts::PI;

    const LEAK: f64 = 0.1;
    static BIAS: f64 = 0.5;
    const IS_BENT: bool = true;

    pub(crate) mod sizes {
        pub(crate) const WEIGHT: f64 = 1.5;
    }

    #[differentiate]
    pub(crate) fn leaky(z: f64) -> f64 {
        if z > 0.0 { z } else { LEAK * z + (1.0 - LEAK) * z * z }
    }

    #[differentiate]
    pub(crate) fn bent(z: f64, offset: f64) -> f64 {
        let turned = (2.0 * PI * z).sin() - -LEAK * z;
        if IS_BENT { turned.powi(3) * sizes::WEIGHT + BIAS * z + f64::EPSILON + offset } else { z }
    }

    #[differentiate]
    pub(crate) fn twice(z: f64) -> f64 {
        leaky(bent(z, 2.0)) + leaky(-z) * bent(0.25, z)
    }

    #[differentiate]
    pub(crate) fn weighted(z: f64, k: f64) -> f64 {
        z * leaky(k)
    }

    /// Its callers don't know the function that it calls for a constant.
    #[differentiate(jvp)]
    pub(crate) fn of_a_constant(z: f64) -> f64 {
        z * leaky(-2.0)
    }
}

/// What the functions of `model` compute, written by hand.
mod truth {
    use std::f64::consts::PI;

    pub(crate) fn leaky(z: f64) -> f64 {
        if z > 0.0 { z } else { 0.1 * z + 0.9 * z * z }
    }

    pub(crate) fn bent(z: f64, offset: f64) -> f64 {
        1.5 * ((2.0 * PI * z).sin() + 0.1 * z).powi(3) + 0.5 * z + f64::EPSILON + offset
    }

    pub(crate) fn twice(z: f64) -> f64 {
        leaky(bent(z, 2.0)) + leaky(-z) * bent(0.25, z)
    }
}

/// Everything here has another meaning than in `model`.
mod elsewhere {
    use super::model::{bent as turned, of_a_constant, twice};
    use autodiff::differentiate;

    #[allow(dead_code)]
    const LEAK: f64 = 1000.0;
    #[allow(dead_code)]
    const PI: f64 = 1000.0;

    #[differentiate(jvp, hessian)]
    pub(crate) fn leaky(z: f64) -> f64 {
        1000.0 * z * LEAK
    }

    #[differentiate]
    #[allow(dead_code)]
    pub(crate) fn bent(z: f64, offset: f64) -> f64 {
        z + 1000.0 * offset * PI
    }

    #[differentiate(hessian)]
    pub(crate) fn composed(z: f64) -> f64 {
        let k = 2.0 * twice(z) + turned(z, z * z) * of_a_constant(z);
        k + turned(0.5, 1.0) * z + twice(0.25) * z + of_a_constant(0.5) * z
    }
}

fn composed(z: f64) -> f64 {
    let leaked = truth::leaky(-2.0);
    let k = 2.0 * truth::twice(z) + truth::bent(z, z * z) * z * leaked;
    k + truth::bent(0.5, 1.0) * z + truth::twice(0.25) * z + 0.5 * leaked * z
}

#[test]
fn names_mean_what_they_mean_where_the_function_stands() {
    for z in [0.3, -0.45, 1.2, -2.0] {
        let (value, slope) = elsewhere::composed::value_and_gradient(z);
        assert!((value - composed(z)).abs() < 1e-12 * value.abs().max(1.0), "{value} at {z}");
        check::gradient(|z: &f64| composed(*z), &z, &slope).unwrap();
        check::hessian(|z: &f64| elsewhere::composed::gradient(*z), &z, &elsewhere::composed::hessian(z)).unwrap();
    }
    assert_eq!(elsewhere::leaky::gradient(1.0), 1e6);
}

/// `leaky` of a constant is constant Rust, in which the name would mean the function that stands here.
mod other_names {
    use super::model::weighted;

    #[allow(dead_code)]
    fn leaky(z: f64) -> f64 {
        1000.0 * z
    }

    #[autodiff::differentiate]
    pub(crate) fn of_a_constant(z: f64) -> f64 {
        weighted(z, -2.0)
    }
}

#[test]
fn what_constants_become_means_the_same_too() {
    assert_eq!(other_names::of_a_constant::gradient(0.7), truth::leaky(-2.0));
}

/// A type that is written like a static.
#[derive(Clone, autodiff::Differentiable)]
struct R1 {
    x: f64,
}

#[autodiff::differentiate]
fn annotated(s: &R1) -> f64 {
    let copy: R1 = s.clone();
    copy.x * copy.x
}

#[autodiff::differentiate]
fn calls_annotated(s: &R1) -> f64 {
    annotated(s) * s.x
}

#[test]
fn a_type_in_capitals_is_no_static() {
    assert_eq!(calls_annotated::gradient(&R1 { x: 2.0 }).x, 12.0);
}
