//! Coordinates of tuples: those of the first part, then those of the second, and so on.

use alloc::format;
use alloc::string::String;

use super::Coordinates;

macro_rules! tuple {
    ($($part:ident . $number:tt),+) => {
        impl<$($part: Coordinates),+> Coordinates for ($($part,)+) {
            fn epsilon() -> f64 {
                let mut coarsest = 0.0_f64;
                $(coarsest = coarsest.max($part::epsilon());)+
                coarsest
            }

            fn dimension(&self) -> usize {
                let mut dimension = 0;
                $(dimension += self.$number.dimension();)+
                dimension
            }

            fn coordinate(&self, index: usize) -> f64 {
                let mut inner = index;
                $(
                    let dimension = self.$number.dimension();
                    if inner < dimension {
                        return self.$number.coordinate(inner);
                    }
                    inner -= dimension;
                )+
                beyond(index, index - inner)
            }

            fn set_coordinate(&mut self, index: usize, value: f64) {
                let mut inner = index;
                $(
                    let dimension = self.$number.dimension();
                    if inner < dimension {
                        return self.$number.set_coordinate(inner, value);
                    }
                    inner -= dimension;
                )+
                beyond(index, index - inner)
            }

            fn entry(&self, index: usize) -> String {
                let mut inner = index;
                $(
                    let dimension = self.$number.dimension();
                    if inner < dimension {
                        let entry = self.$number.entry(inner);
                        return format!(".{}{entry}", $number);
                    }
                    inner -= dimension;
                )+
                beyond(index, index - inner)
            }
        }
    };
}

crate::check::each_tuple!(tuple);

fn beyond(index: usize, dimension: usize) -> ! {
    panic!("coordinate {index} of a tuple with {dimension}");
}
