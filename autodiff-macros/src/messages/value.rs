//! Values: their types, and what is done with them.

use super::RULE;
use crate::diagnostics::Message;

pub(crate) fn unknown_name(name: &str) -> Message {
    let help = "only locals, parameters and constant paths can stand here";
    Message::new(format!("`{name}` is not a local of this function"), help)
}

pub(crate) fn confused(name: &str) -> Message {
    let what = format!("`{name}` could be either of two names of this spelling, which come from different macros");
    Message::new(what, "spell one of them differently")
}

pub(crate) fn method(name: &str, kind: &str, similar: Option<&str>) -> Message {
    let help = match similar {
        Some(similar) => format!("there is a method `{similar}`"),
        None => format!("write it out by operations that have a derivative; {RULE}"),
    };
    Message::new(format!("the method `{name}` of {kind} has no known derivative"), help)
}

/// A method that has a derivative for other arguments.
pub(crate) fn method_arguments(name: &str, kind: &str, arguments: &[String]) -> Message {
    let given = match arguments {
        [] => "without arguments".to_owned(),
        given => format!("with {}", given.join(" and ")),
    };
    let what = format!("the method `{name}` of {kind} is not understood {given}");
    Message::new(what, format!("if a type is not what it seems, say it before: `let value: Type = ..;`; {RULE}"))
}

pub(crate) fn option_of_factor() -> Message {
    let what = "this is an `Option` that holds a value which depends on what is differentiated";
    Message::new(what, "end the call by `.unwrap()` or `.expect(\"..\")`: it panics where there is none")
}

pub(crate) fn of_factors(name: &str, factors: &str, known: &[&str]) -> Message {
    let known = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let what = format!("`{name}` of {factors} has no known derivative");
    Message::new(what, format!("{known} have one; {RULE}"))
}

pub(crate) fn expect_message() -> Message {
    Message::new("this message is not a literal", "write the text here: `.expect(\"..\")`")
}

pub(crate) fn option_of_element(name: &str) -> Message {
    let what = format!("`{name}` gives an `Option` that holds a value which depends on what is differentiated");
    let help = match name {
        "get" => "index: `xs[i]`, where `i < xs.len()`".to_owned(),
        name => format!("write `xs.{name}().unwrap()`, where `xs.is_empty()` is false"),
    };
    Message::new(what, help)
}

pub(crate) fn method_of_other(name: &str) -> Message {
    let what =
        format!("`{name}` takes a value that depends on what is differentiated, and what it does with it is not known");
    Message::new(what, format!("write it out by operations that have a derivative; {RULE}"))
}

pub(crate) fn method_of_unknown(name: &str) -> Message {
    let what = format!("`{name}` is called on a value whose type is not known here");
    Message::new(what, "say its type before: `let value: Type = ..;`")
}

/// A variant of an enum, or a tuple struct, around what varies.
pub(crate) fn wrapped(path: &str, active: &str) -> Message {
    let what = format!("`{path}` would hold `{active}`, which depends on what is differentiated");
    let help = "keep the value in a local or in a tuple, and say by `if` or by a `bool` beside it which case it is";
    Message::new(what, help)
}

pub(crate) fn fragment(active: &str) -> Message {
    let what =
        format!("this uses `{active}`, which depends on what is differentiated, in a way that has no derivative");
    Message::new(what, RULE)
}

pub(crate) fn operator(symbol: &str, one: &str, two: &str) -> Message {
    let what = format!("`{symbol}` between {one} and {two} is not understood");
    Message::new(what, "if a type is not what it seems, say it before: `let value: Type = ..;`")
}

pub(crate) fn unary(symbol: &str, kind: &str) -> Message {
    let help = "if the type is not what it seems, say it before: `let value: Type = ..;`";
    Message::new(format!("`{symbol}` of {kind} is not understood"), help)
}

pub(crate) fn cast(from: &str, to: &str) -> Message {
    let what = format!("a cast from {from} to `{to}` has no derivative");
    Message::new(what, format!("an integer moves in steps, so the derivative would be lost; {RULE}"))
}

pub(crate) fn index(kind: &str) -> Message {
    let help = "a vector takes `x[i]`, a matrix `a[(i, j)]`";
    Message::new(format!("this index into {kind} is not understood"), help)
}

pub(crate) fn annotation(declared: &str, found: &str) -> Message {
    let what = format!("this is {found}, but declared as {declared}");
    Message::new(what, "correct the annotation, or the expression")
}

pub(crate) fn effect(in_closure: bool) -> Message {
    let (what, help) = if in_closure {
        ("a call in a closure would be evaluated again for the derivative", "evaluate it before: `let k: f64 = ..;`")
    } else {
        let help = "say its type if it is a number: `let k: f64 = ..;`; otherwise, evaluate it before";
        ("the value of a call in a branch or loop can't be kept for the derivative", help)
    };
    Message::new(what, help)
}

pub(crate) fn unset() -> Message {
    Message::new("there is no value here yet", "assign it on every way that leads here")
}

pub(crate) fn open() -> Message {
    let what = "the type of this value is not known here";
    Message::new(what, "say it before: `let value: Type = ..;`")
}

pub(crate) fn branches(one: &str, two: &str) -> Message {
    let help = "both branches must have one type";
    Message::new(format!("one branch gives {one}, the other {two}"), help)
}

pub(crate) fn condition(kind: &str) -> Message {
    Message::new(format!("this condition is {kind}, not a `bool`"), "compare: `x > 0.0`")
}

pub(crate) fn shape(expected: &str) -> Message {
    Message::new(format!("{expected} is expected here"), "bind the parts to names of their own")
}

pub(crate) fn parts_unknown() -> Message {
    let help = "bind the whole to a name, and read its parts: `let first: f64 = pair.0;`";
    Message::new("the parts of this constant are not known here", help)
}

pub(crate) fn constructor(name: &str) -> Message {
    let help = "`new`, `zeros`, `from_element`, `repeat`, `from_vec`, `from_row_slice`, `from_iterator`, `from_rows`, \
                `identity`, `from_fn` and `from_diagonal` are";
    Message::new(format!("the constructor `{name}` is not understood with these arguments"), help)
}
