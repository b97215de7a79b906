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

fn main() {}
