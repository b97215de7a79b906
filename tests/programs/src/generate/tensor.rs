//! Vectors and matrices.

use super::Gen;
use crate::tree::{Expr, Size, Ty, Use};

impl Gen {
    /// A vector or matrix of the type, by value.
    pub(super) fn tensor(&mut self, ty: &Ty, depth: usize) -> Expr {
        let Ty::Tensor(rows, columns) = *ty else { unreachable!("{ty:?} is no tensor") };
        self.budget -= 1;
        if depth == 0 || self.budget <= 0 {
            if !self.chance(15)
                && let Some(expr) = self.existing(ty, Use::Value)
            {
                return expr;
            }
            return self.built(ty, rows, columns, 0);
        }
        match self.below(24) {
            0..=3 => self.summed(ty, depth),
            4..=6 => self.scaled(ty, depth),
            7..=9 => self.product(ty, rows, columns, depth),
            10 | 11 => self.mapped(ty, depth),
            12 => self.transposed(ty, rows, columns, depth),
            13 | 14 => self.built(ty, rows, columns, depth),
            15 if rows == columns => self.square(ty, depth),
            16 if rows == columns => self.square(ty, depth),
            15 | 16 => self.solved(ty, rows, columns, depth),
            17 => self.entrywise(ty, depth),
            18 => self.changed(ty, rows, columns, depth),
            19 => self.part(ty, rows, columns, depth),
            20 => self.entrywise(ty, depth),
            _ => self.existing(ty, Use::Value).unwrap_or_else(|| self.summed(ty, depth)),
        }
    }

    fn summed(&mut self, ty: &Ty, depth: usize) -> Expr {
        let operator = self.one(&["+", "-", "+"]);
        let (a, b) = match self.below(4) {
            0 => (self.borrowed(ty, depth - 1), self.borrowed(ty, depth - 1)),
            1 => (self.value(ty, depth - 1), self.borrowed(ty, depth - 1)),
            2 => (self.borrowed(ty, depth - 1), self.value(ty, depth - 1)),
            _ => (self.value(ty, depth - 1), self.value(ty, depth - 1)),
        };
        Gen::expr(ty, &format!("($ {operator} $)"), vec![a.into(), b.into()])
    }

    fn scaled(&mut self, ty: &Ty, depth: usize) -> Expr {
        let (a, s) = (self.receiver(ty, depth - 1), self.value(&Ty::Real, depth - 1));
        if self.chance(20) {
            let number = self.number();
            let text = self.one(&["($ * NUMBER)", "(NUMBER * $)", "($ * NUMBER)"]).replace("NUMBER", number);
            let a = self.borrowed(ty, depth - 1);
            return Gen::expr(ty, &text, vec![a.into()]);
        }
        match self.below(7) {
            0 | 1 => {
                let a = self.borrowed(ty, depth - 1);
                Gen::expr(ty, "($ * $)", vec![a.into(), s.into()])
            }
            2 => {
                let a = self.borrowed(ty, depth - 1);
                Gen::expr(ty, "($ * $)", vec![s.into(), a.into()])
            }
            3 => {
                let a = self.borrowed(ty, depth - 1);
                Gen::expr(ty, "($ / (1.5 + $.sin()))", vec![a.into(), s.into()])
            }
            4 => Gen::expr(ty, "$.scale($)", vec![a.into(), s.into()]),
            5 => Gen::expr(ty, "$.add_scalar($)", vec![a.into(), s.into()]),
            _ => {
                let a = self.borrowed(ty, depth - 1);
                Gen::expr(ty, "(-$)", vec![a.into()])
            }
        }
    }

    fn inner(&mut self, rows: Size, columns: Size) -> Size {
        let fixed =
            rows.fixed && columns.fixed && (rows.n != 1 || columns.n != 1 || self.theme != super::Theme::Dynamic);
        self.size(fixed)
    }

