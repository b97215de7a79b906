//! Expressions, with as many parentheses as they need and no more.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use crate::ir::{Kind, Op, Stmt, Value};

use super::hygienic;
use super::writer::Writer;

/// How tightly an expression holds together, loosest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Precedence {
    Block,
    Or,
    And,
    Comparison,
    Sum,
    Product,
    Cast,
    Unary,
    Postfix,
}

/// What kind of thing an expression is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// A new value.
    Temporary,
    /// A reference.
    Reference,
    /// A place that owns its value.
    Owned,
    /// A place whose value is not needed any more.
    Movable,
}

/// An expression.
#[derive(Clone, Debug)]
pub(super) struct Rendered {
    pub(super) tokens: TokenStream,
    pub(super) precedence: Precedence,
    pub(super) access: Access,
}

impl Rendered {
    pub(super) fn new(tokens: TokenStream, precedence: Precedence) -> Rendered {
        Rendered { tokens, precedence, access: Access::Temporary }
    }

    /// The expression where at least this precedence is needed.
    pub(super) fn at_least(self, needed: Precedence) -> TokenStream {
        let tokens = self.tokens;
        if self.precedence >= needed { tokens } else { quote!((#tokens)) }
    }

    pub(super) fn above(self, outer: Precedence) -> TokenStream {
        let tokens = self.tokens;
        if self.precedence > outer { tokens } else { quote!((#tokens)) }
    }
}

impl<'p> Writer<'p> {
    pub(super) fn kind(&self, value: Value) -> &Kind {
        self.program.kind(value)
    }

    /// Whether a value is more than a scalar, so that a use of it may have to copy it.
    pub(super) fn is_compound(&self, value: Value) -> bool {
        matches!(self.kind(value), Kind::Tensor(_) | Kind::Factor(..) | Kind::Array(..) | Kind::Record(_))
    }

    /// A value as an expression; references and places are left as they are.
    pub(super) fn raw(&mut self, value: Value) -> Rendered {
        if let Some(stmt) = self.waiting.get(&value).copied() {
            self.read(value);
            return self.rendered(stmt);
        }
        let place = self.places.get(&value).unwrap_or_else(|| panic!("{value:?} has no place")).clone();
        let is_free = place.owner.is_some_and(|depth| depth >= self.floor) && !self.has_part(value);
        let movable = is_free && self.is_last(value) && !self.scratch.contains(&value);
        self.read(value);
        let ident = &place.ident;
        let access = match (place.is_reference, movable) {
            (true, _) => Access::Reference,
            (false, true) => Access::Movable,
            (false, false) => Access::Owned,
        };
        Rendered { tokens: quote!(#ident), precedence: Precedence::Postfix, access }
    }

    /// A value where an expression of its type is needed: operands, scalar arguments.
    pub(super) fn value(&mut self, value: Value) -> Rendered {
        let is_tensor = self.is_compound(value);
        let raw = self.raw(value);
        let tokens = &raw.tokens;
        match (raw.access, is_tensor) {
            (Access::Temporary | Access::Movable, _) | (Access::Owned, false) | (Access::Reference, true) => raw,
            (Access::Reference, false) => Rendered::new(quote!(*#tokens), Precedence::Unary),
            // nalgebra's operators take references, and leave the value alone.
            (Access::Owned, true) => Rendered::new(quote!(&#tokens), Precedence::Unary),
        }
    }

    /// A value as the receiver of a method.
    pub(super) fn receiver(&mut self, value: Value) -> TokenStream {
        self.typed_number(value).unwrap_or_else(|| self.raw(value).at_least(Precedence::Postfix))
    }

    /// A number that is written where it is read, with its type; `None` of anything else.
    pub(super) fn typed_number(&mut self, value: Value) -> Option<TokenStream> {
        let stmt = self.waiting.get(&value).copied()?;
        let Op::Constant(constant) = &stmt.op else { return None };
        self.read(value);
        let own = self.kind(value).elem().cloned().unwrap_or(crate::ir::Elem::Any);
        let (tokens, negative) = self.reals.constant(constant, &own, true);
        Some(if negative { quote!((#tokens)) } else { tokens })
    }

    /// A value as the receiver of a method that it is given to.
    pub(super) fn given_receiver(&mut self, value: Value) -> TokenStream {
        let raw = self.raw(value);
        match raw.access {
            Access::Temporary | Access::Movable => raw.at_least(Precedence::Postfix),
            Access::Reference | Access::Owned => {
                let tokens = raw.at_least(Precedence::Postfix);
                quote_spanned!(hygienic() => #tokens.clone_owned())
            }
        }
    }

    /// A value as an argument by reference.
    pub(super) fn reference(&mut self, value: Value) -> TokenStream {
        let raw = self.raw(value);
        match raw.access {
            Access::Reference => raw.tokens,
            Access::Temporary | Access::Owned | Access::Movable => {
                let tokens = raw.at_least(Precedence::Unary);
                quote!(&#tokens)
            }
        }
    }

    /// A value that is given away.
    pub(super) fn owned(&mut self, value: Value) -> TokenStream {
        let is_tensor = self.is_compound(value);
        let raw = self.raw(value);
        let tokens = &raw.tokens;
        match (raw.access, is_tensor) {
            (Access::Temporary | Access::Movable, _) | (Access::Owned, false) => raw.tokens,
            (Access::Reference, false) => quote!(*#tokens),
            (Access::Reference | Access::Owned, true) if self.kind(value).tensor().is_some() => {
                quote_spanned!(hygienic() => #tokens.clone_owned())
            }
            (access @ (Access::Reference | Access::Owned), true) => {
                let reference = (access == Access::Owned).then(|| quote!(&));
                self.copied(value, &quote!(#reference #tokens))
            }
        }
    }

    /// A copy of what is behind a reference.
    pub(super) fn copied(&self, value: Value, reference: &TokenStream) -> TokenStream {
        let private = self.reals.private;
        if self.kind(value).is_differentiable() && !matches!(self.kind(value), Kind::Factor(..)) {
            return quote_spanned!(hygienic() => #private::owned(#reference));
        }
        quote_spanned!(hygienic() => #private::duplicated(#reference))
    }

    /// A statement with one result, as an expression.
    pub(super) fn rendered(&mut self, stmt: &'p Stmt) -> Rendered {
        match &stmt.op {
            // A call that was not made has no pullback.
            Op::Constant(_) if *self.kind(stmt.results[0]) == Kind::Pullback => {
                Rendered::new(quote!(::core::option::Option::None), Precedence::Postfix)
            }
            Op::Constant(constant) => {
                let own = self.kind(stmt.results[0]).elem().cloned().unwrap_or(crate::ir::Elem::Any);
                let (tokens, negative) = self.reals.constant(constant, &own, false);
                Rendered::new(tokens, if negative { Precedence::Unary } else { Precedence::Postfix })
            }
            Op::Fragment(fragment) => self.fragment(fragment, &stmt.args),
            Op::Apply(rule) => self.apply(rule, stmt),
            Op::Custom(custom) => self.custom(custom, &stmt.args),
            Op::If => self.conditional(stmt),
            Op::Map { located } => self.map(stmt, *located),
            Op::Generate => self.generate(stmt),
            Op::For { .. } | Op::While | Op::Call(..) | Op::Pullback | Op::Assert(_) => {
                unreachable!("`{}` is not written as an expression", stmt.op)
            }
        }
    }
}
