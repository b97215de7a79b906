//! Integers: sizes, indices, exponents. Always constant.

use crate::ir::{Builder, Int, Kind, Node, Op, Stmt, Value};

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

/// How many iterations a loop had made before this index.
pub(crate) fn iteration(builder: &Builder, stmt: &Stmt, index: Value) -> Value {
    let Op::For { reversed } = stmt.op else { return index };
    let usize = Kind::Int(Int::Named("usize"));
    let is_wide = builder.kind(index) == usize;
    let is_natural = |bound: &Value| builder.known_int(*bound).is_some_and(|bound| bound >= 0);
    let is_short = stmt.args[..2].iter().all(is_natural);
    // A difference of narrow integers may not fit into their type.
    let wide = |value: Value| {
        let isize = Kind::Int(Int::Named("isize"));
        if is_wide || is_short { value } else { builder.apply_as(&INT_CAST, &[value], isize) }
    };
    let iteration = if reversed {
        let last = match builder.known_int(stmt.args[1]) {
            Some(end) if is_short => builder.int(end - 1),
            Some(_) | None => builder.apply(&INT_SUB, &[wide(stmt.args[1]), builder.int(1)]),
        };
        builder.apply(&INT_SUB, &[last, wide(index)])
    } else if builder.known_int(stmt.args[0]) == Some(0) {
        index
    } else {
        builder.apply(&INT_SUB, &[wide(index), wide(stmt.args[0])])
    };
    if builder.kind(iteration) == usize { iteration } else { builder.apply_as(&INT_CAST, &[iteration], usize) }
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
