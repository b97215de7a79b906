//! How often a function can be differentiated, where its callers can't see it.

/// Functions that have been asked whether there are second derivatives, last first.
#[derive(Debug)]
pub struct Asked<'a> {
    name: &'static str,
    before: Option<&'a Asked<'a>>,
}

impl<'a> Asked<'a> {
    /// A function that asks the first one.
    pub const fn nobody() -> Asked<'a> {
        Asked { name: "", before: None }
    }

    /// One more function is asked.
    pub const fn and(&'a self, name: &'static str) -> Asked<'a> {
        Asked { name, before: Some(self) }
    }

    /// Whether a function has been asked: functions may call each other in a circle.
    pub const fn contains(&self, name: &str) -> bool {
        let mut asked = Some(self);
        while let Some(one) = asked {
            if is_same(one.name.as_bytes(), name.as_bytes()) {
                return true;
            }
            asked = one.before;
        }
        false
    }
}

const fn is_same(one: &[u8], two: &[u8]) -> bool {
    let mut place = 0;
    while place < one.len() && place < two.len() {
        if one[place] != two[place] {
            return false;
        }
        place += 1;
    }
    one.len() == two.len()
}

/// Compiles where there is no reason against second derivatives.
///
/// # Panics
/// With the reason, while the crate compiles.
#[track_caller]
pub const fn assert_second(reason: Option<&'static str>) {
    if let Some(reason) = reason {
        panic!("{}", reason);
    }
}

/// Why a function has no derivatives: the compiler of Rust refuses its body. If it does not, this is evaluated.
pub trait Unfit {
    /// Panics with the reason.
    const REASON: ();
}

/// Does not compile where it is used.
///
/// ```compile_fail,E0080
/// use autodiff_runtime::order::{Unfit, unfit};
///
/// struct Reason<T>(std::marker::PhantomData<T>);
///
/// impl<T> Unfit for Reason<T> {
///     const REASON: () = panic!("this is a vector, but declared as an `f64`");
/// }
///
/// fn gradient() -> f64 {
///     unfit::<Reason<()>>()
/// }
///
/// gradient();
/// ```
pub fn unfit<U: Unfit>() -> ! {
    const { U::REASON }
    unreachable!()
}

#[cfg(test)]
mod tests {
    use super::Asked;

    #[test]
    fn functions_that_have_been_asked_are_known() {
        let nobody = Asked::nobody();
        let one = nobody.and("one");
        let two = one.and("two");
        assert!(two.contains("one") && two.contains("two"));
        assert!(!one.contains("two") && !two.contains("on") && !two.contains("ones"));
    }
}
