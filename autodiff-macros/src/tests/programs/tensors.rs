//! Operations on vectors and matrices.

use crate::ir::Node;

/// Rows and columns.
pub(super) type Shape = (usize, usize);

/// A tensor from two of one shape and a scalar, of that shape again.
pub(super) type Entrywise = for<'b> fn(Node<'b>, Node<'b>, Node<'b>) -> Node<'b>;

pub(super) const ENTRYWISE: &[Entrywise] = &[
    |a, b, _| a + b,
    |a, b, _| a - b,
    |a, _, _| -a,
    |a, _, s| a * s,
    |a, _, s| s * a,
    |a, _, s| a / super::scalars::positive(s),
    |a, _, s| a.add_scalar(s),
    |a, b, _| a.component_mul(b),
    |a, b, s| a.component_div(b.component_mul(b).add_scalar(super::scalars::positive(s))),
    |a, b, s| a * s - b * s,
    |a, _, s| a.filled_like(s) - a,
    |a, b, _| a.zeros_like() + b,
    |a, b, _| (a + b) * -1.0,
];

/// A scalar from two tensors of one shape.
pub(super) type Reduction = for<'b> fn(Node<'b>, Node<'b>) -> Node<'b>;

pub(super) const REDUCTIONS: &[Reduction] = &[
    |a, _| a.sum(),
    |a, _| a.mean(),
    |a, b| a.dot(b),
    |a, _| a.dot(a),
    |a, _| a.norm_squared(),
    |a, _| a.norm(),
    |a, b| (a - b).norm_squared(),
    |a, b| a.tr_dot(b.transpose()),
    |a, b| a.mul_tr(b).trace(),
    |a, b| a.transpose().matmul(b).trace(),
    |a, b| a.matmul(b.transpose()).diagonal().sum(),
    |a, b| a.tr_mul(b).matmul(b.tr_mul(a)).trace(),
    |a, b| {
        let (row, column) = (a.matmul(b.transpose()).diagonal(), b.mul_tr(b).diagonal());
        let zero = a.builder.node(a.builder.int(0));
        row.transpose().matmul(a.mul_tr(a)).matmul(column).index_pair(zero, zero)
    },
];

/// A tensor from two, where their shapes fit, and its shape.
pub(super) type Product = for<'b> fn(Node<'b>, Node<'b>, Shape, Shape) -> Option<(Node<'b>, Shape)>;

pub(super) const PRODUCTS: &[Product] = &[
    |a, b, (r, k), (l, c)| (k == l).then(|| (a.matmul(b), (r, c))),
    |a, b, (k, r), (l, c)| (k == l).then(|| (a.tr_mul(b), (r, c))),
    |a, b, (r, k), (c, l)| (k == l).then(|| (a.mul_tr(b), (r, c))),
    |a, b, (k, r), (l, c)| (k == l).then(|| (a.transpose().matmul(b), (r, c))),
    |a, b, (r, k), (c, l)| (k == l).then(|| (a.matmul(b.transpose()), (r, c))),
    |a, b, (r, k), (l, c)| (k == l).then(|| (a.matmul(b).transpose(), (c, r))),
    |a, b, (r, k), (l, c)| (k == l).then(|| (a.matmul(b * 0.5), (r, c))),
    |a, b, (r, k), (l, c)| (k == l).then(|| ((-a).matmul(b), (r, c))),
    |a, _, (r, c), _| Some((a.transpose(), (c, r))),
    |a, _, (r, c), _| Some((a.transpose().transpose(), (r, c))),
    |a, _, (r, c), _| (r == c).then(|| (a.diagonal(), (r, 1))),
    |a, _, (r, c), _| (r == c).then(|| (a.diagonal_like(a.trace()), (r, c))),
    |a, _, (r, c), _| Some((a.transpose().matmul(a).matmul(a.transpose()), (c, r))),
    |a, b, (r, one), (k, l)| (one == 1 && r == k).then(|| (a.mul_tr(a).matmul(b), (r, l))),
    |a, b, (r, k), (l, c)| (k == l).then(|| (a.matmul(b.matmul(b.transpose())).matmul(b), (r, c))),
    |a, b, (r, one), (k, l)| (one == 1 && r == k).then(|| ((a.transpose().matmul(b)).transpose(), (l, 1))),
    |a, b, (r, c), (k, l)| (r == c && c == k).then(|| ((a + a.transpose()).tr_mul(b), (r, l))),
    |a, b, (r, c), (k, l)| (r == c && c == k).then(|| (a.tr_mul(a).tr_mul(b), (r, l))),
    |a, b, (r, k), (l, c)| (k == l && r > 1).then(|| (a.matmul(a.tr_mul(a).diagonal_like(a.sum())).matmul(b), (r, c))),
    |a, b, (r, one), (k, two)| (one == 1 && two == 1).then(|| (a.mul_tr(b) * a.sum(), (r, k))),
    |a, b, (r, one), (k, l)| (one == 1 && (r, r) == (k, l)).then(|| (a.diagonal_matrix() - b, (r, r))),
];
