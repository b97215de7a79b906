//! Items in a body: all are refused, because they would be in view where the derivative is not.

use crate::messages::syntax;

#[cfg(test)]
use super::rows;
use super::{decision, decisions};

decisions! {
    /// The message for an item in a body.
    of_item, ITEMS, Item {
        Const: refused(syntax::item("a constant")), "«const TWO: f64 = 2.0;» x * TWO";
        Enum: refused(syntax::item("an enum")), "«enum Never {}» x";
        ExternCrate: refused(syntax::item("`extern crate`")), "«extern crate core as base;» x";
        Fn: refused(syntax::item("a function")), "return g(c) * x; «fn g(a: f64) -> f64 { a }»";
        ForeignMod: refused(syntax::item("a foreign module")), "«unsafe extern \"C\" {}» x";
        Impl: refused(syntax::item("an `impl`")), "«impl Own for f64 {}» x";
        Macro: refused(syntax::item("a macro")), "«macro_rules! double { ($a:expr) => { 2.0 * $a }; }» x";
        Mod: refused(syntax::item("a module")), "«mod inner {}» x";
        Static: refused(syntax::item("a static")), "«static TWO: f64 = 2.0;» x * TWO";
        Struct: refused(syntax::item("a struct")), "«struct Own;» x";
        Trait: refused(syntax::item("a trait")), "«trait Own {}» x";
        TraitAlias: refused(syntax::item("a trait")), "«trait Own = Copy;» x";
        Type: refused(syntax::item("a type alias")), "«type Real = f64;» x";
        Union: refused(syntax::item("a union")), "«union Own { a: f64, b: u64 }» x";
        Use: refused(syntax::item("`use`")), "«use std::f64::consts::PI;» x * PI";
        Verbatim: refused(syntax::item("this item")), "«const A: f64;» x";
    }
}
