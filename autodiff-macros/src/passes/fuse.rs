//! Entrywise chains become one map, so that no temporary vector is made on the way.
//!
//! A chain is fused where it holds something that nalgebra would allocate for: a map or an entrywise product.
//! Sums and scalings alone stay operators, which reuse the buffers of their operands and read like the text book.

use crate::ir::hash::HashMap;
use crate::ir::{Block, Builder, Elem, Kind, Op, Program, Renaming, Rule, Stmt, Table, Value, all_uses};
use crate::rules::scalar::arithmetic as scalar;
use crate::rules::tensor::arithmetic as tensor;
use crate::rules::tensor::construct::FROM_ELEMENT;

/// nalgebra's `zip_zip_map` takes three.
pub(super) const MOST_ARGUMENTS: usize = 3;

/// Entrywise operations and what they do to entries.
const ENTRYWISE: &[(&Rule, &Rule)] = &[
    (&tensor::ADD, &scalar::ADD),
    (&tensor::SUB, &scalar::SUB),
    (&tensor::NEG, &scalar::NEG),
    (&tensor::SCALE, &scalar::MUL),
    (&tensor::UNSCALE, &scalar::DIV),
    (&tensor::ADD_SCALAR, &scalar::ADD),
    (&tensor::COMPONENT_MUL, &scalar::MUL),
    (&tensor::COMPONENT_DIV, &scalar::DIV),
];

pub(super) fn run(program: Program) -> Program {
    let (builder, body) = Builder::rewriting(program);
    let counts = all_uses(&body);
    let fuser = Fuser { builder: &builder, counts };
    fuser.stmts(body.stmts, &mut HashMap::default());
    builder.finish(body.params, body.results)
}

struct Fuser<'b> {
    builder: &'b Builder,
    counts: Table<usize>,
}

impl Fuser<'_> {
    /// Writes statements again; `chains` holds those that may still be taken into a later one.
    fn stmts(&self, stmts: Vec<Stmt>, chains: &mut HashMap<Value, Stmt>) {
        for mut stmt in stmts {
            self.builder.at(stmt.span);
            let blocks = stmt.blocks.into_iter().map(|Block { params, stmts, results }| {
                self.builder.block(params, || {
                    self.stmts(stmts, &mut HashMap::default());
                    results
                })
            });
            stmt.blocks = blocks.collect();
            if let Some(fused) = self.fuse(&stmt, chains) {
                stmt = fused;
            }
            if is_entrywise(&stmt) || filler(&stmt).is_some() {
                chains.insert(stmt.results[0], stmt.clone());
            }
            self.builder.push(stmt);
        }
    }

    /// The statement as one map with the chains that it alone reads.
    fn fuse(&self, stmt: &Stmt, chains: &HashMap<Value, Stmt>) -> Option<Stmt> {
        if !is_entrywise(stmt) || !self.allocates(stmt, chains) {
            return None;
        }
        let mut fusion = Fusion { fuser: self, chains, args: Vec::new(), params: Vec::new(), taken: 0 };
        let mut block = self.builder.block(Vec::new(), || vec![fusion.entry(stmt)]);
        block.params = fusion.params;
        if fusion.taken == 0 || fusion.args.is_empty() || fusion.args.len() > MOST_ARGUMENTS {
            return None;
        }
        // nalgebra's `zip_map` takes what has one type.
        let whole = self.builder.kind(stmt.results[0]);
        if fusion.args.iter().any(|arg| self.builder.kind(*arg).is_of_other_sizes(&whole)) {
            return None;
        }
        let op = Op::Map { located: false };
        Some(Stmt { results: stmt.results.clone(), op, args: fusion.args.into(), blocks: vec![block], span: stmt.span })
    }

    /// The chain that this value comes from, if nobody else reads it.
    fn chain<'c>(&self, value: Value, chains: &'c HashMap<Value, Stmt>) -> Option<&'c Stmt> {
        let chain = chains.get(&value)?;
        (self.counts.get(&value) == Some(&1)).then_some(chain)
    }

    /// Whether nalgebra would make a temporary for the statement or for a chain that it alone reads.
    fn allocates(&self, stmt: &Stmt, chains: &HashMap<Value, Stmt>) -> bool {
        let inner = |arg: &Value| self.chain(*arg, chains).is_some_and(|chain| self.allocates(chain, chains));
        matches!(stmt.op, Op::Map { .. }) || is_component(stmt) || stmt.args.iter().any(inner)
    }
}

