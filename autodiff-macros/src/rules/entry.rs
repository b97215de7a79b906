//! Entries of nested arrays, `x[i][j]`, as one operation: no row is copied to reach them. The path stands at the end
//! of the arguments; two indices that lead into a matrix are row and column.

#[cfg(test)]
use crate::ir::interpret::Datum;
use crate::ir::{ArgumentRule, Derivative, Form, Formula, Node, Pattern, Rule, Signature, Update, Value};

/// What is at the end of the path.
pub(crate) static ENTRY: Rule = Rule {
    name: "entry",
    form: Form::Path,
    aliases: &[],
    signature: Signature { args: &[Pattern::Array, Pattern::Path], result: Pattern::Inner },
    derivative: Derivative::ByArgument {
        joint: false,
        args: &[ArgumentRule::LinearInto(|f, acc, t| with_path(acc, &ADD_ENTRY, &[t], &f.args[1..])), CONSTANT],
    },
    notation: None,
    #[cfg(test)]
    points: &[],
    #[cfg(test)]
    eval: |args| interpreted::entry(&args[0], &interpreted::path(&args[1..])),
};

/// `x` with `s` added to an entry: in place where `x` is not needed any more.
pub(crate) static ADD_ENTRY: Rule = Rule {
    name: "add_entry",
    form: Form::Update(Update::AddPath),
    aliases: &[],
    signature: Signature { args: &[Pattern::Array, Pattern::Inner, Pattern::Path], result: Pattern::Array },
    derivative: Derivative::ByArgument {
        joint: true,
        args: &[ArgumentRule::Linear(|_, t| t), ArgumentRule::Linear(entry_of), CONSTANT],
    },
    notation: None,
    #[cfg(test)]
    points: &[],
    #[cfg(test)]
    eval: |args| {
        let mut x = args[0].clone();
        interpreted::change(&mut x, &interpreted::path(&args[2..]), &|old| old + args[1].clone());
        x
    },
};

/// `x` with an entry replaced: in place where `x` is not needed any more.
pub(crate) static SET_ENTRY: Rule = Rule {
    name: "set_entry",
    form: Form::Update(Update::SetPath),
    aliases: &[],
    signature: Signature { args: &[Pattern::Array, Pattern::Inner, Pattern::Path], result: Pattern::Array },
    derivative: Derivative::ByArgument {
        joint: true,
        args: &[ArgumentRule::Linear(without_entry), ArgumentRule::Linear(entry_of), CONSTANT],
    },
    notation: None,
    #[cfg(test)]
    points: &[],
    #[cfg(test)]
    eval: |args| {
        let mut x = args[0].clone();
        interpreted::change(&mut x, &interpreted::path(&args[2..]), &|_| args[1].clone());
        x
    },
};

const CONSTANT: ArgumentRule = ArgumentRule::Constant;

/// Applies an operation of a path.
fn with_path<'b>(x: Node<'b>, rule: &'static Rule, others: &[Node<'b>], path: &[Node<'b>]) -> Node<'b> {
    x.apply(rule, &[others, path].concat())
}

fn entry_of<'b>(formula: &Formula<'b>, cotangent: Node<'b>) -> Node<'b> {
    with_path(cotangent, &ENTRY, &[], &formula.args[2..])
}

fn without_entry<'b>(formula: &Formula<'b>, cotangent: Node<'b>) -> Node<'b> {
    let builder = formula.builder;
    let entry: Value = entry_of(formula, cotangent).value();
    let zero = builder.node(super::zero_like(builder, entry));
    with_path(cotangent, &SET_ENTRY, &[zero], &formula.args[2..])
}

pub(in crate::rules) const NAMES: &[&str] = &["entry", "add_entry", "set_entry"];
pub(in crate::rules) const RULES: &[&Rule] = &[&ENTRY, &ADD_ENTRY, &SET_ENTRY];

/// What paths mean, for the interpreter.
#[cfg(test)]
mod interpreted {
    use super::Datum;

    pub(super) fn path(indices: &[Datum]) -> Vec<usize> {
        indices.iter().map(Datum::index).collect()
    }

    pub(super) fn entry(x: &Datum, path: &[usize]) -> Datum {
        match (x, path) {
            (_, []) => x.clone(),
            (Datum::Array(elements), [first, rest @ ..]) => entry(&elements[*first], rest),
            (Datum::Tensor(tensor), [place]) => tensor[*place].into(),
            (Datum::Tensor(tensor), [row, col]) => tensor[(*row, *col)].into(),
            (other, _) => panic!("{path:?} of {other:?}"),
        }
    }

    pub(super) fn change(x: &mut Datum, path: &[usize], next: &dyn Fn(Datum) -> Datum) {
        match (x, path) {
            (x, []) => *x = next(x.clone()),
            (Datum::Array(elements), [first, rest @ ..]) => change(&mut elements[*first], rest, next),
            (Datum::Tensor(tensor), [place]) => tensor[*place] = next(tensor[*place].into()).real(),
            (Datum::Tensor(tensor), [row, col]) => tensor[(*row, *col)] = next(tensor[(*row, *col)].into()).real(),
            (other, _) => panic!("{path:?} of {other:?}"),
        }
    }
}
