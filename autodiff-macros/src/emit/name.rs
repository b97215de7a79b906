//! Names of generated locals: the user's word and a suffix a role, made unique.

use std::collections::HashSet;

use proc_macro2::Ident;

use crate::ir::Name;

use super::local;

/// The names that a generated function has used.
#[derive(Clone, Default)]
pub(super) struct Names {
    used: HashSet<String>,
}

impl Names {
    /// Takes a name as it is: a parameter's.
    pub(super) fn reserve(&mut self, ident: &Ident) {
        self.used.insert(ident.to_string());
    }

    /// A name for a value: the user's own identifier for the user's own local, where it is still free. `otherwise`
    /// says what a value is that the user gave no name.
    pub(super) fn choose(&mut self, name: Option<&Name>, otherwise: &str) -> Ident {
        let Some(name) = name else { return local(&self.unique(otherwise)) };
        let word = name.ident.to_string();
        if name.suffix.is_empty() && self.used.insert(word.clone()) {
            return name.ident.clone();
        }
        let plain = word.trim_start_matches("r#").trim_start_matches('_');
        local(&self.unique(&format!("{plain}{}", name.suffix)))
    }

    fn unique(&mut self, word: &str) -> String {
        let numbered = (1..).map(|number| format!("{word}_{number}"));
        // Without `r#`, a word may be a keyword.
        let is_free = |name: &String| !self.used.contains(name) && syn::parse_str::<Ident>(name).is_ok();
        let free = std::iter::once(word.to_owned()).chain(numbered).find(is_free);
        let free = free.unwrap_or_default();
        self.used.insert(free.clone());
        free
    }
}
