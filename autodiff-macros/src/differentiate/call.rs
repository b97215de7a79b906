//! Calls: the derivative of a call is what the pullback of the call gives, or its pushforward.
//!
//! A pullback of the function by itself is kept, as a value that can't be computed again. Any other is made again where
//! a block is computed again, so that no pullback is ever stored in one of another function.

use std::rc::Rc;

use crate::ir::{Builder, Call, Callee, Kind, Op, Parts, Passed, Program, Stmt, Value};
use crate::rules::zero_like;

use super::linearize::{Calls, Linearizer};
use super::transpose::Transposer;

impl Linearizer<'_> {
    pub(super) fn call(&mut self, call: Call, callee: &Rc<Callee>, stmt: &Stmt) {
        match call {
            Call::Primal => self.primal_call(callee, stmt),
            Call::Recorded => self.recorded_call(callee, stmt),
            Call::Cotangent => self.cotangent_call(callee, stmt),
            Call::Tangent | Call::Pushforward | Call::Second => {
                unreachable!("`{}` is made by the last linearization", stmt.op)
            }
        }
    }

    fn primal_call(&mut self, callee: &Rc<Callee>, stmt: &Stmt) {
        let builder = self.builder;
        let is_varied = callee.differentiated().iter().any(|place| self.tangent(stmt.args[*place]).is_some());
        if !is_varied || callee.by_direction || self.calls == Calls::Pushed {
            builder.push(stmt.clone());
            if is_varied {
                self.pushed(callee, stmt, &stmt.args, &stmt.results);
            }
            return;
        }
        let pullback = builder.fresh(Kind::Pullback, false);
        let mut recorded = stmt.clone();
        recorded.op = Op::Call(Call::Recorded, Rc::clone(callee));
        recorded.results.push(pullback);
        builder.push(recorded);
        let given = callee.needed_again(&stmt.args);
        let args = [vec![pullback], given, self.tangents_of_call(callee, &stmt.args)].concat();
        let results = stmt.results.iter().map(|result| self.new_tangent(*result)).collect();
        let op = Op::Call(Call::Tangent, Rc::clone(callee));
        builder.push(Stmt { results, op, args: args.into(), blocks: Vec::new(), span: stmt.span });
    }

    fn tangents_of_call(&self, callee: &Callee, args: &[Value]) -> Vec<Value> {
        callee.differentiated().iter().map(|place| self.tangent_like(args[*place])).collect()
    }

    fn tangent_like(&self, value: Value) -> Value {
        self.tangent(value).unwrap_or_else(|| zero_like(self.builder, value))
    }

    /// The tangents of results, from those of the arguments.
    fn pushed(&mut self, callee: &Rc<Callee>, stmt: &Stmt, args: &[Value], of: &[Value]) {
        let args = [args.to_vec(), self.tangents_of_call(callee, args)].concat();
        let results = of.iter().map(|result| self.new_tangent(*result)).collect();
        let op = Op::Call(Call::Pushforward, Rc::clone(callee));
        self.builder.push(Stmt { results, op, args: args.into(), blocks: Vec::new(), span: stmt.span });
    }

    /// Second order: the call gives its values and its pullback as before, and their tangents beside them.
    fn recorded_call(&mut self, callee: &Rc<Callee>, stmt: &Stmt) {
        self.builder.push(stmt.clone());
        let (pullback, values) = stmt.results.split_last().expect("values and a pullback");
        self.recorded.insert(*pullback, stmt.clone());
        if callee.differentiated().iter().any(|place| self.tangent(stmt.args[*place]).is_some()) {
            self.pushed(callee, stmt, &stmt.args, values);
        }
    }

    /// The tangents of what a pullback gives, from those of the arguments of the call and of the cotangents.
    fn cotangent_call(&mut self, callee: &Rc<Callee>, stmt: &Stmt) {
        let builder = self.builder;
        builder.push(stmt.clone());
        let recorded = self.recorded.get(&stmt.args[0]).expect("the call that gave the pullback").clone();
        let seeds = &stmt.args[stmt.args.len() - callee.result.count()..];
        let by_arguments = callee.differentiated().iter().any(|place| self.tangent(recorded.args[*place]).is_some());
        if !by_arguments && seeds.iter().all(|seed| self.tangent(*seed).is_none()) {
            return;
        }
        let of_seeds = seeds.iter().map(|seed| self.tangent_like(*seed)).collect::<Vec<_>>();
        let of_args = self.tangents_of_call(callee, &recorded.args);
        let args = [recorded.args.to_vec(), of_args, seeds.to_vec(), of_seeds].concat();
        let results = stmt.results.iter().map(|result| self.new_tangent(*result)).collect();
        let op = Op::Call(Call::Second, Rc::clone(callee));
        builder.push(Stmt { results, op, args: args.into(), blocks: Vec::new(), span: stmt.span });
    }
}

