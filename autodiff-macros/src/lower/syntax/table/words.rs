//! Macros and attributes by name.

use crate::messages::syntax;

use super::{Row, decision, rows};

pub(super) const MACROS: &[Row] = rows!(Macro {
    assert: supported, "assert!(x > 0.0, \"{x} is not positive\"); x";
    assert_eq: supported, "assert_eq!(c, 1.0); x";
    assert_ne: supported, "assert_ne!(x, c); x";
    debug_assert: supported, "debug_assert!(x > c); x";
    debug_assert_eq: supported, "debug_assert_eq!(c, 1.0); x";
    debug_assert_ne: supported, "debug_assert_ne!(x, c); x";
    panic: supported, "if x < 0.0 { panic!(\"{x} is negative\"); } x";
    unreachable: supported, "if x < 0.0 { unreachable!() } else { x }";
    todo: supported, "if x < 0.0 { todo!() } else { x }";
    unimplemented: supported, "if x < 0.0 { unimplemented!() } else { x }";
    vec: supported, "let v = vec![x, c]; v[0]";
    matches: constant(syntax::macro_call("matches", Some("x"))), "if «matches»!(◇, 0.0..1.0) { x } else { x * x }";
    cfg: supported, "if cfg!(debug_assertions) { x } else { x * x }";
    println: refused(syntax::macro_call("println", Some("x"))), "«println»!(\"{x}\"); x";
    dbg: refused(syntax::macro_call("dbg", Some("x"))), "let y = «dbg»!(x); y";
    format: refused(syntax::macro_call("format", Some("x"))), "let text = «format»!(\"{x}\"); x";
    include: refused(syntax::macro_call("include", None)), "x * «include»!(\"two\")";
    vector: refused(syntax::macro_call("vector", Some("x"))), "let v = «vector»![x, c]; v[0]";
    square: refused(syntax::macro_call("square", Some("x"))), "«square»!(x)";
});

pub(super) const ATTRIBUTES: &[Row] = rows!(Attribute {
    allow: supported, "#[allow(clippy::let_and_return)] let y = x; y";
    expect: supported, "#[expect(unused_variables)] let y = x; x";
    warn: supported, "#[warn(unused)] { x }";
    deny: supported, "let y = { #![deny(unused)] x }; y";
    forbid: supported, "#[forbid(unused)] if x > c { x } else { c }";
    doc: supported, "/** A half. */ let y = x / 2.0; y";
    rustfmt: supported, "#[rustfmt::skip] let v = [x, c]; v[0]";
    clippy: supported, "#[clippy::msrv = \"1.95\"] let y = x; y";
    cfg: refused(syntax::condition()), "let y = x; «#[cfg(any())]» let y = x * x; y";
    cfg_attr: refused(syntax::condition()), "«#[cfg_attr(any(), allow(unused))]» let y = x; y";
    inline: refused(syntax::attribute()), "let g = «#[inline]» |a: f64| a * a; g(x)";
});
