//! Assignments: a changed local is a new value under the old name.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{BinOp, Expr, ExprAssign, ExprBinary, ExprCall, ExprMethodCall};

use crate::ir::{Kind, Value};
use crate::messages::{assignment, value};
use crate::rules::array::{ADD_ELEMENT, FILL_ARRAY};
use crate::rules::tensor::access::{ADD_AT, ADD_AT_PAIR};
use crate::rules::tensor::part::FILL;
use crate::rules::{self, Surface};

use super::blas;
use super::changes::{assigns, calls};
use super::place::{Place, Step};
use super::scope::Bound;
use super::{Lowered, Lowerer, Tree, describe};

/// Methods that change their receiver.
const MUTATING: [&str; 13] = [
    "axpy",
    "clone_from_slice",
    "copy_from",
    "copy_from_slice",
    "fill",
    "pow_mut",
    "push",
    "set_column",
    "set_row",
    "swap",
    "swap_columns",
    "swap_rows",
    "truncate",
];

/// Whether a method changes its receiver.
pub(super) fn is_mutating(call: &ExprMethodCall) -> bool {
    let name = call.method.to_string();
    let lists: [&[&str]; 3] = [&MUTATING, &blas::OVERWRITING, &blas::OVERWRITING_LAST];
    lists.iter().any(|list| list.contains(&name.as_str()))
}

/// The arguments of `std::mem::swap(&mut a, &mut b)`.
pub(super) fn swapped(call: &ExprCall) -> Option<[&Expr; 2]> {
    let Expr::Path(path) = &*call.func else { return None };
    let names = path.path.segments.iter().map(|segment| segment.ident.to_string()).collect::<Vec<_>>();
    let names = names.iter().map(String::as_str).collect::<Vec<_>>();
    // By its whole path: another module may be called `mem`.
    let is_swap = matches!(names[..], ["std" | "core", "mem", "swap"]);
    let arguments = call.args.iter().collect::<Vec<_>>();
    let (true, [one, two]) = (is_swap, &arguments[..]) else { return None };
    let is_borrowed = |expr: &Expr| matches!(expr, Expr::Reference(inner) if inner.mutability.is_some());
    (is_borrowed(one) && is_borrowed(two)).then_some([*one, *two])
}