    fn product(&mut self, ty: &Ty, rows: Size, columns: Size, depth: usize) -> Expr {
        let inner = self.inner(rows, columns);
        let (left, right) = (Ty::Tensor(rows, inner), Ty::Tensor(inner, columns));
        match self.below(8) {
            0 => {
                let (a, b) = (self.receiver(&Ty::Tensor(inner, rows), depth - 1), self.borrowed(&right, depth - 1));
                Gen::expr(ty, "$.tr_mul($)", vec![a.into(), b.into()])
            }
            1 => {
                let (a, b) = (self.receiver(&Ty::Tensor(inner, rows), depth - 1), self.borrowed(&right, depth - 1));
                Gen::expr(ty, "($.transpose() * $)", vec![a.into(), b.into()])
            }
            2 => {
                let (a, b) = (self.borrowed(&left, depth - 1), self.receiver(&Ty::Tensor(columns, inner), depth - 1));
                Gen::expr(ty, "($ * $.transpose())", vec![a.into(), b.into()])
            }
            3 if depth > 1 => {
                let middle = Ty::Tensor(inner, inner);
                let (a, b) = (self.borrowed(&left, depth - 2), self.borrowed(&middle, depth - 2));
                let c = self.borrowed(&right, depth - 2);
                Gen::expr(ty, "($ * $ * $)", vec![a.into(), b.into(), c.into()])
            }
            _ => {
                let (a, b) = (self.borrowed(&left, depth - 1), self.borrowed(&right, depth - 1));
                Gen::expr(ty, "($ * $)", vec![a.into(), b.into()])
            }
        }
    }

    fn mapped(&mut self, ty: &Ty, depth: usize) -> Expr {
        let a = self.receiver(ty, depth - 1);
        if self.chance(20) {
            let text = self.one(&["$.map(f64::tanh)", "$.map(f64::sin)", "$.abs()", "$.map(|x| x)"]);
            return Gen::expr(ty, text, vec![a.into()]);
        }
        let (x, y) = (self.name(), self.name());
        let y = if x == y { format!("{y}_") } else { y };
        match self.below(6) {
            0 => {
                let b = self.borrowed(ty, depth - 1);
                let body = self.entry_closure(&[&x, &y], depth);
                Gen::expr(ty, &format!("$.zip_map($, |{x}, {y}| $)"), vec![a.into(), b.into(), body.into()])
            }
            1 => {
                let body = self.closed(|gen_| {
                    let max = gen_.sizes.iter().copied().max().unwrap_or(1);
                    gen_.bind("i", Ty::Int(max));
                    gen_.bind("j", Ty::Int(max));
                    gen_.bind(&x, Ty::Real);
                    gen_.value(&Ty::Real, depth - 1)
                });
                Gen::expr(ty, &format!("$.map_with_location(|i, j, {x}| $)"), vec![a.into(), body.into()])
            }
            2 => {
                let (b, c) = (self.borrowed(ty, depth - 1), self.borrowed(ty, depth - 1));
                let body = self.entry_closure(&[&x, &y, "third"], depth);
                let text = format!("$.zip_zip_map($, $, |{x}, {y}, third| $)");
                Gen::expr(ty, &text, vec![a.into(), b.into(), c.into(), body.into()])
            }
            _ => {
                let body = self.entry_closure(&[&x], depth);
                Gen::expr(ty, &format!("$.map(|{x}| $)"), vec![a.into(), body.into()])
            }
        }
    }

    /// The body of a closure of scalars.
    pub(super) fn entry_closure(&mut self, names: &[&str], depth: usize) -> Expr {
        self.closed(|gen_| {
            for name in names {
                gen_.bind(name, Ty::Real);
            }
            gen_.value(&Ty::Real, depth.saturating_sub(1))
        })
    }

    fn transposed(&mut self, ty: &Ty, rows: Size, columns: Size, depth: usize) -> Expr {
        let a = self.receiver(&Ty::Tensor(columns, rows), depth - 1);
        Gen::expr(ty, "$.transpose()", vec![a.into()])
    }

