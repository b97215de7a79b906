//! Functions through all that comes after differentiation, as they are emitted: gradients, Jacobians, Hessians in the interpreter,
//! against what a pullback gives for one unit cotangent after another, which differences check.
//!
//! Each list has what a pass is for, and what only looks like it.

use nalgebra::DMatrix;

use crate::differentiate::{Mode, Sweep, jacobian};
use crate::ir::interpret::{Datum, run};
use crate::ir::{Program, verify};
use crate::passes::{optimize, prepare, settle, without_guards};

use super::programs::jacobians::{by_pullback, holds};
use super::programs::places::accesses;
use super::support::laws::{Smooth, check, guarded};
use super::support::numbers::{flat, same};
use super::support::random::Random;
use super::support::source::lowered;
use super::support::subject::{Subject, pull};

/// `fn f(x: &[f64], u: &DVector<f64>, v: &Vector4<f64>, a: &DMatrix<f64>, w: f64, n: usize) -> result`, at points that take different ways.
/// `a` is square.
fn subjects(arguments: &str, result: &str, body: &str) -> Vec<Subject> {
    let parameters = "x: &[f64], u: &DVector<f64>, v: &Vector4<f64>, a: &DMatrix<f64>, w: f64, n: usize";
    let item = format!("fn f({parameters}) -> {result} {{ {body} }}");
    let points = [
        (vec![0.7, 1.3, 0.8, 0.4], [0.4, 0.9, 1.1, 0.6], 0.9, 1_usize),
        (vec![0.6, 0.4, 1.1, 1.7, 0.9], [1.2, 0.3, 0.7, 0.8], 1.2, 0),
    ];
    let subject = |(x, v, w, n): (Vec<f64>, [f64; 4], f64, usize)| {
        let size = x.len();
        let u = DMatrix::from_fn(size, 1, |i, _| 0.5 + 0.3 * x[size - 1 - i]);
        let a = DMatrix::from_fn(size, size, |i, j| 0.4 + 0.2 * x[i] - 0.1 * x[j] * x[j]);
        let x = x.into_iter().map(Datum::from).collect::<Vec<_>>();
        let args = vec![x.into(), u.into(), DMatrix::from_column_slice(4, 1, &v).into(), a.into(), w.into(), n.into()];
        lowered(arguments, &item, args)
    };
    points.map(subject).into()
}

fn settled(program: Program) -> Program {
    settle(optimize(program), &|_| false)
}

/// Whether the forms of a function are what its derivative gives as it is.
fn forms_hold(subject: &Subject) -> Result<(), String> {
    let random = &mut Random::new(1);
    let prepared = Subject { program: prepare(subject.program.clone()), ..subject.clone() };
    let cotangents = random.directions(&subject.values());
    let with_tangents = [subject.args.clone(), random.directions(&subject.point())].concat();
    let pulled = |vjp: &Program| {
        let (values, pulled) = pull(vjp, &subject.args, &cotangents);
        flat(&[values, pulled].concat())
    };
    let pushed = |forward: &Program| flat(&run(forward, &with_tangents));
    let value = |program: &Program| flat(&run(program, &subject.args));
    kept("value", &subject.program, &settle(prepared.program.clone(), &|_| false), &value)?;
    kept("reverse mode", &subject.reverse(Mode::Vjp), &settled(prepared.reverse(Mode::Vjp)), &pulled)?;
    kept("forward mode", &subject.forward(), &settled(prepared.forward()), &pushed)?;
    let sweeps = [Sweep::Reverse, Sweep::Forward, Sweep::Fewest];
    matrices_hold(&prepared, &by_pullback(subject), &sweeps)?;
    if let ([Datum::Real(_)], [_]) = (&subject.values()[..], &subject.wrt[..]) {
        let gradient = optimize(prepared.reverse(Mode::Gradient));
        let expected = by_pullback(&subject.gradient());
        matrices_hold(&Subject { program: gradient, ..subject.clone() }, &expected, &[Sweep::Hessian])?;
    }
    Ok(())
}

