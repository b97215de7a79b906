//! Changes in place.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

use crate::ir::{Form, Kind, Op, Stmt, Update, Value};

use super::writer::Writer;
use super::{hygienic, tuple};

impl<'p> Writer<'p> {
    /// `x[i] += s;` and its like, on the storage of `x`, or on a copy where `x` is still needed.
    pub(super) fn update(&mut self, stmt: &'p Stmt) -> TokenStream {
        let Op::Apply(rule) = &stmt.op else { unreachable!("updates are operations") };
        let Form::Update(update) = rule.form else { unreachable!("`{}` is no update", rule.name) };
        let (before, result) = (stmt.args[0], stmt.results[0]);
        if self.is_closed(stmt) {
            return TokenStream::new();
        }
        let (copy, ident) = self.storage(before, result);
        if let Update::Method(name, passes) | Update::Runtime(name, passes) = update {
            let args = self.arguments(&stmt.args[1..], passes);
            let function = Ident::new(name, hygienic());
            let private = self.reals.private;
            let change = if let Update::Method(..) = update {
                quote_spanned!(hygienic() => #ident.#function(#(#args),*);)
            } else {
                let mutable = (!self.in_buffers.contains_key(&result)).then(|| quote!(&mut));
                quote_spanned!(hygienic() => #private::#function(#mutable #ident #(, #args)*);)
            };
            return quote!(#copy #change);
        }
        if let Update::AddPath | Update::SetPath = update {
            let path = self.path(stmt.args[0], &stmt.args[2..]);
            let value = stmt.args[1];
            let change = match (update, self.is_compound(value)) {
                (Update::AddPath, true) => {
                    let value = self.reference(value);
                    let private = self.reals.private;
                    quote_spanned!(hygienic() => #private::accumulate(&mut #ident #path, #value);)
                }
                (Update::AddPath, false) => {
                    let value = self.value(value).tokens;
                    quote!(#ident #path += #value;)
                }
                (_, _) => {
                    let value = self.owned(value);
                    quote!(#ident #path = #value;)
                }
            };
            return quote!(#copy #change);
        }
        if update == Update::AddField {
            let change = self.add_field(&ident, stmt);
            return quote!(#copy #change);
        }
        let indices = self.indices(stmt);
        let value = stmt.args[stmt.args.len() - 1];
        let change = match (update, self.kind(value)) {
            (Update::Add, Kind::Array(..) | Kind::Record(_)) => {
                let value = self.reference(value);
                let private = self.reals.private;
                quote_spanned!(hygienic() => #private::accumulate(&mut #ident[#indices], #value);)
            }
            (Update::Add, Kind::Tensor(_)) => {
                let value = self.value(value).tokens;
                quote!(#ident[#indices] += #value;)
            }
            (
                Update::Add,
                Kind::Real(_)
                | Kind::Factor(..)
                | Kind::Geometry(..)
                | Kind::Int(_)
                | Kind::Bool
                | Kind::Opaque
                | Kind::Open
                | Kind::Pullback,
            ) => {
                let value = self.value(value).tokens;
                quote!(#ident[#indices] += #value;)
            }
            (Update::AddRange, _) => {
                let value = self.reference(value);
                let private = self.reals.private;
                quote_spanned!(hygienic() => #private::accumulate_range(&mut #ident[#indices..], #value);)
            }
            (Update::Set, _) => {
                let value = self.owned(value);
                quote!(#ident[#indices] = #value;)
            }
            (Update::Method(..) | Update::Runtime(..) | Update::AddPath | Update::SetPath | Update::AddField, _) => {
                unreachable!("written above")
            }
            (Update::Push, _) => {
                let value = self.owned(value);
                quote_spanned!(hygienic() => #ident.push(#value);)
            }
        };
        quote!(#copy #change)
    }

    /// The name under which the result is changed, and the copy that it needs.
    fn storage(&mut self, before: Value, result: Value) -> (Option<TokenStream>, Ident) {
        // Another update may be the one that takes the storage over.
        if self.is_heir(before, result) {
            self.read(before);
            if let Some(buffer) = self.in_buffers.get(&before).cloned() {
                self.in_buffers.insert(result, buffer.clone());
                return (None, buffer);
            }
            let ident = self.places[&before].ident.clone();
            self.place(result, ident.clone(), false, true);
            return (None, ident);
        }
        if let Some(window) = self.open_window(before) {
            let ident = self.bind(result, "updated");
            return (Some(quote_spanned!(hygienic() => let #ident = #window;)), ident);
        }
        let ident = self.bind(result, "updated");
        if let Some((refilled, ident)) = self.refilled(result, &ident, before) {
            self.place(result, ident.clone(), false, true);
            return (Some(refilled), ident);
        }
        let value = self.owned(before);
        (Some(quote!(let mut #ident = #value;)), ident)
    }

    fn indices(&mut self, stmt: &'p Stmt) -> TokenStream {
        let indices = stmt.args[1..stmt.args.len() - 1].iter().map(|index| self.value(*index).tokens);
        tuple(&indices.collect::<Vec<_>>())
    }
}
