//! Structs and their fields.

use super::{RULE, list};
use crate::diagnostics::Message;

pub(crate) fn field(name: &str) -> Message {
    let help = "pass the field as a parameter of its own";
    Message::new(format!("the field `{name}` can't be differentiated yet"), help)
}

pub(crate) fn no_field(name: &str, of: &str, similar: Option<&str>, known: &[String]) -> Message {
    let help = match (similar, known) {
        (Some(similar), _) => format!("there is a field `{similar}`"),
        (None, []) => "it has no fields".to_owned(),
        (None, known) => format!("its fields are {}", list(known)),
    };
    Message::new(format!("`{of}` has no field `{name}`"), help)
}

pub(crate) fn field_of_unknown(name: &str) -> Message {
    let what = format!("the type of the field `{name}` is not known here");
    let help = format!(
        "say it: `let {}: &Type = &..;`, where `Type` has `#[derive(Differentiable)]`",
        if name.starts_with(|digit: char| digit.is_ascii_digit()) { "field" } else { name }
    );
    Message::new(what, help)
}

pub(crate) fn constant_field(name: &str, of: &str) -> Message {
    let what = format!("the field `{name}` of `{of}` is marked `#[constant]`, but this value has a derivative");
    Message::new(what, format!("remove the mark; {}", RULE))
}

pub(crate) fn hidden_fields(of: &str) -> Message {
    let what = format!("`{of}` may have fields that can't be named here, so a changed one can't be put together");
    Message::new(what, "change it by a function beside its definition, or make its fields `pub`")
}

pub(crate) fn unknown_struct(of: &str) -> Message {
    let what = format!("`{of}` is not known as a struct with a derivative");
    Message::new(what, format!("put `#[derive(Differentiable)]` on it, or use a tuple; {}", RULE))
}

pub(crate) fn not_a_record(of: &str, found: &str) -> Message {
    Message::new(format!("this is {found}, not a `{of}`"), format!("give a value of type `{of}` after `..`"))
}

pub(crate) fn method_of_struct(name: &str, of: &str) -> Message {
    let what = format!("the method `{name}` of `{of}` has no derivative");
    Message::new(what, format!("call a differentiated function of its fields instead; {}", RULE))
}
