//! Functions as people write them, from their source through every stage up to second order: structured jumps,
//! conditional loops, mutation. The interpreter runs them before and after they are prepared.

use crate::ir::interpret::{Datum, run};
use crate::ir::{Program, verify};
use crate::passes::{PREPARATIONS, prepare};

use super::support::laws::{Smooth, check};
use super::support::numbers::{flat, same};
use super::support::random::Random;
use super::support::source::lowered;
use super::support::subject::Subject;

/// Bodies of `fn f(x: &[f64], w: f64, n: usize) -> f64`.
const BODIES: &[&str] = &[
    "let mut y = w; while y < 3.0 { y = y * 0.5 + x[0] * x[0] + 2.0; } y",
    "let mut i = 0; let mut s = 0.0; while i < x.len() { s += x[i] * x[i] * w; i += 1; } s * i as f64",
    "let mut i = x.len(); let mut s = w; while i > 1 { i -= 1; s = s * x[i]; } s",
    "let mut i = 1; let mut s = w; while i <= 3 { s = (s * w).sin(); i += 1; } s",
    "let mut y = w; let r = loop { y = (y + x[1]) * 0.9; if y > 2.0 || y < -2.0 { break y * x[0]; } \
     y = y * 1.8; if y > 9.0 { break y; } if y < -9.0 { break y; } }; r * w",
    "let mut s = w; for i in 0..x.len() { if i == 2 { break; } s = s * x[i] + w; } s",
    "let mut s = 0.0; for (i, v) in x.iter().enumerate() { if i == 1 { continue; } s = s * w + v * v; } s",
    "for i in 0..x.len() { if i == n { return x[i] * w; } } w * w",
    "let mut s = w; 'outer: for i in 0..4 { for j in 0..3 { if i * j == 2 { continue 'outer; } if i + j > 4 { break \
     'outer; } s = (s + x[j] * w).sin(); } s = s * 1.1; } s",
    "let y; if w > 0.0 { y = x[0] * w; } else { y = x[1]; } y * y",
    "match n { 0 => w, 1 | 2 => x[0] * w, k => w * k as f64 }",
    "let mut y = x.to_vec(); for i in 1..y.len() { y[i] = y[i] * y[i - 1] + w; } y.iter().sum::<f64>()",
    "let mut y = vec![w; 3]; for i in 0..6 { y[i % 3] = y[(i + 1) % 3].sin() * x[i % 2] + 0.3; } y[0] * y[1] + y[2]",
    "let mut a = [[w, x[0]], [x[1], 1.0]]; for k in 0..2 { a[k][1] = a[0][k] * a[1][0]; a[1][k] += a[k][1]; } \
     a[0][1] * a[1][1] + a[1][0]",
    "let mut y = x.to_vec(); y.swap(0, 2); y[0] *= w; y.fill(y[0] * y[1]); y[1] + x[2]",
    "let mut y = x.to_vec(); for v in y.iter_mut() { *v = *v * *v + w; } let r = &mut y[1]; *r *= w; y[1] + y[0]",
    "let mut y: Vec<f64> = Vec::new(); for v in x { if y.len() < 2 { y.push(v * w); } else { y[0] *= v; } } y[0] + y[1]",
    "let mut p = vec![w, 1.0]; let mut q = vec![0.0, w]; for v in x { std::mem::swap(&mut p, &mut q); p[0] += q[1] * v; \
     q[1] = p[0].sin(); } p[0] * q[1] + q[0]",
    "x.iter().filter(|v| **v > -0.2).map(|v| v * w).fold(1.0, |p, v| p * (1.0 + v))",
    "let mut s = 0.0; for i in 0..3 { let mut t = w; let mut k = 0; while k < i + 1 { t *= x[k]; k += 1; } s += t * t; } s",
    "let mut stack = vec![w]; for v in x { stack.push(v * w); } let top = stack.pop().unwrap(); top * stack[1]",
    "let m = Matrix2::new(x[0], x[1], x[2], w); m[1] * m[1] * m[2]",
    "let f = |a: f64| { if a > 0.0 { return a * w; } a * a }; let mut s = 0.0; for v in x { s += f(*v); } s",
];

/// A function at two points that take different ways.
fn subjects() -> impl Iterator<Item = Subject> {
    let points = [(vec![0.7, 1.3, -0.8], 0.9, 2_usize), (vec![-0.6, 0.4, 1.1], -1.2, 0)];
    BODIES.iter().flat_map(move |body| {
        points.clone().map(|(x, w, n)| {
            let item = format!("fn f(x: &[f64], w: f64, n: usize) -> f64 {{ {body} }}");
            let x = x.into_iter().map(Datum::from).collect::<Vec<_>>();
            lowered("", &item, vec![x.into(), w.into(), n.into()])
        })
    })
}

#[test]
fn derivatives_of_functions_are_right() {
    for subject in subjects() {
        let prepared = Subject { program: prepare(subject.program.clone()), ..subject.clone() };
        for subject in [&subject, &prepared] {
            let verdict = check(subject, Smooth::Perhaps, &mut Random::new(1));
            verdict.unwrap_or_else(|error| panic!("{error}\n{}at {:?}", subject.program, subject.args));
        }
    }
}

#[test]
fn preparations_keep_the_values() {
    for subject in subjects() {
        let value = |program: &Program| flat(&run(program, &subject.args));
        let expected = value(&subject.program);
        let mut program = subject.program.clone();
        for pass in PREPARATIONS {
            program = (pass.run)(program);
            let kept = verify(&program).and_then(|()| same(pass.name, &expected, &value(&program)));
            kept.unwrap_or_else(|error| panic!("{error}\nbefore: {}after: {program}", subject.program));
        }
    }
}
