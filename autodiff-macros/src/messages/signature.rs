//! Parameters and results.

use crate::diagnostics::Message;

pub(crate) fn modifier(word: &str) -> Message {
    let help = format!("remove `{word}`, or differentiate a plain function that this one calls");
    Message::new(format!("`{word}` functions can't be differentiated"), help)
}

pub(crate) fn parameter_pattern() -> Message {
    let help = "give the parameter a name, and read its parts in the body";
    Message::new("a parameter must be a name, a tuple or an array of names", help)
}

pub(crate) fn parameter_attribute() -> Message {
    Message::new("attributes on parameters are not understood", "remove the attribute")
}

pub(crate) fn parameter_type(ty: &str) -> Message {
    let what = format!("parameters of type `{ty}` can't be differentiated");
    let help = "name the others in `wrt(..)`; or pass its parts as slices of their own, or as arrays: `&[[f64; 2]]`";
    Message::new(what, help)
}

pub(crate) fn mutable_reference() -> Message {
    let help = "take the value by `&` or by value, and return what the function computes";
    Message::new("a function that writes through a parameter can't be differentiated", help)
}

pub(crate) fn result_type(ty: &str) -> Message {
    let help = "return a real number, a vector or matrix of nalgebra, a `Vec` or array of numbers, a struct with \
                `#[derive(Differentiable)]`, or a tuple of these";
    Message::new(format!("a result of type `{ty}` has no derivative"), help)
}

pub(crate) fn no_result() -> Message {
    let help = "return the value to differentiate: `-> f64`";
    Message::new("a function without a result has no derivative", help)
}

pub(crate) fn result_mismatch(declared: &str, found: &str) -> Message {
    let what = format!("the function is declared to return {declared}, but this is {found}");
    Message::new(what, "correct the type after `->`, or the value")
}
