//! What a loop goes over: a range of numbers, and an item for each.

use proc_macro2::{Ident, Span};
use quote::quote;
use syn::{Expr, ExprClosure, ExprRange, RangeLimits};

use crate::ir::{Capture, Dim, Fragment, Int, Kind, Op, Value};
use crate::messages::iteration;
use crate::rules::array::{ARRAY_LEN, ELEMENT, SLICE};
use crate::rules::integer::{INT_ADD, INT_MIN, INT_MUL, INT_SUB};
use crate::rules::tensor::access::{INDEX, LEN};
use crate::rules::tensor::part::{COLUMN, ROW};

use super::adapt::Borrowed;
use super::method::IDENTITIES;
use super::place::{Place, Step};
use super::{Lowered, Lowerer, Parameter, Tree};

/// Numbers from `start` to before `end`, in reverse if `reversed`, and the item for each.
#[derive(Clone)]
pub(super) struct Iteration<'e> {
    pub(super) start: Value,
    pub(super) end: Value,
    pub(super) reversed: bool,
    pub(super) item: Item<'e>,
}

/// How an item follows from its number.
#[derive(Clone)]
pub(super) enum Item<'e> {
    Number,
    /// The element of an array, or the entry of a vector.
    Element(Value),
    /// The tuple of an array of tuples.
    Tuple(Vec<Tree>),
    /// So many elements from here.
    Window(Value, Value),
    /// The item of another iteration, at `start + number * step`, or counted from its end.
    At {
        of: Box<Iteration<'e>>,
        step: Option<Value>,
    },
    /// The number counted from 0, and the item.
    Counted(Box<Iteration<'e>>),
    Pair(Box<Iteration<'e>>, Box<Iteration<'e>>),
    Mapped(Box<Iteration<'e>>, &'e ExprClosure),
    /// The item itself, and not a reference to it.
    Copied(Box<Iteration<'e>>),
    /// So many elements, from this number of them on; fewer at the end.
    Chunk(Value, Value),
    Row(Value),
    Column(Value),
    /// A part of what is borrowed mutably.
    Part(Place, Part),
}

/// Which part of a place an item of a mutable iterator is.
#[derive(Clone, Copy)]
pub(super) enum Part {
    Element,
    Row,
    Column,
    Chunk(Value),
}

/// Items that come in an order of their own: not every number has exactly one.
#[derive(Clone)]
pub(super) enum Stream<'e> {
    Plain(Iteration<'e>),
    Filtered(Box<Stream<'e>>, &'e ExprClosure),
    Mapped(Box<Stream<'e>>, &'e ExprClosure),
    FlatMapped(Box<Stream<'e>>, &'e ExprClosure),
}

impl<'e> Stream<'e> {
    /// The iteration that it starts from, if there is at most one item for each of its.
    pub(super) fn plain(&self) -> Option<&Iteration<'e>> {
        match self {
            Stream::Plain(over) => Some(over),
            Stream::Filtered(inner, _) | Stream::Mapped(inner, _) => inner.plain(),
            Stream::FlatMapped(..) => None,
        }
    }
}

