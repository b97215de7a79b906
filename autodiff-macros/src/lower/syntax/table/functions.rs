//! Parameters and results.

use crate::diagnostics::Message;
use crate::messages::{method, signature};

use super::{Row, decision, parts};

/// What the parser says.
fn unexpected() -> Message {
    Message::new("this is no item of Rust: unexpected token, expected `;`", "correct the syntax of the function")
}

pub(super) const SIGNATURES: &[Row] = parts! {
    FnArg::Receiver: supported, "impl Model { fn f(&self, x: f64) -> f64 { x * x } }";
    FnArg::Typed: supported, "fn f(x: f64) -> f64 { x * x }";
    ReceiverKind::Value: supported, "impl Model { fn f(self, x: f64) -> f64 { x * x } }";
    ReceiverKind::Reference: supported, "impl Model { fn f(&self, x: f64) -> f64 { x * x } }";
    ReceiverKind::Typed: refused(method::receiver()),
        "impl Model { #[differentiate(wrt(x))] fn f(«self: Box<Self>», x: f64) -> f64 { x * x } }";
    ReturnType::Default: refused(signature::no_result()), "fn «f»(x: f64) {}";
    ReturnType::Type: supported, "fn f(x: f64) -> (f64, Vector2<f64>) { (x, Vector2::new(x, x)) }";
    Safety::Safe: refused(unexpected()), "safe «fn» f(x: f64) -> f64 { x }";
    Safety::Unsafe: refused(signature::modifier("unsafe")), "«unsafe» fn f(x: f64) -> f64 { x }";
    Safety::Default: supported, "fn f(x: f64) -> f64 { x }";
};
