//! Whether a name means the function whose derivative is known under it.

use core::marker::PhantomData;
use core::panic::RefUnwindSafe;

/// What stands for the other name of a function where that is not in view.
#[derive(Clone, Copy, Debug)]
pub struct Absent;

/// The two are the same function.
#[derive(Clone, Copy, Debug)]
pub struct Same;

/// Nothing is known.
#[derive(Clone, Copy, Debug)]
pub struct Unknown;

/// That this function is the one that goes by another name: every function has a type of its own.
#[diagnostic::on_unimplemented(
    message = "the function that this name means here is not the one whose derivatives are known by it",
    label = "another function of the same name is in view here",
    note = "a function hides another one of the same name, but not its derivatives: rename one of them, or call the other \
            one by its path"
)]
pub trait Is<Other, Verdict> {}

impl<F> Is<F, Same> for F {}

impl<F> Is<Absent, Unknown> for F {}

/// Compiles if the function is the one that goes by another name, or if that is not in view.
pub fn held<F: Is<Other, Verdict>, Other, Verdict>(_: F, _: Other) {}

/// Compiles if nothing can change behind a shared reference, as far as types say so: a function that is called may be
/// called once more by its derivative, or once less.
pub fn taken_to_have_no_effect<T: RefUnwindSafe + ?Sized>(_: &T) {}

/// What a path to a type stands for, where the path leaves its arguments open.
pub trait Itself {
    /// The type.
    #[doc(hidden)]
    #[must_use]
    fn __itself() -> PhantomData<Self> {
        PhantomData
    }
}

impl<T: ?Sized> Itself for T {}

#[cfg(test)]
mod tests {
    use super::{Absent, held};

    fn generic<T>(value: T) -> T {
        value
    }

    #[test]
    fn a_function_is_itself_by_any_name() {
        use generic as alias;
        held(generic::<f64>, alias);
        held(generic::<f64>, Absent);
    }
}
