//! What is given to differentiated functions: constants have the types of the parameters, and are evaluated once.

#![allow(missing_docs, reason = "functions of tests")]

use std::cell::Cell;

use autodiff::{Real, check, differentiate};
use nalgebra::{DMatrix, DVector, DVectorView, SVector, Vector3};

const TWO: f64 = 2.0;

#[differentiate]
fn by_bits(x: f64, k: u64) -> f64 {
    x * x * ((k << 33) as f64)
}

#[differentiate]
fn by_byte(x: f64, k: u8) -> f64 {
    x * x * (k.wrapping_add(100) as f64)
}

#[differentiate]
fn by_single(x: f64, k: f32) -> f64 {
    x * x * ((k * k * 1.1) as f64)
}

#[differentiate]
fn by_pair(x: f64, k: (u8, f32)) -> f64 {
    let (_, k) = k;
    x * x * (k as f64)
}

type Byte = u8;

#[differentiate]
fn by_alias(x: f64, k: Byte) -> f64 {
    x * x * (k.wrapping_add(100) as f64)
}

#[differentiate]
fn by_option(x: f64, k: Option<u8>) -> f64 {
    x * x * (k.unwrap_or(0).wrapping_add(100) as f64)
}

#[differentiate]
fn numbers(x: f64, b: bool) -> f64 {
    let n = 3;
    by_bits(x, n) + by_bits(x, 1 << 2) + by_bits(x, if b { 3 } else { 4 }) + by_byte(x, 200)
}

#[differentiate]
fn reals(x: f64, b: bool) -> f64 {
    let k = 0.1;
    by_single(x, k) + by_single(x, 0.05 + 0.05) + by_single(x, if b { 0.1 } else { 0.3 }) + by_pair(x, (200, 0.1))
}

#[differentiate]
fn opaque(x: f64) -> f64 {
    by_alias(x, 200) + by_option(x, Some(200))
}

#[differentiate]
fn own_numbers(x: f64, b: bool) -> f64 {
    let k: u64 = if b { 3 } else { 4 };
    let mut n: u8 = 200;
    for _ in 0..2 {
        n = n.wrapping_add(100);
    }
    x * x * (((k << 33) + 1) as f64) * (n as f64)
}

#[test]
fn a_constant_has_the_type_of_its_parameter() {
    for b in [true, false] {
        assert_eq!(numbers::gradient(1.0, b), 2.0 * numbers(1.0, b));
        assert_eq!(reals::gradient(1.0, b), 2.0 * reals(1.0, b));
        assert_eq!(own_numbers::gradient(1.0, b), 2.0 * own_numbers(1.0, b));
    }
    assert_eq!(opaque::gradient(1.0), 2.0 * opaque(1.0));
}

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

fn tick() -> f64 {
    COUNT.with(|count| {
        count.set(count.get() + 1);
        count.get() as f64
    })
}

fn counted<R>(work: impl FnOnce() -> R) -> (R, usize) {
    COUNT.with(|count| count.set(0));
    let result = work();
    (result, COUNT.with(Cell::get))
}

#[differentiate(jvp)]
fn squared(x: f64, k: f64) -> f64 {
    x * k * k
}

#[differentiate(jvp)]
fn doubled(x: f64, k: f64) -> f64 {
    x * k * TWO
}

#[differentiate(jvp)]
fn ticking(x: f64) -> f64 {
    squared(x, tick()) + 10.0 * doubled(x, tick()) + 100.0 * squared(x, tick()) + x * f64::from(tick() as f32)
}

#[differentiate(jvp)]
fn constants(x: f64) -> f64 {
    let shifts = [1.0, 2.0, 3.0, 4.0];
    let casts = tick() as f32 as f64 + -(tick() as i64 as f64) + (tick() * tick() - tick()) * 0.5;
    let calls = f64::from(tick() as f32) + tick().max(tick()).mul_add(tick(), tick()) + shifts[tick() as usize % 4];
    let compared = if tick() as usize > 3 { x } else { 2.0 * x };
    x * (casts + calls) + compared
}

#[test]
fn constants_are_evaluated_once() {
    let expected = counted(|| constants(1.0));
    assert_eq!(counted(|| constants::gradient(1.0)), expected);
    assert_eq!(counted(|| constants::jvp(1.0, 1.0).1), expected);
}

struct Scale;

#[differentiate]
impl Scale {
    fn one(&self, x: f64, k: f64) -> f64 {
        x * k * k
    }

    fn other(x: f64, k: f64) -> f64 {
        x * k
    }

    fn both(&self, x: f64) -> f64 {
        self.one(x, tick()) + 10.0 * Self::other(x, tick()) + 100.0 * Self::other(x, tick())
    }
}

