//! Text-book closed forms: transposes as flags of products, numbers gathered, scalings after products, what is known of
//! symmetric and diagonal matrices.
//!
//! These identities hold for real numbers; in floating point they change results by rounding, and only where a factor
//! moves: `2 (1 / n) = 2 / n`, `Aᵀ(r s) = (Aᵀ r) s`. The function's own values are left as they are, and numbers are
//! gathered only where they are moderate, so that nothing overflows or vanishes on the way.

use crate::ir::{Op, Program, Rule, Stmt, Value};
use crate::rules::factor::cholesky::CHOLESKY_SOLVE;
use crate::rules::factor::lu::{LU_SOLVE, LU_TR_SOLVE};
use crate::rules::factor::qr::{QR_SOLVE, QR_TR_SOLVE};
use crate::rules::scalar::arithmetic::{DIV, MUL, NEG};
use crate::rules::tensor::access::{INDEX, INDEX_PAIR};
use crate::rules::tensor::arithmetic::{ADD, COMPONENT_MUL, FILLED_LIKE, NEG as NEG_TENSOR, SCALE, SUB, UNSCALE};
use crate::rules::tensor::diagonal::FROM_DIAGONAL;
use crate::rules::tensor::product::{DOT, MATMUL, MUL_TR, TR_MUL, TRANSPOSE};
use crate::rules::tensor::reduce::DIAGONAL_LIKE;
use crate::rules::tensor::triangular::{SOLVE_LOWER, SOLVE_UPPER, TR_SOLVE_LOWER, TR_SOLVE_UPPER};

use super::products;
use super::rewrite::{Context, FromSlice, Rewrite, Rewriter, apply, rewrite};
use super::shapes;

pub(super) fn run(program: Program) -> Program {
    // What a rewrite makes on the way to its result is looked at in the next round, with what has become equal.
    rewrite(super::dead_code::run(super::share::run(rewrite(program, simplify))), simplify)
}

fn simplify(context: &mut Context<'_>, stmt: &Stmt) -> Rewrite {
    match &stmt.op {
        Op::Apply(rule) => {
            // The function's own values are computed as it computes them; only their transposes become flags.
            let exact: &[Rewriter] = &[transposes, filled, shapes::of_values, shapes::of_products, shapes::sizes];
            let own: &[Rewriter] = &[products::of_entries];
            let rounding: &[Rewriter] = &[
                numbers,
                quotients,
                scaled_products,
                scalings,
                common_scaling,
                symmetric,
                diagonal_factors,
                outer_entries,
                products::of_entries_without_zeros,
                products::filled,
            ];
            let is_primal = stmt.results.iter().all(|result| context.builder.is_primal(*result));
            let rewrites = exact.iter().chain(if is_primal { own } else { rounding });
            let found = rewrites.into_iter().find_map(|rewrite| rewrite(context, rule, &stmt.args));
            found.unwrap_or(Rewrite::Keep)
        }
        Op::If
        | Op::For { .. }
        | Op::While
        | Op::Call(..)
        | Op::Custom(_)
        | Op::Constant(_)
        | Op::Fragment(_)
        | Op::Map { .. }
        | Op::Generate
        | Op::Pullback
        | Op::Assert(_) => Rewrite::Keep,
    }
}

/// `(x yᵀ)ᵢⱼ = xᵢ yⱼ`
fn outer_entries(context: &mut Context<'_>, rule: &'static Rule, args: &[Value]) -> Option<Rewrite> {
    let [product, row, column] = *args else { return None };
    if !rule.is(&INDEX_PAIR) {
        return None;
    }
    let known = [&MUL_TR, &MATMUL].into_iter().find_map(|rule| context.args_of(product, rule));
    let [x, right] = known.and_then(<&[Value; 2]>::from_slice)?;
    // Of a product with a transpose, the factor is a column; of another one, a row.
    let y = context.args_of(right, &TRANSPOSE).map_or(right, |args| args[0]);
    let is_vector = |value: Value, is_row: bool| {
        let kind = context.builder.kind(value);
        kind.tensor().is_some_and(|tensor| if is_row { tensor.rows.is_one() } else { tensor.cols.is_one() })
    };
    let is_row = context.args_of(product, &MATMUL).is_some() && y == right;
    if !is_vector(x, false) || !is_vector(y, is_row) {
        return None;
    }
    let entries = [(x, row), (y, column)].map(|(vector, place)| context.apply(&INDEX, &[vector, place]));
    apply(&MUL, &entries)
}

