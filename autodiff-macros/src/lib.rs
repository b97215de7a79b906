//! The compiler behind `autodiff`: use the `autodiff` crate, which re-exports the attribute.

mod diagnostics;
mod differentiate;
mod emit;
mod expand;
mod ir;
mod lower;
mod messages;
mod passes;
mod request;
mod rules;
#[cfg(test)]
mod tests;

/// Generates derivatives of a function.
///
/// The function itself is emitted unchanged. Beside it stands a type of the same name and visibility, whose associated
/// functions are the derivatives: for `fn f`, `f::gradient`, `f::value_and_gradient`, `f::value_and_gradient_into` and
/// `f::vjp`; of a function whose result is no real scalar, `f::vjp` alone.
///
/// # Arguments
/// - `wrt(a, b)`: differentiate with respect to these parameters; without it, to every parameter of a differentiable
///   type.
/// - `crate = path`: where `autodiff` lives, for a crate that renames or re-exports it.
///
/// # Errors
/// What can't be differentiated is a compile error at its own place, with a way out. Nothing is treated as constant
/// because the compiler does not know it: a value may be used in any way only if it does not depend on a parameter
/// that the function is differentiated by, or stands in `autodiff::constant(..)`.
///
/// # Reading and debugging
/// `cargo expand` shows the generated code. The environment variable `AUTODIFF_DUMP` prints the typed Program after a
/// pass (`lower`, `differentiate`, `identities`, .., or `all`) while the crate compiles.
#[proc_macro_attribute]
pub fn differentiate(arguments: proc_macro::TokenStream, item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand::differentiate(arguments.into(), item.into()).into()
}
