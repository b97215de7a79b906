//! Every message is shown by a program that must not compile: its words stand in a `.stderr` file below `tests/ui`.
//!
//! The catalogue is read from the source of `messages/`, so that no message can be left out of it. A sentence is a
//! literal, in `Message::new` or in the `what` before it; what is put into it may be anything.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Expr, ExprCall, ItemFn, Lit, Local, Pat};

/// What no program can show: a defect of ours would have to be known and left in, locals of Rust keep their types, a
/// function that hands itself over has no errors in its signature, functions that are too large are not written down
/// (`tests/depth` makes them), and the rest is syntax that `syn` learns later. What the table of syntax refuses, its own
/// examples show.
const NOT_SHOWN: [&str; 7] = [
    "internal::defect: this is a defect of `autodiff` …: …",
    "iteration::unsettled: the types of the locals that this loop assigns change from one iteration to the next",
    "call::callee_has_errors: `…` has no derivative because of errors in it",
    "syntax::pattern: this pattern is not understood here",
    "size::nesting: this is nested too deeply, or has too many operations in one expression",
    "size::depth: branches, loops and calls of closures stand in each other, more than … deep: what follows an early \
     `return` stands in a branch, and an `else if` in the branch before",
    "size::values: this function comes to more than … operations, its closures and loops written out",
];

/// Programs that the compiler of Rust refuses itself: arguments of the attribute, and the item.
const IN_PROCESS: &[(&str, &str)] = &[
    ("", "mod elsewhere;"),
    ("", "fn"),
    ("", "fn f(x: f64) -> f64 { #[inline] let y = x; y }"),
    ("", "fn f(x: f64) -> f64 { yield x; x }"),
    ("", "fn f(x: f64) -> f64 { x * _ }"),
    ("", "fn f(x: f64) -> f64 { let const { 1.0 } = x; x }"),
    ("", "fn f(x: f64) -> f64 { let y = (let 1.0 = x); x }"),
    ("", "fn f(x: f64) -> f64 { let y: bool = x; x }"),
    ("", "fn f(x: f64) -> f64 { DVector::from_element(true, x).sum() }"),
    ("", "fn f(x: f64) -> bool { x }"),
    ("", "fn f(x: f64) -> f64 { (x, x) }"),
    ("", "fn f(x: f64) -> f64 { let y = if x > 0.0 { x } else { true }; x }"),
    ("", "fn f(x: f64) -> f64 { if x { x } else { 0.0 } }"),
    ("", "fn f(x: f64) -> f64 { let (a, b) = (x, x, x); a * b }"),
    ("", "fn f(x: f64) -> f64 { (x, x).2 }"),
    ("", "fn f(x: f64) -> f64 { let square = |y: f64| y * y; square(x, x) }"),
    ("", "fn f(x: f64) -> f64 { f(x, x) }"),
    ("", "fn f(x: f64) -> f64 { f(x > 1.0) }"),
    ("wrt(x)", "fn f(x: &[f64], i: i32) -> f64 { x[i] }"),
    ("", "fn f(x: f64) -> f64 { break 'outer; x }"),
    ("", "fn f(x: f64) -> f64 { for i in 0..3 { if x > 1.0 { break 'outer; } } x }"),
];

/// The same, of functions that take a `Layer`, which has a `weight` and a `bias`.
const OF_A_STRUCT: &[&str] = &[
    "fn f(layer: &Layer) -> f64 { layer.wieght }",
    "fn f(layer: &Layer) -> f64 { let next = Layer { bias: layer.bias }; next.bias }",
    "fn f(layer: &Layer) -> f64 { let next = Layer { bias: 1.0, ..layer.weight }; next.weight }",
];

const MESSAGES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/messages");
const LOWER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/lower");
const EXPECTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/ui");

/// A message, and what it may say.
struct Entry {
    name: String,
    sentences: Vec<Sentence>,
}

/// The parts of a sentence that are always the same; between them stands anything.
type Sentence = Vec<String>;

/// Messages whose subject is put in where they are given: each such place is a message of its own.
const OF_A_SUBJECT: [&str; 4] = ["syntax::refused", "syntax::item", "syntax::pattern", "value::shape"];

/// The calls of some functions in a piece of source, and what their first arguments may say.
struct Calls<'a> {
    /// How the functions may be called.
    named: &'a dyn Fn(&str) -> Option<String>,
    /// What locals are bound to.
    locals: BTreeMap<String, Vec<Sentence>>,
    found: Vec<(String, Vec<Sentence>)>,
}

