//! The Kronecker product: block `(i, j)` of the result is `aᵢⱼ b`. It is bilinear, and so are its transposes.

use crate::ir::{ArgumentRule, Derivative, Form, Formula, Node, Pass, Pattern, Rule, Signature, Size};

const FIRST: Pattern = Pattern::Tensor(Size::Named("r"), Size::Named("c"));
const SECOND: Pattern = Pattern::Tensor(Size::Named("p"), Size::Named("q"));
const PRODUCT: Pattern = Pattern::Tensor(Size::Named("m"), Size::Named("n"));
const CONSTANT: ArgumentRule = ArgumentRule::Constant;
const BY_REFERENCE: Pass = Pass::Reference;

/// `a ⊗ b`
pub(crate) static KRONECKER: Rule = Rule {
    name: "kronecker",
    form: Form::Method("kronecker", &[BY_REFERENCE]),
    aliases: &[],
    signature: Signature { args: &[FIRST, SECOND], result: Pattern::Given },
    derivative: Derivative::ByArgument {
        joint: false,
        args: &[
            ArgumentRule::Linear(|f, t| t.apply(&FIRST_FACTOR, &[f.args[1], f.args[0]])),
            ArgumentRule::Linear(|f, t| t.apply(&SECOND_FACTOR, &[f.args[0], f.args[1]])),
        ],
    },
    notation: None,
    #[cfg(test)]
    points: &[],
    #[cfg(test)]
    eval: |args| args[0].tensor().kronecker(&args[1].tensor()).into(),
};

/// The inner product of each block of `t` with `b`, in the shape of `a`.
pub(crate) static FIRST_FACTOR: Rule = Rule {
    name: "kronecker_first",
    form: Form::Runtime("kronecker_first", &[BY_REFERENCE, BY_REFERENCE, BY_REFERENCE]),
    aliases: &[],
    signature: Signature { args: &[PRODUCT, SECOND, FIRST], result: FIRST },
    derivative: Derivative::ByArgument {
        joint: false,
        args: &[
            ArgumentRule::Linear(|f, s| product(f, s, f.args[1])),
            ArgumentRule::Linear(|f, s| f.args[0].apply(&SECOND_FACTOR, &[s, f.args[1]])),
            CONSTANT,
        ],
    },
    notation: None,
    #[cfg(test)]
    points: &[],
    #[cfg(test)]
    eval: |args| {
        let (t, b, a) = (args[0].tensor(), args[1].tensor(), args[2].tensor());
        a.map_with_location(|i, j, _| t.view((i * b.nrows(), j * b.ncols()), b.shape()).dot(&b)).into()
    },
};

/// The blocks of `t` weighted by `a`, summed, in the shape of `b`.
pub(crate) static SECOND_FACTOR: Rule = Rule {
    name: "kronecker_second",
    form: Form::Runtime("kronecker_second", &[BY_REFERENCE, BY_REFERENCE, BY_REFERENCE]),
    aliases: &[],
    signature: Signature { args: &[PRODUCT, FIRST, SECOND], result: SECOND },
    derivative: Derivative::ByArgument {
        joint: false,
        args: &[
            ArgumentRule::Linear(|f, s| product(f, f.args[1], s)),
            ArgumentRule::Linear(|f, s| f.args[0].apply(&FIRST_FACTOR, &[s, f.args[1]])),
            CONSTANT,
        ],
    },
    notation: None,
    #[cfg(test)]
    points: &[],
    #[cfg(test)]
    eval: |args| {
        let (t, a, b) = (args[0].tensor(), args[1].tensor(), args[2].tensor());
        let entry = |k, l| {
            let blocks = (0..a.nrows()).flat_map(|i| (0..a.ncols()).map(move |j| (i, j)));
            blocks.map(|(i, j)| a[(i, j)] * t[(i * b.nrows() + k, j * b.ncols() + l)]).sum()
        };
        b.map_with_location(|k, l, _: f64| entry(k, l)).into()
    },
};

/// A product of the kind of the first argument.
fn product<'b>(f: &Formula<'b>, a: Node<'b>, b: Node<'b>) -> Node<'b> {
    f.builder.node(f.builder.apply_as(&KRONECKER, &[a.value(), b.value()], f.args[0].kind()))
}

pub(in crate::rules) const NAMES: &[&str] = &["kronecker", "kronecker_first", "kronecker_second"];
pub(in crate::rules) const RULES: &[&Rule] = &[&KRONECKER, &FIRST_FACTOR, &SECOND_FACTOR];
