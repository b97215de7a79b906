//! Methods of vectors and matrices that overwrite one, each as the operations that it consists of.

use syn::{Expr, ExprMethodCall};

use crate::ir::{Elem, Kind, Op, Rule, Value};
use crate::messages::{assignment, value};
use crate::rules::scalar::arithmetic::{MUL as SCALAR_MUL, SCALED};
use crate::rules::tensor::arithmetic::{
    ADD, ADD_SCALAR, COMPONENT_DIV, COMPONENT_MUL, FILLED_LIKE, NEG, SCALE, SUB, UNSCALE,
};
use crate::rules::tensor::diagonal::{FILL_DIAGONAL, SET_DIAGONAL};
use crate::rules::tensor::norm::NORM;
use crate::rules::tensor::part::{COPY, FILL};
use crate::rules::tensor::product::{MATMUL, MUL_TR, TR_MUL, TRANSPOSE};
use crate::rules::tensor::triangle::{MIRRORED, WITH_LOWER};

use super::place::{Place, Step};
use super::{Lowered, Lowerer, Tree, describe};

/// Methods that overwrite their receiver.
pub(super) const OVERWRITING: [&str; 43] = [
    "add_scalar_mut",
    "apply",
    "axcpy",
    "cdpy",
    "cmpy",
    "component_div_assign",
    "component_div_mut",
    "component_mul_assign",
    "component_mul_mut",
    "fill_column",
    "fill_diagonal",
    "fill_lower_triangle",
    "fill_lower_triangle_with_upper_triangle",
    "fill_row",
    "fill_upper_triangle",
    "fill_upper_triangle_with_lower_triangle",
    "gemm",
    "gemm_ad",
    "gemm_tr",
    "gemv",
    "gemv_ad",
    "gemv_symm",
    "gemv_tr",
    "ger",
    "ger_symm",
    "gerc",
    "hegemv",
    "hegerc",
    "neg_mut",
    "normalize_mut",
    "quadform",
    "quadform_tr",
    "scale_mut",
    "set_diagonal",
    "set_magnitude",
    "syger",
    "sygemv",
    "tr_copy_from",
    "transpose_mut",
    "adjoint_mut",
    "unscale_mut",
    "zip_apply",
    "zip_zip_apply",
];

/// Methods that overwrite their last argument.
pub(super) const OVERWRITING_LAST: [&str; 8] =
    ["ad_mul_to", "add_to", "adjoint_to", "mul_to", "sub_to", "tr_mul_to", "transpose_to", "conjugate_transpose_to"];

