//! Whether a function can be written into its callers.

use proc_macro2::{TokenStream, TokenTree};

use crate::ir::{Callee, Fragment, Int, Kind, Op, Program, Stmt};
use crate::lower::Carriage;

/// Up to so many statements a function is written into its callers always.
const SHORT: usize = 24;
/// Up to so many statements it is where a caller needs derivatives that it does not have itself.
const LONG: usize = 400;

/// Whether a function means the same where its callers stand: all that it names are its own locals.
pub(super) fn carriage(program: &Program) -> Carriage {
    // Of a function with a rule, the rule is handed over.
    if let [rule] = &program.rules[..] {
        let is_closed = rule.by.iter().flatten().all(|partial| partial_size(&partial.stmts).is_some());
        return if is_closed { Carriage::Always } else { Carriage::Never };
    }
    // What a constant of a type that is not understood does may depend on its type, which its callers can't name.
    let is_opaque = program.body.params.iter().any(|param| is_opaque(program.kind(*param)));
    match size(&program.body.stmts).filter(|_| !is_opaque) {
        _ if calls(&program.body.stmts, &|callee| callee.is_own() || callee.is_first_order) => Carriage::Recursive,
        None => Carriage::Never,
        Some(size) if size <= SHORT => Carriage::Always,
        Some(size) if size <= LONG => Carriage::IfNeeded,
        Some(_) => Carriage::Never,
    }
}

/// Whether nothing is known of values of this kind, or of their elements.
fn is_opaque(kind: &Kind) -> bool {
    match kind {
        Kind::Opaque | Kind::Open => true,
        Kind::Array(element, _) => is_opaque(element),
        Kind::Real(_)
        | Kind::Tensor(_)
        | Kind::Factor(..)
        | Kind::Geometry(..)
        | Kind::Record(_)
        | Kind::Int(_)
        | Kind::Bool
        | Kind::Pullback => false,
    }
}

/// The same of a rule, which may call its function.
fn partial_size(stmts: &[Stmt]) -> Option<usize> {
    let others = stmts.iter().filter(|stmt| !matches!(stmt.op, Op::Custom(_))).cloned().collect::<Vec<_>>();
    size(&others)
}

/// How many statements there are; `None` if one of them names what is not its own.
fn size(stmts: &[Stmt]) -> Option<usize> {
    let sizes = stmts.iter().map(|stmt| {
        let is_closed = match &stmt.op {
            Op::Fragment(fragment) => is_closed(fragment),
            Op::Call(..) | Op::Custom(_) | Op::Assert(_) => false,
            Op::Constant(_)
            | Op::Apply(_)
            | Op::If
            | Op::For { .. }
            | Op::While
            | Op::Map { .. }
            | Op::Generate
            | Op::Pullback => true,
        };
        let inside = stmt.blocks.iter().map(|block| size(&block.stmts)).sum::<Option<usize>>()?;
        is_closed.then_some(inside + 1)
    });
    sizes.sum()
}

/// Whether a fragment names locals alone.
fn is_closed(fragment: &Fragment) -> bool {
    !fragment.has_effect && names_locals_alone(fragment.tokens.clone(), fragment)
}

fn names_locals_alone(tokens: TokenStream, fragment: &Fragment) -> bool {
    tokens.into_iter().all(|token| match token {
        TokenTree::Ident(ident) => {
            let name = ident.to_string();
            let is_local = fragment.captures.iter().any(|capture| capture.ident == ident);
            is_local || ["as", "true", "false", "f32", "f64"].contains(&&*name) || Int::named(&name).is_some()
        }
        TokenTree::Group(group) => names_locals_alone(group.stream(), fragment),
        TokenTree::Punct(_) | TokenTree::Literal(_) => true,
    })
}

/// Whether there is a call of such a function.
pub(super) fn calls(stmts: &[Stmt], is_such: &impl Fn(&Callee) -> bool) -> bool {
    stmts.iter().any(|stmt| match &stmt.op {
        Op::Call(_, callee) => is_such(callee),
        Op::Constant(_)
        | Op::Fragment(_)
        | Op::Apply(_)
        | Op::If
        | Op::For { .. }
        | Op::While
        | Op::Map { .. }
        | Op::Generate
        | Op::Pullback
        | Op::Custom(_)
        | Op::Assert(_) => stmt.blocks.iter().any(|block| calls(&block.stmts, is_such)),
    })
}
