//! What derivatives of loops allocate, counted: of a sum nothing that grows, of a recurrence a few numbers a step.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use autodiff::differentiate;

/// Counts what a thread has allocated and not given back, and the most of it at a time.
struct Counting;

thread_local! {
    static NOW: Cell<isize> = const { Cell::new(0) };
    static PEAK: Cell<isize> = const { Cell::new(0) };
    static TOTAL: Cell<usize> = const { Cell::new(0) };
}

fn count(bytes: isize) {
    let now = NOW.get() + bytes;
    NOW.set(now);
    PEAK.set(PEAK.get().max(now));
}

// SAFETY: every call goes on to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size().cast_signed());
        TOTAL.set(TOTAL.get() + layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(-layout.size().cast_signed());
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The most bytes that were allocated at a time while this ran.
fn peak<T>(work: impl FnOnce() -> T) -> (T, usize) {
    NOW.set(0);
    PEAK.set(0);
    let result = work();
    (result, PEAK.get().unsigned_abs())
}

#[differentiate(wrt(w, b))]
fn sum(w: &[f64; 2], b: f64, x: &[f64]) -> f64 {
    let mut total = 0.0;
    for x in x {
        total += (w[0] * x + w[1]).sin() * b;
    }
    total
}

#[differentiate(wrt(w, b))]
fn sum_by_iterators(w: &[f64; 2], b: f64, x: &[f64]) -> f64 {
    x.iter().filter(|x| **x != 0.5).map(|x| (w[0] * x + w[1]).sin() * b).sum()
}

#[differentiate(wrt(w, b))]
fn sum_by_while(w: &[f64; 2], b: f64, x: &[f64]) -> f64 {
    let mut total = 0.0;
    let mut i = 0;
    while i < x.len() {
        total += (w[0] * x[i] + w[1]).sin() * b;
        i += 1;
    }
    total
}

/// Value and gradient of a million terms allocate nothing at all: the gradient itself is on the stack.
#[test]
fn a_sum_of_a_million_terms_allocates_nothing() {
    let x = (0..1_000_000).map(|i| f64::from(i) * 1e-6).collect::<Vec<_>>();
    for derivative in [sum::value_and_gradient, sum_by_iterators::value_and_gradient, sum_by_while::value_and_gradient]
    {
        let ((value, (dw, db)), bytes) = peak(|| derivative(&[3.0, 0.5], 2.0, &x));
        // The integral of 2 sin(3x + 1/2) from 0 to 1, and its derivatives, to the order of a step.
        let integral = 2.0 * (0.5_f64.cos() - 3.5_f64.cos()) / 3.0;
        assert!((value * 1e-6 - integral).abs() < 1e-5, "{value}");
        assert!((db * 1e-6 - integral / 2.0).abs() < 1e-5, "{db}");
        let by_shift = 2.0 * (3.5_f64.sin() - 0.5_f64.sin()) / 3.0;
        assert!((dw[1] * 1e-6 - by_shift).abs() < 1e-5, "{dw:?}");
        assert_eq!(bytes, 0);
    }
}

#[differentiate]
fn scalar_recurrence(x: f64, r: f64, n: usize) -> f64 {
    let mut x = x;
    for _ in 0..n {
        x = r * x * (1.0 - x);
    }
    x
}

#[differentiate(wrt(x))]
fn in_place(x: &[f64]) -> f64 {
    let mut y = x.to_vec();
    for i in 2..y.len() {
        y[i] += (0.5 * y[i - 1] + 0.3 * y[i - 2]).sin();
    }
    y[y.len() - 1]
}

#[differentiate]
fn until_it_settles(x: f64, a: f64) -> f64 {
    let mut y = x;
    while (y.cos() - y).abs() > a {
        y = 0.999_99 * y + 0.000_01 * y.cos();
    }
    y
}

/// A scalar that is carried is recorded once a step: 8 bytes, in a `Vec` of known capacity.
#[test]
fn a_scalar_recurrence_records_8_bytes_a_step() {
    for n in [1_000, 1_000_000] {
        let ((_, gradient), bytes) = peak(|| scalar_recurrence::value_and_gradient(0.3, 2.9, n));
        assert!(gradient.0.is_finite() && gradient.1.is_finite());
        assert_eq!(bytes, 8 * n);
    }
}

/// An array that is changed entry by entry, its adjoint, the gradient, and the two entries that a step reads: of n
/// numbers each, and none of n numbers a step.
#[test]
fn an_array_in_place_records_entries() {
    for n in [1_000, 1_000_000] {
        let x = (0..n).map(|i| (i as f64 * 0.1).cos()).collect::<Vec<_>>();
        let ((_, gradient), bytes) = peak(|| in_place::value_and_gradient(&x));
        assert_eq!(gradient.len(), n);
        assert!(bytes <= 6 * 8 * n, "{} bytes a step", bytes as f64 / n as f64);
    }
}

#[differentiate(wrt(x))]
fn skipping_peaks(x: &[f64], limit: f64) -> f64 {
    let mut y = x.to_vec();
    let mut last = 0.0;
    for i in 1..y.len() {
        if y[i] > limit {
            last = y[i - 1];
            continue;
        }
        if i % 3 == 0 {
            y.swap(i, i - 1);
        }
        y[i] += (0.5 * y[i - 1]).sin();
    }
    last + y.iter().sum::<f64>()
}

/// No iteration copies the array, whichever way it takes.
#[test]
fn branches_hand_arrays_on_without_copies() {
    for n in [1_000, 100_000] {
        let x = (0..n).map(|i| (i as f64 * 0.1).cos()).collect::<Vec<_>>();
        TOTAL.set(0);
        let (_, gradient) = skipping_peaks::value_and_gradient(&x, 0.4);
        let total = TOTAL.get();
        assert_eq!(gradient.len(), n);
        assert!(total <= 12 * 8 * n, "{} bytes a step", total as f64 / n as f64);
    }
}

/// How often a condition holds is not known before: the record grows, by doubling.
#[test]
fn a_loop_with_a_condition_records_at_most_three_times_8_bytes_a_step() {
    let mut steps = 0;
    let mut y = 1.0_f64;
    while (y.cos() - y).abs() > 1e-3 {
        y = 0.999_99 * y + 0.000_01 * y.cos();
        steps += 1;
    }
    assert!(steps > 100_000);
    let ((value, _), bytes) = peak(|| until_it_settles::value_and_gradient(1.0, 1e-3));
    assert_eq!(value, y);
    assert!(
        bytes <= 3 * 8 * steps,
        "{} bytes a step",
        bytes as f64 / f64::from(u32::try_from(steps).unwrap_or(u32::MAX))
    );
}

/// A scratch vector in each iteration.
#[differentiate(wrt(w))]
fn with_scratch(w: &[f64], x: &[f64]) -> f64 {
    let mut total = 0.0;
    for x in x {
        let mut scratch = w.to_vec();
        for i in 1..w.len() {
            scratch[i] += (scratch[i - 1] * x).sin();
        }
        total += scratch[w.len() - 1];
    }
    total
}

/// However many iterations there are, what each of them needs is allocated once.
#[test]
fn scratch_of_iterations_is_allocated_once() {
    let w = [0.5, -0.25, 1.0, 0.75, 0.3];
    let allocated = |n: usize| {
        let x = (0..n).map(|i| i as f64 / n as f64).collect::<Vec<_>>();
        let mut by_w = [0.0; 5];
        TOTAL.set(0);
        let value = with_scratch::value_and_gradient_into(&w, &x, &mut by_w);
        assert!(value.is_finite());
        TOTAL.get()
    };
    assert_eq!(allocated(10), allocated(10_000));
}
