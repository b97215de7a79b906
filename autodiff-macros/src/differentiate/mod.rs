//! From a Program to its derivatives.
//!
//! Forward mode is linearization: each statement is followed by the statements of its tangent. Reverse mode is the
//! transpose of the linearized Program. No rule of calculus stands here; they stand in the table.
//!
//! A block inside a statement is computed again where its derivative needs its values: what is worth keeping
//! instead is for a later pass to decide.

mod call;
mod conditional;
mod count;
mod custom;
mod jacobian;
mod keep;
mod linearize;
mod map;
mod scatter;
mod structure;
mod taylor;
mod transpose;

use crate::ir::{Assertion, Block, Builder, Demand, Dim, Kind, Name, Op, Program, Rule, Stmt, Value, Values};
use crate::rules::array::ARRAY_LEN;
use crate::rules::record::ADD_RECORDS;
use crate::rules::tensor::access::{NCOLS, NROWS};
use crate::rules::tensor::part::COPY;
use crate::rules::zero_like;

pub(crate) use call::without_borrows;
pub(crate) use jacobian::{Sweep, jacobian};
use linearize::{Calls, Linearized};
pub(crate) use taylor::{Beyond, taylor};
use transpose::Transposer;

/// Which Program is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Results: the gradients.
    Gradient,
    /// Results: the value, then the gradients.
    ValueAndGradient,
    /// Results: the value, then a pullback from cotangents of the results to those of the parameters.
    Vjp,
    /// The same, of a function that calls itself: the pullback takes the arguments again, and borrows nothing.
    Recorded,
}

/// The reverse-mode derivative of a Program by the parameters in `wrt`.
pub(crate) fn reverse(mut program: Program, wrt: &[Value], mode: Mode) -> Program {
    program.primal = program.values.len();
    let Linearized { program, tangents, results, primal_of } = linearize::linearize(program, wrt, Calls::Recorded);
    let (builder, Block { params, stmts, results: values }) = Builder::rewriting(program);
    let mut transposer = Transposer::new(&builder, primal_of, &tangents, &stmts);
    transposer.primal(&stmts);
    let finished = match mode {
        Mode::Gradient | Mode::ValueAndGradient => {
            let seeds = values.iter().map(|_| builder.real(1.0)).collect::<Vec<_>>();
            let gradients = sweep(&mut transposer, &stmts, &results, &seeds, wrt, &tangents);
            if mode == Mode::Gradient { gradients } else { values.into_iter().chain(gradients).collect() }
        }
        Mode::Vjp | Mode::Recorded => {
            let seeds = values.iter().map(|value| seed(&builder, *value)).collect::<Vec<_>>();
            let pairs = seeds.iter().zip(&values);
            let sizes = pairs.flat_map(|(seed, value)| sizes(&builder, *seed, *value)).collect::<Vec<_>>();
            let block = builder.block(seeds.clone(), || {
                sizes.iter().for_each(|sizes| sizes.ask(&builder));
                sweep(&mut transposer, &stmts, &results, &seeds, wrt, &tangents)
            });
            let pullback = builder.fresh(Kind::Pullback, false);
            let span = builder.span();
            builder.push(Stmt {
                results: smallvec::smallvec![pullback],
                op: Op::Pullback,
                args: Values::default(),
                blocks: vec![block],
                span,
            });
            values.into_iter().chain([pullback]).collect()
        }
    };
    drop(transposer);
    builder.finish(params, finished)
}

/// What a pullback gives, and its derivative along a direction: of its parameters, and of the cotangent.
///
/// The parameters of the Program are those of the primal, their tangents, cotangents of the results, and tangents of
/// these; its results are the cotangents of the parameters in `wrt`, then their tangents.
pub(crate) fn second(mut program: Program, wrt: &[Value]) -> Program {
    program.primal = program.values.len();
    let Linearized { program, tangents, results, primal_of } = linearize::linearize(program, wrt, Calls::Recorded);
    let (builder, Block { params, stmts, results: values }) = Builder::rewriting(program);
    let mut transposer = Transposer::new(&builder, primal_of, &tangents, &stmts);
    transposer.primal(&stmts);
    let seeds = values.iter().map(|value| seed(&builder, *value)).collect::<Vec<_>>();
    let gradients = sweep(&mut transposer, &stmts, &results, &seeds, wrt, &tangents);
    drop(transposer);
    let count = params.len();
    let pulled = builder.finish([params, seeds.clone()].concat(), gradients);
    let mut pushed = pushforward(pulled, &[wrt.to_vec(), seeds.clone()].concat());
    // The tangents of the parameters stand before the cotangents.
    pushed.body.params[count..].rotate_left(seeds.len());
    let tangents = count..count + wrt.len();
    let rest = pushed.body.params.split_off(tangents.end);
    let (of_seeds, seeds) = rest.split_at(rest.len() - seeds.len());
    pushed.body.params.extend(seeds.iter().chain(of_seeds));
    pushed
}

