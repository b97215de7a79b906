//! What may be there or not in expressions, patterns, types and functions.

use crate::messages::{call, iteration, method, signature, structs, syntax, value};

use super::{Row, decision, parts};

pub(super) const EXPRESSIONS: &[Row] = parts! {
    Block::stmts: supported, "let y = { x }; { y * y }";
    ExprAsync::capture: refused(super::super::expressions::asynchronous()), "let later = «async move { x }»; x";
    ExprBlock::label: supported, "'a: { if x > c { break 'a x * x; } x }";
    ExprBreak::label: supported, "let mut y = x; 'a: loop { loop { y *= y; if y > c { break 'a; } } } y";
    ExprBreak::expr: supported, "loop { if x > c { break x * x; } }";
    ExprClosure::lifetimes: refused(syntax::closure_modifier()), "let g = «for<'a> |a: &'a f64| -> f64 { *a }»; g(&x)";
    ExprClosure::constness: refused(syntax::closure_modifier()), "let g = «const |a: f64| a * a»; g(x)";
    ExprClosure::asyncness: refused(syntax::closure_modifier()), "let g = «async |a: f64| a * a»; x";
    ExprClosure::capture: supported, "let g = move |a: f64| a * x; g(c)";
    ExprClosure::output: supported, "let g = |a: f64| -> f64 { a * x }; g(c)";
    ExprContinue::label: supported,
        "let mut y = x; 'a: for i in 0..3 { loop { y *= y; if i > 0 { continue 'a; } break; } } y";
    ExprForLoop::label: supported, "let mut y = x; 'a: for i in 0..3 { loop { y *= y; break 'a; } } y";
    ExprIf::else_branch: supported, "let mut y = x; if x > c { y *= x; } y";
    ExprLoop::label: supported, "let mut y = x; 'a: loop { y *= y; break 'a; } y";
    ExprMethodCall::turbofish: constant(value::method_arguments("max", "an `f64`", &["an `f64`".to_owned()])),
        "x * c.«max»::<f64>(◇)";
    ExprPath::qself: supported, "<f64>::max(x, c)";
    ExprRange::start: refused(iteration::endless()), "let range = «..3»; x";
    ExprRange::end: refused(iteration::endless()), "let mut y = x; for i in «0..» { if i > 3 { break; } y *= x; } y";
    ExprRange::limits: supported, "let mut y = x; for _ in 0..=3 { y *= x; } y";
    ExprRawAddr::mutability: refused(super::super::expressions::pointer()), "let pointer = «&raw mut x»; x";
    ExprReference::mutability: supported, "let mut y = x; let r = &mut y; *r *= x; y";
    ExprReturn::expr: supported, "if x > c { return x * x; } x";
    ExprStruct::qself: constant(structs::unknown_struct("Has::Point")), "let p = <Own as «Has>::Point» { a: ◇ }; x";
    ExprStruct::dot2_token: constant(structs::unknown_struct("Point")), "let p = «Point» { a: ◇, .. }; x";
    ExprStruct::rest: constant(structs::unknown_struct("Point")), "let p = «Point» { a: ◇, ..zero() }; x";
    ExprWhile::label: supported, "let mut y = x; 'a: while y < c { y *= 2.0; loop { break 'a; } } y";
    ExprYield::expr: refused(super::super::expressions::coroutine()), "let y = «yield»; x";
    Local::init: supported, "let y; if x > c { y = x; } else { y = c; } y";
    LocalInit::diverge: supported, "let 1.0 = c else { return x * x }; x";
    StmtExpr::semi: supported, "let mut y = x; { y *= y; } y";
    StmtMacro::semi_token: supported, "assert! { c > 0.0 } x";
};

pub(super) const PATTERNS: &[Row] = parts! {
    PatIdent::by_ref: supported, "let ref y = x; *y * c";
    PatIdent::mutability: refused(syntax::mutable_pattern("y")), "let mut a = x; let «ref mut y» = a; *y *= x; a";
    PatIdent::subpat: refused(syntax::pattern("`@`")), "let «pair @ (a, b)» = (x, c); a";
    PatReference::mutability: supported,
        "let mut v = [x, c]; let mut y = 0.0; for &mut e in v.iter_mut() { y += e; } y";
    PatStruct::qself: refused(syntax::pattern("a struct pattern")), "let «<Own as Has>::Point { a }» = x; a";
    PatStruct::rest: refused(syntax::pattern("a struct pattern")), "let «Point { a, .. }» = x; a";
    PatTupleStruct::qself: refused(syntax::pattern("a struct pattern")), "let «<Own as Has>::Point(a)» = x; a";
};

