//! What does not depend on the differentiated parameters: any Rust, which passes through and has no derivative.

mod common;

use std::cell::Cell;

use autodiff::differentiate;
use common::assert_close;
use nalgebra::{DMatrix, DVector, Matrix2, Vector2, Vector3};

const RATE: f64 = 0.25;
const DEGREE: i32 = 3;
static OFFSETS: [f64; 3] = [1.0, 2.0, 4.0];

struct Config {
    rate: f64,
    degree: i32,
    offsets: Vec<f64>,
    flip: bool,
}

impl Config {
    fn scale(&self, by: f64) -> f64 {
        self.rate * by
    }
}

fn config() -> Config {
    Config { rate: 0.5, degree: 2, offsets: vec![1.0, 3.0], flip: false }
}

mod settings {
    pub(crate) const SHIFT: f64 = 2.0;

    pub(crate) fn factor(n: usize) -> f64 {
        n as f64 + 1.0
    }
}

#[differentiate]
fn of_constants(x: f64) -> f64 {
    let degree: i32 = DEGREE;
    x.powi(degree) * RATE + x * settings::SHIFT - OFFSETS[2] * x + x * std::f64::consts::PI + f64::EPSILON
}

#[test]
fn named_constants() {
    let slope = 0.75 * 4.0 + 2.0 - 4.0 + std::f64::consts::PI;
    assert_close(&of_constants::gradient(2.0), &slope);
}

#[differentiate]
fn of_integers(x: f64, n: usize, k: i32) -> f64 {
    let m = (n + 3) / 2 - 1;
    let r = n % 3;
    let power = if m > r && k != 0 { k - 1 } else { 2 * k };
    let wide = n.pow(2).max(5);
    let negative = -k as f64;
    x.powi(power) * m as f64 / (r + 1) as f64 + wide as f64 * x + negative * x
}

#[test]
fn integer_arithmetic() {
    // n = 4: m = 2, r = 1, power = 2, wide = 16.
    assert_close(&of_integers::value_and_gradient(3.0, 4, 3), &(9.0 + 48.0 - 9.0, 6.0 + 16.0 - 3.0));
    // n = 2: m = 1, r = 2, power = 6, wide = 5.
    assert_close(&of_integers::value_and_gradient(1.0, 2, 3), &(1.0 / 3.0 + 5.0 - 3.0, 2.0 + 5.0 - 3.0));
}

#[differentiate(wrt(x))]
fn of_config(x: f64, cfg: &Config, n: usize) -> f64 {
    let rate: f64 = cfg.rate;
    let degree: i32 = cfg.degree;
    let offset: f64 = cfg.offsets[n];
    let factor: f64 = settings::factor(n) + cfg.scale(2.0);
    let y = if cfg.flip { -x } else { x };
    rate * y.powi(degree) + offset * y + factor * y
}

#[test]
fn fields_methods_and_calls() {
    let mut cfg = config();
    assert_close(&of_config::value_and_gradient(3.0, &cfg, 1), &(4.5 + 9.0 + 9.0, 3.0 + 3.0 + 3.0));
    cfg.flip = true;
    assert_close(&of_config::gradient(3.0, &cfg, 1), &(3.0 - 3.0 - 3.0));
}

#[differentiate(wrt(x))]
fn of_config_unannotated(x: f64, cfg: &Config, n: usize) -> f64 {
    cfg.rate * x * x + x * cfg.offsets[n] + settings::factor(n) * x
}

#[test]
fn a_constant_beside_a_scalar_needs_no_annotation() {
    assert_close(&of_config_unannotated::value_and_gradient(3.0, &config(), 1), &(4.5 + 9.0 + 6.0, 3.0 + 3.0 + 2.0));
}

#[differentiate(wrt(x))]
fn of_conditions(x: f64, name: &str, limit: f64, n: u8) -> f64 {
    let exact = name == "exact" || name.len() > 10;
    if exact && x > limit {
        x * x
    } else if n & 1 == 1 || n >= 6 {
        limit * x
    } else {
        x
    }
}

#[test]
fn comparisons_of_constants_and_actives() {
    assert_eq!(of_conditions::gradient(3.0, "exact", 1.0, 0), 6.0);
    assert_eq!(of_conditions::gradient(3.0, "exact", 4.0, 1), 4.0);
    assert_eq!(of_conditions::gradient(3.0, "rough", 0.5, 6), 0.5);
    assert_eq!(of_conditions::gradient(3.0, "rough", 0.5, 4), 1.0);
}

