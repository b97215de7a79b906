//! What is done to a function before it is differentiated: functions that give one of the passes something to do, and such as only look as
//! if. Values are those before, in the interpreter, and derivatives those of differences.

use nalgebra::DMatrix;

use crate::ir::interpret::{Datum, run};
use crate::ir::verify;
use crate::passes::PREPARATIONS;

use super::support::laws::{Smooth, check};
use super::support::numbers::{flat, same};
use super::support::random::Random;
use super::support::source::lowered;
use super::support::subject::Subject;

/// `fn f(x: &[f64], v: &Vector4<f64>, w: f64, n: usize) -> f64` at two points.
fn subjects(body: &str) -> [Subject; 2] {
    let item = format!("fn f(x: &[f64], v: &Vector4<f64>, w: f64, n: usize) -> f64 {{ {body} }}");
    let points =
        [([0.7, 1.3, -0.8], [0.4, -0.9, 1.1, 0.6], 0.9, 2_usize), ([-0.6, 0.4, 1.1], [1.2, 0.3, -0.7, 0.8], -1.2, 0)];
    points.map(|(x, v, w, n)| {
        let x = x.into_iter().map(Datum::from).collect::<Vec<_>>();
        let args = vec![x.into(), DMatrix::from_column_slice(4, 1, &v).into(), w.into(), n.into()];
        lowered("", &item, args)
    })
}

/// Runs the preparations; gives those that change something.
fn prepared(subject: &Subject) -> (Subject, Vec<&'static str>) {
    let value = |subject: &Subject| flat(&run(&subject.program, &subject.args));
    let expected = value(subject);
    let mut prepared = subject.clone();
    let mut changing = Vec::new();
    for pass in PREPARATIONS {
        let before = prepared.program.to_string();
        prepared.program = (pass.run)(prepared.program);
        let kept = verify(&prepared.program).and_then(|()| same(pass.name, &expected, &value(&prepared)));
        kept.unwrap_or_else(|error| panic!("{error}\nbefore: {before}after: {}", prepared.program));
        if prepared.program.to_string() != before {
            changing.push(pass.name);
        }
    }
    (prepared, changing)
}

/// Each of these bodies is changed by a pass, or is not, and is differentiated as the passes leave it.
fn hold(pass: &str, bodies: &[(bool, &str)]) {
    for (is_changed, body) in bodies {
        for (place, subject) in subjects(body).into_iter().enumerate() {
            let (prepared, changing) = prepared(&subject);
            assert_eq!(changing.contains(&pass), *is_changed, "{pass}: {body}\n{}", subject.program);
            if place > 0 && pass != "private" {
                continue;
            }
            let verdict = check(&prepared, Smooth::Perhaps, &mut Random::new(1));
            verdict.unwrap_or_else(|error| panic!("{error}\n{body}\n{}at {:?}", prepared.program, prepared.args));
        }
    }
}

