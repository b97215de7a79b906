//! nalgebra's points, rotations and the like, which are called by their names here.

use super::{list, named, nearest};
use crate::diagnostics::Message;

/// A parameter that is a point on a curved space, or one whose tangent is of another type.
pub(crate) fn not_differentiable(name: &str, ty: &str, figure: &str, made: &str) -> Message {
    let what = format!("`{name}` can't be differentiated: {} is no vector", named(ty));
    Message::new(what, format!("take a vector instead, and make the `{figure}` of it: {made}"))
}

/// A value where a number, a vector or a matrix is needed.
pub(crate) fn value(figure: &str, parts: &str) -> Message {
    let what = format!("{} that depends on what is differentiated can't be used here", named(figure));
    Message::new(what, format!("use {parts}"))
}

pub(crate) fn result(figure: &str, parts: &str) -> Message {
    Message::new(format!("a result of type `{figure}` is no vector, and has no derivative"), format!("return {parts}"))
}

pub(crate) fn method(name: &str, figure: &str, known: &[&str]) -> Message {
    let what = format!("the method `{name}` of {} has no known derivative for these arguments", named(figure));
    Message::new(what, meant(name, known))
}

pub(crate) fn constructor(name: &str, figure: &str, known: &[&str]) -> Message {
    let what = format!("`{figure}::{name}` has no known derivative for these arguments");
    Message::new(what, meant(name, known))
}

pub(crate) fn path(name: &str) -> Message {
    let what = format!("`{name}` may be any function of two points");
    Message::new(what, format!("say that it is nalgebra's: `nalgebra::{name}(..)`"))
}

pub(crate) fn field(name: &str, figure: &str, fields: &[&str]) -> Message {
    let help = match fields {
        [] => "its entries are `rotation[(row, column)]`".to_owned(),
        fields => meant(name, fields),
    };
    Message::new(format!("{} has no field `{name}`", named(figure)), help)
}

/// The name that may be meant, or all.
fn meant(name: &str, known: &[&str]) -> String {
    match (nearest(name, known.iter().copied()), known) {
        (Some(similar), _) => format!("there is `{similar}`"),
        (None, [only]) => format!("there is `{only}`"),
        (None, known) => format!("there are {}", list(known)),
    }
}
