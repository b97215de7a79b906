//! What is known of the user's structs: from a definition to a `Record`.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use proc_macro2::Ident;
use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Fields, GenericArgument, GenericParam, Generics, ItemStruct, Path, PathArguments, Type, TypePath};

use crate::ir::{Field, Kind, Member, NamedFields, Record, Visibility};

use super::known::{DEFINITION, Knowledge, Known, is_of_module};
use super::types::{Reading, Types};

/// The structs that a function meets, each read once.
pub(crate) struct Structs<'a> {
    knowledge: &'a Knowledge,
    /// By the type as it is written.
    known: RefCell<BTreeMap<String, Rc<Record>>>,
    being_read: RefCell<BTreeSet<String>>,
    /// The fields that are named, by the path of the struct.
    named: RefCell<BTreeMap<String, NamedFields>>,
}

impl<'a> Structs<'a> {
    pub(crate) fn new(knowledge: &'a Knowledge) -> Structs<'a> {
        Structs { knowledge, known: RefCell::default(), being_read: RefCell::default(), named: RefCell::default() }
    }

    /// The definition that a path means; where that is not known yet, it is asked for.
    pub(super) fn definition(&self, path: &Path, is_silent: bool) -> Option<&'a ItemStruct> {
        if !is_of_module(path) {
            return None;
        }
        let known = if is_silent { self.knowledge.found(path) } else { self.knowledge.of(path).ok() };
        if let Some(Known::Struct(definition)) = known { Some(definition) } else { None }
    }

    /// Which fields of a struct the function names.
    pub(super) fn named(&self, path: &Path) -> NamedFields {
        let written = bare(path).to_token_stream().to_string();
        self.named.borrow_mut().entry(written).or_default().clone()
    }

    /// The struct that a type is.
    pub(super) fn record(&self, ty: &TypePath, types: &Types<'_>) -> Option<Rc<Record>> {
        let Some(function) = types.function() else { return self.record_here(ty, types) };
        // Another function may call it by another path.
        let last = ty.path.segments.last()?;
        self.by_name(&last.ident).or_else(|| {
            let mut ty = ty.clone();
            if types.is_unknown_here(last) && !is_rooted(&ty.path) {
                put_beside(&mut ty.path, function);
            }
            self.record_here(&ty, types)
        })
    }

    /// The one struct that is known by a name.
    fn by_name(&self, name: &Ident) -> Option<Rc<Record>> {
        let known = self.known.borrow();
        let mut found = known.values().filter(|record| record.name == *name);
        let first = found.next()?;
        found.all(|other| other == first).then(|| Rc::clone(first))
    }

    fn record_here(&self, ty: &TypePath, types: &Types<'_>) -> Option<Rc<Record>> {
        let written = ty.to_token_stream().to_string();
        if let Some(known) = self.known.borrow().get(&written) {
            return Some(Rc::clone(known));
        }
        // A struct that contains itself does not know its own kind.
        if !self.being_read.borrow_mut().insert(written.clone()) {
            return None;
        }
        let record = self.read(ty, types).map(Rc::new);
        self.being_read.borrow_mut().remove(&written);
        if let Some(record) = &record {
            self.known.borrow_mut().insert(written, Rc::clone(record));
        }
        record
    }

    fn read(&self, ty: &TypePath, types: &Types<'_>) -> Option<Record> {
        let definition = types.definition(&ty.path)?;
        let mut arguments = Arguments::of(&definition.generics, &ty.path)?;
        let is_exhaustive = !definition.attrs.iter().any(|attribute| attribute.path().is_ident("non_exhaustive"));
        let fields = definition.fields.iter().enumerate().map(|(place, field)| {
            let mut of = field.ty.clone();
            Beside { path: &ty.path, definition, types }.visit_type_mut(&mut of);
            arguments.visit_type_mut(&mut of);
            let is_constant = is_constant(field);
            Field {
                member: member(place, field),
                // A field that nobody reads need not be understood.
                kind: kind(&types.silent().read(&of), is_constant),
                ty: of.to_token_stream().to_string(),
                is_constant,
                // Nobody outside of its crate may write a literal of a struct that may get more fields.
                visibility: if is_exhaustive { visibility(field) } else { Visibility::Restricted },
            }
        });
        let fields = fields.collect();
        let record = Record::new(definition.ident.clone(), ty.to_token_stream(), fields, self.named(&ty.path));
        Some(record.defined_by(identity(definition)))
    }
}

/// Types of fields as they are written where the function stands: a struct that is found in a module has its own types
/// there too.
struct Beside<'a> {
    path: &'a Path,
    definition: &'a ItemStruct,
    types: &'a Types<'a>,
}

impl VisitMut for Beside<'_> {
    fn visit_type_path_mut(&mut self, ty: &mut TypePath) {
        visit_mut::visit_type_path_mut(self, ty);
        let is_parameter = |param: &GenericParam| match param {
            GenericParam::Type(param) => ty.path.is_ident(&param.ident),
            GenericParam::Const(param) => ty.path.is_ident(&param.ident),
            GenericParam::Lifetime(_) => false,
        };
        let is_other = ty.path.segments.last().is_some_and(|last| self.types.is_unknown_here(last));
        if !is_rooted(&ty.path) && is_other && !self.definition.generics.params.iter().any(is_parameter) {
            put_beside(&mut ty.path, self.path);
        }
    }
}

