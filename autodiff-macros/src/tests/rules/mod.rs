//! The test that goes over the table itself, so that a new entry is checked without anybody writing a test.
//!
//! Scalar operations are checked at the points of their entries, the others at random vectors and matrices of all
//! the shapes that their signatures allow. Only constructors, whose result the signature leaves open, say in `case`
//! what to make of them.

mod arrays;
mod case;
mod claims;
mod mutants;
mod records;
mod shapes;
mod uses;

use crate::ir::Rule;
use crate::rules::table;

use super::support::laws::{Smooth, check_rounded, guarded};
use super::support::random::Random;

use case::Case;
use uses::Use;

/// Runs a check on every entry, and fails with all that is wrong.
fn over_the_table(mut check: impl FnMut(&'static Rule) -> Result<(), String>) {
    let errors = table().filter_map(|rule| {
        let error = guarded(|| check(rule)).err()?;
        Some(format!("`{}`: {error}", rule.name))
    });
    let errors = errors.collect::<Vec<_>>();
    assert!(errors.is_empty(), "{} operations:\n{}", errors.len(), errors.join("\n"));
}

/// Forward and reverse mode against differences and each other, to second order, before and after optimization.
#[test]
fn every_derivative_is_right() {
    over_the_table(|rule| {
        let mut random = Random::of(rule.name);
        for case in case::cases(rule, &mut random)?.iter().filter(|case| case.is_differentiable()) {
            for way in uses::uses(case) {
                derivative_is_right(case, &way, &mut random).map_err(|error| format!("{way} of {case}: {error}"))?;
            }
        }
        Ok(())
    });
}

fn derivative_is_right(case: &Case, way: &Use, random: &mut Random) -> Result<(), String> {
    let subject = way.subject(case);
    guarded(|| check_rounded(&subject, Smooth::Surely, case.rounding, random))?;
    let finite = super::support::numbers::flat(&subject.values()).iter().all(|number| number.is_finite());
    if finite || case.is_empty() { Ok(()) } else { Err("the value is not finite".to_owned()) }
}
