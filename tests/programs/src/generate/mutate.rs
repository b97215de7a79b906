//! Assignments, and methods that change what they are called of.

use super::Gen;
use crate::tree::{Block, Holder, Piece, Stmt, Ty};

impl Gen {
    pub(super) fn assigned(&mut self, depth: usize, into: &mut Vec<Stmt>) {
        let found = self.assignable(|ty| !matches!(ty, Ty::Int(_) | Ty::Bool));
        if found.is_empty() {
            let before = into.len();
            self.seeded(depth, into);
            debug_assert!(into.len() > before, "a statement was made");
            return;
        }
        let at = self.one(&found);
        let (name, ty, lent) = (self.vars[at].name.clone(), self.vars[at].ty.clone(), self.vars[at].lent);
        if lent {
            let value = self.without(at, |gen_| gen_.value(&ty, depth));
            let operator = if ty == Ty::Real { self.one(&["=", "+=", "*=", "-="]) } else { "=" };
            into.push(Gen::stmt(&format!("*{name} {operator} $;"), vec![value.into()]));
            return;
        }
        if found.len() > 1 && self.chance(12) {
            let other = self.one(&found);
            if other != at && self.vars[other].ty == ty && !self.vars[other].lent {
                let second = self.vars[other].name.clone();
                if self.chance(50) {
                    into.push(Gen::stmt(&format!("std::mem::swap(&mut {name}, &mut {second});"), Vec::new()));
                } else {
                    let (a, b) = (self.value(&ty, depth.min(1)), self.value(&ty, depth.min(1)));
                    into.push(Gen::stmt(&format!("({name}, {second}) = ($, $);"), vec![a.into(), b.into()]));
                }
                return;
            }
        }
        self.assign_to(&name, Vec::new(), &ty, depth, into);
    }

    /// A mutable local, where there is none.
    fn seeded(&mut self, depth: usize, into: &mut Vec<Stmt>) {
        let (name, ty) = (self.name(), self.simple_ty());
        let value = self.value(&ty, depth);
        into.push(Gen::stmt(&format!("let mut {name} = $;"), vec![value.into()]));
        self.bind(&name, ty).mutable = true;
    }

    fn assign_to(&mut self, place: &str, holes: Vec<Piece>, ty: &Ty, depth: usize, into: &mut Vec<Stmt>) {
        let mut step = |gen_: &mut Gen, text: &str, more: Vec<Piece>, ty: &Ty| {
            let mut holes = holes.clone();
            holes.extend(more);
            gen_.assign_to(&format!("{place}{text}"), holes, ty, depth, into);
        };
        match ty {
            Ty::Tuple(parts) if self.chance(70) => {
                let index = self.below(parts.len());
                return step(self, &format!(".{index}"), Vec::new(), &parts[index]);
            }
            Ty::Struct(_, fields) if self.chance(80) => {
                let (name, ty) = self.one(fields);
                return step(self, &format!(".{name}"), Vec::new(), &ty);
            }
            Ty::List(_, element, len) if *len > 0 && self.chance(80) => {
                let index = self.index(*len);
                return step(self, "[$]", vec![index.into()], element);
            }
            Ty::Tensor(rows, columns) if self.chance(55) => {
                if rows.n == 1 && rows.fixed || columns.n == 1 && columns.fixed {
                    let index = self.index(rows.n * columns.n);
                    return step(self, "[$]", vec![index.into()], &Ty::Real);
                }
                let (row, column) = (self.index(rows.n), self.index(columns.n));
                return step(self, "[($, $)]", vec![row.into(), column.into()], &Ty::Real);
            }
            Ty::Real | Ty::Int(_) | Ty::Bool | Ty::Tuple(_) | Ty::Struct(..) | Ty::List(..) | Ty::Tensor(..) => {}
        }
        self.write(place, holes, ty, depth, into);
    }

