//! Statements: bindings, branches and loops.

use super::Gen;
use crate::tree::{Block, Expr, Holder, Piece, Stmt, Ty, Use};

impl Gen {
    pub(super) fn statement(&mut self, depth: usize, into: &mut Vec<Stmt>) {
        self.budget -= 2;
        let nested = depth > 1 && self.budget > 8;
        if self.theme == super::Theme::Long && self.nesting == 0 && self.chance(75) && self.pass(into).is_some() {
            return;
        }
        match self.below(31) {
            30 => self.left_or_bound(depth, into),
            0..=6 => self.bound(depth, into),
            7..=9 => self.bound_mutable(depth, into),
            10 => self.destructured(depth, into),
            11 => self.declared(depth, into),
            12 if self.frozen == 0 || self.chance(50) => self.closure(depth, into),
            13..=17 => self.assigned(depth, into),
            18 | 19 => self.mutated(depth, into),
            20 | 21 if nested => self.branch(depth, into),
            22..=25 if nested => self.for_loop(depth, into),
            26 if nested => self.while_loop(depth, into),
            27 => self.leave(depth, into),
            28 => self.odd(depth, into),
            _ => self.assigned(depth, into),
        }
    }

    fn bound(&mut self, depth: usize, into: &mut Vec<Stmt>) {
        let ty = self.local_ty();
        let name = self.name();
        let value = self.value(&ty, depth);
        let annotation = if self.chance(30) { format!(": {}", ty.text()) } else { String::new() };
        into.push(Gen::stmt(&format!("let {name}{annotation} = $;"), vec![value.into()]));
        self.bind(&name, ty);
    }

    /// A value, one of whose branches leaves the function or the iteration.
    fn left_or_bound(&mut self, depth: usize, into: &mut Vec<Stmt>) {
        let (ty, name) = (self.local_ty(), self.name());
        let condition = self.truth(1);
        let value = self.value(&ty, depth.saturating_sub(1));
        let holes = match (self.loops.is_empty(), self.returns.clone()) {
            (false, _) => {
                let word = self.one(&["break", "continue"]);
                (format!("let {name} = if $ {{ {word} }} else {{ $ }};"), vec![condition.into(), value.into()])
            }
            (true, Some(result)) => {
                let early = self.value(&result, 1);
                let text = self.one(&[
                    "let NAME = if $ { return $; } else { $ };",
                    "let NAME = match $ { true => return $, false => $ };",
                ]);
                (text.replace("NAME", &name), vec![condition.into(), early.into(), value.into()])
            }
            (true, None) => (
                format!("let {name} = if $ {{ $ }} else {{ panic!(\"no value\") }};"),
                vec![Gen::expr(&Ty::Bool, "true", Vec::new()).into(), value.into()],
            ),
        };
        into.push(Gen::stmt(&holes.0, holes.1));
        self.bind(&name, ty);
    }

    fn bound_mutable(&mut self, depth: usize, into: &mut Vec<Stmt>) {
        let ty = self.local_ty();
        let name = self.name();
        let value = self.value(&ty, depth);
        let annotation = if self.chance(40) { format!(": {}", ty.text()) } else { String::new() };
        into.push(Gen::stmt(&format!("let mut {name}{annotation} = $;"), vec![value.into()]));
        self.bind(&name, ty).mutable = true;
    }

