//! Loops that read and change entries of ranges of an array, several times in an iteration.

use crate::differentiate::Mode;
use crate::ir::interpret::run;
use crate::ir::{Int, Kind, Op, Program, Stmt, verify};
use crate::passes::{optimize, prepare, settle};
use crate::rules::array::{ADD_ELEMENT, ELEMENT, PUSH, SET_ELEMENT};
use crate::rules::integer::{INT_ADD, INT_MUL};
use crate::tests::support::laws::{Smooth, check};
use crate::tests::support::numbers::{flat, same};
use crate::tests::support::random::Random;
use crate::tests::support::subject::{Subject, pull};

use super::generator::{Generator, Size, generate_with};

/// How many Programs.
const PROGRAMS: u64 = 150;

impl Generator<'_> {
    /// A loop over the halves of an array, or over parts of it that overlap.
    fn in_ranges(&mut self) {
        let builder = self.builder;
        let array = self.any(|size| matches!(size, Size::Array(2..)));
        let Some((array, Size::Array(length))) = array.map(|array| (array, self.sizes[&array])) else { return };
        let array = (length..4).fold(array, |longer, _| builder.apply(&PUSH, &[longer, self.any_scalar()]));
        let length = length.max(4);
        let end = builder.int(2);
        let start = match self.random.below(4) {
            0 => builder.int(1),
            1 => builder.apply(&INT_MUL, &[builder.int(1), end]),
            _ => end,
        };
        let index = builder.fresh(Kind::Int(Int::Named("usize")), false);
        let carried = builder.fresh(builder.kind(array), true);
        let block = self.inside(vec![index, carried], |inner| {
            let other = builder.apply(&INT_ADD, &[start, index]);
            let mut whole = carried;
            for _ in 0..2 + inner.random.below(6) {
                let place = if inner.random.once_in(2) { index } else { other };
                let number = inner.any_scalar();
                let number = builder.node(number).sin().value();
                match inner.random.below(3) {
                    0 => inner.define(builder.apply(&ELEMENT, &[whole, place]), Size::Scalar),
                    1 => whole = builder.apply(&SET_ELEMENT, &[whole, place, number]),
                    _ => whole = builder.apply(&ADD_ELEMENT, &[whole, place, number]),
                }
            }
            vec![whole]
        });
        let result = builder.fresh(builder.kind(array), true);
        let op = Op::For { reversed: self.random.once_in(3) };
        let args = vec![builder.int(0), end, array];
        builder.push(Stmt {
            results: smallvec::smallvec![result],
            op,
            args: args.into(),
            blocks: vec![block],
            span: builder.span(),
        });
        self.define(result, Size::Array(length));
        for place in 0..length {
            let entry = builder.apply(&ELEMENT, &[result, builder.int(place as i128)]);
            let scaled = builder.node(entry).sin() * builder.node(self.any_scalar()).cos();
            self.define(scaled.value(), Size::Scalar);
        }
        let sum = self.visible[self.visible.len() - length..].to_vec();
        let sum = sum.into_iter().map(|value| builder.node(value)).reduce(|sum, term| sum + term);
        self.visible.truncate(self.visible.len() - length);
        sum.into_iter().for_each(|sum| self.define(sum.value(), Size::Scalar));
    }
}

/// How often elements are read or changed.
pub(in crate::tests) fn accesses(program: &Program) -> usize {
    fn inside(stmts: &[Stmt]) -> usize {
        let is_access = |stmt: &&Stmt| {
            let rules = [&ELEMENT, &SET_ELEMENT, &ADD_ELEMENT];
            matches!(stmt.op, Op::Apply(own) if rules.iter().any(|rule| own.is(rule)))
        };
        let own = stmts.iter().filter(is_access).count();
        own + stmts.iter().flat_map(|stmt| &stmt.blocks).map(|block| inside(&block.stmts)).sum::<usize>()
    }
    inside(&program.body.stmts)
}

/// Entries that are read and set once keep values and derivatives.
#[test]
fn entries_that_change_several_times_keep_their_values() {
    let mut fewer = 0;
    for seed in 0..PROGRAMS {
        let subject = generate_with(seed, 1 + seed as usize % 4, |generator| generator.in_ranges());
        let random = &mut Random::new(!seed);
        let cotangents = random.directions(&subject.values());
        let with_tangents = [subject.args.clone(), random.directions(&subject.point())].concat();
        let prepared = Subject { program: prepare(subject.program.clone()), ..subject.clone() };
        let vjp = optimize(prepared.reverse(Mode::Vjp));
        let forward = optimize(prepared.forward());
        let pulled = |vjp: &Program| {
            let (values, pulled) = pull(vjp, &subject.args, &cotangents);
            flat(&[values, pulled].concat())
        };
        let value = |program: &Program| flat(&run(program, &subject.args));
        let pushed = |program: &Program| flat(&run(program, &with_tangents));
        for (program, results) in [
            (&subject.program, &value as &dyn Fn(&Program) -> Vec<f64>),
            (&prepared.program, &value),
            (&vjp, &pulled),
            (&forward, &pushed),
        ] {
            let settled = settle(program.clone(), &|_| false);
            let kept = verify(&settled).and_then(|()| same("settled", &results(program), &results(&settled)));
            kept.unwrap_or_else(|error| panic!("seed {seed}: {error}\nbefore: {program}after: {settled}"));
            fewer += usize::from(accesses(&settled) < accesses(program));
        }
        let right = check(&subject, Smooth::Perhaps, random);
        right.unwrap_or_else(|error| panic!("seed {seed}: {error}\n{}", subject.program));
    }
    assert!(fewer > PROGRAMS as usize / 2, "fewer entries are read or set in {fewer} Programs");
}