    fn entrywise(&mut self, ty: &Ty, depth: usize) -> Expr {
        let (a, b) = (self.receiver(ty, depth - 1), self.borrowed(ty, depth - 1));
        match self.below(7) {
            0 | 1 => Gen::expr(ty, "$.component_mul($)", vec![a.into(), b.into()]),
            2 => Gen::expr(ty, "$.component_div(&($).map(|x| x * x + 0.5))", vec![a.into(), b.into()]),
            3 => Gen::expr(ty, "$.sup($)", vec![a.into(), b.into()]),
            4 => Gen::expr(ty, "$.inf($)", vec![a.into(), b.into()]),
            5 => {
                let Ty::Tensor(_, columns) = *ty else { unreachable!("it is a tensor") };
                if columns.n == 1 && columns.fixed {
                    let t = self.value(&Ty::Real, depth - 1);
                    return Gen::expr(ty, "$.lerp($, $)", vec![a.into(), b.into(), t.into()]);
                }
                Gen::expr(ty, "$.component_mul($)", vec![a.into(), b.into()])
            }
            _ => Gen::expr(ty, "$.normalize()", vec![a.into()]),
        }
    }

    /// A part of something larger.
    fn part(&mut self, ty: &Ty, rows: Size, columns: Size, depth: usize) -> Expr {
        if !(columns.n == 1 && columns.fixed) {
            return self.entrywise(ty, depth);
        }
        let count = self.size(rows.fixed && self.theme != super::Theme::Dynamic);
        let of = self.receiver(&Ty::Tensor(rows, count), depth - 1);
        if count.n == 1 && count.fixed || !count.fixed && rows.fixed {
            return self.entrywise(ty, depth);
        }
        let index = self.index(count.n);
        match self.below(4) {
            0 => Gen::expr(ty, "$.column_sum()", vec![of.into()]),
            1 if rows == count => Gen::expr(ty, "$.diagonal()", vec![of.into()]),
            _ => Gen::expr(ty, "$.column($).into_owned()", vec![of.into(), index.into()]),
        }
    }

    fn square(&mut self, ty: &Ty, depth: usize) -> Expr {
        let Ty::Tensor(size, _) = *ty else { unreachable!("it is a tensor") };
        let a = self.receiver(ty, depth - 1);
        let identity = self.identity(size);
        match self.below(8) {
            0 => {
                let a = self.borrowed(ty, depth - 1);
                let text = format!("($ * 0.1 + {identity} * 2.0).try_inverse().unwrap()");
                Gen::expr(ty, &text, vec![a.into()])
            }
            1 => Gen::expr(ty, "$.symmetric_part()", vec![a.into()]),
            2 => Gen::expr(ty, "$.upper_triangle()", vec![a.into()]),
            3 => Gen::expr(ty, "$.lower_triangle()", vec![a.into()]),
            4 => {
                let a = self.borrowed(ty, depth - 1);
                Gen::expr(ty, "($ * 0.3).exp()", vec![a.into()])
            }
            5 => {
                let text = format!("{{ let g = $; (g.transpose() * &g + {identity}).cholesky().unwrap().inverse() }}");
                let g = self.value(ty, depth - 1);
                Gen::expr(ty, &text, vec![g.into()])
            }
            6 => {
                let v = self.borrowed(&Ty::Tensor(size, Size { n: 1, fixed: true }), depth - 1);
                let of = if size.fixed { format!("SMatrix::<f64, {0}, {0}>", size.n) } else { "DMatrix".to_owned() };
                Gen::expr(ty, &format!("{of}::from_diagonal($)"), vec![v.into()])
            }
            _ => {
                let v = Ty::Tensor(size, Size { n: 1, fixed: true });
                let (v, w) = (self.borrowed(&v, depth - 1), self.receiver(&v, depth - 1));
                Gen::expr(ty, "($ * $.transpose())", vec![v.into(), w.into()])
            }
        }
    }

    fn identity(&mut self, size: Size) -> String {
        let n = size.n;
        if size.fixed {
            format!("SMatrix::<f64, {n}, {n}>::identity()")
        } else {
            format!("DMatrix::<f64>::identity({n}, {n})")
        }
    }

    fn solved(&mut self, ty: &Ty, rows: Size, columns: Size, depth: usize) -> Expr {
        if rows.n == 1 && rows.fixed || rows.fixed != columns.fixed && columns.n != 1 {
            return self.entrywise(ty, depth);
        }
        let (a, b) = (self.value(&Ty::Tensor(rows, rows), depth - 1), self.borrowed(ty, depth - 1));
        let identity = self.identity(rows);
        let text = match self.below(4) {
            0 => format!("($ * 0.2 + {identity} * 2.0).lu().solve($).unwrap()"),
            1 => format!("{{ let g = $; (g.tr_mul(&g) + {identity}).cholesky().unwrap().solve($) }}"),
            2 => format!("($ * 0.2 + {identity} * 2.0).qr().solve($).unwrap()"),
            _ => format!("($ * 0.2 + {identity} * 2.0).solve_lower_triangular($).unwrap()"),
        };
        Gen::expr(ty, &text, vec![a.into(), b.into()])
    }

