//! What is done to the function before it is differentiated, and what comes last, on Programs that give it something to do.

use crate::differentiate::Mode;
use crate::ir::interpret::{Datum, run};
use crate::ir::{Elem, Int, Kind, Op, Program, Rule, Stmt, Value, verify};
use crate::passes::{PREPARATIONS, optimize, prepare, settle};
use crate::rules::array::ARRAY_LEN;
use crate::rules::integer::INT_MIN;
use crate::rules::tensor::access::{INDEX, NROWS, SET_AT};
use crate::rules::tensor::arithmetic::ZEROS_LIKE;
use crate::rules::tensor::part::ROW;
use crate::rules::tensor::product::TRANSPOSE;
use crate::tests::support::laws::{Smooth, check};
use crate::tests::support::numbers::{flat, same};
use crate::tests::support::random::Random;
use crate::tests::support::subject::{Subject, pull};

use super::generator::{Generator, Size};
use super::over_programs;

/// How many Programs.
const PROGRAMS: u64 = 150;

impl Generator<'_> {
    /// A loop over the rows of a matrix, or over some of them, that sums what it makes of their products with one vector.
    pub(super) fn over_rows(&mut self) {
        let matrix = self.any(|size| matches!(size, Size::Tensor(2.., 2..)));
        let Some((matrix, Size::Tensor(rows, columns))) = matrix.map(|matrix| (matrix, self.sizes[&matrix])) else {
            return self.scalar();
        };
        let vector = self.any(|size| size == Size::Tensor(columns, 1));
        let Some(vector) = vector.filter(|_| self.nesting == 0) else { return self.scalar() };
        let builder = self.builder;
        let all = builder.apply(&NROWS, &[matrix]);
        let other = self.any(|size| matches!(size, Size::Array(_))).filter(|_| self.random.once_in(3));
        let end = other.map_or(all, |other| {
            let len = builder.apply(&ARRAY_LEN, &[other]);
            builder.apply(&INT_MIN, &[all, len])
        });
        let is_changed = self.random.once_in(3);
        let start = if is_changed { builder.apply(&ZEROS_LIKE, &[matrix]) } else { builder.real(0.5) };
        let (kind, varied) = (builder.kind(start), [matrix, vector].iter().any(|value| builder.is_varied(*value)));
        let index = builder.fresh(Kind::Int(Int::Named("usize")), false);
        let carried = builder.fresh(kind.clone(), varied);
        let block = self.inside(vec![index, carried], |inner| {
            let row = builder.apply(&ROW, &[matrix, index]);
            let row = builder.node(row);
            let product = if inner.random.once_in(3) {
                builder.node(builder.apply(&TRANSPOSE, &[row.value()])).dot(builder.node(vector))
            } else {
                row.tr_dot(builder.node(vector))
            };
            inner.define(product.value(), Size::Scalar);
            inner.scalar();
            let term = inner.any_scalar();
            let term = builder.node(term).sin();
            vec![if is_changed {
                builder.apply(&SET_AT, &[carried, index, term.value()])
            } else {
                (builder.node(carried) + term).value()
            }]
        });
        let result = builder.fresh(kind, varied);
        let args = vec![builder.int(0), end, start];
        let op = Op::For { reversed: self.random.once_in(6) };
        builder.push(Stmt {
            results: smallvec::smallvec![result],
            op,
            args: args.into(),
            blocks: vec![block],
            span: builder.span(),
        });
        self.define(result, if is_changed { Size::Tensor(rows, columns) } else { Size::Scalar });
    }

    /// A function of the entries of vectors that has lanes, and what is done with the whole of what it gives.
    pub(super) fn in_lanes(&mut self) {
        let Some((a, (rows, cols))) = self.any_tensor() else { return self.scalar() };
        let builder = self.builder;
        let args = [a, self.any_like(a)];
        let varied = args.iter().any(|arg| builder.is_varied(*arg));
        let entries = [0, 1].map(|_| builder.fresh(Kind::Real(Elem::F64), varied));
        let block = builder.block(entries.to_vec(), || {
            let [x, y] = entries.map(|entry| builder.node(entry));
            let made = match self.random.below(6) {
                0 => x.tanh() * y,
                1 => x.sin() + y.cos(),
                2 => (x * 0.3).exp() * y.abs(),
                3 => x.max(y) * x,
                4 => x / super::scalars::positive(y).sqrt(),
                _ => super::scalars::positive(x).ln() - y,
            };
            vec![made.value()]
        });
        let kind = builder.kind(a);
        let value = builder.emit(Op::Map { located: false }, &args, vec![block], kind, varied);
        self.define(value, Size::Tensor(rows, cols));
        for _ in 0..self.random.below(3) {
            if self.random.once_in(2) { self.entrywise() } else { self.reduction() }
        }
    }
}

