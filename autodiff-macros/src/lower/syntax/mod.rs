//! What becomes of each kind of syntax: one table. The refusals of `lower` and the page `SYNTAX.md` follow from it, and
//! tests hold every row against what the compiler does with its example, and the rows against the variants and fields
//! that `syn` has.

mod expressions;
mod items;
mod patterns;

#[cfg(test)]
pub(crate) mod table;

use crate::diagnostics::Message;
use crate::messages::syntax;

pub(super) use expressions::of_expression;
pub(super) use items::of_item;
pub(super) use patterns::of_pattern;

/// What becomes of a kind of syntax.
#[derive(Clone, Copy)]
pub(crate) enum Decision {
    /// It is lowered.
    Supported,
    /// It passes through as the constant that it is; where something in it varies, it is refused with this message.
    Constant(fn() -> Message),
    Refused(fn() -> Message),
}

impl Decision {
    /// The message for what was not lowered.
    fn message(self) -> Message {
        match self {
            Decision::Refused(message) | Decision::Constant(message) => message(),
            // Another form of it is lowered.
            Decision::Supported => syntax::unknown(),
        }
    }
}

/// A row of the table. In an example, `«` and `»` stand around the place of the message, and `◇` for a value that is
/// constant or varies; between `⟦` and `⟧` stands what a macro put in as a whole. An example is the body of `fn f(x: f64, c: f64) -> f64`, by `x`, or a whole function.
#[cfg(test)]
#[derive(Clone, Copy)]
pub(crate) struct Row {
    /// The enum or struct of `syn`.
    pub(crate) of: &'static str,
    /// Its variant or field.
    pub(crate) part: &'static str,
    pub(crate) decision: Decision,
    pub(crate) example: &'static str,
}

macro_rules! decision {
    (supported) => {
        crate::lower::syntax::Decision::Supported
    };
    (constant $message:expr) => {
        crate::lower::syntax::Decision::Constant(|| $message)
    };
    (refused $message:expr) => {
        crate::lower::syntax::Decision::Refused(|| $message)
    };
}

/// The rows of an enum, and the function that finds the decision for one of its variants.
macro_rules! decisions {
    ($(#[$doc:meta])* $function:ident, $rows:ident, $Enum:ident {
        $($Variant:ident: $decision:ident $(($message:expr))?, $example:literal;)*
    }) => {
        $(#[$doc])*
        pub(in crate::lower) fn $function(syntax: &syn::$Enum) -> crate::diagnostics::Message {
            let decision = match syntax {
                $(syn::$Enum::$Variant { .. } => decision!($decision $($message)?),)*
                // `syn` may learn syntax that this compiler has not.
                _ => crate::lower::syntax::Decision::Refused(crate::messages::syntax::unknown),
            };
            decision.message()
        }

        #[cfg(test)]
        pub(crate) const $rows: &[crate::lower::syntax::Row] = rows!($Enum {
            $($Variant: $decision $(($message))?, $example;)*
        });
    };
}

/// Rows alone: what they say is decided where the syntax is read.
#[cfg(test)]
macro_rules! rows {
    ($Enum:ident { $($Variant:ident: $decision:ident $(($message:expr))?, $example:literal;)* }) => {
        &[$(crate::lower::syntax::Row {
            of: stringify!($Enum),
            part: stringify!($Variant),
            decision: decision!($decision $($message)?),
            example: $example,
        },)*]
    };
}

/// Rows of several enums and structs.
#[cfg(test)]
macro_rules! parts {
    ($($Of:ident::$part:ident: $decision:ident $(($message:expr))?, $example:literal;)*) => {
        &[$(crate::lower::syntax::Row {
            of: stringify!($Of),
            part: stringify!($part),
            decision: decision!($decision $($message)?),
            example: $example,
        },)*]
    };
}

use decision;
use decisions;
#[cfg(test)]
use {parts, rows};
