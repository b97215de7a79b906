//! How rectangular parts are written: as shortly as the sizes allow.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use crate::ir::{Dim, Kind, Stmt};

use super::expression::{Access, Precedence, Rendered};
use super::hygienic;
use super::tangent::size;
use super::writer::Writer;

impl<'p> Writer<'p> {
    /// `v.rows(i, n)`, `a.fixed_view::<2, 3>(i, j)`, `a.view((i, j), (m, n))` and the like.
    pub(super) fn part(&mut self, stmt: &'p Stmt) -> Rendered {
        if self.is_first_rows(stmt.results[0]) {
            return self.first_rows(stmt);
        }
        let (Kind::Tensor(whole), Kind::Tensor(part)) =
            (self.kind(stmt.args[0]).clone(), self.kind(stmt.results[0]).clone())
        else {
            unreachable!("a part of a vector or matrix is one")
        };
        let viewed = self.receiver(stmt.args[0]);
        let [i, j, rows, cols] = [1, 2, 3, 4].map(|place| self.value(stmt.args[place]).tokens);
        let (all_rows, all_cols) = (is_all(&whole.rows, &part.rows), is_all(&whole.cols, &part.cols));
        let fixed = |dim: &Dim| matches!(dim, Dim::Known(_) | Dim::Named(_));
        let (height, width) = (size(&part.rows), size(&part.cols));
        let method = match (fixed(&part.rows), fixed(&part.cols)) {
            (true, true) if all_cols => quote_spanned!(hygienic() => fixed_rows::<#height>(#i)),
            (true, true) if all_rows => quote_spanned!(hygienic() => fixed_columns::<#width>(#j)),
            (true, true) => quote_spanned!(hygienic() => fixed_view::<#height, #width>(#i, #j)),
            (false, true) if all_cols => quote_spanned!(hygienic() => rows(#i, #rows)),
            (true, false) if all_rows => quote_spanned!(hygienic() => columns(#j, #cols)),
            (false, false) if part.rows == Dim::Dyn && part.cols == Dim::Dyn => {
                quote_spanned!(hygienic() => view((#i, #j), (#rows, #cols)))
            }
            (false, _) if part.rows == Dim::Dyn && all_cols => quote_spanned!(hygienic() => rows(#i, #rows)),
            (_, false) if part.cols == Dim::Dyn && all_rows => quote_spanned!(hygienic() => columns(#j, #cols)),
            (false, _) | (_, false) => {
                let (rows, cols) = (self.generic(&part.rows, &rows), self.generic(&part.cols, &cols));
                quote_spanned!(hygienic() => generic_view((#i, #j), (#rows, #cols)))
            }
        };
        Rendered { tokens: quote!(#viewed.#method), precedence: Precedence::Postfix, access: Access::Owned }
    }

    /// `first_rows(a, n)`, which products go over without a copy.
    fn first_rows(&mut self, stmt: &'p Stmt) -> Rendered {
        let matrix = self.reference(stmt.args[0]);
        let [_, _, rows, _] = [1, 2, 3, 4].map(|place| self.value(stmt.args[place]).tokens);
        let private = self.reals.private;
        let tokens = quote_spanned!(hygienic() => #private::first_rows(#matrix, #rows));
        Rendered { tokens, precedence: Precedence::Postfix, access: Access::Owned }
    }

    /// A size as a value of nalgebra's type for it.
    pub(super) fn generic(&self, dim: &Dim, value: &TokenStream) -> TokenStream {
        let private = self.reals.private;
        match dim {
            Dim::Dyn => quote_spanned!(hygienic() => #private::Dyn(#value)),
            Dim::Known(_) | Dim::Named(_) => {
                let size = size(dim);
                quote_spanned!(hygienic() => #private::Const::<#size>)
            }
            Dim::Generic(name) => {
                let ty: TokenStream = name.parse().unwrap_or_default();
                quote_spanned!(hygienic() => <#ty as #private::Dim>::from_usize(#value))
            }
        }
    }
}

/// Whether a part of a size that the compiler knows is all there is: then it starts at 0.
fn is_all(whole: &Dim, part: &Dim) -> bool {
    *part != Dim::Dyn && whole == part
}
