//! Products of a small matrix that is written entry by entry with a vector, as sums of products of these entries: the matrix is
//! never put together. And small vectors that are filled entry by entry, as they are when all entries are known.

use crate::ir::{Constant, Dim, Elem, Op, Rule, Value};
use crate::rules::scalar::arithmetic::{ADD, MUL};
use crate::rules::tensor::access::{ADD_AT, INDEX};
use crate::rules::tensor::arithmetic::ZEROS_LIKE;
use crate::rules::tensor::construct::ENTRIES;
use crate::rules::tensor::product::{MATMUL, TR_MUL};

use super::rewrite::{Context, FromSlice, Rewrite};

/// Matrices with more entries are multiplied as a whole.
const MOST_ENTRIES: usize = 16;

/// Longer vectors are filled in place.
const LONGEST: usize = 4;

/// `A x`, with the terms in nalgebra's order.
pub(super) fn of_entries(context: &mut Context<'_>, rule: &'static Rule, args: &[Value]) -> Option<Rewrite> {
    if rule.is(&MATMUL) { Product::of(context, args)?.write(context, false, |_, _| true) } else { None }
}

/// `A x` and `Aᵀ x`, without the terms of entries that are written as zero.
pub(super) fn of_entries_without_zeros(
    context: &mut Context<'_>,
    rule: &'static Rule,
    args: &[Value],
) -> Option<Rewrite> {
    if !rule.is(&MATMUL) && !rule.is(&TR_MUL) {
        return None;
    }
    Product::of(context, args)?.write(context, rule.is(&TR_MUL), |context, entry| context.number(entry) != Some(0.0))
}

/// Zeros to which something is added at a known place, and entries to which more is added.
pub(super) fn filled(context: &mut Context<'_>, rule: &'static Rule, args: &[Value]) -> Option<Rewrite> {
    let [start, index, term] = *args else { return None };
    if !rule.is(&ADD_AT) || !context.is_read_once(start) {
        return None;
    }
    let place = usize::try_from(context.builder.known_int(index)?).ok()?;
    let kind = context.builder.kind(start);
    let Some((Dim::Known(rows), true)) = kind.tensor().map(|tensor| (&tensor.rows, tensor.cols.is_one())) else {
        return None;
    };
    let mut entries = if let Some(entries) = context.args_of(start, &ENTRIES) {
        entries[2..].to_vec()
    } else if context.args_of(start, &ZEROS_LIKE).is_some() && *rows <= LONGEST {
        (0..*rows).map(|_| context.real(0.0)).collect()
    } else {
        return None;
    };
    let entry = entries.get_mut(place)?;
    *entry = if context.number(*entry) == Some(0.0) { term } else { context.apply(&ADD, &[*entry, term]) };
    let sizes = [*rows, 1].map(|size| context.builder.int(size as i128));
    Some(Rewrite::Become(Op::Apply(&ENTRIES), sizes.into_iter().chain(entries).collect()))
}

struct Product {
    rows: usize,
    cols: usize,
    /// Row by row.
    entries: Vec<Value>,
    vector: Value,
}

impl Product {
    /// If nothing else reads the matrix, and it is small.
    fn of(context: &Context<'_>, args: &[Value]) -> Option<Product> {
        let [matrix, vector] = <&[Value; 2]>::from_slice(args)?;
        let written = context.args_of(matrix, &ENTRIES)?;
        let size = |place: usize| usize::try_from(context.builder.known_int(written[place])?).ok();
        let (rows, cols, entries) = (size(0)?, size(1)?, written[2..].to_vec());
        let is_vector = |dim: &Dim| matches!(dim, Dim::Known(len) if *len > 1);
        let kind = context.builder.kind(vector);
        // Constant Rust may have its type from what it meets as a whole: an entry of `Vector2::x()` has none.
        let has_type = kind.elem().is_some_and(|elem| *elem != Elem::Any);
        let fits = kind.tensor().is_some_and(|tensor| has_type && is_vector(&tensor.rows) && tensor.cols.is_one());
        let is_small = entries.len() <= MOST_ENTRIES && rows > 1 && cols > 1 && entries.len() == rows * cols;
        (fits && is_small && context.is_read_once(matrix)).then_some(Product { rows, cols, entries, vector })
    }

    fn write(
        &self,
        context: &mut Context<'_>,
        is_transposed: bool,
        is_term: fn(&Context<'_>, Value) -> bool,
    ) -> Option<Rewrite> {
        let (len, terms) = if is_transposed { (self.cols, self.rows) } else { (self.rows, self.cols) };
        let entry = |place: usize, term: usize| {
            let (row, col) = if is_transposed { (term, place) } else { (place, term) };
            self.entries[row * self.cols + col]
        };
        let factors = (0..terms).map(|place| {
            let place = context.builder.int(place as i128);
            context.apply(&INDEX, &[self.vector, place])
        });
        let factors = factors.collect::<Vec<_>>();
        let sum = |place: usize| {
            let kept = (0..terms).filter(|term| is_term(context, entry(place, *term))).collect::<Vec<_>>();
            let products = kept.into_iter().map(|term| product(context, entry(place, term), factors[term]));
            let products = products.collect::<Vec<_>>();
            let sum = products.into_iter().reduce(|sum, term| context.apply(&ADD, &[sum, term]));
            sum.unwrap_or_else(|| context.real(0.0))
        };
        let sums = (0..len).map(sum).collect::<Vec<_>>();
        let sizes = [len, 1].map(|size| context.builder.int(size as i128));
        Some(Rewrite::Become(Op::Apply(&ENTRIES), sizes.into_iter().chain(sums).collect()))
    }
}

/// A factor that is written as one changes nothing.
fn product(context: &mut Context<'_>, entry: Value, factor: Value) -> Value {
    let is_one = matches!(context.constant(entry), Some(Constant::Real(number, _)) if *number == 1.0);
    if is_one { factor } else { context.apply(&MUL, &[entry, factor]) }
}
