use autodiff::differentiate;

mod other {
    use autodiff::differentiate;

    #[differentiate]
    pub fn hidden(x: f64) -> f64 {
        x * x
    }

    #[differentiate(jvp)]
    pub fn generic<T: autodiff::Real, const N: usize>(x: &nalgebra::SVector<T, N>) -> T {
        x.norm_squared()
    }
}

mod by_an_item {
    use super::other::*;
    use autodiff::differentiate;

    fn hidden(x: f64) -> f64 {
        x
    }

    fn generic<T: autodiff::Real, const N: usize>(x: &nalgebra::SVector<T, N>) -> T {
        x.norm()
    }

    #[differentiate]
    fn caller(x: f64) -> f64 {
        hidden(x)
    }

    #[differentiate(jvp)]
    fn caller_of_a_generic_one(x: &nalgebra::Vector3<f64>) -> f64 {
        generic(x)
    }
}

#[differentiate]
fn outer(x: f64) -> f64 {
    x * x
}

fn by_a_block() {
    fn outer(x: f64) -> f64 {
        x
    }

    #[differentiate]
    fn caller(x: f64) -> f64 {
        outer(x)
    }

    #[differentiate]
    fn caller_as_an_argument(x: &nalgebra::DVector<f64>) -> f64 {
        x.map(outer).sum()
    }
}

mod deep {
    #[autodiff::differentiate]
    pub fn squared(x: f64) -> f64 {
        x * x
    }
}

mod between {
    pub use super::deep::*;

    pub fn squared(x: f64) -> f64 {
        x
    }
}

mod by_a_module_in_between {
    use super::between::squared;
    use autodiff::differentiate;

    #[differentiate]
    fn caller(x: f64) -> f64 {
        squared(x)
    }

    #[differentiate]
    fn caller_by_its_path(x: f64) -> f64 {
        super::between::squared(x)
    }
}

fn by_an_inner_block() {
    #[differentiate]
    fn inner(x: f64) -> f64 {
        x * x
    }
    {
        fn inner(x: f64) -> f64 {
            x
        }

        #[differentiate]
        fn caller(x: f64) -> f64 {
            inner(x)
        }
    }
}

fn main() {}
