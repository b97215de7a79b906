//! Numbers.

use proc_macro2::{Literal, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};

use crate::ir::{Constant, Elem};

use super::hygienic;

/// The type that numbers made by the compiler have.
pub(super) struct Reals<'a> {
    pub(super) private: &'a TokenStream,
    /// The scalar type of the function.
    pub(super) elem: Elem,
}

impl Reals<'_> {
    /// A constant, and whether it starts with a minus.
    pub(super) fn constant(&self, constant: &Constant, own: &Elem, typed: bool) -> (TokenStream, bool) {
        match constant {
            Constant::Real(number, Some(written)) => (self.suffixed(written, own, typed), number.is_sign_negative()),
            Constant::Real(number, None) => self.number(*number, typed),
            Constant::Zero => self.number(0.0, typed),
            Constant::Int(_, Some(written)) => (written.clone(), false),
            Constant::Int(number, None) => {
                let literal = Literal::u128_unsuffixed(number.unsigned_abs());
                if *number < 0 { (quote!(-#literal), true) } else { (literal.to_token_stream(), false) }
            }
            Constant::Bool(truth) => (quote!(#truth), false),
        }
    }

    /// What the user wrote, with a type where a method is called on it.
    fn suffixed(&self, written: &TokenStream, own: &Elem, typed: bool) -> TokenStream {
        match (written.to_string().replace('_', "").parse::<f64>(), own) {
            (Ok(number), Elem::Any) if typed => self.number(number, true).0,
            (Ok(_), Elem::F32 | Elem::F64) if typed => format!("{written}_{own}").parse().unwrap_or_default(),
            (Ok(_) | Err(_), _) => written.clone(),
        }
    }

    fn number(&self, number: f64, typed: bool) -> (TokenStream, bool) {
        let private = self.private;
        if let Elem::Param(name) = &self.elem {
            let ty: TokenStream = name.parse().unwrap_or_default();
            let literal = Literal::f64_unsuffixed(number.abs());
            let minus = number.is_sign_negative().then(|| quote!(-));
            return (quote_spanned!(hygienic() => <#ty as #private::Real>::of(#minus #literal)), false);
        }
        if !number.is_finite() {
            let name = if number.is_nan() { quote!(NAN) } else { quote!(INFINITY) };
            let minus = (number == f64::NEG_INFINITY).then(|| quote!(-));
            let ty = if self.elem == Elem::F32 { quote!(f32) } else { quote!(f64) };
            return (quote!(#minus ::core::primitive::#ty::#name), number == f64::NEG_INFINITY);
        }
        let magnitude = number.abs();
        let suffix = match (typed, &self.elem) {
            (true, Elem::F32) => "_f32",
            (true, Elem::F64 | Elem::Any | Elem::Param(_)) => "_f64",
            (false, _) => "",
        };
        let literal = format!("{magnitude:?}{suffix}").parse::<Literal>();
        let literal = literal.map(TokenTree::Literal).into_iter().collect::<TokenStream>();
        if number.is_sign_negative() { (quote!(-#literal), true) } else { (literal, false) }
    }
}
