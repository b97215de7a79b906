//! What a loop goes over: a range of numbers, and an item for each.

use syn::{Expr, ExprClosure, ExprMethodCall, ExprRange, Pat, RangeLimits};

use crate::ir::{Dim, Int, Kind, Value};
use crate::messages::iteration;
use crate::rules::array::{ARRAY_LEN, ELEMENT, SLICE};
use crate::rules::integer::{INT_ADD, INT_DIV, INT_MIN, INT_MUL, INT_SUB};
use crate::rules::tensor::access::{INDEX, LEN};

use super::{Lowered, Lowerer, Tree};

/// Numbers from `start` to before `end`, in reverse if `reversed`, and the item for each.
#[derive(Clone)]
pub(super) struct Iteration<'e> {
    pub(super) start: Value,
    pub(super) end: Value,
    pub(super) reversed: bool,
    item: Item<'e>,
}

/// How an item follows from its number.
#[derive(Clone)]
enum Item<'e> {
    Number,
    /// The element of an array, or the entry of a vector.
    Element(Value),
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
}

impl<'e> Lowerer<'_> {
    /// Whether an expression is an iterator by its form.
    #[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is no iterator by its form")]
    pub(super) fn is_iterator(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Paren(inner) => self.is_iterator(&inner.expr),
            Expr::Range(_) => true,
            Expr::MethodCall(call) => match call.method.to_string().as_str() {
                "iter" | "into_iter" => true,
                "windows" => true,
                "map" | "zip" | "enumerate" | "rev" | "skip" | "take" | "step_by" | "copied" | "cloned" => {
                    self.is_iterator(&call.receiver)
                }
                _ => false,
            },
            _ => false,
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is what is iterated over")]
    pub(super) fn iteration(&mut self, expr: &'e Expr) -> Lowered<Iteration<'e>> {
        match expr {
            Expr::Paren(inner) => self.iteration(&inner.expr),
            Expr::Group(inner) => self.iteration(&inner.expr),
            Expr::Range(range) => self.range(range),
            Expr::MethodCall(call) => self.adapted(call),
            other => self.elements(other),
        }
    }

    fn range(&mut self, range: &ExprRange) -> Lowered<Iteration<'e>> {
        let (Some(start), Some(end)) = (&range.start, &range.end) else {
            return Err(self.error(range, iteration::endless()));
        };
        let (start, end) = (self.number(start)?, self.number(end)?);
        let end = match range.limits {
            RangeLimits::HalfOpen(_) => end,
            RangeLimits::Closed(_) if self.is_narrow(start) || self.is_narrow(end) => {
                return Err(self.error(range, iteration::narrow()));
            }
            RangeLimits::Closed(_) => self.builder.apply(&INT_ADD, &[end, self.builder.int(1)]),
        };
        Ok(Iteration { start, end, reversed: false, item: Item::Number })
    }

    /// An integer.
    fn number(&mut self, expr: &Expr) -> Lowered<Value> {
        let tree = self.expression(expr)?;
        let value = self.leaf(&tree, expr)?;
        match self.builder.kind(value) {
            Kind::Int(_) => Ok(value),
            Kind::Open => {
                self.builder.assume(value, Kind::Int(Int::Any));
                Ok(value)
            }
            Kind::Real(_) | Kind::Tensor(_) | Kind::Array(..) | Kind::Bool | Kind::Opaque | Kind::Pullback => {
                Err(self.error(expr, iteration::not_an_integer()))
            }
        }
    }

    /// The elements of an array or the entries of a vector.
    fn elements(&mut self, expr: &Expr) -> Lowered<Iteration<'e>> {
        let tree = self.expression(expr)?;
        let of = self.leaf(&tree, expr)?;
        let len = match self.builder.kind(of) {
            Kind::Array(..) => self.builder.apply(&ARRAY_LEN, &[of]),
            Kind::Tensor(_) => self.builder.apply(&LEN, &[of]),
            Kind::Real(_) | Kind::Int(_) | Kind::Bool | Kind::Opaque | Kind::Open | Kind::Pullback => {
                return Err(self.error(expr, iteration::unknown()));
            }
        };
        Ok(Iteration { start: self.builder.int(0), end: len, reversed: false, item: Item::Element(of) })
    }

