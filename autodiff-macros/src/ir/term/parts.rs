//! The parts of terms.

#![expect(clippy::wildcard_enum_match_arm, reason = "what a rewrite of formulas does not name stays as it is")]

use super::{Condition, Term};

impl Condition {
    pub(super) fn children_mut(&mut self) -> Vec<&mut Term> {
        match self {
            Condition::Compare(_, one, two) => vec![one, two],
            Condition::And(one, two) | Condition::Or(one, two) => {
                one.children_mut().into_iter().chain(two.children_mut()).collect()
            }
            Condition::Not(condition) => condition.children_mut(),
        }
    }

    fn children(&self) -> Vec<&Term> {
        match self {
            Condition::Compare(_, one, two) => vec![one, two],
            Condition::And(one, two) | Condition::Or(one, two) => {
                one.children().into_iter().chain(two.children()).collect()
            }
            Condition::Not(condition) => condition.children(),
        }
    }
}

impl Term {
    /// The parts of a term, one step down; what only gives a shape is none.
    pub(crate) fn children(&self) -> Vec<&Term> {
        match self {
            Term::Number(_) | Term::Name(..) => Vec::new(),
            Term::Sum(terms) | Term::Inner(terms) | Term::Entrywise(terms) | Term::Call(_, terms, _) => {
                terms.iter().collect()
            }
            Term::Product(product) => product.scalars.iter().chain(&product.under).chain(&product.factors).collect(),
            Term::Ratio(one, two) | Term::Power(one, two) => vec![one, two],
            Term::Transpose(term) | Term::Norm(term) | Term::Absolute(term) => vec![term],
            Term::Ones(_) | Term::Identity(_) => Vec::new(),
            Term::Unit(index, _) => index.iter().collect(),
            Term::Entry(base, index, _) => std::iter::once(&**base).chain(index).collect(),
            Term::Indicator(condition) => condition.children(),
            Term::Cases(condition, then, otherwise) => {
                condition.children().into_iter().chain([&**then, &**otherwise]).collect()
            }
            Term::Series(series) => vec![&series.from, &series.to, &series.body],
        }
    }

    /// All parts, one step down, those that only give a shape too.
    pub(super) fn children_mut(&mut self) -> Vec<&mut Term> {
        match self {
            Term::Number(_) | Term::Name(..) => Vec::new(),
            Term::Sum(terms) | Term::Inner(terms) | Term::Entrywise(terms) | Term::Call(_, terms, _) => {
                terms.iter_mut().collect()
            }
            Term::Product(product) => {
                product.scalars.iter_mut().chain(&mut product.under).chain(&mut product.factors).collect()
            }
            Term::Ratio(one, two) | Term::Power(one, two) => vec![one, two],
            Term::Transpose(term)
            | Term::Norm(term)
            | Term::Absolute(term)
            | Term::Ones(term)
            | Term::Identity(term) => vec![term],
            Term::Entry(base, index, _) | Term::Unit(index, base) => {
                std::iter::once(&mut **base).chain(index).collect()
            }
            Term::Indicator(condition) => condition.children_mut(),
            Term::Cases(condition, then, otherwise) => {
                condition.children_mut().into_iter().chain([&mut **then, &mut **otherwise]).collect()
            }
            Term::Series(series) => vec![&mut series.from, &mut series.to, &mut series.body],
        }
    }

    /// Puts a term in the place of those that fit.
    pub(crate) fn replace(&mut self, fits: &impl Fn(&Term) -> bool, with: &Term) {
        if fits(self) {
            *self = with.clone();
            return;
        }
        self.children_mut().into_iter().for_each(|child| child.replace(fits, with));
    }

    /// How many parts it has.
    pub(crate) fn size(&self) -> usize {
        1 + self.children().into_iter().map(Term::size).sum::<usize>()
    }

    /// Whether a name occurs in it.
    pub(crate) fn mentions(&self, name: &str) -> bool {
        let here = matches!(self, Term::Name(own, _) if own == name);
        here || self.children().into_iter().any(|child| child.mentions(name))
    }

    /// Of a sum with this name among the summands, what is added to it.
    pub(crate) fn without_total(self, total: &str) -> Option<Term> {
        let is_total = |term: &Term| matches!(term, Term::Name(name, _) if name == total);
        match self {
            Term::Sum(terms) => {
                let place = terms.iter().position(is_total)?;
                let rest = terms.into_iter().enumerate().filter(|(other, _)| *other != place).map(|(_, term)| term);
                rest.reduce(|sum, term| sum + term)
            }
            // A branch that adds, and one that does not.
            Term::Cases(condition, then, otherwise) => {
                let [then, otherwise] = [*then, *otherwise].map(|case| case.without_total(total));
                Some(condition.choose(then?, otherwise?))
            }
            other if is_total(&other) => Some(Term::Number(0.0)),
            _ => None,
        }
    }
}
