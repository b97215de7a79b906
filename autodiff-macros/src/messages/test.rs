//! The argument `test(..)` of the attribute.

use super::{list, nearest};
use crate::diagnostics::Message;

pub(crate) fn without_point() -> Message {
    let help = "give every parameter a value: `test(w = dvector![0.5, -1.0], b = 0.25)`";
    Message::new("`test` needs a point at which the derivatives are checked", help)
}

pub(crate) fn malformed() -> Message {
    let help = "write a name and an expression for each parameter: `test(w = dvector![0.5, -1.0], b = 0.25)`";
    Message::new("this is no point for `test`", help)
}

pub(crate) fn no_such_parameter(name: &str, known: &[String]) -> Message {
    let help = match nearest(name, known.iter().map(String::as_str)) {
        Some(similar) => format!("there is a parameter `{similar}`"),
        None => format!("write `{}`", example(known)),
    };
    Message::new(format!("this point names `{name}`, which is no parameter of the function"), help)
}

pub(crate) fn repeated(name: &str) -> Message {
    Message::new(format!("`{name}` is given twice at this point"), "for another point, write another `test(..)`")
}

pub(crate) fn missing(missing: &[String], known: &[String]) -> Message {
    let what = format!("this point says nothing of {}", list(missing));
    Message::new(what, format!("give every parameter a value: `{}`", example(known)))
}

pub(crate) fn generic(function: &str) -> Message {
    let help = format!(
        "choose them in a test of your own: `autodiff::check!({function}(..), wrt(..), gradient)` in a function with `#[test]`"
    );
    Message::new("`test` can't choose the types of a generic function", help)
}

pub(crate) fn without_name() -> Message {
    let help = "give the parameter a name, and take it apart in the body: `let (a, b) = pair;`";
    Message::new("`test` can't give a value to a parameter without a name", help)
}

pub(crate) fn too_many(most: usize) -> Message {
    let what = format!("`test` can't check a function that is differentiated by more than {most} parameters");
    Message::new(what, "name those that matter in `wrt(..)`, or put parameters that belong together into one")
}

fn example(names: &[String]) -> String {
    let given = names.iter().map(|name| format!("{name} = ..")).collect::<Vec<_>>();
    format!("test({})", given.join(", "))
}
