//! Which values share storage: an update that is the last to read its operand changes it in place, and a loop goes on
//! with what an update or a loop before it has changed for it alone.
//!
//! What reads the operand before the update is written before it: see `Writer::waits`.

use crate::ir::hash::{HashMap, HashSet};
use crate::ir::{Block, Form, Marks, Op, Stmt, Table, Value};

/// For a value that is changed in place: the value that it becomes.
pub(super) fn heirs(body: &Block) -> Table<Value> {
    let mut heirs = Table::default();
    find(body, &[], &mut heirs);
    heirs
}

/// `variables` are the parameters that are variables of a loop; all others belong to somebody else.
fn find(block: &Block, variables: &[Value], heirs: &mut Table<Value>) {
    let mut defined = variables.iter().copied().collect::<HashSet<_>>();
    let mut changed = defined.clone();
    let last_uses = last_uses(block);
    for (place, stmt) in block.stmts.iter().enumerate() {
        // Whether the statement reads a value once, and nothing after it does.
        let is_last_use = |value: Value| last_uses.get(&value) == Some(&(place, 1));
        if is_update(stmt) && defined.contains(&stmt.args[0]) && is_last_use(stmt.args[0]) {
            heirs.insert(stmt.args[0], stmt.results[0]);
        }
        if let Some(at) = stmt.op.carries() {
            for (init, result) in stmt.args[at.args..].iter().zip(&stmt.results[at.results..]) {
                if changed.contains(init) && is_last_use(*init) {
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

/// For each value that a block reads: the place of the last statement that does, and how often that one does. What the block
/// gives is read behind all of them.
fn last_uses(block: &Block) -> HashMap<Value, (usize, usize)> {
    let mut last = HashMap::default();
    let mut read = |place: usize, value: Value| {
        let (latest, count) = last.entry(value).or_insert((place, 0));
        *count = if *latest == place { *count + 1 } else { 1 };
        *latest = place;
    };
    for (place, stmt) in block.stmts.iter().enumerate() {
        stmt.for_each_use(&mut |value| read(place, value));
    }
    block.results.iter().for_each(|result| read(block.stmts.len(), *result));
    last
}

/// The values that updates start from, whether in place or with a copy.
pub(super) fn updated(body: &Block) -> Marks {
    let mut found = Marks::default();
    find_updated(body, &mut found);
    found
}

fn find_updated(block: &Block, found: &mut Marks) {
    for stmt in &block.stmts {
        found.extend(stmt.args.first().filter(|_| is_update(stmt)));
        stmt.blocks.iter().for_each(|inner| find_updated(inner, found));
    }
}

/// Whether a statement changes its first argument in place.
pub(super) fn is_update(stmt: &Stmt) -> bool {
    matches!(&stmt.op, Op::Apply(rule) if matches!(rule.form, Form::Update(_)))
}
