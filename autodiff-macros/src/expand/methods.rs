//! `#[differentiate] impl Type { .. }`: the derivatives of the methods of a type.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, ImplItem, ImplItemFn, ItemFn, ItemImpl, Meta};

use crate::diagnostics::{Diagnostics, Place};
use crate::emit;
use crate::ir::Builder;
use crate::lower::{self, Carriage, Carried, Knowledge, Source, Structs, has_derivatives};
use crate::messages::{attribute, method, signature};
use crate::request::Request;

use super::guard::trip;
use super::module::is_mark;
use super::state::{Found, State};
use super::{Made, Stage};

/// A method, and what its own attribute asks for, if it has one.
struct Method {
    item: ItemFn,
    mark: Option<Attribute>,
}

/// The `impl` without the attributes of its methods, and one more with the derivatives.
pub(super) fn expand(arguments: TokenStream, methods: ItemImpl, item: TokenStream) -> TokenStream {
    let Step { original, generated, private } = step(&arguments, methods, Knowledge::default(), Stage::First);
    let generated = match generated {
        Ok(generated) => generated,
        Err(wanted) => State::new(arguments, item, Found::default(), private).ask(wanted),
    };
    quote!(#original #generated)
}

/// What comes of the methods of a type with some knowledge of what they call.
pub(super) struct Step {
    original: ItemImpl,
    /// The derivatives, or errors and stubs; or what has to be known to make them.
    pub(super) generated: Result<TokenStream, Vec<syn::Path>>,
    private: TokenStream,
}

pub(super) fn step(arguments: &TokenStream, mut item: ItemImpl, knowledge: Knowledge, stage: Stage) -> Step {
    let diagnostics = Diagnostics::default();
    let shared = Request::parse(arguments.clone(), &diagnostics);
    let private = emit::private(&shared);
    let methods = item.items.iter_mut().filter_map(taken).collect::<Vec<_>>();
    refuse(&item, &shared, &methods, &diagnostics);
    if let syn::Type::Path(path) = &*item.self_ty {
        path.path.segments.iter().for_each(|segment| trip(&segment.ident));
    }
    let generated = match diagnostics.check() {
        Ok(()) => derivatives(&item, &shared, &methods, knowledge, stage),
        Err(errors) => Ok(emit::errors(&errors)),
    };
    Step { original: item, generated, private }
}

/// The derivatives of those methods that are meant.
fn derivatives(
    item: &ItemImpl,
    shared: &Request,
    methods: &[Method],
    knowledge: Knowledge,
    stage: Stage,
) -> Result<TokenStream, Vec<syn::Path>> {
    let any_is_marked = methods.iter().any(|method| method.mark.is_some());
    let is_meant = |method: &&Method| match &method.mark {
        Some(_) => true,
        None => {
            !any_is_marked
                && has_derivatives(
                    Source { item: &method.item, owner: Some(item), siblings: &[] },
                    shared,
                    &Knowledge::default(),
                )
        }
    };
    let meant = methods.iter().filter(is_meant).collect::<Vec<_>>();
    if meant.is_empty() {
        return Ok(super::error(Place::of(item.self_ty.to_token_stream()), method::none()));
    }
    let carried = |Method { item: function, mark }: &Method| {
        let diagnostics = Diagnostics::default();
        let own = mark.as_ref().map(|mark| Request::parse(arguments_of(mark, &diagnostics), &diagnostics));
        let source = Source { item: function, owner: Some(item), siblings: &[] };
        let mut request = with_forms(shared.with(own.unwrap_or_default()), shared, source);
        if let Some(point) = std::mem::take(&mut request.points).first() {
            diagnostics.report(point.place, method::test());
        }
        if request.is_by_path() {
            diagnostics.report(Place::of(function.sig.ident.to_token_stream()), method::by_path());
        }
        (Carried { request, item: function.clone(), body: Carriage::Always, changes: None, among: None }, diagnostics)
    };
    let (siblings, diagnostics): (Vec<_>, Vec<_>) = meant.into_iter().map(carried).unzip();
    let mut reported = TokenStream::new();
    for (form, place) in &shared.forms {
        if !siblings.iter().any(|sibling| sibling.request.forms.iter().any(|(known, _)| known == form)) {
            reported.extend(super::error((*place).into(), method::of_no_method(form.name())));
        }
    }
    let mut all = Vec::new();
    for (Carried { request, item: function, .. }, diagnostics) in siblings.iter().zip(diagnostics) {
        let source = Source { item: function, owner: Some(item), siblings: &siblings };
        let Made { derivatives, errors, .. } = super::made(source, request, &knowledge, stage, diagnostics);
        reported.extend(errors);
        all.extend(derivatives);
    }
    if knowledge.is_wanting() {
        return Err(knowledge.into_wanted());
    }
    let generated = (!all.is_empty()).then(|| emit::in_impl(item, &all));
    Ok(quote!(#reported #generated))
}

/// The forms that are asked for of all methods, or of all functions of a module, where one has them.
pub(super) fn with_forms(mut request: Request, shared: &Request, source: Source<'_>) -> Request {
    let diagnostics = Diagnostics::default();
    let knowledge = Knowledge::default();
    let structs = Structs::new(&knowledge);
    let signature = lower::signature(source, &request, &structs, &Builder::new(), &diagnostics);
    let has_errors = diagnostics.check().is_err();
    // An error in the signature is reported with the method.
    let signature = signature.ok().filter(|_| !has_errors);
    for (form, place) in &shared.forms {
        if signature.as_ref().is_none_or(|signature| signature.admits(*form))
            && !request.forms.iter().any(|(known, _)| known == form)
        {
            request.forms.push((*form, *place));
        }
    }
    request
}

/// An `impl` without the attributes of its methods, which would be expanded by themselves.
pub(super) fn plain(item: &TokenStream) -> Option<TokenStream> {
    let mut item = syn::parse2::<ItemImpl>(item.clone()).ok()?;
    item.items.iter_mut().for_each(|item| drop(taken(item)));
    Some(item.into_token_stream())
}

/// A method, whose attribute is taken from it: the compiler would expand it again.
fn taken(item: &mut ImplItem) -> Option<Method> {
    let ImplItem::Fn(function) = item else { return None };
    let ImplItemFn { attrs, vis, modifiers, sig, block } = function.clone();
    let mut method = Method { item: ItemFn { attrs, vis, modifiers, sig, block: Box::new(block) }, mark: None };
    if let Some(place) = method.item.attrs.iter().position(is_mark) {
        method.mark = Some(method.item.attrs.remove(place));
    }
    function.attrs.retain(|attribute| !is_mark(attribute));
    Some(method)
}

/// What a method's own attribute asks for.
fn arguments_of(mark: &Attribute, diagnostics: &Diagnostics) -> TokenStream {
    match &mark.meta {
        Meta::Path(_) => TokenStream::new(),
        Meta::List(list) => list.tokens.clone(),
        Meta::NameValue(_) => {
            let shape = "#[differentiate(wrt(a, b), jvp)]";
            diagnostics.report(Place::of(mark.to_token_stream()), attribute::malformed("differentiate", shape));
            TokenStream::new()
        }
    }
}

/// What is no plain `impl` of a type.
fn refuse(item: &ItemImpl, shared: &Request, methods: &[Method], diagnostics: &Diagnostics) {
    if let Some(given) = &shared.derivative {
        diagnostics.report(given.place, method::rule());
    }
    if shared.is_by_path() {
        diagnostics.report(Place::of(item.self_ty.to_token_stream()), method::by_path());
    }
    if let Some(point) = shared.points.first() {
        diagnostics.report(point.place, method::test());
    }
    if let Some((path, _)) = &item.trait_ {
        diagnostics.report(Place::of(path.to_token_stream()), method::of_trait());
    }
    if let Some(word) = &item.unsafety {
        diagnostics.report(Place::of(word.to_token_stream()), signature::modifier("unsafe"));
    }
    if item.modifiers.require_empty().is_err() {
        diagnostics.report(Place::of(item.impl_token.to_token_stream()), signature::modifier("modified"));
    }
    if methods.iter().all(|method| method.mark.is_none()) {
        for hidden in item.items.iter().filter(|item| matches!(item, ImplItem::Macro(_))) {
            diagnostics.report(Place::of(hidden.to_token_stream()), method::in_macro());
        }
    }
}
