//! Expressions.

use quote::ToTokens;
use syn::{Expr, ExprField, ExprPath, Member};

use crate::ir::{Elem, Kind, Value};
use crate::messages::{iteration, structs, syntax, value};
use crate::rules::tensor::access::{INDEX, INDEX_PAIR};

use super::jumps::Position;
use super::{Lowered, Lowerer, Tree, describe};

impl Lowerer<'_> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the table has every other expression")]
    pub(super) fn expression(&mut self, expr: &Expr) -> Lowered<Tree> {
        match expr {
            Expr::Binary(expr) => self.binary(expr),
            Expr::Array(expr) => self.array(expr),
            Expr::Block(expr) if expr.label.is_none() => self.block(&expr.block, Position::Inner),
            Expr::Call(expr) => self.call(expr),
            Expr::Cast(expr) => self.cast(expr),
            Expr::Field(expr) => self.field(expr, false),
            Expr::Group(expr) => self.expression(&expr.expr),
            Expr::If(expr) => self.conditional(expr, &[], Position::Inner),
            Expr::Index(expr) => self.index(expr),
            Expr::Lit(expr) => self.literal(expr),
            Expr::Loop(expr) => self.endless_loop(expr),
            Expr::Macro(expr) => self.macro_expression(expr),
            Expr::Match(expr) => self.match_expression(expr, &[], Position::Inner),
            Expr::MethodCall(expr) => self.method(expr),
            Expr::Paren(expr) => self.expression(&expr.expr),
            Expr::Path(expr) => self.path(expr),
            Expr::Reference(expr) if expr.mutability.is_none() => self.borrowed(&expr.expr),
            Expr::Range(expr) if expr.start.is_some() && expr.end.is_some() => self.named_range(expr),
            Expr::Repeat(expr) => self.repeated_element(&expr.expr, &expr.len, true, expr),
            Expr::Tuple(expr) => {
                let parts = expr.elems.iter().map(|part| self.expression(part)).collect::<Vec<_>>();
                parts.into_iter().collect::<Lowered<Vec<_>>>().map(Tree::Tuple)
            }
            Expr::Struct(expr) => self.struct_literal(expr),
            Expr::Unary(expr) => self.unary(expr),
            Expr::Reference(_) => {
                let help = "bind a new name to the changed value";
                Err(self.error(expr, syntax::refused("a mutable reference", help)))
            }
            Expr::Range(_) => Err(self.error(expr, iteration::endless())),
            Expr::Block(expr) => self.labelled_block(expr),
            // What the table refuses.
            other => Err(self.error(other, super::syntax::of_expression(other))),
        }
    }

    /// A local, or a path to a constant.
    fn path(&mut self, expr: &ExprPath) -> Lowered<Tree> {
        if let Some(ident) = expr.path.get_ident()
            && let Some(binding) = self.local_binding(ident)?
        {
            return self.value_of(&binding.bound, expr);
        }
        if let Some(elem) = type_of_constant(expr) {
            return self.fragment(expr, Kind::Real(elem));
        }
        let last = expr.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
        // A constant or a variant is capitalized, or has a path; anything else is no value.
        if expr.path.segments.len() == 1 && last.trim_start_matches('_').starts_with(char::is_lowercase) {
            return Err(self.error(expr, value::unknown_name(&last)));
        }
        self.fragment(expr, Kind::Open)
    }

    /// What stands after `&`: a field of a constant stays where it is.
    #[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is treated alike")]
    fn borrowed(&mut self, expr: &Expr) -> Lowered<Tree> {
        match expr {
            Expr::Field(field) => self.field(field, true),
            Expr::Paren(inner) => self.borrowed(&inner.expr),
            other => self.expression(other),
        }
    }

    fn field(&mut self, expr: &ExprField, is_borrowed: bool) -> Lowered<Tree> {
        let base = self.expression(&expr.base)?;
        if let Some(record) = self.record_of(&base) {
            return self.record_field(&base, &record, &expr.member, None);
        }
        let name = expr.member.to_token_stream().to_string();
        match (&base, &expr.member) {
            (geometry, Member::Named(_)) if self.is_geometry(geometry) => self.geometry_field(geometry, expr),
            (Tree::Tuple(parts), Member::Unnamed(index)) => match parts.get(index.index as usize) {
                Some(part) => Ok(part.clone()),
                None => Err(self.error(&expr.member, value::no_part(&name, parts.len()).of_rust(true))),
            },
            (Tree::Tuple(_), Member::Named(_)) => Err(self.error(&expr.member, structs::field(&name, "a tuple"))),
            (Tree::Leaf(leaf), Member::Named(_)) if self.builder.kind(*leaf).tensor().is_some() => {
                self.coordinate(*leaf, &name, expr)
            }
            (Tree::Leaf(leaf), Member::Named(_)) if matches!(self.builder.kind(*leaf), Kind::Factor(..)) => {
                self.factor_field(*leaf, &name, expr)
            }
            (Tree::Leaf(leaf), _) if self.is_constant(&[*leaf]) && is_borrowed => self.part_of_constant(expr),
            (Tree::Leaf(leaf), _) if self.is_constant(&[*leaf]) => self.fragment(expr, Kind::Open),
            (
                Tree::Leaf(_)
                | Tree::Rows(_)
                | Tree::Record(..)
                | Tree::Unset
                | Tree::Place(_)
                | Tree::Optional(_)
                | Tree::Geometry(..),
                _,
            ) => Err(self.error(&expr.member, structs::field(&name, &self.described(&base)))),
        }
    }

    /// nalgebra's names for the entries of small vectors and matrices: `v.x`, `m.m12`.
    fn coordinate(&self, base: Value, name: &str, expr: &ExprField) -> Lowered<Tree> {
        let builder = self.at(&expr.member);
        match self.coordinates(name).as_deref() {
            Some([index]) => Ok(Tree::Leaf(builder.apply(&INDEX, &[base, *index]))),
            Some([row, col]) => Ok(Tree::Leaf(builder.apply(&INDEX_PAIR, &[base, *row, *col]))),
            Some(_) | None => Err(self.error(&expr.member, structs::field(name, &describe(&self.builder.kind(base))))),
        }
    }

    /// The indices of the entry that nalgebra calls so.
    pub(super) fn coordinates(&self, name: &str) -> Option<Vec<Value>> {
        let builder = self.builder;
        if let Some(place) = ["x", "y", "z", "w", "a", "b"].iter().position(|known| *known == name) {
            return Some(vec![builder.int(place as i128)]);
        }
        match name.strip_prefix('m').map(str::as_bytes) {
            Some([row @ b'1'..=b'6', col @ b'1'..=b'6']) => {
                Some(vec![builder.int(i128::from(row - b'1')), builder.int(i128::from(col - b'1'))])
            }
            Some(_) | None => None,
        }
    }
}

/// The type of `..::f64::consts::NAME`. The value stays the user's: what is called so need not be the standard library's.
fn type_of_constant(expr: &ExprPath) -> Option<Elem> {
    let names = expr.path.segments.iter().rev().map(|segment| segment.ident.to_string()).collect::<Vec<_>>();
    match names.get(1..3)? {
        [consts, ty] if consts == "consts" && ty == "f64" => Some(Elem::F64),
        [consts, ty] if consts == "consts" && ty == "f32" => Some(Elem::F32),
        [..] => None,
    }
}
