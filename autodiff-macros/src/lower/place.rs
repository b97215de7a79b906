//! Places: a local, or a part of one, that is assigned or borrowed mutably.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Expr, ExprMethodCall, ExprRange, Member, UnOp};

use crate::diagnostics::Poisoned;
use crate::ir::{Int, Kind, Name, Rule, Value};
use crate::messages::{assignment, value};
use crate::rules::array::{ARRAY_LEN, ELEMENT, SET_ELEMENT, SET_RANGE, SLICE};
use crate::rules::tensor::access::{INDEX, INDEX_PAIR, SET_AT, SET_AT_PAIR};
use crate::rules::tensor::part::{COLUMN, ROW, SET_COLUMN, SET_ROW};

use super::part::Part;
use super::scope::{Bound, Slot};
use super::{Lowered, Lowerer, Tree, are_apart, describe};

/// A local, and the way to the part of it that is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(super) root: Slot,
    pub(super) steps: Vec<Step>,
}

/// From a value to a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Field(usize),
    Index(Vec<Value>),
    /// The elements from one place to before another.
    Range(Value, Value),
    Row(Value),
    Column(Value),
    /// Some rows and columns.
    Part(Box<Part>),
}

impl Place {
    /// A part of this place.
    pub(super) fn with(&self, step: Step) -> Place {
        let steps = self.steps.iter().cloned().chain([step]).collect();
        Place { root: self.root.clone(), steps }
    }
}

