//! The arithmetic of terms.

#![expect(clippy::wildcard_enum_match_arm, reason = "what a rewrite of formulas does not name stays as it is")]

use std::ops::{Add, Div, Mul, Neg, Sub};

use super::{Product, Series, Shape, Term};

impl Term {
    /// The term as a product.
    pub(crate) fn into_product(self) -> Product {
        match self {
            Term::Product(product) => *product,
            Term::Number(number) => Product { number, ..Product::one() },
            other if other.is_scalar() => Product { scalars: vec![other], ..Product::one() },
            other => Product { factors: vec![other], ..Product::one() },
        }
    }

    /// The number in front, and what it multiplies.
    fn split_number(self) -> (f64, Term) {
        let product = self.into_product();
        (product.number, Product { number: 1.0, ..product }.into_term())
    }

    /// The product entry by entry.
    pub(crate) fn entrywise(self, other: Term) -> Term {
        if self.is_scalar() || other.is_scalar() {
            return self * other;
        }
        let (mut one, two) = (self.into_product(), other.into_product());
        let merge = |factors: Vec<Term>| match Product::of(factors).into_term() {
            Term::Entrywise(terms) => terms,
            single => vec![single],
        };
        one.factors = vec![all_entrywise(merge(one.factors).into_iter().chain(merge(two.factors)).collect())];
        one.number *= two.number;
        one.scalars.extend(two.scalars);
        one.under.extend(two.under);
        one.into_term()
    }

    /// The quotient entry by entry, which that by a scalar is too.
    pub(crate) fn over(self, under: Term) -> Term {
        if !under.is_scalar() {
            let (numerator, denominator) = (self.into_product(), under.into_product());
            let outside = Product { number: numerator.number / denominator.number, ..Product::one() };
            let inner = |product: Product| Product { number: 1.0, ..product }.into_term();
            let ratio = match (inner(numerator), inner(denominator)) {
                (Term::Ratio(one, two), three) => Term::Ratio(one, Box::new(two.entrywise(three))),
                (one, two) => Term::Ratio(Box::new(one), Box::new(two)),
            };
            return outside.into_term() * ratio;
        }
        let mut product = self.into_product();
        let Product { number, scalars, under: over, factors } = under.into_product();
        debug_assert!(factors.is_empty(), "a scalar");
        if is_short(product.number / number) {
            product.number /= number;
        } else {
            product.under.push(Term::Number(number));
        }
        product.under.extend(scalars);
        product.scalars.extend(over);
        product.into_term()
    }

    pub(crate) fn transposed(self) -> Term {
        match self {
            Term::Transpose(inner) => *inner,
            Term::Identity(_) => self,
            Term::Product(product) => {
                let factors = product.factors.into_iter().rev().map(Term::transposed).collect();
                Product { factors, ..*product }.into_term()
            }
            other if other.is_scalar() => other,
            other => Term::Transpose(Box::new(other)),
        }
    }

    /// The inner product of two vectors or matrices of one shape.
    pub(crate) fn inner(self, other: Term) -> Term {
        let (left, right) = match (self.shape(), other.shape()) {
            (Shape::Column, Shape::Column) => (self.transposed(), other),
            (Shape::Row, Shape::Row) => (self, other.transposed()),
            _ => return Term::outside(self, other, |a, b| Term::Call("⟨⟩".to_owned(), vec![a, b], Shape::Scalar)),
        };
        Term::outside(left, right, |left, right| {
            Term::Inner(left.into_product().factors.into_iter().chain(right.into_product().factors).collect())
        })
    }

    /// The trace of a product.
    pub(crate) fn trace_of(self, other: Term) -> Term {
        match (self.shape(), other.shape()) {
            (Shape::Row, Shape::Column) => self.transposed().inner(other),
            (Shape::Column, Shape::Row) => other.transposed().inner(self),
            _ => Term::outside(self, other, |a, b| Term::Call("tr".to_owned(), vec![a * b], Shape::Scalar)),
        }
    }

    /// What is bilinear, with the scalars in front.
    fn outside(one: Term, two: Term, make: impl FnOnce(Term, Term) -> Term) -> Term {
        let (one, two) = (one.into_product(), two.into_product());
        let mut outside = Product { factors: Vec::new(), ..one };
        outside.number *= two.number;
        outside.scalars.extend(two.scalars);
        outside.under.extend(two.under);
        outside.into_term() * make(Product::of(one.factors).into_term(), Product::of(two.factors).into_term())
    }

