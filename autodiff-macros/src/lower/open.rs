//! Kinds of constants that show behind a branch or a loop: what goes in is of the kind of what comes out.

use crate::ir::{Block, Kind, Op, Program, Value};

/// Makes open kinds known by what they become.
pub(super) fn settle(mut program: Program) -> Program {
    let mut groups = Vec::new();
    collect(&program.body, &mut groups);
    program.rules.iter().flat_map(|rule| rule.by.iter().flatten()).for_each(|block| collect(block, &mut groups));
    let mut is_changed = true;
    while std::mem::take(&mut is_changed) {
        for group in &groups {
            let known = group.iter().map(|value| program.kind(*value)).find(|kind| **kind != Kind::Open).cloned();
            let Some(known) = known else { continue };
            for value in group {
                if *program.kind(*value) == Kind::Open {
                    program.data_mut(*value).kind = known.clone();
                    is_changed = true;
                }
            }
        }
    }
    program
}

/// Values that are one after another, or one or the other.
fn collect(block: &Block, groups: &mut Vec<Vec<Value>>) {
    for stmt in &block.stmts {
        if let (Some(carries), [body, conditions @ ..]) = (stmt.op.carries(), &stmt.blocks[..]) {
            groups.extend((0..body.results.len()).map(|place| {
                let inside = [body.params[1 + place], body.results[place]];
                let outside = [stmt.args[carries.args + place], stmt.results[carries.results + place]];
                let asked = conditions.iter().map(|block| block.params[1 + place]);
                inside.into_iter().chain(outside).chain(asked).collect()
            }));
        }
        if let (Op::If, [yes, no]) = (&stmt.op, &stmt.blocks[..]) {
            let results = stmt.results.iter().zip(&yes.results).zip(&no.results);
            groups.extend(results.map(|((result, yes), no)| vec![*result, *yes, *no]));
        }
        stmt.blocks.iter().for_each(|block| collect(block, groups));
    }
}