    fn write(&mut self, place: &str, mut holes: Vec<Piece>, ty: &Ty, depth: usize, into: &mut Vec<Stmt>) {
        let operator = match ty {
            Ty::Real => self.one(&["=", "+=", "-=", "*=", "+=", "=", "/=", "%="]),
            Ty::Tensor(..) => self.one(&["=", "+=", "-=", "=", "*=", "/="]),
            Ty::Int(_) | Ty::Bool | Ty::List(..) | Ty::Tuple(_) | Ty::Struct(..) => "=",
        };
        let by_scalar = matches!(operator, "*=" | "/=") && matches!(ty, Ty::Tensor(..));
        if matches!(operator, "/=" | "%=") {
            let value = self.value(&Ty::Real, depth.saturating_sub(1));
            holes.push(value.into());
            into.push(Gen::stmt(&format!("{place} {operator} 1.5 + ($).sin();"), holes));
            return;
        }
        let value = match (by_scalar, operator) {
            (true, _) => self.value(&Ty::Real, depth),
            (false, "+=" | "-=") if self.chance(40) && matches!(ty, Ty::Tensor(..)) => {
                let root = place.split(['.', '[']).next().unwrap_or_default().to_owned();
                let at = self.vars.iter().rposition(|var| var.name == root);
                match at {
                    Some(at) => self.without(at, |gen_| gen_.borrowed(ty, depth)),
                    None => self.value(ty, depth),
                }
            }
            (false, _) => self.value(ty, depth),
        };
        holes.push(value.into());
        into.push(Gen::stmt(&format!("{place} {operator} $;"), holes));
    }

    /// A method that changes a local.
    pub(super) fn mutated(&mut self, depth: usize, into: &mut Vec<Stmt>) {
        let found = self.assignable(|ty| matches!(ty, Ty::List(..) | Ty::Tensor(..)));
        let found = found.into_iter().filter(|at| !self.vars[*at].lent).collect::<Vec<_>>();
        if found.is_empty() {
            let ty = if self.theme == super::Theme::Scalars { Ty::Real } else { self.local_ty() };
            let (name, value) = (self.name(), self.value(&ty, depth));
            into.push(Gen::stmt(&format!("let mut {name} = $;"), vec![value.into()]));
            self.bind(&name, ty).mutable = true;
            return;
        }
        let at = self.one(&found);
        let (name, ty) = (self.vars[at].name.clone(), self.vars[at].ty.clone());
        match ty {
            Ty::List(holder, element, len) => self.list_method(at, &name, holder, &element, len, depth, into),
            Ty::Tensor(..) => self.tensor_method(at, &name, &ty, depth, into),
            Ty::Real | Ty::Int(_) | Ty::Bool | Ty::Tuple(_) | Ty::Struct(..) => {}
        }
    }

    #[allow(clippy::too_many_arguments, reason = "a list has that many sides")]
    fn list_method(
        &mut self,
        at: usize,
        name: &str,
        holder: Holder,
        element: &Ty,
        len: usize,
        depth: usize,
        into: &mut Vec<Stmt>,
    ) {
        let growing = holder == Holder::Vec && self.nesting == 0 && at >= self.frozen;
        match self.below(9) {
            0 if growing => {
                let value = self.value(element, depth);
                into.push(Gen::stmt(&format!("{name}.push($);"), vec![value.into()]));
                self.vars[at].ty = Ty::List(holder, Box::new(element.clone()), len + 1);
            }
            1 if growing && len > 1 => {
                let target = self.name();
                into.push(Gen::stmt(&format!("let {target} = {name}.pop().unwrap();"), Vec::new()));
                self.vars[at].ty = Ty::List(holder, Box::new(element.clone()), len - 1);
                self.bind(&target, element.clone());
            }
            2 if growing && len > 1 => {
                into.push(Gen::stmt(&format!("{name}.truncate({});", len - 1), Vec::new()));
                self.vars[at].ty = Ty::List(holder, Box::new(element.clone()), len - 1);
            }
            3 | 4 => {
                let (i, j) = (self.index(len), self.index(len));
                into.push(Gen::stmt(&format!("{name}.swap($, $);"), vec![i.into(), j.into()]));
            }
            5 if *element == Ty::Real => {
                // The slice is lent before the value is made.
                let value = self.without(at, |gen_| gen_.value(element, depth));
                into.push(Gen::stmt(&format!("{name}.fill($);"), vec![value.into()]));
            }
            6 if *element == Ty::Real => {
                let ty = Ty::List(holder, Box::new(element.clone()), len);
                let source = self.without(at, |gen_| gen_.borrowed(&ty, depth));
                into.push(Gen::stmt(&format!("{name}.copy_from_slice($);"), vec![source.into()]));
            }
            _ => self.iter_mut(at, name, element, depth, into),
        }
    }

