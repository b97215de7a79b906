//! What is mutated: every function, `impl`, module, struct and check of the repository's own tests, examples and
//! documentation.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs;
use std::path::Path;

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{Attribute, Block, Expr, Ident, Item, Lit, Meta, Pat, Stmt, Type};

use crate::expand;

use super::super::composition::handed_over;

/// What tokens are given to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::tests) enum Entry {
    Differentiate,
    Derive,
    Check,
}

/// What an expansion is asked for, as text.
#[derive(Clone, Debug)]
pub(in crate::tests) struct Input {
    pub(in crate::tests) entry: Entry,
    pub(in crate::tests) arguments: String,
    pub(in crate::tests) item: String,
}

/// Inputs, and their parts.
#[derive(Default)]
pub(in crate::tests) struct Corpus {
    pub(in crate::tests) inputs: Vec<Input>,
    /// Those that are meant to be expanded.
    pub(in crate::tests) marked: Vec<Input>,
    pub(in crate::tests) exprs: Vec<Expr>,
    pub(in crate::tests) stmts: Vec<Stmt>,
    pub(in crate::tests) types: Vec<Type>,
    pub(in crate::tests) pats: Vec<Pat>,
    pub(in crate::tests) blocks: Vec<Block>,
    pub(in crate::tests) idents: Vec<Ident>,
    pub(in crate::tests) lits: Vec<Lit>,
    pub(in crate::tests) arguments: Vec<String>,
    /// Items by their names.
    named: HashMap<String, Item>,
    /// What they hand over, where somebody has asked.
    payloads: RefCell<HashMap<String, String>>,
}

/// Files in which there is something to mutate, from the root of the repository.
const FOLDERS: &[&str] = &["tests", "examples", "benches", "README.md", "autodiff-macros/src/tests", "src"];

impl Corpus {
    pub(in crate::tests) fn read() -> Corpus {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut texts = Vec::new();
        FOLDERS.iter().for_each(|folder| collect(&root.join(folder), &mut texts));
        let mut corpus = Corpus::default();
        for text in texts {
            let tokens = text.parse::<TokenStream>().unwrap_or_default();
            if let Ok(file) = syn::parse2::<syn::File>(nowhere(tokens)) {
                corpus.visit_file(&file);
            }
        }
        corpus
    }

    /// What stands under a name, as it is handed over.
    #[expect(clippy::wildcard_enum_match_arm, reason = "other items hand nothing over")]
    pub(in crate::tests) fn payload(&self, name: &str) -> Option<String> {
        if let Some(known) = self.payloads.borrow().get(name) {
            return Some(known.clone());
        }
        let item = self.named.get(name)?.to_token_stream();
        let handed = match self.named.get(name)? {
            Item::Struct(_) => item,
            Item::Fn(_) => std::panic::catch_unwind(|| handed_over(&item.to_string())).ok()?,
            _ => return None,
        };
        let handed = handed.to_string();
        self.payloads.borrow_mut().insert(name.to_owned(), handed.clone());
        Some(handed)
    }

    fn add(&mut self, entry: Entry, arguments: Option<TokenStream>, item: &TokenStream) {
        let is_marked = arguments.is_some();
        let (arguments, item) = (arguments.unwrap_or_default().to_string(), item.to_string());
        if !arguments.is_empty() && entry == Entry::Differentiate {
            self.arguments.push(arguments.clone());
        }
        let input = Input { entry, arguments, item };
        if is_marked {
            self.marked.push(input.clone());
        }
        self.inputs.push(input);
    }
}

/// Tokens without places: texts are forgotten from time to time.
fn nowhere(tokens: TokenStream) -> TokenStream {
    let moved = tokens.into_iter().map(|tree| {
        let mut tree = match tree {
            TokenTree::Group(group) => TokenTree::Group(Group::new(group.delimiter(), nowhere(group.stream()))),
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => tree,
        };
        tree.set_span(Span::call_site());
        tree
    });
    moved.collect()
}

fn collect(path: &Path, texts: &mut Vec<String>) {
    if path.is_dir() {
        let entries = fs::read_dir(path).expect("a folder");
        let mut paths = entries.map(|entry| entry.expect("an entry").path()).collect::<Vec<_>>();
        paths.sort();
        return paths.iter().for_each(|path| collect(path, texts));
    }
    let extension = path.extension().and_then(|extension| extension.to_str());
    match (extension, fs::read_to_string(path)) {
        (Some("rs"), Ok(text)) => texts.push(text),
        (Some("md"), Ok(text)) => texts.extend(text.split("```").skip(1).step_by(2).map(code)),
        _ => {}
    }
}

/// The code in a block of Markdown, without the language.
fn code(block: &str) -> String {
    block.split_once('\n').map_or("", |(_, code)| code).to_owned()
}

