use std::collections::HashSet;

use autodiff::differentiate;
use nalgebra::Vector2;

fn next() -> usize {
    1
}

fn count(of: f64) -> f64 {
    of
}

#[differentiate]
fn borrowed(x: f64) -> f64 {
    let mut y = x;
    let ref mut r = y;
    *r = 2.0 * x;
    y
}

#[differentiate]
fn constant_code(x: f64) -> f64 {
    let mut k = 1.0;
    let n: f64 = count({
        k += 1.0;
        k
    });
    x * k * n
}

#[differentiate(wrt(x))]
fn set(x: f64, all: &[f64]) -> f64 {
    let known: HashSet<i64> = all.iter().map(|v| *v as i64).collect();
    x * known.len() as f64
}

#[differentiate]
fn set_of_what_varies(x: f64) -> f64 {
    let all = [x, 2.0 * x];
    x * all.iter().map(|v| v * x).collect::<std::collections::VecDeque<f64>>().len() as f64
}

#[differentiate]
fn index(x: f64) -> f64 {
    let mut all = [1.0, 2.0];
    all[{
        all[0] = x;
        0
    }]
}

#[differentiate]
fn operand(x: f64) -> f64 {
    let mut k = 0;
    let mut all = [Vector2::new(x, x); 2];
    all[k] += {
        k += 1;
        Vector2::new(x, 1.0)
    };
    all[0].x + k as f64
}

#[differentiate]
fn order(x: f64) -> f64 {
    let mut all = [Vector2::new(x, x); 2];
    all[next()] += Vector2::new(x, 1.0) * next() as f64;
    all[0].x
}

fn main() {}
