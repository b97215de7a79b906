//! From Rust types to kinds.

use std::collections::BTreeMap;
use std::rc::Rc;

use quote::ToTokens;
use syn::{
    Expr, GenericArgument, GenericParam, Generics, ItemStruct, Path, PathArguments, PathSegment, Type, TypeParamBound,
    WherePredicate,
};

use crate::ir::{Dim, Elem, Figure, Int, Kind, Standing, Tensor, has_storage};

use super::structs::Structs;

/// Traits that make a type parameter a real scalar.
const REAL_BOUNDS: [&str; 2] = ["Real", "RealField"];

/// Names of the standard library that are no structs of the user's.
const STANDARD: [&str; 16] = [
    "Range",
    "RangeInclusive",
    "Arc",
    "BTreeMap",
    "BTreeSet",
    "Box",
    "Cell",
    "Cow",
    "HashMap",
    "HashSet",
    "Option",
    "RefCell",
    "Rc",
    "Result",
    "Self",
    "VecDeque",
];

/// What a type is to the compiler.
#[derive(Clone, Debug)]
pub(super) enum Reading {
    Kind(Kind),
    Reference(Box<Reading>),
    Mutable,
    Tuple(Vec<Reading>),
    /// A container of differentiable things, which is not understood yet.
    Container,
    /// A type that holds no reals that the compiler knows of.
    Other,
    /// `_`: nothing is said.
    Inferred,
}

impl Reading {
    /// Whether nothing in the type can have a tangent.
    fn is_constant(&self) -> bool {
        match self {
            Reading::Kind(kind) => !kind.is_differentiable(),
            Reading::Reference(inner) => inner.is_constant(),
            Reading::Tuple(parts) => parts.iter().all(Reading::is_constant),
            Reading::Other | Reading::Inferred => true,
            Reading::Mutable | Reading::Container => false,
        }
    }
}

/// The type parameters of a function.
#[derive(Clone)]
pub(super) struct Types<'a> {
    reals: Vec<String>,
    /// The type parameters of any other bound.
    others: Vec<String>,
    /// What they stand for, where the function is written into another one.
    bound: Bound,
    structs: &'a Structs<'a>,
    /// Whether what is not known yet is left so.
    is_silent: bool,
    /// The path of the function in which the types are written, where that is another one.
    of: Option<Path>,
}

/// What the generic parameters of a function stand for where it is called.
#[derive(Clone, Debug, Default)]
pub(super) struct Bound {
    elems: BTreeMap<String, Elem>,
    sizes: BTreeMap<String, Dim>,
}

impl Bound {
    /// The kind of an argument: that of its parameter, with what the generic parameters stand for; `None` where the two
    /// don't go together.
    pub(super) fn unify(&mut self, declared: &Kind, found: &Kind) -> Option<Kind> {
        match (declared, found) {
            (Kind::Opaque, found) => Some(found.clone()),
            (declared, Kind::Open) => Some(self.apply(declared).unwrap_or(Kind::Open)),
            (Kind::Real(one), Kind::Real(two)) => self.elem(one, two).map(Kind::Real),
            (Kind::Tensor(one), Kind::Tensor(two)) => Some(Kind::Tensor(Tensor {
                elem: self.elem(&one.elem, &two.elem)?,
                rows: self.size(&one.rows, &two.rows)?,
                cols: self.size(&one.cols, &two.cols)?,
            })),
            (Kind::Array(one, Dim::Dyn), Kind::Array(two, _)) => {
                Some(Kind::Array(Box::new(self.unify(one, two)?), Dim::Dyn))
            }
            (Kind::Array(one, length), Kind::Array(two, other)) => {
                Some(Kind::Array(Box::new(self.unify(one, two)?), self.size(length, other)?))
            }
            (Kind::Geometry(one, elem), Kind::Geometry(two, other)) if one == two => {
                self.elem(elem, other).map(|elem| Kind::Geometry(*one, elem))
            }
            (declared, found) => declared.join(found),
        }
    }

