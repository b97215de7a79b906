//! Random small Programs: derivatives of compositions, and passes that meet what nobody thought of.
//!
//! A Program that breaks a law is made again with fewer statements, as few as break one.

mod arrays;
mod blocks;
mod formulas;
mod generator;
pub(super) mod jacobians;
mod passes;
pub(super) mod places;
mod scalars;
mod tensors;

use crate::differentiate::Mode;
use crate::ir::interpret::{Datum, run};
use crate::ir::{Program, verify};
use crate::passes::PASSES;

use super::support::laws::{Smooth, check, guarded};
use super::support::numbers::{flat, same};
use super::support::random::Random;
use super::support::subject::{Subject, pull};

use generator::generate;

/// Programs in the tests of derivatives.
const PROGRAMS: u64 = 200;

/// Programs in the test of single passes, which runs each pass twice on each.
const FOR_PASSES: u64 = 100;

/// Statements of the largest Program.
const STATEMENTS: usize = 10;

/// Checks many Programs, and fails with the smallest version of the first that fails. Returns how many gave `true`.
fn over_programs(programs: u64, check: impl Fn(&Subject, u64) -> Result<bool, String>) -> usize {
    // `AUTODIFF_PROGRAMS=50` makes fifty times as many.
    let times = std::env::var("AUTODIFF_PROGRAMS").ok().and_then(|text| text.parse::<u64>().ok()).unwrap_or(1);
    let attempt = |seed: u64, statements: usize| {
        guarded(|| Ok(generate(seed, statements))).and_then(|subject| {
            let verdict = guarded(|| check(&subject, seed));
            verdict.map_err(|error| format!("{error}\n{}at {:?} by {:?}", subject.program, subject.args, subject.wrt))
        })
    };
    let verdicts = (0..programs * times).map(|seed| {
        attempt(seed, 1 + seed as usize % STATEMENTS).unwrap_or_else(|error| {
            let smaller = (0..STATEMENTS).find_map(|statements| Some((statements, attempt(seed, statements).err()?)));
            let (statements, error) = smaller.unwrap_or((STATEMENTS, error));
            panic!("seed {seed} with {statements} statements: {error}");
        })
    });
    verdicts.filter(|verdict| *verdict).count()
}

/// Forward and reverse mode against differences and each other, to second order, before and after optimization.
#[test]
fn derivatives_of_compositions_are_right() {
    let compared = over_programs(PROGRAMS, |subject, seed| check(subject, Smooth::Perhaps, &mut Random::new(!seed)));
    assert!(compared > PROGRAMS as usize * 8 / 10, "differences of {compared} Programs have settled");
}

/// Each pass keeps the values, on its own and after the passes before it, and what it gives is well-formed.
#[test]
fn every_pass_keeps_the_values() {
    over_programs(FOR_PASSES, |subject, seed| {
        let random = &mut Random::new(!seed);
        let cotangents = random.directions(&subject.values());
        let tangents = random.directions(&subject.point());
        let gradient = subject.weighted(random).gradient();
        let with_tangents = [gradient.args.clone(), tangents].concat();
        passes_keep("value", &subject.program, |program| run(program, &subject.args))?;
        passes_keep("reverse mode", &subject.reverse(Mode::Vjp), |vjp| {
            let (values, pulled) = pull(vjp, &subject.args, &cotangents);
            [values, pulled].concat()
        })?;
        passes_keep("second order", &gradient.forward(), |second| run(second, &with_tangents))?;
        Ok(true)
    });
}

fn passes_keep(what: &str, program: &Program, results: impl Fn(&Program) -> Vec<Datum>) -> Result<(), String> {
    let expected = flat(&results(program));
    let mut optimized = program.clone();
    for pass in PASSES {
        for (order, before) in [("alone", program), ("in its place", &optimized)] {
            let what = format!("{what} after `{}` {order}", pass.name);
            let after = (pass.run)(before.clone());
            let kept = verify(&after).and_then(|()| same(&what, &expected, &flat(&results(&after))));
            kept.map_err(|error| format!("{what}: {error}\nbefore: {before}after: {after}"))?;
        }
        optimized = (pass.run)(optimized);
    }
    Ok(())
}

/// A pullback may be called any number of times, and gives the same each time.
#[test]
fn pullbacks_may_be_called_again() {
    over_programs(PROGRAMS, |subject, seed| {
        let random = &mut Random::new(!seed);
        let vjp = subject.reverse(Mode::Vjp);
        let pullback = run(&vjp, &subject.args).pop().expect("a pullback");
        let [one, two] = [random.directions(&subject.values()), random.directions(&subject.values())];
        let call = |cotangents: &[Datum]| flat(&crate::ir::interpret::pull_back(&vjp, &pullback, cotangents));
        let first = call(&one);
        call(&two);
        if first == call(&one) { Ok(true) } else { Err("the second call gives something else".to_owned()) }
    });
}
