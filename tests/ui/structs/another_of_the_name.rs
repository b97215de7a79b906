//! The name of a type and the macro beside it can mean two structs: what is constant in one may not be in the other.

mod models {
    use autodiff::Differentiable;

    #[derive(Clone, Copy, Differentiable)]
    pub struct Fancy {
        pub a: f64,
        pub b: f64,
    }

    #[derive(Clone, Copy, Differentiable)]
    pub struct Plain {
        pub a: f64,
        #[constant]
        pub b: f64,
    }

    pub mod renamed {
        use super::*;
        use autodiff::differentiate;

        pub type Plain = Fancy;

        #[differentiate]
        pub fn product(p: Plain) -> f64 {
            p.a * p.b
        }
    }
}

fn main() {
    let _ = models::renamed::product::gradient(models::Fancy { a: 1.0, b: 2.0 });
}
