//! What holds of the derivatives of every Program.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::differentiate::Mode;
use crate::ir::interpret::{Datum, run};
use crate::ir::{Program, verify};
use crate::passes::{PASSES, optimize};

use super::differences::{Estimate, derivatives};
use super::numbers::{agree, flat, inner, same, scale};
use super::random::Random;
use super::subject::{Subject, pull, push};

/// Whether a function is smooth around a point, farther than the differences reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Smooth {
    Surely,
    /// Where differences don't settle there may be a kink, and they are not compared.
    Perhaps,
}

/// The first step of the differences, for tangents of magnitude 1.
const STEP: f64 = 0.04;

/// Checks the derivatives of a Program to second order, in both modes, before and after optimization.
///
/// Returns whether the differences have settled, so that they have been compared.
///
/// # Errors
/// The first law that is broken.
pub(crate) fn check(subject: &Subject, smooth: Smooth, random: &mut Random) -> Result<bool, String> {
    check_rounded(subject, smooth, 1.0, random)
}

/// The same for a badly conditioned problem, where rounding counts so many times.
///
/// # Errors
/// The first law that is broken.
pub(crate) fn check_rounded(
    subject: &Subject,
    smooth: Smooth,
    rounding: f64,
    random: &mut Random,
) -> Result<bool, String> {
    let first = first_order("", subject, smooth, rounding, random)?;
    let gradient = subject.weighted(random).gradient();
    let second = first_order("the gradient's ", &gradient, smooth, rounding, random)?;
    symmetry(&gradient, rounding, random)?;
    Ok(first && second)
}

/// Turns a panic into an error.
///
/// # Errors
/// Those of `work`, and what it panics with.
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<String>().cloned();
        let said = said.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Err(format!("panics: {}", said.unwrap_or_default()))
    })
}

fn first_order(
    of: &str,
    subject: &Subject,
    smooth: Smooth,
    rounding: f64,
    random: &mut Random,
) -> Result<bool, String> {
    let (forward, vjp) = (subject.forward(), subject.reverse(Mode::Vjp));
    let args = &subject.args;
    let tangents = random.directions(&subject.point());
    let values = subject.values();
    let cotangents = random.directions(&values);
    let on_values = |program: &Program| flat(&run(program, args));
    let on_tangents = |program: &Program| flat(&run(program, &[&args[..], &tangents].concat()));
    let on_cotangents = |program: &Program| {
        let (values, pulled) = pull(program, args, &cotangents);
        flat(&[values, pulled].concat())
    };
    keeps(&format!("{of}value"), &subject.program, on_values)?;
    keeps(&format!("{of}forward mode"), &forward, on_tangents)?;
    keeps(&format!("{of}reverse mode"), &vjp, on_cotangents)?;

    let pushed = push(&forward, args, &tangents);
    let (beside, pulled) = pull(&vjp, args, &cotangents);
    same(&format!("{of}value beside the pullback"), &flat(&values), &flat(&beside))?;
    adjoint(&format!("{of}adjoint identity"), rounding, [&pushed, &cotangents], [&tangents, &pulled])?;
    let Some(estimates) =
        differences(subject, &tangents, smooth, rounding).map_err(|error| format!("{of}value: {error}"))?
    else {
        return Ok(false);
    };
    for (pushed, estimate) in flat(&pushed).iter().zip(&estimates) {
        against(&format!("{of}forward mode"), *pushed, *estimate)?;
    }
    let (pulled, _) = inner(&tangents, &pulled);
    against(&format!("{of}reverse mode"), pulled, weighted(&estimates, &flat(&cotangents)))?;
    Ok(true)
}

