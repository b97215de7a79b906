//! Methods of vectors and matrices that are loops over their entries or rows: `product`, `fold` and the like. And norms
//! that are given as values.

use syn::{Expr, ExprMethodCall, ExprPath};

use crate::ir::{Dim, Kind, Tensor, Value};
use crate::rules::scalar::arithmetic::MUL;
use crate::rules::tensor::access::{INDEX, LEN, NCOLS, NROWS};
use crate::rules::tensor::arithmetic::{COMPONENT_MUL, SUB};
use crate::rules::tensor::construct::FROM_ELEMENT;
use crate::rules::tensor::extreme::AMAX;
use crate::rules::tensor::kronecker::KRONECKER;
use crate::rules::tensor::norm::{LP_NORM, NORM, ONE_NORM};
use crate::rules::tensor::part::{COLUMN, ROW};
use crate::rules::tensor::product::TRANSPOSE;

use super::iterate::{Item, Iteration, Stream};
use super::place::Place;
use super::{Lowered, Lowerer, Tree};

/// A constant of nalgebra's that was known by its name, and what of the runtime compiles for it alone.
pub(crate) struct Assumed {
    pub(crate) path: ExprPath,
    pub(crate) check: &'static str,
}

impl<'e> Lowerer<'_> {
    /// A method that goes over the entries one after the other; `None` of any other.
    pub(super) fn over_entries(&mut self, of: Value, name: &str, call: &'e ExprMethodCall) -> Lowered<Option<Tree>> {
        let args = call.args.iter().collect::<Vec<_>>();
        // A closure over constants may be any Rust.
        if let Some(Expr::Closure(_)) = args.last()
            && !self.names_varied(call)?
        {
            return Ok(None);
        }
        match (name, &args[..]) {
            ("product", []) => self.entry_product(of, call).map(Some),
            ("row_product", []) => self.line_product(of, true, call).map(Some),
            ("column_product", []) => self.line_product(of, false, call).map(Some),
            ("row_product_tr", []) => {
                let row = self.line_product(of, true, call)?;
                let row = self.leaf(&row, call)?;
                Ok(Some(Tree::Leaf(self.builder.apply(&TRANSPOSE, &[row]))))
            }
            ("fold", [init, function]) => {
                let init = self.expression(init)?;
                let over = Stream::Plain(self.entries_over(of));
                self.gathered(&over, init, call, |lowerer, total, entry| lowerer.called(function, vec![total, entry]))
                    .map(Some)
            }
            ("zip_fold", [other, init, function]) => {
                let tree = self.expression(other)?;
                let other = self.leaf(&tree, other)?;
                let init = self.expression(init)?;
                let (one, two) = (self.entries_over(of), self.entries_over(other));
                let over = Iteration { item: Item::Pair(Box::new(one.clone()), Box::new(two)), ..one };
                let next = |lowerer: &mut Self, total: Tree, pair: Tree| match pair {
                    Tree::Tuple(entries) => lowerer.called(function, [vec![total], entries].concat()),
                    pair @ (Tree::Leaf(_)
                    | Tree::Rows(_)
                    | Tree::Record(..)
                    | Tree::Geometry(..)
                    | Tree::Unset
                    | Tree::Place(_)
                    | Tree::Optional(_)) => lowerer.called(function, vec![total, pair]),
                };
                self.gathered(&Stream::Plain(over), init, call, next).map(Some)
            }
            ("apply_into", [Expr::Closure(closure)]) => {
                self.scopes.open();
                let slot = self.scopes.bind_hidden("applied", Tree::Leaf(of));
                let place = Place { root: slot.clone(), steps: Vec::new() };
                let done = self.apply_to(&place, closure, &[], call);
                let value = self.scopes.read(&slot);
                self.scopes.close();
                done.and(value).map(Some)
            }
            ("reshape_generic", [rows, cols]) => self.reshaped_generic(of, rows, cols, &call.receiver),
            ("kronecker", [other]) => {
                let tree = self.expression(other)?;
                let other = self.leaf(&tree, other)?;
                Ok(self.kronecker(of, other, call).map(Tree::Leaf))
            }
            ("apply_norm", [norm]) => self.normed(of, norm).transpose(),
            ("apply_metric_distance", [other, norm]) => {
                let tree = self.expression(other)?;
                let other = self.leaf(&tree, other)?;
                if SUB.signature.bind(&self.builder.kinds(&[of, other]), None).is_none() {
                    return Ok(None);
                }
                let difference = self.at(&call.method).apply(&SUB, &[of, other]);
                self.normed(difference, norm).transpose()
            }
            (_, _) => Ok(None),
        }
    }

