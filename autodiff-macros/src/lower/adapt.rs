//! Adaptors of iterators: they change the range of numbers, and say how an item follows from its number.

use syn::{Expr, ExprMethodCall};

use crate::ir::{Kind, Value};
use crate::messages::iteration;
use crate::rules::array::ARRAY_LEN;
use crate::rules::integer::{INT_ADD, INT_DIV, INT_MIN, INT_REM, INT_SUB};
use crate::rules::tensor::access::{LEN, NCOLS, NROWS};

use super::iterate::{Item, Iteration, Part};
use super::{Lowered, Lowerer, Tree};

/// What a mutable iterator borrows.
#[derive(Clone, Copy)]
pub(super) enum Borrowed {
    Elements,
    Rows,
    Columns,
    Chunks { size: Value, exact: bool },
}

impl<'e> Lowerer<'_> {
    /// What an adaptor is called on. It counts in the type of the numbers, which must not be narrow.
    fn adapted_over(&mut self, call: &'e ExprMethodCall) -> Lowered<Iteration<'e>> {
        let over = self.iteration(&call.receiver)?;
        let counts = call.method != "rev" && call.method != "map";
        if counts && (self.is_narrow(over.start) || self.is_narrow(over.end)) {
            return Err(self.error(call, iteration::narrow()));
        }
        Ok(over)
    }

    pub(super) fn adapted(&mut self, call: &'e ExprMethodCall) -> Lowered<Iteration<'e>> {
        let name = call.method.to_string();
        let argument = call.args.first();
        match (name.as_str(), argument) {
            ("iter" | "into_iter", None) if self.is_iterator(&call.receiver) => self.adapted_over(call),
            ("iter", None) => self.elements_lent(&call.receiver, true),
            ("into_iter", None) => self.elements_lent(&call.receiver, self.is_reference(&call.receiver)),
            ("copied" | "cloned", None) => {
                let of = self.adapted_over(call)?;
                Ok(Iteration { item: Item::Copied(Box::new(of.clone())), ..of })
            }
            ("by_ref", None) => self.adapted_over(call),
            ("iter_mut", None) => self.parts(&call.receiver, Borrowed::Elements),
            ("row_iter_mut", None) => self.parts(&call.receiver, Borrowed::Rows),
            ("column_iter_mut", None) => self.parts(&call.receiver, Borrowed::Columns),
            ("chunks_mut" | "chunks_exact_mut", Some(size)) => {
                let size = self.number(size)?;
                self.parts(&call.receiver, Borrowed::Chunks { size, exact: name == "chunks_exact_mut" })
            }
            ("row_iter" | "column_iter", None) => self.lines(&call.receiver, name == "row_iter"),
            ("chunks" | "chunks_exact", Some(size)) => {
                let all = self.elements(&call.receiver)?;
                let size = self.number(size)?;
                self.chunks(&all, size, name == "chunks_exact", call)
            }
            ("windows", Some(size)) => {
                let all = self.elements(&call.receiver)?;
                let size = self.number(size)?;
                self.windows(&all, size, call)
            }
            ("rev", None) => {
                let of = self.adapted_over(call)?;
                Ok(Iteration { reversed: !of.reversed, ..of })
            }
            ("enumerate", None) => {
                let of = self.adapted_over(call)?;
                Ok(Iteration { item: Item::Counted(Box::new(of.clone())), ..of })
            }
            ("zip", Some(other)) => {
                let (one, two) = (self.adapted_over(call)?, self.iteration(other)?);
                self.zipped(one, two)
            }
            ("map", Some(Expr::Closure(closure))) => {
                let of = self.adapted_over(call)?;
                Ok(Iteration { item: Item::Mapped(Box::new(of.clone()), closure), ..of })
            }
            ("skip", Some(count)) => {
                let (of, count) = (self.adapted_over(call)?, self.number(count)?);
                self.skipped(of, count)
            }
            ("take", Some(count)) => {
                let (of, count) = (self.adapted_over(call)?, self.number(count)?);
                let trips = self.trips(&of);
                let end = self.builder.apply(&INT_MIN, &[trips, count]);
                let start = self.builder.int(0);
                Ok(Iteration { start, end, reversed: false, item: Item::At { of: Box::new(of), step: None } })
            }
            ("step_by", Some(step)) => {
                let (of, step) = (self.adapted_over(call)?, self.number(step)?);
                self.stepped(of, step)
            }
            ("map" | "filter" | "flat_map", Some(function)) if self.function_value(function).is_some() => {
                Err(self.no_closure(function))
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

    fn chunks(
        &mut self,
        all: &Iteration<'e>,
        size: Value,
        exact: bool,
        call: &ExprMethodCall,
    ) -> Lowered<Iteration<'e>> {
        let name = call.method.to_string();
        let Item::Element(of) = all.item else { return Err(self.error(&call.method, iteration::adaptor(&name))) };
        if !matches!(self.builder.kind(of), Kind::Array(..)) {
            return Err(self.error(&call.method, iteration::adaptor(&name)));
        }
        let end = self.chunk_count(all.end, size, exact);
        Ok(Iteration { start: all.start, end, reversed: false, item: Item::Chunk(of, size) })
    }

    fn chunk_count(&self, len: Value, size: Value, exact: bool) -> Value {
        let builder = self.builder;
        if exact {
            return builder.apply(&INT_DIV, &[len, size]);
        }
        let rest = builder.apply(&INT_SUB, &[size, builder.int(1)]);
        builder.apply(&INT_DIV, &[builder.apply(&INT_ADD, &[len, rest]), size])
    }

    /// The rows or columns of a matrix.
    fn lines(&mut self, expr: &Expr, rows: bool) -> Lowered<Iteration<'e>> {
        let tree = self.expression(expr)?;
        let of = self.leaf(&tree, expr)?;
        if self.builder.kind(of).tensor().is_none() {
            return Err(self.error(expr, iteration::unknown()));
        }
        let end = self.builder.apply(if rows { &NROWS } else { &NCOLS }, &[of]);
        let item = if rows { Item::Row(of) } else { Item::Column(of) };
        Ok(Iteration { start: self.builder.int(0), end, reversed: false, item })
    }

    /// Parts of a place, one after the other.
    pub(super) fn parts(&mut self, expr: &Expr, borrowed: Borrowed) -> Lowered<Iteration<'e>> {
        let place = self.place(expr)?;
        let tree = self.read_place(&place, expr)?;
        let of = match (&tree, tree.leaves().first()) {
            (Tree::Rows(_), Some(first)) => *first,
            (_, _) => self.leaf(&tree, expr)?,
        };
        let builder = self.builder;
        let is_array = matches!(builder.kind(of), Kind::Array(..));
        let is_matrix = builder.kind(of).tensor().is_some();
        let (part, end) = match borrowed {
            Borrowed::Elements if is_array => (Part::Element, builder.apply(&ARRAY_LEN, &[of])),
            Borrowed::Elements if is_matrix => (Part::Element, builder.apply(&LEN, &[of])),
            Borrowed::Rows if is_matrix => (Part::Row, builder.apply(&NROWS, &[of])),
            Borrowed::Columns if is_matrix => (Part::Column, builder.apply(&NCOLS, &[of])),
            Borrowed::Chunks { size, exact } if is_array => {
                let len = builder.apply(&ARRAY_LEN, &[of]);
                (Part::Chunk(size), self.chunk_count(len, size, exact))
            }
            Borrowed::Elements | Borrowed::Rows | Borrowed::Columns | Borrowed::Chunks { .. } => {
                return Err(self.error(expr, iteration::unknown()));
            }
        };
        Ok(Iteration { start: builder.int(0), end, reversed: false, item: Item::Part(place, part) })
    }

    /// How many items there are.
    pub(super) fn trips(&self, of: &Iteration<'_>) -> Value {
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
        // Rounded up, without a sum that a wide step could make too large.
        let rest = builder.apply(&INT_MIN, &[builder.apply(&INT_REM, &[trips, step]), builder.int(1)]);
        let (start, end) = (builder.int(0), builder.apply(&INT_ADD, &[builder.apply(&INT_DIV, &[trips, step]), rest]));
        Ok(Iteration { start, end, reversed: false, item: Item::At { of: Box::new(of), step: Some(step) } })
    }
}
