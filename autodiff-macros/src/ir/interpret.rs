//! The reference interpreter: what a Program means, for tests of every stage.

use nalgebra::DMatrix;

use super::hash::HashMap;
use super::{Assertion, Block, Constant, Demand, Op, Program, Stmt, Value};

/// A loop with more iterations will not come to an end.
const MOST_ITERATIONS: usize = 10_000;

/// A value at run time. Vectors are matrices of one column, as everywhere.
#[derive(Clone, Debug)]
pub(crate) enum Datum {
    Real(f64),
    Int(i128),
    Bool(bool),
    Tensor(DMatrix<f64>),
    Array(Vec<Datum>),
    /// A pullback and what it saw.
    Pullback(Block, HashMap<Value, Datum>),
}

impl Datum {
    pub(crate) fn real(&self) -> f64 {
        if let Datum::Real(number) = self { *number } else { panic!("{self:?} is not real") }
    }

    pub(crate) fn int(&self) -> i128 {
        if let Datum::Int(number) = self { *number } else { panic!("{self:?} is not an integer") }
    }

    pub(crate) fn index(&self) -> usize {
        usize::try_from(self.int()).expect("an index")
    }

    pub(crate) fn truth(&self) -> bool {
        if let Datum::Bool(truth) = self { *truth } else { panic!("{self:?} is not a bool") }
    }

    pub(crate) fn array(&self) -> Vec<Datum> {
        if let Datum::Array(array) = self { array.clone() } else { panic!("{self:?} is not an array") }
    }

    pub(crate) fn tensor(&self) -> DMatrix<f64> {
        if let Datum::Tensor(tensor) = self { tensor.clone() } else { panic!("{self:?} is not a tensor") }
    }
}

impl Datum {
    pub(crate) fn zero_like(&self) -> Datum {
        match self {
            Datum::Real(_) => Datum::Real(0.0),
            Datum::Tensor(tensor) => Datum::Tensor(tensor * 0.0),
            Datum::Array(array) => Datum::Array(array.iter().map(Datum::zero_like).collect()),
            Datum::Int(_) | Datum::Bool(_) | Datum::Pullback(..) => panic!("{self:?} has no tangent"),
        }
    }
}

impl std::ops::Add for Datum {
    type Output = Datum;
    fn add(self, other: Datum) -> Datum {
        match (self, other) {
            (Datum::Real(one), Datum::Real(two)) => Datum::Real(one + two),
            (Datum::Tensor(one), Datum::Tensor(two)) => Datum::Tensor(one + two),
            (Datum::Array(one), Datum::Array(two)) => {
                one.into_iter().zip(two).map(|(a, b)| a + b).collect::<Vec<_>>().into()
            }
            (one, two) => panic!("{one:?} + {two:?}"),
        }
    }
}

impl From<f64> for Datum {
    fn from(number: f64) -> Self {
        Datum::Real(number)
    }
}

impl From<usize> for Datum {
    fn from(number: usize) -> Self {
        Datum::Int(number as i128)
    }
}

impl From<i128> for Datum {
    fn from(number: i128) -> Self {
        Datum::Int(number)
    }
}

impl From<bool> for Datum {
    fn from(truth: bool) -> Self {
        Datum::Bool(truth)
    }
}

impl From<Vec<Datum>> for Datum {
    fn from(array: Vec<Datum>) -> Self {
        Datum::Array(array)
    }
}

impl From<DMatrix<f64>> for Datum {
    fn from(tensor: DMatrix<f64>) -> Self {
        Datum::Tensor(tensor)
    }
}

/// Runs a Program.
///
/// # Panics
/// Where the generated code would panic, where a loop does not end, and at constant Rust, which has no meaning here.
pub(crate) fn run(program: &Program, args: &[Datum]) -> Vec<Datum> {
    let mut machine = Machine { program, values: HashMap::default() };
    machine.block(&program.body, args)
}

/// Calls the pullback that is the last result of `run`.
pub(crate) fn pull_back(program: &Program, pullback: &Datum, cotangents: &[Datum]) -> Vec<Datum> {
    let Datum::Pullback(block, values) = pullback else { panic!("{pullback:?} is not a pullback") };
    let mut machine = Machine { program, values: values.clone() };
    machine.block(block, cotangents)
}

struct Machine<'p> {
    program: &'p Program,
    values: HashMap<Value, Datum>,
}

