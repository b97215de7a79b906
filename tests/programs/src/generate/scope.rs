//! The names that can be seen, and the ways to values that lead from them.

use std::collections::HashSet;

use super::Gen;
use crate::tree::{Expr, Holder, Piece, Ty, Use};

#[derive(Clone, Debug)]
pub(super) struct Var {
    pub name: String,
    pub ty: Ty,
    /// It is a reference to such a value.
    pub lent: bool,
    pub mutable: bool,
    /// A closure reads it: it is neither changed nor moved.
    pub pinned: bool,
    /// Not to be named here, though it hides others.
    pub hidden: bool,
    pub moved: bool,
}

/// Names that look like those of generated code, and few enough to hide each other.
const NAMES: [&str; 40] = [
    "x",
    "y",
    "z",
    "a",
    "b",
    "c",
    "t",
    "u",
    "v",
    "w",
    "s",
    "p",
    "q",
    "total",
    "sum",
    "len",
    "value",
    "gradient",
    "x_bar",
    "y_bar",
    "x_dot",
    "before",
    "y_before",
    "record",
    "zero",
    "one",
    "result",
    "product",
    "difference",
    "quotient",
    "norm",
    "exp",
    "pullback",
    "tangent",
    "seed",
    "copy",
    "item",
    "index",
    "next",
    "left",
];

/// A way to a value: how it is written, whether that is a reference, whether it can be assigned to.
pub(super) struct Way {
    pub text: String,
    pub holes: Vec<Piece>,
    pub lent: bool,
}

impl Gen {
    pub(super) fn name(&mut self) -> String {
        let few = self.chance(50);
        NAMES[self.below(if few { 12 } else { NAMES.len() })].to_owned()
    }

    pub(super) fn bind(&mut self, name: &str, ty: Ty) -> &mut Var {
        let var =
            Var { name: name.to_owned(), ty, lent: false, mutable: false, pinned: false, hidden: false, moved: false };
        self.vars.push(var);
        self.vars.last_mut().expect("it was pushed")
    }

    /// The positions of the variables that are not hidden by later ones.
    pub(super) fn visible(&self) -> Vec<usize> {
        let mut seen = HashSet::new();
        let visible = (0..self.vars.len()).rev().filter(|at| seen.insert(self.vars[*at].name.clone()));
        let visible = visible.filter(|at| !self.vars[*at].hidden && !self.vars[*at].moved);
        visible.collect()
    }

    /// Variables that can be assigned to and satisfy `wanted`.
    pub(super) fn assignable(&self, wanted: impl Fn(&Ty) -> bool) -> Vec<usize> {
        let visible = self.visible();
        let open = |at: &usize| {
            let var = &self.vars[*at];
            *at >= self.frozen && var.mutable && !var.pinned && wanted(&var.ty)
        };
        visible.into_iter().filter(open).collect()
    }

    /// `make` does not name the variable.
    pub(super) fn without<R>(&mut self, at: usize, make: impl FnOnce(&mut Gen) -> R) -> R {
        let hidden = std::mem::replace(&mut self.vars[at].hidden, true);
        let made = make(self);
        self.vars[at].hidden = hidden;
        made
    }

    /// Some way to a value that satisfies `wanted`, if there is one.
    pub(super) fn way(&mut self, wanted: &dyn Fn(&Ty) -> bool) -> Option<(Way, Ty)> {
        let visible = self.visible();
        let mut found = Vec::new();
        for at in visible {
            let var = self.vars[at].clone();
            let way = Way { text: var.name.clone(), holes: Vec::new(), lent: var.lent };
            self.ways_from(way, &var.ty, wanted, 2, &mut found);
        }
        if found.is_empty() {
            return None;
        }
        let at = self.below(found.len());
        Some(found.swap_remove(at))
    }

