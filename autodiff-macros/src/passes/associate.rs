//! Products in the cheapest order, and traces without the product.
//!
//! `(A B) x = A (B x)`, `(x yᵀ) A = x (yᵀ A)`, `x (yᵀ z) = x s`; `tr(A B) = Σ aᵢⱼ bⱼᵢ`, `(xᵀ A x)₁₁ = x · (A x)`,
//! `(x yᵀ) s = (x s) yᵀ`.
//! This changes results by rounding, those of the function too. A product that is read elsewhere is left alone, and so
//! is one outside of the loop that reads it.

use crate::ir::hash::{HashMap, HashSet};
use crate::ir::{Block, Builder, Constant, Op, Program, Rule, Stmt, Table, Value, all_uses};
use crate::rules::tensor::access::{INDEX, INDEX_PAIR};
use crate::rules::tensor::arithmetic::SCALE;
use crate::rules::tensor::diagonal::DIAGONAL;
use crate::rules::tensor::product::{MATMUL, MUL_TR, TR_MUL};
use crate::rules::tensor::reduce::{SUM, TRACE};

use super::chain::{Chain, Order, Scope};

pub(super) fn run(program: Program) -> Program {
    if !program.body.stmts.iter().any(has_product) {
        return program;
    }
    let (builder, body) = Builder::rewriting(program);
    let uses = all_uses(&body);
    let mut walk = Walk { builder: &builder, uses: &uses, aliases: Table::default() };
    let body = walk.block(&body);
    body.stmts.into_iter().for_each(|stmt| builder.push(stmt));
    builder.finish(body.params, body.results)
}

/// Whether there is something to do: all of it is about products, but for the sum of a diagonal.
fn has_product(stmt: &Stmt) -> bool {
    let known = [&MATMUL, &MUL_TR, &TR_MUL, &DIAGONAL];
    matches!(stmt.op, Op::Apply(rule) if known.into_iter().any(|known| rule.is(known)))
        || stmt.blocks.iter().flat_map(|block| &block.stmts).any(has_product)
}

struct Walk<'b> {
    builder: &'b Builder,
    uses: &'b Table<usize>,
    aliases: Table<Value>,
}

/// What a statement becomes.
enum Plan {
    /// This product, in another order.
    Product(Chain, Order),
    /// The trace of a product, which is its one entry too where it has one.
    Trace(Chain, Order),
    /// The trace of a matrix that is no product.
    Diagonal(Value),
    /// An outer product whose first factor is scaled: its operation and factors, and the scale.
    Outer(&'static Rule, [Value; 3]),
}

impl Walk<'_> {
    fn resolve(&self, value: Value) -> Value {
        self.aliases.get(&value).copied().unwrap_or(value)
    }

    fn block(&mut self, block: &Block) -> Block {
        let builder = self.builder;
        let single = block.stmts.iter().filter(|stmt| stmt.results.len() == 1);
        let definitions = single.map(|stmt| (stmt.results[0], stmt)).collect();
        let scope = Scope { builder, definitions, uses: self.uses };
        let (plans, inner) = plans(&scope, block);
        builder.block(block.params.clone(), || {
            for stmt in block.stmts.iter().filter(|stmt| !stmt.results.iter().any(|result| inner.contains(result))) {
                builder.at(stmt.span);
                let plan = stmt.results.first().and_then(|result| plans.get(result));
                let mut stmt = stmt.with_blocks(stmt.blocks.iter().map(|block| self.block(block)).collect());
                stmt.args.iter_mut().for_each(|arg| *arg = self.resolve(*arg));
                match plan {
                    Some(plan) => self.follow(&scope, plan, &stmt),
                    None => builder.push(stmt),
                }
            }
            block.results.iter().map(|result| self.resolve(*result)).collect()
        })
    }

