mod swapping {
    use autodiff::differentiate;

    mod std {
        pub mod mem {
            pub fn swap<T>(_: &mut T, _: &mut T) {}
        }
    }

    #[differentiate]
    fn not_swapped(x: f64, y: f64) -> f64 {
        let mut a = x;
        let mut b = y;
        std::mem::swap(&mut a, &mut b);
        a + 2.0 * b
    }
}

mod doubling {
    mod autodiff {
        pub fn constant<T: Into<f64>>(x: T) -> f64 {
            2.0 * x.into()
        }
    }

    #[::autodiff::differentiate]
    fn doubled(x: f64) -> f64 {
        x * autodiff::constant(3.0)
    }
}

mod macros {
    use autodiff::differentiate;

    macro_rules! vec {
        ($($element:expr),*) => { std::vec![1.0 $(, $element)*] };
    }

    macro_rules! panic {
        ($($message:tt)*) => { 3.0 };
    }

    macro_rules! matches {
        ($($anything:tt)*) => { false };
    }

    macro_rules! assert {
        ($($anything:tt)*) => {};
    }

    #[differentiate]
    fn longer(x: f64) -> f64 {
        vec![x, 2.0][0]
    }

    #[differentiate]
    fn going_on(x: f64) -> f64 {
        if x > 0.0 { x } else { panic!("not positive") }
    }

    #[differentiate]
    fn not_matching(x: f64, n: usize) -> f64 {
        if matches!(n, 0..3) { x } else { 2.0 * x }
    }

    #[differentiate]
    fn not_asserted(x: f64) -> f64 {
        assert!(x > 0.0);
        x
    }
}

fn main() {}
