//! What `check!` asks for: `check!(loss(&w, b, &x), wrt(w, b), gradient, vjp)`.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Expr, Path, Token, parenthesized};

use crate::diagnostics::{Diagnostics, Place, Poisoned};
use crate::messages::{attribute, check as messages, test};

use super::{MOST_PARAMETERS, WRT};

/// A derivative that can be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Checked {
    Gradient,
    ValueAndGradient,
    ValueAndGradientInto,
    Vjp,
    Jvp,
    Jacobian,
    Hessian,
    Hvp,
    Taylor,
}

impl Checked {
    const ALL: [Checked; 9] = [
        Checked::Gradient,
        Checked::ValueAndGradient,
        Checked::ValueAndGradientInto,
        Checked::Vjp,
        Checked::Jvp,
        Checked::Jacobian,
        Checked::Hessian,
        Checked::Hvp,
        Checked::Taylor,
    ];

    /// The name of the generated function.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Checked::Gradient => "gradient",
            Checked::ValueAndGradient => "value_and_gradient",
            Checked::ValueAndGradientInto => "value_and_gradient_into",
            Checked::Vjp => "vjp",
            Checked::Jvp => "jvp",
            Checked::Jacobian => "jacobian",
            Checked::Hessian => "hessian",
            Checked::Hvp => "hvp",
            Checked::Taylor => "taylor",
        }
    }
}

/// A call whose derivatives are checked.
pub(crate) struct Check {
    /// Where the facade lives.
    pub(crate) facade: TokenStream,
    pub(crate) function: Path,
    pub(crate) arguments: Vec<Expr>,
    /// The locals that are varied, and the argument that each stands in.
    pub(crate) wrt: Vec<(Ident, usize)>,
    pub(crate) forms: Forms,
}

impl Check {
    /// Reads the path of the facade in brackets, and then what the user wrote.
    pub(crate) fn parse(tokens: TokenStream, diagnostics: &Diagnostics) -> Result<Check, Poisoned> {
        let mut trees = tokens.into_iter();
        let facade = match trees.next() {
            Some(TokenTree::Group(group)) => group.stream(),
            Some(TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_)) | None => TokenStream::new(),
        };
        let report = |place: Place, message| diagnostics.report(place, message);
        let parts = Parts::parse.parse2(trees.collect());
        let Parts { call, asked } = parts.map_err(|error| report(error.span().into(), messages::malformed()))?;
        let (function, arguments) =
            called(&call).ok_or_else(|| report(Place::of(call.to_token_stream()), messages::not_a_call()))?;
        let (wrt, forms) = sorted(asked, Place::of(call.to_token_stream()), diagnostics)?;
        let wrt = placed(wrt, &arguments, diagnostics)?;
        Ok(Check { facade, function, arguments, wrt, forms })
    }
}

/// The function and the arguments of a call.
fn called(call: &Expr) -> Option<(Path, Vec<Expr>)> {
    let Expr::Call(call) = call else { return None };
    let Expr::Path(function) = &*call.func else { return None };
    let is_plain = function.qself.is_none() && function.attrs.is_empty();
    is_plain.then(|| (function.path.clone(), call.args.iter().cloned().collect()))
}

/// `CALL, wrt(a, b), form, form`
struct Parts {
    call: Expr,
    asked: Vec<Asked>,
}

/// Derivatives, and where they are asked for.
type Forms = Vec<(Checked, Span)>;

struct Asked {
    name: Ident,
    names: Option<Vec<Ident>>,
}

impl Parse for Parts {
    fn parse(input: ParseStream<'_>) -> syn::Result<Parts> {
        let call = input.parse()?;
        if input.is_empty() {
            return Ok(Parts { call, asked: Vec::new() });
        }
        input.parse::<Token![,]>()?;
        let asked = Punctuated::<Asked, Token![,]>::parse_terminated(input)?;
        Ok(Parts { call, asked: asked.into_iter().collect() })
    }
}

