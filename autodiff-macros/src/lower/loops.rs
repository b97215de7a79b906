//! Loops, and iterator expressions that end in a value.

use proc_macro2::Ident;
use syn::visit::{self, Visit};
use syn::{Expr, ExprForLoop, ExprMethodCall};

use crate::ir::{Constant, Dim, Elem, Int, Kind, Name, Op, Stmt, Value};
use crate::messages::{iteration, syntax, value};
use crate::rules::array::PUSH;
use crate::rules::tensor::construct::EMPTY;

use super::iterate::Iteration;
use super::types::Reading;
use super::{Lowered, Lowerer, Tree, describe};

/// How often kinds and activity of what a loop carries may change before they settle.
const ROUNDS: usize = 64;

impl<'e> Lowerer<'_> {
    pub(super) fn for_loop(&mut self, expr: &'e ExprForLoop) -> Lowered<()> {
        if let Some(label) = &expr.label {
            return Err(self.error(label, syntax::refused("a label", "use `if` in the loop instead of a jump")));
        }
        let over = self.iteration(&expr.expr)?;
        let carried = self.assigned(expr)?;
        let inits = carried.iter().map(|ident| self.tree_of(ident)).collect::<Lowered<Vec<_>>>()?;
        let names = carried.iter().map(|ident| Some(Name::of(&super::scope::plain(ident)))).collect::<Vec<_>>();
        self.at(&expr.for_token);
        let results = self.carry(&over, &names, inits, expr, |lowerer, number, values| {
            for (ident, value) in carried.iter().zip(values) {
                lowerer.scopes.assign(ident, Ok(value));
            }
            lowerer.scopes.open();
            let bound = lowerer.bind_item(&expr.pat, &over, number);
            let done = bound.and_then(|()| lowerer.block(&expr.body).map(drop));
            lowerer.scopes.close();
            done?;
            carried.iter().map(|ident| lowerer.tree_of(ident)).collect()
        })?;
        for (ident, result) in carried.iter().zip(results) {
            self.scopes.assign(ident, Ok(result));
        }
        Ok(())
    }

    fn tree_of(&self, ident: &Ident) -> Lowered<Tree> {
        match self.local_binding(ident)? {
            Some(binding) => binding.tree.clone(),
            None => Err(self.error(ident, value::unknown_name(&ident.to_string()))),
        }
    }

    /// The locals from outside that a loop assigns.
    fn assigned(&self, expr: &ExprForLoop) -> Lowered<Vec<Ident>> {
        let mut found = Assigned::default();
        found.visit_block(&expr.body);
        let mut locals: Vec<Ident> = Vec::new();
        for ident in found.idents {
            if self.scopes.get(&ident).is_some() && !locals.contains(&ident) {
                locals.push(ident);
            }
        }
        Ok(locals)
    }

    /// A counting loop that carries values: `body` gives their next ones from the number and the current ones.
    pub(super) fn carry(
        &mut self,
        over: &Iteration<'e>,
        names: &[Option<Name>],
        inits: Vec<Tree>,
        at: &impl quote::ToTokens,
        mut body: impl FnMut(&mut Self, Value, Vec<Tree>) -> Lowered<Vec<Tree>>,
    ) -> Lowered<Vec<Tree>> {
        let builder = self.builder;
        let span = builder.span();
        let leaves = inits.iter().flat_map(Tree::leaves).collect::<Vec<_>>();
        let mut states = leaves.iter().map(|leaf| (builder.kind(*leaf), builder.is_varied(*leaf))).collect::<Vec<_>>();
        for _ in 0..ROUNDS {
            let mark = self.diagnostics.mark();
            let outside = self.scopes.clone();
            let number = builder.fresh(self.number_kind(over), false);
            let params = states.iter().map(|(kind, varied)| builder.fresh(kind.clone(), *varied)).collect::<Vec<_>>();
            let trees = refilled(&inits, &params);
            for (tree, name) in trees.iter().zip(names) {
                if let (Tree::Leaf(value), Some(name)) = (tree, name) {
                    builder.name(*value, name.clone());
                }
            }
            let mut result = Ok(Vec::new());
            let all = std::iter::once(number).chain(params).collect();
            let block = builder.block(all, || {
                result = body(self, number, trees);
                let leaves = |trees: &Vec<Tree>| trees.iter().flat_map(Tree::leaves).collect();
                result.as_ref().map(leaves).unwrap_or_default()
            });
            let inside = std::mem::replace(&mut self.scopes, outside);
            result?;
            // What a loop assigns was looked for before; what was not found there would be lost.
            for (slot, _) in self.scopes.changed(&inside, &inside) {
                let is_carried = names.iter().flatten().any(|name| name.ident == slot.name);
                if !is_carried {
                    return Err(self.error(at, syntax::closure_assigns(&slot.name)));
                }
            }
            let next = self.settled(&states, &block.results, at)?;
            if next == states {
                let args = [over.start, over.end].into_iter().chain(leaves).collect();
                let results = states.iter().map(|(kind, varied)| builder.fresh(kind.clone(), *varied));
                let results = results.collect::<Vec<_>>();
                let trees = refilled(&inits, &results);
                for (tree, name) in trees.iter().zip(names) {
                    if let (Tree::Leaf(value), Some(name)) = (tree, name) {
                        builder.name(*value, name.clone());
                    }
                }
                let op = Op::For { reversed: over.reversed };
                builder.push(Stmt { results, op, args, blocks: vec![block], span });
                return Ok(trees);
            }
            self.diagnostics.forget_since(mark);
            states = next;
        }
        Err(self.error(at, iteration::unsettled()))
    }

