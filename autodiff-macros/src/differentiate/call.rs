//! Calls of the function by itself: the derivative of a call is what the pullback of the call gives.

use crate::ir::{Call, Kind, Op, Stmt, Value};
use crate::rules::zero_like;

use super::linearize::{Calls, Linearizer};
use super::transpose::Transposer;

impl Linearizer<'_> {
    /// The call gives a pullback too, and the tangents are those that the pullback is the transpose of.
    pub(super) fn call(&mut self, stmt: &Stmt) {
        let builder = self.builder;
        if !self.wrt.iter().any(|place| self.tangent(stmt.args[*place]).is_some()) {
            return builder.push(stmt.clone());
        }
        if self.calls == Calls::Pushed {
            return self.pushed(stmt);
        }
        let pullback = builder.fresh(Kind::Pullback, false);
        let mut recorded = stmt.clone();
        recorded.op = Op::Call(Call::Recorded);
        recorded.results.push(pullback);
        builder.push(recorded);
        let args = [vec![pullback], stmt.args.clone(), self.tangents_of_call(stmt)].concat();
        let results = stmt.results.iter().map(|result| self.new_tangent(*result)).collect();
        builder.push(Stmt { results, op: Op::Call(Call::Tangent), args, blocks: Vec::new(), span: stmt.span });
    }

    fn tangents_of_call(&self, stmt: &Stmt) -> Vec<Value> {
        let tangent = |place: &usize| {
            let arg = stmt.args[*place];
            self.tangent(arg).unwrap_or_else(|| zero_like(self.builder, arg))
        };
        self.wrt.iter().map(tangent).collect()
    }

    /// One call for values and tangents.
    fn pushed(&mut self, stmt: &Stmt) {
        let args = [stmt.args.clone(), self.tangents_of_call(stmt)].concat();
        let tangents = stmt.results.iter().map(|result| self.new_tangent(*result)).collect();
        let results = [stmt.results.clone(), tangents].concat();
        let op = Op::Call(Call::Pushforward);
        self.builder.push(Stmt { results, op, args, blocks: Vec::new(), span: stmt.span });
    }
}

impl Transposer<'_> {
    /// Calls the pullback.
    pub(super) fn call(&mut self, stmt: &Stmt) {
        let builder = self.builder;
        let seeds = stmt.results.iter().map(|result| self.take(*result)).collect::<Vec<_>>();
        if seeds.iter().all(Option::is_none) {
            return;
        }
        let pairs = stmt.results.iter().zip(seeds);
        let seeds = pairs.map(|(result, seed)| seed.unwrap_or_else(|| zero_like(builder, self.primal_of(*result))));
        let seeds = seeds.collect::<Vec<_>>();
        let (given, tangents) = stmt.args.split_at(stmt.args.len() - self.wrt);
        let results = tangents.iter().map(|tangent| builder.fresh(builder.kind(*tangent), true)).collect::<Vec<_>>();
        let args = [given.to_vec(), seeds].concat();
        let op = Op::Call(Call::Cotangent);
        builder.push(Stmt { results: results.clone(), op, args, blocks: Vec::new(), span: stmt.span });
        for (tangent, cotangent) in tangents.iter().zip(results) {
            self.accumulate_if_linear(*tangent, cotangent);
        }
    }
}
