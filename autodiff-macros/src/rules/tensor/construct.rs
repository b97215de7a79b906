//! Vectors and matrices from scalars. The kind of the result is that of the constructor's type.

#[cfg(test)]
use crate::ir::interpret::Datum;
use crate::ir::{ArgumentRule, Derivative, Form, Formula, Node, Pattern, Rule, Signature, Term};
#[cfg(test)]
use nalgebra::DMatrix;

use super::access::{INDEX, INDEX_PAIR};
use super::reduce::{SUM, TRACE};

/// Rows, columns, then the entries row by row.
pub(crate) static ENTRIES: Rule = Rule {
    name: "entries",
    form: Form::Constructor("new"),
    aliases: &[],
    signature: Signature { args: &[Pattern::Int, Pattern::Int, Pattern::Reals], result: Pattern::Given },
    derivative: Derivative::ByArgument {
        joint: true,
        args: &[ArgumentRule::Constant, ArgumentRule::Constant, ArgumentRule::Linear(entry)],
    },
    notation: Some(|args| Term::entries(&args[..2], &args[2..])),
    #[cfg(test)]
    points: &[],
    #[cfg(test)]
    eval: |args| {
        let entries = args[2..].iter().map(Datum::real).collect::<Vec<_>>();
        DMatrix::from_row_slice(args[0].index(), args[1].index(), &entries).into()
    },
};

/// The entry of the cotangent that belongs to this argument.
fn entry<'b>(formula: &Formula<'b>, cotangent: Node<'b>) -> Node<'b> {
    let builder = formula.builder;
    let place = (formula.position - 2) as i128;
    let int = |number: i128| builder.node(builder.int(number));
    match (formula.args[0].known_int(), formula.args[1].known_int()) {
        (Some(1), _) | (_, Some(1)) => cotangent.apply(&INDEX, &[int(place)]),
        (_, Some(cols)) => cotangent.apply(&INDEX_PAIR, &[int(place / cols), int(place % cols)]),
        (_, None) => unreachable!("`lower` gives literal sizes"),
    }
}

/// An empty `Vec` with room for an element for each number from one to before another.
pub(crate) static EMPTY: Rule = Rule {
    name: "empty",
    form: Form::Constructor("record"),
    aliases: &[],
    signature: Signature { args: &[Pattern::Int, Pattern::Int], result: Pattern::Given },
    derivative: Derivative::Zero,
    notation: None,
    #[cfg(test)]
    points: &[],
    #[cfg(test)]
    eval: |_| Datum::Array(Vec::new()),
};

/// Rows, columns, then the number that every entry is.
pub(crate) static FROM_ELEMENT: Rule = Rule {
    name: "from_element",
    form: Form::Constructor("from_element"),
    aliases: &[],
    signature: Signature { args: &[Pattern::Int, Pattern::Int, Pattern::Real], result: Pattern::Given },
    derivative: Derivative::ByArgument {
        joint: false,
        args: &[
            ArgumentRule::Constant,
            ArgumentRule::Constant,
            ArgumentRule::Linear(|_, cotangent| cotangent.apply(&SUM, &[])),
        ],
    },
    notation: Some(|args| args[2].clone() * Term::sized(&args[..2]).ones()),
    #[cfg(test)]
    points: &[],
    #[cfg(test)]
    eval: |args| DMatrix::from_element(args[0].index(), args[1].index(), args[2].real()).into(),
};

/// Rows and columns, as many of each, then the number that every entry of the diagonal is.
pub(crate) static FROM_DIAGONAL_ELEMENT: Rule = Rule {
    name: "from_diagonal_element",
    form: Form::Constructor("from_diagonal_element"),
    aliases: &[],
    signature: Signature { args: &[Pattern::Int, Pattern::Int, Pattern::Real], result: Pattern::Given },
    derivative: Derivative::ByArgument {
        joint: false,
        args: &[
            ArgumentRule::Constant,
            ArgumentRule::Constant,
            ArgumentRule::Linear(|_, cotangent| cotangent.apply(&TRACE, &[])),
        ],
    },
    notation: None,
    #[cfg(test)]
    points: &[],
    #[cfg(test)]
    eval: |args| DMatrix::from_diagonal_element(args[0].index(), args[1].index(), args[2].real()).into(),
};

pub(in crate::rules) const NAMES: &[&str] = &["entries", "empty", "from_element", "from_diagonal_element"];
pub(in crate::rules) const RULES: &[&Rule] = &[&ENTRIES, &EMPTY, &FROM_ELEMENT, &FROM_DIAGONAL_ELEMENT];
