//! Defects of the compiler itself.

use crate::diagnostics::Message;

pub(crate) fn defect(panic: &str) -> Message {
    let (version, home) = (env!("CARGO_PKG_VERSION"), env!("CARGO_PKG_REPOSITORY"));
    // The rest of a panic's text is for those who mend it: they have the function.
    let said = panic.lines().next().unwrap_or_default();
    let help = "please report it, with this message and what it points at, at";
    let rule = "until then, a rule of your own keeps the compiler out of a body: `#[differentiate(vjp = ..)]`";
    Message::new(format!("this is a defect of `autodiff` {version}: {said}"), format!("{help} {home}/issues; {rule}"))
}

/// What stands below the attribute is no Rust, as `syn` says.
pub(crate) fn unreadable(error: &str) -> Message {
    Message::new(format!("this is no item of Rust: {error}"), "correct the syntax of the function")
}