fn kept(what: &str, before: &Program, after: &Program, numbers: &dyn Fn(&Program) -> Vec<f64>) -> Result<(), String> {
    let kept = verify(after).and_then(|()| same(what, &numbers(before), &numbers(after)));
    kept.map_err(|error| format!("{error}\nafter: {after}"))
}

fn matrices_hold(subject: &Subject, expected: &[f64], sweeps: &[Sweep]) -> Result<(), String> {
    for sweep in sweeps {
        let written = jacobian(subject.program.clone(), &subject.params(), *sweep);
        let what = format!("{sweep:?}");
        holds(&what, &written, subject, expected).map_err(|error| format!("{error}\n{written}"))?;
        let settled = settled(written);
        holds(&what, &settled, subject, expected).map_err(|error| format!("settled {error}\n{settled}"))?;
        let plain = without_guards(settled);
        holds(&what, &plain, subject, expected).map_err(|error| format!("without guards {error}\n{plain}"))?;
    }
    Ok(())
}

fn hold(arguments: &str, result: &str, bodies: &[&str]) {
    for body in bodies {
        for (place, subject) in subjects(arguments, result, body).into_iter().enumerate() {
            let verdict = guarded(|| {
                forms_hold(&subject)?;
                if place == 0 { check(&subject, Smooth::Perhaps, &mut Random::new(1)) } else { Ok(true) }
            });
            verdict.unwrap_or_else(|error| {
                panic!("{arguments} {body}\n{error}\n{}at {:?}", subject.program, subject.args)
            });
        }
    }
}

/// Loops that add to one vector at several places become loops for each of them, if they do nothing else.
#[test]
fn loops_that_add_at_several_places() {
    hold(
        "wrt(x)",
        "f64",
        &[
            "let mut s = 0.0; for i in 0..x.len() - 1 { let d = x[i + 1] - x[i] * x[i]; s += d * d * w; } s",
            "let mut s = 0.0; for i in 0..x.len() - 2 { let d = x[i + 2] * x[i] - x[i + 1]; s += d * d * x[i + 2]; } s",
            // Places that may be the same.
            "let mut s = 0.0; for i in 0..x.len() - n { s += x[i] * x[i + n] * x[i + n]; } s",
            "let mut s = 0.0; for i in 0..x.len() { s += x[i] * x[i % 2] * x[i]; } s",
            "let mut s = 0.0; for i in 0..x.len() { s += x[i] * x[i / 2] * x[i]; } s",
            "let mut s = 0.0; for i in 0..x.len() { s += x[i] * x[x.len() - 1 - i] * x[i]; } s",
            "let mut s = 0.0; for i in 0..x.len() { s += x[i] * x[(i + 1) % x.len()] * x[i]; } s",
            "let mut s = 0.0; for i in 0..x.len() - 1 { s += x[i] * x[i + 1] * x[0]; } s",
            "let mut s = 0.0; for i in 1..x.len() { s += x[i] * x[i - 1] * x[i]; } s",
            "let mut s = 0.0; for i in 0..2 { s += x[2 * i] * x[i + 1] * x[i]; } s",
            // Two loops, one after the other, one in reverse, one that is conditional.
            "let mut s = 0.0; for i in 0..x.len() - 1 { s += x[i] * x[i + 1] * x[i]; } for i in 0..x.len() { s += x[i] * x[i] * x[i]; } s * s",
            "let mut s = 0.0; for i in (0..x.len() - 1).rev() { s += x[i] * x[i + 1] * x[i]; } s",
            "let mut s = 0.0; let mut i = 0; while i + 1 < x.len() { s += x[i] * x[i + 1] * x[i]; i += 1; } s",
            "let mut s = 0.0; for i in 0..x.len() - 1 { if i != n { s += x[i] * x[i + 1] * x[i]; } } s",
            // What has been summed is read.
            "let mut s = w; for i in 0..x.len() - 1 { s = s * x[i] + x[i + 1]; } s",
            "let m = x.iter().sum::<f64>(); let mut s = 0.0; for i in 0..x.len() - 1 { let d = x[i] - m * x[i + 1]; s += d * d * d; } s",
            "let mut s = 0.0; let mut t = 0.0; for i in 0..x.len() - 1 { t += x[i] * x[i + 1]; s += x[i] * w; } s * t",
            // Steep slopes.
            "let mut s = 0.0; for i in 0..x.len() - 1 { s += (x[i] * x[i + 1]).sqrt(); } s * s",
            "let mut s = 0.0; for i in 0..x.len() - 1 { s += x[i].powf(1.5) * x[i + 1].sqrt(); } s",
            // Many reads.
            "let mut s = 0.0; for i in 0..x.len() - 3 { s += x[i] * x[i + 1] * x[i + 2] * x[i + 3]; } s",
            "let mut s = 0.0; for i in 0..x.len() - 1 { s += x[0] * x[1] * x[2] * x[3] * x[i] * x[i + 1]; } s",
            "let mut s = 0.0; for i in 0..x.len() { for j in 0..x.len() { s += x[i] * x[j] * x[j]; } } s",
        ],
    );
}

