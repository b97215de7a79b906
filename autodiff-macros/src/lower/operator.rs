//! Operators, casts and indices.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{BinOp, Expr, ExprBinary, ExprCast, ExprIndex, ExprMethodCall, ExprUnary, UnOp};

use crate::ir::{Constant, Elem, Int, Kind, Op, Tensor, Value};
use crate::messages::{assignment, syntax, value};
use crate::rules::array::SLICE;
use crate::rules::scalar::cast::REAL_CAST;
use crate::rules::{self, Surface};

use super::changes::assigns;
use super::place::Step;
use super::types::Reading;
use super::{Lowered, Lowerer, Tree, are_apart, describe, tidy};

/// Whether an operator assigns.
pub(super) fn is_assignment(op: &BinOp) -> bool {
    match op {
        BinOp::AddAssign(_)
        | BinOp::SubAssign(_)
        | BinOp::MulAssign(_)
        | BinOp::DivAssign(_)
        | BinOp::RemAssign(_)
        | BinOp::BitXorAssign(_)
        | BinOp::BitAndAssign(_)
        | BinOp::BitOrAssign(_)
        | BinOp::ShlAssign(_)
        | BinOp::ShrAssign(_) => true,
        BinOp::Add(_)
        | BinOp::Sub(_)
        | BinOp::Mul(_)
        | BinOp::Div(_)
        | BinOp::Rem(_)
        | BinOp::And(_)
        | BinOp::Or(_)
        | BinOp::BitXor(_)
        | BinOp::BitAnd(_)
        | BinOp::BitOr(_)
        | BinOp::Shl(_)
        | BinOp::Shr(_)
        | BinOp::Eq(_)
        | BinOp::Lt(_)
        | BinOp::Le(_)
        | BinOp::Ne(_)
        | BinOp::Ge(_)
        | BinOp::Gt(_) => false,
        _ => false,
    }
}

