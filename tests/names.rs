//! What is called like something else.

use autodiff::differentiate;

mod other {
    use autodiff::differentiate;

    #[differentiate(jvp)]
    pub(crate) fn square(x: f64) -> f64 {
        x * x
    }

    #[differentiate]
    pub(crate) fn norm<T: autodiff::Real, const N: usize>(x: &nalgebra::SVector<T, N>) -> T {
        x.norm_squared()
    }
}

mod by_glob {
    use super::other::*;
    use autodiff::differentiate;

    #[differentiate(jvp)]
    pub(crate) fn caller(x: f64) -> f64 {
        square(x) + norm(&nalgebra::Vector2::new(x, x)) + norm::<f64, 1>(&nalgebra::Vector1::new(x))
    }
}

mod by_name {
    use super::other::{norm, square as renamed};
    use autodiff::differentiate;

    #[differentiate]
    pub(crate) fn caller<T: autodiff::Real>(x: T) -> T {
        norm(&nalgebra::Vector2::new(x, x))
    }

    #[differentiate]
    pub(crate) fn renaming(x: f64) -> f64 {
        renamed(x) * super::other::square(2.0)
    }
}

#[test]
fn functions_by_glob_by_name_and_by_path() {
    assert_eq!(by_glob::caller::gradient(3.0), 24.0);
    assert_eq!(by_name::caller::gradient(3.0), 12.0);
    assert_eq!(by_name::renaming::gradient(3.0), 24.0);
}

#[test]
fn functions_in_functions() {
    #[differentiate]
    fn square(x: f64) -> f64 {
        x * x * x
    }

    #[differentiate]
    fn caller(x: f64) -> f64 {
        square(x) + other::square(x)
    }

    assert_eq!(caller::gradient(2.0), 16.0);
}
