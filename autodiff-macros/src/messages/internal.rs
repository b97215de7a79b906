//! Defects of the compiler itself.

use crate::diagnostics::Message;

pub(crate) fn defect(panic: &str) -> Message {
    let help = "please report it with the function that it happened at";
    Message::new(format!("this is a defect of `autodiff`: {panic}"), help)
}

/// What stands below the attribute is no Rust, as `syn` says.
pub(crate) fn unreadable(error: &str) -> Message {
    Message::new(format!("this is no item of Rust: {error}"), "correct the syntax of the function")
}
