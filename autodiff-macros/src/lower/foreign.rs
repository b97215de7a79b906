//! Calls of other differentiated functions.

use std::rc::Rc;

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::{Expr, ExprPath, GenericArgument, GenericParam, Generics, Path, PathArguments, Type};

use crate::diagnostics::{Diagnostics, Poisoned};
use crate::ir::{
    Block, Builder, Call, Callee, CalleePath, Dim, Kind, Name, Op, Parts, Passed, Stmt, Value, is_taken, uses,
};
use crate::messages::{call, named};
use crate::request::{Given, OnRequest};

use super::custom::is_view;
use super::identity::unknown;
use super::known::{Carriage, Carried, Known, is_of_module};
use super::named::Named;
use super::scope::{Scopes, plain};
use super::types::{Bound, Types};
use super::{Lowered, Lowerer, Shape, Signature, Source, Tree, are_apart, describe, tidy};

/// So many numbers are few: a Jacobian with so many rows or columns is swept without a loop.
const FEW: usize = 6;
/// A call of more numbers stays a call.
const SMALL: usize = 24;

impl<'a> Lowerer<'a> {
    /// The differentiated function that a path leads to, if it leads to one.
    pub(super) fn differentiated(&self, path: &ExprPath) -> Lowered<Option<&'a Carried>> {
        let is_local = path.path.get_ident().is_some_and(|ident| self.has_items || self.scopes.get(ident).is_some());
        let is_type = path.path.segments.last().is_some_and(|last| starts_upper(&last.ident.to_string()));
        if path.qself.is_some() || is_local || is_type || !is_of_module(&path.path) {
            return Ok(None);
        }
        if path.path.get_ident().is_some_and(|name| is_taken(&name.to_string())) {
            return Err(self.error(path, call::named_like_a_macro(&text(path))));
        }
        match self.known.of(&path.path)? {
            Known::Function(carried) => Ok(Some(carried)),
            Known::Broken => Err(Poisoned),
            Known::Struct(_) | Known::Nothing => Ok(None),
        }
    }

    /// A differentiated function called with these values; `places` says where they stand.
    pub(super) fn called_with(
        &mut self,
        carried: &'a Carried,
        path: &ExprPath,
        args: Vec<Tree>,
        places: &[&Expr],
        at: &impl ToTokens,
    ) -> Lowered<Tree> {
        let name = text(path);
        let declared = Types::new(&carried.item.sig.generics, self.types.structs()).in_function(&path.path);
        let signature = signature_of(carried, declared, &Builder::new())
            .ok_or_else(|| self.error(path, call::callee_has_errors(&name)))?;
        if args.len() != signature.parameters.len() {
            return Err(self.error(at, call::arguments(&name, signature.parameters.len()).of_rust(true)));
        }
        let mut types = Bound::default();
        turbofish(path, &carried.item.sig.generics, &mut types, &self.types);
        let place = |place: usize| places.get(place).map_or_else(|| at.to_token_stream(), ToTokens::to_token_stream);
        let leaves = self.matched_arguments(&name, &signature, &args, &place, &mut types)?;
        let is_written = carried.body.has_body() || carried.request.is_ruled();
        let unknown = if is_written { Ok(Vec::new()) } else { unknown(&signature) };
        let unknown = unknown.map_err(|parameter| self.error(path, call::effects_of_callee(&name, &parameter)))?;
        if let Some(changed) = carried.changes.as_ref().filter(|_| !carried.request.is_ruled()) {
            return Err(self.error(path, call::effects_of_callee(&name, changed)));
        }
        self.note_identity(&path.path, carried, &types, unknown);
        if let Some(given) = &carried.request.derivative
            && carried.body.has_body()
        {
            return self.by_rule(given, carried, path, &leaves, types);
        }
        let beyond = self.request.forms.iter().find(|(form, _)| form.is_higher_order());
        if let (Some((form, _)), true) = (beyond, carried.request.is_by_path()) {
            return Err(self.error(path, call::higher_order_of_rule(form.name(), &name)));
        }
        let inlined = match carried.body {
            Carriage::Always => true,
            // What another function calls is out of reach here.
            Carriage::IfNeeded => {
                let is_swept = || self.is_swept_often(&leaves);
                self.foreign.is_some() || beyond.is_some() || self.lacking(carried).is_some() || is_swept()
            }
            Carriage::Never => false,
            Carriage::Recursive => {
                if let Some((form, _)) = beyond {
                    return Err(self.error(path, call::higher_order_of_recursion(form.name(), &name)));
                }
                false
            }
        };
        if inlined && let Some(tree) = self.inlined(carried, path, &args, &types)? {
            return Ok(tree);
        }
        if let Some(form) = self.lacking(carried) {
            let message = match form {
                OnRequest::Taylor => call::taylor_of_call(&name),
                OnRequest::Jvp | OnRequest::Jacobian | OnRequest::Hessian | OnRequest::Hvp => {
                    call::lacks_form(&name, form.name())
                }
            };
            return Err(self.error(path, message));
        }
        let results = self.results_of(&signature, &types, &name, path)?;
        let varied = leaves.iter().any(|leaf| self.builder.is_varied(*leaf));
        let results = results.into_iter().map(|kind| self.builder.fresh(kind, varied)).collect::<Vec<_>>();
        let span = self.at(path).span();
        let callee = callee(&signature, Some(callee_path(path)));
        let is_first_order = carried.body == Carriage::Recursive || carried.request.is_by_path();
        let callee = Callee { is_first_order, ..callee };
        let op = Op::Call(Call::Primal, Rc::new(callee));
        self.builder.push(Stmt { results: results.clone().into(), op, args: leaves.into(), blocks: Vec::new(), span });
        Ok(signature.result.tree(&mut results.into_iter()))
    }

    /// The values of arguments, held against the kinds of the parameters.
    pub(super) fn matched_arguments(
        &self,
        name: &str,
        signature: &Signature,
        args: &[Tree],
        place: &dyn Fn(usize) -> TokenStream,
        types: &mut Bound,
    ) -> Lowered<Vec<Value>> {
        let mut leaves = Vec::new();
        for (order, (parameter, arg)) in signature.parameters.iter().zip(args).enumerate() {
            let declared = parameter.shape.leaves();
            let values = match (arg, &declared[..]) {
                (Tree::Record(..), [_]) => vec![self.leaf(arg, &place(order))?],
                (_, _) => arg.leaves(),
            };
            if values.len() != declared.len() || values.is_empty() {
                return Err(
                    self.error(&place(order), call::argument(name, &named(tidy(&parameter.ty)), &self.described(arg)))
                );
            }
            for (leaf, declared) in values.iter().zip(declared) {
                let found = self.builder.kind(*leaf);
                let Some(kind) = types.unify(&declared.kind, &found) else {
                    let message = call::argument(name, &describe(&declared.kind), &describe(&found));
                    let message = message.of_rust(are_apart(&declared.kind, &found));
                    return Err(self.error(&place(order), message));
                };
                // A number without a type of its own has that of the parameter, as where the function is called.
                if matches!(found, Kind::Open | Kind::Int(_) | Kind::Real(_) | Kind::Array(..)) {
                    self.builder.assume(*leaf, kind);
                }
                if self.builder.is_varied(*leaf) && !signature.wrt.contains(&order) {
                    let message = call::callee_not_in_wrt(name, &parameter.ident.to_string());
                    return Err(self.error(&place(order), message));
                }
            }
            leaves.extend(values);
        }
        Ok(leaves)
    }

    /// The kinds of the results.
    fn results_of(&self, signature: &Signature, types: &Bound, name: &str, at: &ExprPath) -> Lowered<Vec<Kind>> {
        let leaves = signature.result.leaves();
        let kinds = leaves.iter().map(|leaf| types.apply(&leaf.kind)).collect::<Option<Vec<_>>>();
        kinds.ok_or_else(|| self.error(at, call::open_result(name)))
    }

    /// A derivative that is asked for here, and that the function does not have.
    fn lacking(&self, carried: &Carried) -> Option<OnRequest> {
        let asked = self.request.forms.iter().map(|(form, _)| *form);
        let has = |form: OnRequest| carried.request.forms.iter().any(|(other, _)| *other == form);
        asked.into_iter().find_map(|form| match form {
            OnRequest::Jacobian => None,
            OnRequest::Jvp | OnRequest::Hessian | OnRequest::Hvp => (!has(OnRequest::Jvp)).then_some(OnRequest::Jvp),
            OnRequest::Taylor => Some(OnRequest::Taylor),
        })
    }

    /// Whether a Jacobian of few rows or columns is asked for, and a call of few numbers stands in it once: written in, what all
    /// rows have in common is computed once.
    fn is_swept_often(&self, args: &[Value]) -> bool {
        let Some((_, signature)) = self.own else { return false };
        let few = |kinds: &mut dyn Iterator<Item = Kind>, most: usize| {
            let counts = kinds.map(|kind| match kind.stacked() {
                Dim::Known(count) => Some(count),
                Dim::Named(_) | Dim::Generic(_) | Dim::Dyn => None,
            });
            counts.sum::<Option<usize>>().is_some_and(|count| count <= most)
        };
        let wrt = signature.wrt.iter().flat_map(|place| &signature.parameters[*place].values);
        let is_few = few(&mut signature.result.leaves().iter().map(|leaf| leaf.kind.clone()), FEW)
            || few(&mut wrt.map(|value| self.builder.kind(*value)), FEW);
        let is_asked = self.request.forms.iter().any(|(form, _)| *form == OnRequest::Jacobian);
        let is_in_loop = self.frames.len() > 1;
        is_asked && is_few && !is_in_loop && few(&mut args.iter().map(|arg| self.builder.kind(*arg)), SMALL)
    }

    /// A call of a function with a rule, which is written in here.
    fn by_rule(
        &mut self,
        given: &Given,
        carried: &Carried,
        path: &ExprPath,
        args: &[Value],
        types: Bound,
    ) -> Lowered<Tree> {
        let generics = &carried.item.sig.generics;
        let structs = self.types.structs();
        let bound = Types::bound(generics, types, structs).in_function(&path.path);
        let signature = signature_of(carried, bound.clone(), self.builder);
        let signature = signature.ok_or_else(|| self.error(path, call::callee_has_errors(&text(path))))?;
        let types = std::mem::replace(&mut self.types, bound);
        self.at(path);
        let tree = self.foreign_ruled(given, carried, &signature, &path.to_token_stream(), args);
        self.types = types;
        tree
    }

    /// The body of a function in place of its call, if it means the same here: of constants it may become Rust that names
    /// what stands where the function does.
    fn inlined(
        &mut self,
        carried: &'a Carried,
        path: &ExprPath,
        args: &[Tree],
        types: &Bound,
    ) -> Lowered<Option<Tree>> {
        let structs = self.types.structs();
        let inner = || Types::bound(&carried.item.sig.generics, types.clone(), structs).in_function(&path.path);
        let signature = signature_of(carried, inner(), &Builder::new())
            .ok_or_else(|| self.error(path, call::callee_has_errors(&text(path))))?;
        let (builder, outer) = (self.builder, self.foreign.clone());
        let function = self.foreign.get_or_insert_with(|| path.path.clone()).clone();
        let mut tree = Ok(None);
        let block = builder.block(Vec::new(), || {
            tree = self.written_in(carried, &signature, args, inner()).map(Some);
            tree.iter().flatten().flat_map(Tree::leaves).collect()
        });
        self.foreign = outer;
        let tree = tree?;
        let used = uses(&block);
        if !is_closed(&block.stmts, &function, &|value| used.contains_key(&value)) {
            return Ok(None);
        }
        self.rename(&block);
        block.stmts.into_iter().for_each(|stmt| builder.push(stmt));
        Ok(tree)
    }

    /// Locals that are written like constants get other names: where the function is called, there may be constants of
    /// theirs, and a pattern would mean these.
    fn rename(&self, block: &Block) {
        let results = block.stmts.iter().flat_map(|stmt| &stmt.results);
        for value in block.params.iter().chain(results) {
            let Some(name) = self.builder.name_of(*value).filter(|name| starts_upper(&name.ident.to_string())) else {
                continue;
            };
            let word = name.ident.to_string().to_lowercase();
            if let Ok(mut ident) = syn::parse_str::<Ident>(&word) {
                ident.set_span(name.ident.span());
                self.builder.rename(*value, Name { ident, ..name });
            }
        }
        block.stmts.iter().flat_map(|stmt| &stmt.blocks).for_each(|block| self.rename(block));
    }

    /// The body of a function in place of its call.
    pub(super) fn written_in(
        &mut self,
        carried: &'a Carried,
        signature: &Signature,
        args: &[Tree],
        inner: Types<'a>,
    ) -> Lowered<Tree> {
        let known = self.known;
        self.known = carried.among.as_ref().unwrap_or(known);
        let types = std::mem::replace(&mut self.types, inner);
        let scopes = std::mem::take(&mut self.scopes);
        let frames = std::mem::take(&mut self.frames);
        let own = self.own.take();
        // What is read by its name was held against what it stands for where the function itself stands.
        let (matched, assumed, identities) = (self.matched.len(), self.assumed.len(), self.identities.len());
        let read = self.figures.mark();
        let tree = self.bound_body(carried, signature, args);
        self.matched.truncate(matched);
        self.assumed.truncate(assumed);
        self.identities.truncate(identities);
        self.figures.forget_since(read);
        self.own = own;
        self.frames = frames;
        self.scopes = scopes;
        self.types = types;
        self.known = known;
        tree
    }

    fn bound_body(&mut self, carried: &Carried, signature: &Signature, args: &[Tree]) -> Lowered<Tree> {
        debug_assert!(self.scopes.lengths() == Scopes::default().lengths(), "a function sees no locals but its own");
        for (parameter, arg) in signature.parameters.iter().zip(args) {
            match &parameter.pattern {
                Some(pattern) => self.bind(pattern, arg.clone(), parameter.by_reference)?,
                None => {
                    self.name_constants(&parameter.ident, arg);
                    self.scopes.bind(&parameter.ident, Ok(arg.clone()), parameter.by_reference);
                    if parameter.may_change {
                        self.scopes.may_change(&parameter.ident);
                    }
                }
            }
        }
        let tree = self.body(&carried.item.block, &signature.result)?;
        self.result(&tree, &signature.result, &carried.item.block).map(|_| tree)
    }

    /// A constant has the type of the parameter that it is given for: a value with a name is written with its type.
    fn name_constants(&self, ident: &Ident, arg: &Tree) {
        let unnamed = |value: &Value| !self.builder.is_varied(*value) && self.builder.name_of(*value).is_none();
        for value in arg.leaves().into_iter().filter(unnamed) {
            self.builder.name(value, Name::of(&plain(ident)));
        }
    }
}