impl Lowerer<'_> {
    pub(super) fn assign(&mut self, expr: &ExprAssign) -> Lowered<()> {
        let new = self.expression(&expr.right);
        self.assign_value(expr, new)
    }

    /// An assignment whose right side has been lowered.
    #[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is treated alike")]
    pub(super) fn assign_value(&mut self, expr: &ExprAssign, new: Lowered<Tree>) -> Lowered<()> {
        match &*expr.left {
            Expr::Infer(_) => new.map(drop),
            Expr::Tuple(tuple) => {
                let new = new?;
                let parts = match &new {
                    Tree::Tuple(parts) if parts.len() == tuple.elems.len() => parts.clone(),
                    Tree::Tuple(_)
                    | Tree::Rows(_)
                    | Tree::Record(..)
                    | Tree::Leaf(_)
                    | Tree::Unset
                    | Tree::Place(_)
                    | Tree::Optional(_)
                    | Tree::Geometry(..) => {
                        let message = value::parts(tuple.elems.len(), &self.described(&new));
                        return Err(self.error(&expr.left, message.of_rust(self.is_plain(&new))));
                    }
                };
                tuple.elems.iter().zip(parts).try_for_each(|(left, part)| self.assign_to(left, part))
            }
            left => {
                let place = self.assigned_place(left);
                let (place, new) = (place?, new?);
                self.write(&place, new, left)
            }
        }
    }

    fn assign_to(&mut self, left: &Expr, new: Tree) -> Lowered<()> {
        if matches!(left, Expr::Infer(_)) {
            return Ok(());
        }
        let place = self.assigned_place(left)?;
        self.write(&place, new, left)
    }

    /// The place on the left of `=`. A name that stands for a mutable reference would be given another reference.
    fn assigned_place(&mut self, left: &Expr) -> Lowered<Place> {
        if let Expr::Path(path) = left
            && let Some(ident) = path.path.get_ident()
            && let Some(binding) = self.local_binding(ident)?
            && !matches!(binding.bound, Bound::Value(_))
        {
            return Err(self.error(left, assignment::reference(&ident.to_string())));
        }
        self.place(left)
    }

    /// `x += y` and its like.
    pub(super) fn compound(&mut self, expr: &ExprBinary) -> Lowered<()> {
        let new = self.expression(&expr.right);
        let place = self.place(&expr.left)?;
        let new = new?;
        self.check_order(&place, expr)?;
        let symbol = expr.op.to_token_stream().to_string();
        let symbol = symbol.trim_end_matches('=');
        if let Some(changed) = self.changed_geometry(&place, symbol, &new, expr)? {
            return self.write(&place, changed, &expr.left);
        }
        let operand = self.leaf(&new, &expr.right)?;
        if matches!(expr.op, BinOp::AddAssign(_) | BinOp::SubAssign(_))
            && let Some((Step::Index(_), _)) = place.steps.split_last()
            && let Some(()) = self.add_in_place(&place, operand, symbol, expr)?
        {
            return Ok(());
        }
        if let (BinOp::AddAssign(_), Some((Step::Part(part), before))) = (expr.op, place.steps.split_last()) {
            let outer = Place { root: place.root.clone(), steps: before.to_vec() };
            let whole = self.read_place(&outer, &expr.left)?;
            let whole = self.leaf(&whole, &expr.left)?;
            self.at(&expr.op);
            let changed = self.changed_part(whole, part, operand, true, expr)?;
            return self.write(&outer, Tree::Leaf(changed), &expr.left);
        }
        let old = self.read_place(&place, &expr.left)?;
        let old = self.leaf(&old, &expr.left)?;
        let found = self.operator(symbol, old, operand, expr)?;
        self.write(&place, Tree::Leaf(found), &expr.left)
    }

    /// Of numbers the right side comes first, of vectors and matrices the indices on the left.
    fn check_order(&self, place: &Place, expr: &ExprBinary) -> Lowered<()> {
        let message = if assigns(&expr.right) {
            assignment::in_operand()
        } else if calls(&expr.left) && calls(&expr.right) {
            assignment::order()
        } else {
            return Ok(());
        };
        if place.steps.is_empty() {
            return Ok(());
        }
        let old = self.read_place(place, &expr.left)?;
        match old.leaves()[..] {
            [leaf] if matches!(self.builder.kind(leaf), Kind::Real(_) | Kind::Int(_) | Kind::Bool) => Ok(()),
            [..] => Err(self.error(&expr.right, message)),
        }
    }

    fn operator(&mut self, symbol: &str, one: Value, two: Value, expr: &ExprBinary) -> Lowered<Value> {
        self.settle(one, two);
        let kinds = self.builder.kinds(&[one, two]);
        match rules::find(Surface::Infix(symbol), &kinds) {
            Some(found) => Ok(self.at(&expr.op).apply(found.rule, &found.arrange(&[one, two]))),
            // Masks and shifts of integers, and of truth values.
            None if self.is_constant(&[one, two]) => {
                let parts = [(one, &*expr.left), (two, &*expr.right)];
                let symbol = symbol.parse::<TokenStream>().unwrap_or_default();
                let template = |holes: &[Ident]| {
                    let (one, two) = (&holes[0], &holes[1]);
                    quote!(#one #symbol #two)
                };
                let tree = self.pure_constant(&parts, template, kinds[0].clone())?;
                self.leaf(&tree, expr)
            }
            None => {
                let (one, two) = (describe(&kinds[0]), describe(&kinds[1]));
                Err(self.error(expr, value::operator(symbol, &one, &two)))
            }
        }
    }

    /// `v[i] += s` without reading the entry: `None` where that is not how this place is added to.
    fn add_in_place(&mut self, place: &Place, operand: Value, symbol: &str, expr: &ExprBinary) -> Lowered<Option<()>> {
        let (last, before) = place.steps.split_last().expect("an index");
        let Step::Index(indices) = last else { return Ok(None) };
        let outer = Place { root: place.root.clone(), steps: before.to_vec() };
        let whole = self.read_place(&outer, &expr.left)?;
        let whole = self.leaf(&whole, &expr.left)?;
        let rule = match (self.builder.kind(whole), indices.len()) {
            (Kind::Tensor(_), 1) => &ADD_AT,
            (Kind::Tensor(_), 2) => &ADD_AT_PAIR,
            (Kind::Array(element, _), 1) if element.is_differentiable() => &ADD_ELEMENT,
            (_, _) => return Ok(None),
        };
        let builder = self.at(&expr.op);
        if builder.kind(operand) == Kind::Open {
            let elem = builder.kind(whole).elem().cloned();
            elem.into_iter().for_each(|elem| builder.assume(operand, Kind::Real(elem)));
        }
        let added = if symbol == "-" { (-builder.node(operand)).value() } else { operand };
        let args = std::iter::once(whole).chain(indices.iter().copied()).chain([added]).collect::<Vec<_>>();
        if rule.signature.bind(&builder.kinds(&args), None).is_none() {
            return Ok(None);
        }
        let changed = builder.apply(rule, &args);
        self.write(&outer, Tree::Leaf(changed), &expr.left)?;
        Ok(Some(()))
    }

    /// Methods that change their receiver.
    pub(super) fn mutate(&mut self, expr: &ExprMethodCall) -> Lowered<()> {
        if blas::OVERWRITING_LAST.contains(&expr.method.to_string().as_str()) {
            return self.overwrite_last(expr);
        }
        if expr.method == "apply" || expr.method == "zip_apply" || expr.method == "zip_zip_apply" {
            return self.apply_each(expr);
        }
        let place = self.place(&expr.receiver)?;
        let old = self.read_place(&place, &expr.receiver)?;
        self.at(&expr.method);
        let name = expr.method.to_string();
        if let ("push", Some(element), 1) = (name.as_str(), expr.args.first(), expr.args.len()) {
            let new = self.expression(element)?;
            self.at(&expr.method);
            let pushed = self.pushed(&old, &new, element)?;
            return self.write(&place, pushed, &expr.receiver);
        }
        if let ("swap", [one, two], Tree::Rows(_)) = (name.as_str(), &expr.args.iter().collect::<Vec<_>>()[..], &old) {
            let (one, two) = (self.indices(one)?, self.indices(two)?);
            return self.swap_parts(&place.with(Step::Index(one)), &place.with(Step::Index(two)), expr);
        }
        let old = self.leaf(&old, &expr.receiver)?;
        let is_array = matches!(self.builder.kind(old), Kind::Array(..));
        match (name.as_str(), &expr.args.iter().collect::<Vec<_>>()[..]) {
            ("truncate", [len]) if is_array => {
                let (from, to) = (self.builder.int(0), self.number(len)?);
                let len = self.builder.apply(&rules::array::ARRAY_LEN, &[old]);
                let to = self.builder.apply(&rules::integer::INT_MIN, &[to, len]);
                self.update(&place, &rules::array::SLICE, &[old, from, to], expr)
            }
            ("fill", [element]) => {
                let element = self.argument(element)?;
                self.update(&place, if is_array { &FILL_ARRAY } else { &FILL }, &[old, element], expr)
            }
            ("copy_from", [other]) if !is_array => {
                let other = self.argument(other)?;
                // What a part was before need not be copied.
                if let Some(Step::Part(_)) = place.steps.last() {
                    return self.write(&place, Tree::Leaf(other), &expr.receiver);
                }
                self.update(&place, &rules::tensor::part::COPY, &[old, other], expr)
            }
            ("copy_from_slice" | "clone_from_slice", [other]) if is_array => {
                let other = self.argument(other)?;
                self.update(&place, &rules::array::COPY_ARRAY, &[old, other], expr)
            }
            ("set_row", [index, row]) if !is_array => {
                let (index, row) = (self.number(index)?, self.argument(row)?);
                self.update(&place, &rules::tensor::part::SET_ROW, &[old, index, row], expr)
            }
            ("set_column", [index, column]) if !is_array => {
                let (index, column) = (self.number(index)?, self.argument(column)?);
                self.update(&place, &rules::tensor::part::SET_COLUMN, &[old, index, column], expr)
            }
            ("swap", [one, two]) => {
                let (one, two) = (self.indices(one)?, self.indices(two)?);
                self.swap_parts(&place.with(Step::Index(one)), &place.with(Step::Index(two)), expr)
            }
            ("swap_rows", [one, two]) => {
                let (one, two) = (self.number(one)?, self.number(two)?);
                self.swap_parts(&place.with(Step::Row(one)), &place.with(Step::Row(two)), expr)
            }
            ("swap_columns", [one, two]) => {
                let (one, two) = (self.number(one)?, self.number(two)?);
                self.swap_parts(&place.with(Step::Column(one)), &place.with(Step::Column(two)), expr)
            }
            ("fill_row", [index, s]) if !is_array => {
                let index = self.number(index)?;
                self.fill_line(&place, Step::Row(index), s, expr)
            }
            ("pow_mut", [exponent]) if !is_array => {
                let exponent = self.number(exponent)?;
                self.update(&place, &rules::tensor::power::POW, &[old, exponent], expr)
            }
            ("fill_column", [index, s]) if !is_array => {
                let index = self.number(index)?;
                self.fill_line(&place, Step::Column(index), s, expr)
            }
            (name, _) if !is_array => match self.overwritten(old, name, expr)? {
                Some(new) => self.write(&place, Tree::Leaf(new), &expr.receiver),
                None => Err(self.error(&expr.method, assignment::method(name))),
            },
            (name, _) => Err(self.error(&expr.method, assignment::method(name))),
        }
    }

    fn argument(&mut self, arg: &Expr) -> Lowered<Value> {
        let tree = self.expression(arg)?;
        self.leaf(&tree, arg)
    }

    /// Applies an operation of the table that gives the new value of a place.
    fn update(
        &mut self,
        place: &Place,
        rule: &'static crate::ir::Rule,
        args: &[Value],
        expr: &ExprMethodCall,
    ) -> Lowered<()> {
        let last = args[args.len() - 1];
        if self.builder.kind(last) == Kind::Open {
            let kind = match self.builder.kind(args[0]) {
                Kind::Array(element, _) => *element,
                Kind::Tensor(tensor) => Kind::Real(tensor.elem),
                other @ (Kind::Real(_)
                | Kind::Factor(..)
                | Kind::Geometry(..)
                | Kind::Int(_)
                | Kind::Bool
                | Kind::Record(_)
                | Kind::Opaque
                | Kind::Open
                | Kind::Pullback) => other,
            };
            self.builder.assume(last, kind);
        }
        if rule.signature.bind(&self.builder.kinds(args), None).is_none() {
            let (whole, found) = (describe(&self.builder.kind(args[0])), describe(&self.builder.kind(last)));
            return Err(self.error(expr, value::annotation(&format!("a part of {whole}"), &found)));
        }
        let changed = self.builder.apply(rule, args);
        self.write(place, Tree::Leaf(changed), &expr.receiver)
    }

    fn swap_parts(&mut self, one: &Place, two: &Place, expr: &ExprMethodCall) -> Lowered<()> {
        let first = self.read_place(one, &expr.receiver)?;
        let second = self.read_place(two, &expr.receiver)?;
        self.write(one, second, &expr.receiver)?;
        self.write(two, first, &expr.receiver)
    }

    /// `std::mem::swap(&mut a, &mut b)`.
    pub(super) fn swap(&mut self, [one, two]: [&Expr; 2]) -> Lowered<()> {
        let places = [self.place(one)?, self.place(two)?];
        let (first, second) = (self.read_place(&places[0], one)?, self.read_place(&places[1], two)?);
        self.write(&places[0], second, one)?;
        self.write(&places[1], first, two)
    }
}
