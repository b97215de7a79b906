//! Names of locals, and what they are bound to.

use std::cell::RefCell;
use std::rc::Rc;

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;

use crate::diagnostics::Poisoned;
use crate::ir::hash::HashSet;
use crate::ir::{Figure, Record, Value, origin};

use super::Lowered;
use super::closure::LocalClosure;
use super::place::Place;
use super::types::Reading;

/// What an expression gives: a value, or a tuple of such. Tuples don't exist in Programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tree {
    Leaf(Value),
    Tuple(Vec<Tree>),
    /// An array of tuples: arrays of one length, in the places of the tuple's parts.
    Rows(Vec<Tree>),
    /// A struct, by its fields.
    Record(Rc<Record>, Vec<Tree>),
    /// A value of nalgebra's geometry, by its parts.
    Geometry(Figure, Vec<Value>),
    /// No value: of a local that is only declared so far, or of code that never gets there.
    Unset,
    /// What is borrowed mutably: an item of `iter_mut`.
    Place(Rc<Place>),
    /// An `Option` of this value: only `unwrap` and `expect` look into it.
    Optional(Value),
}

impl Tree {
    pub(crate) fn unit() -> Tree {
        Tree::Tuple(Vec::new())
    }

    pub(crate) fn leaves(&self) -> Vec<Value> {
        match self {
            Tree::Leaf(value) | Tree::Optional(value) => vec![*value],
            Tree::Tuple(parts) | Tree::Rows(parts) | Tree::Record(_, parts) => {
                parts.iter().flat_map(Tree::leaves).collect()
            }
            Tree::Geometry(_, parts) => parts.clone(),
            Tree::Unset | Tree::Place(_) => Vec::new(),
        }
    }

    /// For an array of tuples: the same of what a function makes of each of its arrays.
    pub(crate) fn each_array<E>(
        parts: &[Tree],
        change: &mut impl FnMut(&Tree) -> Result<Tree, E>,
    ) -> Result<Vec<Tree>, E> {
        let each = |part: &Tree| match part {
            Tree::Rows(inner) => Tree::each_array(inner, change).map(Tree::Rows),
            array @ (Tree::Leaf(_)
            | Tree::Tuple(_)
            | Tree::Record(..)
            | Tree::Unset
            | Tree::Place(_)
            | Tree::Optional(_)
            | Tree::Geometry(..)) => change(array),
        };
        parts.iter().map(each).collect()
    }

    /// The same shape over other values, which are taken in order.
    pub(crate) fn refill(&self, values: &mut impl Iterator<Item = Value>) -> Tree {
        match self {
            Tree::Leaf(value) => Tree::Leaf(values.next().unwrap_or(*value)),
            Tree::Optional(value) => Tree::Optional(values.next().unwrap_or(*value)),
            Tree::Tuple(parts) => Tree::Tuple(parts.iter().map(|part| part.refill(values)).collect()),
            Tree::Rows(parts) => Tree::Rows(parts.iter().map(|part| part.refill(values)).collect()),
            Tree::Record(record, parts) => {
                Tree::Record(Rc::clone(record), parts.iter().map(|part| part.refill(values)).collect())
            }
            Tree::Geometry(figure, parts) => {
                Tree::Geometry(*figure, parts.iter().map(|part| values.next().unwrap_or(*part)).collect())
            }
            Tree::Unset | Tree::Place(_) => self.clone(),
        }
    }
}

/// A local.
#[derive(Clone, Debug)]
pub(super) struct Binding {
    pub(super) bound: Bound,
    /// Whether the local is a reference to the value.
    pub(super) by_reference: bool,
    /// Whether it certainly is no reference.
    pub(super) is_value: bool,
    /// The macro that the name was written in, if that is known.
    origin: Option<String>,
    /// Whether a local of the same spelling from another macro is in view.
    is_ambiguous: bool,
    /// Whether it is declared with `mut`.
    pub(super) may_change: bool,
    /// The type of a local that gets its value later.
    declared: Option<Reading>,
}