    /// Brings the parts into order again, from the inside out, and each by a function then.
    pub(crate) fn rebuilt(mut self, tidy: &impl Fn(Term) -> Term) -> Term {
        for child in self.children_mut() {
            let part = std::mem::replace(child, Term::Number(0.0));
            *child = part.rebuilt(tidy);
        }
        let product = |terms: Vec<Term>| terms.into_iter().fold(Term::Number(1.0), |product, term| product * term);
        let ordered = match self {
            Term::Sum(terms) => sum_of(terms),
            Term::Product(parts) => {
                let front = Term::Number(parts.number) * product(parts.scalars);
                parts.under.into_iter().fold(front, |quotient, under| quotient.over(under)) * product(parts.factors)
            }
            Term::Entrywise(terms) => terms.into_iter().reduce(Term::entrywise).unwrap_or(Term::Number(1.0)),
            Term::Ratio(one, two) => one.over(*two),
            Term::Power(base, exponent) => base.power(*exponent),
            Term::Transpose(term) => term.transposed(),
            Term::Series(series) => series.into_term(),
            Term::Inner(factors) if factors.iter().any(Term::is_zero) => Term::Number(0.0),
            Term::Call(name, args, _) if name == "sum" && args.iter().all(Term::is_nothing) => Term::Number(0.0),
            other => other,
        };
        tidy(ordered)
    }
}

/// `a ∘ (b ⊘ c) = (a ∘ b) ⊘ c`
fn all_entrywise(terms: Vec<Term>) -> Term {
    let (ratios, mut others) = terms.into_iter().partition::<Vec<_>, _>(|term| matches!(term, Term::Ratio(..)));
    let mut under = Vec::new();
    for ratio in ratios {
        if let Term::Ratio(one, two) = ratio {
            others.push(*one);
            under.push(*two);
        }
    }
    others.retain(|term| !term.is_one());
    let flat = |terms: Vec<Term>| match <[Term; 1]>::try_from(terms) {
        Ok([single]) => single,
        Err(terms) if terms.is_empty() => Term::Number(1.0),
        Err(terms) => Term::Entrywise(terms),
    };
    if under.is_empty() { flat(others) } else { Term::Ratio(Box::new(flat(others)), Box::new(flat(under))) }
}

/// Whether a number is written with few digits.
fn is_short(number: f64) -> bool {
    number.is_finite() && format!("{number}").len() <= 6
}

impl Product {
    pub(crate) fn one() -> Product {
        Product { number: 1.0, scalars: Vec::new(), under: Vec::new(), factors: Vec::new() }
    }

    fn of(factors: Vec<Term>) -> Product {
        Product { factors, ..Product::one() }
    }

    pub(crate) fn into_term(mut self) -> Term {
        // I A = A
        if let Some(place) = self.factors.iter().position(|factor| matches!(factor, Term::Identity(_)))
            && self.factors.len() > 1
        {
            self.factors.remove(place);
            return self.into_term();
        }
        // diag(a) diag(b) = diag(a ∘ b)
        let diagonal = |term: &Term| match term {
            Term::Call(name, args, Shape::Matrix) if name == "diag" => args.first().cloned(),
            _ => None,
        };
        let place = self.factors.windows(2).position(|pair| pair.iter().all(|term| diagonal(term).is_some()));
        if let Some(place) = place {
            let pair = self.factors.drain(place..place + 2).filter_map(|term| diagonal(&term)).collect::<Vec<_>>();
            let product = pair.into_iter().reduce(Term::entrywise).expect("two");
            self.factors.insert(place, Term::call_as("diag", vec![product], Shape::Matrix));
            return self.into_term();
        }
        if self.number == 0.0 && self.under.is_empty() && self.factors.is_empty() {
            return Term::Number(0.0);
        }
        if self.number == 1.0 && self.under.is_empty() && self.scalars.len() + self.factors.len() == 1 {
            return self.scalars.pop().or_else(|| self.factors.pop()).expect("one of them");
        }
        if self.under.is_empty() && self.scalars.is_empty() && self.factors.is_empty() {
            return Term::Number(self.number);
        }
        let before = self.scalars.len() + self.under.len();
        (self.scalars, self.under) = cancelled(powers(self.scalars), powers(self.under));
        if self.scalars.len() + self.under.len() < before {
            return self.into_term();
        }
        Term::Product(Box::new(self))
    }
}

