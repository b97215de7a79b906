//! Collecting errors: many in one run, each with a place and a way out.

use std::cell::{Cell, RefCell};

use proc_macro2::{Span, TokenStream};

/// Where something stands in the source: its first and its last token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) start: Span,
    pub(crate) end: Span,
}

impl Place {
    /// The place of a piece of source.
    pub(crate) fn of(tokens: TokenStream) -> Place {
        let mut trees = tokens.into_iter();
        let start = trees.next().map_or_else(Span::call_site, |tree| tree.span());
        let end = trees.last().map_or(start, |tree| tree.span());
        Place { start, end }
    }
}

impl From<Span> for Place {
    fn from(span: Span) -> Self {
        Place { start: span, end: span }
    }
}

/// What is wrong, and what to write instead. It can't be built without a way out.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) what: String,
    pub(crate) help: String,
    /// Another way out, the same for many messages.
    pub(crate) aside: Option<&'static str>,
    /// Whether the compiler of Rust says it too, of the user's own function: its error is enough.
    pub(crate) is_of_rust: bool,
}

impl Message {
    pub(crate) fn new(what: impl Into<String>, help: impl Into<String>) -> Message {
        Message { what: what.into(), help: help.into(), aside: None, is_of_rust: false }
    }

    /// Of what the compiler of Rust refuses too, if all types are what they seem.
    pub(crate) fn of_rust(self, is_certain: bool) -> Message {
        Message { is_of_rust: is_certain, ..self }
    }

    /// With another way out, which is said once in a run.
    pub(crate) fn or(self, aside: &'static str) -> Message {
        Message { aside: Some(aside), ..self }
    }
}

/// A message at a place.
#[derive(Clone, Debug)]
pub(crate) struct Diagnostic {
    pub(crate) place: Place,
    pub(crate) message: Message,
}

/// What is left of errors when those that the compiler of Rust reports are left to it.
pub(crate) enum Left {
    /// These.
    Ours(Vec<Diagnostic>),
    /// Nothing but what it reports: there are no derivatives, and this is why.
    Rusts(Diagnostic),
}

impl Left {
    /// Of all errors of a function.
    pub(crate) fn of(reported: Vec<Diagnostic>) -> Left {
        let (rusts, ours): (Vec<_>, Vec<_>) = reported.into_iter().partition(|found| found.message.is_of_rust);
        match (&ours[..], rusts.into_iter().next()) {
            ([], Some(first)) => Left::Rusts(first),
            (_, _) => Left::Ours(ours),
        }
    }
}

/// An error was reported here: what depends on it stays silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Poisoned;

/// The errors of one run.
///
/// # Panics
/// When dropped without [`Diagnostics::check`], which would lose them.
#[derive(Debug, Default)]
pub(crate) struct Diagnostics {
    reported: RefCell<Vec<Diagnostic>>,
    checked: Cell<bool>,
}

impl Diagnostics {
    pub(crate) fn report(&self, place: impl Into<Place>, message: Message) -> Poisoned {
        self.reported.borrow_mut().push(Diagnostic { place: place.into(), message });
        Poisoned
    }

    /// How much has been reported so far.
    pub(crate) fn mark(&self) -> usize {
        self.reported.borrow().len()
    }

    /// Forgets what was reported by an attempt that something else takes the place of.
    pub(crate) fn forget_since(&self, mark: usize) {
        self.reported.borrow_mut().truncate(mark);
    }

    /// # Errors
    /// What has been reported, if anything has.
    pub(crate) fn check(self) -> Result<(), Vec<Diagnostic>> {
        self.checked.set(true);
        let mut reported = self.reported.take();
        let mut said = Vec::new();
        for Diagnostic { message, .. } in &mut reported {
            match message.aside {
                Some(aside) if said.contains(&aside) => message.aside = None,
                Some(aside) => said.push(aside),
                None => {}
            }
        }
        if reported.is_empty() { Ok(()) } else { Err(reported) }
    }
}

impl Drop for Diagnostics {
    fn drop(&mut self) {
        if !self.checked.get() && !std::thread::panicking() {
            panic!("diagnostics were not checked");
        }
    }
}
