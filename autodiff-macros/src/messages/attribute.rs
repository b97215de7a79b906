//! The arguments of the attribute, and what it stands on.

use super::list;
use crate::diagnostics::Message;

const ARGUMENTS: &str = "the arguments are `wrt(a, b)`, `jvp`, `jacobian`, `hessian`, `hvp`, `taylor`, \
                         `derivative(x = ..)`, `vjp = path`, `jvp = path`, `test(x = ..)` and `crate = path`";

pub(crate) fn unknown(name: &str) -> Message {
    Message::new(format!("`differentiate` has no argument `{name}`"), ARGUMENTS)
}

pub(crate) fn scalar_only(form: &str) -> Message {
    let what = format!("`{form}` exists of functions whose result is one real scalar");
    Message::new(what, "ask for `jvp` or `jacobian`, or return one number")
}

pub(crate) fn form_of_structs(form: &str) -> Message {
    let help = "ask for `jvp` or `hvp`, or take a vector: `to_vector` and `from_vector` go from one to the other";
    Message::new(format!("`{form}` does not exist of structs"), help)
}

pub(crate) fn several_parameters() -> Message {
    let help = "name one of them in `wrt(..)`, or ask for `hvp`, which takes a direction for each";
    Message::new("`hessian` exists with respect to one parameter", help)
}

pub(crate) fn malformed(name: &str, shape: &str) -> Message {
    Message::new(format!("`{name}` does not take this form"), format!("write `{shape}`"))
}

pub(crate) fn repeated(name: &str) -> Message {
    Message::new(format!("`{name}` is given twice"), "remove one of them")
}

pub(crate) fn of_one_function(name: &str) -> Message {
    let help = "put `#[differentiate(..)]` with it on that function, inside of the module";
    Message::new(format!("`{name}` is about the parameters of one function"), help)
}

pub(crate) fn module_elsewhere() -> Message {
    let help = "put `#[differentiate]` on each function; or write the module here: `mod model { .. }`";
    Message::new("the functions of this module stand in another file", help)
}

pub(crate) fn not_a_function() -> Message {
    let help = "put it on a function with a body, `#[differentiate] fn f(x: f64) -> f64 { .. }`, on the `impl` of a type, \
                `#[differentiate] impl Model { .. }`, or on a module";
    Message::new("`differentiate` works on functions, on methods of a type, and on modules of these", help)
}

pub(crate) fn no_such_parameter(name: &str, known: &[String]) -> Message {
    let help = match known {
        [] => "it has no parameter of a differentiable type".to_owned(),
        known => format!("it can be differentiated by {}", list(known)),
    };
    Message::new(format!("the function has no parameter `{name}`"), help)
}

pub(crate) fn repeated_parameter(name: &str) -> Message {
    Message::new(format!("`{name}` is named twice in `wrt`"), "name each parameter once")
}

pub(crate) fn not_differentiable(name: &str, ty: &str, known: &[String]) -> Message {
    let what = format!("`{name}` can't be differentiated: a value of type `{ty}` has no tangent");
    let help = match known {
        [] => "parameters of type `f64`, `f32`, and nalgebra's vectors and matrices of these have one".to_owned(),
        known => format!("it can be differentiated by {}", list(known)),
    };
    Message::new(what, help)
}

pub(crate) fn unbounded(name: &str, ty: &str) -> Message {
    let what = format!("`{name}` can't be differentiated: `{ty}` may be any type");
    Message::new(what, format!("add the bound `{ty}: autodiff::Real`"))
}

pub(crate) fn unbounded_result(ty: &str) -> Message {
    let what = format!("the result has no derivative: `{ty}` may be any type");
    Message::new(what, format!("add the bound `{ty}: autodiff::Real`"))
}

pub(crate) fn repeated_attribute() -> Message {
    Message::new("`differentiate` is given twice", "put all arguments into one: `#[differentiate(wrt(a, b))]`")
}

pub(crate) fn nothing_to_differentiate() -> Message {
    let help = "parameters of type `f64`, `f32`, and nalgebra's vectors and matrices of these are differentiable";
    Message::new("no parameter of this function can be differentiated", help)
}
