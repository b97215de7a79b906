//! Vectors and matrices of another shape: rows and columns inserted or removed, `resize`, `push`, `to_homogeneous`,
//! `xy`. They are made of parts.

use syn::{Expr, ExprMethodCall};

use crate::ir::{Constant, Dim, Kind, Tensor, Value};
use crate::rules::integer::{INT_ADD, INT_MIN, INT_SUB};
use crate::rules::tensor::access::{INDEX, NCOLS, NROWS};
use crate::rules::tensor::construct::{ENTRIES, FROM_ELEMENT};
use crate::rules::tensor::diagonal::FILL_DIAGONAL;
use crate::rules::tensor::view::{PART, SET_PART};

use super::{Lowered, Lowerer};

/// A vector or matrix that is to be put together: its kind and sizes.
struct Made {
    tensor: Tensor,
    sizes: [Value; 2],
}

impl Lowerer<'_> {
    /// A method that gives the entries in another shape; `None` of any other.
    pub(super) fn reshaped(&mut self, of: Value, name: &str, call: &ExprMethodCall) -> Lowered<Option<Value>> {
        let Kind::Tensor(tensor) = self.builder.kind(of) else { return Ok(None) };
        let args = call.args.iter().collect::<Vec<_>>();
        let dims = call.turbofish.iter().flat_map(|turbofish| &turbofish.args);
        let dims = dims.filter_map(super::types::dimension).collect::<Vec<_>>();
        self.at(&call.method);
        let one = self.builder.int(1);
        let none = self.builder.int(0);
        let zero = self.number_in(0.0, &tensor);
        match (name, &args[..], &dims[..]) {
            ("insert_row" | "insert_column", [at, s], []) => {
                let (at, s) = (self.number(at)?, self.entry_value(s, &tensor)?);
                self.spliced(of, name == "insert_row", at, none, one, s)
            }
            ("insert_rows" | "insert_columns", [at, count, s], []) => {
                let (at, count, s) = (self.number(at)?, self.number(count)?, self.entry_value(s, &tensor)?);
                self.spliced(of, name == "insert_rows", at, none, count, s)
            }
            ("remove_row" | "remove_column", [at], []) => {
                let at = self.number(at)?;
                self.spliced(of, name == "remove_row", at, one, none, zero)
            }
            ("remove_rows" | "remove_columns", [at, count], []) => {
                let (at, count) = (self.number(at)?, self.number(count)?);
                self.spliced(of, name == "remove_rows", at, count, none, zero)
            }
            ("resize", [rows, cols, s], []) => {
                let (sizes, s) = ([self.number(rows)?, self.number(cols)?], self.entry_value(s, &tensor)?);
                let made = Made { tensor: Tensor { rows: Dim::Dyn, cols: Dim::Dyn, ..tensor }, sizes };
                Ok(Some(self.resized(of, &made, s)))
            }
            ("resize_vertically", [rows, s], []) => {
                let (rows, s) = (self.number(rows)?, self.entry_value(s, &tensor)?);
                let sizes = [rows, self.size_of(of, false)];
                Ok(Some(self.resized(of, &Made { tensor: Tensor { rows: Dim::Dyn, ..tensor }, sizes }, s)))
            }
            ("resize_horizontally", [cols, s], []) => {
                let (cols, s) = (self.number(cols)?, self.entry_value(s, &tensor)?);
                let sizes = [self.size_of(of, true), cols];
                Ok(Some(self.resized(of, &Made { tensor: Tensor { cols: Dim::Dyn, ..tensor }, sizes }, s)))
            }
            ("fixed_resize", [s], [rows, cols]) if ![rows, cols].contains(&&Dim::Dyn) => {
                let s = self.entry_value(s, &tensor)?;
                let sizes = [self.builder.size(rows), self.builder.size(cols)];
                let made = Made { tensor: Tensor { rows: rows.clone(), cols: cols.clone(), ..tensor }, sizes };
                Ok(Some(self.resized(of, &made, s)))
            }
            ("push", [s], []) if tensor.cols.is_one() => {
                let s = self.entry_value(s, &tensor)?;
                Ok(self.one_more(of, false).map(|made| self.resized(of, &made, s)))
            }
            ("to_homogeneous", [], []) if tensor.cols.is_one() => {
                Ok(self.one_more(of, false).map(|made| self.resized(of, &made, zero)))
            }
            ("to_homogeneous", [], []) if tensor.rows == tensor.cols => Ok(self.one_more(of, true).map(|made| {
                let unit = self.filled_with(&made, zero);
                let unit = self.builder.apply(&FILL_DIAGONAL, &[unit, self.number_in(1.0, &made.tensor)]);
                self.placed(unit, of, none)
            })),
            (name, [], []) if tensor.cols.is_one() => Ok(self.swizzled(of, name, &tensor)),
            (_, _, _) => Ok(None),
        }
    }

    fn number_in(&self, number: f64, tensor: &Tensor) -> Value {
        self.builder.constant(Constant::Real(number, None), Kind::Real(tensor.elem.clone()))
    }

    /// How many rows or columns there are.
    fn size_of(&self, of: Value, rows: bool) -> Value {
        let kind = self.builder.kind(of);
        let dim = kind.tensor().map(|tensor| if rows { &tensor.rows } else { &tensor.cols });
        match dim {
            Some(dim @ (Dim::Known(_) | Dim::Named(_))) => self.builder.size(dim),
            Some(Dim::Generic(_) | Dim::Dyn) | None => self.builder.apply(if rows { &NROWS } else { &NCOLS }, &[of]),
        }
    }

    /// An entry that is given.
    fn entry_value(&mut self, expr: &Expr, tensor: &Tensor) -> Lowered<Value> {
        let tree = self.expression(expr)?;
        let entry = self.leaf(&tree, expr)?;
        if self.builder.kind(entry) == Kind::Open {
            self.builder.assume(entry, Kind::Real(tensor.elem.clone()));
        }
        self.check_entry(entry, expr)?;
        Ok(entry)
    }

    /// Rows or columns removed and inserted at a place; the inserted entries are `s`.
    fn spliced(
        &self,
        of: Value,
        rows: bool,
        at: Value,
        removed: Value,
        inserted: Value,
        s: Value,
    ) -> Lowered<Option<Value>> {
        let builder = self.builder;
        let Kind::Tensor(tensor) = builder.kind(of) else { return Ok(None) };
        let dim = if rows { &tensor.rows } else { &tensor.cols };
        let known = |value: Value| builder.known_int(value).and_then(|number| usize::try_from(number).ok());
        let new_dim = match (dim, known(removed), known(inserted)) {
            (Dim::Known(size), Some(0), Some(1)) => Dim::Known(size + 1),
            (Dim::Known(size), Some(1), Some(0)) => Dim::Known(size.saturating_sub(1)),
            // nalgebra's type of it can't be named.
            (Dim::Named(_) | Dim::Generic(_), Some(_), Some(_)) => return Ok(None),
            (Dim::Known(_) | Dim::Named(_) | Dim::Generic(_) | Dim::Dyn, _, _) => Dim::Dyn,
        };
        let all = self.size_of(of, rows);
        let kept = builder.apply(&INT_SUB, &[all, removed]);
        let size = builder.apply(&INT_ADD, &[kept, inserted]);
        let other = self.size_of(of, !rows);
        let made = if rows {
            Made { tensor: Tensor { rows: new_dim, ..tensor }, sizes: [size, other] }
        } else {
            Made { tensor: Tensor { cols: new_dim, ..tensor }, sizes: [other, size] }
        };
        let behind = builder.apply(&INT_ADD, &[at, removed]);
        let rest = builder.apply(&INT_SUB, &[all, behind]);
        let next = builder.apply(&INT_ADD, &[at, inserted]);
        let mut whole = self.filled_with(&made, s);
        for (from, to, count) in [(builder.int(0), builder.int(0), at), (behind, next, rest)] {
            whole = self.moved_lines(whole, of, rows, [from, to, count]);
        }
        Ok(Some(whole))
    }

    /// So many rows or columns from one place of a matrix to another place of another.
    fn moved_lines(&self, whole: Value, of: Value, rows: bool, [from, to, count]: [Value; 3]) -> Value {
        let builder = self.builder;
        let Kind::Tensor(tensor) = builder.kind(of) else { unreachable!("lines of a matrix") };
        let (first, other) = (builder.int(0), self.size_of(of, !rows));
        let (read, written, kind) = if rows {
            ([of, from, first, count, other], [whole, to, first, count, other], Tensor { rows: Dim::Dyn, ..tensor })
        } else {
            ([of, first, from, other, count], [whole, first, to, other, count], Tensor { cols: Dim::Dyn, ..tensor })
        };
        let part = builder.apply_as(&PART, &read, Kind::Tensor(kind));
        builder.apply(&SET_PART, &[&written[..], &[part]].concat())
    }

    /// The entries that fit, and `s` elsewhere.
    fn resized(&self, of: Value, made: &Made, s: Value) -> Value {
        let builder = self.builder;
        let Kind::Tensor(tensor) = builder.kind(of) else { unreachable!("entries of a matrix") };
        let whole = self.filled_with(made, s);
        let least = |rows: bool, size: Value| {
            let old = self.size_of(of, rows);
            if old == size { size } else { builder.apply(&INT_MIN, &[old, size]) }
        };
        let first = builder.int(0);
        let sizes = [least(true, made.sizes[0]), least(false, made.sizes[1])];
        // What stays whole keeps its size.
        let dim = |old: &Dim, new: &Dim| if old == new && *old != Dim::Dyn { old.clone() } else { Dim::Dyn };
        let kind = Tensor {
            rows: dim(&tensor.rows, &made.tensor.rows),
            cols: dim(&tensor.cols, &made.tensor.cols),
            ..tensor.clone()
        };
        let part = builder.apply_as(&PART, &[of, first, first, sizes[0], sizes[1]], Kind::Tensor(kind));
        builder.apply(&SET_PART, &[whole, first, first, sizes[0], sizes[1], part])
    }

    /// A matrix with all of another in its upper left corner.
    fn placed(&self, whole: Value, of: Value, first: Value) -> Value {
        let sizes = [self.size_of(of, true), self.size_of(of, false)];
        self.builder.apply(&SET_PART, &[whole, first, first, sizes[0], sizes[1], of])
    }

    fn filled_with(&self, made: &Made, s: Value) -> Value {
        let kind = Kind::Tensor(made.tensor.clone());
        self.builder.apply_as(&FROM_ELEMENT, &[made.sizes[0], made.sizes[1], s], kind)
    }

    /// One row more, and one column more too.
    fn one_more(&self, of: Value, columns: bool) -> Option<Made> {
        let builder = self.builder;
        let Kind::Tensor(tensor) = builder.kind(of) else { return None };
        let more = |dim: &Dim| match dim {
            Dim::Known(size) => Some(Dim::Known(size + 1)),
            Dim::Dyn => Some(Dim::Dyn),
            Dim::Named(_) | Dim::Generic(_) => None,
        };
        let size = |rows: bool| builder.apply(&INT_ADD, &[self.size_of(of, rows), builder.int(1)]);
        let rows = size(true);
        let (cols, count) = if columns { (more(&tensor.cols)?, size(false)) } else { (Dim::ONE, builder.int(1)) };
        Some(Made { tensor: Tensor { rows: more(&tensor.rows)?, cols, ..tensor }, sizes: [rows, count] })
    }

    /// `v.xy()`, `v.zyx()`: entries by their letters.
    fn swizzled(&self, of: Value, name: &str, tensor: &Tensor) -> Option<Value> {
        let builder = self.builder;
        // nalgebra has them where the size is known, and large enough.
        let Dim::Known(size) = tensor.rows else { return None };
        let place = |letter: char| "xyz".find(letter).filter(|place| *place < size);
        let places = name.chars().map(place).collect::<Option<Vec<_>>>()?;
        if !(2..=3).contains(&places.len()) {
            return None;
        }
        let mut args = vec![builder.int(places.len() as i128), builder.int(1)];
        args.extend(places.iter().map(|place| builder.apply(&INDEX, &[of, builder.int(*place as i128)])));
        let kind = Tensor { rows: Dim::Known(places.len()), ..tensor.clone() };
        Some(builder.apply_as(&ENTRIES, &args, Kind::Tensor(kind)))
    }
}