/// A scratch array is each iteration's own where nothing of it is read that another one left, and by nobody afterwards.
#[test]
fn scratch_arrays_are_private() {
    let bodies = [
        // Every entry is set first: in order, from a range of the array's length, as it is said in three ways.
        (
            true,
            "let mut y = vec![0.5; 3]; let mut s = w; for k in 0..3 { for i in 0..3 { y[i] = x[i] * s; } s += y[0] * y[2].sin(); } s",
        ),
        (
            true,
            "let k = x.len(); let mut y = vec![0.5; k]; let mut s = w; for j in 0..n { for i in 0..k { y[i] = x[i] * s; } \
          s += y[0] * y[2].sin() * x[j]; } s",
        ),
        (
            true,
            "let mut y = vec![0.5; 3]; let k = y.len(); let mut s = w; for j in 0..n { for i in 0..k { y[i] = x[i] * s; } s += y[0] * y[2] * x[j]; } s",
        ),
        // What is set is read in the same iteration, at its place.
        (
            true,
            "let mut y = vec![0.5; 3]; let mut s = w; for j in 0..n { for i in 0..3 { y[i] = x[i] * s; s += y[i].sin(); } s += y[0] * y[2]; } s",
        ),
        // Filled, and copied over, and then changed.
        (
            true,
            "let mut y = vec![0.5; 3]; let mut s = w; for j in 0..3 { y.fill(s); y[j] *= x[j]; s += y[0] * y[2].sin(); } s",
        ),
        (
            true,
            "let mut y = vec![0.5; 3]; let mut s = w; for j in 0..3 { y.copy_from_slice(x); y[j] *= s; s += y[0] * y[2].sin(); } s",
        ),
        // Two, of which each is private.
        (
            true,
            "let (mut y, mut z) = (vec![0.5; 3], vec![0.1; 3]); let mut s = w; for j in 0..3 { y.fill(s); \
          for i in 0..3 { z[i] = y[2 - i] * x[j]; } s += y[0] * z[2]; } s",
        ),
        // Two loops deep, where the inner one always runs.
        (
            true,
            "let mut y = vec![0.5; 3]; let mut s = w; for j in 0..2 { for k in 0..2 { for i in 0..3 { y[i] = x[i] * s; } s += y[1] * y[k]; } } s",
        ),
        // Set in a loop whose array nobody sees but the next run of it.
        (
            true,
            "let mut y = vec![0.5; 3]; let mut s = w; for j in 0..3 { for k in 0..j { for i in 0..3 { y[i] = x[i] * s; } s += y[1] * y[k]; } } s",
        ),
        // Where that does not run, what is read was left by another iteration.
        (
            false,
            "let mut y = vec![0.5; 3]; let mut s = w; for j in 0..4 { for k in 0..(j + 1) % 2 { for i in 0..3 { y[i] = x[i] * s; } } \
          s += y[1] * y[0]; } s",
        ),
        // Entries that are left: the first, the last, all but one, those of the second half.
        (
            false,
            "let mut y = vec![0.5; 3]; let mut s = w; for j in 0..3 { for i in 1..3 { y[i] = x[i] * s; } s += y[0] * y[2]; y[0] = s; } s",
        ),
        (
            false,
            "let mut y = vec![0.5; 3]; let mut s = w; for j in 0..3 { for i in 0..2 { y[i] = x[i] * s; } s += y[0] * y[2]; y[2] = s; } s",
        ),
        (
            false,
            "let mut y = vec![0.5; 3]; let mut s = w; for j in 0..3 { for i in 0..3 { y[1] = x[i] * s; } s += y[0] * y[1]; y[0] = s; } s",
        ),
        (
            false,
            "let mut y = vec![0.5; 3]; let mut s = w; for j in 0..3 { for i in 0..3 { y[2 - i] = y[i] * s; } s += y[0] * y[1]; } s",
        ),
        (
            false,
            "let mut y = vec![0.5; 6]; let mut s = w; for j in 0..3 { for i in 0..x.len() { y[i] = x[i] * s; } s += y[0] * y[5]; y[5] = s; } s",
        ),
        // What was there is read: at the place that is set, at another one, before it, by a loop that only adds.
        (
            false,
            "let mut y = vec![0.5; 3]; let mut s = w; for j in 0..3 { for i in 0..3 { y[i] = y[i] * s + x[i]; } s += y[0] * y[2]; } s",
        ),
        (
            false,
            "let mut y = vec![0.5; 3]; let mut s = w; for j in 0..3 { for i in 0..3 { y[i] = x[i] * s; s += y[2].sin(); } } s",
        ),
        (
            false,
            "let mut y = vec![0.5; 3]; let mut s = w; for j in 0..3 { s += y[j].sin(); for i in 0..3 { y[i] = x[i] * s; } } s",
        ),
        (false, "let mut y = vec![0.5; 3]; let mut s = w; for j in 0..3 { s += y.iter().sum::<f64>(); y.fill(s); } s"),
        (
            false,
            "let mut y = vec![0.5; 3]; let mut s = w; for j in 0..3 { for i in 0..3 { y[i] += x[i] * s; } s += y[0] * y[2]; } s",
        ),
        // Set in one way of two only.
        (
            false,
            "let mut y = vec![0.5; 3]; let mut s = w; for j in 0..3 { for i in 0..3 { if i != j { y[i] = x[i] * s; } } s += y[0] * y[2]; } s",
        ),
        (
            false,
            "let mut y = vec![0.5; 3]; let mut s = w; for j in 0..3 { if j != 1 { y.fill(s * x[j]); } s += y[0] * y[2]; } s",
        ),
        // Read when the loop is done: what the last iteration left.
        (
            false,
            "let mut y = vec![0.5; 3]; let mut s = w; for j in 0..3 { for i in 0..3 { y[i] = x[i] * s; } s += y[0] * y[2]; } s * y[1]",
        ),
        // Two arrays that are exchanged: one of them is what was written before.
        (
            true,
            "let (mut y, mut z) = (vec![0.5; 3], vec![0.1; 3]); let mut s = w; for j in 0..3 { for i in 0..3 { y[i] = s * x[j]; } \
          std::mem::swap(&mut y, &mut z); s += y[0] * 0.3; } s",
        ),
        // One that is kept before it is filled: it hands on what it was, its copy hands on nothing.
        (
            true,
            "let (mut y, mut z) = (vec![0.5; 3], vec![0.1; 3]); let mut s = w; for j in 0..3 { z.copy_from_slice(&y); y.fill(s * x[j]); \
          s += z[0] * 0.3; } s",
        ),
    ];
    hold("private", &bodies);
}

