//! Every function of the repository's own tests, examples and documentation that the interpreter can run: what each
//! stage makes of it has the values and the derivatives that come of it as it was written.

use std::collections::BTreeSet;

use nalgebra::DMatrix;

use crate::differentiate::{self, Mode, Sweep};
use crate::ir::interpret::{Datum, run};
use crate::ir::{Dim, Kind, Program, Tensor, Value, verify};
use crate::passes::{PREPARATIONS, optimize, settle, without_guards};

use super::fuzz::corpus::{Corpus, Entry, Input};
use super::programs::jacobians::by_pullback;
use super::support::laws::guarded;
use super::support::numbers::{agree, flat, inner, same};
use super::support::random::Random;
use super::support::source::read;
use super::support::subject::{Subject, pull, push};

/// Sizes and counts that the types leave open.
const OPEN: usize = 3;

/// Jacobians and Hessians of more numbers are left out.
const MOST_NUMBERS: usize = 16;

/// The short run looks at one function of so many.
const ONE_OF: usize = 4;

/// Functions and points in the short run, at least.
const FEWEST: usize = 400;

/// What arguments are like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Arguments {
    /// Of either sign.
    Any,
    /// Positive numbers, positive definite matrices.
    Positive,
}

impl Arguments {
    const ALL: [Arguments; 2] = [Arguments::Any, Arguments::Positive];

    fn of(self, kind: &Kind, random: &mut Random) -> Option<Datum> {
        let datum = match kind {
            Kind::Real(_) => self.entry(random).into(),
            Kind::Tensor(Tensor { rows, cols, .. }) => self.matrix(size(rows), size(cols), random).into(),
            Kind::Int(_) => (2 + random.below(2)).into(),
            Kind::Bool => random.once_in(2).into(),
            Kind::Array(element, length) => {
                let elements = (0..size(length)).map(|_| self.of(element, random));
                elements.collect::<Option<Vec<_>>>()?.into()
            }
            Kind::Factor(..) | Kind::Record(_) | Kind::Geometry(..) | Kind::Opaque | Kind::Open | Kind::Pullback => {
                return None;
            }
        };
        Some(datum)
    }

    fn entry(self, random: &mut Random) -> f64 {
        match self {
            Arguments::Any => random.entry(),
            Arguments::Positive => random.positive(),
        }
    }

    fn matrix(self, rows: usize, cols: usize, random: &mut Random) -> DMatrix<f64> {
        let any = DMatrix::from_fn(rows, cols, |_, _| self.entry(random));
        if self == Arguments::Any || rows != cols {
            return any;
        }
        &any * any.transpose() + DMatrix::identity(rows, rows)
    }
}

fn size(dim: &Dim) -> usize {
    match dim {
        Dim::Known(size) => *size,
        Dim::Named(_) | Dim::Generic(_) | Dim::Dyn => OPEN,
    }
}

/// The functions at points at which they have real values: one of so many, or all of them.
fn subjects(one_of: usize) -> impl Iterator<Item = (String, Subject)> {
    let inputs = Corpus::read().marked;
    let mut known = BTreeSet::new();
    let functions = inputs.into_iter().filter(move |Input { entry, arguments, item }| {
        *entry == Entry::Differentiate && known.insert((arguments.clone(), item.clone()))
    });
    let functions = functions.step_by(one_of);
    functions.flat_map(|Input { arguments, item, .. }| {
        let at = |like| Some((item.clone(), guarded(|| Ok(at_a_point(&arguments, &item, like))).ok()??));
        Arguments::ALL.into_iter().filter_map(at).collect::<Vec<_>>()
    })
}

/// Whether no size is a const parameter: they are Rust, which the interpreter does not know.
fn has_plain_sizes(program: &Program) -> bool {
    fn is_plain(kind: &Kind) -> bool {
        let is_plain_size = |size: &Dim| !matches!(size, Dim::Named(_));
        if let Kind::Array(element, length) = kind {
            return is_plain(element) && is_plain_size(length);
        }
        kind.tensor().is_none_or(|tensor| is_plain_size(&tensor.rows) && is_plain_size(&tensor.cols))
    }
    program.body.params.iter().all(|param| is_plain(program.kind(*param)))
}

fn at_a_point(arguments: &str, item: &str, like: Arguments) -> Option<Subject> {
    let item = syn::parse_str::<syn::ItemFn>(item).ok()?;
    let (program, wrt) = read("", arguments, &item).ok()?;
    let random = &mut Random::of(&item.sig.ident.to_string());
    let args = program.body.params.iter().map(|param| like.of(program.kind(*param), random)).collect::<Option<_>>()?;
    let subject = Subject { program, wrt, args };
    if !has_plain_sizes(&subject.program) {
        return None;
    }
    let values = subject.values();
    let has_tangents =
        subject.program.body.results.iter().all(|result| subject.program.kind(*result).is_differentiable());
    (has_tangents && flat(&values).iter().all(|value| value.is_finite())).then_some(subject)
}

fn finished(program: Program) -> Program {
    settle(optimize(program), &|_: Value| false)
}

