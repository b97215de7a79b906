//! Operations on arrays of scalars.

use crate::rules::array::{ADD_ARRAYS, ADD_ELEMENT, ELEMENT, LAST_ELEMENT, PUSH, SET_ELEMENT, SLICE, WITHOUT_LAST};

use super::generator::{Generator, Size};

/// No array grows beyond this.
const LONGEST: usize = 6;

impl Generator<'_> {
    /// Reads an element, or makes an array from another.
    pub(super) fn array(&mut self) {
        let Some(array) = self.any(|size| matches!(size, Size::Array(1..))) else { return self.scalar() };
        let Size::Array(length) = self.sizes[&array] else { unreachable!("an array") };
        let (index, s) = (self.any_index(length), self.any_scalar());
        let builder = self.builder;
        match self.random.below(10) {
            0..=2 => self.define(builder.apply(&ELEMENT, &[array, index]), Size::Scalar),
            3 => self.define(builder.apply(&LAST_ELEMENT, &[array]), Size::Scalar),
            4..=5 => self.define(builder.apply(&SET_ELEMENT, &[array, index, s]), Size::Array(length)),
            6 => self.define(builder.apply(&ADD_ELEMENT, &[array, index, s]), Size::Array(length)),
            7 => {
                let other = self.any_like(array);
                self.define(builder.apply(&ADD_ARRAYS, &[array, other]), Size::Array(length));
            }
            8 if length < LONGEST => self.define(builder.apply(&PUSH, &[array, s]), Size::Array(length + 1)),
            8 => self.define(builder.apply(&WITHOUT_LAST, &[array]), Size::Array(length - 1)),
            _ => {
                let from = self.random.below(length);
                let to = from + 1 + self.random.below(length - from);
                let places = [from, to].map(|place| builder.int(place as i128));
                self.define(builder.apply(&SLICE, &[array, places[0], places[1]]), Size::Array(to - from));
            }
        }
    }
}
