//! The typed Program between the user's tokens and the generated ones.
//!
//! A Program is a tree of blocks of statements in single assignment form: every [`Value`] is defined once, control
//! flow is structured (a statement may own blocks, which see the values around them), and a mutation is a new value.
//! Whether a new value may take over the storage of an old one is decided by `emit`, from liveness alone.

mod builder;
mod figure;
pub(crate) mod hash;
mod identity;
#[cfg(test)]
pub(crate) mod interpret;
mod kind;
mod limit;
mod op;
mod origin;
mod print;
mod program;
mod record;
mod reserved;
mod rule;
mod table;
mod term;
mod values;
mod verify;
mod walk;

pub(crate) use builder::{Builder, Node};
pub(crate) use figure::{Figure, Named, Read, Shaped};
pub(crate) use identity::{Identity, Standing, is_nameless};
pub(crate) use kind::{Dim, Elem, Factorization, Int, Kind, Tensor, has_storage};
pub(crate) use limit::{DEEPEST, MOST_READ, TooLarge};
pub(crate) use op::{
    Assertion, Call, Callee, CalleePath, Capture, Carries, Constant, Custom, Demand, Fragment, Hole, Op, Parts, Passed,
    Passing,
};
pub(crate) use origin::{is_same_name, origin};
pub(crate) use program::{Block, Name, Partials, Program, RuleId, Stmt, Value, ValueData};
pub(crate) use record::{Field, Member, Named as NamedFields, Record, Visibility};
pub(crate) use reserved::{is_standard_macro, is_taken};
pub(crate) use rule::{
    Alias, ArgumentRule, Derivative, Form, Formula, Gives, Pass, Pattern, Rule, Signature, Size, Slope, Update,
};
pub(crate) use table::{Marks, Table};
pub(crate) use term::{Condition, INVERSE, Product, Series, Shape, Term};
pub(crate) use values::Values;
pub(crate) use verify::verify;
pub(crate) use walk::{Renaming, all_uses, depends_on, effects, free_values, has_effects, is_ordered, uses};
