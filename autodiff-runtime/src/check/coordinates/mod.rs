//! Reading and writing the real numbers that a value is made of.

mod matrix;
mod tuple;

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::Real;

/// A value made of real coordinates, numbered from zero.
///
/// Implemented for `f64` and `f32`, for owned nalgebra vectors and matrices of them (in storage order,
/// column by column), and for `Vec<P>`, `[P; N]` and tuples of up to twelve of whatever has coordinates.
///
/// A struct has them by `#[derive(Clone, Differentiable)]`. By hand, it takes a few lines:
///
/// ```
/// use autodiff_runtime::check::{self, Coordinates};
///
/// #[derive(Clone)]
/// struct Line {
///     slope: f64,
///     offset: f64,
/// }
///
/// impl Coordinates for Line {
///     fn epsilon() -> f64 {
///         f64::EPSILON
///     }
///     fn dimension(&self) -> usize {
///         2
///     }
///     fn coordinate(&self, index: usize) -> f64 {
///         [self.slope, self.offset][index]
///     }
///     fn set_coordinate(&mut self, index: usize, value: f64) {
///         *[&mut self.slope, &mut self.offset][index] = value;
///     }
///     fn entry(&self, index: usize) -> String {
///         [".slope", ".offset"][index].to_string()
///     }
/// }
///
/// let line = Line { slope: 2.0, offset: 1.0 };
/// let gradient = Line { slope: 0.5, offset: 1.0 };
/// check::gradient(|line: &Line| line.slope * 0.5 + line.offset, &line, &gradient).unwrap();
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be checked: it has no coordinates",
    note = "a struct of reals, vectors and matrices has them with `#[derive(Clone, Differentiable)]`",
    note = "a vector, a matrix or a slice that only borrows can be copied: `v.clone_owned()`, `xs.to_vec()`"
)]
pub trait Coordinates: Clone {
    /// The distance from 1 to the next number, for the coarsest scalar in this type.
    fn epsilon() -> f64;

    /// How many coordinates the value has.
    fn dimension(&self) -> usize;

    /// Coordinate `index`.
    ///
    /// # Panics
    /// Where `index` is not below [`dimension`](Self::dimension).
    fn coordinate(&self, index: usize) -> f64;

    /// Makes `value`, rounded to the precision of the scalar, coordinate `index`.
    ///
    /// # Panics
    /// Where `index` is not below [`dimension`](Self::dimension).
    fn set_coordinate(&mut self, index: usize, value: f64);

    /// How coordinate `index` is written after the name of the value: `[3]`, `[(0, 2)]`, `.1[2]`, or
    /// nothing for a scalar.
    ///
    /// # Panics
    /// Where `index` is not below [`dimension`](Self::dimension).
    fn entry(&self, index: usize) -> String;
}

#[diagnostic::do_not_recommend]
impl<T: Real> Coordinates for T {
    fn epsilon() -> f64 {
        T::default_epsilon().value()
    }

    fn dimension(&self) -> usize {
        1
    }

    fn coordinate(&self, index: usize) -> f64 {
        assert_eq!(index, 0, "a scalar has one coordinate");
        self.value()
    }

    fn set_coordinate(&mut self, index: usize, value: f64) {
        assert_eq!(index, 0, "a scalar has one coordinate");
        *self = T::of(value);
    }

    fn entry(&self, index: usize) -> String {
        assert_eq!(index, 0, "a scalar has one coordinate");
        String::new()
    }
}

impl<P: Coordinates> Coordinates for Vec<P> {
    fn epsilon() -> f64 {
        P::epsilon()
    }

    fn dimension(&self) -> usize {
        self.iter().map(P::dimension).sum()
    }

    fn coordinate(&self, index: usize) -> f64 {
        let (element, inner) = locate(self, index);
        self[element].coordinate(inner)
    }

    fn set_coordinate(&mut self, index: usize, value: f64) {
        let (element, inner) = locate(self, index);
        self[element].set_coordinate(inner, value);
    }

    fn entry(&self, index: usize) -> String {
        let (element, inner) = locate(self, index);
        format!("[{element}]{}", self[element].entry(inner))
    }
}

impl<P: Coordinates, const N: usize> Coordinates for [P; N] {
    fn epsilon() -> f64 {
        P::epsilon()
    }

    fn dimension(&self) -> usize {
        self.iter().map(P::dimension).sum()
    }

    fn coordinate(&self, index: usize) -> f64 {
        let (element, inner) = locate(self, index);
        self[element].coordinate(inner)
    }

    fn set_coordinate(&mut self, index: usize, value: f64) {
        let (element, inner) = locate(self, index);
        self[element].set_coordinate(inner, value);
    }

    fn entry(&self, index: usize) -> String {
        let (element, inner) = locate(self, index);
        format!("[{element}]{}", self[element].entry(inner))
    }
}

/// The element that holds coordinate `index` of the whole, and the coordinate's number within it.
fn locate<P: Coordinates>(elements: &[P], index: usize) -> (usize, usize) {
    let mut inner = index;
    for (number, element) in elements.iter().enumerate() {
        let dimension = element.dimension();
        if inner < dimension {
            return (number, inner);
        }
        inner -= dimension;
    }
    panic!("coordinate {index} of {}", index - inner);
}
