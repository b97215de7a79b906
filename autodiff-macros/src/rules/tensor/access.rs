//! Entries and sizes. An index out of bounds panics as nalgebra does.

use crate::ir::{Elem, Kind, Node};

tensor_rules! {
    INDEX index(x: [r, c], i: usize) -> real = { x[i] } => y { x: into(acc, t) acc.add_at(i, t), i: constant };
    INDEX_PAIR index_pair(a: [r, c], i: usize, j: usize) -> real = { a[(i, j)] }
        => y { a: into(acc, t) acc.add_at_pair(i, j, t), i: constant, j: constant };

    /// `x` with `s` added to an entry: in place where `x` is not needed any more.
    ADD_AT add_at(x: [r, c], i: usize, s: real) -> [r, c] = { x[i] += s }
        eval { let mut x = x; x[i] += s; x }
        => y { x: linear(t) t, i: constant, s: linear(t) t.index(i) } [joint]
        says x.clone() + s * x.unit(vec![i]);
    ADD_AT_PAIR add_at_pair(a: [r, c], i: usize, j: usize, s: real) -> [r, c] = { a[(i, j)] += s }
        eval { let mut a = a; a[(i, j)] += s; a }
        => y { a: linear(t) t, i: constant, j: constant, s: linear(t) t.index_pair(i, j) } [joint]
        says a.clone() + s * a.unit(vec![i, j]);

    /// `x` with an entry replaced: in place where `x` is not needed any more.
    SET_AT set_at(x: [r, c], i: usize, s: real) -> [r, c] = { x[i] = s }
        eval { let mut x = x; x[i] = s; x }
        => y { x: linear(t) t.set_at(i, zero(t)), i: constant, s: linear(t) t.index(i) } [joint];
    SET_AT_PAIR set_at_pair(a: [r, c], i: usize, j: usize, s: real) -> [r, c] = { a[(i, j)] = s }
        eval { let mut a = a; a[(i, j)] = s; a }
        => y { a: linear(t) t.set_at_pair(i, j, zero(t)), i: constant, j: constant, s: linear(t) t.index_pair(i, j) }
        [joint];

    LEN len(x: [r, c]) -> usize = { x.len() } => zero {};
    IS_EMPTY is_empty(x: [r, c]) -> bool = { x.is_empty() } => zero {};
    NROWS nrows(x: [r, c]) -> usize = { x.nrows() } => zero {};
    NCOLS ncols(x: [r, c]) -> usize = { x.ncols() } => zero {};
}

/// A zero entry.
fn zero(t: Node<'_>) -> Node<'_> {
    t.builder.node(t.builder.zero(Kind::Real(t.kind().elem().cloned().unwrap_or(Elem::Any))))
}
