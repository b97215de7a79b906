//! Types, constants of each, and values by their type.

use super::{Gen, Theme};
use crate::tree::{Expr, Holder, Size, Ty, Use};

const LITERALS: [&str; 20] = [
    "0.0", "-0.0", "1.0", "-1.0", "0.5", "-0.5", "2.0", "3.0", "0.25", "1.5", "0.1", "-2.0", "0.75", "1.0", "0.0",
    "0.5", "10.0", "1e-3", "1e-9", "1e4",
];

impl Gen {
    /// A number as Rust writes it, without its type.
    pub(super) fn number(&mut self) -> &'static str {
        self.one(&LITERALS)
    }

    pub(super) fn literal(&mut self) -> Expr {
        let number = self.number();
        let text = if number.starts_with('-') { format!("({number}_f64)") } else { format!("{number}_f64") };
        Gen::expr(&Ty::Real, &text, Vec::new())
    }

    pub(super) fn size(&mut self, fixed: bool) -> Size {
        let n = self.sizes;
        Size { n: self.one(&n), fixed }
    }

    fn fixed(&mut self) -> bool {
        match self.theme {
            Theme::Fixed => true,
            Theme::Dynamic | Theme::Long => false,
            Theme::Scalars | Theme::Lists | Theme::Mixed => self.chance(50),
        }
    }

    pub(super) fn vector_ty(&mut self) -> Ty {
        let fixed = self.fixed();
        let (size, one) = (self.size(fixed), Size { n: 1, fixed: true });
        if self.chance(12) { Ty::Tensor(one, size) } else { Ty::Tensor(size, one) }
    }

    pub(super) fn matrix_ty(&mut self) -> Ty {
        let fixed = self.fixed();
        let rows = self.size(fixed);
        let columns = if self.theme == Theme::Long {
            Size { n: 1 + self.below(3), fixed }
        } else if self.chance(50) {
            rows
        } else {
            self.size(fixed)
        };
        Ty::Tensor(rows, columns)
    }

    pub(super) fn tensor_ty(&mut self) -> Ty {
        if self.chance(60) { self.vector_ty() } else { self.matrix_ty() }
    }

    pub(super) fn list_ty(&mut self, holders: &[Holder]) -> Ty {
        let holder = self.one(holders);
        let len = if self.theme == Theme::Long { self.one(&self.sizes.clone()) } else { 1 + self.below(4) };
        let element = match (self.theme, self.below(10)) {
            (Theme::Long, _) | (_, 0..=5) => Ty::Real,
            (Theme::Fixed | Theme::Dynamic | Theme::Mixed, 6..=7) => self.tensor_ty(),
            (_, 8) if holder != Holder::Slice => {
                let other = self.simple_ty();
                Ty::Tuple(vec![Ty::Real, other])
            }
            _ => {
                Ty::List(self.one(&[Holder::Vec, Holder::Array, Holder::Array]), Box::new(Ty::Real), 1 + self.below(3))
            }
        };
        Ty::List(holder, Box::new(element), len)
    }

    /// A type without parts.
    pub(super) fn simple_ty(&mut self) -> Ty {
        let scalar = matches!(self.theme, Theme::Scalars | Theme::Lists);
        if !scalar && self.chance(60) { self.tensor_ty() } else { Ty::Real }
    }

    /// The type of a local.
    pub(super) fn local_ty(&mut self) -> Ty {
        if self.theme == Theme::Mixed && !self.structs.is_empty() && self.chance(15) {
            let structs = self.structs.clone();
            return self.one(&structs);
        }
        match (self.theme, self.below(10)) {
            (_, 0..=3) => Ty::Real,
            (_, 4) => {
                let (a, b) = (self.simple_ty(), self.simple_ty());
                Ty::Tuple(if self.chance(25) { vec![a, Ty::Tuple(vec![b, Ty::Real])] } else { vec![a, b] })
            }
            (Theme::Scalars | Theme::Long, 5..=7) => Ty::Real,
            (Theme::Long, _) => self.list_ty(&[Holder::Vec]),
            (Theme::Scalars | Theme::Lists, _) => self.list_ty(&[Holder::Vec, Holder::Array]),
            (Theme::Mixed, 5..=6) => self.list_ty(&[Holder::Vec, Holder::Array]),
            (Theme::Fixed | Theme::Dynamic, 5) => self.list_ty(&[Holder::Vec, Holder::Array]),
            (Theme::Fixed | Theme::Dynamic | Theme::Mixed, _) => self.tensor_ty(),
        }
    }

    /// Numbers in the form of such a value.
    pub(super) fn constant(&mut self, ty: &Ty) -> String {
        match ty {
            Ty::Real => self.literal().text(),
            Ty::Int(max) => self.below(max + 1).to_string(),
            Ty::Bool => if self.chance(50) { "true" } else { "false" }.to_owned(),
            Ty::Tensor(rows, columns) => {
                let entries = (0..rows.n * columns.n).map(|_| self.number()).collect::<Vec<_>>().join(", ");
                match (rows.fixed, columns.fixed) {
                    (true, true) => format!("SMatrix::<f64, {}, {}>::from_row_slice(&[{entries}])", rows.n, columns.n),
                    (false, true) => format!("DVector::<f64>::from_vec(vec![{entries}])"),
                    (true, false) => format!("RowDVector::<f64>::from_vec(vec![{entries}])"),
                    (false, false) => {
                        format!("DMatrix::<f64>::from_row_slice({}, {}, &[{entries}])", rows.n, columns.n)
                    }
                }
            }
            Ty::List(holder, element, len) => {
                let elements = (0..*len).map(|_| self.constant(element)).collect::<Vec<_>>().join(", ");
                format!("{}[{elements}]", if *holder == Holder::Array { "" } else { "vec!" })
            }
            Ty::Tuple(parts) => {
                let parts = parts.iter().map(|part| self.constant(part)).collect::<Vec<_>>().join(", ");
                format!("({parts})")
            }
            Ty::Struct(number, fields) => {
                let fields = fields.clone();
                let fields =
                    fields.iter().map(|(name, ty)| format!("{name}: {}", self.constant(ty))).collect::<Vec<_>>();
                format!("S{number} {{ {} }}", fields.join(", "))
            }
        }
    }

    /// A value of the type.
    pub(super) fn value(&mut self, ty: &Ty, depth: usize) -> Expr {
        self.budget -= 1;
        if depth > 0 && self.budget > 0 {
            if let Some(expr) = self.controlled(ty, depth) {
                return expr;
            }
            if let Some(expr) = self.called(ty, depth) {
                return expr;
            }
        }
        match ty {
            Ty::Real => self.real(depth),
            Ty::Int(max) => self.int(*max, depth),
            Ty::Bool => self.truth(depth),
            Ty::Tensor(..) => self.tensor(ty, depth),
            Ty::List(..) => self.list(ty, depth),
            Ty::Tuple(parts) => {
                if self.chance(30)
                    && let Some(expr) = self.existing(ty, Use::Value)
                {
                    return expr;
                }
                let holes =
                    parts.iter().map(|part| self.value(part, depth.saturating_sub(1)).into()).collect::<Vec<_>>();
                Gen::expr(ty, &format!("({})", vec!["$"; parts.len()].join(", ")), holes)
            }
            Ty::Struct(number, fields) => {
                if self.chance(50)
                    && let Some(expr) = self.existing(ty, Use::Value)
                {
                    return expr;
                }
                let mut holes = Vec::new();
                let mut text = format!("S{number} {{ ");
                let base = if self.chance(30) { self.existing(ty, Use::Value) } else { None };
                let kept = if base.is_some() { self.below(fields.len()) + 1 } else { fields.len() };
                for (name, ty) in &fields[..kept] {
                    text.push_str(&format!("{name}: $, "));
                    holes.push(self.value(ty, depth.saturating_sub(1)).into());
                }
                if let Some(base) = base.filter(|_| kept < fields.len()) {
                    text.push_str("..$");
                    holes.push(base.into());
                }
                text.push_str(" }");
                Gen::expr(ty, &format!("({text})"), holes)
            }
        }
    }

    /// What is lent: of a variable, or of a value made for it.
    pub(super) fn borrowed(&mut self, ty: &Ty, depth: usize) -> Expr {
        if (depth == 0 || self.chance(50))
            && let Some(expr) = self.existing(ty, Use::Borrowed)
        {
            return expr;
        }
        let value = self.value(ty, depth);
        Gen::expr(ty, "&$", vec![value.into()]).used(Use::Borrowed)
    }

    /// What a method is called of.
    pub(super) fn receiver(&mut self, ty: &Ty, depth: usize) -> Expr {
        if (depth == 0 || self.chance(50))
            && let Some(expr) = self.existing(ty, Use::Receiver)
        {
            return expr;
        }
        let value = self.value(ty, depth);
        Gen::expr(ty, "($)", vec![value.into()]).used(Use::Receiver)
    }

    /// A `usize` up to `max`.
    pub(super) fn int(&mut self, max: usize, depth: usize) -> Expr {
        let ty = Ty::Int(max);
        let small = |other: &Ty| matches!(other, Ty::Int(n) if *n <= max);
        if self.chance(60)
            && let Some((way, _)) = self.way(&small)
        {
            return super::scope::read(way, &ty, Use::Value);
        }
        let any = |other: &Ty| matches!(other, Ty::Int(_));
        if depth > 0
            && self.chance(40)
            && let Some((way, _)) = self.way(&any)
        {
            let read = super::scope::read(way, &ty, Use::Value);
            let (k, modulus) = (self.below(4), max + 1);
            return match self.below(3) {
                0 => Gen::expr(&ty, &format!("(($ + {k}) % {modulus})"), vec![read.into()]),
                1 => Gen::expr(&ty, &format!("$.min({max})"), vec![read.into()]),
                _ => Gen::expr(&ty, &format!("({max} - ($ % {modulus}))"), vec![read.into()]),
            };
        }
        let literal = self.below(max + 1);
        Gen::expr(&ty, &literal.to_string(), Vec::new())
    }

    /// An index into so many entries.
    pub(super) fn index(&mut self, len: usize) -> Expr {
        let depth = usize::from(self.chance(30));
        self.int(len.max(1) - 1, depth)
    }

    /// A condition.
    pub(super) fn truth(&mut self, depth: usize) -> Expr {
        let ty = Ty::Bool;
        match self.below(14) {
            0 if depth > 0 => {
                let (a, b) = (self.truth(depth - 1), self.truth(depth - 1));
                Gen::expr(&ty, "($ && $)", vec![a.into(), b.into()])
            }
            1 if depth > 0 => {
                let (a, b) = (self.truth(depth - 1), self.truth(depth - 1));
                Gen::expr(&ty, "($ || $)", vec![a.into(), b.into()])
            }
            2 if depth > 0 => {
                let a = self.truth(depth - 1);
                Gen::expr(&ty, "!$", vec![a.into()])
            }
            3 | 4 => self.existing(&ty, Use::Value).unwrap_or_else(|| self.compared(depth)),
            5 | 6 => {
                let operator = self.one(&["<", "==", "!=", ">=", ">"]);
                let (a, b) = (self.int(3, depth), self.below(4));
                Gen::expr(&ty, &format!("($ {operator} {b})"), vec![a.into()])
            }
            _ => self.compared(depth),
        }
    }

    fn compared(&mut self, depth: usize) -> Expr {
        let operator = self.one(&["<", ">", "<=", ">=", "<", ">"]);
        let (a, b) = (self.real(depth.min(1)), self.real(depth.min(1)));
        Gen::expr(&Ty::Bool, &format!("($ {operator} $)"), vec![a.into(), b.into()])
    }
}