/// Checks that each preparation keeps the values.
fn prepared(subject: &Subject) -> Result<Subject, String> {
    let expected = flat(&subject.values());
    let mut program = subject.program.clone();
    for pass in PREPARATIONS {
        let before = program.clone();
        program = guarded(|| Ok((pass.run)(program)))?;
        let kept = verify(&program).and_then(|()| same(pass.name, &expected, &flat(&run(&program, &subject.args))));
        kept.map_err(|error| format!("{error}\nbefore: {before}after: {program}"))?;
    }
    Ok(Subject { program, ..subject.clone() })
}

fn holds(what: &str, expected: &[f64], found: &[Datum], program: &Program) -> Result<(), String> {
    if expected.iter().any(|number| !number.is_finite()) {
        return Ok(());
    }
    verify(program).and_then(|()| same(what, expected, &flat(found))).map_err(|error| format!("{error}\n{program}"))
}

/// Both modes, after all passes, against what comes of the function as it was written, and against each other.
fn first_order(subject: &Subject, prepared: &Subject) -> Result<(), String> {
    let random = &mut Random::new(5);
    let (tangents, cotangents) = (random.directions(&subject.point()), random.directions(&subject.values()));
    let with_tangents = [subject.args.clone(), tangents.clone()].concat();
    let plain = run(&subject.forward(), &with_tangents);
    let forward = finished(prepared.forward());
    holds("forward mode", &flat(&plain), &run(&forward, &with_tangents), &forward)?;

    let pulled = |vjp: &Program| {
        let (values, pulled) = pull(vjp, &subject.args, &cotangents);
        [values, pulled].concat()
    };
    let expected = pulled(&subject.reverse(Mode::Vjp));
    let vjp = finished(prepared.reverse(Mode::Vjp));
    holds("reverse mode", &flat(&expected), &pulled(&vjp), &vjp)?;

    let pushed = push(&subject.forward(), &subject.args, &tangents);
    let ((by_forward, terms), (by_reverse, more)) =
        (inner(&pushed, &cotangents), inner(&tangents, &expected[subject.values().len()..]));
    let is_finite = by_forward.is_finite() && by_reverse.is_finite();
    if is_finite && !agree(by_forward, by_reverse, 1e-9 * terms.max(more).max(1.0)) {
        return Err(format!("adjoint identity: {by_forward:?} is not {by_reverse:?}"));
    }
    Ok(())
}

/// Jacobians by both sweeps against one pullback for each row.
fn jacobians(subject: &Subject, prepared: &Subject) -> Result<(), String> {
    let count = flat(&subject.values()).len().max(flat(&subject.point()).len());
    if count > MOST_NUMBERS {
        return Ok(());
    }
    let expected = by_pullback(subject);
    for sweep in [Sweep::Reverse, Sweep::Forward] {
        let jacobian = differentiate::jacobian(prepared.program.clone(), &prepared.params(), sweep);
        let jacobian = without_guards(finished(jacobian));
        holds(&format!("Jacobian, {sweep:?}"), &expected, &run(&jacobian, &subject.args), &jacobian)?;
    }
    Ok(())
}

/// The gradient alone and with the value, and the derivatives of the gradient: along a direction, and all of them.
fn gradients(subject: &Subject, prepared: &Subject) -> Result<(), String> {
    let [result] = subject.program.body.results[..] else { return Ok(()) };
    if !subject.program.kind(result).is_real() {
        return Ok(());
    }
    let plain = subject.gradient();
    let expected = flat(&plain.values());
    for mode in [Mode::Gradient, Mode::ValueAndGradient] {
        let program = finished(prepared.reverse(mode));
        let found = run(&program, &subject.args);
        holds("gradient", &expected, &found[usize::from(mode == Mode::ValueAndGradient)..], &program)?;
    }
    let gradient = optimize(prepared.reverse(Mode::Gradient));
    let tangents = Random::new(7).directions(&subject.point());
    let with_tangents = [subject.args.clone(), tangents.clone()].concat();
    let hvp = finished(differentiate::directional(gradient.clone(), &prepared.params()));
    let along = push(&plain.forward(), &subject.args, &tangents);
    holds("Hessian along a direction", &flat(&along), &run(&hvp, &with_tangents), &hvp)?;
    if flat(&subject.point()).len() > MOST_NUMBERS || subject.wrt.len() > 1 {
        return Ok(());
    }
    let hessian = differentiate::jacobian(gradient, &prepared.params(), Sweep::Hessian);
    let hessian = without_guards(finished(hessian));
    holds("Hessian", &by_pullback(&plain), &run(&hessian, &subject.args), &hessian)
}

/// `AUTODIFF_PROGRAMS=4` looks at all functions.
#[test]
fn derivatives_keep_what_the_functions_mean() {
    let is_long = std::env::var("AUTODIFF_PROGRAMS").is_ok();
    let mut count = 0;
    let mut failures = Vec::new();
    for (item, subject) in subjects(if is_long { 1 } else { ONE_OF }) {
        count += 1;
        let checked = guarded(|| {
            let prepared = prepared(&subject)?;
            first_order(&subject, &prepared)?;
            jacobians(&subject, &prepared)?;
            gradients(&subject, &prepared)
        });
        failures.extend(checked.err().map(|error| format!("{error}\n{item}\nat {:?}", subject.args)));
    }
    assert!(count > FEWEST, "only {count} functions have values here");
    assert!(failures.is_empty(), "{} of {count}:\n{}", failures.len(), failures.join("\n\n"));
}
