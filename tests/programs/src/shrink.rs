//! Makes a failing program small: statements are dropped, expressions become what is inside of them, or constants.

use std::io;

use crate::batch::{Outcome, Workshop};
use crate::tree::{Block, Expr, Piece, Program, Stmt, Ty, Use};

/// How many candidates are compiled together.
const CANDIDATES: usize = 40;
/// How often.
const ROUNDS: usize = 60;

/// The smallest program found that fails like `program`, and what is said of it.
pub(crate) fn shrink(workshop: &Workshop, program: &Program, outcome: &Outcome) -> io::Result<(Program, Outcome)> {
    let class = outcome.class();
    let (mut best, mut said) = (program.clone(), outcome.clone());
    let mut from = 0;
    // What Rust says of generated code, it may also say of a program that has been cut in the wrong place.
    let by_rust = matches!(outcome, Outcome::Refused(message) if message.starts_with("error["));
    for _ in 0..ROUNDS {
        let candidates = candidates(&best);
        if from >= candidates.len() {
            break;
        }
        let batch = candidates.iter().skip(from).take(CANDIDATES).collect::<Vec<_>>();
        let outcomes = workshop.run(&batch)?;
        let alike = batch.into_iter().zip(outcomes).filter(|(_, outcome)| outcome.class() == class);
        let mut alike = alike.collect::<Vec<_>>();
        alike.sort_by_key(|(candidate, _)| size(candidate));
        alike.truncate(8);
        if by_rust && !alike.is_empty() {
            let programs = alike.iter().map(|(candidate, _)| *candidate).collect::<Vec<_>>();
            let mut are_rust = workshop.are_rust(&programs)?.into_iter();
            alike.retain(|_| are_rust.next().unwrap_or(false));
        }
        match alike.into_iter().next() {
            Some((candidate, outcome)) => {
                (best, said) = (candidate.clone(), outcome);
                // What could not be taken out before is seldom possible now.
                from = from.saturating_sub(CANDIDATES / 2);
            }
            None => from += CANDIDATES,
        }
    }
    Ok((best, said))
}

fn size(program: &Program) -> usize {
    crate::emit::items(program, true).len()
}

/// Programs that are smaller by one step, those of large steps first.
fn candidates(program: &Program) -> Vec<Program> {
    let mut found = Vec::new();
    for at in 0..program.functions.len() - 1 {
        let mut less = program.clone();
        less.functions.remove(at);
        found.push(less);
    }
    for at in 0..program.functions.len() {
        for form in 0..program.functions[at].forms.len() {
            let mut less = program.clone();
            less.functions[at].forms.remove(form);
            found.push(less);
        }
        for param in 0..program.functions[at].params.len() {
            if at + 1 == program.functions.len() && program.functions[at].params.len() > 1 {
                let mut less = program.clone();
                less.functions[at].params.remove(param);
                found.push(less);
            }
        }
        for body in blocks(&program.functions[at].body) {
            let mut less = program.clone();
            less.functions[at].body = body;
            found.push(less);
        }
    }
    if program.scalar == "f32" {
        let mut less = program.clone();
        less.scalar = "f64";
        found.push(less);
    }
    let before = size(program);
    found.retain(|candidate| size(candidate) < before);
    found.sort_by_key(size);
    found
}

fn blocks(block: &Block) -> Vec<Block> {
    let mut found = Vec::new();
    for at in 0..block.stmts.len() {
        let mut less = block.clone();
        less.stmts.remove(at);
        found.push(less);
        // The statements of a block inside, in its place.
        for inner in block.stmts[at].pieces.iter().filter_map(as_block) {
            let mut less = block.clone();
            less.stmts.splice(at..=at, inner.stmts.clone());
            found.push(less);
        }
        for pieces in pieces(&block.stmts[at].pieces) {
            let mut less = block.clone();
            less.stmts[at] = Stmt { pieces };
            found.push(less);
        }
    }
    if let Some(tail) = &block.tail {
        for tail in exprs(tail) {
            found.push(Block { stmts: block.stmts.clone(), tail: Some(Box::new(tail)) });
        }
    }
    found
}

fn as_block(piece: &Piece) -> Option<&Block> {
    match piece {
        Piece::Block(block) => Some(block),
        Piece::Text(_) | Piece::Expr(_) => None,
    }
}

fn pieces(pieces: &[Piece]) -> Vec<Vec<Piece>> {
    let mut found = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let smaller = match piece {
            Piece::Text(_) => Vec::new(),
            Piece::Expr(expr) => exprs(expr).into_iter().map(Piece::Expr).collect(),
            Piece::Block(block) => blocks(block).into_iter().map(Piece::Block).collect::<Vec<_>>(),
        };
        for piece in smaller {
            let mut less = pieces.to_vec();
            less[at] = piece;
            found.push(less);
        }
    }
    found
}

fn exprs(expr: &Expr) -> Vec<Expr> {
    let mut found = Vec::new();
    let mut inside = Vec::new();
    descendants(&expr.pieces, &mut inside);
    let alike = |other: &&Expr| other.ty == expr.ty && other.used == expr.used;
    found.extend(inside.into_iter().filter(alike).cloned());
    if expr.used == Use::Value && *expr.text() != *"1.0_f64" {
        let constant = match &expr.ty {
            Ty::Real => Some("1.0_f64".to_owned()),
            Ty::Int(_) => Some("0".to_owned()),
            Ty::Bool => Some("true".to_owned()),
            Ty::Tensor(..) | Ty::List(..) | Ty::Tuple(_) | Ty::Struct(..) => None,
        };
        found.extend(constant.map(|text| Expr::new(expr.ty.clone(), &text, Vec::new())));
    }
    found.extend(pieces(&expr.pieces).into_iter().map(|pieces| Expr { pieces, ..expr.clone() }));
    found
}

fn descendants<'p>(pieces: &'p [Piece], found: &mut Vec<&'p Expr>) {
    for piece in pieces {
        match piece {
            Piece::Text(_) => {}
            Piece::Expr(expr) => {
                found.push(expr);
                descendants(&expr.pieces, found);
            }
            Piece::Block(block) => {
                block.stmts.iter().for_each(|stmt| descendants(&stmt.pieces, found));
                if let Some(tail) = &block.tail {
                    found.push(tail);
                    descendants(&tail.pieces, found);
                }
            }
        }
    }
}
