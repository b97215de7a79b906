//! Structs: fields, literals, patterns. Like a tuple, a struct that is made or changed is kept by its parts.

use std::rc::Rc;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Expr, ExprCall, ExprPath, ExprStruct, ItemStruct, Member, Pat, Path, Type, TypePath};

use crate::ir::{Field, Kind, Name, Record, Value};
use crate::messages::{structs, syntax, value};
use crate::rules::record::{RECORD, read};

use super::place::Place;
use super::scope::plain;
use super::structs::{identity, is_constant, is_tuple, member, visibility};
use super::types::Reading;
use super::{Lowered, Lowerer, Tree, describe};

impl<'a> Lowerer<'a> {
    /// The struct that a value is.
    pub(super) fn record_of(&self, tree: &Tree) -> Option<Rc<Record>> {
        match tree {
            Tree::Record(record, _) => Some(Rc::clone(record)),
            Tree::Leaf(leaf) => match self.builder.kind(*leaf) {
                Kind::Record(record) => Some(record),
                Kind::Real(_)
                | Kind::Tensor(_)
                | Kind::Factor(..)
                | Kind::Int(_)
                | Kind::Bool
                | Kind::Array(..)
                | Kind::Geometry(..)
                | Kind::Opaque
                | Kind::Open
                | Kind::Pullback => None,
            },
            Tree::Tuple(_) | Tree::Rows(_) | Tree::Geometry(..) | Tree::Unset | Tree::Place(_) | Tree::Optional(_) => {
                None
            }
        }
    }

    pub(super) fn is_same_record(&self, one: &Tree, two: &Tree) -> bool {
        match (self.record_of(one), self.record_of(two)) {
            (Some(one), Some(two)) => Kind::Record(one).join(&Kind::Record(two)).is_some(),
            (Some(_) | None, _) => false,
        }
    }

    /// The struct that is at a place.
    pub(super) fn record_at(&self, place: &Place) -> Option<Rc<Record>> {
        let mut found = None;
        let mark = self.diagnostics.mark();
        drop(self.builder.block(Vec::new(), || {
            found = self.read_place(place, &TokenStream::new()).ok().and_then(|tree| self.record_of(&tree));
            Vec::new()
        }));
        self.diagnostics.forget_since(mark);
        found
    }

    /// A struct by its fields; anything else as it is.
    pub(super) fn by_fields(&self, tree: &Tree) -> Tree {
        let (Tree::Leaf(whole), Some(record)) = (tree, self.record_of(tree)) else { return tree.clone() };
        let parts = (0..record.fields.len()).map(|place| Tree::Leaf(self.part_of(*whole, &record, place)));
        let parts = parts.collect();
        Tree::Record(record, parts)
    }

    fn part_of(&self, whole: Value, record: &Record, place: usize) -> Value {
        let part = read(self.builder, whole, record, place);
        if let Some(name) = self.builder.name_of(whole) {
            self.builder.name(part, name.with(&format!("_{}", record.fields[place].member)));
        }
        part
    }

    /// The shape that a value gets where it meets another: structs that vary meet by their fields. Its values stand for
    /// nothing.
    pub(super) fn shape_of(&self, tree: &Tree, other: &Tree) -> Tree {
        match (tree, self.record_of(tree), self.record_of(other)) {
            (Tree::Leaf(leaf), Some(record), Some(_)) if record.is_open() && !self.is_constant(&[*leaf]) => {
                let parts = record.fields.iter().map(|_| Tree::Leaf(*leaf)).collect();
                Tree::Record(record, parts)
            }
            (_, _, _) => tree.clone(),
        }
    }

    /// A struct as one value.
    pub(super) fn as_one(&self, record: &Rc<Record>, parts: &[Tree], at: &impl ToTokens) -> Lowered<Value> {
        let parts = parts.iter().map(|part| self.leaf(part, at)).collect::<Lowered<Vec<_>>>()?;
        Ok(self.builder.apply_as(&RECORD, &parts, Kind::Record(Rc::clone(record))))
    }

    /// Names the fields of a local.
    pub(super) fn name_fields(&self, name: &Name, record: &Record, parts: &[Tree]) {
        for (field, part) in record.fields.iter().zip(parts) {
            let name = name.with(&format!("_{}", field.member));
            match part {
                Tree::Leaf(value) => self.builder.name(*value, name),
                Tree::Record(inner, parts) => self.name_fields(&name, inner, parts),
                Tree::Tuple(_)
                | Tree::Rows(_)
                | Tree::Geometry(..)
                | Tree::Unset
                | Tree::Place(_)
                | Tree::Optional(_) => {}
            }
        }
    }

