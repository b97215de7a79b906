//! Constructors of vectors and matrices.

use quote::{ToTokens, quote};
use syn::punctuated::Punctuated;
use syn::{Expr, ExprCall, PathSegment, Token};

use crate::ir::{Dim, Elem, Int, Kind, Op, Stmt, Tensor, Value};
use crate::messages::value;
use crate::rules::tensor::construct::{ENTRIES, FROM_DIAGONAL_ELEMENT, FROM_ELEMENT};
use crate::rules::tensor::diagonal::FROM_DIAGONAL;

use super::{Lowered, Lowerer, Tree};

impl Lowerer<'_> {
    /// `Type::name(..)` for a vector or matrix type.
    pub(super) fn constructor(&mut self, ty: &PathSegment, name: &str, expr: &ExprCall) -> Lowered<Tree> {
        let Some(tensor) = self.types.tensor(ty) else { return Err(self.error(expr, value::constructor(name))) };
        self.note_constructed(expr, &tensor);
        self.at(&expr.func);
        let args = expr.args.iter().collect::<Vec<_>>();
        match name {
            "new" => {
                let entries = args.to_vec();
                self.static_entries(&tensor, &entries, expr)
            }
            "from_vec" | "from_row_slice" | "from_column_slice" | "from_slice" | "from_vec_storage" => {
                self.listed(&tensor, name, &args, expr)
            }
            "from" if tensor.rows.is_one() || tensor.cols.is_one() => self.listed(&tensor, name, &args, expr),
            "from_iterator" | "from_row_iterator" if args.len() <= 3 && self.names_active(expr)? => {
                match args.split_last() {
                    Some((items, sizes)) => self.of_entries(&tensor, name, sizes, items, expr),
                    None => Err(self.error(expr, value::constructor(name))),
                }
            }
            "from_rows" | "from_columns" if args.len() == 1 && self.names_active(expr)? => {
                self.of_lines(&tensor, name == "from_rows", args[0], expr)
            }
            "zeros_generic" | "from_element_generic" | "repeat_generic" | "from_fn_generic" => {
                self.generic_constructor(&tensor, name, &args, expr)
            }
            "from_diagonal_element" if self.names_active(expr)? => self.scalar_matrix(&tensor, &args, expr),
            "from_diagonal_element" => self.constant_or(expr, name, Kind::Tensor(tensor.clone())),
            "from_element" | "repeat" => self.filled(&tensor, &args, expr),
            "from_fn" => self.generated(&tensor, &args, expr),
            "from_diagonal" => self.diagonal(&args, expr),
            // Without entries of their own: constants, whatever their sizes.
            "identity" if args.is_empty() && is_static(&tensor) => Ok(self.identity_matrix(&tensor)),
            "zeros" | "identity" | "x" | "y" | "z" | "w" => self.without_entries(&tensor, expr),
            "x_axis" | "y_axis" | "z_axis" | "w_axis" => self.unit_axis(&tensor, expr),
            _ => self.constant_or(expr, name, Kind::Open),
        }
    }

    /// `Matrix3::identity()`
    fn identity_matrix(&self, tensor: &Tensor) -> Tree {
        let sizes = [&tensor.rows, &tensor.cols].map(|dim| self.builder.size(dim));
        let args = [sizes[0], sizes[1], self.builder.real(1.0)];
        Tree::Leaf(self.builder.apply_as(&FROM_DIAGONAL_ELEMENT, &args, Kind::Tensor(tensor.clone())))
    }

    /// `zeros` and `identity`: their arguments are sizes.
    fn without_entries(&mut self, tensor: &Tensor, expr: &ExprCall) -> Lowered<Tree> {
        let sizes = self.arguments(expr)?;
        let parts = sizes.into_iter().zip(&expr.args).collect::<Vec<_>>();
        let function = &expr.func;
        self.pure_constant(&parts, |holes| quote!(#function(#(#holes),*)), Kind::Tensor(tensor.clone()))
    }

    /// Whether something in the call varies.
    fn names_active(&self, expr: &ExprCall) -> Lowered<bool> {
        self.names_varied(expr)
    }

    /// A constant, if nothing in the call varies.
    fn constant_or(&self, expr: &ExprCall, name: &str, kind: Kind) -> Lowered<Tree> {
        let found = self.captures(expr)?;
        if self.active(&found.captures, &found.values).is_some() {
            return Err(self.error(&expr.func, value::constructor(name)));
        }
        self.fragment(expr, kind)
    }

    /// `Vector3::new(a, b, c)`, `Matrix2::new(a, b, c, d)`, row by row.
    fn static_entries(&mut self, tensor: &Tensor, args: &[&Expr], expr: &ExprCall) -> Lowered<Tree> {
        match (&tensor.rows, &tensor.cols) {
            (Dim::Known(rows), Dim::Known(cols)) if rows * cols == args.len() => {
                self.entries(tensor, *rows, *cols, args)
            }
            (Dim::Known(_) | Dim::Named(_) | Dim::Generic(_) | Dim::Dyn, _) => {
                Err(self.error(expr, value::constructor("new")))
            }
        }
    }

    /// `DVector::from_vec(vec![a, b])`, `DMatrix::from_row_slice(2, 2, &[a, b, c, d])` and the like.
    fn listed(&mut self, tensor: &Tensor, name: &str, args: &[&Expr], expr: &ExprCall) -> Lowered<Tree> {
        let Some((list, sizes)) = args.split_last() else {
            return Err(self.error(expr, value::constructor(name)));
        };
        let Some(entries) = listed_entries(list) else {
            if self.names_active(expr)? {
                return self.of_entries(tensor, name, sizes, list, expr);
            }
            return self.constant_or(expr, name, Kind::Tensor(tensor.clone()));
        };
        let mut literal = sizes.iter().map(|size| size.to_token_stream().to_string().parse::<usize>().ok());
        let count = entries.len();
        let mut size = |dim: &Dim, whole: usize| match dim {
            Dim::Known(size) => Some(*size),
            Dim::Dyn if sizes.is_empty() => Some(whole),
            Dim::Dyn => literal.next().flatten(),
            Dim::Named(_) | Dim::Generic(_) => None,
        };
        let (rows, cols) = match (tensor.rows.is_one(), tensor.cols.is_one()) {
            (true, _) => (Some(1), size(&tensor.cols, count)),
            (_, true) => (size(&tensor.rows, count), Some(1)),
            (false, false) => (size(&tensor.rows, 0), size(&tensor.cols, 0)),
        };
        match (rows, cols) {
            (Some(rows), Some(cols)) if rows * cols == count => {
                let by_rows = name == "from_row_slice" || rows == 1 || cols == 1;
                let ordered = if by_rows {
                    entries.iter().collect::<Vec<_>>()
                } else {
                    (0..count).map(|place| &entries[place / cols + (place % cols) * rows]).collect()
                };
                self.entries(tensor, rows, cols, &ordered)
            }
            (_, _) => self.constant_or(expr, name, Kind::Tensor(tensor.clone())),
        }
    }

    fn entries(&mut self, tensor: &Tensor, rows: usize, cols: usize, entries: &[&Expr]) -> Lowered<Tree> {
        let mut values = vec![self.builder.int(rows as i128), self.builder.int(cols as i128)];
        let mut elem = tensor.elem.clone();
        for entry in entries {
            let tree = self.expression(entry)?;
            let value = self.leaf(&tree, entry)?;
            if self.builder.kind(value) == Kind::Open {
                self.builder.assume(value, Kind::Real(Elem::Any));
            }
            match self.builder.kind(value) {
                Kind::Real(found) => elem = elem.join(&found).unwrap_or(elem),
                Kind::Tensor(_)
                | Kind::Array(..)
                | Kind::Int(_)
                | Kind::Bool
                | Kind::Geometry(..)
                | Kind::Record(_)
                | Kind::Opaque
                | Kind::Open
                | Kind::Factor(..)
                | Kind::Pullback => {
                    return Err(self.error(entry, value::shape("a real number")));
                }
            }
            values.push(value);
        }
        let kind = Kind::Tensor(Tensor { elem, ..tensor.clone() });
        Ok(Tree::Leaf(self.builder.apply_as(&ENTRIES, &values, kind)))
    }

    /// The sizes that a constructor takes: those that its type does not know.
    pub(super) fn sizes(
        &mut self,
        tensor: &Tensor,
        args: &mut std::iter::Copied<std::slice::Iter<'_, &Expr>>,
    ) -> Option<Lowered<[Value; 2]>> {
        let mut size = |dim: &Dim| match dim {
            Dim::Known(_) | Dim::Named(_) => Some(Ok(self.builder.size(dim))),
            // Its constructors take nalgebra's types for sizes.
            Dim::Generic(_) => None,
            Dim::Dyn => {
                let arg = args.next()?;
                Some(self.expression(arg).and_then(|tree| {
                    let value = self.leaf(&tree, arg)?;
                    if self.builder.kind(value) == Kind::Open {
                        self.builder.assume(value, Kind::Int(Int::Any));
                    }
                    if !matches!(self.builder.kind(value), Kind::Int(_)) {
                        return Err(self.error(arg, value::shape("an integer")));
                    }
                    Ok(value)
                }))
            }
        };
        let (rows, cols) = (size(&tensor.rows)?, size(&tensor.cols)?);
        Some(rows.and_then(|rows| Ok([rows, cols?])))
    }

    fn filled(&mut self, tensor: &Tensor, args: &[&Expr], expr: &ExprCall) -> Lowered<Tree> {
        let mut args = args.iter().copied();
        let sizes = self.sizes(tensor, &mut args);
        let (Some(sizes), Some(element), None) = (sizes, args.next(), args.next()) else {
            return Err(self.error(expr, value::constructor("from_element")));
        };
        self.filled_entries(tensor, sizes?, element, expr)
    }

    /// `from_element`, with its sizes as integers.
    pub(super) fn filled_entries(
        &mut self,
        tensor: &Tensor,
        [rows, cols]: [Value; 2],
        element: &Expr,
        expr: &ExprCall,
    ) -> Lowered<Tree> {
        let tree = self.expression(element)?;
        let value = self.leaf(&tree, element)?;
        self.at(&expr.func);
        if self.builder.kind(value) == Kind::Open {
            self.builder.assume(value, Kind::Real(tensor.elem.clone()));
        }
        let Kind::Real(found) = self.builder.kind(value) else {
            return Err(self.error(element, value::shape("a real number")));
        };
        let elem = tensor.elem.join(&found).unwrap_or(found);
        let kind = Kind::Tensor(Tensor { elem, ..tensor.clone() });
        Ok(Tree::Leaf(self.builder.apply_as(&FROM_ELEMENT, &[rows, cols, value], kind)))
    }

    fn generated(&mut self, tensor: &Tensor, args: &[&Expr], expr: &ExprCall) -> Lowered<Tree> {
        let mut args = args.iter().copied();
        let sizes = self.sizes(tensor, &mut args);
        let (Some(sizes), Some(function), None) = (sizes, args.next(), args.next()) else {
            return Err(self.error(expr, value::constructor("from_fn")));
        };
        self.generated_entries(tensor, sizes?, function, expr)
    }

    /// `from_fn`, with its sizes as integers.
    pub(super) fn generated_entries(
        &mut self,
        tensor: &Tensor,
        sizes: [Value; 2],
        function: &Expr,
        expr: &ExprCall,
    ) -> Lowered<Tree> {
        let index = || Kind::Int(Int::Named("usize"));
        let block = self.function(function, &[index(), index()], false)?;
        let entry = block.results[0];
        let found = self.builder.kind(entry).elem().cloned().unwrap_or(Elem::Any);
        let elem = tensor.elem.join(&found).unwrap_or(found);
        let kind = Tensor { elem, ..tensor.clone() };
        self.at(&expr.func);
        if self.gathers(&block) {
            return self.generated_by_loop(sizes, &kind, function);
        }
        let (sizes, block) = self.without_effect(Op::Generate, sizes.to_vec(), block, &kind);
        let is_varied = self.builder.is_varied(block.results[0]);
        let result = self.at(&expr.func).fresh(Kind::Tensor(kind), is_varied);
        let span = self.builder.span();
        self.builder.push(Stmt {
            results: smallvec::smallvec![result],
            op: Op::Generate,
            args: sizes.into(),
            blocks: vec![block],
            span,
        });
        Ok(Tree::Leaf(result))
    }

    fn diagonal(&mut self, args: &[&Expr], expr: &ExprCall) -> Lowered<Tree> {
        let [arg] = args else { return Err(self.error(expr, value::constructor("from_diagonal"))) };
        let tree = self.expression(arg)?;
        let vector = self.leaf(&tree, arg)?;
        let is_vector = self.builder.kind(vector).tensor().is_some_and(|tensor| tensor.cols.is_one());
        if !is_vector {
            return self.constant_or(expr, "from_diagonal", Kind::Open);
        }
        Ok(Tree::Leaf(self.at(&expr.func).apply(&FROM_DIAGONAL, &[vector])))
    }
}

/// The entries of `vec![..]`, `[..]` or `&[..]`, where they are listed one by one.
#[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is no list")]
pub(super) fn listed_entries(expr: &Expr) -> Option<Vec<Expr>> {
    match expr {
        Expr::Reference(inner) => listed_entries(&inner.expr),
        Expr::Paren(inner) => listed_entries(&inner.expr),
        Expr::Group(inner) => listed_entries(&inner.expr),
        Expr::Array(array) => Some(array.elems.iter().cloned().collect()),
        Expr::Macro(call) if call.mac.path.is_ident("vec") => {
            let parser = Punctuated::<Expr, Token![,]>::parse_terminated;
            let list = call.mac.parse_body_with(parser).ok()?;
            Some(list.into_iter().collect())
        }
        _ => None,
    }
}

fn is_static(tensor: &Tensor) -> bool {
    matches!((&tensor.rows, &tensor.cols), (Dim::Known(_), Dim::Known(_)))
}
