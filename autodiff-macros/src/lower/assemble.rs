//! Constructors of vectors and matrices from what varies: slices, `Vec`s, iterators, rows and columns.

use proc_macro2::{Ident, Span};
use quote::{ToTokens, quote};
use syn::{Expr, ExprCall};

use crate::ir::{Assertion, Capture, Constant, Dim, Fragment, Kind, Op, Stmt, Tensor, Value, Values};
use crate::messages::value;
use crate::rules::array::{ARRAY_LEN, ELEMENT};
use crate::rules::integer::{INT_ADD, INT_MUL};
use crate::rules::tensor::access::{INDEX, LEN, NCOLS, NROWS};
use crate::rules::tensor::construct::FROM_ELEMENT;
use crate::rules::tensor::diagonal::FILL_DIAGONAL;
use crate::rules::tensor::part::{ADD_COLUMN, ADD_ROW};

use super::iterate::Stream;
use super::{Lowered, Lowerer, Tree, describe};

/// Where the entries come from, one after the other.
enum Source<'e> {
    Array(Value),
    Tensor(Value),
    Items(super::iterate::Iteration<'e>),
}

impl<'e> Lowerer<'_> {
    /// `DVector::from_column_slice(xs)`, `DMatrix::from_iterator(m, n, ..)` and the like, of what varies.
    pub(super) fn of_entries(
        &mut self,
        tensor: &Tensor,
        name: &str,
        sizes: &[&Expr],
        list: &'e Expr,
        expr: &ExprCall,
    ) -> Lowered<Tree> {
        let source = self.source(list)?;
        let length = match &source {
            Source::Array(array) => self.builder.apply(&ARRAY_LEN, &[*array]),
            Source::Tensor(tensor) => self.builder.apply(&LEN, &[*tensor]),
            Source::Items(over) => self.trips(over),
        };
        let found = match &source {
            Source::Array(array) | Source::Tensor(array) => self.builder.kind(*array).elem().cloned(),
            Source::Items(_) => None,
        };
        let elem = found.and_then(|found| tensor.elem.join(&found)).unwrap_or_else(|| tensor.elem.clone());
        let tensor = &Tensor { elem, ..tensor.clone() };
        let is_vector = tensor.rows.is_one() || tensor.cols.is_one();
        let [rows, cols] = if sizes.is_empty() && is_vector {
            let size = |dim: &Dim| if *dim == Dim::Dyn { length } else { self.builder.size(dim) };
            [size(&tensor.rows), size(&tensor.cols)]
        } else {
            match self.sizes(tensor, &mut sizes.iter().copied()) {
                Some(sizes) => sizes?,
                None => return Err(self.error(expr, value::constructor(name))),
            }
        };
        if !matches!(source, Source::Items(_)) {
            self.check_count(length, [rows, cols]);
        }
        let by_rows = matches!(name, "from_row_slice" | "from_row_iterator");
        self.at(&expr.func);
        let builder = self.builder;
        self.built_by_loop([rows, cols], tensor, list, &mut |lowerer, row, col| {
            let place = match (tensor.rows.is_one(), tensor.cols.is_one()) {
                (_, true) => row,
                (true, false) => col,
                (false, false) if by_rows => builder.apply(&INT_ADD, &[builder.apply(&INT_MUL, &[row, cols]), col]),
                (false, false) => builder.apply(&INT_ADD, &[builder.apply(&INT_MUL, &[col, rows]), row]),
            };
            lowerer.entry_at(&source, place, list)
        })
    }

