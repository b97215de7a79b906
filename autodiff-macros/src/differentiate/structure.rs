//! Jacobians by their structure: the derivative of each vector on the way is kept as a matrix, or as the diagonal of one,
//! from the identity on. So a linear map gives its matrix, an entrywise function a diagonal, and a composition the
//! product of Jacobians (vector chain rule), where direction by direction everything would be computed n times.

use crate::ir::hash::HashMap;
use crate::ir::{Block, Builder, Name, Op, Renaming, Rule, Stmt, Value, free_values};
use crate::rules::scalar::arithmetic as scalar;
use crate::rules::scalar::arithmetic::SCALED;
use crate::rules::tensor::access::INDEX;
use crate::rules::tensor::arithmetic::{
    ADD, ADD_SCALAR, COMPONENT_MUL, FILLED_LIKE, NEG, SCALE, SUB, UNSCALE, ZEROS_LIKE,
};
use crate::rules::tensor::construct::FROM_DIAGONAL_ELEMENT;
use crate::rules::tensor::diagonal::{FROM_DIAGONAL, SCALE_COLUMNS, SCALE_ROWS, SCALE_STEEP_ROWS};
use crate::rules::tensor::part::ROW;
use crate::rules::tensor::product::{DOT, MATMUL, TR_MUL, TRANSPOSE};
use crate::rules::tensor::reduce::SUM;

use super::jacobian::{count, kind};
use super::transpose::Transposer;

/// The Jacobian of a value by a vector `x`: of a vector a matrix, of a real a row.
#[derive(Clone, Copy, Debug)]
pub(super) enum Along {
    Zero,
    /// Of a vector of the shape of `x`: this multiple of the identity, or the identity.
    Multiple(Option<Value>),
    /// Of a vector of the shape of `x`: this diagonal.
    Diagonal(Value),
    Matrix(Value),
}

/// Carries Jacobians through linear statements.
pub(super) struct Structure<'b> {
    pub(super) builder: &'b Builder,
    pub(super) transposer: &'b Transposer<'b>,
    pub(super) param: Value,
    /// How a Jacobian is called that a loop fills.
    pub(super) name: Name,
    pub(super) along: HashMap<Value, Along>,
}

