//! Rectangular parts of matrices and vectors: `rows`, `columns`, `view` and their like are one operation, and its
//! transpose adds to a part. Of a static size, the kind of the result says it too.

#[cfg(test)]
use crate::ir::interpret::Datum;
use crate::ir::{ArgumentRule, Derivative, Form, Formula, Node, Pass, Pattern, Rule, Signature, Size, Update};

const WHOLE: Pattern = Pattern::Tensor(Size::Named("r"), Size::Named("c"));
const PLACED: Pattern = Pattern::Tensor(Size::Named("p"), Size::Named("q"));
const INT: Pattern = Pattern::Int;
const CONSTANT: ArgumentRule = ArgumentRule::Constant;
const BY_VALUE: Pass = Pass::Value;

/// From a row and a column on, so many rows and columns. A part that is not inside panics as nalgebra does.
pub(crate) static PART: Rule = Rule {
    name: "part",
    form: Form::Part,
    aliases: &[],
    signature: Signature { args: &[WHOLE, INT, INT, INT, INT], result: Pattern::Given },
    derivative: Derivative::ByArgument {
        joint: false,
        args: &[ArgumentRule::LinearInto(|f, acc, t| with_part(f, acc, &ADD_PART, t)), CONSTANT],
    },
    notation: None,
    #[cfg(test)]
    points: &[],
    #[cfg(test)]
    eval: |args| {
        let [i, j, rows, cols] = [1, 2, 3, 4].map(|place: usize| args[place].index());
        args[0].tensor().view((i, j), (rows, cols)).into_owned().into()
    },
};

/// `a` with `s` added to a part: in place where `a` is not needed any more.
pub(crate) static ADD_PART: Rule = Rule {
    name: "add_part",
    form: Form::Update(Update::Runtime("add_part", &[BY_VALUE, BY_VALUE, BY_VALUE, BY_VALUE, Pass::Reference])),
    aliases: &[],
    signature: Signature { args: &[WHOLE, INT, INT, INT, INT, PLACED], result: WHOLE },
    derivative: Derivative::ByArgument {
        joint: true,
        args: &[ArgumentRule::Linear(|_, t| t), CONSTANT, CONSTANT, CONSTANT, CONSTANT, ArgumentRule::Linear(part)],
    },
    notation: None,
    #[cfg(test)]
    points: &[],
    #[cfg(test)]
    eval: |args| interpreted::change(args, |entry, s| *entry += s),
};

/// `a` with a part replaced: in place where `a` is not needed any more.
pub(crate) static SET_PART: Rule = Rule {
    name: "set_part",
    form: Form::Update(Update::Runtime("set_part", &[BY_VALUE, BY_VALUE, BY_VALUE, BY_VALUE, Pass::Reference])),
    aliases: &[],
    signature: Signature { args: &[WHOLE, INT, INT, INT, INT, PLACED], result: WHOLE },
    derivative: Derivative::ByArgument {
        joint: true,
        args: &[ArgumentRule::Linear(without_part), CONSTANT, CONSTANT, CONSTANT, CONSTANT, ArgumentRule::Linear(part)],
    },
    notation: None,
    #[cfg(test)]
    points: &[],
    #[cfg(test)]
    eval: |args| interpreted::change(args, |entry, s| *entry = s),
};

fn with_part<'b>(f: &Formula<'b>, whole: Node<'b>, rule: &'static Rule, s: Node<'b>) -> Node<'b> {
    whole.apply(rule, &[f.args[1], f.args[2], f.args[3], f.args[4], s])
}

/// The part of the cotangent that belongs to what was placed there.
fn part<'b>(f: &Formula<'b>, t: Node<'b>) -> Node<'b> {
    let args = [t, f.args[1], f.args[2], f.args[3], f.args[4]].map(Node::value);
    f.builder.node(f.builder.apply_as(&PART, &args, f.args[5].kind()))
}

fn without_part<'b>(f: &Formula<'b>, t: Node<'b>) -> Node<'b> {
    with_part(f, t, &SET_PART, f.args[5].zeros_like())
}

pub(in crate::rules) const NAMES: &[&str] = &["part", "add_part", "set_part"];
pub(in crate::rules) const RULES: &[&Rule] = &[&PART, &ADD_PART, &SET_PART];

/// What parts mean, for the interpreter.
#[cfg(test)]
mod interpreted {
    use super::Datum;

    pub(super) fn change(args: &[Datum], change: impl Fn(&mut f64, f64)) -> Datum {
        let [i, j, rows, cols] = [1, 2, 3, 4].map(|place: usize| args[place].index());
        let (mut whole, part) = (args[0].tensor(), args[5].tensor());
        assert_eq!(part.shape(), (rows, cols), "a part of this shape");
        whole.view_mut((i, j), (rows, cols)).iter_mut().zip(&part).for_each(|(entry, s)| change(entry, *s));
        whole.into()
    }
}
