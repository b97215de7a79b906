//! Expressions with blocks, and calls: of closures and of the functions beside the one at hand.

use super::Gen;
use crate::tree::{Expr, Holder, Param, Piece, Ty, Use};

/// A function that can be called.
#[derive(Clone)]
pub(super) struct Helper {
    pub name: String,
    pub params: Vec<Param>,
    pub result: Ty,
}

impl Gen {
    /// `if`, `match`, a block or a loop that gives the value, sometimes.
    pub(super) fn controlled(&mut self, ty: &Ty, depth: usize) -> Option<Expr> {
        if !self.chance(11) {
            return None;
        }
        Some(match self.below(9) {
            0..=2 => self.chosen(ty, depth),
            3 | 4 => self.matched(ty, depth),
            5 | 6 => {
                let block = self.inside(|gen_| {
                    let statements = 1 + gen_.below(2);
                    gen_.block_of(statements, ty, depth - 1)
                });
                Gen::expr(ty, "$", vec![block.into()])
            }
            7 => self.looped(ty, depth),
            _ => self.optional(ty, depth),
        })
    }

    fn arm(&mut self, ty: &Ty, depth: usize) -> Piece {
        let statements = usize::from(self.chance(30));
        self.inside(|gen_| gen_.block_of(statements, ty, depth - 1)).into()
    }

    fn chosen(&mut self, ty: &Ty, depth: usize) -> Expr {
        let condition = self.truth(depth);
        let (yes, no) = (self.arm(ty, depth), self.arm(ty, depth));
        if self.chance(25) {
            let (other, middle) = (self.truth(depth), self.arm(ty, depth));
            let holes = vec![condition.into(), yes, other.into(), middle, no];
            return Gen::expr(ty, "(if $ $ else if $ $ else $)", holes);
        }
        Gen::expr(ty, "(if $ $ else $)", vec![condition.into(), yes, no])
    }

    /// What is matched on: a number that says its type.
    pub(super) fn subject(&mut self, depth: usize) -> Expr {
        let subject = self.int(4, depth);
        let text = subject.text();
        if text.chars().all(|c| c.is_ascii_digit()) {
            Gen::expr(&subject.ty, &format!("{text}_usize"), vec![])
        } else {
            subject
        }
    }

    fn matched(&mut self, ty: &Ty, depth: usize) -> Expr {
        let subject = self.subject(depth);
        let (a, b, c) = (self.arm(ty, depth), self.arm(ty, depth), self.arm(ty, depth));
        match self.below(5) {
            0 => Gen::expr(ty, "(match $ { 0 => $, 1 | 3 => $, _ => $ })", vec![subject.into(), a, b, c]),
            1 => Gen::expr(ty, "(match $ { 0..=1 => $, _ => $ })", vec![subject.into(), a, b]),
            2 => {
                let guard = self.truth(depth);
                Gen::expr(
                    ty,
                    "(match $ { 1 if $ => $, 0..3 => $, _ => $ })",
                    vec![subject.into(), guard.into(), a, b, c],
                )
            }
            3 => {
                let name = self.one(&["k", "n", "len"]);
                let (guard, bound) = self.inside(|gen_| {
                    gen_.bind(name, Ty::Int(4));
                    let guard = gen_.truth(depth);
                    (guard, gen_.arm(ty, depth))
                });
                let text = format!("(match $ {{ {name} @ 1..=3 if $ => $, 0 => $, _ => $ }})");
                Gen::expr(ty, &text, vec![subject.into(), guard.into(), bound, a, b])
            }
            _ => {
                let flag = self.truth(depth);
                let text = "(match ($, $) { (0, _) => $, (_, true) => $, (_, false) => $ })";
                Gen::expr(ty, text, vec![subject.into(), flag.into(), a, b, c])
            }
        }
    }