/// `(x·a) b = x (a b)` for numbers a and b, and for 1 as x; the number comes last.
fn numbers(context: &mut Context<'_>, rule: &'static Rule, args: &[Value]) -> Option<Rewrite> {
    if !rule.is(&MUL) {
        return None;
    }
    if let Some((one, two)) = context.number(args[0]).zip(context.number(args[1])) {
        return gathered(one, two).map(|product| Rewrite::Alias(context.real(product)));
    }
    for (factor, other) in [(args[1], args[0]), (args[0], args[1])] {
        let Some(number) = context.number(factor) else { continue };
        if let Some([one, two]) = context.args_of(other, &MUL).and_then(<&[Value; 2]>::from_slice)
            && let Some((x, second)) =
                [(one, two), (two, one)].into_iter().find_map(|(x, inner)| Some((x, context.number(inner)?)))
            && let Some(product) = gathered(number, second)
        {
            let product = context.real(product);
            return apply(&MUL, &[x, product]);
        }
        if let Some([numerator, n]) = context.args_of(other, &DIV).and_then(<&[Value; 2]>::from_slice)
            && let Some(second) = context.number(numerator)
            && let Some(product) = gathered(number, second)
        {
            let product = context.real(product);
            return apply(&DIV, &[product, n]);
        }
    }
    None
}

/// The product of two numbers, where nothing overflows or vanishes on the way.
fn gathered(one: f64, two: f64) -> Option<f64> {
    [one, two, one * two].into_iter().all(is_moderate).then_some(one * two)
}

/// Whether a factor is far from the ends of the range, of `f32` too.
fn is_moderate(number: f64) -> bool {
    number == 0.0 || (1e-6..=1e6).contains(&number.abs())
}

/// `x (1 / n) = x / n`, `-(a / n) = (-a) / n` for numbers a.
fn quotients(context: &mut Context<'_>, rule: &'static Rule, args: &[Value]) -> Option<Rewrite> {
    if rule.is(&NEG) {
        let [numerator, n] = <&[Value; 2]>::from_slice(context.args_of(args[0], &DIV)?)?;
        let number = context.number(numerator)?;
        let negated = context.real(-number);
        return apply(&DIV, &[negated, n]);
    }
    if !rule.is(&MUL) {
        return None;
    }
    [(args[0], args[1]), (args[1], args[0])].into_iter().find_map(|(x, quotient)| {
        let [one, n] = <&[Value; 2]>::from_slice(context.args_of(quotient, &DIV)?)?;
        if context.number(one)? == 1.0 { apply(&DIV, &[x, n]) } else { None }
    })
}

/// A transpose that a product can take as a flag.
fn transposes(context: &mut Context<'_>, rule: &'static Rule, args: &[Value]) -> Option<Rewrite> {
    let transposed = |value: Value| context.args_of(value, &TRANSPOSE).map(|args| args[0]);
    if rule.is(&MATMUL) {
        return match (transposed(args[0]), transposed(args[1])) {
            (Some(a), _) => apply(&TR_MUL, &[a, args[1]]),
            (None, Some(b)) => apply(&MUL_TR, &[args[0], b]),
            (None, None) => None,
        };
    }
    if rule.is(&TR_MUL) {
        return transposed(args[0]).and_then(|a| apply(&MATMUL, &[a, args[1]]));
    }
    if rule.is(&MUL_TR) {
        return transposed(args[1]).and_then(|b| apply(&MATMUL, &[args[0], b]));
    }
    if rule.is(&TRANSPOSE) {
        // (A Bᵀ)ᵀ = B Aᵀ, and its like.
        let product = |rule: &'static Rule| <&[Value; 2]>::from_slice(context.args_of(args[0], rule)?);
        if !context.is_read_once(args[0]) {
            return None;
        }
        if let Some([a, b]) = product(&MUL_TR) {
            return apply(&MUL_TR, &[b, a]);
        }
        if let Some([a, b]) = product(&TR_MUL) {
            return apply(&TR_MUL, &[b, a]);
        }
    }
    None
}