    fn ways_from(&mut self, way: Way, ty: &Ty, wanted: &dyn Fn(&Ty) -> bool, steps: usize, found: &mut Vec<(Way, Ty)>) {
        if steps > 0 {
            let mut step = |gen_: &mut Gen, text: String, holes: Vec<Piece>, ty: &Ty| {
                let mut all = way.holes.clone();
                all.extend(holes);
                let way = Way { text: format!("{}{text}", way.text), holes: all, lent: false };
                gen_.ways_from(way, ty, wanted, steps - 1, found);
            };
            match ty {
                Ty::Real | Ty::Int(_) | Ty::Bool => {}
                Ty::Tuple(parts) => {
                    for (index, part) in parts.iter().enumerate() {
                        step(self, format!(".{index}"), Vec::new(), part);
                    }
                }
                Ty::Struct(_, fields) => {
                    for (name, ty) in fields {
                        step(self, format!(".{name}"), Vec::new(), ty);
                    }
                }
                Ty::List(_, element, len) if *len > 0 && reaches(element, wanted) => {
                    let index = self.index(*len);
                    step(self, "[$]".to_owned(), vec![index.into()], element);
                }
                Ty::List(..) => {}
                Ty::Tensor(rows, columns) if wanted(&Ty::Real) => {
                    if rows.n == 1 && rows.fixed || columns.n == 1 && columns.fixed {
                        let index = self.index(rows.n * columns.n);
                        step(self, "[$]".to_owned(), vec![index.into()], &Ty::Real);
                    } else {
                        let (row, column) = (self.index(rows.n), self.index(columns.n));
                        step(self, "[($, $)]".to_owned(), vec![row.into(), column.into()], &Ty::Real);
                    }
                }
                Ty::Tensor(..) => {}
            }
        }
        if wanted(ty) {
            found.push((way, ty.clone()));
        }
    }

    /// An existing value of the type, as it is used there.
    pub(super) fn existing(&mut self, ty: &Ty, used: Use) -> Option<Expr> {
        let (way, _) = self.way(&|other| other == ty)?;
        Some(read(way, ty, used))
    }

    /// A list of such elements, as what `iter` is called of.
    pub(super) fn list_of(&mut self, element: &Ty) -> Option<(Expr, usize)> {
        let wanted = |ty: &Ty| matches!(ty, Ty::List(_, other, len) if **other == *element && *len > 0);
        let (way, ty) = self.way(&wanted)?;
        let Ty::List(_, _, len) = ty else { return None };
        Some((read(way, &ty, Use::Receiver), len))
    }

    pub(super) fn tensor_any(&mut self, wanted: impl Fn(&Ty) -> bool) -> Option<(Expr, Ty)> {
        let (way, ty) = self.way(&|ty| matches!(ty, Ty::Tensor(..)) && wanted(ty))?;
        Some((read(way, &ty, Use::Receiver), ty))
    }
}

pub(super) fn read(way: Way, ty: &Ty, used: Use) -> Expr {
    let text = match used {
        Use::Receiver => way.text,
        Use::Borrowed if way.lent => way.text,
        Use::Borrowed => format!("&{}", way.text),
        Use::Value if matches!(ty, Ty::List(Holder::Slice, ..)) => format!("{}.to_vec()", way.text),
        Use::Value if ty.is_copy() && way.lent => format!("*{}", way.text),
        Use::Value if ty.is_copy() => way.text,
        Use::Value => format!("{}.clone()", way.text),
    };
    Expr::new(ty.clone(), &text, way.holes).used(used)
}

/// Whether something inside such a value is wanted.
fn reaches(ty: &Ty, wanted: &dyn Fn(&Ty) -> bool) -> bool {
    wanted(ty)
        || match ty {
            Ty::Real | Ty::Int(_) | Ty::Bool => false,
            Ty::Tensor(..) => wanted(&Ty::Real),
            Ty::List(_, element, _) => reaches(element, wanted),
            Ty::Tuple(parts) => parts.iter().any(|part| reaches(part, wanted)),
            Ty::Struct(_, fields) => fields.iter().any(|(_, ty)| reaches(ty, wanted)),
        }
}