pub(super) const TYPES: &[Row] = parts! {
    Abi::name: constant(call::function_value("g")),
        "fn f(x: f64, g: extern \"C\" fn(f64) -> f64) -> f64 { x * «g»(◇) }";
    AssocConst::generics: constant(value::method_of_other("at")),
        "fn f(x: f64, g: Table<SIZE<u8> = 3>) -> f64 { let n = g.«at»(◇); x }";
    AssocType::generics: constant(value::method_of_other("at")),
        "fn f(x: f64, g: Table<Item<u8> = f64>) -> f64 { let n = g.«at»(◇); x }";
    Constraint::generics: constant(value::method_of_other("at")),
        "fn f(x: f64, g: Table<Item<u8>: Copy>) -> f64 { let n = g.«at»(◇); x }";
    FnPtrVariadic::name: constant(call::function_value("g")),
        "fn f(x: f64, g: unsafe extern \"C\" fn(f64, more: ...) -> f64) -> f64 { x * «g»(◇) }";
    NamedArg::name: constant(call::function_value("g")), "fn f(x: f64, g: fn(at: f64) -> f64) -> f64 { x * «g»(◇) }";
    Path::leading_colon: supported, "x * ::std::f64::consts::PI";
    QSelf::as_token: constant(call::function("< f64 as Most>::max", "x")), "x * «<f64 as Most>::max»(c, ◇)";
    TypeFnPtr::lifetimes: constant(call::function_value("g")),
        "fn f(x: f64, g: for<'a> fn(&'a f64) -> f64) -> f64 { x * «g»(&◇) }";
    TypeFnPtr::unsafety: constant(call::function_value("g")),
        "fn f(x: f64, g: unsafe fn(f64) -> f64) -> f64 { x * «g»(◇) }";
    TypeFnPtr::abi: constant(call::function_value("g")),
        "fn f(x: f64, g: extern fn(f64) -> f64) -> f64 { x * «g»(◇) }";
    TypeFnPtr::variadic: constant(call::function_value("g")),
        "fn f(x: f64, g: unsafe extern \"C\" fn(f64, ...) -> f64) -> f64 { x * «g»(◇) }";
    TypePath::qself: constant(value::method_of_other("at")),
        "fn f(x: f64, g: <Own as Has>::Table) -> f64 { let n = g.«at»(◇); x }";
    TypePtr::mutability: constant(value::method_of_other("wrapping_add")),
        "fn f(x: f64, p: *mut u8) -> f64 { let q = p.«wrapping_add»(◇); x }";
    TypeReference::lifetime: supported, "fn f<'a>(x: &'a f64) -> f64 { x * x }";
    TypeReference::mutability: refused(signature::mutable_reference()), "fn f(x: f64, y: «&mut f64») -> f64 { x }";
};

pub(super) const FUNCTIONS: &[Row] = parts! {
    Signature::constness: supported, "const fn f(x: f64) -> f64 { x * x }";
    Signature::asyncness: refused(signature::modifier("async")), "«async» fn f(x: f64) -> f64 { x }";
    Signature::safety: refused(signature::modifier("unsafe")), "«unsafe» fn f(x: f64) -> f64 { x }";
    Signature::abi: refused(signature::modifier("extern")), "«extern \"C\"» fn f(x: f64) -> f64 { x }";
    Signature::variadic: refused(signature::modifier("variadic")), "fn f(x: f64, «more: ...») -> f64 { x }";
    Variadic::pat: refused(signature::modifier("variadic")), "fn f(x: f64, «more: ...») -> f64 { x }";
    Generics::where_clause: supported, "fn f<T>(x: T) -> T where T: Real { x * x }";
    Receiver::mutability: refused(method::receiver()),
        "impl Model { #[differentiate(wrt(x))] fn f(«mut self», x: f64) -> f64 { x * x } }";
    Receiver::kind: supported, "impl Model { fn f(&self, x: f64) -> f64 { x * x } }";
    TypeParam::default: supported, "fn f<T: Real = f64>(x: T) -> T { x * x }";
    ConstParam::default: supported, "fn f<const N: usize = 3>(x: &SVector<f64, N>) -> f64 { x.norm_squared() }";
    TraitBound::lifetimes: constant(call::function_value("g")),
        "fn f(x: f64, g: impl for<'a> Fn(&'a f64) -> f64) -> f64 { x * «g»(&◇) }";
    TraitBound::maybe: supported, "fn f<T: Real + ?Sized>(x: T) -> T { x * x }";
    PredicateType::lifetimes: supported,
        "fn f<T>(x: T) -> T where T: Real, for<'a> &'a T: Mul<T, Output = T> { x * x }";
};
