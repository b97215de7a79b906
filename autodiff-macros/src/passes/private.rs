//! What a loop carries, and every iteration writes anew before it reads it, is the iteration's own.
//!
//! A scratch array that stands before a loop, `let mut y = vec![0.0; d]; for .. { for i in 0..d { y[i] = ..; } .. }`, hands nothing from
//! one iteration to the next. Where nobody reads it after the loop, each iteration starts from the array as it was before the loop: no
//! iteration depends on another by it, and nothing of it is recorded. No value changes.

use super::definitions::Definitions;
use crate::ir::hash::HashMap;
use crate::ir::{Block, Constant, Op, Program, Rule, Stmt, Table, Value, all_uses};
use crate::rules::array::{ARRAY_LEN, COPY_ARRAY, ELEMENT, FILL_ARRAY, SET_ELEMENT};
use crate::rules::list::REPEAT;

pub(super) fn run(mut program: Program) -> Program {
    let mut body = std::mem::take(&mut program.body);
    let uses = all_uses(&body);
    let mut known = Known { uses, definitions: Definitions::default() };
    known.block(&mut body);
    program.body = body;
    program
}

struct Known {
    uses: Table<usize>,
    /// The operations of the table whose results are in view, or have been.
    definitions: Definitions,
}

impl Known {
    fn block(&mut self, block: &mut Block) {
        for place in 0..block.stmts.len() {
            let stmt = &mut block.stmts[place];
            if let Op::For { .. } = stmt.op {
                let own = self.drop_private(stmt);
                block.map_uses(&|value| own.get(&value).copied().unwrap_or(value));
            }
            let stmt = &mut block.stmts[place];
            stmt.blocks.iter_mut().for_each(|inner| self.block(inner));
            if let (Op::Apply(_) | Op::Constant(_), [result]) = (&stmt.op, &stmt.results[..]) {
                self.definitions.insert(*result, stmt.clone());
            }
        }
    }

    /// Takes what is private out of what a loop carries; says what stands for it.
    fn drop_private(&mut self, stmt: &mut Stmt) -> HashMap<Value, Value> {
        let mut stands = HashMap::default();
        for place in (0..stmt.results.len()).rev() {
            let (init, param) = (stmt.args[place + 2], stmt.blocks[0].params[place + 1]);
            let is_read_later = self.uses.get(&stmt.results[place]).is_some_and(|uses| *uses > 0);
            let Some(len) = self.len(init) else { continue };
            if is_read_later || !self.is_fresh(&stmt.blocks[0], param, len, init) {
                continue;
            }
            let body = &mut stmt.blocks[0];
            let next = body.results.remove(place);
            body.params.remove(place + 1);
            stmt.args.remove(place + 2);
            stmt.results.remove(place);
            // One use less of what was the next value, and as many of the first one as there were of the parameter.
            if let Some(uses) = self.uses.get_mut(&next) {
                *uses -= 1;
            }
            stands.insert(param, init);
        }
        stands
    }

    /// The length of an array that is made with one.
    fn len(&self, array: Value) -> Option<Value> {
        let stmt = self.definitions.get(&array)?;
        let [_, len] = *args_of(stmt, &REPEAT)? else { return None };
        Some(len)
    }

    /// Whether nothing in a block reads what an array of this length holds when the block begins.
    fn is_fresh(&self, block: &Block, array: Value, len: Value, init: Value) -> bool {
        let mut readers = block.stmts.iter().filter(|stmt| {
            let mut reads = false;
            stmt.for_each_use(&mut |value| reads |= value == array);
            reads
        });
        let (Some(reader), None) = (readers.next(), readers.next()) else { return false };
        if block.results.contains(&array) || reader.args.iter().filter(|arg| **arg == array).count() != 1 {
            return false;
        }
        match &reader.op {
            // Of what they write to, they read nothing.
            Op::Apply(rule) => (rule.is(&FILL_ARRAY) || rule.is(&COPY_ARRAY)) && reader.args[0] == array,
            Op::For { .. } => {
                let Some(place) = reader.args.iter().skip(2).position(|arg| *arg == array) else { return false };
                let body = &reader.blocks[0];
                let param = body.params[place + 1];
                let is_inside = reader.blocks.iter().any(|block| {
                    let mut reads = false;
                    block.for_each_use(&mut |value| reads |= value == array);
                    reads
                });
                let is_whole = self.is_zero(reader.args[0]) && self.is_len(reader.args[1], len, init);
                // Where a loop does not run, what follows it sees the array as it was before: nothing but the array itself may.
                let is_handed_on = || {
                    let result = reader.results[place];
                    let own = block.params.iter().position(|param| *param == array);
                    let is_next = own.is_some_and(|own| block.results[own - 1] == result);
                    self.uses.get(&result).copied().unwrap_or(0) == usize::from(is_next)
                };
                let is_set = is_whole && self.sets_its_own(body, param, place);
                !is_inside && (is_set || is_handed_on() && self.is_fresh(body, param, len, init))
            }
            Op::Constant(_)
            | Op::Fragment(_)
            | Op::If
            | Op::While
            | Op::Map { .. }
            | Op::Generate
            | Op::Call(..)
            | Op::Custom(_)
            | Op::Pullback
            | Op::Assert(_) => false,
        }
    }

    /// Whether each iteration sets the entry of its number, and reads no other.
    fn sets_its_own(&self, body: &Block, param: Value, place: usize) -> bool {
        let index = body.params[0];
        let set = body.stmts.iter().find(|stmt| args_of(stmt, &SET_ELEMENT).is_some_and(|args| args[0] == param));
        let Some(set) = set else { return false };
        let result = set.results[0];
        let is_own_entry = |stmt: &Stmt| args_of(stmt, &ELEMENT).is_some_and(|args| *args == [result, index]);
        let mut others = body.stmts.iter().filter(|stmt| stmt.results != set.results && !is_own_entry(stmt));
        let is_read_elsewhere = others.any(|stmt| {
            let mut reads = false;
            stmt.for_each_use(&mut |value| reads |= value == param || value == result);
            reads
        });
        let is_next = body.results.iter().filter(|next| **next == result).count() == 1 && body.results[place] == result;
        self.uses.get(&param) == Some(&1) && set.args[1] == index && is_next && !is_read_elsewhere
    }

    fn is_zero(&self, value: Value) -> bool {
        let stmt = self.definitions.get(&value);
        matches!(stmt.map(|stmt| &stmt.op), Some(Op::Constant(Constant::Int(0, _))))
    }

    /// Whether a number is this length, or that of this array.
    fn is_len(&self, number: Value, len: Value, array: Value) -> bool {
        let definition = |value: Value| self.definitions.get(&value);
        let constant = |value: Value| match definition(value).map(|stmt| &stmt.op) {
            Some(Op::Constant(Constant::Int(number, _))) => Some(*number),
            Some(_) | None => None,
        };
        let of_array = definition(number).and_then(|stmt| args_of(stmt, &ARRAY_LEN)).map(|args| args[0]);
        number == len || constant(number).is_some() && constant(number) == constant(len) || of_array == Some(array)
    }
}

fn args_of<'s>(stmt: &'s Stmt, rule: &Rule) -> Option<&'s [Value]> {
    matches!(&stmt.op, Op::Apply(applied) if applied.is(rule)).then_some(&stmt.args[..])
}