/// The same of loops that the function itself has.
#[test]
fn loops_that_change_an_array_at_several_places() {
    let sum = "let mut s = 0.0; for i in 0..y.len() { s += y[i] * (y[i] + i as f64); } s";
    let bodies = [
        "let mut y = vec![0.0; x.len() + 2]; for i in 0..x.len() { y[i] += x[i]; y[i + 1] += x[i] * w; y[i + 1] += 0.5 * x[i]; y[i + 2] += w; }",
        "let mut y = vec![0.0; x.len() + 2]; for i in 0..x.len() { y[i + 1] += x[i]; y[i] += x[i] * w; y[i + 2] += w; y[i] += w; }",
        "let mut y = vec![0.0; x.len() + 2]; let mut t = w; for i in 0..x.len() { t += x[i]; y[i] += t; y[i + 1] += x[i] * w; }",
        "let mut y = vec![0.0; x.len() + 2]; let mut t = w; for i in 0..x.len() { y[i] += t; t += x[i]; y[i + 1] += x[i] * w; } y[0] += t;",
        "let mut y = vec![0.0; x.len() + 2]; let mut z = y.clone(); for i in 0..x.len() { y[i] += x[i]; z[i + 1] += w * x[i]; y[i + 1] += x[i] * x[i]; \
         z[i] += x[i]; } y[1] += z[1] * z[2];",
        "let mut y = vec![0.0; x.len() + 2]; for i in 0..x.len() { y[i] += x[i]; y[i + n] += x[i] * w; }",
        "let mut y = vec![0.0; x.len() + 2]; for i in 0..x.len() { y[i] += x[i]; y[2] += x[i] * w; }",
        "let mut y = vec![0.0; x.len() + 2]; for i in 0..x.len() { y[i + 1] += x[i] * w; y[i] += x[i]; y[i + 1] = x[i]; }",
        "let mut y = vec![0.0; x.len() + 2]; for i in 0..x.len() { y[i + 1] += x[i] * w; y[i + 2] += y[i + 1]; }",
        "let mut y = x.to_vec(); for i in 0..x.len() - 1 { y[i + 1] += y[i] * w; y[i] += y[i + 1]; }",
        "let mut y = x.to_vec(); for i in 0..x.len() - 1 { let t = y[i + 1]; y[i] += t; y[i + 1] += t * w; }",
        "let mut y = x.to_vec(); let mut z = x.to_vec(); for i in 0..x.len() - 1 { y[i] += x[i]; z[i] += y[i]; y[i + 1] += w; }",
        "let mut y = x.to_vec(); for i in 0..x.len() - 1 { y[i] += x[i].exp(); y[i + 1] += x[i].sin(); }",
    ];
    for body in bodies {
        let body = format!("{body} {sum}");
        hold("wrt(x)", "f64", &[&body]);
        hold("wrt(x, w)", "f64", &[&body]);
    }
}