/// `A (b s) = (A b) s`, and the same for transposed products, for negations, for the other factor, and for `A⁻¹ (b s)`.
fn scaled_products(context: &mut Context<'_>, rule: &'static Rule, args: &[Value]) -> Option<Rewrite> {
    let is_product = [&MATMUL, &TR_MUL, &MUL_TR, &DOT].into_iter().any(|product| rule.is(product));
    let is_solve = SOLVES.iter().any(|solve| rule.is(solve));
    if !is_product && !is_solve {
        return None;
    }
    for place in if is_solve { 1..2 } else { 0..2 } {
        if !context.is_read_once(args[place]) {
            continue;
        }
        let mut plain = args.to_vec();
        if let Some([a, s]) = context.args_of(args[place], &SCALE).and_then(<&[Value; 2]>::from_slice) {
            plain[place] = a;
            let product = context.apply(rule, &plain);
            return apply(if rule.is(&DOT) { &MUL } else { &SCALE }, &[product, s]);
        }
        if let Some([a]) = context.args_of(args[place], &NEG_TENSOR).and_then(<&[Value; 1]>::from_slice) {
            plain[place] = a;
            let product = context.apply(rule, &plain);
            return apply(if rule.is(&DOT) { &NEG } else { &NEG_TENSOR }, &[product]);
        }
    }
    None
}

/// `(a s) t = a (s t)`, `(-a) s = a (-s)`, `-(a s) = a (-s)`, `(a s) / t = a (s / t)`.
fn scalings(context: &mut Context<'_>, rule: &'static Rule, args: &[Value]) -> Option<Rewrite> {
    let is_scaling = rule.is(&SCALE) || rule.is(&NEG_TENSOR) || rule.is(&UNSCALE);
    if !is_scaling || !context.is_read_once(args[0]) {
        return None;
    }
    if let Some([a, s]) = context.args_of(args[0], &SCALE).and_then(<&[Value; 2]>::from_slice) {
        let factor = match (rule.is(&SCALE), rule.is(&UNSCALE)) {
            (true, _) => product_of(context, s, args[1])?,
            (_, true) => context.apply(&DIV, &[s, args[1]]),
            (false, false) => context.apply(&NEG, &[s]),
        };
        return apply(&SCALE, &[a, factor]);
    }
    if rule.is(&SCALE)
        && let Some([a]) = context.args_of(args[0], &NEG_TENSOR).and_then(<&[Value; 1]>::from_slice)
    {
        let factor = context.apply(&NEG, &[args[1]]);
        return apply(&SCALE, &[a, factor]);
    }
    None
}

/// The product of two factors; of two moderate numbers, a number. Others may overflow or vanish where each alone does not.
fn product_of(context: &mut Context<'_>, one: Value, two: Value) -> Option<Value> {
    let (Some(first), Some(second)) = (context.number(one), context.number(two)) else {
        return Some(context.apply(&MUL, &[one, two]));
    };
    gathered(first, second).map(|product| context.real(product))
}

/// `a s + b s = (a + b) s`, `a + a = a·2`
fn common_scaling(context: &mut Context<'_>, rule: &'static Rule, args: &[Value]) -> Option<Rewrite> {
    if !rule.is(&ADD) && !rule.is(&SUB) {
        return None;
    }
    if rule.is(&ADD) && args[0] == args[1] {
        let two = context.real(2.0);
        return apply(&SCALE, &[args[0], two]);
    }
    let scaled = |value: Value| <&[Value; 2]>::from_slice(context.args_of(value, &SCALE)?);
    let ([a, s], [b, t]) = (scaled(args[0])?, scaled(args[1])?);
    let same = s == t || context.number(s).is_some_and(|number| context.number(t) == Some(number));
    if !same || !context.is_read_once(args[0]) || !context.is_read_once(args[1]) {
        return None;
    }
    let total = context.apply(rule, &[a, b]);
    apply(&SCALE, &[total, s])
}

