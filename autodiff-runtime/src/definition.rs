//! What tells a struct from others of its name.

use alloc::vec::Vec;

/// A struct with `#[derive(Differentiable)]` and this definition, or slices, `Vec`s and arrays of such.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is another struct than the one whose fields were found under its name",
    label = "this struct shares its name with another one that has `#[derive(Differentiable)]`",
    note = "rename one of the two, or import the one that is meant by its name instead of by a glob"
)]
pub trait DefinedBy<const DEFINITION: u64> {}

#[diagnostic::do_not_recommend]
impl<const DEFINITION: u64, A: DefinedBy<DEFINITION> + ?Sized> DefinedBy<DEFINITION> for &A {}
#[diagnostic::do_not_recommend]
impl<const DEFINITION: u64, A: DefinedBy<DEFINITION>> DefinedBy<DEFINITION> for [A] {}
#[diagnostic::do_not_recommend]
impl<const DEFINITION: u64, A: DefinedBy<DEFINITION>, const N: usize> DefinedBy<DEFINITION> for [A; N] {}
#[diagnostic::do_not_recommend]
impl<const DEFINITION: u64, A: DefinedBy<DEFINITION>> DefinedBy<DEFINITION> for Vec<A> {}

/// Compiles for structs of this definition, and for no others.
#[inline]
pub const fn is_defined_by<const DEFINITION: u64, A: DefinedBy<DEFINITION> + ?Sized>(_: &A) {}
