//! The driver: from the attribute's tokens to the emitted ones, or to errors and a stub.

mod carriage;
mod constants;
mod guard;
mod methods;
mod module;
mod nesting;
mod siblings;
mod state;

use std::cell::OnceCell;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Item, ItemFn};

use crate::derive;
use crate::describe::Described;
use crate::diagnostics::{Diagnostic, Diagnostics, Left, Message, Place};
use crate::differentiate::{self, Beyond, Mode, Sweep};
use crate::emit::{self, Derivatives, Output, Target};
use crate::ir::{Callee, Op, Program, Value, depends_on, is_standard_macro};
use crate::lower::{self, Body, Carriage, Function, Knowledge, Parameter, Signature, Source, Structs};
use crate::request::{Check, OnRequest, Request};
use crate::{messages, passes};

use carriage::{Handing, calls};
use constants::Constant;
use guard::guarded;
use state::{Found, State};

/// Expands `#[differentiate(arguments)] item`.
pub(crate) fn differentiate(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let source = item.clone();
    if let Err(place) = nesting::check(&arguments).and_then(|()| nesting::check(&item)) {
        let errors = error(place.into(), messages::size::nesting());
        return quote!(#item #errors);
    }
    guarded(guard::name(&source), || expand(arguments, item)).unwrap_or_else(|defect| {
        let errors = emit::errors(&[defect]);
        let plain = guarded(guard::name(&source), || methods::plain(&source)).ok().flatten().unwrap_or(source);
        quote!(#plain #errors)
    })
}

/// Expands `#[derive(Differentiable)] item`.
pub(crate) fn derive(item: TokenStream) -> TokenStream {
    if let Err(place) = nesting::check(&item) {
        return error(place.into(), messages::size::nesting());
    }
    let place = guard::name(&item);
    guarded(place, || derive::differentiable(item.clone(), &guard::trip)).unwrap_or_else(|defect| {
        let errors = emit::errors(&[defect]);
        let stub = guarded(place, || derive::stub(item)).ok();
        quote!(#errors #stub)
    })
}

/// Goes on with an expansion that asked for what stands elsewhere: the input is its state, then the answer.
pub(crate) fn resume(input: TokenStream) -> TokenStream {
    let Ok((mut state, payload)) = answer(input.clone()) else {
        let message = messages::internal::defect("only expansions write this");
        return error(Place::of(input), message);
    };
    let resumed = guarded(guard::name(&state.item), || state.answered(payload).unwrap_or_else(|| resumed(state)));
    resumed.unwrap_or_else(|defect| emit::errors(&[defect]))
}

/// Goes on where nothing was found: the input is what the macro of an item would have got.
pub(crate) fn nothing(input: TokenStream) -> TokenStream {
    let state = input.into_iter().last();
    let state = state.map(TokenStream::from).unwrap_or_default();
    resume(quote!(#state nothing))
}

/// Expands `check!(..)`, where the facade's path stands in front in brackets.
pub(crate) fn check(tokens: TokenStream) -> TokenStream {
    if let Err(place) = nesting::check(&tokens) {
        let errors = error(place.into(), messages::size::nesting());
        return quote!({ #errors });
    }
    let called = tokens.clone().into_iter().skip(1).collect();
    guarded(Place::of(called), || checked(tokens)).unwrap_or_else(|defect| {
        let errors = emit::errors(&[defect]);
        quote!({ #errors })
    })
}

fn checked(tokens: TokenStream) -> TokenStream {
    let diagnostics = Diagnostics::default();
    let check = Check::parse(tokens, &diagnostics);
    match (diagnostics.check(), check) {
        (Ok(()), Ok(check)) => {
            check.function.segments.iter().for_each(|segment| guard::trip(&segment.ident));
            emit::checks(&check)
        }
        (Ok(()), Err(_)) => unreachable!("what fails has been reported"),
        (Err(reported), _) => {
            let errors = emit::errors(&reported);
            quote!({ #errors })
        }
    }
}

fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    match parse(item.clone()) {
        Ok(Item::Fn(function)) => beside(arguments, &function, item, Found::default()),
        Ok(Item::Mod(module)) => module::expand(&arguments, module),
        Ok(Item::Impl(methods)) => methods::expand(arguments, methods, item),
        Ok(other) => {
            let place = Place::of(other.to_token_stream()).start;
            let is_trait = matches!(other, Item::Trait(_));
            let message = if is_trait { messages::method::of_trait() } else { messages::attribute::not_a_function() };
            let errors = error(place.into(), message);
            quote!(#item #errors)
        }
        Err(diagnostic) => {
            let errors = emit::errors(&[diagnostic]);
            quote!(#item #errors)
        }
    }
}

/// A function, its derivatives beside it, and what hands it over.
fn beside(arguments: TokenStream, function: &ItemFn, item: TokenStream, found: Found) -> TokenStream {
    let Step { generated, container, test, handing, private } =
        step(&arguments, function, found.knowledge(), Stage::First);
    let payload = match container {
        Some(_) => state::payload(&arguments, function, &handing, &found),
        None => state::broken(),
    };
    let conditions = emit::conditions(&function.attrs);
    let is_once = !function.attrs.iter().any(module::is_mark);
    let name = function.sig.ident.to_string();
    let is_free = function.sig.receiver().is_none() && !is_standard_macro(&name);
    let carrier =
        (is_free && is_once).then(|| emit::carrier(&function.sig.ident, &function.vis, &conditions, &payload));
    let generated = match generated {
        Ok(generated) => generated,
        Err(wanted) => State::new(arguments, item, found, private).ask(wanted),
    };
    quote!(#function #container #carrier #generated #test)
}

/// What an expansion goes on to when it has its answers.
fn resumed(state: State) -> TokenStream {
    let knowledge = state.knowledge();
    let generated = match parse(state.item.clone()) {
        Ok(Item::Fn(function)) => step(&state.arguments, &function, knowledge, Stage::Asked).generated,
        Ok(Item::Impl(methods)) => methods::step(&state.arguments, methods, knowledge, Stage::Asked).generated,
        Ok(_) => unreachable!("functions and methods ask"),
        Err(diagnostic) => return emit::errors(&[diagnostic]),
    };
    match generated {
        Ok(generated) => generated,
        Err(wanted) => state.ask(wanted),
    }
}

/// One error.
fn error(place: Place, message: Message) -> TokenStream {
    emit::errors(&[Diagnostic { place, message }])
}

fn answer(input: TokenStream) -> syn::Result<(State, TokenStream)> {
    let parser = |input: syn::parse::ParseStream<'_>| {
        let content;
        syn::braced!(content in input);
        Ok((content.parse()?, input.parse()?))
    };
    syn::parse::Parser::parse2(parser, input)
}

/// Where an expansion is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// The item is there, and can be handed over.
    First,
    /// It had to ask for others.
    Asked,
}

/// What comes of a function with some knowledge of what it calls.
struct Step {
    /// The derivatives, or errors and a stub; or what has to be known to make them.
    generated: Result<TokenStream, Vec<syn::Path>>,
    /// The type that the derivatives belong to.
    container: Option<TokenStream>,
    /// The test at given points: it has to stand beside the function.
    test: Option<TokenStream>,
    handing: Handing,
    private: TokenStream,
}

fn step(arguments: &TokenStream, item: &ItemFn, knowledge: Knowledge, stage: Stage) -> Step {
    let diagnostics = Diagnostics::default();
    let request = Request::parse(arguments.clone(), &diagnostics);
    let source = Source { item, owner: None, siblings: &[] };
    let Made { signature, is_settled, handing, derivatives, errors } =
        made(source, &request, &knowledge, stage, diagnostics);
    let target = signature.as_ref().map(|signature| target(source, &request, signature));
    let target = target.filter(|_| is_settled);
    let container = (target.is_some() || !is_settled).then(|| emit::container(item, target.as_ref()));
    let test = container.as_ref().map(|_| emit::test(item, &request));
    let generated = if knowledge.is_wanting() {
        Err(knowledge.into_wanted())
    } else {
        let derivatives = derivatives.map(|derivatives| derivatives.beside(item));
        Ok(quote!(#errors #derivatives))
    };
    Step { generated, container, test, handing, private: emit::private(&request) }
}

/// What comes of one function.
struct Made {
    signature: Option<Signature>,
    /// Whether everything in the signature is known.
    is_settled: bool,
    handing: Handing,
    /// Where something has to be known first, there are none; after an error, stubs, if the signature is known.
    derivatives: Option<Derivatives>,
    errors: TokenStream,
}

fn made(source: Source<'_>, request: &Request, knowledge: &Knowledge, stage: Stage, diagnostics: Diagnostics) -> Made {
    let builder = crate::ir::Builder::new();
    let structs = Structs::new(knowledge);
    let signature = lower::signature(source, request, &structs, &builder, &diagnostics);
    // Where a type in it is still to be looked up, not even the parameters to differentiate by are known, unless they are
    // named.
    let is_settled = !knowledge.is_wanting() || (signature.is_ok() && request.wrt.is_some());
    // After a panic the signature is still good for stubs.
    let place = Place::from(source.item.sig.ident.span());
    let body = guarded(place, || {
        guard::trip(&source.item.sig.ident);
        let signature = signature.as_ref().ok()?;
        lower::body(source, request, signature, knowledge, &structs, builder, &diagnostics).ok()
    });
    let body = body.unwrap_or_else(|defect| {
        diagnostics.report(defect.place, defect.message);
        None
    });
    let handing = body.as_ref().map(|body| Handing::of(source, &body.program));
    let handing = handing.unwrap_or_else(|| Handing::alone(source.item));
    let refused = |signature: Option<&Signature>, reported: &[Diagnostic]| {
        (signature.map(|signature| emit::stub(&target(source, request, signature))), emit::errors(reported))
    };
    let (derivatives, errors) = match (diagnostics.check(), &signature, body) {
        // Errors may come of what is not known yet: they are found again.
        (_, _, _) if knowledge.is_wanting() => (None, TokenStream::new()),
        (Ok(()), Ok(signature), Some(body)) => {
            let generated = guarded(place, || generate(source, request, signature, body, &handing, stage));
            match generated.and_then(|generated| generated) {
                Ok((derivatives, warning)) => (Some(derivatives), warning),
                Err(diagnostic) => refused(Some(signature), &[diagnostic]),
            }
        }
        // The error is one of a function that is called, and reported there.
        (Ok(()), signature, _) => refused(signature.as_ref().ok(), &[]),
        (Err(reported), Ok(signature), _) => match Left::of(reported) {
            Left::Ours(reported) => refused(Some(signature), &reported),
            Left::Rusts(reason) => {
                (Some(emit::unfit(&target(source, request, signature), &reason)), TokenStream::new())
            }
        },
        (Err(reported), Err(_), _) => refused(None, &reported),
    };
    Made { signature: signature.ok(), is_settled, handing, derivatives, errors }
}

fn parse(item: TokenStream) -> Result<Item, Diagnostic> {
    syn::parse2::<Item>(item).map_err(|error| {
        let message = messages::internal::unreadable(&error.to_string());
        Diagnostic { place: error.span().into(), message }
    })
}

fn target<'a>(source: Source<'a>, request: &'a Request, signature: &'a Signature) -> Target<'a> {
    let Source { item, owner, .. } = source;
    let Signature { parameters, wrt, result } = signature;
    Target {
        item,
        owner,
        parameters,
        wrt,
        result,
        matched: &[],
        assumed: &[],
        identities: &[],
        read: None,
        calls_itself: false,
        is_called: true,
        request,
        called: &[],
        receivers: None,
        formulas: &[],
    }
}

fn generate(
    source: Source<'_>,
    request: &Request,
    signature: &Signature,
    body: Body,
    handing: &Handing,
    stage: Stage,
) -> Result<(Derivatives, TokenStream), Diagnostic> {
    let Body { program, matched, assumed, identities, read } = body;
    passes::inspect("lower", &program);
    let calls_itself = calls(&program.body.stmts, &Callee::is_own);
    let is_of_second_order = !calls(&program.body.stmts, &|callee| callee.is_first_order);
    let Handing { carriage, constants } = handing;
    let has_second = *carriage != Carriage::Recursive && is_of_second_order;
    // What had to ask for others was handed over before its body was known: it is called. So is a body with constant Rust in
    // it, where that comes to mean something else.
    let is_written = *carriage == Carriage::Always && !has_fragments(&program.body.stmts);
    let is_called = has_second && (stage == Stage::Asked || !is_written);
    let is_jvp = |(form, _): &(OnRequest, proc_macro2::Span)| *form == OnRequest::Jvp;
    let lacks_second = stage == Stage::Asked && !has_second && source.owner.is_none();
    let lacks_second = lacks_second && request.forms.iter().any(is_jvp);
    let function = Function { program, signature };
    let warning = always_zero(source, &function);
    let known = target(source, request, signature);
    let target = Target { matched: &matched, assumed: &assumed, identities: &identities, ..known };
    let target = Target { read: Some(&read), calls_itself, is_called, ..target };
    let count = emit::count_of_coefficients(source.item, source.owner);
    let forms = Forms::of(&function);
    let programs = target.outputs().into_iter().map(|output| Ok((output, forms.derivative(output, &count)?)));
    let programs = programs.collect::<Result<Vec<_>, Beyond>>().map_err(|Beyond { operation, span }| Diagnostic {
        place: span.into(),
        message: messages::call::beyond_taylor(operation),
    })?;
    let formulas = formulas(&forms, &source.item.sig.ident.to_string(), &target, &programs);
    let derivatives = emit::derivatives(&Target { formulas: &formulas, ..target }, &programs);
    let derivatives = derivatives.with(constants.iter().map(Constant::beside));
    let derivatives = if lacks_second { emit::first_only(&target, derivatives) } else { derivatives };
    Ok((derivatives, warning))
}

/// A warning, if no result depends on what the function is differentiated by.
fn always_zero(source: Source<'_>, function: &Function<'_>) -> TokenStream {
    let of_wrt = |parameter: &&Parameter| parameter.values.iter().any(|value| function.wrt().contains(value));
    let parameters = function.signature.parameters.iter().filter(of_wrt);
    let names = parameters.map(|parameter| parameter.ident.to_string()).collect::<Vec<_>>();
    if depends_on(&function.program.body, &function.wrt()) {
        return TokenStream::new();
    }
    let name = &source.item.sig.ident;
    let message = messages::value::always_zero(&name.to_string(), &names);
    emit::warning(source.item, &Diagnostic { place: name.span().into(), message })
}

/// Whether constant Rust passes through.
fn has_fragments(stmts: &[crate::ir::Stmt]) -> bool {
    stmts
        .iter()
        .any(|stmt| matches!(stmt.op, Op::Fragment(_)) || stmt.blocks.iter().any(|block| has_fragments(&block.stmts)))
}

/// A function of more statements has no derivative that is said in a few lines.
const LONGEST_FORMULA: usize = 400;

/// The closed forms of the derivatives, as far as they can be said.
fn formulas(
    forms: &Forms<'_>,
    name: &str,
    target: &Target<'_>,
    programs: &[(Output, Program)],
) -> Vec<(Output, String)> {
    let Forms { function, primal, wrt, .. } = forms;
    if count(&primal.body.stmts) > LONGEST_FORMULA {
        return Vec::new();
    }
    let has_calls = calls(&primal.body.stmts, &|_| true);
    let Some(params) = function.signature.parameters.iter().map(named).collect::<Option<Vec<_>>>() else {
        return Vec::new();
    };
    let directional = |program: Program, wrt: &[Value]| passes::optimize(differentiate::directional(program, wrt));
    let described = Described { name: name.to_owned(), params, wrt: wrt.clone(), primal, directional: &directional };
    let pushed = || passes::optimize(differentiate::pushforward(primal.clone(), wrt));
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
            Output::OnRequest(OnRequest::Hessian) => described.hessian(&directional(forms.gradient(), wrt)),
        };
        text.map(|text| (*output, text))
    };
    programs.iter().filter_map(formula).collect()
}

/// Statements, those in blocks included.
fn count(stmts: &[crate::ir::Stmt]) -> usize {
    stmts.iter().map(|stmt| 1 + stmt.blocks.iter().map(|block| count(&block.stmts)).sum::<usize>()).sum()
}

/// A parameter that is one value, and its name.
fn named(parameter: &Parameter) -> Option<(Value, String)> {
    let [value] = parameter.values[..] else { return None };
    Some((value, parameter.ident.to_string()))
}

/// The Programs of all forms of a function, and what they have in common.
struct Forms<'f> {
    function: &'f Function<'f>,
    /// The function itself, as it is differentiated.
    primal: Program,
    wrt: Vec<Value>,
    /// The value and the gradient, before all passes.
    reversed: OnceCell<Program>,
}

impl<'f> Forms<'f> {
    fn of(function: &'f Function<'f>) -> Forms<'f> {
        let primal = passes::prepare(function.program.clone());
        Forms { function, primal, wrt: function.wrt(), reversed: OnceCell::new() }
    }

    fn value_and_gradient(&self) -> Program {
        let reverse = || differentiate::reverse(self.primal.clone(), &self.wrt, Mode::ValueAndGradient);
        self.reversed.get_or_init(reverse).clone()
    }

    fn reversed(&self, mode: Mode) -> Program {
        match mode {
            Mode::ValueAndGradient => self.value_and_gradient(),
            Mode::Gradient => {
                let mut program = self.value_and_gradient();
                program.body.results.drain(..self.primal.body.results.len());
                program
            }
            Mode::Vjp | Mode::Recorded => {
                let signature = self.function.signature;
                let outlives = |value| mode == Mode::Vjp && signature.is_lent(value);
                let is_part = |value| signature.is_part(value);
                let program = differentiate::reverse(self.primal.clone(), &self.wrt, mode);
                differentiate::without_borrows(program, &outlives, &is_part)
            }
        }
    }

    /// The gradient as it would be emitted: second derivatives are those of it.
    fn gradient(&self) -> Program {
        passes::optimize(self.reversed(Mode::Gradient))
    }

    /// The Program of one form; `count` is the const parameter that says how many Taylor coefficients there are.
    fn derivative(&self, output: Output, count: &str) -> Result<Program, Beyond> {
        let (primal, wrt) = (|| self.primal.clone(), &self.wrt);
        let program = match output {
            Output::Reverse(mode) => self.reversed(mode),
            Output::Second => differentiate::second(primal(), wrt),
            Output::OnRequest(OnRequest::Jvp) => differentiate::pushforward(primal(), wrt),
            Output::OnRequest(OnRequest::Jacobian) => differentiate::jacobian(primal(), wrt, self.sweep()),
            Output::OnRequest(OnRequest::Hessian) => differentiate::jacobian(self.gradient(), wrt, Sweep::Hessian),
            Output::OnRequest(OnRequest::Taylor) => differentiate::taylor(primal(), wrt, count)?,
            Output::OnRequest(OnRequest::Hvp) => differentiate::directional(self.gradient(), wrt),
        };
        passes::inspect("differentiate", &program);
        let is_scattered = |value| self.function.signature.is_part(value);
        let program = passes::settle(passes::optimize(program), &is_scattered);
        let is_matrix = matches!(output, Output::OnRequest(OnRequest::Jacobian | OnRequest::Hessian));
        Ok(if is_matrix { passes::without_guards(program) } else { program })
    }

    /// How Jacobians are made: the derivative of a call is its pullback, or what is known along one direction at a time.
    fn sweep(&self) -> Sweep {
        let stmts = &self.primal.body.stmts;
        if calls(stmts, &|callee| callee.by_direction) {
            Sweep::Forward
        } else if calls(stmts, &|_| true) {
            Sweep::Reverse
        } else {
            Sweep::Fewest
        }
    }
}

/// What is generated of a function where some structs are known.
#[cfg(test)]
pub(crate) fn differentiate_among(arguments: &TokenStream, item: &TokenStream, knowledge: Knowledge) -> TokenStream {
    let function = syn::parse2::<ItemFn>(item.clone()).expect("a function");
    let wanted = |wanted| panic!("{wanted:?} is still wanted");
    step(arguments, &function, knowledge, Stage::Asked).generated.unwrap_or_else(wanted)
}