impl Machine<'_> {
    fn get(&self, value: Value) -> Datum {
        self.values.get(&value).unwrap_or_else(|| panic!("{value:?} has no value")).clone()
    }

    fn block(&mut self, block: &Block, args: &[Datum]) -> Vec<Datum> {
        assert_eq!(block.params.len(), args.len(), "arguments of a block");
        self.values.extend(block.params.iter().copied().zip(args.iter().cloned()));
        for stmt in &block.stmts {
            let results = self.stmt(stmt);
            self.values.extend(stmt.results.iter().copied().zip(results));
        }
        block.results.iter().map(|result| self.get(*result)).collect()
    }

    fn stmt(&mut self, stmt: &Stmt) -> Vec<Datum> {
        let args = stmt.args.iter().map(|arg| self.get(*arg)).collect::<Vec<_>>();
        match &stmt.op {
            Op::Constant(constant) => vec![self.constant(constant, stmt.results[0])],
            Op::Apply(rule) => vec![(rule.eval)(&args)],
            Op::If => {
                let block = &stmt.blocks[usize::from(!args[0].truth())];
                self.block(block, &[])
            }
            Op::For { reversed } => self.count(&stmt.blocks[0], &args, *reversed),
            Op::While => self.repeat(&stmt.blocks[0], &stmt.blocks[1], args),
            Op::Map { located } => vec![self.map(&stmt.blocks[0], &args, *located)],
            Op::Generate => {
                let matrix = DMatrix::from_fn(args[0].index(), args[1].index(), |row, col| {
                    self.block(&stmt.blocks[0], &[row.into(), col.into()])[0].real()
                });
                vec![matrix.into()]
            }
            Op::Custom(custom) => panic!("{} has no meaning here", custom.call),
            Op::Call(call, _) => panic!("a {call:?} call of another function has no meaning here"),
            Op::Pullback => vec![Datum::Pullback(stmt.blocks[0].clone(), self.values.clone())],
            Op::Assert(Assertion::Written(_)) => Vec::new(),
            Op::Assert(Assertion::Demand(Demand::Ordered)) => {
                assert!(args[0].real() <= args[1].real(), "{args:?} in order");
                Vec::new()
            }
            Op::Assert(Assertion::Demand(demand)) => {
                assert!(demand.holds(&args.iter().map(Datum::int).collect::<Vec<_>>()), "{demand:?} of {args:?}");
                Vec::new()
            }
            Op::Fragment(fragment) => panic!("constant Rust has no meaning here: {}", fragment.tokens),
        }
    }

    fn constant(&self, constant: &Constant, result: Value) -> Datum {
        match constant {
            Constant::Real(number, _) => Datum::Real(*number),
            Constant::Int(number, _) => Datum::Int(*number),
            Constant::Bool(truth) => Datum::Bool(*truth),
            Constant::Zero => {
                let kind = self.program.kind(result);
                assert!(kind.is_real(), "a zero of kind {kind}");
                Datum::Real(0.0)
            }
        }
    }

    fn count(&mut self, block: &Block, args: &[Datum], reversed: bool) -> Vec<Datum> {
        let range = args[0].int()..args[1].int();
        assert!(range.end.saturating_sub(range.start) <= MOST_ITERATIONS as i128, "{range:?} is too long");
        let indices: Vec<i128> = if reversed { range.rev().collect() } else { range.collect() };
        let mut carried = args[2..].to_vec();
        for index in indices {
            let entry = std::iter::once(Datum::Int(index)).chain(carried).collect::<Vec<_>>();
            carried = self.block(block, &entry);
        }
        carried
    }

    fn repeat(&mut self, body: &Block, condition: &Block, args: Vec<Datum>) -> Vec<Datum> {
        let mut entry = std::iter::once(Datum::Int(0)).chain(args).collect::<Vec<_>>();
        while self.block(condition, &entry)[0].truth() {
            let number = Datum::Int(entry[0].int() + 1);
            assert!(number.index() <= MOST_ITERATIONS, "a loop does not end");
            entry = std::iter::once(number).chain(self.block(body, &entry)).collect();
        }
        entry
    }

    fn map(&mut self, block: &Block, args: &[Datum], located: bool) -> Datum {
        let tensors = args.iter().map(Datum::tensor).collect::<Vec<_>>();
        let (rows, cols) = tensors[0].shape();
        assert!(tensors.iter().all(|tensor| tensor.shape() == (rows, cols)), "shapes of a map");
        let entries = DMatrix::from_fn(rows, cols, |row, col| {
            let mut entry = tensors.iter().map(|tensor| Datum::Real(tensor[(row, col)])).collect::<Vec<_>>();
            if located {
                entry.extend([row.into(), col.into()]);
            }
            self.block(block, &entry)[0].real()
        });
        entries.into()
    }
}
