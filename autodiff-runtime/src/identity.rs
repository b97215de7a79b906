//! Whether a name means the function whose derivative is known under it.

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
    message = "the function called here is not the one whose derivatives go by this name",
    label = "this name means a function here, and the derivatives of another one",
    note = "a function hides another one of the same name, but not the derivatives of that: rename one of them, or call \
            the other one by its path"
)]
pub trait Is<Other, Verdict> {}

impl<F> Is<F, Same> for F {}

impl<F> Is<Absent, Unknown> for F {}

/// Compiles if the function is the one that goes by another name, or if that is not in view.
pub fn held<F: Is<Other, Verdict>, Other, Verdict>(_: F, _: Other) {}

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
