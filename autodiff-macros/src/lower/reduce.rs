//! Iterator expressions that end in a value: `sum`, `fold`, `collect` and the like.

use quote::ToTokens;
use syn::{AngleBracketedGenericArguments, Expr, ExprMethodCall, GenericArgument, Type};

use crate::ir::{Constant, Dim, Elem, Int, Kind, Value};
use crate::messages::{iteration, value};
use crate::rules::integer::INT_ADD;
use crate::rules::tensor::construct::EMPTY;

use super::iterate::Stream;
use super::types::Reading;
use super::{Lowered, Lowerer, Tree, describe};

impl<'e> Lowerer<'_> {
    /// `.sum()`, `.product()`, `.fold(..)`, `.collect()` and the like of an iterator.
    pub(super) fn consumed(&mut self, expr: &'e ExprMethodCall) -> Lowered<Tree> {
        let name = expr.method.to_string();
        if name == "collect" && !expr.turbofish.as_ref().is_none_or(is_vec) {
            return self.collected_otherwise(expr);
        }
        let over = self.stream(&expr.receiver)?;
        self.at(&expr.method);
        match (name.as_str(), expr.args.first(), expr.args.len()) {
            // Of nothing, the standard library's is -0.0.
            ("sum", None, 0) => self.reduced(&over, -0.0, "+", expr),
            ("product", None, 0) => self.reduced(&over, 1.0, "*", expr),
            ("count", None, 0) => self.counted(&over, expr),
            ("any", Some(predicate), 1) => self.quantified(&over, predicate, false, expr),
            ("all", Some(predicate), 1) => self.quantified(&over, predicate, true, expr),
            ("fold", Some(_), 2) => self.folded(&over, expr),
            ("collect", None, 0) => self.collected(&over, expr),
            (_, _, _) => Err(self.error(&expr.method, iteration::adaptor(&name))),
        }
    }

    /// A loop that makes one value of all items: `next` gives it from the value so far and an item.
    pub(super) fn gathered(
        &mut self,
        over: &Stream<'e>,
        init: Tree,
        at: &impl ToTokens,
        mut next: impl FnMut(&mut Self, Tree, Tree) -> Lowered<Tree>,
    ) -> Lowered<Tree> {
        self.scopes.open();
        let total = self.scopes.bind_hidden("total", init);
        let done = self.drive(over, std::slice::from_ref(&total), at, &mut |lowerer, item| {
            let so_far = lowerer.scopes.read(&total)?;
            let next = next(lowerer, so_far, item)?;
            lowerer.scopes.set(&total, Ok(next));
            Ok(())
        });
        let value = self.scopes.read(&total);
        self.scopes.close();
        done.and(value)
    }

    fn reduced(&mut self, over: &Stream<'e>, start: f64, symbol: &str, expr: &ExprMethodCall) -> Lowered<Tree> {
        let elem = self.turbofish_elem(expr);
        let init = self.builder.constant(Constant::Real(start, None), Kind::Real(elem));
        self.gathered(over, Tree::Leaf(init), expr, |lowerer, total, item| {
            let (total, item) = (lowerer.leaf(&total, expr)?, lowerer.leaf(&item, expr)?);
            lowerer.settle(total, item);
            let kinds = lowerer.builder.kinds(&[total, item]);
            match crate::rules::find(crate::rules::Surface::Infix(symbol), &kinds) {
                Some(found) if kinds[1].is_real() => Ok(Tree::Leaf(lowerer.builder.apply(found.rule, &[total, item]))),
                Some(_) | None => Err(lowerer.error(&expr.method, iteration::not_reals(&describe(&kinds[1])))),
            }
        })
    }

    fn counted(&mut self, over: &Stream<'e>, expr: &ExprMethodCall) -> Lowered<Tree> {
        let usize = Kind::Int(Int::Named("usize"));
        let init = self.builder.constant(Constant::Int(0, None), usize);
        self.gathered(over, Tree::Leaf(init), expr, |lowerer, total, _| {
            let total = lowerer.leaf(&total, expr)?;
            Ok(Tree::Leaf(lowerer.builder.apply(&INT_ADD, &[total, lowerer.builder.int(1)])))
        })
    }

    /// `.any(|x| ..)` and `.all(|x| ..)`: every item is asked, the answers are constants.
    fn quantified(
        &mut self,
        over: &Stream<'e>,
        predicate: &'e Expr,
        start: bool,
        expr: &ExprMethodCall,
    ) -> Lowered<Tree> {
        let Expr::Closure(predicate) = predicate else { return Err(self.no_closure(predicate)) };
        let init = self.builder.constant(Constant::Bool(start), Kind::Bool);
        self.gathered(over, Tree::Leaf(init), expr, |lowerer, so_far, item| {
            let so_far = lowerer.leaf(&so_far, expr)?;
            let builder = lowerer.builder;
            let known = |_: &mut Self| Ok(Tree::Leaf(builder.constant(Constant::Bool(!start), Kind::Bool)));
            let ask = |lowerer: &mut Self| {
                let truth = lowerer.applied(predicate, vec![item])?;
                lowerer.truth(&truth, &predicate.body).map(Tree::Leaf)
            };
            // What is decided needs no more asking.
            if start {
                lowerer.choose(Ok(so_far), expr, ask, known)
            } else {
                lowerer.choose(Ok(so_far), expr, known, ask)
            }
        })
    }

