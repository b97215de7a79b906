//! The variants and fields of `syn`'s syntax, from its own source.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Fields, File, Item, ItemEnum, ItemStruct, Type};

/// The enums of which every variant is decided.
const ENUMS: [&str; 20] = [
    "BinOp",
    "Expr",
    "FnArg",
    "GenericArgument",
    "GenericParam",
    "Item",
    "Lit",
    "Member",
    "Pat",
    "PathArguments",
    "RangeLimits",
    "ReceiverKind",
    "ReturnType",
    "Safety",
    "Stmt",
    "Type",
    "TypeParamBound",
    "UnOp",
    "WherePredicate",
    "Lit",
];

/// Where a body, and the signature that it has, begin.
const ROOTS: [&str; 2] = ["Block", "Signature"];

/// What is decided as a whole: nothing in it is looked at.
const WHOLE: [&str; 6] = ["Attribute", "Item", "Lit", "Macro", "PreciseCapture", "Punctuated"];

/// Rows that are about words, and not about syntax of their own.
pub(super) const BY_NAME: [&str; 3] = ["Attribute", "Macro", "StmtExpr"];

/// Marks that say nothing beside what they stand with.
const MARKS: [&str; 8] =
    ["colon2_token", "colon_token", "comma", "dyn_token", "gt_token", "leading_vert", "lt_token", "paren_token"];

/// Fields that hold what has no form of its own yet: the compiler asks each whether it is empty.
const MODIFIERS: [&str; 4] = ["BlockModifiers", "ClosureModifiers", "LocalModifiers", "TraitBoundModifiers"];

/// The definitions of `syn`.
pub(super) struct Syntax {
    enums: BTreeMap<String, ItemEnum>,
    structs: BTreeMap<String, ItemStruct>,
}

type Pairs = BTreeSet<(String, String)>;

impl Syntax {
    pub(super) fn read() -> Syntax {
        let mut syntax = Syntax { enums: BTreeMap::new(), structs: BTreeMap::new() };
        for file in fs::read_dir(folder().join("src")).expect("the source of `syn`") {
            let path = file.expect("a file").path();
            if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("a source");
                let File { items, .. } = syn::parse_file(&text).expect("Rust");
                items.into_iter().for_each(|item| syntax.learn(item));
            }
        }
        syntax
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "any other item defines no syntax")]
    fn learn(&mut self, item: Item) {
        match item {
            Item::Macro(call) if call.mac.path.to_token_stream().to_string().starts_with("ast_") => {
                match syn::parse2::<Item>(without_mark(call.mac.tokens)) {
                    Ok(defined @ (Item::Enum(_) | Item::Struct(_))) => self.learn(defined),
                    Ok(other) => panic!("{other:?}"),
                    Err(error) => panic!("{error}"),
                }
            }
            Item::Enum(defined) => drop(self.enums.insert(defined.ident.to_string(), defined)),
            Item::Struct(defined) => drop(self.structs.insert(defined.ident.to_string(), defined)),
            _ => {}
        }
    }

    /// The variants that have to be decided.
    pub(super) fn variants(&self) -> Pairs {
        ENUMS.iter().flat_map(|name| pairs_of_enum(&self.enums[*name])).collect()
    }

    /// The fields that have to be decided: those in a body that may be there or not.
    pub(super) fn optional_parts(&self) -> Pairs {
        let structs = self.reachable().into_iter().filter_map(|name| self.structs.get(&name));
        structs.flat_map(|defined| pairs_of_struct(defined, &|ty| self.is_optional(ty))).collect()
    }

    pub(super) fn everything(&self) -> Pairs {
        let fields = self.structs.values().flat_map(|defined| pairs_of_struct(defined, &|_| true));
        self.enums.values().flat_map(pairs_of_enum).chain(fields).collect()
    }

    /// Whether a field is one that may be there or not, or that says one of several things.
    fn is_optional(&self, ty: &Type) -> bool {
        let text = ty.to_token_stream().to_string();
        let is_choice = ["PointerMutability", "ReceiverKind", "RangeLimits", "Safety"].contains(&text.as_str());
        assert!(!text.ends_with("Modifiers") || MODIFIERS.contains(&text.as_str()), "{text} is not asked");
        text.starts_with("Option <") || is_choice
    }

    /// The definitions that a body or signature can be made of.
    fn reachable(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut open = ROOTS.map(str::to_owned).to_vec();
        while let Some(name) = open.pop() {
            if WHOLE.contains(&name.as_str()) || !found.insert(name.clone()) {
                continue;
            }
            let fields = match (self.structs.get(&name), self.enums.get(&name)) {
                (Some(defined), _) => vec![&defined.fields],
                (_, Some(defined)) => defined.variants.iter().map(|variant| &variant.fields).collect(),
                (None, None) => continue,
            };
            for field in fields.into_iter().flatten() {
                names(field.ty.to_token_stream(), &mut open);
            }
        }
        found
    }
}

fn pairs_of_enum(defined: &ItemEnum) -> Vec<(String, String)> {
    let pair = |variant: &syn::Variant| (defined.ident.to_string(), variant.ident.to_string());
    defined.variants.iter().map(pair).collect()
}

fn pairs_of_struct(defined: &ItemStruct, counts: &dyn Fn(&Type) -> bool) -> Vec<(String, String)> {
    let Fields::Named(fields) = &defined.fields else { return Vec::new() };
    let named = fields.named.iter().filter_map(|field| Some((field.ident.as_ref()?.to_string(), &field.ty)));
    let counted = named.filter(|(name, ty)| !MARKS.contains(&name.as_str()) && counts(ty));
    counted.map(|(name, _)| (defined.ident.to_string(), name)).collect()
}

fn names(tokens: TokenStream, into: &mut Vec<String>) {
    for tree in tokens {
        match tree {
            TokenTree::Ident(ident) => into.push(ident.to_string()),
            TokenTree::Group(group) => names(group.stream(), into),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// A definition without `#full`.
fn without_mark(tokens: TokenStream) -> TokenStream {
    let trees = tokens.into_iter().collect::<Vec<_>>();
    let is_mark = |place: usize| {
        matches!(trees.get(place), Some(TokenTree::Punct(punct)) if punct.as_char() == '#')
            && matches!(trees.get(place + 1), Some(TokenTree::Ident(word)) if word == "full")
    };
    let kept = (0..trees.len()).filter(|place| !is_mark(*place) && (*place == 0 || !is_mark(place - 1)));
    kept.map(|place| trees[place].clone()).collect()
}

/// Where the `syn` is that this crate is built with.
fn folder() -> PathBuf {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let host = Command::new("rustc").arg("-vV").output().expect("the version of the compiler").stdout;
    let host = String::from_utf8(host).expect("text");
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).expect("the platform");
    let output = Command::new(cargo)
        .args(["metadata", "--offline", "--format-version", "1", "--filter-platform", host])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the metadata of this workspace");
    let text = String::from_utf8(output.stdout).expect("text");
    let (_, package) = text.split_once("\"name\":\"syn\",\"version\":\"3.").expect("`syn` among the packages");
    let (_, path) = package.split_once("\"manifest_path\":\"").expect("its manifest");
    let (path, _) = path.split_once('"').expect("the end of a text");
    PathBuf::from(path).parent().expect("its folder").to_owned()
}
