//! Slopes at special points: zeros of both signs, infinities, NaN, kinks and ties, as the public interface fixes them.
//!
//! Every real operation is checked at special values; those with conventions of their own have rows here, each checked
//! in both modes, before and after optimization, with the
//! arguments that stand still as parameters and as numbers in the Program.

mod arithmetic;
mod functions;
mod kinks;
mod powers;
mod programs;
mod tensors;

use std::fmt;

use crate::differentiate::Mode;
use crate::ir::interpret::{Datum, run};
use crate::ir::{Builder, Elem, Int, Kind, Pattern, Program, Rule};
use crate::passes::optimize;
use crate::rules::table;

use super::support::laws::guarded;
use super::support::numbers::flat;
use super::support::subject::{Subject, pull, push};

const INF: f64 = f64::INFINITY;
const NAN: f64 = f64::NAN;

/// Slopes of a scalar operation at a point.
struct Row {
    rule: &'static Rule,
    point: &'static [f64],
    /// Places of the arguments that are differentiated by.
    varied: &'static [usize],
    cotangent: f64,
    /// What comes of the cotangent, for each varied argument.
    expected: &'static [Expected],
}

#[derive(Clone, Copy, Debug)]
enum Expected {
    /// This number but for rounding; a zero of either sign.
    Is(f64),
    /// Infinite or NaN: there is no derivative.
    NotFinite,
}

use Expected::{Is, NotFinite};

/// The slope of a function of one argument.
const fn slope(rule: &'static Rule, point: &'static [f64; 1], expected: &'static [Expected; 1]) -> Row {
    Row { rule, point, varied: &[0], cotangent: 1.0, expected }
}

/// The slopes in several arguments, or in one of several.
const fn slopes(
    rule: &'static Rule,
    point: &'static [f64],
    varied: &'static [usize],
    expected: &'static [Expected],
) -> Row {
    Row { rule, point, varied, cotangent: 1.0, expected }
}

/// An infinite slope, through which a zero cotangent contributes exactly zero.
const fn silent(rule: &'static Rule, point: &'static [f64], varied: &'static [usize]) -> Row {
    const ZEROS: &[Expected] = &[Is(0.0); 3];
    Row { rule, point, varied, cotangent: 0.0, expected: ZEROS.split_at(varied.len()).0 }
}

/// Every row.
fn rows() -> impl Iterator<Item = &'static Row> {
    [arithmetic::ROWS, functions::ROWS, kinks::ROWS, powers::ROWS].into_iter().flatten()
}

#[test]
fn slopes_follow_the_conventions() {
    let errors = rows().flat_map(|row| {
        let check = |literal: bool| guarded(|| row.check(literal)).err().map(|error| format!("{row}: {error}"));
        let mut errors = [check(false), check(true)].into_iter().flatten().collect::<Vec<_>>();
        errors.dedup();
        errors
    });
    let errors = errors.collect::<Vec<_>>();
    assert!(errors.is_empty(), "{} rows:\n{}", errors.len(), errors.join("\n"));
}

/// What the rows say by hand for kinks holds of every entry where it has none: at zeros, ones, infinities and NaN both
/// modes agree, and the slope is that of differences wherever these settle.
#[test]
fn every_real_operation_behaves_at_special_values() {
    let is_real = |rule: &&Rule| {
        let signature = &rule.signature;
        let is_scalar = |pattern: &Pattern| matches!(pattern, Pattern::Real | Pattern::Int);
        signature.args.iter().all(is_scalar) && signature.result == Pattern::Real && !rule.points.is_empty()
    };
    let mut errors = Vec::new();
    for rule in table().filter(is_real) {
        let reals = (0..rule.signature.args.len()).filter(|place| rule.signature.args[*place] == Pattern::Real);
        for place in reals {
            for special in [0.0, -0.0, 1.0, -1.0, INF, -INF, NAN] {
                let error = guarded(|| behaves(rule, place, special)).err();
                errors.extend(error.map(|error| format!("`{}` at {special:?} in {place}: {error}", rule.name)));
            }
        }
    }
    assert!(errors.is_empty(), "{} points:\n{}", errors.len(), errors.join("\n"));
}

