//! What a loop carries but never changes is what it was before the loop.

use std::collections::HashMap;

use crate::ir::{Block, Op, Program, Stmt, Value};

pub(super) fn run(mut program: Program) -> Program {
    let mut aliases = HashMap::new();
    block(&mut program.body, &mut aliases);
    program
}

fn block(block: &mut Block, aliases: &mut HashMap<Value, Value>) {
    for stmt in &mut block.stmts {
        stmt.args.iter_mut().for_each(|arg| *arg = resolve(*arg, aliases));
        if matches!(stmt.op, Op::For { .. }) {
            drop_unchanged(stmt, aliases);
        }
        stmt.blocks.iter_mut().for_each(|inner| self::block(inner, aliases));
    }
    block.results.iter_mut().for_each(|result| *result = resolve(*result, aliases));
}

fn resolve(value: Value, aliases: &HashMap<Value, Value>) -> Value {
    aliases.get(&value).map_or(value, |alias| resolve(*alias, aliases))
}

fn drop_unchanged(stmt: &mut Stmt, aliases: &mut HashMap<Value, Value>) {
    for place in (0..stmt.results.len()).rev() {
        let body = &mut stmt.blocks[0];
        if body.results[place] == body.params[place + 1] {
            body.results.remove(place);
            let param = body.params.remove(place + 1);
            let init = stmt.args.remove(place + 2);
            aliases.insert(param, init);
            aliases.insert(stmt.results.remove(place), init);
        }
    }
}
