//! Slices, `Vec`s and arrays. An index out of bounds panics as theirs does.

use crate::ir::Node;

tensor_rules! {
    ELEMENT element(x: array, i: usize) -> element = { x[i] }
        eval { x[i].clone() }
        => y { x: into(acc, t) acc.add_element(i, t), i: constant };
    /// `x` with `s` added to an element: in place where `x` is not needed any more.
    ADD_ELEMENT add_element(x: array, i: usize, s: element) -> array = { x[i] += s }
        eval { let mut x = x; x[i] = x[i].clone() + s; x }
        => y { x: linear(t) t, i: constant, s: linear(t) t.element(i) } [joint]
        says x.clone() + s * x.unit(vec![i]);
    /// `x` with an element replaced: in place where `x` is not needed any more.
    SET_ELEMENT set_element(x: array, i: usize, s: element) -> array = { x[i] = s }
        eval { let mut x = x; x[i] = s; x }
        => y { x: linear(t) t.set_element(i, zero_like(t.element(i))), i: constant, s: linear(t) t.element(i) } [joint];
    /// The elements from one place to before another, in place.
    SLICE slice(x: array, from: usize, to: usize) -> part = { x[from..to] }
        eval { x[from..to].to_vec() }
        => y { x: into(acc, t) acc.add_range(from, t), from: constant, to: constant };
    ADD_RANGE add_range(x: array, from: usize, s: part) -> array = { x[from..] += s }
        eval { let mut x = x; s.into_iter().enumerate().for_each(|(i, s)| x[from + i] = x[from + i].clone() + s); x }
        => y { x: linear(t) t, from: constant, s: linear(t) t.slice(from, from.int_add(s.array_len())) } [joint];
    /// `x` with the elements from one place on replaced by those of `s`.
    SET_RANGE set_range(x: array, from: usize, s: part) -> array = { runtime::set_range(&mut x, from, &s) }
        eval { let mut x = x; x.splice(from..from + s.len(), s); x }
        => y {
            x: linear(t) t.set_range(from, t.slice(from, from.int_add(s.array_len())).array_zeros_like()),
            from: constant,
            s: linear(t) t.slice(from, from.int_add(s.array_len()))
        } [joint];
    /// The elements of `s`, in the storage of `x`; of `x` nothing else is read.
    COPY_ARRAY copy_array(x: array, s: array) -> array = { mut x.clone_from_slice(&s) }
        eval { assert_eq!(x.len(), s.len()); s }
        => y { x: constant, s: linear(t) t };
    /// An array of the length of `x` whose elements are all `s`; of `x` nothing else is read.
    FILL_ARRAY fill_array(x: array, s: element) -> array = { mut x.fill(s) }
        eval { vec![s; x.len()] }
        => y { x: constant, s: linear(t) t.add_elements(zero_like(s)) };
    /// The sum of the elements of `x`, and `s`.
    ADD_ELEMENTS add_elements(x: array, s: element) -> element = { runtime::add_elements(&x, s) }
        => y { x: linear(t) x.fill_array(t), s: linear(t) t } [joint];
    PUSH push(x: array, s: element) -> array = { x.push(s) }
        eval { let mut x = x; x.push(s); x }
        => y { x: linear(t) t.without_last(), s: linear(t) t.last_element() } [joint];
    LAST_ELEMENT last_element(x: array) -> element = { runtime::last_element(&x) }
        => y { x: into(acc, t) acc.add_element(acc.array_len().minus_one(), t) };
    /// `x` without its last element: in place where `x` is not needed any more.
    WITHOUT_LAST without_last(x: array) -> array = { runtime::drop_last(&mut x) }
        eval { x[..x.len() - 1].to_vec() }
        => y { x: linear(t) t.push(zero_like(x.last_element())) };
    ARRAY_LEN array_len(x: array) -> usize = { x.len() } => zero {};
    ARRAY_IS_EMPTY array_is_empty(x: array) -> bool = { x.is_empty() } => zero {};
    /// The sum of two arrays of tangents.
    ADD_ARRAYS add_arrays(a: array, b: array) -> array = { runtime::add(&a, &b) }
        => y { a: linear(t) t, b: linear(t) t } [joint]
        also [{ a + b } [0, 1]]
        says a + b;
    /// A zero that never was a number, in the shape of `a`.
    ARRAY_ZEROS_LIKE array_zeros_like(a: array) -> array = { runtime::zeros_like(&a) } => zero {} says 0.0 * a.ones();
}

/// A zero in the shape of an element.
fn zero_like(node: Node<'_>) -> Node<'_> {
    let builder = node.builder;
    builder.node(super::zero_like(builder, node.value()))
}

/// What the runtime's functions mean, for the interpreter.
#[cfg(test)]
mod runtime {
    use crate::ir::interpret::Datum;

    pub(super) fn last_element(x: &[Datum]) -> Datum {
        x.last().expect("an element").clone()
    }

    pub(super) fn add(a: &[Datum], b: &[Datum]) -> Vec<Datum> {
        a.iter().zip(b).map(|(a, b)| a.clone() + b.clone()).collect()
    }

    pub(super) fn add_elements(x: &[Datum], s: Datum) -> Datum {
        x.iter().fold(s, |sum, element| sum + element.clone())
    }

    pub(super) fn zeros_like(a: &[Datum]) -> Vec<Datum> {
        a.iter().map(Datum::zero_like).collect()
    }
}
