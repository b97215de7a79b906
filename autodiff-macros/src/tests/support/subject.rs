//! A Program at a point, and its derivatives.

use crate::differentiate::{self, Mode};
use crate::ir::interpret::{Datum, pull_back, run};
use crate::ir::{Builder, Kind, Program, Value};
use crate::rules::array::ELEMENT;
use crate::rules::record::read;
use crate::rules::scalar::arithmetic::{ADD, MUL};
use crate::rules::tensor::product::DOT;

use super::numbers::{flat, moved};
use super::random::Random;

/// A Program, the parameters that it is differentiated by, and arguments. All its results are real.
#[derive(Clone)]
pub(crate) struct Subject {
    pub(crate) program: Program,
    /// Places among the parameters.
    pub(crate) wrt: Vec<usize>,
    pub(crate) args: Vec<Datum>,
}

impl Subject {
    pub(crate) fn params(&self) -> Vec<Value> {
        self.wrt.iter().map(|place| self.program.body.params[*place]).collect()
    }

    /// The arguments that the Program is differentiated by.
    pub(crate) fn point(&self) -> Vec<Datum> {
        self.wrt.iter().map(|place| self.args[*place].clone()).collect()
    }

    /// The arguments after a step.
    pub(crate) fn moved(&self, step: f64, tangents: &[Datum]) -> Vec<Datum> {
        let mut args = self.args.clone();
        for (place, tangent) in self.wrt.iter().zip(tangents) {
            args[*place] = moved(&args[*place], step, tangent);
        }
        args
    }

    pub(crate) fn values(&self) -> Vec<Datum> {
        run(&self.program, &self.args)
    }

    /// The numbers of the results after a step.
    pub(crate) fn numbers_after(&self, step: f64, tangents: &[Datum]) -> Vec<f64> {
        flat(&run(&self.program, &self.moved(step, tangents)))
    }

    pub(crate) fn forward(&self) -> Program {
        differentiate::pushforward(self.program.clone(), &self.params())
    }

    pub(crate) fn reverse(&self, mode: Mode) -> Program {
        differentiate::reverse(self.program.clone(), &self.params(), mode)
    }

    /// The gradient of a Program of one real result, as a subject of its own.
    pub(crate) fn gradient(&self) -> Subject {
        Subject { program: self.reverse(Mode::Gradient), ..self.clone() }
    }

    /// `s + s²/2` for the sum `s` of the results, weighted by more parameters: one real result that depends on all.
    pub(crate) fn weighted(&self, random: &mut Random) -> Subject {
        let body = self.program.body.clone();
        let builder = Builder::over(self.program.clone());
        body.stmts.into_iter().for_each(|stmt| builder.push(stmt));
        let values = self.values();
        let leaves = body.results.iter().zip(&values).flat_map(|(result, value)| leaves(&builder, *result, value));
        let (mut params, mut args, mut sum) = (body.params, self.args.clone(), builder.real(0.0));
        for (leaf, value) in leaves {
            let weight = builder.fresh(builder.kind(leaf), false);
            params.push(weight);
            args.push(random.direction(&value));
            let product = if builder.kind(leaf).is_real() { &MUL } else { &DOT };
            sum = builder.apply(&ADD, &[sum, builder.apply(product, &[leaf, weight])]);
        }
        let square = builder.apply(&MUL, &[sum, sum]);
        let half = builder.apply(&MUL, &[square, builder.real(0.5)]);
        let total = builder.apply(&ADD, &[sum, half]);
        let program = builder.finish(params, vec![total]);
        Subject { program, wrt: self.wrt.clone(), args }
    }
}

/// The reals, vectors and matrices in a value.
fn leaves(builder: &Builder, value: Value, datum: &Datum) -> Vec<(Value, Datum)> {
    let Datum::Array(elements) = datum else { return vec![(value, datum.clone())] };
    if let Kind::Record(record) = builder.kind(value) {
        let fields = elements.iter().enumerate();
        return fields
            .flat_map(|(place, datum)| leaves(builder, read(builder, value, &record, place), datum))
            .collect();
    }
    let element = |place: usize| builder.apply(&ELEMENT, &[value, builder.int(place as i128)]);
    elements.iter().enumerate().flat_map(|(place, datum)| leaves(builder, element(place), datum)).collect()
}

/// The tangents that a forward Program gives.
pub(crate) fn push(forward: &Program, args: &[Datum], tangents: &[Datum]) -> Vec<Datum> {
    let mut results = run(forward, &[args, tangents].concat());
    results.split_off(results.len() / 2)
}

/// The values that a `vjp` Program gives, and the cotangents that its pullback gives.
pub(crate) fn pull(vjp: &Program, args: &[Datum], cotangents: &[Datum]) -> (Vec<Datum>, Vec<Datum>) {
    let mut values = run(vjp, args);
    let pullback = values.pop().expect("a pullback");
    let pulled = pull_back(vjp, &pullback, cotangents);
    (values, pulled)
}
