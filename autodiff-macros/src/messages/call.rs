//! Calls of functions, and the derivatives that they need.

use super::{RULE, nearest};
use crate::diagnostics::Message;

pub(crate) fn beyond_taylor(operation: &str) -> Message {
    let what = format!("`taylor` can't be generated through `{operation}`");
    Message::new(what, "leave out `taylor`, or write this step with operations of scalars, products and quotients")
}

pub(crate) fn higher_order_recursion(form: &str) -> Message {
    let what = format!("`{form}` can't be generated of a function that calls itself");
    Message::new(what, "write the recursion as a loop, which has derivatives of any order")
}

pub(crate) fn higher_order_of_recursion(form: &str, name: &str) -> Message {
    let what = format!(
        "`{form}` can't be generated through `{name}`, which calls itself, or a function without second derivatives"
    );
    Message::new(
        what,
        "write a recursion as a loop, and a rule as `derivative(x = ..)`: they have derivatives of any order",
    )
}

pub(crate) fn higher_order_of_rule(form: &str, name: &str) -> Message {
    let what = format!("`{form}` can't be generated through `{name}`, whose derivative is a function given by path");
    Message::new(what, format!("give `{name}` its partial derivatives, `derivative(x = ..)`, if it is one of scalars"))
}

/// `f64::name`, where there is no such function: `known` are those that have a derivative.
pub(crate) fn scalar_function<'n>(path: &str, name: &str, known: impl IntoIterator<Item = &'n str>) -> Message {
    let what = format!("the function `{path}` has no known derivative");
    match nearest(name, known) {
        Some(similar) => Message::new(what, format!("there is `{}{similar}`", path.trim_end_matches(name))),
        None => Message::new(what, "write it out by operations that have a derivative").or(RULE),
    }
}

pub(crate) fn function(path: &str, active: &str) -> Message {
    let is_foreign = ["std::", "core::", "alloc::"].iter().any(|of| path.starts_with(of));
    let help = if is_foreign {
        "write what the function does here, by operations that have a derivative"
    } else {
        "put `#[differentiate]` on that function, and the call is differentiated through it"
    };
    let what = format!("the function `{path}` is called with `{active}`, which depends on what is differentiated");
    Message::new(what, help).or(RULE)
}

/// What is called has no name.
pub(crate) fn nameless(active: &str) -> Message {
    let what = format!("what is called here takes `{active}`, which depends on what is differentiated");
    let help = "call a function by its path: one with `#[differentiate]` on it is differentiated through the call";
    Message::new(what, help).or(RULE)
}

pub(crate) fn named_like_a_macro(name: &str) -> Message {
    let what = format!("`{name}` is also the name of a macro or an attribute that every crate has");
    Message::new(what, "rename the function: its derivatives are looked up as a macro of its name")
}

pub(crate) fn effects_of_callee(name: &str, parameter: &str) -> Message {
    let name = if name.contains(' ') { name.to_owned() } else { format!("`{name}`") };
    let what = format!("{name} may change what `{parameter}` holds, and its derivative calls it as often as it needs");
    Message::new(what, "read or change it where the call stands, and pass what comes of it: a number, for instance")
}

pub(crate) fn callee_has_errors(name: &str) -> Message {
    let what = format!("`{name}` has no derivative because of errors in it");
    Message::new(what, "the errors stand at the function itself: correct these first")
}

pub(crate) fn arguments(name: &str, count: usize) -> Message {
    let count = if count == 1 { "1 argument".to_owned() } else { format!("{count} arguments") };
    Message::new(format!("`{name}` takes {count}"), "call it with as many")
}

pub(crate) fn argument(name: &str, declared: &str, found: &str) -> Message {
    let what = format!("`{name}` takes {declared} here, and this is {found}");
    Message::new(what, "pass a value of the parameter's type")
}

pub(crate) fn callee_not_in_wrt(name: &str, parameter: &str) -> Message {
    let what = format!("this depends on what is differentiated, but `{name}` is not differentiated by `{parameter}`");
    Message::new(what, format!("add `{parameter}` to `wrt(..)` of `{name}`")).or(RULE)
}

pub(crate) fn open_result(name: &str) -> Message {
    let what = format!("the type of what `{name}` returns does not follow from its arguments");
    Message::new(what, format!("give its generic arguments: `{name}::<..>(..)`"))
}

pub(crate) fn taylor_of_call(name: &str) -> Message {
    let what = format!("`taylor` can't be generated through a call of `{name}`");
    Message::new(what, "write the body of the function here")
}

pub(crate) fn lacks_form(name: &str, form: &str) -> Message {
    let what = format!("`{form}` of `{name}` is needed here, and it has none");
    Message::new(what, format!("add `{form}` to the attribute of `{name}`: `#[differentiate(.., {form})]`"))
}

/// A local or parameter that is a function.
pub(crate) fn function_value(name: &str) -> Message {
    let what = format!("`{name}` may be any function, so its derivative is not known here");
    let help = "call a function with `#[differentiate]` on it by its path, or write a closure here, `|x| ..`";
    Message::new(what, help).or(RULE)
}

pub(crate) fn not_in_wrt(parameter: &str) -> Message {
    let what =
        format!("this depends on what is differentiated, but the function is not differentiated by `{parameter}`");
    Message::new(what, format!("add `{parameter}` to `wrt(..)`")).or(RULE)
}