impl<'a> Calls<'a> {
    fn of(named: &'a dyn Fn(&str) -> Option<String>) -> Calls<'a> {
        Calls { named, locals: BTreeMap::new(), found: Vec::new() }
    }

    /// What an expression may say.
    #[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is no sentence")]
    fn sentences(&self, expr: &Expr) -> Vec<Sentence> {
        match expr {
            Expr::Lit(lit) => match &lit.lit {
                Lit::Str(text) => vec![vec![text.value()]],
                _ => Vec::new(),
            },
            Expr::Macro(call) if call.mac.path.is_ident("format") => {
                let first = call.mac.tokens.clone().into_iter().next();
                let text = first.and_then(|first| syn::parse2::<syn::LitStr>(first.into()).ok());
                text.into_iter().map(|text| fixed(&text.value())).collect()
            }
            Expr::Match(choice) => choice.arms.iter().flat_map(|arm| self.sentences(&arm.body)).collect(),
            Expr::Reference(inner) => self.sentences(&inner.expr),
            Expr::Path(path) => {
                let local = path.path.get_ident().and_then(|name| self.locals.get(&name.to_string()));
                local.cloned().unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }
}

impl Visit<'_> for Calls<'_> {
    fn visit_local(&mut self, local: &Local) {
        visit::visit_local(self, local);
        if let (Pat::Ident(name), Some(init)) = (&local.pat, &local.init) {
            let sentences = self.sentences(&init.expr);
            self.locals.insert(name.ident.to_string(), sentences);
        }
    }

    fn visit_expr_call(&mut self, call: &ExprCall) {
        visit::visit_expr_call(self, call);
        let Expr::Path(function) = &*call.func else { return };
        let names = function.path.segments.iter().map(|segment| segment.ident.to_string()).collect::<Vec<_>>();
        let last = names[names.len().saturating_sub(2)..].join("::");
        if let Some(name) = (self.named)(&last) {
            let sentences = self.sentences(&call.args[0]);
            assert!(
                !sentences.is_empty(),
                "{name}: write what it says as a literal, where it is given or in a `let` before"
            );
            self.found.push((name, sentences));
        }
    }
}

fn catalogue() -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut subjects = BTreeMap::new();
    for path in files(Path::new(MESSAGES), "rs") {
        let subject = path.file_stem().unwrap().to_str().unwrap().to_owned();
        for item in &parsed(&path).items {
            let syn::Item::Fn(function) = item else { continue };
            if gives_message(function) {
                let name = format!("{subject}::{}", function.sig.ident);
                let is_new = |function: &str| (function == "Message::new").then(|| name.clone());
                let mut calls = Calls::of(&is_new);
                calls.visit_block(&function.block);
                let sentences = calls.found.into_iter().flat_map(|(_, sentences)| sentences).collect::<Vec<_>>();
                assert!(!sentences.is_empty(), "{name} has no sentence of its own");
                if OF_A_SUBJECT.contains(&name.as_str()) {
                    subjects.insert(name, sentences);
                } else {
                    entries.push(Entry { name, sentences });
                }
            }
        }
    }
    let of_a_subject = |function: &str| OF_A_SUBJECT.contains(&function).then(|| function.to_owned());
    for path in files(Path::new(LOWER), "rs") {
        let mut calls = Calls::of(&of_a_subject);
        calls.visit_file(&parsed(&path));
        entries.extend(calls.found.into_iter().map(|(name, given)| {
            let put_in =
                |subject: &Sentence| subjects[&name].iter().map(|around| joined(around, subject)).collect::<Vec<_>>();
            let sentences = given.iter().flat_map(put_in).collect();
            Entry { name, sentences }
        }));
    }
    entries
}

/// A sentence with its subject in the place of its first hole.
fn joined(around: &Sentence, subject: &Sentence) -> Sentence {
    let (first, others) = (&around[0], &around[1..]);
    let mut parts = subject.clone();
    parts[0].insert_str(0, first);
    parts.last_mut().unwrap().push_str(&others[0]);
    parts.extend(others[1..].iter().cloned());
    parts
}

fn parsed(path: &Path) -> syn::File {
    syn::parse_file(&fs::read_to_string(path).unwrap()).unwrap()
}

fn gives_message(function: &ItemFn) -> bool {
    matches!(&function.sig.output, syn::ReturnType::Type(_, ty) if matches!(&**ty, syn::Type::Path(ty) if ty.path.is_ident("Message")))
}

/// The files below a folder with an extension, in order.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
    paths.sort();
    let below = |path: PathBuf| match path.is_dir() {
        true => files(&path, extension),
        false if path.extension().is_some_and(|found| found == extension) => vec![path],
        false => Vec::new(),
    };
    paths.into_iter().flat_map(below).collect()
}

/// The parts of a format that are always the same.
fn fixed(format: &str) -> Sentence {
    let mut parts = vec![String::new()];
    let mut is_hole = false;
    for letter in format.chars() {
        match letter {
            '{' => {
                is_hole = true;
                parts.push(String::new());
            }
            '}' => is_hole = false,
            _ if is_hole => {}
            letter => parts.last_mut().unwrap().push(letter),
        }
    }
    parts
}

/// Whether a line could be a sentence.
fn says(line: &str, sentence: &[String]) -> bool {
    let (first, others) = sentence.split_first().unwrap();
    let Some((last, between)) = others.split_last() else { return line == first };
    let Some(mut rest) = line.strip_prefix(first.as_str()).and_then(|rest| rest.strip_suffix(last.as_str())) else {
        return false;
    };
    between.iter().all(|part| match rest.find(part.as_str()) {
        Some(at) => {
            rest = &rest[at + part.len()..];
            true
        }
        None => false,
    })
}

/// What a line of output says: an error, or a warning, which is the note of something deprecated.
fn told(line: &str) -> Option<String> {
    let error = line.strip_prefix("error: ")?;
    let note = error.strip_prefix("use of deprecated constant").and_then(|rest| rest.split_once("`: "));
    Some(note.map_or(error, |(_, note)| note).to_owned())
}

/// The first line of every error that a user reads in the tests.
fn shown() -> BTreeSet<String> {
    let text =
        files(Path::new(EXPECTED), "stderr").iter().map(|path| fs::read_to_string(path).unwrap()).collect::<String>();
    let lines = text.lines().filter_map(told);
    let in_process = IN_PROCESS.iter().flat_map(|(arguments, item)| said(&super::given(arguments, item)));
    let of_structs = OF_A_STRUCT.iter().flat_map(|item| said(&with_struct(item)));
    lines.chain(in_process).chain(of_structs).collect()
}

/// The expansion of a function that asks for the definition of `Layer`.
fn with_struct(item: &str) -> TokenStream {
    let tokens = |text: &str| text.parse::<TokenStream>().unwrap();
    let mut output = super::given("", item);
    let definition =
        super::composition::payload(crate::expand::derive(tokens("struct Layer { weight: f64, bias: f64 }")));
    while let Some(state) = super::composition::state(output.clone()) {
        output = crate::expand::resume(quote::quote!({ #state } #definition));
    }
    output
}

/// The first line of every error in an expansion.
fn said(output: &TokenStream) -> Vec<String> {
    let mut said = Vec::new();
    let mut is_error = false;
    for tree in output.clone() {
        match tree {
            // What the compiler of Rust says itself is in the place of the derivatives.
            TokenTree::Ident(word) => is_error = word == "compile_error" || word == "panic",
            TokenTree::Group(group) if is_error => {
                let text =
                    group.stream().into_iter().last().and_then(|last| syn::parse2::<syn::LitStr>(last.into()).ok());
                let text = text.map(|text| text.value()).unwrap_or_default();
                said.extend(text.lines().next().map(str::to_owned));
                is_error = false;
            }
            TokenTree::Group(group) => said.extend(self::said(&group.stream())),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
    said
}

#[test]
fn every_message_is_shown_by_a_program() {
    let shown = shown();
    let is_shown = |sentence: &Sentence| shown.iter().any(|line| says(line, sentence));
    let missing = catalogue().into_iter().flat_map(|entry| {
        let sentences = entry.sentences.into_iter().filter(|sentence| !is_shown(sentence)).collect::<Vec<_>>();
        sentences.into_iter().map(move |sentence| (entry.name.clone(), sentence))
    });
    let unshown = missing.map(|(name, sentence)| format!("{name}: {}", sentence.join("…"))).collect::<Vec<_>>();
    let unneeded = NOT_SHOWN.iter().filter(|entry| !unshown.iter().any(|found| found == *entry)).collect::<Vec<_>>();
    assert!(unneeded.is_empty(), "these can be shown, or are gone: {unneeded:?}");
    let missing = unshown.iter().filter(|entry| !NOT_SHOWN.contains(&entry.as_str())).cloned().collect::<Vec<_>>();
    assert!(missing.is_empty(), "no test in tests/ui shows\n{}", missing.join("\n"));
}

#[test]
fn sentences_are_told_apart() {
    let mut seen = BTreeMap::new();
    for Entry { name, sentences } in catalogue() {
        for sentence in sentences {
            let words = sentence.concat().split_whitespace().count();
            assert!(words > 1, "{name}: `{}` could be any sentence, so no test can show it", sentence.join("…"));
            if let Some(other) = seen.insert(sentence, name.clone()) {
                assert_eq!(other, name, "two messages say the same");
            }
        }
    }
}

#[test]
fn sentences_are_of_one_style() {
    for Entry { name, sentences } in catalogue() {
        for sentence in sentences {
            let text = sentence.join("x");
            let is_start = text.starts_with(|first: char| first.is_lowercase() || first == '`');
            assert!(is_start, "{name}: `{text}` starts with a capital letter");
            assert!(!text.ends_with('.') && !text.contains(". "), "{name}: `{text}` is no single clause");
        }
    }
}

#[test]
fn the_catalogue_is_found() {
    assert!(catalogue().len() > 120, "a message is a function in `messages/` that gives a `Message`");
    assert!(shown().len() > 200, "programs that must not compile stand below `tests/ui`");
    let sentence = fixed("`{name}` has no argument `{other}`");
    assert!(says("`f` has no argument `x`", &sentence));
    assert!(!says("`f` has no argument", &sentence));
    assert!(!says("`f` has 2 arguments", &sentence));
}
