//! Whether a name means the function whose derivative is known under it.

use core::marker::PhantomData;
use core::panic::RefUnwindSafe;

/// Two functions: every function has a type of its own.
#[derive(Clone, Copy, Debug)]
pub struct Two<F, G>(PhantomData<(F, G)>);

// Whether it is `Unpin` shows through an `impl Sized`, whose type nobody can name, so a function can give itself away as that.
impl<F> Unpin for Two<F, F> {}

/// The two.
pub fn two<F, G>(_: F, _: G) -> Two<F, G> {
    Two(PhantomData)
}

/// That two functions are one.
#[diagnostic::on_unimplemented(
    message = "the function that this name means here is not the one whose derivatives are known by it",
    label = "another function of the same name is in view here",
    note = "a function hides another one of the same name, but not its derivatives: rename one of them, or call the other \
            one by its path"
)]
pub trait One {}

#[diagnostic::do_not_recommend]
impl<T: Unpin> One for T {}

/// Compiles if the two functions are one.
pub fn held<T: One>(_: T) {}

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
    use super::{held, two};

    fn generic<T>(value: T) -> T {
        value
    }

    fn hidden<F>(function: F) -> impl Sized {
        two(function, generic::<f64>)
    }

    #[test]
    fn a_function_is_itself_by_any_name() {
        use generic as alias;
        held(two(generic::<f64>, alias::<f64>));
        held(hidden(generic::<f64>));
    }
}
