//! Loops over lanes: which instructions they are compiled for, and mathematics without branches.
//!
//! A compiler makes lanes of a loop over plain scalar code: four or eight numbers in one instruction. It does so for the
//! instructions that a crate is compiled for, which by default are those of the first x86-64 processor, and only where the body has no
//! branch and calls nothing. So [`widest`] runs a [`Kernel`] that is compiled for several sets of instructions, and [`math`] has the
//! functions of the standard library as straight-line code that works for all numbers.
//!
//! What a kernel is made of:
//!
//! - loops over entries of slices, or over arrays of eight (sixteen of `f32`), which take chunks of a slice. [`sweep`] is such a loop;
//! - sums in an array of partial sums, and at the end [`sums::total`] of it;
//! - no angle without [`math::sin_cos_is_wide`], best in a chunk: [`math::sin_cos_of`];
//! - helpers that are `#[inline(always)]`, not closures.
//!
//! `cargo bench --bench lanes` measures all of it. On a processor of 2023 (Zen 4), one number of 64 bits a time:
//!
//! | | standard library | baseline | AVX2 | AVX-512 |
//! |---|---|---|---|---|
//! | `exp` | 5.0 ns | 2.8 | 0.95 | 0.61 |
//! | `ln` | 4.2 ns | 4.0 | 1.7 | 0.97 |
//! | `tanh` | 10.2 ns | 5.7 | 2.2 | 1.3 |
//! | `sin` | 9.0 ns | 5.2 | 1.7 | 1.1 |
//! | `powf` | 9.9 ns | as there | 7.3 | 4.2 |
//!
//! Numbers of 32 bits take about 0.35 of that. A dot product of a thousand entries takes 0.11 µs, nalgebra's 0.145 and a plain loop
//! 0.79; `A x` and `Aᵀ x` of nalgebra's times 0.5 to 0.8, but where there are only ten rows.

mod choice;
mod lane;
pub mod math;
pub mod panels;
mod parallel;
pub mod sums;
mod sweep;

pub use choice::{Instructions, Kernel, at_most, instructions, widest};
pub use lane::Lane;
pub use sweep::{Each, Into, Known, Len, from, from_mut, ranges, room, sweep};
