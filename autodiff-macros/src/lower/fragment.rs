//! Constant Rust that passes through untouched.
//!
//! A fragment may name locals; none of them may depend on what is differentiated. Names are looked for in the tokens,
//! so that they are found inside macros and format strings too; a name too many does no harm.

use proc_macro2::{Ident, Literal, Spacing, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Expr;

use crate::ir::{Capture, Fragment, Kind, Op, Value};
use crate::messages::value;

use super::{Lowered, Lowerer, Tree};

/// The locals that a piece of source names.
#[derive(Default)]
pub(super) struct Captures {
    pub(super) captures: Vec<Capture>,
    pub(super) values: Vec<Value>,
}

impl Lowerer<'_> {
    /// A constant expression of this kind.
    pub(super) fn fragment(&self, source: &impl ToTokens, kind: Kind) -> Lowered<Tree> {
        let Captures { captures, values } = self.captures(source)?;
        if let Some(active) = self.active(&captures, &values) {
            return Err(self.error(source, value::fragment(&active)));
        }
        Ok(self.push_fragment(source, captures, &values, kind))
    }

    /// A constant expression of this kind whose parts are values. Where it names locals that vary (`x.len()`), though
    /// none of its parts does, the parts are put into `template` in place of their source.
    pub(super) fn constant(
        &self,
        source: &impl ToTokens,
        parts: &[(Value, &Expr)],
        template: impl FnOnce(&[Ident]) -> TokenStream,
        kind: Kind,
    ) -> Lowered<Tree> {
        let found = self.captures(source)?;
        if self.active(&found.captures, &found.values).is_none() {
            return Ok(self.push_fragment(source, found.captures, &found.values, kind));
        }
        let holes = (0..parts.len()).map(|place| Ident::new(&format!("hole_{place}"), Span::mixed_site()));
        let holes = holes.collect::<Vec<_>>();
        let captures = holes.iter().zip(parts).map(|(hole, (_, part))| Capture {
            ident: hole.clone(),
            by_reference: self.is_reference(part),
            is_hole: true,
        });
        let (captures, values) = (captures.collect(), parts.iter().map(|(value, _)| *value).collect::<Vec<_>>());
        Ok(self.push_fragment(&template(&holes), captures, &values, kind))
    }

    /// `autodiff::constant(..)`: any Rust, with no derivative by decree.
    pub(super) fn decreed_constant(&self, source: &impl ToTokens) -> Lowered<Tree> {
        let Captures { captures, values } = self.captures(source)?;
        Ok(self.push_fragment(source, captures, &values, Kind::Open))
    }

    fn push_fragment(&self, source: &impl ToTokens, captures: Vec<Capture>, values: &[Value], kind: Kind) -> Tree {
        let fragment = Fragment { tokens: source.to_token_stream(), captures };
        Tree::Leaf(self.builder.emit(Op::Fragment(fragment), values, Vec::new(), kind, false))
    }

    /// The first of these locals that depends on what is differentiated.
    pub(super) fn active(&self, captures: &[Capture], values: &[Value]) -> Option<String> {
        let varied = captures.iter().zip(values).find(|(_, value)| self.builder.is_varied(**value));
        varied.map(|(capture, _)| capture.ident.to_string())
    }

    /// The locals that a piece of source names.
    pub(super) fn captures(&self, source: &impl ToTokens) -> Lowered<Captures> {
        let mut idents = Vec::new();
        names(source.to_token_stream(), &mut idents);
        let mut found = Captures::default();
        for ident in idents {
            let Some(binding) = self.scopes.get(&ident.to_string()) else { continue };
            if found.captures.iter().any(|capture| capture.ident == ident) {
                continue;
            }
            let tree = binding.tree.clone()?;
            let leaf = self.leaf(&tree, &ident)?;
            found.captures.push(Capture { ident, by_reference: binding.by_reference, is_hole: false });
            found.values.push(leaf);
        }
        Ok(found)
    }
}

/// Every identifier that may name a local: not those after a dot, which are methods and fields.
fn names(tokens: TokenStream, into: &mut Vec<Ident>) {
    // A member follows a single dot; the dots of a range are joined.
    let (mut after_member_dot, mut after_joint_dot) = (false, false);
    for tree in tokens {
        let is_member = std::mem::take(&mut after_member_dot);
        let is_range = std::mem::take(&mut after_joint_dot);
        match tree {
            TokenTree::Ident(ident) if !is_member => into.push(ident),
            TokenTree::Ident(_) => {}
            TokenTree::Group(group) => names(group.stream(), into),
            TokenTree::Punct(punct) if punct.as_char() == '.' => {
                after_joint_dot = punct.spacing() == Spacing::Joint;
                after_member_dot = !after_joint_dot && !is_range;
            }
            TokenTree::Punct(_) => {}
            TokenTree::Literal(literal) => format_names(&literal, into),
        }
    }
}

/// The names in braces in a string literal, as `format!` reads them.
fn format_names(literal: &Literal, into: &mut Vec<Ident>) {
    let text = literal.to_string();
    if !text.ends_with('"') && !text.ends_with('#') {
        return;
    }
    for part in text.split('{').skip(1) {
        let name = part.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect::<String>();
        if let Ok(ident) = syn::parse_str::<Ident>(&name) {
            into.push(Ident::new(&ident.to_string(), Span::call_site().located_at(literal.span())));
        }
    }
}
