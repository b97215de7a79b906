//! The language of derivative formulas: arithmetic on nodes, looked up in the table like a user's.

use std::ops::{Add, Div, Mul, Neg, Sub};

use crate::ir::{Builder, Dim, Elem, Kind, Node, Op, Slope, Value};

use super::{Surface, array, factor, find, list, record, scalar, tensor};

impl<'b> Node<'b> {
    fn surface(self, surface: Surface<'_>, others: &[Node<'b>]) -> Node<'b> {
        let nodes = std::iter::once(self).chain(others.iter().copied()).collect::<Vec<_>>();
        let kinds = nodes.iter().map(|node| node.kind()).collect::<Vec<_>>();
        let Some(found) = find(surface, &kinds) else { panic!("no operation {surface:?} of {kinds:?}") };
        let arranged = found.arrange(&nodes);
        arranged[0].apply(found.rule, &arranged[1..])
    }
}

macro_rules! operators {
    ($($Trait:ident $method:ident $symbol:literal),*) => {$(
        impl<'b> $Trait for Node<'b> {
            type Output = Node<'b>;
            fn $method(self, other: Node<'b>) -> Node<'b> {
                self.surface(Surface::Infix($symbol), &[other])
            }
        }
        impl<'b> $Trait<Node<'b>> for f64 {
            type Output = Node<'b>;
            fn $method(self, other: Node<'b>) -> Node<'b> {
                other.builder.number(self).surface(Surface::Infix($symbol), &[other])
            }
        }
        impl<'b> $Trait<f64> for Node<'b> {
            type Output = Node<'b>;
            fn $method(self, other: f64) -> Node<'b> {
                self.surface(Surface::Infix($symbol), &[self.builder.number(other)])
            }
        }
    )*};
}

operators!(Add add "+", Sub sub "-", Mul mul "*", Div div "/");

impl<'b> Neg for Node<'b> {
    type Output = Node<'b>;
    fn neg(self) -> Node<'b> {
        self.surface(Surface::Prefix("-"), &[])
    }
}

/// Whether zeros of a kind can be written without a value of that shape.
fn is_static(kind: &Kind) -> bool {
    match kind {
        Kind::Real(_) => true,
        Kind::Array(element, Dim::Known(_) | Dim::Named(_)) => is_static(element),
        Kind::Array(_, Dim::Generic(_) | Dim::Dyn)
        | Kind::Tensor(_)
        | Kind::Int(_)
        | Kind::Bool
        | Kind::Geometry(..)
        | Kind::Record(_)
        | Kind::Opaque
        | Kind::Open
        | Kind::Factor(..)
        | Kind::Pullback => false,
    }
}

/// An array of zeros.
fn zeros(builder: &Builder, element: &Kind, length: &Dim) -> Value {
    let zero = match element {
        Kind::Array(inner, length) => zeros(builder, inner, length),
        Kind::Real(_)
        | Kind::Tensor(_)
        | Kind::Factor(..)
        | Kind::Geometry(..)
        | Kind::Int(_)
        | Kind::Bool
        | Kind::Record(_)
        | Kind::Opaque
        | Kind::Open
        | Kind::Pullback => builder.zero(element.clone()),
    };
    let count = builder.size(length);
    builder.apply_as(&list::REPEAT, &[zero, count], Kind::Array(Box::new(element.clone()), length.clone()))
}

/// A zero of the shape of a value, which never was a number.
pub(crate) fn zero_like(builder: &Builder, value: Value) -> Value {
    let kind = builder.kind(value);
    // Tangents of factors are matrices.
    if kind.tangent() != kind {
        return builder.apply_as(&factor::FACTOR_ZEROS, &[value], kind.tangent());
    }
    match kind {
        Kind::Tensor(_) => builder.apply(&tensor::arithmetic::ZEROS_LIKE, &[value]),
        // Of a size that is known, the value need not be there.
        Kind::Array(element, length @ (Dim::Known(_) | Dim::Named(_))) if is_static(&element) => {
            zeros(builder, &element, &length)
        }
        Kind::Array(..) => builder.apply(&array::ARRAY_ZEROS_LIKE, &[value]),
        Kind::Record(of) => record::zero_like(builder, value, &of),
        kind @ (Kind::Real(_)
        | Kind::Factor(..)
        | Kind::Geometry(..)
        | Kind::Int(_)
        | Kind::Bool
        | Kind::Opaque
        | Kind::Open
        | Kind::Pullback) => builder.zero(kind),
    }
}

/// This slope where the condition holds, nothing elsewhere.
pub(super) fn when<'b>(condition: Node<'b>, slope: impl Into<Slope<'b>>) -> Slope<'b> {
    Slope::When(condition, Box::new(slope.into()))
}

/// A slope that may be infinite, where a zero cotangent still contributes exactly zero.
pub(super) fn steep(slope: Node<'_>) -> Slope<'_> {
    Slope::Steep(slope)
}

/// One node where the condition holds, another elsewhere; only one of them is evaluated.
pub(super) fn choose<'b>(
    condition: Node<'b>,
    then: impl FnOnce() -> Node<'b>,
    otherwise: impl FnOnce() -> Node<'b>,
) -> Node<'b> {
    let builder = condition.builder;
    let then = builder.block(Vec::new(), || vec![then().value()]);
    let otherwise = builder.block(Vec::new(), || vec![otherwise().value()]);
    builder.node(builder.branch(condition.value(), then, otherwise)[0])
}

/// A function of the entries of vectors or matrices of one shape, that of the first.
pub(super) fn entrywise<'b>(arrays: &[Node<'b>], function: impl FnOnce(&[Node<'b>]) -> Node<'b>) -> Node<'b> {
    let builder = arrays[0].builder;
    let values = arrays.iter().map(|array| array.value()).collect::<Vec<_>>();
    let kind = builder.kind(values[0]);
    let elem = kind.elem().cloned().unwrap_or(Elem::Any);
    let entry = |value: &Value| builder.fresh(Kind::Real(elem.clone()), builder.is_varied(*value));
    let entries = values.iter().map(entry).collect::<Vec<_>>();
    let nodes = entries.iter().map(|entry| builder.node(*entry)).collect::<Vec<_>>();
    let block = builder.block(entries, || vec![function(&nodes).value()]);
    builder.node(builder.emit(Op::Map { located: false }, &values, vec![block], kind, true))
}

/// A tangent or cotangent times a slope, or `None` where nothing comes of it.
pub(crate) fn weigh(builder: &Builder, slope: Slope<'_>, weighed: Value) -> Option<Value> {
    match slope {
        Slope::Number(0.0) => None,
        Slope::Number(1.0) => Some(weighed),
        Slope::Number(-1.0) => Some(builder.apply(&scalar::arithmetic::NEG, &[weighed])),
        Slope::Number(number) => Some(builder.apply(&scalar::arithmetic::MUL, &[weighed, builder.real(number)])),
        Slope::Node(node) => Some(builder.apply(&scalar::arithmetic::MUL, &[weighed, node.value()])),
        Slope::Steep(node) => Some(builder.apply(&scalar::arithmetic::SCALED, &[weighed, node.value()])),
        Slope::When(condition, slope) => {
            let then = builder.block(Vec::new(), || weigh(builder, *slope, weighed).into_iter().collect());
            let otherwise = builder.block(Vec::new(), || vec![builder.zero(builder.kind(weighed))]);
            (!then.results.is_empty()).then(|| builder.branch(condition.value(), then, otherwise)[0])
        }
    }
}
