//! Integers: sizes, indices, exponents. Always constant.

use crate::ir::Node;

/// What integers are to the interpreter.
#[cfg(test)]
#[expect(non_camel_case_types, reason = "stands in a form like a primitive type")]
type int = i128;

scalar_rules! {
    INT_ADD int_add(a: int, b: int) -> int = { a + b } => zero {};
    INT_SUB int_sub(a: int, b: int) -> int = { a - b } => zero {};
    INT_MUL int_mul(a: int, b: int) -> int = { a * b } => zero {};
    INT_DIV int_div(a: int, b: int) -> int = { a / b } => zero {};
    INT_REM int_rem(a: int, b: int) -> int = { a % b } => zero {};
    INT_NEG int_neg(a: int) -> int = { -a } => zero {};
    INT_LT int_lt(a: int, b: int) -> bool = { a < b } => zero {};
    INT_LE int_le(a: int, b: int) -> bool = { a <= b } => zero {};
    INT_GT int_gt(a: int, b: int) -> bool = { a > b } => zero {};
    INT_GE int_ge(a: int, b: int) -> bool = { a >= b } => zero {};
    INT_EQ int_eq(a: int, b: int) -> bool = { a == b } => zero {};
    INT_NE int_ne(a: int, b: int) -> bool = { a != b } => zero {};

    INT_MIN int_min(a: int, b: int) -> int = { a.min(b) } => zero {};
    INT_MAX int_max(a: int, b: int) -> int = { a.max(b) } => zero {};

    /// An integer as an integer of another type.
    INT_CAST int_cast(n: int) -> given = { n as int } => zero {};
    /// An integer as a real.
    CAST cast(n: int) -> given = { n as f64 } => zero {};
}

impl<'b> Node<'b> {
    pub(super) fn minus_one(self) -> Node<'b> {
        if let Some(known) = self.known_int() {
            return self.builder.node(self.builder.int(known - 1));
        }
        let one = self.builder.node(self.builder.int(1));
        self.int_sub(one)
    }
}
