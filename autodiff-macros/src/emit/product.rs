//! Products of matrices whose sizes only run time knows, which the runtime has faster ones for than nalgebra.

use proc_macro2::Ident;
use quote::quote_spanned;

use crate::ir::{Dim, Elem, Op, Rule, Stmt, Value};
use crate::rules::tensor::product::{MATMUL, MUL_TR, TR_MUL};

use super::expression::{Precedence, Rendered};
use super::hygienic;
use super::writer::Writer;

impl<'p> Writer<'p> {
    /// A product as a call of the runtime, where it has one for these factors.
    pub(super) fn product(&mut self, rule: &Rule, stmt: &'p Stmt) -> Option<Rendered> {
        let (name, is_with_vector) = if rule.is(&MATMUL) {
            ("mul", true)
        } else if rule.is(&TR_MUL) {
            ("tr_mul", true)
        } else if rule.is(&MUL_TR) {
            ("mul_tr", false)
        } else {
            return None;
        };
        let [left, right] = stmt.args[..] else { return None };
        let is_right = self.is_dynamic_matrix(right) || is_with_vector && self.is_dynamic_vector(right);
        // nalgebra's own product of two matrices is fast.
        let is_left_to_nalgebra = rule.is(&MATMUL) && self.is_dynamic_matrix(right);
        if !self.is_dynamic_matrix(left) || !is_right || is_left_to_nalgebra {
            return None;
        }
        let (left, right) = (self.reference(left), self.reference(right));
        let private = self.reals.private;
        let function = Ident::new(name, hygienic());
        let tokens = quote_spanned!(hygienic() => #private::#function(#left, #right));
        Some(Rendered::new(tokens, Precedence::Postfix))
    }

    fn is_dynamic_matrix(&self, value: Value) -> bool {
        let has_shape =
            self.kind(value).tensor().is_some_and(|tensor| tensor.rows == Dim::Dyn && tensor.cols == Dim::Dyn);
        has_shape && self.is_plain_tensor(value)
    }

    fn is_dynamic_vector(&self, value: Value) -> bool {
        let has_shape = self.kind(value).tensor().is_some_and(|tensor| tensor.rows == Dim::Dyn && tensor.cols.is_one());
        has_shape && self.is_plain_tensor(value)
    }

    /// Whether a vector or matrix is one of nalgebra's that own their entries, of `f64` or `f32`.
    fn is_plain_tensor(&self, value: Value) -> bool {
        let own = self.kind(value).elem().cloned().unwrap_or(Elem::Any);
        let elem = if own == Elem::Any { self.reals.elem.clone() } else { own };
        let is_owned = match self.waiting.get(&value) {
            Some(Stmt { op: Op::Apply(_) | Op::Map { .. } | Op::Generate, .. }) => self.is_owned_tensor(value),
            Some(_) => false,
            None => self.is_contiguous(value),
        };
        matches!(elem, Elem::F64 | Elem::F32) && is_owned
    }
}
