//! What the attribute asks for.

use proc_macro2::{Ident, TokenStream};
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Path, Token, parenthesized};

use crate::diagnostics::Diagnostics;
use crate::messages;

const WRT: &str = "wrt";
const CRATE: &str = "crate";
/// Forms and rules of the public interface that are not generated yet.
const NOT_YET: [&str; 7] = ["jvp", "jacobian", "hessian", "hvp", "taylor", "derivative", "vjp"];

/// The arguments of `#[differentiate(..)]`.
#[derive(Debug, Default)]
pub(crate) struct Request {
    /// The parameters to differentiate by, if they are named.
    pub(crate) wrt: Option<Vec<Ident>>,
    /// Where the facade lives, if not at `::autodiff`.
    pub(crate) facade: Option<Path>,
}

impl Request {
    pub(crate) fn parse(arguments: TokenStream, diagnostics: &Diagnostics) -> Request {
        let mut request = Request::default();
        let parser = Punctuated::<Argument, Token![,]>::parse_terminated;
        match parser.parse2(arguments) {
            Ok(arguments) => {
                for argument in arguments {
                    request.add(argument, diagnostics);
                }
            }
            Err(error) => {
                let shape = "#[differentiate(wrt(a, b), crate = path)]";
                diagnostics.report(error.span(), messages::attribute::malformed("differentiate", shape));
            }
        }
        request
    }

    fn add(&mut self, argument: Argument, diagnostics: &Diagnostics) {
        let (name, place) = (argument.name.to_string(), argument.name.span());
        match (name.as_str(), argument.value) {
            (WRT, Value::List(_)) if self.wrt.is_some() => {
                diagnostics.report(place, messages::attribute::repeated(WRT));
            }
            (WRT, Value::List(names)) if !names.is_empty() => self.wrt = Some(names),
            (WRT, Value::None | Value::Path(_) | Value::List(_)) => {
                diagnostics.report(place, messages::attribute::malformed(WRT, "wrt(a, b)"));
            }
            (CRATE, Value::Path(_)) if self.facade.is_some() => {
                diagnostics.report(place, messages::attribute::repeated(CRATE));
            }
            (CRATE, Value::Path(path)) => self.facade = Some(path),
            (CRATE, Value::None | Value::List(_)) => {
                diagnostics.report(place, messages::attribute::malformed(CRATE, "crate = path"));
            }
            (name, Value::None | Value::Path(_) | Value::List(_)) if NOT_YET.contains(&name) => {
                diagnostics.report(place, messages::attribute::not_yet(name));
            }
            (name, Value::None | Value::Path(_) | Value::List(_)) => {
                diagnostics.report(place, messages::attribute::unknown(name));
            }
        }
    }
}

/// `name`, `name = path` or `name(a, b)`.
struct Argument {
    name: Ident,
    value: Value,
}

enum Value {
    None,
    Path(Path),
    List(Vec<Ident>),
}

impl Parse for Argument {
    fn parse(input: ParseStream<'_>) -> syn::Result<Argument> {
        let name = input.call(syn::ext::IdentExt::parse_any)?;
        let value = if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            Value::Path(input.call(Path::parse_mod_style)?)
        } else if input.peek(syn::token::Paren) {
            let content;
            parenthesized!(content in input);
            if name == WRT {
                Value::List(Punctuated::<Ident, Token![,]>::parse_terminated(&content)?.into_iter().collect())
            } else {
                // What stands in the parentheses of other arguments is not looked at: they are refused by name.
                content.parse::<TokenStream>()?;
                Value::None
            }
        } else {
            Value::None
        };
        Ok(Argument { name, value })
    }
}
