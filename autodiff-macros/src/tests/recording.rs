//! What generated code keeps of a loop for the reverse sweep: nothing of a sum, and of anything else the operands.

use super::expanded;

/// `value_and_gradient` of a function, as people read it.
fn value_and_gradient(arguments: &str, item: &str) -> String {
    let whole = expanded(arguments, item);
    let start = whole.find("fn value_and_gradient(").expect("a function of this name");
    let end = whole[start..].find("\n    }\n").expect("its end");
    whole[start..start + end].to_owned()
}

/// Loops, and values that are recorded in each iteration.
fn loops_and_records(arguments: &str, item: &str) -> (usize, usize) {
    let code = value_and_gradient(arguments, item);
    let loops = code.matches("for ").count() + code.matches("while ").count() + code.matches("loop {").count();
    (loops, code.matches(".push(").count())
}

/// An accumulation runs in one pass with its derivative, however it is written.
#[test]
fn a_sum_records_nothing_in_one_pass() {
    let bodies = [
        "let mut s = 0.0; for i in 0..x.len() { s += (w * x[i]).sin(); } s",
        "let mut s = 0.0; for x in x { s += (w * x).sin(); } s",
        "let mut s = 0.0; for (i, x) in x.iter().enumerate() { if i % 2 == 0 { s += (w * x).sin(); } } s",
        "let mut s = 0.0; for x in x { if *x < 0.0 { continue; } s += (w * x).sin(); } s",
        "let mut s = 0.0; let mut i = 0; while i < x.len() { s += (w * x[i]).sin(); i += 1; } s",
        "x.iter().map(|x| (w * x).sin()).sum::<f64>()",
        "x.iter().fold(0.0, |s, x| s + (w * x).sin())",
        "x.iter().filter(|x| **x > 0.0).map(|x| (w * x).sin()).sum::<f64>()",
        "let f = |x: f64| (w * x).sin(); let mut s = 0.0; for &x in x { s += f(x); } s",
        "let mut s = 0.0; let mut t = 0.0; for x in x { s += w * x; t -= (w * x).exp(); } s + t",
    ];
    for body in bodies {
        let item = format!("fn f(w: f64, x: &[f64]) -> f64 {{ {body} }}");
        assert_eq!(loops_and_records("wrt(w)", &item), (1, 0), "{}", value_and_gradient("wrt(w)", &item));
    }
}

/// What the reverse sweep reads, and no more: a step of a recurrence records its operands.
#[test]
fn a_recurrence_records_its_operands() {
    let cases = [
        // A product needs the running value.
        ("let mut s = 1.0; for x in x { s *= x; } s", 1),
        // The square of a value that is carried: the value.
        ("let mut s = x[0]; for x in x { s = s * s * w + x; } s", 1),
        // Linear in what is carried: nothing.
        ("let mut s = 0.0; for x in x { s = 0.5 * s + x; } s", 0),
        // Two of three are read.
        ("let (mut a, mut b, mut c) = (w, w, w); for x in x { (a, b, c) = (b, c, a * b + x); } c", 2),
        // Entries of an array that changes: those that the derivative reads.
        ("let mut y = x.to_vec(); for i in 1..x.len() { y[i] = y[i - 1].sin() + y[i]; } y[x.len() - 1]", 1),
        // Linear in the entries: none.
        ("let mut y = x.to_vec(); for i in 1..x.len() { y[i] += 0.5 * y[i - 1]; } y[x.len() - 1]", 0),
    ];
    for (body, records) in cases {
        let item = format!("fn f(w: f64, x: &[f64]) -> f64 {{ {body} }}");
        let (_, found) = loops_and_records("", &item);
        assert_eq!(found, records, "{body}\n{}", value_and_gradient("", &item));
    }
}

/// The number of an iteration is known: a counter is not recorded.
#[test]
fn a_counter_is_not_recorded() {
    let bodies = [
        "let mut s = 1.0; let mut i = 0; while s < 100.0 { s = s * x[i] + w; i += 1; } s",
        "let mut s = 1.0; let mut i = 1; while s < 100.0 { s = s * x[i] + w; i += 1; } s",
        "let mut s = 1.0; for i in 1..x.len() { if s > 100.0 { break; } s = s * x[i] + w; } s",
        "let mut s = 1.0; for x in x.iter().rev() { if s > 100.0 { return s; } s = s * x + w; } s * w",
    ];
    for body in bodies {
        let item = format!("fn f(w: f64, x: &[f64]) -> f64 {{ {body} }}");
        let (_, records) = loops_and_records("", &item);
        assert_eq!(records, 1, "{}", value_and_gradient("", &item));
    }
}