/// Whether statements mean the same where this function stands and where it is called.
fn is_closed(stmts: &[Stmt], function: &Path, is_used: &impl Fn(Value) -> bool) -> bool {
    stmts.iter().all(|stmt| {
        let is_closed = match &stmt.op {
            Op::Fragment(fragment) if !fragment.has_effect && !is_used(stmt.results[0]) => true,
            Op::Fragment(fragment) if fragment.declared.is_some() => false,
            Op::Fragment(fragment) => Named::is_of(fragment, function),
            Op::Call(..) | Op::Custom(_) | Op::Assert(_) => false,
            Op::Constant(_)
            | Op::Apply(_)
            | Op::If
            | Op::For { .. }
            | Op::While
            | Op::Map { .. }
            | Op::Generate
            | Op::Pullback => true,
        };
        is_closed && stmt.blocks.iter().all(|block| self::is_closed(&block.stmts, function, is_used))
    })
}

/// The signature of a function that stands elsewhere; an error in it is reported there.
fn signature_of(carried: &Carried, types: Types<'_>, builder: &Builder) -> Option<Signature> {
    let diagnostics = Diagnostics::default();
    let source = Source { item: &carried.item, owner: None, siblings: &[] };
    let signature = super::signature::read(source, &carried.request, types, builder, &diagnostics);
    let has_errors = diagnostics.check().is_err();
    signature.ok().filter(|_| !has_errors)
}

