//! Functions of entries: the derivative of the function, entry by entry.

use crate::ir::{Block, Kind, Op, Renaming, Stmt, Tensor, Value, free_values};
use crate::rules::tensor::reduce::SUM;

use super::linearize::Linearizer;
use super::transpose::Transposer;

impl Linearizer<'_> {
    /// A second map for the tangents, over the arguments and their tangents.
    pub(super) fn map(&mut self, stmt: &Stmt, located: bool) {
        let builder = self.builder;
        builder.push(stmt.clone());
        let mut block = Renaming::default().block(builder, &stmt.blocks[0]);
        let location = if located { block.params.split_off(stmt.args.len()) } else { Vec::new() };
        let mut args = stmt.args.to_vec();
        // A slope in terms of the result (`1 - y²` of `tanh`) reads the result that is there.
        args.push(stmt.results[0]);
        let result = builder.like(block.results[0]);
        if let Some(name) = builder.name_of(stmt.results[0]) {
            builder.name(result, name);
        }
        block.params.push(result);
        for (place, arg) in stmt.args.iter().enumerate() {
            if let Some(tangent) = self.tangent(*arg) {
                args.push(tangent);
                let entry = self.new_tangent(block.params[place]);
                block.params.push(entry);
            }
        }
        block.params.extend(location);
        self.tangent_block(stmt, block, args, Op::Map { located }, Some(result));
    }

    pub(super) fn generate(&mut self, stmt: &Stmt) {
        self.builder.push(stmt.clone());
        let block = Renaming::default().block(self.builder, &stmt.blocks[0]);
        self.tangent_block(stmt, block, stmt.args.to_vec(), Op::Generate, None);
    }

    /// Appends the tangent of a statement whose block maps entries, if the block's result has one. `known` is where
    /// the block may read its own result.
    fn tangent_block(&mut self, stmt: &Stmt, block: Block, args: Vec<Value>, op: Op, known: Option<Value>) {
        let builder = self.builder;
        let mut varied = false;
        let mut linearized = builder.block(block.params, || {
            self.stmts(&block.stmts);
            let tangent = self.tangent(block.results[0]);
            varied = tangent.is_some();
            tangent.into_iter().collect()
        });
        if varied {
            if let Some(known) = known {
                linearized.map_uses(&|value| if value == block.results[0] { known } else { value });
            }
            let kind = builder.kind(stmt.results[0]);
            let tangent = builder.emit(op, &args, vec![linearized], kind, true);
            self.set_tangent(stmt.results[0], tangent);
        }
    }
}

impl Transposer<'_> {
    /// For each linear argument a map of the cotangent; for each linear scalar from outside the sum of one.
    pub(super) fn map(&mut self, stmt: &Stmt, located: bool) {
        let Some(cotangent) = self.take(stmt.results[0]) else { return };
        let block = &stmt.blocks[0];
        let (entries, location) = block.params.split_at(stmt.args.len());
        let linear = |transposer: &Self, arg: &Value| transposer.is_linear(*arg);
        let mut args = Vec::new();
        let mut params = Vec::new();
        for (arg, entry) in stmt.args.iter().zip(entries) {
            if !linear(self, arg) {
                args.push(*arg);
                params.push(*entry);
            }
        }
        args.push(cotangent);
        let shape = Shape { op: Op::Map { located }, args, params, location: location.to_vec() };
        for (arg, entry) in stmt.args.iter().zip(entries) {
            if linear(self, arg) {
                let contribution = self.map_for(block, &shape, *entry, cotangent);
                self.accumulate_all(*arg, contribution);
            }
        }
        self.outside(block, &shape, cotangent);
    }

    pub(super) fn generate(&mut self, stmt: &Stmt) {
        let Some(cotangent) = self.take(stmt.results[0]) else { return };
        let block = &stmt.blocks[0];
        let op = Op::Map { located: true };
        let shape = Shape { op, args: vec![cotangent], params: Vec::new(), location: block.params.clone() };
        self.outside(block, &shape, cotangent);
    }

    /// Cotangents of the linear scalars that the block reads from around it.
    fn outside(&mut self, block: &Block, shape: &Shape, cotangent: Value) {
        for value in free_values(std::slice::from_ref(block)) {
            if self.is_linear(value) {
                let entries = self.map_for(block, shape, value, cotangent);
                let total = entries.map(|entries| self.builder.apply(&SUM, &[entries]));
                self.accumulate_all(value, total);
            }
        }
    }

    /// A map whose entries are the cotangents of `target`, a linear value that the block reads.
    fn map_for(&mut self, block: &Block, shape: &Shape, target: Value, cotangent: Value) -> Option<Value> {
        let builder = self.builder;
        let mut renaming = Renaming::default();
        let copy = self.copy(block, &mut renaming);
        let elem = builder.kind(cotangent).elem().cloned().expect("a tensor has entries");
        let entry = builder.fresh(Kind::Real(elem), true);
        let primal = builder.name_of(self.primal_of(block.results[0])).map(|name| name.with("_bar"));
        if let Some(name) = builder.name_of(cotangent).or(primal) {
            builder.name(entry, name);
        }
        let params = shape.params.iter().map(|param| renaming.get(*param));
        let location = shape.location.iter().map(|param| renaming.get(*param));
        let params = params.chain([entry]).chain(location).collect();
        let mut reached = false;
        let reversed = builder.block(params, || {
            self.inside(|inner| {
                inner.primal(&copy.stmts);
                inner.accumulate_if_linear(copy.results[0], entry);
                inner.backward(&copy.stmts);
                let found = inner.take(renaming.get(target));
                reached = found.is_some();
                found.into_iter().collect()
            })
        });
        // In the type of what it is the cotangent of, where the map casts.
        let elem = builder.kind(target).elem().cloned();
        let kind = match (builder.kind(cotangent), elem) {
            (Kind::Tensor(tensor), Some(elem)) => Kind::Tensor(Tensor { elem, ..tensor }),
            (other, _) => other,
        };
        reached.then(|| builder.emit(shape.op.clone(), &shape.args, vec![reversed], kind, true))
    }
}

/// What the transposed maps of one statement have in common.
struct Shape {
    op: Op,
    /// The arguments that are not linear, then the cotangent.
    args: Vec<Value>,
    params: Vec<Value>,
    location: Vec<Value>,
}