/// Entries in ranges of an array are read and set once where the ranges are apart; where they may be one, they are not.
#[test]
fn entries_of_ranges() {
    let sum = "let mut s = 0.0; for i in 0..y.len() { s += y[i] * (y[i] + i as f64); } s";
    let start = "let k = x.len(); let mut y = vec![w; 4 * k]; for i in 0..k { y[i] = x[i]; }";
    let bodies = [
        "for i in 0..k { y[i] *= w; y[k + i] += y[i]; y[k + i] *= y[i]; y[i] += y[k + i]; }",
        "for i in 0..k { y[i + k] += y[i]; y[i] *= y[i + k]; y[2 * k + i] += y[i]; y[2 * k + i] *= y[k + i]; y[i] += w; }",
        // May be one: at the start, or as far apart.
        "for i in 0..k { y[i] *= w; y[n + i] += y[i]; y[i] *= y[n + i]; y[n + i] *= w; }",
        "let m = n * k; for i in 0..k { y[i] *= w; y[m + i] += y[i]; y[i] *= y[m + i]; y[m + i] *= w; }",
        "let (m, l) = (n * k, (n + 1) * k); for i in 0..k { y[l + i] *= w; y[m + i] += y[l + i]; y[l + i] *= y[m + i]; y[m + i] *= w; }",
        "let (m, l) = (n * k, 2 * k); for i in 0..k { y[l + i] *= w; y[m + i] += y[l + i]; y[l + i] *= y[m + i]; y[m + i] *= w; }",
        "let (m, l) = (n * k, k); for i in 0..k { y[l + i] *= w; y[m + i] += y[l + i]; y[l + i] *= y[m + i]; y[m + i] *= w; }",
        "let (m, l) = (n * k, (n * n / 2) * k); for i in 0..k { y[l + i] *= w; y[m + i] += y[l + i]; y[l + i] *= y[m + i]; y[m + i] *= w; }",
        "let (m, l) = (n * 2, (n + 1) * 2); for i in 0..k { y[l + i] *= w; y[m + i] += y[l + i]; y[l + i] *= y[m + i]; y[m + i] *= w; }",
        "let (m, l) = (k, k * k / k); for i in 0..k { y[l + i] *= w; y[m + i] += y[l + i]; y[l + i] *= y[m + i]; y[m + i] *= w; }",
        // Ranges of another length, from another start, and starts that the loop changes.
        "for i in 0..k - 1 { y[i] *= w; y[k + i] += y[i]; y[k + i] *= y[i]; y[i] += y[k + i]; }",
        "for i in 1..k { y[i] *= w; y[k + i] += y[i]; y[k + i] *= y[i]; y[i] += y[k + i]; }",
        "let mut m = 0; for i in 0..k { y[i] *= w; y[m + i] += y[i]; y[i] *= y[m + i]; m += 1; }",
        "for i in 0..k { let m = i * k; y[i] *= w; y[m / k + i] += y[i]; y[i] *= y[m / k + i]; }",
        "for i in 0..k { y[i] *= w; y[i + i] += y[i]; y[i] *= y[i + i]; y[i + i] *= w; }",
        "for i in 0..k { y[i] *= w; y[n * i] += y[i]; y[i] *= y[n * i]; y[n * i] *= w; }",
        // The whole of it is read in between, and two of it are handed on.
        "for i in 0..k { y[i] *= w; y.fill(x[i]); y[i] += y[k - i]; }",
        "let z = y.clone(); for i in 0..k { y[i] *= w; y.copy_from_slice(&z); y[i] += y[k - i]; }",
        "for i in 0..k { y[i] *= w; y[k + i] = y.iter().sum::<f64>() * 0.1; y[i] += y[k + i]; }",
        "let mut z = y.clone(); for i in 0..k { y[i] *= w; y[i] += x[i]; z = y.clone(); y[i] *= x[i]; y[k + i] += z[i]; } y[0] += z[k - 1];",
        "let mut z = y.clone(); for i in 0..k { y[i] *= w; y[k + i] += y[i] * z[i]; y[k + i] *= w; std::mem::swap(&mut y, &mut z); } y[0] += z[k - 1];",
        "for i in 0..k { y[i] *= w; if i != n { y[i] += x[i]; } y[i] *= x[i]; }",
        "for i in 0..k { y[i] *= w; for j in 0..i { y[j] += y[i]; } y[i] *= x[i]; }",
    ];
    for body in bodies {
        hold("wrt(x, w)", "f64", &[&format!("{start} {body} {sum}")]);
    }
}

