//! Values: their types, and what is done with them.

use super::{ANNOTATE, RULE, list, named, nearest};
use crate::diagnostics::Message;

/// What to write where a type of two is not known, or where they don't fit.
fn of_types<'t>(types: impl IntoIterator<Item = &'t str>) -> &'static str {
    let types = types.into_iter().collect::<Vec<_>>();
    let is_named = |ty: &&str| ty.contains('`') && !ty.contains("f64") && !ty.contains("f32") && !ty.contains("bool");
    if types.iter().any(|ty| ty.contains("unknown type")) {
        ANNOTATE
    } else if types.iter().any(is_named) {
        "write it out by the parts of the value; or put it into a function with `#[differentiate]`"
    } else {
        "write it by other operations; if a type is not what it seems, say it before: `let value: Type = ..;`"
    }
}

pub(crate) fn unknown_name(name: &str) -> Message {
    let help = "only locals, parameters, and constants, in capitals or by a path, can stand here";
    Message::new(format!("`{name}` is no local of this function"), help)
}

pub(crate) fn confused(name: &str) -> Message {
    let what = format!("`{name}` could be either of two names of this spelling, which come from different macros");
    Message::new(what, "spell one of them differently")
}

/// What the function is differentiated by has no part in its result.
pub(crate) fn always_zero(name: &str, parameters: &[String]) -> Message {
    let parameters = parameters.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or ");
    let what = format!("the gradient of `{name}` is always zero: its result does not depend on {parameters}");
    Message::new(what, "differentiate by what the result depends on; if zero is meant, write `#[allow(deprecated)]`")
}

/// A method that the table does not have: `known` are those that it has for such a receiver.
pub(crate) fn method<'n>(name: &str, kind: &str, known: impl IntoIterator<Item = &'n str>) -> Message {
    let what = format!("the method `{name}` of {kind} has no known derivative");
    match nearest(name, known) {
        Some(similar) => Message::new(what, format!("there is a method `{similar}`")),
        None => Message::new(what, "write it out by operations that have a derivative").or(RULE),
    }
}

/// A method that has a derivative for other arguments.
pub(crate) fn method_arguments(name: &str, kind: &str, arguments: &[String]) -> Message {
    let given = match arguments {
        [] => "without arguments".to_owned(),
        given => format!("with {}", given.join(" and ")),
    };
    let what = format!("the method `{name}` of {kind} is not understood {given}");
    let is_unknown = |ty: &String| ty.contains("unknown type");
    if arguments.iter().any(is_unknown) || kind.contains("unknown type") {
        return Message::new(what, ANNOTATE);
    }
    let help = "give it arguments of the types that it takes; if a type is not what it seems, say it before: \
                `let value: Type = ..;`";
    Message::new(what, help).or(RULE)
}

pub(crate) fn option_of_factor() -> Message {
    let what = "an `Option` around a value that depends on what is differentiated can't be looked into";
    Message::new(what, "end the call by `.unwrap()` or `.expect(\"..\")`: it panics where there is none")
}

pub(crate) fn of_factors(name: &str, factors: &str, known: &[&str]) -> Message {
    let what = format!("`{name}` of {factors} has no known derivative");
    match nearest(name, known.iter().copied()) {
        Some(similar) => Message::new(what, format!("there is `{similar}`")),
        None => Message::new(what, format!("there are {}", list(known))).or(RULE),
    }
}

pub(crate) fn expect_message() -> Message {
    Message::new("the text of this `expect` is no literal", "write the text here: `.expect(\"..\")`")
}

pub(crate) fn option_of_element(name: &str) -> Message {
    let what = format!("`{name}` gives an `Option` around a value that depends on what is differentiated");
    let help = match name {
        "get" => "index: `xs[i]`, where `i < xs.len()`".to_owned(),
        name => format!("write `xs.{name}().unwrap()`, where `xs.is_empty()` is false"),
    };
    Message::new(what, help)
}

pub(crate) fn method_of_other(name: &str) -> Message {
    let what =
        format!("`{name}` takes a value that depends on what is differentiated, and what it does with it is not known");
    Message::new(what, "write it out by operations that have a derivative").or(RULE)
}

pub(crate) fn method_of_unknown(name: &str) -> Message {
    Message::new(format!("`{name}` is called on a value whose type is not known here"), ANNOTATE)
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
    Message::new(what, "write it out by operations that have a derivative").or(RULE)
}

pub(crate) fn operator(symbol: &str, one: &str, two: &str) -> Message {
    Message::new(format!("`{symbol}` between {one} and {two} is not understood"), of_types([one, two]))
}