    fn destructured(&mut self, depth: usize, into: &mut Vec<Stmt>) {
        let (a, b) = (self.simple_ty(), self.simple_ty());
        let (first, second) = (self.name(), self.name());
        let second = if first == second { format!("{second}_") } else { second };
        match self.below(5) {
            0 => {
                let (x, y) = (self.value(&a, depth), self.value(&b, depth));
                into.push(Gen::stmt(&format!("let (mut {first}, {second}) = ($, $);"), vec![x.into(), y.into()]));
                self.bind(&first, a).mutable = true;
                self.bind(&second, b);
            }
            1 => {
                let ty = Ty::List(Holder::Array, Box::new(Ty::Real), 2);
                let value = self.value(&ty, depth);
                into.push(Gen::stmt(&format!("let [{first}, {second}] = $;"), vec![value.into()]));
                self.bind(&first, Ty::Real);
                self.bind(&second, Ty::Real);
            }
            2 => {
                let ty = Ty::Tuple(vec![a.clone(), Ty::Tuple(vec![b.clone(), Ty::Real])]);
                let value = self.value(&ty, depth);
                into.push(Gen::stmt(&format!("let ({first}, ({second}, _)) = $;"), vec![value.into()]));
                self.bind(&first, a);
                self.bind(&second, b);
            }
            3 => {
                let x = self.value(&Ty::Real, depth);
                into.push(Gen::stmt(&format!("let ({first}, {second}) = $.sin_cos();"), vec![paren(x)]));
                self.bind(&first, Ty::Real);
                self.bind(&second, Ty::Real);
            }
            _ => {
                let ty = Ty::Tuple(vec![a.clone(), b.clone()]);
                let value = self.value(&ty, depth);
                into.push(Gen::stmt(&format!("let ({first}, {second}) = $;"), vec![value.into()]));
                self.bind(&first, a);
                self.bind(&second, b);
            }
        }
    }

    /// A value that comes later, by one of two branches.
    fn declared(&mut self, depth: usize, into: &mut Vec<Stmt>) {
        let (ty, name) = (self.local_ty(), self.name());
        // The declaration stands before the condition.
        let condition = self.scoped(|gen_| {
            gen_.bind(&name, ty.clone()).hidden = true;
            gen_.truth(depth)
        });
        let arm = |gen_: &mut Gen| {
            gen_.nesting += 1;
            let block = gen_.scoped(|gen_| {
                gen_.bind(&name, ty.clone()).hidden = true;
                let before = gen_.vars.len();
                let mut stmts = Vec::new();
                if gen_.chance(40) {
                    gen_.statement(depth.min(1), &mut stmts);
                }
                // What was declared since may hide it.
                if gen_.vars.iter().rev().find(|var| var.name == name).is_some_and(|var| !var.hidden) {
                    stmts.clear();
                    gen_.vars.truncate(before);
                }
                let value = gen_.value(&ty, depth.saturating_sub(1));
                stmts.push(Gen::stmt(&format!("{name} = $;"), vec![value.into()]));
                Block { stmts, tail: None }
            });
            gen_.nesting -= 1;
            block
        };
        let (yes, no) = (arm(self), arm(self));
        into.push(Gen::stmt(&format!("let {name}: {};", ty.text()), Vec::new()));
        into.push(Gen::stmt("if $ $ else $", vec![condition.into(), yes.into(), no.into()]));
        self.bind(&name, ty);
    }

    /// A closure with a name. What it may read does not change any more.
    fn closure(&mut self, depth: usize, into: &mut Vec<Stmt>) {
        let (name, a, b) = (self.one(&["f", "g", "h", "step"]), self.name(), self.name());
        let b = if a == b { format!("{b}_") } else { b };
        let mutable = self.vars.iter().map(|var| var.hidden).collect::<Vec<_>>();
        for var in &mut self.vars {
            var.hidden |= var.mutable;
        }
        let two = self.chance(50);
        let body = self.closed(|gen_| {
            gen_.bind(&a, Ty::Real);
            if two {
                gen_.bind(&b, Ty::Real);
            }
            let statements = usize::from(gen_.chance(40));
            gen_.block_of(statements, &Ty::Real, depth.saturating_sub(1))
        });
        for (var, hidden) in self.vars.iter_mut().zip(mutable) {
            var.hidden = hidden;
            var.pinned |= !var.mutable;
        }
        let params = if two { format!("{a}: f64, {b}: f64") } else { format!("{a}: f64") };
        into.push(Gen::stmt(&format!("let {name} = |{params}| $;"), vec![body.into()]));
        let target = self.name();
        let holes = (0..=usize::from(two)).map(|_| self.value(&Ty::Real, depth.saturating_sub(1)).into());
        let call = Gen::stmt(
            &format!("let {target} = {name}({});", if two { "$, $" } else { "$" }),
            holes.collect::<Vec<Piece>>(),
        );
        into.push(call);
        self.bind(&target, Ty::Real);
    }