/// A function as its callers see it.
pub(super) fn callee(signature: &Signature, path: Option<CalleePath>) -> Callee {
    let passed = signature.parameters.iter().map(|parameter| Passed {
        by_reference: parameter.by_reference,
        is_view: is_view(&parameter.ty),
        takes_parts: takes_parts(&parameter.ty),
        parts: parts(&parameter.shape),
    });
    Callee {
        path,
        parameters: passed.collect(),
        wrt: signature.wrt.clone(),
        result: parts(&signature.result),
        is_scalar: matches!(&signature.result, Shape::Leaf(leaf) if leaf.kind.is_real()),
        by_direction: false,
        is_first_order: false,
    }
}

fn parts(shape: &Shape) -> Parts {
    match shape {
        Shape::Leaf(_) => Parts::Leaf,
        Shape::Tuple(inner) => Parts::Tuple(inner.iter().map(parts).collect()),
    }
}

fn callee_path(path: &ExprPath) -> CalleePath {
    let mut bare = path.path.clone();
    let generics = bare.segments.last_mut().map(|last| std::mem::take(&mut last.arguments));
    CalleePath { path: bare.to_token_stream(), generics: generics.to_token_stream() }
}

/// What generic arguments say that are given by hand.
fn turbofish(path: &ExprPath, generics: &Generics, into: &mut Bound, types: &Types<'_>) {
    let Some(PathArguments::AngleBracketed(given)) = path.path.segments.last().map(|last| &last.arguments) else {
        return;
    };
    let params = generics.params.iter().filter(|param| !matches!(param, GenericParam::Lifetime(_)));
    let given = given.args.iter().filter(|argument| !matches!(argument, GenericArgument::Lifetime(_)));
    for (param, argument) in params.zip(given) {
        match param {
            GenericParam::Type(param) => into.give_type(&param.ident.to_string(), argument, types),
            GenericParam::Const(param) => into.give_size(&param.ident.to_string(), argument),
            GenericParam::Lifetime(_) => {}
        }
    }
}

fn text(path: &ExprPath) -> String {
    path.path.to_token_stream().to_string().replace(' ', "")
}

fn starts_upper(name: &str) -> bool {
    name.starts_with(char::is_uppercase)
}

/// Whether a parameter of this type is a slice or a view.
pub(super) fn takes_parts(ty: &Type) -> bool {
    let pointee = pointee(ty);
    matches!(pointee, Type::Slice(_)) || is_view(pointee)
}

/// What a reference points to.
fn pointee(ty: &Type) -> &Type {
    if let Type::Reference(reference) = ty {
        return pointee(&reference.elem);
    }
    if let Type::Paren(inner) = ty {
        return pointee(&inner.elem);
    }
    if let Type::Group(inner) = ty {
        return pointee(&inner.elem);
    }
    ty
}
