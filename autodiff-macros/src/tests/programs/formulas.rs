//! Formulas mean what the Programs compute that they are read from.

use crate::describe::testing::{matrix_by, read, read_in_parts};
use crate::differentiate;
use crate::ir::interpret::{Datum, run};
use crate::ir::{Program, Term, Value};
use crate::passes::optimize;
use crate::tests::support::formula::{Scope, evaluate};
use crate::tests::support::numbers::{flat, same};
use crate::tests::support::random::Random;
use crate::tests::support::subject::Subject;

use super::over_programs;

/// Programs that are said.
const PROGRAMS: u64 = 300;

fn name(place: usize) -> String {
    format!("p{place}")
}

fn params(program: &Program) -> Vec<(Value, String)> {
    program.body.params.iter().enumerate().map(|(place, param)| (*param, name(place))).collect()
}

fn scope(args: &[Datum]) -> Scope {
    args.iter().enumerate().map(|(place, arg)| (name(place), arg.clone())).collect()
}

/// Compares a formula with what it was read from.
fn compare(what: &str, term: &Term, scope: &mut Scope, expected: &Datum) -> Result<(), String> {
    let found = evaluate(term, scope);
    let expected = flat(std::slice::from_ref(expected));
    // A sum of scalars and vectors stands for a vector.
    let found = flat(&[found]);
    let found = if found.len() == 1 { vec![found[0]; expected.len()] } else { found };
    if expected.iter().chain(&found).any(|number| !number.is_finite() || number.abs() > 1e6) {
        return Ok(());
    }
    let rounded = |numbers: &[f64]| numbers.iter().map(|number| (number * 1e4).round() / 1e4).collect::<Vec<_>>();
    let near = expected.len() == found.len()
        && expected.iter().zip(&found).all(|(a, b)| (a - b).abs() <= 1e-6 * (1.0 + a.abs()));
    if near {
        Ok(())
    } else {
        same(what, &rounded(&expected), &rounded(&found)).map_err(|error| format!("{error}\n{term:?}"))
    }
}

fn said(what: &str, program: &Program, args: &[Datum]) -> Result<usize, String> {
    let expected = run(program, args);
    let mut count = 0;
    for (term, expected) in read(program, &params(program)).iter().zip(&expected) {
        let Some(term) = term else { continue };
        compare(what, term, &mut scope(args), expected).map_err(|error| format!("{error}\nof {program}"))?;
        count += 1;
    }
    let (definitions, terms) = read_in_parts(program, &params(program));
    let mut parts = scope(args);
    for (name, term) in definitions {
        let value = evaluate(&term, &mut parts);
        parts.insert(name, value);
    }
    for (term, expected) in terms.iter().zip(&expected) {
        let Some(term) = term else { continue };
        compare(what, term, &mut parts, expected).map_err(|error| format!("in parts: {error}\nof {program}"))?;
    }
    Ok(count)
}

#[test]
fn formulas_mean_what_programs_compute() {
    let said = over_programs(PROGRAMS, |subject, seed| {
        said("value", &subject.program, &subject.args)?;
        let gradient = subject.weighted(&mut Random::new(!seed)).gradient();
        said("gradient", &gradient.program, &gradient.args)?;
        Ok(said("optimized gradient", &optimize(gradient.program.clone()), &gradient.args)? > 0)
    });
    assert!(said > PROGRAMS as usize / 2, "{said} Programs have a formula");
}

#[test]
fn jacobians_mean_what_programs_compute() {
    let said = over_programs(PROGRAMS, |subject, seed| Ok(jacobians(subject, &mut Random::new(seed))? > 0));
    assert!(said > PROGRAMS as usize / 5, "{said} Programs have the formula of a Jacobian");
}

/// The matrices of directional derivatives, times a direction, are the derivatives.
fn jacobians(subject: &Subject, random: &mut Random) -> Result<usize, String> {
    let mut count = 0;
    for place in &subject.wrt {
        let wrt = [subject.program.body.params[*place]];
        let pushed = optimize(differentiate::directional(subject.program.clone(), &wrt));
        let direction = random.directions(&[subject.args[*place].clone()]).remove(0);
        let args = [subject.args.clone(), vec![direction.clone()]].concat();
        let expected = run(&pushed, &args);
        let tangent = name(subject.args.len());
        for ((term, expected), result) in
            read(&pushed, &params(&pushed)).iter().zip(&expected).zip(&pushed.body.results)
        {
            let matrix = term.as_ref().and_then(|term| matrix_by(term, &pushed, *result, &tangent));
            let Some(matrix) = matrix else { continue };
            let product = matrix * Term::Name(tangent.clone(), crate::describe::testing::shape_of(&pushed, &tangent));
            compare("Jacobian", &product, &mut scope(&args), expected)
                .map_err(|error| format!("{error}\nof {pushed}"))?;
            count += 1;
        }
    }
    Ok(count)
}
