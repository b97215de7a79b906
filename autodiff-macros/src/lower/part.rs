//! Rectangular parts of vectors and matrices: `rows`, `columns`, `view` and their like, as values and as places.

use syn::{Expr, ExprMethodCall, ExprRange, RangeLimits};

use crate::ir::{Dim, Kind, Tensor, Value};
use crate::messages::{iteration, value};
use crate::rules::integer::{INT_ADD, INT_SUB};
use crate::rules::tensor::access::{NCOLS, NROWS};
use crate::rules::tensor::view::{ADD_PART, PART, SET_PART};

use super::{Lowered, Lowerer, Tree, describe};

/// Where a part starts and how large it is, each by row and column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    from: [Value; 2],
    sizes: [Value; 2],
    dims: [Dim; 2],
}

/// One side of a part.
struct Side {
    from: Value,
    size: Value,
    dim: Dim,
}

/// Rows or columns.
#[derive(Clone, Copy)]
enum Axis {
    Rows,
    Columns,
}

/// Methods that give a part; with `_mut` behind it they give it as a place.
const PARTS: [&str; 13] = [
    "column_part",
    "columns",
    "columns_range",
    "fixed_columns",
    "fixed_rows",
    "fixed_slice",
    "fixed_view",
    "row_part",
    "rows",
    "rows_range",
    "slice",
    "view",
    "view_range",
];

/// The part that a method lends mutably, by its name.
pub(super) fn lent_mutably(method: &str) -> Option<&str> {
    method.strip_suffix("_mut").filter(|part| PARTS.contains(part))
}

