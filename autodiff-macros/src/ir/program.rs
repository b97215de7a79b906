//! Programs, blocks, statements and values.

use proc_macro2::{Ident, Span};

use super::{Kind, Op, Values};

/// A value of a Program: an index into [`Program::values`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Value(pub(crate) u32);

/// How a value is called in generated code: the user's word and one suffix a role.
#[derive(Clone, Debug)]
pub(crate) struct Name {
    /// The identifier with the user's span, so that constant code of the user's can refer to it.
    pub(crate) ident: Ident,
    /// `""` for a primal value, `"_dot"` for its tangent, `"_bar"` for its adjoint, and their products.
    pub(crate) suffix: String,
}

impl Name {
    pub(crate) fn of(ident: &Ident) -> Name {
        Name { ident: ident.clone(), suffix: String::new() }
    }

    pub(crate) fn with(&self, role: &str) -> Name {
        Name { ident: self.ident.clone(), suffix: format!("{}{role}", self.suffix) }
    }
}

/// What is known of a value wherever it is used.
#[derive(Clone, Debug)]
pub(crate) struct ValueData {
    pub(crate) kind: Kind,
    pub(crate) name: Option<Name>,
    /// Whether it depends on a parameter that the function is differentiated by.
    pub(crate) varied: bool,
}

/// One operation: `results = op(args) blocks`.
#[derive(Clone, Debug)]
pub(crate) struct Stmt {
    pub(crate) results: Values,
    pub(crate) op: Op,
    pub(crate) args: Values,
    pub(crate) blocks: Vec<Block>,
    pub(crate) span: Span,
}

impl Stmt {
    /// The same statement with other blocks.
    pub(crate) fn with_blocks(&self, blocks: Vec<Block>) -> Stmt {
        let Stmt { results, op, args, span, .. } = self;
        Stmt { results: results.clone(), op: op.clone(), args: args.clone(), blocks, span: *span }
    }
}

/// Statements in order, with parameters at the start and results at the end.
#[derive(Clone, Debug, Default)]
pub(crate) struct Block {
    pub(crate) params: Vec<Value>,
    pub(crate) stmts: Vec<Stmt>,
    pub(crate) results: Vec<Value>,
}

/// A function: its body's parameters are its parameters.
#[derive(Clone, Debug, Default)]
pub(crate) struct Program {
    pub(crate) values: Vec<ValueData>,
    /// How many of the values, the first ones, are the function's own: differentiation adds the others.
    pub(crate) primal: usize,
    pub(crate) body: Block,
    /// Derivatives that are given by hand.
    pub(crate) rules: Vec<Partials>,
}

/// The partial derivatives of a function: an index into [`Program::rules`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct RuleId(pub(crate) usize);

/// The partial derivatives of a function of real numbers, given by hand. They stand beside the body, and may call the
/// function itself; where they are needed, they are copied.
#[derive(Clone, Debug, Default)]
pub(crate) struct Partials {
    pub(crate) params: Vec<Value>,
    /// For each parameter, a block without parameters of its own; `None` for a constant.
    pub(crate) by: Vec<Option<Block>>,
}

impl Program {
    /// A value more, which is still to be defined.
    pub(crate) fn add(&mut self, data: ValueData) -> Value {
        self.values.push(data);
        Value(u32::try_from(self.values.len() - 1).expect("fewer than 2^32 values"))
    }

    pub(crate) fn data(&self, value: Value) -> &ValueData {
        &self.values[value.0 as usize]
    }

    pub(crate) fn data_mut(&mut self, value: Value) -> &mut ValueData {
        &mut self.values[value.0 as usize]
    }

    pub(crate) fn kind(&self, value: Value) -> &Kind {
        &self.data(value).kind
    }
}
