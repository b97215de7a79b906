use std::cell::{Cell, RefCell};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use autodiff::differentiate;

static COUNT: AtomicUsize = AtomicUsize::new(0);
static TOTAL: Mutex<f64> = Mutex::new(0.0);
static mut LAST: f64 = 0.0;

thread_local! {
    static CALLS: Cell<usize> = const { Cell::new(0) };
    static SEEN: RefCell<Vec<f64>> = const { RefCell::new(Vec::new()) };
}

struct State {
    calls: AtomicUsize,
}

#[differentiate]
fn an_atomic(x: f64) -> f64 {
    let factor: f64 = autodiff::constant(COUNT.fetch_add(1, Ordering::Relaxed) as f64);
    x * factor
}

#[differentiate]
fn by_its_path(x: f64) -> f64 {
    let factor: f64 = autodiff::constant(AtomicUsize::fetch_add(&COUNT, 1, Ordering::Relaxed) as f64);
    x * factor
}

#[differentiate]
fn a_lock(x: f64) -> f64 {
    let factor: f64 = autodiff::constant({
        let mut total = TOTAL.lock().unwrap();
        *total += 1.0;
        *total
    });
    x * factor
}

#[differentiate]
fn of_a_thread(x: f64) -> f64 {
    let factor: f64 = autodiff::constant(CALLS.with(|calls| {
        calls.set(calls.get() + 1);
        calls.get() as f64
    }));
    x * factor
}

#[differentiate]
fn a_cell(x: f64) -> f64 {
    let factor: f64 = autodiff::constant(SEEN.with_borrow_mut(|seen| {
        seen.push(1.0);
        seen.len() as f64
    }));
    x * factor
}

#[differentiate]
fn a_static_mut(x: f64) -> f64 {
    let factor: f64 = autodiff::constant(unsafe {
        LAST += 1.0;
        LAST
    });
    x * factor
}

#[differentiate(wrt(x))]
fn in_a_struct(x: f64, state: &State) -> f64 {
    let factor: f64 = autodiff::constant(state.calls.fetch_add(1, Ordering::Relaxed) as f64);
    x * factor
}

#[differentiate(wrt(x))]
fn by_itself(x: f64, n: usize) -> f64 {
    if n == 0 {
        return x;
    }
    let factor: f64 = autodiff::constant(COUNT.fetch_add(1, Ordering::Relaxed) as f64);
    factor * by_itself(x, n - 1)
}

#[differentiate(wrt(x))]
fn calls_them(x: f64, state: &State) -> f64 {
    an_atomic(x)
        + by_its_path(x)
        + a_lock(x)
        + of_a_thread(x)
        + a_cell(x)
        + a_static_mut(x)
        + in_a_struct(x, state)
}

fn main() {}