    /// The place of a field among the fields; the function names it.
    pub(super) fn field_place(&self, record: &Record, written: &Member) -> Lowered<usize> {
        let name = match written {
            Member::Named(ident) => plain(ident).to_string(),
            Member::Unnamed(index) => index.index.to_string(),
        };
        let name = name.trim_start_matches("r#");
        let names = record.fields.iter().map(|field| field.member.to_string()).collect::<Vec<_>>();
        let Some(place) = names.iter().position(|known| known == name) else {
            return Err(self.error(written, structs::no_field(name, &record.name.to_string(), &names).of_rust(true)));
        };
        record.name_field(place);
        Ok(place)
    }

    /// `p.weight`; `declared` is the kind of the local that it is bound to.
    pub(super) fn record_field(
        &self,
        base: &Tree,
        record: &Rc<Record>,
        written: &Member,
        declared: Option<&Kind>,
    ) -> Lowered<Tree> {
        let place = self.field_place(record, written)?;
        self.at(written);
        let part = self.field_at(base, record, place, written)?;
        if let (Tree::Leaf(leaf), true) = (&part, record.fields[place].is_differentiable())
            && self.builder.kind(*leaf) == Kind::Open
        {
            self.settle_field(*leaf, &record.fields[place], declared, written)?;
        }
        Ok(part)
    }

    /// A field where a part of a place is read.
    pub(super) fn read_field(
        &self,
        base: &Tree,
        record: &Rc<Record>,
        place: usize,
        at: &impl ToTokens,
    ) -> Lowered<Tree> {
        let part = self.field_at(base, record, place, at)?;
        if let Tree::Leaf(leaf) = &part
            && self.builder.kind(*leaf) == Kind::Open
            && !self.is_constant(&[*leaf])
        {
            self.settle_field(*leaf, &record.fields[place], None, at)?;
        }
        Ok(part)
    }

    /// Finds the kind of a field of a type that has not been looked at.
    fn settle_field(&self, part: Value, field: &Field, declared: Option<&Kind>, at: &impl ToTokens) -> Lowered<()> {
        match declared.cloned().or_else(|| self.types.asked(&field.ty)) {
            Some(kind) => self.builder.assume(part, kind),
            // A constant may be of any type.
            None if self.is_constant(&[part]) => {}
            None => return Err(self.error(at, structs::field_of_unknown(&field.member.to_string()))),
        }
        Ok(())
    }

    fn field_at(&self, base: &Tree, record: &Rc<Record>, place: usize, at: &impl ToTokens) -> Lowered<Tree> {
        if let Tree::Record(_, parts) = base {
            return Ok(parts[place].clone());
        }
        Ok(Tree::Leaf(self.part_of(self.leaf(base, at)?, record, place)))
    }

    /// `let layer: &Layer = &net.first;`, where the type of the field may not be known but by this.
    pub(super) fn declared_field(&mut self, pat: &Pat, init: &Expr) -> Option<Lowered<Tree>> {
        let Pat::Type(typed) = pat else { return None };
        let mut declared = self.types.read(&typed.ty);
        while let Reading::Reference(inner) = declared {
            declared = *inner;
        }
        let Reading::Kind(kind) = declared else { return None };
        let field = bare_field(init)?;
        Some(self.expression(&field.base).and_then(|base| match self.record_of(&base) {
            Some(record) => self.record_field(&base, &record, &field.member, Some(&kind)),
            None => self.expression(init),
        }))
    }

    /// A struct with a field replaced.
    pub(super) fn field_written(
        &self,
        whole: &Tree,
        record: &Rc<Record>,
        place: usize,
        new: Tree,
        at: &Expr,
    ) -> Lowered<Tree> {
        if !record.is_open() {
            return Err(self.error(at, structs::hidden_fields(&record.name.to_string())));
        }
        let Tree::Record(record, mut parts) = self.by_fields(whole) else { return Ok(new) };
        let new = self.given_to(&record.name.to_string(), &record.fields[place], new, at)?;
        parts[place] = self.replaced(&parts[place], new, at)?;
        Ok(Tree::Record(record, parts))
    }

