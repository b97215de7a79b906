//! Functions whose derivatives are given by hand: `#[differentiate(derivative(x = ..))]`.
//!
//! Nobody looks into the body of such a function: a call of it is one operation, which owns the call as it is written. Its
//! partial derivatives stand beside the Program, and are lowered like any other expression, with the parameters in
//! scope. They may call the function itself.

use std::rc::Rc;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Expr, ExprCall, ExprPath, GenericParam, ItemFn, Type};

use crate::ir::{
    Block, Call, Callee, CalleePath, Custom, Elem, Hole, Kind, Op, Partials, Passing, Stmt, Value, has_storage,
};
use crate::messages::rule;
use crate::request::Given;

use super::foreign::callee;
use super::known::Carried;
use super::scope::plain;
use super::{Lowered, Lowerer, Parameter, Shape, Signature, Source, Tree, describe};

/// A function with a rule, as calls of it need it.
#[derive(Clone, Debug)]
pub(super) struct Ruled {
    /// How calls name it.
    name: Ident,
    signature: Rc<Signature>,
    custom: Custom,
}

impl Lowerer<'_> {
    /// The body of a function with a rule: a call of the function.
    pub(super) fn custom_body(&mut self, source: Source<'_>, given: &Given) -> Lowered<Vec<Value>> {
        let Some((_, signature)) = self.own else { unreachable!("this is the function itself") };
        let ruled = self.define(given, &source.item.sig.ident, signature, &own_path(source))?;
        let args = signature.parameters.iter().flat_map(|parameter| parameter.values.clone()).collect::<Vec<_>>();
        Ok(vec![self.ruled_call(&ruled, &args, true)])
    }

    /// The body of a function whose derivative is another function: a call of the function, as others call it.
    pub(super) fn opaque_body(&mut self) -> Vec<Value> {
        let Some((source, signature)) = self.own else { unreachable!("this is the function itself") };
        let name = &source.item.sig.ident;
        let args = signature.parameters.iter().flat_map(|parameter| parameter.values.clone()).collect();
        let leaves = signature.result.leaves();
        let results = leaves.iter().map(|leaf| self.builder.fresh(leaf.kind.clone(), true)).collect::<Vec<_>>();
        let path = CalleePath { path: name.to_token_stream(), generics: turbofish(source.item).unwrap_or_default() };
        let by_direction = self.request.vjp.is_none();
        let callee = Callee { by_direction, is_first_order: true, ..callee(signature, Some(path)) };
        let span = self.at(name).span();
        let op = Op::Call(Call::Primal, Rc::new(callee));
        self.builder.push(Stmt { results: results.clone().into(), op, args, blocks: Vec::new(), span });
        results
    }

    /// A call of another function with a rule, whose expressions mean here what they mean there.
    pub(super) fn foreign_ruled(
        &mut self,
        given: &Given,
        carried: &Carried,
        signature: &Signature,
        path: &TokenStream,
        args: &[Value],
    ) -> Lowered<Tree> {
        let span = self.builder.span();
        let ruled = self.define(given, &carried.item.sig.ident, signature, path)?;
        let varied = args.iter().any(|arg| self.builder.is_varied(*arg));
        self.builder.at(span);
        Ok(Tree::Leaf(self.ruled_call(&ruled, args, varied)))
    }

    /// Takes in the rule of a function, which calls name by `name`, and generated code by `path`.
    fn define(&mut self, given: &Given, name: &Ident, signature: &Signature, path: &TokenStream) -> Lowered<Ruled> {
        self.check_rule(given, signature)?;
        let builder = self.builder;
        let id = builder.rule();
        let (call, holes) = template(path, signature);
        let custom = Custom { name: plain(name).to_string(), call, holes, rule: id };
        let ruled = Ruled { name: name.clone(), signature: Rc::new(signature.clone()), custom };
        let parameters = signature.parameters.iter().map(|parameter| self.again(parameter)).collect::<Vec<_>>();
        let outside = (self.ruled.replace(ruled.clone()), self.own.take());
        let by = parameters.iter().map(|parameter| match given.by(&parameter.ident) {
            Some(expr) => self.partial(&parameters, &parameter.ident, expr, signature).map(|block| vec![Some(block)]),
            None => Ok(vec![None; parameter.values.len()]),
        });
        // Every expression is looked at before the first error counts.
        let by = by.collect::<Vec<_>>().into_iter().collect::<Lowered<Vec<_>>>();
        (self.ruled, self.own) = outside;
        let params = parameters.iter().flat_map(|parameter| parameter.values.clone()).collect();
        builder.set_partials(id, Partials { params, by: by?.concat() });
        Ok(ruled)
    }

    /// A parameter with values of its own.
    fn again(&self, parameter: &Parameter) -> Parameter {
        let again = |value: &Value| {
            let copy = self.builder.like(*value);
            if let Some(name) = self.builder.name_of(*value) {
                self.builder.name(copy, name);
            }
            copy
        };
        Parameter { values: parameter.values.iter().map(again).collect(), ..parameter.clone() }
    }

    /// One partial derivative.
    fn partial(&mut self, parameters: &[Parameter], by: &Ident, expr: &Expr, signature: &Signature) -> Lowered<Block> {
        if let Some(jump) = super::jumps::first_out_of(expr) {
            return Err(self.error(&jump, rule::jump(&jump.to_string())));
        }
        let expr = &self.fenced_expression(expr)?;
        let outside = std::mem::take(&mut self.scopes);
        let builder = self.builder;
        let mut partial = Ok(());
        let block = builder.block(Vec::new(), || {
            let value = parameters
                .iter()
                .try_for_each(|parameter| self.bind_parameter(parameter))
                .and_then(|()| self.expression(expr))
                .and_then(|tree| self.leaf(&tree, expr))
                .and_then(|value| self.check_partial(value, by, expr, signature));
            partial = value.map(|_| ());
            value.into_iter().collect()
        });
        self.scopes = outside;
        partial.map(|()| block)
    }

    fn check_partial(&self, value: Value, by: &Ident, expr: &Expr, signature: &Signature) -> Lowered<Value> {
        let found = self.builder.kind(value);
        let declared = result_of(signature);
        match found.join(&declared) {
            Some(_) if found == Kind::Open => {
                self.builder.assume(value, declared);
                Ok(value)
            }
            Some(_) => Ok(value),
            None => {
                let message = rule::partial_kind(&by.to_string(), &describe(&declared), &describe(&found));
                Err(self.error(expr, message))
            }
        }
    }

    /// The expressions that are given are those of the parameters that the function is differentiated by, and numbers.
    fn check_rule(&self, given: &Given, signature: &Signature) -> Lowered<()> {
        let Kind::Real(elem) = result_of(signature) else {
            return Err(self.diagnostics.report(given.place, rule::no_scalar_result()));
        };
        let mut verdict = Ok(());
        let names = || signature.wrt.iter().map(|place| &signature.parameters[*place]);
        let known = names().map(|parameter| parameter.ident.to_string()).collect::<Vec<_>>();
        for (order, (name, _)) in given.by.iter().enumerate() {
            let text = name.to_string();
            let parameter = signature.parameters.iter().find(|parameter| parameter.ident == plain(name));
            let message = match parameter {
                _ if given.by[..order].iter().any(|(before, _)| plain(before) == plain(name)) => {
                    rule::given_twice(&text)
                }
                None => rule::no_such_parameter(&text, &known),
                Some(parameter) if !is_real(parameter) => rule::not_a_scalar(&text, &type_text(&parameter.ty)),
                Some(parameter) if !names().any(|known| known.ident == parameter.ident) => rule::not_in_wrt(&text),
                Some(_) => continue,
            };
            verdict = Err(self.error(name, message));
        }
        for parameter in names() {
            let text = parameter.ident.to_string();
            let message = if !is_real(parameter) && given.by(&parameter.ident).is_some() {
                continue;
            } else if !is_real(parameter) {
                rule::not_a_scalar(&text, &type_text(&parameter.ty))
            } else if given.by(&parameter.ident).is_none() && verdict.is_err() {
                // A name that is misspelled is missing, too: one message is enough.
                continue;
            } else if given.by(&parameter.ident).is_none() {
                rule::missing(&text)
            } else if !is_of(parameter, &elem) {
                rule::of_another_type(&text, &type_text(&parameter.ty), &elem.to_string())
            } else {
                continue;
            };
            verdict = Err(self.diagnostics.report(given.place, message));
        }
        verdict
    }

    /// The function with a rule that a path names.
    pub(super) fn ruled(&self, path: &ExprPath) -> Option<Ruled> {
        self.ruled.clone().filter(|ruled| path.path.is_ident(&ruled.name))
    }

    /// A call of a function with a rule.
    pub(super) fn call_ruled(&mut self, ruled: &Ruled, expr: &ExprCall) -> Lowered<Tree> {
        let (args, varied) = self.arguments_of(&ruled.signature, expr)?;
        self.at(&expr.func);
        Ok(Tree::Leaf(self.ruled_call(ruled, &args, varied)))
    }

    fn ruled_call(&self, ruled: &Ruled, args: &[Value], varied: bool) -> Value {
        let op = Op::Custom(ruled.custom.clone().into());
        self.builder.emit(op, args, Vec::new(), result_of(&ruled.signature), varied)
    }
}

