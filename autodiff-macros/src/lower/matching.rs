//! Patterns that may not match: literals, ranges, alternatives, and those of constants of other types.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Pat, PatRange, RangeLimits};

use crate::ir::{Kind, Value};
use crate::messages::{syntax, value};
use crate::rules::array::{ARRAY_LEN, ELEMENT};
use crate::rules::integer::INT_EQ;
use crate::rules::logic::{AND, OR};
use crate::rules::{self, Surface};

use super::{Lowered, Lowerer, Tree, pattern};

impl Lowerer<'_> {
    /// Whether a value matches a pattern; `None` where every value does.
    pub(super) fn matches(&mut self, pat: &Pat, tree: &Tree, at: &Expr) -> Lowered<Option<Value>> {
        match (pat, tree) {
            (Pat::Wild(_), _) => Ok(None),
            (Pat::Paren(inner), _) => self.matches(&inner.pat, tree, at),
            (Pat::Reference(inner), _) => self.matches(&inner.pat, tree, at),
            (Pat::Type(inner), _) => self.matches(&inner.pat, tree, at),
            (Pat::Ident(ident), _) => match &ident.subpat {
                Some((_, inner)) => self.matches(inner, tree, at),
                None if is_constant(&ident.ident) => self.leaf_matches(pat, tree, at).map(Some),
                None => Ok(None),
            },
            (Pat::Or(alternatives), _) => {
                let cases = alternatives.cases.iter().map(|case| self.matches(case, tree, at));
                let cases = cases.collect::<Lowered<Vec<_>>>()?;
                let every = cases.into_iter().collect::<Option<Vec<_>>>();
                let builder = self.at(pat);
                Ok(every.and_then(|every| every.into_iter().reduce(|one, two| builder.apply(&OR, &[one, two]))))
            }
            (Pat::Tuple(tuple), Tree::Tuple(parts)) if tuple.elems.len() == parts.len() => {
                let holds = tuple.elems.iter().zip(parts).map(|(pat, part)| self.matches(pat, part, at));
                let holds = holds.collect::<Lowered<Vec<_>>>()?;
                let builder = self.at(pat);
                Ok(holds.into_iter().flatten().reduce(|one, two| builder.apply(&AND, &[one, two])))
            }
            (Pat::Slice(slice), Tree::Leaf(array)) if matches!(self.builder.kind(*array), Kind::Array(..)) => {
                self.elements_match(slice, *array, at)
            }
            (Pat::Struct(_) | Pat::TupleStruct(_), _) if let Some(record) = self.record_of(tree) => {
                let fields = self.pattern_fields(pat, tree, &record)?;
                let holds = fields.iter().map(|(pat, part)| self.matches(pat, part, at));
                let holds = holds.collect::<Lowered<Vec<_>>>()?;
                let builder = self.at(pat);
                Ok(holds.into_iter().flatten().reduce(|one, two| builder.apply(&AND, &[one, two])))
            }
            (Pat::Guard(_) | Pat::Rest(_) | Pat::Verbatim(_), _) => {
                Err(self.error(pat, syntax::pattern("this pattern")))
            }
            (
                Pat::Tuple(_)
                | Pat::Slice(_)
                | Pat::Const(_)
                | Pat::Lit(_)
                | Pat::Macro(_)
                | Pat::Path(_)
                | Pat::Range(_)
                | Pat::Struct(_)
                | Pat::TupleStruct(_),
                _,
            ) => self.leaf_matches(pat, tree, at).map(Some),
            (_, _) => Err(self.error(pat, syntax::unknown())),
        }
    }

    fn elements_match(&mut self, slice: &syn::PatSlice, array: Value, at: &Expr) -> Lowered<Option<Value>> {
        if let Some(rest) = slice.elems.iter().find(|pat| matches!(pat, Pat::Rest(_))) {
            return Err(self.error(rest, syntax::pattern("`..` among elements")));
        }
        let builder = self.builder;
        let count = slice.elems.len();
        let mut holds = Vec::new();
        if !matches!(builder.kind(array), Kind::Array(_, crate::ir::Dim::Known(known)) if known == count) {
            let len = builder.apply(&ARRAY_LEN, &[array]);
            holds.push(builder.apply(&INT_EQ, &[len, builder.int(count as i128)]));
        }
        for (place, pat) in slice.elems.iter().enumerate() {
            if refuses_nothing(pat) {
                continue;
            }
            // An element must not be read before the length is known to fit.
            if !holds.is_empty() {
                return Err(self.error(pat, syntax::pattern("a pattern for an element of a slice")));
            }
            let element = builder.apply(&ELEMENT, &[array, builder.int(place as i128)]);
            holds.extend(self.matches(pat, &Tree::Leaf(element), at)?);
        }
        Ok(holds.into_iter().reduce(|one, two| builder.apply(&AND, &[one, two])))
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "any other pattern is treated alike")]
    fn leaf_matches(&mut self, pat: &Pat, tree: &Tree, at: &Expr) -> Lowered<Value> {
        let leaf = match tree {
            Tree::Leaf(leaf) => *leaf,
            Tree::Optional(_) => return Err(self.error(at, value::option_of_factor())),
            Tree::Tuple(_) | Tree::Rows(_) | Tree::Record(..) | Tree::Geometry(..) | Tree::Unset | Tree::Place(_) => {
                return Err(self.error(pat, syntax::pattern("this pattern of a tuple")));
            }
        };
        if matches!(self.builder.kind(leaf), Kind::Real(_) | Kind::Int(_)) {
            match pat {
                Pat::Range(range) => return self.within(leaf, range, pat),
                Pat::Lit(_) | Pat::Path(_) => {
                    if let Ok(expr) = syn::parse2::<Expr>(pat.to_token_stream()) {
                        let tree = self.expression(&expr)?;
                        let bound = self.leaf(&tree, pat)?;
                        return self.compared("==", leaf, bound, pat);
                    }
                }
                _ => {}
            }
        }
        if self.builder.is_varied(leaf) {
            return Err(self.error(pat, syntax::active_pattern()));
        }
        let pattern = without_bindings(pat, None);
        let tree =
            self.pure_constant(&[(leaf, at)], |holes| quote!(::core::matches!(#(#holes)*, #pattern)), Kind::Bool)?;
        self.leaf(&tree, pat)
    }

    fn within(&mut self, leaf: Value, range: &PatRange, pat: &Pat) -> Lowered<Value> {
        let upper = if matches!(range.limits, RangeLimits::Closed(_)) { "<=" } else { "<" };
        let mut holds = Vec::new();
        for (symbol, bound) in [(">=", &range.start), (upper, &range.end)] {
            let Some(bound) = bound else { continue };
            let tree = self.expression(bound)?;
            let bound = self.leaf(&tree, pat)?;
            holds.push(self.compared(symbol, leaf, bound, pat)?);
        }
        let builder = self.builder;
        let all = holds.into_iter().reduce(|one, two| builder.apply(&AND, &[one, two]));
        all.ok_or_else(|| self.error(pat, syntax::unknown()))
    }

    fn compared(&self, symbol: &str, leaf: Value, bound: Value, pat: &Pat) -> Lowered<Value> {
        self.settle(leaf, bound);
        match rules::find(Surface::Infix(symbol), &self.builder.kinds(&[leaf, bound])) {
            Some(found) => Ok(self.at(pat).apply(found.rule, &found.arrange(&[leaf, bound]))),
            None => Err(self.error(pat, syntax::unknown())),
        }
    }

    /// Binds the names of a pattern that a value matches.
    pub(super) fn bind_matched(&mut self, pat: &Pat, tree: &Tree, by_reference: bool, at: &Expr) -> Lowered<()> {
        match (pat, tree) {
            (Pat::Paren(inner), _) => self.bind_matched(&inner.pat, tree, by_reference, at),
            (Pat::Reference(inner), _) => self.bind_matched(&inner.pat, tree, false, at),
            (Pat::Type(typed), _) => {
                let declared = self.types.read(&typed.ty);
                self.annotate(tree, &declared, pat)?;
                self.bind_matched(&typed.pat, tree, by_reference, at)
            }
            (Pat::Ident(ident), _) if ident.subpat.is_none() && is_constant(&ident.ident) => Ok(()),
            (Pat::Ident(ident), _) => {
                self.matched.push(ident.ident.clone());
                if let Some((_, inner)) = &ident.subpat {
                    self.bind_matched(inner, tree, by_reference, at)?;
                }
                let plain = Pat::Ident(syn::PatIdent { subpat: None, ..ident.clone() });
                self.bind(&plain, tree.clone(), by_reference)
            }
            (Pat::Tuple(tuple), Tree::Tuple(parts)) if tuple.elems.len() == parts.len() => {
                let mut pairs = tuple.elems.iter().zip(parts);
                pairs.try_for_each(|(pat, part)| self.bind_matched(pat, part, by_reference, at))
            }
            (Pat::Slice(slice), Tree::Leaf(array)) if matches!(self.builder.kind(*array), Kind::Array(..)) => {
                for (place, pat) in slice.elems.iter().enumerate() {
                    let builder = self.builder;
                    let element = builder.apply(&ELEMENT, &[*array, builder.int(place as i128)]);
                    self.bind_matched(pat, &Tree::Leaf(element), false, at)?;
                }
                Ok(())
            }
            (Pat::Wild(_), _) => Ok(()),
            (Pat::Struct(_) | Pat::TupleStruct(_), _) if let Some(record) = self.record_of(tree) => {
                let fields = self.pattern_fields(pat, tree, &record)?;
                fields.iter().try_for_each(|(pat, part)| self.bind_matched(pat, part, by_reference, at))
            }
            (_, Tree::Leaf(leaf)) => self.bind_parts(pat, *leaf, by_reference, at),
            (
                _,
                Tree::Tuple(_)
                | Tree::Rows(_)
                | Tree::Record(..)
                | Tree::Unset
                | Tree::Place(_)
                | Tree::Optional(_)
                | Tree::Geometry(..),
            ) => match pattern::names(pat)[..] {
                [] => Ok(()),
                [..] => Err(self.error(pat, syntax::pattern("this pattern of a tuple"))),
            },
        }
    }

    /// The names in a pattern of a constant that is not looked into: constants themselves.
    fn bind_parts(&mut self, pat: &Pat, leaf: Value, by_reference: bool, at: &Expr) -> Lowered<()> {
        for ident in pattern::idents(pat).into_iter().filter(|ident| !is_constant(&ident.ident)) {
            self.check_name(ident)?;
            let name = ident.ident.clone();
            self.matched.push(name.clone());
            let pattern = without_bindings(pat, Some(&name));
            let template = |holes: &[Ident]| {
                let taken = quote!((match #(#holes)* { #pattern => #name, _ => ::core::unreachable!() }));
                // Of a reference, the names are references to the parts.
                if by_reference { quote!((*#taken)) } else { taken }
            };
            let tree = self.pure_part(&[(leaf, at)], template, Kind::Open, by_reference)?;
            if let Tree::Leaf(value) = tree {
                self.builder.name(value, crate::ir::Name::of(&super::scope::plain(&name)));
            }
            self.scopes.bind(&name, Ok(tree), by_reference);
        }
        Ok(())
    }
}

/// Whether a name in a pattern is a constant's or a variant's: those of locals are not capitalized.
fn is_constant(ident: &Ident) -> bool {
    ident.to_string().trim_start_matches('_').chars().next().is_some_and(char::is_uppercase)
}

/// Whether a pattern matches everything, by its form.
#[expect(clippy::wildcard_enum_match_arm, reason = "any other pattern is treated alike")]
fn refuses_nothing(pat: &Pat) -> bool {
    match pat {
        Pat::Wild(_) => true,
        Pat::Ident(ident) => ident.subpat.is_none() && !is_constant(&ident.ident),
        _ => false,
    }
}

/// A pattern that binds one name, or none.
fn without_bindings(pat: &Pat, kept: Option<&Ident>) -> TokenStream {
    struct Wild<'a>(Option<&'a Ident>);
    impl VisitMut for Wild<'_> {
        fn visit_pat_mut(&mut self, pat: &mut Pat) {
            if let Pat::Ident(ident) = pat
                && !is_constant(&ident.ident)
                && self.0 != Some(&ident.ident)
            {
                *pat = match ident.subpat.take() {
                    Some((_, inner)) => *inner,
                    None => Pat::Wild(syn::PatWild { attrs: Vec::new(), underscore_token: Default::default() }),
                };
            }
            visit_mut::visit_pat_mut(self, pat);
        }

        fn visit_field_pat_mut(&mut self, field: &mut syn::FieldPat) {
            // `Point { x }` is short for `Point { x: x }`.
            let keeps_name = matches!(&*field.pat, Pat::Ident(ident) if self.0 == Some(&ident.ident));
            if field.colon_token.is_none() && !keeps_name {
                field.colon_token = Some(Default::default());
            }
            visit_mut::visit_field_pat_mut(self, field);
        }
    }
    let mut pat = pat.clone();
    Wild(kept).visit_pat_mut(&mut pat);
    pat.to_token_stream()
}