impl Lowerer<'_> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "any other syntax is refused")]
    pub(super) fn place(&mut self, expr: &Expr) -> Lowered<Place> {
        match expr {
            Expr::Paren(inner) => self.place(&inner.expr),
            Expr::Group(inner) => self.place(&inner.expr),
            Expr::Unary(inner) if matches!(inner.op, UnOp::Deref(_)) => {
                let place = self.place(&inner.expr)?;
                self.check_owned(&place, &inner.expr)?;
                Ok(place)
            }
            Expr::Reference(inner) if inner.mutability.is_some() => self.place(&inner.expr),
            Expr::Path(path) => {
                let ident = path.path.get_ident();
                match ident.map(|ident| Ok((ident, self.local_binding(ident)?))).transpose()? {
                    Some((_, Some(binding))) if matches!(binding.bound, Bound::Place(_)) => match &binding.bound {
                        Bound::Place(place) => Ok((**place).clone()),
                        Bound::Value(_) | Bound::Closure(_) => unreachable!("a place by the guard"),
                    },
                    Some((_, Some(binding))) if binding.is_poisoned() => Err(Poisoned),
                    Some((ident, Some(_))) => {
                        let root = self.scopes.slot(ident).expect("a local has a slot");
                        Ok(Place { root, steps: Vec::new() })
                    }
                    Some((_, None)) | None => Err(self.error(expr, assignment::not_a_local())),
                }
            }
            Expr::Field(field) => {
                let place = self.place(&field.base)?;
                if let Some(record) = self.record_at(&place) {
                    let step = self.field_place(&record, &field.member)?;
                    return Ok(place.with(Step::Field(step)));
                }
                match &field.member {
                    Member::Unnamed(index) => Ok(place.with(Step::Field(index.index as usize))),
                    Member::Named(name) => match self.coordinates(&name.to_string()) {
                        Some(indices) if self.is_tensor_at(&place) => Ok(place.with(Step::Index(indices))),
                        Some(_) | None => Err(self.error(&field.member, assignment::not_a_local())),
                    },
                }
            }
            Expr::Index(index) => {
                self.check_index(&index.index)?;
                let place = self.place(&index.expr)?;
                if let Expr::Range(range) = &*index.index {
                    let whole = self.read_place(&place, expr)?;
                    let whole = match (&whole, whole.leaves().first()) {
                        (Tree::Rows(_), Some(first)) => *first,
                        (_, _) => self.leaf(&whole, expr)?,
                    };
                    let (from, to) = self.range_within(range, whole)?;
                    return Ok(place.with(Step::Range(from, to)));
                }
                let indices = self.indices(&index.index)?;
                Ok(place.with(Step::Index(indices)))
            }
            Expr::MethodCall(call) => self.place_of_method(call),
            other => Err(self.error(other, assignment::not_a_local())),
        }
    }

    /// An index, or a pair of these.
    pub(super) fn indices(&mut self, index: &Expr) -> Lowered<Vec<Value>> {
        let indices = self.expression(index)?.leaves();
        for value in &indices {
            if self.builder.kind(*value) == Kind::Open {
                self.builder.assume(*value, Kind::Int(Int::Any));
            }
        }
        Ok(indices)
    }

    /// What a constant of another type points to may belong to something else: a lock, a cell, another local.
    fn check_owned(&self, pointer: &Place, at: &Expr) -> Lowered<()> {
        let is_other =
            |value: Value| matches!(self.builder.kind(value), Kind::Open | Kind::Geometry(..) | Kind::Opaque);
        match self.scopes.read(&pointer.root) {
            Ok(Tree::Leaf(value)) if pointer.steps.is_empty() && is_other(value) => {
                Err(self.error(at, assignment::pointer(&pointer.root.name)))
            }
            Ok(_) | Err(_) => Ok(()),
        }
    }

    fn is_tensor_at(&self, place: &Place) -> bool {
        let mut tensor = false;
        drop(self.builder.block(Vec::new(), || {
            let value = self.read_place(place, &TokenStream::new());
            tensor = matches!(value, Ok(Tree::Leaf(leaf)) if self.builder.kind(leaf).tensor().is_some());
            Vec::new()
        }));
        tensor
    }

    /// `a.row_mut(i)`, `a.column_mut(j)`, `xs.last_mut().unwrap()` and the like.
    #[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is treated alike")]
    fn place_of_method(&mut self, call: &ExprMethodCall) -> Lowered<Place> {
        let name = call.method.to_string();
        if let Some(lent) = super::part::lent_mutably(&name) {
            let place = self.place(&call.receiver)?;
            let whole = self.read_place(&place, &call.receiver)?;
            let whole = self.leaf(&whole, &call.receiver)?;
            let is_tensor = self.builder.kind(whole).tensor().is_some();
            let part = if is_tensor { self.named_part(whole, lent, call)? } else { None };
            return match part {
                Some(part) => Ok(place.with(Step::Part(Box::new(part)))),
                None => Err(self.error(call, assignment::not_a_local())),
            };
        }
        match (name.as_str(), call.args.first(), call.args.len()) {
            ("row_mut", Some(index), 1) => {
                let index = self.number(index)?;
                Ok(self.place(&call.receiver)?.with(Step::Row(index)))
            }
            ("column_mut", Some(index), 1) => {
                let index = self.number(index)?;
                Ok(self.place(&call.receiver)?.with(Step::Column(index)))
            }
            ("as_mut_slice" | "as_mut", None, 0) => self.place(&call.receiver),
            ("unwrap" | "expect", _, _) => match &*call.receiver {
                Expr::MethodCall(inner) if inner.method == "last_mut" && inner.args.is_empty() => {
                    let place = self.place(&inner.receiver)?;
                    let whole = self.read_place(&place, &inner.receiver)?;
                    let whole = self.leaf(&whole, &inner.receiver)?;
                    let last = self.last_index(whole, &inner.receiver)?;
                    Ok(place.with(Step::Index(vec![last])))
                }
                Expr::MethodCall(inner) if inner.method == "first_mut" && inner.args.is_empty() => {
                    let first = self.builder.int(0);
                    Ok(self.place(&inner.receiver)?.with(Step::Index(vec![first])))
                }
                _ => Err(self.error(call, assignment::not_a_local())),
            },
            (_, _, _) => Err(self.error(call, assignment::not_a_local())),
        }
    }

    /// The index of the last element of an array.
    pub(super) fn last_index(&self, array: Value, at: &Expr) -> Lowered<Value> {
        let builder = self.builder;
        if !matches!(builder.kind(array), Kind::Array(..)) {
            return Err(self.error(at, value::index(&describe(&builder.kind(array)))));
        }
        let len = builder.apply(&ARRAY_LEN, &[array]);
        Ok(builder.apply(&crate::rules::integer::INT_SUB, &[len, builder.int(1)]))
    }

    /// The bounds of `xs[a..b]`, where the ends of `xs` stand for bounds that are left out.
    pub(super) fn range_within(&mut self, range: &ExprRange, whole: Value) -> Lowered<(Value, Value)> {
        let builder = self.builder;
        if !matches!(builder.kind(whole), Kind::Array(..)) {
            return Err(self.error(range, value::index(&describe(&builder.kind(whole)))));
        }
        let all = builder.apply(&ARRAY_LEN, &[whole]);
        self.ends(range, all)
    }

    /// The value that is at a place.
    pub(super) fn read_place(&self, place: &Place, at: &impl ToTokens) -> Lowered<Tree> {
        let root = self.scopes.read(&place.root)?;
        place.steps.iter().try_fold(root, |tree, step| self.part(&tree, step, at))
    }

    pub(super) fn part(&self, tree: &Tree, step: &Step, at: &impl ToTokens) -> Lowered<Tree> {
        match (tree, step) {
            (Tree::Tuple(parts), Step::Field(place)) if *place < parts.len() => Ok(parts[*place].clone()),
            (Tree::Leaf(_) | Tree::Record(..), Step::Field(place)) if let Some(record) = self.record_of(tree) => {
                self.read_field(tree, &record, *place, at)
            }
            (Tree::Rows(arrays), Step::Index(_)) => self.row_of(arrays, step, at).map(Tree::Tuple),
            (Tree::Rows(arrays), Step::Range(..)) => {
                Tree::each_array(arrays, &mut |array| self.part(array, step, at)).map(Tree::Rows)
            }
            (Tree::Leaf(whole), Step::Part(part)) if self.builder.kind(*whole).tensor().is_some() => {
                Ok(Tree::Leaf(self.read_part(*whole, part)))
            }
            (Tree::Leaf(whole), Step::Index(_) | Step::Range(..) | Step::Row(_) | Step::Column(_)) => {
                let (rule, indices) = self.reading(*whole, step, at)?;
                let args = std::iter::once(*whole).chain(indices).collect::<Vec<_>>();
                if rule.signature.bind(&self.builder.kinds(&args), None).is_none() {
                    return Err(self.error(at, value::index(&describe(&self.builder.kind(*whole)))));
                }
                Ok(Tree::Leaf(self.builder.apply(rule, &args)))
            }
            (
                Tree::Leaf(_)
                | Tree::Tuple(_)
                | Tree::Rows(_)
                | Tree::Record(..)
                | Tree::Unset
                | Tree::Place(_)
                | Tree::Optional(_)
                | Tree::Geometry(..),
                _,
            ) => Err(self.error(at, assignment::not_a_local())),
        }
    }

    /// A tuple of an array of tuples.
    fn row_of(&self, arrays: &[Tree], step: &Step, at: &impl ToTokens) -> Lowered<Vec<Tree>> {
        let parts = arrays.iter().map(|array| match array {
            Tree::Rows(inner) => self.row_of(inner, step, at).map(Tree::Tuple),
            array @ (Tree::Leaf(_)
            | Tree::Tuple(_)
            | Tree::Record(..)
            | Tree::Unset
            | Tree::Place(_)
            | Tree::Optional(_)
            | Tree::Geometry(..)) => self.part(array, step, at),
        });
        parts.collect()
    }

    /// A tuple of an array of tuples as an item.
    pub(super) fn row_at(&self, arrays: &[Tree], number: Value, at: &impl ToTokens) -> Lowered<Tree> {
        self.row_of(arrays, &Step::Index(vec![number]), at).map(Tree::Tuple)
    }

    /// An array of tuples with one of them replaced.
    fn row_written(&self, arrays: &[Tree], step: &Step, new: &Tree, at: &Expr) -> Lowered<Vec<Tree>> {
        let parts = if let Tree::Tuple(parts) = new { Some(parts) } else { None };
        let parts = parts.filter(|parts| parts.len() == arrays.len());
        let parts = parts.ok_or_else(|| self.error(at, value::parts(arrays.len(), &self.described(new))))?;
        let pairs = arrays.iter().zip(parts);
        let written = pairs.map(|(array, part)| match array {
            Tree::Rows(inner) => self.row_written(inner, step, part, at).map(Tree::Rows),
            array @ (Tree::Leaf(_)
            | Tree::Tuple(_)
            | Tree::Record(..)
            | Tree::Unset
            | Tree::Place(_)
            | Tree::Optional(_)
            | Tree::Geometry(..)) => {
                let whole = self.leaf(array, at)?;
                self.updated(whole, step, part.clone(), at)
            }
        });
        written.collect()
    }

    /// The operation that reads a part, and its indices.
    fn reading(&self, whole: Value, step: &Step, at: &impl ToTokens) -> Lowered<(&'static Rule, Vec<Value>)> {
        let kind = self.builder.kind(whole);
        let rule = match (&kind, step) {
            (Kind::Tensor(_), Step::Index(indices)) if indices.len() == 1 => &INDEX,
            (Kind::Tensor(_), Step::Index(indices)) if indices.len() == 2 => &INDEX_PAIR,
            (Kind::Array(..), Step::Index(indices)) if indices.len() == 1 => &ELEMENT,
            (Kind::Array(..), Step::Range(..)) => &SLICE,
            (Kind::Tensor(_), Step::Row(_)) => &ROW,
            (Kind::Tensor(_), Step::Column(_)) => &COLUMN,
            (_, _) => return Err(self.error(at, value::index(&describe(&kind)))),
        };
        Ok((rule, step.indices()))
    }

    /// Puts a value at a place.
    pub(super) fn write(&mut self, place: &Place, new: Tree, at: &Expr) -> Lowered<()> {
        let root = self.scopes.read(&place.root)?;
        let changed = self.written(&root, &place.steps, new, at)?;
        if let Some(declared) = self.scopes.declared(&place.root) {
            self.annotate(&changed, &declared, at)?;
        }
        if let Tree::Leaf(value) = changed {
            self.builder.name(value, Name::of(&place.root.ident()));
        }
        self.scopes.set(&place.root, Ok(changed));
        Ok(())
    }

    /// A value with a part replaced.
    fn written(&self, whole: &Tree, steps: &[Step], new: Tree, at: &Expr) -> Lowered<Tree> {
        let Some((step, rest)) = steps.split_first() else { return self.replaced(whole, new, at) };
        // What is replaced is not read.
        let new = if rest.is_empty() { new } else { self.written(&self.part(whole, step, at)?, rest, new, at)? };
        match (whole, step) {
            (Tree::Tuple(parts), Step::Field(place)) if *place < parts.len() => {
                let mut parts = parts.clone();
                parts[*place] = if rest.is_empty() { self.replaced(&parts[*place], new, at)? } else { new };
                Ok(Tree::Tuple(parts))
            }
            (Tree::Leaf(_) | Tree::Record(..), Step::Field(place)) if let Some(record) = self.record_of(whole) => {
                self.field_written(whole, &record, *place, new, at)
            }
            (Tree::Rows(arrays), Step::Index(_)) => self.row_written(arrays, step, &new, at).map(Tree::Rows),
            (Tree::Leaf(whole), Step::Part(part)) => {
                let new = self.leaf(&new, at)?;
                self.changed_part(*whole, part, new, false, at).map(Tree::Leaf)
            }
            (Tree::Leaf(whole), Step::Index(_) | Step::Range(..) | Step::Row(_) | Step::Column(_)) => {
                self.updated(*whole, step, new, at)
            }
            (
                Tree::Leaf(_)
                | Tree::Tuple(_)
                | Tree::Rows(_)
                | Tree::Record(..)
                | Tree::Unset
                | Tree::Place(_)
                | Tree::Optional(_)
                | Tree::Geometry(..),
                _,
            ) => Err(self.error(at, assignment::not_a_local())),
        }
    }

    fn updated(&self, whole: Value, step: &Step, new: Tree, at: &Expr) -> Lowered<Tree> {
        let (reading, indices) = self.reading(whole, step, at)?;
        let rule = match step {
            Step::Row(_) => &SET_ROW,
            Step::Column(_) => &SET_COLUMN,
            Step::Range(..) => &SET_RANGE,
            Step::Index(_) if reading.is(&INDEX) => &SET_AT,
            Step::Index(_) if reading.is(&INDEX_PAIR) => &SET_AT_PAIR,
            Step::Index(_) | Step::Field(_) | Step::Part(_) => &SET_ELEMENT,
        };
        let new = self.leaf(&new, at)?;
        if self.builder.kind(new) == Kind::Open {
            let mut args = vec![whole];
            args.extend(&indices);
            let kind = reading.signature.bind(&self.builder.kinds(&args), None);
            kind.into_iter().for_each(|kind| self.builder.assume(new, kind));
        }
        // Where a part is replaced, its length is that of what replaces it.
        let indices = if let Step::Range(from, _) = step { vec![*from] } else { indices };
        let args = std::iter::once(whole).chain(indices).chain([new]).collect::<Vec<_>>();
        if rule.signature.bind(&self.builder.kinds(&args), None).is_none() {
            let (whole, new) = (describe(&self.builder.kind(whole)), describe(&self.builder.kind(new)));
            return Err(self.error(at, value::annotation(&format!("a part of {whole}"), &new)));
        }
        Ok(Tree::Leaf(self.builder.apply(rule, &args)))
    }

    /// A new value for an old one: of the same kind.
    pub(super) fn replaced(&self, old: &Tree, new: Tree, at: &Expr) -> Lowered<Tree> {
        match (old, &new) {
            (Tree::Leaf(one), Tree::Leaf(two)) => {
                let (first, second) = (self.builder.kind(*one), self.builder.kind(*two));
                match first.join(&second) {
                    Some(kind) => {
                        // What stood there before was of the same type.
                        self.known_as(*one, kind.clone());
                        self.known_as(*two, kind);
                        Ok(new)
                    }
                    None => Err(self.error(
                        at,
                        value::annotation(&describe(&first), &describe(&second)).of_rust(are_apart(&first, &second)),
                    )),
                }
            }
            (Tree::Leaf(_) | Tree::Geometry(..), Tree::Geometry(..)) | (Tree::Geometry(..), Tree::Leaf(_))
                if self.same_figure(old, &new) =>
            {
                Ok(new)
            }
            (Tree::Tuple(ones), Tree::Tuple(twos)) if ones.len() == twos.len() => {
                let pairs = ones.iter().zip(twos).map(|(one, two)| self.replaced(one, two.clone(), at));
                pairs.collect::<Lowered<Vec<_>>>().map(Tree::Tuple)
            }
            (Tree::Rows(ones), Tree::Rows(twos)) if ones.len() == twos.len() => {
                let pairs = ones.iter().zip(twos).map(|(one, two)| self.replaced(one, two.clone(), at));
                pairs.collect::<Lowered<Vec<_>>>().map(Tree::Rows)
            }
            (Tree::Leaf(_) | Tree::Record(..), Tree::Leaf(_) | Tree::Record(..)) if self.is_same_record(old, &new) => {
                Ok(new)
            }
            (Tree::Optional(one), Tree::Optional(two)) => {
                self.replaced(&Tree::Leaf(*one), Tree::Leaf(*two), at)?;
                Ok(new)
            }
            // An empty `Vec`, whose elements turn out to be tuples.
            (Tree::Leaf(list), Tree::Rows(_)) | (Tree::Rows(_), Tree::Leaf(list)) if self.is_untyped_list(*list) => {
                Ok(new)
            }
            // Declared before, and set now; or code that is never reached.
            (Tree::Unset, _) | (_, Tree::Unset) => Ok(new),
            (
                Tree::Leaf(_)
                | Tree::Tuple(_)
                | Tree::Rows(_)
                | Tree::Record(..)
                | Tree::Place(_)
                | Tree::Optional(_)
                | Tree::Geometry(..),
                Tree::Leaf(_)
                | Tree::Tuple(_)
                | Tree::Rows(_)
                | Tree::Record(..)
                | Tree::Place(_)
                | Tree::Optional(_)
                | Tree::Geometry(..),
            ) => Err(self.error(
                at,
                value::annotation(&self.described(old), &self.described(&new))
                    .of_rust(self.is_plain(old) && self.is_plain(&new)),
            )),
        }
    }

    /// What a name is bound to, as a value.
    pub(super) fn value_of(&self, bound: &Bound, at: &impl ToTokens) -> Lowered<Tree> {
        match bound {
            Bound::Value(Ok(Tree::Place(place))) | Bound::Place(place) => self.read_place(place, at),
            Bound::Value(tree) => tree.clone(),
            Bound::Closure(_) => Err(self.error(at, crate::messages::syntax::stored_closure())),
        }
    }
}

impl Step {
    fn indices(&self) -> Vec<Value> {
        match self {
            Step::Field(_) | Step::Part(_) => Vec::new(),
            Step::Index(indices) => indices.clone(),
            Step::Range(from, to) => vec![*from, *to],
            Step::Row(index) | Step::Column(index) => vec![*index],
        }
    }
}