/// Whether a rule calls a function that has one.
pub(super) fn calls(stmts: &[Stmt]) -> bool {
    let inside = |stmt: &Stmt| stmt.blocks.iter().any(|block| calls(&block.stmts));
    stmts.iter().any(|stmt| matches!(stmt.op, Op::Custom(_)) || inside(stmt))
}

/// The kind of the result; of several, none.
fn result_of(signature: &Signature) -> Kind {
    match &signature.result {
        Shape::Leaf(leaf) => leaf.kind.clone(),
        Shape::Tuple(_) => Kind::Opaque,
    }
}

fn is_real(parameter: &Parameter) -> bool {
    matches!(&parameter.shape, Shape::Leaf(leaf) if leaf.kind.is_real())
}

/// Whether a parameter is a scalar of this type.
fn is_of(parameter: &Parameter, elem: &Elem) -> bool {
    parameter.shape.leaves().iter().all(|leaf| leaf.kind.elem() == Some(elem))
}

fn type_text(ty: &Type) -> String {
    super::signature::text_of(ty)
}

/// A call with a hole for each value.
fn template(path: &TokenStream, signature: &Signature) -> (TokenStream, Vec<Hole>) {
    let mut holes = Vec::new();
    let args = signature.parameters.iter().map(|parameter| {
        let reference = matches!(parameter.shape, Shape::Tuple(_)) && parameter.by_reference;
        let reference = reference.then(|| quote!(&));
        let arg = hole_for(&parameter.shape, parameter.by_reference, &mut holes);
        quote!(#reference #arg)
    });
    let args = args.collect::<Vec<_>>();
    (quote!(#path(#(#args),*)), holes)
}

fn hole_for(shape: &Shape, by_reference: bool, holes: &mut Vec<Hole>) -> TokenStream {
    match shape {
        Shape::Leaf(leaf) => {
            let ident = Ident::new(&format!("hole_{}", holes.len()), Span::mixed_site());
            let passing = match (by_reference, is_view(&leaf.ty)) {
                (true, _) => Passing::Reference,
                (false, true) => Passing::View,
                (false, false) => Passing::Owned,
            };
            holes.push(Hole { ident: ident.clone(), passing });
            quote!(#ident)
        }
        Shape::Tuple(parts) => {
            let is_reference =
                |part: &Shape| matches!(part, Shape::Leaf(leaf) if matches!(leaf.ty, Type::Reference(_)));
            let parts = parts.iter().map(|part| hole_for(part, is_reference(part), holes)).collect::<Vec<_>>();
            quote!((#(#parts,)*))
        }
    }
}

/// Whether a type borrows, or has a storage of its own, by its name: it is passed as it is.
#[expect(clippy::wildcard_enum_match_arm, reason = "any other type is no view")]
pub(super) fn is_view(ty: &Type) -> bool {
    match ty {
        Type::Paren(inner) => is_view(&inner.elem),
        Type::Group(inner) => is_view(&inner.elem),
        Type::Path(path) => path.path.segments.last().is_some_and(|last| {
            let name = last.ident.to_string();
            name.contains("View") || has_storage(&name)
        }),
        _ => false,
    }
}

/// The function itself, with its generic arguments where no parameter says them.
fn own_path(source: Source<'_>) -> TokenStream {
    let (ident, generics) = (&source.item.sig.ident, turbofish(source.item));
    let name = if source.owner.is_some() { quote!(Self::#ident) } else { ident.to_token_stream() };
    quote!(#name #generics)
}

/// The generic arguments of a call of the function by itself, where no parameter says them.
fn turbofish(item: &ItemFn) -> Option<TokenStream> {
    let generics = item.sig.generics.params.iter().filter_map(|param| match param {
        GenericParam::Type(param) => Some(&param.ident),
        GenericParam::Const(param) => Some(&param.ident),
        GenericParam::Lifetime(_) => None,
    });
    let generics = generics.collect::<Vec<_>>();
    let inputs = item.sig.inputs.to_token_stream();
    let is_said = generics.iter().all(|generic| mentions(inputs.clone(), generic));
    (!is_said).then(|| quote!(::<#(#generics),*>))
}

fn mentions(tokens: TokenStream, ident: &Ident) -> bool {
    tokens.into_iter().any(|tree| match tree {
        proc_macro2::TokenTree::Ident(found) => found == *ident,
        proc_macro2::TokenTree::Group(group) => mentions(group.stream(), ident),
        proc_macro2::TokenTree::Punct(_) | proc_macro2::TokenTree::Literal(_) => false,
    })
}
