//! What a text book does to a formula last: kinks under their brackets, signs, numbers out of sums.

#![expect(clippy::wildcard_enum_match_arm, reason = "what a rewrite of formulas does not name stays as it is")]

use crate::ir::{Condition, Product, Term};

/// A formula as a text book has it.
pub(super) fn tidy(term: Term) -> Term {
    let term = term.rebuilt(&under_brackets);
    let term = term.rebuilt(&numbers_out);
    turned(term).rebuilt(&collected)
}

/// `max(a, b) [a > b] = a [a > b]`, and the same for `min`.
fn under_brackets(term: Term) -> Term {
    let siblings = match &term {
        Term::Product(product) => product.scalars.clone(),
        Term::Entrywise(terms) => terms.clone(),
        _ => return term,
    };
    let mut term = term;
    let mut is_changed = false;
    for sibling in siblings {
        let Term::Indicator(condition) = &sibling else { continue };
        let Condition::Compare(sign, one, two) = &**condition else { continue };
        let greater = match *sign {
            ">" | "≥" => "max",
            "<" | "≤" => "min",
            _ => continue,
        };
        let is_kink = |other: &Term| matches!(other, Term::Call(name, args, _) if name == greater && args[..] == [one.clone(), two.clone()]);
        let parts: Vec<&mut Term> = match &mut term {
            Term::Product(product) => product.scalars.iter_mut().collect(),
            Term::Entrywise(terms) => terms.iter_mut().collect(),
            _ => Vec::new(),
        };
        parts.into_iter().filter(|part| **part != sibling).for_each(|part| part.replace(&is_kink, one));
        is_changed = true;
    }
    if is_changed { term.rebuilt(&|term| term) } else { term }
}

/// `sum(a s) = s sum(a)`, and the same for other linear functions.
fn numbers_out(term: Term) -> Term {
    let Term::Call(name, args, shape) = term else { return term };
    let is_linear = ["sum", "mean", "tr", "diag"].contains(&&*name);
    match <[Term; 1]>::try_from(args) {
        Ok([arg]) if is_linear => {
            let parts = arg.into_product();
            if parts.factors.is_empty() {
                return Term::Call(name, vec![Product { ..parts }.into_term()], shape);
            }
            let inner = Product { factors: parts.factors, ..Product::one() }.into_term();
            Product { factors: Vec::new(), ..parts }.into_term() * Term::Call(name, vec![inner], shape)
        }
        Ok([arg]) => Term::Call(name, vec![arg], shape),
        Err(args) => Term::Call(name, args, shape),
    }
}

/// `A x + B x = (A + B) x`
fn collected(term: Term) -> Term {
    let Term::Sum(terms) = &term else { return term };
    let split = |term: &Term| {
        let Term::Product(product) = term else { return None };
        let (last, front) = product.factors.split_last().filter(|(_, front)| !front.is_empty())?;
        Some((Product { factors: front.to_vec(), ..(**product).clone() }.into_term(), last.clone()))
    };
    let Some(parts) = terms.iter().map(split).collect::<Option<Vec<_>>>() else { return term };
    let last = parts[0].1.clone();
    if parts.iter().any(|(_, other)| *other != last) {
        return term;
    }
    let fronts = parts.into_iter().map(|(front, _)| front).reduce(|a, b| a + b);
    fronts.map_or(term, |fronts| fronts * last)
}

/// `-2 (y - a) = 2 (a - y)`
fn turned(term: Term) -> Term {
    match term {
        Term::Product(product) if product.number < 0.0 => {
            let mut positive = Product { number: -product.number, ..(*product).clone() };
            let inside = |term: &mut Term| match term {
                Term::Entrywise(terms) | Term::Call(_, terms, _) => terms.iter_mut().any(turn),
                Term::Series(series) => turn_product(&mut series.body),
                other => turn(other),
            };
            let turned = positive.factors.iter_mut().any(inside)
                || positive.scalars.iter_mut().any(|term| {
                    let is_linear = matches!(term, Term::Call(name, _, _) if ["sum", "mean", "tr"].contains(&&**name));
                    match term {
                        Term::Call(_, args, _) if is_linear => args.iter_mut().any(turn_product),
                        Term::Series(series) => turn_product(&mut series.body),
                        other => turn(other),
                    }
                });
            if turned { positive.into_term() } else { Term::Product(product) }
        }
        Term::Sum(terms) => terms.into_iter().map(turned).reduce(|sum, term| sum + term).unwrap_or(Term::Number(0.0)),
        Term::Series(mut series) => {
            series.body = turned(series.body);
            Term::Series(series)
        }
        other => other,
    }
}

/// Changes the sign of a product by that of a sum in it.
fn turn_product(term: &mut Term) -> bool {
    match term {
        Term::Product(product) => {
            if product.number < 0.0 {
                product.number = -product.number;
                return true;
            }
            product.scalars.iter_mut().any(turn) || product.factors.iter_mut().any(turn_product)
        }
        Term::Entrywise(terms) => terms.iter_mut().any(turn),
        other => turn(other),
    }
}

/// Changes the sign of a sum that has a negative summand.
fn turn(term: &mut Term) -> bool {
    let Term::Sum(terms) = term else { return false };
    let is_negative = |term: &Term| match term {
        Term::Number(number) => *number < 0.0,
        Term::Product(product) => product.number < 0.0,
        _ => false,
    };
    if !terms.iter().any(is_negative) {
        return false;
    }
    let terms = std::mem::take(terms);
    // What is positive now stands first.
    let (positive, negative) = terms.into_iter().map(|term| -term).partition::<Vec<_>, _>(|term| !is_negative(term));
    *term = positive.into_iter().chain(negative).reduce(|sum, term| sum + term).unwrap_or(Term::Number(0.0));
    true
}

/// A vector of few entries by its entries, where it is a sum of unit vectors.
pub(super) fn listed(term: Term, length: Option<usize>) -> Term {
    let Some(length) = length.filter(|length| (2..=6).contains(length)) else { return term };
    let summands = if let Term::Sum(terms) = &term { terms.clone() } else { vec![term.clone()] };
    let mut entries = vec![Term::Number(0.0); length];
    for summand in summands {
        let Product { number, scalars, under, factors } = summand.into_product();
        let [Term::Unit(index, _)] = &factors[..] else { return term };
        let [Term::Number(place)] = index[..] else { return term };
        let Some(entry) = entries.get_mut(place as usize) else { return term };
        let front = Product { number, scalars, under, factors: Vec::new() }.into_term();
        *entry = std::mem::replace(entry, Term::Number(0.0)) + front;
    }
    Term::entries(&[Term::Number(length as f64), Term::Number(1.0)], &entries)
}
