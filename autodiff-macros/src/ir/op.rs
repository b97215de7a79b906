//! What a statement does.

use proc_macro2::{Ident, TokenStream};

use super::Rule;

/// The operation of a statement.
#[derive(Clone, Debug)]
pub(crate) enum Op {
    /// A number or a truth value.
    Constant(Constant),
    /// Constant Rust that passes through untouched; its arguments are the locals that it names.
    Fragment(Fragment),
    /// An operation of the table.
    Apply(&'static Rule),
    /// `if args[0] { blocks[0] } else { blocks[1] }`; the blocks have no parameters.
    If,
    /// Counts from `args[0]` up to, not including, `args[1]`, or down again if `reversed`. The other arguments are the
    /// values that are carried: the block's parameters are the index and the carried values, its results the carried
    /// values of the next iteration. Where it does not run, the results are the arguments.
    For { reversed: bool },
    /// Runs `blocks[0]` again and again while `blocks[1]` holds, which is asked before each iteration. The arguments are
    /// the values that are carried; the parameters of both blocks are the number of iterations so far and the carried
    /// values; the results of the first are the carried values of the next iteration. The results are the number of
    /// iterations, and the carried values.
    While,
    /// Applies a block to the entries of all arguments, which have one shape. The block's parameters are an entry
    /// of each argument, then row and column if `located`.
    Map { located: bool },
    /// A matrix of `args[0]` rows and `args[1]` columns; the block maps row and column to an entry.
    Generate,
    /// The function calls itself; the arguments are its parameters.
    Call(Call),
    /// The pullback of a `vjp`: a closure that may be called any number of times.
    Pullback,
    /// `assert!` and its like, evaluated with the primal; the fragment is the whole macro call.
    Assert(Fragment),
}

impl Op {
    /// Whether the statement must stay though nobody uses its results.
    pub(crate) fn has_effect(&self) -> bool {
        match self {
            Op::Assert(_) => true,
            Op::Fragment(fragment) => fragment.has_effect,
            Op::Constant(_)
            | Op::Apply(_)
            | Op::If
            | Op::For { .. }
            | Op::While
            | Op::Map { .. }
            | Op::Generate
            | Op::Call(_)
            | Op::Pullback => false,
        }
    }

    /// For a loop: where it has what it carries. The parameters of its blocks are a number, then what is carried.
    pub(crate) fn carries(&self) -> Option<Carries> {
        match self {
            Op::For { .. } => Some(Carries { args: 2, results: 0 }),
            Op::While => Some(Carries { args: 0, results: 1 }),
            Op::Constant(_)
            | Op::Fragment(_)
            | Op::Apply(_)
            | Op::If
            | Op::Map { .. }
            | Op::Generate
            | Op::Call(_)
            | Op::Pullback
            | Op::Assert(_) => None,
        }
    }
}

/// What of a function is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    /// The function itself: results are its own.
    Primal,
    /// Results: its own, then a pullback.
    Recorded,
    /// Arguments: a pullback, the parameters, then their tangents; results: tangents of the results.
    Tangent,
    /// Arguments: a pullback, the parameters, then cotangents of the results; results: cotangents of the parameters.
    Cotangent,
    /// Arguments: the parameters, then tangents of those that the function is differentiated by; results: its own, then
    /// their tangents.
    Pushforward,
}

/// How many arguments and results of a loop stand before those that are carried.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Carries {
    pub(crate) args: usize,
    pub(crate) results: usize,
}

/// A constant that the compiler can compute with.
#[derive(Clone, Debug)]
pub(crate) enum Constant {
    /// A real number, and how the user wrote it, if the user did.
    Real(f64, Option<TokenStream>),
    Int(i128, Option<TokenStream>),
    Bool(bool),
    /// A zero that stands for "no derivative" and never was a number: it may be dropped from sums and products.
    Zero,
}

/// A piece of the user's source, and the names in it that are locals: the arguments of its statement, in order.
#[derive(Clone, Debug)]
pub(crate) struct Fragment {
    pub(crate) tokens: TokenStream,
    pub(crate) captures: Vec<Capture>,
    /// Whether it calls something that may have an effect, or another value the next time: it is evaluated exactly as
    /// often as in the function, and its value is kept for the derivative.
    pub(crate) has_effect: bool,
    /// Whether it is a part of something else, which stays where it is.
    pub(crate) is_place: bool,
}

/// A name in a fragment, and the value that it stands for.
#[derive(Clone, Debug)]
pub(crate) struct Capture {
    pub(crate) ident: Ident,
    /// Whether the name is a reference to the value.
    pub(crate) by_reference: bool,
    /// Whether the name is no local of the user's, but a hole that an expression is written into.
    pub(crate) is_hole: bool,
}
