//! Which of a kernel's versions runs: the one for the widest instructions that the processor has.
//!
//! The one module of the project with `unsafe` code: calling a function that is compiled for more instructions than its caller is
//! safe only where the processor has them.

/// Sets of instructions that kernels are compiled for, narrowest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Instructions {
    /// What the crate is compiled for.
    Baseline,
    /// Four numbers of 64 bits at once, and fused products and sums.
    Avx2,
    /// Eight of them.
    Avx512,
}

/// Code that is worth compiling for several sets of instructions.
pub trait Kernel {
    /// What it gives.
    type Output;

    /// Runs it; `FMA` says whether a product and a sum are fused in one instruction.
    ///
    /// An implementation is `#[inline(always)]`, and so is all that it calls: only what is inlined is compiled for the
    /// instructions of its caller. Beware of closures, which are inlined where the compiler likes: one that is not, and fuses a product,
    /// calls a long function for each. Where one has more than a few operations, a type with a method is better.
    fn run<const FMA: bool>(self) -> Self::Output;
}

/// The widest instructions that the processor has, found once.
///
/// The environment variable `AUTODIFF_INSTRUCTIONS`, which is `baseline`, `avx2` or `avx512`, asks for narrower ones; it is read once,
/// and what the processor does not have is never chosen. Results differ in their last digits from one to the other; those of
/// `baseline` differ from one processor to the other only where the standard library does.
///
/// Without the standard library, and on other processors than x86-64, it is [`Instructions::Baseline`].
#[inline]
pub fn instructions() -> Instructions {
    #[cfg(all(feature = "std", target_arch = "x86_64"))]
    return x86_64::instructions();
    #[cfg(not(all(feature = "std", target_arch = "x86_64")))]
    Instructions::Baseline
}

/// Runs the version of the kernel for [`instructions`].
///
/// It costs a load, a jump and a call, a nanosecond or two: a kernel is a whole loop, not its body.
#[inline]
pub fn widest<K: Kernel>(kernel: K) -> K::Output {
    at_most(Instructions::Avx512, kernel)
}

/// Runs the version of the kernel for `limit`, or for [`instructions`] where these are narrower: to compare versions.
#[inline]
pub fn at_most<K: Kernel>(limit: Instructions, kernel: K) -> K::Output {
    #[cfg(all(feature = "std", target_arch = "x86_64"))]
    return x86_64::at_most(limit, kernel);
    #[cfg(not(all(feature = "std", target_arch = "x86_64")))]
    {
        let _ = limit;
        baseline(kernel)
    }
}

/// Runs the version for what the crate is compiled for. Without the standard library a fused product and sum is a long function.
#[inline]
fn baseline<K: Kernel>(kernel: K) -> K::Output {
    if cfg!(all(feature = "std", any(target_feature = "fma", target_arch = "aarch64"))) {
        kernel.run::<true>()
    } else {
        kernel.run::<false>()
    }
}

#[cfg(all(feature = "std", target_arch = "x86_64"))]
mod x86_64 {
    extern crate std;

    use core::sync::atomic::{AtomicU8, Ordering};
    use std::{env, is_x86_feature_detected};

    use super::{Instructions, Kernel, baseline};

    /// What was found: 0 for nothing yet.
    static FOUND: AtomicU8 = AtomicU8::new(0);

    #[inline]
    pub(super) fn instructions() -> Instructions {
        // Whoever finds it writes the same number, so no order is needed.
        match FOUND.load(Ordering::Relaxed) {
            1 => Instructions::Baseline,
            2 => Instructions::Avx2,
            3 => Instructions::Avx512,
            _ => find(),
        }
    }

    #[cold]
    fn find() -> Instructions {
        let asked = env::var("AUTODIFF_INSTRUCTIONS");
        let found = named(asked.as_deref().unwrap_or_default()).min(detected());
        let number = match found {
            Instructions::Baseline => 1,
            Instructions::Avx2 => 2,
            Instructions::Avx512 => 3,
        };
        FOUND.store(number, Ordering::Relaxed);
        found
    }

    /// What `AUTODIFF_INSTRUCTIONS` allows; everything, where it says nothing that is understood.
    pub(super) fn named(name: &str) -> Instructions {
        match name {
            "baseline" => Instructions::Baseline,
            "avx2" => Instructions::Avx2,
            _ => Instructions::Avx512,
        }
    }

    /// What the processor has, and the operating system saves.
    pub(super) fn detected() -> Instructions {
        let has_avx2 = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
        let has_avx512 = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512bw");
        match (has_avx2, has_avx512) {
            (true, true) => Instructions::Avx512,
            (true, false) => Instructions::Avx2,
            (false, _) => Instructions::Baseline,
        }
    }

    #[inline]
    #[expect(unsafe_code, reason = "calls what is compiled for instructions that were found on this processor")]
    pub(super) fn at_most<K: Kernel>(limit: Instructions, kernel: K) -> K::Output {
        match instructions().min(limit) {
            Instructions::Baseline => baseline(kernel),
            // SAFETY: `instructions` is `Avx2` or wider only where `detected` has found AVX2 and FMA on this processor; they are
            // all that `avx2` is compiled for.
            Instructions::Avx2 => unsafe { avx2(kernel) },
            // SAFETY: `instructions` is `Avx512` only where `detected` has found AVX2, FMA and the four parts of AVX-512 that
            // `avx512` is compiled for.
            Instructions::Avx512 => unsafe { avx512(kernel) },
        }
    }

    #[target_feature(enable = "avx2,fma")]
    fn avx2<K: Kernel>(kernel: K) -> K::Output {
        kernel.run::<true>()
    }

    #[target_feature(enable = "avx512f,avx512vl,avx512dq,avx512bw,avx2,fma")]
    fn avx512<K: Kernel>(kernel: K) -> K::Output {
        kernel.run::<true>()
    }
}

#[cfg(test)]
mod tests {
    use super::{Instructions, Kernel, at_most, instructions, widest};

    /// Whether it has been compiled with fused products and sums, and `x² + 1`.
    struct Square(f64);

    impl Kernel for Square {
        type Output = (bool, f64);

        #[inline(always)]
        fn run<const FMA: bool>(self) -> (bool, f64) {
            (FMA, self.0 * self.0 + 1.0)
        }
    }

    #[test]
    fn a_kernel_runs_in_each_of_its_versions() {
        for limit in [Instructions::Baseline, Instructions::Avx2, Instructions::Avx512] {
            assert_eq!(at_most(limit, Square(3.0)).1, 10.0);
        }
        assert_eq!(widest(Square(3.0)).1, 10.0);
        assert_eq!(instructions(), instructions());
    }

    #[test]
    #[cfg(all(feature = "std", target_arch = "x86_64"))]
    fn fused_instructions_are_used_where_they_were_found() {
        assert_eq!(widest(Square(3.0)).0, instructions() > Instructions::Baseline || cfg!(target_feature = "fma"));
        assert_eq!(at_most(Instructions::Baseline, Square(3.0)).0, cfg!(target_feature = "fma"));
    }

    #[test]
    #[cfg(all(feature = "std", target_arch = "x86_64"))]
    fn the_environment_asks_for_narrower_instructions_only() {
        use super::x86_64::{detected, named};
        assert_eq!(named("baseline"), Instructions::Baseline);
        assert_eq!(named("avx2"), Instructions::Avx2);
        for everything in ["avx512", "", "sse9"] {
            assert_eq!(named(everything), Instructions::Avx512);
        }
        assert!(instructions() <= detected());
    }
}