    /// Whether numbers near the ends of a value's type are ordinary ones.
    fn is_narrow(&self, value: Value) -> bool {
        matches!(self.builder.kind(value), Kind::Int(Int::Named("u8" | "i8" | "u16" | "i16")))
    }

    /// Adaptors count in the type of the numbers, which must not be narrow.
    fn adapted(&mut self, call: &'e ExprMethodCall) -> Lowered<Iteration<'e>> {
        if call.method != "rev" && call.method != "map" && self.is_narrow_range(&call.receiver) {
            return Err(self.error(call, iteration::narrow()));
        }
        self.adaptor(call)
    }

    fn is_narrow_range(&mut self, expr: &'e Expr) -> bool {
        let over = self.attempt(|lowerer| lowerer.iteration(expr));
        over.is_some_and(|over| self.is_narrow(over.start) || self.is_narrow(over.end))
    }

    fn adaptor(&mut self, call: &'e ExprMethodCall) -> Lowered<Iteration<'e>> {
        let name = call.method.to_string();
        let argument = call.args.first();
        match (name.as_str(), argument) {
            ("iter" | "into_iter", None) if self.is_iterator(&call.receiver) => self.iteration(&call.receiver),
            ("iter" | "into_iter", None) => self.elements(&call.receiver),
            ("copied" | "cloned", None) => self.iteration(&call.receiver),
            ("windows", Some(size)) => {
                let all = self.elements(&call.receiver)?;
                let size = self.number(size)?;
                self.windows(&all, size, call)
            }
            ("rev", None) => {
                let of = self.iteration(&call.receiver)?;
                Ok(Iteration { reversed: !of.reversed, ..of })
            }
            ("enumerate", None) => {
                let of = self.iteration(&call.receiver)?;
                Ok(Iteration { item: Item::Counted(Box::new(of.clone())), ..of })
            }
            ("zip", Some(other)) => {
                let (one, two) = (self.iteration(&call.receiver)?, self.iteration(other)?);
                self.zipped(one, two)
            }
            ("map", Some(Expr::Closure(closure))) => {
                let of = self.iteration(&call.receiver)?;
                Ok(Iteration { item: Item::Mapped(Box::new(of.clone()), closure), ..of })
            }
            ("skip", Some(count)) => {
                let (of, count) = (self.iteration(&call.receiver)?, self.number(count)?);
                self.skipped(of, count)
            }
            ("take", Some(count)) => {
                let (of, count) = (self.iteration(&call.receiver)?, self.number(count)?);
                let trips = self.trips(&of);
                let end = self.builder.apply(&INT_MIN, &[trips, count]);
                let start = self.builder.int(0);
                Ok(Iteration { start, end, reversed: false, item: Item::At { of: Box::new(of), step: None } })
            }
            ("step_by", Some(step)) => {
                let (of, step) = (self.iteration(&call.receiver)?, self.number(step)?);
                self.stepped(of, step)
            }
            (_, _) => Err(self.error(&call.method, iteration::adaptor(&name))),
        }
    }

    fn windows(&mut self, all: &Iteration<'e>, size: Value, call: &ExprMethodCall) -> Lowered<Iteration<'e>> {
        let builder = self.builder;
        let Item::Element(of) = all.item else { return Err(self.error(&call.method, iteration::adaptor("windows"))) };
        if !matches!(builder.kind(of), Kind::Array(..)) {
            return Err(self.error(&call.method, iteration::adaptor("windows")));
        }
        // There are none where there are fewer elements than a window takes.
        let longer = builder.apply(&INT_ADD, &[all.end, builder.int(1)]);
        let least = builder.apply(&INT_MIN, &[longer, size]);
        let end = builder.apply(&INT_SUB, &[longer, least]);
        Ok(Iteration { start: all.start, end, reversed: false, item: Item::Window(of, size) })
    }

    /// How many items there are.
    fn trips(&self, of: &Iteration<'_>) -> Value {
        match self.builder.known_int(of.start) {
            Some(0) => of.end,
            // The end may lie before the start.
            Some(_) | None => {
                let least = self.builder.apply(&INT_MIN, &[of.start, of.end]);
                self.builder.apply(&INT_SUB, &[of.end, least])
            }
        }
    }

    fn zipped(&mut self, one: Iteration<'e>, two: Iteration<'e>) -> Lowered<Iteration<'e>> {
        let (first, second) = (self.trips(&one), self.trips(&two));
        let end = if first == second { first } else { self.builder.apply(&INT_MIN, &[first, second]) };
        let start = self.builder.int(0);
        let from_zero = |of: Iteration<'e>| {
            let is_from_zero = self.builder.known_int(of.start) == Some(0) && !of.reversed;
            let item = if is_from_zero { of.item } else { Item::At { of: Box::new(of), step: None } };
            Box::new(Iteration { start, end, reversed: false, item })
        };
        Ok(Iteration { start, end, reversed: false, item: Item::Pair(from_zero(one), from_zero(two)) })
    }

    fn skipped(&mut self, of: Iteration<'e>, count: Value) -> Lowered<Iteration<'e>> {
        let end = self.trips(&of);
        let start = self.builder.apply(&INT_MIN, &[count, end]);
        Ok(Iteration { start, end, reversed: false, item: Item::At { of: Box::new(of), step: None } })
    }

    fn stepped(&mut self, of: Iteration<'e>, step: Value) -> Lowered<Iteration<'e>> {
        let builder = self.builder;
        let trips = self.trips(&of);
        let rounded = builder.apply(&INT_ADD, &[trips, builder.apply(&INT_SUB, &[step, builder.int(1)])]);
        let (start, end) = (builder.int(0), builder.apply(&INT_DIV, &[rounded, step]));
        Ok(Iteration { start, end, reversed: false, item: Item::At { of: Box::new(of), step: Some(step) } })
    }

    /// The item for a number of the iteration.
    pub(super) fn item(&mut self, of: &Iteration<'e>, number: Value) -> Lowered<Tree> {
        let builder = self.builder;
        match &of.item {
            Item::Number => Ok(Tree::Leaf(number)),
            Item::Element(elements) => {
                let rule = if matches!(builder.kind(*elements), Kind::Array(..)) { &ELEMENT } else { &INDEX };
                Ok(Tree::Leaf(builder.apply(rule, &[*elements, number])))
            }
            Item::Window(elements, size) => {
                let end = builder.apply(&INT_ADD, &[number, *size]);
                let part = builder.apply(&SLICE, &[*elements, number, end]);
                debug_assert!(matches!(builder.kind(part), Kind::Array(_, Dim::Dyn)));
                Ok(Tree::Leaf(part))
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
            Item::Mapped(inner, closure) => {
                let item = self.item(inner, number)?;
                self.applied(closure, vec![item])
            }
        }
    }

    /// The number of the item that is so many after the first.
    fn place_in(&self, of: &Iteration<'_>, offset: Value) -> Value {
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
        self.scopes.open();
        let before = self.scopes.clone();
        let bound = closure.inputs.iter().zip(values).try_for_each(|(pat, value)| self.bind(pat, value, false));
        let result = bound.and_then(|()| self.expression(&closure.body));
        let verdict = self.check_unassigned(&before, closure);
        self.scopes.close();
        verdict.and(result)
    }

    /// Binds the pattern of a loop to an item.
    pub(super) fn bind_item(&mut self, pat: &Pat, of: &Iteration<'e>, number: Value) -> Lowered<()> {
        let item = self.item(of, number)?;
        self.bind(pat, item, false)
    }
}
