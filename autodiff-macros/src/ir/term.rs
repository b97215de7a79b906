//! Formulas as people write them: what an operation says in the documentation.
//!
//! Terms are put together by arithmetic (`a * b`, `a.entrywise(b)`) and are in order then: numbers gather in front,
//! sums and products are flat, equal summands count together. These are identities of real numbers.

#![expect(clippy::wildcard_enum_match_arm, reason = "what a rewrite of formulas does not name stays as it is")]

use std::ops::{Add, Div, Mul, Neg, Sub};

/// A formula.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Term {
    Number(f64),
    /// A value under its name, and its shape.
    Name(String, Shape),
    Sum(Vec<Term>),
    Product(Box<Product>),
    /// A product of matrices that is one number: a row times a column.
    Inner(Vec<Term>),
    /// Entry by entry.
    Entrywise(Vec<Term>),
    /// Entry by entry; the denominator is a vector or matrix.
    Ratio(Box<Term>, Box<Term>),
    Power(Box<Term>, Box<Term>),
    Transpose(Box<Term>),
    Norm(Box<Term>),
    Absolute(Box<Term>),
    /// A function of terms; of vectors and matrices, entry by entry, unless the shape says otherwise.
    Call(String, Vec<Term>, Shape),
    Entry(Box<Term>, Vec<Term>, Shape),
    /// 1 where a condition holds, 0 elsewhere.
    Indicator(Box<Condition>),
    /// One term where a condition holds, another elsewhere.
    Cases(Box<Condition>, Box<Term>, Box<Term>),
    /// 1 in every entry, in the shape of a term.
    Ones(Box<Term>),
    /// The identity matrix, of the size of a term.
    Identity(Box<Term>),
    /// 1 in one entry, in the shape of a term, and 0 in the others.
    Unit(Vec<Term>, Box<Term>),
    /// The sum of a term over an index, from one number to before another.
    Series(Box<Series>),
}