    fn elem(&mut self, declared: &Elem, found: &Elem) -> Option<Elem> {
        let Elem::Param(name) = declared else { return declared.join(found) };
        let known = self.elems.get(&**name).unwrap_or(&Elem::Any).join(found)?;
        self.elems.insert(name.to_string(), known.clone());
        Some(known)
    }

    fn size(&mut self, declared: &Dim, found: &Dim) -> Option<Dim> {
        let (Dim::Named(name) | Dim::Generic(name)) = declared else { return declared.join(found) };
        match self.sizes.get(&**name) {
            Some(known) => known.join(found),
            None => {
                self.sizes.insert(name.to_string(), found.clone());
                Some(found.clone())
            }
        }
    }

    /// A kind in terms of the caller; `None` where a generic parameter stands for nothing that is known.
    pub(super) fn apply(&self, kind: &Kind) -> Option<Kind> {
        Some(match kind {
            Kind::Real(elem) => Kind::Real(self.applied(elem)?),
            Kind::Tensor(tensor) => Kind::Tensor(self.shaped(tensor)?),
            Kind::Factor(which, tensor) => Kind::Factor(*which, self.shaped(tensor)?),
            Kind::Geometry(figure, elem) => Kind::Geometry(*figure, self.applied(elem)?),
            Kind::Array(element, length) => Kind::Array(Box::new(self.apply(element)?), self.sized(length)?),
            Kind::Int(_) | Kind::Bool | Kind::Record(_) | Kind::Opaque | Kind::Open | Kind::Pullback => kind.clone(),
        })
    }

    fn shaped(&self, tensor: &Tensor) -> Option<Tensor> {
        let Tensor { elem, rows, cols } = tensor;
        Some(Tensor { elem: self.applied(elem)?, rows: self.sized(rows)?, cols: self.sized(cols)? })
    }

    fn applied(&self, elem: &Elem) -> Option<Elem> {
        if let Elem::Param(name) = elem { self.elems.get(&**name).cloned() } else { Some(elem.clone()) }
    }

    fn sized(&self, size: &Dim) -> Option<Dim> {
        match size {
            Dim::Named(name) | Dim::Generic(name) => self.sizes.get(&**name).cloned(),
            Dim::Known(_) | Dim::Dyn => Some(size.clone()),
        }
    }

    /// A type argument that is given by hand.
    pub(super) fn give_type(&mut self, name: &str, argument: &GenericArgument, types: &Types<'_>) {
        let text = argument.to_token_stream().to_string();
        if let Some(elem) = types.elem(&text) {
            self.elems.insert(name.to_owned(), elem);
        } else if let Some(size) = dimension(argument) {
            self.sizes.insert(name.to_owned(), types.generic(size));
        }
    }

    /// What a generic parameter stands for, if it is known.
    pub(super) fn standing(&self, param: &GenericParam) -> Option<Standing> {
        match param {
            GenericParam::Lifetime(_) => None,
            GenericParam::Const(param) => self.sizes.get(&param.ident.to_string()).cloned().map(Standing::Number),
            GenericParam::Type(param) => {
                let name = param.ident.to_string();
                let elem = self.elems.get(&name).cloned().map(Standing::Elem);
                elem.or_else(|| self.sizes.get(&name).cloned().map(Standing::Size))
            }
        }
    }

    /// A size that is given by hand.
    pub(super) fn give_size(&mut self, name: &str, argument: &GenericArgument) {
        if let Some(size) = dimension(argument) {
            self.sizes.insert(name.to_owned(), size);
        }
    }
}