fn behaves(rule: &'static Rule, place: usize, special: f64) -> Result<(), String> {
    let builder = Builder::new();
    let datum = |at: usize, number: f64| {
        if rule.signature.args[at] == Pattern::Int {
            return (Kind::Int(Int::Named("i32")), Datum::Int(number as i128));
        }
        (Kind::Real(Elem::F64), Datum::Real(number))
    };
    let numbers = rule.points[0].iter().enumerate().map(|(at, number)| if at == place { special } else { *number });
    let (kinds, args): (Vec<_>, Vec<_>) = numbers.enumerate().map(|(at, number)| datum(at, number)).unzip();
    let params = kinds.into_iter().enumerate().map(|(at, kind)| builder.fresh(kind, at == place)).collect::<Vec<_>>();
    let result = builder.apply(rule, &params);
    let subject = Subject { program: builder.finish(params, vec![result]), wrt: vec![place], args };
    let step = 1e-6;
    let value = |offset: f64| {
        let mut args = subject.args.clone();
        args[place] = Datum::Real(special + offset);
        flat(&run(&subject.program, &args))[0]
    };
    // Where the function itself panics, as `clamp` does of crossed bounds, so may its derivative.
    if guarded(|| Ok([-step, 0.0, step].map(&value))).is_err() {
        return Ok(());
    }
    let gradient = subject.reverse(Mode::Gradient);
    let reverse = flat(&run(&gradient, &subject.args))[0];
    let optimized = flat(&run(&optimize(gradient), &subject.args))[0];
    let forward = flat(&push(&subject.forward(), &subject.args, &[Datum::Real(1.0)]))[0];
    let same = |one: f64, two: f64| one == two || (one.is_nan() && two.is_nan());
    if !same(reverse, forward) || !same(reverse, optimized) {
        return Err(format!("{reverse} in reverse, {forward} forward, {optimized} optimized"));
    }
    let quotients = |step: f64| [(value(0.0) - value(-step)) / step, (value(step) - value(0.0)) / step];
    let ([left, right], [left_near, right_near]) = (quotients(step), quotients(step / 10.0));
    // A jump or an infinite slope shows another quotient at another step.
    let settles = [right, left_near, right_near].iter().all(|other| (left - other).abs() <= 1e-3 * (1.0 + left.abs()));
    if settles && (reverse - right).abs() > 1e-3 * (1.0 + right.abs()) {
        return Err(format!("{reverse}, but differences give {left} and {right}"));
    }
    Ok(())
}

impl Row {
    fn check(&self, literal: bool) -> Result<(), String> {
        assert_eq!(self.varied.len(), self.expected.len(), "a row has a slope for each varied argument");
        let subject = self.subject(literal);
        let cotangent = [Datum::Real(self.cotangent)];
        self.optimized_too("reverse mode", subject.reverse(Mode::Vjp), self.expected, |vjp| {
            flat(&pull(vjp, &subject.args, &cotangent).1)
        })?;
        if self.cotangent == 1.0 {
            self.optimized_too("gradient", subject.reverse(Mode::Gradient), self.expected, |gradient| {
                flat(&run(gradient, &subject.args))
            })?;
        }
        for (place, expected) in self.expected.iter().enumerate() {
            let tangent = |other: usize| Datum::Real(if other == place { self.cotangent } else { 0.0 });
            let tangents = (0..self.varied.len()).map(tangent).collect::<Vec<_>>();
            self.optimized_too("forward mode", subject.forward(), &[*expected], |forward| {
                flat(&push(forward, &subject.args, &tangents))
            })?;
        }
        Ok(())
    }

    fn optimized_too(
        &self,
        what: &str,
        program: Program,
        expected: &[Expected],
        numbers: impl Fn(&Program) -> Vec<f64>,
    ) -> Result<(), String> {
        for (program, stage) in [(optimize(program.clone()), ", optimized"), (program, "")] {
            let found = numbers(&program);
            let fits = expected.iter().zip(&found).all(|(expected, found)| expected.fits(*found));
            if !fits || expected.len() != found.len() {
                return Err(format!("{found:?} in {what}{stage}\n{program}"));
            }
        }
        Ok(())
    }

    /// The operation alone; what is not varied is a parameter, or a number in the Program.
    fn subject(&self, literal: bool) -> Subject {
        let builder = Builder::new();
        let (mut params, mut args, mut wrt, mut operands) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (place, (pattern, number)) in self.rule.signature.args.iter().zip(self.point).enumerate() {
            let varied = self.varied.contains(&place);
            let (kind, datum) = match pattern {
                Pattern::Int => (Kind::Int(Int::Named("i32")), Datum::Int(*number as i128)),
                Pattern::Real => (Kind::Real(Elem::F64), Datum::Real(*number)),
                Pattern::Bool
                | Pattern::Tensor(..)
                | Pattern::Factor(..)
                | Pattern::Array
                | Pattern::Element
                | Pattern::Elements
                | Pattern::Part
                | Pattern::Reals
                | Pattern::Path
                | Pattern::Inner
                | Pattern::Record
                | Pattern::Fields
                | Pattern::Given => panic!("no scalar operation"),
            };
            let operand = match (literal && !varied, &datum) {
                (true, Datum::Int(number)) => builder.int(*number),
                (true, _) => builder.real(*number),
                (false, _) => builder.fresh(kind, varied),
            };
            operands.push(operand);
            if varied {
                wrt.push(params.len());
            }
            if varied || !literal {
                params.push(operand);
                args.push(datum);
            }
        }
        let result = builder.apply(self.rule, &operands);
        Subject { program: builder.finish(params, vec![result]), wrt, args }
    }
}

impl Expected {
    fn fits(self, found: f64) -> bool {
        match self {
            Is(number) if number.is_nan() => found.is_nan(),
            Is(number) => number == found || (number - found).abs() <= 4.0 * f64::EPSILON * number.abs(),
            NotFinite => !found.is_finite(),
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Row { rule, point, varied, cotangent, expected } = self;
        write!(f, "`{}` at {point:?} in {varied:?} for {cotangent:?}: not {expected:?}", rule.name)
    }
}
