//! Generic parameters, bounds and arguments.

use crate::messages::{call, value};

use super::{Row, decision, parts};

pub(super) const PARAMETERS: &[Row] = parts! {
    GenericParam::Lifetime: supported, "fn f<'a>(x: &'a [f64]) -> f64 { x[0] * x[0] }";
    GenericParam::Type: supported, "fn f<T: Real>(x: T) -> T { x * x }";
    GenericParam::Const: supported, "fn f<const N: usize>(x: &SVector<f64, N>) -> f64 { x.norm_squared() }";
    WherePredicate::Lifetime: supported, "fn f<'a, 'b>(x: &'a [f64], y: &'b f64) -> f64 where 'b: 'a { x[0] * y }";
    WherePredicate::Type: supported, "fn f<T>(x: T) -> T where T: Real { x * x }";
    TypeParamBound::Trait: supported, "fn f<T: autodiff::Real + Debug>(x: T) -> T { x * x }";
    TypeParamBound::Lifetime: supported, "fn f<T: Real + 'static>(x: T) -> T { x * x }";
    TypeParamBound::PreciseCapture: constant(call::function_value("g")),
        "fn f<'a>(x: f64, g: impl Fn(f64) -> f64 + use<'a>) -> f64 { x * «g»(◇) }";
    TypeParamBound::Verbatim: constant(call::function_value("g")),
        "fn f(x: f64, g: impl const Fn(f64) -> f64) -> f64 { x * «g»(◇) }";
};

pub(super) const ARGUMENTS: &[Row] = parts! {
    GenericArgument::Lifetime: supported, "fn f<'a>(x: DVectorView<'a, f64>) -> f64 { x.norm_squared() }";
    GenericArgument::Type: supported, "fn f(x: &DVector<f64>) -> f64 { x.norm_squared() }";
    GenericArgument::Const: supported, "fn f(x: &SVector<f64, 3>) -> f64 { x.norm_squared() }";
    GenericArgument::AssocType: constant(value::method_of_other("map")),
        "fn f(x: f64, g: Box<dyn Iterator<Item = f64>>) -> f64 { let n = g.«map»(◇); x }";
    GenericArgument::AssocConst: constant(value::method_of_other("at")),
        "fn f(x: f64, g: Table<SIZE = 3>) -> f64 { let n = g.«at»(◇); x }";
    GenericArgument::Constraint: constant(value::method_of_other("at")),
        "fn f(x: f64, g: Table<Item: Copy>) -> f64 { let n = g.«at»(◇); x }";
    PathArguments::None: supported, "fn f(x: Vector3<f64>) -> f64 { x.norm() }";
    PathArguments::AngleBracketed: supported, "fn f(x: Vec<Vector3<f64>>) -> f64 { x[0].norm() }";
    PathArguments::Parenthesized: constant(call::function_value("g")),
        "fn f(x: f64, g: &dyn Fn(f64) -> f64) -> f64 { x * «g»(◇) }";
};
