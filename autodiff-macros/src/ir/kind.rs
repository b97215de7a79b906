//! What a value is: the part of its Rust type that a derivative depends on.

use std::fmt;
use std::rc::Rc;

use super::{Figure, Record};

/// The type of a real scalar.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Elem {
    F64,
    F32,
    /// A type parameter of the function, bounded by `Real`.
    Param(Rc<str>),
    /// A literal without suffix: whatever its surroundings ask for.
    Any,
}

impl Elem {
    /// The type of a result of operands of both types, if there is one.
    pub(crate) fn join(&self, other: &Elem) -> Option<Elem> {
        match (self, other) {
            (Elem::Any, known) | (known, Elem::Any) => Some(known.clone()),
            (one, two) => (one == two).then(|| one.clone()),
        }
    }
}

/// The type of an integer, by its name; `Any` is a literal without suffix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Int {
    Named(&'static str),
    Any,
}

impl Int {
    /// Every integer type, by name.
    pub(crate) const NAMES: [&'static str; 12] =
        ["usize", "isize", "u8", "u16", "u32", "u64", "u128", "i8", "i16", "i32", "i64", "i128"];

    pub(crate) fn named(name: &str) -> Option<Int> {
        Int::NAMES.iter().find(|known| **known == name).map(|known| Int::Named(known))
    }

    pub(crate) fn join(self, other: Int) -> Option<Int> {
        match (self, other) {
            (Int::Any, known) | (known, Int::Any) => Some(known),
            (one, two) => (one == two).then_some(one),
        }
    }
}

/// One dimension of a vector or matrix.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Dim {
    Known(usize),
    /// A const parameter of the function.
    Named(Rc<str>),
    /// A type parameter of the function: its size is read of a value, like one that is only known at run time.
    Generic(Rc<str>),
    Dyn,
}

impl Dim {
    pub(crate) const ONE: Dim = Dim::Known(1);

    /// The dimension of a result for which nalgebra checks that both agree, at run time if need be.
    pub(crate) fn join(&self, other: &Dim) -> Option<Dim> {
        match (self, other) {
            (Dim::Dyn, Dim::Known(1)) | (Dim::Known(1), Dim::Dyn) => None,
            (Dim::Dyn, known) | (known, Dim::Dyn) => Some(known.clone()),
            (one, two) => (one == two).then(|| one.clone()),
        }
    }

    pub(crate) fn is_one(&self) -> bool {
        *self == Dim::ONE
    }

    /// The smaller of two dimensions, as nalgebra types it.
    pub(crate) fn min(&self, other: &Dim) -> Option<Dim> {
        match (self, other) {
            (Dim::Known(one), Dim::Known(two)) => Some(Dim::Known(*one.min(two))),
            (Dim::Dyn, _) | (_, Dim::Dyn) => Some(Dim::Dyn),
            (one, two) => (one == two).then(|| one.clone()),
        }
    }

    /// A product of sizes that are not numbers is known at run time only.
    pub(crate) fn times(&self, other: &Dim) -> Dim {
        match (self, other) {
            (Dim::Known(one), Dim::Known(two)) => Dim::Known(one * two),
            (Dim::Known(1), other) | (other, Dim::Known(1)) => other.clone(),
            (Dim::Known(_) | Dim::Named(_) | Dim::Generic(_) | Dim::Dyn, _) => Dim::Dyn,
        }
    }
}

/// A vector, row vector or matrix. As in nalgebra, a vector is a matrix of one column.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Tensor {
    pub(crate) elem: Elem,
    pub(crate) rows: Dim,
    pub(crate) cols: Dim,
}

impl Tensor {
    fn join(&self, other: &Tensor) -> Option<Tensor> {
        Some(Tensor {
            elem: self.elem.join(&other.elem)?,
            rows: self.rows.join(&other.rows)?,
            cols: self.cols.join(&other.cols)?,
        })
    }
}

/// A factorization of nalgebra's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Factorization {
    Cholesky,
    Lu,
    Qr,
    SymmetricEigen,
    Svd,
}

impl Factorization {
    /// The name of nalgebra's type.
    pub(crate) fn type_name(self) -> &'static str {
        match self {
            Factorization::Cholesky => "Cholesky",
            Factorization::Lu => "LU",
            Factorization::Qr => "QR",
            Factorization::SymmetricEigen => "SymmetricEigen",
            Factorization::Svd => "SVD",
        }
    }
}

/// Whether a type of nalgebra's says how its entries are stored, by its name: its tangent is the type that owns them.
pub(crate) fn has_storage(name: &str) -> bool {
    matches!(name, "Matrix" | "Vector" | "RowVector" | "SquareMatrix")
}

/// The kind of a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Real(Elem),
    Tensor(Tensor),
    /// A matrix as its factors. It stands for the matrix: its tangents and cotangents are those of the matrix.
    Factor(Factorization, Tensor),
    Int(Int),
    Bool,
    /// A slice, a `Vec` or an array.
    Array(Box<Kind>, Dim),
    /// A struct whose fields are known.
    Record(Rc<Record>),
    /// A constant of a type of nalgebra's geometry, of which parts may be read.
    Geometry(Figure, Elem),
    /// A type that the compiler does not look into: always constant.
    Opaque,
    /// A constant whose type is not known: it becomes known by its use, or is refused.
    Open,
    /// A pullback, the second result of a `vjp`.
    Pullback,
}

impl Kind {
    /// Whether values of this kind have tangents.
    pub(crate) fn is_differentiable(&self) -> bool {
        match self {
            Kind::Real(_) | Kind::Tensor(_) | Kind::Factor(..) => true,
            Kind::Array(element, _) => element.is_differentiable(),
            Kind::Record(record) => record.is_differentiable(),
            Kind::Int(_) | Kind::Bool | Kind::Geometry(..) | Kind::Opaque | Kind::Open | Kind::Pullback => false,
        }
    }

