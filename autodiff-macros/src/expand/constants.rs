//! Constants of a function's surroundings, which it hands over with its body.
//!
//! `LEAK` means something only where `leaky` stands. So beside its derivatives `leaky` has an associated constant of that
//! name, and hands its body over with `leaky::LEAK` in place of `LEAK`.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::parse::{ParseStream, Parser};
use syn::visit::Visit;
use syn::{ItemFn, Path, Token};

use crate::ir::{Elem, Fragment, Int, Kind};

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
    found: Vec<Constant>,
}

impl<'f> Constants<'f> {
    pub(super) fn of(item: &'f ItemFn) -> Constants<'f> {
        Constants { item, found: Vec::new() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    pub(super) fn into_found(self) -> Vec<Constant> {
        self.found
    }

    /// Takes in what a fragment of this kind names; `None` if that is more than its own locals and constants.
    pub(super) fn read(&mut self, fragment: &Fragment, kind: &Kind) -> Option<()> {
        let named = Named::read(fragment.tokens.clone(), fragment)?;
        if named.constants.is_empty() {
            return (!fragment.has_effect).then_some(());
        }
        // The type of a constant is known where it stands alone, or in arithmetic.
        let is_known = (named.is_alone && !fragment.has_effect) || (named.is_arithmetic && kind.is_real());
        let ty = named_type(kind).filter(|_| is_known && fragment.captures.is_empty())?;
        named.constants.into_iter().try_for_each(|path| self.add(path, &ty))
    }

    fn add(&mut self, path: Path, ty: &Ident) -> Option<()> {
        let (first, last) = (path.segments.first()?, path.segments.last()?);
        let name = last.ident.clone();
        let is_shadowed = bound(self.item).contains(&first.ident);
        match self.found.iter().find(|other| other.name == name) {
            _ if is_shadowed => None,
            Some(other) => (other.path == path && other.ty == *ty).then_some(()),
            None => {
                self.found.push(Constant { path, name, ty: ty.clone() });
                Some(())
            }
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

fn named_type(kind: &Kind) -> Option<Ident> {
    match kind {
        Kind::Real(elem @ (Elem::F64 | Elem::F32)) => Some(format_ident!("{}", elem.to_string())),
        Kind::Int(Int::Named(name)) => Some(format_ident!("{name}")),
        Kind::Bool => Some(format_ident!("bool")),
        Kind::Real(Elem::Param(_) | Elem::Any)
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

/// What a piece of source names.
struct Named {
    constants: Vec<Path>,
    /// Whether there is nothing but a path.
    is_alone: bool,
    /// Whether there is nothing but paths, numbers and operators on them.
    is_arithmetic: bool,
}

impl Named {
    /// `None` if a name is that of something else.
    fn read(tokens: TokenStream, fragment: &Fragment) -> Option<Named> {
        let parts = parts(tokens);
        let is_alone = matches!(parts[..], [Part::Path(_)]);
        let mut named = Named { constants: Vec::new(), is_alone, is_arithmetic: true };
        for part in parts {
            match part {
                Part::Path(path) => named.path(path, fragment)?,
                Part::Member(_) => return None,
                Part::Group(group) => {
                    let Named { constants, is_arithmetic, .. } = Named::read(group.stream(), fragment)?;
                    named.constants.extend(constants);
                    named.is_arithmetic &= is_arithmetic && group.delimiter() == Delimiter::Parenthesis;
                }
                Part::Other(TokenTree::Literal(_)) => {}
                Part::Other(other) => named.is_arithmetic &= "+-*/".contains(&other.to_string()),
            }
        }
        Some(named)
    }

    fn path(&mut self, path: Path, fragment: &Fragment) -> Option<()> {
        let is_number =
            |ident: &Ident| ["f32", "f64"].iter().any(|name| ident == name) || Int::named(&ident.to_string()).is_some();
        let idents = path.segments.iter().map(|segment| &segment.ident).collect::<Vec<_>>();
        match &idents[..] {
            [ident] if fragment.captures.iter().any(|capture| capture.ident == **ident) => self.is_arithmetic = false,
            [ident] if is_number(ident) => self.is_arithmetic = false,
            [ty, last] if is_number(ty) && is_constant(last) => {}
            [.., last] if is_constant(last) => self.constants.push(path),
            _ => return None,
        }
        Some(())
    }
}

/// Whether a name is written like that of a constant.
fn is_constant(ident: &Ident) -> bool {
    let name = ident.to_string();
    name.contains(char::is_alphabetic) && !name.contains(char::is_lowercase)
}

/// A piece of source, in which paths are taken together.
enum Part {
    Path(Path),
    /// A method or a field.
    Member(Ident),
    Group(Group),
    Other(TokenTree),
}

fn parts(tokens: TokenStream) -> Vec<Part> {
    let parser = |input: ParseStream<'_>| {
        let mut parts = Vec::new();
        while !input.is_empty() {
            parts.push(part(input)?);
        }
        Ok(parts)
    };
    parser.parse2(tokens).unwrap_or_default()
}

fn part(input: ParseStream<'_>) -> syn::Result<Part> {
    let starts_path =
        input.peek(syn::Ident) || input.peek(Token![::]) || input.peek(Token![crate]) || input.peek(Token![super]);
    if input.peek(Token![.]) && !input.peek(Token![..]) && input.peek2(syn::Ident) {
        input.parse::<Token![.]>()?;
        return input.parse().map(Part::Member);
    }
    if starts_path {
        return input.call(Path::parse_mod_style).map(Part::Path);
    }
    Ok(match input.parse()? {
        TokenTree::Group(group) => Part::Group(group),
        other @ (TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_)) => Part::Other(other),
    })
}