impl<'a> Types<'a> {
    pub(super) fn new(generics: &Generics, structs: &'a Structs<'a>) -> Types<'a> {
        let declared = generics.params.iter().filter_map(|param| match param {
            GenericParam::Type(param) => is_real(&param.bounds).then(|| param.ident.to_string()),
            GenericParam::Lifetime(_) | GenericParam::Const(_) => None,
        });
        let predicates = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
        let constrained = predicates.filter_map(|predicate| match predicate {
            WherePredicate::Type(predicate) => {
                is_real(&predicate.bounds).then(|| predicate.bounded_ty.to_token_stream().to_string())
            }
            WherePredicate::Lifetime(_) => None,
            _ => None,
        });
        let reals = declared.chain(constrained).collect::<Vec<_>>();
        let names = generics.type_params().map(|param| param.ident.to_string());
        let others = names.filter(|name| !reals.contains(name)).collect();
        Types { reals, others, bound: Bound::default(), structs, is_silent: false, of: None }
    }

    /// The same, where the generic parameters stand for something.
    pub(super) fn bound(generics: &Generics, bound: Bound, structs: &'a Structs<'a>) -> Types<'a> {
        Types { bound, ..Types::new(generics, structs) }
    }

    /// The same, where nothing more is asked for.
    pub(super) fn silent(&self) -> Types<'a> {
        Types { is_silent: true, ..self.clone() }
    }

    /// The same, for types that are written in another function.
    pub(super) fn in_function(&self, path: &Path) -> Types<'a> {
        Types { of: Some(path.clone()), ..self.clone() }
    }

    /// The path of that function.
    pub(super) fn function(&self) -> Option<&Path> {
        self.of.as_ref()
    }

    /// All structs that are known.
    pub(super) fn structs(&self) -> &'a Structs<'a> {
        self.structs
    }

    /// The definition of the struct that a path means, if it is known.
    pub(super) fn definition(&self, path: &Path) -> Option<&'a ItemStruct> {
        let last = path.segments.last()?.ident.to_string();
        let is_parameter = |name: &String| self.reals.contains(name) || self.others.contains(name);
        let first = path.segments.first()?.ident.to_string();
        let is_standard = ["std", "core", "alloc"].contains(&first.as_str());
        if is_standard
            || is_parameter(&last)
            || !last.starts_with(char::is_uppercase)
            || STANDARD.contains(&last.as_str())
        {
            return None;
        }
        self.structs.definition(path, self.is_silent)
    }

    /// The kind of a field whose own type has not been asked for.
    pub(super) fn asked(&self, ty: &str) -> Option<Kind> {
        let ty = syn::parse_str::<Type>(ty).ok()?;
        if let Reading::Kind(kind) = self.read(&ty) { Some(kind) } else { None }
    }

    /// The type parameter without the bound of a real scalar that a type mentions.
    pub(super) fn unbounded(&self, ty: &Type) -> Option<&str> {
        let words = ty.to_token_stream().to_string();
        let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
        let is_mentioned = |name: &&String| words.split(|letter| !is_part(letter)).any(|word| word == *name);
        self.others.iter().find(is_mentioned).map(String::as_str)
    }

    pub(super) fn read(&self, ty: &Type) -> Reading {
        match ty {
            Type::Path(path) if path.qself.is_none() => match path.path.segments.last() {
                Some(segment) => match self.segment(segment) {
                    Reading::Other => self
                        .structs
                        .record(path, self)
                        .map_or(Reading::Other, |record| Reading::Kind(Kind::Record(record))),
                    known @ (Reading::Kind(_)
                    | Reading::Reference(_)
                    | Reading::Mutable
                    | Reading::Tuple(_)
                    | Reading::Inferred
                    | Reading::Container) => known,
                },
                None => Reading::Other,
            },
            Type::Reference(reference) if reference.mutability.is_some() => Reading::Mutable,
            Type::Reference(reference) => Reading::Reference(Box::new(self.read(&reference.elem))),
            Type::Paren(inner) => self.read(&inner.elem),
            Type::Group(inner) => self.read(&inner.elem),
            Type::Tuple(tuple) => Reading::Tuple(tuple.elems.iter().map(|part| self.read(part)).collect()),
            Type::Array(array) => self.array(&array.elem, length(&array.len)),
            Type::Slice(slice) => self.array(&slice.elem, Dim::Dyn),
            Type::Infer(_) => Reading::Inferred,
            Type::Path(_)
            | Type::FnPtr(_)
            | Type::ImplTrait(_)
            | Type::Macro(_)
            | Type::Never(_)
            | Type::Ptr(_)
            | Type::TraitObject(_)
            | Type::Verbatim(_) => Reading::Other,
            _ => Reading::Other,
        }
    }

    /// A slice, `Vec` or array.
    fn array(&self, elem: &Type, length: Dim) -> Reading {
        let length = self.generic(length);
        match self.read(elem) {
            Reading::Kind(Kind::Open | Kind::Factor(..) | Kind::Pullback) => Reading::Other,
            // Constants of a type that is not looked into.
            Reading::Kind(Kind::Opaque) | Reading::Other | Reading::Inferred => {
                Reading::Kind(Kind::Array(Box::new(Kind::Opaque), length))
            }
            Reading::Kind(
                kind @ (Kind::Real(_)
                | Kind::Tensor(_)
                | Kind::Array(..)
                | Kind::Int(_)
                | Kind::Bool
                | Kind::Record(_)
                | Kind::Geometry(..)),
            ) => Reading::Kind(Kind::Array(Box::new(kind), length)),
            Reading::Tuple(parts) if parts.iter().all(Reading::is_constant) => {
                Reading::Kind(Kind::Array(Box::new(Kind::Opaque), length))
            }
            Reading::Reference(_) | Reading::Mutable | Reading::Tuple(_) | Reading::Container => Reading::Container,
        }
    }

    /// A container: of constants a constant, of anything else not understood.
    fn container(&self, elem: &Type) -> Reading {
        match self.read(elem) {
            Reading::Kind(kind) if !kind.is_differentiable() => Reading::Other,
            Reading::Other | Reading::Inferred => Reading::Other,
            Reading::Kind(_) | Reading::Reference(_) | Reading::Mutable | Reading::Tuple(_) | Reading::Container => {
                Reading::Container
            }
        }
    }

    fn segment(&self, segment: &PathSegment) -> Reading {
        let name = segment.ident.to_string();
        if let Some(elem) = self.elem(&name) {
            return Reading::Kind(Kind::Real(elem));
        }
        if let Some(int) = Int::named(&name) {
            return Reading::Kind(Kind::Int(int));
        }
        match name.as_str() {
            "bool" => return Reading::Kind(Kind::Bool),
            "char" | "str" | "String" => return Reading::Kind(Kind::Opaque),
            _ => {}
        }
        if let Some((figure, elem)) = self.geometry(segment) {
            return Reading::Kind(Kind::Geometry(figure, elem));
        }
        match self.tensor(segment) {
            Some(tensor) => Reading::Kind(Kind::Tensor(tensor)),
            None if name == "Vec" => match generic_arguments(segment)[..] {
                [GenericArgument::Type(elem)] => self.array(elem, Dim::Dyn),
                _ => Reading::Other,
            },
            None if matches!(name.as_str(), "Box" | "Rc" | "Arc" | "Cow") => {
                let inner = generic_arguments(segment).into_iter().find_map(|argument| match argument {
                    GenericArgument::Type(ty) => Some(self.container(ty)),
                    GenericArgument::Lifetime(_)
                    | GenericArgument::Const(_)
                    | GenericArgument::AssocType(_)
                    | GenericArgument::AssocConst(_)
                    | GenericArgument::Constraint(_) => None,
                    _ => None,
                });
                inner.unwrap_or(Reading::Other)
            }
            None => Reading::Other,
        }
    }

    /// Whether a name is none that this compiler knows.
    pub(super) fn is_unknown_here(&self, segment: &PathSegment) -> bool {
        let name = segment.ident.to_string();
        let is_standard = STANDARD.contains(&name.as_str()) || name == "Vec";
        let is_parameter = self.reals.contains(&name) || self.others.contains(&name);
        !is_standard && !is_parameter && matches!(self.segment(segment), Reading::Other)
    }

    pub(super) fn elem(&self, name: &str) -> Option<Elem> {
        match name.rsplit_once("primitive :: ").map_or(name, |(_, name)| name) {
            "f64" => Some(Elem::F64),
            "f32" => Some(Elem::F32),
            name if self.reals.iter().any(|real| real == name) => {
                Some(self.bound.elems.get(name).cloned().unwrap_or_else(|| Elem::Param(name.into())))
            }
            _ => None,
        }
    }

    /// The type of nalgebra's geometry that a type is, with all its type arguments.
    fn geometry(&self, segment: &PathSegment) -> Option<(Figure, Elem)> {
        let name = segment.ident.to_string();
        let arguments = generic_arguments(segment);
        let elem = |argument: &GenericArgument| self.elem(&argument.to_token_stream().to_string());
        match (name.as_str(), &arguments[..]) {
            ("Unit", [GenericArgument::Type(Type::Path(path))]) => match self.tensor(path.path.segments.last()?)? {
                Tensor { elem, rows: Dim::Known(size), cols } if cols.is_one() => Some((Figure::Unit(size), elem)),
                Tensor { .. } => None,
            },
            ("Point" | "OPoint" | "Rotation" | "Translation", [scalar, size]) => {
                let Dim::Known(size) = dimension(size)? else { return None };
                let figure = Figure::named(&format!("{}{size}", name.trim_start_matches('O')))?;
                Some((figure, elem(scalar)?))
            }
            (_, [scalar]) => Some((Figure::named(&name)?, elem(scalar)?)),
            (_, _) => None,
        }
    }

    /// A size by a name that is a type parameter's.
    fn generic(&self, dim: Dim) -> Dim {
        match dim {
            Dim::Named(name) if self.bound.sizes.contains_key(&*name) => self.bound.sizes[&*name].clone(),
            Dim::Named(name) if self.others.iter().any(|other| **other == *name) => Dim::Generic(name),
            Dim::Named(_) | Dim::Known(_) | Dim::Generic(_) | Dim::Dyn => dim,
        }
    }

    /// The shape that a type of nalgebra has. Type arguments that are left out are open.
    pub(super) fn tensor(&self, segment: &PathSegment) -> Option<Tensor> {
        let name = segment.ident.to_string();
        let arguments = generic_arguments(segment);
        let mut arguments =
            arguments.into_iter().filter(|argument| !matches!(argument, GenericArgument::Lifetime(_))).peekable();
        let sizes = sizes(&name)?;
        let elem = match arguments.next() {
            Some(GenericArgument::Type(Type::Infer(_))) | None => Elem::Any,
            Some(argument) => self.elem(&argument.to_token_stream().to_string())?,
        };
        let mut dim = |size: SizeName| match size {
            SizeName::Known(size) => Some(Dim::Known(size)),
            SizeName::Dyn => Some(Dim::Dyn),
            SizeName::Argument => arguments.next().and_then(dimension).map(|dim| self.generic(dim)),
        };
        let rows = dim(sizes.0)?;
        let cols = if is_square(&name) { rows.clone() } else { dim(sizes.1)? };
        // What says how the entries are stored: a storage, or the strides of a view.
        let more = if has_storage(&name) {
            1
        } else if name.contains("View") {
            2
        } else {
            0
        };
        (arguments.count() <= more).then_some(Tensor { elem, rows, cols })
    }
}

