//! Functions whose partial derivatives are given by hand: their blocks are copied where a tangent needs them.

use crate::ir::{Block, Builder, Constant, Custom, Op, Partials, Renaming, Slope, Stmt, Value};
use crate::rules::weigh;

use super::linearize::Linearizer;
use super::sum;

impl Linearizer<'_> {
    /// The tangent of the result: the tangents of the arguments, each times its partial derivative.
    pub(super) fn custom(&mut self, custom: &Custom, stmt: &Stmt) -> Option<Value> {
        let builder = self.builder;
        let Partials { params, by } = builder.partials(custom.rule);
        let mut parts = Vec::new();
        for (arg, partial) in stmt.args.iter().zip(&by) {
            let (Some(tangent), Some(partial)) = (self.tangent(*arg), partial) else { continue };
            parts.extend(weigh(builder, slope(builder, &params, partial, &stmt.args), tangent));
        }
        self.parts.extend(parts.iter().map(|part| (*part, stmt.results[0])));
        parts.into_iter().reduce(|one, two| sum(builder, one, two))
    }
}

/// A partial derivative at these arguments. It may be infinite anywhere, for all that is known.
fn slope<'b>(builder: &'b Builder, params: &[Value], partial: &Block, args: &[Value]) -> Slope<'b> {
    if let [Stmt { op: Op::Constant(Constant::Real(number, _)), .. }] = partial.stmts[..] {
        return Slope::Number(number);
    }
    let mut renaming = Renaming::default();
    params.iter().zip(args).for_each(|(param, arg)| renaming.insert(*param, *arg));
    for stmt in &partial.stmts {
        let copy = renaming.stmt(builder, stmt);
        builder.push(copy);
    }
    Slope::Steep(builder.node(renaming.get(partial.results[0])))
}