    fn branch(&mut self, depth: usize, into: &mut Vec<Stmt>) {
        let arm = |gen_: &mut Gen| -> Piece {
            gen_.nesting += 1;
            let count = 1 + gen_.below(2);
            let block = gen_.scoped(|gen_| gen_.block(count, depth - 1));
            gen_.nesting -= 1;
            block.into()
        };
        match self.below(7) {
            0 => {
                let subject = self.subject(1);
                let (a, b, c) = (arm(self), arm(self), arm(self));
                let text =
                    self.one(&["match $ { 0 => $, 1..=2 => $, _ => $ }", "match $ { 3 => $, 0 | 2 => $, _ => $ }"]);
                into.push(Gen::stmt(text, vec![subject.into(), a, b, c]));
            }
            1 => {
                let subject = self.subject(1);
                let guard = self.truth(1);
                let (a, b) = (arm(self), arm(self));
                into.push(Gen::stmt("match $ { 0..=2 if $ => $, _ => $ }", vec![subject.into(), guard.into(), a, b]));
            }
            2 if self.has_option => {
                let name = self.name();
                self.nesting += 1;
                let block = self.scoped(|gen_| {
                    gen_.bind(&name, Ty::Real);
                    gen_.block(2, depth - 1)
                });
                self.nesting -= 1;
                into.push(Gen::stmt(&format!("if let Some({name}) = maybe $"), vec![block.into()]));
            }
            3 | 4 => {
                let condition = self.truth(depth);
                let yes = arm(self);
                into.push(Gen::stmt("if $ $", vec![condition.into(), yes]));
            }
            5 => {
                let (condition, other) = (self.truth(depth), self.truth(depth));
                let (a, b, c) = (arm(self), arm(self), arm(self));
                into.push(Gen::stmt("if $ $ else if $ $ else $", vec![condition.into(), a, other.into(), b, c]));
            }
            _ => {
                let condition = self.truth(depth);
                let (yes, no) = (arm(self), arm(self));
                into.push(Gen::stmt("if $ $ else $", vec![condition.into(), yes, no]));
            }
        }
    }

    /// The label of a loop, as it is written.
    fn label(&mut self) -> (Option<String>, String) {
        if !self.chance(25) {
            return (None, String::new());
        }
        self.labels += 1;
        let label = format!("'outer{}", self.labels);
        (Some(label.clone()), format!("{label}: "))
    }

    fn body(&mut self, label: Option<String>, depth: usize, bind: impl FnOnce(&mut Gen)) -> Block {
        self.nesting += 1;
        self.loops.push(label);
        let block = self.scoped(|gen_| {
            bind(gen_);
            let count = 1 + gen_.below(3);
            gen_.block(count, depth - 1)
        });
        self.loops.pop();
        self.nesting -= 1;
        block
    }

    fn for_loop(&mut self, depth: usize, into: &mut Vec<Stmt>) {
        let source = self.source(depth, true);
        let pinned = self.pin(&source.holes);
        let (label, written) = self.label();
        let block = self.body(label, depth, |gen_| gen_.bind_source(&source));
        self.unpin(&pinned);
        let mut holes = source.holes;
        holes.push(block.into());
        into.push(Gen::stmt(&format!("{written}for {} in {} $", source.pattern, source.text), holes));
    }

