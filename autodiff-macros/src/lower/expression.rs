//! Expressions.

use quote::ToTokens;
use syn::{Expr, ExprField, ExprIf, ExprPath, Member};

use crate::ir::{Block, Constant, Elem, Kind};
use crate::messages::{syntax, value};
use crate::rules::tensor::access::{INDEX, INDEX_PAIR};

use super::{Lowered, Lowerer, Tree, describe, refusal};

impl Lowerer<'_> {
    pub(super) fn expression(&mut self, expr: &Expr) -> Lowered<Tree> {
        if let Some(attribute) = refusal::attributes(expr).first() {
            return Err(self.error(attribute, syntax::attribute()));
        }
        match expr {
            Expr::Binary(expr) => self.binary(expr),
            Expr::Block(expr) if expr.label.is_none() => self.block(&expr.block),
            Expr::Call(expr) => self.call(expr),
            Expr::Cast(expr) => self.cast(expr),
            Expr::Field(expr) => self.field(expr),
            Expr::Group(expr) => self.expression(&expr.expr),
            Expr::If(expr) => self.conditional(expr),
            Expr::Index(expr) => self.index(expr),
            Expr::Lit(expr) => self.literal(expr),
            Expr::Macro(expr) => self.macro_expression(expr),
            Expr::MethodCall(expr) => self.method(expr),
            Expr::Paren(expr) => self.expression(&expr.expr),
            Expr::Path(expr) => self.path(expr),
            Expr::Reference(expr) if expr.mutability.is_none() => self.expression(&expr.expr),
            Expr::Tuple(expr) => {
                let parts = expr.elems.iter().map(|part| self.expression(part)).collect::<Vec<_>>();
                parts.into_iter().collect::<Lowered<Vec<_>>>().map(Tree::Tuple)
            }
            Expr::Unary(expr) => self.unary(expr),
            Expr::Reference(_) => {
                let help = "bind a new name to the changed value";
                Err(self.error(expr, syntax::refused("a mutable reference", help)))
            }
            Expr::Block(_) => Err(self.error(expr, syntax::refused("a labelled block", "use `if` and `else`"))),
            Expr::Array(_)
            | Expr::Assign(_)
            | Expr::Async(_)
            | Expr::Await(_)
            | Expr::Break(_)
            | Expr::Closure(_)
            | Expr::Const(_)
            | Expr::Continue(_)
            | Expr::ForLoop(_)
            | Expr::Infer(_)
            | Expr::Let(_)
            | Expr::Loop(_)
            | Expr::Match(_)
            | Expr::Range(_)
            | Expr::RawAddr(_)
            | Expr::Repeat(_)
            | Expr::Return(_)
            | Expr::Struct(_)
            | Expr::Try(_)
            | Expr::TryBlock(_)
            | Expr::Unsafe(_)
            | Expr::Verbatim(_)
            | Expr::While(_)
            | Expr::Yield(_) => Err(self.error(expr, refusal::expression(expr))),
            _ => Err(self.error(expr, refusal::expression(expr))),
        }
    }

    /// A local, or a path to a constant.
    fn path(&mut self, expr: &ExprPath) -> Lowered<Tree> {
        if let Some(ident) = expr.path.get_ident()
            && let Some(binding) = self.local_binding(ident)?
        {
            return binding.tree.clone();
        }
        if let Some(number) = known_constant(expr) {
            let constant = Constant::Real(number.0, Some(expr.to_token_stream()));
            return Ok(Tree::Leaf(self.builder.constant(constant, Kind::Real(number.1))));
        }
        let last = expr.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
        // A constant is spelled in capitals, an associated one or a variant has a path; anything else is no value.
        if expr.path.segments.len() == 1 && last.chars().any(char::is_lowercase) {
            return Err(self.error(expr, value::unknown_name(&last)));
        }
        self.fragment(expr, Kind::Open)
    }

    fn field(&mut self, expr: &ExprField) -> Lowered<Tree> {
        let base = self.expression(&expr.base)?;
        let name = expr.member.to_token_stream().to_string();
        match (&base, &expr.member) {
            (Tree::Tuple(parts), Member::Unnamed(index)) => match parts.get(index.index as usize) {
                Some(part) => Ok(part.clone()),
                None => Err(self.error(&expr.member, value::shape("a longer tuple"))),
            },
            (Tree::Tuple(_), Member::Named(_)) => Err(self.error(&expr.member, value::field(&name))),
            (Tree::Leaf(leaf), Member::Named(_)) if self.builder.kind(*leaf).tensor().is_some() => {
                self.coordinate(*leaf, &name, expr)
            }
            (Tree::Leaf(leaf), _) if self.is_constant(&[*leaf]) => self.fragment(expr, Kind::Open),
            (Tree::Leaf(_), _) => Err(self.error(&expr.member, value::field(&name))),
        }
    }

    /// nalgebra's names for the entries of small vectors and matrices: `v.x`, `m.m12`.
    fn coordinate(&self, base: crate::ir::Value, name: &str, expr: &ExprField) -> Lowered<Tree> {
        let builder = self.at(&expr.member);
        if let Some(place) = ["x", "y", "z", "w", "a", "b"].iter().position(|known| *known == name) {
            let index = builder.int(place as i128);
            return Ok(Tree::Leaf(builder.apply(&INDEX, &[base, index])));
        }
        match name.strip_prefix('m').map(str::as_bytes) {
            Some([row @ b'1'..=b'6', col @ b'1'..=b'6']) => {
                let (row, col) = (builder.int(i128::from(row - b'1')), builder.int(i128::from(col - b'1')));
                Ok(Tree::Leaf(builder.apply(&INDEX_PAIR, &[base, row, col])))
            }
            Some(_) | None => Err(self.error(&expr.member, value::field(name))),
        }
    }

    fn conditional(&mut self, expr: &ExprIf) -> Lowered<Tree> {
        if let Expr::Let(pattern) = &*expr.cond {
            return Err(self.error(pattern, refusal::expression(&expr.cond)));
        }
        let condition = self.expression(&expr.cond).and_then(|tree| self.truth(&tree, &expr.cond));
        let (then, then_tree) = self.branch(|lowerer| lowerer.block(&expr.then_branch));
        let (otherwise, else_tree) = match &expr.else_branch {
            Some((_, branch)) => self.branch(|lowerer| lowerer.expression(branch)),
            None => self.branch(|_| Ok(Tree::unit())),
        };
        let (condition, one, two) = (condition?, then_tree?, else_tree?);
        self.agree(&one, &two, expr)?;
        let results = self.at(&expr.if_token).branch(condition, then, otherwise);
        Ok(one.refill(&mut results.into_iter()))
    }

    fn branch(&mut self, lower: impl FnOnce(&mut Self) -> Lowered<Tree>) -> (Block, Lowered<Tree>) {
        let builder = self.builder;
        let mut tree = Ok(Tree::unit());
        let block = builder.block(Vec::new(), || {
            tree = lower(self);
            tree.as_ref().map(Tree::leaves).unwrap_or_default()
        });
        (block, tree)
    }

    /// Checks that two branches give values of the same kinds.
    fn agree(&self, one: &Tree, two: &Tree, expr: &ExprIf) -> Lowered<()> {
        match (one, two) {
            (Tree::Leaf(first), Tree::Leaf(second)) => {
                let kinds = (self.builder.kind(*first), self.builder.kind(*second));
                match (&kinds, kinds.0.join(&kinds.1)) {
                    ((Kind::Open, _), Some(known)) => self.builder.assume(*first, known),
                    ((_, Kind::Open), Some(known)) => self.builder.assume(*second, known),
                    (_, Some(_)) => {}
                    (_, None) => {
                        let message = value::branches(&describe(&kinds.0), &describe(&kinds.1));
                        return Err(self.error(expr, message));
                    }
                }
                Ok(())
            }
            (Tree::Tuple(ones), Tree::Tuple(twos)) if ones.len() == twos.len() => {
                ones.iter().zip(twos).try_for_each(|(one, two)| self.agree(one, two, expr))
            }
            (Tree::Leaf(_) | Tree::Tuple(_), Tree::Leaf(_) | Tree::Tuple(_)) => {
                Err(self.error(expr, value::branches("one value", "a tuple of another length")))
            }
        }
    }
}

