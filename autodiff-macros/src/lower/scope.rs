//! Names of locals, and what they are bound to.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;

use crate::diagnostics::Poisoned;
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
    /// The macro that the name was written in, if that is known.
    origin: Option<String>,
    /// Whether a local of the same spelling from another macro is in view.
    is_ambiguous: bool,
}

impl Binding {
    /// Whether a use may mean another local: macros keep names of one spelling apart that they did not write, and a
    /// Program would not.
    pub(super) fn may_be_confused(&self, ident: &Ident) -> bool {
        self.is_ambiguous || self.origin != origin(ident.span())
    }
}

/// Where a local is bound.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Slot {
    depth: usize,
    pub(super) name: String,
}

/// The locals in view, innermost last.
#[derive(Clone, Debug)]
pub(super) struct Scopes {
    open: Vec<HashMap<String, Binding>>,
    /// Names that were found to be ambiguous and reported.
    confused: RefCell<HashSet<String>>,
}

impl Default for Scopes {
    fn default() -> Self {
        Scopes { open: vec![HashMap::new()], confused: RefCell::default() }
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
        let is_ambiguous = self.get(ident).is_some_and(|shadowed| shadowed.may_be_confused(ident));
        let binding = Binding { tree, by_reference, origin: origin(ident.span()), is_ambiguous };
        let innermost = self.open.last_mut().expect("a scope is open");
        innermost.insert(plain(ident).to_string(), binding);
    }

    /// Gives a local a new value.
    pub(super) fn assign(&mut self, ident: &Ident, tree: Lowered<Tree>) {
        let name = plain(ident).to_string();
        if let Some(binding) = self.open.iter_mut().rev().find_map(|scope| scope.get_mut(&name)) {
            binding.tree = tree;
        }
    }

    /// The locals that have another value in one of two later states of these scopes, by scope and name.
    pub(super) fn changed(&self, one: &Scopes, two: &Scopes) -> Vec<(Slot, [Lowered<Tree>; 2])> {
        let mut changed = Vec::new();
        for (depth, scope) in self.open.iter().enumerate() {
            for (name, binding) in scope {
                let tree =
                    |state: &Scopes| state.open[depth].get(name).map_or(Err(Poisoned), |found| found.tree.clone());
                let trees = [tree(one), tree(two)];
                if trees.iter().any(|tree| *tree != binding.tree) {
                    changed.push((Slot { depth, name: name.clone() }, trees));
                }
            }
        }
        // Not in the order of the map: the same tokens in give the same tokens out.
        changed.sort_by(|(one, _), (two, _)| one.cmp(two));
        changed
    }

    /// Gives the local of a slot a new value.
    pub(super) fn set(&mut self, slot: &Slot, tree: Lowered<Tree>) {
        if let Some(binding) = self.open[slot.depth].get_mut(&slot.name) {
            binding.tree = tree;
        }
    }

    /// Whether the first use of this name that may be confused has been reported before; from now on it has.
    pub(super) fn was_reported(&self, ident: &Ident) -> bool {
        !self.confused.borrow_mut().insert(plain(ident).to_string())
    }

    pub(super) fn get(&self, ident: &Ident) -> Option<&Binding> {
        let name = plain(ident).to_string();
        self.open.iter().rev().find_map(|scope| scope.get(&name))
    }
}

/// A name as Rust compares it: `r#x` is `x`, but `r#type` can't be written otherwise.
pub(super) fn plain(ident: &Ident) -> Ident {
    let unraw = ident.unraw();
    if syn::parse_str::<Ident>(&unraw.to_string()).is_ok() { unraw } else { ident.clone() }
}

/// The macro that a name was written in. The compiler tells only in its notation for people, `#4 bytes(10..12)`; where
/// that is another one, every name counts as written in the same place.
fn origin(span: Span) -> Option<String> {
    let notation = format!("{span:?}");
    let (mark, _) = notation.strip_prefix('#')?.split_once(' ')?;
    mark.bytes().all(|digit| digit.is_ascii_digit()).then(|| mark.to_owned())
}
