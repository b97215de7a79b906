//! What a statement does.

use std::rc::Rc;

use proc_macro2::{Ident, TokenStream};

use super::{Rule, RuleId, Value};

/// The operation of a statement.
#[derive(Clone, Debug)]
pub(crate) enum Op {
    /// A number or a truth value.
    Constant(Constant),
    /// Constant Rust that passes through untouched; its arguments are the locals that it names.
    Fragment(Rc<Fragment>),
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
    /// A call of a differentiated function, or of the function by itself.
    Call(Call, Rc<Callee>),
    /// A call of a function whose partial derivatives are given by hand; the arguments are its parameters.
    Custom(Rc<Custom>),
    /// The pullback of a `vjp`: a closure that may be called any number of times.
    Pullback,
    /// What holds where the function goes on, evaluated with the primal.
    Assert(Assertion),
}

/// What a function panics without.
#[derive(Clone, Debug)]
pub(crate) enum Assertion {
    /// `assert!` and its like: the whole macro call.
    Written(Rc<Fragment>),
    /// What an operation of the function's asks of its arguments. A derivative may do without the operation, and has to
    /// panic where the function does.
    Demand(Demand),
}

/// What an operation asks of sizes and indices, which are the arguments of the statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Demand {
    /// Two sizes are the same. The word says of which operation.
    SameSize(&'static str),
    /// The same, for an operation that does not look itself, and would read what is not there.
    SizeOfUnchecked(&'static str),
    /// A cotangent has the size of its result.
    Cotangent,
    /// An index is less than a length.
    InBounds,
    /// The numbers of a range, `start..end`, are less than a length; an empty range is.
    AllInBounds,
    /// `from <= to`, and `to` is no more than a length.
    RangeInBounds,
    /// From a start on there are so many, in a length.
    PartInBounds,
    /// The first of two reals is no more than the second, and none is NaN.
    Ordered,
}

#[cfg(test)]
impl Demand {
    /// Whether it is met by these numbers.
    pub(crate) fn holds(self, args: &[i128]) -> bool {
        match (self, args) {
            (Demand::SameSize(_) | Demand::SizeOfUnchecked(_) | Demand::Cotangent, [one, two]) => one == two,
            (Demand::InBounds, [index, len]) => index < len,
            (Demand::AllInBounds, [start, end, len]) => start >= end || end <= len,
            (Demand::RangeInBounds, [from, to, len]) => from <= to && to <= len,
            (Demand::PartInBounds, [start, count, len]) => start + count <= *len,
            (_, _) => false,
        }
    }
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
            | Op::Call(..)
            | Op::Custom(_)
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
            | Op::Call(..)
            | Op::Custom(_)
            | Op::Pullback
            | Op::Assert(_) => None,
        }
    }
}

/// What of a function is called. The parameters are one argument for each value that they are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    /// The function itself: results are its own.
    Primal,
    /// Results: its own, then a pullback.
    Recorded,
    /// Arguments: what the pullback is called with besides cotangents, then tangents of what the function is
    /// differentiated by; results: tangents of its own.
    Tangent,
    /// Arguments: a pullback, the parameters that it takes again or borrows from, then cotangents of the results;
    /// results: cotangents of what the function is differentiated by.
    Cotangent,
    /// Arguments: the parameters, then tangents of what the function is differentiated by; results: its own, then their
    /// tangents, or the tangents alone.
    Pushforward,
    /// Arguments: the parameters, their tangents, cotangents of the results, and tangents of these; results: the
    /// cotangents that a pullback gives, then their tangents, or the tangents alone.
    Second,
}

/// A function that is called, as far as a call depends on it.
#[derive(Clone, Debug)]
pub(crate) struct Callee {
    /// How the caller names it; the function itself has no path.
    pub(crate) path: Option<CalleePath>,
    pub(crate) parameters: Vec<Passed>,
    /// What it is differentiated by, as places among the parameters.
    pub(crate) wrt: Vec<usize>,
    pub(crate) result: Parts,
    /// Whether the result is one real scalar, whose cotangent is passed by value.
    pub(crate) is_scalar: bool,
    /// Whether the call stands for its body, and the derivative is known along a direction alone: its `jvp`.
    pub(crate) by_direction: bool,
    /// Whether its derivatives are functions that somebody wrote, which have none.
    pub(crate) is_first_order: bool,
}

