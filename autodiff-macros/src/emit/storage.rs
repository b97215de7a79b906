//! Which values share storage: an update that is the last to read its operand changes it in place, and a loop goes on
//! with what an update or a loop before it has changed for it alone.
//!
//! What reads the operand before the update is written before it: see `Writer::waits`.

use crate::ir::hash::{HashMap, HashSet};
use crate::ir::{Block, Form, Op, Stmt, Value};

/// For a value that is changed in place: the value that it becomes.
pub(super) fn heirs(body: &Block) -> HashMap<Value, Value> {
    let mut heirs = HashMap::default();
    find(body, &[], &mut heirs);
    heirs
}

/// `variables` are the parameters that are variables of a loop; all others belong to somebody else.
fn find(block: &Block, variables: &[Value], heirs: &mut HashMap<Value, Value>) {
    let mut defined = variables.iter().copied().collect::<HashSet<_>>();
    let mut changed = defined.clone();
    for (place, stmt) in block.stmts.iter().enumerate() {
        if is_update(stmt) && defined.contains(&stmt.args[0]) && is_last_use(block, place, stmt.args[0]) {
            heirs.insert(stmt.args[0], stmt.results[0]);
        }
        if let Some(at) = stmt.op.carries() {
            for (init, result) in stmt.args[at.args..].iter().zip(&stmt.results[at.results..]) {
                if changed.contains(init) && is_last_use(block, place, *init) {
                    heirs.insert(*init, *result);
                }
            }
        }
        if is_update(stmt) || stmt.op.carries().is_some() {
            changed.extend(&stmt.results);
        }
        for (place, inner) in stmt.blocks.iter().enumerate() {
            // A condition reads the variables, and changes none.
            let is_body = stmt.op.carries().is_some() && place == 0;
            let variables = if is_body { &inner.params[1..] } else { &[] };
            find(inner, variables, heirs);
        }
        defined.extend(&stmt.results);
    }
}

/// Whether a statement reads a value once, and nothing after it does.
fn is_last_use(block: &Block, place: usize, operand: Value) -> bool {
    let mut later = 0;
    let mut count = |value: Value| later += usize::from(value == operand);
    block.stmts[place..].iter().for_each(|stmt| stmt.for_each_use(&mut count));
    block.results.iter().copied().for_each(count);
    later == 1
}

/// The values that updates start from, whether in place or with a copy.
pub(super) fn updated(block: &Block) -> HashSet<Value> {
    let own = block.stmts.iter().filter(|stmt| is_update(stmt)).map(|stmt| stmt.args[0]);
    let inside = block.stmts.iter().flat_map(|stmt| &stmt.blocks).flat_map(updated);
    own.chain(inside).collect()
}

/// Whether a statement changes its first argument in place.
pub(super) fn is_update(stmt: &Stmt) -> bool {
    matches!(&stmt.op, Op::Apply(rule) if matches!(rule.form, Form::Update(_)))
}
