//! Loops: `for`, `while`, `loop`, and how they are left.

use quote::ToTokens;
use syn::{Block, Expr, ExprClosure, ExprForLoop, ExprLoop, ExprMethodCall, ExprWhile, Label, Pat};

use crate::ir::{Constant, Int, Kind, Value};
use crate::messages::{iteration, syntax};
use crate::rules::integer::{INT_ADD, INT_LT, INT_SUB};
use crate::rules::logic::AND;
use crate::rules::tensor::access::{INDEX, LEN};

use super::carry::Head;
use super::iterate::Stream;
use super::jumps::{self, Jump, Position};
use super::place::Step;
use super::scope::Slot;
use super::{Lowered, Lowerer, Tree};

/// What the jumps in a body mean for its loop.
struct Exits {
    jumps: Vec<Jump>,
    /// Whether the loop may end before its time.
    stops: bool,
    /// Whether the function or a loop around it is left.
    leaves_more: bool,
}

impl Exits {
    fn of(body: &Block, label: Option<&Label>) -> Exits {
        let jumps = jumps::out_of(&body.stmts);
        let own = label.map(|label| label.name.ident.to_string());
        let is_own = |to: &Option<String>| to.is_none() || *to == own;
        let stops = |jump: &Jump| !matches!(jump, Jump::Continue(to) if is_own(to));
        let leaves = |jump: &Jump| !matches!(jump, Jump::Continue(to) | Jump::Break(to) if is_own(to));
        Exits { stops: jumps.iter().any(stops), leaves_more: jumps.iter().any(leaves), jumps }
    }
}

