//! Marking what is not differentiated.

/// The value itself, with no derivative: inside a differentiated function, `autodiff::constant(EXPR)` is treated as
/// constant whatever `EXPR` is, and any Rust may stand in it.
///
/// ```
/// # use autodiff_runtime as autodiff;
/// let step = autodiff::constant(0.1_f64.max(0.01));
/// assert_eq!(step, 0.1);
/// ```
#[inline]
pub const fn constant<T>(value: T) -> T {
    value
}
