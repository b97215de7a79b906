//! Value and gradient as an expert writes them by hand: plain loops over slices, one pass over the data, eight explicit
//! lanes, and no temporaries beyond a workspace of the caller's. The instruction set is chosen at run time.
//!
//! They are the limits that generated code is measured against. Matrices are stored by columns.

#![allow(clippy::needless_range_loop)]

mod lanes;
mod math;

pub(crate) mod arm;
pub(crate) mod mixture;
pub(crate) mod network;
pub(crate) mod neurons;
pub(crate) mod products;
pub(crate) mod series;