fn is_real(bounds: &syn::punctuated::Punctuated<TypeParamBound, syn::Token![+]>) -> bool {
    bounds.iter().any(|bound| match bound {
        TypeParamBound::Trait(bound) => {
            bound.path.segments.last().is_some_and(|last| REAL_BOUNDS.iter().any(|real| last.ident == real))
        }
        TypeParamBound::Lifetime(_) | TypeParamBound::PreciseCapture(_) | TypeParamBound::Verbatim(_) => false,
        _ => false,
    })
}

/// The length of an array type.
pub(super) fn length(expr: &Expr) -> Dim {
    let text = expr.to_token_stream().to_string();
    match text.trim_end_matches("usize").parse() {
        Ok(number) => Dim::Known(number),
        Err(_) => Dim::Named(text.into()),
    }
}

/// The kind of the numbers in a `Range`.
pub(super) fn of_range(ty: &Type) -> Option<Kind> {
    let ty = if let Type::Reference(reference) = ty { &*reference.elem } else { ty };
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == "Range")?;
    let [GenericArgument::Type(number)] = generic_arguments(last)[..] else { return None };
    Int::named(&number.to_token_stream().to_string()).map(Kind::Int)
}

fn generic_arguments(segment: &PathSegment) -> Vec<&GenericArgument> {
    match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => arguments.args.iter().collect(),
        PathArguments::None | PathArguments::Parenthesized(_) => Vec::new(),
    }
}

