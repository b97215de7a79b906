//! What is known of items that stand elsewhere: differentiated functions, and structs.
//!
//! A path means what it means where the function stands, so only the compiler of Rust can say what that is. `lower` asks
//! for it by noting the path as wanted; the driver has it looked up, and lowers the function again.

use std::cell::RefCell;
use std::collections::BTreeMap;

use quote::ToTokens;
use syn::{ItemFn, ItemStruct, Path, PathArguments};

use crate::diagnostics::Poisoned;
use crate::ir::Int;
use crate::request::Request;

use super::Lowered;

/// An item that has derivatives.
#[derive(Debug)]
pub(crate) enum Known {
    Function(Box<Carried>),
    Struct(Box<ItemStruct>),
    /// A function with the attribute, and with errors in its signature: they are reported there.
    Broken,
    /// No such item: a function that is not differentiated, a struct without derivatives, or anything else.
    Nothing,
}

/// A differentiated function, as it hands itself over.
#[derive(Debug)]
pub(crate) struct Carried {
    pub(crate) request: Request,
    /// With its body if that means the same everywhere, else with an empty one.
    pub(crate) item: ItemFn,
    pub(crate) body: Carriage,
    /// What its body calls, by the paths in it; `None` if it stands where its callers do.
    pub(crate) among: Option<Knowledge>,
    /// What it visibly changes that others see too, if it is not handed over with its body.
    pub(crate) changes: Option<String>,
}

/// Whether a function can be written into its callers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Carriage {
    /// It is short.
    Always,
    /// Where derivatives are asked for that it does not have itself.
    IfNeeded,
    /// Its body names what only its own surroundings know.
    Never,
    /// It calls itself, or a function with first derivatives only, and has no others.
    Recursive,
}

/// What a function hands over that has errors in its signature.
pub(crate) const BROKEN: &str = "broken";

/// The attribute that tells the definition of a struct, as it is handed over, from all others.
pub(crate) const DEFINITION: &str = "definition";

impl Carriage {
    pub(crate) const ALL: [Carriage; 4] = [Carriage::Always, Carriage::IfNeeded, Carriage::Never, Carriage::Recursive];

    /// Whether the body is handed over.
    pub(crate) fn has_body(self) -> bool {
        match self {
            Carriage::Always | Carriage::IfNeeded => true,
            Carriage::Never | Carriage::Recursive => false,
        }
    }

    /// Its word where a function hands itself over.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Carriage::Always => "always",
            Carriage::IfNeeded => "if_needed",
            Carriage::Never => "never",
            Carriage::Recursive => "recursive",
        }
    }
}

/// All that has been looked up for one function, and what is still wanted.
#[derive(Debug, Default)]
pub(crate) struct Knowledge {
    found: BTreeMap<String, Known>,
    wanted: RefCell<Vec<Path>>,
}

impl Knowledge {
    pub(crate) fn learn(&mut self, path: &Path, known: Known) {
        self.found.insert(key(path), known);
    }

    /// What stands at a path.
    ///
    /// # Errors
    /// Where that is still to be looked up.
    pub(super) fn of(&self, path: &Path) -> Lowered<&Known> {
        let key = key(path);
        if let Some(known) = self.found.get(&key) {
            return Ok(known);
        }
        let mut wanted = self.wanted.borrow_mut();
        if !wanted.iter().any(|other| self::key(other) == key) {
            wanted.push(bare(path));
        }
        Err(Poisoned)
    }

    /// What has been found at a path.
    pub(super) fn found(&self, path: &Path) -> Option<&Known> {
        self.found.get(&key(path))
    }

    /// Paths that are to be looked up.
    pub(crate) fn into_wanted(self) -> Vec<Path> {
        self.wanted.into_inner()
    }

    pub(crate) fn is_wanting(&self) -> bool {
        !self.wanted.borrow().is_empty()
    }
}

/// A path without its generic arguments.
fn bare(path: &Path) -> Path {
    let mut path = path.clone();
    path.segments.iter_mut().for_each(|segment| segment.arguments = PathArguments::None);
    path
}

fn key(path: &Path) -> String {
    bare(path).to_token_stream().to_string()
}

/// Whether a path can lead to an item of a module: an associated function is no such item.
pub(super) fn is_of_module(path: &Path) -> bool {
    let segments = path.segments.iter().map(|segment| segment.ident.to_string()).collect::<Vec<_>>();
    let Some((_, modules)) = segments.split_last() else { return false };
    let is_module = |name: &String| name.starts_with(|first: char| first.is_lowercase() || first == '_');
    let is_primitive =
        |name: &String| ["f64", "f32", "bool", "char", "str"].contains(&&**name) || Int::named(name).is_some();
    modules.iter().all(is_module) && !modules.first().is_some_and(is_primitive)
}
