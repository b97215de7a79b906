//! What the attribute asks for.

mod check;
mod points;

use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Expr, Path, Token, parenthesized};

use crate::diagnostics::{Diagnostics, Place};
use crate::messages;

pub(crate) use check::{Check, Checked};
pub(crate) use points::Point;
use points::TEST;

const WRT: &str = "wrt";
const CRATE: &str = "crate";
const DERIVATIVE: &str = "derivative";
/// Tuples are comparable, and have coordinates, up to this length.
pub(crate) const MOST_PARAMETERS: usize = 12;
const VJP: &str = "vjp";
const JVP: &str = "jvp";
/// What is there without a word.
const GRADIENT: &str = "gradient";
const VALUE_AND_GRADIENT: &str = "value_and_gradient";

/// A form that is generated where it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnRequest {
    Jvp,
    Jacobian,
    Hessian,
    Hvp,
    Taylor,
}

impl OnRequest {
    pub(crate) const ALL: [OnRequest; 5] =
        [OnRequest::Jvp, OnRequest::Jacobian, OnRequest::Hessian, OnRequest::Hvp, OnRequest::Taylor];

    /// Its word in the attribute, and the name of the generated function.
    pub(crate) fn name(self) -> &'static str {
        match self {
            OnRequest::Jvp => "jvp",
            OnRequest::Jacobian => "jacobian",
            OnRequest::Hessian => "hessian",
            OnRequest::Hvp => "hvp",
            OnRequest::Taylor => "taylor",
        }
    }

    /// Whether it needs more than first derivatives.
    pub(crate) fn is_higher_order(self) -> bool {
        match self {
            OnRequest::Jvp | OnRequest::Jacobian => false,
            OnRequest::Hessian | OnRequest::Hvp | OnRequest::Taylor => true,
        }
    }

    /// Whether it is made of numbers, one for each of a parameter or for each power of a step, in an order of its own.
    pub(crate) fn is_in_coordinates(self) -> bool {
        match self {
            OnRequest::Jvp | OnRequest::Hvp => false,
            OnRequest::Jacobian | OnRequest::Hessian | OnRequest::Taylor => true,
        }
    }

    /// Whether it exists of functions with a real scalar result alone.
    pub(crate) fn is_of_scalars(self) -> bool {
        self.is_higher_order()
    }
}

/// The arguments of `#[differentiate(..)]`.
#[derive(Debug, Default)]
pub(crate) struct Request {
    /// The parameters to differentiate by, if they are named.
    pub(crate) wrt: Option<Vec<Ident>>,
    /// Where the facade lives, if not at `::autodiff`.
    pub(crate) facade: Option<Path>,
    /// The forms that are asked for, and where.
    pub(crate) forms: Vec<(OnRequest, Span)>,
    /// Partial derivatives that are given by hand.
    pub(crate) derivative: Option<Given>,
    /// Where a test checks the derivatives.
    pub(crate) points: Vec<Point>,
    /// The function that is the `vjp`.
    pub(crate) vjp: Option<ByPath>,
    /// The function that is the `jvp`.
    pub(crate) jvp: Option<ByPath>,
}

/// `vjp = path`
#[derive(Debug)]
pub(crate) struct ByPath {
    pub(crate) path: Path,
    place: Span,
}

/// `derivative(x = .., y = ..)`
#[derive(Debug)]
pub(crate) struct Given {
    pub(crate) place: Span,
    pub(crate) by: Vec<(Ident, Expr)>,
}

impl Given {
    /// The derivative by a parameter.
    pub(crate) fn by(&self, parameter: &Ident) -> Option<&Expr> {
        self.by.iter().find(|(name, _)| name.unraw() == parameter.unraw()).map(|(_, expr)| expr)
    }
}

