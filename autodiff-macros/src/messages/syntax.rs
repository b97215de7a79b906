//! Syntax that has no derivative, or none yet.

use super::RULE;
use crate::diagnostics::Message;

/// Syntax that has no derivative, or none yet.
pub(crate) fn refused(what: &str, help: &str) -> Message {
    Message::new(format!("{what} can't be differentiated"), help)
}

pub(crate) fn unknown() -> Message {
    Message::new("this syntax is not understood", RULE)
}

pub(crate) fn attribute() -> Message {
    let help = "remove it, or move the code that it stands on into a function of its own";
    Message::new("attributes inside a differentiated function are not understood", help)
}

pub(crate) fn item(what: &str) -> Message {
    let help = "move it out of the function";
    Message::new(format!("{what} inside a differentiated function is not understood"), help)
}

pub(crate) fn pattern(what: &str) -> Message {
    let help = "bind a name, `_`, or a tuple of these";
    Message::new(format!("{what} is not understood here"), help)
}

pub(crate) fn macro_call(name: &str, active: Option<&str>) -> Message {
    match active {
        Some(active) => Message::new(
            format!("`{name}!` uses `{active}`, which depends on what is differentiated"),
            format!("a macro's expansion can't be seen from here: write the code out; {RULE}"),
        ),
        None => Message::new(
            format!("`{name}!` is not understood here"),
            "`assert!`, `assert_eq!`, `assert_ne!` and their `debug_` forms are",
        ),
    }
}

pub(crate) fn borrowed_mutably(name: &str) -> Message {
    let help = "let the function give the new value back: `x = next(x);`; to swap two locals, write `std::mem::swap`";
    Message::new(format!("what is done to `{name}` through `&mut` can't be seen from here"), help)
}

pub(crate) fn jump_inside(word: &str) -> Message {
    let help = "let it be a statement of its own, or the end of a branch of `let x = if ..`";
    Message::new(format!("`{word}` in the middle of an expression is not understood"), help)
}

pub(crate) fn jump_to_nowhere() -> Message {
    Message::new("there is no loop here that this jump could leave", "put it inside of the loop that it is about")
}

pub(crate) fn endless() -> Message {
    let help = "end it by `break` or `return`: the reverse sweep starts where the loop ends";
    Message::new("a loop that never ends has no derivative", help)
}

pub(crate) fn condition_assigns(name: &str) -> Message {
    let help = "assign in the body: `loop { .. if !c { break; } .. }`";
    Message::new(format!("this condition changes `{name}`"), help)
}

pub(crate) fn stored_closure() -> Message {
    let help = "call it where it is needed: `f(x)`, or hand it to `map` or `fold`";
    Message::new("a closure that is stored or passed on can't be differentiated", help)
}

pub(crate) fn asserted(active: &str) -> Message {
    let what = format!("this call in an assertion is given `{active}`, and could keep it");
    Message::new(what, "compare in the assertion itself, or assert outside of the function")
}

pub(crate) fn active_payload() -> Message {
    let help = "keep the value in a local, and whether there is one in a `bool`";
    Message::new(
        "an `Option` or `Result` that holds a value which depends on what is differentiated is not understood",
        help,
    )
}

pub(crate) fn active_pattern() -> Message {
    let help = "take the value out before, and decide by `if` and comparisons";
    Message::new("this pattern looks into a value that depends on what is differentiated", help)
}

pub(crate) fn jump_out(word: &str) -> Message {
    let help = "use `if` and `else`, and end the function with its result";
    Message::new(format!("`{word}` would leave the derivative too"), help)
}

pub(crate) fn closure() -> Message {
    Message::new("this closure is not understood", "write `|x| ..` with a plain name for each entry")
}

pub(crate) fn function_argument(path: &str) -> Message {
    let help = "put `#[differentiate]` on that function; or write a closure with its body, `|x| ..`";
    Message::new(format!("the derivative of `{path}` is not known here"), help)
}

pub(crate) fn closure_assigns(name: &str) -> Message {
    let help = "write a `for` loop: it may assign locals";
    Message::new(format!("this closure changes `{name}`, a local from outside"), help)
}