/// `number · scalars / under · factors`
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Product {
    pub(crate) number: f64,
    pub(crate) scalars: Vec<Term>,
    pub(crate) under: Vec<Term>,
    /// Vectors and matrices, in order.
    pub(crate) factors: Vec<Term>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Series {
    pub(crate) index: String,
    pub(crate) from: Term,
    pub(crate) to: Term,
    pub(crate) body: Term,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Condition {
    /// Two terms, and the sign between them: `<`, `≤`, `>`, `≥`, `=`, `≠`.
    Compare(&'static str, Term, Term),
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
    Not(Box<Condition>),
}

/// What a term is, as far as its notation depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Scalar,
    Column,
    Row,
    Matrix,
    /// A slice, `Vec` or array of numbers.
    Array,
}

impl Shape {
    fn of(rows_are_one: bool, cols_are_one: bool) -> Shape {
        match (rows_are_one, cols_are_one) {
            (false, true) => Shape::Column,
            (true, false) => Shape::Row,
            (true, true) | (false, false) => Shape::Matrix,
        }
    }

    fn transposed(self) -> Shape {
        match self {
            Shape::Column => Shape::Row,
            Shape::Row => Shape::Column,
            Shape::Scalar | Shape::Matrix | Shape::Array => self,
        }
    }
}

impl Term {
    pub(crate) fn shape(&self) -> Shape {
        match self {
            Term::Number(_) | Term::Norm(_) | Term::Inner(_) => Shape::Scalar,
            Term::Name(_, shape) | Term::Call(_, _, shape) | Term::Entry(_, _, shape) => *shape,
            Term::Sum(terms) | Term::Entrywise(terms) => widest(terms.iter()),
            Term::Product(product) => match &product.factors[..] {
                [] => Shape::Scalar,
                [single] => single.shape(),
                [first, .., last] => Shape::of(first.shape() == Shape::Row, last.shape() == Shape::Column),
            },
            Term::Ratio(_, under) => under.shape(),
            Term::Power(base, _) | Term::Absolute(base) => base.shape(),
            Term::Transpose(term) => term.shape().transposed(),
            Term::Indicator(condition) => condition.shape(),
            Term::Cases(condition, then, otherwise) => {
                let terms = [then.shape(), otherwise.shape(), condition.shape()];
                terms.into_iter().find(|shape| *shape != Shape::Scalar).unwrap_or(Shape::Scalar)
            }
            Term::Ones(like) | Term::Unit(_, like) => like.shape(),
            Term::Identity(_) => Shape::Matrix,
            Term::Series(series) => series.body.shape(),
        }
    }

    pub(crate) fn is_scalar(&self) -> bool {
        self.shape() == Shape::Scalar
    }

    pub(crate) fn is_zero(&self) -> bool {
        matches!(self, Term::Number(number) if *number == 0.0)
    }

    fn is_one(&self) -> bool {
        matches!(self, Term::Number(number) if *number == 1.0)
    }

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

    pub(crate) fn power(self, exponent: Term) -> Term {
        if exponent.is_one() {
            return self;
        }
        Term::Power(Box::new(self), Box::new(exponent))
    }

    pub(crate) fn norm(self) -> Term {
        Term::Norm(Box::new(self))
    }

    pub(crate) fn absolute(self) -> Term {
        Term::Absolute(Box::new(self))
    }

    pub(crate) fn ones(self) -> Term {
        Term::Ones(Box::new(self))
    }

    pub(crate) fn identity(self) -> Term {
        Term::Identity(Box::new(self))
    }

    /// 1 in one entry, in the shape of this.
    pub(crate) fn unit(self, index: Vec<Term>) -> Term {
        Term::Unit(index, Box::new(self))
    }

    /// Some matrix of so many rows and columns, for its shape.
    pub(crate) fn sized(sizes: &[Term]) -> Term {
        let is_one = |place: usize| sizes[place].is_one();
        Term::Call("matrix".to_owned(), sizes.to_vec(), Shape::of(is_one(0), is_one(1)))
    }

    /// A matrix of so many rows and columns by its entries, row by row.
    pub(crate) fn entries(sizes: &[Term], entries: &[Term]) -> Term {
        let is_one = |place: usize| sizes[place].is_one();
        Term::Call("[]".to_owned(), [sizes, entries].concat(), Shape::of(is_one(0), is_one(1)))
    }

    /// A function whose result has the shape of its arguments.
    pub(crate) fn call(name: &str, args: Vec<Term>) -> Term {
        let shape = widest(args.iter());
        Term::Call(name.to_owned(), args, shape)
    }

    /// A function whose result has a shape of its own.
    pub(crate) fn call_as(name: &str, args: Vec<Term>, shape: Shape) -> Term {
        Term::Call(name.to_owned(), args, shape)
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

impl Condition {
    pub(crate) fn shape(&self) -> Shape {
        match self {
            Condition::Compare(_, one, two) => widest([one, two].into_iter()),
            Condition::And(one, two) | Condition::Or(one, two) => match one.shape() {
                Shape::Scalar => two.shape(),
                shape @ (Shape::Column | Shape::Row | Shape::Matrix | Shape::Array) => shape,
            },
            Condition::Not(condition) => condition.shape(),
        }
    }
}

/// Whether a number is written with few digits.
fn is_short(number: f64) -> bool {
    number.is_finite() && format!("{number}").len() <= 6
}

fn widest<'t>(terms: impl Iterator<Item = &'t Term>) -> Shape {
    let mut shapes = terms.map(Term::shape);
    shapes.find(|shape| *shape != Shape::Scalar).unwrap_or(Shape::Scalar)
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
        let summands = |term: Term| if let Term::Sum(terms) = term { terms } else { vec![term] };
        let mut gathered: Vec<(f64, Term)> = Vec::new();
        for term in summands(self).into_iter().chain(summands(other)) {
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

impl Condition {
    pub(crate) fn not(self) -> Condition {
        if let Condition::Not(inner) = self { *inner } else { Condition::Not(Box::new(self)) }
    }

    /// Whether this asks whether a number is NaN.
    pub(crate) fn is_of_nan(&self) -> bool {
        matches!(self, Condition::Compare("≠", one, two) if one == two)
    }

    /// One term where the condition holds, another elsewhere.
    pub(crate) fn choose(self, then: Term, otherwise: Term) -> Term {
        if otherwise.is_nothing() {
            return then.entrywise(Term::Indicator(Box::new(self)));
        }
        if then.is_nothing() {
            return otherwise.entrywise(Term::Indicator(Box::new(self.not())));
        }
        Term::Cases(Box::new(self), Box::new(then), Box::new(otherwise))
    }

    fn children_mut(&mut self) -> Vec<&mut Term> {
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

impl Term {
    /// Whether it is zero in every entry.
    fn is_nothing(&self) -> bool {
        match self {
            Term::Number(number) => *number == 0.0,
            Term::Product(product) => product.number == 0.0,
            _ => false,
        }
    }

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
    fn children_mut(&mut self) -> Vec<&mut Term> {
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

    /// Brings the parts into order again, from the inside out, and each by a function then.
    pub(crate) fn rebuilt(mut self, tidy: &impl Fn(Term) -> Term) -> Term {
        for child in self.children_mut() {
            let part = std::mem::replace(child, Term::Number(0.0));
            *child = part.rebuilt(tidy);
        }
        let product = |terms: Vec<Term>| terms.into_iter().fold(Term::Number(1.0), |product, term| product * term);
        let ordered = match self {
            Term::Sum(terms) => terms.into_iter().reduce(|sum, term| sum + term).unwrap_or(Term::Number(0.0)),
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