/// What a loop over `x` multiplies, entry by entry.
const LINK: &str = "let (s, c) = (x[k] * w).sin_cos(); let link = Matrix3::new(c, -s, x[k], s, c, 0.0, 0.0, 0.0, 1.0);";
/// What it is multiplied with.
const START: &str = "let start = Matrix3::new(w, v[0], 0.3, v[1], 0.7, v[2], 0.2, v[3], 1.1);";

/// A vector is pushed through a chain of products, wherever nothing else of the product is read.
#[test]
fn vectors_are_pushed_through_chains() {
    let identity = "let mut m = Matrix3::identity();";
    let started = format!("{START} let mut m = start;");
    let vector = "let u = Vector3::new(v[0], w, 1.0);";
    let right = format!("for k in 0..x.len() {{ {LINK} m = m * link; }}");
    let left = format!("for k in 0..x.len() {{ {LINK} m = link * m; }}");
    let backwards = format!("for k in (0..x.len()).rev() {{ {LINK} m = m * link; }}");
    let mut bodies = Vec::new();
    let multiple = "let mut m = Matrix3::from_diagonal_element(w);";
    bodies.push((true, format!("{vector} {multiple} {right} m[(0, 1)] + m[(2, 1)] * m[(1, 1)]")));
    for start in [identity, &started] {
        for chain in [&right, &left, &backwards] {
            for read in [
                "m[(0, 1)] + m[(2, 1)] * m[(1, 1)]",
                "m[(1, 0)] + m[(1, 2)].sin()",
                "(m * u).dot(&u)",
                "m.tr_mul(&u).dot(&u)",
            ] {
                bodies.push((true, format!("{vector} {start} {chain} {read}")));
            }
            // Not twice of each, which takes long.
            let is_first = start == identity && chain == &right;
            for read in [
                // Of more than one column and row, the whole, two vectors, and itself.
                "m[(0, 1)] + m[(1, 0)]",
                "m.sum() + m[(0, 0)]",
                "(m * u).dot(&(m * (u * w)))",
                "(m * u).dot(&m.tr_mul(&u))",
                "m[(0, 1)] + (m * u)[0]",
                "(m * m)[(0, 1)]",
                "(m * Matrix3::new(w, v[0], 0.3, v[1], 0.7, v[2], 0.2, v[3], 1.1)).sum()",
                "m.tr_mul(&Matrix3::new(w, v[0], 0.3, v[1], 0.7, v[2], 0.2, v[3], 1.1)).sum()",
                // In a branch too.
                "m[(0, 1)] + if n == 2 { m[(1, 1)].sin() } else { w }",
                // A place that only run time knows.
                "m[(n, n)] + m[(n, 1)]",
            ]
            .into_iter()
            .filter(|_| is_first)
            {
                bodies.push((false, format!("{vector} {start} {chain} {read}")));
            }
        }
    }
    // What is carried beside the product turns with it: only a loop that goes on in its direction may carry more.
    let beside = |product: &str, more: &str| format!("for k in 0..x.len() {{ {LINK} m = {product}; {more} }}");
    bodies.push((
        true,
        format!("{started} let mut t = w; {} m[(0, 1)] + m[(2, 1)] * t", beside("link * m", "t = t * x[k] + 0.1;")),
    ));
    bodies.push((
        false,
        format!("{started} let mut t = w; {} m[(0, 1)] + m[(2, 1)] * t", beside("m * link", "t = t * x[k] + 0.1;")),
    ));
    // What else the loop gives is read before the product.
    let sooner = "let u = Vector3::new(t, w, 1.0); (m * u).sum()";
    bodies.push((false, format!("{started} let mut t = w; {} {sooner}", beside("link * m", "t = t * x[k] + 0.1;"))));
    // The product is read in the loop, it is its own link, or added to, or a link comes of what the loop carries.
    bodies.push((false, format!("{started} let mut t = w; {} m[(0, 1)] + t", beside("link * m", "t += m[(0, 1)];"))));
    bodies.push((false, format!("{started} {} m[(0, 1)]", beside("m * m", ""))));
    bodies.push((false, format!("{started} {} m[(0, 1)]", beside("link * m + link", ""))));
    bodies.push((false, format!("{started} {} m[(0, 1)]", beside("link * m", "m *= 0.5;"))));
    bodies.push((
        false,
        format!("{started} for k in 0..x.len() {{ {LINK} let more = link * m[(0, 0)]; m = more * m; }} m[(0, 1)]"),
    ));
    // Links that are other sums, read twice, of zeros, ones and minus ones.
    for link in [
        "Matrix3::new(0.0, 0.0, 0.0, x[k], 1.0, 0.0, -x[k], w, -1.0)",
        "Matrix3::new(x[k] * w, -x[k] * w, x[k], w * x[k], -(x[k] * w), -w, 2.0 * w, -2.0 * w, -x[k])",
        "Matrix3::new(1.0, w * w, -w, 0.0, 1.0, -(w * w), 0.0, 0.0, 1.0)",
    ] {
        for (product, read) in
            [("link * m", "m[(0, 1)] + m[(2, 1)] * m[(1, 1)]"), ("m * link", "m[(1, 0)] + m[(1, 2)].sin()")]
        {
            bodies
                .push((true, format!("{started} for k in 0..x.len() {{ let link = {link}; m = {product}; }} {read}")));
            // None of these turns, so they may carry more.
            bodies.push((
                true,
                format!("{started} let mut t = w; for k in 0..x.len() {{ let link = {link}; m = {product}; t += link.sum(); }} {read} + t"),
            ));
        }
    }
    hold("push", &bodies.iter().map(|(is_changed, body)| (*is_changed, &body[..])).collect::<Vec<_>>());
}

