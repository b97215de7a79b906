//! Closures that are applied to entries: `map`, `zip_map`, `from_fn`.

use std::rc::Rc;

use proc_macro2::Ident;
use quote::ToTokens;
use syn::{Expr, ExprClosure, ExprMethodCall, Pat, PatIdent, ReturnType, UnOp};

use crate::ir::{Block, Elem, Int, Kind, Name, Op, Renaming, Tensor, Value, effects};
use crate::messages::{call, syntax, value};
use crate::rules::{self, tensor::access::INDEX_PAIR};

use super::jumps::Position;
use super::scope::{Bound, Scopes, Slot, plain};
use super::{Lowered, Lowerer, Tree, describe, tidy};

/// A closure under a name, and the locals that it sees.
#[derive(Clone, Debug)]
pub(super) struct LocalClosure {
    closure: ExprClosure,
    /// How many locals were there in each scope.
    lengths: Vec<usize>,
    /// The locals as they were, for a closure that takes copies of them.
    copies: Option<Scopes>,
}

impl Lowerer<'_> {
    /// `let f = |x| ..;`
    pub(super) fn bind_closure(&mut self, name: &Ident, closure: &ExprClosure) -> Lowered<()> {
        self.check_closure(closure, closure.inputs.len())?;
        let copies = closure.capture.is_some().then(|| self.scopes.clone());
        let local = LocalClosure { closure: closure.clone(), lengths: self.scopes.lengths(), copies };
        self.scopes.bind_as(name, Bound::Closure(Rc::new(local)), false);
        Ok(())
    }

    /// The closure that a path names, if that is a local one.
    pub(super) fn local_closure(&self, path: &syn::ExprPath) -> Lowered<Option<Rc<LocalClosure>>> {
        let Some(ident) = path.path.get_ident() else { return Ok(None) };
        match self.local_binding(ident)?.map(|binding| &binding.bound) {
            Some(Bound::Closure(local)) => Ok(Some(Rc::clone(local))),
            Some(Bound::Value(_) | Bound::Place(_)) | None => Ok(None),
        }
    }

    /// A closure applied where it is called, with the locals of where it stands.
    pub(super) fn applied_local(
        &mut self,
        local: &LocalClosure,
        values: Vec<Tree>,
        at: &impl ToTokens,
    ) -> Lowered<Tree> {
        if local.closure.inputs.len() != values.len() {
            return Err(self.error(at, syntax::closure_arguments(values.len()).of_rust(true)));
        }
        if let Some(copies) = &local.copies {
            let outside = std::mem::replace(&mut self.scopes, copies.clone());
            let value = self.applied(&local.closure, values);
            self.scopes = outside;
            return value;
        }
        let view = self.scopes.look_back(local.lengths.clone());
        let value = self.applied(&local.closure, values);
        self.scopes.look_again(view);
        value
    }

    /// `a.map(f)`, `a.map_with_location(f)`, `a.zip_map(&b, f)`, `a.zip_zip_map(&b, &c, f)`.
    pub(super) fn map(&mut self, receiver: Value, expr: &ExprMethodCall) -> Lowered<Tree> {
        let Some((function, others)) = expr.args.iter().collect::<Vec<_>>().split_last().map(|(f, o)| (*f, o.to_vec()))
        else {
            return Err(self.error(expr, syntax::no_closure()));
        };
        let mut args = vec![receiver];
        for other in &others {
            let tree = self.expression(other)?;
            args.push(self.leaf(&tree, other)?);
        }
        let mut tensor = self.tensor(receiver, &expr.receiver)?;
        for (arg, place) in args[1..].iter().zip(others) {
            let other = self.tensor(*arg, place)?;
            let joined = (tensor.rows.join(&other.rows), tensor.cols.join(&other.cols));
            let (Some(rows), Some(cols)) = joined else {
                return Err(self.error(place, value::shapes(&expr.method.to_string())));
            };
            tensor = Tensor { rows, cols, ..tensor };
        }
        let located = expr.method == "map_with_location";
        let entries = args.iter().map(|_| Kind::Real(tensor.elem.clone()));
        let place = || Kind::Int(Int::Named("usize"));
        let kinds = if located { vec![place(), place()] } else { Vec::new() }.into_iter().chain(entries);
        let varied = args.iter().any(|arg| self.builder.is_varied(*arg));
        let mut block = self.function(function, &kinds.collect::<Vec<_>>(), varied)?;
        self.at(&expr.method);
        if self.gathers(&block) {
            return self.mapped_by_loop(&args, &tensor, located, function);
        }
        if located {
            block.params.rotate_left(2);
        }
        let is_varied = self.builder.is_varied(block.results[0]);
        let op = Op::Map { located };
        let (args, block) = self.without_effect(op.clone(), args, block, &tensor);
        let builder = self.at(&expr.method);
        let span = builder.span();
        let result = builder.fresh(Kind::Tensor(tensor), is_varied);
        builder.push(crate::ir::Stmt {
            results: smallvec::smallvec![result],
            op,
            args: args.into(),
            blocks: vec![block],
            span,
        });
        Ok(Tree::Leaf(result))
    }

    /// The body of a closure: what it returns early is its own value.
    pub(super) fn closure_body(&mut self, body: &Expr) -> Lowered<Tree> {
        self.deeper(|lowerer| lowerer.called_body(body))
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is treated alike")]
    fn called_body(&mut self, body: &Expr) -> Lowered<Tree> {
        let jumps = super::jumps::out_of_expr(body);
        if jumps.is_empty() {
            return self.last(body);
        }
        let around = std::mem::take(&mut self.frames);
        self.scopes.open();
        let result = self.scopes.bind_hidden("result", Tree::Unset);
        self.enter(super::jumps::Body::Function, None, None, Some(result), &jumps);
        let value = match body {
            Expr::Block(block) if block.label.is_none() => self.block(&block.block, Position::Last),
            other => self.leaving_expression(other, &[], Position::Last),
        };
        self.scopes.close();
        self.frames = around;
        value
    }

    /// A closure that changes a local from outside would have to run in a certain order.
    pub(super) fn check_unassigned(&mut self, before: &Scopes, lent: &[Slot], closure: &ExprClosure) -> Lowered<()> {
        let after = self.scopes.clone();
        match before.changed(&after, &after).iter().find(|(slot, _)| !lent.contains(slot)) {
            None => Ok(()),
            Some((slot, _)) => Err(self.error(&closure.body, syntax::closure_assigns(&slot.name))),
        }
    }

    /// Takes a call out of a closure into a map of its own, so that it is evaluated once for every entry.
    pub(super) fn without_effect(
        &self,
        op: Op,
        mut args: Vec<Value>,
        mut block: Block,
        tensor: &Tensor,
    ) -> (Vec<Value>, Block) {
        let builder = self.builder;
        let [effect] = effects(&block.stmts)[..] else { return (args, block) };
        let is_number = matches!(builder.kind(effect), Kind::Real(_) | Kind::Open);
        let place = block.stmts.iter().position(|stmt| stmt.results[..] == [effect]);
        let (true, Some(place)) = (is_number, place) else { return (args, block) };
        if builder.kind(effect) == Kind::Open {
            builder.assume(effect, Kind::Real(tensor.elem.clone()));
        }
        let stmts = block.stmts[..=place].to_vec();
        let alone = Block { params: block.params.clone(), stmts, results: vec![effect] };
        let alone = Renaming::default().block(builder, &alone);
        let values = builder.emit(op.clone(), &args, vec![alone], Kind::Tensor(tensor.clone()), false);
        block.stmts.remove(place);
        let value = if matches!(op, Op::Generate) {
            let mut value = effect;
            let read = builder.block(Vec::new(), || {
                value = builder.apply(&INDEX_PAIR, &[values, block.params[0], block.params[1]]);
                Vec::new()
            });
            block.stmts.splice(place..place, read.stmts);
            value
        } else {
            let entry = builder.fresh(Kind::Real(tensor.elem.clone()), false);
            block.params.push(entry);
            args.push(values);
            entry
        };
        if let Some(name) = builder.name_of(effect) {
            builder.name(value, name);
        }
        block.map_uses(&|used| if used == effect { value } else { used });
        (args, block)
    }

    fn tensor(&self, value: Value, at: &impl quote::ToTokens) -> Lowered<Tensor> {
        match self.builder.kind(value) {
            Kind::Tensor(tensor) => Ok(tensor),
            Kind::Open => Err(self.error(at, value::open())),
            other @ (Kind::Real(_)
            | Kind::Factor(..)
            | Kind::Geometry(..)
            | Kind::Array(..)
            | Kind::Int(_)
            | Kind::Bool
            | Kind::Record(_)
            | Kind::Opaque
            | Kind::Pullback) => Err(self.error(at, value::method("zip_map", &describe(&other), []))),
        }
    }

    /// A function of entries as a block: a closure, or a path such as `f64::tanh`.
    #[expect(clippy::wildcard_enum_match_arm, reason = "any other syntax is refused")]
    pub(super) fn function(&mut self, expr: &Expr, kinds: &[Kind], varied: bool) -> Lowered<Block> {
        match expr {
            Expr::Closure(closure) => self.closure(closure, kinds, varied),
            Expr::Paren(inner) => self.function(&inner.expr, kinds, varied),
            Expr::Reference(inner) if inner.mutability.is_none() => self.function(&inner.expr, kinds, varied),
            Expr::Path(path) if self.scalar_function(path).is_some() => {
                let name = self.scalar_function(path).unwrap_or_default();
                let params = kinds.iter().map(|kind| self.at(path).fresh(kind.clone(), varied)).collect::<Vec<_>>();
                let mut tree = None;
                let block = self.builder.block(params.clone(), || {
                    tree = self.named_operation(&name, &params);
                    tree.iter().flat_map(Tree::leaves).collect()
                });
                match tree {
                    Some(Tree::Leaf(_)) => Ok(block),
                    Some(
                        Tree::Tuple(_)
                        | Tree::Rows(_)
                        | Tree::Record(..)
                        | Tree::Unset
                        | Tree::Place(_)
                        | Tree::Optional(_)
                        | Tree::Geometry(..),
                    )
                    | None => {
                        let known = kinds.first().map(rules::methods_of);
                        let text = tidy(expr);
                        Err(self.error(expr, call::scalar_function(&text, &name, known.into_iter().flatten())))
                    }
                }
            }
            Expr::Path(path) if let Some(local) = self.local_closure(path)? => {
                self.function_block(path, kinds, varied, |lowerer, entries| {
                    lowerer.applied_local(&local, entries, path)
                })
            }
            Expr::Path(path) if let Some(carried) = self.differentiated(path)? => {
                self.function_block(path, kinds, varied, |lowerer, entries| {
                    lowerer.called_with(carried, path, entries, &[], path)
                })
            }
            Expr::Path(path) if self.function_value(expr).is_none() => {
                Err(self.error(path, syntax::function_argument(&tidy(path))))
            }
            Expr::Reference(inner) => self.function(&inner.expr, kinds, varied),
            other => Err(self.no_closure(other)),
        }
    }

    /// The local or parameter that is called or handed on, where that is no closure of the function's own.
    #[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is no local")]
    pub(super) fn function_value(&self, expr: &Expr) -> Option<String> {
        match expr {
            Expr::Paren(inner) => self.function_value(&inner.expr),
            Expr::Group(inner) => self.function_value(&inner.expr),
            Expr::Reference(inner) => self.function_value(&inner.expr),
            Expr::Unary(inner) if matches!(inner.op, UnOp::Deref(_)) => self.function_value(&inner.expr),
            Expr::Field(inner) => self.function_value(&inner.base).map(|_| expr.to_token_stream().to_string()),
            Expr::Index(inner) => self.function_value(&inner.expr).map(|_| expr.to_token_stream().to_string()),
            Expr::Path(path) => {
                let ident = path.path.get_ident()?;
                match self.scopes.get(ident)?.bound {
                    Bound::Value(_) | Bound::Place(_) => Some(ident.to_string()),
                    Bound::Closure(_) => None,
                }
            }
            _ => None,
        }
    }

    /// Methods of a constant that are handed a parameter of a type of the user's, as `map(f)`: all of it is constant.
    pub(super) fn with_function(&mut self, expr: &ExprMethodCall) -> Option<Tree> {
        let mut link = Some(expr);
        let mut is_handed = false;
        while let Some(call) = link {
            is_handed |= call.args.iter().any(|arg| self.is_opaque_local(arg));
            link = if let Expr::MethodCall(before) = &*call.receiver { Some(before) } else { None };
        }
        if is_handed { self.attempt(|lowerer| lowerer.fragment(expr, Kind::Open)) } else { None }
    }

    fn is_opaque_local(&self, expr: &Expr) -> bool {
        let Some(path) = path_of(expr) else { return false };
        let bound = path.path.get_ident().and_then(|ident| self.scopes.get(ident)).map(|binding| &binding.bound);
        match bound {
            Some(Bound::Value(Ok(Tree::Leaf(value)))) => self.builder.kind(*value) == Kind::Opaque,
            Some(Bound::Value(_) | Bound::Place(_) | Bound::Closure(_)) | None => false,
        }
    }

    /// What stands where a closure is needed is none.
    pub(super) fn no_closure(&self, found: &Expr) -> crate::diagnostics::Poisoned {
        match self.function_value(found) {
            Some(name) => self.error(found, call::function_value(&name.replace(' ', ""))),
            None => self.error(found, syntax::no_closure()),
        }
    }

    /// A function that a path names as a block.
    fn function_block(
        &mut self,
        path: &syn::ExprPath,
        kinds: &[Kind],
        varied: bool,
        apply: impl FnOnce(&mut Self, Vec<Tree>) -> Lowered<Tree>,
    ) -> Lowered<Block> {
        let params = kinds.iter().map(|kind| self.entry(None, kind, varied)).collect::<Vec<_>>();
        let trees = params.iter().copied().map(Tree::Leaf).collect();
        let mut result = Err(crate::diagnostics::Poisoned);
        let builder = self.builder;
        let block = builder.block(params, || {
            result = apply(self, trees).and_then(|tree| self.leaf(&tree, path));
            result.into_iter().collect()
        });
        self.check_entry(result?, path)?;
        Ok(block)
    }

    /// Checks that a closure is a plain one of so many parameters.
    pub(super) fn check_closure(&self, closure: &ExprClosure, parameters: usize) -> Lowered<()> {
        let plain = closure.lifetimes.is_none() && closure.constness.is_none() && closure.asyncness.is_none();
        if !plain {
            return Err(self.error(closure, syntax::closure_modifier()));
        }
        if closure.inputs.len() != parameters {
            return Err(self.error(closure, syntax::closure_arguments(parameters).of_rust(true)));
        }
        Ok(())
    }

    fn closure(&mut self, closure: &ExprClosure, kinds: &[Kind], varied: bool) -> Lowered<Block> {
        self.check_closure(closure, kinds.len())?;
        let names = closure.inputs.iter().map(|input| self.closure_parameter(input)).collect::<Lowered<Vec<_>>>()?;
        self.scopes.open();
        let params = names.iter().zip(kinds).map(|(name, kind)| self.entry(name.as_ref(), kind, varied)).collect();
        let mut result = Err(crate::diagnostics::Poisoned);
        let before = self.scopes.clone();
        let builder = self.builder;
        let block = builder.block(params, || {
            result = self.closure_body(&closure.body).and_then(|tree| self.leaf(&tree, &closure.body));
            result.into_iter().collect()
        });
        self.check_unassigned(&before, &[], closure)?;
        self.scopes.close();
        let result = result?;
        if let ReturnType::Type(_, ty) = &closure.output
            && !matches!(self.types.read(ty), super::types::Reading::Kind(Kind::Real(_)))
        {
            return Err(self.error(ty, syntax::closure_result()));
        }
        self.check_entry(result, &closure.body)?;
        Ok(block)
    }

    /// What a closure gives, held against its declared type.
    pub(super) fn declared_output(&self, tree: Tree, output: &ReturnType) -> Lowered<Tree> {
        if let ReturnType::Type(_, ty) = output {
            self.annotate(&tree, &self.types.read(ty), ty)?;
        }
        Ok(tree)
    }

    /// What a function of entries gives is an entry.
    pub(super) fn check_entry(&self, result: Value, at: &impl ToTokens) -> Lowered<()> {
        match self.builder.kind(result) {
            Kind::Real(_) => Ok(()),
            Kind::Open => {
                self.builder.assume(result, Kind::Real(Elem::Any));
                Ok(())
            }
            Kind::Tensor(_)
            | Kind::Factor(..)
            | Kind::Geometry(..)
            | Kind::Array(..)
            | Kind::Int(_)
            | Kind::Bool
            | Kind::Record(_)
            | Kind::Opaque
            | Kind::Pullback => Err(self.error(at, syntax::closure_result())),
        }
    }

    /// The name of a closure's parameter; `None` for `_`.
    #[expect(clippy::wildcard_enum_match_arm, reason = "any other syntax is refused")]
    fn closure_parameter(&self, pat: &Pat) -> Lowered<Option<Ident>> {
        match pat {
            Pat::Ident(ident) if ident.by_ref.is_none() && ident.subpat.is_none() && ident.mutability.is_none() => {
                Ok(Some(ident.ident.clone()))
            }
            Pat::Ident(PatIdent { mutability: Some(mutable), .. }) => {
                Err(self.error(mutable, syntax::closure_parameter()))
            }
            Pat::Wild(_) => Ok(None),
            Pat::Type(typed) => self.closure_parameter(&typed.pat),
            Pat::Paren(inner) => self.closure_parameter(&inner.pat),
            other => Err(self.error(other, syntax::closure_parameter())),
        }
    }

    fn entry(&mut self, name: Option<&Ident>, kind: &Kind, varied: bool) -> Value {
        let entry = self.builder.fresh(kind.clone(), varied && kind.is_differentiable());
        if let Some(name) = name {
            self.builder.name(entry, Name::of(&plain(name)));
            self.scopes.bind(name, Ok(Tree::Leaf(entry)), false);
        }
        entry
    }
}

/// The path that an expression is, or a reference to.
fn path_of(expr: &Expr) -> Option<&syn::ExprPath> {
    if let Expr::Reference(inner) = expr {
        return path_of(&inner.expr);
    }
    if let Expr::Path(path) = expr { Some(path) } else { None }
}
