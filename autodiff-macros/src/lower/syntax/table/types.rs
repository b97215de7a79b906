//! Types of parameters.

use crate::messages::{call, value};

use super::{Row, decision, rows};

pub(super) const TYPES: &[Row] = rows!(Type {
    Array: supported, "fn f(x: [f64; 2]) -> f64 { x[0] * x[1] }";
    FnPtr: constant(call::function_value("g")), "fn f(x: f64, g: fn(f64) -> f64) -> f64 { x * «g»(◇) }";
    Group: supported, "fn f(x: ⟦f64⟧) -> f64 { x * x }";
    ImplTrait: constant(call::function_value("g")), "fn f(x: f64, g: impl Fn(f64) -> f64) -> f64 { x * «g»(◇) }";
    Infer: supported, "let y: _ = x; let v: Vec<_> = vec![y]; v[0]";
    Macro: constant(call::function_value("g")), "fn f(x: f64, g: function!()) -> f64 { x * «g»(◇) }";
    Never: constant(call::function_value("g")), "fn f(x: f64, g: fn(f64) -> !) -> f64 { x * «g»(◇) }";
    Paren: supported, "fn f(x: (f64)) -> f64 { x * x }";
    Path: supported, "fn f(x: DVector<f64>) -> f64 { x.norm_squared() }";
    Ptr: constant(value::method_of_other("wrapping_add")), "fn f(x: f64, p: *const u8) -> f64 { let q = p.«wrapping_add»(◇); x }";
    Reference: supported, "fn f(x: &f64) -> f64 { x * x }";
    Slice: supported, "fn f(x: &[f64]) -> f64 { x[0] * x[1] }";
    TraitObject: constant(call::function_value("g")), "fn f(x: f64, g: &dyn Fn(f64) -> f64) -> f64 { x * «g»(◇) }";
    Tuple: supported, "fn f(x: (f64, f64)) -> f64 { x.0 * x.1 }";
    Verbatim: constant(value::method_of_other("apply")), "fn f(x: f64, g: dyn* Apply) -> f64 { x * g.«apply»(◇) }";
});
