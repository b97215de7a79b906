//! Derivatives that are given by hand.

use super::{list, nearest};
use crate::diagnostics::Message;

const PULLBACK: &str = "write a function that gives the value and its pullback, and name it: `vjp = path::to::rule`";

pub(crate) fn malformed_derivative() -> Message {
    let help = "write an expression for each parameter: `derivative(x = 2.0 * x, y = 1.0)`";
    Message::new("`derivative(..)` is not understood in this form", help)
}

pub(crate) fn no_scalar_result() -> Message {
    Message::new("`derivative(..)` is for functions whose result is one real scalar", PULLBACK)
}

pub(crate) fn no_scalar_parameter() -> Message {
    Message::new("`derivative(..)` is for parameters that are real scalars, and there is none here", PULLBACK)
}

pub(crate) fn given_twice(name: &str) -> Message {
    Message::new(format!("`{name}` is given twice in `derivative(..)`"), "remove one of them")
}

pub(crate) fn no_such_parameter(name: &str, known: &[String]) -> Message {
    let help = match nearest(name, known.iter().map(String::as_str)) {
        Some(similar) => format!("there is a parameter `{similar}`"),
        None => format!("write an expression for {}", list(known)),
    };
    Message::new(format!("`derivative(..)` names `{name}`, which is no parameter of the function"), help)
}

pub(crate) fn not_a_scalar(name: &str, ty: &str) -> Message {
    let what = format!("`derivative(..)` is for real scalars, and `{name}` is of type `{ty}`");
    Message::new(what, format!("leave `{name}` out, which makes it a constant; otherwise, {PULLBACK}"))
}

pub(crate) fn not_in_wrt(name: &str) -> Message {
    let what = format!("`derivative(..)` has an expression for `{name}`, which is not in `wrt(..)`");
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
    Message::new(format!("`{name}` takes the path of a function"), help)
}

pub(crate) fn two_rules(one: &str, two: &str) -> Message {
    Message::new(format!("`{one}` and `{two}` both say what the derivative of this function is"), "remove one of them")
}

pub(crate) fn first_order(form: &str) -> Message {
    let what = format!("`{form}` needs second derivatives, and a rule that is a function gives first ones");
    let help = format!("leave out `{form}`; a rule of real scalars in the form `derivative(x = ..)` has all orders");
    Message::new(what, help)
}

pub(crate) fn no_jvp() -> Message {
    let help = "leave it out; or write a function that gives the value and its derivative along a direction, and name it: \
                `jvp = path::to::rule`";
    Message::new("`jvp` does not follow from `vjp = path`", help)
}

pub(crate) fn jump(word: &str) -> Message {
    let help = "let every branch end in its value: `if c { a } else { b }`";
    Message::new(format!("there is nothing here that `{word}` could leave"), help)
}

pub(crate) fn partial_kind(name: &str, declared: &str, found: &str) -> Message {
    let what = format!("the derivative by `{name}` is {found}, and the function gives {declared}");
    Message::new(what, "write an expression of the function's type; a number needs a point, as in `1.0`")
}
