//! Applications of an operation to arguments.

use std::fmt;

use crate::ir::interpret::Datum;
use crate::ir::{Dim, Elem, Int, Kind, Pattern, Rule, Tensor};
use crate::tests::support::random::Random;

use super::{arrays, shapes};

/// An operation and its arguments.
#[derive(Clone)]
pub(super) struct Case {
    pub(super) rule: &'static Rule,
    pub(super) kinds: Vec<Kind>,
    pub(super) args: Vec<Datum>,
    pub(super) result: Kind,
    /// Whether integers are always written as numbers.
    pub(super) literal: bool,
}

impl Case {
    /// Makes a case of a point whose kinds the signature takes.
    pub(super) fn new(rule: &'static Rule, kinds: Vec<Kind>, args: Vec<Datum>, given: Option<&Kind>) -> Case {
        let Some(result) = rule.signature.bind(&kinds, given) else { panic!("does not take {kinds:?}") };
        Case { rule, kinds, args, result, literal: false }
    }

    /// Whether the result is real.
    pub(super) fn is_differentiable(&self) -> bool {
        self.result.is_differentiable()
    }

    /// Whether an argument has no entries.
    pub(super) fn is_empty(&self) -> bool {
        self.args.iter().any(|arg| matches!(arg, Datum::Tensor(tensor) if tensor.is_empty()))
    }

    /// Places of the real arguments.
    pub(super) fn real_places(&self) -> Vec<usize> {
        (0..self.args.len()).filter(|place| self.kinds[*place].is_differentiable()).collect()
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds = self.kinds.iter().map(Kind::to_string).collect::<Vec<_>>();
        write!(f, "({}) -> {} at {:?}", kinds.join(", "), self.result, self.args)
    }
}

/// The cases in which an operation is checked.
///
/// # Errors
/// When a scalar operation has no test points.
pub(super) fn cases(rule: &'static Rule, random: &mut Random) -> Result<Vec<Case>, String> {
    let patterns = rule.signature.args;
    if rule.signature.result == Pattern::Given || patterns.contains(&Pattern::Reals) {
        return constructed(rule, random);
    }
    if patterns.contains(&Pattern::Array) {
        return Ok(arrays::cases(rule, random));
    }
    if patterns.iter().any(|pattern| matches!(pattern, Pattern::Tensor(..))) {
        return Ok(shapes::cases(rule, random));
    }
    if !rule.points.is_empty() {
        return Ok(rule.points.iter().map(|point| scalar(rule, point)).collect());
    }
    if rule.signature.result == Pattern::Real && patterns.contains(&Pattern::Real) {
        return Err("has no test points".to_owned());
    }
    Ok((0..3).map(|_| scalar(rule, &patterns.iter().map(|_| random.positive() * 4.0).collect::<Vec<_>>())).collect())
}

/// A case of scalars.
fn scalar(rule: &'static Rule, point: &[f64]) -> Case {
    assert_eq!(rule.signature.args.len(), point.len(), "a point has a number for each argument");
    let arguments = rule.signature.args.iter().zip(point).map(|(pattern, number)| match pattern {
        Pattern::Real | Pattern::Reals => (Kind::Real(Elem::F64), Datum::Real(*number)),
        Pattern::Int => (Kind::Int(Int::Named("i32")), Datum::Int(*number as i128)),
        Pattern::Bool => (Kind::Bool, Datum::Bool(*number as i128 % 2 == 0)),
        Pattern::Tensor(..) | Pattern::Array | Pattern::Element | Pattern::Part | Pattern::Given => {
            unreachable!("no scalar")
        }
    });
    let (kinds, args) = arguments.unzip();
    Case::new(rule, kinds, args, None)
}

/// Cases of operations whose result the signature leaves open.
fn constructed(rule: &'static Rule, random: &mut Random) -> Result<Vec<Case>, String> {
    let int = Kind::Int(Int::Named("usize"));
    let real = Kind::Real(Elem::F64);
    let tensor = |rows: Dim, cols: Dim| Kind::Tensor(Tensor { elem: Elem::F64, rows, cols });
    let sizes = |rows: usize, cols: usize| vec![Datum::from(rows), Datum::from(cols)];
    let two = vec![int.clone(); 2];
    match rule.name {
        "int_cast" => Ok(vec![Case::new(rule, vec![int.clone()], sizes(3, 0)[..1].to_vec(), Some(&int))]),
        "empty" => {
            let given = Kind::Array(Box::new(real), Dim::Dyn);
            Ok(vec![Case::new(rule, two, sizes(0, 3), Some(&given))])
        }
        "cast" => {
            Ok([0, 3].map(|number: usize| Case::new(rule, vec![int.clone()], vec![number.into()], Some(&real))).into())
        }
        "entries" => Ok([(1, 1), (3, 1), (1, 3), (2, 3)]
            .map(|(rows, cols)| {
                let entries = (0..rows * cols).map(|_| random.entry().into()).collect::<Vec<_>>();
                let kinds = [two.clone(), vec![real.clone(); rows * cols]].concat();
                let given = tensor(Dim::Known(rows), Dim::Known(cols));
                let case = Case::new(rule, kinds, [sizes(rows, cols), entries].concat(), Some(&given));
                Case { literal: true, ..case }
            })
            .into()),
        "from_element" => Ok([
            (1, 1, tensor(Dim::ONE, Dim::ONE)),
            (3, 1, tensor(Dim::Dyn, Dim::ONE)),
            (2, 3, tensor(Dim::Known(2), Dim::Known(3))),
            (2, 3, tensor(Dim::Dyn, Dim::Dyn)),
        ]
        .map(|(rows, cols, given)| {
            let args = [sizes(rows, cols), vec![random.entry().into()]].concat();
            Case::new(rule, [two.clone(), vec![real.clone()]].concat(), args, Some(&given))
        })
        .into()),
        _ => Err("its signature leaves the result open: say in `constructed` what to make of it".to_owned()),
    }
}