    /// What is iterated over does not change.
    fn pin(&mut self, pieces: &[Piece]) -> Vec<(usize, bool)> {
        let mut text = String::new();
        for piece in pieces {
            if let Piece::Expr(expr) = piece {
                text.push_str(&expr.text());
                text.push(' ');
            }
        }
        let words = text.split(|c: char| !c.is_alphanumeric() && c != '_').collect::<Vec<_>>();
        let named = (0..self.vars.len()).filter(|at| words.contains(&self.vars[*at].name.as_str())).collect::<Vec<_>>();
        let before = named.iter().map(|at| (*at, self.vars[*at].pinned)).collect();
        for at in named {
            self.vars[at].pinned = true;
        }
        before
    }

    fn unpin(&mut self, before: &[(usize, bool)]) {
        for (at, pinned) in before {
            self.vars[*at].pinned = *pinned;
        }
    }

    fn while_loop(&mut self, depth: usize, into: &mut Vec<Stmt>) {
        let counter = self.one(&["k", "count", "i", "n"]);
        let limit = 1 + self.below(4);
        into.push(Gen::stmt(&format!("let mut {counter} = 0_usize;"), Vec::new()));
        self.bind(counter, Ty::Int(limit)).pinned = true;
        let condition = if self.chance(50) { Some(self.truth(1)) } else { None };
        let (label, written) = self.label();
        let mut block = self.body(label, depth, |_| {});
        block.stmts.insert(0, Gen::stmt(&format!("{counter} += 1;"), Vec::new()));
        let (head, holes): (String, Vec<Piece>) = match condition {
            Some(condition) => {
                (format!("{written}while {counter} < {limit} && $ $"), vec![condition.into(), block.into()])
            }
            None if self.chance(40) => {
                block.stmts.insert(1, Gen::stmt(&format!("if {counter} > {limit} {{ break; }}"), Vec::new()));
                // The counter is one more there for a moment, but nothing reads it.
                (format!("{written}loop $"), vec![block.into()])
            }
            None => (format!("{written}while {counter} < {limit} $"), vec![block.into()]),
        };
        let is_loop = head.ends_with("loop $");
        into.push(Gen::stmt(&head, holes));
        if is_loop {
            self.vars.iter_mut().rev().find(|var| var.name == counter).expect("it was bound").ty = Ty::Int(limit + 1);
        }
    }

    /// Statements without a value.
    fn odd(&mut self, depth: usize, into: &mut Vec<Stmt>) {
        match self.below(6) {
            0 => {
                let n = self.int(3, 0);
                into.push(Gen::stmt("assert!($ < 100);", vec![n.into()]));
            }
            1 => {
                let x = self.value(&Ty::Real, depth.min(1));
                into.push(Gen::stmt("let _ = $;", vec![x.into()]));
            }
            2 if self.has_option => {
                let name = self.name();
                if let Some(result) = self.returns.clone() {
                    let other = self.value(&result, 1);
                    let text = format!("let Some({name}) = maybe else {{ return $; }};");
                    into.push(Gen::stmt(&text, vec![other.into()]));
                    self.bind(&name, Ty::Real);
                }
            }
            3 => {
                let name = self.one(&["n", "len", "k", "m"]);
                let value = self.int(3, 1);
                into.push(Gen::stmt(&format!("let {name} = $;"), vec![value.into()]));
                self.bind(name, Ty::Int(3));
            }
            4 => {
                let (name, value) = (self.name(), self.truth(1));
                into.push(Gen::stmt(&format!("let {name} = $;"), vec![value.into()]));
                self.bind(&name, Ty::Bool);
            }
            _ => {
                let block = self.scoped(|gen_| gen_.block(2, depth.min(1)));
                into.push(Gen::stmt("$", vec![block.into()]));
            }
        }
    }
}

pub(super) fn paren(expr: Expr) -> Piece {
    let ty = expr.ty.clone();
    Expr::new(ty, "($)", vec![expr.into()]).used(Use::Receiver).into()
}
