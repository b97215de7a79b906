//! Random numbers that are the same in every run.

use nalgebra::DMatrix;

use crate::ir::interpret::Datum;

/// SplitMix64.
///
/// # Source
/// G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014, figure 17.
pub(crate) struct Random {
    state: u64,
}

impl Random {
    pub(crate) fn new(seed: u64) -> Random {
        Random { state: seed }
    }

    /// A generator for the subject of this name, whatever was drawn before.
    pub(crate) fn of(name: &str) -> Random {
        let seed = name.bytes().fold(0, |seed: u64, byte| seed.wrapping_mul(257).wrapping_add(byte.into()));
        Random::new(seed)
    }

    fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    /// Between 0 and 1.
    fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// An index below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        ((self.unit() * end as f64) as usize).min(end - 1)
    }

    pub(crate) fn pick<T: Clone>(&mut self, among: &[T]) -> T {
        among[self.below(among.len())].clone()
    }

    /// True once in so many times.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// Between 1/2 and 3/2.
    pub(crate) fn positive(&mut self) -> f64 {
        0.5 + self.unit()
    }

    /// Between 1/2 and 3/2 in magnitude, of either sign.
    pub(crate) fn entry(&mut self) -> f64 {
        let sign = if self.once_in(2) { -1.0 } else { 1.0 };
        sign * self.positive()
    }

    /// A tangent or cotangent of a value.
    pub(crate) fn direction(&mut self, of: &Datum) -> Datum {
        match of {
            Datum::Real(_) => Datum::Real(self.entry()),
            Datum::Tensor(tensor) => DMatrix::from_fn(tensor.nrows(), tensor.ncols(), |_, _| self.entry()).into(),
            Datum::Array(elements) => self.directions(elements).into(),
            Datum::Int(_) | Datum::Bool(_) | Datum::Pullback(..) => panic!("{of:?} has no tangent"),
        }
    }

    pub(crate) fn directions(&mut self, of: &[Datum]) -> Vec<Datum> {
        of.iter().map(|value| self.direction(value)).collect()
    }
}
