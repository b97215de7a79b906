//! Applications of an operation to arguments.

use std::fmt;

use nalgebra::DMatrix;

use crate::ir::interpret::Datum;
use crate::ir::{Dim, Elem, Int, Kind, Pattern, Rule, Tensor};
use crate::tests::support::random::Random;

use super::{arrays, records, shapes};

/// An operation and its arguments.
#[derive(Clone)]
pub(super) struct Case {
    pub(super) rule: &'static Rule,
    pub(super) kinds: Vec<Kind>,
    pub(super) args: Vec<Datum>,
    pub(super) result: Kind,
    /// Whether integers are always written as numbers.
    pub(super) literal: bool,
    /// How many times rounding counts, because the problem is badly conditioned.
    pub(super) rounding: f64,
}

impl Case {
    /// Makes a case of a point whose kinds the signature takes.
    pub(super) fn new(rule: &'static Rule, kinds: Vec<Kind>, args: Vec<Datum>, given: Option<&Kind>) -> Case {
        let Some(result) = rule.signature.bind(&kinds, given) else { panic!("does not take {kinds:?}") };
        Case { rule, kinds, args, result, literal: false, rounding: 1.0 }
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
    if rule.name.starts_with("kronecker") {
        return Ok(kronecker(rule, random));
    }
    if ["add_part", "set_part"].contains(&rule.name) {
        return Ok(parts(rule, random));
    }
    if patterns
        .iter()
        .chain([&rule.signature.result])
        .any(|pattern| matches!(pattern, Pattern::Record | Pattern::Fields))
    {
        return Ok(records::cases(rule, random));
    }
    let is_open = |pattern: &Pattern| matches!(pattern, Pattern::Reals | Pattern::Elements | Pattern::Given);
    if rule.signature.result == Pattern::Given || patterns.iter().any(is_open) {
        return constructed(rule, random);
    }
    if patterns.contains(&Pattern::Array) {
        return Ok(arrays::cases(rule, random));
    }
    if patterns.iter().any(|pattern| matches!(pattern, Pattern::Tensor(..) | Pattern::Factor(..))) {
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
        Pattern::Tensor(..)
        | Pattern::Factor(..)
        | Pattern::Array
        | Pattern::Element
        | Pattern::Elements
        | Pattern::Part
        | Pattern::Path
        | Pattern::Inner
        | Pattern::Record
        | Pattern::Fields
        | Pattern::Given => {
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
        "factor_zeros" => Ok(shapes::factors(rule, random)),
        "int_cast" => Ok(vec![Case::new(rule, vec![int.clone()], sizes(3, 0)[..1].to_vec(), Some(&int))]),
        "real_cast" => Ok(vec![Case::new(rule, vec![real.clone()], vec![random.entry().into()], Some(&real))]),
        "empty" => {
            let given = Kind::Array(Box::new(real), Dim::Dyn);
            Ok(vec![Case::new(rule, two, sizes(0, 3), Some(&given))])
        }
        "list" => Ok([(1, Dim::Dyn), (3, Dim::Known(3)), (2, Dim::Dyn)]
            .map(|(count, length)| {
                let elements = (0..count).map(|_| random.entry().into()).collect();
                let given = Kind::Array(Box::new(real.clone()), length);
                Case::new(rule, vec![real.clone(); count], elements, Some(&given))
            })
            .into()),
        "repeat" => {
            let pair = Kind::Array(Box::new(real.clone()), Dim::Known(2));
            let of_pairs: Datum = vec![random.entry().into(), random.entry().into()].into();
            let of_vectors: Datum = DMatrix::from_fn(2, 1, |_, _| random.entry()).into();
            let elements = [
                (real, random.entry().into(), Dim::Known(3), 3),
                (pair, of_pairs, Dim::Dyn, 2),
                (tensor(Dim::Dyn, Dim::ONE), of_vectors, Dim::Dyn, 0),
            ];
            Ok(elements
                .map(|(element, datum, length, count): (_, _, _, usize)| {
                    let given = Kind::Array(Box::new(element.clone()), length);
                    Case::new(rule, vec![element, int.clone()], vec![datum, count.into()], Some(&given))
                })
                .into())
        }
        "count" | "unit" | "set_stacked_column" | "add_stacked_column" | "stacked_column" => Ok(stacked(rule, random)),
        "part" => Ok(parts(rule, random)),
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
        "from_diagonal_element" => Ok([
            (1, tensor(Dim::ONE, Dim::ONE)),
            (3, tensor(Dim::Dyn, Dim::Dyn)),
            (2, tensor(Dim::Known(2), Dim::Known(2))),
        ]
        .map(|(size, given)| {
            let args = [sizes(size, size), vec![random.entry().into()]].concat();
            Case::new(rule, [two.clone(), vec![real.clone()]].concat(), args, Some(&given))
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

/// Two factors and their product.
fn kronecker(rule: &'static Rule, random: &mut Random) -> Vec<Case> {
    let shapes = [([2, 3], [3, 2], true), ([2, 3], [1, 2], false), ([2, 1], [3, 1], true), ([0, 2], [2, 2], false)];
    let case = |([r, c], [p, q], known): ([usize; 2], [usize; 2], bool)| {
        let dim = |size: usize| if known { Dim::Known(size) } else { Dim::Dyn };
        let mut matrix = |rows: usize, cols: usize| {
            let kind = Kind::Tensor(Tensor { elem: Elem::F64, rows: dim(rows), cols: dim(cols) });
            (kind, Datum::from(DMatrix::from_fn(rows, cols, |_, _| random.entry())))
        };
        let (a, b, t) = (matrix(r, c), matrix(p, q), matrix(r * p, c * q));
        let given = t.0.clone();
        let arguments = match rule.name {
            "kronecker" => vec![a, b],
            "kronecker_first" => vec![t, b, a],
            _ => vec![t, a, b],
        };
        let (kinds, args) = arguments.into_iter().unzip();
        Case::new(rule, kinds, args, Some(&given))
    };
    shapes.map(case).into()
}

/// Parts of vectors and matrices: of known sizes and others, whole ones and empty ones.
fn parts(rule: &'static Rule, random: &mut Random) -> Vec<Case> {
    let int = Kind::Int(Int::Named("usize"));
    let tensor = |(rows, cols): (Dim, Dim)| Kind::Tensor(Tensor { elem: Elem::F64, rows, cols });
    let dynamic = || (Dim::Dyn, Dim::Dyn);
    let known = |rows: usize, cols: usize| (Dim::Known(rows), Dim::Known(cols));
    let of = [
        ((3, 4), dynamic(), [1, 2], (2, 2), dynamic()),
        ((3, 4), dynamic(), [0, 1], (2, 3), known(2, 3)),
        ((3, 4), known(3, 4), [1, 0], (2, 4), known(2, 4)),
        ((5, 1), (Dim::Dyn, Dim::ONE), [2, 0], (3, 1), (Dim::Dyn, Dim::ONE)),
        ((1, 5), (Dim::ONE, Dim::Dyn), [0, 1], (1, 2), (Dim::ONE, Dim::Known(2))),
        ((2, 2), known(2, 2), [0, 0], (2, 2), dynamic()),
        ((2, 2), dynamic(), [1, 2], (1, 0), dynamic()),
    ];
    let case =
        |((rows, cols), whole, [i, j], (height, width), part): (_, _, [usize; 2], (usize, usize), (Dim, Dim))| {
            let mut entries =
                |rows: usize, cols: usize| Datum::from(DMatrix::from_fn(rows, cols, |_, _| random.entry()));
            let mut args = vec![entries(rows, cols)];
            args.extend([i, j, height, width].map(Datum::from));
            let mut kinds = [vec![tensor(whole)], vec![int.clone(); 4]].concat();
            let given = tensor(part);
            if rule.name != "part" {
                args.push(entries(height, width));
                kinds.push(given.clone());
            }
            Case::new(rule, kinds, args, Some(&given))
        };
    of.map(case).into()
}

/// Reals, vectors, matrices and arrays, and matrices with as many rows.
fn stacked(rule: &'static Rule, random: &mut Random) -> Vec<Case> {
    let int = Kind::Int(Int::Named("usize"));
    let real = Kind::Real(Elem::F64);
    let tensor = |rows: Dim, cols: Dim| Kind::Tensor(Tensor { elem: Elem::F64, rows, cols });
    let mut entries = |rows: usize, cols: usize| DMatrix::from_fn(rows, cols, |_, _| random.entry());
    let pair: Datum = vec![Datum::from(entries(2, 1)), Datum::from(entries(2, 1))].into();
    let parts: [(Kind, Datum, usize); 4] = [
        (real, entries(1, 1)[0].into(), 1),
        (tensor(Dim::Dyn, Dim::ONE), entries(3, 1).into(), 3),
        (tensor(Dim::Known(2), Dim::Known(3)), entries(2, 3).into(), 6),
        (Kind::Array(Box::new(tensor(Dim::Known(2), Dim::ONE)), Dim::Dyn), pair, 4),
    ];
    let cases = parts.map(|(kind, part, count)| {
        let matrix = (tensor(Dim::Dyn, Dim::Known(2)), Datum::from(entries(count, 2)));
        let place = (int.clone(), Datum::from(count - 1));
        let column = (int.clone(), Datum::from(1_usize));
        let part = (kind.clone(), part);
        let arguments = match rule.name {
            "count" => vec![part],
            "unit" => vec![part, place],
            _ => vec![matrix, column, part],
        };
        let (kinds, args) = arguments.into_iter().unzip();
        Case::new(rule, kinds, args, Some(&kind))
    });
    cases.into()
}