    /// nalgebra panics where there are more or fewer entries than places.
    fn check_count(&self, given: Value, [rows, cols]: [Value; 2]) {
        let builder = self.builder;
        if given == rows && builder.known_int(cols) == Some(1) || given == cols && builder.known_int(rows) == Some(1) {
            return;
        }
        let places = builder.apply(&INT_MUL, &[rows, cols]);
        let captures = ["given", "places"].map(|name| Capture {
            ident: Ident::new(name, Span::mixed_site()),
            by_reference: false,
            is_hole: false,
        });
        let (found, needed) = (&captures[0].ident, &captures[1].ident);
        let tokens = quote!(::core::assert_eq!(#found, #needed, "an entry for each place"));
        let captures = captures.to_vec();
        let fragment =
            Fragment { tokens, captures, has_effect: false, is_place: false, declared: None, owns_entries: false };
        let op = Op::Assert(Assertion::Written(fragment.into()));
        let span = builder.span();
        builder.push(Stmt {
            results: Values::default(),
            op,
            args: smallvec::smallvec![given, places],
            blocks: Vec::new(),
            span,
        });
    }

    fn source(&mut self, list: &'e Expr) -> Lowered<Source<'e>> {
        if self.is_iterator(list) {
            return match self.stream(list)? {
                Stream::Plain(over) => Ok(Source::Items(over)),
                Stream::Filtered(..) | Stream::Mapped(..) | Stream::FlatMapped(..) => {
                    Err(self.error(list, value::shape("an iterator whose length is known")))
                }
            };
        }
        let tree = self.expression(list)?;
        let leaf = self.leaf(&tree, list)?;
        match self.builder.kind(leaf) {
            Kind::Array(element, _) if element.is_real() => Ok(Source::Array(leaf)),
            Kind::Tensor(_) => Ok(Source::Tensor(leaf)),
            other @ (Kind::Array(..)
            | Kind::Real(_)
            | Kind::Int(_)
            | Kind::Bool
            | Kind::Factor(..)
            | Kind::Geometry(..)
            | Kind::Record(_)
            | Kind::Opaque
            | Kind::Open
            | Kind::Pullback) => Err(self.error(list, value::annotation("a list of numbers", &describe(&other)))),
        }
    }

    fn entry_at(&mut self, source: &Source<'e>, place: Value, at: &impl ToTokens) -> Lowered<Value> {
        let entry = match source {
            Source::Array(array) => self.builder.apply(&ELEMENT, &[*array, place]),
            Source::Tensor(tensor) => self.builder.apply(&INDEX, &[*tensor, place]),
            Source::Items(over) => {
                let number = self.place_in(over, place);
                let item = self.item(over, number)?;
                self.leaf(&item, at)?
            }
        };
        self.check_entry(entry, at)?;
        Ok(entry)
    }

    /// `from_rows(&[..])` and `from_columns(&[..])`, of what varies.
    pub(super) fn of_lines(&mut self, tensor: &Tensor, rows: bool, list: &Expr, expr: &ExprCall) -> Lowered<Tree> {
        let (add, across) = if rows { (&ADD_ROW, &NCOLS) } else { (&ADD_COLUMN, &NROWS) };
        let (lines, array) = match super::construct::listed_entries(list) {
            Some(listed) if !listed.is_empty() => {
                let lines = listed.iter().map(|line| {
                    let tree = self.expression(line)?;
                    self.leaf(&tree, line)
                });
                (lines.collect::<Lowered<Vec<_>>>()?, None)
            }
            Some(_) | None => {
                let tree = self.expression(list)?;
                (Vec::new(), Some(self.leaf(&tree, list)?))
            }
        };
        let builder = self.builder;
        self.at(&expr.func);
        let zero = builder.int(0);
        let (first, count) = match array {
            Some(array) if matches!(builder.kind(array), Kind::Array(..)) => {
                (builder.apply(&ELEMENT, &[array, zero]), builder.apply(&ARRAY_LEN, &[array]))
            }
            Some(_) => return Err(self.error(list, value::shape("a list of vectors"))),
            None => (lines[0], builder.int(lines.len() as i128)),
        };
        let Kind::Tensor(line) = builder.kind(first) else {
            return Err(self.error(list, value::shape("a list of vectors")));
        };
        let size = |dim: &Dim, or: Value| if *dim == Dim::Dyn { or } else { builder.size(dim) };
        let length = builder.apply(across, &[first]);
        let sizes = if rows {
            [size(&tensor.rows, count), size(&tensor.cols, length)]
        } else {
            [size(&tensor.rows, length), size(&tensor.cols, count)]
        };
        let elem = tensor.elem.join(&line.elem).unwrap_or(line.elem);
        let kind = Kind::Tensor(Tensor { elem: elem.clone(), ..tensor.clone() });
        let nothing = builder.constant(Constant::Real(-0.0, None), Kind::Real(elem));
        let mut whole = builder.apply_as(&FROM_ELEMENT, &[sizes[0], sizes[1], nothing], kind);
        let fits = |line: Value| add.signature.bind(&builder.kinds(&[whole, zero, line]), None).is_some();
        if !fits(first) || !lines.iter().all(|line| fits(*line)) {
            return Err(self.error(list, value::shape("a list of vectors of one length")));
        }
        if let Some(array) = array {
            return self.counted_to(count, whole, list, |_, number, so_far| {
                let line = builder.apply(&ELEMENT, &[array, number]);
                Ok(builder.apply(add, &[so_far, number, line]))
            });
        }
        for (place, line) in lines.into_iter().enumerate() {
            whole = builder.apply(add, &[whole, builder.int(place as i128), line]);
        }
        Ok(Tree::Leaf(whole))
    }

    /// `zeros_generic(rows, cols)` and its like, whose sizes are of nalgebra's types for them.
    pub(super) fn generic_constructor(
        &mut self,
        tensor: &Tensor,
        name: &str,
        args: &[&Expr],
        expr: &ExprCall,
    ) -> Lowered<Tree> {
        let [rows, cols, rest @ ..] = args else { return Err(self.error(expr, value::constructor(name))) };
        let sizes = [self.generic_size(rows, &tensor.rows)?, self.generic_size(cols, &tensor.cols)?];
        self.at(&expr.func);
        match (name, rest) {
            ("zeros_generic", []) => {
                let zero = self.builder.constant(Constant::Real(0.0, None), Kind::Real(tensor.elem.clone()));
                let kind = Kind::Tensor(tensor.clone());
                Ok(Tree::Leaf(self.builder.apply_as(&FROM_ELEMENT, &[sizes[0], sizes[1], zero], kind)))
            }
            ("from_element_generic" | "repeat_generic", [element]) => self.filled_entries(tensor, sizes, element, expr),
            ("from_fn_generic", [function]) => self.generated_entries(tensor, sizes, function, expr),
            (_, _) => Err(self.error(expr, value::constructor(name))),
        }
    }

    /// A size of one of nalgebra's types for them, as an integer: `Dyn(n)`, `Const::<3>`, `x.shape_generic().0`.
    fn generic_size(&mut self, size: &Expr, dim: &Dim) -> Lowered<Value> {
        match (size, dim) {
            (_, Dim::Known(_) | Dim::Named(_)) => Ok(self.builder.size(dim)),
            (Expr::Call(call), Dim::Dyn | Dim::Generic(_)) if makes_a_size(call) => self.number(&call.args[0]),
            (other, Dim::Dyn | Dim::Generic(_)) => self.number(other),
        }
    }

    /// `a.reshape_generic(Const::<2>, Dyn(n))`: the same entries in storage order.
    pub(super) fn reshaped_generic(&mut self, of: Value, rows: &Expr, cols: &Expr, at: &Expr) -> Lowered<Option<Tree>> {
        let Kind::Tensor(tensor) = self.builder.kind(of) else { return Ok(None) };
        let (Some(new_rows), Some(new_cols)) = (size_type(rows), size_type(cols)) else { return Ok(None) };
        let sizes = [self.generic_size(rows, &new_rows)?, self.generic_size(cols, &new_cols)?];
        let tensor = Tensor { rows: new_rows, cols: new_cols, ..tensor };
        let builder = self.builder;
        self.check_count(builder.apply(&LEN, &[of]), sizes);
        let built = self.built_by_loop(sizes, &tensor, at, &mut |_, row, col| {
            let before = builder.apply(&INT_MUL, &[col, sizes[0]]);
            Ok(builder.apply(&INDEX, &[of, builder.apply(&INT_ADD, &[before, row])]))
        });
        built.map(Some)
    }

    /// `from_diagonal_element(n, n, s)`
    pub(super) fn scalar_matrix(&mut self, tensor: &Tensor, args: &[&Expr], expr: &ExprCall) -> Lowered<Tree> {
        let name = "from_diagonal_element";
        let mut args = args.iter().copied();
        let (Some(sizes), Some(element), true) =
            (self.sizes(tensor, &mut args), args.next(), tensor.rows == tensor.cols)
        else {
            return Err(self.error(expr, value::constructor(name)));
        };
        let [rows, cols] = sizes?;
        let tree = self.expression(element)?;
        let entry = self.leaf(&tree, element)?;
        let Kind::Real(found) = self.builder.kind(entry) else {
            return Err(self.error(element, value::shape("a real number")));
        };
        let elem = tensor.elem.join(&found).unwrap_or(found);
        let zero = self.builder.constant(Constant::Real(0.0, None), Kind::Real(elem.clone()));
        let kind = Kind::Tensor(Tensor { elem, ..tensor.clone() });
        let zeros = self.at(&expr.func).apply_as(&FROM_ELEMENT, &[rows, cols, zero], kind);
        Ok(Tree::Leaf(self.builder.apply(&FILL_DIAGONAL, &[zeros, entry])))
    }
}

/// The size that `Const::<3>`, `U3` or `Dyn(n)` is.
#[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is no size that is known here")]
fn size_type(size: &Expr) -> Option<Dim> {
    match size {
        Expr::Call(call) if makes_a_size(call) => Some(Dim::Dyn),
        Expr::Path(path) => {
            let ty = syn::Type::Path(syn::TypePath { attrs: Vec::new(), qself: None, path: path.path.clone() });
            match super::types::dimension(&syn::GenericArgument::Type(ty)) {
                Some(dim @ Dim::Known(_)) => Some(dim),
                Some(dim @ Dim::Named(_)) if path.path.segments.last()?.ident == "Const" => Some(dim),
                Some(Dim::Named(_) | Dim::Generic(_) | Dim::Dyn) | None => None,
            }
        }
        _ => None,
    }
}

/// Whether a call makes one of nalgebra's sizes of an integer: `Dyn(n)`, `D::from_usize(n)`.
fn makes_a_size(call: &ExprCall) -> bool {
    let Expr::Path(path) = &*call.func else { return false };
    let last = path.path.segments.last().map(|last| last.ident.to_string());
    call.args.len() == 1 && matches!(last.as_deref(), Some("Dyn" | "from_usize"))
}
