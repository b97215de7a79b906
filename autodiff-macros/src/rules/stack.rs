//! Reals stacked one above the other: what rows and columns of Jacobians are made of.
//!
//! The order is that of the runtime's `Tangent::for_each`: elements in order, the entries of a matrix column by column.

#[cfg(test)]
use crate::ir::interpret::Datum;
use crate::ir::{ArgumentRule, Derivative, Form, Formula, Node, Pass, Pattern, Rule, Signature, Size, Update};

const MATRIX: Pattern = Pattern::Tensor(Size::Named("r"), Size::Named("c"));
const CONSTANT: ArgumentRule = ArgumentRule::Constant;

/// How many reals a value is made of.
pub(crate) static COUNT: Rule = Rule {
    name: "count",
    form: Form::Runtime("count", &[Pass::Reference]),
    aliases: &[],
    signature: Signature { args: &[Pattern::Given], result: Pattern::Int },
    derivative: Derivative::Zero,
    notation: None,
    #[cfg(test)]
    points: &[],
    #[cfg(test)]
    eval: |args| interpreted::reals(&args[0]).len().into(),
};

/// 1 in one of the reals of a value, and 0 in all others.
pub(crate) static UNIT: Rule = Rule {
    name: "unit",
    form: Form::Runtime("unit", &[Pass::Reference, Pass::Value]),
    aliases: &[],
    signature: Signature { args: &[Pattern::Given, Pattern::Int], result: Pattern::Given },
    derivative: Derivative::Zero,
    notation: None,
    #[cfg(test)]
    points: &[],
    #[cfg(test)]
    eval: |args| {
        let count = interpreted::reals(&args[0]).len();
        let mut unit = vec![0.0; count];
        unit[args[1].index()] = 1.0;
        interpreted::in_shape(&args[0], &mut unit.into_iter())
    },
};

/// A matrix with a column replaced: in place where the old one is not needed any more.
pub(crate) static SET_STACKED_COLUMN: Rule = Rule {
    name: "set_stacked_column",
    form: Form::Update(Update::Runtime("set_stacked_column", &[Pass::Value, Pass::Reference])),
    aliases: &[],
    signature: Signature { args: &[MATRIX, Pattern::Int, Pattern::Given], result: MATRIX },
    derivative: Derivative::ByArgument {
        joint: true,
        args: &[ArgumentRule::Linear(|f, t| t.apply(&SET_STACKED_COLUMN, &[f.args[1], zero(f)])), CONSTANT, PART],
    },
    notation: None,
    #[cfg(test)]
    points: &[],
    #[cfg(test)]
    eval: |args| interpreted::change(args, |entry, real| *entry = real),
};

/// A matrix with something added to a column: in place where the old one is not needed any more.
pub(crate) static ADD_STACKED_COLUMN: Rule = Rule {
    name: "add_stacked_column",
    form: Form::Update(Update::Runtime("add_stacked_column", &[Pass::Value, Pass::Reference])),
    aliases: &[],
    signature: Signature { args: &[MATRIX, Pattern::Int, Pattern::Given], result: MATRIX },
    derivative: Derivative::ByArgument { joint: true, args: &[ArgumentRule::Linear(|_, t| t), CONSTANT, PART] },
    notation: None,
    #[cfg(test)]
    points: &[],
    #[cfg(test)]
    eval: |args| interpreted::change(args, |entry, real| *entry += real),
};

/// The reals of a column, in the shape of another value.
pub(crate) static STACKED_COLUMN: Rule = Rule {
    name: "stacked_column",
    form: Form::Runtime("stacked_column", &[Pass::Reference, Pass::Value, Pass::Reference]),
    aliases: &[],
    signature: Signature { args: &[MATRIX, Pattern::Int, Pattern::Given], result: Pattern::Given },
    derivative: Derivative::ByArgument {
        joint: false,
        args: &[
            ArgumentRule::LinearInto(|f, acc, t| acc.apply(&ADD_STACKED_COLUMN, &[f.args[1], t])),
            CONSTANT,
            CONSTANT,
        ],
    },
    notation: None,
    #[cfg(test)]
    points: &[],
    #[cfg(test)]
    eval: |args| {
        let column = args[0].tensor().column(args[1].index()).iter().copied().collect::<Vec<_>>();
        interpreted::in_shape(&args[2], &mut column.into_iter())
    },
};

/// The reals of the cotangent that belong to what was stacked.
const PART: ArgumentRule = ArgumentRule::Linear(|f, t| {
    let builder = f.builder;
    let like = f.args[2].value();
    let args = [t.value(), f.args[1].value(), like];
    builder.node(builder.apply_as(&STACKED_COLUMN, &args, builder.kind(like)))
});

fn zero<'b>(formula: &Formula<'b>) -> Node<'b> {
    let builder = formula.builder;
    builder.node(super::zero_like(builder, formula.args[2].value()))
}

pub(in crate::rules) const NAMES: &[&str] =
    &["count", "unit", "set_stacked_column", "add_stacked_column", "stacked_column"];
pub(in crate::rules) const RULES: &[&Rule] =
    &[&COUNT, &UNIT, &SET_STACKED_COLUMN, &ADD_STACKED_COLUMN, &STACKED_COLUMN];

/// What stacks mean, for the interpreter.
#[cfg(test)]
mod interpreted {
    use super::Datum;

    pub(super) fn reals(datum: &Datum) -> Vec<f64> {
        match datum {
            Datum::Real(real) => vec![*real],
            Datum::Tensor(tensor) => tensor.iter().copied().collect(),
            Datum::Array(elements) => elements.iter().flat_map(reals).collect(),
            Datum::Int(_) | Datum::Bool(_) | Datum::Pullback(..) => panic!("{datum:?} has no reals"),
        }
    }

    pub(super) fn in_shape(like: &Datum, reals: &mut impl Iterator<Item = f64>) -> Datum {
        match like {
            Datum::Real(_) => reals.next().expect("a real").into(),
            Datum::Tensor(tensor) => tensor.map(|_| reals.next().expect("a real")).into(),
            Datum::Array(elements) => {
                elements.iter().map(|element| in_shape(element, &mut *reals)).collect::<Vec<_>>().into()
            }
            Datum::Int(_) | Datum::Bool(_) | Datum::Pullback(..) => panic!("{like:?} has no reals"),
        }
    }

    pub(super) fn change(args: &[Datum], change: impl Fn(&mut f64, f64)) -> Datum {
        let mut matrix = args[0].tensor();
        let reals = reals(&args[2]);
        let mut column = matrix.column_mut(args[1].index());
        assert_eq!(column.len(), reals.len(), "as many reals as entries");
        column.iter_mut().zip(reals).for_each(|(entry, real)| change(entry, real));
        matrix.into()
    }
}
