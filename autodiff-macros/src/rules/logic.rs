//! Comparisons and truth values: always constant.

use crate::ir::Node;

scalar_rules! {
    LT lt(a, b) -> bool = { a < b } => zero {};
    LE le(a, b) -> bool = { a <= b } => zero {};
    GT gt(a, b) -> bool = { a > b } => zero {};
    GE ge(a, b) -> bool = { a >= b } => zero {};
    EQ eq(a, b) -> bool = { a == b } => zero {};
    NE ne(a, b) -> bool = { a != b } => zero {};
    IS_NAN is_nan(x) -> bool = { x.is_nan() } => zero {};
    IS_FINITE is_finite(x) -> bool = { x.is_finite() } => zero {};
    IS_INFINITE is_infinite(x) -> bool = { x.is_infinite() } => zero {};
    IS_SIGN_NEGATIVE is_sign_negative(x) -> bool = { x.is_sign_negative() } => zero {};
    IS_SIGN_POSITIVE is_sign_positive(x) -> bool = { x.is_sign_positive() } => zero {};

    AND and(a: bool, b: bool) -> bool = { a && b } => zero {};
    OR or(a: bool, b: bool) -> bool = { a || b } => zero {};
    NOT not(a: bool) -> bool = { !a } => zero {};
    BOOL_EQ bool_eq(a: bool, b: bool) -> bool = { a == b } => zero {};
    BOOL_NE bool_ne(a: bool, b: bool) -> bool = { a != b } => zero {};
}

impl<'b> Node<'b> {
    /// That a real is not zero; true of NaN.
    pub(super) fn ne_zero(self) -> Node<'b> {
        self.ne(self.builder.number(0.0))
    }
}