/// Functions of the entries that a loop goes over are computed before it, where it goes over all of them and changes none.
#[test]
fn functions_of_entries_are_computed_before_loops() {
    hold(
        "functions",
        &[
            (true, "let mut s = w; for i in 0..4 { let a = v[i].sin(); s += a * a * s; } s"),
            (true, "let mut s = w; for i in 0..4 { s += v[i].sin() * v[i].cos() + v[i].sin() * x[0]; } s"),
            (true, "let mut s = w; for i in (0..4).rev() { s = s * v[i].exp() + 0.1; } s"),
            (true, "let mut s = w; let u = v * w; for i in 0..4 { s = s * u[i].sin() + v[i].exp(); } s"),
            // What does not take long, an entry that is not the iteration's, a part of the vector, one that the loop changes or makes.
            (false, "let mut s = w; for i in 0..4 { s += v[i] * v[i] * s; } s"),
            (false, "let mut s = w; for i in 0..4 { s += v[3 - i].sin() * s; } s"),
            (false, "let mut s = w; for i in 0..3 { s += v[i].sin() * s; } s"),
            (false, "let mut s = w; for i in 1..4 { s += v[i].sin() * s; } s"),
            (false, "let mut s = w; for i in 0..n { s += v[i].sin() * s; } s"),
            (false, "let mut u = *v; for i in 0..4 { let a = u[i].sin(); u[(i + 1) % 4] += a; } u.dot(v)"),
            (false, "let mut s = w; for i in 0..4 { let u = v * s; s += u[i].sin(); } s"),
            (false, "let mut s = w; for i in 0..3 { s += x[i].sin() * s; } s"),
            (false, "let u = Vector3::new(v[0], w, v[2]); let mut s = w; for i in 0..3 { s += u[i].sin() * s; } s"),
        ],
    );
}