impl<'e> Lowerer<'_> {
    /// Whether an expression is an iterator by its form.
    #[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is no iterator by its form")]
    pub(super) fn is_iterator(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Paren(inner) => self.is_iterator(&inner.expr),
            Expr::Range(_) => true,
            Expr::MethodCall(call) => match call.method.to_string().as_str() {
                "iter" | "into_iter" | "iter_mut" | "windows" | "chunks" | "chunks_exact" | "chunks_mut"
                | "chunks_exact_mut" | "row_iter" | "column_iter" | "row_iter_mut" | "column_iter_mut" => true,
                "map" | "zip" | "enumerate" | "rev" | "skip" | "take" | "step_by" | "copied" | "cloned" | "filter"
                | "flat_map" | "by_ref" => self.is_iterator(&call.receiver),
                _ => false,
            },
            _ => false,
        }
    }

    /// What an iterator gives, item by item.
    pub(super) fn stream(&mut self, expr: &'e Expr) -> Lowered<Stream<'e>> {
        if let Expr::Paren(inner) = expr {
            return self.stream(&inner.expr);
        }
        let Expr::MethodCall(call) = expr else { return self.iteration(expr).map(Stream::Plain) };
        let closure = match call.args.first() {
            Some(Expr::Closure(closure)) if call.args.len() == 1 => Some(closure),
            Some(_) | None => None,
        };
        match (call.method.to_string().as_str(), closure) {
            ("filter", Some(closure)) => Ok(Stream::Filtered(Box::new(self.stream(&call.receiver)?), closure)),
            ("flat_map", Some(closure)) => Ok(Stream::FlatMapped(Box::new(self.stream(&call.receiver)?), closure)),
            ("map", Some(closure)) if self.is_irregular(&call.receiver) => {
                Ok(Stream::Mapped(Box::new(self.stream(&call.receiver)?), closure))
            }
            ("copied" | "cloned" | "iter" | "into_iter" | "by_ref", None) if self.is_irregular(&call.receiver) => {
                self.stream(&call.receiver)
            }
            (_, _) => self.iteration(expr).map(Stream::Plain),
        }
    }

    /// Whether an iterator drops items or adds some, by its form.
    #[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is treated alike")]
    fn is_irregular(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Paren(inner) => self.is_irregular(&inner.expr),
            Expr::MethodCall(call) => {
                let is_here = matches!(call.method.to_string().as_str(), "filter" | "flat_map");
                is_here && self.is_iterator(&call.receiver) || self.is_irregular(&call.receiver)
            }
            _ => false,
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is what is iterated over")]
    pub(super) fn iteration(&mut self, expr: &'e Expr) -> Lowered<Iteration<'e>> {
        match expr {
            Expr::Paren(inner) => self.iteration(&inner.expr),
            Expr::Group(inner) => self.iteration(&inner.expr),
            Expr::Range(range) => self.range(range),
            // `xs.clone()` and the like are values.
            Expr::MethodCall(call)
                if IDENTITIES.contains(&call.method.to_string().as_str()) && !self.is_iterator(expr) =>
            {
                self.elements(expr)
            }
            Expr::MethodCall(call) => self.adapted(call),
            Expr::Reference(borrowed) if borrowed.mutability.is_some() => {
                self.parts(&borrowed.expr, Borrowed::Elements)
            }
            other => self.elements_lent(other, self.is_reference(other)),
        }
    }

    /// The elements, which the user's code may have as references. That counts for constant Rust that names them.
    pub(super) fn elements_lent(&mut self, expr: &Expr, is_lent: bool) -> Lowered<Iteration<'e>> {
        let over = self.elements(expr)?;
        if let Item::Element(of) = over.item {
            let _ = if is_lent { self.lent.insert(of) } else { self.lent.remove(&of) };
        }
        Ok(over)
    }

    /// A range under a name: a constant that can be gone over.
    pub(super) fn named_range(&mut self, range: &ExprRange) -> Lowered<Tree> {
        let (Iteration { start, end, .. }, last) = self.range_and_last(range)?;
        // Holes are found by their names: these are no fields.
        let captures = ["hole_start", "hole_end"].map(|name| Capture {
            ident: Ident::new(name, Span::mixed_site()),
            by_reference: false,
            is_hole: true,
        });
        let (from, to) = (&captures[0].ident, &captures[1].ident);
        let tokens = match range.limits {
            RangeLimits::HalfOpen(_) => quote!(::core::ops::Range { start: #from, end: #to }),
            RangeLimits::Closed(_) => quote!(::core::ops::RangeInclusive::new(#from, #to)),
        };
        let fragment = Fragment {
            tokens,
            captures: captures.to_vec(),
            has_effect: false,
            is_place: false,
            declared: None,
            owns_entries: false,
        };
        let value = self.builder.emit(Op::Fragment(fragment.into()), &[start, last], Vec::new(), Kind::Opaque, false);
        self.ranges.insert(value, (start, end));
        Ok(Tree::Leaf(value))
    }

    /// A parameter that is a range by its type.
    pub(super) fn range_parameter(&mut self, parameter: &Parameter) {
        let ([value], Some(kind)) = (&parameter.values[..], super::types::of_range(&parameter.ty)) else { return };
        let end_of = |name: &str| {
            let hole = Ident::new("range", Span::mixed_site());
            let field = Ident::new(name, Span::mixed_site());
            let captures = vec![Capture { ident: hole.clone(), by_reference: false, is_hole: true }];
            let fragment = Fragment {
                tokens: quote!(#hole.#field),
                captures,
                has_effect: false,
                is_place: false,
                declared: None,
                owns_entries: false,
            };
            self.builder.emit(Op::Fragment(fragment.into()), &[*value], Vec::new(), kind.clone(), false)
        };
        let ends = (end_of("start"), end_of("end"));
        self.ranges.insert(*value, ends);
    }

    fn range(&mut self, range: &ExprRange) -> Lowered<Iteration<'e>> {
        self.range_and_last(range).map(|(over, _)| over)
    }

    /// A range, and what is written at its end.
    fn range_and_last(&mut self, range: &ExprRange) -> Lowered<(Iteration<'e>, Value)> {
        let (Some(start), Some(last)) = (&range.start, &range.end) else {
            return Err(self.error(range, iteration::endless()));
        };
        let (start, end) = (self.number(start)?, self.number(last)?);
        let last = end;
        let end = match range.limits {
            RangeLimits::HalfOpen(_) => end,
            RangeLimits::Closed(_) if self.is_narrow(start) || self.is_narrow(end) => {
                return Err(self.error(range, iteration::narrow()));
            }
            RangeLimits::Closed(_) => self.builder.apply(&INT_ADD, &[end, self.builder.int(1)]),
        };
        Ok((Iteration { start, end, reversed: false, item: Item::Number }, last))
    }

    /// An integer.
    pub(super) fn number(&mut self, expr: &Expr) -> Lowered<Value> {
        let tree = self.expression(expr)?;
        let value = self.leaf(&tree, expr)?;
        match self.builder.kind(value) {
            Kind::Int(_) => Ok(value),
            Kind::Open => {
                self.builder.assume(value, Kind::Int(Int::Any));
                Ok(value)
            }
            Kind::Real(_)
            | Kind::Tensor(_)
            | Kind::Factor(..)
            | Kind::Geometry(..)
            | Kind::Array(..)
            | Kind::Bool
            | Kind::Record(_)
            | Kind::Opaque
            | Kind::Pullback => Err(self.error(expr, iteration::not_an_integer())),
        }
    }

    /// The elements of an array or the entries of a vector.
    pub(super) fn elements(&mut self, expr: &Expr) -> Lowered<Iteration<'e>> {
        let tree = self.expression(expr)?;
        if let (Tree::Rows(arrays), Some(first)) = (&tree, tree.leaves().first()) {
            let end = self.builder.apply(&ARRAY_LEN, &[*first]);
            let item = Item::Tuple(arrays.clone());
            return Ok(Iteration { start: self.builder.int(0), end, reversed: false, item });
        }
        let of = self.leaf(&tree, expr)?;
        if let Some((start, end)) = self.ranges.get(&of).copied() {
            return Ok(Iteration { start, end, reversed: false, item: Item::Number });
        }
        let len = match self.builder.kind(of) {
            Kind::Array(..) => self.builder.apply(&ARRAY_LEN, &[of]),
            Kind::Tensor(_) => self.builder.apply(&LEN, &[of]),
            Kind::Real(_)
            | Kind::Factor(..)
            | Kind::Geometry(..)
            | Kind::Int(_)
            | Kind::Bool
            | Kind::Record(_)
            | Kind::Opaque
            | Kind::Open
            | Kind::Pullback => {
                return Err(self.error(expr, iteration::unknown()));
            }
        };
        Ok(Iteration { start: self.builder.int(0), end: len, reversed: false, item: Item::Element(of) })
    }

    /// Whether numbers near the ends of a value's type are ordinary ones.
    pub(super) fn is_narrow(&self, value: Value) -> bool {
        matches!(self.builder.kind(value), Kind::Int(Int::Named("u8" | "i8" | "u16" | "i16")))
    }

    /// Where a chunk starts and ends.
    fn chunk_bounds(&self, number: Value, size: Value, len: Value) -> (Value, Value) {
        let builder = self.builder;
        let from = builder.apply(&INT_MUL, &[number, size]);
        let to = builder.apply(&INT_MIN, &[builder.apply(&INT_ADD, &[from, size]), len]);
        (from, to)
    }

    /// The item for a number of the iteration.
    pub(super) fn item(&mut self, of: &Iteration<'e>, number: Value) -> Lowered<Tree> {
        let builder = self.builder;
        match &of.item {
            Item::Number => Ok(Tree::Leaf(number)),
            Item::Tuple(arrays) => self.row_at(arrays, number, &proc_macro2::TokenStream::new()),
            Item::Element(elements) => {
                let rule = if matches!(builder.kind(*elements), Kind::Array(..)) { &ELEMENT } else { &INDEX };
                let element = builder.apply(rule, &[*elements, number]);
                let is_number = matches!(builder.kind(element), Kind::Real(_) | Kind::Int(_) | Kind::Bool);
                let is_lent = is_number && !builder.is_varied(element) && self.lent.contains(elements);
                if is_lent || matches!(builder.kind(element), Kind::Geometry(..) | Kind::Opaque) {
                    self.references.insert(element);
                }
                Ok(Tree::Leaf(element))
            }
            Item::Window(elements, size) => {
                let end = builder.apply(&INT_ADD, &[number, *size]);
                let part = builder.apply(&SLICE, &[*elements, number, end]);
                debug_assert!(matches!(builder.kind(part), Kind::Array(_, Dim::Dyn)));
                Ok(Tree::Leaf(part))
            }
            Item::Chunk(elements, size) => {
                let len = builder.apply(&ARRAY_LEN, &[*elements]);
                let (from, to) = self.chunk_bounds(number, *size, len);
                Ok(Tree::Leaf(builder.apply(&SLICE, &[*elements, from, to])))
            }
            Item::Row(matrix) => Ok(Tree::Leaf(builder.apply(&ROW, &[*matrix, number]))),
            Item::Column(matrix) => Ok(Tree::Leaf(builder.apply(&COLUMN, &[*matrix, number]))),
            Item::Part(place, part) => {
                let step = match part {
                    Part::Element => Step::Index(vec![number]),
                    Part::Row => Step::Row(number),
                    Part::Column => Step::Column(number),
                    Part::Chunk(size) => {
                        let whole = self.read_place(place, &proc_macro2::TokenStream::new())?;
                        let whole = self.leaf(&whole, &proc_macro2::TokenStream::new())?;
                        let len = builder.apply(&ARRAY_LEN, &[whole]);
                        let (from, to) = self.chunk_bounds(number, *size, len);
                        Step::Range(from, to)
                    }
                };
                Ok(Tree::Place(place.with(step).into()))
            }
            Item::At { of: inner, step } => {
                let offset = step.map_or(number, |step| builder.apply(&INT_MUL, &[number, step]));
                let place = self.place_in(inner, offset);
                self.item(inner, place)
            }
            Item::Counted(inner) => {
                let count = self.count_of(inner, number);
                Ok(Tree::Tuple(vec![Tree::Leaf(count), self.item(inner, number)?]))
            }
            Item::Pair(one, two) => Ok(Tree::Tuple(vec![self.item(one, number)?, self.item(two, number)?])),
            Item::Copied(inner) => {
                let item = self.item(inner, number)?;
                if let Tree::Leaf(value) = &item {
                    self.references.remove(value);
                }
                Ok(item)
            }
            Item::Mapped(inner, closure) => {
                let item = self.item(inner, number)?;
                self.applied(closure, vec![item])
            }
        }
    }

    /// The number of the item that is so many after the first.
    pub(super) fn place_in(&self, of: &Iteration<'_>, offset: Value) -> Value {
        let builder = self.builder;
        if of.reversed {
            let last = builder.apply(&INT_SUB, &[of.end, builder.int(1)]);
            return builder.apply(&INT_SUB, &[last, offset]);
        }
        match builder.known_int(of.start) {
            Some(0) => offset,
            Some(_) | None => builder.apply(&INT_ADD, &[of.start, offset]),
        }
    }

    /// How many items come before this number.
    fn count_of(&self, of: &Iteration<'_>, number: Value) -> Value {
        let builder = self.builder;
        if of.reversed {
            let last = builder.apply(&INT_SUB, &[of.end, builder.int(1)]);
            return builder.apply(&INT_SUB, &[last, number]);
        }
        match builder.known_int(of.start) {
            Some(0) => number,
            Some(_) | None => builder.apply(&INT_SUB, &[number, of.start]),
        }
    }

    /// A closure applied to values, as if its body stood here.
    pub(super) fn applied(&mut self, closure: &ExprClosure, values: Vec<Tree>) -> Lowered<Tree> {
        self.check_closure(closure, values.len())?;
        // What is lent to it mutably it may change.
        let lent = values
            .iter()
            .filter_map(|value| if let Tree::Place(place) = value { Some(place.root.clone()) } else { None });
        let lent = lent.collect::<Vec<_>>();
        self.scopes.open();
        let before = self.scopes.clone();
        let bound = closure.inputs.iter().zip(values).try_for_each(|(pat, value)| self.bind(pat, value, false));
        let result = bound.and_then(|()| self.closure_body(&closure.body));
        let result = result.and_then(|tree| self.declared_output(tree, &closure.output));
        let verdict = self.check_unassigned(&before, &lent, closure);
        self.scopes.close();
        verdict.and(result)
    }
}
