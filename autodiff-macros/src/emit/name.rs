//! Names of generated locals: the user's word and a suffix a role, made unique.

use std::rc::Rc;

use proc_macro2::Ident;

use crate::ir::Name;
use crate::ir::hash::{HashMap, HashSet};

use super::local;

/// The names that a generated function has used.
#[derive(Default)]
pub(super) struct Names {
    used: HashSet<Rc<str>>,
    /// The same in the order of use.
    order: Vec<Rc<str>>,
    /// For a word, a number up to which none is free behind it.
    numbers: HashMap<Rc<str>, usize>,
}

impl Names {
    /// Takes a name as it is: a parameter's.
    pub(super) fn reserve(&mut self, ident: &Ident) {
        self.take(&ident.to_string());
    }

    /// Takes a name; says whether it was free.
    fn take(&mut self, name: &str) -> bool {
        if self.used.contains(name) {
            return false;
        }
        let name = Rc::<str>::from(name);
        self.used.insert(Rc::clone(&name));
        self.order.push(name);
        true
    }

    /// How many names are used: those that a block takes from here on are free again behind it.
    pub(super) fn count(&self) -> usize {
        self.order.len()
    }

    /// Frees the names that were taken since there were so many.
    pub(super) fn free(&mut self, count: usize) {
        for name in self.order.drain(count..) {
            self.used.remove(&name);
            if let Some((word, number)) = name.rsplit_once('_')
                && let (Some(known), Ok(number)) = (self.numbers.get_mut(word), number.parse::<usize>())
            {
                *known = number.saturating_sub(1).min(*known);
            }
        }
    }

    /// A name for a value: the user's own identifier for the user's own local, where it is still free. `otherwise`
    /// says what a value is that the user gave no name.
    pub(super) fn choose(&mut self, name: Option<&Name>, otherwise: &str) -> Ident {
        let Some(name) = name else { return local(&self.unique(otherwise)) };
        let word = name.ident.to_string();
        if name.suffix.is_empty() && self.take(&word) {
            return name.ident.clone();
        }
        let plain = word.trim_start_matches("r#").trim_start_matches('_');
        local(&self.unique(&format!("{plain}{}", name.suffix)))
    }

    fn unique(&mut self, word: &str) -> String {
        // Without `r#`, a word may be a keyword.
        let is_free = |name: &str| !self.used.contains(name) && is_word(name);
        if is_free(word) {
            self.take(word);
            return word.to_owned();
        }
        let mut number = self.numbers.get(word).copied().unwrap_or(0) + 1;
        let mut name = format!("{word}_{number}");
        while !is_free(&name) {
            number += 1;
            name = format!("{word}_{number}");
        }
        self.numbers.insert(Rc::from(word), number);
        self.take(&name);
        name
    }
}

/// Whether this is an identifier and no keyword.
fn is_word(name: &str) -> bool {
    let is_plain = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'_');
    // No keyword has a digit or an underline, and none is longer than `continue`.
    let is_no_keyword = name.len() > 8 || name.bytes().any(|letter| letter.is_ascii_digit() || letter == b'_');
    (is_plain && is_no_keyword) || syn::parse_str::<Ident>(name).is_ok()
}
