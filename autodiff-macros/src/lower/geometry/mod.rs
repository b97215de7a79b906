//! nalgebra's geometry: points, rotations, quaternions, isometries.
//!
//! A Program has vectors and matrices only. What varies is a [`Tree::Geometry`], which says what its parts stand for, so
//! that a method of one type is never read on another. A constant stays the user's value, of kind [`Kind::Geometry`],
//! until a part of it is read.

mod construct;
mod derived;
mod logarithm;
mod method;
mod product;
mod turn;
pub(super) mod words;

use std::cell::RefCell;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Expr, ExprBinary, ExprField, ExprUnary, Member};

use crate::ir::hash::HashMap;
use crate::ir::{Capture, Dim, Elem, Figure, Fragment, Kind, Name, Named, Node, Op, Read, Shaped, Tensor, Value};
use crate::messages::value;
use crate::rules::geometry::quaternion::ROTATION_MATRIX;
use crate::rules::tensor::access::{INDEX, INDEX_PAIR};

use super::place::Place;
use super::{Lowered, Lowerer, Tree};

/// What is known of the values that geometry is made of.
#[derive(Default)]
pub(super) struct Known {
    /// The parts of constants.
    parts: RefCell<HashMap<Value, Vec<Value>>>,
    /// The matrices of unit quaternions.
    matrices: RefCell<HashMap<Value, Value>>,
    /// What was read by its name.
    read: RefCell<Read>,
}

impl Known {
    pub(super) fn into_read(self) -> Read {
        self.read.into_inner()
    }

    /// How much has been read by its name so far.
    pub(super) fn mark(&self) -> [usize; 6] {
        let read = self.read.borrow();
        [
            read.types.len(),
            read.methods.len(),
            read.scalars.len(),
            read.shaped.len(),
            read.functions.len(),
            read.macros.len(),
        ]
    }

    /// Forgets what was read since then.
    pub(super) fn forget_since(&self, [types, methods, scalars, shaped, functions, macros]: [usize; 6]) {
        let mut read = self.read.borrow_mut();
        read.types.truncate(types);
        read.methods.truncate(methods);
        read.scalars.truncate(scalars);
        read.shaped.truncate(shaped);
        read.functions.truncate(functions);
        read.macros.truncate(macros);
    }

    /// Notes a type of vectors or matrices, or of `Vec`s.
    pub(super) fn note_shaped(&self, ty: TokenStream, kind: Kind) {
        let shaped = &mut self.read.borrow_mut().shaped;
        if !shaped.iter().any(|known| known.ty.to_string() == ty.to_string()) {
            shaped.push(Shaped { ty, kind });
        }
    }

    /// Notes a function that every crate has, as the user wrote it.
    pub(super) fn note_function(&self, written: TokenStream, function: &'static str) {
        let functions = &mut self.read.borrow_mut().functions;
        if !functions.iter().any(|(known, _)| known.to_string() == written.to_string()) {
            functions.push((written, function));
        }
    }

    /// Notes which parameters the function hands on to itself without understanding them.
    pub(super) fn note_unknown(&self, unknown: Vec<usize>) {
        self.read.borrow_mut().unknown = unknown;
    }

    /// Notes a macro that every crate has.
    pub(super) fn note_macro(&self, name: &Ident) {
        let macros = &mut self.read.borrow_mut().macros;
        if !macros.contains(name) {
            macros.push(name.clone());
        }
    }

    /// Notes a method of a number that may be behind a reference.
    pub(super) fn note_scalar(&self, method: &Ident, elem: &Elem) {
        let scalars = &mut self.read.borrow_mut().scalars;
        if !scalars.iter().any(|(known, of)| known == method && of == elem) {
            scalars.push((method.clone(), elem.clone()));
        }
    }

    fn note_type(&self, named: Named) {
        self.read.borrow_mut().types.push(named);
    }

    fn note_method(&self, method: &Ident, figure: Figure) {
        let methods = &mut self.read.borrow_mut().methods;
        if !methods.iter().any(|(known, of)| known == method && *of == figure) {
            methods.push((method.clone(), figure));
        }
    }
}