/// How a type's name gives one of its sizes.
#[derive(Clone, Copy)]
enum SizeName {
    Known(usize),
    Dyn,
    /// The next type argument.
    Argument,
}

/// Whether one size of a type is both.
fn is_square(name: &str) -> bool {
    name == "SquareMatrix"
}

/// Rows and columns of nalgebra's types, by name.
fn sizes(name: &str) -> Option<(SizeName, SizeName)> {
    use SizeName::{Argument, Dyn, Known};
    let name = &name.replacen("View", "", 1);
    match name.as_str() {
        "Vector" => return Some((Argument, Known(1))),
        "RowVector" => return Some((Known(1), Argument)),
        "Matrix" | "SquareMatrix" => return Some((Argument, Argument)),
        "DVector" => return Some((Dyn, Known(1))),
        "RowDVector" => return Some((Known(1), Dyn)),
        "DMatrix" => return Some((Dyn, Dyn)),
        "SVector" | "OVector" => return Some((Argument, Known(1))),
        "RowSVector" | "RowOVector" => return Some((Known(1), Argument)),
        "SMatrix" | "OMatrix" => return Some((Argument, Argument)),
        _ => {}
    }
    if let Some(size) = name.strip_prefix("RowVector") {
        return Some((Known(1), digit(size)?));
    }
    if let Some(size) = name.strip_prefix("Vector") {
        return Some((digit(size)?, Known(1)));
    }
    let sizes = name.strip_prefix("Matrix")?;
    match sizes.split_once('x') {
        Some((rows, cols)) => Some((digit(rows)?, digit(cols)?)),
        None => Some((digit(sizes)?, digit(sizes)?)),
    }
}

