//! How often a function can be differentiated, where its callers can't see it.

use core::marker::{PhantomData, PhantomPinned};

/// The type of a function's derivatives: second derivatives of its callers may go through it.
pub trait Order {
    /// [`Every`], [`FirstDerivativesOf`] a function, the [`OrderOf`] another one, or a pair of these.
    type Order;
}

/// There are derivatives of every order.
#[derive(Debug)]
pub enum Every {}

/// That of a function which is called.
#[derive(Debug)]
pub struct OrderOf<F: Order>(PhantomData<F::Order>);

/// There are no second derivatives of this function.
#[derive(Debug)]
pub struct FirstDerivativesOf<F>(PhantomData<F>, PhantomPinned);

// An order of two or more is `Unpin`. That says nothing of pins here: functions may call each other in a circle, and only
// auto traits hold for types in one.
impl<F: TwiceDifferentiable> Unpin for FirstDerivativesOf<F> {}

/// What no function is of which there are [`FirstDerivativesOf`].
#[diagnostic::on_unimplemented(
    message = "second derivatives are needed here, and `{Self}` has none",
    label = "this call goes through `{Self}`",
    note = "`{Self}` calls itself, or a function whose derivative is a function given by path",
    note = "write a recursion as a loop, and a rule as `derivative(x = ..)`: they have derivatives of any order"
)]
pub trait TwiceDifferentiable {}

/// Compiles for functions that can be differentiated twice, and for no others.
#[inline]
pub const fn has_second<F: Order>()
where
    F::Order: Unpin,
{
}

/// Why a function has no derivatives: the compiler of Rust refuses its body. If it does not, this is evaluated.
pub trait Unfit {
    /// Panics with the reason.
    const REASON: ();
}

/// Does not compile where it is used.
pub fn unfit<U: Unfit>() -> ! {
    const { U::REASON }
    unreachable!()
}