/// What a name stands for.
#[derive(Clone, Debug)]
pub(super) enum Bound {
    /// An error where the definition failed: its uses stay silent.
    Value(Lowered<Tree>),
    /// What is borrowed mutably under this name.
    Place(Rc<Place>),
    Closure(Rc<LocalClosure>),
}

impl Binding {
    /// The value, of a local that has one of its own.
    fn tree(&self) -> Option<&Lowered<Tree>> {
        match &self.bound {
            Bound::Value(tree) => Some(tree),
            Bound::Place(_) | Bound::Closure(_) => None,
        }
    }

    /// Whether its definition failed.
    pub(super) fn is_poisoned(&self) -> bool {
        matches!(self.bound, Bound::Value(Err(Poisoned)))
    }

    /// Whether a use may mean another local: macros keep names of one spelling apart that they did not write, and a
    /// Program would not.
    pub(super) fn may_be_confused(&self, ident: &Ident) -> bool {
        self.is_ambiguous || self.origin != origin(ident.span())
    }
}

/// Where a local is bound: it stays there while the scope is open, also where another local takes over its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Slot {
    depth: usize,
    place: usize,
    pub(super) name: String,
}

impl Slot {
    /// The name as an identifier of generated code. What `lower` keeps under a name that no local can have is called
    /// by what follows the mark.
    pub(super) fn ident(&self) -> Ident {
        let name = self.name.trim_start_matches(HIDDEN);
        syn::parse_str(name).unwrap_or_else(|_| Ident::new("local", Span::mixed_site()))
    }
}

/// What names of locals that the user did not write start with.
const HIDDEN: char = '\'';

/// The locals in view, innermost last.
#[derive(Clone, Debug)]
pub(super) struct Scopes {
    open: Vec<Vec<(String, Binding)>>,
    /// What of them a closure sees that is being applied.
    view: Option<View>,
    /// Names that were found to be ambiguous and reported.
    confused: RefCell<HashSet<String>>,
}

/// The locals that were in view where a closure stands, and those of its own.
#[derive(Clone, Debug)]
pub(super) struct View {
    /// How many locals of each scope were there.
    lengths: Vec<usize>,
    /// Where the closure's own scopes start.
    floor: usize,
}

impl Default for Scopes {
    fn default() -> Self {
        Scopes { open: vec![Vec::new()], view: None, confused: RefCell::default() }
    }
}

impl Scopes {
    pub(super) fn open(&mut self) {
        self.open.push(Vec::new());
    }

    pub(super) fn close(&mut self) {
        self.open.pop();
    }

    pub(super) fn bind(&mut self, ident: &Ident, tree: Lowered<Tree>, by_reference: bool) {
        self.bind_as(ident, Bound::Value(tree), by_reference);
    }

    pub(super) fn bind_as(&mut self, ident: &Ident, bound: Bound, by_reference: bool) {
        let is_ambiguous = self.get(ident).is_some_and(|shadowed| shadowed.may_be_confused(ident));
        let origin = origin(ident.span());
        let binding =
            Binding { bound, by_reference, is_value: false, origin, is_ambiguous, may_change: false, declared: None };
        self.insert(plain(ident).to_string(), binding);
    }

    /// Notes that the local which is called so is no reference.
    pub(super) fn is_value(&mut self, ident: &Ident) {
        if let Some(Slot { depth, place, .. }) = self.slot(ident) {
            self.open[depth][place].1.is_value = true;
        }
    }

    /// Keeps a value under a name that no local of the user's can have.
    pub(super) fn bind_hidden(&mut self, name: &str, tree: Tree) -> Slot {
        let bound = Bound::Value(Ok(tree));
        let binding = Binding {
            bound,
            by_reference: false,
            is_value: true,
            origin: None,
            is_ambiguous: false,
            may_change: false,
            declared: None,
        };
        self.insert(format!("{HIDDEN}{name}"), binding)
    }

    fn insert(&mut self, name: String, binding: Binding) -> Slot {
        let depth = self.open.len() - 1;
        let innermost = self.open.last_mut().expect("a scope is open");
        innermost.push((name.clone(), binding));
        Slot { depth, place: innermost.len() - 1, name }
    }

