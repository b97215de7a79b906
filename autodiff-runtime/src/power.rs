//! Helpers of generated code for powers and the exponential of matrices, and matrices of four blocks.

use nalgebra::allocator::Allocator;
use nalgebra::{DMatrix, DefaultAllocator, Dim, DimMin, OMatrix, SquareMatrix, Storage};

use crate::Real;

/// A matrix and its derivative along another one.
#[derive(Clone)]
struct Along<T: Real, D: Dim>
where
    DefaultAllocator: Allocator<D, D>,
{
    value: OMatrix<T, D, D>,
    change: OMatrix<T, D, D>,
}

impl<T: Real, D: Dim> Along<T, D>
where
    DefaultAllocator: Allocator<D, D>,
{
    fn new<S1, S2>(a: &SquareMatrix<T, D, S1>, e: &SquareMatrix<T, D, S2>) -> Self
    where
        S1: Storage<T, D, D>,
        S2: Storage<T, D, D>,
    {
        assert!(a.is_square() && a.shape() == e.shape(), "square matrices of one shape");
        Along { value: a.clone_owned(), change: e.clone_owned() }
    }

    fn identity(like: &Self) -> Self {
        let (rows, cols) = like.value.shape_generic();
        Along { value: OMatrix::identity_generic(rows, cols), change: OMatrix::zeros_generic(rows, cols) }
    }

    fn times(&self, other: &Self) -> Self {
        Along { value: &self.value * &other.value, change: &self.change * &other.value + &self.value * &other.change }
    }

    fn plus(mut self, other: &Self) -> Self {
        self.value += &other.value;
        self.change += &other.change;
        self
    }

    fn scaled(&self, factor: f64) -> Self {
        Along { value: &self.value * T::of(factor), change: &self.change * T::of(factor) }
    }

    /// A combination of matrices.
    fn sum(terms: &[(f64, &Self)]) -> Self {
        let (factor, first) = terms[0];
        terms[1..].iter().fold(first.scaled(factor), |sum, (factor, term)| sum.plus(&term.scaled(*factor)))
    }
}

/// The derivative of `Aᵏ` along `E`: `Σ Aⁱ E Aᵏ⁻¹⁻ⁱ`.
pub fn pow_along<T: Real, D: Dim, S1, S2>(
    a: &SquareMatrix<T, D, S1>,
    k: u32,
    e: &SquareMatrix<T, D, S2>,
) -> OMatrix<T, D, D>
where
    S1: Storage<T, D, D>,
    S2: Storage<T, D, D>,
    DefaultAllocator: Allocator<D, D>,
{
    let mut base = Along::new(a, e);
    let mut power: Option<Along<T, D>> = None;
    let mut left = k;
    while left > 0 {
        if left % 2 == 1 {
            power = Some(power.map_or_else(|| base.clone(), |power| power.times(&base)));
        }
        left /= 2;
        if left > 0 {
            base = base.times(&base);
        }
    }
    power.unwrap_or_else(|| Along::identity(&base)).change
}

/// Up to this norm the Padé approximant of this degree and its derivative are exact but for rounding.
const DEGREES: [(f64, &[f64]); 4] = [
    (1.08e-2, &[120.0, 60.0, 12.0, 1.0]),
    (0.2, &[30_240.0, 15_120.0, 3_360.0, 420.0, 30.0, 1.0]),
    (0.783, &[17_297_280.0, 8_648_640.0, 1_995_840.0, 277_200.0, 25_200.0, 1_512.0, 56.0, 1.0]),
    (
        1.78,
        &[
            17_643_225_600.0,
            8_821_612_800.0,
            2_075_673_600.0,
            302_702_400.0,
            30_270_240.0,
            2_162_160.0,
            110_880.0,
            3_960.0,
            90.0,
            1.0,
        ],
    ),
];

/// The same, for degree 13.
const LARGEST: (f64, [f64; 14]) = (
    4.74,
    [
        64_764_752_532_480_000.0,
        32_382_376_266_240_000.0,
        7_771_770_303_897_600.0,
        1_187_353_796_428_800.0,
        129_060_195_264_000.0,
        10_559_470_521_600.0,
        670_442_572_800.0,
        33_522_128_640.0,
        1_323_241_920.0,
        40_840_800.0,
        960_960.0,
        16_380.0,
        182.0,
        1.0,
    ],
);

