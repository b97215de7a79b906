//! Whether a function can be written into its callers.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ItemFn;

use crate::ir::{Callee, Kind, Op, Program, Stmt};
use crate::lower::{Carriage, Source};

use super::constants::{Constant, Constants};

/// Up to so many statements a function is written into its callers always.
const SHORT: usize = 24;
/// Up to so many statements it is where a caller needs derivatives that it does not have itself.
const LONG: usize = 400;

/// How a function is handed over.
pub(super) struct Handing {
    pub(super) carriage: Carriage,
    /// Constants of its surroundings that its body names.
    pub(super) constants: Vec<Constant>,
}

impl Handing {
    /// A function is written into others if all that it names are its own locals, and constants.
    pub(super) fn of(source: Source<'_>, program: &Program) -> Handing {
        let mut constants = Constants::of(source.item, program);
        let carriage = carriage(program, &mut constants);
        let is_free = source.owner.is_none();
        let constants = if is_free && carriage.has_body() { constants.into_found() } else { Vec::new() };
        Handing { carriage, constants }
    }

    /// Where it is not known yet what the function calls. Whether that is itself can be seen.
    pub(super) fn alone(item: &ItemFn) -> Handing {
        let carriage = if names_itself(item) { Carriage::Recursive } else { Carriage::Never };
        Handing { carriage, constants: Vec::new() }
    }
}

fn carriage(program: &Program, constants: &mut Constants<'_>) -> Carriage {
    // Of a function with a rule, the rule is handed over.
    if let [rule] = &program.rules[..] {
        let is_closed =
            rule.by.iter().flatten().all(|partial| partial_size(program, &partial.stmts, constants).is_some());
        return if is_closed && constants.is_empty() { Carriage::Always } else { Carriage::Never };
    }
    // What a constant of a type that is not understood does may depend on its type, which its callers can't name.
    let is_opaque = program.body.params.iter().any(|param| is_opaque(program.kind(*param)));
    match size(program, &program.body.stmts, constants).filter(|_| !is_opaque) {
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

/// The size of a rule, which may call its function.
fn partial_size(program: &Program, stmts: &[Stmt], constants: &mut Constants<'_>) -> Option<usize> {
    let others = stmts.iter().filter(|stmt| !matches!(stmt.op, Op::Custom(_))).cloned().collect::<Vec<_>>();
    size(program, &others, constants)
}

/// How many statements there are; `None` if one of them names what is neither its own nor a constant.
fn size(program: &Program, stmts: &[Stmt], constants: &mut Constants<'_>) -> Option<usize> {
    let sizes = stmts.iter().map(|stmt| {
        match &stmt.op {
            Op::Fragment(fragment) if !fragment.has_effect && constants.is_unused(stmt.results[0]) => {}
            // Its type may be known there alone.
            Op::Fragment(fragment) if fragment.declared.is_some() => return None,
            Op::Fragment(fragment) => constants.read(fragment, program.kind(stmt.results[0]))?,
            Op::Call(..) | Op::Custom(_) | Op::Assert(_) => return None,
            Op::Constant(_)
            | Op::Apply(_)
            | Op::If
            | Op::For { .. }
            | Op::While
            | Op::Map { .. }
            | Op::Generate
            | Op::Pullback => {}
        }
        let inside = stmt.blocks.iter().map(|block| size(program, &block.stmts, constants)).sum::<Option<usize>>()?;
        Some(inside + 1)
    });
    sizes.sum()
}

/// Whether the body of a function looks like it calls the function.
fn names_itself(item: &ItemFn) -> bool {
    fn is_called(tokens: TokenStream, name: &Ident) -> bool {
        let tokens = tokens.into_iter().collect::<Vec<_>>();
        let here = tokens.windows(2).any(|pair| {
            matches!(pair, [TokenTree::Ident(ident), TokenTree::Group(group)]
                if ident == name && group.delimiter() == Delimiter::Parenthesis)
        });
        here || tokens.into_iter().any(|token| match token {
            TokenTree::Group(group) => is_called(group.stream(), name),
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        })
    }
    is_called(item.block.to_token_stream(), &item.sig.ident)
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