    /// A copy, some of whose entries are written.
    fn changed(&mut self, ty: &Ty, rows: Size, columns: Size, depth: usize) -> Expr {
        let value = self.value(ty, depth - 1);
        let name = self.name();
        let is_vector = rows.n == 1 && rows.fixed || columns.n == 1 && columns.fixed;
        let (index, entry) = if is_vector {
            (vec![self.index(rows.n * columns.n).into()], "[$]")
        } else {
            (vec![self.index(rows.n).into(), self.index(columns.n).into()], "[($, $)]")
        };
        let written = self.inside(|gen_| {
            gen_.bind(&name, ty.clone()).hidden = true;
            gen_.value(&Ty::Real, depth - 1)
        });
        let operator = self.one(&["=", "+=", "*=", "-="]);
        let mut holes = vec![value.into()];
        holes.extend(index);
        holes.push(written.into());
        Gen::expr(ty, &format!("{{ let mut {name} = $; {name}{entry} {operator} $; {name} }}"), holes)
    }

    /// Made of its entries.
    fn built(&mut self, ty: &Ty, rows: Size, columns: Size, depth: usize) -> Expr {
        let deeper = depth.saturating_sub(1).min(1);
        let (r, c) = (rows.n, columns.n);
        let entry = |gen_: &mut Gen| -> crate::tree::Piece { gen_.real(deeper).into() };
        let head = match (rows.fixed, columns.fixed) {
            (true, true) if c == 1 && r <= 6 && self.chance(40) => format!("Vector{r}::<f64>"),
            (true, true) if c == 1 => format!("SVector::<f64, {r}>"),
            (true, true) => format!("SMatrix::<f64, {r}, {c}>"),
            (false, true) => "DVector::<f64>".to_owned(),
            (true, false) => "RowDVector::<f64>".to_owned(),
            (false, false) => "DMatrix::<f64>".to_owned(),
        };
        let sizes = match (rows.fixed, columns.fixed) {
            (true, true) => String::new(),
            (false, true) => format!("{r}, "),
            (true, false) => format!("{c}, "),
            (false, false) => format!("{r}, {c}, "),
        };
        let bare = sizes.trim_end_matches(", ").to_owned();
        match self.below(8) {
            0 if deeper > 0 || depth == 0 => Gen::expr(ty, &format!("{head}::zeros({bare})"), Vec::new()),
            1 => {
                let make = self.one(&["from_element", "repeat"]);
                let e = entry(self);
                Gen::expr(ty, &format!("{head}::{make}({sizes}$)"), vec![e])
            }
            2 | 3 if depth > 0 => {
                let body = self.closed(|gen_| {
                    gen_.bind("i", Ty::Int(r - 1));
                    gen_.bind("j", Ty::Int(c - 1));
                    gen_.value(&Ty::Real, depth - 1)
                });
                Gen::expr(ty, &format!("{head}::from_fn({sizes}|i, j| $)"), vec![body.into()])
            }
            _ => {
                let entries = (0..r * c).map(|_| entry(self)).collect::<Vec<_>>();
                let list = vec!["$"; r * c].join(", ");
                let is_vector = (rows.fixed != columns.fixed) || rows.fixed && (c == 1 || r == 1);
                if is_vector && !(rows.fixed && columns.fixed) {
                    return Gen::expr(ty, &format!("{head}::from_vec(vec![{list}])"), entries);
                }
                if head.starts_with("Vector") {
                    return Gen::expr(ty, &format!("{head}::new({list})"), entries);
                }
                let make = self.one(&["from_row_slice", "from_column_slice"]);
                Gen::expr(ty, &format!("{head}::{make}({sizes}&[{list}])"), entries)
            }
        }
    }
}
