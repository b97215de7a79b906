//! What an optimizer does with parameters and gradients.

mod containers;
mod tuple;

#[cfg(test)]
mod tests;

use nalgebra::DVector;

use crate::tangent::Tangent;

/// Parameters whose gradient has their own type, and the arithmetic of both that an optimizer needs.
///
/// Implemented for `f64` and `f32`; for owned vectors and matrices of nalgebra's, static and dynamic; for arrays of reals;
/// for `Vec`s and tuples of all these, of arrays and of structs; and by `#[derive(Differentiable)]` for structs:
///
/// ```ignore
/// use autodiff::Differentiable;
/// use nalgebra::{DMatrix, DVector};
///
/// #[derive(Differentiable)]
/// struct Layer {
///     weight: DMatrix<f64>,
///     bias: DVector<f64>,
///     #[constant]
///     name: String,
/// }
///
/// let mut layer = Layer {
///     weight: DMatrix::from_row_slice(1, 2, &[1.0, 2.0]),
///     bias: DVector::from_element(1, 3.0),
///     name: "first".to_owned(),
/// };
/// assert_eq!(layer.len(), 3);
/// assert_eq!(layer.norm_squared(), 14.0);
///
/// // One step against a gradient, which is a `Layer` too.
/// let gradient = layer.from_vector(&DVector::from_vec(vec![10.0, 0.0, 20.0]));
/// layer.add_scaled(-0.1, &gradient);
/// assert_eq!(layer.to_vector().as_slice(), [0.0, 2.0, 1.0]);
/// assert_eq!(layer.name, "first");
/// ```
///
/// The gradient, the tangent and the cotangent of such a type are values of the same type. What is constant in a struct
/// has no derivative: a field that is marked `#[constant]` keeps its value in them, and none of these methods reads or
/// changes it.
///
/// # Order
/// The reals of a value are numbered: fields in the order of their declaration, elements in order, the entries of a
/// matrix column by column. [`to_vector`](Self::to_vector) and [`from_vector`](Self::from_vector) go by it, and so do
/// Jacobians and `check`.
///
/// # Shapes
/// Two values have the same shape if all their vectors, matrices and `Vec`s have the same sizes. What a derivative gives
/// has the shape of the parameter.
///
/// A method of the type itself comes first: `v.dot(&w)` and `v.len()` of a vector are nalgebra's, which agree with these.
/// `Differentiable::len(&v)` is this one whatever the type is; for a `Vec` the two differ, as this one counts reals. An
/// array of anything but reals has no methods of this trait, so that its `len` stays the number of its elements; in a
/// struct, a `Vec` or a tuple it is differentiable as any other part.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no derivative",
    label = "this is not differentiable",
    note = "a struct of reals, vectors and matrices gets one by `#[derive(Differentiable)]`",
    note = "an array of anything but reals has one as a part of a struct, a `Vec` or a tuple"
)]
pub trait Differentiable: Stacked {
    /// Zeros in the shape of this value: what a sum of gradients, or the momentum of an optimizer, starts from.
    ///
    /// Constant fields are clones of this value's.
    #[inline]
    fn zero_tangent(&self) -> Self {
        self.zeros()
    }

    /// Adds `factor` times `direction` to this value, real by real: `axpy`.
    ///
    /// `p.add_scaled(-rate, &gradient)` is a step of gradient descent. A real of `direction` that is not finite gives
    /// one that is not finite, though `factor` be zero.
    ///
    /// # Panics
    /// Where the shapes differ; what comes before the difference has been changed by then.
    #[inline]
    #[track_caller]
    fn add_scaled(&mut self, factor: Self::Scalar, direction: &Self) {
        self.add_multiple(factor, direction);
    }

    /// The sum of the products of the reals of this value and `other`, one by one.
    ///
    /// # Panics
    /// Where the shapes differ.
    #[inline]
    #[track_caller]
    fn dot(&self, other: &Self) -> Self::Scalar {
        self.sum_of_products(other)
    }

    /// The sum of the squares of all reals.
    #[inline]
    fn norm_squared(&self) -> Self::Scalar {
        self.sum_of_products(self)
    }

    /// How many reals this value is made of.
    #[inline]
    fn len(&self) -> usize {
        self.count()
    }

    /// Whether this value is made of no reals at all.
    #[inline]
    fn is_empty(&self) -> bool {
        Differentiable::len(self) == 0
    }

    /// The reals one after the other, in the [order](Self#order) that they are numbered in: a vector of
    /// [`len`](Self::len) entries.
    fn to_vector(&self) -> DVector<Self::Scalar> {
        let mut reals = alloc::vec::Vec::with_capacity(self.count());
        self.for_each(&mut |real| reals.push(real));
        DVector::from_vec(reals)
    }

    /// A value of the shape of this one, with the entries of `vector` as its reals: what
    /// [`to_vector`](Self::to_vector) takes apart.
    ///
    /// This value is a template, for the sizes and the constant fields, which a vector does not say. Its reals are not
    /// read.
    ///
    /// # Panics
    /// Where `vector` does not have [`len`](Self::len) entries.
    // The receiver is the template: a vector alone does not say how to make the value.
    #[allow(clippy::wrong_self_convention)]
    #[track_caller]
    fn from_vector(&self, vector: &DVector<Self::Scalar>) -> Self {
        let reals = self.count();
        assert!(vector.len() == reals, "a vector of {} entries for {reals} reals", vector.len());
        let mut made = self.copied();
        let mut entries = vector.iter();
        made.for_each_mut(&mut |real| entries.next().into_iter().for_each(|entry| *real = *entry));
        made
    }
}

/// A tangent whose reals can be changed: what stands behind [`Differentiable`].
///
/// The parts of differentiable values are `Stacked`, arrays of structs too. Its methods have names that no other type has.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no derivative",
    label = "this is not differentiable",
    note = "mark a field of this type with `#[constant]`: it keeps its value and receives no derivative",
    note = "or put `#[derive(Differentiable)]` on the type, if it is a struct of reals, vectors and matrices"
)]
pub trait Stacked: Tangent<Owned = Self> + Sized {
    /// Adds a multiple of `direction`.
    ///
    /// # Panics
    /// When the shapes differ.
    fn add_multiple(&mut self, factor: Self::Scalar, direction: &Self);

    /// The sum of the products of all reals of this and `other`.
    ///
    /// # Panics
    /// When the shapes differ.
    fn sum_of_products(&self, other: &Self) -> Self::Scalar;

    /// Visits its reals in the order of [`Tangent::for_each`].
    fn for_each_mut(&mut self, visit: &mut impl FnMut(&mut Self::Scalar));
}
