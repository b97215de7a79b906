//! What a statement asks of sizes and indices when it runs.

use crate::ir::{Elem, Form, Kind, Op, Pattern, Rule, Stmt, Update, Value};
use crate::rules::array::COPY_ARRAY;
use crate::rules::factor::cholesky::CHOLESKY_SOLVE;
use crate::rules::scalar::kinks::CLAMP;
use crate::rules::tensor::triangular::{SOLVE_LOWER, SOLVE_UPPER, TR_SOLVE_LOWER, TR_SOLVE_UPPER};

use super::size::{Bound, Side, Size};
use super::sizes::Sizes;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Asked {
    Same(Size, Size),
    /// The first is less than the second.
    Below(Size, Size),
    /// Start, end, length: all numbers of the range are less than the length.
    AllBelow(Size, Size, Size),
    /// From, to, length.
    Range(Size, Size, Size),
    /// Start, count, length.
    Part(Size, Size, Size),
    /// The first of two reals is no more than the second.
    Ordered(Value, Value),
    /// This, where there is a number in the range.
    Within(Box<[Size; 2]>, Box<Asked>),
}

/// Operations that nalgebra does without looking at the sizes: where these don't fit, it reads and writes past the end.
const UNCHECKED: [&Rule; 5] = [&SOLVE_LOWER, &SOLVE_UPPER, &TR_SOLVE_LOWER, &TR_SOLVE_UPPER, &CHOLESKY_SOLVE];

/// Whether what a statement asks for has to be asked for before it.
pub(super) fn is_unchecked(stmt: &Stmt) -> bool {
    matches!(&stmt.op, Op::Apply(rule) if UNCHECKED.iter().any(|unchecked| rule.is(unchecked)))
}

/// What an operation asks of its arguments, and what it is called.
pub(super) fn asked(sizes: &Sizes<'_>, stmt: &Stmt) -> Vec<(Asked, &'static str)> {
    let found = match &stmt.op {
        Op::Apply(rule) => {
            let name = word(rule);
            let same = same_sizes(sizes, rule, stmt).into_iter().chain(bounds(sizes, rule, stmt));
            let same = same.chain(in_order(sizes, rule, stmt));
            same.map(|asked| (asked, name)).collect::<Vec<_>>()
        }
        Op::Map { .. } => {
            let pairs = stmt.args[1..].iter().flat_map(|arg| {
                [Side::Rows, Side::Cols].map(|side| Asked::Same(sizes.of(stmt.args[0], side), sizes.of(*arg, side)))
            });
            pairs.map(|asked| (asked, "zip_map")).collect()
        }
        Op::Constant(_)
        | Op::Fragment(_)
        | Op::If
        | Op::For { .. }
        | Op::While
        | Op::Generate
        | Op::Call(..)
        | Op::Custom(_)
        | Op::Pullback
        | Op::Assert(_) => Vec::new(),
    };
    found.into_iter().filter(|(asked, _)| !is_always_so(asked)).collect()
}

/// Whether it holds for all values that compile.
fn is_always_so(asked: &Asked) -> bool {
    match asked {
        Asked::Same(one, two) => one == two,
        Asked::Below(Size::Number(index), Size::Number(len)) => index < len,
        Asked::Range(Size::Number(from), to, len) => *from == 0 && to == len,
        Asked::Part(Size::Number(start), count, len) => *start == 0 && count == len,
        Asked::Below(..)
        | Asked::AllBelow(..)
        | Asked::Range(..)
        | Asked::Part(..)
        | Asked::Ordered(..)
        | Asked::Within(..) => false,
    }
}

/// Sizes that have one name in the signature are the same, and some are a certain number.
fn same_sizes(sizes: &Sizes<'_>, rule: &Rule, stmt: &Stmt) -> Vec<Asked> {
    let bound = sizes.bound(rule, stmt);
    // The runtime's functions don't ask whether one matrix is square.
    let is_runtimes = matches!(rule.form, Form::Runtime(..) | Form::Update(Update::Runtime(..)));
    let mut found = Vec::new();
    for (place, Bound { name, arg, size }) in bound.iter().enumerate() {
        if let Some(first) = bound[..place].iter().find(|other| other.name == *name)
            && !(is_runtimes && first.arg == *arg)
        {
            found.push(Asked::Same(first.size.clone(), size.clone()));
        }
        // The name of a size that is a number is the number.
        if let Ok(number) = name.parse() {
            found.push(Asked::Same(size.clone(), Size::Number(number)));
        }
    }
    if rule.is(&COPY_ARRAY) {
        found.push(Asked::Same(sizes.of(stmt.args[0], Side::Len), sizes.of(stmt.args[1], Side::Len)));
    }
    found
}