/// The constants of `std::f64::consts` and `f64` whose values are known, by their last two names.
fn known_constant(expr: &ExprPath) -> Option<(f64, Elem)> {
    use std::f64::consts;
    let mut names = expr.path.segments.iter().rev().map(|segment| segment.ident.to_string());
    let (last, module) = (names.next()?, names.next()?);
    let elem = match module.as_str() {
        "consts" => match names.next()?.as_str() {
            "f64" => Elem::F64,
            "f32" => Elem::F32,
            _ => return None,
        },
        _ => return None,
    };
    let number = match last.as_str() {
        "PI" => consts::PI,
        "TAU" => consts::TAU,
        "E" => consts::E,
        "SQRT_2" => consts::SQRT_2,
        "FRAC_1_SQRT_2" => consts::FRAC_1_SQRT_2,
        "LN_2" => consts::LN_2,
        "LN_10" => consts::LN_10,
        "LOG2_E" => consts::LOG2_E,
        "LOG2_10" => consts::LOG2_10,
        "LOG10_E" => consts::LOG10_E,
        "LOG10_2" => consts::LOG10_2,
        "FRAC_PI_2" => consts::FRAC_PI_2,
        "FRAC_PI_3" => consts::FRAC_PI_3,
        "FRAC_PI_4" => consts::FRAC_PI_4,
        "FRAC_PI_6" => consts::FRAC_PI_6,
        "FRAC_PI_8" => consts::FRAC_PI_8,
        "FRAC_1_PI" => consts::FRAC_1_PI,
        "FRAC_2_PI" => consts::FRAC_2_PI,
        "FRAC_2_SQRT_PI" => consts::FRAC_2_SQRT_PI,
        _ => return None,
    };
    Some((number, elem))
}
