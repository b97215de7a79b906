//! Structs: of numbers, vectors, matrices, arrays and structs, whose fields are visible or not.

use std::rc::Rc;

use nalgebra::DMatrix;
use proc_macro2::{Ident, Span};
use quote::ToTokens;

use crate::ir::interpret::Datum;
use crate::ir::{Dim, Elem, Field, Int, Kind, Member, Pattern, Record, Rule, Tensor, Visibility};
use crate::tests::support::random::Random;

use super::case::Case;

/// A case for each struct, and for each of its fields.
pub(super) fn cases(rule: &'static Rule, random: &mut Random) -> Vec<Case> {
    let is_constant = rule.name == "constant_field";
    let structs = [Visibility::Public, Visibility::Private].map(|visibility| layer(visibility, is_constant));
    let all = structs.iter().flat_map(|record| (0..record.fields.len()).map(move |place| (record, place)));
    let cases = all.map(|(record, place)| case(rule, record, place, random)).collect::<Vec<_>>();
    // Where no field is told, each struct once.
    let told = rule.signature.args.contains(&Pattern::Int);
    if told { cases } else { cases.into_iter().step_by(structs[0].fields.len()).collect() }
}

fn case(rule: &'static Rule, record: &Rc<Record>, place: usize, random: &mut Random) -> Case {
    let whole = Kind::Record(Rc::clone(record));
    let field = &record.fields[place].kind;
    if rule.signature.args == [Pattern::Fields] {
        let kinds = record.fields.iter().map(|field| field.kind.clone()).collect::<Vec<_>>();
        let args = kinds.iter().map(|kind| datum(kind, random)).collect();
        return Case::new(rule, kinds, args, Some(&whole));
    }
    let arguments = rule.signature.args.iter().map(|pattern| match pattern {
        Pattern::Record => (whole.clone(), datum(&whole, random)),
        Pattern::Int => (Kind::Int(Int::Named("usize")), place.into()),
        Pattern::Given => (field.clone(), datum(field, random)),
        Pattern::Real
        | Pattern::Reals
        | Pattern::Bool
        | Pattern::Tensor(..)
        | Pattern::Factor(..)
        | Pattern::Array
        | Pattern::Element
        | Pattern::Elements
        | Pattern::Part
        | Pattern::Path
        | Pattern::Inner
        | Pattern::Fields => unreachable!("does not stand beside a struct"),
    });
    let (kinds, args) = arguments.unzip();
    let case = Case::new(rule, kinds, args, Some(field));
    Case { literal: true, ..case }
}

/// `struct Layer { weight: Matrix2<f64>, bias: DVector<f64>, rate: f64, steps: Vec<f64>, inner: Pair }`
fn layer(visibility: Visibility, is_constant: bool) -> Rc<Record> {
    let tensor = |rows: Dim, cols: Dim| Kind::Tensor(Tensor { elem: Elem::F64, rows, cols });
    let real = || Kind::Real(Elem::F64);
    let pair = record("Pair", (visibility, is_constant), &[("x", real()), ("y", tensor(Dim::Dyn, Dim::ONE))]);
    let fields = [
        ("weight", tensor(Dim::Known(2), Dim::Known(2))),
        ("bias", tensor(Dim::Dyn, Dim::ONE)),
        ("rate", real()),
        ("steps", Kind::Array(Box::new(real()), Dim::Dyn)),
        ("inner", Kind::Record(pair)),
    ];
    record("Layer", (visibility, is_constant), &fields)
}

fn record(name: &str, (visibility, is_constant): (Visibility, bool), fields: &[(&str, Kind)]) -> Rc<Record> {
    let ident = |name: &str| Ident::new(name, Span::call_site());
    let fields = fields.iter().map(|(name, kind)| Field {
        member: Member::Named(ident(name)),
        kind: kind.clone(),
        ty: String::new(),
        is_constant,
        visibility,
    });
    Rc::new(Record::new(ident(name), ident(name).into_token_stream(), fields.collect(), Default::default()))
}

fn datum(kind: &Kind, random: &mut Random) -> Datum {
    match kind {
        Kind::Tensor(tensor) => {
            DMatrix::from_fn(2, if tensor.cols.is_one() { 1 } else { 2 }, |_, _| random.entry()).into()
        }
        Kind::Array(element, _) => (0..3).map(|_| datum(element, random)).collect::<Vec<_>>().into(),
        Kind::Record(record) => record.fields.iter().map(|field| datum(&field.kind, random)).collect::<Vec<_>>().into(),
        Kind::Real(_)
        | Kind::Factor(..)
        | Kind::Geometry(..)
        | Kind::Int(_)
        | Kind::Bool
        | Kind::Opaque
        | Kind::Open
        | Kind::Pullback => random.entry().into(),
    }
}
