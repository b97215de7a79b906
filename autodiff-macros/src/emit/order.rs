//! Whether second derivatives can go through a function: callers that don't see its body ask it while they compile.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};

use crate::ir::{Call, Op, Program, Stmt};

use super::{Derivatives, Target, directional, form, hygienic, local, tangent};

/// The function that says why there are no second derivatives.
const LACKS: &str = "lacks_second";

/// Second derivatives can go through a function if they can go through all that it calls.
pub(super) fn of(target: &Target<'_>, program: &Program) -> TokenStream {
    let (private, lacks) = (target.private(), local(LACKS));
    let mut paths = Vec::new();
    callees(&program.body.stmts, &mut paths);
    let name = target.item.sig.ident.to_string();
    let ask = (!paths.is_empty()).then(|| {
        quote_spanned! { hygienic() =>
            // By its place too: blocks may have functions of one name.
            const NAME: &str = ::core::concat!(
                ::core::module_path!(), "::", #name, ":", ::core::file!(), ":", ::core::line!(), ":", ::core::column!()
            );
            if asked.contains(NAME) {
                return ::core::option::Option::None;
            }
            let asked = &asked.and(NAME);
            #(if let ::core::option::Option::Some(reason) = #paths::#lacks(asked) {
                return ::core::option::Option::Some(reason);
            })*
        }
    });
    answer(target, &quote_spanned!(hygienic() => #ask ::core::option::Option::None), &private)
}

/// What callers find of a function without second derivatives.
pub(crate) fn first_only(target: &Target<'_>, derivatives: Derivatives) -> Derivatives {
    let name = &target.item.sig.ident;
    let reason = format!(
        "second derivatives can't go through `{name}`, which calls itself, or a function whose derivative is given by path\n\n\
         help: write a recursion as a loop, and a rule as `derivative(x = ..)`: they have derivatives of any order"
    );
    let answer = answer(target, &quote!(::core::option::Option::Some(#reason)), &target.private());
    let never = quote_spanned!(hygienic() => ::core::unreachable!());
    derivatives.with([without_body(target, &never), answer].into_iter())
}

/// The hidden forms of a function whose errors are reported elsewhere.
pub(super) fn of_stub(target: &Target<'_>, never: &TokenStream) -> [TokenStream; 2] {
    let answer = answer(target, &quote!(::core::option::Option::None), &target.private());
    [without_body(target, never), answer]
}

/// What asks whether there are second derivatives of a function: it stands where its callers need them.
pub(super) fn assertion(private: &TokenStream, path: &TokenStream) -> TokenStream {
    let at = path.clone().into_iter().next().map_or_else(hygienic, |first| first.span());
    let (private, lacks) = (placed(private, at), Ident::new(LACKS, at));
    quote_spanned! { at =>
        const _: () = #private::assert_second(#path::#lacks(&#private::Asked::nobody()));
    }
}

/// The same tokens at another place, where an error about them is to stand.
fn placed(tokens: &TokenStream, at: Span) -> TokenStream {
    let place = |mut tree: TokenTree| {
        tree.set_span(at);
        tree
    };
    tokens.clone().into_iter().map(place).collect()
}

fn without_body(target: &Target<'_>, never: &TokenStream) -> TokenStream {
    let (g, cotangent) = (tangent::gradient(target), form::cotangent_type(target));
    let seeds = ["y_bar", "y_bar_dot"].map(|name| {
        let name = local(name);
        quote_spanned!(hygienic() => #name: #cotangent)
    });
    let arguments = directional::arguments(target, "t").into_iter().chain(seeds).collect::<Vec<_>>();
    let doc = "There are no second derivatives.";
    let function = form::function(target, doc, super::SECOND, &arguments, &quote!((#g, #g)), never);
    quote!(#[doc(hidden)] #function)
}

/// Methods are never called by others: they are written in.
fn answer(target: &Target<'_>, body: &TokenStream, private: &TokenStream) -> TokenStream {
    if target.owner.is_some() {
        return TokenStream::new();
    }
    let (vis, lacks) = (&target.item.vis, local(LACKS));
    quote_spanned! { hygienic() =>
        #[doc(hidden)]
        #vis const fn #lacks(asked: &#private::Asked<'_>) -> ::core::option::Option<&'static str> {
            #body
        }
    }
}

/// The functions whose second derivatives are called, each once.
fn callees(stmts: &[Stmt], paths: &mut Vec<TokenStream>) {
    for stmt in stmts {
        if let Op::Call(Call::Second, callee) = &stmt.op
            && let Some(called) = &callee.path
            && !paths.iter().any(|path| path.to_string() == called.path.to_string())
        {
            paths.push(called.path.to_token_stream());
        }
        stmt.blocks.iter().for_each(|block| callees(&block.stmts, paths));
    }
}
