//! Names of locals, and what they are bound to.

use std::collections::HashMap;

use proc_macro2::Ident;

use crate::ir::Value;

use super::Lowered;

/// What an expression gives: a value, or a tuple of such. Tuples don't exist in Programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tree {
    Leaf(Value),
    Tuple(Vec<Tree>),
}

impl Tree {
    pub(crate) fn unit() -> Tree {
        Tree::Tuple(Vec::new())
    }

    pub(crate) fn leaves(&self) -> Vec<Value> {
        match self {
            Tree::Leaf(value) => vec![*value],
            Tree::Tuple(parts) => parts.iter().flat_map(Tree::leaves).collect(),
        }
    }

    /// The same shape over other values, which are taken in order.
    pub(crate) fn refill(&self, values: &mut impl Iterator<Item = Value>) -> Tree {
        match self {
            Tree::Leaf(value) => Tree::Leaf(values.next().unwrap_or(*value)),
            Tree::Tuple(parts) => Tree::Tuple(parts.iter().map(|part| part.refill(values)).collect()),
        }
    }
}

/// A local.
#[derive(Clone, Debug)]
pub(super) struct Binding {
    /// An error where the definition failed: its uses stay silent.
    pub(super) tree: Lowered<Tree>,
    /// Whether the local is a reference to the value.
    pub(super) by_reference: bool,
}

/// The locals in view, innermost last.
#[derive(Debug)]
pub(super) struct Scopes {
    open: Vec<HashMap<String, Binding>>,
}

impl Default for Scopes {
    fn default() -> Self {
        Scopes { open: vec![HashMap::new()] }
    }
}

impl Scopes {
    pub(super) fn open(&mut self) {
        self.open.push(HashMap::new());
    }

    pub(super) fn close(&mut self) {
        self.open.pop();
    }

    pub(super) fn bind(&mut self, ident: &Ident, tree: Lowered<Tree>, by_reference: bool) {
        let innermost = self.open.last_mut().expect("a scope is open");
        innermost.insert(ident.to_string(), Binding { tree, by_reference });
    }

    pub(super) fn get(&self, name: &str) -> Option<&Binding> {
        self.open.iter().rev().find_map(|scope| scope.get(name))
    }
}