impl Request {
    /// An argument that is about the parameters of one function.
    pub(crate) fn of_one_function(&self) -> Option<&'static str> {
        let given = [
            (self.wrt.is_some(), WRT),
            (self.derivative.is_some(), DERIVATIVE),
            (self.vjp.is_some(), VJP),
            (self.jvp.is_some(), JVP),
            (!self.points.is_empty(), "test"),
        ];
        given.into_iter().find_map(|(is_given, name)| is_given.then_some(name))
    }

    pub(crate) fn parse(arguments: TokenStream, diagnostics: &Diagnostics) -> Request {
        let mut request = Request::default();
        let parser = Punctuated::<Argument, Token![,]>::parse_terminated;
        match parser.parse2(arguments) {
            Ok(arguments) => {
                for argument in arguments {
                    request.add(argument, diagnostics);
                }
                request.check_rules(diagnostics);
            }
            Err(error) => {
                let shape = "#[differentiate(wrt(a, b), jvp, hessian, crate = path)]";
                diagnostics.report(error.span(), messages::attribute::malformed("differentiate", shape));
            }
        }
        request
    }

    fn add(&mut self, argument: Argument, diagnostics: &Diagnostics) {
        let (name, place) = (argument.name.to_string(), argument.name.span());
        match (name.as_str(), argument.value) {
            (TEST, value) => self.points.extend(Point::read(value.tokens(), place, diagnostics)),
            (WRT, Value::List(_)) if self.wrt.is_some() => {
                diagnostics.report(place, messages::attribute::repeated(WRT));
            }
            (WRT, Value::List(names)) if !names.is_empty() => self.wrt = Some(names),
            (WRT, Value::None | Value::Path(_) | Value::List(_) | Value::Tokens(_)) => {
                diagnostics.report(place, messages::attribute::malformed(WRT, "wrt(a, b)"));
            }
            (CRATE, Value::Path(_)) if self.facade.is_some() => {
                diagnostics.report(place, messages::attribute::repeated(CRATE));
            }
            (CRATE, Value::Path(path)) => self.facade = Some(path),
            (CRATE, Value::None | Value::List(_) | Value::Tokens(_)) => {
                diagnostics.report(place, messages::attribute::malformed(CRATE, "crate = path"));
            }
            (VJP, _) if self.vjp.is_some() => {
                diagnostics.report(place, messages::attribute::repeated(VJP));
            }
            (VJP, Value::Path(path)) => self.vjp = Some(ByPath { path, place }),
            (VJP, Value::None | Value::List(_) | Value::Tokens(_)) => {
                diagnostics.report(place, messages::rule::malformed_path(VJP));
            }
            (JVP, Value::Path(path)) => {
                self.add_form(OnRequest::Jvp, &Value::None, place, diagnostics);
                self.jvp = Some(ByPath { path, place });
            }
            (JVP, Value::Tokens(_)) => {
                diagnostics.report(place, messages::rule::malformed_path(JVP));
            }
            (name, value) if let Some(form) = OnRequest::ALL.into_iter().find(|form| form.name() == name) => {
                self.add_form(form, &value, place, diagnostics);
            }
            (DERIVATIVE, _) if self.derivative.is_some() => {
                diagnostics.report(place, messages::attribute::repeated(DERIVATIVE));
            }
            (DERIVATIVE, Value::Tokens(tokens)) => self.add_derivative(tokens, place, diagnostics),
            (DERIVATIVE, Value::None | Value::Path(_) | Value::List(_)) => {
                diagnostics.report(place, messages::rule::malformed_derivative());
            }
            (GRADIENT | VALUE_AND_GRADIENT, Value::None | Value::Path(_) | Value::List(_) | Value::Tokens(_)) => {
                diagnostics.report(place, messages::attribute::always_there(&name));
            }
            (name, Value::None | Value::Path(_) | Value::List(_) | Value::Tokens(_)) => {
                diagnostics.report(place, messages::attribute::unknown(name));
            }
        }
    }
}

impl Request {
    /// What a method asks for, beside what is asked for all methods of an `impl`, but for its forms: a `wrt` of the
    /// method's own counts.
    pub(crate) fn with(&self, own: Request) -> Request {
        let mut request = own;
        request.wrt = request.wrt.or_else(|| self.wrt.clone());
        request.facade = request.facade.or_else(|| self.facade.clone());
        request
    }

