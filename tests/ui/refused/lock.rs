use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use autodiff::differentiate;

static TOTAL: Mutex<f64> = Mutex::new(0.0);
static BITS: AtomicU64 = AtomicU64::new(0);

#[differentiate]
fn added(x: f64) -> f64 {
    *TOTAL.lock().unwrap() += x;
    x * x
}

#[differentiate]
fn guarded(x: f64) -> f64 {
    {
        let mut total = TOTAL.lock().unwrap();
        *total = x;
    }
    let now: f64 = *TOTAL.lock().unwrap();
    now * x
}

#[differentiate]
fn stored(x: f64) -> f64 {
    BITS.store(x.to_bits(), Ordering::Relaxed);
    x * x
}

fn main() {}