    fn number_kind(&self, over: &Iteration<'_>) -> Kind {
        let kinds = (self.builder.kind(over.start), self.builder.kind(over.end));
        kinds.0.join(&kinds.1).unwrap_or(Kind::Int(Int::Any))
    }

    /// Kinds and activity of carried values after one more iteration.
    fn settled(
        &self,
        states: &[(Kind, bool)],
        results: &[Value],
        at: &impl quote::ToTokens,
    ) -> Lowered<Vec<(Kind, bool)>> {
        let pairs = states.iter().zip(results).map(|((kind, varied), result)| {
            let found = self.builder.kind(*result);
            let Some(joined) = kind.join(&found) else {
                return Err(self.error(at, value::annotation(&describe(kind), &describe(&found))));
            };
            Ok((joined, *varied || self.builder.is_varied(*result)))
        });
        pairs.collect()
    }

    /// `.sum()`, `.product()`, `.fold(..)`, `.collect()`, `.count()` of an iterator.
    pub(super) fn consumed(&mut self, expr: &'e ExprMethodCall) -> Lowered<Tree> {
        let name = expr.method.to_string();
        let over = self.iteration(&expr.receiver)?;
        self.at(&expr.method);
        match (name.as_str(), expr.args.len()) {
            ("sum", 0) => self.reduced(&over, 0.0, "+", expr),
            ("product", 0) => self.reduced(&over, 1.0, "*", expr),
            ("fold", 2) => self.folded(&over, expr),
            ("collect", 0) => self.collected(&over, expr),
            (_, _) => Err(self.error(&expr.method, iteration::adaptor(&name))),
        }
    }

    fn reduced(&mut self, over: &Iteration<'e>, start: f64, symbol: &str, expr: &ExprMethodCall) -> Lowered<Tree> {
        let elem = self.turbofish_elem(expr);
        let init = self.builder.constant(Constant::Real(start, None), Kind::Real(elem));
        let results = self.carry(over, &[None], vec![Tree::Leaf(init)], expr, |lowerer, number, values| {
            let item = lowerer.item(over, number)?;
            let (total, item) = (lowerer.leaf(&values[0], expr)?, lowerer.leaf(&item, expr)?);
            let kinds = lowerer.builder.kinds(&[total, item]);
            match crate::rules::find(crate::rules::Surface::Infix(symbol), &kinds, None) {
                Some(found) if kinds[1].is_real() => {
                    Ok(vec![Tree::Leaf(lowerer.builder.apply(found.rule, &[total, item]))])
                }
                Some(_) | None => Err(lowerer.error(&expr.method, iteration::not_reals(&describe(&kinds[1])))),
            }
        })?;
        Ok(results.into_iter().next().unwrap_or_else(Tree::unit))
    }

