//! The driver: from the attribute's tokens to the emitted ones, or to errors and a stub.

use std::panic::{AssertUnwindSafe, catch_unwind};

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Item, ItemFn};

use crate::describe::Described;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::differentiate::{self, Beyond, Mode, Sweep};
use crate::emit::{self, Output, Target};
use crate::ir::{Op, Program, Stmt, Value};
use crate::lower::{self, Body, Function, Parameter, Signature};
use crate::request::{OnRequest, Request};
use crate::{messages, passes};

/// Expands `#[differentiate(arguments)] item`.
pub(crate) fn differentiate(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let source = item.clone();
    let work = AssertUnwindSafe(|| expand(arguments, item));
    catch_unwind(work).unwrap_or_else(|panic| {
        let diagnostic =
            Diagnostic { place: Span::call_site().into(), message: messages::internal::defect(&text(&*panic)) };
        let errors = emit::errors(&[diagnostic]);
        quote!(#source #errors)
    })
}

/// What a panic said.
fn text(panic: &(dyn std::any::Any + Send)) -> String {
    let said = panic.downcast_ref::<String>().cloned();
    said.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
}

fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let item = match parse(item) {
        Ok(item) => item,
        Err((item, diagnostic)) => {
            let errors = emit::errors(&[diagnostic]);
            return quote!(#item #errors);
        }
    };
    let diagnostics = Diagnostics::default();
    let request = Request::parse(arguments, &diagnostics);
    let builder = crate::ir::Builder::new();
    let signature = lower::signature(&item, &request, &builder, &diagnostics);
    let program = signature
        .as_ref()
        .ok()
        .and_then(|signature| lower::body(&item, &request, signature, builder, &diagnostics).ok());
    let original = emit::original(&item);
    let generated = match (diagnostics.check(), signature, program) {
        (Ok(()), Ok(signature), Some(body)) => match generate(&item, &request, &signature, body) {
            Ok(generated) => generated,
            Err(diagnostic) => refused(&item, &request, Some(&signature), &[diagnostic]),
        },
        (Ok(()), _, _) => unreachable!("what fails has been reported"),
        (Err(reported), signature, _) => refused(&item, &request, signature.ok().as_ref(), &reported),
    };
    quote!(#original #generated)
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
        request,
        formulas: &[],
    }
}

fn generate(item: &ItemFn, request: &Request, signature: &Signature, body: Body) -> Result<TokenStream, Diagnostic> {
    let Body { program, matched, assumed, read } = body;
    passes::inspect("lower", &program);
    let calls_itself = calls(&program.body.stmts);
    let function = Function { program, signature };
    let known = target(item, request, signature);
    let target = Target { matched: &matched, assumed: &assumed, read: Some(&read), calls_itself, ..known };
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
            Output::OnRequest(OnRequest::Taylor) => None,
            Output::OnRequest(OnRequest::Jacobian) if target.calls_itself => None,
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

/// Whether there is a call of the function by itself.
fn calls(stmts: &[Stmt]) -> bool {
    let inside = |stmt: &Stmt| stmt.blocks.iter().any(|block| calls(&block.stmts));
    stmts.iter().any(|stmt| matches!(stmt.op, Op::Call(_)) || inside(stmt))
}

/// The Program of one form; `count` is the const parameter that says how many Taylor coefficients there are.
pub(crate) fn derivative(function: &Function<'_>, output: Output, count: &str) -> Result<Program, Beyond> {
    let wrt = function.wrt();
    let primal = passes::prepare(function.program.clone());
    // Second derivatives are those of the gradient as it would be emitted.
    let gradient = |primal: Program| passes::optimize(differentiate::reverse(primal, &wrt, Mode::Gradient));
    let program = match output {
        Output::Reverse(mode) => differentiate::reverse(primal, &wrt, mode),
        Output::OnRequest(OnRequest::Jvp) => differentiate::pushforward(primal, &wrt),
        Output::OnRequest(OnRequest::Jacobian) => {
            // The derivative of a call of the function by itself is its pullback.
            let sweep = if calls(&primal.body.stmts) { Sweep::Reverse } else { Sweep::Fewest };
            differentiate::jacobian(primal, &wrt, sweep)
        }
        Output::OnRequest(OnRequest::Hessian) => differentiate::jacobian(gradient(primal), &wrt, Sweep::Hessian),
        Output::OnRequest(OnRequest::Taylor) => differentiate::taylor(primal, &wrt, count)?,
        Output::OnRequest(OnRequest::Hvp) => differentiate::directional(gradient(primal), &wrt),
    };
    passes::inspect("differentiate", &program);
    Ok(passes::optimize(program))
}