/// The map that is being made.
struct Fusion<'b> {
    fuser: &'b Fuser<'b>,
    chains: &'b HashMap<Value, Stmt>,
    args: Vec<Value>,
    params: Vec<Value>,
    /// How many chains have been taken in.
    taken: usize,
}

impl Fusion<'_> {
    /// The entry of a vector that is read from outside: a parameter of the map.
    fn param(&mut self, arg: Value) -> Value {
        if let Some(place) = self.args.iter().position(|known| *known == arg) {
            return self.params[place];
        }
        let builder = self.fuser.builder;
        let elem = builder.kind(arg).elem().cloned().unwrap_or(Elem::Any);
        let param = builder.fresh(Kind::Real(elem), builder.is_varied(arg));
        if let Some(name) = builder.name_of(arg) {
            builder.name(param, name);
        }
        self.args.push(arg);
        self.params.push(param);
        param
    }

    /// The entry of a statement's result.
    fn entry(&mut self, stmt: &Stmt) -> Value {
        let builder = self.fuser.builder;
        let args = stmt.args.iter().map(|arg| {
            if builder.kind(*arg).is_real() {
                return *arg;
            }
            // One number in every entry is that number, whoever else reads it.
            if let Some(number) = self.chains.get(arg).and_then(filler) {
                self.taken += 1;
                return number;
            }
            let Some(chain) = self.fuser.chain(*arg, self.chains) else { return self.param(*arg) };
            self.taken += 1;
            let entry = self.entry(chain);
            if let Some(name) = builder.name_of(*arg) {
                builder.name(entry, name);
            }
            entry
        });
        let args = args.collect::<Vec<_>>();
        match (&stmt.op, entrywise(stmt)) {
            (Op::Map { .. }, _) => self.inline(&stmt.blocks[0], &args),
            (_, Some(rule)) => builder.apply(rule, &args),
            (_, None) => unreachable!("`{}` is not entrywise", stmt.op),
        }
    }

    fn inline(&self, block: &Block, args: &[Value]) -> Value {
        let mut renaming = Renaming::default();
        for (param, arg) in block.params.iter().zip(args) {
            renaming.insert(*param, *arg);
            if let Some(name) = self.fuser.builder.name_of(*param) {
                self.fuser.builder.name(*arg, name);
            }
        }
        for stmt in &block.stmts {
            let copy = renaming.stmt(self.fuser.builder, stmt);
            self.fuser.builder.push(copy);
        }
        renaming.get(block.results[0])
    }
}

/// What an entrywise operation does to entries.
pub(super) fn entrywise(stmt: &Stmt) -> Option<&'static Rule> {
    let Op::Apply(rule) = &stmt.op else { return None };
    ENTRYWISE.iter().find(|(whole, _)| rule.is(whole)).map(|(_, entry)| *entry)
}

/// The number that a statement puts into every entry.
fn filler(stmt: &Stmt) -> Option<Value> {
    let Op::Apply(rule) = &stmt.op else { return None };
    (rule.is(&tensor::FILLED_LIKE) || rule.is(&FROM_ELEMENT)).then(|| stmt.args[stmt.args.len() - 1])
}

fn is_entrywise(stmt: &Stmt) -> bool {
    entrywise(stmt).is_some() || matches!(stmt.op, Op::Map { located: false })
}

fn is_component(stmt: &Stmt) -> bool {
    let Op::Apply(rule) = &stmt.op else { return false };
    rule.is(&tensor::COMPONENT_MUL) || rule.is(&tensor::COMPONENT_DIV)
}
