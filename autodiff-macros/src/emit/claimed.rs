//! What holds methods of vectors, matrices, slices and `Vec`s against those of nalgebra and the standard library.
//!
//! Rust looks for a method on the value, then on `&value`, then on `&mut value`, then through what it points to; at each
//! step a trait's method comes after the type's own. So a trait of the user's comes first at the steps before the one that
//! was meant. At each of them stands one more trait with the methods, for all types: where the user's has one too, the call
//! is ambiguous, and where it comes first for another reason, it gives something else.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::ir::hash::HashMap;
use crate::ir::{Dim, Elem, Factorization, Kind, Program, Tensor};

use super::receivers::{Takes, Whose, of_array, of_factor, of_tensor};
use super::said::Said;
use super::{Target, hygienic, local, tangent};

/// The kinds of what methods are called on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Receivers {
    tensors: Vec<Tensor>,
    factors: Vec<(Factorization, Tensor)>,
    /// The elements of slices and `Vec`s.
    elements: Vec<Kind>,
}

impl Receivers {
    /// Those in these Programs.
    pub(super) fn of<'p>(programs: impl Iterator<Item = &'p Program>) -> Receivers {
        let mut found = Receivers::default();
        for kind in programs.flat_map(|program| &program.values).map(|value| &value.kind) {
            found.note(kind);
        }
        found
    }

    fn note(&mut self, kind: &Kind) {
        match kind {
            Kind::Tensor(tensor) => {
                if tensor.elem != Elem::Any && !self.tensors.contains(tensor) {
                    self.tensors.push(tensor.clone());
                }
            }
            Kind::Factor(which, tensor) => {
                // What nalgebra needs to know of the sizes is known of these alone.
                let is_concrete = |size: &Dim| matches!(size, Dim::Known(_) | Dim::Dyn);
                let factor = (*which, tensor.clone());
                let is_known = tensor.elem != Elem::Any && is_concrete(&tensor.rows) && is_concrete(&tensor.cols);
                if is_known && !self.factors.contains(&factor) {
                    self.factors.push(factor);
                }
            }
            Kind::Array(element, _) => {
                if !self.elements.contains(element) {
                    self.elements.push((**element).clone());
                }
                self.note(element);
            }
            Kind::Real(_)
            | Kind::Geometry(..)
            | Kind::Int(_)
            | Kind::Bool
            | Kind::Record(_)
            | Kind::Opaque
            | Kind::Open
            | Kind::Pullback => {}
        }
    }
}

/// A type, as it is written before and after it is known what in it is left open.
struct Probed {
    open: TokenStream,
    known: TokenStream,
}

impl Probed {
    fn behind(&self, reference: &TokenStream) -> Probed {
        let Probed { open, known } = self;
        Probed { open: quote!(#reference #open), known: quote!(#reference #known) }
    }

    /// Calls that mean the one more trait, and nothing else.
    fn calls(&self, methods: &[Ident]) -> TokenStream {
        let Probed { open, known } = self;
        let (value, which, probe) = (local("value"), local("which"), local("probe"));
        let places = 1..methods.len();
        let (first, others) = (methods.first(), methods.iter().skip(1));
        quote! {
            let #probe = |#which: ::core::primitive::usize, #value: #open| -> __Unclaimed {
                match #which { #(#places => #value.#others(),)* _ => #value.#first() }
            };
            let _: fn(::core::primitive::usize, #known) -> __Unclaimed = #probe;
        }
    }
}

/// Holds the methods in the body and in the derivatives against those that were meant.
pub(super) fn methods(target: &Target<'_>, said: &Said) -> TokenStream {
    let Some(receivers) = target.receivers else { return TokenStream::new() };
    let probes = Probes { target, receivers, lends: said.lends };
    let mut steps = Steps::default();
    let mut places = HashMap::default();
    for (name, span) in &said.methods {
        for asked in asked(name) {
            let places = places.entry(asked).or_insert_with(|| steps.places(probes.steps(asked)));
            places.iter().for_each(|place| steps.call(*place, name, *span));
        }
    }
    let of_numbers = target.read.iter().flat_map(|read| &read.scalars);
    // Of a type parameter, these are found on references: they are num-traits', and give the same.
    let is_found =
        |method: &Ident, elem: &Elem| matches!(elem, Elem::Param(_)) && (method == "abs" || method == "signum");
    for (method, elem) in of_numbers.filter(|(method, elem)| !is_found(method, elem)) {
        for place in steps.places(probes.numbers(elem)) {
            steps.call(place, &method.to_string(), method.span());
        }
    }
    let steps = steps.all;
    if steps.is_empty() {
        return TokenStream::new();
    }
    let names = steps.iter().flat_map(|(_, methods)| methods).map(Ident::to_string).collect::<BTreeSet<_>>();
    let names = names.iter().map(|name| Ident::new(name, hygienic()));
    let calls = steps.iter().map(|(probed, methods)| probed.calls(methods));
    quote!({
        struct __Unclaimed;
        trait __MethodsInUse: ::core::marker::Sized {
            #(fn #names(self) -> __Unclaimed { __Unclaimed })*
        }
        impl<S> __MethodsInUse for S {}
        #(#calls)*
    })
}

/// Types, each with the methods that are looked for on it.
#[derive(Default)]
struct Steps {
    all: Vec<(Probed, Vec<Ident>)>,
    /// Where a type stands among them, by what it is written as.
    known: HashMap<String, usize>,
}

impl Steps {
    /// Where these types stand.
    fn places(&mut self, types: Vec<Probed>) -> Vec<usize> {
        let place = |probed: Probed| {
            let all = &mut self.all;
            *self.known.entry(probed.open.to_string()).or_insert_with(|| {
                all.push((probed, Vec::new()));
                all.len() - 1
            })
        };
        types.into_iter().map(place).collect()
    }

    fn call(&mut self, place: usize, method: &str, span: Span) {
        self.all[place].1.push(Ident::new(method, hygienic().located_at(span)));
    }
}

/// What a method may be called on.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Asked {
    Tensors(Takes),
    Arrays(Whose, Takes),
    Factors(Takes),
}

/// What a method of this name may be called on.
fn asked(name: &str) -> impl Iterator<Item = Asked> {
    let tensors = of_tensor(name).into_iter().map(Asked::Tensors);
    let arrays = of_array(name).into_iter().map(|(whose, takes)| Asked::Arrays(whose, takes));
    tensors.chain(arrays).chain(of_factor(name).into_iter().map(Asked::Factors))
}

struct Probes<'t> {
    target: &'t Target<'t>,
    receivers: &'t Receivers,
    /// Whether anything is borrowed mutably.
    lends: bool,
}

