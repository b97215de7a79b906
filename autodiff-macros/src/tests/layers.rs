//! Who may import whom, as the design has it: read from the sources, each violation named with file and line.

mod source;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use source::{Token, tokens};

/// The parts of the compiler, top down, and the parts that each may use besides itself.
const LAYERS: &[(&str, &[&str])] = &[
    ("lib", &["expand"]),
    (
        "expand",
        &["request", "derive", "emit", "describe", "lower", "differentiate", "passes", "ir", "diagnostics", "messages"],
    ),
    ("request", &["diagnostics", "messages"]),
    ("derive", &["diagnostics", "messages"]),
    ("emit", &["ir", "rules"]),
    ("describe", &["ir"]),
    ("lower", &["ir", "rules", "diagnostics", "messages"]),
    ("analysis", &["ir", "rules", "diagnostics", "messages"]),
    ("differentiate", &["ir", "rules", "diagnostics", "messages"]),
    ("passes", &["ir", "rules", "diagnostics", "messages"]),
    ("rules", &["ir"]),
    ("ir", &[]),
    ("messages", &["diagnostics"]),
    ("diagnostics", &[]),
];

/// What a part may use beyond that, item by item: the target of an expansion, and what was asked for.
const GRANTED: &[(&str, &str)] = &[
    ("derive", "emit::carrier"),
    ("derive", "emit::errors"),
    ("derive", "emit::identity"),
    ("derive", "lower::DEFINITION"),
    ("emit", "diagnostics::Diagnostic"),
    ("emit", "differentiate::Mode"),
    ("emit", "lower::Assumed"),
    ("emit", "lower::Parameter"),
    ("emit", "lower::Leaf"),
    ("emit", "lower::Shape"),
    ("emit", "request::Check"),
    ("emit", "request::Checked"),
    ("emit", "request::OnRequest"),
    ("emit", "request::Point"),
    ("emit", "request::Request"),
    ("lower", "request::Given"),
    ("lower", "request::MOST_PARAMETERS"),
    ("lower", "request::OnRequest"),
    ("lower", "request::Point"),
    ("lower", "request::Request"),
];

/// Words that stand in some parts only. With a `!` they are meant as macros.
const WORDS: &[(&str, &[&str])] = &[
    ("proc_macro", &["lib"]),
    ("syn", &["expand", "request", "derive", "lower", "emit"]),
    ("quote!", &["expand", "derive", "emit"]),
    ("quote_spanned!", &["expand", "derive", "emit"]),
    ("parse_quote!", &["expand", "derive", "emit"]),
    ("parse_quote_spanned!", &["expand", "derive", "emit"]),
    ("format_ident!", &["expand", "derive", "emit"]),
];

/// Violations that are known and wait for being mended: parts, and words that don't belong there.
///
/// `lower` quotes where it writes a fragment of constant Rust from parts of the user's.
const DEBTS: &[(&str, &str)] = &[("lower", "quote!")];

/// A source file of the compiler, without its tests.
struct Source {
    /// From the folder of the sources.
    path: PathBuf,
    /// The part of the compiler that it belongs to.
    part: String,
    /// How many modules it is inside the crate.
    depth: usize,
    tokens: Vec<Token>,
}

/// A path from the root of the crate: its first name, and the first two.
struct Import {
    line: usize,
    part: String,
    item: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    let sources = files.into_iter().map(|path| read(&root, path));
    sources.filter(|source| source.part != "tests").collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry of a folder").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn read(root: &Path, path: PathBuf) -> Source {
    let tokens = tokens(&fs::read_to_string(&path).expect("a source file"));
    let path = path.strip_prefix(root).expect("inside the sources").to_owned();
    let modules = path.with_extension("").iter().map(|name| name.to_string_lossy().into_owned()).collect::<Vec<_>>();
    let unnamed = modules.last().is_some_and(|module| module == "mod" || module == "lib");
    let depth = modules.len() - usize::from(unnamed);
    Source { path, part: modules[0].clone(), depth, tokens }
}

impl Source {
    fn place(&self, line: usize) -> String {
        format!("src/{}:{line}", self.path.display())
    }

