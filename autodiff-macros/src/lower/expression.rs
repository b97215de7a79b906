//! Expressions.

use quote::ToTokens;
use syn::{Expr, ExprField, ExprIf, ExprPath, Member};

use crate::ir::{Block, Elem, Kind, Name, Value};
use crate::messages::{syntax, value};
use crate::rules::tensor::access::{INDEX, INDEX_PAIR};

use super::scope::Slot;
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
        if let Some(elem) = type_of_constant(expr) {
            return self.fragment(expr, Kind::Real(elem));
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
    fn coordinate(&self, base: Value, name: &str, expr: &ExprField) -> Lowered<Tree> {
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
        let before = self.scopes.clone();
        let (then, then_tree) = self.branch(|lowerer| lowerer.block(&expr.then_branch));
        let after_then = std::mem::replace(&mut self.scopes, before.clone());
        let (otherwise, else_tree) = match &expr.else_branch {
            Some((_, branch)) => self.branch(|lowerer| lowerer.expression(branch)),
            None => self.branch(|_| Ok(Tree::unit())),
        };
        let after_else = std::mem::replace(&mut self.scopes, before);
        let (condition, one, two) = (condition?, then_tree?, else_tree?);
        self.agree(&one, &two, expr)?;
        let changed = self.scopes.changed(&after_then, &after_else);
        let (then, otherwise) = self.with_assigned(then, otherwise, &changed, expr)?;
        let mut results = self.at(&expr.if_token).branch(condition, then, otherwise).into_iter();
        let value = one.refill(&mut results);
        for (slot, [assigned, _]) in changed {
            let tree = assigned?.refill(&mut results);
            if let (Tree::Leaf(leaf), Ok(ident)) = (&tree, syn::parse_str::<syn::Ident>(&slot.name)) {
                self.builder.name(*leaf, Name::of(&ident));
            }
            self.scopes.set(&slot, Ok(tree));
        }
        Ok(value)
    }

    /// Branches that also give the values of the locals that either of them assigns.
    fn with_assigned(
        &self,
        then: Block,
        otherwise: Block,
        changed: &[(Slot, [Lowered<Tree>; 2])],
        expr: &ExprIf,
    ) -> Lowered<(Block, Block)> {
        let mut assigned = [Vec::new(), Vec::new()];
        for (_, [one, two]) in changed {
            let (one, two) = (one.clone()?, two.clone()?);
            self.agree(&one, &two, expr)?;
            assigned[0].extend(one.leaves());
            assigned[1].extend(two.leaves());
        }
        let builder = self.builder;
        let extended = |block: Block, more: Vec<Value>| {
            let results = block.results.clone();
            builder.reopen(block, || results.into_iter().chain(more).collect())
        };
        let [one, two] = assigned;
        Ok((extended(then, one), extended(otherwise, two)))
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

/// The type of `..::f64::consts::NAME`. The value stays the user's: what is called so need not be the standard library's.
fn type_of_constant(expr: &ExprPath) -> Option<Elem> {
    let names = expr.path.segments.iter().rev().map(|segment| segment.ident.to_string()).collect::<Vec<_>>();
    match names.get(1..3)? {
        [consts, ty] if consts == "consts" && ty == "f64" => Some(Elem::F64),
        [consts, ty] if consts == "consts" && ty == "f32" => Some(Elem::F32),
        [..] => None,
    }
}
