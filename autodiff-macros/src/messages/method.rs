//! Methods, and the `impl` that they stand in.

use super::RULE;
use crate::diagnostics::Message;

pub(crate) fn outside() -> Message {
    let help = "put `#[differentiate]` on the `impl` too, so that the derivatives have a place: `#[differentiate] impl \
                Model { #[differentiate(wrt(x))] fn loss(&self, x: f64) -> f64 { .. } }`";
    Message::new("a method is differentiated by the attribute on its `impl`", help)
}

pub(crate) fn receiver() -> Message {
    let help = "take `&self`, and make what changes a local of the method";
    Message::new("a method that is differentiated takes `self` or `&self`, and changes nothing", help)
}

pub(crate) fn test() -> Message {
    let help = "write a test of your own, with the functions of `autodiff::check`";
    Message::new("`test(..)` is for functions, and this is a method", help)
}

pub(crate) fn by_path() -> Message {
    let help = "put the rule on a function beside the `impl`, and call that from the method";
    Message::new("`vjp = path` and `jvp = path` are for functions, and this is a method", help)
}

pub(crate) fn of_trait() -> Message {
    let help = "put the body into a method of the type's own, `#[differentiate] impl Model { .. }`, and call that from \
                the trait's method";
    Message::new("methods of a trait can't be differentiated: the trait has no place for the derivatives", help)
}

pub(crate) fn in_macro() -> Message {
    let help = "mark the methods that are meant, `#[differentiate] fn loss(&self, ..)`, or write out what the macro \
                makes";
    Message::new("what this macro makes can't be differentiated", help)
}

pub(crate) fn none() -> Message {
    let help =
        "a method has one where it gives real numbers, and takes some: `fn loss(&self, x: &DVector<f64>) -> f64`";
    Message::new("no method of this `impl` has a derivative", help)
}

pub(crate) fn of_no_method(form: &str) -> Message {
    let help = "it needs a result that is one real scalar, and `hessian` one parameter in `wrt(..)`";
    Message::new(format!("no method of this `impl` has a `{form}`"), help)
}

pub(crate) fn rule() -> Message {
    let help = "give it to the method: `#[differentiate] impl Model { #[differentiate(derivative(x = ..))] fn f(&self, x: f64) .. }`";
    Message::new("`derivative(..)` is the rule of one function", help)
}

pub(crate) fn not_differentiated(name: &str, active: &str) -> Message {
    let what = format!("the method `{name}` is called with `{active}`, which depends on what is differentiated");
    Message::new(what, "put `#[differentiate]` on that method too, if it takes and gives real numbers").or(RULE)
}

pub(crate) fn other_receiver(name: &str) -> Message {
    let help = "let both methods take `&self`, or both take `self`";
    Message::new(format!("`{name}` takes `self` in another way than this method"), help)
}

pub(crate) fn of_another(name: &str) -> Message {
    let help = format!("call it as `self.{name}(..)`, or make a free function of it that takes what it needs");
    Message::new(format!("`{name}` of another value than `self` is not differentiated yet"), help)
}

pub(crate) fn recursive(name: &str) -> Message {
    let help = format!("make it a free function that calls itself, or one without `self` that calls `Self::{name}`");
    Message::new(format!("`{name}` is called by itself, which is not differentiated for methods"), help)
}

pub(crate) fn not_written_in(name: &str) -> Message {
    let help = "make a free function of it";
    let what = format!("calls of `{name}`, which has type parameters or a rule of its own, are not differentiated yet");
    Message::new(what, help)
}
