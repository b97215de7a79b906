//! Functions of entries that a map can't be: they read arrays that vary, so they are loops over the entries.

use quote::ToTokens;
use syn::Expr;

use crate::ir::{Block, Constant, Elem, Int, Kind, Op, Stmt, Tensor, Value, free_values};
use crate::messages::value;
use crate::rules::tensor::access::{ADD_AT, ADD_AT_PAIR, INDEX, INDEX_PAIR, LEN, NCOLS, NROWS};
use crate::rules::tensor::arithmetic::FILLED_LIKE;
use crate::rules::tensor::construct::FROM_ELEMENT;

use super::carry::Head;
use super::{Lowered, Lowerer, Tree, describe};

impl Lowerer<'_> {
    /// Whether a function of entries reads a vector or array from outside that varies, or calls the function itself:
    /// its cotangents are gathered entry by entry.
    pub(super) fn gathers(&self, block: &Block) -> bool {
        let builder = self.builder;
        let is_compound =
            |value: &Value| matches!(builder.kind(*value), Kind::Tensor(_) | Kind::Factor(..) | Kind::Array(..));
        let reads = free_values(std::slice::from_ref(block)).iter().any(|v| builder.is_varied(*v) && is_compound(v));
        reads
            || self.reads_fields(&block.stmts, &is_compound)
            || block.stmts.iter().any(|stmt| matches!(stmt.op, Op::Call(..)))
    }

    /// Whether a vector or array that varies is read as the field of a struct: it comes from outside as the struct does.
    fn reads_fields(&self, stmts: &[Stmt], is_compound: &impl Fn(&Value) -> bool) -> bool {
        let is_varied_record =
            |value: &Value| self.builder.is_varied(*value) && matches!(self.builder.kind(*value), Kind::Record(_));
        stmts.iter().any(|stmt| {
            let reads = stmt.args.iter().any(is_varied_record) && stmt.results.iter().any(is_compound);
            reads || stmt.blocks.iter().any(|block| self.reads_fields(&block.stmts, is_compound))
        })
    }

    /// `a.map(f)` and its like as a loop over the entries, column by column. `located` functions get row and column.
    pub(super) fn mapped_by_loop(
        &mut self,
        args: &[Value],
        tensor: &Tensor,
        located: bool,
        function: &Expr,
    ) -> Lowered<Tree> {
        let builder = self.builder;
        let zeros = builder.apply_as(&FILLED_LIKE, &[args[0], self.nothing(tensor)], Kind::Tensor(tensor.clone()));
        if located {
            let sizes = [&NROWS, &NCOLS];
            let sizes = sizes.map(|rule| builder.apply(rule, &args[..1]));
            return self.filled_by_loop(zeros, sizes, tensor, function, &mut |lowerer, row, col| {
                let entries = args.iter().map(|arg| lowerer.at_place(*arg, row, col));
                let given = [row, col].into_iter().chain(entries).map(Tree::Leaf).collect();
                lowerer.entry_of(function, given, tensor)
            });
        }
        let end = builder.apply(&LEN, &args[..1]);
        self.counted_to(end, zeros, function, |lowerer, number, so_far| {
            let entries = args.iter().map(|arg| Tree::Leaf(builder.apply(&INDEX, &[*arg, number])));
            let entry = lowerer.entry_of(function, entries.collect(), tensor)?;
            Ok(builder.apply(&ADD_AT, &[so_far, number, entry]))
        })
    }

    /// `from_fn` as a loop.
    pub(super) fn generated_by_loop(&mut self, sizes: [Value; 2], tensor: &Tensor, function: &Expr) -> Lowered<Tree> {
        self.built_by_loop(sizes, tensor, function, &mut |lowerer, row, col| {
            lowerer.entry_of(function, vec![Tree::Leaf(row), Tree::Leaf(col)], tensor)
        })
    }

    /// A vector or matrix of these sizes from its entries by row and column.
    pub(super) fn built_by_loop(
        &mut self,
        sizes: [Value; 2],
        tensor: &Tensor,
        at: &Expr,
        entry: &mut dyn FnMut(&mut Self, Value, Value) -> Lowered<Value>,
    ) -> Lowered<Tree> {
        let args = [sizes[0], sizes[1], self.nothing(tensor)];
        let zeros = self.builder.apply_as(&FROM_ELEMENT, &args, Kind::Tensor(tensor.clone()));
        self.filled_by_loop(zeros, sizes, tensor, at, entry)
    }

    /// Adds to every entry what follows from its row and column.
    fn filled_by_loop(
        &mut self,
        zeros: Value,
        [rows, cols]: [Value; 2],
        tensor: &Tensor,
        function: &Expr,
        entry: &mut dyn FnMut(&mut Self, Value, Value) -> Lowered<Value>,
    ) -> Lowered<Tree> {
        let builder = self.builder;
        let mut entry = |lowerer: &mut Self, so_far: Value, row: Value, col: Value| {
            let entry = entry(lowerer, row, col)?;
            let place = if tensor.cols.is_one() { Some(row) } else { tensor.rows.is_one().then_some(col) };
            Ok(match place {
                Some(place) => builder.apply(&ADD_AT, &[so_far, place, entry]),
                None => builder.apply(&ADD_AT_PAIR, &[so_far, row, col, entry]),
            })
        };
        let first = builder.int(0);
        if tensor.cols.is_one() {
            return self.counted_to(rows, zeros, function, |lowerer, row, so_far| entry(lowerer, so_far, row, first));
        }
        if tensor.rows.is_one() {
            return self.counted_to(cols, zeros, function, |lowerer, col, so_far| entry(lowerer, so_far, first, col));
        }
        self.counted_to(cols, zeros, function, |lowerer, col, so_far| {
            let column =
                lowerer.counted_to(rows, so_far, function, |lowerer, row, so_far| entry(lowerer, so_far, row, col))?;
            lowerer.leaf(&column, function)
        })
    }

    /// What an entry is before it is added to. -0.0 + s is s for every s, and a sum leaves the cotangent as it is.
    fn nothing(&self, tensor: &Tensor) -> Value {
        self.builder.constant(Constant::Real(-0.0, None), Kind::Real(tensor.elem.clone()))
    }

    fn at_place(&self, of: Value, row: Value, col: Value) -> Value {
        let is_one = |tensor: &Tensor| (tensor.rows.is_one(), tensor.cols.is_one());
        match self.builder.kind(of).tensor().map(is_one) {
            Some((_, true)) => self.builder.apply(&INDEX, &[of, row]),
            Some((true, false)) => self.builder.apply(&INDEX, &[of, col]),
            Some((false, false)) | None => self.builder.apply(&INDEX_PAIR, &[of, row, col]),
        }
    }

    /// A loop from 0 that carries one value.
    pub(super) fn counted_to(
        &mut self,
        end: Value,
        init: Value,
        at: &impl ToTokens,
        mut next: impl FnMut(&mut Self, Value, Value) -> Lowered<Value>,
    ) -> Lowered<Tree> {
        let head = Head::Range { start: self.builder.int(0), end, reversed: false };
        let usize = Kind::Int(Int::Named("usize"));
        let mut state = self.carry(head, usize, Vec::new(), vec![Tree::Leaf(init)], at, |lowerer, number, state| {
            let so_far = lowerer.leaf(&state[0], at)?;
            Ok(vec![Tree::Leaf(next(lowerer, number, so_far)?)])
        })?;
        Ok(state.remove(0))
    }

    /// What a function makes of an entry: a real number.
    fn entry_of(&mut self, function: &Expr, given: Vec<Tree>, tensor: &Tensor) -> Lowered<Value> {
        let tree = self.called(function, given)?;
        let entry = self.leaf(&tree, function)?;
        match self.builder.kind(entry) {
            Kind::Real(elem) if elem.join(&tensor.elem).is_some() => Ok(entry),
            Kind::Open => {
                self.builder.assume(entry, Kind::Real(Elem::Any));
                Ok(entry)
            }
            other @ (Kind::Real(_)
            | Kind::Tensor(_)
            | Kind::Factor(..)
            | Kind::Array(..)
            | Kind::Int(_)
            | Kind::Bool
            | Kind::Geometry(..)
            | Kind::Record(_)
            | Kind::Opaque
            | Kind::Pullback) => {
                let declared = describe(&Kind::Real(tensor.elem.clone()));
                Err(self.error(function, value::annotation(&declared, &describe(&other))))
            }
        }
    }
}
