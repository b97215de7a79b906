//! `#[differentiate] mod`.

use autodiff::{check, differentiate};

#[differentiate]
mod all {
    use nalgebra::DVector;

    pub(crate) fn energy(x: &DVector<f64>, stiffness: f64) -> f64 {
        x.iter().map(|x| spring(*x, stiffness)).sum::<f64>() + count(x.len())
    }

    fn spring(x: f64, stiffness: f64) -> f64 {
        0.5 * stiffness * x * x
    }

    /// Has nothing to differentiate by.
    pub(crate) fn count(n: usize) -> f64 {
        n as f64
    }
}

#[differentiate(jvp, hessian)]
mod marked {
    #[differentiate(wrt(x))]
    pub(crate) fn power(x: f64, n: i32) -> f64 {
        x.powi(n) + f64::from(label().len() as u32)
    }

    fn label() -> String {
        String::from("marked")
    }
}

#[test]
fn all_functions_with_something_to_differentiate_by() {
    let x = nalgebra::DVector::from_vec(vec![0.4, 0.6, -0.3]);
    let (dx, _) = all::energy::gradient(&x, 3.0);
    check::gradient(|x| all::energy(x, 3.0), &x, &dx).unwrap();
    assert_eq!(all::count(3), 3.0);
}

#[test]
fn those_that_are_marked_with_the_arguments_of_the_module() {
    assert_eq!(marked::power::gradient(2.0, 3), 12.0);
    assert_eq!(marked::power::jvp(2.0, 3, 1.0), (14.0, 12.0));
    assert_eq!(marked::power::hessian(2.0, 3), 12.0);
}

#[differentiate]
mod structs {
    use autodiff::Differentiable;
    use nalgebra::{DMatrix, DVector};

    #[derive(Clone, Differentiable)]
    pub(crate) struct Layer {
        pub(crate) weight: DMatrix<f64>,
        pub(crate) bias: DVector<f64>,
    }

    #[derive(Clone, Differentiable)]
    pub(crate) struct Network {
        pub(crate) first: Layer,
        pub(crate) second: Layer,
    }

    fn apply(layer: &Layer, x: &DVector<f64>) -> DVector<f64> {
        &layer.weight * x + &layer.bias
    }

    pub(crate) fn penalty(network: &Network) -> f64 {
        network.first.weight.norm_squared() + network.second.bias.norm_squared()
    }

    pub(crate) fn loss(network: &Network, x: &DVector<f64>) -> f64 {
        let hidden = apply(&network.first, x).map(|v| v.max(0.0));
        apply(&network.second, &hidden).norm_squared() + penalty(network)
    }
}

#[test]
fn structs_and_functions_of_one_module() {
    use nalgebra::{DMatrix, DVector};
    let layer = |seed: f64| structs::Layer {
        weight: DMatrix::from_fn(2, 2, |i, j| (seed + 3.0 * i as f64 + 5.0 * j as f64).sin()),
        bias: DVector::from_fn(2, |i, _| (seed * 2.0 + i as f64).cos()),
    };
    let network = structs::Network { first: layer(0.3), second: layer(1.9) };
    let x = DVector::from_vec(vec![0.6, -1.1]);
    let gradient = structs::loss::gradient(&network, &x);
    let point = (network.clone(), x);
    check::gradient(|(network, x)| structs::loss(network, x), &point, &gradient).unwrap();
    let of_penalty = structs::penalty::gradient(&network);
    check::gradient(structs::penalty, &network, &of_penalty).unwrap();
}
