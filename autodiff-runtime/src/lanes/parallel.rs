//! Long loops on several threads, where the feature `rayon` is on.
//!
//! Work is cut into parts whose sizes depend on nothing but its own, and sums of parts are added up in an order that is the same for
//! every number of threads: so are results, to the last digit.

/// Whether anything is cut.
pub(super) const IS_ON: bool = cfg!(feature = "rayon");

/// From how many entries on a loop over vectors is cut: it takes some fifteen microseconds until other threads are there.
pub(super) const LONG: usize = 1 << 16;

/// A loop is cut into parts of so many entries.
pub(super) const PART: usize = 1 << 13;

/// From how many entries on the product of a matrix and a vector is cut.
pub(super) const LARGE: usize = 1 << 18;

/// A product is cut into parts of no more than so many entries, where these have enough rows and columns.
pub(super) const BLOCK: usize = 1 << 16;

/// How many rows a part has that is not of all rows: of fewer, each column would be read in short pieces.
pub(super) const ROWS: usize = 2048;

/// Of so many parts, where the second half begins.
pub(super) fn middle(parts: usize) -> usize {
    parts.div_ceil(2)
}

/// Does both, on two threads where one is free.
#[inline]
pub(super) fn both<A: Send, B: Send>(one: impl FnOnce() -> A + Send, two: impl FnOnce() -> B + Send) -> (A, B) {
    #[cfg(feature = "rayon")]
    return rayon::join(one, two);
    #[cfg(not(feature = "rayon"))]
    (one(), two())
}

#[cfg(all(test, feature = "rayon"))]
mod tests {
    use std::vec::Vec;

    use super::super::panels::{gemv, gemv_tr};
    use super::super::{Each, Into, sweep};

    /// `x² + y`, added to what is there, and the sums of `x` and of `x y`.
    struct Sums;

    impl Each<f64, 2, 1, 2> for Sums {
        #[inline(always)]
        fn each<const FMA: bool>(&self, [x, y]: [f64; 2]) -> ([f64; 1], [f64; 2]) {
            ([x * x + y], [x, x * y])
        }
    }

    fn numbers(n: usize) -> Vec<f64> {
        (0..n).map(|i| (i as f64 * 0.37).sin()).collect()
    }

    /// What a work gives with so many threads.
    fn with<R: Send>(threads: usize, work: impl FnOnce() -> R + Send) -> R {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads").install(work)
    }

    /// Whether a work gives the same, to the last digit, with any number of threads.
    fn is_same<R: Send + PartialEq>(work: impl Fn() -> R + Sync) -> bool {
        let [one, two, five] = [1, 2, 5].map(|threads| with(threads, &work));
        one == two && one == five
    }

    #[test]
    fn results_do_not_depend_on_the_number_of_threads() {
        for n in [65_535, 65_536, 100_003] {
            let (x, y) = (numbers(n), numbers(n + 1));
            assert!(is_same(|| {
                let mut results = y.clone();
                let sums = sweep(n, [&x, &y], [Into::Add(&mut results)], Sums);
                (sums, results)
            }));
        }
        for (m, n) in [(400, 700), (3, 90_000), (200_000, 2), (70_000, 9)] {
            let (a, long, short) = (numbers(m * n), numbers(m), numbers(n));
            assert!(is_same(|| {
                let (mut down, mut across) = (long.clone(), short.clone());
                gemv(&a, m, n, m, &short, &mut down);
                gemv_tr(&a, m, n, m, &long, &mut across);
                (down, across)
            }));
        }
    }

    #[test]
    fn sums_of_parts_are_those_of_the_whole() {
        let n = 100_003;
        let (x, y) = (numbers(n), numbers(n));
        let mut results = std::vec![7.0; n + 2];
        let [sum, product] = with(2, || sweep(n, [&x, &y], [Into::Fresh(&mut results)], Sums));
        assert!((sum - x.iter().sum::<f64>()).abs() < 1e-9);
        assert!((product - x.iter().zip(&y).map(|(x, y)| x * y).sum::<f64>()).abs() < 1e-8);
        assert_eq!(results[n..], [0.0; 2]);
        for place in 0..n {
            assert!((results[place] - (x[place] * x[place] + y[place])).abs() < 1e-15);
        }
    }
}
