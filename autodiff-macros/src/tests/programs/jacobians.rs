//! Jacobians: what the pullback gives for one unit cotangent after another is what each pass keeps.

use crate::differentiate::{Mode, Sweep, jacobian};
use crate::ir::interpret::{Datum, run};
use crate::ir::{Program, verify};
use crate::passes::{PASSES, prepare, settle, without_guards};
use crate::rules::logic::IS_FINITE;
use crate::tests::support::numbers::{flat, same};
use crate::tests::support::subject::{Subject, pull};

use super::over_programs;
use super::passes::{applies, has};

/// How many Programs.
const PROGRAMS: u64 = 120;

/// In so many of them there is something to do.
const FEWEST: u64 = 3;

/// Each pass keeps a Jacobian, and so does what comes last; some are taken apart, and some do without guards.
#[test]
fn jacobians_are_kept() {
    let (apart, joined, plain) = (Count::default(), Count::default(), Count::default());
    over_programs(PROGRAMS, |subject, _| {
        let prepared = Subject { program: prepare(subject.program.clone()), ..subject.clone() };
        let expected = by_pullback(&prepared);
        let mut is_apart = false;
        for sweep in [Sweep::Reverse, Sweep::Forward] {
            let mut program = jacobian(prepared.program.clone(), &prepared.params(), sweep);
            holds("the Jacobian", &program, subject, &expected)?;
            for pass in PASSES {
                let before = program.to_string();
                program = (pass.run)(program);
                holds(&format!("{sweep:?} after `{}`", pass.name), &program, subject, &expected)
                    .map_err(|error| format!("{error}\nbefore: {before}after: {program}"))?;
                let is_changed = program.to_string() != before;
                is_apart |= pass.name == "apart" && is_changed;
                apart.add(pass.name == "apart" && is_changed);
                joined.add(pass.name == "join" && is_changed);
            }
            let settled = settle(program, &|_| false);
            holds("settled", &settled, subject, &expected)?;
            let unguarded = without_guards(settled.clone());
            plain.add(has(&unguarded, &|stmt| applies(stmt, &IS_FINITE)));
            holds("without guards", &unguarded, subject, &flat(&run(&settled, &subject.args)))
                .map_err(|error| format!("{error}\nbefore: {settled}after: {unguarded}"))?;
        }
        Ok(is_apart)
    });
    let counts = [apart, joined, plain].map(|count| count.0.get());
    assert!(counts.into_iter().all(|count| count >= FEWEST), "{counts:?} of {PROGRAMS} are apart, joined, plain");
}

#[derive(Default)]
struct Count(std::cell::Cell<u64>);

impl Count {
    fn add(&self, is_one_more: bool) {
        self.0.set(self.0.get() + u64::from(is_one_more));
    }
}

/// The Jacobians by each parameter of each result, each column by column.
pub(in crate::tests) fn by_pullback(subject: &Subject) -> Vec<f64> {
    let values = subject.values();
    let vjp = subject.reverse(Mode::Vjp);
    let zeros = || values.iter().map(Datum::zero_like).collect::<Vec<_>>();
    let rows_of = |result: usize| {
        let count = flat(&values[result..=result]).len();
        let row = |place: usize| {
            let mut cotangents = zeros();
            cotangents[result] = unit(&values[result], &mut (0..).map(|at| if at == place { 1.0 } else { 0.0 }));
            pull(&vjp, &subject.args, &cotangents).1
        };
        (0..count).map(row).collect::<Vec<_>>()
    };
    let of_results = (0..values.len()).map(rows_of).collect::<Vec<_>>();
    let by_param = |param: usize| {
        let columns = flat(&subject.point()[param..=param]).len();
        let of_result = move |rows: &Vec<Vec<Datum>>| {
            let rows = rows.iter().map(|row| flat(&row[param..=param])).collect::<Vec<_>>();
            (0..columns).flat_map(|column| rows.iter().map(|row| row[column]).collect::<Vec<_>>()).collect::<Vec<_>>()
        };
        of_results.iter().flat_map(of_result).collect::<Vec<_>>()
    };
    (0..subject.wrt.len()).flat_map(by_param).collect()
}

fn unit(like: &Datum, reals: &mut dyn Iterator<Item = f64>) -> Datum {
    match like {
        Datum::Real(_) => reals.next().unwrap_or_default().into(),
        Datum::Tensor(tensor) => tensor.map(|_| reals.next().unwrap_or_default()).into(),
        Datum::Array(elements) => elements.iter().map(|element| unit(element, &mut *reals)).collect::<Vec<_>>().into(),
        Datum::Int(_) | Datum::Bool(_) | Datum::Pullback(..) => panic!("{like:?} is not real"),
    }
}

/// Whether a Program gives these numbers. Zeros that never were numbers make none of infinities, so where one sweep has NaN, another
/// may have a number.
pub(in crate::tests) fn holds(
    what: &str,
    program: &Program,
    subject: &Subject,
    expected: &[f64],
) -> Result<(), String> {
    verify(program)?;
    let found = flat(&run(program, &subject.args));
    let known = expected.iter().zip(&found).filter(|(expected, _)| !expected.is_nan());
    let (one, two): (Vec<f64>, Vec<f64>) = known.map(|(one, two)| (*one, *two)).unzip();
    if expected.len() == found.len() {
        return same(what, &one, &two);
    }
    Err(format!("{what}: {} numbers, not {}", found.len(), expected.len()))
}

/// Nothing comes of a Program without unit directions.
#[test]
fn a_gradient_is_not_taken_apart() {
    let apart = PASSES.iter().find(|pass| pass.name == "apart").expect("a pass");
    over_programs(20, |subject, _| {
        let gradient = subject.reverse(Mode::Vjp);
        let is_kept = (apart.run)(gradient.clone()).to_string() == gradient.to_string();
        if is_kept { Ok(true) } else { Err("taken apart".to_owned()) }
    });
}
