//! Loops in each set of instructions give what one call after the other does, to the last digit. In release mode they are in lanes.

use super::super::super::{Instructions, Kernel, Lane, at_most};
use super::Numbers;

use std::vec::Vec;

macro_rules! versions {
    ($($name:ident)+) => {
        $(mod $name {
            use super::{Kernel, Lane};

            pub(super) struct Loop<'a, T>(pub(super) &'a [T]);

            impl<T: Lane> Kernel for Loop<'_, T> {
                type Output = (bool, std::vec::Vec<T>);

                #[inline(always)]
                fn run<const FMA: bool>(self) -> (bool, std::vec::Vec<T>) {
                    let mut results = std::vec![T::of(0.0); self.0.len()];
                    for (x, result) in self.0.iter().zip(&mut results) {
                        *result = super::super::super::$name::<FMA, T>(*x);
                    }
                    (FMA, results)
                }
            }
        })+

        fn compare<T: Lane>(x: &[T]) {
            $(for version in [Instructions::Baseline, Instructions::Avx2, Instructions::Avx512] {
                let (is_fused, results) = at_most(version, $name::Loop(x));
                for (x, result) in x.iter().zip(&results) {
                    let one = if is_fused {
                        super::super::$name::<true, T>(*x)
                    } else {
                        super::super::$name::<false, T>(*x)
                    };
                    let (one, result) = (one.value(), result.value());
                    let is_same = one.to_bits() == result.to_bits() || one.is_nan() && result.is_nan();
                    assert!(is_same, "{} of {x:?} in {version:?}: {result:e}, {one:e}", stringify!($name));
                }
            })+
        }
    };
}

versions! { exp exp2 exp_m1 ln ln_1p log2 log10 sinh cosh tanh sigmoid softplus sin cos tan sqrt }

#[test]
fn lanes_give_what_single_numbers_do() {
    let mut numbers = Numbers(11);
    let special = [0.0, -0.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, 5e-324, -1e-310, 1.0, -1.0, f64::MAX];
    let wide = (0..500).map(|_| numbers.in_range((-800.0, 800.0))).chain(special).collect::<Vec<_>>();
    compare(&wide);
    compare(&wide.iter().map(|x| *x as f32).collect::<Vec<_>>());
}