    /// The locals that have another value in one of two later states of these scopes, by scope and name.
    pub(super) fn changed(&self, one: &Scopes, two: &Scopes) -> Vec<(Slot, [Lowered<Tree>; 2])> {
        let mut changed = Vec::new();
        for (depth, scope) in self.open.iter().enumerate() {
            for (place, (name, binding)) in scope.iter().enumerate() {
                let tree = |state: &Scopes| state.open[depth][place].1.tree().cloned().unwrap_or(Err(Poisoned));
                let trees = [tree(one), tree(two)];
                if binding.tree().is_some_and(|before| trees.iter().any(|tree| tree != before)) {
                    changed.push((Slot { depth, place, name: name.clone() }, trees));
                }
            }
        }
        changed
    }

    /// The value of the local of a slot.
    pub(super) fn read(&self, slot: &Slot) -> Lowered<Tree> {
        self.open[slot.depth][slot.place].1.tree().cloned().unwrap_or(Err(Poisoned))
    }

    /// How many locals each scope has now.
    pub(super) fn lengths(&self) -> Vec<usize> {
        self.open.iter().map(Vec::len).collect()
    }

    /// Shows only the locals of an earlier time, and those to come; gives back what was shown before.
    pub(super) fn look_back(&mut self, lengths: Vec<usize>) -> Option<View> {
        let floor = self.open.len();
        self.view.replace(View { lengths, floor })
    }

    pub(super) fn look_again(&mut self, view: Option<View>) {
        self.view = view;
    }

    /// How many locals of a scope are in view.
    fn visible(&self, depth: usize) -> usize {
        match &self.view {
            Some(view) if depth < view.floor => view.lengths.get(depth).copied().unwrap_or(0),
            Some(_) | None => self.open[depth].len(),
        }
    }

    /// Gives the local of a slot a new value.
    pub(super) fn set(&mut self, slot: &Slot, tree: Lowered<Tree>) {
        self.open[slot.depth][slot.place].1.bound = Bound::Value(tree);
    }

    /// The local is declared with `mut`.
    pub(super) fn may_change(&mut self, ident: &Ident) {
        if let Some(slot) = self.slot(ident) {
            self.open[slot.depth][slot.place].1.may_change = true;
        }
    }

    /// The local gets a value of this type later.
    pub(super) fn declare(&mut self, ident: &Ident, declared: Reading) {
        if let Some(slot) = self.slot(ident) {
            self.open[slot.depth][slot.place].1.declared = Some(declared);
        }
    }

    /// The type that a local was declared with, without a value.
    pub(super) fn declared(&self, slot: &Slot) -> Option<Reading> {
        self.open[slot.depth][slot.place].1.declared.clone()
    }

    /// Whether the first use of this name that may be confused has been reported before; from now on it has.
    pub(super) fn was_reported(&self, ident: &Ident) -> bool {
        !self.confused.borrow_mut().insert(plain(ident).to_string())
    }

    pub(super) fn get(&self, ident: &Ident) -> Option<&Binding> {
        self.slot(ident).map(|slot| &self.open[slot.depth][slot.place].1)
    }

    /// Where the local is that a name means.
    pub(super) fn slot(&self, ident: &Ident) -> Option<Slot> {
        let name = plain(ident).to_string();
        let scopes = self.open.iter().enumerate().rev();
        scopes.into_iter().find_map(|(depth, scope)| {
            let place = scope[..self.visible(depth)].iter().rposition(|(local, _)| *local == name)?;
            Some(Slot { depth, place, name: name.clone() })
        })
    }
}

/// A name as Rust compares it: `r#x` is `x`, but `r#type` can't be written otherwise.
pub(super) fn plain(ident: &Ident) -> Ident {
    if !ident.to_string().starts_with("r#") {
        return ident.clone();
    }
    let unraw = ident.unraw();
    if syn::parse_str::<Ident>(&unraw.to_string()).is_ok() { unraw } else { ident.clone() }
}
