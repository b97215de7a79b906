//! Reals of one type as reals of another.

use crate::ir::{ArgumentRule, Derivative, Form, Pattern, Rule, Signature};

/// An `f32` as an `f64`, or the other way round. The derivative is that of the identity: rounding has none.
pub(crate) static REAL_CAST: Rule = Rule {
    name: "real_cast",
    form: Form::Cast,
    aliases: &[],
    signature: Signature { args: &[Pattern::Real], result: Pattern::Given },
    derivative: Derivative::ByArgument {
        joint: true,
        args: &[ArgumentRule::Linear(|f, t| {
            let builder = f.builder;
            builder.node(builder.apply_as(&REAL_CAST, &[t.value()], f.args[0].kind()))
        })],
    },
    notation: None,
    #[cfg(test)]
    points: &[],
    #[cfg(test)]
    eval: |args| args[0].real().into(),
};

pub(in crate::rules) const NAMES: &[&str] = &["real_cast"];
pub(in crate::rules) const RULES: &[&Rule] = &[&REAL_CAST];