/// The derivatives along tangents by differences, with errors that allow for their own; `None` where there may be a
/// kink.
fn differences(
    subject: &Subject,
    tangents: &[Datum],
    smooth: Smooth,
    rounding: f64,
) -> Result<Option<Vec<Estimate>>, String> {
    let values = flat(&subject.values());
    let mut estimates = derivatives(|step| subject.numbers_after(step, tangents), STEP);
    for (estimate, value) in estimates.iter_mut().zip(values) {
        let size = scale(&[value, estimate.value]);
        if estimate.value.is_finite() && estimate.error > 1e-6 * rounding * size {
            let unsettled = format!("the differences don't settle: {estimate:?}");
            return if smooth == Smooth::Perhaps { Ok(None) } else { Err(unsettled) };
        }
        estimate.error = 10.0 * estimate.error + 1e-9 * rounding * size;
    }
    Ok(Some(estimates))
}

/// `⟨J t, c⟩ = ⟨t, Jᵀ c⟩`
fn adjoint(what: &str, rounding: f64, pushed: [&[Datum]; 2], pulled: [&[Datum]; 2]) -> Result<(), String> {
    let ((forward, terms), (reverse, more)) = (inner(pushed[0], pushed[1]), inner(pulled[0], pulled[1]));
    let tolerance = 1e-11 * rounding * terms.max(more).max(1.0);
    if agree(forward, reverse, tolerance) { Ok(()) } else { Err(format!("{what}: {forward:?} is not {reverse:?}")) }
}

/// A Hessian is symmetric: `⟨u, H t⟩ = ⟨t, H u⟩`.
fn symmetry(gradient: &Subject, rounding: f64, random: &mut Random) -> Result<(), String> {
    let forward = gradient.forward();
    let [one, two] = [random.directions(&gradient.point()), random.directions(&gradient.point())];
    let [of_one, of_two] = [&one, &two].map(|tangents| push(&forward, &gradient.args, tangents));
    adjoint("symmetry of the Hessian", rounding, [&of_one, &two], [&one, &of_two])
}

/// A combination of derivatives.
fn weighted(estimates: &[Estimate], weights: &[f64]) -> Estimate {
    let terms = || estimates.iter().zip(weights);
    Estimate {
        value: terms().map(|(estimate, weight)| estimate.value * weight).sum(),
        error: terms().map(|(estimate, weight)| estimate.error * weight.abs()).sum(),
    }
}

fn against(what: &str, derivative: f64, estimate: Estimate) -> Result<(), String> {
    let Estimate { value, error } = estimate;
    let fits = agree(derivative, value, error);
    if fits { Ok(()) } else { Err(format!("{what}: {derivative:?}, but differences give {value:?} ± {error:.0e}")) }
}

/// Checks that a Program is well-formed, and that `optimize` keeps the numbers that it gives.
///
/// # Errors
/// The law that is broken, or the first pass that changes a number.
pub(crate) fn keeps(what: &str, program: &Program, numbers: impl Fn(&Program) -> Vec<f64>) -> Result<(), String> {
    verify(program).map_err(|law| format!("{what}: {law}"))?;
    let expected = numbers(program);
    let optimized = guarded(|| Ok(numbers(&optimize(program.clone()))));
    if optimized.and_then(|numbers| same(what, &expected, &numbers)).is_err() {
        return Err(blame(what, program, &expected, numbers));
    }
    Ok(())
}

/// What the first pass does wrong that does something wrong.
fn blame(what: &str, program: &Program, expected: &[f64], numbers: impl Fn(&Program) -> Vec<f64>) -> String {
    let mut program = program.clone();
    for pass in PASSES {
        let before = program.clone();
        let step = guarded(|| {
            let after = (pass.run)(before.clone());
            verify(&after)?;
            same(what, expected, &numbers(&after))?;
            Ok(after)
        });
        match step {
            Ok(after) => program = after,
            Err(error) => {
                let after = guarded(|| Ok((pass.run)(before.clone()).to_string())).unwrap_or_default();
                return format!("{what}: pass `{}`: {error}\nbefore: {before}\nafter: {after}", pass.name);
            }
        }
    }
    format!("{what}: `optimize` does more than its passes")
}
