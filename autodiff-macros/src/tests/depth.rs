//! What is nested deeply, or very long: it is expanded in time, or refused. A stack that overflows would end the tests.

use std::thread;

use proc_macro2::{TokenStream, TokenTree};

use crate::expand;

use super::fuzz::{count, errors};
use super::support::processor_time;

/// Less than the compiler of Rust has, for what it has used up itself.
const STACK: usize = 6 << 20;

/// A function of `x` in which something is repeated `n` times.
fn function(what: &str, n: usize) -> String {
    let each = |one: &dyn Fn(usize) -> String| (0..n).map(one).collect::<String>();
    let around = |before: &str, after: &str| format!("{}x{}", before.repeat(n), after.repeat(n));
    let body = match what {
        "parentheses" => around("(", ")"),
        "signs" => around("- ", ""),
        "blocks" => around("{", "}"),
        "branches" => around("if x > 0.0 {", "} else { x }"),
        "else if" => format!("if x > 0.0 {{ x }} {} else {{ x }}", "else if x > 1.0 { x }".repeat(n)),
        "closures" => around("(|a: f64| ", " + a)(x)"),
        "closures of closures" => {
            let next = |i: usize| format!("let f{} = |a: f64| f{i}(a) + 1.0;", i + 1);
            format!("let f0 = |a: f64| a * a; {} f{n}(x)", each(&next))
        }
        "doubling" => {
            let next = |i: usize| format!("let f{} = |a: f64| f{i}(a) + f{i}(a * 2.0);", i + 1);
            format!("let f0 = |a: f64| a * a; {} f{n}(x)", each(&next))
        }
        "methods" => around("", ".sin()"),
        "terms" => around("", " + x"),
        "terms in parentheses" => around("(x + ", ")"),
        "returns" => format!("{} x", each(&|i| format!("if x > {i}.0 {{ return x * {i}.0; }} "))),
        "statements" => format!("{} x", "let x = x.sin() * x;".repeat(n)),
        "constants" => format!("{} x0", each(&|i| format!("let x{i} = x * {i}.0;"))),
        "nested loops" => format!("let mut s = x; {} s *= x; {} s", "for i in 0..2 { ".repeat(n), "}".repeat(n)),
        "nested sums" => format!("let mut s = 0.0; {} s += x; {} s", "for i in 0..2 { ".repeat(n), "}".repeat(n)),
        "loops" => format!("let mut s = x; {} s", "for i in 0..2 { s = s.sin() * x; }".repeat(n)),
        "entries" => {
            let entries = each(&|i| format!("a[({i}, 0)], "));
            return format!("fn f(a: &DMatrix<f64>) -> f64 {{ a.sum() - [{entries}].iter().sum::<f64>() }}");
        }
        "loops in loops" => {
            let inner = "for i in 0..2 { for j in 0..3 { s = s.sin() * x; } s *= x; }";
            format!("let mut s = x; {} s", inner.repeat(n))
        }
        "calls" => format!("let mut s = x; {} s", "if s > 1.0 { s = f(s * 0.5) * x; }".repeat(n)),
        "products" => return matrices(n),
        "squares in a link" => {
            let squares = "let a = a * a;".repeat(n);
            let link = "m = m * Matrix2::new(a, 0.1, 0.2, 1.0);";
            return format!(
                "fn f(x: &[f64]) -> f64 {{ let mut m = Matrix2::identity(); for t in x {{ let a = t * t; {squares} {link} }} m[(0, 0)] }}"
            );
        }
        _ => unreachable!("no such function"),
    };
    format!("fn f(x: f64) -> f64 {{ {body} }}")
}

fn matrices(n: usize) -> String {
    let statements = "let x = (a * &x).map(|z| z.tanh());".repeat(n);
    format!("fn f(a: &DMatrix<f64>, x: &DVector<f64>) -> f64 {{ {statements} x.norm_squared() }}")
}

