//! What may have an effect in a loop is evaluated by a loop of its own, before: as often and in the same order, while what is
//! left of the loop may turn.

use crate::ir::hash::HashSet;
use crate::ir::{Block, Builder, Dim, Kind, Op, Renaming, Stmt, Value, effects};
use crate::rules::array::{ELEMENT, PUSH};
use crate::rules::integer::iteration;
use crate::rules::tensor::construct::EMPTY;

/// What has an effect in a loop's body, and needs nothing of what the loop carries.
pub(super) struct Apart {
    effects: Vec<Value>,
    /// The statements that it is made of, in order.
    stmts: Vec<Stmt>,
}

impl Apart {
    /// `None` where something with an effect needs what the loop carries, stands in a block inside, or is no number.
    pub(super) fn of(builder: &Builder, body: &Block) -> Option<Apart> {
        let effects = effects(&body.stmts);
        let is_number = |value: &Value| matches!(builder.kind(*value), Kind::Real(_) | Kind::Int(_) | Kind::Bool);
        let is_own = |value: &Value| body.stmts.iter().any(|stmt| stmt.results[..] == [*value]);
        let mut needed = effects.iter().copied().collect::<HashSet<_>>();
        let mut stmts = Vec::new();
        let is_plain =
            |stmt: &Stmt| stmt.blocks.is_empty() && !stmt.results.iter().any(|value| builder.is_varied(*value));
        for stmt in body.stmts.iter().rev() {
            if stmt.results.iter().any(|value| needed.contains(value)) {
                needed.extend(&stmt.args);
                stmts.push(stmt.clone());
            }
        }
        stmts.reverse();
        let needs_carried = body.params[1..].iter().any(|param| needed.contains(param));
        let is_apart = effects.iter().all(|value| is_number(value) && is_own(value))
            && stmts.iter().all(is_plain)
            && !needs_carried;
        is_apart.then_some(Apart { effects, stmts })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.effects.is_empty()
    }

    /// Writes the loop that evaluates it, and gives what is left of `whole`.
    pub(super) fn write(&self, builder: &Builder, whole: &Stmt) -> Stmt {
        builder.at(whole.span);
        let range = [whole.args[0], whole.args[1]];
        let list = |effect: &Value| Kind::Array(Box::new(builder.kind(*effect)), Dim::Dyn);
        let fresh = || self.effects.iter().map(|effect| builder.fresh(list(effect), false)).collect::<Vec<_>>();
        let empty = self.effects.iter().map(|effect| builder.apply_as(&EMPTY, &range, list(effect)));
        let args = range.into_iter().chain(empty).collect::<Vec<_>>();
        let index = whole.blocks[0].params[0];
        let (lists, results) = (fresh(), fresh());
        let mut own = Renaming::default();
        own.insert(index, builder.like(index));
        let params = std::iter::once(own.get(index)).chain(lists.iter().copied()).collect();
        let block = builder.block(params, || {
            self.stmts.iter().for_each(|stmt| builder.push(own.stmt(builder, stmt)));
            let pairs = lists.iter().zip(&self.effects);
            pairs.map(|(list, effect)| builder.apply(&PUSH, &[*list, own.get(*effect)])).collect()
        });
        let op = whole.op.clone();
        builder.push(Stmt {
            results: results.clone().into(),
            op,
            args: args.into(),
            blocks: vec![block],
            span: whole.span,
        });
        self.rest(builder, whole, &results)
    }

    /// The loop, which reads what was evaluated.
    fn rest(&self, builder: &Builder, whole: &Stmt, lists: &[Value]) -> Stmt {
        let body = &whole.blocks[0];
        let block = builder.block(body.params.clone(), || {
            let place = iteration(builder, whole, body.params[0]);
            for stmt in &body.stmts {
                match self.effects.iter().position(|effect| stmt.results[..] == [*effect]) {
                    Some(at) => builder.push(Stmt {
                        op: Op::Apply(&ELEMENT),
                        args: vec![lists[at], place].into(),
                        ..stmt.clone()
                    }),
                    None => builder.push(stmt.clone()),
                }
            }
            body.results.clone()
        });
        Stmt { blocks: vec![block], ..whole.clone() }
    }
}