impl Probes<'_> {
    /// The types on which Rust looks for a method before it finds the one that was meant.
    fn steps(&self, asked: Asked) -> Vec<Probed> {
        match asked {
            Asked::Tensors(takes) => self.tensors(takes),
            Asked::Arrays(whose, takes) => self.arrays(whose, takes),
            Asked::Factors(takes) => self.factors(takes),
        }
    }

    /// Those of vectors and matrices, of any storage.
    fn tensors(&self, takes: Takes) -> Vec<Probed> {
        let private = self.target.private();
        let types = self.receivers.tensors.iter().map(|Tensor { elem, rows, cols }| {
            let [rows, cols] = [rows, cols].map(|size| tangent::of_dim(&private, size));
            let elem = tangent::primitive(elem);
            let stored = |storage: TokenStream| quote!(#private::Matrix<#elem, #rows, #cols, #storage>);
            Probed { open: stored(quote!(_)), known: stored(quote!(())) }
        });
        types.flat_map(|ty| self.steps_before(takes, ty)).collect()
    }

    /// Those of factorizations.
    fn factors(&self, takes: Takes) -> Vec<Probed> {
        let private = self.target.private();
        let types = self.receivers.factors.iter().map(|(which, Tensor { elem, rows, cols })| {
            let name = Ident::new(which.type_name(), hygienic());
            let [rows, cols] = [rows, cols].map(|size| tangent::of_dim(&private, size));
            let elem = tangent::primitive(elem);
            let ty = match which {
                Factorization::Cholesky | Factorization::SymmetricEigen => quote!(#private::#name<#elem, #rows>),
                Factorization::Lu | Factorization::Qr | Factorization::Svd => {
                    quote!(#private::#name<#elem, #rows, #cols>)
                }
            };
            Probed { open: ty.clone(), known: ty }
        });
        types.flat_map(|ty| self.steps_before(takes, ty)).collect()
    }

    /// Those of slices, `Vec`s and arrays.
    fn arrays(&self, whose: Whose, takes: Takes) -> Vec<Probed> {
        let private = self.target.private();
        let elements = self.receivers.elements.iter().flat_map(|element| {
            let element = tangent::of_kind(&private, element);
            let is_open = element
                .to_string()
                .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
                .any(|word| word == "_");
            let (open, known) = if is_open { (quote!(_), quote!(())) } else { (element.clone(), element) };
            let vec = Probed { open: quote!(#private::Vec<#open>), known: quote!(#private::Vec<#known>) };
            let array = Probed { open: quote!([#open; 1]), known: quote!([#known; 1]) };
            let slice = Probed { open: quote!([#open]), known: quote!([#known]) };
            match whose {
                Whose::Vec => self.steps_before(takes, vec),
                Whose::Slice => {
                    let owned = [vec, array].into_iter().flat_map(|ty| {
                        let (shared, lent) = (ty.behind(&quote!(&)), ty.behind(&quote!(&mut)));
                        let lent = (self.lends || takes == Takes::Mutably).then_some(lent);
                        [ty, shared].into_iter().chain(lent)
                    });
                    let borrowed = match takes {
                        Takes::Mutably => vec![slice.behind(&quote!(&))],
                        Takes::Value | Takes::Reference | Takes::Trait => vec![slice.behind(&quote!(&&))],
                    };
                    owned.chain(borrowed).collect()
                }
            }
        });
        elements.collect()
    }

    /// Those of numbers behind references.
    fn numbers(&self, elem: &Elem) -> Vec<Probed> {
        if *elem == Elem::Any {
            return Vec::new();
        }
        let number = tangent::primitive(elem);
        let ty = Probed { open: number.clone(), known: number };
        let (shared, twice, lent) = (ty.behind(&quote!(&)), ty.behind(&quote!(&&)), ty.behind(&quote!(&mut)));
        [shared, twice].into_iter().chain(self.lends.then_some(lent)).collect()
    }

    fn steps_before(&self, takes: Takes, ty: Probed) -> Vec<Probed> {
        let (shared, lent) = (ty.behind(&quote!(&)), ty.behind(&quote!(&mut)));
        let lent = self.lends.then_some(lent);
        match takes {
            Takes::Value => [shared].into_iter().chain(lent).collect(),
            Takes::Reference => {
                let twice = ty.behind(&quote!(&&));
                [ty, twice].into_iter().chain(lent).collect()
            }
            Takes::Mutably => vec![ty, shared],
            Takes::Trait => vec![ty],
        }
    }
}