fn digit(text: &str) -> Option<SizeName> {
    match text {
        "X" => Some(SizeName::Dyn),
        "1" | "2" | "3" | "4" | "5" | "6" => text.parse().ok().map(SizeName::Known),
        _ => None,
    }
}

/// A dimension as a type argument: `3`, `N`, `Const<3>`, `U3`, `Dyn`.
pub(super) fn dimension(argument: &GenericArgument) -> Option<Dim> {
    match argument {
        GenericArgument::Const(Expr::Lit(literal)) => {
            literal.to_token_stream().to_string().parse().ok().map(Dim::Known)
        }
        GenericArgument::Const(expr) => Some(Dim::Named(expr.to_token_stream().to_string().into())),
        GenericArgument::Type(Type::Path(path)) => {
            let last = path.path.segments.last()?;
            let name = last.ident.to_string();
            match name.as_str() {
                "Dyn" | "Dynamic" => Some(Dim::Dyn),
                "Const" => generic_arguments(last).first().and_then(|argument| dimension(argument)),
                _ => match name.strip_prefix('U').map(str::parse) {
                    Some(Ok(size)) => Some(Dim::Known(size)),
                    Some(Err(_)) | None => Some(Dim::Named(Rc::from(name))),
                },
            }
        }
        GenericArgument::Type(_)
        | GenericArgument::Lifetime(_)
        | GenericArgument::AssocType(_)
        | GenericArgument::AssocConst(_)
        | GenericArgument::Constraint(_) => None,
        _ => None,
    }
}
