//! What a loop carries from one iteration to the next.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{Block, Expr, ExprMethodCall};

use crate::ir::{Int, Kind, Op, Stmt, Value};
use crate::messages::{iteration, syntax, value};

use super::iterate::Iteration;
use super::scope::{Bound, Scopes, Slot};
use super::{Lowered, Lowerer, Tree, are_apart, describe};

/// How often kinds and activity of what a loop carries may change before they settle.
const ROUNDS: usize = 64;

/// How long a loop goes on.
pub(super) enum Head<'h, 'l> {
    /// Over numbers from one to before another, up or down.
    Range { start: Value, end: Value, reversed: bool },
    /// As long as a condition holds on what is carried.
    While(&'h mut dyn FnMut(&mut Lowerer<'l>, &[Tree]) -> Lowered<Value>),
}

/// What a loop carries, as far as it is known.
struct Carried {
    /// How many of them belong to no local.
    own: usize,
    /// The locals that are carried.
    slots: Vec<Slot>,
    inits: Vec<Tree>,
    /// Kind and activity of each leaf.
    states: Vec<(Kind, bool)>,
    /// The kind of the number of an iteration.
    number: Kind,
}

impl<'l> Lowerer<'l> {
    /// Where the locals from outside are that a loop assigns, as far as its source shows by names. What it does not
    /// show, the first round finds.
    pub(super) fn assigned_in(&self, body: &Block, head: Option<&impl ToTokens>) -> Vec<Slot> {
        let mut found = Assigned::default();
        found.visit_block(body);
        if let Some(Ok(expr)) = head.map(|head| syn::parse2::<Expr>(head.to_token_stream())) {
            found.visit_expr(&expr);
        }
        let mut slots: Vec<Slot> = Vec::new();
        // A name that the body binds itself may not be the one from outside.
        for ident in found.idents.into_iter().filter(|ident| !found.bound.contains(ident)) {
            let slot = match self.scopes.get(&ident).map(|binding| &binding.bound) {
                Some(Bound::Value(Ok(Tree::Place(place))) | Bound::Place(place)) => Some(place.root.clone()),
                Some(Bound::Value(_)) => self.scopes.slot(&ident),
                Some(Bound::Closure(_)) | None => None,
            };
            if let Some(slot) = slot
                && !slots.contains(&slot)
            {
                slots.push(slot);
            }
        }
        slots
    }

    /// A loop that carries values: `body` gives those of `state` for the next iteration from the number of this one and
    /// the current ones. The locals that it assigns are carried too: those in `slots`, and others that a round finds.
    pub(super) fn carry(
        &mut self,
        head: Head<'_, 'l>,
        number: Kind,
        slots: Vec<Slot>,
        state: Vec<Tree>,
        at: &impl ToTokens,
        mut body: impl FnMut(&mut Self, Value, Vec<Tree>) -> Lowered<Vec<Tree>>,
    ) -> Lowered<Vec<Tree>> {
        let builder = self.builder;
        let span = builder.span();
        let own = state.len();
        let more = slots.iter().map(|slot| self.scopes.read(slot)).collect::<Lowered<Vec<_>>>()?;
        let inits = [state, more].concat();
        let mut carried = Carried { own, slots, states: self.states(&inits), inits, number };
        for _ in 0..ROUNDS {
            let mark = self.diagnostics.mark();
            let (block, next, inside) = self.round(&carried, &mut body)?;
            if !self.has_grown(&mut carried, &inside, &next)? {
                let block = builder.reopen(block, || {
                    let pairs = next.iter().zip(&carried.inits);
                    pairs.flat_map(|(next, init)| self.filled_in(next, init).leaves()).collect()
                });
                let settled = self.settled(&carried.states, &block.results, at)?;
                if settled == carried.states {
                    builder.at(span);
                    return self.finished(head, &carried, block, at);
                }
                carried.states = settled;
            }
            self.diagnostics.forget_since(mark);
        }
        Err(self.error(at, iteration::unsettled()))
    }

    /// Lowers the body once: its block, what it gives, and the scopes after it.
    fn round(
        &mut self,
        carried: &Carried,
        body: &mut impl FnMut(&mut Self, Value, Vec<Tree>) -> Lowered<Vec<Tree>>,
    ) -> Lowered<(crate::ir::Block, Vec<Tree>, Scopes)> {
        let builder = self.builder;
        let outside = self.scopes.clone();
        let number = builder.fresh(carried.number.clone(), false);
        let (params, trees) = self.parameters(carried);
        let mut next = Ok(Vec::new());
        let block = builder.block(std::iter::once(number).chain(params).collect(), || {
            next = body(self, number, trees[..carried.own].to_vec());
            if let Ok(next) = &mut next {
                next.extend(carried.slots.iter().map(|slot| self.scopes.read(slot).unwrap_or(Tree::Unset)));
            }
            Vec::new()
        });
        let inside = std::mem::replace(&mut self.scopes, outside);
        Ok((block, next?, inside))
    }

    /// Adds locals that turned out to be assigned, and values where there were none; says whether there were any.
    fn has_grown(&self, carried: &mut Carried, inside: &Scopes, next: &[Tree]) -> Lowered<bool> {
        let pairs = carried.inits.iter().zip(next);
        let completed = pairs.map(|(init, next)| self.filled_in(init, next)).collect::<Vec<_>>();
        let known = carried.inits.len();
        let mut has_grown = completed != carried.inits[..known];
        carried.inits = completed;
        for (slot, _) in self.scopes.changed(inside, inside) {
            if !carried.slots.contains(&slot) {
                carried.inits.push(self.scopes.read(&slot)?);
                carried.slots.push(slot);
                has_grown = true;
            }
        }
        if has_grown {
            carried.states = self.states(&carried.inits);
        }
        Ok(has_grown)
    }

