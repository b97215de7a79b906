//! Syntax that has no derivative, or none yet.

use super::RULE;
use crate::diagnostics::Message;

/// Syntax that has no derivative, or none yet.
pub(crate) fn refused(what: &str, help: &str) -> Message {
    Message::new(format!("{what} can't be differentiated"), help)
}

pub(crate) fn unknown() -> Message {
    Message::new("this syntax is not understood in a differentiated function", "write it in another way").or(RULE)
}

pub(crate) fn attribute() -> Message {
    let help = "remove it, or move the code that it stands on into a function of its own";
    Message::new("attributes inside a differentiated function are not understood", help)
}

pub(crate) fn item(what: &str) -> Message {
    let help = "move it out of the function";
    Message::new(format!("{what} in a differentiated function is not understood"), help)
}

pub(crate) fn pattern(what: &str) -> Message {
    let help = "bind a name, `_`, or a tuple, an array or the fields of these; decide by `if` and comparisons";
    Message::new(format!("{what} is not understood here"), help)
}

pub(crate) fn macro_call(name: &str, active: Option<&str>) -> Message {
    match active {
        Some(active) => {
            let help = match name {
                "println" | "print" | "eprintln" | "eprint" | "dbg" => {
                    "remove it, or print outside of the function what it gives"
                }
                _ => "write out the code that the macro makes, which can't be seen from here",
            };
            let what = format!("`{name}!` uses `{active}`, which depends on what is differentiated");
            Message::new(what, help).or(RULE)
        }
        None => Message::new(
            format!("what `{name}!` does as a statement can't be seen from here"),
            "remove it, or write out the code that it makes; `assert!`, `assert_eq!`, `assert_ne!` and their `debug_` \
             forms may stand here",
        ),
    }
}

pub(crate) fn borrowed_mutably(name: &str) -> Message {
    let help = format!(
        "let the function give the new value back: `{name} = next({name});`; to swap two locals, write `std::mem::swap`"
    );
    Message::new(format!("what is done to `{name}` through `&mut` can't be seen from here"), help)
}

pub(crate) fn lent_on(name: &str) -> Message {
    let help = format!("hand on what it points to, `*{name}`, and let the function give the new value back");
    Message::new(format!("`{name}` is a mutable reference, and what is done through it here can't be seen"), help)
}

pub(crate) fn jump_inside(word: &str) -> Message {
    let help = "let it be a statement of its own, or the end of a branch of `let x = if ..`";
    Message::new(format!("`{word}` can't stand in the middle of an expression here"), help)
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
    Message::new("a closure that is stored or passed on can't be followed", help)
}

pub(crate) fn asserted(active: &str) -> Message {
    let what = format!("this call in an assertion is given `{active}`, and could keep it");
    Message::new(what, "compare in the assertion itself, or assert outside of the function")
}

pub(crate) fn active_payload() -> Message {
    let help = "keep the value in a local, and in a `bool` whether there is one";
    Message::new("an `Option` or `Result` can't hold a value that depends on what is differentiated", help)
}

pub(crate) fn active_pattern() -> Message {
    let help = "take the value out before, and decide by `if` and comparisons";
    Message::new("this pattern looks into a value that depends on what is differentiated", help)
}

pub(crate) fn jump_out(word: &str) -> Message {
    let help = "write `if` and `else` around it, and end the function with its result";
    Message::new(format!("`{word}` would leave the derivative too"), help)
}

pub(crate) fn closure_parameter() -> Message {
    let help = "write a plain name, `|x| ..`, and bind what it is made of in the body";
    Message::new("this parameter of a closure is not understood", help)
}

pub(crate) fn closure_modifier() -> Message {
    Message::new("`const`, `async` and `static` closures are not understood", "write a plain one: `|x| ..`")
}

pub(crate) fn closure_arguments(count: usize) -> Message {
    let count = if count == 1 { "1 argument".to_owned() } else { format!("{count} arguments") };
    Message::new(format!("this closure is called with {count}"), "write a name for each of them: `|x, y| ..`")
}

pub(crate) fn closure_result() -> Message {
    let help = "let it give a number, and write a loop for anything else";
    Message::new("a closure over the entries of a vector gives real numbers", help)
}

/// What stands where a function is needed.
pub(crate) fn no_closure() -> Message {
    let help = "write a closure here: `|x| ..`";
    Message::new("what this function does can't be seen from here", help)
}

pub(crate) fn function_argument(path: &str) -> Message {
    let help = "put `#[differentiate]` on that function, or write a closure with its body: `|x| ..`";
    Message::new(format!("the derivative of `{path}` is not known here"), help)
}

pub(crate) fn closure_assigns(name: &str) -> Message {
    let help = "write a `for` loop: it may assign locals";
    Message::new(format!("this closure changes `{name}`, a local from outside"), help)
}

pub(crate) fn condition() -> Message {
    let help = "write `if cfg!(..) { .. } else { .. }`, or put the condition on the whole function, once for each case";
    Message::new("it is not known here what `cfg` leaves out", help)
}

pub(crate) fn mutable_pattern(name: &str) -> Message {
    Message::new(format!("`ref mut {name}` is not understood"), format!("write `let {name} = &mut ..;`"))
}

pub(crate) fn changed_inside(name: &str) -> Message {
    Message::new(format!("this changes `{name}`, where it can't be seen"), "assign in a statement of its own")
}

pub(crate) fn changed_by(method: &str, name: &str) -> Message {
    let help = format!(
        "assign to `{name}` itself, as in `{name}[i] = ..`; a method that only looks at it may be called on \
         `let shared = &{name};`"
    );
    Message::new(format!("`{method}` could change `{name}`, and what it does is not known"), help)
}
