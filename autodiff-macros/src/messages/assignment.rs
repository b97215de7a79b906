//! Assignments, and what changes a value where it stands.

use crate::diagnostics::Message;

pub(crate) fn not_a_local() -> Message {
    let help = "assign a local, a field `s.x`, a part of a tuple `t.0`, or an entry `v[i]` or `a[(i, j)]`";
    Message::new("this is no place that a differentiated function can assign", help)
}

pub(crate) fn pointer(name: &str) -> Message {
    let what = format!("`{name}` may point to what is seen elsewhere: what is written through it would be lost");
    let help =
        "keep the value in a local, and return what is to be stored; assign an element by its index: `xs[i] = ..`";
    Message::new(what, help)
}

pub(crate) fn reference(name: &str) -> Message {
    let what = format!("`{name}` is a mutable reference, and can't be made to refer to something else");
    Message::new(what, format!("leave out the first `mut`, and assign what it refers to: `*{name} = ..`"))
}

pub(crate) fn in_place(name: &str) -> Message {
    let what = format!("what `{name}` changes can't be seen from here");
    let without = name.trim_end_matches("_mut");
    Message::new(what, format!("assign what `{without}` gives, if there is such a method: `x = a.{without}(..);`"))
}

pub(crate) fn sorting(name: &str) -> Message {
    let help = "sort indices instead, `let order: Vec<usize> = autodiff::constant(..);`, and read `xs[order[i]]`";
    Message::new(format!("`{name}` moves what is differentiated to where it depends on the values"), help)
}

pub(crate) fn method(name: &str) -> Message {
    let help = "assign the entries one by one in a loop";
    Message::new(format!("the method `{name}` can't be differentiated here"), help)
}

pub(crate) fn in_index() -> Message {
    Message::new("this index changes a local", "assign in a statement before it, and index by the local")
}

pub(crate) fn in_operand() -> Message {
    let help = "assign in a statement of its own: what is on the left is found before this is computed";
    Message::new("this changes a local in the middle of an assignment", help)
}

pub(crate) fn order() -> Message {
    let help = "bind one of them to a local before: of vectors and matrices, the index is computed first";
    Message::new("the index and the value of this assignment both call something", help)
}
