//! The matrix of a formula that is linear in a tangent: a Jacobian from a directional derivative.

#![expect(clippy::wildcard_enum_match_arm, reason = "what a rewrite of formulas does not name stays as it is")]

use crate::ir::{Kind, Product, Shape, Term};

/// A tangent: its name, its shape, and how many entries it has where that is known.
#[derive(Clone, Debug)]
pub(super) struct Tangent {
    pub(super) name: String,
    pub(super) shape: Shape,
    pub(super) length: Option<usize>,
}

impl Tangent {
    fn is(&self, term: &Term) -> bool {
        matches!(term, Term::Name(name, _) if *name == self.name)
    }

    fn is_in(&self, term: &Term) -> bool {
        self.is(term) || term.children().into_iter().any(|child| self.is_in(child))
    }

    fn is_number(&self) -> bool {
        self.shape == Shape::Scalar
    }

    /// The Jacobian of a number or a vector, from its directional derivative: what the tangent is multiplied by.
    pub(super) fn jacobian(&self, kind: &Kind, derivative: &Term) -> Option<Term> {
        let shape = super::read::shape(kind);
        let matrix = self.matrix(derivative)?;
        match shape {
            Shape::Scalar => Some(matrix),
            // One number stands for every entry.
            Shape::Column if derivative.is_scalar() => {
                Some(Term::call_as("", Vec::new(), Shape::Column).ones() * matrix)
            }
            Shape::Column => Some(matrix),
            Shape::Row | Shape::Matrix | Shape::Array => None,
        }
    }

    /// What the tangent is multiplied by, if the formula shows it.
    fn matrix(&self, term: &Term) -> Option<Term> {
        if !matches!(self.shape, Shape::Scalar | Shape::Column) {
            return None;
        }
        match term {
            name if self.is(name) => Some(if self.is_number() { Term::Number(1.0) } else { name.clone().identity() }),
            Term::Sum(terms) => {
                // A scalar in a sum of vectors is added to every entry.
                let vector = terms.iter().find(|summand| !summand.is_scalar());
                let spread = |summand: &Term| {
                    let matrix = self.matrix(summand)?;
                    let vector = vector.filter(|_| summand.is_scalar());
                    Some(vector.map_or_else(|| matrix.clone(), |vector| vector.clone().ones() * matrix.clone()))
                };
                terms.iter().map(spread).collect::<Option<Vec<_>>>()?.into_iter().reduce(|a, b| a + b)
            }
            Term::Product(product) => self.of_product(product),
            Term::Inner(factors) => self.of_inner(factors),
            Term::Entrywise(terms) => {
                let (inner, others) = self.only(terms)?;
                let others = others.into_iter().reduce(Term::entrywise)?;
                let matrix = self.matrix(&inner)?;
                Some(if self.is_number() { others.entrywise(matrix) } else { diagonal(others) * matrix })
            }
            Term::Ratio(one, under) if !self.is_in(under) => {
                let matrix = self.matrix(one)?;
                let under = (**under).clone();
                if one.is_scalar() {
                    return Some(Term::Number(1.0).over(under) * matrix);
                }
                Some(if self.is_number() {
                    matrix.over(under)
                } else {
                    diagonal(Term::Number(1.0).over(under)) * matrix
                })
            }
            Term::Call(name, args, _) if name == "[]" => self.of_entries(args),
            Term::Call(name, args, _) if name == "sum" => {
                let [arg] = &args[..] else { return None };
                Some(arg.clone().ones().transposed() * self.matrix(arg)?)
            }
            Term::Entry(..) if term.is_scalar() => {
                let places = 0..self.length?;
                let row = places.map(|place| self.coefficient(term, place)).collect::<Option<Vec<_>>>()?;
                Some(Term::entries(&[Term::Number(1.0), Term::Number(row.len() as f64)], &row))
            }
            _ => None,
        }
    }

    /// The one term that the tangent is in, and the others.
    fn only(&self, terms: &[Term]) -> Option<(Term, Vec<Term>)> {
        let (inside, others) = terms.iter().cloned().partition::<Vec<_>, _>(|term| self.is_in(term));
        let [inside] = <[Term; 1]>::try_from(inside).ok()?;
        Some((inside, others))
    }