impl<'b> Structure<'b> {
    /// Starts with the tangent of a vector.
    pub(super) fn new(
        builder: &'b Builder,
        transposer: &'b Transposer<'b>,
        param: Value,
        tangent: Value,
        name: Name,
    ) -> Structure<'b> {
        Structure { builder, transposer, param, name, along: HashMap::from_iter([(tangent, Along::Multiple(None))]) }
    }

    /// The Jacobians of the results of linear statements, or `None` where one of them has no such structure.
    pub(super) fn through(&mut self, stmts: &[Stmt]) -> Option<()> {
        stmts.iter().try_for_each(|stmt| {
            self.builder.at(stmt.span);
            let along = match &stmt.op {
                Op::Constant(_) => Along::Zero,
                Op::Apply(rule) => self.apply(rule, stmt)?,
                Op::Map { .. } => self.map(stmt)?,
                Op::For { .. } => return self.scatter(stmt),
                Op::If
                | Op::While
                | Op::Fragment(_)
                | Op::Generate
                | Op::Call(..)
                | Op::Custom(_)
                | Op::Pullback
                | Op::Assert(_) => return None,
            };
            self.along.insert(stmt.results[0], along);
            Some(())
        })
    }

    /// The Jacobian of a value. What has none is a zero, of which linear operations have some.
    pub(super) fn of(&self, value: Value) -> Along {
        self.along.get(&value).copied().unwrap_or(Along::Zero)
    }

    fn is_column(&self, value: Value) -> bool {
        self.builder.kind(value).tensor().is_some_and(|tensor| tensor.cols.is_one())
    }

    fn do_apply(&self, rule: &'static Rule, args: &[Value]) -> Along {
        Along::Matrix(self.builder.apply(rule, args))
    }

    fn apply(&self, rule: &Rule, stmt: &Stmt) -> Option<Along> {
        let args = &stmt.args;
        if args.iter().all(|arg| matches!(self.of(*arg), Along::Zero)) {
            return Some(Along::Zero);
        }
        let is_sum = rule.is(&ADD) || rule.is(&scalar::ADD);
        if is_sum || rule.is(&SUB) || rule.is(&scalar::SUB) {
            let two = self.of(args[1]);
            return self.sum(self.of(args[0]), if is_sum { two } else { self.negative(two) });
        }
        if rule.is(&NEG) || rule.is(&scalar::NEG) {
            return Some(self.negative(self.of(args[0])));
        }
        if rule.is(&ZEROS_LIKE) {
            return Some(Along::Zero);
        }
        let at = |place: usize| self.along.contains_key(&args[place]);
        if rule.is(&scalar::MUL) {
            let (t, factor) = if at(0) { (args[0], args[1]) } else { (args[1], args[0]) };
            return Some(self.times(self.of(t), factor));
        }
        if (rule.is(&SCALE) || rule.is(&UNSCALE) || rule.is(&scalar::DIV)) && at(0) {
            return self.scaled(rule.is(&SCALE), self.of(args[0]), args[1]);
        }
        if rule.is(&SCALE) && self.is_column(args[0]) {
            return self.outer(args[0], self.of(args[1]));
        }
        if rule.is(&FILLED_LIKE) && self.is_column(args[0]) {
            return self.outer(self.ones(args[0]), self.of(args[1]));
        }
        if rule.is(&ADD_SCALAR) && self.is_column(args[0]) {
            return self.sum(self.of(args[0]), self.outer(self.ones(args[0]), self.of(args[1]))?);
        }
        if rule.is(&COMPONENT_MUL) {
            let (t, factors) = if at(0) { (args[0], args[1]) } else { (args[1], args[0]) };
            return self.is_column(t).then(|| self.rows_times(self.of(t), factors));
        }
        if (rule.is(&MATMUL) || rule.is(&TR_MUL)) && at(1) && self.is_column(args[1]) {
            return Some(self.product(rule.is(&TR_MUL), args[0], self.of(args[1])));
        }
        self.to_real(rule, args)
    }

    /// Operations from a vector to a real: rows.
    fn to_real(&self, rule: &Rule, args: &[Value]) -> Option<Along> {
        let mut varied = (0..args.len()).filter(|place| !matches!(self.of(args[*place]), Along::Zero));
        let (Some(place @ (0 | 1)), None) = (varied.next(), varied.next()) else { return None };
        let (t, other) = (args[place], 1 - place);
        if !self.is_column(t) {
            return None;
        }
        if rule.is(&DOT) {
            return Some(self.row(args[other], self.of(t)));
        }
        if rule.is(&SUM) {
            return Some(self.row(self.ones(t), self.of(t)));
        }
        match self.of(t) {
            Along::Matrix(matrix) if rule.is(&INDEX) => Some(self.do_apply(&ROW, &[matrix, args[1]])),
            Along::Zero | Along::Multiple(_) | Along::Diagonal(_) | Along::Matrix(_) => None,
        }
    }

    /// Every entry 1.
    fn ones(&self, like: Value) -> Value {
        // A tangent is not computed here; what it is the tangent of has its shape.
        let like = self.transposer.primal_of(like);
        self.builder.apply(&FILLED_LIKE, &[like, self.builder.real(1.0)])
    }

    fn sum(&self, one: Along, two: Along) -> Option<Along> {
        let builder = self.builder;
        let diagonal = |along: Along| match along {
            Along::Multiple(None) => Some(self.ones(self.param)),
            Along::Multiple(Some(s)) => Some(builder.apply(&FILLED_LIKE, &[self.param, s])),
            Along::Diagonal(diagonal) => Some(diagonal),
            Along::Zero | Along::Matrix(_) => None,
        };
        Some(match (one, two) {
            (Along::Zero, other) | (other, Along::Zero) => other,
            (Along::Matrix(one), Along::Matrix(two)) => self.do_apply(&ADD, &[one, two]),
            (Along::Matrix(matrix), other) | (other, Along::Matrix(matrix)) => {
                self.do_apply(&ADD, &[matrix, self.matrix(other)?])
            }
            (one, two) => Along::Diagonal(builder.apply(&ADD, &[diagonal(one)?, diagonal(two)?])),
        })
    }

    fn negative(&self, along: Along) -> Along {
        let builder = self.builder;
        match along {
            Along::Zero => Along::Zero,
            Along::Multiple(None) => Along::Multiple(Some(builder.real(-1.0))),
            Along::Multiple(Some(s)) => Along::Multiple(Some(builder.apply(&scalar::NEG, &[s]))),
            Along::Diagonal(diagonal) => Along::Diagonal(builder.apply(&NEG, &[diagonal])),
            Along::Matrix(matrix) => self.do_apply(&NEG, &[matrix]),
        }
    }

    fn times(&self, along: Along, factor: Value) -> Along {
        let builder = self.builder;
        match along {
            Along::Zero => Along::Zero,
            Along::Multiple(None) => Along::Multiple(Some(factor)),
            Along::Multiple(Some(s)) => Along::Multiple(Some(builder.apply(&scalar::MUL, &[s, factor]))),
            Along::Diagonal(diagonal) => Along::Diagonal(builder.apply(&SCALE, &[diagonal, factor])),
            Along::Matrix(matrix) => self.do_apply(&SCALE, &[matrix, factor]),
        }
    }

    fn scaled(&self, up: bool, along: Along, factor: Value) -> Option<Along> {
        let builder = self.builder;
        match along {
            along if up => Some(self.times(along, factor)),
            Along::Zero => Some(Along::Zero),
            Along::Multiple(s) => {
                let s = s.unwrap_or_else(|| builder.real(1.0));
                Some(Along::Multiple(Some(builder.apply(&scalar::DIV, &[s, factor]))))
            }
            Along::Diagonal(diagonal) => Some(Along::Diagonal(builder.apply(&UNSCALE, &[diagonal, factor]))),
            Along::Matrix(matrix) => Some(self.do_apply(&UNSCALE, &[matrix, factor])),
        }
    }

    /// `a` times a row.
    fn outer(&self, a: Value, row: Along) -> Option<Along> {
        match row {
            Along::Zero => Some(Along::Zero),
            Along::Matrix(row) => Some(self.do_apply(&MATMUL, &[a, row])),
            Along::Multiple(_) | Along::Diagonal(_) => None,
        }
    }

    /// `diag(factors) J`
    fn rows_times(&self, along: Along, factors: Value) -> Along {
        let builder = self.builder;
        match along {
            Along::Zero => Along::Zero,
            Along::Multiple(None) => Along::Diagonal(factors),
            Along::Multiple(Some(s)) => Along::Diagonal(builder.apply(&SCALE, &[factors, s])),
            Along::Diagonal(diagonal) => Along::Diagonal(builder.apply(&COMPONENT_MUL, &[diagonal, factors])),
            Along::Matrix(matrix) => self.do_apply(&SCALE_ROWS, &[matrix, factors]),
        }
    }

    /// `A J` or `Aᵀ J`
    fn product(&self, is_transposed: bool, a: Value, along: Along) -> Along {
        let matrix = || if is_transposed { self.builder.apply(&TRANSPOSE, &[a]) } else { a };
        match along {
            Along::Zero => Along::Zero,
            Along::Multiple(None) => Along::Matrix(matrix()),
            Along::Multiple(Some(s)) => self.do_apply(&SCALE, &[matrix(), s]),
            Along::Diagonal(diagonal) => self.do_apply(&SCALE_COLUMNS, &[matrix(), diagonal]),
            Along::Matrix(along) => self.do_apply(if is_transposed { &TR_MUL } else { &MATMUL }, &[a, along]),
        }
    }

    /// `aᵀ J`
    fn row(&self, a: Value, along: Along) -> Along {
        let builder = self.builder;
        match along {
            Along::Zero => Along::Zero,
            Along::Multiple(None) => self.do_apply(&TRANSPOSE, &[a]),
            Along::Multiple(Some(s)) => self.do_apply(&TRANSPOSE, &[builder.apply(&SCALE, &[a, s])]),
            Along::Diagonal(diagonal) => self.do_apply(&TRANSPOSE, &[builder.apply(&COMPONENT_MUL, &[a, diagonal])]),
            Along::Matrix(matrix) => self.do_apply(&TR_MUL, &[a, matrix]),
        }
    }

    /// An entrywise function: `diag(slopes) J` for each vector in it, `slopes J` for each real from outside.
    fn map(&self, stmt: &Stmt) -> Option<Along> {
        let is_linear = |value: Value| self.transposer.is_linear(value);
        let block = &stmt.blocks[0];
        let entries = block.params.iter().zip(&stmt.args).filter(|(_, arg)| is_linear(**arg));
        let entries = entries.map(|(entry, arg)| (*entry, *arg)).collect::<Vec<_>>();
        let outside = free_values(&stmt.blocks).into_iter().filter(|value| is_linear(*value)).collect::<Vec<_>>();
        let variables = entries.iter().map(|(entry, _)| *entry).chain(outside.iter().copied()).collect::<Vec<_>>();
        if !self.is_column(stmt.results[0]) {
            return None;
        }
        let mut total = Along::Zero;
        for (entry, arg) in entries {
            let along = match self.of(arg) {
                Along::Zero => continue,
                along @ (Along::Multiple(_) | Along::Diagonal(_) | Along::Matrix(_)) => along,
            };
            let slopes = self.slopes(stmt, &variables, entry)?;
            let product = match along {
                // A zero direction along which the slope is infinite contributes nothing.
                Along::Matrix(matrix) if is_steep(block) => self.do_apply(&SCALE_STEEP_ROWS, &[matrix, slopes]),
                along @ (Along::Zero | Along::Multiple(_) | Along::Diagonal(_) | Along::Matrix(_)) => {
                    self.rows_times(along, slopes)
                }
            };
            total = self.sum(total, product)?;
        }
        for value in outside {
            if !matches!(self.of(value), Along::Zero) {
                if is_steep(block) {
                    return None;
                }
                let slopes = self.slopes(stmt, &variables, value)?;
                total = self.sum(total, self.outer(slopes, self.of(value))?)?;
            }
        }
        Some(total)
    }

    /// The entrywise function with 1 for one of the variables that it is linear in, and zero for all others.
    fn slopes(&self, stmt: &Stmt, variables: &[Value], one: Value) -> Option<Value> {
        let builder = self.builder;
        let block = &stmt.blocks[0];
        let is_linear = |param: &Value| variables.contains(param);
        let constants = block.params.iter().zip(&stmt.args).filter(|(param, _)| !is_linear(param));
        let mut args = constants.map(|(_, arg)| *arg).collect::<Vec<_>>();
        let mut renaming = Renaming::default();
        let params = block.params.iter().filter(|param| !is_linear(param)).map(|param| {
            let copy = builder.like(*param);
            builder.name_of(*param).into_iter().for_each(|name| builder.name(copy, name));
            renaming.insert(*param, copy);
            copy
        });
        let mut params = params.collect::<Vec<_>>();
        if args.is_empty() {
            args.push(self.transposer.primal_of(stmt.results[0]));
            params.insert(0, builder.fresh(builder.kind(one), false));
        }
        // The location stands after the entries; a shape of its own is needed where the parameter has another.
        if builder.kind(args[0]) != builder.kind(stmt.results[0]) {
            return None;
        }
        let slopes = builder.block(params, || {
            for variable in variables {
                let kind = builder.kind(*variable);
                let weight = if *variable == one {
                    builder.constant(crate::ir::Constant::Real(1.0, None), kind)
                } else {
                    builder.zero(kind)
                };
                renaming.insert(*variable, weight);
            }
            for stmt in &block.stmts {
                let copy = renaming.stmt(builder, stmt);
                builder.push(copy);
            }
            vec![renaming.get(block.results[0])]
        });
        let kind = builder.kind(stmt.results[0]);
        Some(builder.emit(stmt.op.clone(), &args, vec![slopes], kind, true))
    }

    /// A Jacobian as a matrix; `None` of a zero, whose shape is not known here.
    pub(super) fn matrix(&self, along: Along) -> Option<Value> {
        let builder = self.builder;
        match along {
            Along::Zero => None,
            Along::Multiple(s) => {
                let s = s.unwrap_or_else(|| builder.real(1.0));
                let size = count(builder, self.param);
                let kind = kind(builder, self.param, self.param);
                Some(builder.apply_as(&FROM_DIAGONAL_ELEMENT, &[size, size, s], kind))
            }
            Along::Diagonal(diagonal) => Some(builder.apply(&FROM_DIAGONAL, &[diagonal])),
            Along::Matrix(matrix) => Some(matrix),
        }
    }
}

/// Whether a slope in it can be infinite.
pub(super) fn is_steep(block: &Block) -> bool {
    let steep = |stmt: &Stmt| match &stmt.op {
        Op::Apply(rule) => rule.is(&SCALED),
        Op::If
        | Op::For { .. }
        | Op::While
        | Op::Call(..)
        | Op::Custom(_)
        | Op::Constant(_)
        | Op::Fragment(_)
        | Op::Map { .. }
        | Op::Generate
        | Op::Pullback
        | Op::Assert(_) => stmt.blocks.iter().any(is_steep),
    };
    block.stmts.iter().any(steep)
}