    fn text(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| &token.text)
    }

    /// `crate::` paths, and `super::` paths that reach the root.
    fn imports(&self) -> Vec<Import> {
        let mut imports = Vec::new();
        let mut at = 0;
        while at < self.tokens.len() {
            let starts = at == 0 || self.text(at - 1) != "::";
            let mut supers = 0;
            while self.text(at + 2 * supers) == "super" && self.text(at + 2 * supers + 1) == "::" {
                supers += 1;
            }
            if starts && self.text(at) == "crate" && self.text(at + 1) == "::" {
                self.tree(at + 2, &[], &mut imports);
            } else if starts && supers > 0 && supers == self.depth {
                self.tree(at + 2 * supers, &[], &mut imports);
            }
            at += 1 + 2 * supers;
        }
        imports
    }

    /// The paths of a tree of imports that starts at this token; gives the token after it.
    fn tree(&self, mut at: usize, prefix: &[&str], imports: &mut Vec<Import>) -> usize {
        if self.text(at) == "{" {
            while !["}", ""].contains(&self.text(at)) {
                at = self.tree(at + 1, prefix, imports);
            }
            return at + 1;
        }
        if self.text(at) == "}" {
            return at;
        }
        let path = [prefix, &[self.text(at)]].concat();
        if self.text(at + 1) == "::" && self.text(at + 2) != "<" {
            return self.tree(at + 2, &path, imports);
        }
        let line = self.tokens.get(at).map_or(0, |token| token.line);
        imports.push(Import { line, part: path[0].to_owned(), item: path[..path.len().min(2)].join("::") });
        let renamed = self.text(at + 1) == "as";
        at + if renamed { 3 } else { 1 }
    }
}

fn may_use(part: &str, import: &Import) -> bool {
    let table = |name: &str| LAYERS.iter().find(|(known, _)| *known == name).map(|(_, may_use)| *may_use);
    let Some(allowed) = table(part) else { return false };
    let other = table(&import.part).is_some() && import.part != part;
    !other || allowed.contains(&&*import.part) || GRANTED.contains(&(part, &*import.item))
}

#[test]
fn parts_import_what_the_design_allows() {
    let mut errors = BTreeSet::new();
    let mut granted = GRANTED.to_vec();
    for source in &sources() {
        if !LAYERS.iter().any(|(name, _)| *name == source.part) {
            errors.insert(format!("{}: `{}` is not in the table of layers", source.place(1), source.part));
        }
        for import in source.imports() {
            granted.retain(|known| *known != (&*source.part, &*import.item));
            if !may_use(&source.part, &import) {
                errors.insert(format!(
                    "{}: `{}` must not use `{}`",
                    source.place(import.line),
                    source.part,
                    import.item
                ));
            }
        }
    }
    errors.extend(granted.iter().map(|(part, item)| format!("`{part}` does not use `{item}` any more")));
    assert!(errors.is_empty(), "{} violations:\n{}", errors.len(), Vec::from_iter(errors).join("\n"));
}

#[test]
fn words_stay_where_they_belong() {
    let mut errors = Vec::new();
    let mut debts = DEBTS.to_vec();
    for source in &sources() {
        for (at, token) in source.tokens.iter().enumerate() {
            let called = format!("{}!", token.text);
            let is = |word: &str| word == token.text || (word == called && source.text(at + 1) == "!");
            let found = WORDS.iter().find(|(word, parts)| is(word) && !parts.contains(&&*source.part));
            let Some((word, parts)) = found else { continue };
            debts.retain(|known| *known != (&*source.part, *word));
            if !DEBTS.contains(&(&*source.part, *word)) {
                errors.push(format!("{}: `{word}` belongs in {parts:?}", source.place(token.line)));
            }
        }
    }
    errors.extend(debts.iter().map(|(part, word)| format!("`{word}` in `{part}` is no debt any more")));
    assert!(errors.is_empty(), "{} violations:\n{}", errors.len(), errors.join("\n"));
}

/// The tests above would pass if they read nothing.
#[test]
fn imports_are_found() {
    let text =
        "use crate::{ir::{self, Op}, rules as table};\n/* crate::no */ f(super::super::emit::g, \"crate::no\")\n";
    let source = Source { path: PathBuf::new(), part: "lower".to_owned(), depth: 2, tokens: tokens(text) };
    let found = source.imports().into_iter().map(|import| (import.line, import.item)).collect::<Vec<_>>();
    let expected = [(1, "ir::self"), (1, "ir::Op"), (1, "rules"), (2, "emit::g")];
    assert_eq!(found, expected.map(|(line, item)| (line, item.to_owned())));
    assert!(sources().iter().any(|source| source.imports().iter().any(|import| import.part == "ir")));
}
