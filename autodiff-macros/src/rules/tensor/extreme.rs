//! Largest and smallest entries, and where they are.
//!
//! A tie goes to the first of them in storage order, column by column: it gets the whole derivative. NaN loses, as it
//! does in the value. Of no entries the value is 0, as in nalgebra, and there is no derivative.

use crate::rules::formula::entrywise;

tensor_rules! {
    MAX_ENTRY max_entry(a: [r, c]) -> real = { a.max() } => y { a: differential(da) da.entry_if_any(a.place_of_max()) };
    MIN_ENTRY min_entry(a: [r, c]) -> real = { a.min() } => y { a: differential(da) da.entry_if_any(a.place_of_min()) };
    /// The slope of `|aᵢ|` at 0 is 0: the zero vector has the zero vector.
    AMAX amax(a: [r, c]) -> real = { a.amax() }
        => y {
            a: differential(da) {
                let place = a.place_of_max_abs();
                da.entry_if_any(place) * a.entry_if_any(place).sign_or_zero()
            },
        }
        also [{ a.camax() } [0]];
    /// The slope of `|aᵢ|` at 0 is 0.
    AMIN amin(a: [r, c]) -> real = { a.amin() }
        => y {
            a: differential(da) {
                let place = a.place_of_min_abs();
                da.entry_if_any(place) * a.entry_if_any(place).sign_or_zero()
            },
        }
        also [{ a.camin() } [0]];

    /// A tie goes to the constant operand; with two variable ones, to `a`, as with `max` of scalars.
    SUP sup(a: [r, c], b: [r, c]) -> [r, c] = { a.sup(&b) }
        => defined { entrywise(&[a, b], |entry| entry[0].max(entry[1])) };
    /// A tie goes to the constant operand; with two variable ones, to `a`, as with `min` of scalars.
    INF inf(a: [r, c], b: [r, c]) -> [r, c] = { a.inf(&b) }
        => defined { entrywise(&[a, b], |entry| entry[0].min(entry[1])) };
    /// The slope at 0 is 0.
    ABS_ENTRIES abs_entries(a: [r, c]) -> [r, c] = { a.abs() } => defined { entrywise(&[a], |entry| entry[0].abs()) };

    /// Panics where there are no entries.
    IMAX imax(v: [n, 1]) -> usize = { v.imax() } eval { v.column(0).imax() } => zero {};
    /// Panics where there are no entries.
    IMIN imin(v: [n, 1]) -> usize = { v.imin() } eval { v.column(0).imin() } => zero {};
    /// Panics where there are no entries.
    IAMAX iamax(v: [n, 1]) -> usize = { v.iamax() } eval { v.column(0).iamax() } => zero {} also [{ v.icamax() } [0]];
    /// Panics where there are no entries.
    IAMIN iamin(v: [n, 1]) -> usize = { v.iamin() } eval { v.column(0).iamin() } => zero {};

    /// Where the largest entry is; the number of entries where there is none.
    PLACE_OF_MAX place_of_max(a: [r, c]) -> usize = { runtime::place_of_max(&a) } => zero {};
    PLACE_OF_MIN place_of_min(a: [r, c]) -> usize = { runtime::place_of_min(&a) } => zero {};
    PLACE_OF_MAX_ABS place_of_max_abs(a: [r, c]) -> usize = { runtime::place_of_max_abs(&a) } => zero {};
    PLACE_OF_MIN_ABS place_of_min_abs(a: [r, c]) -> usize = { runtime::place_of_min_abs(&a) } => zero {};
    /// The entry in a place, and 0 where there is none.
    ENTRY_IF_ANY entry_if_any(a: [r, c], i: usize) -> real = { runtime::entry_if_any(&a, i) }
        => y { a: into(acc, t) acc.add_if_any(i, t), i: constant };
    /// `a` with `s` added to an entry, if it is there: in place where `a` is not needed any more.
    ADD_IF_ANY add_if_any(a: [r, c], i: usize, s: real) -> [r, c] = { runtime::add_if_any(&mut a, i, s) }
        eval { let mut a = a; a.iter_mut().nth(i).into_iter().for_each(|entry| *entry += s); a }
        => y { a: linear(t) t, i: constant, s: linear(t) t.entry_if_any(i) } [joint];
}

/// What the runtime's functions mean, for the interpreter.
#[cfg(test)]
mod runtime {
    use nalgebra::DMatrix;

    fn place(a: &DMatrix<f64>, size: impl Fn(f64) -> f64) -> usize {
        let best = a.iter().copied().map(&size).fold(f64::NAN, f64::max);
        a.iter().position(|entry| size(*entry) == best).unwrap_or(0)
    }

    pub(super) fn place_of_max(a: &DMatrix<f64>) -> usize {
        place(a, |entry| entry)
    }

    pub(super) fn place_of_min(a: &DMatrix<f64>) -> usize {
        place(a, |entry| -entry)
    }

    pub(super) fn place_of_max_abs(a: &DMatrix<f64>) -> usize {
        place(a, f64::abs)
    }

    pub(super) fn place_of_min_abs(a: &DMatrix<f64>) -> usize {
        place(a, |entry| -entry.abs())
    }

    pub(super) fn entry_if_any(a: &DMatrix<f64>, i: usize) -> f64 {
        a.iter().nth(i).copied().unwrap_or(0.0)
    }
}
