//! Constant Rust that passes through untouched.
//!
//! A fragment may name locals; none of them may depend on what is differentiated. Names are looked for in the tokens,
//! so that they are found inside macros and format strings too; a name too many does no harm.

use proc_macro2::{Delimiter, Ident, Literal, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::visit::Visit;
use syn::{Expr, Lit};

use crate::ir::{Capture, Fragment, Kind, Op, Value};
use crate::messages::{syntax, value};

use super::scope::Bound;
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

    /// A field of a constant, which stays where it is.
    pub(super) fn part_of_constant(&self, source: &impl ToTokens) -> Lowered<Tree> {
        let Captures { captures, values } = self.captures(source)?;
        let tokens = source.to_token_stream();
        let has_effect = may_have_effect(tokens.clone());
        let fragment =
            Fragment { tokens, captures, has_effect, is_place: !has_effect, declared: None, owns_entries: false };
        Ok(Tree::Leaf(self.at(source).emit(Op::Fragment(fragment.into()), &values, Vec::new(), Kind::Open, false)))
    }

    /// A constant of this kind made of values, that is known to have no effect, and the same value every time.
    pub(super) fn pure_constant(
        &self,
        parts: &[(Value, &Expr)],
        template: impl FnOnce(&[Ident]) -> TokenStream,
        kind: Kind,
    ) -> Lowered<Tree> {
        self.pure_part(parts, template, kind, false)
    }

    /// The same, of something that may be a part of one of the values and stay where it is.
    pub(super) fn pure_part(
        &self,
        parts: &[(Value, &Expr)],
        template: impl FnOnce(&[Ident]) -> TokenStream,
        kind: Kind,
        is_place: bool,
    ) -> Lowered<Tree> {
        if let Some((_, part)) = parts.iter().find(|(part, _)| self.builder.is_varied(*part)) {
            return Err(self.error(part, value::fragment(&part.to_token_stream().to_string())));
        }
        let (captures, values, holes) = self.holes(parts);
        let fragment = Fragment {
            tokens: template(&holes),
            captures,
            has_effect: false,
            is_place,
            declared: None,
            owns_entries: false,
        };
        Ok(Tree::Leaf(self.builder.emit(Op::Fragment(fragment.into()), &values, Vec::new(), kind, false)))
    }

    /// Holes for values, and what they stand for.
    fn holes(&self, parts: &[(Value, &Expr)]) -> (Vec<Capture>, Vec<Value>, Vec<Ident>) {
        let holes = (0..parts.len()).map(|place| Ident::new(&format!("hole_{place}"), Span::mixed_site()));
        let holes = holes.collect::<Vec<_>>();
        let captures = holes.iter().zip(parts).map(|(hole, (_, part))| Capture {
            ident: hole.clone(),
            by_reference: self.is_reference(part),
            is_hole: true,
        });
        (captures.collect(), parts.iter().map(|(value, _)| *value).collect(), holes)
    }

    /// A constant expression of this kind whose parts are values. Where it names locals that vary (`x.len()`), though
    /// none of its parts does, or where a part would do something twice, the parts are put into `template` in place of
    /// their source.
    pub(super) fn constant(
        &self,
        source: &impl ToTokens,
        parts: &[(Value, &Expr)],
        template: impl FnOnce(&[Ident]) -> TokenStream,
        kind: Kind,
    ) -> Lowered<Tree> {
        let does_something = parts.iter().any(|(_, part)| may_have_effect(part.to_token_stream()));
        if !does_something && !self.names_compound(source) {
            let found = self.captures(source)?;
            if self.active(&found.captures, &found.values).is_none() {
                return Ok(self.push_fragment(source, found.captures, &found.values, kind));
            }
        }
        let (captures, values, holes) = self.holes(parts);
        Ok(self.push_fragment(&template(&holes), captures, &values, kind))
    }

    /// Whether a piece of source names a local that is no constant Rust by itself: a closure, a tuple.
    fn names_compound(&self, source: &impl ToTokens) -> bool {
        let mut idents = Vec::new();
        names(source.to_token_stream(), &mut idents);
        idents.iter().filter_map(|ident| self.scopes.get(ident)).any(|binding| match &binding.bound {
            Bound::Value(Ok(tree)) => !matches!(tree, Tree::Leaf(_) | Tree::Place(_)),
            Bound::Closure(_) => true,
            Bound::Value(Err(_)) | Bound::Place(_) => false,
        })
    }

    /// `autodiff::constant(..)`: any Rust, with no derivative by decree.
    pub(super) fn decreed_constant(&self, source: &impl ToTokens) -> Lowered<Tree> {
        let mut tuples = Vec::new();
        let Captures { captures, values } = self.captures_in(source, Some(&mut tuples))?;
        if tuples.is_empty() {
            return Ok(self.push_fragment(source, captures, &values, Kind::Open));
        }
        Ok(self.push_fragment(&quote!({ #(#tuples)* #source }), captures, &values, Kind::Open))
    }

    fn push_fragment(&self, source: &impl ToTokens, captures: Vec<Capture>, values: &[Value], kind: Kind) -> Tree {
        let tokens = source.to_token_stream();
        let has_effect = may_have_effect(tokens.clone());
        let fragment = Fragment { tokens, captures, has_effect, is_place: false, declared: None, owns_entries: false };
        Tree::Leaf(self.builder.emit(Op::Fragment(fragment.into()), values, Vec::new(), kind, false))
    }

    /// The first of these locals that depends on what is differentiated.
    pub(super) fn active(&self, captures: &[Capture], values: &[Value]) -> Option<String> {
        let varied = captures.iter().zip(values).find(|(_, value)| self.builder.is_varied(**value));
        varied.map(|(capture, _)| capture.ident.to_string())
    }

    /// Whether a piece of source names a local that depends on what is differentiated, in any of its parts.
    pub(super) fn names_varied(&self, source: &impl ToTokens) -> Lowered<bool> {
        let mut idents = Vec::new();
        names(source.to_token_stream(), &mut idents);
        for ident in idents {
            let Some(binding) = self.local_binding(&ident)? else { continue };
            let leaves = self.value_of(&binding.bound, &ident)?.leaves();
            if leaves.into_iter().any(|leaf| self.builder.is_varied(leaf)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The locals that a piece of source names.
    pub(super) fn captures(&self, source: &impl ToTokens) -> Lowered<Captures> {
        self.captures_in(source, None)
    }

    /// The same; tuples among the locals are put together again by statements that are added to `tuples`.
    fn captures_in(&self, source: &impl ToTokens, mut tuples: Option<&mut Vec<TokenStream>>) -> Lowered<Captures> {
        let tokens = source.to_token_stream();
        if let Some(jump) = jump(&tokens) {
            return Err(self.error(&jump, syntax::jump_out(&jump.to_string())));
        }
        if let Some(borrowed) =
            mutably_borrowed(tokens.clone()).into_iter().find(|ident| self.scopes.get(ident).is_some())
        {
            return Err(self.error(&borrowed, syntax::borrowed_mutably(&borrowed.to_string())));
        }
        let is_lent =
            |ident: &Ident| self.scopes.get(ident).is_some_and(|binding| matches!(binding.bound, Bound::Place(_)));
        if let Some(lent) = handed_on(tokens.clone()).into_iter().find(is_lent) {
            return Err(self.error(&lent, syntax::lent_on(&lent.to_string())));
        }
        self.check_unchanged(&tokens)?;
        let mut idents = Vec::new();
        names(tokens, &mut idents);
        let mut seen = Vec::new();
        let mut found = Captures::default();
        for ident in idents {
            let Some(binding) = self.local_binding(&ident)? else { continue };
            if seen.contains(&ident) {
                continue;
            }
            seen.push(ident.clone());
            let tree = self.value_of(&binding.bound, &ident)?;
            if let (Tree::Tuple(_), Some(tuples)) = (&tree, &mut tuples) {
                let reference = binding.by_reference.then(|| quote!(&));
                let whole = self.put_together(&tree, &ident, &mut found)?;
                tuples.push(quote!(let #ident = #reference #whole;));
                continue;
            }
            let leaf = self.leaf(&tree, &ident)?;
            found.captures.push(Capture { ident, by_reference: binding.by_reference, is_hole: false });
            found.values.push(leaf);
        }
        Ok(found)
    }
}

impl Lowerer<'_> {
    /// A tuple, with a hole for each value in it.
    fn put_together(&self, tree: &Tree, at: &Ident, found: &mut Captures) -> Lowered<TokenStream> {
        if let Tree::Tuple(parts) = tree {
            let parts = parts.iter().map(|part| self.put_together(part, at, found)).collect::<Lowered<Vec<_>>>()?;
            return Ok(quote!((#(#parts,)*)));
        }
        let leaf = self.leaf(tree, at)?;
        let hole = Ident::new(&format!("hole_{}", found.values.len()), Span::mixed_site());
        found.captures.push(Capture { ident: hole.clone(), by_reference: false, is_hole: true });
        found.values.push(leaf);
        Ok(quote!(#hole))
    }
}

/// The names after `&mut`.
fn mutably_borrowed(tokens: TokenStream) -> Vec<Ident> {
    let mut found = Vec::new();
    let mut follows = false;
    for tree in tokens {
        let is_borrowed = std::mem::take(&mut follows);
        match tree {
            TokenTree::Ident(ident) if ident == "mut" => follows = true,
            TokenTree::Ident(ident) if is_borrowed => found.push(ident),
            TokenTree::Group(group) => found.extend(mutably_borrowed(group.stream())),
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
    found
}

/// The names that stand alone, and not for what they point to: a mutable reference could be handed on there.
fn handed_on(tokens: TokenStream) -> Vec<Ident> {
    let mut found = Vec::new();
    let mut is_read = false;
    let mut trees = tokens.into_iter().peekable();
    while let Some(tree) = trees.next() {
        let was_read = std::mem::take(&mut is_read);
        match tree {
            TokenTree::Ident(ident) => {
                let leads_on = match trees.peek() {
                    Some(TokenTree::Punct(punct)) => punct.as_char() == '.',
                    Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::Bracket,
                    Some(TokenTree::Ident(_) | TokenTree::Literal(_)) | None => false,
                };
                if !was_read && !leads_on {
                    found.push(ident);
                }
            }
            TokenTree::Punct(punct) => is_read = matches!(punct.as_char(), '*' | '&' | '.'),
            TokenTree::Group(group) => found.extend(handed_on(group.stream())),
            TokenTree::Literal(_) => {}
        }
    }
    found
}

/// Every identifier that may name a local: not those after a dot, which are methods and fields, nor those that a path
/// starts with.
fn names(tokens: TokenStream, into: &mut Vec<Ident>) {
    // A member follows a single dot; the dots of a range are joined.
    let (mut after_member_dot, mut after_joint_dot) = (false, false);
    let mut trees = tokens.into_iter().peekable();
    while let Some(tree) = trees.next() {
        let is_member = std::mem::take(&mut after_member_dot);
        let is_range = std::mem::take(&mut after_joint_dot);
        let starts_path = |next: &TokenTree| matches!(next, TokenTree::Punct(punct) if punct.as_char() == ':' && punct.spacing() == Spacing::Joint);
        match tree {
            TokenTree::Ident(_) if trees.peek().is_some_and(starts_path) => {}
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

/// The names in braces in a string literal, as `format!` reads them: `{x}`, and the width and precision in `{:n$.m$}`.
fn format_names(literal: &Literal, into: &mut Vec<Ident>) {
    let Lit::Str(text) = Lit::new(literal.clone()) else { return };
    // By its value, in which escapes are resolved.
    let text = text.value();
    for braced in text.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
        for name in braced.split(|letter: char| !letter.is_alphanumeric() && letter != '_') {
            if syn::parse_str::<Ident>(name).is_ok() {
                into.push(Ident::new(name, literal.span()));
            } else if syn::parse_str::<Ident>(&format!("r#{name}")).is_ok() {
                into.push(Ident::new_raw(name, literal.span()));
            }
        }
    }
}

/// Where a piece of source would leave the function that it stands in.
fn jump(source: &TokenStream) -> Option<Ident> {
    match syn::parse2::<Expr>(source.clone()) {
        Ok(expr) => {
            let mut jumps = Jumps(None);
            jumps.visit_expr(&expr);
            jumps.0
        }
        Err(_) => jump_in_tokens(source.clone()),
    }
}

fn jump_in_tokens(tokens: TokenStream) -> Option<Ident> {
    tokens.into_iter().find_map(|tree| match tree {
        TokenTree::Ident(ident) => (ident == "return").then_some(ident),
        TokenTree::Group(group) => jump_in_tokens(group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => None,
    })
}

/// Looks for `return`, but not where it leaves a function of the source's own.
struct Jumps(Option<Ident>);

impl<'ast> Visit<'ast> for Jumps {
    fn visit_expr_return(&mut self, jump: &'ast syn::ExprReturn) {
        self.0 = Some(Ident::new("return", jump.return_token.span));
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.0 = self.0.take().or_else(|| jump_in_tokens(call.tokens.clone()));
    }

    fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}

    fn visit_expr_async(&mut self, _: &'ast syn::ExprAsync) {}

    fn visit_item(&mut self, _: &'ast syn::Item) {}
}

/// Whether a piece of source may run code of somebody's: a call, a macro, an operator or an index, which any type may
/// define. Paths, fields, literals and casts can't.
fn may_have_effect(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|tree| match tree {
        TokenTree::Ident(_) | TokenTree::Literal(_) => false,
        TokenTree::Punct(punct) => !matches!(punct.as_char(), ':' | '.' | '<' | '>' | '&' | ',' | '\''),
        // Parentheses around a path; anything before them would be a call.
        TokenTree::Group(_) => true,
    })
}
