//! Calls of functions by path.

use std::rc::Rc;

use quote::{ToTokens, quote};
use syn::{Expr, ExprCall, ExprGroup, ExprParen, ExprPath, Path, Type};

use crate::diagnostics::Poisoned;
use crate::ir::{Call, Kind, Op, Stmt, Value};
use crate::messages::{call, syntax, value};
use crate::rules;

use super::foreign::callee;
use super::fragment::Captures;
use super::identity::unknown;
use super::scope::Binding;
use super::{Lowered, Lowerer, Signature, Tree, are_apart, describe, shared, signature, tidy};

impl Lowerer<'_> {
    pub(super) fn call(&mut self, expr: &ExprCall) -> Lowered<Tree> {
        // A macro's `$f:path` comes in a group of its own.
        if let Expr::Group(ExprGroup { expr: func, .. }) | Expr::Paren(ExprParen { expr: func, .. }) = &*expr.func
            && matches!(**func, Expr::Path(_) | Expr::Group(_) | Expr::Paren(_))
        {
            return self.call(&ExprCall { func: func.clone(), ..expr.clone() });
        }
        let Expr::Path(path) = &*expr.func else { return self.other_call(expr) };
        if path.path.get_ident().and_then(|ident| self.scopes.get(ident)).is_some_and(Binding::is_poisoned) {
            return Err(Poisoned);
        }
        if let Some(local) = self.local_closure(path)? {
            let values = expr.args.iter().map(|arg| self.lent_or_given(arg)).collect::<Vec<_>>();
            let values = values.into_iter().collect::<Lowered<Vec<_>>>()?;
            return self.applied_local(&local, values, expr);
        }
        if let Some(ruled) = self.ruled(path) {
            return self.call_ruled(&ruled, expr);
        }
        if let Some((source, signature)) = self.own
            && source.is_named(path)
        {
            return self.call_itself(signature, expr);
        }
        if let ["Vec", "new" | "with_capacity"] = last_names(path).iter().map(String::as_str).collect::<Vec<_>>()[..] {
            self.note_vec(path);
            // How much room there is does not matter, but what computes it may do something.
            self.arguments(expr)?;
            return Ok(Tree::Leaf(self.empty()));
        }
        if let (true, [arg]) = (is_variant(path), &expr.args.iter().collect::<Vec<_>>()[..]) {
            let tree = self.expression(arg)?;
            let value = self.leaf(&tree, arg)?;
            if self.builder.is_varied(value) {
                return Err(self.error(expr, syntax::active_payload()));
            }
            let function = &expr.func;
            return self.pure_constant(&[(value, *arg)], |holes| quote!(#function(#(#holes)*)), Kind::Opaque);
        }
        if let Some(definition) = self.tuple_struct(path) {
            return self.struct_call(definition, path, expr);
        }
        if self.is_constant_call(expr) {
            self.note_function(path, "constant::<f64>");
            return self.decreed_constant(&expr.args[0]);
        }
        if let Some(named) = self.geometry_path(path) {
            return self.geometry_constructor(named, expr);
        }
        if let Some(tree) = self.function_of_points(expr)? {
            return Ok(tree);
        }
        if let Some((segment, name)) = type_and_name(path)
            && self.types.tensor(&segment).is_some()
        {
            return self.constructor(&segment, &name, expr);
        }
        if let Some(name) = self.scalar_function(path) {
            return self.scalar_call(&name, expr);
        }
        self.other_call(expr)
    }

    /// An argument of a local closure: it may be lent mutably.
    #[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is treated alike")]
    fn lent_or_given(&mut self, arg: &Expr) -> Lowered<Tree> {
        match arg {
            Expr::Reference(reference) if reference.mutability.is_some() => {
                self.place(&reference.expr).map(|place| Tree::Place(place.into()))
            }
            given => self.expression(given),
        }
    }

    /// A call of the function by itself.
    fn call_itself(&mut self, signature: &Signature, expr: &ExprCall) -> Lowered<Tree> {
        if let Some((form, _)) = self.request.forms.iter().find(|(form, _)| form.is_higher_order()) {
            return Err(self.error(&expr.func, call::higher_order_recursion(form.name())));
        }
        match unknown(signature) {
            Err(parameter) => return Err(self.error(&expr.func, call::effects_of_callee("the function", &parameter))),
            Ok(mut unknown) => {
                unknown.retain(|place| self.types.unbounded(&signature.parameters[*place].ty).is_none());
                self.figures.note_unknown(unknown);
            }
        }
        if let Some(changed) = self.own.and_then(|(source, _)| shared::changed(source.item.block.to_token_stream())) {
            return Err(self.error(&expr.func, call::effects_of_callee("the function", &changed.to_string())));
        }
        let (args, varied) = self.arguments_of(signature, expr)?;
        let leaves = signature.result.leaves();
        let results = leaves.iter().map(|leaf| self.builder.fresh(leaf.kind.clone(), varied)).collect::<Vec<_>>();
        let span = self.at(&expr.func).span();
        let op = Op::Call(Call::Primal, Rc::new(callee(signature, None)));
        self.builder.push(Stmt { results: results.clone().into(), op, args: args.into(), blocks: Vec::new(), span });
        Ok(signature.result.tree(&mut results.into_iter()))
    }

    /// The arguments of a call of a function of this signature, and whether one of them varies.
    pub(super) fn arguments_of(&mut self, signature: &Signature, expr: &ExprCall) -> Lowered<(Vec<Value>, bool)> {
        if expr.args.len() != signature.parameters.len() {
            return Err(self.error(expr, call::arguments(&tidy(&expr.func), signature.parameters.len()).of_rust(true)));
        }
        let mut args = Vec::new();
        let mut varied = false;
        for (place, (parameter, arg)) in signature.parameters.iter().zip(&expr.args).enumerate() {
            let tree = self.expression(arg)?;
            let shapes = parameter.shape.leaves();
            let leaves = match (&tree, &shapes[..]) {
                (Tree::Record(..), [_]) => vec![self.leaf(&tree, arg)?],
                (_, _) => tree.leaves(),
            };
            if leaves.len() != shapes.len() {
                return Err(self.error(
                    arg,
                    value::annotation(&signature::text_of(&parameter.ty), &self.described(&tree))
                        .of_rust(self.is_plain(&tree)),
                ));
            }
            for (leaf, shape) in leaves.iter().zip(shapes) {
                let found = self.builder.kind(*leaf);
                match found.join(&shape.kind) {
                    Some(kind) if found == Kind::Open => self.builder.assume(*leaf, kind),
                    Some(_) => {}
                    None if shape.kind == Kind::Opaque => {}
                    None => {
                        return Err(self.error(
                            arg,
                            call::argument(&tidy(&expr.func), &describe(&shape.kind), &describe(&found))
                                .of_rust(are_apart(&shape.kind, &found)),
                        ));
                    }
                }
                if self.builder.is_varied(*leaf) && !signature.wrt.contains(&place) {
                    return Err(self.error(arg, call::not_in_wrt(&parameter.ident.to_string())));
                }
                varied |= self.builder.is_varied(*leaf);
            }
            args.extend(leaves);
        }
        Ok((args, varied))
    }

    /// `f64::sin(x)`, `T::sin(x)`, `<f64>::sin(x)`: the method by another name.
    pub(super) fn scalar_function(&self, path: &ExprPath) -> Option<String> {
        if let Some(qself) = &path.qself {
            let Type::Path(ty) = &*qself.ty else { return None };
            let is_real = ty.path.get_ident().is_some_and(|ident| self.types.elem(&ident.to_string()).is_some());
            return (is_real && qself.position == 0)
                .then(|| path.path.segments.last().map(|last| last.ident.to_string()))?;
        }
        let mut segments = path.path.segments.iter();
        let (ty, name) = (segments.next()?, segments.next()?);
        let is_real = segments.next().is_none() && self.types.elem(&ty.ident.to_string()).is_some();
        is_real.then(|| name.ident.to_string())
    }

    /// The scalar type that a path starts with.
    fn scalar_type(&self, path: &ExprPath) -> Option<crate::ir::Elem> {
        let first = match &path.qself {
            Some(qself) => qself.ty.to_token_stream().to_string(),
            None => path.path.segments.first()?.ident.to_string(),
        };
        self.types.elem(&first)
    }

    fn scalar_call(&mut self, name: &str, expr: &ExprCall) -> Lowered<Tree> {
        if expr.args.is_empty() {
            // `T::zero()`, `T::pi()`
            let elem = if let Expr::Path(path) = &*expr.func { self.scalar_type(path) } else { None };
            return match elem {
                Some(elem) => self.fragment(expr, Kind::Real(elem)),
                None => self.other_call(expr),
            };
        }
        let values = self.arguments(expr)?;
        self.at(&expr.func);
        if let Expr::Path(path) = &*expr.func
            && let Some(elem) = self.scalar_type(path)
        {
            // Numbers without a type of their own are of the type whose function this is.
            let is_number = |value: &&Value| matches!(self.builder.kind(**value), Kind::Real(_));
            values.iter().filter(is_number).for_each(|value| self.known_as(*value, Kind::Real(elem.clone())));
        }
        let is_scalar = values.first().is_some_and(|first| match self.builder.kind(*first) {
            Kind::Real(_) | Kind::Open => true,
            Kind::Tensor(_)
            | Kind::Factor(..)
            | Kind::Geometry(..)
            | Kind::Array(..)
            | Kind::Int(_)
            | Kind::Bool
            | Kind::Record(_)
            | Kind::Opaque
            | Kind::Pullback => false,
        });
        match self.named_operation(name, &values) {
            Some(tree) if is_scalar => Ok(tree),
            Some(_) | None if self.is_constant(&values) => {
                let (function, parts) = (&expr.func, values.into_iter().zip(&expr.args).collect::<Vec<_>>());
                self.constant(expr, &parts, |holes| quote!(#function(#(#holes),*)), Kind::Open)
            }
            Some(_) | None => self.other_call(expr),
        }
    }

    pub(super) fn arguments(&mut self, expr: &ExprCall) -> Lowered<Vec<Value>> {
        let trees = expr.args.iter().map(|arg| self.expression(arg)).collect::<Vec<_>>();
        let trees = trees.into_iter().collect::<Lowered<Vec<_>>>()?;
        trees.iter().zip(&expr.args).map(|(tree, arg)| self.leaf(tree, arg)).collect()
    }

    /// A call of any other function: of constants a constant, of anything else refused.
    fn other_call(&mut self, expr: &ExprCall) -> Lowered<Tree> {
        let Some(Captures { captures, values }) = self.attempt(|lowerer| lowerer.captures(expr)) else {
            // A local that is a tuple is no constant Rust, but it may be given to a function.
            return match self.differentiated_call(expr, None, "")? {
                Some(tree) => Ok(tree),
                None => self.fragment(expr, Kind::Open),
            };
        };
        let Some(active) = self.active(&captures, &values) else { return self.fragment(expr, Kind::Open) };
        // What is called may itself name what varies, unless it is a path.
        let is_path = matches!(&*expr.func, Expr::Path(_));
        // What they do is done once, whatever is called.
        let args = if is_path { self.attempt(|lowerer| lowerer.given(expr)) } else { None };
        let values = args.as_ref().and_then(|args| args.iter().map(single).collect::<Option<Vec<_>>>());
        match values.filter(|values| self.is_constant(values)) {
            Some(values) => {
                let parts = values.into_iter().zip(&expr.args).collect::<Vec<_>>();
                let function = &expr.func;
                self.constant(expr, &parts, |holes| quote!(#function(#(#holes),*)), Kind::Open)
            }
            None if self.function_value(&expr.func).is_some() => Err(self.no_closure(&expr.func)),
            None => {
                if let Some(tree) = self.differentiated_call(expr, args, &active)? {
                    return Ok(tree);
                }
                Err(self.error(&expr.func, self.not_known(expr, &active)))
            }
        }
    }

    /// Why a call of anything else is refused.
    fn not_known(&self, expr: &ExprCall, active: &str) -> crate::diagnostics::Message {
        let Expr::Path(path) = &*expr.func else { return call::nameless(active) };
        let text = tidy(path);
        match self.scalar_function(path) {
            // What is called by the name of a known operation, but with other arguments, may be anybody's.
            Some(name) if !rules::method_names().any(|known| known == name) => {
                let elem = self.scalar_type(path).unwrap_or(crate::ir::Elem::Any);
                call::scalar_function(&text, &name, rules::methods_of(&Kind::Real(elem)))
            }
            _ if is_capitalized(&text) => value::wrapped(&text, active),
            Some(_) | None => call::function(&text, active),
        }
    }

    /// The arguments of a call.
    pub(super) fn given(&mut self, expr: &ExprCall) -> Lowered<Vec<Tree>> {
        let args = expr.args.iter().map(|arg| self.expression(arg)).collect::<Vec<_>>();
        args.into_iter().collect()
    }

    /// A call of a function that has derivatives, if it is one; `active` is a local in it that varies.
    fn differentiated_call(&mut self, expr: &ExprCall, args: Option<Vec<Tree>>, active: &str) -> Lowered<Option<Tree>> {
        let Expr::Path(path) = &*expr.func else { return Ok(None) };
        let places = expr.args.iter().collect::<Vec<_>>();
        if let Some(name) = self.sibling_path(path) {
            let carried = self.sibling_function(name, expr, active)?;
            let args = args.map_or_else(|| self.given(expr), Ok)?;
            return self.write_sibling(carried, &args, &places, &expr.func).map(Some);
        }
        let Some(carried) = self.differentiated(path)? else { return Ok(None) };
        let args = args.map_or_else(|| self.given(expr), Ok)?;
        self.called_with(carried, path, args, &places, expr).map(Some)
    }

    /// Whether a call is `autodiff::constant(..)`.
    pub(super) fn is_constant_call(&self, call: &ExprCall) -> bool {
        matches!(&*call.func, Expr::Path(path) if self.is_constant_marker(path)) && call.args.len() == 1
    }

    /// Whether a path is `autodiff::constant`, or that of the crate by the name that `crate = ..` gives.
    fn is_constant_marker(&self, path: &ExprPath) -> bool {
        let names = |path: &Path| path.segments.iter().map(|segment| segment.ident.to_string()).collect::<Vec<_>>();
        let facade = self.request.facade.as_ref().map_or_else(|| vec!["autodiff".to_owned()], names);
        let written = names(&path.path);
        let Some(("constant", module)) = written.split_last().map(|(last, module)| (last.as_str(), module)) else {
            return false;
        };
        path.qself.is_none() && module == facade
    }
}

/// What is one value.
fn single(tree: &Tree) -> Option<Value> {
    if let Tree::Leaf(value) = tree { Some(*value) } else { None }
}

/// Whether a path is `Some`, `Ok` or `Err`.
fn is_variant(path: &ExprPath) -> bool {
    ["Some", "Ok", "Err"].iter().any(|variant| path.path.is_ident(variant))
}

/// Whether a path is that of a variant or of a struct: they are capitalized, functions are not.
fn is_capitalized(path: &str) -> bool {
    path.rsplit("::").next().is_some_and(|name| name.starts_with(char::is_uppercase))
}

/// The last two names of a path.
fn last_names(path: &ExprPath) -> Vec<String> {
    let names = path.path.segments.iter().rev().take(2).map(|segment| segment.ident.to_string());
    let mut names = names.collect::<Vec<_>>();
    names.reverse();
    names
}

/// The type and the function of `path::Type::<..>::name`.
fn type_and_name(path: &ExprPath) -> Option<(syn::PathSegment, String)> {
    if let Some(qself) = &path.qself {
        let Type::Path(ty) = &*qself.ty else { return None };
        let segment = ty.path.segments.last()?.clone();
        return (qself.position == 0).then(|| Some((segment, path.path.segments.last()?.ident.to_string())))?;
    }
    let mut segments = path.path.segments.iter().rev();
    let (name, ty) = (segments.next()?, segments.next()?);
    Some((ty.clone(), name.ident.to_string()))
}