    fn add_form(&mut self, form: OnRequest, value: &Value, place: Span, diagnostics: &Diagnostics) {
        let message = match value {
            Value::None if self.forms.iter().any(|(known, _)| *known == form) => {
                messages::attribute::repeated(form.name())
            }
            Value::None => {
                self.forms.push((form, place));
                return;
            }
            Value::Path(_) | Value::List(_) | Value::Tokens(_) => {
                messages::attribute::malformed(form.name(), form.name())
            }
        };
        diagnostics.report(place, message);
    }
}

impl Request {
    /// Whether the derivative is a function that somebody wrote.
    pub(crate) fn is_by_path(&self) -> bool {
        self.vjp.is_some() || self.jvp.is_some()
    }

    /// Whether the derivative is given by hand.
    pub(crate) fn is_ruled(&self) -> bool {
        self.derivative.is_some() || self.is_by_path()
    }

    fn check_rules(&self, diagnostics: &Diagnostics) {
        let of = |rule: &Option<ByPath>| rule.as_ref().map(|rule| rule.place);
        for (name, place) in [("vjp = path", of(&self.vjp)), ("jvp = path", of(&self.jvp))] {
            if let (Some(_), Some(place)) = (&self.derivative, place) {
                diagnostics.report(place, messages::rule::two_rules("derivative(..)", name));
            }
        }
    }

    fn add_derivative(&mut self, tokens: TokenStream, place: Span, diagnostics: &Diagnostics) {
        let parser = Punctuated::<Partial, Token![,]>::parse_terminated;
        let inside = Place::of(tokens.clone());
        match parser.parse2(tokens) {
            Ok(partials) if partials.is_empty() => {
                diagnostics.report(place, messages::rule::malformed_derivative());
            }
            Ok(partials) => {
                let by = partials.into_iter().map(|Partial { name, expr }| (name, expr)).collect();
                self.derivative = Some(Given { place, by });
            }
            Err(_) => {
                diagnostics.report(inside, messages::rule::malformed_derivative());
            }
        }
    }
}

/// `x = EXPR`
struct Partial {
    name: Ident,
    expr: Expr,
}

impl Parse for Partial {
    fn parse(input: ParseStream<'_>) -> syn::Result<Partial> {
        let name = input.parse()?;
        input.parse::<Token![=]>()?;
        Ok(Partial { name, expr: input.parse()? })
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
    /// What stands in the parentheses of `wrt`.
    List(Vec<Ident>),
    /// What stands in those of any other argument.
    Tokens(TokenStream),
}

impl Value {
    fn tokens(self) -> Option<TokenStream> {
        match self {
            Value::Tokens(tokens) => Some(tokens),
            Value::None | Value::Path(_) | Value::List(_) => None,
        }
    }
}

/// The path of a function, or what stands in its place.
#[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is no path")]
fn function(expr: Expr) -> Value {
    match expr {
        Expr::Path(path) if path.qself.is_none() && path.attrs.is_empty() => Value::Path(path.path),
        other => Value::Tokens(other.to_token_stream()),
    }
}

impl Parse for Argument {
    fn parse(input: ParseStream<'_>) -> syn::Result<Argument> {
        let name = input.call(Ident::parse_any)?;
        let value = if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            if name == VJP || name == JVP {
                function(input.parse()?)
            } else {
                Value::Path(input.call(Path::parse_mod_style)?)
            }
        } else if input.peek(syn::token::Paren) {
            let content;
            parenthesized!(content in input);
            if name == WRT {
                // `self` is a name too.
                let names = Punctuated::<Ident, Token![,]>::parse_terminated_with(&content, Ident::parse_any)?;
                Value::List(names.into_iter().collect())
            } else {
                Value::Tokens(content.parse()?)
            }
        } else {
            Value::None
        };
        Ok(Argument { name, value })
    }
}