/// Jacobians by their structure, and by directions where they have none.
#[test]
fn jacobians_of_vectors() {
    hold(
        "wrt(u)",
        "DVector<f64>",
        &[
            "u * w",
            "u.clone()",
            "-u",
            "u / w",
            "u - u * w",
            "u + u",
            "a * u",
            "a.tr_mul(u)",
            "a * (a * u) - u",
            "u.map(|t| t.sin())",
            "u.map(|t| t.sin()) * w",
            "-u.map(|t| t * t)",
            "u.map(|t| t.sin()) / w",
            "a * u.map(|t| t.sin())",
            "a.tr_mul(&u.map(|t| t.sin()))",
            "a.tr_mul(&(u * w))",
            "a.tr_mul(&(a * u))",
            "u.component_mul(u)",
            "u.component_mul(&(a * u))",
            "(a * u).component_mul(&u.map(|t| t.exp()))",
            "u * u.sum()",
            "u * u.dot(u)",
            "u.map(|t| t.sin()) * u.sum()",
            "(a * u) * (u * w).sum()",
            "a.column(0) * u.sum()",
            "a.column(0) * (a * u).sum()",
            "a.column(0) * u[1]",
            "a.column(0) * (a * u)[1]",
            "u.add_scalar(u.sum())",
            "u.add_scalar(w)",
            "u.add_scalar(u.dot(u)) / w",
            "DVector::from_element(u.len(), u.sum())",
            "u / u.norm()",
            "u / u.sum()",
            "u * (u.sum() - u.dot(u))",
            "u * (-u.sum())",
            "u * (u.sum() / w)",
            "u * (u.sum() * w + w)",
            "let s = u.sum(); u.map(|t| (t * s).sin())",
            "let s = w; u.map(|t| (t * s).sin())",
            "let s = u.sum(); u.map(|t| (t + s).sqrt())",
            "let s = u.sum(); let b = a.column(0).clone_owned(); b.map(|t| (t * s).exp())",
            "let s = u.sum(); a.column(0).map(|t| (t * t + s).sqrt())",
            "(a * u).map(|t| (t * t + 1.0).sqrt())",
            "(u * w).map(|t| t.sqrt())",
            "a * u.map(|t| t.sqrt()) + u",
            "u.zip_map(&(a * u), |s, t| s * t + t)",
            "let mut y = u.clone(); for i in 0..u.len() { y[i] += u[i] * u[i]; } y",
            "let mut y = u * 0.0; for i in 1..u.len() { y[i] += u[i] * u[i - 1]; y[i - 1] += u[i]; } y",
            "let mut y = u * 0.0; let z = a * u; for i in 1..u.len() { y[i] += z[i] * u[i - 1]; y[i - 1] += z[i]; } y",
            "let mut y = a * u; for i in 1..u.len() { y[i] += u[i] * u[i - 1]; y[i] += u[i] * w; } y",
            "let mut y = u * 0.0; let z = u.map(|t| t.sin()); for i in 1..u.len() { y[i] += z[i] * u[i - 1]; } y",
            "let mut y = u * 0.0; let z = u * w; let s = u.sum(); for i in 1..u.len() { y[i] += z[i] * s; y[i - 1] += s; } y",
            "let mut y = u * 0.0; let z = a * u; for i in 1..u.len() { y[i] += z[i].sqrt() * u[i - 1]; } y",
            "let mut y = u * 0.0; for i in 1..u.len() { y[i] += u[i]; y[i] += u[i]; y[i - 1] += 1.0; } y",
            "let mut y = u * 0.0; for i in 1..u.len() { y[i] += u[i]; y[i] = u[i] * w; } y",
            "let mut y = u * 0.0; for i in 1..u.len() { y[i] += u[i]; y[i] *= u[i] * w; } y",
            "let mut y = u * 0.0; let mut z = u * 0.0; for i in 1..u.len() { y[i] += u[i]; z[i] += u[i] * u[0]; } y + z",
            "let mut y = u * 0.0; let mut t = 0.0; for i in 1..u.len() { t += u[i]; y[i] += u[i - 1]; } y * t",
            "let mut y = u * 0.0; let mut t = 0.0; for i in 1..u.len() { t += u[i]; y[i] += t; } y * t",
            "let mut y = u * 0.0; let mut t = 0.0; for i in 1..u.len() { let before = t; t += u[i]; y[i] += before; } y * t",
            "let mut y = u * 0.0; let t = u.sum(); for i in 1..u.len() { y[i] += t; y[i] += u[i]; } y",
        ],
    );
    hold(
        "wrt(v)",
        "Vector4<f64>",
        &[
            "v * v.sum()",
            "v.map(|t| t.sin()) * w",
            "v.component_mul(v) / w",
            "let p = v.fixed_rows::<2>(1); v * p.dot(&p)",
            "let mut r = *v; r.fixed_rows_mut::<2>(2).copy_from(&v.fixed_rows::<2>(0)); r * v[1]",
            "let mut r = *v; let mut q = r.fixed_rows_mut::<2>(1); q += &v.fixed_rows::<2>(2) * w; r * v[1]",
            "let m = Matrix4::from_diagonal(v); m * m * v",
            "let m = v * v.transpose(); m.column(1) * m[(0, 2)]",
            "let p = Vector3::new(v[0], v[1], v[2]); let q = Vector3::new(v[3], v[1] * w, 1.0); let c = p.cross(&q); Vector4::new(c[0], c[1], c[2], v[0])",
            "if v[0] > 1.0 { v * w } else { v.map(|t| t * t) }",
            "let mut r = v * 0.0; r[2] += v[0] * v[1]; r[2] += v[3]; r[0] = v[1]; r",
            "v / v.norm()",
            "v.normalize() * v[0].sqrt() * v[1].sqrt() * v[2].sqrt()",
            "Vector4::new(v[0].sqrt() / v[1].sqrt(), v[2].sqrt() / v[1], v[3].sqrt() * (v[0] / v[1]).sqrt(), v[0] / v[1].sqrt())",
            "let m = Matrix2::new(v[0], 0.0, 1.0, w); let p = m * Vector2::new(v[1], v[2]); let q = m.tr_mul(&p); Vector4::new(p[0], p[1], q[0], q[1])",
        ],
    );
}

