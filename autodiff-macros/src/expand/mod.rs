//! The driver: from the attribute's tokens to the emitted ones, or to errors and a stub.

mod carriage;
mod module;
mod state;

use std::panic::{AssertUnwindSafe, catch_unwind};

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Item, ItemFn};

use crate::derive;
use crate::describe::Described;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::differentiate::{self, Beyond, Mode, Sweep};
use crate::emit::{self, Output, Target};
use crate::ir::{Callee, Program, Value};
use crate::lower::{self, Body, Carriage, Function, Knowledge, Parameter, Signature};
use crate::request::{Check, OnRequest, Request};
use crate::{messages, passes};

use carriage::calls;
use state::State;

/// Expands `#[differentiate(arguments)] item`.
pub(crate) fn differentiate(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let source = item.clone();
    guarded(|| expand(arguments, item)).unwrap_or_else(|errors| quote!(#source #errors))
}

/// Expands `#[derive(Differentiable)] item`.
pub(crate) fn derive(item: TokenStream) -> TokenStream {
    guarded(|| derive::differentiable(item)).unwrap_or_else(|errors| errors)
}

/// Goes on with an expansion that asked for what stands elsewhere: the input is its state, then the answer.
pub(crate) fn resume(input: TokenStream) -> TokenStream {
    let resumed = guarded(|| {
        let Ok((mut state, payload)) = answer(input) else { unreachable!("only expansions write this") };
        state.answered(payload).unwrap_or_else(|| resumed(state))
    });
    resumed.unwrap_or_else(|errors| errors)
}

/// Goes on where nothing was found: the input is what the macro of an item would have got.
pub(crate) fn nothing(input: TokenStream) -> TokenStream {
    let state = input.into_iter().last();
    let state = state.map(TokenStream::from).unwrap_or_default();
    resume(quote!(#state nothing))
}

/// What `work` gives; a panic is a defect of ours, and is reported as one.
fn guarded(work: impl FnOnce() -> TokenStream) -> Result<TokenStream, TokenStream> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let message = messages::internal::defect(&text(&*panic));
        emit::errors(&[Diagnostic { place: Span::call_site().into(), message }])
    })
}

/// Expands `check!(..)`, where the facade's path stands in front in brackets.
pub(crate) fn check(tokens: TokenStream) -> TokenStream {
    let diagnostics = Diagnostics::default();
    let check = Check::parse(tokens, &diagnostics);
    match (diagnostics.check(), check) {
        (Ok(()), Ok(check)) => emit::checks(&check),
        (Ok(()), Err(_)) => unreachable!("what fails has been reported"),
        (Err(reported), _) => {
            let errors = emit::errors(&reported);
            quote!({ #errors })
        }
    }
}

/// What a panic said.
fn text(panic: &(dyn std::any::Any + Send)) -> String {
    let said = panic.downcast_ref::<String>().cloned();
    said.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
}

fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    if let Ok(Item::Mod(module)) = syn::parse2(item.clone()) {
        return module::expand(&arguments, module);
    }
    let function = match parse(item.clone()) {
        Ok(function) => function,
        Err((item, diagnostic)) => {
            let errors = emit::errors(&[diagnostic]);
            return quote!(#item #errors);
        }
    };
    let original = emit::original(&function);
    let Step { generated, container, carriage, private } = step(&arguments, &function, Knowledge::default());
    let vis = &function.vis;
    let payload = match container {
        Some(_) => state::payload(&arguments, &function, carriage),
        None => state::broken(),
    };
    let is_once = !function.attrs.iter().any(module::is_mark);
    let is_free = function.sig.receiver().is_none();
    let carrier =
        (is_free && is_once).then(|| emit::carrier(&function.sig.ident, vis, &emit::conditions(&function), &payload));
    let generated = match generated {
        Ok(generated) => generated,
        Err(wanted) => State::new(arguments, item, private).ask(wanted),
    };
    quote!(#original #container #carrier #generated)
}

/// What an expansion goes on to when it has its answers.
fn resumed(state: State) -> TokenStream {
    let function = match parse(state.item.clone()) {
        Ok(function) => function,
        Err((_, diagnostic)) => return emit::errors(&[diagnostic]),
    };
    let knowledge = state.knowledge();
    match step(&state.arguments, &function, knowledge).generated {
        Ok(generated) => generated,
        Err(wanted) => state.ask(wanted),
    }
}

fn answer(input: TokenStream) -> syn::Result<(State, TokenStream)> {
    let parser = |input: syn::parse::ParseStream<'_>| {
        let content;
        syn::braced!(content in input);
        Ok((content.parse()?, input.parse()?))
    };
    syn::parse::Parser::parse2(parser, input)
}

/// What comes of a function with some knowledge of what it calls.
struct Step {
    /// The derivatives, or errors and a stub; or what has to be known to make them.
    generated: Result<TokenStream, Vec<syn::Path>>,
    /// The type that the derivatives belong to.
    container: Option<TokenStream>,
    carriage: Carriage,
    private: TokenStream,
}

fn step(arguments: &TokenStream, item: &ItemFn, knowledge: Knowledge) -> Step {
    let diagnostics = Diagnostics::default();
    let request = Request::parse(arguments.clone(), &diagnostics);
    let builder = crate::ir::Builder::new();
    let signature = lower::signature(item, &request, &builder, &diagnostics);
    let body = signature
        .as_ref()
        .ok()
        .and_then(|signature| lower::body(item, &request, signature, &knowledge, builder, &diagnostics).ok());
    let private = emit::private(&request);
    let container = signature.as_ref().ok().map(|signature| emit::container(&target(item, &request, signature)));
    let carriage = body.as_ref().map_or(Carriage::Never, |body| carriage::carriage(&body.program));
    let verdict = diagnostics.check();
    let generated = match (verdict, signature, body) {
        // Errors may come of what is not known yet: they are found again.
        (_, Ok(_), _) if knowledge.is_wanting() => Err(knowledge.into_wanted()),
        (Ok(()), Ok(signature), Some(body)) => match generate(item, &request, &signature, body) {
            Ok(generated) => Ok(generated),
            Err(diagnostic) => Ok(refused(item, &request, Some(&signature), &[diagnostic])),
        },
        // The error is one of a function that is called, and reported there.
        (Ok(()), signature, _) => Ok(refused(item, &request, signature.ok().as_ref(), &[])),
        (Err(reported), signature, _) => Ok(refused(item, &request, signature.ok().as_ref(), &reported)),
    };
    Step { generated, container, carriage, private }
}

/// Errors, and a stub if the signature is known.
fn refused(item: &ItemFn, request: &Request, signature: Option<&Signature>, reported: &[Diagnostic]) -> TokenStream {
    let errors = emit::errors(reported);
    let stub = signature.map(|signature| emit::stub(&target(item, request, signature)));
    quote!(#errors #stub)
}

fn parse(item: TokenStream) -> Result<ItemFn, (TokenStream, Diagnostic)> {
    match syn::parse2::<Item>(item.clone()) {
        Ok(Item::Fn(function)) => Ok(function),
        Ok(other) => {
            let place = crate::diagnostics::Place::of(other.to_token_stream());
            let start = place.start.into();
            Err((item, Diagnostic { place: start, message: messages::attribute::not_a_function() }))
        }
        Err(error) => {
            let message = crate::diagnostics::Message::new(error.to_string(), "correct the syntax of the function");
            Err((item, Diagnostic { place: error.span().into(), message }))
        }
    }
}

fn target<'a>(item: &'a ItemFn, request: &'a Request, signature: &'a Signature) -> Target<'a> {
    let Signature { parameters, wrt, result } = signature;
    Target {
        item,
        parameters,
        wrt,
        result,
        matched: &[],
        assumed: &[],
        read: None,
        calls_itself: false,
        is_called: true,
        request,
        called: &[],
        formulas: &[],
    }
}

fn generate(item: &ItemFn, request: &Request, signature: &Signature, body: Body) -> Result<TokenStream, Diagnostic> {
    let Body { program, matched, assumed, read } = body;
    passes::inspect("lower", &program);
    let calls_itself = calls(&program.body.stmts, &Callee::is_own);
    let is_called = carriage::carriage(&program) == Carriage::Never;
    let function = Function { program, signature };
    let known = target(item, request, signature);
    let target = Target { matched: &matched, assumed: &assumed, read: Some(&read), calls_itself, is_called, ..known };
    let count = emit::count_of_coefficients(item);
    let programs = target.outputs().into_iter().map(|output| Ok((output, derivative(&function, output, &count)?)));
    let programs = programs.collect::<Result<Vec<_>, Beyond>>().map_err(|Beyond { operation, span }| Diagnostic {
        place: span.into(),
        message: messages::value::beyond_taylor(operation),
    })?;
    let formulas = formulas(&function, &item.sig.ident.to_string(), &target, &programs);
    Ok(emit::derivatives(&Target { formulas: &formulas, ..target }, &programs))
}

/// The closed forms of the derivatives, as far as they can be said.
fn formulas(
    function: &Function<'_>,
    name: &str,
    target: &Target<'_>,
    programs: &[(Output, Program)],
) -> Vec<(Output, String)> {
    let primal = passes::prepare(function.program.clone());
    let has_calls = calls(&primal.body.stmts, &|_| true);
    let wrt = function.wrt();
    let Some(params) = function.signature.parameters.iter().map(named).collect::<Option<Vec<_>>>() else {
        return Vec::new();
    };
    let directional = |program: Program, wrt: &[Value]| passes::optimize(differentiate::directional(program, wrt));
    let described =
        Described { name: name.to_owned(), params, wrt: wrt.clone(), primal: &primal, directional: &directional };
    let pushed = || passes::optimize(differentiate::pushforward(primal.clone(), &wrt));
    let formula = |(output, program): &(Output, Program)| {
        let text = match output {
            Output::Reverse(Mode::Gradient) => described.gradient(program),
            Output::Reverse(Mode::Vjp) if !target.is_scalar() => described.pullback(program),
            Output::Reverse(Mode::ValueAndGradient | Mode::Vjp | Mode::Recorded) => None,
            Output::OnRequest(OnRequest::Jvp) => described.pushforward(program),
            Output::OnRequest(OnRequest::Hvp) => described.hessian_times_vector(program),
            Output::OnRequest(OnRequest::Taylor) | Output::Second => None,
            Output::OnRequest(OnRequest::Jacobian | OnRequest::Hessian) if has_calls => None,
            Output::OnRequest(OnRequest::Jacobian) => described.jacobian(&pushed()),
            Output::OnRequest(OnRequest::Hessian) => {
                let gradient = differentiate::reverse(primal.clone(), &wrt, Mode::Gradient);
                described.hessian(&directional(passes::optimize(gradient), &wrt))
            }
        };
        text.map(|text| (*output, text))
    };
    programs.iter().filter_map(formula).collect()
}

/// A parameter that is one value, and its name.
fn named(parameter: &Parameter) -> Option<(Value, String)> {
    let [value] = parameter.values[..] else { return None };
    Some((value, parameter.ident.to_string()))
}

/// The Program of one form; `count` is the const parameter that says how many Taylor coefficients there are.
pub(crate) fn derivative(function: &Function<'_>, output: Output, count: &str) -> Result<Program, Beyond> {
    let wrt = function.wrt();
    let primal = passes::prepare(function.program.clone());
    // Second derivatives are those of the gradient as it would be emitted.
    let gradient = |primal: Program| passes::optimize(differentiate::reverse(primal, &wrt, Mode::Gradient));
    let program = match output {
        Output::Reverse(mode @ (Mode::Vjp | Mode::Recorded)) => {
            let outlives = |value| mode == Mode::Vjp && function.signature.is_lent(value);
            differentiate::without_borrows(differentiate::reverse(primal, &wrt, mode), &outlives)
        }
        Output::Reverse(mode) => differentiate::reverse(primal, &wrt, mode),
        Output::Second => differentiate::second(primal, &wrt),
        Output::OnRequest(OnRequest::Jvp) => differentiate::pushforward(primal, &wrt),
        Output::OnRequest(OnRequest::Jacobian) => {
            // The derivative of a call is its pullback.
            let sweep = if calls(&primal.body.stmts, &|_| true) { Sweep::Reverse } else { Sweep::Fewest };
            differentiate::jacobian(primal, &wrt, sweep)
        }
        Output::OnRequest(OnRequest::Hessian) => differentiate::jacobian(gradient(primal), &wrt, Sweep::Hessian),
        Output::OnRequest(OnRequest::Taylor) => differentiate::taylor(primal, &wrt, count)?,
        Output::OnRequest(OnRequest::Hvp) => differentiate::directional(gradient(primal), &wrt),
    };
    passes::inspect("differentiate", &program);
    Ok(passes::optimize(program))
}