impl Transposer<'_> {
    /// Calls the pullback.
    pub(super) fn call(&mut self, callee: &Rc<Callee>, stmt: &Stmt) {
        let builder = self.builder;
        let seeds = stmt.results.iter().map(|result| self.take(*result)).collect::<Vec<_>>();
        if seeds.iter().all(Option::is_none) {
            return;
        }
        let pairs = stmt.results.iter().zip(seeds);
        let seeds = pairs.map(|(result, seed)| seed.unwrap_or_else(|| zero_like(builder, self.primal_of(*result))));
        let seeds = seeds.collect::<Vec<_>>();
        let (given, tangents) = stmt.args.split_at(stmt.args.len() - callee.differentiated().len());
        let results = tangents.iter().map(|tangent| builder.fresh(builder.kind(*tangent), true)).collect::<Vec<_>>();
        let args = [given.to_vec(), seeds].concat();
        let op = Op::Call(Call::Cotangent, Rc::clone(callee));
        builder.push(Stmt {
            results: results.clone().into(),
            op,
            args: args.into(),
            blocks: Vec::new(),
            span: stmt.span,
        });
        for (tangent, cotangent) in tangents.iter().zip(results) {
            self.accumulate_if_linear(*tangent, cotangent);
        }
    }
}

/// For the Program of a `vjp`: a pullback that borrows from what does not outlive the function is made where it is
/// called, in the pullback of the function.
pub(crate) fn without_borrows(
    mut program: Program,
    outlives: &impl Fn(Value) -> bool,
    is_part: &impl Fn(Value) -> bool,
) -> Program {
    let borrows = |callee: &Callee, args: &[Value]| {
        let is_copied = callee.needed_whole(args).into_iter().any(is_part);
        // A tuple is put together for the call.
        let is_made = |passed: &Passed| passed.by_reference && matches!(passed.parts, Parts::Tuple(_));
        is_copied || callee.parameters.iter().any(is_made) || !callee.needed_again(args).into_iter().all(outlives)
    };
    let body = std::mem::take(&mut program.body);
    let builder = Builder::over(program);
    let (mut stmts, mut moved) = (Vec::new(), Vec::new());
    for mut stmt in body.stmts {
        match &stmt.op {
            Op::Call(Call::Recorded, callee) if !callee.is_own() && borrows(callee, &stmt.args) => {
                let mut again = stmt.clone();
                stmt.op = Op::Call(Call::Primal, Rc::clone(callee));
                stmt.results.pop();
                let values = stmt.results.iter().map(|value| builder.like(*value));
                again.results = values.chain(again.results.last().copied()).collect();
                moved.push(again);
            }
            Op::Pullback => stmt.blocks[0].stmts.splice(0..0, std::mem::take(&mut moved)).for_each(drop),
            Op::Constant(_)
            | Op::Fragment(_)
            | Op::Apply(_)
            | Op::If
            | Op::For { .. }
            | Op::While
            | Op::Map { .. }
            | Op::Generate
            | Op::Call(..)
            | Op::Custom(_)
            | Op::Assert(_) => {}
        }
        stmts.push(stmt);
    }
    stmts.into_iter().for_each(|stmt| builder.push(stmt));
    builder.finish(body.params, body.results)
}
