//! Drops the demands that what is left of the operations meets.
//!
//! A demand is met where an operation that panics without it runs whenever the demand is asked for, before or after: in
//! the same block, or in one around it. Of loops over one range, what one asks for all its numbers is asked for all
//! numbers of the other.

use std::cell::RefCell;
use std::rc::Rc;

use crate::ir::hash::{HashMap, HashSet};
use crate::ir::{Assertion, Block, Builder, Demand, Marks, Op, Program, Rule, Stmt, Table, Value};
use crate::rules::integer::{INT_ADD, INT_LT, INT_MIN, INT_MUL};

use super::super::dead_code;
use super::super::definitions::Definitions;
use super::asked::{Asked, asked, is_unchecked};
use super::size::{Side, Size};
use super::sizes::Sizes;

pub(in crate::passes) fn run(program: Program) -> Program {
    if !program.body.stmts.iter().any(has_demand) {
        return program;
    }
    let needed = needed(&program);
    let (builder, mut body) = Builder::rewriting(program);
    let left = left(&builder, &body, needed);
    keep(&mut body, &mut left.into_iter());
    let Block { params, stmts, results } = body;
    stmts.into_iter().for_each(|stmt| builder.push(stmt));
    builder.finish(params, results)
}

/// What is computed for more than what demands read: what is not goes with them.
fn needed(program: &Program) -> Marks {
    let mut bare = program.clone();
    keep(&mut bare.body, &mut std::iter::repeat(false));
    let mut needed = Marks::default();
    mark(&dead_code::run(bare).body.stmts, &mut needed);
    needed
}

fn mark(stmts: &[Stmt], needed: &mut Marks) {
    for stmt in stmts {
        needed.extend(&stmt.results);
        stmt.blocks.iter().for_each(|block| mark(&block.stmts, needed));
    }
}

/// For each demand, whether it is not met.
fn left(builder: &Builder, body: &Block, needed: Marks) -> Vec<bool> {
    let mut facts = Facts {
        needed,
        sizes: Sizes::new(builder, &body.params),
        names: Names::default(),
        definitions: Definitions::default(),
        counters: Table::default(),
        depth: 0,
        known: Vec::new(),
        places: 0,
    };
    facts.collect(&body.stmts, &mut Vec::new());
    facts.places = 0;
    let mut left = Vec::new();
    facts.settle(&body.stmts, &mut Vec::new(), &mut left);
    left
}

/// Keeps the demands that are not met, in order.
fn keep(block: &mut Block, left: &mut impl Iterator<Item = bool>) {
    block.stmts.retain_mut(|stmt| {
        if has_entries(stmt) {
            return true;
        }
        stmt.blocks.iter_mut().for_each(|block| keep(block, left));
        demand_of(stmt).is_none() || left.next().expect("a verdict a demand")
    });
}

/// Whether the statement's block runs for entries: nothing in it is asked for by itself.
fn has_entries(stmt: &Stmt) -> bool {
    matches!(stmt.op, Op::Map { .. } | Op::Generate)
}

fn has_demand(stmt: &Stmt) -> bool {
    demand_of(stmt).is_some() || stmt.blocks.iter().flat_map(|block| &block.stmts).any(has_demand)
}

fn demand_of(stmt: &Stmt) -> Option<Demand> {
    if let Op::Assert(Assertion::Demand(demand)) = &stmt.op { Some(*demand) } else { None }
}

/// When a block runs, as far as the one around it does not say.
#[derive(Clone, Debug, PartialEq, Eq)]
enum When {
    /// Where there is a number in this range: for each of them.
    Range(Called, Called),
    Condition(Value, bool),
    /// Nobody knows: not as often as another block.
    Place(usize),
}

/// A demand in terms of what sizes are called.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Known {
    Same(Called, Called),
    Below(Called, Called),
    Range(Called, Called, Called),
    Part(Called, Called, Called),
    Ordered(Value, Value),
}

/// What a size is called: two of one name are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Called(usize);

