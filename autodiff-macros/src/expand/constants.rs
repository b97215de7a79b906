//! Constants of a function's surroundings, which it hands over with its body.
//!
//! `LEAK` means something only where `leaky` stands. So beside its derivatives `leaky` has an associated constant of that
//! name, and hands its body over with `leaky::LEAK` in place of `LEAK`.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::visit::Visit;
use syn::{ItemFn, Path};

use crate::ir::hash::HashSet;
use crate::ir::{Elem, Fragment, Int, Kind, Program, Value, uses};
use crate::lower::{Named, Part, parts};

/// What stands for the path to the function, until that is known.
const OWN: &str = "__autodiff_own";

/// A constant by its path, its name and its type.
pub(super) struct Constant {
    path: Path,
    name: Ident,
    ty: Ident,
}

impl Constant {
    /// It, as it stands beside the derivatives.
    pub(super) fn beside(&self) -> TokenStream {
        let Constant { path, name, ty } = self;
        quote! {
            #[doc(hidden)]
            pub const #name: #ty = #path;
        }
    }
}

/// A body in which these constants are those of the function.
pub(super) fn handed(body: TokenStream, constants: &[Constant]) -> TokenStream {
    let own = Ident::new(OWN, Span::call_site());
    let parts = parts(body).into_iter().map(|part| match part {
        Part::Path(path) => match constants.iter().find(|constant| constant.path == path) {
            Some(Constant { name, .. }) => quote!(#own::#name),
            None => path.to_token_stream(),
        },
        Part::Member(member) => quote!(. #member),
        Part::Group(group) => regrouped(&group, handed(group.stream(), constants)),
        Part::Other(other) => other.to_token_stream(),
    });
    parts.collect()
}

/// What was handed over by the function at this path.
pub(super) fn taken(tokens: TokenStream, function: &Path) -> TokenStream {
    let trees = tokens.into_iter().map(|tree| match tree {
        TokenTree::Ident(ident) if ident == OWN => function.to_token_stream(),
        TokenTree::Group(group) => regrouped(&group, taken(group.stream(), function)),
        TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => tree.to_token_stream(),
    });
    trees.collect()
}

fn regrouped(group: &Group, stream: TokenStream) -> TokenStream {
    let mut new = Group::new(group.delimiter(), stream);
    new.set_span(group.span());
    TokenTree::Group(new).to_token_stream()
}

/// The constants that a function names.
pub(super) struct Constants<'f> {
    item: &'f ItemFn,
    /// The type of a number that nothing tells the type of.
    number: Option<Elem>,
    used: HashSet<Value>,
    found: Vec<Constant>,
}

impl<'f> Constants<'f> {
    pub(super) fn of(item: &'f ItemFn, program: &Program) -> Constants<'f> {
        let mut types = program.values.iter().filter_map(|value| value.kind.elem()).filter(|elem| **elem != Elem::Any);
        let number = types.next().cloned().filter(|first| types.all(|other| other == first));
        let partials = program.rules.iter().flat_map(|rule| rule.by.iter().flatten());
        let used = partials.chain([&program.body]).flat_map(|block| uses(block).into_keys()).collect();
        Constants { item, number, used, found: Vec::new() }
    }

    /// Whether nothing reads a value.
    pub(super) fn is_unused(&self, value: Value) -> bool {
        !self.used.contains(&value)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    pub(super) fn into_found(self) -> Vec<Constant> {
        self.found
    }

    /// Takes in what a fragment of this kind names; `None` if that is more than its own locals and constants.
    pub(super) fn read(&mut self, fragment: &Fragment, kind: &Kind) -> Option<()> {
        let named = Named::read(fragment)?;
        if named.constants.is_empty() {
            return (!fragment.has_effect).then_some(());
        }
        // The type of a constant is known where it stands alone, or in arithmetic.
        let is_known = (named.is_alone && !fragment.has_effect) || (named.is_arithmetic && kind.is_real());
        let ty = self.named_type(kind).filter(|_| is_known && fragment.captures.is_empty())?;
        named.constants.into_iter().try_for_each(|path| self.add(path, &ty))
    }

    fn add(&mut self, path: Path, ty: &Ident) -> Option<()> {
        let (first, last) = (path.segments.first()?, path.segments.last()?);
        if bound(self.item).contains(&first.ident) {
            return None;
        }
        if let Some(other) = self.found.iter().find(|other| other.path == path) {
            return (other.ty == *ty).then_some(());
        }
        let same = self.found.iter().filter(|other| other.path.segments.last() == Some(last)).count();
        let name = if same == 0 { last.ident.clone() } else { format_ident!("{}_{same}", last.ident) };
        self.found.push(Constant { path, name, ty: ty.clone() });
        Some(())
    }

    fn named_type(&self, kind: &Kind) -> Option<Ident> {
        match kind {
            Kind::Real(Elem::Any) => self.named_type(&Kind::Real(self.number.clone()?)),
            Kind::Real(elem @ (Elem::F64 | Elem::F32)) => Some(format_ident!("{}", elem.to_string())),
            Kind::Int(Int::Named(name)) => Some(format_ident!("{name}")),
            Kind::Bool => Some(format_ident!("bool")),
            Kind::Real(Elem::Param(_))
            | Kind::Int(Int::Any)
            | Kind::Tensor(_)
            | Kind::Array(..)
            | Kind::Factor(..)
            | Kind::Geometry(..)
            | Kind::Record(_)
            | Kind::Opaque
            | Kind::Open
            | Kind::Pullback => None,
        }
    }
}

/// The names that patterns of a function and its generic parameters bind.
fn bound(item: &ItemFn) -> Vec<Ident> {
    struct Bound(Vec<Ident>);
    impl Visit<'_> for Bound {
        fn visit_pat_ident(&mut self, pattern: &syn::PatIdent) {
            self.0.push(pattern.ident.clone());
            syn::visit::visit_pat_ident(self, pattern);
        }

        fn visit_type_param(&mut self, param: &syn::TypeParam) {
            self.0.push(param.ident.clone());
        }

        fn visit_const_param(&mut self, param: &syn::ConstParam) {
            self.0.push(param.ident.clone());
        }
    }
    let mut bound = Bound(Vec::new());
    bound.visit_item_fn(item);
    bound.0
}
