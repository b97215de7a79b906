//! Arrays and `Vec`s from their elements. The kind of the result is that of the place where it is made.

#[cfg(test)]
use crate::ir::interpret::Datum;
use crate::ir::{
    ArgumentRule, Builder, Constant, Derivative, Dim, Form, Formula, Kind, Node, Pattern, Rule, Signature, Value,
};

use super::array::{ADD_ELEMENTS, ELEMENT};
use super::record::RECORD;
use super::tensor::construct::{EMPTY, FROM_ELEMENT};

/// The elements one by one.
pub(crate) static LIST: Rule = Rule {
    name: "list",
    form: Form::Constructor("list"),
    aliases: &[],
    signature: Signature { args: &[Pattern::Elements], result: Pattern::Given },
    derivative: Derivative::ByArgument { joint: true, args: &[ArgumentRule::Linear(element)] },
    notation: None,
    #[cfg(test)]
    points: &[],
    #[cfg(test)]
    eval: |args| Datum::Array(args.to_vec()),
};

/// The element of the cotangent that belongs to this argument.
fn element<'b>(formula: &Formula<'b>, cotangent: Node<'b>) -> Node<'b> {
    let place = formula.builder.int(formula.position as i128);
    cotangent.apply(&ELEMENT, &[formula.builder.node(place)])
}

/// An element, and how often it stands there.
pub(crate) static REPEAT: Rule = Rule {
    name: "repeat",
    form: Form::Constructor("repeat"),
    aliases: &[],
    signature: Signature { args: &[Pattern::Given, Pattern::Int], result: Pattern::Given },
    derivative: Derivative::ByArgument { joint: false, args: &[ArgumentRule::Linear(all), ArgumentRule::Constant] },
    notation: None,
    #[cfg(test)]
    points: &[],
    #[cfg(test)]
    eval: |args| Datum::Array(vec![args[0].clone(); args[1].index()]),
};

/// The sum of all elements of the cotangent.
fn all<'b>(formula: &Formula<'b>, cotangent: Node<'b>) -> Node<'b> {
    let builder = formula.builder;
    let zero = builder.node(super::zero_like(builder, formula.args[0].value()));
    cotangent.apply(&ADD_ELEMENTS, &[zero])
}

/// Some value of a kind, for where control never gets.
pub(crate) fn placeholder(builder: &Builder, kind: &Kind) -> Value {
    match kind {
        Kind::Int(_) => builder.constant(Constant::Int(0, None), kind.clone()),
        Kind::Bool => builder.constant(Constant::Bool(false), Kind::Bool),
        Kind::Array(_, Dim::Generic(_) | Dim::Dyn) => {
            let none = builder.int(0);
            builder.apply_as(&EMPTY, &[none, none], kind.clone())
        }
        Kind::Array(element, length @ (Dim::Known(_) | Dim::Named(_))) => {
            let length = builder.size(length);
            let element = placeholder(builder, element);
            builder.apply_as(&REPEAT, &[element, length], kind.clone())
        }
        Kind::Record(record) => {
            let fields = record.fields.iter().map(|field| placeholder(builder, &field.kind)).collect::<Vec<_>>();
            builder.apply_as(&RECORD, &fields, kind.clone())
        }
        Kind::Tensor(_) => {
            let none = builder.int(0);
            builder.apply_as(&FROM_ELEMENT, &[none, none, builder.real(0.0)], kind.clone())
        }
        Kind::Real(_) | Kind::Factor(..) | Kind::Geometry(..) | Kind::Opaque | Kind::Open | Kind::Pullback => {
            builder.zero(kind.clone())
        }
    }
}

pub(in crate::rules) const NAMES: &[&str] = &["list", "repeat"];
pub(in crate::rules) const RULES: &[&Rule] = &[&LIST, &REPEAT];
