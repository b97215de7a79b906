//! Functions that are beyond what the compiler takes on.

use crate::diagnostics::Message;

pub(crate) fn nesting() -> Message {
    let help = "give parts of it names of their own: `let part = ..;`";
    Message::new("this is nested too deeply, or has too many operations in one expression", help)
}

pub(crate) fn depth(deepest: usize) -> Message {
    let what = format!(
        "branches, loops and calls of closures stand in each other, more than {deepest} deep: what follows an early \
         `return` stands in a branch, and an `else if` in the branch before"
    );
    Message::new(what, "move a part into a differentiated function of its own, or look values up in an array")
}

pub(crate) fn values(most: usize) -> Message {
    let what = format!("this function comes to more than {most} operations, its closures and loops written out");
    Message::new(what, "split it into differentiated functions that call each other: each is expanded alone")
}
