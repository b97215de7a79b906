//! Records of loops that run a small, known number of times: they stand on the stack.

use crate::ir::hash::HashMap;
use crate::ir::{Block, Constant, Dim, Elem, Kind, Op, Program, Stmt, Table, Tensor, Value, uses};
use crate::rules::array::{ELEMENT, PUSH};

use super::loops::is_record;

/// A longer record is on the heap. In bytes.
const MOST_BYTES: usize = 4096;

/// For empty records that are filled by one loop, and then read element by element: how many elements they get.
pub(super) fn records(program: &Program, uses: &Table<usize>) -> HashMap<Value, usize> {
    let mut search = Search {
        program,
        numbers: HashMap::default(),
        empty: Vec::new(),
        reads: HashMap::default(),
        filled: Vec::new(),
    };
    search.block(&program.body);
    let count = |value: Value| uses.get(&value).copied().unwrap_or(0);
    let Search { empty, reads, filled, .. } = search;
    let is_plain = |filled: &&Filled| {
        let is_read_by_element = reads.get(&filled.result).copied().unwrap_or(0) == count(filled.result);
        empty.contains(&filled.start) && count(filled.start) == 1 && is_read_by_element
    };
    filled.iter().filter(is_plain).map(|filled| (filled.start, filled.count)).collect()
}

/// A record that a loop adds one element to in each iteration.
struct Filled {
    start: Value,
    result: Value,
    count: usize,
}

struct Search<'p> {
    program: &'p Program,
    numbers: HashMap<Value, i128>,
    /// What makes empty records.
    empty: Vec<Value>,
    /// How often elements of an array are read.
    reads: HashMap<Value, usize>,
    filled: Vec<Filled>,
}

impl Search<'_> {
    fn block(&mut self, block: &Block) {
        for stmt in &block.stmts {
            if let Op::Constant(Constant::Int(number, _)) = stmt.op {
                self.numbers.insert(stmt.results[0], number);
            }
            if is_record(stmt) {
                self.empty.push(stmt.results[0]);
            }
            if matches!(&stmt.op, Op::Apply(rule) if rule.is(&ELEMENT)) {
                *self.reads.entry(stmt.args[0]).or_insert(0) += 1;
            }
            stmt.blocks.iter().for_each(|block| self.block(block));
            if let Op::For { .. } = stmt.op {
                self.filled(stmt);
            }
        }
    }

    fn filled(&mut self, stmt: &Stmt) {
        let [from, to] = [stmt.args[0], stmt.args[1]].map(|bound| self.numbers.get(&bound).copied());
        let Some(count) = from.zip(to).and_then(|(from, to)| usize::try_from(to - from).ok()) else { return };
        let body = &stmt.blocks[0];
        let uses = uses(body);
        for (place, result) in stmt.results.iter().enumerate() {
            let (before, after) = (body.params[place + 1], body.results[place]);
            let is_push = |stmt: &Stmt| {
                let pushes = matches!(&stmt.op, Op::Apply(rule) if rule.is(&PUSH));
                pushes && stmt.results[..] == [after] && stmt.args[0] == before
            };
            let is_alone = uses.get(&before) == Some(&1) && uses.get(&after) == Some(&1);
            let is_small = self.bytes(before).is_some_and(|bytes| bytes * count <= MOST_BYTES);
            if is_small && is_alone && body.stmts.iter().any(is_push) {
                self.filled.push(Filled { start: stmt.args[place + 2], result: *result, count });
            }
        }
    }

    /// The size of an element that can be copied, where it is known.
    fn bytes(&self, record: Value) -> Option<usize> {
        let Kind::Array(element, Dim::Dyn) = self.program.kind(record) else { return None };
        match element.as_ref() {
            Kind::Real(Elem::F64 | Elem::F32 | Elem::Any) => Some(8),
            Kind::Tensor(Tensor { elem: Elem::F64 | Elem::F32, rows: Dim::Known(rows), cols: Dim::Known(cols) }) => {
                Some(8 * rows * cols)
            }
            Kind::Real(Elem::Param(_))
            | Kind::Tensor(_)
            | Kind::Factor(..)
            | Kind::Geometry(..)
            | Kind::Array(..)
            | Kind::Int(_)
            | Kind::Bool
            | Kind::Record(_)
            | Kind::Opaque
            | Kind::Open
            | Kind::Pullback => None,
        }
    }
}
