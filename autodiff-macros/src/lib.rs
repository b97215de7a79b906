//! The compiler behind `autodiff`: use the `autodiff` crate, which re-exports the attribute.

#![forbid(unsafe_code)]

mod derive;
mod describe;
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

/// What `autodiff::check!` expands to.
#[doc(hidden)]
#[proc_macro]
pub fn check(tokens: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand::check(tokens.into()).into()
}

/// Generates derivatives of a function.
///
/// The function itself is emitted unchanged. Beside it stands a type of the same name and visibility, whose associated
/// functions are the derivatives:
///
/// ```ignore
/// use autodiff::differentiate;
///
/// #[differentiate(wrt(rate))]
/// fn misfit(rate: f64, times: &[f64], measured: &[f64]) -> f64 {
///     let mut total = 0.0;
///     for (t, m) in times.iter().zip(measured) {
///         total += ((rate * t).exp() - m).powi(2);
///     }
///     total
/// }
///
/// assert_eq!(misfit::value_and_gradient(0.0, &[1.0, 2.0], &[2.0, 3.0]), (5.0, -10.0));
/// ```
///
/// # Arguments
/// - `wrt(a, b)`: differentiate with respect to these parameters; without it, to every parameter of a differentiable
///   type.
/// - `jvp`, `jacobian`, `hessian`, `hvp`, `taylor`: generate these too.
/// - `derivative(x = EXPR, y = EXPR)`, `vjp = path`, `jvp = path`: the derivative is given by hand, and nobody looks into
///   the body; see below.
/// - `test(a = EXPR, b = EXPR)`: write a test that checks all of these at a point, see below.
/// - `crate = path`: where `autodiff` lives, for a crate that renames or re-exports it.
///
/// # What is generated
/// For `fn f(args..) -> Y`, where `G` is the gradient: that of the one parameter in `wrt`, or a tuple in the order of
/// `wrt`.
/// - `f::gradient(args..) -> G`
/// - `f::value_and_gradient(args..) -> (Y, G)`
/// - `f::value_and_gradient_into(args.., d_first: &mut _, ..) -> Y`, which overwrites one buffer for each parameter in
///   `wrt`
/// - `f::vjp(args..) -> (Y, impl Fn(&Y) -> G)`: the value, and its pullback from a cotangent of the result to
///   cotangents of the parameters. It may be called any number of times. Where `Y` is a scalar, it takes `Y` itself.
///
/// Where `Y` is no real scalar, `f::vjp` is the only one. On request:
/// - `f::jvp(args.., t_first, ..) -> (Y, Y)`: the value, and the derivative along a direction. There is a tangent for each
///   parameter in `wrt`, passed as the parameter is.
/// - `f::jacobian(args..) -> J`, or a tuple of these for several parameters: a row for each number of the result, a
///   column for each number of the parameter. A matrix counts as its columns, one after the other. Of a real scalar by a
///   vector it is a row vector, of a vector by a scalar a column, of a scalar by a scalar a scalar.
/// - `f::hessian(args..) -> H`, where `Y` is a real scalar and `wrt` one parameter: a row and a column for each number of
///   the parameter.
/// - `f::hvp(args.., v_first, ..) -> G`, where `Y` is a real scalar: the Hessian times a vector, without the Hessian.
/// - `f::taylor::<K>(args.., t_first, ..) -> [Y; K]`, where `Y` is a real scalar: the coefficients of `f(x + s t)` in `s`,
///   entry `k` being that of `s` to the power of `k`.
///
/// A gradient has the shape of its parameter, and the type that owns that shape: `DVector<f64>` for `&DVector<f64>`,
/// `Vec<f64>` for `&[f64]` and `Vec<f64>`, `[f64; 3]` for `[f64; 3]`. The buffer for a slice or a `Vec` is a
/// `&mut [f64]` of the same length.
///
/// # Methods
/// `#[differentiate] impl Type { .. }` differentiates the methods of a type. Their derivatives are methods in one more
/// `impl`: `loss_gradient`, `loss_vjp` and so on of `loss`. `self` is a parameter like the others. What the attribute asks
/// for on the `impl`, it asks for of each method that has such a form. Methods without a derivative by their signature are passed over; where
/// methods in the `impl` have the attribute themselves, with arguments of their own, only those are differentiated.
///
/// # Rules of your own
/// A function of real scalars may say its partial derivatives, for instance one that wraps a function of another crate:
///
/// ```ignore
/// #[differentiate(derivative(x = std::f64::consts::FRAC_2_SQRT_PI * (-x * x).exp()))]
/// fn erf(x: f64) -> f64 {
///     libm::erf(x)
/// }
/// ```
///
/// There is an expression for each parameter in `wrt`, which by default are all real scalars; all other parameters are
/// constants, of any type. The expressions may call the function itself. They are differentiated in their turn, so every
/// form can be asked for. An expression that is infinite contributes nothing to a zero cotangent. The function is taken to
/// have no effect, and is called where its value is needed.
///
/// Of any function, `vjp = path` names a function of the signature of `f::vjp` above, and `jvp = path` one of that of
/// `f::jvp`; both may be given. From `vjp` follow `gradient` and the like, and `jacobian` row by row. From `jvp` alone follow
/// `jacobian` column by column, and all others by a call for each number of the parameters. Second derivatives don't follow.
/// A rule of another signature is an error at its name.
///
/// Whether a rule is right nobody knows but you: `autodiff::check` compares it with finite differences.
///
/// # What is supported
/// - Types: `f64`, `f32` and type parameters `T: autodiff::Real`; nalgebra's vectors, row vectors, matrices and views;
///   slices, `Vec`s and arrays of these; tuples; structs with `#[derive(Differentiable)]`. By value or by `&`.
///   Parameters of any other type are constants.
/// - Operations: the methods and operators of real numbers and of vectors and matrices that the documentation of
///   `autodiff` lists.
/// - Statements: `let`, blocks, `if`, `match`, early `return`, `assert!` and its like; assignments to locals, parts of
///   tuples `t.0`, entries `v[i]` and `a[(i, j)]`, elements `xs[i][j]`, and what is borrowed mutably; `push`, `swap`,
///   `fill` and the like.
/// - Loops: `while`, `loop`, `break`, `continue`, and `for` over ranges, slices, `Vec`s, arrays, vectors, rows and
///   columns, with the usual adaptors; iterators may end in `sum`, `product`, `fold`, `collect` and others.
/// - Closures bound to a name; differentiated functions, which may call themselves and each other.
/// - Constants: what does not depend on a parameter in `wrt` may call any function or method.
///   `autodiff::constant(EXPR)` makes a constant of any expression.
///
/// # Calls of other functions
/// A differentiated function may be called with what varies: of any module or crate, by any path, in branches, loops and
/// closures. Kinds are known through the call, so nothing has to be annotated. A short function in terms of its parameters
/// alone is written into its callers; any other is called by its `vjp`, and where `jvp`, `hvp` or `hessian` are asked for
/// by its `jvp`, which its attribute has to ask for then. A function that is called is taken to have no effect: it may
/// be called more often than it stands there. A parameter of the callee that is not in its `wrt` can't vary.
///
/// On a module, `#[differentiate] mod model { .. }`, the attribute differentiates the functions in it that have it
/// themselves, or if none has, all with a parameter to differentiate by. Forms that it asks for are those of each function
/// that can have them.
///
/// Not supported yet are `?`, `while let`, methods that call themselves through `self`, and calls of methods of other values
/// than `self` with a value that varies.
///
/// # Conventions
/// - At kinks the derivative is the one that the field uses: 0 for `x.max(0.0)`, `x.abs()` and the norm of a vector at
///   0. The documentation of `autodiff` has them all.
/// - A branch that is not taken contributes nothing, not even NaN. Through an infinite slope, a zero cotangent
///   contributes exactly zero.
/// - A derivative panics where the function does.
/// - What calls something is evaluated as often as in the function, though its value be used in the derivative too.
/// - A loop records the operands that its derivative needs and can't compute again, 8 bytes for each scalar `f64` in each
///   iteration. A loop that only accumulates records nothing.
///
/// # Errors
/// What can't be differentiated is a compile error at its own place: what is not understood there, and what to write
/// instead. Nothing is treated as constant because the compiler does not know it: a value may be used in any way only if
/// it does not depend on a parameter that the function is differentiated by, or stands in `autodiff::constant(..)`.
///
/// ```text
/// error: the function `helper` is called with `x`, which depends on what is differentiated
///
///        help: put `#[differentiate]` on that function, and the call is differentiated through it
///        help: if its derivative is meant to be zero, write `autodiff::constant(..)` around it
///  --> src/lib.rs:9:11
///   |
/// 9 |     2.0 * helper(x)
///   |           ^^^^^^
/// ```
///
/// All mistakes in a function are reported in one run. What only follows from a mistake is not, and what the compiler of
/// Rust refuses in the function itself, it says itself. The ways out, in the order in which to try them:
/// - A type that is not known here can be said: `let value: DVector<f64> = ..;`. That of a call of a function without
///   the attribute is not known, for instance.
/// - What is called can have `#[differentiate]` itself.
/// - `autodiff::constant(EXPR)` makes a constant of any expression. Its derivative is zero, so it must be meant to be.
/// - What is not understood can be moved into a function of its own whose derivative is given by hand, as
///   `derivative(x = EXPR)` or `vjp = path`: nobody looks into its body.
///
/// # Checking
/// `test(..)` gives a point at which every derivative of the function, all forms that are generated, is compared with
/// finite differences of the function itself. It names all parameters, those that are constant too, and may be repeated
/// for more points:
///
/// ```ignore
/// #[differentiate(wrt(w), hvp, test(w = [0.5, -1.0], x = [2.0, 3.0]), test(w = [0.0], x = vec![1.0]))]
/// fn squared(w: &[f64], x: &[f64]) -> f64 {
///     w.iter().zip(x).map(|(w, x)| (w * x).powi(2)).sum()
/// }
/// ```
///
/// This writes `#[test] fn squared_derivatives_agree_with_differences()` beside the function, under `#[cfg(test)]`, so it
/// must stand in a module, not inside of another function. It fails with a report that names derivative, parameter and
/// entry, both values and the tolerance. `autodiff::check` says what that is, and what is said where differences can't
/// confirm anything, as at a kink.
///
/// - The expressions see what the module sees, not each other, and are evaluated once.
/// - For a parameter that is a reference, give a value or a reference; for a slice an array, a `Vec` or a reference to
///   one; for a view the vector or matrix. A constant that is passed by value must be `Clone`.
/// - Functions with type or const parameters have no such test, because it can't choose the types: write
///   `autodiff::check!(..)` in a test of your own.
///
/// # Reading and debugging
/// `cargo expand` shows the generated code. The environment variable `AUTODIFF_DUMP` prints the typed Program after a
/// stage (`lower`, `differentiate`, `identities`, .., or `all`) while the crate compiles.
#[proc_macro_attribute]
pub fn differentiate(arguments: proc_macro::TokenStream, item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand::differentiate(arguments.into(), item.into()).into()
}

