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
    |a, b, (r, one), (k, l)| (one == 1 && (r, r) == (k, l)).then(|| (a.diagonal_matrix() - b, (r, r))),
];