impl Lowerer<'_> {
    /// The part of a vector or matrix that a method of this name gives; `None` of any other name.
    pub(super) fn named_part(&mut self, whole: Value, name: &str, call: &ExprMethodCall) -> Lowered<Option<Part>> {
        use Axis::{Columns, Rows};
        if !PARTS.contains(&name) {
            return Ok(None);
        }
        let dims = self.static_sizes(call);
        let args = call.args.iter().collect::<Vec<_>>();
        let (rows, columns) = match (name, &args[..], &dims[..]) {
            ("rows", [i, n], []) => (self.so_many(i, n)?, self.whole(whole, Columns)),
            ("columns", [j, n], []) => (self.whole(whole, Rows), self.so_many(j, n)?),
            ("fixed_rows", [i], [n]) => (self.fixed(i, n)?, self.whole(whole, Columns)),
            ("fixed_columns", [j], [n]) => (self.whole(whole, Rows), self.fixed(j, n)?),
            ("fixed_view" | "fixed_slice", [i, j], [m, n]) => (self.fixed(i, m)?, self.fixed(j, n)?),
            ("row_part", [i, n], []) => {
                let first = self.builder.int(0);
                (self.fixed(i, &Dim::ONE)?, Side { from: first, size: self.number(n)?, dim: Dim::Dyn })
            }
            ("column_part", [j, n], []) => {
                let first = self.builder.int(0);
                (Side { from: first, size: self.number(n)?, dim: Dim::Dyn }, self.fixed(j, &Dim::ONE)?)
            }
            ("rows_range", [range], []) => (self.ranged(whole, Rows, range)?, self.whole(whole, Columns)),
            ("columns_range", [range], []) => (self.whole(whole, Rows), self.ranged(whole, Columns, range)?),
            ("view_range", [rows, cols], []) => (self.ranged(whole, Rows, rows)?, self.ranged(whole, Columns, cols)?),
            ("view" | "slice", [start, shape], []) => {
                let ([i, j], [m, n]) = (self.number_pair(start)?, self.number_pair(shape)?);
                let side = |from: Value, size: Value| Side { from, size, dim: Dim::Dyn };
                (side(i, m), side(j, n))
            }
            (_, _, _) => return Ok(None),
        };
        let (from, sizes) = ([rows.from, columns.from], [rows.size, columns.size]);
        Ok(Some(Part { from, sizes, dims: [rows.dim, columns.dim] }))
    }

    /// The sizes that stand in `::<..>`.
    fn static_sizes(&self, call: &ExprMethodCall) -> Vec<Dim> {
        let arguments = call.turbofish.iter().flat_map(|turbofish| &turbofish.args);
        arguments.filter_map(super::types::dimension).collect()
    }

    /// Every row or column.
    fn whole(&self, of: Value, axis: Axis) -> Side {
        let (dim, size) = self.extent(of, axis);
        Side { from: self.builder.int(0), size, dim }
    }

    /// How many rows or columns there are.
    fn extent(&self, of: Value, axis: Axis) -> (Dim, Value) {
        let kind = self.builder.kind(of);
        let tensor = kind.tensor();
        let (dim, rule) = match axis {
            Axis::Rows => (tensor.map(|tensor| tensor.rows.clone()), &NROWS),
            Axis::Columns => (tensor.map(|tensor| tensor.cols.clone()), &NCOLS),
        };
        let dim = dim.unwrap_or(Dim::Dyn);
        let size = match dim {
            Dim::Generic(_) | Dim::Dyn => self.builder.apply(rule, &[of]),
            Dim::Known(_) | Dim::Named(_) => self.builder.size(&dim),
        };
        (dim, size)
    }

    fn so_many(&mut self, from: &Expr, count: &Expr) -> Lowered<Side> {
        Ok(Side { from: self.number(from)?, size: self.number(count)?, dim: Dim::Dyn })
    }

    fn fixed(&mut self, from: &Expr, dim: &Dim) -> Lowered<Side> {
        if matches!(dim, Dim::Dyn | Dim::Generic(_)) {
            return Err(self.error(from, value::open()));
        }
        Ok(Side { from: self.number(from)?, size: self.builder.size(dim), dim: dim.clone() })
    }

    /// Rows or columns by a range, or a single one.
    #[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is an index")]
    fn ranged(&mut self, whole: Value, axis: Axis, range: &Expr) -> Lowered<Side> {
        match range {
            Expr::Range(ExprRange { start: None, end: None, .. }) => Ok(self.whole(whole, axis)),
            Expr::Range(range) => {
                let (_, all) = self.extent(whole, axis);
                let (from, to) = self.ends(range, all)?;
                Ok(Side { from, size: self.between(from, to), dim: Dim::Dyn })
            }
            single => {
                let tree = self.expression(single)?;
                let index = self.leaf(&tree, single)?;
                if let Some((from, to)) = self.ranges.get(&index).copied() {
                    return Ok(Side { from, size: self.between(from, to), dim: Dim::Dyn });
                }
                match self.builder.kind(index) {
                    Kind::Int(_) => Ok(Side { from: index, size: self.builder.int(1), dim: Dim::ONE }),
                    Kind::Real(_)
                    | Kind::Tensor(_)
                    | Kind::Factor(..)
                    | Kind::Array(..)
                    | Kind::Bool
                    | Kind::Geometry(..)
                    | Kind::Record(_)
                    | Kind::Opaque
                    | Kind::Open
                    | Kind::Pullback => Err(self.error(single, iteration::not_an_integer())),
                }
            }
        }
    }

    fn between(&self, from: Value, to: Value) -> Value {
        match self.builder.known_int(from) {
            Some(0) => to,
            Some(_) | None => self.builder.apply(&INT_SUB, &[to, from]),
        }
    }

    /// The bounds of a range, where the ends of what has so many elements stand for those that are left out.
    pub(super) fn ends(&mut self, range: &ExprRange, all: Value) -> Lowered<(Value, Value)> {
        let builder = self.builder;
        let from = match &range.start {
            Some(start) => self.number(start)?,
            None => builder.int(0),
        };
        let to = match (&range.end, &range.limits) {
            (Some(end), RangeLimits::HalfOpen(_)) => self.number(end)?,
            (Some(end), RangeLimits::Closed(_)) => {
                let end = self.number(end)?;
                builder.apply(&INT_ADD, &[end, builder.int(1)])
            }
            (None, _) => all,
        };
        Ok((from, to))
    }

    /// A pair of integers.
    fn number_pair(&mut self, expr: &Expr) -> Lowered<[Value; 2]> {
        if let Expr::Tuple(tuple) = expr
            && tuple.elems.len() == 2
        {
            return Ok([self.number(&tuple.elems[0])?, self.number(&tuple.elems[1])?]);
        }
        match self.expression(expr)? {
            Tree::Tuple(parts) if parts.len() == 2 => Ok([self.leaf(&parts[0], expr)?, self.leaf(&parts[1], expr)?]),
            Tree::Tuple(_)
            | Tree::Leaf(_)
            | Tree::Rows(_)
            | Tree::Record(..)
            | Tree::Unset
            | Tree::Place(_)
            | Tree::Optional(_)
            | Tree::Geometry(..) => Err(self.error(expr, value::shape("a pair of integers"))),
        }
    }

    /// A part as a value.
    pub(super) fn read_part(&self, whole: Value, part: &Part) -> Value {
        let Kind::Tensor(tensor) = self.builder.kind(whole) else { unreachable!("a part of a vector or matrix") };
        let [rows, cols] = part.dims.clone();
        self.builder.apply_as(&PART, &part.arguments(whole), Kind::Tensor(Tensor { rows, cols, ..tensor }))
    }

    /// A vector or matrix with a part replaced, or added to.
    pub(super) fn changed_part(
        &self,
        whole: Value,
        part: &Part,
        new: Value,
        adds: bool,
        at: &impl quote::ToTokens,
    ) -> Lowered<Value> {
        let [rows, cols] = &part.dims;
        let found = self.builder.kind(new);
        let fits = found.tensor().is_some_and(|new| rows.join(&new.rows).is_some() && cols.join(&new.cols).is_some());
        let rule = if adds { &ADD_PART } else { &SET_PART };
        let args = [&part.arguments(whole)[..], &[new]].concat();
        if !fits || rule.signature.bind(&self.builder.kinds(&args), None).is_none() {
            let whole = describe(&self.builder.kind(whole));
            return Err(self.error(at, value::annotation(&format!("a part of {whole}"), &describe(&found))));
        }
        Ok(self.builder.apply(rule, &args))
    }
}

impl Part {
    fn arguments(&self, whole: Value) -> [Value; 5] {
        [whole, self.from[0], self.from[1], self.sizes[0], self.sizes[1]]
    }
}