    /// `a.kronecker(&b)`. nalgebra's type of it can't be named where a size is a parameter.
    fn kronecker(&self, a: Value, b: Value, call: &ExprMethodCall) -> Option<Value> {
        let (Kind::Tensor(one), Kind::Tensor(two)) = (self.builder.kind(a), self.builder.kind(b)) else { return None };
        let is_named = |dim: &&Dim| matches!(dim, Dim::Named(_) | Dim::Generic(_));
        let elem = one.elem.join(&two.elem)?;
        if [&one.rows, &one.cols, &two.rows, &two.cols].iter().any(is_named) {
            return None;
        }
        let size = |one: &Dim, two: &Dim| {
            if matches!((one, two), (Dim::Dyn, _) | (_, Dim::Dyn)) { Dim::Dyn } else { one.times(two) }
        };
        let tensor = Tensor { elem, rows: size(&one.rows, &two.rows), cols: size(&one.cols, &two.cols) };
        Some(self.at(&call.method).apply_as(&KRONECKER, &[a, b], Kind::Tensor(tensor)))
    }

    /// The entries of a vector or matrix, in storage order.
    fn entries_over(&self, of: Value) -> Iteration<'e> {
        let end = self.builder.apply(&LEN, &[of]);
        Iteration { start: self.builder.int(0), end, reversed: false, item: Item::Element(of) }
    }

    /// One factor after the other: nothing is divided by an entry, which may be 0.
    fn entry_product(&mut self, of: Value, call: &ExprMethodCall) -> Lowered<Tree> {
        self.at(&call.method);
        let builder = self.builder;
        let one = builder.constant(crate::ir::Constant::Real(1.0, None), self.entry_kind(of));
        let end = builder.apply(&LEN, &[of]);
        self.counted_to(end, one, call, |_, number, so_far| {
            Ok(builder.apply(&MUL, &[so_far, builder.apply(&INDEX, &[of, number])]))
        })
    }

    fn entry_kind(&self, of: Value) -> Kind {
        Kind::Real(self.builder.kind(of).elem().cloned().unwrap_or(crate::ir::Elem::Any))
    }

    /// The product of all rows, or of all columns, entry by entry.
    fn line_product(&mut self, of: Value, of_rows: bool, call: &ExprMethodCall) -> Lowered<Tree> {
        self.at(&call.method);
        let builder = self.builder;
        let Kind::Tensor(tensor) = builder.kind(of) else {
            return Err(self.error(call, crate::messages::value::open()));
        };
        let one = builder.constant(crate::ir::Constant::Real(1.0, None), self.entry_kind(of));
        let (end, line, length) = if of_rows { (&NROWS, &ROW, &tensor.cols) } else { (&NCOLS, &COLUMN, &tensor.rows) };
        let length = match length {
            Dim::Generic(_) | Dim::Dyn => builder.apply(if of_rows { &NCOLS } else { &NROWS }, &[of]),
            Dim::Known(_) | Dim::Named(_) => builder.size(length),
        };
        let single = builder.int(1);
        let (sizes, shape) = if of_rows {
            ([single, length], Tensor { rows: Dim::ONE, ..tensor })
        } else {
            ([length, single], Tensor { cols: Dim::ONE, ..tensor })
        };
        let ones = builder.apply_as(&FROM_ELEMENT, &[sizes[0], sizes[1], one], Kind::Tensor(shape));
        let end = builder.apply(end, &[of]);
        self.counted_to(end, ones, call, |_, number, so_far| {
            Ok(builder.apply(&COMPONENT_MUL, &[so_far, builder.apply(line, &[of, number])]))
        })
    }

    /// The norm that a value of nalgebra's stands for, by its name: `&LpNorm(3)`, `&UniformNorm`.
    #[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is no known norm")]
    fn normed(&mut self, of: Value, norm: &Expr) -> Option<Lowered<Tree>> {
        match norm {
            Expr::Reference(inner) => self.normed(of, &inner.expr),
            Expr::Paren(inner) => self.normed(of, &inner.expr),
            Expr::Call(call) => {
                let (Expr::Path(path), [power]) = (&*call.func, &call.args.iter().collect::<Vec<_>>()[..]) else {
                    return None;
                };
                if path.path.segments.last()?.ident != "LpNorm" {
                    return None;
                }
                self.assumed.push(Assumed { path: path.clone(), check: "is_lp_norm" });
                let power = self.number(power);
                Some(power.map(|power| Tree::Leaf(self.at(norm).apply(&LP_NORM, &[of, power]))))
            }
            Expr::Path(path) => {
                let (rule, check) = match path.path.segments.last()?.ident.to_string().as_str() {
                    "EuclideanNorm" => (&NORM, "is_euclidean_norm"),
                    "UniformNorm" => (&AMAX, "is_uniform_norm"),
                    "OneNorm" => (&ONE_NORM, "is_one_norm"),
                    _ => return None,
                };
                self.assumed.push(Assumed { path: path.clone(), check });
                Some(Ok(Tree::Leaf(self.at(norm).apply(rule, &[of]))))
            }
            _ => None,
        }
    }
}