impl Parse for Asked {
    fn parse(input: ParseStream<'_>) -> syn::Result<Asked> {
        let name = input.parse()?;
        if !input.peek(syn::token::Paren) {
            return Ok(Asked { name, names: None });
        }
        let content;
        parenthesized!(content in input);
        let names = Punctuated::<Ident, Token![,]>::parse_terminated(&content)?;
        Ok(Asked { name, names: Some(names.into_iter().collect()) })
    }
}

/// The locals that are varied, and the derivatives.
fn sorted(asked: Vec<Asked>, call: Place, diagnostics: &Diagnostics) -> Result<(Vec<Ident>, Forms), Poisoned> {
    let mut wrt = None;
    let mut forms = Forms::new();
    let mut verdict = Ok(());
    for Asked { name, names } in asked {
        let form = Checked::ALL.into_iter().find(|form| name == form.name());
        let message = match (names, form) {
            (Some(_), _) if name == WRT && wrt.is_some() => attribute::repeated(WRT),
            (Some(names), _) if name == WRT && !names.is_empty() => {
                wrt = Some(names);
                continue;
            }
            (_, _) if name == WRT => messages::without_wrt(),
            (Some(_), Some(form)) => attribute::malformed(form.name(), form.name()),
            (None, Some(form)) if forms.iter().any(|(known, _)| *known == form) => attribute::repeated(form.name()),
            (None, Some(form)) => {
                forms.push((form, name.span()));
                continue;
            }
            (_, None) => messages::unknown(&name.to_string(), &Checked::ALL.map(Checked::name)),
        };
        verdict = Err(diagnostics.report(name.span(), message));
    }
    verdict?;
    let wrt = wrt.ok_or_else(|| diagnostics.report(call, messages::without_wrt()))?;
    if forms.is_empty() {
        return Err(diagnostics.report(call, messages::without_form()));
    }
    if let Some(one_more) = wrt.get(MOST_PARAMETERS) {
        return Err(diagnostics.report(one_more.span(), test::too_many(MOST_PARAMETERS)));
    }
    Ok((wrt, forms))
}

/// The argument that each of the varied locals stands in: the derivatives take a tangent for each such argument.
fn placed(wrt: Vec<Ident>, arguments: &[Expr], diagnostics: &Diagnostics) -> Result<Vec<(Ident, usize)>, Poisoned> {
    let mut placed: Vec<(Ident, usize)> = Vec::new();
    let mut verdict = Ok(());
    for name in wrt {
        let mentions = |(_, argument): &(usize, &Expr)| mentions(argument.to_token_stream(), &name);
        let places = arguments.iter().enumerate().filter(mentions).map(|(place, _)| place).collect::<Vec<_>>();
        let message = match places[..] {
            _ if placed.iter().any(|(before, _)| before.unraw() == name.unraw()) => {
                attribute::repeated_parameter(&name.to_string())
            }
            [] => messages::not_an_argument(&name.to_string(), &locals(arguments)),
            [place] => match placed.iter().find(|(_, taken)| *taken == place) {
                Some((other, _)) => messages::two_in_one(&other.to_string(), &name.to_string()),
                None => {
                    placed.push((name, place));
                    continue;
                }
            },
            [_, _, ..] => messages::in_several(&name.to_string()),
        };
        verdict = Err(diagnostics.report(name.span(), message));
    }
    verdict.map(|()| placed)
}

/// The names of locals that are arguments, or that arguments refer to.
fn locals(arguments: &[Expr]) -> Vec<String> {
    let local = |argument: &Expr| {
        let bare = if let Expr::Reference(inner) = argument { &*inner.expr } else { argument };
        if let Expr::Path(path) = bare { path.path.get_ident().map(Ident::to_string) } else { None }
    };
    arguments.iter().filter_map(local).collect()
}

fn mentions(tokens: TokenStream, name: &Ident) -> bool {
    tokens.into_iter().any(|tree| match tree {
        TokenTree::Ident(word) => word == *name,
        TokenTree::Group(group) => mentions(group.stream(), name),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}
