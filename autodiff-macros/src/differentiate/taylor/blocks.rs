//! Statements with blocks: the branches and loops of the values, which carry coefficients.

use crate::ir::{Block, Kind, Op, Stmt, Value};
use crate::rules::array::ELEMENT;
use crate::rules::scalar::power::POWI;

use super::Expander;
use super::series::System;

impl Expander<'_> {
    pub(super) fn stmts(&mut self, stmts: &[Stmt]) {
        let mut run = Vec::new();
        for stmt in stmts {
            self.builder.at(stmt.span);
            self.forget(&stmt.results);
            match &stmt.op {
                Op::Apply(rule) if rule.is(&POWI) && self.is_varied(stmt.args[0]) => {
                    System::expand(self, &std::mem::take(&mut run));
                    self.power(&self.renamed(stmt));
                }
                Op::Constant(_) | Op::Fragment(_) | Op::Assert(_) | Op::Apply(_) | Op::Custom(_) => {
                    run.push(self.renamed(stmt));
                }
                Op::If | Op::For { .. } | Op::While | Op::Map { .. } | Op::Generate => {
                    System::expand(self, &std::mem::take(&mut run));
                    self.builder.at(stmt.span);
                    self.with_blocks(stmt);
                }
                Op::Call(..) => self.refuse("a call of the function by itself", stmt.span),
                Op::Pullback => unreachable!("pullbacks are made by reverse mode"),
            }
        }
        System::expand(self, &run);
    }

    /// Where a loop is read again, values have the coefficients of the last reading.
    pub(super) fn forget(&mut self, values: &[Value]) {
        for value in values {
            self.plain.remove(value);
            self.series.remove(value);
        }
    }

    /// A statement on the coefficients of order 0.
    pub(super) fn renamed(&self, stmt: &Stmt) -> Stmt {
        Stmt { args: stmt.args.iter().map(|arg| self.plain(*arg)).collect(), ..stmt.clone() }
    }

    pub(super) fn with_blocks(&mut self, stmt: &Stmt) {
        match stmt.op {
            Op::If => self.branch(stmt),
            Op::For { .. } | Op::While => self.repeat(stmt),
            Op::Map { located } => self.map(stmt, located),
            Op::Generate => self.generate(stmt),
            Op::Constant(_)
            | Op::Fragment(_)
            | Op::Assert(_)
            | Op::Apply(_)
            | Op::Call(..)
            | Op::Custom(_)
            | Op::Pullback => {
                unreachable!("a statement without blocks")
            }
        }
    }

    /// Says that a value is known by its coefficients.
    pub(super) fn define(&mut self, value: Value, series: Value) {
        let builder = self.builder;
        let plain = builder.apply(&ELEMENT, &[series, builder.int(0)]);
        if let Some(name) = builder.name_of(value) {
            builder.name(plain, name.clone());
            builder.name(series, name.with("_series"));
        }
        self.plain.insert(value, plain);
        self.set_series(plain, series);
    }

    pub(super) fn is_varied(&self, value: Value) -> bool {
        self.series.contains_key(&self.plain(value))
    }

    /// What leaves a block: coefficients of what varies.
    pub(super) fn leaving(&self, values: &[Value], varied: &[bool]) -> Vec<Value> {
        let pairs = values.iter().zip(varied);
        pairs.map(|(value, varied)| if *varied { self.lifted(*value) } else { self.plain(*value) }).collect()
    }

    /// Results of a statement: new ones for what varies, to be defined when the statement stands.
    pub(super) fn arriving(&mut self, values: &[Value], varied: &[bool]) -> Vec<Value> {
        let builder = self.builder;
        let is_factor = |(value, varied): (&Value, &bool)| *varied && matches!(builder.kind(*value), Kind::Factor(..));
        if values.iter().zip(varied).any(is_factor) {
            self.refuse("a factorization that leaves a branch or a loop", builder.span());
        }
        let pairs = values.iter().zip(varied);
        let fresh = |value: Value| builder.fresh(self.kind(&builder.kind(value)), true);
        pairs.map(|(value, varied)| if *varied { fresh(*value) } else { *value }).collect()
    }

    pub(super) fn define_all(&mut self, values: &[Value], arrived: &[Value], varied: &[bool]) {
        for ((value, series), varied) in values.iter().zip(arrived).zip(varied) {
            if *varied {
                self.define(*value, *series);
            }
        }
    }

    pub(super) fn branch(&mut self, stmt: &Stmt) {
        let builder = self.builder;
        let blocks = stmt.blocks.iter().map(|block| {
            builder.block(block.params.clone(), || {
                self.stmts(&block.stmts);
                Vec::new()
            })
        });
        let blocks = blocks.collect::<Vec<_>>();
        let of = |place: usize| stmt.blocks.iter().any(|block| self.is_varied(block.results[place]));
        let varied = (0..stmt.results.len()).map(of).collect::<Vec<_>>();
        let blocks = blocks.into_iter().zip(&stmt.blocks);
        let blocks = blocks.map(|(block, primal)| builder.reopen(block, || self.leaving(&primal.results, &varied)));
        let blocks = blocks.collect();
        let results = self.arriving(&stmt.results, &varied);
        let args = vec![self.plain(stmt.args[0])];
        builder.push(Stmt { results: results.clone().into(), op: Op::If, args: args.into(), blocks, span: stmt.span });
        self.define_all(&stmt.results, &results, &varied);
    }

    pub(super) fn repeat(&mut self, stmt: &Stmt) {
        let builder = self.builder;
        let at = stmt.op.carries().expect("a loop");
        let inits = &stmt.args[at.args..];
        let mut varied = inits.iter().map(|init| self.is_varied(*init)).collect::<Vec<_>>();
        // A value may come to vary in the loop, and hand that on in the next iteration.
        let body = loop {
            let body = self.iteration(&stmt.blocks[0], &varied);
            let results = stmt.blocks[0].results.iter().zip(&varied);
            let found = results.map(|(result, varied)| *varied || self.is_varied(*result)).collect::<Vec<_>>();
            if found == varied {
                break builder.reopen(body, || self.leaving(&stmt.blocks[0].results, &varied));
            }
            varied = found;
        };
        let mut blocks = vec![body];
        if let Some(condition) = stmt.blocks.get(1) {
            let block = self.iteration(condition, &varied);
            blocks.push(builder.reopen(block, || vec![self.plain(condition.results[0])]));
        }
        let args = stmt.args[..at.args].iter().map(|arg| self.plain(*arg)).collect::<Vec<_>>();
        let args = [args, self.leaving(inits, &varied)].concat();
        let arrived = self.arriving(&stmt.results[at.results..], &varied);
        let results = [&stmt.results[..at.results], &arrived].concat();
        builder.push(Stmt { results: results.into(), op: stmt.op.clone(), args: args.into(), blocks, span: stmt.span });
        self.define_all(&stmt.results[at.results..], &arrived, &varied);
    }

    /// A block of a loop, without its results.
    pub(super) fn iteration(&mut self, block: &Block, varied: &[bool]) -> Block {
        let builder = self.builder;
        let arrived = self.arriving(&block.params[1..], varied);
        let params = std::iter::once(block.params[0]).chain(arrived.iter().copied()).collect();
        builder.block(params, || {
            self.forget(&block.params[1..]);
            self.define_all(&block.params[1..], &arrived, varied);
            self.stmts(&block.stmts);
            Vec::new()
        })
    }
}