/// `a bⁿ / bᵐ` without what stands above and below.
fn cancelled(above: Vec<Term>, below: Vec<Term>) -> (Vec<Term>, Vec<Term>) {
    let mut below = below.into_iter().map(based).collect::<Vec<_>>();
    let mut above = above.into_iter().map(based).collect::<Vec<_>>();
    for (base, count) in &mut above {
        for (_, other) in below.iter_mut().filter(|(other, _)| other == base) {
            let common = count.min(*other);
            *count -= common;
            *other -= common;
        }
    }
    let powers = |parts: Vec<(Term, f64)>| {
        let left = parts.into_iter().filter(|(_, count)| *count > 0.0);
        left.map(|(base, count)| base.power(Term::Number(count))).collect()
    };
    (powers(above), powers(below))
}

/// A term as a power with an exponent that counts.
fn based(term: Term) -> (Term, f64) {
    match term {
        Term::Power(base, exponent) => match *exponent {
            Term::Number(number) if number >= 1.0 && number.fract() == 0.0 => (*base, number),
            other => (Term::Power(base, Box::new(other)), 1.0),
        },
        other => (other, 1.0),
    }
}

/// Equal factors as powers, names first.
fn powers(scalars: Vec<Term>) -> Vec<Term> {
    let mut gathered: Vec<(Term, f64)> = Vec::new();
    for scalar in scalars {
        let (base, exponent) = based(scalar);
        match gathered.iter_mut().find(|(known, _)| *known == base) {
            Some((_, count)) => *count += exponent,
            None => gathered.push((base, exponent)),
        }
    }
    let rank = |(term, _): &(Term, f64)| match term {
        Term::Name(name, _) => (0, name.clone()),
        Term::Number(_) | Term::Entry(..) => (1, String::new()),
        Term::Sum(_) => (3, String::new()),
        Term::Indicator(_) => (4, String::new()),
        _ => (2, String::new()),
    };
    gathered.sort_by_key(rank);
    gathered.into_iter().map(|(base, exponent)| base.power(Term::Number(exponent))).collect()
}

impl Add for Term {
    type Output = Term;
    fn add(self, other: Term) -> Term {
        sum_of(vec![self, other])
    }
}

/// A sum, with equal summands gathered.
fn sum_of(terms: Vec<Term>) -> Term {
    if terms.is_empty() {
        return Term::Number(0.0);
    }
    let summands = |term: Term| if let Term::Sum(terms) = term { terms } else { vec![term] };
    let mut gathered: Vec<(f64, Term)> = Vec::new();
    for term in terms.into_iter().flat_map(summands) {
        let (number, rest) = term.split_number();
        match gathered.iter_mut().find(|(_, known)| *known == rest) {
            Some((count, _)) => *count += number,
            None => gathered.push((number, rest)),
        }
    }
    let shape = gathered.iter().map(|(_, rest)| rest.clone()).next();
    gathered.retain(|(number, _)| *number != 0.0);
    let mut terms = gathered.into_iter().map(|(number, rest)| Term::Number(number) * rest).collect::<Vec<_>>();
    match terms.len() {
        0 => Term::Number(0.0) * shape.unwrap_or(Term::Number(0.0)),
        1 => terms.remove(0),
        _ => Term::Sum(terms),
    }
}

impl Neg for Term {
    type Output = Term;
    fn neg(self) -> Term {
        Term::Number(-1.0) * self
    }
}

impl Sub for Term {
    type Output = Term;
    fn sub(self, other: Term) -> Term {
        self + -other
    }
}

impl Mul for Term {
    type Output = Term;
    fn mul(self, other: Term) -> Term {
        let (mut one, two) = (self.into_product(), other.into_product());
        one.number *= two.number;
        one.scalars.extend(two.scalars);
        one.under.extend(two.under);
        one.factors.extend(two.factors);
        one.into_term()
    }
}

impl Mul<Term> for f64 {
    type Output = Term;
    fn mul(self, other: Term) -> Term {
        Term::Number(self) * other
    }
}

impl Add<Term> for f64 {
    type Output = Term;
    fn add(self, other: Term) -> Term {
        Term::Number(self) + other
    }
}

impl Div for Term {
    type Output = Term;
    fn div(self, other: Term) -> Term {
        self.over(other)
    }
}

impl Series {
    /// The sum, with the factors in front of it that are the same in every summand.
    pub(crate) fn into_term(self) -> Term {
        let Series { index, from, to, body } = self;
        let body = body.into_product();
        let is_same = |term: &Term| !term.mentions(&index);
        let (outside, inside) = body.scalars.into_iter().partition(|term| is_same(term));
        let (under, under_inside) = body.under.into_iter().partition(|term| is_same(term));
        let inner = Product { number: 1.0, scalars: inside, under: under_inside, factors: body.factors };
        let front = Product { number: body.number, scalars: outside, under, factors: Vec::new() };
        front.into_term() * Term::Series(Box::new(Series { index, from, to, body: inner.into_term() }))
    }
}
