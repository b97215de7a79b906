//! Loops over lanes: which instructions they are compiled for, and mathematics without branches.
//!
//! A compiler makes lanes of a loop over plain scalar code: four or eight numbers in one instruction. It does so for the
//! instructions that a crate is compiled for, which by default are those of the first x86-64 processor, and only where the body has no
//! branch and calls nothing. So [`widest`] runs a [`Kernel`] that is compiled for several sets of instructions, and [`math`] has the
//! functions of the standard library as straight-line code that works for all numbers.

mod choice;
mod lane;
pub mod math;
pub mod panels;
pub mod sums;
mod sweep;

pub use choice::{Instructions, Kernel, at_most, instructions, widest};
pub use lane::Lane;
pub use sweep::{Each, Into, from, sweep};