    /// Writes what a statement becomes.
    fn follow(&mut self, scope: &Scope<'_>, plan: &Plan, stmt: &Stmt) {
        let builder = self.builder;
        let value = match plan {
            Plan::Product(chain, order) => scope.whole(&chain.resolved(&|value| self.resolve(value)), order),
            Plan::Trace(chain, order) => scope.trace(&chain.resolved(&|value| self.resolve(value)), order),
            Plan::Diagonal(matrix) => builder.apply(&TRACE, &[self.resolve(*matrix)]),
            Plan::Outer(rule, values) => {
                let [left, right, s] = values.map(|value| self.resolve(value));
                let scaled = builder.apply(&SCALE, &[left, s]);
                builder.apply(rule, &[scaled, right])
            }
        };
        let result = stmt.results[0];
        if let Some(name) = builder.name_of(result) {
            builder.name(value, name);
        }
        self.aliases.insert(result, value);
    }
}

/// What statements of a block become, by their results, and what is taken into them.
fn plans(scope: &Scope<'_>, block: &Block) -> (HashMap<Value, Plan>, HashSet<Value>) {
    let (mut plans, mut inner) = (HashMap::default(), HashSet::default());
    for stmt in block.stmts.iter().rev() {
        let (Op::Apply(rule), [result]) = (&stmt.op, &stmt.results[..]) else { continue };
        if inner.contains(result) {
            continue;
        }
        let Some((plan, taken)) = plan(scope, rule, stmt) else { continue };
        if let Plan::Product(chain, _) | Plan::Trace(chain, _) = &plan {
            inner.extend(&chain.inner);
        }
        inner.extend(taken);
        plans.insert(*result, plan);
    }
    (plans, inner)
}

/// What a statement becomes, and the statements that are not needed then, besides the inner products.
fn plan(scope: &Scope<'_>, rule: &Rule, stmt: &Stmt) -> Option<(Plan, Vec<Value>)> {
    let arg = *stmt.args.first()?;
    if let Some(chain) = scope.chain(stmt.results[0]) {
        // One number is read as such, or not worth the trouble.
        if is_number(scope, stmt.results[0]) {
            return None;
        }
        let order = scope.cheaper(&chain)?;
        return Some((Plan::Product(chain, order), Vec::new()));
    }
    if !scope.is_read_once(arg) {
        return None;
    }
    if rule.is(&SUM)
        && let Some([matrix]) = scope.args_of(arg, &DIAGONAL)
    {
        let trace = trace(scope, *matrix, vec![arg]);
        return Some(trace.unwrap_or((Plan::Diagonal(*matrix), vec![arg])));
    }
    let is_first = || stmt.args[1..].iter().all(|index| is_zero(scope, *index));
    let is_read = rule.is(&SUM) || ((rule.is(&INDEX) || rule.is(&INDEX_PAIR)) && is_first());
    let is_entry = is_read && is_number(scope, arg);
    if rule.is(&TRACE) || is_entry {
        return trace(scope, arg, Vec::new());
    }
    if rule.is(&SCALE) {
        return outer(scope, arg, stmt.args[1]);
    }
    None
}

fn is_number(scope: &Scope<'_>, value: Value) -> bool {
    scope.builder.kind(value).tensor().is_some_and(|tensor| tensor.rows.is_one() && tensor.cols.is_one())
}

/// Whether an index is 0: any other panics.
fn is_zero(scope: &Scope<'_>, index: Value) -> bool {
    let definition = scope.definitions.get(&index).copied();
    definition.is_some_and(|stmt| matches!(stmt.op, Op::Constant(Constant::Int(0, _))))
}

/// The trace of a product that nobody else reads.
fn trace(scope: &Scope<'_>, product: Value, taken: Vec<Value>) -> Option<(Plan, Vec<Value>)> {
    let chain = scope.chain(product).filter(|_| scope.is_read_once(product))?;
    let order = scope.for_trace(&chain);
    Some((Plan::Trace(chain, order), [taken, vec![product]].concat()))
}

/// A scaled outer product.
fn outer(scope: &Scope<'_>, product: Value, s: Value) -> Option<(Plan, Vec<Value>)> {
    scope.chain(product).filter(|chain| chain.is_outer(scope))?;
    [&MATMUL, &TR_MUL, &MUL_TR].into_iter().find_map(|rule| {
        let args = scope.args_of(product, rule)?;
        Some((Plan::Outer(rule, [args[0], args[1], s]), vec![product]))
    })
}
