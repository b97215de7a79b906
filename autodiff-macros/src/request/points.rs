//! `test(a = .., b = ..)`: a point at which a test checks all derivatives.

use proc_macro2::{Ident, Span, TokenStream};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Expr, Token};

use crate::diagnostics::Diagnostics;
use crate::messages;

pub(super) const TEST: &str = "test";

/// A value for each parameter of the function.
#[derive(Debug)]
pub(crate) struct Point {
    /// The word `test` in front of it.
    pub(crate) place: Span,
    pub(crate) given: Vec<(Ident, Expr)>,
}

impl Point {
    /// Reads what stands in the parentheses; without them there is nothing to read.
    pub(super) fn read(tokens: Option<TokenStream>, place: Span, diagnostics: &Diagnostics) -> Option<Point> {
        let tokens = tokens.filter(|tokens| !tokens.is_empty());
        let Some(tokens) = tokens else {
            diagnostics.report(place, messages::test::without_point());
            return None;
        };
        match Punctuated::<Given, Token![,]>::parse_terminated.parse2(tokens) {
            Ok(given) => {
                Some(Point { place, given: given.into_iter().map(|Given(name, value)| (name, value)).collect() })
            }
            Err(error) => {
                diagnostics.report(error.span(), messages::test::malformed());
                None
            }
        }
    }

    /// What is given for a parameter.
    pub(crate) fn of(&self, parameter: &Ident) -> Option<&Expr> {
        let is_named = |(name, _): &&(Ident, Expr)| name.unraw() == parameter.unraw();
        self.given.iter().find(is_named).map(|(_, value)| value)
    }
}

/// `name = EXPR`
struct Given(Ident, Expr);

impl Parse for Given {
    fn parse(input: ParseStream<'_>) -> syn::Result<Given> {
        let name = input.parse::<Ident>()?;
        // What is missing at the end has no place of its own.
        let nothing = || syn::Error::new(name.span(), "a value is missing");
        input.parse::<Token![=]>().map_err(|error| if input.is_empty() { nothing() } else { error })?;
        let value = if input.is_empty() { Err(nothing()) } else { input.parse() };
        Ok(Given(name.clone(), value?))
    }
}
