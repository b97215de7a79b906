//! The macro `check!`.

use crate::diagnostics::Message;

const EXAMPLE: &str = "`check!(loss(&w, b, &x), wrt(w, b), gradient)`";

pub(crate) fn malformed() -> Message {
    Message::new("`check!` does not take this form", format!("write a call, and what is checked: {EXAMPLE}"))
}

pub(crate) fn not_a_call() -> Message {
    let help = format!("call the function itself, by its path: {EXAMPLE}");
    Message::new("this is no call of a differentiated function", help)
}

pub(crate) fn without_wrt() -> Message {
    let help = format!("name the locals that stand for the parameters in the attribute's `wrt`: {EXAMPLE}");
    Message::new("it is not said what the function is differentiated by", help)
}

pub(crate) fn without_form() -> Message {
    let help = format!("name the derivatives: {EXAMPLE}, or `vjp`, `jacobian` and so on");
    Message::new("it is not said which derivatives are checked", help)
}

pub(crate) fn unknown(name: &str, known: &[&str]) -> Message {
    let known = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
    Message::new(format!("`{name}` is no derivative"), format!("there are {}", known.join(", ")))
}

pub(crate) fn not_an_argument(name: &str) -> Message {
    let help = format!("name locals that stand in the call: {EXAMPLE}");
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
