//! Statements, expressions as statements, and patterns of `match`.

use crate::messages::{assignment, call, structs, syntax};

use super::{Row, decision, rows};

pub(super) const STATEMENTS: &[Row] = rows!(Stmt {
    Local: supported, "let y = x * x; y";
    Item: refused(syntax::item("a function")), "«fn g(a: f64) -> f64 { a }» x";
    Expr: supported, "let mut y = x; y *= c; y";
    Macro: supported, "assert!(c > 0.0); x";
});

pub(super) const DOING: &[Row] = rows!(Expr {
    Assign: supported, "let mut y = x; y = y * c; y";
    Binary: supported, "let mut v = [x, c]; v[0] += x; v[0]";
    Break: supported, "let mut y = x; 'a: loop { loop { y *= y; if y > c { break 'a; } } } y";
    Call: refused(syntax::refused(
        "a call for its effects", "bind its result, or remove it: only what the result depends on is differentiated",
    )), "«log(c)»; x";
    Continue: supported, "let mut y = x; for i in 0..3 { if i == 1 { continue; } y *= y; } y";
    ForLoop: supported, "let mut y = x; for i in 0..3 { y *= i as f64; } y";
    Loop: supported, "let mut y = x; loop { y *= x; if y > c { break; } } y";
    MethodCall: supported, "let mut v = vec![x]; v.push(c); v[0] * v[1]";
    Return: supported, "if x > c { return x * x; } x";
    While: supported, "let mut y = x; while y < c { y *= 2.0; } y";
});

pub(super) const PLACES: &[Row] = rows!(Expr {
    Array: refused(assignment::not_a_local()), "let mut a = x; let mut b = c; «[a, b]» = [b, a]; a";
    Call: refused(assignment::not_a_local()), "«place(c)» = x; x";
    Field: supported, "let mut pair = (x, c); pair.1 = x * x; pair.1";
    Index: supported, "let mut v = [x, c]; v[1] = x * x; v[1]";
    Infer: supported, "_ = x; x";
    MethodCall: supported, "fn f(x: &DMatrix<f64>) -> f64 { let mut y = x.clone(); y.row_mut(0).fill(2.0); y.sum() }";
    Paren: supported, "let mut y = x; (y) = x * c; y";
    Path: refused(assignment::not_a_local()), "«STATE» = x; x";
    Struct: refused(assignment::not_a_local()), "let mut a = x; «Point { a }» = point(); a";
    Tuple: supported, "let mut a = x; let mut b = c; (a, b) = (b, a); a";
    Unary: supported, "let mut y = x; let r = &mut y; *r = x * x; y";
});

pub(super) const FUNCTIONS: &[Row] = rows!(Expr {
    Closure: supported, "fn f(x: &DVector<f64>) -> f64 { x.map(|x| x * x).sum() }";
    Call: refused(syntax::no_closure()), "fn f(x: &DVector<f64>) -> f64 { x.map(«power(2)»).sum() }";
    Paren: supported, "fn f(x: &DVector<f64>) -> f64 { x.map((|x| x * x)).sum() }";
    Path: supported, "fn f(x: &DVector<f64>) -> f64 { let square = |x: f64| x * x; x.map(square).map(f64::sin).sum() }";
    Reference: supported, "fn f(x: &DVector<f64>) -> f64 { let square = |x: f64| x * x; x.map(&square).sum() }";
});

pub(super) const CALLED: &[Row] = rows!(Expr {
    Closure: refused(call::nameless("x")), "«(|a: f64| a * a)»(x)";
    Paren: refused(call::function_value("t.g")), "fn f(x: f64, t: &Table) -> f64 { «(t.g)»(x) }";
    Path: supported, "let square = |a: f64| a * a; square(x)";
});

pub(super) const MATCHING: &[Row] = rows!(Pat {
    Const: constant(syntax::active_pattern()), "match ◇ { «const { 1.0 }» => x, _ => x * x }";
    Guard: supported, "match x { y if y > c => y, y => y * y }";
    Lit: supported, "match x { 1.0 => x, _ => x * x }";
    Macro: constant(syntax::active_pattern()), "match ◇ { «one!()» => x, _ => x * x }";
    Or: supported, "match x { 1.0 | 2.0 => x, _ => x * x }";
    Path: supported, "match x { f64::INFINITY => x, _ => x * x }";
    Range: supported, "match x { 0.0..=1.0 => x, 5.0.. => c, _ => x * x }";
    Rest: refused(syntax::pattern("this pattern")), "match (x, c) { (y, «..») => y }";
    Slice: refused(syntax::pattern("a pattern for an element of a slice")),
        "let v = vec![x, c]; match v { [a, «1.0»] => a, _ => x }";
    Struct: constant(structs::unknown_struct("Point")), "if let Point { a: 1.0 } = («Point» { a: ◇ }) { x } else { x * x }";
    TupleStruct: constant(syntax::active_payload()), "if let Some(n) = «Some(◇)» { x * n } else { x }";
});
