//! Scalar expressions.

use super::Gen;
use crate::tree::{Expr, Holder, Ty, Use};

/// Functions that are smooth everywhere, of moderate size.
const SMOOTH: [&str; 18] = [
    "$.sin()",
    "$.cos()",
    "$.tanh()",
    "$.atan()",
    "$.sin()",
    "f64::tanh($)",
    "f64::cos($)",
    "$.asinh()",
    "$.to_radians()",
    "$.powi(2)",
    "$.powi(3)",
    "$.powi(1)",
    "$.powi(0)",
    "-$",
    "$.tanh().exp()",
    "$.sin().cosh()",
    "$.sin().sinh()",
    "$.tanh().exp2()",
];

/// Of what has a domain, by way of what lies in it; slopes are finite, also where an argument is always zero.
const GUARDED: [&str; 20] = [
    "(1.5 + $.sin()).ln()",
    "($.powi(2) + 0.5).sqrt()",
    "(1.0 + $ * $).recip()",
    "(1.5 + $.cos()).powf(1.7)",
    "(1.5 + $.cos()).powi(-2)",
    "(0.9 * $.sin()).asin()",
    "(0.9 * $.cos()).acos()",
    "(0.9 * $.tanh()).atanh()",
    "(1.1 + $.abs()).acosh()",
    "(1.5 + $.sin()).cbrt()",
    "(0.5 * $.sin()).ln_1p()",
    "$.tanh().exp_m1()",
    "(1.5 + $.sin()).log2()",
    "(1.5 + $.sin()).log10()",
    "($ * 0.3).tan()",
    "($.abs() + 0.1).sqrt()",
    "($.abs() + 0.5).hypot($)",
    "$.atan2(1.5 + $.sin())",
    "$.mul_add($, $)",
    "(1.5 + $.sin()).powf($.tanh())",
];

/// Functions with kinks and steps.
const KINKED: [&str; 20] = [
    "$.abs()",
    "$.max(0.0)",
    "$.min(0.5)",
    "$.max($)",
    "$.min($)",
    "$.clamp(-1.0, 0.75)",
    "($.signum() * 0.5)",
    "$.floor()",
    "$.fract()",
    "$.round()",
    "$.ceil()",
    "$.trunc()",
    "$.rem_euclid(1.5)",
    "($ % 1.25)",
    "$.copysign($)",
    "f64::max($, $)",
    "($ + 2.5).sqrt()",
    "$.ln()",
    "$.exp()",
    "($ + 2.5).powf(2.5)",
];

impl Gen {
    /// A scalar.
    pub(super) fn real(&mut self, depth: usize) -> Expr {
        self.budget -= 1;
        if depth == 0 || self.budget <= 0 {
            return self.leaf();
        }
        match self.below(22) {
            0..=5 => self.arithmetic(depth),
            6..=8 => self.of_table(&SMOOTH, depth),
            9 | 10 => self.of_table(&GUARDED, depth),
            11 => self.of_table(&KINKED, depth),
            12 | 13 => self.leaf(),
            14 => self.whole(depth),
            15 | 16 => self.iterated(depth),
            17..=19 => self.reduced(depth),
            20 => self.iterated(depth),
            _ => self.changed_between(depth),
        }
    }

    fn leaf(&mut self) -> Expr {
        if !self.chance(12)
            && let Some(expr) = self.existing(&Ty::Real, Use::Value)
        {
            let text = if expr.text().starts_with('*') { "($)" } else { return expr };
            return Gen::expr(&Ty::Real, text, vec![expr.into()]);
        }
        self.literal()
    }

    fn arithmetic(&mut self, depth: usize) -> Expr {
        let ty = Ty::Real;
        let a = self.value(&ty, depth - 1);
        if self.chance(25) {
            // A number without its type, on either side.
            let (number, a) = (self.number(), a.into());
            let operator = self.one(&["+", "-", "*", "*"]);
            return match self.below(4) {
                0 if number != "0.0" && number != "-0.0" => Gen::expr(&ty, &format!("($ / {number})"), vec![a]),
                1 => Gen::expr(&ty, &format!("({number} {operator} $)"), vec![a]),
                _ => Gen::expr(&ty, &format!("($ {operator} {number})"), vec![a]),
            };
        }
        let b = self.value(&ty, depth - 1);
        let text = self.one(&[
            "($ + $)",
            "($ - $)",
            "($ * $)",
            "($ * $)",
            "($ + $)",
            "($ - $)",
            "(&$ * $)",
            "($ - &$)",
            "($ / (1.5 + $.sin()))",
            "($ / $)",
            "($ / ($.abs() + 0.5))",
            "($ / $.exp())",
        ]);
        Gen::expr(&ty, text, vec![a.into(), b.into()])
    }

    fn of_table(&mut self, table: &[&'static str], depth: usize) -> Expr {
        let text = self.one(table);
        let holes = (0..text.matches('$').count()).map(|_| self.value_in_parentheses(depth - 1).into()).collect();
        Gen::expr(&Ty::Real, &format!("({text})"), holes)
    }

    /// As a receiver may stand: a block would end a statement.
    fn value_in_parentheses(&mut self, depth: usize) -> Expr {
        let value = self.value(&Ty::Real, depth);
        let text = value.text();
        if text.starts_with('(') || text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.') {
            return value;
        }
        Gen::expr(&Ty::Real, "($)", vec![value.into()])
    }