/// `Sᵀ = S`, in products too.
fn symmetric(context: &mut Context<'_>, rule: &'static Rule, args: &[Value]) -> Option<Rewrite> {
    let symmetric = |place: usize| is_symmetric(context, args[place], DEEPEST_SUM);
    if rule.is(&TRANSPOSE) && symmetric(0) {
        return Some(Rewrite::Alias(args[0]));
    }
    let is_flagged = (rule.is(&TR_MUL) && symmetric(0)) || (rule.is(&MUL_TR) && symmetric(1));
    // Of `S S` both are the same already.
    if is_flagged && args[0] != args[1] { apply(&MATMUL, args) } else { None }
}

/// How far into sums of matrices `is_symmetric` looks.
const DEEPEST_SUM: usize = 8;

/// Whether a matrix is symmetric by the way it is made: `BᵀB`, `A + Aᵀ`, diagonal matrices, sums and multiples of such.
fn is_symmetric(context: &Context<'_>, value: Value, depth: usize) -> bool {
    let Some(Stmt { op: Op::Apply(rule), args, .. }) = context.definition(value) else { return false };
    let is_transpose = |one: Value, two: Value| context.args_of(one, &TRANSPOSE) == Some(&[two]);
    let depth = depth.saturating_sub(1);
    let inner = |place: usize| depth > 0 && is_symmetric(context, args[place], depth);
    if rule.is(&FROM_DIAGONAL) || rule.is(&DIAGONAL_LIKE) {
        return true;
    }
    if rule.is(&TR_MUL) || rule.is(&MUL_TR) {
        return args[0] == args[1];
    }
    if rule.is(&MATMUL) {
        return is_transpose(args[0], args[1]) || is_transpose(args[1], args[0]);
    }
    if rule.is(&ADD) {
        let is_sum = is_transpose(args[0], args[1]) || is_transpose(args[1], args[0]);
        return is_sum || (inner(0) && inner(1));
    }
    if rule.is(&SUB) || rule.is(&COMPONENT_MUL) {
        return inner(0) && inner(1);
    }
    (rule.is(&SCALE) || rule.is(&UNSCALE) || rule.is(&NEG_TENSOR)) && inner(0)
}

/// `(s I) B = B s`, `A (s I) = A s`
fn diagonal_factors(context: &mut Context<'_>, rule: &'static Rule, args: &[Value]) -> Option<Rewrite> {
    if ![&MATMUL, &TR_MUL, &MUL_TR].into_iter().any(|product| rule.is(product)) {
        return None;
    }
    let scaled = |place: usize| context.args_of(args[place], &DIAGONAL_LIKE).map(|args| args[1]);
    if let Some(s) = scaled(0).filter(|_| !rule.is(&MUL_TR)) {
        return apply(&SCALE, &[args[1], s]);
    }
    if let Some(s) = scaled(1).filter(|_| !rule.is(&TR_MUL)) {
        return apply(&SCALE, &[args[0], s]);
    }
    // Aᵀ (s I) and (s I) Bᵀ are left.
    let (s, other) = scaled(0).map(|s| (s, args[1])).or_else(|| Some((scaled(1)?, args[0])))?;
    let transposed = context.apply(&TRANSPOSE, &[other]);
    apply(&SCALE, &[transposed, s])
}

/// `a ∘ (s in every entry) = a s`
fn filled(context: &mut Context<'_>, rule: &'static Rule, args: &[Value]) -> Option<Rewrite> {
    if !rule.is(&COMPONENT_MUL) {
        return None;
    }
    [(args[0], args[1]), (args[1], args[0])].into_iter().find_map(|(a, filled)| {
        let [_, s] = <&[Value; 2]>::from_slice(context.args_of(filled, &FILLED_LIKE)?)?;
        apply(&SCALE, &[a, s])
    })
}

/// Linear systems: they are linear in their second argument.
const SOLVES: [&Rule; 9] = [
    &CHOLESKY_SOLVE,
    &LU_SOLVE,
    &LU_TR_SOLVE,
    &QR_SOLVE,
    &QR_TR_SOLVE,
    &SOLVE_LOWER,
    &SOLVE_UPPER,
    &TR_SOLVE_LOWER,
    &TR_SOLVE_UPPER,
];