    fn iter_mut(&mut self, at: usize, name: &str, element: &Ty, depth: usize, into: &mut Vec<Stmt>) {
        let (item, index) = (self.name(), self.one(&["i", "k"]));
        let enumerated = self.chance(40);
        let looped = self.loops.len();
        self.nesting += 1;
        self.loops.push(None);
        let block = self.without(at, |gen_| {
            gen_.scoped(|gen_| {
                if enumerated {
                    gen_.bind(index, Ty::Int(15));
                }
                let var = gen_.bind(&item, element.clone());
                (var.lent, var.mutable) = (true, true);
                let at = gen_.vars.len() - 1;
                let mut stmts = Vec::new();
                if gen_.chance(30) {
                    gen_.leave(depth.min(1), &mut stmts);
                }
                // Reads of the item itself, then a write.
                let value = gen_.value(element, depth.saturating_sub(1));
                let operator = if *element == Ty::Real { gen_.one(&["=", "+=", "*=", "-="]) } else { "=" };
                let hidden = gen_.vars[at + 1..].iter().any(|var| var.name == item);
                if !hidden {
                    stmts.push(Gen::stmt(&format!("*{item} {operator} $;"), vec![value.into()]));
                }
                Block { stmts, tail: None }
            })
        });
        self.loops.truncate(looped);
        self.nesting -= 1;
        let (pattern, adaptor) = if enumerated { (format!("({index}, {item})"), ".enumerate()") } else { (item, "") };
        let text = format!("for {pattern} in {name}.iter_mut(){adaptor} $");
        into.push(Gen::stmt(&text, vec![block.into()]));
    }

    fn tensor_method(&mut self, at: usize, name: &str, ty: &Ty, depth: usize, into: &mut Vec<Stmt>) {
        let Ty::Tensor(rows, columns) = *ty else { return };
        let one = crate::tree::Size { n: 1, fixed: true };
        let is_column = columns == one;
        let is_vector = is_column || rows == one;
        let s = self.without(at, |gen_| gen_.value(&Ty::Real, depth.saturating_sub(1)));
        let other = self.without(at, |gen_| gen_.borrowed(ty, depth.saturating_sub(1)));
        let (text, holes): (&str, Vec<Piece>) = match self.below(14) {
            0 => ("NAME.fill($);", vec![s.into()]),
            1 => ("NAME.copy_from($);", vec![other.into()]),
            2 if is_column => {
                let t = self.without(at, |gen_| gen_.value(&Ty::Real, 1));
                ("NAME.axpy($, $, $);", vec![s.into(), other.into(), t.into()])
            }
            2 | 3 if !is_vector => {
                let row = self.without(at, |gen_| gen_.borrowed(&Ty::Tensor(one, columns), depth.saturating_sub(1)));
                let index = self.index(rows.n);
                ("NAME.set_row($, $);", vec![index.into(), row.into()])
            }
            4 if !is_vector => {
                let column = self.without(at, |gen_| gen_.borrowed(&Ty::Tensor(rows, one), depth.saturating_sub(1)));
                let index = self.index(columns.n);
                ("NAME.set_column($, $);", vec![index.into(), column.into()])
            }
            5 if !is_vector => {
                let index = self.index(rows.n);
                (self.one(&["NAME.row_mut($).fill($);", "NAME.fill_row($, $);"]), vec![index.into(), s.into()])
            }
            6 if !is_vector => {
                let (i, j) = (self.index(rows.n), self.index(rows.n));
                ("NAME.swap_rows($, $);", vec![i.into(), j.into()])
            }
            7 if !is_vector => {
                let index = self.index(columns.n);
                // The compound form has a place on its left that is made for it.
                ("NAME.column_mut($).scale_mut($);", vec![index.into(), s.into()])
            }
            8 => ("NAME.component_mul_assign($);", vec![other.into()]),
            9 => ("NAME.scale_mut($);", vec![s.into()]),
            10 => {
                let body = self.without(at, |gen_| {
                    gen_.closed(|gen_| {
                        gen_.bind("e", Ty::Real).lent = true;
                        gen_.value(&Ty::Real, depth.saturating_sub(1))
                    })
                });
                ("NAME.apply(|e| *e = $);", vec![body.into()])
            }
            11 if is_column => {
                let a = self.without(at, |gen_| gen_.borrowed(&Ty::Tensor(rows, rows), depth.saturating_sub(1)));
                ("NAME.gemv($, $, $, 0.5);", vec![s.into(), a.into(), other.into()])
            }
            12 if !is_vector => {
                let (x, y) = (Ty::Tensor(rows, one), Ty::Tensor(columns, one));
                let (x, y) = self.without(at, |gen_| {
                    (gen_.borrowed(&x, depth.saturating_sub(1)), gen_.borrowed(&y, depth.saturating_sub(1)))
                });
                ("NAME.ger($, $, $, 1.0);", vec![s.into(), x.into(), y.into()])
            }
            _ => return self.iter_mut(at, name, &Ty::Real, depth, into),
        };
        into.push(Gen::stmt(&text.replace("NAME", name), holes));
    }
}