    /// The kind of the tangents of its values.
    pub(crate) fn tangent(&self) -> Kind {
        match self {
            Kind::Factor(_, matrix) => Kind::Tensor(matrix.clone()),
            Kind::Array(element, length) => Kind::Array(Box::new(element.tangent()), length.clone()),
            Kind::Real(_)
            | Kind::Tensor(_)
            | Kind::Record(_)
            | Kind::Int(_)
            | Kind::Bool
            | Kind::Geometry(..)
            | Kind::Opaque
            | Kind::Open
            | Kind::Pullback => self.clone(),
        }
    }

    pub(crate) fn is_real(&self) -> bool {
        matches!(self, Kind::Real(_))
    }

    pub(crate) fn tensor(&self) -> Option<&Tensor> {
        if let Kind::Tensor(tensor) = self { Some(tensor) } else { None }
    }

    /// How many reals its values are made of.
    pub(crate) fn stacked(&self) -> Dim {
        match self {
            Kind::Tensor(tensor) | Kind::Factor(_, tensor) => tensor.rows.times(&tensor.cols),
            Kind::Array(element, length) => element.stacked().times(length),
            Kind::Record(record) => record.stacked(),
            Kind::Real(_)
            | Kind::Int(_)
            | Kind::Bool
            | Kind::Geometry(..)
            | Kind::Opaque
            | Kind::Open
            | Kind::Pullback => Dim::ONE,
        }
    }

    /// Whether both are vectors or matrices, of sizes that the compiler does not know to be the same.
    pub(crate) fn is_of_other_sizes(&self, other: &Kind) -> bool {
        match (self.tensor(), other.tensor()) {
            (Some(one), Some(two)) => one.rows != two.rows || one.cols != two.cols,
            (Some(_), None) | (None, _) => false,
        }
    }

    /// The type of the real scalars in it.
    pub(crate) fn elem(&self) -> Option<&Elem> {
        match self {
            Kind::Real(elem) => Some(elem),
            Kind::Tensor(tensor) | Kind::Factor(_, tensor) => Some(&tensor.elem),
            Kind::Geometry(_, elem) => Some(elem),
            Kind::Array(element, _) => element.elem(),
            Kind::Record(record) => record.fields.iter().find_map(|field| field.kind.elem()),
            Kind::Int(_) | Kind::Bool | Kind::Opaque | Kind::Open | Kind::Pullback => None,
        }
    }

    /// An array of the elements of both, of this one's length.
    pub(crate) fn join_elements(&self, other: &Kind) -> Option<Kind> {
        match (self, other) {
            (Kind::Array(one, length), Kind::Array(two, _)) => {
                Some(Kind::Array(Box::new(one.join(two)?), length.clone()))
            }
            (_, _) => None,
        }
    }

    /// The kind that both have, where open parts of one are known in the other.
    pub(crate) fn join(&self, other: &Kind) -> Option<Kind> {
        match (self, other) {
            (Kind::Open, known) | (known, Kind::Open) => Some(known.clone()),
            (Kind::Real(one), Kind::Real(two)) => one.join(two).map(Kind::Real),
            (Kind::Int(one), Kind::Int(two)) => one.join(*two).map(Kind::Int),
            (Kind::Tensor(one), Kind::Tensor(two)) => one.join(two).map(Kind::Tensor),
            (Kind::Factor(which, one), Kind::Factor(other, two)) if which == other => {
                one.join(two).map(|matrix| Kind::Factor(*which, matrix))
            }
            (Kind::Geometry(figure, one), Kind::Geometry(other, two)) if figure == other => {
                one.join(two).map(|elem| Kind::Geometry(*figure, elem))
            }
            (Kind::Array(one, length), Kind::Array(two, other)) => {
                let length = if length == other { length.clone() } else { Dim::Dyn };
                Some(Kind::Array(Box::new(one.join(two)?), length))
            }
            (Kind::Record(one), Kind::Record(two)) if one == two => Some(Kind::Record(Rc::clone(one))),
            (Kind::Record(one), Kind::Record(two)) => one.join(two).map(|record| Kind::Record(Rc::new(record))),
            (one, two) => (one == two).then(|| one.clone()),
        }
    }
}

impl fmt::Display for Elem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Elem::F64 => f.write_str("f64"),
            Elem::F32 => f.write_str("f32"),
            Elem::Param(name) => f.write_str(name),
            Elem::Any => f.write_str("real"),
        }
    }
}

impl fmt::Display for Dim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Dim::Known(size) => write!(f, "{size}"),
            Dim::Named(name) | Dim::Generic(name) => f.write_str(name),
            Dim::Dyn => f.write_str("?"),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::Real(elem) => write!(f, "{elem}"),
            Kind::Tensor(Tensor { elem, rows, cols }) => write!(f, "{elem}[{rows}, {cols}]"),
            Kind::Factor(which, Tensor { elem, rows, cols }) => {
                write!(f, "{}[{elem}; {rows}, {cols}]", which.type_name())
            }
            Kind::Int(Int::Named(name)) => f.write_str(name),
            Kind::Int(Int::Any) => f.write_str("integer"),
            Kind::Bool => f.write_str("bool"),
            Kind::Array(element, length) => write!(f, "[{element}; {length}]"),
            Kind::Record(record) => write!(f, "{}", record.name),
            Kind::Geometry(figure, elem) => write!(f, "{figure}<{elem}>"),
            Kind::Opaque => f.write_str("opaque"),
            Kind::Open => f.write_str("open"),
            Kind::Pullback => f.write_str("pullback"),
        }
    }
}
