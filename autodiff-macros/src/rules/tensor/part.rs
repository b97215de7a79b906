//! Rows and columns. An index out of bounds panics as nalgebra does.

tensor_rules! {
    ROW row(a: [r, c], i: usize) -> [1, c] = { view a.row(i) }
        eval { a.rows(i, 1).into_owned() }
        => y { a: into(acc, t) acc.add_row(i, t), i: constant };
    COLUMN column(a: [r, c], j: usize) -> [r, 1] = { view a.column(j) }
        eval { a.columns(j, 1).into_owned() }
        => y { a: into(acc, t) acc.add_column(j, t), j: constant };

    /// `a` with a row replaced: in place where `a` is not needed any more.
    SET_ROW set_row(a: [r, c], i: usize, s: [1, c]) -> [r, c] = { mut a.set_row(i, &s) }
        eval { let mut a = a; a.rows_mut(i, 1).copy_from(&s); a }
        => y { a: linear(t) t.set_row(i, t.row(i).zeros_like()), i: constant, s: linear(t) t.row(i) } [joint];
    SET_COLUMN set_column(a: [r, c], j: usize, s: [r, 1]) -> [r, c] = { mut a.set_column(j, &s) }
        eval { let mut a = a; a.columns_mut(j, 1).copy_from(&s); a }
        => y { a: linear(t) t.set_column(j, t.column(j).zeros_like()), j: constant, s: linear(t) t.column(j) } [joint];

    /// `a` with `s` added to a row: in place where `a` is not needed any more.
    ADD_ROW add_row(a: [r, c], i: usize, s: [1, c]) -> [r, c] = { runtime::add_row(&mut a, i, &s) }
        eval { let mut a = a; a.rows_mut(i, 1).zip_apply(&s, |a, s| *a += s); a }
        => y { a: linear(t) t, i: constant, s: linear(t) t.row(i) } [joint];
    ADD_COLUMN add_column(a: [r, c], j: usize, s: [r, 1]) -> [r, c] = { runtime::add_column(&mut a, j, &s) }
        eval { let mut a = a; a.columns_mut(j, 1).zip_apply(&s, |a, s| *a += s); a }
        => y { a: linear(t) t, j: constant, s: linear(t) t.column(j) } [joint];

    /// `s`, in the storage of `a`; of `a` nothing else is read.
    COPY copy(a: [r, c], s: [r, c]) -> [r, c] = { mut a.copy_from(&s) }
        eval { let mut a = a; a.copy_from(&s); a }
        => y { a: constant, s: linear(t) t }
        says s;
    /// A vector or matrix of the shape of `a` whose entries are all `s`; of `a` nothing else is read.
    FILL fill(a: [r, c], s: real) -> [r, c] = { mut a.fill(s) }
        eval { a.map(|_| s) }
        => y { a: constant, s: linear(t) t.sum() }
        says s * a.ones();
}
