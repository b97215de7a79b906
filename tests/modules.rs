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