#[test]
fn an_argument_is_evaluated_once() {
    // They are linear, and 1 is where.
    let expected = counted(|| ticking(1.0));
    assert_eq!(counted(|| ticking::gradient(1.0)), expected);
    assert_eq!(counted(|| ticking::value_and_gradient(1.0).0), expected);
    assert_eq!(counted(|| ticking::jvp(1.0, 1.0).1), expected);
    assert_eq!(counted(|| Scale.both_gradient(1.0)), counted(|| Scale.both(1.0)));
}

#[differentiate(jvp)]
fn generic<T: Real>(x: T, y: T) -> T {
    x * y + x
}

#[differentiate(jvp)]
fn length<T: Real, const N: usize>(v: &SVector<T, N>, s: T) -> T {
    let mut total = T::zero();
    for i in 0..N {
        total += v[i] * s;
    }
    total
}

#[differentiate(jvp, hvp)]
fn of_doubles(x: f64, y: f64) -> f64 {
    generic(x, 0.1) * generic::<f64>(y, x) + length(&Vector3::new(x, y, 1.0), y)
}

#[differentiate(jvp, hvp)]
fn of_any<T: Real>(x: T, y: T) -> T {
    generic(generic(x, y), y) + length::<T, 2>(&SVector::<T, 2>::new(x, y), x)
}

#[test]
fn short_generic_functions() {
    let (x, y) = (0.3, 0.7);
    autodiff::check!(of_doubles(x, y), wrt(x, y), gradient, value_and_gradient, vjp, jvp, hvp);
    autodiff::check!(of_any(x, y), wrt(x, y), gradient, value_and_gradient, vjp, jvp, hvp);
}

#[differentiate(jvp)]
fn pair(p: (f64, f64)) -> (f64, f64) {
    let (a, b) = p;
    (a * b * TWO, a - b)
}

#[differentiate(jvp, hvp)]
fn pairs(x: f64, y: f64) -> f64 {
    let mut p = (x, y);
    for _ in 0..3 {
        let (a, b) = pair(p);
        p.0 = a * 0.3;
        p = (p.0 + b, pair((b, p.1)).1);
    }
    let q = pair(p);
    q.0 + q.1 * pair((q.0, 1.0)).0
}

#[test]
fn tuples_by_their_names() {
    let (x, y) = (0.3, 0.7);
    autodiff::check!(pairs(x, y), wrt(x, y), gradient, value_and_gradient, vjp, jvp, hvp);
}

#[differentiate(jvp)]
fn viewed(v: DVectorView<'_, f64>) -> f64 {
    v.norm_squared() * TWO
}

#[differentiate(jvp, hvp)]
fn views(v: &DVector<f64>, m: &DMatrix<f64>) -> f64 {
    let mut w = v.clone();
    w[0] = viewed(w.rows(0, 3)) * 0.1;
    let mut total = viewed(v.rows(0, 2));
    for j in 0..m.ncols() {
        total += viewed(w.rows(0, 2)) * m[(0, j)] + viewed(m.column(j));
        w[1] += total * 0.01;
    }
    total + w.sum()
}

#[test]
fn parts_of_vectors_as_views() {
    let v = DVector::from_vec(vec![0.3, 0.4, -0.2]);
    let m = DMatrix::from_fn(3, 2, |i, j| 0.3 + 0.2 * i as f64 - 0.4 * j as f64);
    autodiff::check!(views(&v, &m), wrt(v, m), gradient, value_and_gradient, vjp, jvp, hvp);
}

/// Longer than what is written into its callers, and with a derivative along a direction.
#[differentiate(jvp)]
fn long(mut x: f64, y: f64) -> f64 {
    if x < 0.0 {
        return y;
    }
    x *= y;
    for i in 0..3 {
        if i == 2 && x > 5.0 {
            return x * x;
        }
        x += y * (x * 0.1).sin() + (y * 0.2).cos() * x + (x * y).tanh() * 0.3 + (x - y).exp() * 0.01;
    }
    x
}

#[differentiate(jvp, hvp)]
fn calls_long(x: f64, y: f64) -> f64 {
    long(long(x, y), x) * long(y, y)
}

#[differentiate(jvp)]
fn power(x: f64, n: usize) -> f64 {
    if n == 0 { 1.0 } else { x * power(x, n - 1) }
}

#[differentiate(jvp)]
fn over_power(x: f64) -> f64 {
    power(x, 3) * TWO
}

#[test]
fn long_functions_and_recursions_in_second_order() {
    let (x, y) = (0.3, 0.7);
    autodiff::check!(calls_long(x, y), wrt(x, y), gradient, value_and_gradient, vjp, jvp, hvp);
    autodiff::check!(over_power(x), wrt(x), gradient, value_and_gradient, jvp);
    check::gradient(|x| over_power(*x), &x, &over_power::gradient(x)).unwrap();
}
