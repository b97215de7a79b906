//! Arrays of several kinds of elements.

use nalgebra::DMatrix;

use crate::ir::interpret::Datum;
use crate::ir::{Dim, Elem, Form, Int, Kind, Pattern, Rule, Tensor, Update};
use crate::tests::support::random::Random;

use super::case::Case;

/// Elements of every array.
const LENGTH: usize = 3;

/// Elements of a part of an array.
const PART: usize = 2;

/// A case for each kind of element and of length.
pub(super) fn cases(rule: &'static Rule, random: &mut Random) -> Vec<Case> {
    if rule.signature.args.contains(&Pattern::Path) {
        return nested(rule, random);
    }
    let tensor = |rows: Dim, cols: Dim| Kind::Tensor(Tensor { elem: Elem::F64, rows, cols });
    let real = Kind::Real(Elem::F64);
    let elements = [
        (real.clone(), Dim::Dyn),
        (real.clone(), Dim::Known(LENGTH)),
        (tensor(Dim::Dyn, Dim::ONE), Dim::Dyn),
        (tensor(Dim::Known(2), Dim::Known(2)), Dim::Known(LENGTH)),
        (Kind::Array(Box::new(real), Dim::Known(2)), Dim::Dyn),
    ];
    // Only a `Vec` grows and shrinks.
    let grows = matches!(rule.form, Form::Update(Update::Push | Update::Runtime("drop_last", _)));
    let elements = elements.into_iter().filter(|(_, length)| !grows || *length == Dim::Dyn);
    elements.map(|(element, length)| case(rule, &element, length, random)).collect()
}

/// Paths into nested arrays, and into vectors and matrices in them.
fn nested(rule: &'static Rule, random: &mut Random) -> Vec<Case> {
    let tensor = |rows: Dim, cols: Dim| Kind::Tensor(Tensor { elem: Elem::F64, rows, cols });
    let array = |element: Kind, length: Dim| Kind::Array(Box::new(element), length);
    let pair = || array(Kind::Real(Elem::F64), Dim::Known(2));
    let elements = [
        (pair(), 1, Kind::Real(Elem::F64)),
        (array(pair(), Dim::Dyn), 1, pair()),
        (array(pair(), Dim::Dyn), 2, Kind::Real(Elem::F64)),
        (tensor(Dim::Dyn, Dim::ONE), 1, Kind::Real(Elem::F64)),
        (tensor(Dim::Known(2), Dim::Known(2)), 2, Kind::Real(Elem::F64)),
    ];
    let case = |(element, depth, inner): (Kind, usize, Kind)| {
        let usize = Kind::Int(Int::Named("usize"));
        let mut kinds = vec![array(element.clone(), Dim::Dyn)];
        let mut args = vec![several(&element, LENGTH, random)];
        if rule.signature.args.contains(&Pattern::Inner) {
            args.push(datum(&inner, random));
            kinds.push(inner);
        }
        kinds.extend(vec![usize; depth + 1]);
        args.push(random.below(LENGTH).into());
        args.extend((0..depth).map(|_| random.below(2).into()));
        Case::new(rule, kinds, args, None)
    };
    elements.map(case).into()
}

fn case(rule: &'static Rule, element: &Kind, length: Dim, random: &mut Random) -> Case {
    let mut indices = indices(rule, random).into_iter();
    let array = |length: Dim| Kind::Array(Box::new(element.clone()), length);
    let arguments = rule.signature.args.iter().map(|pattern| match pattern {
        Pattern::Array => (array(length.clone()), several(element, LENGTH, random)),
        Pattern::Part => (array(Dim::Dyn), several(element, PART, random)),
        Pattern::Element => (element.clone(), datum(element, random)),
        Pattern::Int => (Kind::Int(Int::Named("usize")), indices.next().expect("an index").into()),
        Pattern::Real => (Kind::Real(Elem::F64), random.entry().into()),
        Pattern::Bool => (Kind::Bool, random.once_in(2).into()),
        Pattern::Tensor(..)
        | Pattern::Factor(..)
        | Pattern::Reals
        | Pattern::Elements
        | Pattern::Path
        | Pattern::Record
        | Pattern::Fields
        | Pattern::Inner
        | Pattern::Given => {
            unreachable!("does not stand beside an array")
        }
    });
    let (kinds, args) = arguments.unzip();
    Case::new(rule, kinds, args, None)
}

fn several(element: &Kind, count: usize, random: &mut Random) -> Datum {
    (0..count).map(|_| datum(element, random)).collect::<Vec<_>>().into()
}

/// A value of the kind of an element.
fn datum(kind: &Kind, random: &mut Random) -> Datum {
    match kind {
        Kind::Tensor(tensor) => {
            DMatrix::from_fn(2, if tensor.cols.is_one() { 1 } else { 2 }, |_, _| random.entry()).into()
        }
        Kind::Array(element, _) => several(element, 2, random),
        Kind::Real(_)
        | Kind::Factor(..)
        | Kind::Geometry(..)
        | Kind::Int(_)
        | Kind::Bool
        | Kind::Record(_)
        | Kind::Opaque
        | Kind::Open
        | Kind::Pullback => random.entry().into(),
    }
}

/// Places in an array, where a part of it starts, or where one starts and ends.
fn indices(rule: &Rule, random: &mut Random) -> Vec<usize> {
    match rule.form {
        Form::Slice => {
            let from = random.below(LENGTH);
            vec![from, from + random.below(LENGTH + 1 - from)]
        }
        Form::Update(_) if rule.signature.args.contains(&Pattern::Part) => vec![random.below(LENGTH + 1 - PART)],
        Form::Index
        | Form::Path
        | Form::View(_)
        | Form::Part
        | Form::IndexPair
        | Form::Update(_)
        | Form::Method(..)
        | Form::Take(..)
        | Form::Attempt(..)
        | Form::Field(_)
        | Form::Member
        | Form::Infix(_)
        | Form::Prefix(_)
        | Form::Cast
        | Form::IntCast
        | Form::ProductWithTranspose
        | Form::Constructor(_)
        | Form::Runtime(..) => rule.signature.args.iter().map(|_| random.below(LENGTH)).collect(),
    }
}