/// Whether a path means the same everywhere.
fn is_rooted(path: &Path) -> bool {
    let first = path.segments.first().map(|first| first.ident.to_string());
    let is_root = first.is_some_and(|first| ["crate", "std", "core", "alloc", "nalgebra"].contains(&first.as_str()));
    path.leading_colon.is_some() || is_root
}

/// A path of the module of another one.
fn put_beside(path: &mut Path, other: &Path) {
    let mut modules = bare(other).segments.into_iter().collect::<Vec<_>>();
    modules.pop();
    path.segments = modules.into_iter().chain(path.segments.iter().cloned()).collect();
    path.leading_colon = other.leading_colon;
}

/// A path without arguments.
pub(super) fn bare(path: &Path) -> Path {
    let mut bare = path.clone();
    bare.segments.iter_mut().for_each(|segment| segment.arguments = PathArguments::None);
    bare
}

/// What tells this definition from all others, as the derive says.
pub(super) fn identity(definition: &ItemStruct) -> Option<u64> {
    let attribute = definition.attrs.iter().find(|attribute| attribute.path().is_ident(DEFINITION))?;
    attribute.parse_args::<syn::LitInt>().ok()?.base10_parse().ok()
}

/// Whether a field keeps its value and has no derivative.
pub(super) fn is_constant(field: &syn::Field) -> bool {
    field.attrs.iter().any(|attribute| attribute.path().is_ident("constant"))
}

pub(super) fn member(place: usize, field: &syn::Field) -> Member {
    field.ident.as_ref().map_or(Member::Unnamed(place), |name| Member::Named(name.clone()))
}

pub(super) fn visibility(field: &syn::Field) -> Visibility {
    match &field.vis {
        syn::Visibility::Public(_) => Visibility::Public,
        syn::Visibility::Restricted(_) => Visibility::Restricted,
        syn::Visibility::Inherited => Visibility::Private,
    }
}

/// Whether the fields of a struct have no names.
pub(super) fn is_tuple(definition: &ItemStruct) -> bool {
    matches!(definition.fields, Fields::Unnamed(_))
}

/// The kind of a field; of one that is no constant, it is open where the type is not known.
fn kind(reading: &Reading, is_constant: bool) -> Kind {
    match reading {
        Reading::Kind(kind) => kind.clone(),
        Reading::Reference(_)
        | Reading::Mutable
        | Reading::Tuple(_)
        | Reading::Container
        | Reading::Other
        | Reading::Inferred => {
            if is_constant {
                Kind::Opaque
            } else {
                Kind::Open
            }
        }
    }
}

/// What a struct's generic parameters stand for.
struct Arguments(Vec<(Ident, GenericArgument)>);

impl Arguments {
    /// The arguments that a type gives; `None` where one is missing.
    fn of(generics: &Generics, path: &Path) -> Option<Arguments> {
        let given = match path.segments.last().map(|last| &last.arguments) {
            Some(PathArguments::AngleBracketed(given)) => given.args.iter().cloned().collect(),
            Some(PathArguments::None | PathArguments::Parenthesized(_)) | None => Vec::new(),
        };
        let mut given = given.into_iter().filter(|argument| !matches!(argument, GenericArgument::Lifetime(_)));
        let mut pairs = Vec::new();
        for param in &generics.params {
            let (name, default) = match param {
                GenericParam::Lifetime(_) => continue,
                GenericParam::Type(param) => {
                    (&param.ident, param.default.clone().map(|(_, ty)| GenericArgument::Type(ty)))
                }
                GenericParam::Const(param) => {
                    (&param.ident, param.default.clone().map(|(_, expr)| GenericArgument::Const(expr)))
                }
            };
            let argument = given.next().or(default)?;
            if matches!(argument, GenericArgument::Type(Type::Infer(_))) {
                return None;
            }
            pairs.push((name.clone(), argument));
        }
        Some(Arguments(pairs))
    }

    fn get(&self, path: &Path) -> Option<&GenericArgument> {
        let ident = path.get_ident()?;
        self.0.iter().find(|(name, _)| name == ident).map(|(_, argument)| argument)
    }
}

impl VisitMut for Arguments {
    fn visit_generic_argument_mut(&mut self, argument: &mut GenericArgument) {
        // A const argument that is a name reads like a type.
        if let GenericArgument::Type(Type::Path(path)) = argument
            && let Some(given) = self.get(&path.path)
        {
            *argument = given.clone();
            return;
        }
        visit_mut::visit_generic_argument_mut(self, argument);
    }

    fn visit_type_mut(&mut self, ty: &mut Type) {
        if let Type::Path(path) = ty
            && let Some(GenericArgument::Type(given)) = self.get(&path.path)
        {
            *ty = given.clone();
            return;
        }
        visit_mut::visit_type_mut(self, ty);
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Expr::Path(path) = expr
            && let Some(GenericArgument::Const(given)) = self.get(&path.path)
        {
            *expr = given.clone();
            return;
        }
        // `[f64; N]`, where `N` is another const parameter at the use.
        if let Expr::Path(path) = expr
            && let Some(GenericArgument::Type(Type::Path(given))) = self.get(&path.path)
        {
            path.path = given.path.clone();
            return;
        }
        visit_mut::visit_expr_mut(self, expr);
    }
}