impl Lowerer<'_> {
    fn node(&self, value: Value) -> Node<'_> {
        self.builder.node(value)
    }

    fn int(&self, number: i128) -> Node<'_> {
        self.node(self.builder.int(number))
    }

    /// What of geometry a constant is.
    pub(super) fn figure(&self, value: Value) -> Option<Figure> {
        if let Kind::Geometry(figure, _) = self.builder.kind(value) { Some(figure) } else { None }
    }

    /// Whether two values of geometry are of one type.
    pub(super) fn same_figure(&self, one: &Tree, two: &Tree) -> bool {
        match (self.solid(one), self.solid(two)) {
            (Some((one, _)), Some((two, _))) => one == two,
            (Some(_), None) | (None, _) => false,
        }
    }

    /// `p += v`, `pose *= step`: the new value, if a place holds geometry.
    pub(super) fn changed_geometry(
        &mut self,
        place: &Place,
        symbol: &str,
        operand: &Tree,
        expr: &ExprBinary,
    ) -> Lowered<Option<Tree>> {
        let Some(old) = self.attempt(|lowerer| lowerer.read_place(place, &expr.left)) else { return Ok(None) };
        if !self.is_geometry(&old) {
            return Ok(None);
        }
        self.at(&expr.op);
        match self.geometry_operator(symbol, &old, operand) {
            Some(new) if self.same_figure(&old, &new) => Ok(Some(new)),
            Some(_) | None => {
                Err(self.error(expr, value::operator(symbol, &self.described(&old), &self.described(operand))))
            }
        }
    }

    /// What of geometry a value is, and its parts.
    fn solid(&self, tree: &Tree) -> Option<(Figure, Vec<Value>)> {
        match self.taken_apart(tree) {
            Tree::Geometry(figure, parts) => Some((figure, parts)),
            Tree::Leaf(_)
            | Tree::Tuple(_)
            | Tree::Rows(_)
            | Tree::Record(..)
            | Tree::Unset
            | Tree::Place(_)
            | Tree::Optional(_) => None,
        }
    }

    pub(super) fn is_geometry(&self, tree: &Tree) -> bool {
        match tree {
            Tree::Leaf(leaf) => self.figure(*leaf).is_some(),
            Tree::Geometry(..) => true,
            Tree::Tuple(_) | Tree::Rows(_) | Tree::Record(..) | Tree::Unset | Tree::Place(_) | Tree::Optional(_) => {
                false
            }
        }
    }

    /// A constant of geometry by its parts; anything else as it is.
    pub(super) fn taken_apart(&self, tree: &Tree) -> Tree {
        match tree {
            Tree::Leaf(leaf) => match self.builder.kind(*leaf) {
                Kind::Geometry(figure, elem) => Tree::Geometry(figure, self.read_parts(*leaf, figure, &elem)),
                Kind::Real(_)
                | Kind::Tensor(_)
                | Kind::Factor(..)
                | Kind::Int(_)
                | Kind::Bool
                | Kind::Array(..)
                | Kind::Record(_)
                | Kind::Opaque
                | Kind::Open
                | Kind::Pullback => tree.clone(),
            },
            Tree::Tuple(_)
            | Tree::Rows(_)
            | Tree::Record(..)
            | Tree::Geometry(..)
            | Tree::Unset
            | Tree::Place(_)
            | Tree::Optional(_) => tree.clone(),
        }
    }

    fn read_parts(&self, constant: Value, figure: Figure, elem: &Elem) -> Vec<Value> {
        if let Some(known) = self.figures.parts.borrow().get(&constant) {
            return known.clone();
        }
        let hole = Ident::new("hole", Span::mixed_site());
        let kinds = figure.parts(elem).into_iter();
        let read = kinds.zip(accessors(figure, &quote!(#hole))).map(|(kind, (tokens, is_place))| {
            let captures = vec![Capture { ident: hole.clone(), by_reference: false, is_hole: true }];
            let fragment =
                Fragment { tokens, captures, has_effect: false, is_place, declared: None, owns_entries: false };
            self.builder.emit(Op::Fragment(fragment.into()), &[constant], Vec::new(), kind, false)
        });
        read.collect()
    }

    /// Reads the parts of a constant where it is defined, so that they are read once. Those that nobody needs go away.
    pub(super) fn settle_parts(&self, constant: Value) {
        let Kind::Geometry(figure, elem) = self.builder.kind(constant) else { return };
        let parts = self.read_parts(constant, figure, &elem);
        if figure.rotation() == Some(Figure::UnitQuaternion)
            && let Some(quaternion) = parts.last()
        {
            self.known_matrix(*quaternion, self.builder.apply(&ROTATION_MATRIX, &[*quaternion]));
        }
        self.figures.parts.borrow_mut().insert(constant, parts);
    }

    fn known_matrix(&self, quaternion: Value, matrix: Value) {
        self.figures.matrices.borrow_mut().insert(quaternion, matrix);
    }

    /// Names the parts of a local after it.
    pub(super) fn name_parts(&self, local: &Ident, figure: Figure, parts: &[Value]) {
        let name = Name::of(local);
        let is_whole = parts.len() == 1;
        let words: &[&str] = if is_whole { &[""] } else { &["_translation", "_rotation"] };
        for (part, word) in parts.iter().zip(words) {
            self.builder.name(*part, if is_whole { name.clone() } else { name.with(word) });
            if let Some(matrix) = self.figures.matrices.borrow().get(part)
                && figure.rotation() == Some(Figure::UnitQuaternion)
            {
                self.builder.name(*matrix, name.with("_rotation"));
            }
        }
    }

    /// A unit quaternion, with its matrix beside it: what turns many vectors computes the matrix once.
    fn unit_quaternion(&self, quaternion: Value) -> Value {
        self.known_matrix(quaternion, self.builder.apply(&ROTATION_MATRIX, &[quaternion]));
        quaternion
    }

    /// The matrix of a rotation.
    fn matrix(&self, rotation: Figure, part: Value) -> Node<'_> {
        if rotation != Figure::UnitQuaternion {
            return self.node(part);
        }
        let known = self.figures.matrices.borrow().get(&part).copied();
        self.node(known.unwrap_or_else(|| self.builder.apply(&ROTATION_MATRIX, &[part])))
    }

    /// A constant of geometry made by the user's own expression, if a trial shows that this is what comes of it.
    fn constant_figure(
        &mut self,
        parts: &[(Value, &Expr)],
        template: impl FnOnce(&[Ident]) -> TokenStream,
        trial: impl FnOnce(&mut Self) -> Lowered<Option<Tree>>,
    ) -> Option<Lowered<Tree>> {
        let mut tried = None;
        let builder = self.builder;
        // What the trial writes is thrown away.
        builder.block(Vec::new(), || {
            tried = self.attempt(trial).flatten();
            Vec::new()
        });
        let Some(Tree::Geometry(figure, values)) = tried else { return None };
        let elem = values.first().and_then(|value| builder.kind(*value).elem().cloned()).unwrap_or(Elem::Any);
        let constant = self.pure_constant(parts, template, Kind::Geometry(figure, elem));
        if let Ok(Tree::Leaf(leaf)) = &constant {
            self.settle_parts(*leaf);
        }
        Some(constant)
    }

    /// The leaves of trees that are all constants of their own.
    fn constants(&self, trees: &[&Tree]) -> Option<Vec<Value>> {
        let leaf = |tree: &&Tree| match tree {
            Tree::Leaf(leaf) => (!self.builder.is_varied(*leaf)).then_some(*leaf),
            Tree::Tuple(_)
            | Tree::Rows(_)
            | Tree::Record(..)
            | Tree::Geometry(..)
            | Tree::Unset
            | Tree::Place(_)
            | Tree::Optional(_) => None,
        };
        trees.iter().map(leaf).collect()
    }

    /// `iso.translation`, `p.x`, `q.coords`
    pub(super) fn geometry_field(&mut self, base: &Tree, expr: &ExprField) -> Lowered<Tree> {
        let Some((figure, parts)) = self.solid(base) else { return Err(self.error(expr, value::open())) };
        let name = if let Member::Named(name) = &expr.member { name.to_string() } else { String::new() };
        self.at(&expr.member);
        let constant = self.constants(&[base]).and_then(|leaves| {
            let field = &expr.member;
            let template = |holes: &[Ident]| {
                let hole = &holes[0];
                quote!(#hole.#field)
            };
            let trial = |lowerer: &mut Self| Ok(lowerer.field_of_figure(figure, &parts, &name));
            self.constant_figure(&[(leaves[0], &*expr.base)], template, trial)
        });
        match constant {
            Some(constant) => constant,
            None => match self.field_of_figure(figure, &parts, &name) {
                Some(field) => Ok(field),
                None if self.constants(&[base]).is_some() => self.fragment(expr, Kind::Open),
                None => Err(self.error(&expr.member, words::field(&name, figure))),
            },
        }
    }

    fn field_of_figure(&self, figure: Figure, parts: &[Value], name: &str) -> Option<Tree> {
        let builder = self.builder;
        let entry = |names: &[&str]| {
            let place = names.iter().position(|known| *known == name)?;
            Some(Tree::Leaf(builder.apply(&INDEX, &[parts[0], builder.int(place as i128)])))
        };
        let coordinate = |size: usize| entry(&["x", "y", "z", "w", "a", "b"][..size.min(6)]);
        match (figure, name) {
            (Figure::Point(_) | Figure::Quaternion | Figure::UnitQuaternion, "coords")
            | (Figure::Translation(_), "vector") => Some(Tree::Leaf(parts[0])),
            (Figure::Point(size) | Figure::Translation(size) | Figure::Unit(size), _) => coordinate(size),
            (Figure::Quaternion | Figure::UnitQuaternion, _) => entry(&["i", "j", "k", "w"]),
            (Figure::UnitComplex, "re" | "im") => {
                let row = builder.int(i128::from(name == "im"));
                Some(Tree::Leaf(builder.apply(&INDEX_PAIR, &[parts[0], row, builder.int(0)])))
            }
            (Figure::Isometry(size) | Figure::IsometryMatrix(size), "translation") => {
                Some(Tree::Geometry(Figure::Translation(size), vec![parts[0]]))
            }
            (Figure::Isometry(_) | Figure::IsometryMatrix(_), "rotation") => {
                Some(Tree::Geometry(figure.rotation()?, vec![parts[1]]))
            }
            (Figure::Rotation(_) | Figure::UnitComplex | Figure::Isometry(_) | Figure::IsometryMatrix(_), _) => None,
        }
    }

    /// What a value points to, `*axis`: of a direction the vector, of a unit quaternion the quaternion.
    pub(super) fn geometry_target(&self, of: Tree) -> Tree {
        match self.solid(&of) {
            Some((Figure::Unit(_), parts)) => Tree::Leaf(parts[0]),
            Some((Figure::UnitQuaternion, parts)) => Tree::Geometry(Figure::Quaternion, parts),
            Some(_) | None => of,
        }
    }

    /// `p[i]`, `rotation[(i, j)]`, `q[i]`: what is indexed.
    pub(super) fn indexed_part(&self, base: &Tree, at: &impl ToTokens) -> Lowered<Value> {
        match self.solid(base) {
            Some((
                Figure::Point(_) | Figure::Unit(_) | Figure::Rotation(_) | Figure::Quaternion | Figure::UnitQuaternion,
                parts,
            )) => Ok(parts[0]),
            Some((
                figure @ (Figure::Translation(_)
                | Figure::UnitComplex
                | Figure::Isometry(_)
                | Figure::IsometryMatrix(_)),
                _,
            )) => Err(self.error(at, words::value(figure))),
            None => self.leaf(base, at),
        }
    }

    /// `a * b` and the like, where one of them is geometry.
    pub(super) fn geometry_binary(&mut self, one: &Tree, two: &Tree, expr: &ExprBinary) -> Lowered<Tree> {
        let symbol = expr.op.to_token_stream().to_string();
        self.at(&expr.op);
        if let Some(leaves) = self.constants(&[one, two]) {
            let op = &expr.op;
            let template = |holes: &[Ident]| super::operator::binary_template(op, holes);
            let parts = [(leaves[0], &*expr.left), (leaves[1], &*expr.right)];
            let trial = |lowerer: &mut Self| Ok(lowerer.geometry_operator(&symbol, one, two));
            if let Some(constant) = self.constant_figure(&parts, template, trial) {
                return constant;
            }
            if self.geometry_operator(&symbol, one, two).is_none() {
                let kind = if super::operator::is_comparison(op) { Kind::Bool } else { Kind::Open };
                return self.constant(expr, &parts, template, kind);
            }
        }
        match self.geometry_operator(&symbol, one, two) {
            Some(tree) => Ok(tree),
            None => Err(self.error(expr, value::operator(&symbol, &self.described(one), &self.described(two)))),
        }
    }

    /// `-p`
    pub(super) fn geometry_negative(&mut self, operand: &Tree, expr: &ExprUnary) -> Lowered<Tree> {
        self.at(&expr.op);
        match self.solid(operand) {
            Some((figure @ (Figure::Point(_) | Figure::Unit(_) | Figure::Quaternion), parts)) => {
                Ok(Tree::Geometry(figure, vec![(-self.node(parts[0])).value()]))
            }
            Some((Figure::UnitQuaternion, parts)) => {
                let negative = (-self.node(parts[0])).value();
                Ok(Tree::Geometry(Figure::UnitQuaternion, vec![self.unit_quaternion(negative)]))
            }
            Some((
                Figure::Translation(_)
                | Figure::Rotation(_)
                | Figure::UnitComplex
                | Figure::Isometry(_)
                | Figure::IsometryMatrix(_),
                _,
            ))
            | None => Err(self.error(expr, value::unary("-", &self.described(operand)))),
        }
    }

    /// A vector of so many entries; a constant of unknown type is one.
    fn column(&self, tree: &Tree, size: usize, at: &Expr) -> Lowered<Value> {
        let found = self.leaf(tree, at)?;
        let expected = Tensor { elem: Elem::Any, rows: Dim::Known(size), cols: Dim::ONE };
        // Nalgebra takes vectors of a size that their types say.
        let is_of_another_size = |tensor: &Tensor| tensor.rows != expected.rows || tensor.cols != expected.cols;
        if self.builder.kind(found).tensor().is_some_and(is_of_another_size) {
            return Err(self.error(at, value::shape(&format!("a vector of {size} entries")).of_rust(true)));
        }
        match self.builder.kind(found).join(&Kind::Tensor(expected)) {
            Some(kind) => {
                if self.builder.kind(found) == Kind::Open {
                    self.builder.assume(found, kind);
                }
                Ok(found)
            }
            None => Err(self.error(at, value::shape(&format!("a vector of {size} entries")))),
        }
    }

    /// A real number; a constant of unknown type is one.
    fn real(&self, tree: &Tree, at: &Expr) -> Lowered<Value> {
        let found = self.leaf(tree, at)?;
        match self.builder.kind(found).join(&Kind::Real(Elem::Any)) {
            Some(kind) => {
                if self.builder.kind(found) == Kind::Open {
                    self.builder.assume(found, kind);
                }
                Ok(found)
            }
            None => Err(self.error(at, value::shape("a real number"))),
        }
    }
}

/// How the parts of a constant are read, and whether they stay where they are.
fn accessors(figure: Figure, of: &TokenStream) -> Vec<(TokenStream, bool)> {
    match figure {
        Figure::Point(_) | Figure::Quaternion | Figure::UnitQuaternion => vec![(quote!(#of.coords), true)],
        Figure::Translation(_) => vec![(quote!(#of.vector), true)],
        Figure::Unit(_) | Figure::Rotation(_) => vec![(quote!(#of.into_inner()), false)],
        Figure::UnitComplex => vec![(quote!(#of.to_rotation_matrix().into_inner()), false)],
        Figure::Isometry(_) | Figure::IsometryMatrix(_) => {
            let rotation = figure.rotation().map(|rotation| accessors(rotation, &quote!(#of.rotation)));
            [vec![(quote!(#of.translation.vector), true)], rotation.unwrap_or_default()].concat()
        }
    }
}
