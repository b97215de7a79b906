//! Loops and iterators.

use super::nearest;
use crate::diagnostics::Message;

/// The methods of iterators that are understood.
const ADAPTORS: [&str; 19] = [
    "iter",
    "map",
    "zip",
    "enumerate",
    "filter",
    "flat_map",
    "rev",
    "skip",
    "take",
    "step_by",
    "windows",
    "chunks",
    "sum",
    "product",
    "fold",
    "count",
    "any",
    "all",
    "collect",
];

pub(crate) fn endless() -> Message {
    Message::new("a loop over a range needs both bounds", "write `for i in 0..n`")
}

pub(crate) fn narrow() -> Message {
    let help = "loop over `usize` or `i32`, and convert in the loop: `i as u8`";
    Message::new("a loop that counts in so narrow a type may overflow", help)
}

pub(crate) fn not_an_integer() -> Message {
    Message::new("the bounds of this range are no integers", "loop over `0..n`, and convert: `i as f64`")
}

pub(crate) fn unknown() -> Message {
    let help =
        "loop over a range, a slice, a `Vec`, an array or a vector, and say its type before: `let xs: &[f64] = ..;`";
    Message::new("it is not known what this loops over", help)
}

pub(crate) fn adaptor(name: &str) -> Message {
    let help = match name {
        "max" | "max_by" => "write `fold(f64::NEG_INFINITY, f64::max)`",
        "min" | "min_by" => "write `fold(f64::INFINITY, f64::min)`",
        "reduce" => "write `fold` with a first value",
        "filter_map" => "write `filter` and then `map`",
        "last" | "nth" => "index the slice: `xs[xs.len() - 1]`, `xs[i]`",
        "take_while" | "skip_while" | "scan" => "write a `for` loop, with `break` where it ends",
        name => match nearest(name, ADAPTORS) {
            Some(similar) if !ADAPTORS.contains(&name) => {
                &format!("there is `{similar}`; otherwise, write a `for` loop")
            }
            Some(_) | None => "write a `for` loop",
        },
    };
    Message::new(format!("the iterator method `{name}` has no known derivative"), help)
}

pub(crate) fn stored() -> Message {
    let help = "use it where it is made: `for x in xs.iter() { .. }`, or `xs.iter().map(..).sum()`";
    Message::new("an iterator can't be kept under a name", help)
}

pub(crate) fn left_early() -> Message {
    let help = "write two loops, one in the other, with a label on the outer one";
    Message::new("a loop over `flat_map` can't be left early", help)
}

pub(crate) fn not_reals(found: &str) -> Message {
    let help = "sum vectors in a `for` loop: `total += v;`";
    Message::new(format!("the items are {found}, not real numbers"), help)
}

pub(crate) fn unsettled() -> Message {
    let help = "say the types of these locals where they are made: `let mut total: f64 = 0.0;`";
    Message::new("the types of the locals that this loop assigns change from one iteration to the next", help)
}

pub(crate) fn collected_otherwise() -> Message {
    let help = "collect into a `Vec`, which has derivatives: `.collect::<Vec<_>>()`";
    Message::new("what depends on what is differentiated is collected into another type than `Vec`", help)
}