/// Where ranges are apart, each entry is read and set once in an iteration.
#[test]
fn entries_of_ranges_are_touched_once() {
    let start = "let k = x.len(); let mut y = vec![w; 3 * k];";
    let bodies = [
        ("y[i] *= w; y[i + k] += y[i]; y[i + k] *= y[i]; y[i] += y[i + k];", 2, true),
        ("y[k + i] += y[i]; y[i] *= y[k + i]; y[2 * k + i] += y[i]; y[2 * k + i] *= y[k + i]; y[i] += w;", 3, true),
        ("y[n * k + i] += w; y[n * k + i] *= y[(n + 1) * k + i]; y[(n + 1) * k + i] *= y[n * k + i];", 2, true),
        ("y[n * k + i] += w; y[n * k + i] *= y[(1 + n) * k + i]; y[(1 + n) * k + i] *= y[n * k + i];", 2, true),
        ("y[n * k + i] += w; y[n * k + i] *= y[(n + n) * k + i]; y[(n + n) * k + i] *= y[n * k + i];", 2, false),
        ("y[i] *= w; y[n + i] += y[i]; y[n + i] *= y[i]; y[i] += y[n + i];", 2, false),
        ("y[i] *= w; y[n * k + i] += y[i]; y[n * k + i] *= y[i]; y[i] += y[n * k + i];", 2, false),
        ("y[k + i] += w; y[k + i] *= y[n * k + i]; y[n * k + i] *= y[k + i];", 2, false),
    ];
    for (body, places, is_once) in bodies {
        for subject in subjects("", "f64", &format!("{start} for i in 0..k {{ {body} }} y.iter().sum()")) {
            // As a reverse sweep is, without the demands that preparations state.
            let settled = settle(subject.program.clone(), &|_| false);
            let value = |program: &Program| flat(&run(program, &subject.args));
            kept("value", &subject.program, &settled, &value).unwrap_or_else(|error| panic!("{body}: {error}"));
            // Besides, the sum reads each entry.
            assert_eq!(accesses(&settled) <= 2 * places + 1, is_once, "{body}\n{settled}");
        }
    }
}

