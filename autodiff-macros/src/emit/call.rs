//! Calls of the function by itself.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use crate::ir::{Call, Stmt, Value};
use crate::lower::{Parameter, Shape};

use super::form::shaped;
use super::writer::Writer;
use super::{hygienic, tangent, tuple};

impl<'p> Writer<'p> {
    pub(super) fn call(&mut self, call: Call, stmt: &'p Stmt) -> TokenStream {
        self.note_crowd(&[stmt]);
        let target = self.target;
        match call {
            Call::Primal => {
                let args = self.passed(target.parameters.iter(), &stmt.args);
                let name = &target.item.sig.ident;
                let pattern = self.results_in(target.result, &stmt.results);
                quote!(let #pattern = #name(#(#args),*);)
            }
            Call::Recorded => {
                let args = self.passed(target.parameters.iter(), &stmt.args);
                let (pullback, results) = stmt.results.split_last().expect("results and a pullback");
                let pattern = self.results_in(target.result, results);
                let pullback = self.named(*pullback, "pullback");
                quote_spanned!(hygienic() => let (#pattern, #pullback) = Self::recorded(#(#args),*);)
            }
            Call::Cotangent => {
                let (pullback, rest) = stmt.args.split_first().expect("a pullback");
                let count = target.parameters.iter().map(|parameter| parameter.values.len()).sum();
                let (args, seeds) = rest.split_at(count);
                let pullback = self.reference(*pullback);
                let mut args = self.passed(target.parameters.iter(), args);
                args.push(self.seed(seeds));
                let mut results = stmt.results.iter().copied();
                let shapes = target.differentiated().map(|parameter| {
                    shaped(&parameter.shape, &mut || self.named(results.next().expect("a cotangent"), "cotangent"))
                });
                let pattern = tuple(&shapes.collect::<Vec<_>>());
                let private = self.reals.private;
                quote_spanned!(hygienic() => let #pattern = #private::pullback(#pullback)(#(#args),*);)
            }
            Call::Pushforward => {
                let count = target.parameters.iter().map(|parameter| parameter.values.len()).sum();
                let (args, tangents) = stmt.args.split_at(count);
                let mut args = self.passed(target.parameters.iter(), args);
                args.extend(self.passed(target.differentiated(), tangents));
                let (values, tangents) = stmt.results.split_at(stmt.results.len() / 2);
                let (values, tangents) =
                    (self.results_in(target.result, values), self.results_in(target.result, tangents));
                quote_spanned!(hygienic() => let (#values, #tangents) = Self::jvp(#(#args),*);)
            }
            Call::Tangent => unreachable!("tangents are transposed"),
        }
    }

    /// Arguments, as these parameters take them.
    fn passed<'q>(&mut self, parameters: impl Iterator<Item = &'q Parameter>, args: &[Value]) -> Vec<TokenStream> {
        let mut args = args.iter().copied();
        let passed = parameters.map(|parameter| {
            let Parameter { shape, by_reference, .. } = parameter;
            match shape {
                Shape::Leaf(_) => {
                    let arg = args.next().expect("an argument");
                    if *by_reference { self.reference(arg) } else { self.owned(arg) }
                }
                Shape::Tuple(_) => {
                    let reference = by_reference.then(|| quote!(&));
                    let parts = shaped(shape, &mut || self.owned(args.next().expect("an argument")));
                    quote!(#reference #parts)
                }
            }
        });
        passed.collect()
    }

    /// The cotangent of the result.
    fn seed(&mut self, seeds: &[Value]) -> TokenStream {
        let target = self.target;
        match (target.result, seeds) {
            (Shape::Leaf(_), [seed]) if target.is_scalar() => self.owned(*seed),
            (Shape::Leaf(_), [seed]) => {
                let reference = self.reference(*seed);
                quote!(#reference)
            }
            (shape, seeds) => {
                let mut seeds = seeds.iter().copied();
                let parts = shaped(shape, &mut || self.owned(seeds.next().expect("a seed")));
                quote!(&#parts)
            }
        }
    }

    fn results_in(&mut self, shape: &Shape, results: &[Value]) -> TokenStream {
        let mut results = results.iter().copied();
        shaped(shape, &mut || self.named(results.next().expect("a result"), "result"))
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

/// The type of the pullback of a function that calls itself: it takes the arguments again, and owns all else.
pub(super) fn pullback_type(target: &super::Target<'_>) -> TokenStream {
    let private = target.private();
    let types = target.parameters.iter().map(|parameter| &parameter.ty);
    let (cotangent, g) = (super::form::cotangent_type(target), tangent::gradient(target));
    quote_spanned!(hygienic() => #private::Recorded<dyn ::core::ops::Fn(#(#types,)* #cotangent) -> #g>)
}
