//! Sums over slices, and sums of slices.
//!
//! A sum in the order of the slice waits for each addition before the next. These keep [`WIDTH`] partial sums, which is another
//! order, and so another rounding: usually a smaller one, since each partial sum has fewer terms.
//!
//! `dot` and the like run the widest instructions; `dot_in` and the like are the same for use inside of a kernel.

use core::hint::black_box;

use super::math::fma;
use super::{Kernel, Lane, widest};

/// How many partial sums there are: enough lanes that no addition waits for the one before, in vectors of any width.
pub const WIDTH: usize = 32;

/// What is left after chunks of [`WIDTH`] goes in chunks of this.
const SHORT: usize = 8;

/// Of fewer entries a plain loop is done before the wider instructions are chosen.
const FEW: usize = 16;

/// `x · y`.
///
/// # Panics
/// Where the lengths differ.
#[inline]
pub fn dot<T: Lane>(x: &[T], y: &[T]) -> T {
    struct Dot<'a, T>(&'a [T], &'a [T]);
    impl<T: Lane> Kernel for Dot<'_, T> {
        type Output = T;
        #[inline(always)]
        fn run<const FMA: bool>(self) -> T {
            dot_in::<FMA, T>(self.0, self.1)
        }
    }
    if x.len() < FEW { dot_in::<false, T>(x, y) } else { widest(Dot(x, y)) }
}

/// The sum of the entries.
#[inline]
pub fn sum<T: Lane>(x: &[T]) -> T {
    struct Sum<'a, T>(&'a [T]);
    impl<T: Lane> Kernel for Sum<'_, T> {
        type Output = T;
        #[inline(always)]
        fn run<const FMA: bool>(self) -> T {
            sum_in::<FMA, T>(self.0)
        }
    }
    if x.len() < FEW { sum_in::<false, T>(x) } else { widest(Sum(x)) }
}

/// `x · x`.
#[inline]
pub fn sum_of_squares<T: Lane>(x: &[T]) -> T {
    struct Squares<'a, T>(&'a [T]);
    impl<T: Lane> Kernel for Squares<'_, T> {
        type Output = T;
        #[inline(always)]
        fn run<const FMA: bool>(self) -> T {
            sum_of_squares_in::<FMA, T>(self.0)
        }
    }
    if x.len() < FEW { sum_of_squares_in::<false, T>(x) } else { widest(Squares(x)) }
}

/// `y += a x`.
///
/// # Panics
/// Where the lengths differ.
#[inline]
pub fn axpy<T: Lane>(a: T, x: &[T], y: &mut [T]) {
    struct Axpy<'a, T>(T, &'a [T], &'a mut [T]);
    impl<T: Lane> Kernel for Axpy<'_, T> {
        type Output = ();
        #[inline(always)]
        fn run<const FMA: bool>(self) {
            axpy_in::<FMA, T>(self.0, self.1, self.2);
        }
    }
    if x.len() < FEW { axpy_in::<false, T>(a, x, y) } else { widest(Axpy(a, x, y)) }
}

/// `x *= a`.
#[inline]
pub fn scale<T: Lane>(a: T, x: &mut [T]) {
    struct Scale<'a, T>(T, &'a mut [T]);
    impl<T: Lane> Kernel for Scale<'_, T> {
        type Output = ();
        #[inline(always)]
        fn run<const FMA: bool>(self) {
            scale_in::<FMA, T>(self.0, self.1);
        }
    }
    if x.len() < FEW { scale_in::<false, T>(a, x) } else { widest(Scale(a, x)) }
}

/// [`dot`] inside of a kernel.
#[inline(always)]
pub fn dot_in<const FMA: bool, T: Lane>(x: &[T], y: &[T]) -> T {
    assert_eq!(x.len(), y.len(), "a dot product of slices of different lengths");
    reduced(x, y, |sum, x, y| fma::<FMA, T>(x, y, sum))
}

/// [`sum`] inside of a kernel.
#[inline(always)]
pub fn sum_in<const FMA: bool, T: Lane>(x: &[T]) -> T {
    reduced(x, x, |sum, x, _| sum + x)
}

/// [`sum_of_squares`] inside of a kernel.
#[inline(always)]
pub fn sum_of_squares_in<const FMA: bool, T: Lane>(x: &[T]) -> T {
    reduced(x, x, |sum, x, _| fma::<FMA, T>(x, x, sum))
}

/// [`axpy`] inside of a kernel.
#[inline(always)]
pub fn axpy_in<const FMA: bool, T: Lane>(a: T, x: &[T], y: &mut [T]) {
    assert_eq!(x.len(), y.len(), "a sum of slices of different lengths");
    for (x, y) in x.iter().zip(y) {
        *y = fma::<FMA, T>(a, *x, *y);
    }
}

/// [`scale`] inside of a kernel.
#[inline(always)]
pub fn scale_in<const FMA: bool, T: Lane>(a: T, x: &mut [T]) {
    for x in x {
        *x = a * *x;
    }
}

