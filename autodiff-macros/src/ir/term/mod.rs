//! Formulas as people write them: what an operation says in the documentation.
//!
//! Terms are put together by arithmetic (`a * b`, `a.entrywise(b)`) and are in order then: numbers gather in front,
//! sums and products are flat, equal summands count together. These are identities of real numbers.

mod algebra;
mod parts;

/// The name of the inverse of a matrix, as a function.
pub(crate) const INVERSE: &str = "inverse";

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
            Term::Power(base, exponent) => widest([&**base, &**exponent].into_iter()),
            Term::Absolute(base) => base.shape(),
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

    /// Whether it is zero in every entry.
    fn is_nothing(&self) -> bool {
        match self {
            Term::Number(number) => *number == 0.0,
            Term::Product(product) => product.number == 0.0,
            Term::Name(..)
            | Term::Sum(_)
            | Term::Inner(_)
            | Term::Entrywise(_)
            | Term::Ratio(..)
            | Term::Power(..)
            | Term::Transpose(_)
            | Term::Norm(_)
            | Term::Absolute(_)
            | Term::Call(..)
            | Term::Entry(..)
            | Term::Indicator(_)
            | Term::Cases(..)
            | Term::Ones(_)
            | Term::Identity(_)
            | Term::Unit(..)
            | Term::Series(_) => false,
        }
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
        Term::Ones(Box::new(self.of_shape()))
    }

    pub(crate) fn identity(self) -> Term {
        Term::Identity(Box::new(self))
    }

    /// 1 in one entry, in the shape of this.
    pub(crate) fn unit(self, index: Vec<Term>) -> Term {
        Term::Unit(index, Box::new(self.of_shape()))
    }

    /// A part that has the shape of the whole: where only that is asked for, the rest would be copied again and again.
    fn of_shape(self) -> Term {
        match self {
            Term::Sum(terms) | Term::Entrywise(terms) => {
                // A series may have no summands, and no shape then.
                let has_shape = |term: &&Term| !term.is_scalar() && !matches!(term, Term::Series(_));
                terms.iter().find(has_shape).cloned().map_or(Term::Sum(terms), Term::of_shape)
            }
            Term::Product(mut product) if product.factors.len() == 1 => product.factors.remove(0).of_shape(),
            Term::Ones(like) | Term::Unit(_, like) => *like,
            Term::Number(_)
            | Term::Name(..)
            | Term::Product(_)
            | Term::Inner(_)
            | Term::Ratio(..)
            | Term::Power(..)
            | Term::Absolute(_)
            | Term::Transpose(_)
            | Term::Norm(_)
            | Term::Call(..)
            | Term::Entry(..)
            | Term::Indicator(_)
            | Term::Cases(..)
            | Term::Identity(_)
            | Term::Series(_) => self,
        }
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

    /// The inverse of a matrix.
    pub(crate) fn inverse(self) -> Term {
        Term::Call(INVERSE.to_owned(), vec![self], Shape::Matrix)
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
}

fn widest<'t>(terms: impl Iterator<Item = &'t Term>) -> Shape {
    let mut shapes = terms.map(Term::shape);
    shapes.find(|shape| *shape != Shape::Scalar).unwrap_or(Shape::Scalar)
}
