//! Calls of differentiated functions, and of the function by itself.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};

use crate::ir::{Call, Callee, CalleePath, Form, Op, Parts, Passed, Stmt, Value};

use super::expression::Precedence;
use super::writer::Writer;
use super::{hygienic, local, order, record, tangent, tuple};

impl<'p> Writer<'p> {
    pub(super) fn call(&mut self, call: Call, callee: &'p Callee, stmt: &'p Stmt) -> TokenStream {
        self.note_crowd(&[stmt]);
        let (args, results) = (&stmt.args[..], &stmt.results[..]);
        match call {
            Call::Primal => {
                let args = self.arguments_of(callee, args);
                let function = self.function_of(callee);
                let pattern = self.results_in(&callee.result, results);
                let definitions = self.definitions(results);
                quote!(let #pattern = #function(#(#args),*); #definitions)
            }
            Call::Recorded => {
                let (before, args) = self.lasting_arguments(callee, args);
                let (pullback, results) = results.split_last().expect("results and a pullback");
                let pattern = self.results_in(&callee.result, results);
                let pullback = self.named(*pullback, "pullback");
                let form = self.form_of(callee, if callee.is_own() { "recorded" } else { "vjp" });
                let definitions = self.definitions(results);
                quote_spanned!(hygienic() => #before let (#pattern, #pullback) = #form(#(#args),*); #definitions)
            }
            Call::Cotangent => {
                let (given, seeds) = args.split_at(args.len() - callee.result.count());
                let seed = self.seed(callee, seeds);
                if callee.is_own() {
                    let pullback = self.reference(given[0]);
                    let cotangents = self.cotangents_in(callee, results);
                    let args = self.arguments_of(callee, &given[1..]);
                    let private = self.reals.private;
                    return quote_spanned!(hygienic() => let #cotangents = #private::pullback(#pullback)(#(#args,)* #seed););
                }
                // What the pullback borrows from is still in use.
                given[1..].iter().for_each(|value| self.read(*value));
                // What it borrows from may be moved or changed from here on.
                let is_over = self.is_last(given[0]) && given[1..].iter().any(|value| self.is_given_away(*value));
                let pullback = self.raw(given[0]).tokens;
                let cotangents = self.cotangents_in(callee, results);
                let over = is_over.then(|| quote_spanned!(hygienic() => ::core::mem::drop(#pullback);));
                quote_spanned!(hygienic() => let #cotangents = #pullback(#seed); #over)
            }
            Call::Pushforward => {
                let (args, tangents) = args.split_at(callee.arguments());
                let mut args = self.arguments_of(callee, args);
                args.extend(self.passed(callee.wrt.iter().map(|place| &callee.parameters[*place]), tangents, None));
                let (values, tangents) = self
                    .in_halves(results, callee.result.count(), |writer, half| writer.results_in(&callee.result, half));
                let form = self.form_of(callee, "jvp");
                let definitions = self.definitions(results);
                quote_spanned!(hygienic() => let (#values, #tangents) = #form(#(#args),*); #definitions)
            }
            Call::Second => {
                let (args, rest) = args.split_at(callee.arguments());
                let count = callee.differentiated().len();
                let (tangents, seeds) = rest.split_at(count);
                let (seeds, tangents_of_seeds) = seeds.split_at(callee.result.count());
                let mut args = self.arguments_of(callee, args);
                args.extend(self.passed(callee.wrt.iter().map(|place| &callee.parameters[*place]), tangents, None));
                args.push(self.seed(callee, seeds));
                args.push(self.seed(callee, tangents_of_seeds));
                let (values, tangents) =
                    self.in_halves(results, count, |writer, half| writer.cotangents_in(callee, half));
                let form = self.form_of(callee, super::SECOND);
                let private = self.reals.private;
                let asked = callee.path.as_ref().filter(|_| !self.is_for_callers);
                let asked = asked.map(|CalleePath { path, .. }| order::assertion(private, path));
                quote_spanned!(hygienic() => #asked let (#values, #tangents) = #form(#(#args),*);)
            }
            Call::Tangent => unreachable!("tangents are transposed"),
        }
    }

    /// Patterns for values and for their tangents, where the values may be left out.
    fn in_halves(
        &mut self,
        results: &[Value],
        count: usize,
        mut pattern: impl FnMut(&mut Self, &[Value]) -> TokenStream,
    ) -> (TokenStream, TokenStream) {
        match results.split_at_checked(count) {
            Some((values, tangents)) if tangents.len() == count => (pattern(self, values), pattern(self, tangents)),
            Some(_) | None => (quote!(_), pattern(self, results)),
        }
    }

    /// The function that is called.
    fn function_of(&self, callee: &Callee) -> TokenStream {
        match &callee.path {
            Some(CalleePath { path, generics }) => quote!(#path #generics),
            None => self.target.itself(),
        }
    }

    /// One of its derivatives.
    fn form_of(&self, callee: &Callee, form: &str) -> TokenStream {
        match &callee.path {
            Some(CalleePath { path, generics }) => {
                let form = local(form);
                quote!(#path::#form #generics)
            }
            None => {
                let form = self.target.name_of(form);
                quote_spanned!(hygienic() => Self::#form)
            }
        }
    }

    /// Whether an owned value is read again.
    fn is_given_away(&self, value: Value) -> bool {
        let is_owned = self.places.get(&value).is_some_and(|place| place.owner.is_some());
        is_owned && self.is_compound(value) && self.left.get(&value).is_some_and(|left| *left > 0)
    }

    /// Arguments that a pullback may borrow from: what is made for the call gets a name before.
    fn lasting_arguments(&mut self, callee: &Callee, args: &[Value]) -> (TokenStream, Vec<TokenStream>) {
        let mut before = TokenStream::new();
        let mut passed = self.passed(callee.parameters.iter(), args, Some(&mut before));
        for (parameter, arg) in callee.parameters.iter().zip(&mut passed) {
            if let (true, Parts::Tuple(_)) = (parameter.by_reference, &parameter.parts) {
                let name = self.names.choose(None, "given");
                before.extend(quote_spanned!(hygienic() => let #name = #arg;));
                *arg = quote!(#name);
            }
        }
        (before, passed)
    }

    fn arguments_of(&mut self, callee: &Callee, args: &[Value]) -> Vec<TokenStream> {
        self.passed(callee.parameters.iter(), args, None)
    }

    /// Arguments, as these parameters take them; what has to last gets a name `before`.
    fn passed<'q>(
        &mut self,
        parameters: impl Iterator<Item = &'q Passed>,
        args: &[Value],
        mut before: Option<&mut TokenStream>,
    ) -> Vec<TokenStream> {
        let mut args = args.iter().copied();
        let passed = parameters.map(|Passed { by_reference, is_view, takes_parts, parts }| match parts {
            Parts::Leaf => {
                let arg = args.next().expect("an argument");
                match (by_reference, is_view) {
                    (true, false) if !takes_parts && self.is_part(arg) => self.lent_copy(arg, before.as_deref_mut()),
                    (true, _) => self.reference(arg),
                    (false, true) => self.viewed(arg, before.as_deref_mut()),
                    (false, false) => self.owned(arg),
                }
            }
            Parts::Tuple(_) => {
                let reference = by_reference.then(|| quote!(&));
                let parts = in_parts(parts, &mut || self.owned(args.next().expect("an argument")));
                quote!(#reference #parts)
            }
        });
        passed.collect()
    }

    /// Whether a value is a part of a vector, matrix or array, or a view of one, where its owner has another type.
    fn is_part(&self, value: Value) -> bool {
        let is_part = |stmt: &Stmt| matches!(stmt.op, Op::Apply(rule) if matches!(rule.form, Form::View(_) | Form::Part | Form::Slice));
        let parameters = &self.target.parameters;
        // A tangent has the type of some parameter.
        let is_parameter = self.program.body.params.contains(&value)
            && match parameters.iter().find_map(|parameter| parameter.type_of(value)) {
                Some(ty) => tangent::is_part(ty),
                None => parameters.iter().any(|parameter| tangent::is_part(&parameter.ty)),
            };
        let is_named = self.is_local_view(value) || self.slices.contains(&value);
        is_parameter || is_named || self.waiting.get(&value).is_some_and(|stmt| is_part(stmt))
    }

    /// A copy of a part, as a reference to what owns such values.
    fn lent_copy(&mut self, value: Value, before: Option<&mut TokenStream>) -> TokenStream {
        let reference = self.reference(value);
        let copy = self.copied(value, &reference);
        let Some(before) = before else { return quote!(&#copy) };
        let name = self.names.choose(None, "given");
        before.extend(quote_spanned!(hygienic() => let #name = #copy;));
        quote!(&#name)
    }

    /// A value as a view of it.
    fn viewed(&mut self, value: Value, before: Option<&mut TokenStream>) -> TokenStream {
        let is_part =
            |stmt: &&Stmt| matches!(stmt.op, Op::Apply(rule) if matches!(rule.form, Form::View(_) | Form::Part));
        let is_view = self.program.body.params.contains(&value)
            || self.is_local_view(value)
            || self.waiting.get(&value).is_some_and(is_part);
        let has_name = self.places.contains_key(&value);
        let tokens = self.raw(value).at_least(Precedence::Postfix);
        match before {
            _ if is_view => tokens,
            Some(before) if !has_name => {
                let name = self.names.choose(None, "given");
                before.extend(quote_spanned!(hygienic() => let #name = #tokens;));
                quote_spanned!(hygienic() => #name.as_view())
            }
            Some(_) | None => quote_spanned!(hygienic() => #tokens.as_view()),
        }
    }

    /// The cotangent of the result.
    fn seed(&mut self, callee: &Callee, seeds: &[Value]) -> TokenStream {
        match (&callee.result, seeds) {
            (Parts::Leaf, [seed]) if callee.is_scalar => self.owned(*seed),
            (Parts::Leaf, [seed]) => self.reference(*seed),
            (parts, seeds) => {
                let mut seeds = seeds.iter().copied();
                let parts = in_parts(parts, &mut || self.owned(seeds.next().expect("a seed")));
                quote!(&#parts)
            }
        }
    }

    fn results_in(&mut self, parts: &Parts, results: &[Value]) -> TokenStream {
        let mut results = results.iter().copied();
        in_parts(parts, &mut || self.named(results.next().expect("a result"), "result"))
    }

    /// Holds structs that a function gives against the definitions that their names led to: where the function stands,
    /// a name may mean another struct.
    fn definitions(&self, results: &[Value]) -> TokenStream {
        let named = results.iter().filter(|value| self.left.contains_key(value));
        let checks = named.filter_map(|value| {
            let ident = self.places.get(value)?.ident.to_token_stream();
            record::definition(self.reals.private, &ident, self.kind(*value))
        });
        checks.collect()
    }

    /// The pattern of what a pullback gives.
    fn cotangents_in(&mut self, callee: &Callee, results: &[Value]) -> TokenStream {
        let mut results = results.iter().copied();
        let patterns = callee.wrt.iter().map(|place| {
            let parts = &callee.parameters[*place].parts;
            in_parts(parts, &mut || self.named(results.next().expect("a cotangent"), "cotangent"))
        });
        tuple(&patterns.collect::<Vec<_>>())
    }

    /// A name for a result that somebody reads; `_` for any other.
    fn named(&mut self, value: Value, what: &str) -> TokenStream {
        if !self.left.contains_key(&value) {
            return quote!(_);
        }
        let mutable = self.is_mutated(value).then(|| quote!(mut));
        let name = self.bind(value, what);
        quote!(#mutable #name)
    }
}

/// Tokens for each value, in their places.
fn in_parts(parts: &Parts, leaf: &mut impl FnMut() -> TokenStream) -> TokenStream {
    match parts {
        Parts::Leaf => leaf(),
        Parts::Tuple(inner) => {
            let inner = inner.iter().map(|part| in_parts(part, leaf)).collect::<Vec<_>>();
            quote!((#(#inner,)*))
        }
    }
}

/// The type of the pullback of a function that calls itself: it takes the arguments again, and owns all else.
pub(super) fn pullback_type(target: &super::Target<'_>) -> TokenStream {
    let private = target.private();
    let types = target.parameters.iter().map(|parameter| &parameter.ty);
    let (cotangent, g) = (super::form::cotangent_type(target), tangent::gradient(target));
    quote_spanned!(hygienic() => #private::Recorded<dyn ::core::ops::Fn(#(#types,)* #cotangent) -> #g>)
}
