//! Method calls: looked up in the table by name and kinds.

use proc_macro2::Ident;
use quote::quote;
use syn::{Expr, ExprMethodCall};

use crate::ir::{Dim, Kind, Value};
use crate::messages::{iteration, structs, value};
use crate::rules::array::{ARRAY_LEN, ELEMENT, SLICE, WITHOUT_LAST};
use crate::rules::{self, Surface};

use super::{Lowered, Lowerer, Tree, describe};

/// Methods that give the value itself.
pub(super) const IDENTITIES: [&str; 9] =
    ["clone", "to_owned", "into_owned", "clone_owned", "to_vec", "as_slice", "as_ref", "copied", "cloned"];

/// Methods of slices that give an `Option` of an element.
const GIVES_OPTION: [&str; 4] = ["first", "last", "get", "pop"];
/// Those of them that scalars have.
const COPIES: [&str; 2] = ["clone", "to_owned"];

/// Methods of integers that give an integer of the same type.
pub(super) const INTEGER_METHODS: [&str; 14] = [
    "abs",
    "clamp",
    "div_ceil",
    "div_euclid",
    "isqrt",
    "max",
    "min",
    "next_power_of_two",
    "pow",
    "rem_euclid",
    "saturating_add",
    "saturating_sub",
    "wrapping_add",
    "wrapping_sub",
];