    fn of_product(&self, product: &Product) -> Option<Term> {
        if product.under.iter().any(|term| self.is_in(term)) {
            return None;
        }
        let is_in_scalars = product.scalars.iter().any(|term| self.is_in(term));
        if is_in_scalars {
            if product.factors.iter().any(|term| self.is_in(term)) {
                return None;
            }
            let (inside, scalars) = self.only(&product.scalars)?;
            let outside = Product { scalars, ..product.clone() };
            let is_column = matches!(outside.clone().into_term().shape(), Shape::Scalar | Shape::Column);
            if !is_column {
                return None;
            }
            return Some(outside.into_term() * self.matrix(&inside)?);
        }
        let (last, before) = product.factors.split_last()?;
        let is_last = self.is_in(last) && !before.iter().any(|term| self.is_in(term));
        if is_last {
            let matrix = self.matrix(last)?;
            let front = Product { factors: before.to_vec(), ..product.clone() };
            return Some(front.into_term() * matrix);
        }
        None
    }

    fn of_inner(&self, factors: &[Term]) -> Option<Term> {
        let (last, before) = factors.split_last()?;
        let (first, after) = factors.split_first()?;
        let row = |factors: &[Term]| factors.iter().cloned().reduce(|a, b| a * b);
        match (before.iter().any(|term| self.is_in(term)), after.iter().any(|term| self.is_in(term))) {
            (false, true) => Some(row(before)? * self.matrix(last)?),
            (true, false) => Some(row(after)?.transposed() * self.matrix(&first.clone().transposed())?),
            (true, true) | (false, false) => None,
        }
    }

    /// A vector by its entries gives a matrix by its entries.
    fn of_entries(&self, args: &[Term]) -> Option<Term> {
        let [rows, Term::Number(1.0), entries @ ..] = args else { return None };
        if self.is_number() {
            let column = entries.iter().map(|entry| self.matrix_or_zero(entry)).collect::<Option<Vec<_>>>()?;
            return Some(Term::entries(&[rows.clone(), Term::Number(1.0)], &column));
        }
        let length = self.length?;
        let all = entries.iter().flat_map(|entry| (0..length).map(|place| self.coefficient(entry, place)));
        Some(Term::entries(&[rows.clone(), Term::Number(length as f64)], &all.collect::<Option<Vec<_>>>()?))
    }

    fn matrix_or_zero(&self, term: &Term) -> Option<Term> {
        if self.is_in(term) { self.matrix(term) } else { term.is_zero().then_some(Term::Number(0.0)) }
    }

    /// What an entry of the tangent is multiplied by.
    fn coefficient(&self, term: &Term, place: usize) -> Option<Term> {
        match term {
            Term::Number(0.0) => Some(Term::Number(0.0)),
            Term::Entry(base, index, _) if self.is(base) => {
                let [Term::Number(own)] = index[..] else { return None };
                Some(Term::Number(if own == place as f64 { 1.0 } else { 0.0 }))
            }
            Term::Sum(terms) => {
                let parts = terms.iter().map(|term| self.coefficient(term, place)).collect::<Option<Vec<_>>>()?;
                parts.into_iter().reduce(|a, b| a + b)
            }
            Term::Product(product) if product.factors.is_empty() => {
                let (inside, scalars) = self.only(&product.scalars)?;
                let outside = Product { scalars, ..(**product).clone() };
                if outside.under.iter().any(|term| self.is_in(term)) {
                    return None;
                }
                Some(outside.into_term() * self.coefficient(&inside, place)?)
            }
            _ => None,
        }
    }
}

fn diagonal(vector: Term) -> Term {
    let product = vector.into_product();
    let inner = Product { factors: product.factors, ..Product::one() }.into_term();
    let outside =
        Product { number: product.number, scalars: product.scalars, under: product.under, factors: Vec::new() };
    outside.into_term() * Term::call_as("diag", vec![inner], Shape::Matrix)
}
