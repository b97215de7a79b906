//! Structs and their fields.

use super::{RULE, article, list, nearest};
use crate::diagnostics::Message;

/// A field of what is no struct.
pub(crate) fn field(name: &str, of: &str) -> Message {
    let help = "read entries by index, `v[i]` and `a[(i, j)]`, or as `v.x`; parts of a tuple are `t.0` and `t.1`";
    Message::new(format!("the field `{name}` of {of} has no known derivative"), help)
}

pub(crate) fn no_field(name: &str, of: &str, known: &[String]) -> Message {
    let help = match (nearest(name, known.iter().map(String::as_str)), known) {
        (Some(similar), _) => format!("there is a field `{similar}`"),
        (None, []) => "it has no fields".to_owned(),
        (None, known) => format!("its fields are {}", list(known)),
    };
    Message::new(format!("`{of}` has no field `{name}`"), help)
}

pub(crate) fn field_of_unknown(name: &str) -> Message {
    let what = format!("the type of the field `{name}` is not known here");
    let local = if name.starts_with(|digit: char| digit.is_ascii_digit()) { "field" } else { name };
    let help = format!(
        "write the type itself in the struct, in place of an alias; or say it here: `let {local}: &Type = &..;`"
    );
    Message::new(what, help)
}

pub(crate) fn constant_field(name: &str, of: &str) -> Message {
    let what = format!("the field `{name}` of `{of}` is marked `#[constant]`, but this value has a derivative");
    Message::new(what, "remove the mark").or(RULE)
}

pub(crate) fn hidden_fields(of: &str) -> Message {
    let what = format!("`{of}` may have fields that can't be named here, so a changed one can't be put together");
    Message::new(what, "change it by a function beside its definition, or make its fields `pub`")
}

pub(crate) fn unknown_struct(of: &str) -> Message {
    let what = format!("`{of}` is not known as a struct with a derivative");
    Message::new(what, "put `#[derive(Differentiable)]` on it, or use a tuple").or(RULE)
}

pub(crate) fn not_a_record(of: &str, found: &str) -> Message {
    let what = format!("this is {found}, and stands where a `{of}` gives its other fields");
    Message::new(what, format!("write {} `{of}` after `..`", article(of)))
}

/// A pattern or a literal that leaves fields out.
pub(crate) fn fields_missing(of: &str) -> Message {
    Message::new(format!("this does not name all fields of `{of}`"), "name them all, or end it by `..`")
}

pub(crate) fn method_of_struct(name: &str, of: &str) -> Message {
    let what = format!("the method `{name}` of `{of}` has no derivative");
    let help = "call a function with `#[differentiate]` that takes the struct or its fields";
    Message::new(what, help).or(RULE)
}