/// What an operation asks of its indices.
fn bounds(sizes: &Sizes<'_>, rule: &Rule, stmt: &Stmt) -> Vec<Asked> {
    let args = &stmt.args;
    let whole = args.first().copied();
    let is_array = rule.signature.args.first() == Some(&Pattern::Array);
    let below = |place: usize, len: Size| Asked::Below(sizes.int(args[place]), len);
    let len = |value: Value| if is_array { sizes.of(value, Side::Len) } else { sizes.len(value) };
    let sides = |value: Value| [sizes.of(value, Side::Rows), sizes.of(value, Side::Cols)];
    let pair = |value: Value| {
        let [rows, cols] = sides(value);
        vec![below(1, rows), below(2, cols)]
    };
    let Some(whole) = whole else { return Vec::new() };
    match rule.form {
        Form::Index => vec![below(1, len(whole))],
        Form::IndexPair => pair(whole),
        Form::Update(Update::Add | Update::Set) if args.len() == 4 => pair(whole),
        Form::Update(Update::Add | Update::Set) => vec![below(1, len(whole))],
        Form::View("row") | Form::Update(Update::Method("set_row", _) | Update::Runtime("add_row", _)) => {
            vec![below(1, sizes.of(whole, Side::Rows))]
        }
        Form::View("column") | Form::Update(Update::Method("set_column", _) | Update::Runtime("add_column", _)) => {
            vec![below(1, sizes.of(whole, Side::Cols))]
        }
        Form::Slice => vec![Asked::Range(sizes.int(args[1]), sizes.int(args[2]), len(whole))],
        Form::Part | Form::Update(Update::Runtime("set_part" | "add_part", _)) => {
            let [i, j, rows, cols] = [1, 2, 3, 4].map(|place: usize| sizes.int(args[place]));
            let [all_rows, all_cols] = sides(whole);
            vec![Asked::Part(i, rows, all_rows), Asked::Part(j, cols, all_cols)]
        }
        Form::Path => path(sizes, whole, &args[1..]),
        Form::Update(Update::AddPath | Update::SetPath) => path(sizes, whole, &args[2..]),
        Form::Method(..)
        | Form::Take(..)
        | Form::Attempt(..)
        | Form::Field(_)
        | Form::Infix(_)
        | Form::Prefix(_)
        | Form::Member
        | Form::Cast
        | Form::IntCast
        | Form::View(_)
        | Form::Update(_)
        | Form::ProductWithTranspose
        | Form::Constructor(_)
        | Form::Runtime(..) => Vec::new(),
    }
}

/// Of indices that lead into arrays of arrays or of vectors and matrices, one after the other.
fn path(sizes: &Sizes<'_>, whole: Value, indices: &[Value]) -> Vec<Asked> {
    let indices = indices.iter().map(|index| sizes.int(*index)).collect::<Vec<_>>();
    let mut found = Vec::new();
    for place in 0..indices.len() {
        let inner = |side: Side| sizes.inner(whole, &indices[..place], side);
        let index = indices[place].clone();
        let Some(kind) = sizes.element(whole, place) else { break };
        if let Kind::Array(..) = kind {
            found.push(Asked::Below(index, inner(Side::Len)));
        } else if kind.tensor().is_some() {
            match indices.get(place + 1) {
                Some(column) => {
                    found.push(Asked::Below(index, inner(Side::Rows)));
                    found.push(Asked::Below(column.clone(), inner(Side::Cols)));
                }
                None => found.push(Asked::Below(index, inner(Side::Rows).times(inner(Side::Cols)))),
            }
            break;
        }
    }
    found
}

/// The standard library's `clamp` asks that its bounds are in order; that of a type parameter does not.
fn in_order(sizes: &Sizes<'_>, rule: &Rule, stmt: &Stmt) -> Option<Asked> {
    let is_asked = rule.is(&CLAMP) && !matches!(sizes.kind(stmt.args[0]), Kind::Real(Elem::Param(_)));
    let [_, low, high] = stmt.args[..] else { return None };
    let is_known = |(low, high): (f64, f64)| low <= high;
    let are_numbers = sizes.number(low).zip(sizes.number(high)).is_some_and(is_known);
    (is_asked && !are_numbers).then_some(Asked::Ordered(low, high))
}

/// How an operation is written.
fn word(rule: &Rule) -> &'static str {
    match rule.form {
        Form::Method(name, _)
        | Form::Take(name, ..)
        | Form::Attempt(name, _)
        | Form::Field(name)
        | Form::Infix(name)
        | Form::Prefix(name)
        | Form::View(name)
        | Form::Constructor(name)
        | Form::Update(Update::Method(name, _)) => name,
        Form::ProductWithTranspose => "*",
        Form::Runtime(..)
        | Form::Member
        | Form::Cast
        | Form::IntCast
        | Form::Slice
        | Form::Part
        | Form::Index
        | Form::IndexPair
        | Form::Path
        | Form::Update(_) => rule.name,
    }
}