/// What a name stands for.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Meaning {
    Number(usize),
    Named(Rc<str>),
    Of(Value, Side),
    Inner(Value, Vec<Called>, Side),
    Value(Value),
    /// The number of a loop over this range, in so many loops.
    Counter(usize, [Called; 2]),
    Applied(&'static str, Vec<Called>),
}

/// The names so far.
#[derive(Default)]
struct Names {
    known: RefCell<HashMap<Meaning, Called>>,
}

impl Names {
    fn of(&self, meaning: Meaning) -> Called {
        let mut known = self.known.borrow_mut();
        let next = Called(known.len());
        *known.entry(meaning).or_insert(next)
    }

    fn number(&self, number: usize) -> Called {
        self.of(Meaning::Number(number))
    }

    /// The order of the arguments makes no difference.
    fn symmetric(&self, rule: &Rule, mut args: Vec<Called>) -> Called {
        args.sort_unstable();
        self.of(Meaning::Applied(rule.name, args))
    }

    /// The name of a size and a number.
    fn plus(&self, size: Called, offset: usize) -> Called {
        if offset == 0 { size } else { self.symmetric(&INT_ADD, vec![size, self.number(offset)]) }
    }
}

struct Facts<'b> {
    needed: Marks,
    sizes: Sizes<'b>,
    names: Names,
    /// Integers and conditions, by what computes them.
    definitions: Definitions,
    /// The numbers of loops: what they are called.
    counters: Table<Called>,
    /// How many loops there are around.
    depth: usize,
    known: Vec<(Vec<When>, Known)>,
    places: usize,
}