/// What a loop adds to each row or column is added at once.
#[test]
fn rows_and_columns_are_added_to_at_once() {
    let matrix = "let mut a = v * v.transpose(); let r = v.transpose() * w;";
    let bodies = [
        (true, "for mut row in a.row_iter_mut() { row += &r; }"),
        (true, "for mut row in a.row_iter_mut() { row -= &r; }"),
        (true, "for mut column in a.column_iter_mut() { column += v; }"),
        (true, "for mut column in a.column_iter_mut() { column -= v; }"),
        (false, "for mut row in a.row_iter_mut() { row += &r; row *= w; }"),
        (false, "let b = a.clone(); for i in 0..4 { let row = b.row(3 - i) + &r; a.set_row(i, &row); }"),
        (false, "for i in 0..3 { let row = a.row(i) + &r; a.set_row(i, &row); }"),
        (false, "for i in 1..4 { let row = a.row(i) + &r; a.set_row(i, &row); }"),
        (false, "for i in 0..4 { let row = a.row(i) + a.row(0); a.set_row(i, &row); }"),
        (false, "for i in 0..4 { let row = &r - a.row(i); a.set_row(i, &row); }"),
    ];
    let bodies = bodies
        .map(|(is_changed, body)| (is_changed, format!("{matrix} {body} (a * v).dot(v) + a[(1, 2)] * a[(2, 1)]")));
    hold("spread", &bodies.iter().map(|(is_changed, body)| (*is_changed, &body[..])).collect::<Vec<_>>());
}

/// What changes an entry of an array in an array is one operation, where it goes back to where it was taken from.
#[test]
fn entries_of_nested_arrays_are_changed_in_place() {
    let nested = "let mut y = [[x[0], w, v[0]], [x[1], x[2], v[1]]]; let mut z = [[w, x[1], v[2]], [v[3], x[0], 0.5]];";
    let sum = "let mut s = 0.0; for i in 0..2 { for j in 0..3 { s += y[i][j] * (y[i][j] + (i + 2 * j) as f64) * z[i][j]; } } s";
    let bodies = [
        "y[1][0] = w * w; y[0][1] += x[2]; y[n / 2][n] *= w;",
        "for i in 0..2 { for j in 0..3 { y[i][j] = y[1 - i][2 - j] * w; z[i][j] += y[i][j]; } }",
        // Back to another place, of another array, of an array that has changed, and from what is read elsewhere too.
        "let mut r = y[0]; r[1] = w * x[2]; y[1] = r;",
        "let mut r = z[0]; r[1] = w * x[2]; y[0] = r;",
        "let mut r = y[0]; y[0][2] = w; r[1] = w * x[2]; y[0] = r;",
        "let mut r = y[0]; r[1] = w * x[2]; y[0] = r; z[1] = r;",
        "let mut r = y[n / 2]; r[1] += w * x[2]; y[1 - n / 2] = r;",
    ];
    for body in bodies {
        hold("nested", &[(true, &format!("{nested} {body} {sum}"))]);
    }
}