/// Whether a Program has an operation somewhere.
pub(super) fn has(program: &Program, is_it: &dyn Fn(&Stmt) -> bool) -> bool {
    fn inside(stmts: &[Stmt], is_it: &dyn Fn(&Stmt) -> bool) -> bool {
        stmts.iter().any(|stmt| is_it(stmt) || stmt.blocks.iter().any(|block| inside(&block.stmts, is_it)))
    }
    inside(&program.body.stmts, is_it)
}

pub(super) fn applies(stmt: &Stmt, rule: &Rule) -> bool {
    matches!(stmt.op, Op::Apply(own) if own.is(rule))
}

/// Each preparation keeps the values, alone and after those before it; derivatives of what they give are right.
#[test]
fn every_preparation_keeps_the_values() {
    let lifted = over_programs(PROGRAMS, |subject, seed| {
        let value = |program: &Program| flat(&run(program, &subject.args));
        let expected = value(&subject.program);
        let mut prepared = subject.program.clone();
        let mut is_lifted = false;
        for pass in PREPARATIONS {
            for before in [&subject.program, &prepared] {
                let after = (pass.run)(before.clone());
                let kept = verify(&after).and_then(|()| same(pass.name, &expected, &value(&after)));
                kept.map_err(|error| format!("{error}\nbefore: {before}after: {after}"))?;
                let rows = |program: &Program| has(program, &|stmt| applies(stmt, &ROW));
                is_lifted |= pass.name == "rows" && rows(before) && after.to_string() != before.to_string();
            }
            prepared = (pass.run)(prepared);
        }
        check(&Subject { program: prepared, ..subject.clone() }, Smooth::Perhaps, &mut Random::new(!seed))?;
        Ok(is_lifted)
    });
    assert!(lifted > PROGRAMS as usize / 20, "rows are products in {lifted} Programs");
}

/// What comes last keeps values and derivatives: entries in one loop, demands that are met.
#[test]
fn settling_keeps_the_values() {
    let gathered = over_programs(PROGRAMS, |subject, seed| {
        let random = &mut Random::new(!seed);
        let cotangents = random.directions(&subject.values());
        let with_tangents = [subject.args.clone(), random.directions(&subject.point())].concat();
        let prepared = Subject { program: prepare(subject.program.clone()), ..subject.clone() };
        let vjp = optimize(prepared.reverse(Mode::Vjp));
        let gradient = optimize(prepared.weighted(random).gradient().program);
        let weighted = subject.weighted(&mut Random::new(!seed));
        let pulled = |vjp: &Program| {
            let (values, pulled) = pull(vjp, &subject.args, &cotangents);
            [values, pulled].concat()
        };
        let mut is_gathered = settled("reverse mode", &vjp, &pulled)?;
        let forward = optimize(prepared.forward());
        is_gathered |= settled("forward mode", &forward, &|forward| run(forward, &with_tangents))?;
        is_gathered |= settled("gradient", &gradient, &|gradient| {
            let mut args = weighted.args.clone();
            args.truncate(gradient.body.params.len());
            run(gradient, &args)
        })?;
        Ok(is_gathered)
    });
    assert!(gathered > PROGRAMS as usize / 20, "entries are gathered in {gathered} Programs");
}

/// Whether entries have been gathered.
fn settled(what: &str, program: &Program, results: &dyn Fn(&Program) -> Vec<Datum>) -> Result<bool, String> {
    let settled = settle(program.clone(), &|_: Value| false);
    let (expected, found) = (flat(&results(program)), flat(&results(&settled)));
    let kept = verify(&settled).and_then(|()| same(what, &expected, &found));
    kept.map_err(|error| format!("{error}\nbefore: {program}after: {settled}"))?;
    let maps = |program: &Program| has(program, &|stmt| matches!(stmt.op, Op::Map { .. }));
    let reads = |program: &Program| has(program, &|stmt| applies(stmt, &INDEX));
    Ok(maps(program) && reads(&settled) && (!maps(&settled) || !reads(program)))
}
