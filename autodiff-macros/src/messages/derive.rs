//! `#[derive(Differentiable)]`.

use crate::diagnostics::Message;

const CONSTANT: &str = "mark the field with `#[constant]`: it keeps its value, and receives no derivative";

pub(crate) fn not_a_struct(what: &str) -> Message {
    let help = "put what has a derivative into a struct, and keep the rest in a field marked with `#[constant]`";
    Message::new(format!("`Differentiable` can't be derived for {what}"), help)
}

const NOTHING: &str = "leave `Differentiable` out, and mark fields of this type with `#[constant]`; what has a derivative are \
                       `f64`, `f32`, vectors and matrices of these, and structs of such fields";

pub(crate) fn without_fields() -> Message {
    Message::new("this struct has no fields: there is nothing to differentiate by", NOTHING)
}

pub(crate) fn only_constants() -> Message {
    Message::new("every field of this struct is constant: there is nothing to differentiate by", NOTHING)
}

pub(crate) fn no_derivative(ty: &str) -> Message {
    Message::new(format!("a field of type `{ty}` has no derivative"), CONSTANT)
}

pub(crate) fn borrowed(ty: &str) -> Message {
    let what = format!("a field of type `{ty}` only borrows: a gradient of this struct would have no place for it");
    Message::new(what, format!("let the struct own the values, as a vector, matrix or `Vec`; or {CONSTANT}"))
}

pub(crate) fn mixed(one: &str, two: &str) -> Message {
    let what = format!("this is made of `{two}`, but fields before it of `{one}`: a gradient has one scalar");
    Message::new(what, format!("use one of them in all fields; or {CONSTANT}"))
}

pub(crate) fn constant_arguments() -> Message {
    Message::new("`constant` takes no arguments", "write `#[constant]`")
}

pub(crate) fn constant_struct() -> Message {
    Message::new("`constant` is an attribute of fields", "put it on each field that has no derivative")
}

pub(crate) fn field_argument() -> Message {
    let help = "put it on the struct: `#[differentiable(crate = path)]`; a field takes `#[constant]`";
    Message::new("`differentiable` is an attribute of structs", help)
}

pub(crate) fn malformed() -> Message {
    Message::new("`differentiable` does not take this", "write `#[differentiable(crate = path)]`")
}

pub(crate) fn unknown(name: &str) -> Message {
    Message::new(format!("`differentiable` has no argument `{name}`"), "the argument is `crate = path`")
}