/// What is infinite on the way of a Jacobian is found by its test, wherever that is.
#[test]
fn infinite_slopes_are_found() {
    let bodies = [
        "v.map(|t| t.sqrt()) * w",
        "Vector4::new((v[0] * v[2]).sqrt(), v[1].sqrt() * v[0].sqrt(), v[2].powf(1.5), v[3] / v[0].sqrt())",
        "Vector4::new(v[0].sqrt() * w, v[0].sqrt() * v[2].sqrt(), v[2].sqrt() * w, w * v[3].sqrt() / v[1])",
        "let mut r = v * w; for i in 0..4 { r[i] += v[i].sqrt() * v[(i + 1) % 4] * v[3 - i].sqrt() + v[i].sqrt(); } r",
        "let mut r = v * w; for i in 0..n + 1 { r[i] += v[i].sqrt() * v[i + 1] * v[3 - i].sqrt() + v[i].sqrt(); } r",
        "let r = v.map(|t| t.sqrt()).sum(); Vector4::new(r.sqrt() * w, (v[0] * r).sqrt(), v[2].sqrt() * r, w * v[3].sqrt() / v[1])",
        "let r = if v[1] > 1.0 { v[0].sqrt() * w } else { v[2].sqrt() }; Vector4::new(r, r * v[0].sqrt(), r.sqrt(), r * v[2].sqrt())",
        "let r = v[0].sqrt() * w; let q = if r > 0.1 { v[2].sqrt() } else { v[0].sqrt() }; Vector4::new(r, q, r * q.sqrt(), q * v[2].sqrt())",
        "let r = v[1].sqrt() / v[0].sqrt(); let q = v[2].sqrt(); Vector4::new(q / r, v[3].sqrt() / r, q / (1.0 + r), 1.0 / r)",
        "let r = v[0].sqrt() * w; Vector4::new(r.max(v[2].sqrt()), r.min(v[1].sqrt()), r.abs(), (r * v[2].sqrt()).sin())",
    ];
    for body in bodies {
        for v in [[0.0, 1.2, 0.0, 0.7], [0.0, 0.3, 0.9, 0.0], [0.5, 0.0, 0.4, 0.0], [0.5, 1.2, 0.4, 0.8]] {
            for w in [0.0, 0.9] {
                let mut subject = subjects("wrt(v)", "Vector4<f64>", body).remove(0);
                subject.args[2] = DMatrix::from_column_slice(4, 1, &v).into();
                subject.args[4] = w.into();
                let prepared = Subject { program: prepare(subject.program.clone()), ..subject.clone() };
                for sweep in [Sweep::Reverse, Sweep::Forward, Sweep::Fewest] {
                    let guarded = settled(jacobian(prepared.program.clone(), &prepared.params(), sweep));
                    let plain = without_guards(guarded.clone());
                    let numbers = |program: &Program| flat(&run(program, &subject.args));
                    kept(body, &guarded, &plain, &numbers)
                        .unwrap_or_else(|error| panic!("{sweep:?} at {v:?}, {w}: {error}\nof {guarded}"));
                }
            }
        }
    }
}