impl Lowerer<'_> {
    /// What a vector or matrix is after a method that overwrites it; `None` of any other method.
    pub(super) fn overwritten(&mut self, old: Value, name: &str, call: &ExprMethodCall) -> Lowered<Option<Value>> {
        let args = call.args.iter().collect::<Vec<_>>();
        if let Some(new) = self.combined(old, name, &args, call)? {
            return Ok(Some(new));
        }
        let new = match (name, &args[..]) {
            ("component_mul_assign" | "component_mul_mut", [b]) => self.two(&COMPONENT_MUL, old, b, call)?,
            ("component_div_assign" | "component_div_mut", [b]) => self.two(&COMPONENT_DIV, old, b, call)?,
            ("scale_mut", [s]) => self.two(&SCALE, old, s, call)?,
            ("unscale_mut", [s]) => self.two(&UNSCALE, old, s, call)?,
            ("add_scalar_mut", [s]) => self.two(&ADD_SCALAR, old, s, call)?,
            ("neg_mut", []) => self.made(&NEG, &[old], call)?,
            ("transpose_mut" | "adjoint_mut", []) => self.made(&TRANSPOSE, &[old], call)?,
            ("normalize_mut", []) => {
                let norm = self.made(&NORM, &[old], call)?;
                self.made(&UNSCALE, &[old, norm], call)?
            }
            ("set_magnitude", [magnitude]) => {
                let magnitude = self.scalar(magnitude)?;
                let norm = self.made(&NORM, &[old], call)?;
                let factor = (self.builder.node(magnitude) / self.builder.node(norm)).value();
                self.made(&SCALE, &[old, factor], call)?
            }
            ("set_diagonal", [diagonal]) => self.two(&SET_DIAGONAL, old, diagonal, call)?,
            ("fill_diagonal", [s]) => self.two(&FILL_DIAGONAL, old, s, call)?,
            ("fill_upper_triangle_with_lower_triangle", []) => self.made(&MIRRORED, &[old], call)?,
            ("fill_lower_triangle_with_upper_triangle", []) => {
                let transposed = self.made(&TRANSPOSE, &[old], call)?;
                self.made(&MIRRORED, &[transposed], call)?
            }
            ("fill_lower_triangle" | "fill_upper_triangle", [s, shift]) => {
                self.filled_triangle(old, s, shift, name == "fill_lower_triangle", call)?
            }
            ("tr_copy_from", [b]) => {
                let b = self.operand(b)?;
                let transposed = self.made(&TRANSPOSE, &[b], call)?;
                self.made(&COPY, &[old, transposed], call)?
            }
            (_, _) => return Ok(None),
        };
        Ok(Some(new))
    }

    /// `alpha * product + beta * old`, for the products of BLAS.
    fn combined(&mut self, old: Value, name: &str, args: &[&Expr], call: &ExprMethodCall) -> Lowered<Option<Value>> {
        let rule = match name {
            "gemv" | "gemm" => &MATMUL,
            "gemv_tr" | "gemv_ad" | "gemm_tr" | "gemm_ad" => &TR_MUL,
            "ger" | "gerc" | "syger" | "ger_symm" | "hegerc" => &MUL_TR,
            "sygemv" | "hegemv" | "gemv_symm" | "quadform" | "quadform_tr" => &MATMUL,
            "cmpy" => &COMPONENT_MUL,
            "cdpy" => &COMPONENT_DIV,
            "axpy" | "axcpy" => &SCALE,
            _ => return Ok(None),
        };
        let (alpha, product, beta) = match (name, args) {
            ("axpy", [alpha, x, beta]) => (self.scalar(alpha)?, self.operand(x)?, beta),
            ("axcpy", [alpha, x, c, beta]) => {
                let factors = [self.scalar(alpha)?, self.scalar(c)?];
                (self.made(&SCALAR_MUL, &factors, call)?, self.operand(x)?, beta)
            }
            ("axpy" | "axcpy", _) => return Ok(None),
            (_, [alpha, a, b, beta]) => {
                let (alpha, a, b) = (self.scalar(alpha)?, self.operand(a)?, self.operand(b)?);
                let product = match name {
                    // Of a symmetric matrix only the lower triangle is read.
                    "sygemv" | "hegemv" | "gemv_symm" => {
                        let whole = self.made(&MIRRORED, &[a], call)?;
                        self.made(rule, &[whole, b], call)?
                    }
                    "quadform" => {
                        let inner = self.made(rule, &[a, b], call)?;
                        self.made(&TR_MUL, &[b, inner], call)?
                    }
                    "quadform_tr" => {
                        let inner = self.made(rule, &[a, b], call)?;
                        self.made(&MUL_TR, &[inner, a], call)?
                    }
                    _ => self.made(rule, &[a, b], call)?,
                };
                (alpha, product, beta)
            }
            (_, _) => return Ok(None),
        };
        let beta = self.scalar(beta)?;
        let scaled = if self.builder.known_real(alpha) == Some(1.0) {
            product
        } else {
            self.made(&SCALE, &[product, alpha], call)?
        };
        let sum = match self.builder.known_real(beta) {
            // Then the old value is not read.
            Some(0.0) => self.made(&COPY, &[old, scaled], call)?,
            Some(1.0) => self.made(&ADD, &[old, scaled], call)?,
            Some(_) => {
                let kept = self.made(&SCALE, &[old, beta], call)?;
                self.made(&ADD, &[kept, scaled], call)?
            }
            None => {
                let kept = self.kept(old, beta, call);
                self.made(&ADD, &[kept, scaled], call)?
            }
        };
        match name {
            "syger" | "ger_symm" | "hegerc" => self.made(&WITH_LOWER, &[old, sum], call).map(Some),
            _ => Ok(Some(sum)),
        }
    }

    /// `beta * old`, and zero where `beta` turns out to be: BLAS does not read the old entries then, NaN or not.
    fn kept(&self, old: Value, beta: Value, call: &ExprMethodCall) -> Value {
        let builder = self.at(&call.method);
        let kind = builder.kind(old);
        let entry = Kind::Real(kind.elem().cloned().unwrap_or(Elem::Any));
        let entry = builder.fresh(entry, builder.is_varied(old));
        let block = builder.block(vec![entry], || vec![builder.apply(&SCALED, &[beta, entry])]);
        let is_varied = builder.is_varied(old) || builder.is_varied(beta);
        builder.emit(Op::Map { located: false }, &[old], vec![block], kind, is_varied)
    }

    /// A triangle in which every entry is one number; with shift 1 the diagonal stays as it is.
    fn filled_triangle(
        &mut self,
        old: Value,
        s: &Expr,
        shift: &Expr,
        lower: bool,
        call: &ExprMethodCall,
    ) -> Lowered<Value> {
        let s = self.scalar(s)?;
        let shift_at = self.number(shift)?;
        let filled = self.made(&FILLED_LIKE, &[old, s], call)?;
        let flipped = |lowerer: &Self, value: Value| lowerer.made(&TRANSPOSE, &[value], call);
        match (lower, self.builder.known_int(shift_at)) {
            (true, Some(0)) => self.made(&WITH_LOWER, &[old, filled], call),
            (false, Some(1)) => self.made(&WITH_LOWER, &[filled, old], call),
            (true, Some(1)) => {
                let upper = self.made(&WITH_LOWER, &[flipped(self, filled)?, flipped(self, old)?], call)?;
                flipped(self, upper)
            }
            (false, Some(0)) => {
                let upper = self.made(&WITH_LOWER, &[flipped(self, old)?, flipped(self, filled)?], call)?;
                flipped(self, upper)
            }
            (_, _) => Err(self.error(shift, assignment::method(&call.method.to_string()))),
        }
    }

    /// `a.mul_to(&b, &mut out)` and its like.
    pub(super) fn overwrite_last(&mut self, call: &ExprMethodCall) -> Lowered<()> {
        let receiver = self.operand(&call.receiver)?;
        let args = call.args.iter().collect::<Vec<_>>();
        let name = call.method.to_string();
        let (new, out) = match (name.as_str(), &args[..]) {
            ("transpose_to" | "adjoint_to" | "conjugate_transpose_to", [out]) => {
                (self.made(&TRANSPOSE, &[receiver], call)?, out)
            }
            ("mul_to", [b, out]) => (self.two(&MATMUL, receiver, b, call)?, out),
            ("tr_mul_to" | "ad_mul_to", [b, out]) => (self.two(&TR_MUL, receiver, b, call)?, out),
            ("add_to", [b, out]) => (self.two(&ADD, receiver, b, call)?, out),
            ("sub_to", [b, out]) => (self.two(&SUB, receiver, b, call)?, out),
            (name, _) => return Err(self.error(&call.method, assignment::method(name))),
        };
        let place = self.place(out)?;
        let old = self.read_place(&place, out)?;
        let old = self.leaf(&old, out)?;
        let copied = self.made(&COPY, &[old, new], call)?;
        self.write(&place, Tree::Leaf(copied), out)
    }

    /// `a.fill_row(i, s)` and `a.fill_column(j, s)`.
    pub(super) fn fill_line(&mut self, place: &Place, line: Step, s: &Expr, call: &ExprMethodCall) -> Lowered<()> {
        let place = place.with(line);
        let s = self.scalar(s)?;
        let old = self.read_place(&place, call)?;
        let old = self.leaf(&old, call)?;
        let filled = self.made(&FILL, &[old, s], call)?;
        self.write(&place, Tree::Leaf(filled), &call.receiver)
    }

    fn two(&mut self, rule: &'static Rule, one: Value, two: &Expr, call: &ExprMethodCall) -> Lowered<Value> {
        let two = self.operand(two)?;
        if self.builder.kind(two) == Kind::Open
            && let Some(elem) = self.builder.kind(one).elem()
        {
            self.builder.assume(two, Kind::Real(elem.clone()));
        }
        self.made(rule, &[one, two], call)
    }

    fn operand(&mut self, expr: &Expr) -> Lowered<Value> {
        let tree = self.expression(expr)?;
        self.leaf(&tree, expr)
    }

    /// A real number.
    fn scalar(&mut self, expr: &Expr) -> Lowered<Value> {
        let scalar = self.operand(expr)?;
        if self.builder.kind(scalar) == Kind::Open {
            self.builder.assume(scalar, Kind::Real(crate::ir::Elem::Any));
        }
        if !self.builder.kind(scalar).is_real() {
            return Err(self.error(expr, value::shape("a real number")));
        }
        Ok(scalar)
    }

    fn made(&self, rule: &'static Rule, args: &[Value], call: &ExprMethodCall) -> Lowered<Value> {
        let kinds = self.builder.kinds(args);
        if rule.signature.bind(&kinds, None).is_none() {
            let given = kinds[1..].iter().map(describe).collect::<Vec<_>>();
            let message = value::method_arguments(&call.method.to_string(), &describe(&kinds[0]), &given);
            return Err(self.error(&call.method, message));
        }
        Ok(self.at(&call.method).apply(rule, args))
    }
}