impl Lowerer<'_> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "every other operator evaluates both operands")]
    pub(super) fn binary(&mut self, expr: &ExprBinary) -> Lowered<Tree> {
        if is_assignment(&expr.op) {
            return Err(self.error(
                expr,
                syntax::refused("an assignment in the place of a value", "make it a statement of its own"),
            ));
        }
        match &expr.op {
            BinOp::And(_) => return self.lazy(expr, false),
            BinOp::Or(_) => return self.lazy(expr, true),
            // Every other operator evaluates both operands.
            _ => {}
        }
        let (left, right) = (self.expression(&expr.left), self.expression(&expr.right));
        let (left, right) = (left?, right?);
        if self.is_geometry(&left) || self.is_geometry(&right) {
            return self.geometry_binary(&left, &right, expr);
        }
        let one = self.leaf(&left, &expr.left)?;
        let two = self.leaf(&right, &expr.right)?;
        let symbol = expr.op.to_token_stream().to_string();
        self.settle(one, two);
        let kinds = self.builder.kinds(&[one, two]);
        if let Some(found) = rules::find(Surface::Infix(&symbol), &kinds) {
            let args = found.arrange(&[one, two]);
            return Ok(Tree::Leaf(self.at(&expr.op).apply(found.rule, &args)));
        }
        if self.is_constant(&[one, two]) {
            // Shifts and masks of integers, comparisons of constants of other types.
            let kind = match (&kinds[0], &kinds[1]) {
                (Kind::Int(one), Kind::Int(two)) => Kind::Int(one.join(*two).unwrap_or(Int::Any)),
                (_, _) if is_comparison(&expr.op) => Kind::Bool,
                (_, _) => Kind::Open,
            };
            let op = &expr.op;
            let parts = [(one, &*expr.left), (two, &*expr.right)];
            return self.constant(expr, &parts, |holes| binary_template(op, holes), kind);
        }
        let message = value::operator(&symbol, &describe(&kinds[0]), &describe(&kinds[1]));
        Err(self.error(expr, message.of_rust(are_apart(&kinds[0], &kinds[1]))))
    }

    /// An operand of open kind beside a real or a vector is a real; beside an integer, an integer.
    pub(super) fn settle(&self, one: Value, two: Value) {
        let kinds = (self.builder.kind(one), self.builder.kind(two));
        let assumed = |other: &Kind| match other {
            Kind::Real(elem) => Some(Kind::Real(elem.clone())),
            Kind::Tensor(tensor) => Some(Kind::Real(tensor.elem.clone())),
            Kind::Int(int) => Some(Kind::Int(*int)),
            Kind::Factor(..)
            | Kind::Geometry(..)
            | Kind::Array(..)
            | Kind::Bool
            | Kind::Record(_)
            | Kind::Opaque
            | Kind::Open
            | Kind::Pullback => None,
        };
        match kinds {
            (Kind::Open, other) => assumed(&other).into_iter().for_each(|kind| self.builder.assume(one, kind)),
            (other, Kind::Open) => assumed(&other).into_iter().for_each(|kind| self.builder.assume(two, kind)),
            (_, _) => {}
        }
    }

    /// `a && b` as `if a { b } else { false }`, so that `b` is evaluated only where Rust would.
    fn lazy(&mut self, expr: &ExprBinary, decided: bool) -> Lowered<Tree> {
        let condition = self.expression(&expr.left).and_then(|tree| self.truth(&tree, &expr.left));
        let builder = self.builder;
        let skipped = |_: &mut Self| Ok(Tree::Leaf(builder.constant(Constant::Bool(decided), Kind::Bool)));
        let evaluated = |lowerer: &mut Self| {
            let tree = lowerer.expression(&expr.right)?;
            lowerer.truth(&tree, &expr.right).map(Tree::Leaf)
        };
        if decided {
            self.choose(condition, expr, skipped, evaluated)
        } else {
            self.choose(condition, expr, evaluated, skipped)
        }
    }

    /// A condition.
    pub(super) fn truth(&self, tree: &Tree, at: &Expr) -> Lowered<Value> {
        let value = self.leaf(tree, at)?;
        match self.builder.kind(value) {
            Kind::Bool => Ok(value),
            Kind::Open => {
                self.builder.assume(value, Kind::Bool);
                Ok(value)
            }
            other @ (Kind::Real(_)
            | Kind::Tensor(_)
            | Kind::Array(..)
            | Kind::Int(_)
            | Kind::Factor(..)
            | Kind::Geometry(..)
            | Kind::Record(_)
            | Kind::Opaque
            | Kind::Pullback) => {
                Err(self.error(at, value::condition(&describe(&other)).of_rust(are_apart(&other, &Kind::Bool))))
            }
        }
    }

    pub(super) fn unary(&mut self, expr: &ExprUnary) -> Lowered<Tree> {
        let operand = self.expression(&expr.expr)?;
        let symbol = match &expr.op {
            UnOp::Deref(_) => return self.dereferenced(operand, expr),
            UnOp::Neg(_) => "-",
            UnOp::Not(_) => "!",
            _ => return Err(self.error(expr, syntax::unknown())),
        };
        if symbol == "-" && self.is_geometry(&operand) {
            return self.geometry_negative(&operand, expr);
        }
        let operand = self.leaf(&operand, &expr.expr)?;
        let kind = self.builder.kind(operand);
        match rules::find(Surface::Prefix(symbol), std::slice::from_ref(&kind)) {
            Some(found) => Ok(Tree::Leaf(self.at(&expr.op).apply(found.rule, &[operand]))),
            None if self.is_constant(&[operand]) => {
                let op = &expr.op;
                self.constant(expr, &[(operand, &*expr.expr)], |holes| quote!(#op #(#holes)*), kind)
            }
            None => Err(self.error(expr, value::unary(symbol, &describe(&kind)))),
        }
    }

    /// `*x`: the value itself, but of a type that is not looked into, what that points to.
    fn dereferenced(&self, operand: Tree, expr: &ExprUnary) -> Lowered<Tree> {
        if self.is_geometry(&operand) && !self.is_reference(&expr.expr) {
            return Ok(self.geometry_target(operand));
        }
        match operand {
            // What is pointed to was read instead.
            Tree::Leaf(leaf) if self.references.contains(&leaf) && !self.is_reference(&expr.expr) => Ok(operand),
            Tree::Leaf(leaf) if matches!(self.builder.kind(leaf), Kind::Opaque | Kind::Open) => {
                self.constant(expr, &[(leaf, &*expr.expr)], |holes| quote!(*#(#holes)*), Kind::Open)
            }
            Tree::Leaf(_)
            | Tree::Tuple(_)
            | Tree::Rows(_)
            | Tree::Record(..)
            | Tree::Unset
            | Tree::Place(_)
            | Tree::Optional(_)
            | Tree::Geometry(..) => Ok(operand),
        }
    }

    pub(super) fn cast(&mut self, expr: &ExprCast) -> Lowered<Tree> {
        let operand = self.expression(&expr.expr)?;
        let operand = self.leaf(&operand, &expr.expr)?;
        let from = self.builder.kind(operand);
        let to = match self.types.read(&expr.ty) {
            Reading::Kind(kind) => kind,
            Reading::Reference(_)
            | Reading::Mutable
            | Reading::Tuple(_)
            | Reading::Container
            | Reading::Other
            | Reading::Inferred => Kind::Opaque,
        };
        match (&from, &to) {
            (Kind::Int(_), Kind::Real(_)) => {
                Ok(Tree::Leaf(self.at(&expr.as_token).apply_as(&rules::CAST, &[operand], to)))
            }
            // Of a number without a type of its own, rounding is left.
            (Kind::Real(one), Kind::Real(two)) if one.join(two).is_some() && (one, two) != (&Elem::Any, &Elem::F32) => {
                Ok(Tree::Leaf(operand))
            }
            (Kind::Real(Elem::Any | Elem::F32 | Elem::F64), Kind::Real(Elem::F32 | Elem::F64)) => {
                Ok(Tree::Leaf(self.at(&expr.as_token).apply_as(&REAL_CAST, &[operand], to)))
            }
            (_, _) if self.is_constant(&[operand]) => {
                let ty = &expr.ty;
                self.constant(expr, &[(operand, &*expr.expr)], |holes| quote!(#(#holes)* as #ty), to)
            }
            (_, _) => {
                let (ty, from) = (tidy(&expr.ty), describe(&from));
                Err(self.error(expr, value::cast(&from, &ty, &tidy(expr))))
            }
        }
    }

    /// `a.cast::<f64>()` of a vector or matrix: its entries as reals of the other type; `None` of types that are not known.
    pub(super) fn cast_entries(&self, of: Value, expr: &ExprMethodCall) -> Option<Value> {
        let builder = self.builder;
        let (from, to) = (builder.kind(of).tensor().cloned()?, self.turbofish_elem(expr));
        let is_known = |elem: &Elem| matches!(elem, Elem::F32 | Elem::F64);
        if !is_known(&from.elem) || !is_known(&to) {
            return None;
        }
        if from.elem == to {
            return Some(of);
        }
        self.at(&expr.method);
        let entry = builder.fresh(Kind::Real(from.elem.clone()), builder.is_varied(of));
        let block = builder.block(vec![entry], || vec![builder.apply_as(&REAL_CAST, &[entry], Kind::Real(to.clone()))]);
        let kind = Kind::Tensor(Tensor { elem: to, ..from });
        Some(builder.emit(Op::Map { located: false }, &[of], vec![block], kind, builder.is_varied(of)))
    }

    pub(super) fn index(&mut self, expr: &ExprIndex) -> Lowered<Tree> {
        self.check_index(&expr.index)?;
        let indexed = self.expression(&expr.expr)?;
        if let Tree::Rows(_) = indexed {
            return self.index_into_tuples(&indexed, expr);
        }
        let indexed = self.indexed_part(&indexed, &expr.expr)?;
        if let Expr::Range(range) = &*expr.index
            && matches!(self.builder.kind(indexed), Kind::Array(..))
        {
            let (from, to) = self.range_within(range, indexed)?;
            return Ok(Tree::Leaf(self.at(&expr.index).apply(&SLICE, &[indexed, from, to])));
        }
        let place = self.expression(&expr.index)?;
        if let (Tree::Leaf(range), Kind::Array(..)) = (&place, self.builder.kind(indexed))
            && let Some((from, to)) = self.ranges.get(range).copied()
        {
            return Ok(Tree::Leaf(self.at(&expr.index).apply(&SLICE, &[indexed, from, to])));
        }
        let mut args = vec![indexed];
        args.extend(place.leaves());
        for index in &args[1..] {
            match self.builder.kind(*index) {
                Kind::Open => self.builder.assume(*index, Kind::Int(Int::Any)),
                Kind::Int(Int::Named(ty)) if ty != "usize" => {
                    return Err(self.error(&expr.index, value::index_type(ty).of_rust(true)));
                }
                Kind::Int(_)
                | Kind::Real(_)
                | Kind::Tensor(_)
                | Kind::Array(..)
                | Kind::Record(_)
                | Kind::Factor(..)
                | Kind::Geometry(..)
                | Kind::Bool
                | Kind::Opaque
                | Kind::Pullback => {}
            }
        }
        let surface = if args.len() == 2 { Surface::Index } else { Surface::IndexPair };
        match rules::find(surface, &self.builder.kinds(&args)) {
            Some(found) => Ok(Tree::Leaf(self.at(&expr.index).apply(found.rule, &args))),
            None if self.is_constant(&args) && args.len() == 2 => {
                let parts = [(indexed, &*expr.expr), (args[1], &*expr.index)];
                let template = |holes: &[Ident]| {
                    let (indexed, index) = (&holes[0], &holes[1]);
                    quote!(#indexed[#index])
                };
                self.constant(expr, &parts, template, Kind::Open)
            }
            None if self.is_constant(&args) => self.fragment(expr, Kind::Open),
            None => Err(self.error(expr, value::index(&describe(&self.builder.kind(indexed))))),
        }
    }

    /// An index is computed before what is indexed is read, and other operands before or after it: none must assign.
    pub(super) fn check_index(&self, index: &Expr) -> Lowered<()> {
        if assigns(index) {
            return Err(self.error(index, assignment::in_index()));
        }
        Ok(())
    }

    /// `pairs[i]` and `pairs[a..b]` of an array of tuples.
    #[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is treated alike")]
    fn index_into_tuples(&mut self, rows: &Tree, expr: &ExprIndex) -> Lowered<Tree> {
        let first = rows.leaves()[0];
        let step = match &*expr.index {
            Expr::Range(range) => {
                let (from, to) = self.range_within(range, first)?;
                Step::Range(from, to)
            }
            index => Step::Index(vec![self.number(index)?]),
        };
        self.at(&expr.index);
        self.part(rows, &step, expr)
    }

    /// The builder, at the place of a token.
    pub(super) fn at(&self, token: &impl ToTokens) -> &crate::ir::Builder {
        let span = token.to_token_stream().into_iter().next().map_or_else(Span::call_site, |tree| tree.span());
        self.builder.at(span)
    }

    pub(super) fn is_constant(&self, values: &[Value]) -> bool {
        values.iter().all(|value| !self.builder.is_varied(*value))
    }
}

pub(super) fn binary_template(op: &BinOp, holes: &[Ident]) -> TokenStream {
    let (one, two) = (&holes[0], &holes[1]);
    quote!(#one #op #two)
}

pub(super) fn is_comparison(op: &BinOp) -> bool {
    matches!(op, BinOp::Eq(_) | BinOp::Ne(_) | BinOp::Lt(_) | BinOp::Le(_) | BinOp::Gt(_) | BinOp::Ge(_))
}