    pub(super) fn turbofish_elem(&self, expr: &ExprMethodCall) -> Elem {
        let argument = expr.turbofish.as_ref().and_then(|turbofish| turbofish.args.first());
        let Some(syn::GenericArgument::Type(ty)) = argument else { return Elem::Any };
        if let Reading::Kind(Kind::Real(elem)) = self.types.read(ty) { elem } else { Elem::Any }
    }

    fn folded(&mut self, over: &Stream<'e>, expr: &'e ExprMethodCall) -> Lowered<Tree> {
        let init = self.expression(&expr.args[0])?;
        self.gathered(over, init, expr, |lowerer, total, item| lowerer.called(&expr.args[1], vec![total, item]))
    }

    /// A function of values: a closure, a local that is one, or a path such as `f64::max`.
    #[expect(clippy::wildcard_enum_match_arm, reason = "any other syntax is refused")]
    pub(super) fn called(&mut self, function: &Expr, values: Vec<Tree>) -> Lowered<Tree> {
        match function {
            Expr::Closure(closure) => self.applied(closure, values),
            Expr::Reference(inner) => self.called(&inner.expr, values),
            Expr::Path(path) => {
                if let Some(local) = self.local_closure(path)? {
                    return self.applied_local(&local, values, function);
                }
                let name = self.scalar_function(path);
                if let (None, Some(carried)) = (&name, self.differentiated(path)?) {
                    return self.called_with(carried, path, values, &[], path);
                }
                let leaves = values.iter().map(|value| self.leaf(value, function)).collect::<Lowered<Vec<_>>>()?;
                let found = name.and_then(|name| self.named_operation(&name, &leaves));
                found.ok_or_else(|| self.no_closure(function))
            }
            other => Err(self.no_closure(other)),
        }
    }

    fn collected(&mut self, over: &Stream<'e>, expr: &'e ExprMethodCall) -> Lowered<Tree> {
        let builder = self.builder;
        // The kind of the elements is that of an item.
        let mut found = None;
        let mut looked = Ok(());
        drop(builder.block(Vec::new(), || {
            looked = self.drive(over, &[], expr, &mut |_, item| {
                found = Some(item);
                Ok(())
            });
            Vec::new()
        }));
        looked?;
        let item = found.ok_or_else(|| self.error(&expr.method, value::open()))?;
        let range = match over {
            Stream::Plain(over) => [over.start, over.end],
            Stream::Filtered(..) | Stream::Mapped(..) | Stream::FlatMapped(..) => [builder.int(0); 2],
        };
        let init = self.empty_lists(&item, range, expr)?;
        let all = self
            .gathered(over, init, expr, |lowerer, elements, item| lowerer.pushed(&elements, &item, &expr.receiver))?;
        if expr.turbofish.is_none() {
            self.collected.extend(all.leaves());
        }
        Ok(all)
    }

    /// A container of another type is a constant, or refused.
    fn collected_otherwise(&self, expr: &ExprMethodCall) -> Lowered<Tree> {
        let found = self.captures(expr)?;
        match self.active(&found.captures, &found.values) {
            None => self.fragment(expr, Kind::Open),
            Some(_) => Err(self.error(&expr.turbofish, iteration::collected_otherwise())),
        }
    }

    /// Empty `Vec`s for items like this one.
    fn empty_lists(&self, item: &Tree, range: [Value; 2], expr: &ExprMethodCall) -> Lowered<Tree> {
        if let Tree::Tuple(parts) = item {
            let lists = parts.iter().map(|part| self.empty_lists(part, range, expr));
            return lists.collect::<Lowered<Vec<_>>>().map(Tree::Rows);
        }
        let item = self.leaf(item, expr)?;
        match self.builder.kind(item) {
            Kind::Open => Err(self.error(&expr.method, value::open())),
            kind @ (Kind::Real(_)
            | Kind::Tensor(_)
            | Kind::Int(_)
            | Kind::Bool
            | Kind::Array(..)
            | Kind::Factor(..)
            | Kind::Geometry(..)
            | Kind::Record(_)
            | Kind::Opaque
            | Kind::Pullback) => {
                let kind = Kind::Array(Box::new(kind), Dim::Dyn);
                Ok(Tree::Leaf(self.builder.apply_as(&EMPTY, &range, kind)))
            }
        }
    }
}

/// Whether generic arguments say `Vec`.
fn is_vec(arguments: &AngleBracketedGenericArguments) -> bool {
    let [GenericArgument::Type(Type::Path(ty))] = arguments.args.iter().collect::<Vec<_>>()[..] else { return false };
    ty.path.segments.last().is_some_and(|last| last.ident == "Vec")
}