/// Goes on with an expansion that asked for an item that stands elsewhere. Not part of the public interface.
#[doc(hidden)]
#[proc_macro]
pub fn resume(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand::resume(input.into()).into()
}

/// The answer to such a question where there is no such item. Not part of the public interface.
#[doc(hidden)]
#[proc_macro]
pub fn nothing(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand::nothing(input.into()).into()
}

/// Makes a struct of parameters differentiable: it gets a gradient of its own type, and what an optimizer does with it.
///
/// ```ignore
/// use autodiff::Differentiable;
/// use nalgebra::{DMatrix, DVector};
///
/// #[derive(Clone, Debug, Differentiable)]
/// struct Layer {
///     weight: DMatrix<f64>,
///     bias: DVector<f64>,
///     #[constant]
///     name: String,
/// }
/// ```
///
/// # What is generated
/// The trait `autodiff::Differentiable`, with `zero_tangent`, `add_scaled`, `dot`, `norm_squared`, `to_vector`,
/// `from_vector`, `len` and `is_empty`; and, if the struct is `Clone`, what `autodiff::check` needs of a point.
///
/// # Fields
/// - `f64`, `f32`, type parameters `T: autodiff::Real`; owned vectors and matrices of nalgebra's; other such structs;
///   `Vec`s, arrays and tuples of these. All of one scalar.
/// - `#[constant]` on a field of any type that is `Clone`: it keeps its value in tangents and gradients, and receives no
///   derivative.
///
/// Structs may have named or unnamed fields, type and const parameters, lifetimes and where clauses, and may hold lists
/// of themselves. Two structs that hold lists of each other are beyond it: they don't compile.
///
/// # Arguments
/// `#[differentiable(crate = path)]` on the struct says where `autodiff` lives, for a crate that renames or re-exports it.
///
/// # Errors
/// A field that has no derivative and is not marked is a compile error at its type. So is a struct in which nothing has a
/// derivative, an enum, and a union.
#[proc_macro_derive(Differentiable, attributes(constant, differentiable))]
pub fn derive_differentiable(item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand::derive(item.into()).into()
}