/// What an expansion comes to on such a stack: its tokens, what it says instead, and the milliseconds.
fn expanded(text: String) -> (usize, Option<String>, f64) {
    let work = move || {
        let tokens = text.parse::<TokenStream>().expect("tokens");
        let start = processor_time();
        let output = expand::differentiate(TokenStream::new(), tokens);
        let time = processor_time() - start;
        // What is refused may be too deep for the tests too.
        let top = output.clone().into_iter().skip_while(|tree| !is_core(tree)).collect();
        let said = errors(&top).first().map(|(_, said)| said.clone());
        (if said.is_some() { 0 } else { count(&output) }, said, time)
    };
    thread::Builder::new().stack_size(STACK).spawn(work).expect("a thread").join().expect("no panic")
}

fn is_core(tree: &TokenTree) -> bool {
    matches!(tree, TokenTree::Ident(ident) if ident == "core")
}

#[test]
fn what_people_write_is_expanded() {
    let depths = [
        ("parentheses", 100),
        ("signs", 100),
        ("blocks", 60),
        ("branches", 30),
        ("else if", 30),
        ("closures of closures", 40),
        ("doubling", 4),
        ("methods", 200),
        ("terms", 400),
        ("terms in parentheses", 100),
        ("returns", 20),
        ("nested loops", 12),
        ("nested sums", 6),
        // The shape of the gradient so far was copied for each.
        ("entries", 100),
        // Each was two factors of the next.
        ("squares in a link", 40),
    ];
    for (what, n) in depths {
        let (_, said, _) = expanded(function(what, n));
        assert_eq!(said, None, "{n} {what}");
    }
}

#[test]
fn what_is_too_deep_is_refused() {
    let depths = [
        ("parentheses", "nested too deeply", 10_000),
        ("signs", "nested too deeply", 5_000),
        ("blocks", "nested too deeply", 2_000),
        ("branches", "nested too deeply", 2_000),
        ("else if", "nested too deeply", 2_000),
        ("closures", "nested too deeply", 2_000),
        ("methods", "nested too deeply", 5_000),
        ("terms", "nested too deeply", 20_000),
        ("terms in parentheses", "nested too deeply", 2_000),
        ("nested loops", "nested too deeply", 2_000),
        ("returns", "stand in each other", 2_000),
        ("closures of closures", "stand in each other", 2_000),
        ("doubling", "operations", 40),
    ];
    for (what, word, n) in depths {
        let (_, said, _) = expanded(function(what, n));
        assert!(said.as_ref().is_some_and(|said| said.contains(word)), "{n} {what}: {said:?}");
    }
}

/// Where the limits are, the stack is still large enough: everything just inside of them.
#[test]
fn the_limits_come_before_the_stack_ends() {
    for (what, n) in [
        ("parentheses", 195),
        ("signs", 590),
        ("blocks", 115),
        ("closures", 80),
        ("methods", 590),
        ("terms", 590),
        ("terms in parentheses", 145),
        ("closures of closures", 120),
    ] {
        let (_, said, _) = expanded(function(what, n));
        assert!(said.is_none_or(|said| !said.contains("nested too deeply")), "{n} {what} are inside of the limits");
    }
}

/// Twice the source is twice the output, in twice the time; nothing is quadratic.
#[test]
fn expansions_grow_with_their_source() {
    for (what, n) in [
        ("statements", 100),
        ("constants", 200),
        ("loops", 25),
        ("loops in loops", 10),
        ("calls", 10),
        ("products", 25),
        ("methods", 100),
        ("terms", 100),
    ] {
        let (few, _, fast) = expanded(function(what, n));
        let (many, said, slow) = expanded(function(what, 4 * n));
        assert_eq!(said, None, "{what}");
        assert!(many < 5 * few, "{what}: {few} tokens become {many}");
        assert!(slow < 9.0 * fast + 100.0, "{what}: {fast} ms become {slow} ms");
    }
}
