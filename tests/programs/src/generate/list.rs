//! `Vec`s and arrays.

use super::Gen;
use crate::tree::{Expr, Holder, Piece, Ty, Use};

impl Gen {
    /// A `Vec` or an array of the type, by value.
    pub(super) fn list(&mut self, ty: &Ty, depth: usize) -> Expr {
        let Ty::List(holder, element, len) = ty.clone() else { unreachable!("{ty:?} is no list") };
        if (depth == 0 || self.chance(30))
            && let Some(expr) = self.existing(ty, Use::Value)
        {
            return expr;
        }
        let array = holder == Holder::Array;
        let deeper = depth.saturating_sub(1);
        match self.below(7) {
            0 if element.is_copy() || !array => {
                let item = self.value(&element, deeper);
                Gen::expr(ty, &format!("{}[$; {len}]", if array { "" } else { "vec!" }), vec![item.into()])
            }
            1 | 2 if !array && depth > 0 => self.collected(ty, &element, len, depth),
            3 if !array && depth > 0 => self.pushed(ty, &element, len, depth),
            4 if !array => self.copied(ty, &element, len).unwrap_or_else(|| self.elements(ty, &element, len, deeper)),
            _ => self.elements(ty, &element, len, deeper),
        }
    }

    fn elements(&mut self, ty: &Ty, element: &Ty, len: usize, depth: usize) -> Expr {
        let Ty::List(holder, ..) = ty else { unreachable!("{ty:?} is no list") };
        let items = (0..len).map(|_| self.value(element, depth.min(1)).into()).collect::<Vec<Piece>>();
        let vec = if *holder == Holder::Array { "" } else { "vec!" };
        Gen::expr(ty, &format!("{vec}[{}]", vec!["$"; len].join(", ")), items)
    }

    /// Out of a slice of the same length.
    fn copied(&mut self, ty: &Ty, element: &Ty, len: usize) -> Option<Expr> {
        let wanted = |ty: &Ty| matches!(ty, Ty::List(_, other, n) if **other == *element && *n >= len);
        let (way, found) = self.way(&wanted)?;
        let Ty::List(_, _, n) = found else { return None };
        let from = self.below(n - len + 1);
        let source = super::scope::read(way, &found, Use::Receiver);
        let text = if n == len { "$.to_vec()".to_owned() } else { format!("$[{from}..{}].to_vec()", from + len) };
        Some(Gen::expr(ty, &text, vec![source.into()]))
    }

    fn collected(&mut self, ty: &Ty, element: &Ty, len: usize, depth: usize) -> Expr {
        let name = self.name();
        let collect =
            if self.chance(50) { format!("collect::<{}>()", ty.text()) } else { "collect::<Vec<_>>()".to_owned() };
        let same = |ty: &Ty| matches!(ty, Ty::List(_, other, n) if **other == Ty::Real && *n == len);
        if let Some((way, found)) = self.way(&same) {
            let source = super::scope::read(way, &found, Use::Receiver);
            let body = self.closed(|gen_| {
                gen_.bind(&name, Ty::Real).lent = true;
                gen_.value(element, depth - 1)
            });
            let adaptor = self.one(&["", "", ".rev()"]);
            let text = format!("$.iter(){adaptor}.map(|{name}| $).{collect}");
            return Gen::expr(ty, &text, vec![source.into(), body.into()]);
        }
        let body = self.closed(|gen_| {
            gen_.bind(&name, Ty::Int(len.max(1) - 1));
            gen_.value(element, depth - 1)
        });
        Gen::expr(ty, &format!("(0..{len}).map(|{name}| $).{collect}"), vec![body.into()])
    }

    fn pushed(&mut self, ty: &Ty, element: &Ty, len: usize, depth: usize) -> Expr {
        let (name, index) = (self.name(), self.one(&["i", "k", "n"]));
        let block = self.inside(|gen_| {
            let made = gen_.one(&["Vec::new()", "vec![]", "Vec::with_capacity(4)"]);
            let mut stmts = vec![Gen::stmt(&format!("let mut {name}: {} = {made};", ty.text()), Vec::new())];
            gen_.bind(&name, ty.clone()).hidden = true;
            gen_.bind(index, Ty::Int(len.max(1) - 1));
            let item = gen_.value(element, depth - 1);
            stmts.push(Gen::stmt(&format!("for {index} in 0..{len} {{ {name}.push($); }}"), vec![item.into()]));
            let tail = Gen::expr(ty, &name, Vec::new());
            crate::tree::Block { stmts, tail: Some(Box::new(tail)) }
        });
        Gen::expr(ty, "$", vec![block.into()])
    }
}
