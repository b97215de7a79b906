//! Sums, means and variances of rows and columns. `row_sum` adds rows, so its result is a row. Of no entries, they are
//! 0, as in nalgebra.

use crate::ir::{Elem, Kind, Node};
use crate::rules::integer::CAST;

tensor_rules! {
    ROW_SUM row_sum(a: [r, c]) -> [1, c] = { a.row_sum() }
        eval { nalgebra::DMatrix::from_fn(1, a.ncols(), |_, j| a.column(j).sum()) }
        => y { a: linear(t) a.spread_row(t) };
    ROW_SUM_TR row_sum_tr(a: [r, c]) -> [c, 1] = { a.row_sum_tr() }
        eval { nalgebra::DMatrix::from_fn(a.ncols(), 1, |j, _| a.column(j).sum()) }
        => y { a: linear(t) a.spread_row(t.transpose()) };
    COLUMN_SUM column_sum(a: [r, c]) -> [r, 1] = { a.column_sum() }
        eval { nalgebra::DMatrix::from_fn(a.nrows(), 1, |i, _| a.row(i).sum()) }
        => y { a: linear(t) a.spread_column(t) };

    MEAN mean(a: [r, c]) -> real = { a.mean() } => y { a: linear(t) a.filled_like(t / real(a.len(), a)) };
    ROW_MEAN row_mean(a: [r, c]) -> [1, c] = { a.row_mean() }
        eval { nalgebra::DMatrix::from_fn(1, a.ncols(), |_, j| a.column(j).mean()) }
        => y { a: linear(t) a.spread_row(t / real(a.nrows(), a)) };
    ROW_MEAN_TR row_mean_tr(a: [r, c]) -> [c, 1] = { a.row_mean_tr() }
        eval { nalgebra::DMatrix::from_fn(a.ncols(), 1, |j, _| a.column(j).mean()) }
        => y { a: linear(t) a.spread_row(t.transpose() / real(a.nrows(), a)) };
    COLUMN_MEAN column_mean(a: [r, c]) -> [r, 1] = { a.column_mean() }
        eval { nalgebra::DMatrix::from_fn(a.nrows(), 1, |i, _| a.row(i).mean()) }
        => y { a: linear(t) a.spread_column(t / real(a.ncols(), a)) };

    /// The mean of `(aᵢ - m)²`; the derivative of `m` itself adds nothing.
    VARIANCE variance(a: [r, c]) -> real = { a.variance() }
        => y { a: differential(da) a.add_scalar(-a.mean()).dot(da) * (2.0 / at_least_one(a.len(), a)) };
    ROW_VARIANCE row_variance(a: [r, c]) -> [1, c] = { a.row_variance() }
        eval { nalgebra::DMatrix::from_fn(1, a.ncols(), |_, j| a.column(j).variance()) }
        => y { a: differential(da) row_centred(a).row_dot(da) * (2.0 / at_least_one(a.nrows(), a)) };
    ROW_VARIANCE_TR row_variance_tr(a: [r, c]) -> [c, 1] = { a.row_variance_tr() }
        eval { nalgebra::DMatrix::from_fn(a.ncols(), 1, |j, _| a.column(j).variance()) }
        => y { a: differential(da) row_centred(a).row_dot(da).transpose() * (2.0 / at_least_one(a.nrows(), a)) };
    COLUMN_VARIANCE column_variance(a: [r, c]) -> [r, 1] = { a.column_variance() }
        eval { nalgebra::DMatrix::from_fn(a.nrows(), 1, |i, _| a.row(i).variance()) }
        => y { a: differential(da) (a - a.spread_column(a.column_mean())).column_dot(da) * (2.0 / at_least_one(a.ncols(), a)) };

    /// The inner products of columns, as a row.
    ROW_DOT row_dot(a: [r, c], b: [r, c]) -> [1, c] = { runtime::row_dot(&a, &b) }
        => y { a: linear(t) b.scaled_columns(t), b: linear(t) a.scaled_columns(t) };
    /// The inner products of rows, as a column.
    COLUMN_DOT column_dot(a: [r, c], b: [r, c]) -> [r, 1] = { runtime::column_dot(&a, &b) }
        => y { a: linear(t) b.scaled_rows(t), b: linear(t) a.scaled_rows(t) };
    /// Each column of `a` times the entry of `s` there.
    SCALED_COLUMNS scaled_columns(a: [r, c], s: [1, c]) -> [r, c] = { runtime::scaled_columns(&a, &s) }
        => y { a: linear(t) t.scaled_columns(s), s: linear(t) a.row_dot(t) };
    /// Each row of `a` times the entry of `s` there.
    SCALED_ROWS scaled_rows(a: [r, c], s: [r, 1]) -> [r, c] = { runtime::scaled_rows(&a, &s) }
        => y { a: linear(t) t.scaled_rows(s), s: linear(t) a.column_dot(t) };
    /// The row `s` again and again, in the shape of `a`.
    SPREAD_ROW spread_row(a: [r, c], s: [1, c]) -> [r, c] = { runtime::spread_row(&a, &s) }
        => y { a: constant, s: linear(t) t.row_sum() };
    /// The column `s` again and again, in the shape of `a`.
    SPREAD_COLUMN spread_column(a: [r, c], s: [r, 1]) -> [r, c] = { runtime::spread_column(&a, &s) }
        => y { a: constant, s: linear(t) t.column_sum() };

    /// `s` added to each row: in place where `a` is not needed any more.
    ADD_TO_ROWS add_to_rows(a: [r, c], s: [1, c]) -> [r, c] = { runtime::add_to_rows(&mut a, &s) }
        eval { a.map_with_location(|_, j, entry| entry + s[j]) }
        => y { a: linear(t) t, s: linear(t) t.row_sum() } [joint];
    /// `s` added to each column: in place where `a` is not needed any more.
    ADD_TO_COLUMNS add_to_columns(a: [r, c], s: [r, 1]) -> [r, c] = { runtime::add_to_columns(&mut a, &s) }
        eval { a.map_with_location(|i, _, entry| entry + s[i]) }
        => y { a: linear(t) t, s: linear(t) t.column_sum() } [joint];
}

