//! Literals and operators.

use crate::messages::{syntax, value};

use super::{Row, decision, parts, rows};

pub(super) const LITERALS: &[Row] = rows!(Lit {
    Str: supported, "x * \"four\".len() as f64";
    ByteStr: supported, "x * b\"four\".len() as f64";
    CStr: supported, "x * c\"four\".count_bytes() as f64";
    Byte: supported, "x * b'a' as f64";
    Char: supported, "x * 'a'.len_utf8() as f64";
    Int: supported, "x * (0x1f_usize - 1_0) as f64";
    Float: supported, "x * 1_000.5e-3";
    Bool: supported, "if true { x } else { c }";
    Verbatim: refused(syntax::unknown()), "x * «1.0imaginary»";
});

pub(super) const BINARY: &[Row] = rows!(BinOp {
    Add: supported, "x + c";
    Sub: supported, "x - c";
    Mul: supported, "x * c";
    Div: supported, "x / c";
    Rem: supported, "x % c";
    And: supported, "if x > 0.0 && c > 0.0 { x } else { c }";
    Or: supported, "if x > 0.0 || c > 0.0 { x } else { c }";
    BitXor: supported, "let n = 6 ^ 1; x * n as f64";
    BitAnd: supported, "let n = 6 & 1; x * n as f64";
    BitOr: supported, "let n = 6 | 1; x * n as f64";
    Shl: supported, "let n = 6 << 1; x * n as f64";
    Shr: supported, "let n = 6 >> 1; x * n as f64";
    Eq: supported, "if x == c { x } else { x * x }";
    Lt: supported, "if x < c { x } else { x * x }";
    Le: supported, "if x <= c { x } else { x * x }";
    Ne: supported, "if x != c { x } else { x * x }";
    Ge: supported, "if x >= c { x } else { x * x }";
    Gt: supported, "if x > c { x } else { x * x }";
    AddAssign: supported, "let mut y = x; y += x; y";
    SubAssign: supported, "let mut y = x; y -= c; y";
    MulAssign: supported, "let mut y = x; y *= x; y";
    DivAssign: supported, "let mut y = x; y /= c; y";
    RemAssign: supported, "let mut y = x; y %= c; y";
    BitXorAssign: constant(value::operator("^", "an integer", "an `f64`")), "let mut n = 3; «n ^= ◇»; x * n as f64";
    BitAndAssign: constant(value::operator("&", "an integer", "an `f64`")), "let mut n = 3; «n &= ◇»; x * n as f64";
    BitOrAssign: constant(value::operator("|", "an integer", "an `f64`")), "let mut n = 3; «n |= ◇»; x * n as f64";
    ShlAssign: constant(value::operator("<<", "an integer", "an `f64`")), "let mut n = 3; «n <<= ◇»; x * n as f64";
    ShrAssign: constant(value::operator(">>", "an integer", "an `f64`")), "let mut n = 3; «n >>= ◇»; x * n as f64";
});

pub(super) const UNARY: &[Row] = rows!(UnOp {
    Deref: supported, "let y = &x; *y";
    Not: constant(value::unary("!", "an `f64`")), "let n = «!◇»; x";
    Neg: supported, "-x";
});

pub(super) const MEMBERS: &[Row] = parts! {
    Member::Named: supported, "fn f(x: Vector2<f64>) -> f64 { x.x * x.y }";
    Member::Unnamed: supported, "let pair = (x, (c, x)); pair.0 * pair.1.1";
    RangeLimits::HalfOpen: supported, "let v = [x, c]; let part = &v[0..1]; part[0]";
    RangeLimits::Closed: supported, "let mut y = x; for _ in 1..=3 { y *= x; } y";
};
