//! Assignments: a changed local is a new value under the old name.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::{BinOp, Expr, ExprAssign, ExprBinary, ExprMethodCall, Member};

use crate::ir::{Int, Kind, Name, Value};
use crate::messages::{assignment, value};
use crate::rules::array::{ADD_ELEMENT, ELEMENT, PUSH, SET_ELEMENT};
use crate::rules::tensor::access::{ADD_AT, ADD_AT_PAIR, INDEX, INDEX_PAIR, SET_AT, SET_AT_PAIR};
use crate::rules::{self, Surface};

use super::{Lowered, Lowerer, Tree, describe};

/// Methods that change their receiver.
pub(super) const MUTATING: [&str; 1] = ["push"];

/// A local, and the way to the part of it that is assigned.
struct Place {
    root: Ident,
    steps: Vec<Step>,
}

enum Step {
    Field(usize),
    Index(Vec<Value>),
}

impl Lowerer<'_> {
    pub(super) fn assign(&mut self, expr: &ExprAssign) -> Lowered<()> {
        if let Expr::Infer(_) = &*expr.left {
            return self.expression(&expr.right).map(drop);
        }
        let new = self.expression(&expr.right);
        let place = self.place(&expr.left)?;
        self.write(&place, new?, &expr.left)
    }

    /// `x += y` and its like.
    pub(super) fn compound(&mut self, expr: &ExprBinary) -> Lowered<()> {
        let new = self.expression(&expr.right);
        let place = self.place(&expr.left)?;
        let operand = self.leaf(&new?, &expr.right)?;
        let symbol = expr.op.to_token_stream().to_string();
        let symbol = symbol.trim_end_matches('=');
        if matches!(expr.op, BinOp::AddAssign(_) | BinOp::SubAssign(_))
            && let Some((Step::Index(_), _)) = place.steps.split_last()
            && let Some(()) = self.add_in_place(&place, operand, symbol, expr)?
        {
            return Ok(());
        }
        let old = self.read_place(&place, &expr.left)?;
        let old = self.leaf(&old, &expr.left)?;
        let found = self.operator(symbol, old, operand, expr)?;
        self.write(&place, Tree::Leaf(found), &expr.left)
    }

    fn operator(&mut self, symbol: &str, one: Value, two: Value, expr: &ExprBinary) -> Lowered<Value> {
        self.settle(one, two);
        let kinds = self.builder.kinds(&[one, two]);
        match rules::find(Surface::Infix(symbol), &kinds, None) {
            Some(found) => Ok(self.at(&expr.op).apply(found.rule, &found.arrange(&[one, two]))),
            None => {
                let (one, two) = (describe(&kinds[0]), describe(&kinds[1]));
                Err(self.error(expr, value::operator(symbol, &one, &two)))
            }
        }
    }

    /// `v[i] += s` without reading the entry: `None` where that is not how this place is added to.
    fn add_in_place(&mut self, place: &Place, operand: Value, symbol: &str, expr: &ExprBinary) -> Lowered<Option<()>> {
        let (last, before) = place.steps.split_last().expect("an index");
        let Step::Index(indices) = last else { return Ok(None) };
        let outer = Place { root: place.root.clone(), steps: before.iter().map(Step::copied).collect() };
        let whole = self.read_place(&outer, &expr.left)?;
        let whole = self.leaf(&whole, &expr.left)?;
        let rule = match (self.builder.kind(whole), indices.len()) {
            (Kind::Tensor(_), 1) => &ADD_AT,
            (Kind::Tensor(_), 2) => &ADD_AT_PAIR,
            (Kind::Array(element, _), 1) if element.is_differentiable() => &ADD_ELEMENT,
            (_, _) => return Ok(None),
        };
        let builder = self.at(&expr.op);
        let added = if symbol == "-" { (-builder.node(operand)).value() } else { operand };
        let args = std::iter::once(whole).chain(indices.iter().copied()).chain([added]).collect::<Vec<_>>();
        if rule.signature.bind(&builder.kinds(&args), None).is_none() {
            return Ok(None);
        }
        let changed = builder.apply(rule, &args);
        self.write(&outer, Tree::Leaf(changed), &expr.left)?;
        Ok(Some(()))
    }

    /// Methods that change their receiver.
    pub(super) fn mutate(&mut self, expr: &ExprMethodCall) -> Lowered<()> {
        let place = self.place(&expr.receiver)?;
        let old = self.read_place(&place, &expr.receiver)?;
        let old = self.leaf(&old, &expr.receiver)?;
        match (expr.method.to_string().as_str(), expr.args.first(), expr.args.len()) {
            ("push", Some(arg), 1) if matches!(self.builder.kind(old), Kind::Array(..)) => {
                let element = self.expression(arg)?;
                let element = self.leaf(&element, arg)?;
                let args = [old, element];
                if PUSH.signature.bind(&self.builder.kinds(&args), None).is_none() {
                    let found = describe(&self.builder.kind(element));
                    return Err(self.error(arg, value::annotation("an element", &found)));
                }
                let pushed = self.at(&expr.method).apply(&PUSH, &args);
                self.write(&place, Tree::Leaf(pushed), &expr.receiver)
            }
            (name, _, _) => Err(self.error(&expr.method, assignment::method(name))),
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "any other syntax is refused")]
    fn place(&mut self, expr: &Expr) -> Lowered<Place> {
        match expr {
            Expr::Paren(inner) => self.place(&inner.expr),
            Expr::Group(inner) => self.place(&inner.expr),
            Expr::Path(path) => match path.path.get_ident() {
                Some(ident) if self.local_binding(ident)?.is_some() => {
                    Ok(Place { root: ident.clone(), steps: Vec::new() })
                }
                Some(_) | None => Err(self.error(expr, assignment::not_a_local())),
            },
            Expr::Field(field) => {
                let mut place = self.place(&field.base)?;
                let Member::Unnamed(index) = &field.member else {
                    return Err(self.error(&field.member, assignment::not_a_local()));
                };
                place.steps.push(Step::Field(index.index as usize));
                Ok(place)
            }
            Expr::Index(index) => {
                let mut place = self.place(&index.expr)?;
                let indices = self.expression(&index.index)?.leaves();
                for value in &indices {
                    if self.builder.kind(*value) == Kind::Open {
                        self.builder.assume(*value, Kind::Int(Int::Any));
                    }
                }
                place.steps.push(Step::Index(indices));
                Ok(place)
            }
            other => Err(self.error(other, assignment::not_a_local())),
        }
    }

    fn read_place(&mut self, place: &Place, at: &Expr) -> Lowered<Tree> {
        let root = match self.local_binding(&place.root)? {
            Some(binding) => binding.tree.clone()?,
            None => return Err(self.error(at, assignment::not_a_local())),
        };
        place.steps.iter().try_fold(root, |tree, step| self.part(&tree, step, at))
    }

    fn part(&self, tree: &Tree, step: &Step, at: &Expr) -> Lowered<Tree> {
        match (tree, step) {
            (Tree::Tuple(parts), Step::Field(place)) if *place < parts.len() => Ok(parts[*place].clone()),
            (Tree::Leaf(whole), Step::Index(indices)) => {
                let rule = match (self.builder.kind(*whole), indices.len()) {
                    (Kind::Tensor(_), 1) => &INDEX,
                    (Kind::Tensor(_), 2) => &INDEX_PAIR,
                    (Kind::Array(..), 1) => &ELEMENT,
                    (kind, _) => return Err(self.error(at, value::index(&describe(&kind)))),
                };
                let args = std::iter::once(*whole).chain(indices.iter().copied()).collect::<Vec<_>>();
                Ok(Tree::Leaf(self.builder.apply(rule, &args)))
            }
            (Tree::Leaf(_) | Tree::Tuple(_), Step::Field(_) | Step::Index(_)) => {
                Err(self.error(at, assignment::not_a_local()))
            }
        }
    }

    fn write(&mut self, place: &Place, new: Tree, at: &Expr) -> Lowered<()> {
        let root = match self.local_binding(&place.root)? {
            Some(binding) => binding.tree.clone()?,
            None => return Err(self.error(at, assignment::not_a_local())),
        };
        let changed = self.written(&root, &place.steps, new, at)?;
        if let Tree::Leaf(value) = changed {
            self.builder.name(value, Name::of(&super::scope::plain(&place.root)));
        }
        self.scopes.assign(&place.root, Ok(changed));
        Ok(())
    }

    /// A value with a part replaced.
    fn written(&self, whole: &Tree, steps: &[Step], new: Tree, at: &Expr) -> Lowered<Tree> {
        let Some((step, rest)) = steps.split_first() else { return self.replaced(whole, new, at) };
        let part = self.part(whole, step, at)?;
        let new = self.written(&part, rest, new, at)?;
        match (whole, step) {
            (Tree::Tuple(parts), Step::Field(place)) => {
                let mut parts = parts.clone();
                parts[*place] = new;
                Ok(Tree::Tuple(parts))
            }
            (Tree::Leaf(whole), Step::Index(indices)) => {
                let rule = match (self.builder.kind(*whole), indices.len()) {
                    (Kind::Tensor(_), 1) => &SET_AT,
                    (Kind::Tensor(_), _) => &SET_AT_PAIR,
                    (_, _) => &SET_ELEMENT,
                };
                let new = self.leaf(&new, at)?;
                let args = std::iter::once(*whole).chain(indices.iter().copied()).chain([new]).collect::<Vec<_>>();
                if rule.signature.bind(&self.builder.kinds(&args), None).is_none() {
                    return Err(self.error(at, value::index(&describe(&self.builder.kind(*whole)))));
                }
                Ok(Tree::Leaf(self.builder.apply(rule, &args)))
            }
            (Tree::Leaf(_) | Tree::Tuple(_), Step::Field(_) | Step::Index(_)) => {
                Err(self.error(at, assignment::not_a_local()))
            }
        }
    }

    /// A new value for an old one: of the same kind.
    fn replaced(&self, old: &Tree, new: Tree, at: &Expr) -> Lowered<Tree> {
        match (old, &new) {
            (Tree::Leaf(one), Tree::Leaf(two)) => {
                let (one, two) = (self.builder.kind(*one), self.builder.kind(*two));
                if one.join(&two).is_some() {
                    return Ok(new);
                }
                Err(self.error(at, value::annotation(&describe(&one), &describe(&two))))
            }
            (Tree::Tuple(ones), Tree::Tuple(twos)) if ones.len() == twos.len() => Ok(new),
            (Tree::Leaf(_) | Tree::Tuple(_), Tree::Leaf(_) | Tree::Tuple(_)) => {
                Err(self.error(at, value::shape("a value of the same shape")))
            }
        }
    }
}

impl Step {
    fn copied(&self) -> Step {
        match self {
            Step::Field(place) => Step::Field(*place),
            Step::Index(indices) => Step::Index(indices.clone()),
        }
    }
}
