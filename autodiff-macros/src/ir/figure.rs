//! What values of nalgebra's geometry stand for. In a Program they are vectors and matrices.

use std::fmt;

use proc_macro2::{Ident, TokenStream};

use super::{Dim, Elem, Kind, Tensor};

/// A type of nalgebra's geometry, by the dimension of the space.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Figure {
    /// `Point<T, D>`: its coordinates.
    Point(usize),
    /// `Unit<SVector<T, D>>`: the vector.
    Unit(usize),
    /// `Translation<T, D>`: its vector.
    Translation(usize),
    /// `Rotation<T, D>`: its matrix.
    Rotation(usize),
    /// `UnitComplex<T>`: the matrix of the rotation.
    UnitComplex,
    /// `Quaternion<T>`: the vector (i, j, k, w).
    Quaternion,
    /// `UnitQuaternion<T>`: the vector (i, j, k, w).
    UnitQuaternion,
    /// `Isometry2<T>` and `Isometry3<T>`: the vector of the translation, then the rotation.
    Isometry(usize),
    /// `IsometryMatrix2<T>` and `IsometryMatrix3<T>`: the vector of the translation, then the rotation.
    IsometryMatrix(usize),
}

impl Figure {
    /// The type that nalgebra calls so.
    pub(crate) fn named(name: &str) -> Option<Figure> {
        let sized = |prefix: &str, sizes: std::ops::RangeInclusive<usize>| {
            let size = name.strip_prefix(prefix)?.parse().ok()?;
            sizes.contains(&size).then_some(size)
        };
        match name {
            "UnitComplex" => return Some(Figure::UnitComplex),
            "Quaternion" => return Some(Figure::Quaternion),
            "UnitQuaternion" => return Some(Figure::UnitQuaternion),
            _ => {}
        }
        let point = || sized("Point", 1..=6).map(Figure::Point);
        let unit = || sized("UnitVector", 1..=6).map(Figure::Unit);
        let translation = || sized("Translation", 1..=6).map(Figure::Translation);
        let rotation = || sized("Rotation", 2..=3).map(Figure::Rotation);
        let isometry = || sized("Isometry", 2..=3).map(Figure::Isometry);
        let matrix = || sized("IsometryMatrix", 2..=3).map(Figure::IsometryMatrix);
        point().or_else(unit).or_else(translation).or_else(rotation).or_else(isometry).or_else(matrix)
    }

    /// The kinds of the values that it is in a Program.
    pub(crate) fn parts(self, elem: &Elem) -> Vec<Kind> {
        let tensor = |rows: usize, cols: usize| {
            Kind::Tensor(Tensor { elem: elem.clone(), rows: Dim::Known(rows), cols: Dim::Known(cols) })
        };
        match self {
            Figure::Point(size) | Figure::Unit(size) | Figure::Translation(size) => vec![tensor(size, 1)],
            Figure::Rotation(size) => vec![tensor(size, size)],
            Figure::UnitComplex => vec![tensor(2, 2)],
            Figure::Quaternion | Figure::UnitQuaternion => vec![tensor(4, 1)],
            Figure::Isometry(size) | Figure::IsometryMatrix(size) => {
                let rotation = self.rotation().map_or_else(Vec::new, |rotation| rotation.parts(elem));
                [vec![tensor(size, 1)], rotation].concat()
            }
        }
    }

    /// What turns vectors in it.
    pub(crate) fn rotation(self) -> Option<Figure> {
        match self {
            Figure::Rotation(_) | Figure::UnitComplex | Figure::UnitQuaternion => Some(self),
            Figure::Isometry(2) => Some(Figure::UnitComplex),
            Figure::Isometry(_) => Some(Figure::UnitQuaternion),
            Figure::IsometryMatrix(size) => Some(Figure::Rotation(size)),
            Figure::Point(_) | Figure::Unit(_) | Figure::Translation(_) | Figure::Quaternion => None,
        }
    }

    /// The dimension of the space.
    pub(crate) fn dimension(self) -> usize {
        match self {
            Figure::Point(size)
            | Figure::Unit(size)
            | Figure::Translation(size)
            | Figure::Rotation(size)
            | Figure::Isometry(size)
            | Figure::IsometryMatrix(size) => size,
            Figure::UnitComplex => 2,
            Figure::Quaternion | Figure::UnitQuaternion => 3,
        }
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Figure::Point(size) => write!(f, "Point{size}"),
            Figure::Unit(size) => write!(f, "UnitVector{size}"),
            Figure::Translation(size) => write!(f, "Translation{size}"),
            Figure::Rotation(size) => write!(f, "Rotation{size}"),
            Figure::UnitComplex => f.write_str("UnitComplex"),
            Figure::Quaternion => f.write_str("Quaternion"),
            Figure::UnitQuaternion => f.write_str("UnitQuaternion"),
            Figure::Isometry(size) => write!(f, "Isometry{size}"),
            Figure::IsometryMatrix(size) => write!(f, "IsometryMatrix{size}"),
        }
    }
}

/// What was read as nalgebra's by its name.
#[derive(Default)]
pub(crate) struct Read {
    pub(crate) types: Vec<Named>,
    pub(crate) methods: Vec<(Ident, Figure)>,
    /// Methods of numbers that may be behind references.
    pub(crate) scalars: Vec<(Ident, Elem)>,
    /// Types of vectors and matrices, and of `Vec`s.
    pub(crate) shaped: Vec<Shaped>,
    /// Functions of the standard library or of the crate itself, as the user wrote them and by their absolute path.
    pub(crate) functions: Vec<(TokenStream, &'static str)>,
    /// Parameters of types that are not understood, of a function that calls itself.
    pub(crate) unknown: Vec<usize>,
    /// Macros of the standard library.
    pub(crate) macros: Vec<Ident>,
}

/// A type that was read as a `Vec`, or as one of nalgebra's vectors or matrices, by its name.
pub(crate) struct Shaped {
    /// What its associated functions are called on.
    pub(crate) ty: TokenStream,
    pub(crate) kind: Kind,
}

/// A type that was read as one of nalgebra's geometry by its name.
pub(crate) struct Named {
    /// As the user wrote it, without what stands between `<` and `>`.
    pub(crate) path: TokenStream,
    /// Its type arguments, if the user wrote any.
    pub(crate) arguments: Option<TokenStream>,
    pub(crate) figure: Figure,
}