    /// A `loop` that ends with a value.
    fn looped(&mut self, ty: &Ty, depth: usize) -> Expr {
        let counter = self.one(&["k", "turn", "n"]);
        let (limit, carried) = (1 + self.below(3), self.name());
        let carried = if carried == counter { format!("{carried}_") } else { carried };
        let start = self.value(&Ty::Real, depth - 1);
        let loops = std::mem::take(&mut self.loops);
        let (step, condition, early, last) = self.inside(|gen_| {
            gen_.bind(counter, Ty::Int(limit));
            gen_.bind(&carried, Ty::Real);
            let step = gen_.value(&Ty::Real, depth - 1);
            let condition = gen_.truth(depth - 1);
            (step, condition, gen_.value(ty, depth - 1), gen_.value(ty, depth - 1))
        });
        self.loops = loops;
        let text = format!(
            "{{ let (mut {counter}, mut {carried}) = (0_usize, $); loop {{ {counter} += 1; {carried} = $; \
             if $ {{ break $; }} if {counter} >= {limit} {{ break $; }} }} }}"
        );
        Gen::expr(ty, &text, vec![start.into(), step.into(), condition.into(), early.into(), last.into()])
    }

    /// By a constant that may be there.
    fn optional(&mut self, ty: &Ty, depth: usize) -> Expr {
        if !self.has_option {
            return self.chosen(ty, depth);
        }
        let name = self.name();
        let some = self.inside(|gen_| {
            gen_.bind(&name, Ty::Real);
            gen_.arm(ty, depth)
        });
        let none = self.arm(ty, depth);
        let text = if self.chance(50) {
            format!("(if let Some({name}) = maybe $ else $)")
        } else {
            format!("(match maybe {{ Some({name}) => $, None => $ }})")
        };
        Gen::expr(ty, &text, vec![some, none])
    }

    /// A call that gives such a value, sometimes.
    pub(super) fn called(&mut self, ty: &Ty, depth: usize) -> Option<Expr> {
        let helpers = self.helpers.iter().filter(|helper| helper.result == *ty).cloned().collect::<Vec<_>>();
        if !helpers.is_empty() && self.chance(30) {
            let helper = self.one(&helpers);
            let holes = helper.params.iter().map(|param| self.argument(param, depth - 1).into()).collect::<Vec<_>>();
            return Some(Gen::expr(ty, &format!("{}({})", helper.name, vec!["$"; holes.len()].join(", ")), holes));
        }
        if self.chance(4) {
            return Some(self.closure_at_once(ty, depth));
        }
        None
    }

    fn argument(&mut self, param: &Param, depth: usize) -> Expr {
        if let Ty::List(Holder::Slice, element, len) = &param.ty {
            let ty = Ty::List(Holder::Vec, element.clone(), *len);
            return self.borrowed(&ty, depth).used(Use::Borrowed);
        }
        if param.by_ref { self.borrowed(&param.ty, depth) } else { self.value(&param.ty, depth) }
    }

    /// A closure that is bound and called in one expression.
    fn closure_at_once(&mut self, ty: &Ty, depth: usize) -> Expr {
        let (name, param) = (self.one(&["f", "g", "value_at"]), self.name());
        let loops = std::mem::take(&mut self.loops);
        let (body, first, second) = self.inside(|gen_| {
            let body = gen_.closed(|gen_| {
                gen_.bind(&param, Ty::Real);
                let statements = usize::from(gen_.chance(30));
                gen_.block_of(statements, ty, depth - 1)
            });
            (body, gen_.value(&Ty::Real, depth - 1), gen_.value(&Ty::Real, depth - 1))
        });
        self.loops = loops;
        // A method in the body has to know the type.
        let typed = if body_calls(&body) { ": f64" } else { "" };
        if *ty == Ty::Real && self.chance(70) {
            let text = format!("{{ let {name} = |{param}{typed}| $; {name}($) + {name}($) }}");
            return Gen::expr(ty, &text, vec![body.into(), first.into(), second.into()]);
        }
        Gen::expr(ty, &format!("{{ let {name} = |{param}: f64| $; {name}($) }}"), vec![body.into(), first.into()])
    }
}

fn body_calls(body: &crate::tree::Block) -> bool {
    let mut text = String::new();
    body.write(0, &mut text);
    text.contains("()") || text.contains('.')
}
