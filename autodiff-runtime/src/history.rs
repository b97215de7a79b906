//! Records of known length, which need no allocation.

use core::ops::Deref;

/// Up to `N` elements, in the order in which they were pushed.
#[derive(Clone, Copy, Debug)]
pub struct History<P, const N: usize> {
    elements: [P; N],
    len: usize,
}

impl<P: Copy + Default, const N: usize> History<P, N> {
    /// No element.
    #[inline]
    #[must_use]
    pub fn new() -> History<P, N> {
        History { elements: [P::default(); N], len: 0 }
    }

    /// Adds an element at the end.
    ///
    /// # Panics
    /// When there are `N` already.
    #[inline]
    pub fn push(&mut self, element: P) {
        self.elements[self.len] = element;
        self.len += 1;
    }
}

impl<P: Copy + Default, const N: usize> Default for History<P, N> {
    fn default() -> History<P, N> {
        History::new()
    }
}

impl<P, const N: usize> Deref for History<P, N> {
    type Target = [P];

    #[inline]
    fn deref(&self) -> &[P] {
        &self.elements[..self.len]
    }
}

#[cfg(test)]
mod tests {
    use super::History;

    #[test]
    fn elements_stay_in_order() {
        let mut history = History::<f64, 3>::default();
        assert!(history.is_empty());
        for element in [2.0, 0.5, -1.0] {
            history.push(element);
        }
        assert_eq!(*history, [2.0, 0.5, -1.0]);
    }

    #[test]
    #[should_panic(expected = "index out of bounds")]
    fn there_is_room_for_no_more() {
        let mut history = History::<f64, 1>::new();
        history.push(1.0);
        history.push(2.0);
    }
}