    /// Appends the loop, once what it carries is known.
    fn finished(
        &mut self,
        head: Head<'_, 'l>,
        carried: &Carried,
        block: crate::ir::Block,
        at: &impl ToTokens,
    ) -> Lowered<Vec<Tree>> {
        let builder = self.builder;
        let span = builder.span();
        let mut blocks = vec![block];
        let (op, range, mut results) = match head {
            Head::Range { start, end, reversed } => (Op::For { reversed }, vec![start, end], Vec::new()),
            Head::While(condition) => {
                blocks.push(self.condition(condition, carried, at)?);
                (Op::While, Vec::new(), vec![builder.fresh(carried.number.clone(), false)])
            }
        };
        let inits = carried.inits.iter().flat_map(Tree::leaves).collect::<Vec<_>>();
        // The elements of an empty `Vec` show in the loop that fills it.
        for (init, (kind, _)) in inits.iter().zip(&carried.states) {
            if self.is_untyped_list(*init) {
                builder.assume(*init, kind.clone());
            }
        }
        let args = [range, inits].concat();
        let (values, trees) = self.parameters(carried);
        results.extend(values);
        builder.push(Stmt { results: results.into(), op, args: args.into(), blocks, span });
        Ok(trees[..carried.own].to_vec())
    }

    /// The block that says whether a loop goes on.
    fn condition(
        &mut self,
        condition: &mut dyn FnMut(&mut Lowerer<'l>, &[Tree]) -> Lowered<Value>,
        carried: &Carried,
        at: &impl ToTokens,
    ) -> Lowered<crate::ir::Block> {
        let builder = self.builder;
        let outside = self.scopes.clone();
        let number = builder.fresh(carried.number.clone(), false);
        let (params, trees) = self.parameters(carried);
        let before = self.scopes.clone();
        let mut holds = Err(crate::diagnostics::Poisoned);
        let block = builder.block(std::iter::once(number).chain(params).collect(), || {
            holds = condition(self, &trees);
            holds.into_iter().collect()
        });
        let after = std::mem::replace(&mut self.scopes, outside);
        holds?;
        match before.changed(&after, &after).first() {
            Some((slot, _)) => Err(self.error(at, syntax::condition_assigns(&slot.name))),
            None => Ok(block),
        }
    }

    /// Values for what a loop carries, named after the locals, which get them.
    fn parameters(&mut self, carried: &Carried) -> (Vec<Value>, Vec<Tree>) {
        let builder = self.builder;
        let params = carried.states.iter().map(|(kind, varied)| builder.fresh(kind.clone(), *varied));
        let params = params.collect::<Vec<_>>();
        let trees = refilled(&carried.inits, &params);
        for (slot, tree) in carried.slots.iter().zip(&trees[carried.own..]) {
            self.assigned(slot, tree.clone());
        }
        (params, trees)
    }

    fn states(&self, trees: &[Tree]) -> Vec<(Kind, bool)> {
        let leaves = trees.iter().flat_map(Tree::leaves);
        leaves.map(|leaf| (self.builder.kind(leaf), self.builder.is_varied(leaf))).collect()
    }

    pub(super) fn number_kind(&self, over: &Iteration<'_>) -> Kind {
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
                return Err(self.error(
                    at,
                    value::annotation(&describe(kind), &describe(&found)).of_rust(are_apart(kind, &found)),
                ));
            };
            Ok((joined, *varied || self.builder.is_varied(*result)))
        });
        pairs.collect()
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
    /// The names that it binds.
    bound: Vec<Ident>,
}

impl<'a> Visit<'a> for Assigned {
    fn visit_expr_assign(&mut self, expr: &'a syn::ExprAssign) {
        if let Expr::Tuple(tuple) = &*expr.left {
            self.idents.extend(tuple.elems.iter().filter_map(root));
        }
        self.idents.extend(root(&expr.left));
        visit::visit_expr_assign(self, expr);
    }

    fn visit_pat_ident(&mut self, pat: &'a syn::PatIdent) {
        self.bound.push(pat.ident.clone());
        visit::visit_pat_ident(self, pat);
    }

    fn visit_expr_binary(&mut self, expr: &'a syn::ExprBinary) {
        if super::operator::is_assignment(&expr.op) {
            self.idents.extend(root(&expr.left));
        }
        visit::visit_expr_binary(self, expr);
    }

    fn visit_expr_method_call(&mut self, expr: &'a ExprMethodCall) {
        if super::assign::is_mutating(expr) || expr.method == "pop" || expr.method.to_string().contains("_mut") {
            self.idents.extend(root(&expr.receiver));
        }
        visit::visit_expr_method_call(self, expr);
    }

    fn visit_expr_reference(&mut self, expr: &'a syn::ExprReference) {
        if expr.mutability.is_some() {
            self.idents.extend(root(&expr.expr));
        }
        visit::visit_expr_reference(self, expr);
    }
}

/// The local that a place belongs to.
#[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is no place")]
fn root(place: &Expr) -> Option<Ident> {
    match place {
        Expr::Path(path) => path.path.get_ident().cloned(),
        Expr::Field(field) => root(&field.base),
        Expr::Index(index) => root(&index.expr),
        Expr::Paren(inner) => root(&inner.expr),
        Expr::Group(inner) => root(&inner.expr),
        Expr::Unary(inner) => root(&inner.expr),
        Expr::MethodCall(call) => root(&call.receiver),
        _ => None,
    }
}