    /// A value for a field: of its kind, and constant where the field is.
    fn given_to(&self, of: &str, field: &Field, new: Tree, at: &Expr) -> Lowered<Tree> {
        if !field.is_differentiable() && !self.is_constant(&new.leaves()) {
            return Err(self.error(at, structs::constant_field(&field.member.to_string(), of)));
        }
        let Tree::Leaf(leaf) = new else { return Ok(new) };
        let found = self.builder.kind(leaf);
        match (found.join(&field.kind), &field.kind) {
            (Some(kind), _) => {
                self.known_as(leaf, kind);
                Ok(new)
            }
            // A constant of a type that is not looked into may have been read as more than that.
            (None, Kind::Opaque) => Ok(new),
            (None, declared) => Err(self.error(at, value::annotation(&describe(declared), &describe(&found)))),
        }
    }

    /// `Params { weight: .., bias: .., ..base }`
    pub(super) fn struct_literal(&mut self, expr: &ExprStruct) -> Lowered<Tree> {
        let definition = if expr.qself.is_none() { self.types.definition(&expr.path) } else { None };
        let Some(definition) = definition else { return self.unknown_literal(expr) };
        let fields = expr.fields.iter().map(|field| (field.member.clone(), &field.expr)).collect::<Vec<_>>();
        let base = expr.rest.as_deref();
        self.struct_of(definition, &expr.path, &fields, base, expr)
    }

    /// A literal of a struct that is not known: a constant, or refused.
    fn unknown_literal(&self, expr: &ExprStruct) -> Lowered<Tree> {
        let found = self.captures(expr)?;
        match self.active(&found.captures, &found.values) {
            None => self.fragment(expr, Kind::Opaque),
            Some(_) => {
                let name = expr.path.to_token_stream().to_string().replace(' ', "");
                Err(self.error(&expr.path, structs::unknown_struct(&name)))
            }
        }
    }

