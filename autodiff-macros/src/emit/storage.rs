//! Which values share storage: an update whose operand nobody else reads changes it in place.

use std::collections::{HashMap, HashSet};

use crate::ir::{Block, Form, Op, Stmt, Value};

/// For a value that is changed in place: the value that it becomes.
pub(super) fn heirs(body: &Block, counts: &HashMap<Value, usize>) -> HashMap<Value, Value> {
    let mut heirs = HashMap::new();
    find(body, &[], counts, &mut heirs);
    heirs
}

/// `variables` are the parameters that are variables of a loop; all others belong to somebody else.
fn find(block: &Block, variables: &[Value], counts: &HashMap<Value, usize>, heirs: &mut HashMap<Value, Value>) {
    let mut defined = variables.iter().copied().collect::<HashSet<_>>();
    for stmt in &block.stmts {
        if is_update(stmt) && counts.get(&stmt.args[0]) == Some(&1) && defined.contains(&stmt.args[0]) {
            heirs.insert(stmt.args[0], stmt.results[0]);
        }
        for inner in &stmt.blocks {
            let variables = if matches!(stmt.op, Op::For { .. }) { &inner.params[1..] } else { &[] };
            find(inner, variables, counts, heirs);
        }
        defined.extend(&stmt.results);
    }
}

/// Whether a statement changes its first argument in place.
pub(super) fn is_update(stmt: &Stmt) -> bool {
    matches!(&stmt.op, Op::Apply(rule) if matches!(rule.form, Form::Update(_)))
}
