//! Patterns of `let`, of loops and of closures, which must match.

use crate::messages::syntax;

#[cfg(test)]
use super::rows;
use super::{decision, decisions};

decisions! {
    /// The message for a pattern that binds nothing that is understood.
    of_pattern, PATTERNS, Pat {
        Const: refused(syntax::pattern("a constant")), "let «const { 1.0 }» = c; x";
        Guard: supported, "match c { n if n > 1.0 => x, _ => x * x }";
        Ident: supported, "let mut y = x; y *= c; y";
        Lit: refused(syntax::pattern("a literal")), "let «1.0» = c; x";
        Macro: refused(syntax::pattern("a macro")), "let «name!()» = c; x";
        Or: refused(syntax::pattern("an alternative")), "let («a | a») = c; x";
        Paren: supported, "let (y) = x; y * c";
        Path: refused(syntax::pattern("a path")), "let «f64::NAN» = c; x";
        Range: refused(syntax::pattern("a range")), "let «0.0..=1.0» = c; x";
        Reference: supported, "let v = [x, c]; let mut a = 0.0; for &e in &v { a += e; } a";
        Rest: refused(syntax::pattern("`..`")), "let (a, «..») = (x, c); a";
        Slice: supported, "let [a, b] = [x, c]; a * b";
        Struct: refused(syntax::pattern("a struct pattern")), "let «Point { a, .. }» = x; a";
        Tuple: supported, "let (a, (b, _)) = (x, (c, 1.0)); a * b";
        TupleStruct: refused(syntax::pattern("a struct pattern")), "let «Point(a)» = x; a";
        Type: supported, "let y: f64 = x; y * c";
        Verbatim: refused(syntax::pattern("this pattern")), "let «box a» = x; x";
        Wild: supported, "let _ = x; x * c";
    }
}