    /// The struct whose constructor is called so.
    pub(super) fn tuple_struct(&self, path: &ExprPath) -> Option<&'a ItemStruct> {
        let last = path.path.segments.last()?.ident.to_string();
        if path.qself.is_some() || !last.starts_with(char::is_uppercase) {
            return None;
        }
        self.types.definition(&path.path).filter(|definition| is_tuple(definition))
    }

    /// `Pair(a, b)`
    pub(super) fn struct_call(&mut self, definition: &ItemStruct, path: &ExprPath, expr: &ExprCall) -> Lowered<Tree> {
        let fields = expr.args.iter().enumerate().map(|(place, arg)| (Member::from(place), arg)).collect::<Vec<_>>();
        self.struct_of(definition, &path.path, &fields, None, expr)
    }

    /// A struct from values for its fields.
    fn struct_of(
        &mut self,
        definition: &ItemStruct,
        path: &Path,
        given: &[(Member, &Expr)],
        base: Option<&Expr>,
        at: &impl ToTokens,
    ) -> Lowered<Tree> {
        let record = self.literal_record(definition, path);
        let of = record.name.to_string();
        let mut parts = vec![None; record.fields.len()];
        for (written, expr) in given {
            let place = self.field_place(&record, written)?;
            let new = self.expression(expr)?;
            parts[place] = Some(self.given_to(&of, &record.fields[place], new, expr)?);
        }
        if let Some(base) = base {
            let tree = self.expression(base)?;
            let Some(found) = self.record_of(&tree).filter(|found| found.name == record.name) else {
                let found = self.described(&tree);
                return Err(self.error(base, structs::not_a_record(&of, &found).of_rust(self.is_plain(&tree))));
            };
            (0..found.fields.len()).for_each(|place| found.name_field(place));
            let Tree::Record(_, olds) = self.by_fields(&tree) else { return Ok(tree) };
            parts = parts.into_iter().zip(olds).map(|(part, old)| part.or(Some(old))).collect();
        }
        let parts = parts.into_iter().collect::<Option<Vec<_>>>();
        let parts = parts.ok_or_else(|| self.error(at, structs::fields_missing(&of).of_rust(true)))?;
        Ok(Tree::Record(self.filled_record(&record, &parts), parts))
    }

    /// What is known of a struct from the path of its literal: where that leaves arguments out, its fields are open.
    fn literal_record(&self, definition: &ItemStruct, path: &Path) -> Rc<Record> {
        let ty = TypePath { attrs: Vec::new(), qself: None, path: path.clone() };
        if let Reading::Kind(Kind::Record(record)) = self.types.read(&Type::Path(ty)) {
            return record;
        }
        let fields = definition.fields.iter().enumerate().map(|(place, field)| {
            let is_constant = is_constant(field);
            let kind = if is_constant { Kind::Opaque } else { Kind::Open };
            let ty = field.ty.to_token_stream().to_string();
            Field { member: member(place, field), kind, ty, is_constant, visibility: visibility(field) }
        });
        let fields = fields.collect();
        let named = self.types.structs().named(path);
        let record = Record::new(definition.ident.clone(), path.to_token_stream(), fields, named);
        Rc::new(record.defined_by(identity(definition)))
    }

    /// A struct whose open fields are of the kinds of their values.
    fn filled_record(&self, record: &Rc<Record>, parts: &[Tree]) -> Rc<Record> {
        let is_open = |field: &Field| field.kind == Kind::Open;
        if !record.fields.iter().any(is_open) {
            return Rc::clone(record);
        }
        let kinds = record.fields.iter().zip(parts).map(|(field, part)| {
            let found = if is_open(field) { self.kind_of(part) } else { None };
            found.unwrap_or_else(|| field.kind.clone())
        });
        Rc::new(record.with_kinds(kinds))
    }

    /// The kind of a value or struct.
    fn kind_of(&self, tree: &Tree) -> Option<Kind> {
        if let Tree::Leaf(leaf) = tree {
            Some(self.builder.kind(*leaf))
        } else {
            self.record_of(tree).map(Kind::Record)
        }
    }

    /// The fields that a pattern takes out of a struct, and their patterns.
    #[expect(clippy::wildcard_enum_match_arm, reason = "any other pattern is refused")]
    pub(super) fn pattern_fields(&self, pat: &Pat, tree: &Tree, record: &Rc<Record>) -> Lowered<Vec<(Pat, Tree)>> {
        let written = match pat {
            Pat::Struct(fields) => {
                let is_partial = fields.rest.is_some();
                if !is_partial && fields.fields.len() != record.fields.len() {
                    return Err(self.error(pat, structs::fields_missing(&record.name.to_string()).of_rust(true)));
                }
                fields.fields.iter().map(|field| (field.member.clone(), (*field.pat).clone())).collect::<Vec<_>>()
            }
            Pat::TupleStruct(tuple) => {
                let count = record.fields.len();
                let rest = tuple.elems.iter().position(|pat| matches!(pat, Pat::Rest(_)));
                let skipped = (count + 1).checked_sub(tuple.elems.len());
                let (Some(skipped), true) = (skipped, rest.is_some() || tuple.elems.len() == count) else {
                    return Err(self.error(pat, structs::fields_missing(&record.name.to_string()).of_rust(true)));
                };
                let place = |place: usize| match rest {
                    Some(rest) if place > rest => place + skipped - 1,
                    Some(_) | None => place,
                };
                let parts = tuple.elems.iter().enumerate().filter(|(_, pat)| !matches!(pat, Pat::Rest(_)));
                parts.map(|(at, pat)| (Member::from(place(at)), pat.clone())).collect()
            }
            _ => return Err(self.error(pat, syntax::pattern("this pattern"))),
        };
        let part = |(member, pat): (Member, Pat)| {
            let declared = self.declared_pattern(&pat);
            let place = self.field_place(record, &member)?;
            // What is not read needs no kind.
            if let Pat::Wild(_) = pat {
                return Ok((pat, self.field_at(tree, record, place, &member)?));
            }
            Ok((pat, self.record_field(tree, record, &member, declared.as_ref())?))
        };
        written.into_iter().map(part).collect()
    }

    fn declared_pattern(&self, pat: &Pat) -> Option<Kind> {
        let Pat::Type(typed) = pat else { return None };
        if let Reading::Kind(kind) = self.types.read(&typed.ty) { Some(kind) } else { None }
    }
}

/// The field that an expression is, with any number of `&` around it.
#[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is no field")]
fn bare_field(expr: &Expr) -> Option<&syn::ExprField> {
    match expr {
        Expr::Field(field) => Some(field),
        Expr::Reference(inner) if inner.mutability.is_none() => bare_field(&inner.expr),
        Expr::Paren(inner) => bare_field(&inner.expr),
        Expr::Group(inner) => bare_field(&inner.expr),
        _ => None,
    }
}
