//! Assignments, and what changes a value where it stands.

use crate::diagnostics::Message;

pub(crate) fn not_a_local() -> Message {
    let help = "assign to a local, to a part of a tuple `t.0`, or to an entry `v[i]` or `a[(i, j)]`";
    Message::new("this can't be assigned in a differentiated function", help)
}

pub(crate) fn pointer(name: &str) -> Message {
    let what = format!("`{name}` may point to what is seen elsewhere: what is written through it would be lost");
    let help = "keep the value in a local of its own, and return what is to be stored; assign an element by its \
                index, `xs[i] = ..`";
    Message::new(what, help)
}

pub(crate) fn reference(name: &str) -> Message {
    let what = format!("`{name}` is a mutable reference: to assign it anew is not understood");
    Message::new(what, format!("assign what it refers to, `*{name} = ..`, or use another name"))
}

pub(crate) fn in_place(name: &str) -> Message {
    let what = format!("what `{name}` changes can't be seen from here");
    let without = name.trim_end_matches("_mut");
    Message::new(what, format!("assign what `{without}` gives, if there is such a method: `x = a.{without}(&x);`"))
}

pub(crate) fn sorting(name: &str) -> Message {
    let help = "sort indices instead, as a constant: `let order: Vec<usize> = autodiff::constant(..);`, and read \
                `xs[order[i]]`";
    Message::new(format!("`{name}` moves what is differentiated to where it depends on the values"), help)
}

pub(crate) fn method(name: &str) -> Message {
    let help = "assign the entries one by one in a loop";
    Message::new(format!("`{name}` can't be differentiated here"), help)
}
