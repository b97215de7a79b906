//! The arguments of the attribute, and what it stands on.

use super::{list, named, nearest};
use crate::diagnostics::Message;

/// The arguments, and how each is written.
const ARGUMENTS: [(&str, &str); 10] = [
    ("wrt", "wrt(a, b)"),
    ("jvp", "jvp"),
    ("jacobian", "jacobian"),
    ("hessian", "hessian"),
    ("hvp", "hvp"),
    ("taylor", "taylor"),
    ("derivative", "derivative(x = ..)"),
    ("vjp", "vjp = path"),
    ("test", "test(x = ..)"),
    ("crate", "crate = path"),
];

pub(crate) fn unknown(name: &str) -> Message {
    let shapes = ARGUMENTS.map(|(_, shape)| shape);
    let similar = nearest(name, ARGUMENTS.map(|(word, _)| word)).and_then(|near| {
        let found = ARGUMENTS.iter().find(|(word, _)| *word == near);
        found.map(|(_, shape)| format!("there is an argument `{shape}`"))
    });
    let help = similar.unwrap_or_else(|| format!("the arguments are {}", list(&shapes)));
    Message::new(format!("`differentiate` has no argument `{name}`"), help)
}

/// A form that needs no word.
pub(crate) fn always_there(name: &str) -> Message {
    let help = "remove it: a function whose result is one real scalar has its gradient without asking; of any other, \
                ask for `jacobian`";
    Message::new(format!("`{name}` is not asked for by a word"), help)
}

pub(crate) fn scalar_only(form: &str) -> Message {
    let help = "ask for `jvp` or `jacobian`, or return one number";
    Message::new(format!("`{form}` is for functions whose result is one real scalar"), help)
}

pub(crate) fn form_of_structs(form: &str) -> Message {
    let help = "ask for `jvp` or `hvp`, or take a vector: `to_vector` and `from_vector` go from one to the other";
    Message::new(format!("`{form}` is made of numbers in an order, and a struct has none"), help)
}

pub(crate) fn several_parameters() -> Message {
    let help = "name one of them in `wrt(..)`, or ask for `hvp`, which takes a direction for each";
    Message::new("`hessian` is with respect to one parameter, and there are several here", help)
}

pub(crate) fn malformed(name: &str, shape: &str) -> Message {
    Message::new(format!("`{name}` does not take this form"), format!("write `{shape}`"))
}

pub(crate) fn repeated(name: &str) -> Message {
    Message::new(format!("`{name}` is given twice"), "remove one of them")
}

pub(crate) fn of_one_function(name: &str) -> Message {
    let help = "put `#[differentiate(..)]` with it on that function, inside of the module";
    Message::new(format!("`{name}` is about the parameters of one function, and this is a module"), help)
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

/// A name in `wrt` that is no parameter: `all` are there, and `known` can be differentiated.
pub(crate) fn no_such_parameter(name: &str, all: &[String], known: &[String]) -> Message {
    let help = match (nearest(name, all.iter().map(String::as_str)), known) {
        (Some(similar), _) => format!("there is a parameter `{similar}`"),
        (None, []) => match all {
            [] => "it has no parameters".to_owned(),
            all => format!("it has {}, and none of a type that has a derivative", list(all)),
        },
        (None, known) if known.len() == all.len() => format!("its parameters are {}", list(all)),
        (None, known) => format!("its parameters are {}; {} can be differentiated", list(all), list(known)),
    };
    Message::new(format!("the function has no parameter `{name}`"), help)
}

pub(crate) fn repeated_parameter(name: &str) -> Message {
    Message::new(format!("`{name}` is named twice in `wrt`"), "name each parameter once")
}

pub(crate) fn not_differentiable(name: &str, ty: &str, known: &[String]) -> Message {
    let others = match known {
        [] => String::new(),
        known => format!("; {} can be differentiated", list(known)),
    };
    let last = ty.trim_start_matches('&').trim();
    let is_struct = last.starts_with(char::is_uppercase) && !last.contains('<');
    let help = if is_struct {
        format!(
            "leave it out, or put `#[derive(Differentiable)]` on `{last}`, if that is a struct of real numbers{others}"
        )
    } else {
        format!("leave it out, or make it a real number, or a vector, matrix, slice or struct of these{others}")
    };
    Message::new(format!("`{name}` can't be differentiated: {} has no derivative", named(ty)), help)
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
    let help = "put all arguments into one: `#[differentiate(wrt(a, b))]`";
    Message::new("the attribute `differentiate` is given twice", help)
}

pub(crate) fn nothing_to_differentiate() -> Message {
    let help = "what has a derivative are `f64`, `f32`, vectors, matrices and slices of these, and structs with \
                `#[derive(Differentiable)]`";
    Message::new("no parameter of this function can be differentiated", help)
}
