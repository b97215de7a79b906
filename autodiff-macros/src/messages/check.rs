//! The macro `check!`.

use super::{list, nearest};
use crate::diagnostics::Message;

const EXAMPLE: &str = "`check!(loss(&w, b, &x), wrt(w, b), gradient)`";

pub(crate) fn malformed() -> Message {
    Message::new("`check!` takes a call, and what is checked of it", format!("write {EXAMPLE}"))
}

pub(crate) fn not_a_call() -> Message {
    let help = format!("call the function itself, by its path: {EXAMPLE}");
    Message::new("this is no call of a function by its path", help)
}

pub(crate) fn without_wrt() -> Message {
    let help = format!("name the locals that stand for the parameters in the attribute's `wrt`: {EXAMPLE}");
    Message::new("`check!` is not told what the function is differentiated by", help)
}

pub(crate) fn without_form() -> Message {
    let help = format!("name the derivatives: {EXAMPLE}, or `vjp`, `jacobian` and so on");
    Message::new("`check!` is not told which derivatives to check", help)
}

pub(crate) fn unknown(name: &str, known: &[&str]) -> Message {
    let help = match nearest(name, known.iter().copied()) {
        Some(similar) => format!("there is `{similar}`"),
        None => format!("there are {}", list(known)),
    };
    Message::new(format!("there is no derivative `{name}` that could be checked"), help)
}

/// A name in `wrt` that is in no argument of the call, where `named` stand.
pub(crate) fn not_an_argument(name: &str, named: &[String]) -> Message {
    let help = match (nearest(name, named.iter().map(String::as_str)), named) {
        (Some(similar), _) => format!("there is `{similar}`"),
        (None, []) => format!("give the call locals, and name these: {EXAMPLE}"),
        (None, named) => format!("the call holds {}", list(named)),
    };
    Message::new(format!("no argument of the call holds `{name}`"), help)
}

pub(crate) fn in_several(name: &str) -> Message {
    let help = format!("give each parameter a local of its own: `let other = {name}.clone();`");
    Message::new(format!("more than one argument of the call holds `{name}`"), help)
}

pub(crate) fn two_in_one(first: &str, second: &str) -> Message {
    let help = format!("bind the whole argument to a local, and name that: `let both = ({first}, {second});`");
    Message::new(format!("one argument of the call holds both `{first}` and `{second}`"), help)
}