impl<'e, 'l> Lowerer<'l> {
    pub(super) fn for_loop(&mut self, expr: &'e ExprForLoop) -> Lowered<()> {
        let over = self.stream(&expr.expr)?;
        self.over_items(&over, &expr.pat, &expr.body, expr.label.as_ref(), &expr.expr)
    }

    /// `.for_each(|x| ..)`: a loop in the form of a call.
    pub(super) fn for_each(&mut self, expr: &'e ExprMethodCall) -> Lowered<()> {
        let over = self.stream(&expr.receiver)?;
        let Some(Expr::Closure(closure)) = expr.args.first() else {
            return Err(self.no_closure(expr.args.first().unwrap_or(&expr.receiver)));
        };
        self.check_closure(closure, 1)?;
        let body = self.closure_block(closure)?;
        self.over_items(&over, &closure.inputs[0], &body, None, &expr.receiver)
    }

    /// The body of a closure that stands for what it does.
    #[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is treated alike")]
    fn closure_block(&self, closure: &ExprClosure) -> Lowered<Block> {
        let body = match &*closure.body {
            Expr::Block(block) if block.label.is_none() => block.block.clone(),
            other => {
                let stmts = vec![syn::Stmt::Expr(other.clone(), Some(Default::default()))];
                Block { brace_token: Default::default(), stmts }
            }
        };
        if !jumps::out_of(&body.stmts).is_empty() {
            return Err(self.jump_inside(&closure.body));
        }
        Ok(body)
    }

    /// `a.apply(|x| ..)`, `a.zip_apply(&b, |x, b| ..)`: each entry is lent to a closure.
    pub(super) fn apply_each(&mut self, expr: &ExprMethodCall) -> Lowered<()> {
        let args = expr.args.iter().collect::<Vec<_>>();
        let Some((Expr::Closure(closure), others)) = args.split_last() else {
            return Err(self.no_closure(args.last().copied().unwrap_or(&expr.receiver)));
        };
        let place = self.place(&expr.receiver)?;
        self.apply_to(&place, closure, others, expr)
    }

    /// Lends each entry of a place to a closure, with the entries of others there.
    pub(super) fn apply_to(
        &mut self,
        place: &super::place::Place,
        closure: &ExprClosure,
        others: &[&Expr],
        at: &ExprMethodCall,
    ) -> Lowered<()> {
        self.check_closure(closure, others.len() + 1)?;
        let body = self.closure_block(closure)?;
        let mut more = Vec::new();
        for other in others {
            let tree = self.expression(other)?;
            more.push(self.leaf(&tree, other)?);
        }
        let builder = self.builder;
        let whole = self.read_place(place, at)?;
        let whole = self.leaf(&whole, at)?;
        let fits = |value: &Value| builder.kind(*value).tensor().is_some();
        if !fits(&whole) || !more.iter().all(fits) {
            return Err(self.error(at, iteration::unknown()));
        }
        self.at(&at.method);
        let head = Head::Range { start: builder.int(0), end: builder.apply(&LEN, &[whole]), reversed: false };
        let guess = self.assigned_in(&body, Some(at));
        let step = |lowerer: &mut Self, number: Value, _: Vec<Tree>| {
            lowerer.scopes.open();
            let lent = Tree::Place(place.with(Step::Index(vec![number])).into());
            let entries = more.iter().map(|other| Tree::Leaf(builder.apply(&INDEX, &[*other, number])));
            let mut items = std::iter::once(lent).chain(entries);
            let bound =
                closure.inputs.iter().try_for_each(|pat| lowerer.bind(pat, items.next().unwrap_or(Tree::Unset), false));
            let done = bound.and_then(|()| lowerer.block(&body, Position::Last).map(drop));
            lowerer.scopes.close();
            done.map(|()| Vec::new())
        };
        self.carry(head, Kind::Int(Int::Named("usize")), guess, Vec::new(), at, step).map(drop)
    }

    fn over_items(
        &mut self,
        stream: &Stream<'_>,
        pat: &Pat,
        body: &Block,
        label: Option<&Label>,
        at: &impl ToTokens,
    ) -> Lowered<()> {
        let exits = Exits::of(body, label);
        self.at(at);
        if !exits.stops {
            let guess = self.assigned_in(body, Some(at));
            return self.drive(stream, &guess, at, &mut |lowerer, item| {
                let run = |lowerer: &mut Self| {
                    lowerer.bind(pat, item, false)?;
                    lowerer.block(body, Position::Last).map(drop)
                };
                lowerer.loop_body(label, &exits, None, None, run)
            });
        }
        self.scopes.open();
        let done = self.until_left(stream, pat, body, label, &exits, at);
        self.scopes.close();
        done
    }

    /// Runs a body for each item.
    pub(super) fn drive(
        &mut self,
        stream: &Stream<'_>,
        guess: &[Slot],
        at: &impl ToTokens,
        body: &mut dyn FnMut(&mut Self, Tree) -> Lowered<()>,
    ) -> Lowered<()> {
        match stream {
            Stream::Plain(over) => {
                let head = Head::Range { start: over.start, end: over.end, reversed: over.reversed };
                let kind = self.number_kind(over);
                let step = |lowerer: &mut Self, number: Value, _: Vec<Tree>| {
                    let item = lowerer.item(over, number)?;
                    body(lowerer, item)?;
                    Ok(Vec::new())
                };
                self.carry(head, kind, guess.to_vec(), Vec::new(), at, step).map(drop)
            }
            Stream::Filtered(inner, predicate) => {
                self.drive(inner, guess, at, &mut |lowerer, item| lowerer.if_kept(predicate, item, at, body))
            }
            Stream::Mapped(inner, closure) => self.drive(inner, guess, at, &mut |lowerer, item| {
                let item = lowerer.applied(closure, vec![item])?;
                body(lowerer, item)
            }),
            Stream::FlatMapped(inner, closure) => self.drive(inner, guess, at, &mut |lowerer, item| {
                lowerer.check_closure(closure, 1)?;
                lowerer.scopes.open();
                let bound = lowerer.bind(&closure.inputs[0], item, false);
                let done = bound
                    .and_then(|()| lowerer.stream(&closure.body))
                    .and_then(|inner| lowerer.drive(&inner, guess, at, body));
                lowerer.scopes.close();
                done
            }),
        }
    }

    /// A loop over items that may end before its time: it counts by itself.
    fn until_left(
        &mut self,
        stream: &Stream<'_>,
        pat: &Pat,
        body: &Block,
        label: Option<&Label>,
        exits: &Exits,
        at: &impl ToTokens,
    ) -> Lowered<()> {
        let Some(over) = stream.plain() else { return Err(self.error(at, iteration::left_early())) };
        let builder = self.builder;
        let going = self.going();
        let first = if over.reversed { over.end } else { over.start };
        let number = first;
        let mut goes_on = |lowerer: &mut Lowerer<'l>, state: &[Tree]| {
            let number = lowerer.leaf(&state[0], at)?;
            let going = lowerer.flag_of(&going, at)?;
            let inside = if over.reversed { [over.start, number] } else { [number, over.end] };
            Ok(builder.apply(&AND, &[going, builder.apply(&INT_LT, &inside)]))
        };
        let mut guess = self.assigned_in(body, Some(at));
        guess.push(going.clone());
        let usize = Kind::Int(Int::Named("usize"));
        let state = vec![Tree::Leaf(number)];
        let outside = going.clone();
        let step = move |lowerer: &mut Lowerer<'l>, _: Value, state: Vec<Tree>| {
            let number = lowerer.leaf(&state[0], at)?;
            let one = builder.int(1);
            let item = if over.reversed { builder.apply(&INT_SUB, &[number, one]) } else { number };
            let next = if over.reversed { item } else { builder.apply(&INT_ADD, &[number, one]) };
            let run = |lowerer: &mut Self| {
                let item = lowerer.item(over, item)?;
                lowerer.let_through(stream, item, at, &mut |lowerer, item| {
                    lowerer.bind(pat, item, false)?;
                    lowerer.block(body, Position::Last).map(drop)
                })
            };
            lowerer.loop_body(label, exits, Some(outside.clone()), None, run)?;
            Ok(vec![Tree::Leaf(next)])
        };
        self.carry(Head::While(&mut goes_on), usize, guess, state, at, step).map(drop)
    }

    pub(super) fn while_loop(&mut self, expr: &ExprWhile) -> Lowered<()> {
        if let Expr::Let(pattern) = &*expr.cond {
            let help = "loop over the items with `for`, or use `loop` with a `match` inside";
            return Err(self.error(pattern, syntax::refused("`while let`", help)));
        }
        if is_true(&expr.cond) && !Exits::of(&expr.body, expr.label.as_ref()).stops {
            return Err(self.error(&expr.while_token, syntax::endless()));
        }
        self.at(&expr.while_token);
        self.scopes.open();
        let done = self.repeated(Some(&expr.cond), &expr.body, expr.label.as_ref(), &expr.cond).map(drop);
        self.scopes.close();
        done
    }

    /// `loop { .. }`, with the value that it breaks with.
    pub(super) fn endless_loop(&mut self, expr: &ExprLoop) -> Lowered<Tree> {
        if !Exits::of(&expr.body, expr.label.as_ref()).stops {
            return Err(self.error(&expr.loop_token, syntax::endless()));
        }
        self.at(&expr.loop_token);
        self.scopes.open();
        let value = self.repeated(None, &expr.body, expr.label.as_ref(), &expr.loop_token);
        self.scopes.close();
        value
    }

    /// A loop with a condition, or with none.
    fn repeated(
        &mut self,
        condition: Option<&Expr>,
        body: &Block,
        label: Option<&Label>,
        at: &impl ToTokens,
    ) -> Lowered<Tree> {
        let exits = Exits::of(body, label);
        let builder = self.builder;
        if let Some(condition) = condition
            && !jumps::out_of_expr(condition).is_empty()
        {
            return Err(self.jump_inside(condition));
        }
        let going = exits.stops.then(|| self.going());
        let result = condition.is_none().then(|| self.scopes.bind_hidden("result", Tree::Unset));
        let watched = going.clone();
        let mut goes_on = |lowerer: &mut Lowerer<'l>, _: &[Tree]| {
            let holds = |lowerer: &mut Lowerer<'l>, condition: &Expr| {
                let tree = lowerer.expression(condition)?;
                lowerer.truth(&tree, condition)
            };
            match (&watched, condition) {
                (Some(going), None) => lowerer.flag_of(going, at),
                (None, Some(condition)) => holds(lowerer, condition),
                (Some(going), Some(condition)) => {
                    let going = lowerer.flag_of(going, at)?;
                    let ask = |lowerer: &mut Lowerer<'l>| holds(lowerer, condition).map(Tree::Leaf);
                    let no = |_: &mut Lowerer<'l>| Ok(Tree::Leaf(builder.constant(Constant::Bool(false), Kind::Bool)));
                    let tree = lowerer.choose(Ok(going), condition, ask, no)?;
                    lowerer.leaf(&tree, condition)
                }
                (None, None) => Err(lowerer.error(at, syntax::endless())),
            }
        };
        let mut guess = self.assigned_in(body, None::<&Expr>);
        guess.extend(going.clone());
        guess.extend(result.clone());
        let usize = Kind::Int(Int::Named("usize"));
        let (outer_going, outer_result) = (going, result.clone());
        self.carry(Head::While(&mut goes_on), usize, guess, Vec::new(), at, |lowerer, _, _| {
            let run = |lowerer: &mut Self| lowerer.block(body, Position::Last).map(drop);
            lowerer.loop_body(label, &exits, outer_going.clone(), outer_result.clone(), run)?;
            Ok(Vec::new())
        })?;
        match result {
            Some(slot) => {
                let value = self.scopes.read(&slot)?;
                Ok(if value == Tree::Unset && !exits.leaves_more { Tree::unit() } else { value })
            }
            None => Ok(Tree::unit()),
        }
    }

    /// One iteration.
    fn loop_body(
        &mut self,
        label: Option<&Label>,
        exits: &Exits,
        going: Option<Slot>,
        result: Option<Slot>,
        run: impl FnOnce(&mut Self) -> Lowered<()>,
    ) -> Lowered<()> {
        self.scopes.open();
        let label = label.map(|label| label.name.ident.to_string());
        self.enter(jumps::Body::Loop, label, going, result, &exits.jumps);
        let done = run(self);
        self.frames.pop();
        self.scopes.close();
        done
    }

    /// Hands on what a stream makes of an item of the iteration that it starts from, if it does not drop it.
    fn let_through(
        &mut self,
        stream: &Stream<'_>,
        item: Tree,
        at: &impl ToTokens,
        body: &mut dyn FnMut(&mut Self, Tree) -> Lowered<()>,
    ) -> Lowered<()> {
        match stream {
            Stream::Plain(_) => body(self, item),
            Stream::Filtered(inner, predicate) => {
                self.let_through(inner, item, at, &mut |lowerer, item| lowerer.if_kept(predicate, item, at, body))
            }
            Stream::Mapped(inner, closure) => self.let_through(inner, item, at, &mut |lowerer, item| {
                let item = lowerer.applied(closure, vec![item])?;
                body(lowerer, item)
            }),
            Stream::FlatMapped(..) => Err(self.error(at, iteration::left_early())),
        }
    }

    fn if_kept(
        &mut self,
        predicate: &syn::ExprClosure,
        item: Tree,
        at: &impl ToTokens,
        body: &mut dyn FnMut(&mut Self, Tree) -> Lowered<()>,
    ) -> Lowered<()> {
        let truth = self.applied(predicate, vec![item.clone()])?;
        let truth = self.truth(&truth, &predicate.body);
        let kept = |lowerer: &mut Self| body(lowerer, item).map(|()| Tree::unit());
        self.choose(truth, at, kept, |_| Ok(Tree::unit())).map(drop)
    }

    /// The flag that says whether a loop goes on.
    fn going(&mut self) -> Slot {
        let yes = self.builder.constant(Constant::Bool(true), Kind::Bool);
        self.scopes.bind_hidden("going", Tree::Leaf(yes))
    }

    fn flag_of(&self, slot: &Slot, at: &impl ToTokens) -> Lowered<Value> {
        let tree = self.scopes.read(slot)?;
        self.leaf(&tree, at)
    }
}

/// Whether a condition is the word `true`.
fn is_true(condition: &Expr) -> bool {
    matches!(condition, Expr::Lit(syn::ExprLit { lit: syn::Lit::Bool(word), .. }) if word.value)
}