/// The arguments of an attribute that is ours, and the others.
fn split(attrs: &[Attribute]) -> (Option<TokenStream>, Vec<Attribute>) {
    let is_ours =
        |attribute: &&Attribute| attribute.path().segments.last().is_some_and(|last| last.ident == "differentiate");
    let ours = attrs.iter().find(is_ours).map(|attribute| match &attribute.meta {
        Meta::List(list) => list.tokens.clone(),
        Meta::Path(_) | Meta::NameValue(_) => TokenStream::new(),
    });
    (ours, attrs.iter().filter(|attribute| !is_ours(attribute)).cloned().collect())
}

/// Whether a struct has the derive.
fn is_derived(attrs: &[Attribute]) -> Option<TokenStream> {
    let derives = |attribute: &Attribute| attribute.to_token_stream().to_string().contains("Differentiable");
    attrs.iter().any(derives).then(TokenStream::new)
}

/// A function without parameters has no derivatives to speak of.
fn is_test(item: &Item) -> bool {
    matches!(item, Item::Fn(function) if function.sig.inputs.is_empty())
}

impl<'ast> Visit<'ast> for Corpus {
    #[expect(clippy::wildcard_enum_match_arm, reason = "other items are not expanded")]
    fn visit_item(&mut self, item: &'ast Item) {
        let mut item = item.clone();
        let taken = |attrs: &mut Vec<Attribute>| {
            let (ours, others) = split(attrs);
            *attrs = others;
            ours
        };
        let (entry, arguments, name) = match &mut item {
            Item::Fn(function) => {
                (Entry::Differentiate, taken(&mut function.attrs), Some(function.sig.ident.to_string()))
            }
            Item::Impl(methods) => (Entry::Differentiate, taken(&mut methods.attrs), None),
            Item::Mod(module) => match taken(&mut module.attrs) {
                Some(arguments) => (Entry::Differentiate, Some(arguments), None),
                None => return visit::visit_item(self, &item),
            },
            Item::Struct(structure) => (Entry::Derive, is_derived(&structure.attrs), Some(structure.ident.to_string())),
            Item::Enum(_) | Item::Union(_) => (Entry::Derive, None, None),
            _ => return visit::visit_item(self, &item),
        };
        if !is_test(&item) {
            self.add(entry, arguments, &item.to_token_stream());
        }
        if let Some(name) = name {
            self.named.entry(name).or_insert_with(|| item.clone());
        }
        visit::visit_item(self, &item);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        let name = call.path.segments.last().map(|last| last.ident.to_string());
        if name.as_deref() == Some("check") {
            let tokens = &call.tokens;
            self.add(Entry::Check, Some(TokenStream::new()), &quote::quote!([::autodiff] #tokens));
        }
        // Tests of the compiler have functions as text.
        for tree in call.tokens.clone() {
            if let TokenTree::Literal(literal) = tree
                && let Ok(Lit::Str(text)) = syn::parse_str::<Lit>(&literal.to_string())
            {
                self.visit_lit_str(&text);
            }
        }
    }

    fn visit_lit_str(&mut self, text: &'ast syn::LitStr) {
        let tokens = text.value().parse::<TokenStream>().unwrap_or_default();
        if let Ok(item) = syn::parse2::<Item>(nowhere(tokens)) {
            if let Item::Fn(function) = &item
                && !function.sig.inputs.is_empty()
            {
                self.marked.push(Input { entry: Entry::Differentiate, arguments: String::new(), item: text.value() });
            }
            self.visit_item(&item);
        }
    }

    fn visit_expr(&mut self, expr: &'ast Expr) {
        self.exprs.push(expr.clone());
        visit::visit_expr(self, expr);
    }

    fn visit_stmt(&mut self, stmt: &'ast Stmt) {
        self.stmts.push(stmt.clone());
        visit::visit_stmt(self, stmt);
    }

    fn visit_type(&mut self, ty: &'ast Type) {
        self.types.push(ty.clone());
        visit::visit_type(self, ty);
    }

    fn visit_pat(&mut self, pat: &'ast Pat) {
        self.pats.push(pat.clone());
        visit::visit_pat(self, pat);
    }

    fn visit_block(&mut self, block: &'ast Block) {
        self.blocks.push(block.clone());
        visit::visit_block(self, block);
    }

    fn visit_ident(&mut self, ident: &'ast Ident) {
        self.idents.push(ident.clone());
    }

    fn visit_lit(&mut self, lit: &'ast Lit) {
        self.lits.push(lit.clone());
        visit::visit_lit(self, lit);
    }
}

/// What an entry point makes of tokens.
pub(in crate::tests) fn expand(entry: Entry, arguments: TokenStream, item: TokenStream) -> TokenStream {
    match entry {
        Entry::Differentiate => expand::differentiate(arguments, item),
        Entry::Derive => expand::derive(item),
        Entry::Check => expand::check(item),
    }
}
