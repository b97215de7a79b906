//! Loops and iterators.

use crate::diagnostics::Message;

pub(crate) fn endless() -> Message {
    Message::new("a loop over a range needs both bounds", "write `for i in 0..n`")
}

pub(crate) fn narrow() -> Message {
    let help = "loop over `usize` or `i32`, and convert in the loop: `i as u8`";
    Message::new("counting in so narrow an integer type may overflow", help)
}

pub(crate) fn not_an_integer() -> Message {
    Message::new("the bound of a range must be an integer", "loop over `0..n`, and convert: `i as f64`")
}

pub(crate) fn unknown() -> Message {
    let help = "loop over a range, a slice, a `Vec`, an array or a vector; say the type before: `let xs: &[f64] = ..;`";
    Message::new("it is not known what this loops over", help)
}

pub(crate) fn adaptor(name: &str) -> Message {
    let known = "`iter`, `map`, `zip`, `enumerate`, `filter`, `flat_map`, `rev`, `skip`, `take`, `step_by`, `windows`, \
                 `chunks` are, and `sum`, `product`, `fold`, `count`, `any`, `all`, `collect` at the end; \
                 otherwise, write a `for` loop";
    let help = match name {
        "max" | "max_by" => "write `fold(f64::NEG_INFINITY, f64::max)`",
        "min" | "min_by" => "write `fold(f64::INFINITY, f64::min)`",
        "reduce" => "write `fold` with a first value",
        "filter_map" => "write `filter` and then `map`",
        "last" | "nth" => "index the slice: `xs[xs.len() - 1]`, `xs[i]`",
        "take_while" | "skip_while" | "scan" => "write a `for` loop, with `break` where it ends",
        _ => known,
    };
    Message::new(format!("the iterator method `{name}` is not understood here"), help)
}

pub(crate) fn stored() -> Message {
    let help = "use it where it is made: `for x in xs.iter() { .. }`, or `xs.iter().map(..).sum()`";
    Message::new("an iterator under a name is not understood", help)
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
    let help = "declare the types of the locals that it assigns";
    Message::new("the types of what this loop carries don't settle", help)
}
