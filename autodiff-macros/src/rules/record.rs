//! Structs and their fields. A field is told by its place among the fields, which is always a number in the Program.
//!
//! A struct of tangents holds the constants of the value that it belongs to.

#[cfg(test)]
use crate::ir::interpret::Datum;
use crate::ir::{
    ArgumentRule, Builder, Derivative, Form, Formula, Kind, Node, Pass, Pattern, Record, Rule, Signature, Term, Update,
    Value,
};

/// A field that has a derivative: it stays where it is.
pub(crate) static FIELD: Rule = Rule {
    name: "field",
    form: Form::Member,
    aliases: &[],
    signature: Signature { args: &[Pattern::Record, Pattern::Int], result: Pattern::Given },
    derivative: Derivative::ByArgument {
        joint: false,
        args: &[
            ArgumentRule::LinearInto(|f, acc, t| acc.builder.node(add_field(acc, f.args[1], t))),
            ArgumentRule::Constant,
        ],
    },
    notation: None,
    #[cfg(test)]
    points: &[],
    #[cfg(test)]
    eval: |args| args[0].array()[args[1].index()].clone(),
};

/// A field that is marked `#[constant]`.
pub(crate) static CONSTANT_FIELD: Rule = Rule {
    name: "constant_field",
    form: Form::Member,
    aliases: &[],
    signature: Signature { args: &[Pattern::Record, Pattern::Int], result: Pattern::Given },
    derivative: Derivative::Zero,
    notation: None,
    #[cfg(test)]
    points: &[],
    #[cfg(test)]
    eval: |args| args[0].array()[args[1].index()].clone(),
};

/// A struct of its fields.
pub(crate) static RECORD: Rule = Rule {
    name: "record",
    form: Form::Constructor("record"),
    aliases: &[],
    signature: Signature { args: &[Pattern::Fields], result: Pattern::Given },
    derivative: Derivative::ByArgument { joint: true, args: &[ArgumentRule::Linear(own_field)] },
    notation: None,
    #[cfg(test)]
    points: &[],
    #[cfg(test)]
    eval: |args| Datum::Array(args.to_vec()),
};

/// `x` with `s` added to a field: in place where `x` is not needed any more.
pub(crate) static ADD_FIELD: Rule = Rule {
    name: "add_field",
    form: Form::Update(Update::AddField),
    aliases: &[],
    signature: Signature { args: &[Pattern::Record, Pattern::Int, Pattern::Given], result: Pattern::Record },
    derivative: Derivative::ByArgument {
        joint: true,
        args: &[
            ArgumentRule::Linear(|_, t| t),
            ArgumentRule::Constant,
            ArgumentRule::Linear(|f, t| t.builder.node(field(t, f.args[1], &f.args[2].kind()))),
        ],
    },
    notation: None,
    #[cfg(test)]
    points: &[],
    #[cfg(test)]
    eval: |args| {
        let (mut fields, place) = (args[0].array(), args[1].index());
        fields[place] = fields[place].clone() + args[2].clone();
        fields.into()
    },
};

/// The sum of two structs of tangents.
pub(crate) static ADD_RECORDS: Rule = Rule {
    name: "add_records",
    form: Form::Runtime("add", &[Pass::Reference, Pass::Reference]),
    aliases: &[],
    signature: Signature { args: &[Pattern::Record, Pattern::Record], result: Pattern::Record },
    derivative: Derivative::ByArgument { joint: true, args: &[ArgumentRule::Linear(|_, t| t)] },
    notation: Some(|args: &[Term]| args[0].clone() + args[1].clone()),
    #[cfg(test)]
    points: &[],
    #[cfg(test)]
    eval: |args| args[0].clone() + args[1].clone(),
};

/// A zero that never was a number, of the shape and with the constants of `a`.
pub(crate) static RECORD_ZEROS: Rule = Rule {
    name: "record_zeros",
    form: Form::Runtime("zeros_like", &[Pass::Reference]),
    aliases: &[],
    signature: Signature { args: &[Pattern::Record], result: Pattern::Record },
    derivative: Derivative::Zero,
    notation: None,
    #[cfg(test)]
    points: &[],
    #[cfg(test)]
    eval: |args| args[0].zero_like(),
};

/// The field of the cotangent that belongs to this argument.
fn own_field<'b>(formula: &Formula<'b>, cotangent: Node<'b>) -> Node<'b> {
    let place = formula.builder.node(formula.builder.int(formula.position as i128));
    formula.builder.node(field(cotangent, place, &formula.args[formula.position].kind()))
}

fn field(record: Node<'_>, place: Node<'_>, kind: &Kind) -> Value {
    record.builder.apply_as(&FIELD, &[record.value(), place.value()], kind.tangent())
}

fn add_field<'b>(record: Node<'b>, place: Node<'b>, part: Node<'b>) -> Value {
    record.builder.apply(&ADD_FIELD, &[record.value(), place.value(), part.value()])
}

/// Reads a field of a struct.
pub(crate) fn read(builder: &Builder, whole: Value, record: &Record, place: usize) -> Value {
    let field = &record.fields[place];
    let rule = if field.is_differentiable() { &FIELD } else { &CONSTANT_FIELD };
    let index = builder.int(place as i128);
    let value = builder.apply_as(rule, &[whole, index], field.kind.clone());
    // What is not known may depend on anything.
    if field.is_differentiable() && builder.is_varied(whole) {
        builder.vary(value);
    }
    value
}

/// A zero of the shape of a struct: field by field, where it can be written so.
pub(super) fn zero_like(builder: &Builder, whole: Value, record: &Record) -> Value {
    if !record.is_open() || record.fields.iter().any(|field| field.is_differentiable() && field.kind == Kind::Open) {
        return builder.apply(&RECORD_ZEROS, &[whole]);
    }
    let fields = record.fields.iter().enumerate().map(|(place, field)| {
        let value = read(builder, whole, record, place);
        if field.is_differentiable() { super::zero_like(builder, value) } else { value }
    });
    let fields = fields.collect::<Vec<_>>();
    builder.apply_as(&RECORD, &fields, builder.kind(whole))
}

pub(in crate::rules) const NAMES: &[&str] =
    &["field", "constant_field", "record", "add_field", "add_records", "record_zeros"];
pub(in crate::rules) const RULES: &[&Rule] =
    &[&FIELD, &CONSTANT_FIELD, &RECORD, &ADD_FIELD, &ADD_RECORDS, &RECORD_ZEROS];
