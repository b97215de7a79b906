//! Products of matrices whose sizes only run time knows, which the runtime has faster ones for than nalgebra.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

use crate::ir::{Block, Constant, Dim, Elem, Form, Op, Rule, Stmt, Value};
use crate::rules::tensor::access::NCOLS;
use crate::rules::tensor::arithmetic::{ADD, SCALE};
use crate::rules::tensor::product::{MATMUL, MUL_TR, TR_MUL};
use crate::rules::tensor::statistics::ROW_SUM;

use super::expression::{Precedence, Rendered};
use super::hygienic;
use super::writer::Writer;

impl<'p> Writer<'p> {
    /// A product as a call of the runtime, where it has one for these factors.
    pub(super) fn product(&mut self, rule: &Rule, stmt: &'p Stmt) -> Option<Rendered> {
        if rule.is(&ROW_SUM) {
            return self.row_sum(stmt);
        }
        // nalgebra's own product of two matrices is fast.
        let is_left_to_nalgebra = rule.is(&MATMUL) && self.is_dynamic_matrix(stmt.args[1]);
        let name = self.runtimes_product(rule, stmt).filter(|_| !is_left_to_nalgebra)?;
        let (left, right) = (self.reference(stmt.args[0]), self.reference(stmt.args[1]));
        let private = self.reals.private;
        let function = Ident::new(name, hygienic());
        let tokens = quote_spanned!(hygienic() => #private::#function(#left, #right));
        Some(Rendered::new(tokens, Precedence::Postfix))
    }

    /// A sum of rows in lanes; the function's own is added up as the function does it.
    fn row_sum(&mut self, stmt: &'p Stmt) -> Option<Rendered> {
        let is_primal = (stmt.results[0].0 as usize) < self.program.primal;
        if is_primal || !self.is_dynamic_matrix(stmt.args[0]) {
            return None;
        }
        let matrix = self.reference(stmt.args[0]);
        let private = self.reals.private;
        let tokens = quote_spanned!(hygienic() => #private::row_sum(#matrix));
        Some(Rendered::new(tokens, Precedence::Postfix))
    }

    /// What a gradient is, written into the caller's buffer by the operations that make it: a product, scaled, and others added.
    pub(super) fn product_into(&mut self, buffer: &Ident, value: Value) -> Option<TokenStream> {
        let stmt = self.waiting.get(&value).copied()?;
        let Op::Apply(rule) = &stmt.op else { return None };
        let written = if rule.is(&SCALE) {
            let product = self.product_into(buffer, stmt.args[0])?;
            let factor = self.value(stmt.args[1]).tokens;
            quote_spanned!(hygienic() => #product *#buffer *= #factor;)
        } else if rule.is(&ADD) {
            let more = self.waiting.get(&stmt.args[1]).copied()?;
            let Op::Apply(rule) = &more.op else { return None };
            let name = self.runtimes_product(rule, more)?;
            let product = self.product_into(buffer, stmt.args[0])?;
            self.read(stmt.args[1]);
            let sum = self.written_product(buffer, &format!("add_{name}"), more);
            quote!(#product #sum)
        } else {
            let name = self.runtimes_product(rule, stmt)?;
            self.written_product(buffer, &format!("{name}_into"), stmt)
        };
        self.read(value);
        Some(written)
    }

    /// A product that is written into a buffer of the caller's, with a name where anything but changes in place reads it.
    pub(super) fn product_in_buffer(&mut self, stmt: &'p Stmt) -> Option<TokenStream> {
        let (Op::Apply(rule), [result]) = (&stmt.op, &stmt.results[..]) else { return None };
        let buffer = self.products.get(result).cloned()?;
        let name = self.runtimes_product(rule, stmt)?;
        let written = self.written_product(&buffer, &format!("{name}_into"), stmt);
        self.filled.insert(buffer.clone());
        self.in_buffers.insert(*result, buffer.clone());
        if self.left.get(result) == Some(&1) {
            return Some(written);
        }
        let what = self.describe(stmt);
        let name = self.names.choose(self.program.data(*result).name.as_ref(), &what);
        self.place(*result, name.clone(), true, false);
        Some(quote_spanned!(hygienic() => #written let #name = &*#buffer;))
    }

    /// `mul_into(d_x, a, x);`
    fn written_product(&mut self, buffer: &Ident, function: &str, stmt: &'p Stmt) -> TokenStream {
        let function = Ident::new(function, hygienic());
        let (left, right) = (self.reference(stmt.args[0]), self.reference(stmt.args[1]));
        let private = self.reals.private;
        quote_spanned!(hygienic() => #private::#function(#buffer, #left, #right);)
    }

    /// The runtime's name for a product of these factors.
    fn runtimes_product(&self, rule: &Rule, stmt: &Stmt) -> Option<&'static str> {
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
        let is_of_vector = is_with_vector && self.is_dynamic_vector(right);
        let is_of_matrix = self.is_dynamic_matrix(left) && (is_of_vector || self.is_dynamic_matrix(right));
        (is_of_matrix || is_of_vector && self.is_first_rows(left)).then_some(name)
    }

    /// Whether a value is the first rows of a matrix of the caller's, which nothing reads but products with vectors.
    pub(super) fn is_first_rows(&self, value: Value) -> bool {
        let Some(Stmt { op: Op::Apply(rule), args, .. }) = self.definitions.get(&value) else { return false };
        let &[matrix, row, column, _, columns] = &args[..] else { return false };
        let is_zero = |value: Value| {
            let stmt = self.definitions.get(&value);
            stmt.is_some_and(|stmt| matches!(stmt.op, Op::Constant(Constant::Int(0, _))))
        };
        let is_all = matches!(
            self.definitions.get(&columns),
            Some(Stmt { op: Op::Apply(rule), args, .. }) if rule.is(&NCOLS) && args[0] == matrix
        );
        rule.form == Form::Part
            && is_zero(row)
            && is_zero(column)
            && is_all
            && self.is_callers(matrix)
            && self.is_dynamic_matrix(matrix)
            && !self.program.body.results.contains(&value)
            && self.is_multiplied(&self.program.body, value)
    }

    /// Whether all that reads a value in a block is products of it and vectors.
    fn is_multiplied(&self, block: &Block, value: Value) -> bool {
        let is_product = |stmt: &Stmt| match &stmt.op {
            Op::Apply(rule) => {
                let is_product = rule.is(&MATMUL) || rule.is(&TR_MUL);
                is_product && stmt.args[1] != value && self.is_own_vector(stmt.args[1])
            }
            Op::Constant(_)
            | Op::Fragment(_)
            | Op::If
            | Op::For { .. }
            | Op::While
            | Op::Map { .. }
            | Op::Generate
            | Op::Call(..)
            | Op::Custom(_)
            | Op::Pullback
            | Op::Assert(_) => false,
        };
        let fits = |stmt: &Stmt| !stmt.args.contains(&value) || is_product(stmt);
        let fits_inside = |stmt: &Stmt| {
            let mut blocks = stmt.blocks.iter();
            blocks.all(|inner| !inner.results.contains(&value) && self.is_multiplied(inner, value))
        };
        block.stmts.iter().all(|stmt| fits(stmt) && fits_inside(stmt))
    }

    fn is_dynamic_matrix(&self, value: Value) -> bool {
        let has_shape =
            self.kind(value).tensor().is_some_and(|tensor| tensor.rows == Dim::Dyn && tensor.cols == Dim::Dyn);
        has_shape && self.is_plain_tensor(value)
    }

    fn is_dynamic_vector(&self, value: Value) -> bool {
        self.has_shape_of_vector(value) && self.is_plain_tensor(value)
    }

    /// The same, of a value that may not have been written yet.
    fn is_own_vector(&self, value: Value) -> bool {
        self.has_shape_of_vector(value) && self.has_lanes(value) && self.owns_entries(value)
    }

    fn has_shape_of_vector(&self, value: Value) -> bool {
        self.kind(value).tensor().is_some_and(|tensor| tensor.rows == Dim::Dyn && tensor.cols.is_one())
    }

    /// Whether a vector or matrix is one of nalgebra's that own their entries, of `f64` or `f32`.
    fn is_plain_tensor(&self, value: Value) -> bool {
        let is_owned = match self.waiting.get(&value) {
            Some(Stmt { op: Op::Apply(_) | Op::Map { .. } | Op::Generate, .. }) => self.is_owned_tensor(value),
            Some(_) => false,
            None => self.is_contiguous(value),
        };
        self.has_lanes(value) && is_owned
    }

    /// Whether the entries are `f64` or `f32`.
    fn has_lanes(&self, value: Value) -> bool {
        let own = self.kind(value).elem().cloned().unwrap_or(Elem::Any);
        let elem = if own == Elem::Any { self.reals.elem.clone() } else { own };
        matches!(elem, Elem::F64 | Elem::F32)
    }
}
