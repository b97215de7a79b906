//! What entries say of themselves besides their derivatives.

use crate::ir::interpret::{Datum, run};
use crate::ir::{ArgumentRule, Derivative};
use crate::passes::optimize;
use crate::tests::support::numbers::{flat, moved, same};
use crate::tests::support::random::Random;

use super::case::{Case, cases};
use super::over_the_table;
use super::uses::uses;

/// `f(a + b) = f(a) + f(b)` in each argument that an entry calls linear; where it is linear in several together, as a
/// sum is, in all of them together, and `f(a + b) + f(0) = f(a) + f(b)` in each.
#[test]
fn what_is_called_linear_is_linear() {
    over_the_table(|rule| {
        let mut random = Random::of(rule.name);
        for case in cases(rule, &mut random)?.iter().filter(|case| case.is_differentiable()) {
            let linear = (0..case.args.len()).filter(|place| rule.is_linear_in(*place)).collect::<Vec<_>>();
            for place in &linear {
                is_linear(case, &[*place], is_affine(case, *place), &mut random)?;
            }
            if matches!(rule.derivative, Derivative::ByArgument { joint: true, .. }) {
                is_linear(case, &linear, false, &mut random)?;
            }
        }
        Ok(())
    });
}

/// Whether the other arguments may contribute to the result on their own.
fn is_affine(case: &Case, place: usize) -> bool {
    let joint = matches!(case.rule.derivative, Derivative::ByArgument { joint: true, .. });
    joint || matches!(case.rule.argument(place), Some(ArgumentRule::Slope { .. }))
}

fn is_linear(case: &Case, places: &[usize], affine: bool, random: &mut Random) -> Result<(), String> {
    let other = random.directions(&places.iter().map(|place| case.args[*place].clone()).collect::<Vec<_>>());
    // The arguments in these places times `first`, plus the others times `second`.
    let value = |first: f64, second: f64| {
        let mut args = case.args.clone();
        for (place, other) in places.iter().zip(&other) {
            let arg = moved(&args[*place], first - 1.0, &args[*place]);
            args[*place] = moved(&arg, second, other);
        }
        (case.rule.eval)(&args)
    };
    let zero = if affine { value(0.0, 0.0) } else { moved(&value(0.0, 0.0), -1.0, &value(0.0, 0.0)) };
    let parts = moved(&value(1.0, 0.0), 1.0, &value(0.0, 1.0));
    let whole = moved(&value(1.0, 1.0), 1.0, &zero);
    same(&format!("linear in {places:?}, {case}"), &flat(&[parts]), &flat(&[whole]))
}

/// What other operations make has the value that nalgebra gives.
#[test]
fn what_is_defined_by_others_is_what_it_says() {
    over_the_table(|rule| {
        if !matches!(rule.derivative, Derivative::Defined(_)) {
            return Ok(());
        }
        let mut random = Random::of(rule.name);
        for case in cases(rule, &mut random)? {
            let subject = uses(&case)[0].subject(&case);
            let expected = (rule.eval)(&case.args);
            same(&format!("the value of {case}"), &flat(&subject.values()), &flat(&[expected]))?;
        }
        Ok(())
    });
}

/// A discrete result stays as it is nearby, has no derivative, and survives optimization.
#[test]
fn what_is_discrete_is_constant() {
    over_the_table(|rule| {
        let mut random = Random::of(rule.name);
        for case in cases(rule, &mut random)?.iter().filter(|case| !case.is_differentiable()) {
            if !matches!(rule.derivative, Derivative::Zero) {
                return Err("a discrete result has a derivative".to_owned());
            }
            for way in uses(case) {
                let subject = way.subject(case);
                let tangents = random.directions(&subject.point());
                let value = text(&subject.values());
                let optimized = optimize(subject.program.clone());
                let nearby = [-1e-6, 1e-6].map(|step| text(&run(&subject.program, &subject.moved(step, &tangents))));
                if text(&run(&optimized, &subject.args)) != value || nearby.iter().any(|nearby| *nearby != value) {
                    return Err(format!("{way} of {case}: {value} is {nearby:?} nearby"));
                }
            }
        }
        Ok(())
    });
}

fn text(data: &[Datum]) -> String {
    format!("{data:?}")
}