impl Lowerer<'_> {
    pub(super) fn method(&mut self, expr: &ExprMethodCall) -> Lowered<Tree> {
        self.method_call(expr, false)
    }

    /// A method call, and whether its result is unwrapped at once.
    pub(super) fn method_call(&mut self, expr: &ExprMethodCall, is_unwrapped: bool) -> Lowered<Tree> {
        let name = expr.method.to_string();
        if let Some(constant) = self.with_function(expr) {
            return Ok(constant);
        }
        if let Some(tree) = self.sibling_method(expr)? {
            return Ok(tree);
        }
        if self.is_iterator(&expr.receiver) {
            return self.consumed(expr);
        }
        if let ("unwrap" | "expect", Expr::MethodCall(end)) = (name.as_str(), &*expr.receiver)
            && end.args.is_empty()
            && let Some(value) = self.end_element(end)?
        {
            return Ok(value);
        }
        let receiver = self.receiver(&name, &expr.receiver)?;
        if let Tree::Optional(value) = receiver {
            return self.unwrapped(value, expr);
        }
        if let (Tree::Record(..), true) = (&receiver, COPIES.contains(&name.as_str()) && expr.args.is_empty()) {
            return Ok(receiver);
        }
        if expr.args.is_empty() && self.is_identity(&name, &receiver) {
            return Ok(if name == "to_vec" { self.as_vec(receiver) } else { receiver });
        }
        if let (Tree::Rows(_), "len" | "is_empty") = (&receiver, name.as_str()) {
            let first = receiver.leaves()[0];
            return self.operation(&name, &[first], expr).ok_or_else(|| self.error(expr, value::open()));
        }
        if self.is_geometry(&receiver) {
            return self.geometry_method(receiver, expr);
        }
        let receiver = self.leaf(&receiver, &expr.receiver)?;
        if let ("split_at", [at], Kind::Array(..)) =
            (name.as_str(), &expr.args.iter().collect::<Vec<_>>()[..], self.builder.kind(receiver))
        {
            let (start, middle) = (self.builder.int(0), self.number(at)?);
            let end = self.builder.apply(&ARRAY_LEN, &[receiver]);
            let part = |from, to| Tree::Leaf(self.at(&expr.method).apply(&SLICE, &[receiver, from, to]));
            return Ok(Tree::Tuple(vec![part(start, middle), part(middle, end)]));
        }
        if self.builder.kind(receiver).tensor().is_some() {
            match name.as_str() {
                "map" | "map_with_location" | "zip_map" | "zip_zip_map" => return self.map(receiver, expr),
                _ => {}
            }
            if name == "cast"
                && let Some(value) = self.cast_entries(receiver, expr)
            {
                return Ok(Tree::Leaf(value));
            }
            if let Some(value) = self.over_entries(receiver, &name, expr)? {
                return Ok(value);
            }
            if let Some(value) = self.reshaped(receiver, &name, expr)? {
                return Ok(Tree::Leaf(value));
            }
            if let Some(part) = self.named_part(receiver, &name, expr)? {
                self.at(&expr.method);
                return Ok(Tree::Leaf(self.read_part(receiver, &part)));
            }
        }
        if self.builder.kind(receiver).is_real() && self.may_be_reference(&expr.receiver) {
            self.note_behind_reference(expr, receiver);
        }
        let mut values = vec![receiver];
        let is_closure = |arg: &Expr| matches!(arg, Expr::Closure(_));
        if expr.args.iter().any(is_closure) {
            let found = self.captures(expr)?;
            if self.active(&found.captures, &found.values).is_none() {
                return self.unknown_method(expr, &values);
            }
        }
        for arg in &expr.args {
            if is_closure(arg) {
                return self.unknown_method(expr, &values);
            }
            let tree = self.expression(arg)?;
            values.push(self.leaf(&tree, arg)?);
        }
        match self.operation(&name, &values, expr) {
            // What is not unwrapped at once may be looked into in any way, where it is constant.
            Some(Tree::Optional(_)) if self.is_constant(&values) && !is_unwrapped => self.unknown_method(expr, &values),
            Some(tree) if expr.turbofish.is_none() => Ok(tree),
            Some(_) | None => self.unknown_method(expr, &values),
        }
    }

    /// What a method of a number behind a reference was read as, it must be.
    fn note_behind_reference(&self, expr: &ExprMethodCall, receiver: Value) {
        if let Kind::Real(elem) = self.builder.kind(receiver) {
            self.figures.note_scalar(&expr.method, &elem);
        }
    }

    /// The same elements in a `Vec`, where their number was a part of the type.
    fn as_vec(&self, tree: Tree) -> Tree {
        let Tree::Leaf(array) = tree else { return tree };
        if !matches!(self.builder.kind(array), Kind::Array(_, len) if len != Dim::Dyn) {
            return tree;
        }
        let (from, to) = (self.builder.int(0), self.builder.apply(&ARRAY_LEN, &[array]));
        Tree::Leaf(self.builder.apply(&SLICE, &[array, from, to]))
    }

    /// Whether a method gives its receiver itself. What another type has by such a name may be anybody's, and a trait
    /// may give it to scalars.
    fn is_identity(&self, name: &str, receiver: &Tree) -> bool {
        let is_listed = IDENTITIES.contains(&name);
        let Tree::Leaf(leaf) = receiver else { return is_listed && self.record_of(receiver).is_none() };
        match self.builder.kind(*leaf) {
            Kind::Tensor(_) => is_listed || name == "as_view",
            Kind::Array(..) | Kind::Pullback => is_listed,
            Kind::Factor(..) => COPIES.contains(&name),
            Kind::Real(_) | Kind::Int(_) | Kind::Bool => COPIES.contains(&name),
            Kind::Geometry(..) | Kind::Record(_) => COPIES.contains(&name),
            Kind::Opaque | Kind::Open => name == "clone" && self.ranges.contains_key(leaf),
        }
    }

    /// `xs.first()`, `xs.last()` and `xs.pop()` of an array, without the `Option` around; of anything else `None`.
    #[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is treated alike")]
    fn end_element(&mut self, call: &ExprMethodCall) -> Lowered<Option<Tree>> {
        let name = call.method.to_string();
        if self.is_iterator(&call.receiver) {
            return Ok(None);
        }
        match name.as_str() {
            "copied" | "cloned" => match &*call.receiver {
                Expr::MethodCall(inner) if inner.args.is_empty() => {
                    let element = self.end_element(inner)?;
                    if let Some(Tree::Leaf(value)) = &element {
                        self.references.remove(value);
                    }
                    Ok(element)
                }
                _ => Ok(None),
            },
            "pop" => {
                let place = self.place(&call.receiver)?;
                let whole = self.read_place(&place, &call.receiver)?;
                let whole = self.leaf(&whole, &call.receiver)?;
                let last = self.last_index(whole, &call.receiver)?;
                let element = self.at(&call.method).apply(&ELEMENT, &[whole, last]);
                let rest = self.builder.apply(&WITHOUT_LAST, &[whole]);
                self.write(&place, Tree::Leaf(rest), &call.receiver)?;
                Ok(Some(Tree::Leaf(element)))
            }
            "first" | "last" => {
                let tree = self.expression(&call.receiver)?;
                let Tree::Leaf(whole) = tree else { return Ok(None) };
                if !matches!(self.builder.kind(whole), Kind::Array(..)) {
                    return Ok(None);
                }
                let index = if name == "first" { self.builder.int(0) } else { self.last_index(whole, &call.receiver)? };
                let element = self.at(&call.method).apply(&ELEMENT, &[whole, index]);
                if !self.builder.is_varied(element) {
                    self.references.insert(element);
                }
                Ok(Some(Tree::Leaf(element)))
            }
            _ => Ok(None),
        }
    }

    /// An operation of the table that is written as this method.
    pub(super) fn operation(&self, name: &str, values: &[Value], at: &ExprMethodCall) -> Option<Tree> {
        self.at(&at.method);
        self.named_operation(name, values)
    }

    /// An operation of the table by name, at the builder's place.
    pub(super) fn named_operation(&self, name: &str, values: &[Value]) -> Option<Tree> {
        let builder = self.builder;
        if let Some(assumed) = rules::assume(Surface::Method(name), &builder.kinds(values)) {
            values.iter().zip(assumed).for_each(|(value, kind)| builder.assume(*value, kind));
        }
        let kinds = builder.kinds(values);
        if let Some(parts) = rules::bundle(name, &kinds) {
            return Some(Tree::Tuple(parts.iter().map(|part| Tree::Leaf(builder.apply(part, values))).collect()));
        }
        if let Some(tree) = self.through_factors(name, values) {
            return Some(tree);
        }
        let found = rules::find(Surface::Method(name), &kinds)?;
        let result = builder.apply(found.rule, &found.arrange(values));
        Some(if found.rule.form.gives_option() { Tree::Optional(result) } else { Tree::Leaf(result) })
    }

    /// A method that the table does not know: of constants a constant, of anything else refused.
    pub(super) fn unknown_method(&self, expr: &ExprMethodCall, values: &[Value]) -> Lowered<Tree> {
        let name = expr.method.to_string();
        let kind = self.builder.kind(values[0]);
        if self.is_constant(values) {
            let is_known = INTEGER_METHODS.contains(&name.as_str());
            let result = if matches!(kind, Kind::Int(_)) && is_known { kind.clone() } else { Kind::Open };
            // A closure has no value: what it names counts.
            if expr.args.iter().any(|arg| matches!(arg, Expr::Closure(_))) {
                return self.fragment(expr, result);
            }
            let parts = std::iter::once(&*expr.receiver).chain(&expr.args);
            let parts = values.iter().copied().zip(parts).collect::<Vec<_>>();
            let (method, turbofish) = (&expr.method, &expr.turbofish);
            let template = |holes: &[Ident]| {
                let (receiver, args) = (&holes[0], &holes[1..]);
                quote!(#receiver.#method #turbofish(#(#args),*))
            };
            return self.constant(expr, &parts, template, result);
        }
        let message = if let Kind::Factor(which, _) = &kind
            && !rules::factor::read_of(*which).contains(&name.as_str())
        {
            value::of_factors(&name, &describe(&kind), &rules::factor::read_of(*which))
        } else if self.is_iterator(&Expr::MethodCall(expr.clone())) {
            iteration::stored()
        } else if matches!(kind, Kind::Array(..)) && GIVES_OPTION.contains(&name.as_str()) {
            value::option_of_element(&name)
        } else if let Kind::Record(record) = &kind {
            structs::method_of_struct(&name, &record.name.to_string())
        } else if kind == Kind::Opaque {
            value::method_of_other(&name)
        } else if kind == Kind::Open {
            value::method_of_unknown(&name)
        } else if rules::method_names().any(|method| method == name) {
            let given = self.builder.kinds(&values[1..]).iter().map(describe).collect::<Vec<_>>();
            value::method_arguments(&name, &describe(&kind), &given)
        } else {
            value::method(&name, &describe(&kind), rules::methods_of(&kind))
        };
        Err(self.error(&expr.method, message))
    }
}