pub(crate) fn unary(symbol: &str, kind: &str) -> Message {
    Message::new(format!("`{symbol}` of {kind} is not understood"), of_types([kind]))
}

/// Vectors or matrices that a method takes entry by entry.
pub(crate) fn shapes(method: &str) -> Message {
    let what = format!("`{method}` goes over vectors or matrices of one shape, and these have others");
    Message::new(what, "take parts of one shape: `v.rows(0, n)`")
}

/// A cast of `source`.
pub(crate) fn cast(from: &str, to: &str, source: &str) -> Message {
    let what = format!("a cast from {from} to `{to}` moves in steps, so the derivative would be lost");
    Message::new(what, format!("if it is meant to count as a constant, write `autodiff::constant({source})`"))
}

pub(crate) fn index(kind: &str) -> Message {
    let help = "a vector or slice takes `x[i]`, a matrix `a[(i, j)]`, a slice also `x[a..b]`";
    let help = if kind.contains("unknown type") { ANNOTATE } else { help };
    Message::new(format!("this index into {kind} is not understood"), help)
}

pub(crate) fn index_type(ty: &str) -> Message {
    Message::new(format!("an index is a `usize`, and this is {}", named(ty)), "convert it: `x[i as usize]`")
}

pub(crate) fn annotation(declared: &str, found: &str) -> Message {
    Message::new(format!("this is {found}, but declared as {declared}"), "correct the type, or the value")
}

pub(crate) fn effect_in_closure() -> Message {
    let what = "a call in a closure would be evaluated again for the derivative";
    Message::new(what, "evaluate it before: `let k: f64 = ..;`")
}

pub(crate) fn effect_in_block() -> Message {
    let what = "the value of a call in a branch or loop can't be kept for the derivative";
    Message::new(what, "say its type if it is a number: `let k: f64 = ..;`; if it is none, evaluate it before")
}

pub(crate) fn unset() -> Message {
    Message::new("there is no value here yet", "assign it on every way that leads here")
}

pub(crate) fn open() -> Message {
    Message::new("the type of this value is not known here", ANNOTATE)
}

pub(crate) fn branches(one: &str, two: &str) -> Message {
    let help = "give both branches one type; a number with a type is written `0.0_f64`";
    Message::new(format!("one branch gives {one}, the other {two}"), help)
}

pub(crate) fn condition(kind: &str) -> Message {
    Message::new(format!("this condition is {kind}, not a `bool`"), "compare it: `x > 0.0`")
}

/// Parts where one value is needed.
pub(crate) fn several(found: &str) -> Message {
    let help = "read its parts, `pair.0` and `pair.1`, or bind them to names: `let (a, b) = pair;`";
    Message::new(format!("this is {found}, where a single value is needed"), help)
}

/// A pattern of so many parts.
pub(crate) fn parts(count: usize, found: &str) -> Message {
    let what = format!("this takes a value of {count} parts apart, and there is {found}");
    Message::new(what, "write a name or `_` for each part")
}

pub(crate) fn no_part(name: &str, count: usize) -> Message {
    Message::new(format!("there is no part `{name}` of a tuple of {count}"), "the first part is `.0`")
}

/// Something else is needed here than what stands here.
pub(crate) fn shape(expected: &str) -> Message {
    Message::new(
        format!("{expected} is needed here"),
        "write one; if a type is not what it seems, say it before: `let value: Type = ..;`",
    )
}

pub(crate) fn parts_unknown() -> Message {
    let help = "bind the whole to a name, and read its parts: `let first: f64 = pair.0;`";
    Message::new("the parts of this constant are not known here", help)
}

/// The constructors that are understood.
const CONSTRUCTORS: [&str; 11] = [
    "new",
    "zeros",
    "from_element",
    "repeat",
    "from_vec",
    "from_row_slice",
    "from_iterator",
    "from_rows",
    "identity",
    "from_fn",
    "from_diagonal",
];

pub(crate) fn constructor(name: &str) -> Message {
    let help = match nearest(name, CONSTRUCTORS) {
        _ if CONSTRUCTORS.contains(&name) => {
            "give it as many numbers as it takes, and say their types before".to_owned()
        }
        Some(similar) => format!("there is a constructor `{similar}`"),
        None => format!("use one of {}", list(&CONSTRUCTORS)),
    };
    Message::new(format!("the constructor `{name}` is not understood with these arguments"), help)
}

pub(crate) fn declared_elsewhere() -> Message {
    let help = "name the type by its own name, `f64`, `usize` or `Vec<f64>`; where it is any other type, compute the value \
                outside of the function";
    Message::new("this type is not known here, and nothing else says what the value is", help)
}