/// The derivative of `exp(A)` along `E`.
///
/// # Source
/// A. H. Al-Mohy, N. J. Higham, "Computing the Fréchet derivative of the matrix exponential, with an application to
/// condition number estimation", SIAM Journal on Matrix Analysis and Applications 30 (2009) 1639-1657, algorithm 6.4.
pub fn exp_along<T: Real, D, S1, S2>(a: &SquareMatrix<T, D, S1>, e: &SquareMatrix<T, D, S2>) -> OMatrix<T, D, D>
where
    D: DimMin<D, Output = D>,
    S1: Storage<T, D, D>,
    S2: Storage<T, D, D>,
    DefaultAllocator: Allocator<D, D> + Allocator<D>,
{
    let a = Along::new(a, e);
    let sum = |column: usize| a.value.column(column).iter().map(|entry| entry.value().abs()).sum::<f64>();
    let norm = (0..a.value.ncols()).map(sum).fold(0.0, f64::max);
    if let Some((_, coefficients)) = DEGREES.iter().find(|(most, _)| norm <= *most) {
        return small(&a, coefficients).change;
    }
    // exp(A) = exp(A / 2ˢ)^(2ˢ)
    let mut doublings = 0;
    let mut scale = 1.0;
    while norm * scale > LARGEST.0 && norm.is_finite() {
        doublings += 1;
        scale *= 0.5;
    }
    let mut power = largest(&a.scaled(scale));
    for _ in 0..doublings {
        power = power.times(&power);
    }
    power.change
}

/// The approximant with these coefficients.
fn small<T: Real, D>(a: &Along<T, D>, coefficients: &[f64]) -> Along<T, D>
where
    D: DimMin<D, Output = D>,
    DefaultAllocator: Allocator<D, D> + Allocator<D>,
{
    let square = a.times(a);
    let mut power = Along::identity(a);
    let (mut odd, mut even) = (power.scaled(coefficients[1]), power.scaled(coefficients[0]));
    for pair in coefficients[2..].chunks_exact(2) {
        power = power.times(&square);
        even = even.plus(&power.scaled(pair[0]));
        odd = odd.plus(&power.scaled(pair[1]));
    }
    quotient(&a.times(&odd), &even)
}

/// The approximant of degree 13, by six products.
fn largest<T: Real, D>(a: &Along<T, D>) -> Along<T, D>
where
    D: DimMin<D, Output = D>,
    DefaultAllocator: Allocator<D, D> + Allocator<D>,
{
    let b = LARGEST.1;
    let a2 = a.times(a);
    let a4 = a2.times(&a2);
    let a6 = a4.times(&a2);
    let one = Along::identity(a);
    let combined = |high: [f64; 3], low: [f64; 4]| {
        let high = Along::sum(&[(high[0], &a6), (high[1], &a4), (high[2], &a2)]);
        let low = Along::sum(&[(low[0], &a6), (low[1], &a4), (low[2], &a2), (low[3], &one)]);
        a6.times(&high).plus(&low)
    };
    let odd = combined([b[13], b[11], b[9]], [b[7], b[5], b[3], b[1]]);
    let even = combined([b[12], b[10], b[8]], [b[6], b[4], b[2], b[0]]);
    quotient(&a.times(&odd), &even)
}

/// `(V - U)⁻¹ (V + U)`
fn quotient<T: Real, D>(u: &Along<T, D>, v: &Along<T, D>) -> Along<T, D>
where
    D: DimMin<D, Output = D>,
    DefaultAllocator: Allocator<D, D> + Allocator<D>,
{
    let factors = (&v.value - &u.value).lu();
    let value = factors.solve(&(&v.value + &u.value)).expect("a regular denominator");
    let change = &v.change + &u.change - (&v.change - &u.change) * &value;
    Along { change: factors.solve(&change).expect("a regular denominator"), value }
}

/// `[A E; 0 A]`
pub fn upper_blocks<T: Real, D: Dim, S1, S2>(a: &SquareMatrix<T, D, S1>, e: &SquareMatrix<T, D, S2>) -> DMatrix<T>
where
    S1: Storage<T, D, D>,
    S2: Storage<T, D, D>,
{
    let n = a.nrows();
    DMatrix::from_fn(2 * n, 2 * n, |row, col| match (row < n, col < n) {
        (true, true) => a[(row, col)],
        (true, false) => e[(row, col - n)],
        (false, true) => T::zero(),
        (false, false) => a[(row - n, col - n)],
    })
}

/// `[A 0; 0 A]`
pub fn twice<T: Real, D: Dim, S: Storage<T, D, D>>(a: &SquareMatrix<T, D, S>) -> DMatrix<T> {
    let n = a.nrows();
    DMatrix::from_fn(2 * n, 2 * n, |row, col| match (row < n, col < n) {
        (true, true) => a[(row, col)],
        (false, false) => a[(row - n, col - n)],
        (true, false) | (false, true) => T::zero(),
    })
}

