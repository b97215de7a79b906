//! The product of a link that is written entry by entry with the vector that is pushed, without the matrix: a sum for each
//! entry, in which an entry that is written as zero is no term, and what several terms have in common is taken out.
//!
//! `c x - s·ca y + s·sa z + l·c` is `c (x + l) - s (ca y - sa z)`, and the row below it has the same sums in brackets. So does
//! the derivative.

use crate::ir::hash::HashMap;
use crate::ir::{Block, Builder, Constant, Kind, Op, Rule, Stmt, Tensor, Value, uses};
use crate::rules::scalar::arithmetic::{ADD, MUL, NEG, SUB};
use crate::rules::tensor::access::INDEX;
use crate::rules::tensor::construct::ENTRIES;
use crate::rules::tensor::product::TR_MUL;

/// A product, with its sign.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Term {
    is_negative: bool,
    factors: Vec<Value>,
}

/// Writes the product, a vector of the kind of `vector`; `None` where the link is not written entry by entry in the body of the
/// loop, or something else needs it.
pub(super) fn product(
    builder: &Builder,
    body: &Block,
    rule: &Rule,
    link: Value,
    (vector, tensor): (Value, Tensor),
) -> Option<Value> {
    let made = body.stmts.iter().find(|stmt| stmt.results[..] == [link])?;
    let is_written = matches!(made.op, Op::Apply(rule) if rule.is(&ENTRIES)) && uses(body).get(&link) == Some(&1);
    if !is_written {
        return None;
    }
    let entries = &made.args[2..];
    let size = (1..=entries.len()).find(|size| size * size == entries.len())?;
    let read = |place: usize| builder.apply(&INDEX, &[vector, builder.int(place as i128)]);
    let factors = (0..size).map(read).collect::<Vec<_>>();
    let mut sums = Sums { builder, body, known: HashMap::default() };
    let rows = (0..size).map(|row| {
        let entry = |col: usize| entries[if rule.is(&TR_MUL) { col * size + row } else { row * size + col }];
        let terms = factors.iter().enumerate().filter_map(|(col, factor)| sums.term(entry(col), *factor));
        let terms = terms.collect();
        sums.row(terms)
    });
    let rows = rows.collect::<Vec<_>>();
    let sizes = [size, 1].map(|size| builder.int(size as i128));
    let args = sizes.into_iter().chain(rows).collect::<Vec<_>>();
    Some(builder.apply_as(&ENTRIES, &args, Kind::Tensor(tensor)))
}

struct Sums<'b> {
    builder: &'b Builder,
    /// Where factors are defined.
    body: &'b Block,
    /// Sums that have been written.
    known: HashMap<Vec<Term>, Value>,
}

/// A product is taken apart into about so many factors: squares of squares have more than a program can be long.
const MOST_FACTORS: usize = 16;

impl Sums<'_> {
    /// An entry times a factor; `None` where the entry is written as zero.
    fn term(&self, entry: Value, factor: Value) -> Option<Term> {
        let mut term = Term { is_negative: false, factors: Vec::new() };
        if self.builder.known_real(entry) == Some(0.0) {
            return None;
        }
        self.factors(entry, &mut term);
        term.factors.push(factor);
        Some(term)
    }

    /// Adds the factors of a value that is a product.
    fn factors(&self, value: Value, term: &mut Term) {
        let definition = self.body.stmts.iter().find(|stmt| stmt.results[..] == [value]);
        match definition {
            Some(Stmt { op: Op::Apply(rule), args, .. }) if rule.is(&MUL) && term.factors.len() < MOST_FACTORS => {
                args.iter().for_each(|arg| self.factors(*arg, term));
            }
            Some(Stmt { op: Op::Apply(rule), args, .. }) if rule.is(&NEG) => {
                term.is_negative = !term.is_negative;
                self.factors(args[0], term);
            }
            Some(Stmt { op: Op::Constant(Constant::Real(1.0, _)), .. }) => {}
            Some(_) | None => term.factors.push(value),
        }
    }

    /// The sum of all terms.
    fn row(&mut self, terms: Vec<Term>) -> Value {
        if terms.is_empty() {
            return self.builder.real(0.0);
        }
        let Term { is_negative, factors } = self.sum(terms);
        let sum = self.product(&factors);
        if is_negative { self.builder.apply(&NEG, &[sum]) } else { sum }
    }

    /// The sum of some terms as one term, with what they have in common taken out.
    fn sum(&mut self, mut terms: Vec<Term>) -> Term {
        while let Some(common) = common(&terms) {
            let first = terms.iter().position(|term| term.factors.contains(&common)).unwrap_or(0);
            let (with, mut rest) = terms.into_iter().partition::<Vec<_>, _>(|term| term.factors.contains(&common));
            let Term { is_negative, mut factors } =
                self.sum(with.into_iter().map(|term| without(term, common)).collect());
            factors.insert(0, common);
            rest.insert(first, Term { is_negative, factors });
            terms = rest;
        }
        match <[Term; 1]>::try_from(terms) {
            Ok([term]) => term,
            Err(terms) => self.written(terms),
        }
    }

    /// A sum of which the first term is positive; it is written once.
    fn written(&mut self, mut terms: Vec<Term>) -> Term {
        let is_negative = terms[0].is_negative;
        terms.iter_mut().for_each(|term| term.is_negative ^= is_negative);
        if let Some(known) = self.known.get(&terms) {
            return Term { is_negative, factors: vec![*known] };
        }
        let first = self.product(&terms[0].factors);
        let sum = terms[1..].iter().fold(first, |sum, term| {
            let product = self.product(&term.factors);
            self.builder.apply(if term.is_negative { &SUB } else { &ADD }, &[sum, product])
        });
        self.known.insert(terms, sum);
        Term { is_negative, factors: vec![sum] }
    }

    fn product(&self, factors: &[Value]) -> Value {
        let product = factors.iter().copied().reduce(|product, factor| self.builder.apply(&MUL, &[product, factor]));
        product.unwrap_or_else(|| self.builder.real(1.0))
    }
}

/// The factor that most terms have, if more than one has it; the first of these.
fn common(terms: &[Term]) -> Option<Value> {
    let count = |factor: &Value| terms.iter().filter(|term| term.factors.contains(factor)).count();
    let factors = terms.iter().flat_map(|term| &term.factors).copied();
    let most = factors.rev().max_by_key(count)?;
    (count(&most) > 1).then_some(most)
}

fn without(term: Term, common: Value) -> Term {
    let mut factors = term.factors;
    if let Some(place) = factors.iter().position(|factor| *factor == common) {
        factors.remove(place);
    }
    Term { factors, ..term }
}
