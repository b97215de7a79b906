//! What operations ask of sizes and indices, as statements of their own.
//!
//! A function panics where dimensions don't fit or an index is out of bounds. Its derivative may do without the
//! operation: that of `x.dot(y)` by `x` is `y`. So the function's own Program says what its operations ask for before it is
//! differentiated (`state`), in sizes of what is there anyway; and in the end all that goes which the operations
//! that are left ask for themselves (`settle`). What remains is a comparison of numbers, once for an operation, in a loop
//! once for the loop where that can be.

mod asked;
mod settle;
mod size;
mod sizes;
mod state;

pub(super) use settle::run as settle;
pub(super) use state::run as state;
