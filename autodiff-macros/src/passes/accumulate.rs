//! A product that is added to something which was read before is added to it in place: `s + a b` becomes `s` with the product added,
//! which needs no matrix or vector of its own. A sum that is all that reads its terms stays one, as in the text book.
//!
//! This rounds differently, so the function's own values are left alone. It comes last: what is to be computed is settled then, and
//! other passes see the product. Sizes that only run time knows are worth it.

use crate::ir::hash::{HashMap, HashSet};
use crate::ir::{Block, Dim, Elem, Form, Op, Program, Rule, Stmt, Value, uses};
use crate::rules::tensor::arithmetic::ADD;
use crate::rules::tensor::product::{ADD_MATMUL, ADD_MUL_TR, ADD_TR_MUL, MATMUL, MUL_TR, TR_MUL};

/// Products, and what adds one to something.
const SUMS: [(&Rule, &Rule); 3] = [(&MATMUL, &ADD_MATMUL), (&TR_MUL, &ADD_TR_MUL), (&MUL_TR, &ADD_MUL_TR)];

/// Of parameters that `is_scattered`, entries do not stand next to each other.
pub(super) fn run(mut program: Program, is_scattered: &dyn Fn(Value) -> bool) -> Program {
    if program.values.iter().any(|data| matches!(data.kind.elem(), Some(Elem::Param(_)))) {
        return program;
    }
    let mut body = std::mem::take(&mut program.body);
    let known = body.params.iter().copied().filter(|param| !is_scattered(*param)).collect();
    Walk { program: &program, known }.block(&mut body);
    program.body = body;
    program
}

struct Walk<'p> {
    program: &'p Program,
    /// What is a vector or matrix of its own, and no part of another.
    known: HashSet<Value>,
}

impl Walk<'_> {
    fn block(&mut self, block: &mut Block) {
        let uses = uses(block);
        // Products that nothing but one statement of this block reads.
        let mut products: HashMap<Value, Stmt> = HashMap::default();
        let mut taken = HashSet::default();
        let mut made = HashSet::default();
        for stmt in &mut block.stmts {
            stmt.blocks.iter_mut().for_each(|inner| self.block(inner));
            if let Some((sum, product)) = self.sum(stmt, &products, &made, &uses) {
                taken.insert(product);
                *stmt = sum;
            }
            if is_own(&stmt.op) {
                self.known.extend(&stmt.results);
                made.extend(stmt.results.iter().copied());
            }
            if let ([result], true) = (&stmt.results[..], self.is_product(stmt))
                && uses.get(result) == Some(&1)
            {
                products.insert(*result, stmt.clone());
            }
        }
        block.stmts.retain(|stmt| !stmt.results.iter().any(|result| taken.contains(result)));
    }

    /// The statement that adds a product in place, and the product; `made` are values of the block that may be changed.
    fn sum(
        &self,
        stmt: &Stmt,
        products: &HashMap<Value, Stmt>,
        made: &HashSet<Value>,
        uses: &HashMap<Value, usize>,
    ) -> Option<(Stmt, Value)> {
        let Op::Apply(rule) = &stmt.op else { return None };
        let is_primal = stmt.results.iter().all(|result| (result.0 as usize) < self.program.primal);
        if !rule.is(&ADD) || is_primal {
            return None;
        }
        let [one, two] = stmt.args[..] else { return None };
        [(one, two), (two, one)].into_iter().find_map(|(start, product)| {
            let Stmt { op: Op::Apply(rule), args, .. } = products.get(&product)? else { return None };
            // The runtime adds what has the same type.
            let is_alike = self.program.kind(start) == self.program.kind(product);
            let (_, sum) = SUMS.iter().find(|(product, _)| rule.is(product))?;
            let args = [start].into_iter().chain(args.iter().copied()).collect();
            (made.contains(&start) && is_alike && uses.get(&start) != Some(&1))
                .then(|| (Stmt { op: Op::Apply(sum), args, ..stmt.clone() }, product))
        })
    }

    /// Whether it is a product of factors which the runtime adds to something.
    fn is_product(&self, stmt: &Stmt) -> bool {
        let Op::Apply(rule) = &stmt.op else { return false };
        let is_one = SUMS.iter().any(|(product, _)| rule.is(product));
        let [left, right] = stmt.args[..] else { return false };
        let is_right = self.is_matrix(right) || !rule.is(&MUL_TR) && self.is_vector(right);
        is_one && self.is_matrix(left) && is_right && [left, right].iter().all(|factor| self.known.contains(factor))
    }

    fn is_matrix(&self, value: Value) -> bool {
        let tensor = self.program.kind(value).tensor();
        tensor.is_some_and(|tensor| tensor.rows == Dim::Dyn && tensor.cols == Dim::Dyn)
    }

    fn is_vector(&self, value: Value) -> bool {
        let tensor = self.program.kind(value).tensor();
        tensor.is_some_and(|tensor| tensor.rows == Dim::Dyn && tensor.cols.is_one())
    }
}

/// Whether the results are vectors or matrices of their own.
fn is_own(op: &Op) -> bool {
    match op {
        Op::Apply(rule) => !matches!(
            rule.form,
            Form::View(_) | Form::Part | Form::Slice | Form::Index | Form::Path | Form::Member | Form::Field(_)
        ),
        Op::Map { .. } | Op::Generate | Op::For { .. } | Op::While => true,
        Op::Constant(_) | Op::Fragment(_) | Op::Call(..) | Op::If | Op::Custom(_) | Op::Pullback | Op::Assert(_) => {
            false
        }
    }
}