/// A sum over the entries of two slices of one length, where `add` takes a partial sum and two entries to the next one.
#[inline(always)]
fn reduced<T: Lane>(x: &[T], y: &[T], add: impl Fn(T, T, T) -> T + Copy) -> T {
    let ((x, x_rest), (y, y_rest)) = (x.as_chunks::<WIDTH>(), y.as_chunks::<WIDTH>());
    let mut all = T::of(0.0);
    if !x.is_empty() {
        all = total(partial(x, y, add));
    }
    let ((x, x_rest), (y, y_rest)) = (x_rest.as_chunks::<SHORT>(), y_rest.as_chunks::<SHORT>());
    if !x.is_empty() {
        all += by_halves(partial(x, y, add));
    }
    // Apart, since these additions wait for each other.
    let rest = x_rest.iter().zip(y_rest).fold(T::of(0.0), |sum, (x, y)| add(sum, *x, *y));
    all + rest
}

#[inline(always)]
fn partial<T: Lane, const N: usize>(x: &[[T; N]], y: &[[T; N]], add: impl Fn(T, T, T) -> T) -> [T; N] {
    let mut sums = [T::of(0.0); N];
    for (x, y) in x.iter().zip(y) {
        for (sum, (x, y)) in sums.iter_mut().zip(x.iter().zip(y)) {
            *sum = add(*sum, *x, *y);
        }
    }
    sums
}

/// The sum of lanes that a loop has added up.
///
/// The compiler looks at the last additions, which are of two lanes each, and would keep all lanes in vectors of two. So it may not
/// see where they go.
#[inline(always)]
pub fn total<T: Lane, const N: usize>(lanes: [T; N]) -> T {
    by_halves(black_box(lanes))
}

/// The same for several.
#[inline(always)]
pub fn totals<T: Lane, const N: usize, const COUNT: usize>(lanes: [[T; N]; COUNT]) -> [T; COUNT] {
    black_box(lanes).map(by_halves)
}

/// The second half is added to the first until one is left; `N` is a power of two.
#[inline(always)]
fn by_halves<T: Lane, const N: usize>(mut lanes: [T; N]) -> T {
    let mut width = N;
    while width > 1 {
        width /= 2;
        for lane in 0..width {
            lanes[lane] += lanes[lane + width];
        }
    }
    lanes[0]
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use super::super::Lane;
    use super::{axpy, axpy_in, dot, dot_in, scale, scale_in, sum, sum_in, sum_of_squares, sum_of_squares_in, total};

    /// Whole numbers, of which sums are exact in any order.
    fn whole<T: Lane>(n: usize, seed: usize) -> Vec<T> {
        (0..n).map(|i| T::of(((i * 7 + seed) % 11) as f64 - 5.0)).collect()
    }

    fn sums_are_right<T: Lane>() {
        for n in (0..140).chain([1000, 1023]) {
            let (x, y) = (whole::<T>(n, 1), whole::<T>(n, 4));
            let pairs = || x.iter().zip(&y);
            let products = T::of(pairs().map(|(x, y)| x.value() * y.value()).sum::<f64>());
            assert_eq!([dot(&x, &y), dot_in::<false, T>(&x, &y)], [products; 2], "dot of {n}");
            let all = T::of(x.iter().map(|x| x.value()).sum::<f64>());
            assert_eq!([sum(&x), sum_in::<true, T>(&x)], [all; 2], "sum of {n}");
            let squares = T::of(x.iter().map(|x| x.value() * x.value()).sum::<f64>());
            assert_eq!([sum_of_squares(&x), sum_of_squares_in::<true, T>(&x)], [squares; 2], "squares of {n}");

            let three = T::of(3.0);
            let expected = pairs().map(|(x, y)| three * *x + *y).collect::<Vec<_>>();
            let (mut one, mut two) = (y.clone(), y.clone());
            axpy(three, &x, &mut one);
            axpy_in::<false, T>(three, &x, &mut two);
            assert_eq!([&one, &two], [&expected; 2], "axpy of {n}");
            let expected = x.iter().map(|x| three * *x).collect::<Vec<_>>();
            let (mut one, mut two) = (x.clone(), x.clone());
            scale(three, &mut one);
            scale_in::<true, T>(three, &mut two);
            assert_eq!([&one, &two], [&expected; 2], "scale of {n}");
        }
    }

    #[test]
    fn sums_of_any_length_are_right() {
        sums_are_right::<f64>();
        sums_are_right::<f32>();
    }

    #[test]
    fn lanes_add_up() {
        assert_eq!(total([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]), 36.0);
        assert_eq!(total([1.5_f32]), 1.5);
    }

    #[test]
    fn infinities_and_nan_get_through() {
        let mut x = std::vec![1.0; 100];
        x[77] = f64::INFINITY;
        assert_eq!(sum(&x), f64::INFINITY);
        x[3] = f64::NEG_INFINITY;
        assert!(sum(&x).is_nan());
        assert_eq!(sum_of_squares(&x), f64::INFINITY);
    }

    #[test]
    #[should_panic(expected = "a dot product of slices of different lengths")]
    fn other_lengths_are_refused() {
        dot(&[1.0, 2.0], &[1.0]);
    }

    #[test]
    #[should_panic(expected = "a sum of slices of different lengths")]
    fn other_lengths_are_refused_in_sums() {
        axpy(1.0, &[1.0, 2.0], &mut [1.0]);
    }
}