impl Facts<'_> {
    /// Takes note of what statements ask for.
    fn collect(&mut self, stmts: &[Stmt], when: &mut Vec<When>) {
        for stmt in stmts {
            if stmt.op.carries().is_some() {
                self.sizes.enter_loop(stmt);
                self.count(stmt);
            }
            if matches!(stmt.op, Op::Apply(_)) {
                self.definitions.insert(stmt.results[0], stmt.clone());
            }
            let is_needed = stmt.results.iter().any(|result| self.needed.contains(result));
            let met = if is_unchecked(stmt) || !is_needed { Vec::new() } else { asked(&self.sizes, stmt) };
            for (asked, _) in met {
                let (more, known) = self.known(&asked);
                self.known.push((when.iter().cloned().chain(more).collect(), known));
            }
            self.blocks(stmt, when, &mut |facts, block, when| {
                let outside = facts.sizes.enter(block);
                facts.collect(&block.stmts, when);
                facts.sizes.leave(outside);
            });
            self.sizes.define(stmt);
        }
    }

    /// Goes over the blocks of a statement.
    fn blocks(&mut self, stmt: &Stmt, when: &mut Vec<When>, visit: &mut impl FnMut(&mut Self, &Block, &mut Vec<When>)) {
        if has_entries(stmt) {
            return;
        }
        let is_loop = stmt.op.carries().is_some();
        self.depth += usize::from(is_loop);
        for (place, block) in stmt.blocks.iter().enumerate() {
            let inside = self.inside(stmt, place);
            when.push(inside);
            visit(self, block, when);
            when.pop();
        }
        self.depth -= usize::from(is_loop);
    }

    fn inside(&mut self, stmt: &Stmt, place: usize) -> When {
        match stmt.op {
            Op::For { .. } => self.range(stmt.args[0], stmt.args[1]),
            Op::If => match self.definitions.get(&stmt.args[0]) {
                Some(Stmt { op: Op::Apply(rule), args, .. }) if rule.is(&INT_LT) && place == 0 => {
                    let [start, end] = [args[0], args[1]];
                    self.range(start, end)
                }
                Some(_) | None => When::Condition(stmt.args[0], place == 0),
            },
            Op::While
            | Op::Pullback
            | Op::Map { .. }
            | Op::Generate
            | Op::Constant(_)
            | Op::Fragment(_)
            | Op::Apply(_)
            | Op::Call(..)
            | Op::Custom(_)
            | Op::Assert(_) => {
                self.places += 1;
                When::Place(self.places)
            }
        }
    }

    fn range(&self, start: Value, end: Value) -> When {
        When::Range(self.name(&self.sizes.int(start)), self.name(&self.sizes.int(end)))
    }

    /// Gives the number of a loop its name.
    fn count(&mut self, stmt: &Stmt) {
        if let Op::For { .. } = stmt.op {
            let [start, end] = [0, 1].map(|place: usize| self.sizes.int(stmt.args[place]));
            self.counters.insert(stmt.blocks[0].params[0], self.counter(&start, &end));
        }
    }

    /// What the number of a loop over this range is called here.
    fn counter(&self, start: &Size, end: &Size) -> Called {
        self.names.of(Meaning::Counter(self.depth, [start, end].map(|size| self.name(size))))
    }

    fn name(&self, size: &Size) -> Called {
        match size {
            Size::Number(number) => self.names.number(*number),
            Size::Named(name) => self.names.of(Meaning::Named(Rc::clone(name))),
            Size::Of(value, side) => self.names.of(Meaning::Of(*value, *side)),
            Size::Product(one, two) => self.names.symmetric(&INT_MUL, vec![self.name(one), self.name(two)]),
            Size::Inner(array, path, side) => {
                let path = path.iter().map(|index| self.name(index)).collect();
                self.names.of(Meaning::Inner(*array, path, *side))
            }
            Size::Plus(size, offset) => self.names.plus(self.name(size), *offset),
            Size::Int(value) => match (self.counters.get(value), self.definitions.get(value)) {
                (Some(counter), _) => *counter,
                (None, Some(Stmt { op: Op::Apply(rule), args, .. })) if is_arithmetic(rule.name) => {
                    let args = args.iter().map(|arg| self.name(&self.sizes.int(*arg))).collect::<Vec<_>>();
                    if rule.is(&INT_ADD) || rule.is(&INT_MUL) {
                        self.names.symmetric(rule, args)
                    } else {
                        self.names.of(Meaning::Applied(rule.name, args))
                    }
                }
                (None, Some(_) | None) => self.names.of(Meaning::Value(*value)),
            },
        }
    }

    /// A demand by names, and when it is asked for.
    fn known(&self, asked: &Asked) -> (Vec<When>, Known) {
        let name = |size: &Size| self.name(size);
        match asked {
            Asked::Same(one, two) => (Vec::new(), Known::Same(name(one), name(two))),
            Asked::Below(index, len) => (Vec::new(), Known::Below(name(index), name(len))),
            Asked::AllBelow(start, end, len) => {
                let (start, end, offset) = self.sizes.shifted(start.clone(), end.clone());
                let index = self.names.plus(self.counter(&start, &end), offset);
                (vec![When::Range(name(&start), name(&end))], Known::Below(index, name(len)))
            }
            Asked::Range(from, to, len) => (Vec::new(), Known::Range(name(from), name(to), name(len))),
            Asked::Part(start, count, len) => (Vec::new(), Known::Part(name(start), name(count), name(len))),
            Asked::Ordered(low, high) => (Vec::new(), Known::Ordered(*low, *high)),
            Asked::Within(range, asked) => {
                let (mut when, known) = self.known(asked);
                when.push(When::Range(name(&range[0]), name(&range[1])));
                (when, known)
            }
        }
    }

    /// Says of each demand whether it is left; those that are left are known from then on.
    fn settle(&mut self, stmts: &[Stmt], when: &mut Vec<When>, left: &mut Vec<bool>) {
        for stmt in stmts {
            self.blocks(stmt, when, &mut |facts, block, when| facts.settle(&block.stmts, when, left));
            let Some(demand) = demand_of(stmt) else { continue };
            let Some(asked) = self.asked(demand, stmt) else {
                left.push(true);
                continue;
            };
            let (more, known) = self.known(&asked);
            let when = when.iter().cloned().chain(more).collect::<Vec<_>>();
            let is_met = self.is_met(&asked, &known, &when);
            left.push(!is_met);
            if !is_met {
                self.known.push((when, known));
            }
        }
    }

    fn asked(&self, demand: Demand, stmt: &Stmt) -> Option<Asked> {
        if demand == Demand::Ordered {
            return Some(Asked::Ordered(stmt.args[0], stmt.args[1]));
        }
        let sizes = stmt.args.iter().map(|arg| self.sizes.int(*arg)).collect::<Vec<_>>();
        match (demand, &sizes[..]) {
            (Demand::SameSize(_), [one, two]) => Some(Asked::Same(one.clone(), two.clone())),
            (Demand::InBounds, [index, len]) => Some(Asked::Below(index.clone(), len.clone())),
            (Demand::AllInBounds, [start, end, len]) => Some(Asked::AllBelow(start.clone(), end.clone(), len.clone())),
            (Demand::RangeInBounds, [from, to, len]) => Some(Asked::Range(from.clone(), to.clone(), len.clone())),
            (Demand::PartInBounds, [start, count, len]) => Some(Asked::Part(start.clone(), count.clone(), len.clone())),
            // What callers pass is asked for by its name.
            (_, _) => None,
        }
    }

    fn is_met(&self, asked: &Asked, known: &Known, when: &[When]) -> bool {
        let facts = self.known.iter().filter(|(of, _)| of.iter().all(|of| when.contains(of)));
        let facts = facts.map(|(_, known)| known).collect::<Vec<_>>();
        let same = |one: &Called, two: &Called| reaches(&facts, *one, *two);
        let zero = self.names.number(0);
        match known {
            Known::Same(one, two) => same(one, two),
            Known::Below(index, len) => {
                let by = |fact: &&Known| matches!(fact, Known::Below(other, of) if other == index && same(of, len));
                facts.iter().any(by) || self.ends_before(asked, &same)
            }
            Known::Ordered(..) => facts.contains(&known),
            Known::Range(from, to, len) => {
                let by =
                    |fact: &&Known| matches!(fact, Known::Range(a, b, of) if a == from && same(b, to) && same(of, len));
                facts.iter().any(by) || (*from == zero && same(to, len))
            }
            Known::Part(start, count, len) => {
                let by = |fact: &&Known| matches!(fact, Known::Part(a, b, of) if a == start && same(b, count) && same(of, len));
                facts.iter().any(by) || (*start == zero && same(count, len))
            }
        }
    }

    /// Whether all numbers of a range are less than a length because its end is no more than that.
    fn ends_before(&self, asked: &Asked, same: &impl Fn(&Called, &Called) -> bool) -> bool {
        match asked {
            Asked::AllBelow(_, end, len) => self.is_at_most(end, &self.name(len), same),
            Asked::Same(..)
            | Asked::Below(..)
            | Asked::Range(..)
            | Asked::Part(..)
            | Asked::Ordered(..)
            | Asked::Within(..) => false,
        }
    }

    fn is_at_most(&self, size: &Size, len: &Called, same: &impl Fn(&Called, &Called) -> bool) -> bool {
        if same(&self.name(size), len) {
            return true;
        }
        let Size::Int(value) = size else { return false };
        match self.definitions.get(value) {
            Some(Stmt { op: Op::Apply(rule), args, .. }) if rule.is(&INT_MIN) => {
                args.iter().any(|arg| self.is_at_most(&self.sizes.int(*arg), len, same))
            }
            Some(_) | None => false,
        }
    }
}

/// Whether two sizes are the same because operations ask for it.
fn reaches(facts: &[&Known], one: Called, two: Called) -> bool {
    let mut reached = HashSet::from_iter([one]);
    loop {
        let before = reached.len();
        for fact in facts {
            if let Known::Same(a, b) = fact
                && reached.contains(a) != reached.contains(b)
            {
                reached.extend([*a, *b]);
            }
        }
        if reached.contains(&two) || reached.len() == before {
            return reached.contains(&two);
        }
    }
}

/// Whether an integer operation gives one number for the same arguments.
fn is_arithmetic(name: &str) -> bool {
    matches!(name, "int_add" | "int_sub" | "int_mul" | "int_div" | "int_rem" | "int_min" | "int_max")
}