    fn whole(&mut self, depth: usize) -> Expr {
        if self.has_counts && self.chance(20) {
            let index = self.index(3);
            return Gen::expr(&Ty::Real, "(counts[$] as f64)", vec![index.into()]);
        }
        if self.chance(30)
            && let Some((list, _)) = self.list_of(&Ty::Real)
        {
            return Gen::expr(&Ty::Real, "($.len() as f64)", vec![list.into()]);
        }
        if self.chance(10) {
            let text = self.one(&["autodiff::constant(1.25_f64)", "std::f64::consts::PI", "f64::from(3_u8)"]);
            return Gen::expr(&Ty::Real, text, Vec::new());
        }
        let int = self.int(3, depth);
        if self.chance(30) {
            let value = self.value(&Ty::Real, depth - 1);
            return Gen::expr(&Ty::Real, "($ * ($ as f64))", vec![value.into(), int.into()]);
        }
        Gen::expr(&Ty::Real, "($ as f64)", vec![int.into()])
    }

    /// A local that changes between two readings of it.
    fn changed_between(&mut self, depth: usize) -> Expr {
        let found = self.assignable(|ty| *ty == Ty::Real);
        let Some(at) = found.first().copied().filter(|at| !self.vars[*at].lent) else {
            return self.arithmetic(depth);
        };
        let name = self.vars[at].name.clone();
        let change = self.without(at, |gen_| gen_.inside(|gen_| gen_.value(&Ty::Real, depth - 1)));
        let operator = self.one(&["+=", "*=", "-=", "="]);
        Gen::expr(&Ty::Real, &format!("({name} * {{ {name} {operator} $; {name} }})"), vec![change.into()])
    }

    /// A number of a vector, matrix or list.
    fn reduced(&mut self, depth: usize) -> Expr {
        let ty = Ty::Real;
        let found = self.tensor_any(|_| true);
        let Some((tensor, tensor_ty)) = found else {
            if let Some((list, _)) = self.list_of(&Ty::Real) {
                let text = self.one(&["*$.first().unwrap()", "*$.last().unwrap()", "$.iter().sum::<f64>()"]);
                return Gen::expr(&ty, &format!("({text})"), vec![list.into()]);
            }
            return self.arithmetic(depth);
        };
        let Ty::Tensor(rows, columns) = tensor_ty.clone() else { return self.arithmetic(depth) };
        let of = if self.chance(40) { self.receiver(&tensor_ty, depth - 1) } else { tensor };
        let is_vector = rows.n == 1 && rows.fixed || columns.n == 1 && columns.fixed;
        let square = rows == columns;
        match self.below(13) {
            0 => {
                let other = self.borrowed(&tensor_ty, depth - 1);
                Gen::expr(&ty, "$.dot($)", vec![of.into(), other.into()])
            }
            1 if square => {
                let text = self.one(&["$.trace()", "$.determinant()", "$.clone().lu().determinant()", "$.trace()"]);
                Gen::expr(&ty, text, vec![of.into()])
            }
            2 if square => {
                let of = self.borrowed(&tensor_ty, depth - 1);
                Gen::expr(&ty, "($ * 0.3).exp().sum()", vec![of.into()])
            }
            3 => {
                let other = self.borrowed(&tensor_ty, depth - 1);
                Gen::expr(&ty, "$.metric_distance($)", vec![of.into(), other.into()])
            }
            4 if is_vector => {
                let index = self.index(rows.n * columns.n);
                Gen::expr(&ty, "$[$]", vec![of.into(), index.into()])
            }
            5 => {
                let text = self.one(&["$.max()", "$.min()", "$.amax()", "$.product()", "$.variance()", "$.lp_norm(3)"]);
                Gen::expr(&ty, text, vec![of.into()])
            }
            6 => self.folded(&of, depth),
            7 => Gen::expr(&ty, "$.iter().map(|x| x * x).sum::<f64>()", vec![of.into()]),
            _ => {
                let text =
                    self.one(&["$.sum()", "$.norm()", "$.norm_squared()", "$.mean()", "$.norm_squared()", "$.sum()"]);
                Gen::expr(&ty, text, vec![of.into()])
            }
        }
    }

    fn folded(&mut self, of: &Expr, depth: usize) -> Expr {
        let start = self.value(&Ty::Real, depth - 1);
        let (acc, item) = (self.name(), self.name());
        let item = if item == acc { format!("{item}_") } else { item };
        let body = self.closed(|gen_| {
            gen_.bind(&acc, Ty::Real);
            gen_.bind(&item, Ty::Real);
            gen_.value(&Ty::Real, depth - 1)
        });
        Gen::expr(
            &Ty::Real,
            &format!("$.fold($, |{acc}, {item}| $)"),
            vec![of.clone().into(), start.into(), body.into()],
        )
    }

    pub(super) fn slice_holders() -> [Holder; 3] {
        [Holder::Slice, Holder::Vec, Holder::Array]
    }
}
