//! Expressions where a value is needed.

use crate::diagnostics::Message;
use crate::messages::{structs, syntax};

#[cfg(test)]
use super::rows;
use super::{decision, decisions};

const PLAIN: &str = "compute it outside of the function, and pass the result as a parameter";

decisions! {
    /// The message for an expression that is not lowered.
    of_expression, EXPRESSIONS, Expr {
        Array: supported, "[x, 2.0 * x][1]";
        Assign: refused(syntax::refused("an assignment in the place of a value", "make it a statement of its own")),
            "let mut a = x; let b = («a = 2.0»); a";
        Async: refused(asynchronous()), "let later = «async { x }»; x";
        Await: refused(asynchronous()), "let now = «x.await»; x";
        Binary: supported, "x * x + c";
        Block: supported, "let y = { let a = x; a * a }; y";
        Break: refused(syntax::jump_inside("break")), "let mut a = x; loop { a = x + «break»; } a";
        Call: supported, "f64::max(x, c)";
        Cast: supported, "x as f32 as f64";
        Closure: refused(syntax::stored_closure()), "let functions = («|a: f64| a * x», 1.0); x";
        Const: refused(syntax::refused("a `const` block", "name the constant outside of the function")),
            "x * «const { 2.0 }»";
        Continue: refused(syntax::jump_inside("continue")), "let mut a = x; for i in 0..3 { a = x + «continue»; } a";
        Field: supported, "let pair = (x, c); pair.0";
        ForLoop: refused(loop_of_no_value()),
            "let unit = («for i in 0..3 {}»); x";
        Group: supported, "⟦x + c⟧ * ⟦x⟧";
        If: supported, "let y = if x > 0.0 { x } else { -x }; y";
        Index: supported, "let v = [x, c]; v[0]";
        Infer: refused(syntax::refused("`_`", PLAIN)), "x * «_»";
        Let: refused(syntax::refused("`if let`", "use `if` with a comparison")), "let is_small = («let 0.0 = c»); x";
        Lit: supported, "2.5 * x";
        Loop: supported, "let mut a = x; loop { a = a * x; if a < c { break a; } }";
        Macro: refused(syntax::macro_call("square", Some("x"))), "«square»!(x)";
        Match: supported, "match c { 0.0 => x, _ => x * x }";
        MethodCall: supported, "x.sin().max(c)";
        Paren: supported, "(x) * (c)";
        Path: supported, "x * std::f64::consts::PI";
        Range: supported, "let range = 0..3; let mut a = x; for i in range { a = a * x; } a";
        RawAddr: refused(pointer()), "let pointer = «&raw const x»; x";
        Reference: supported, "let y = &x; *y * c";
        Repeat: supported, "let v = [x; 3]; v[0]";
        Return: refused(syntax::jump_inside("return")), "let y = x + «return» x; y";
        Struct: constant(structs::unknown_struct("Point")), "let p = «Point» { a: ◇ }; x";
        Try: refused(question_mark()), "let y = «c.checked()?»; x * y";
        TryBlock: refused(question_mark()), "let y = «try { x }»; x";
        Tuple: supported, "let (a, b) = (x, c); a * b";
        Unary: supported, "-x";
        Unsafe: refused(syntax::refused("`unsafe` code", PLAIN)), "let y = «unsafe { x }»; y";
        Verbatim: refused(syntax::unknown()), "let f = «builtin # deref(x)»; x";
        While: refused(loop_of_no_value()),
            "let unit = («while c > 1.0 {}»); x";
        Yield: refused(coroutine()), "let y = «yield x»; x";
    }
}

pub(super) fn asynchronous() -> Message {
    syntax::refused("asynchronous code", PLAIN)
}

pub(super) fn coroutine() -> Message {
    syntax::refused("a coroutine", PLAIN)
}

fn loop_of_no_value() -> Message {
    syntax::refused("a loop in the place of a value", "let it assign a local, and read that")
}

pub(super) fn pointer() -> Message {
    syntax::refused("a raw pointer", PLAIN)
}

fn question_mark() -> Message {
    syntax::refused("`?`", "check before the call: a differentiated function has a value for every input")
}
