//! Derivatives that are given by hand.

use crate::diagnostics::Message;

const PULLBACK: &str = "write a function that gives the value and its pullback, and say `vjp = path`";

pub(crate) fn malformed_derivative() -> Message {
    let help = "write an expression for each parameter: `derivative(x = 2.0 * x, y = 1.0)`";
    Message::new("`derivative` does not take this form", help)
}

pub(crate) fn no_scalar_result() -> Message {
    Message::new("`derivative(..)` is for functions whose result is one real scalar", PULLBACK)
}

pub(crate) fn no_scalar_parameter() -> Message {
    Message::new("`derivative(..)` is for functions of real scalars, and there is none here", PULLBACK)
}

pub(crate) fn given_twice(name: &str) -> Message {
    Message::new(format!("`{name}` is given twice in `derivative(..)`"), "remove one of them")
}

pub(crate) fn no_such_parameter(name: &str, known: &[String]) -> Message {
    let known = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let help = format!("`derivative(..)` takes an expression for each of {known}");
    Message::new(format!("the function has no parameter `{name}`"), help)
}

pub(crate) fn not_a_scalar(name: &str, ty: &str) -> Message {
    let what = format!("`derivative(..)` is for real scalars, and `{name}` is of type `{ty}`");
    Message::new(what, format!("leave `{name}` out, which makes it a constant; otherwise, {PULLBACK}"))
}

pub(crate) fn not_in_wrt(name: &str) -> Message {
    let what = format!("the function is not differentiated by `{name}`");
    Message::new(what, format!("add `{name}` to `wrt(..)`, or remove its expression"))
}

pub(crate) fn missing(name: &str) -> Message {
    let what = format!("`derivative(..)` has no expression for `{name}`");
    Message::new(what, format!("add `{name} = ..`; if `{name}` is a constant, name the others in `wrt(..)`"))
}

pub(crate) fn of_another_type(name: &str, ty: &str, result: &str) -> Message {
    let what = format!("`{name}` is of type `{ty}`, and the result of type `{result}`");
    Message::new(what, format!("make both `{result}`; otherwise, {PULLBACK}"))
}

pub(crate) fn malformed_path(name: &str) -> Message {
    let help = format!("name the function that is the derivative: `{name} = path::to::rule`");
    Message::new(format!("`{name}` does not take this form"), help)
}

pub(crate) fn two_rules(one: &str, two: &str) -> Message {
    Message::new(format!("`{one}` and `{two}` are two derivatives of one function"), "remove one of them")
}

pub(crate) fn first_order(form: &str) -> Message {
    let what = format!("`{form}` needs second derivatives, and a rule that is a function gives the first ones alone");
    let help = format!("leave out `{form}`; of real scalars, `derivative(x = ..)` gives all orders");
    Message::new(what, help)
}

pub(crate) fn no_jvp() -> Message {
    let help = "write a function that gives the value and its derivative along a direction, and say `jvp = path`";
    Message::new("`jvp` does not follow from `vjp = path`", help)
}

pub(crate) fn jump(word: &str) -> Message {
    let help = "let every branch end in its value: `if c { a } else { b }`";
    Message::new(format!("there is nothing here that `{word}` could leave"), help)
}

pub(crate) fn partial_kind(name: &str, declared: &str, found: &str) -> Message {
    let what = format!("the derivative by `{name}` is {found}, and should be {declared}");
    Message::new(what, "write an expression of the type of the result; a number needs a point: `1.0`")
}
