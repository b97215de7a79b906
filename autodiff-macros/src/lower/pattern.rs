//! Patterns of `let`: names, tuples of names, annotations.

use std::rc::Rc;

use proc_macro2::{Ident, Literal, Span};
use quote::{ToTokens, quote};
use syn::{Pat, PatIdent, Type};

use crate::ir::{Capture, Dim, Elem, Fragment, Int, Kind, Name, Op, Value};
use crate::messages::{syntax, value};

use crate::rules::array::ELEMENT;

use super::custom::is_view;
use super::scope::{Bound, plain};
use super::types::Reading;
use super::{Lowered, Lowerer, Tree, are_apart, describe};

impl Lowerer<'_> {
    /// Binds the names of a pattern to the parts of a value.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the table has every other pattern")]
    pub(super) fn bind(&mut self, pat: &Pat, tree: Tree, by_reference: bool) -> Lowered<()> {
        let by_reference = by_reference || matches!(&tree, Tree::Leaf(value) if self.references.contains(value));
        match pat {
            Pat::Ident(ident) => self.bind_name(ident, tree, by_reference),
            Pat::Wild(_) => Ok(()),
            Pat::Paren(inner) => self.bind(&inner.pat, tree, by_reference),
            Pat::Reference(inner) => {
                if let Tree::Leaf(value) = &tree {
                    self.references.remove(value);
                }
                // What is borrowed mutably is copied.
                let tree = if let Tree::Place(place) = &tree { self.read_place(place, pat)? } else { tree };
                self.bind(&inner.pat, tree, false)
            }
            Pat::Type(typed) => {
                let declared = self.types.read(&typed.ty);
                self.note_annotation(&typed.ty);
                let is_reference = matches!(declared, Reading::Reference(_));
                let tree = if is_reference && !by_reference { self.pointee(tree) } else { tree };
                if !(infers_elements(&typed.ty) && self.is_list(&tree)) {
                    self.annotate(&tree, &declared, pat)?;
                }
                if let (Tree::Leaf(leaf), Reading::Other) = (&tree, &declared) {
                    self.builder.declare(*leaf, &typed.ty.to_token_stream());
                }
                if let (Tree::Leaf(leaf), Reading::Kind(Kind::Tensor(_))) = (&tree, &declared)
                    && !is_view(&typed.ty)
                {
                    self.builder.owns_entries(*leaf);
                }
                let is_inferred = matches!(declared, Reading::Inferred);
                self.bind(&typed.pat, tree, is_reference || (is_inferred && by_reference))
            }
            Pat::Tuple(tuple) => {
                let parts = match &tree {
                    Tree::Leaf(leaf) if self.builder.kind(*leaf) == Kind::Opaque && !self.builder.is_varied(*leaf) => {
                        (0..tuple.elems.len()).map(|place| self.field_of(*leaf, place)).collect()
                    }
                    Tree::Tuple(parts) if parts.len() == tuple.elems.len() => parts.clone(),
                    Tree::Leaf(leaf) if self.builder.kind(*leaf) == Kind::Open => {
                        return Err(self.error(pat, value::parts_unknown()));
                    }
                    Tree::Tuple(_)
                    | Tree::Rows(_)
                    | Tree::Record(..)
                    | Tree::Leaf(_)
                    | Tree::Unset
                    | Tree::Place(_)
                    | Tree::Optional(_)
                    | Tree::Geometry(..) => {
                        let message = value::parts(tuple.elems.len(), &self.described(&tree));
                        return Err(self.error(pat, message.of_rust(self.is_plain(&tree))));
                    }
                };
                let bound = tuple.elems.iter().zip(parts).map(|(pat, part)| self.bind(pat, part, by_reference));
                bound.collect::<Vec<_>>().into_iter().collect()
            }
            Pat::Slice(slice) => self.bind_elements(slice, &tree),
            Pat::Struct(_) | Pat::TupleStruct(_) => match self.record_of(&tree) {
                Some(record) => {
                    let fields = self.pattern_fields(pat, &tree, &record)?;
                    let bound = fields.into_iter().map(|(pat, part)| self.bind(&pat, part, by_reference));
                    bound.collect::<Vec<_>>().into_iter().collect()
                }
                None => Err(self.error(pat, super::syntax::of_pattern(pat))),
            },
            // What the table refuses.
            other => Err(self.error(other, super::syntax::of_pattern(other))),
        }
    }

    /// What a constant of unknown kind points to, which is declared to be a reference.
    fn pointee(&self, tree: Tree) -> Tree {
        let Tree::Leaf(value) = tree else { return tree };
        if self.builder.kind(value) != Kind::Open || self.builder.is_varied(value) {
            return tree;
        }
        let hole = Ident::new("hole", Span::mixed_site());
        let captures = vec![Capture { ident: hole.clone(), by_reference: false, is_hole: true }];
        let fragment = Fragment {
            tokens: quote!(*#hole),
            captures,
            has_effect: false,
            is_place: true,
            declared: None,
            owns_entries: false,
        };
        Tree::Leaf(self.builder.emit(Op::Fragment(fragment.into()), &[value], Vec::new(), Kind::Open, false))
    }

    /// A field of a constant tuple that is not looked into.
    fn field_of(&self, tuple: Value, place: usize) -> Tree {
        let hole = Ident::new("hole", Span::mixed_site());
        let field = Literal::usize_unsuffixed(place);
        let captures = vec![Capture { ident: hole.clone(), by_reference: false, is_hole: true }];
        let fragment = Fragment {
            tokens: quote!(#hole.#field),
            captures,
            has_effect: false,
            is_place: true,
            declared: None,
            owns_entries: false,
        };
        Tree::Leaf(self.builder.emit(Op::Fragment(fragment.into()), &[tuple], Vec::new(), Kind::Open, false))
    }

    /// `let [a, b] = pair;`
    fn bind_elements(&mut self, slice: &syn::PatSlice, tree: &Tree) -> Lowered<()> {
        let builder = self.builder;
        let array = self.leaf(tree, slice)?;
        if !matches!(builder.kind(array), Kind::Array(_, Dim::Known(length)) if length == slice.elems.len()) {
            return Err(self.error(slice, value::parts(slice.elems.len(), &self.described(tree))));
        }
        for (place, pat) in slice.elems.iter().enumerate() {
            if matches!(pat, Pat::Wild(_)) {
                continue;
            }
            let element = builder.apply(&ELEMENT, &[array, builder.int(place as i128)]);
            self.bind(pat, Tree::Leaf(element), false)?;
        }
        Ok(())
    }

    fn bind_name(&mut self, pat: &PatIdent, tree: Tree, by_reference: bool) -> Lowered<()> {
        if pat.subpat.is_some() {
            return Err(self.error(pat, syntax::pattern("`@`")));
        }
        self.check_name(pat)?;
        if let Tree::Leaf(value) = tree {
            self.builder.name(value, Name::of(&plain(&pat.ident)));
        }
        if let Tree::Record(record, parts) = &tree {
            self.name_fields(&Name::of(&plain(&pat.ident)), record, parts);
        }
        if let Tree::Geometry(figure, parts) = &tree {
            self.name_parts(&plain(&pat.ident), *figure, parts);
        }
        if let Tree::Place(place) = tree {
            self.scopes.bind_as(&pat.ident, Bound::Place(place), true);
            return Ok(());
        }
        self.scopes.bind(&pat.ident, Ok(tree), by_reference || pat.by_ref.is_some());
        if pat.mutability.is_some() {
            self.scopes.may_change(&pat.ident);
        }
        Ok(())
    }

    /// Whether a value is a slice, `Vec` or array.
    fn is_list(&self, tree: &Tree) -> bool {
        match tree {
            Tree::Rows(_) => true,
            Tree::Leaf(leaf) => matches!(self.builder.kind(*leaf), Kind::Array(..)),
            Tree::Tuple(_)
            | Tree::Record(..)
            | Tree::Geometry(..)
            | Tree::Unset
            | Tree::Place(_)
            | Tree::Optional(_) => false,
        }
    }

    /// Whether a value has no type of its own.
    fn is_untyped(&self, leaf: Value) -> bool {
        self.collected.contains(&leaf) || has_no_type(&self.builder.kind(leaf))
    }

    /// A name that would borrow mutably what is taken apart.
    pub(super) fn check_name(&self, pat: &PatIdent) -> Lowered<()> {
        match (&pat.by_ref, &pat.mutability) {
            (Some(_), Some(_)) => Err(self.error(pat, syntax::mutable_pattern(&pat.ident.to_string()))),
            (_, _) => Ok(()),
        }
    }

    /// Holds a value against its declared type; what is open becomes known.
    pub(super) fn annotate(&self, tree: &Tree, declared: &Reading, pat: &impl ToTokens) -> Lowered<()> {
        match (tree, declared) {
            (_, Reading::Inferred) => Ok(()),
            (_, Reading::Reference(inner)) => self.annotate(tree, inner, pat),
            (Tree::Leaf(leaf), Reading::Kind(kind)) => {
                let found = self.builder.kind(*leaf);
                match found.join(kind) {
                    Some(joined) => {
                        if matches!(found, Kind::Open | Kind::Int(_) | Kind::Real(_) | Kind::Array(..)) {
                            self.array_known(*leaf, &joined);
                            self.builder.assume(*leaf, joined);
                        } else {
                            self.known_as(*leaf, joined);
                        }
                        Ok(())
                    }
                    // A constant may have been read as more than it is; any other value has the kind that it has.
                    None => Err(self.error(
                        pat,
                        value::annotation(&describe(kind), &describe(&found)).of_rust(are_apart(kind, &found)),
                    )),
                }
            }
            (Tree::Tuple(trees), Reading::Tuple(parts)) if trees.len() == parts.len() => {
                trees.iter().zip(parts).try_for_each(|(tree, part)| self.annotate(tree, part, pat))
            }
            (Tree::Record(record, _), Reading::Kind(declared @ Kind::Record(_)))
                if Kind::Record(Rc::clone(record)).join(declared).is_some() =>
            {
                Ok(())
            }
            // A factorization can't be declared as another one.
            (Tree::Leaf(leaf), Reading::Other) if matches!(self.builder.kind(*leaf), Kind::Factor(..)) => Ok(()),
            (Tree::Geometry(figure, parts), Reading::Kind(Kind::Geometry(declared, elem)))
                if figure == declared
                    && self.builder.kind(parts[0]).elem().is_some_and(|own| own.join(elem).is_some()) =>
            {
                Ok(())
            }
            // The elements show when they are pushed.
            (Tree::Leaf(leaf), Reading::Container) if self.is_untyped_list(*leaf) => Ok(()),
            // What its type is, the annotation alone says: of a number, of what is collected.
            (Tree::Leaf(leaf), Reading::Other) if self.is_untyped(*leaf) => {
                Err(self.error(pat, value::declared_elsewhere()))
            }
            (Tree::Leaf(leaf), Reading::Other | Reading::Container) if !self.builder.is_varied(*leaf) => {
                self.builder.assume(*leaf, Kind::Opaque);
                Ok(())
            }
            (Tree::Rows(_), Reading::Other) => Err(self.error(pat, value::declared_elsewhere())),
            (Tree::Rows(_), Reading::Container | Reading::Kind(Kind::Array(..))) => Ok(()),
            // It never gets there, or is no value.
            (Tree::Unset | Tree::Place(_) | Tree::Optional(_), _) => Ok(()),
            (
                Tree::Leaf(_) | Tree::Tuple(_) | Tree::Rows(_) | Tree::Record(..) | Tree::Geometry(..),
                Reading::Kind(_) | Reading::Tuple(_) | Reading::Mutable | Reading::Other | Reading::Container,
            ) => Err(self.error(pat, value::annotation("a value of another type", &self.described(tree)))),
        }
    }
}

/// Whether a type is that of a list whose elements are left open: `Vec<_>`, `&[_]`.
#[expect(clippy::wildcard_enum_match_arm, reason = "any other type says what it is")]
fn infers_elements(ty: &Type) -> bool {
    match ty {
        Type::Reference(inner) => infers_elements(&inner.elem),
        Type::Slice(slice) => matches!(*slice.elem, Type::Infer(_)),
        Type::Array(array) => matches!(*array.elem, Type::Infer(_)),
        Type::Path(path) => path
            .path
            .segments
            .last()
            .is_some_and(|last| last.ident == "Vec" && last.arguments.to_token_stream().to_string() == "< _ >"),
        _ => false,
    }
}

/// Whether values of a kind are numbers without a type of their own.
pub(super) fn has_no_type(kind: &Kind) -> bool {
    match kind {
        Kind::Real(elem) => *elem == Elem::Any,
        Kind::Int(int) => *int == Int::Any,
        Kind::Array(element, _) => has_no_type(element),
        Kind::Tensor(tensor) => tensor.elem == Elem::Any,
        Kind::Factor(..)
        | Kind::Geometry(..)
        | Kind::Bool
        | Kind::Record(_)
        | Kind::Opaque
        | Kind::Open
        | Kind::Pullback => false,
    }
}

/// The names that a pattern binds.
pub(super) fn names(pat: &Pat) -> Vec<Ident> {
    idents(pat).into_iter().map(|ident| ident.ident.clone()).collect()
}

/// Where a pattern binds names.
pub(super) fn idents(pat: &Pat) -> Vec<&PatIdent> {
    match pat {
        Pat::Ident(ident) => {
            let inner = ident.subpat.iter().flat_map(|(_, pat)| idents(pat));
            std::iter::once(ident).chain(inner).collect()
        }
        Pat::Type(typed) => idents(&typed.pat),
        Pat::Paren(inner) => idents(&inner.pat),
        Pat::Reference(inner) => idents(&inner.pat),
        Pat::Guard(guard) => idents(&guard.pat),
        Pat::Tuple(tuple) => tuple.elems.iter().flat_map(idents).collect(),
        Pat::TupleStruct(tuple) => tuple.elems.iter().flat_map(idents).collect(),
        Pat::Slice(slice) => slice.elems.iter().flat_map(idents).collect(),
        Pat::Struct(fields) => fields.fields.iter().flat_map(|field| idents(&field.pat)).collect(),
        Pat::Or(alternatives) => alternatives.cases.iter().flat_map(idents).collect(),
        Pat::Const(_)
        | Pat::Lit(_)
        | Pat::Macro(_)
        | Pat::Path(_)
        | Pat::Range(_)
        | Pat::Rest(_)
        | Pat::Verbatim(_)
        | Pat::Wild(_) => Vec::new(),
        _ => Vec::new(),
    }
}
