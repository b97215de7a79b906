#![allow(non_camel_case_types)]

use autodiff::differentiate;

mod mine {
    /// A constructor of the user's, in another order.
    pub struct Vector2;

    impl Vector2 {
        pub fn new(a: f64, b: f64) -> nalgebra::Vector2<f64> {
            nalgebra::Vector2::new(b, a)
        }
    }

    pub struct Vec<T>(T);

    impl Vec<()> {
        pub fn new() -> std::vec::Vec<f64> {
            vec![1.0]
        }
    }
}

#[differentiate]
fn constructor(x: f64) -> f64 {
    mine::Vector2::new(x, 1.0)[1]
}

#[differentiate]
fn list(x: f64) -> f64 {
    let mut list = mine::Vec::new();
    list.push(x);
    list[0]
}

mod numbers {
    use autodiff::differentiate;

    struct f64;

    impl f64 {
        fn sin(x: core::primitive::f64) -> core::primitive::f64 {
            2.0 * x
        }
    }

    #[differentiate]
    fn function_of_a_number(x: core::primitive::f64) -> core::primitive::f64 {
        f64::sin(x)
    }
}

mod coarse {
    use autodiff::differentiate;

    type f64 = f32;

    #[differentiate]
    fn cast(x: core::primitive::f64) -> core::primitive::f64 {
        (x as f64) as core::primitive::f64
    }
}

fn main() {}