/// The forward-mode derivative of a Program by the parameters in `wrt`.
///
/// Its parameters are those of the primal, then their tangents; its results are the values, then the tangents of all.
pub(crate) fn pushforward(mut program: Program, wrt: &[Value]) -> Program {
    if program.primal == 0 {
        program.primal = program.values.len();
    }
    let Linearized { program, tangents, results: of_results, .. } = linearize::linearize(program, wrt, Calls::Pushed);
    let (builder, body) = Builder::rewriting(program);
    body.stmts.into_iter().for_each(|stmt| builder.push(stmt));
    let tangent = |(value, tangent): (&Value, Option<Value>)| tangent.unwrap_or_else(|| zero_like(&builder, *value));
    let of_results = body.results.iter().zip(of_results).map(tangent).collect::<Vec<_>>();
    builder.finish([body.params, tangents].concat(), [body.results, of_results].concat())
}

/// The tangents alone that forward mode gives.
pub(crate) fn directional(program: Program, wrt: &[Value]) -> Program {
    let mut pushed = pushforward(program, wrt);
    let values = pushed.body.results.len() / 2;
    pushed.body.results.drain(..values);
    pushed
}

/// A cotangent of a result, as a parameter of the pullback.
fn seed(builder: &Builder, value: Value) -> Value {
    let seed = builder.fresh(builder.kind(value), true);
    let name = builder.name_of(value).unwrap_or_else(|| Name::of(&proc_macro2::Ident::new("y", builder.span())));
    builder.name(seed, name.with("_bar"));
    seed
}

/// A size that a cotangent has to have.
struct SizeOf {
    read: &'static Rule,
    seed: Value,
    /// That of the result.
    size: Value,
}

/// Sizes of a result that are known at run time alone, and which its cotangent has to have.
fn sizes(builder: &Builder, seed: Value, value: Value) -> Vec<SizeOf> {
    let is_open = |dim: &Dim| matches!(dim, Dim::Dyn | Dim::Generic(_));
    let read: Vec<&'static Rule> = match builder.kind(value) {
        Kind::Tensor(tensor) => {
            let sizes: [(Dim, &'static Rule); 2] = [(tensor.rows, &NROWS), (tensor.cols, &NCOLS)];
            sizes.into_iter().filter(|(dim, _)| is_open(dim)).map(|(_, read)| read).collect()
        }
        Kind::Array(_, Dim::Dyn) => vec![&ARRAY_LEN],
        Kind::Array(..)
        | Kind::Real(_)
        | Kind::Factor(..)
        | Kind::Int(_)
        | Kind::Bool
        | Kind::Record(_)
        | Kind::Geometry(..)
        | Kind::Opaque
        | Kind::Open
        | Kind::Pullback => Vec::new(),
    };
    read.into_iter().map(|read| SizeOf { read, seed, size: builder.apply(read, &[value]) }).collect()
}

impl SizeOf {
    fn ask(&self, builder: &Builder) {
        let args = vec![builder.apply(self.read, &[self.seed]), self.size];
        let op = Op::Assert(Assertion::Demand(Demand::Cotangent));
        builder.push(Stmt {
            results: Values::default(),
            op,
            args: args.into(),
            blocks: Vec::new(),
            span: builder.span(),
        });
    }
}

/// The reverse sweep over a whole body: cotangents of the parameters from those of the results.
fn sweep(
    transposer: &mut Transposer<'_>,
    stmts: &[Stmt],
    results: &[Option<Value>],
    seeds: &[Value],
    wrt: &[Value],
    tangents: &[Value],
) -> Vec<Value> {
    for (tangent, seed) in results.iter().zip(seeds) {
        if let Some(tangent) = tangent {
            transposer.accumulate(*tangent, *seed);
        }
    }
    transposer.backward(stmts);
    let pairs = wrt.iter().zip(tangents);
    pairs
        .map(|(param, tangent)| {
            let cotangent = transposer.cotangent_or_zero(*tangent, *param);
            in_kind(transposer.builder, cotangent, *param)
        })
        .collect()
}

/// A cotangent in the kind of its parameter: what came of dynamic sizes may be of a static one.
fn in_kind(builder: &Builder, cotangent: Value, param: Value) -> Value {
    let kind = builder.kind(param);
    if !builder.kind(cotangent).is_of_other_sizes(&kind) {
        return cotangent;
    }
    builder.apply_as(&COPY, &[zero_like(builder, param), cotangent], kind)
}

/// The sum of two values of one kind.
fn sum(builder: &Builder, one: Value, two: Value) -> Value {
    // A user's struct may have a `+` of its own, so formulas don't know one.
    if let Kind::Record(_) = builder.kind(one) {
        return builder.apply(&ADD_RECORDS, &[one, two]);
    }
    (builder.node(one) + builder.node(two)).value()
}