/// `path::to::g`, and `::<T>` behind it.
#[derive(Clone, Debug)]
pub(crate) struct CalleePath {
    pub(crate) path: TokenStream,
    pub(crate) generics: TokenStream,
}

/// How a parameter is passed.
#[derive(Clone, Debug)]
pub(crate) struct Passed {
    pub(crate) by_reference: bool,
    /// Whether it is a view, which borrows by itself.
    pub(crate) is_view: bool,
    /// Whether it is a reference to a slice or a view: a part of something larger is passed where it stands.
    pub(crate) takes_parts: bool,
    pub(crate) parts: Parts,
}

/// How values make up a parameter or a result.
#[derive(Clone, Debug)]
pub(crate) enum Parts {
    Leaf,
    Tuple(Vec<Parts>),
}

impl Parts {
    /// How many values there are in it.
    pub(crate) fn count(&self) -> usize {
        match self {
            Parts::Leaf => 1,
            Parts::Tuple(inner) => inner.iter().map(Parts::count).sum(),
        }
    }
}

impl Callee {
    /// Whether it is the function itself.
    pub(crate) fn is_own(&self) -> bool {
        self.path.is_none()
    }

    /// How many values its parameters are made of.
    pub(crate) fn arguments(&self) -> usize {
        self.parameters.iter().map(|parameter| parameter.parts.count()).sum()
    }

    /// The places of the values that it is differentiated by, among those of all parameters.
    pub(crate) fn differentiated(&self) -> Vec<usize> {
        let starts = self.parameters.iter().scan(0, |next, parameter| {
            let start = *next;
            *next += parameter.parts.count();
            Some(start)
        });
        let starts = starts.collect::<Vec<_>>();
        let places = |place: &usize| starts[*place]..starts[*place] + self.parameters[*place].parts.count();
        self.wrt.iter().flat_map(places).collect()
    }

    /// Of the values that the parameters are made of, those that a pullback needs again: a function that calls itself
    /// takes them all, any other borrows from those that it has by reference.
    pub(crate) fn needed_again(&self, args: &[Value]) -> Vec<Value> {
        let counts = self.parameters.iter().flat_map(|parameter| {
            std::iter::repeat_n(parameter.by_reference || self.is_own(), parameter.parts.count())
        });
        args.iter().zip(counts).filter(|(_, is_needed)| *is_needed).map(|(arg, _)| *arg).collect()
    }

    /// The values that it takes as references to what owns such values: a part of something larger is copied for it.
    pub(crate) fn needed_whole(&self, args: &[Value]) -> Vec<Value> {
        let counts = self.parameters.iter().flat_map(|parameter| {
            let is_whole = parameter.by_reference && !parameter.takes_parts;
            std::iter::repeat_n(is_whole, parameter.parts.count())
        });
        args.iter().zip(counts).filter(|(_, is_whole)| *is_whole).map(|(arg, _)| *arg).collect()
    }

    /// Its path as text.
    pub(crate) fn name(&self) -> String {
        self.path.as_ref().map(|path| path.path.to_string().replace(' ', "")).unwrap_or_default()
    }
}

/// A function of real numbers whose body nobody looks into.
#[derive(Clone, Debug)]
pub(crate) struct Custom {
    /// Its name, for locals and formulas.
    pub(crate) name: String,
    /// The call as it is written, with a hole for each argument.
    pub(crate) call: TokenStream,
    pub(crate) holes: Vec<Hole>,
    /// Its partial derivatives, in the Program.
    pub(crate) rule: RuleId,
}

/// Where an argument of a call is written.
#[derive(Clone, Debug)]
pub(crate) struct Hole {
    pub(crate) ident: Ident,
    pub(crate) passing: Passing,
}

/// How a function takes an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Passing {
    Owned,
    Reference,
    /// As the view that the parameter is.
    View,
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
    /// The type that the user says it is of, where only the user's code knows that type.
    pub(crate) declared: Option<TokenStream>,
    /// Whether the user says that it is a vector or matrix of a type that owns its entries.
    pub(crate) owns_entries: bool,
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
