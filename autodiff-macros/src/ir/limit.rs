//! How much the compiler takes on. A stack that overflows can't be caught, and a Program that doubles with each closure
//! would never be done: before that comes a refusal.

/// A function comes to more than anybody would wait for, or than the stack is for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum TooLarge {
    /// Values.
    Values,
    /// Blocks in blocks.
    Depth,
}

/// Values of a function as it is read, loops that are read again included.
pub(crate) const MOST_READ: usize = 1 << 15;
/// Values of a derivative, those that passes have replaced included.
pub(crate) const MOST_WRITTEN: usize = 1 << 19;
/// Blocks in blocks.
pub(crate) const DEEPEST: usize = 128;

impl TooLarge {
    /// Leaves the compiler, for the driver: no stage can do anything about it.
    pub(crate) fn leave(self) -> ! {
        std::panic::resume_unwind(Box::new(self))
    }
}