#[differentiate]
fn by_decree(x: f64, v: &DVector<f64>) -> f64 {
    let frozen: f64 = autodiff::constant(x * v.iter().map(|v| v.abs()).fold(0.0, f64::max));
    let order = autodiff::constant({
        let mut order = (0..v.len()).collect::<Vec<usize>>();
        order.sort_by(|i, j| v[*i].total_cmp(&v[*j]));
        order
    });
    let least: usize = autodiff::constant(order[0]);
    frozen * x + v[least]
}

#[test]
fn constant_by_decree() {
    let v = DVector::from_vec(vec![3.0, -5.0, 1.0]);
    let expected = (2.0 * 5.0 * 2.0 - 5.0, (10.0, DVector::from_vec(vec![0.0, 1.0, 0.0])));
    assert_eq!(by_decree::value_and_gradient(2.0, &v), expected);
}

thread_local! {
    static COUNT: Cell<u32> = const { Cell::new(0) };
}

fn next() -> f64 {
    COUNT.with(|count| {
        count.set(count.get() + 1);
        f64::from(count.get())
    })
}

#[differentiate]
fn with_effects(x: f64) -> f64 {
    let first: f64 = next();
    let second: f64 = next();
    x * x * first + x * second
}

#[test]
fn a_constant_is_evaluated_once_and_in_order() {
    COUNT.with(|count| count.set(0));
    let (value, pullback) = with_effects::vjp(3.0);
    assert_eq!(value, 9.0 + 6.0);
    assert_eq!((pullback(1.0), pullback(2.0)), (8.0, 16.0));
    assert_eq!(COUNT.with(Cell::get), 2);
    assert_eq!(with_effects::value_and_gradient(1.0), (7.0, 6.0 + 4.0));
    assert_eq!(COUNT.with(Cell::get), 4);
}

#[differentiate]
fn constructed(x: f64, y: f64, n: usize) -> f64 {
    let listed = DVector::from_vec(vec![x, 2.0, y]);
    let filled = DVector::from_element(3, x);
    let zeros = DVector::zeros(3);
    let indexed = DVector::from_fn(3, |i, _| y * i as f64 + n as f64);
    let grid = DMatrix::from_row_slice(3, 3, &[x, y, 0.0, 1.0, 2.0, 3.0, y, y, x]);
    let small = Matrix2::new(x, y, 1.0, 2.0);
    let diagonal = Matrix2::from_diagonal(&Vector2::new(x, y));
    let turned = (small * diagonal + Matrix2::identity()).trace();
    (grid * (listed + zeros)).dot(&(filled + indexed)) + turned
}

#[test]
fn constructors() {
    let (x, y) = (1.5, -0.5);
    let gradient = constructed::gradient(x, y, 2);
    autodiff::check::gradient(|(x, y)| constructed(*x, *y, 2), &(x, y), &gradient).unwrap();
}

#[differentiate(wrt(v))]
fn places(v: &Vector3<f64>, a: &Matrix2<f64>, i: usize) -> f64 {
    let last = v.len() - 1;
    v[last] * a[(0, i)] + v.x * v.y * a.m21 + v[i + 1] * a.nrows() as f64
}

#[test]
fn indices() {
    let (v, a) = (Vector3::new(2.0, 3.0, 5.0), Matrix2::new(7.0, 11.0, 13.0, 17.0));
    assert_eq!(places::gradient(&v, &a, 0), Vector3::new(39.0, 28.0, 7.0));
    assert_eq!(places::gradient(&v, &a, 1), Vector3::new(39.0, 26.0, 13.0));
}

#[differentiate(wrt(x))]
fn of_ranges_and_text(x: &[f64], range: std::ops::Range<usize>, mode: &str, letter: char) -> f64 {
    let mut total = 0.0;
    for i in range.clone() {
        total += x[i] * x[i];
    }
    let all = 0..x.len();
    for i in all {
        total += x[i];
    }
    let scale = match mode {
        "twice" => 2.0,
        "thrice" => 3.0,
        _ => 1.0,
    };
    let factor = match letter {
        'a'..='f' => x[0],
        _ => x[1],
    };
    total * scale * factor + x[range].iter().product::<f64>()
}

#[test]
fn ranges_strings_and_characters_are_constants() {
    let x = [1.0, 2.0, 3.0];
    // 2 x₀ (x₁² + x₂² + x₀ + x₁ + x₂) + x₁ x₂
    assert_eq!(of_ranges_and_text::value_and_gradient(&x, 1..3, "twice", 'c'), (44.0, vec![40.0, 13.0, 16.0]));
    // x₁ (x₀² + x₀ + x₁ + x₂) + x₀
    assert_eq!(of_ranges_and_text::value_and_gradient(&x, 0..1, "", 'g'), (15.0, vec![7.0, 9.0, 2.0]));
}