    fn turbofish_elem(&self, expr: &ExprMethodCall) -> Elem {
        let argument = expr.turbofish.as_ref().and_then(|turbofish| turbofish.args.first());
        let Some(syn::GenericArgument::Type(ty)) = argument else { return Elem::Any };
        if let Reading::Kind(Kind::Real(elem)) = self.types.read(ty) { elem } else { Elem::Any }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "any other syntax is refused")]
    fn folded(&mut self, over: &Iteration<'e>, expr: &'e ExprMethodCall) -> Lowered<Tree> {
        let init = self.expression(&expr.args[0])?;
        let results = self.carry(over, &[None], vec![init], expr, |lowerer, number, values| {
            let item = lowerer.item(over, number)?;
            let total = values.into_iter().next().unwrap_or_else(Tree::unit);
            let next = match &expr.args[1] {
                Expr::Closure(closure) => lowerer.applied(closure, vec![total, item])?,
                Expr::Path(path) => {
                    let name = lowerer.scalar_function(path);
                    let values = [lowerer.leaf(&total, expr)?, lowerer.leaf(&item, expr)?];
                    let found = name.and_then(|name| lowerer.named_operation(&name, &values));
                    found.ok_or_else(|| lowerer.error(path, syntax::closure()))?
                }
                other => return Err(lowerer.error(other, syntax::closure())),
            };
            Ok(vec![next])
        })?;
        Ok(results.into_iter().next().unwrap_or_else(Tree::unit))
    }

    fn collected(&mut self, over: &Iteration<'e>, expr: &'e ExprMethodCall) -> Lowered<Tree> {
        let builder = self.builder;
        // The kind of the elements is that of an item.
        let mut kind = Err(crate::diagnostics::Poisoned);
        drop(builder.block(Vec::new(), || {
            let number = builder.fresh(self.number_kind(over), false);
            let item = self.item(over, number).and_then(|item| self.leaf(&item, expr));
            kind = item.map(|item| builder.kind(item));
            Vec::new()
        }));
        let kind = Kind::Array(Box::new(kind?), Dim::Dyn);
        let init = builder.apply_as(&EMPTY, &[over.start, over.end], kind);
        let results = self.carry(over, &[None], vec![Tree::Leaf(init)], expr, |lowerer, number, values| {
            let item = lowerer.item(over, number)?;
            let (elements, item) = (lowerer.leaf(&values[0], expr)?, lowerer.leaf(&item, expr)?);
            Ok(vec![Tree::Leaf(lowerer.builder.apply(&PUSH, &[elements, item]))])
        })?;
        Ok(results.into_iter().next().unwrap_or_else(Tree::unit))
    }
}

fn refilled(trees: &[Tree], values: &[Value]) -> Vec<Tree> {
    let mut values = values.iter().copied();
    trees.iter().map(|tree| tree.refill(&mut values)).collect()
}

/// The locals that a piece of source assigns, or may.
#[derive(Default)]
struct Assigned {
    idents: Vec<Ident>,
}

impl<'a> Visit<'a> for Assigned {
    fn visit_expr_assign(&mut self, expr: &'a syn::ExprAssign) {
        self.idents.extend(root(&expr.left));
        visit::visit_expr_assign(self, expr);
    }

    fn visit_expr_binary(&mut self, expr: &'a syn::ExprBinary) {
        if super::operator::is_assignment(&expr.op) {
            self.idents.extend(root(&expr.left));
        }
        visit::visit_expr_binary(self, expr);
    }

    fn visit_expr_method_call(&mut self, expr: &'a ExprMethodCall) {
        if super::assign::MUTATING.contains(&expr.method.to_string().as_str()) {
            self.idents.extend(root(&expr.receiver));
        }
        visit::visit_expr_method_call(self, expr);
    }
}

/// The local that a place belongs to.
#[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is no place")]
pub(super) fn root(place: &Expr) -> Option<Ident> {
    match place {
        Expr::Path(path) => path.path.get_ident().cloned(),
        Expr::Field(field) => root(&field.base),
        Expr::Index(index) => root(&index.expr),
        Expr::Paren(inner) => root(&inner.expr),
        Expr::Group(inner) => root(&inner.expr),
        Expr::Unary(inner) => root(&inner.expr),
        _ => None,
    }
}