/// The distances from the mean row.
fn row_centred(a: Node<'_>) -> Node<'_> {
    a - a.spread_row(a.row_mean())
}

/// A divisor: of no entries the sum is 0, and so is the quotient.
fn at_least_one<'b>(size: Node<'b>, a: Node<'b>) -> Node<'b> {
    real(size.int_max(a.builder.node(a.builder.int(1))), a)
}

/// A size as a real of the type of the entries.
fn real<'b>(size: Node<'b>, a: Node<'b>) -> Node<'b> {
    let elem = a.kind().elem().cloned().unwrap_or(Elem::Any);
    a.builder.node(a.builder.apply_as(&CAST, &[size.value()], Kind::Real(elem)))
}

/// What the runtime's functions mean, for the interpreter.
#[cfg(test)]
mod runtime {
    use nalgebra::DMatrix;

    pub(super) fn row_dot(a: &DMatrix<f64>, b: &DMatrix<f64>) -> DMatrix<f64> {
        DMatrix::from_fn(1, a.ncols(), |_, j| a.column(j).dot(&b.column(j)))
    }

    pub(super) fn column_dot(a: &DMatrix<f64>, b: &DMatrix<f64>) -> DMatrix<f64> {
        DMatrix::from_fn(a.nrows(), 1, |i, _| a.row(i).dot(&b.row(i)))
    }

    pub(super) fn scaled_columns(a: &DMatrix<f64>, s: &DMatrix<f64>) -> DMatrix<f64> {
        a.map_with_location(|_, j, entry| entry * s[j])
    }

    pub(super) fn scaled_rows(a: &DMatrix<f64>, s: &DMatrix<f64>) -> DMatrix<f64> {
        a.map_with_location(|i, _, entry| entry * s[i])
    }

    pub(super) fn spread_row(a: &DMatrix<f64>, s: &DMatrix<f64>) -> DMatrix<f64> {
        a.map_with_location(|_, j, _| s[j])
    }

    pub(super) fn spread_column(a: &DMatrix<f64>, s: &DMatrix<f64>) -> DMatrix<f64> {
        a.map_with_location(|i, _, _| s[i])
    }
}