/// `B` of `[A B; C D]`, in the shape of `like`.
pub fn upper_right<T: Real, D: Dim, S1, S2>(
    m: &SquareMatrix<T, nalgebra::Dyn, S1>,
    like: &SquareMatrix<T, D, S2>,
) -> OMatrix<T, D, D>
where
    S1: Storage<T, nalgebra::Dyn, nalgebra::Dyn>,
    S2: Storage<T, D, D>,
    DefaultAllocator: Allocator<D, D>,
{
    let ((rows, cols), n) = (like.shape_generic(), like.nrows());
    OMatrix::from_fn_generic(rows, cols, |row, col| m[(row, n + col)])
}

/// `[0 B; 0 0]`
pub fn in_upper_right<T: Real, D: Dim, S: Storage<T, D, D>>(b: &SquareMatrix<T, D, S>) -> DMatrix<T> {
    let n = b.nrows();
    DMatrix::from_fn(2 * n, 2 * n, |row, col| if row < n && col >= n { b[(row, col - n)] } else { T::zero() })
}

/// `A + D` of `[A B; C D]`, in the shape of `like`.
pub fn diagonal_blocks<T: Real, D: Dim, S1, S2>(
    m: &SquareMatrix<T, nalgebra::Dyn, S1>,
    like: &SquareMatrix<T, D, S2>,
) -> OMatrix<T, D, D>
where
    S1: Storage<T, nalgebra::Dyn, nalgebra::Dyn>,
    S2: Storage<T, D, D>,
    DefaultAllocator: Allocator<D, D>,
{
    let ((rows, cols), n) = (like.shape_generic(), like.nrows());
    OMatrix::from_fn_generic(rows, cols, |row, col| m[(row, col)] + m[(n + row, n + col)])
}

#[cfg(test)]
mod tests {
    use nalgebra::{DMatrix, Matrix2, Matrix3};

    use super::{diagonal_blocks, exp_along, in_upper_right, pow_along, twice, upper_blocks, upper_right};

    fn pair(scale: f64) -> (Matrix3<f64>, Matrix3<f64>) {
        let a = Matrix3::new(0.5, -1.0, 0.25, 0.3, 0.8, -0.6, -0.2, 0.4, -0.7);
        let e = Matrix3::new(1.0, 0.5, -2.0, 0.25, -1.5, 1.0, 0.75, 2.0, -0.5);
        (a * scale, e)
    }

    /// Every degree, and scaling, against the exponential of the block matrix.
    #[test]
    fn the_exponential_along_a_matrix_is_a_block() {
        for scale in [0.0, 1e-3, 0.08, 0.3, 0.8, 1.9, 3.0, 20.0] {
            let (a, e) = pair(scale);
            let expected = upper_right(&upper_blocks(&a, &e).exp(), &a);
            let found = exp_along(&a, &e);
            assert!((found - expected).amax() <= 1e-13 * expected.amax(), "{scale}: {found} is not {expected}");
        }
        assert_eq!(exp_along(&DMatrix::<f64>::zeros(0, 0), &DMatrix::zeros(0, 0)).len(), 0);
        assert!((exp_along(&Matrix2::<f32>::zeros(), &Matrix2::identity()) - Matrix2::identity()).amax() < 1e-6);
    }

    #[test]
    fn a_power_along_a_matrix_is_a_sum() {
        let (a, e) = pair(1.0);
        assert_eq!(pow_along(&a, 0, &e), Matrix3::zeros());
        assert_eq!(pow_along(&a, 1, &e), e);
        for k in [2, 3, 5, 8] {
            let expected = (0..k).fold(Matrix3::zeros(), |sum, i| sum + a.pow(i) * e * a.pow(k - 1 - i));
            assert!((pow_along(&a, k, &e) - expected).amax() < 1e-13, "{k}");
        }
    }

    #[test]
    fn blocks_stand_where_they_belong() {
        let (a, b) = (Matrix2::new(1.0, 2.0, 3.0, 4.0), Matrix2::new(5.0, 6.0, 7.0, 8.0));
        let blocks = upper_blocks(&a, &b);
        assert_eq!(blocks.row(1).iter().copied().collect::<alloc::vec::Vec<_>>(), [3.0, 4.0, 7.0, 8.0]);
        assert_eq!(blocks, twice(&a) + in_upper_right(&b));
        assert_eq!(upper_right(&blocks, &a), b);
        assert_eq!(diagonal_blocks(&blocks, &a), a * 2.0);
        // Twice two is two and two.
        let (a, b) = pair(1.0);
        let blocks = upper_blocks(&a, &b);
        assert_eq!(blocks.shape(), (6, 6));
        assert_eq!(blocks, twice(&a) + in_upper_right(&b));
        assert_eq!(upper_right(&blocks, &a), b);
    }
}
