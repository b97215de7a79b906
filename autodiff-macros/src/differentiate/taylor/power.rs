//! Powers whose exponent is an integer that only the program knows.

use crate::ir::{Constant, Int, Kind, Stmt, Value};
use crate::rules::array::ELEMENT;
use crate::rules::integer::{INT_ADD, INT_CAST, INT_GE, INT_SUB};
use crate::rules::logic::{AND, EQ};
use crate::rules::scalar::arithmetic::MUL;

use super::super::sum;
use super::series::System;
use super::{Expander, counted};

impl Expander<'_> {
    /// A power with an exponent that is an integer: at zero a product, as it has all coefficients there.
    pub(super) fn power(&mut self, stmt: &Stmt) {
        let builder = self.builder;
        let [x, exponent] = [stmt.args[0], stmt.args[1]];
        if builder.known_int(exponent).is_some() {
            return System::expand(self, std::slice::from_ref(stmt));
        }
        let Some(series) = self.series(x) else { return builder.push(stmt.clone()) };
        let zero = builder.number(0.0).value();
        let is_zero = builder.apply(&EQ, &[x, zero]);
        let is_power = builder.apply(&INT_GE, &[exponent, builder.int(0)]);
        let condition = builder.apply(&AND, &[is_zero, is_power]);
        let product = builder.block(Vec::new(), || {
            let one = builder.constant(Constant::Real(1.0, None), builder.kind(x));
            let times = builder.apply_as(&INT_CAST, &[exponent], Kind::Int(Int::Named("usize")));
            let start = vec![self.start(one)];
            counted(builder, "factor", [builder.int(0), times], start, |_, so_far| {
                vec![self.product(&builder.kind(x), so_far[0], series)]
            })
        });
        let power = builder.block(Vec::new(), || {
            System::expand(self, std::slice::from_ref(stmt));
            vec![self.lifted(stmt.results[0])]
        });
        let coefficients = builder.branch(condition, product, power)[0];
        self.define(stmt.results[0], coefficients);
    }

    /// All coefficients of a product of reals.
    pub(super) fn product(&self, real: &Kind, a: Value, b: Value) -> Value {
        let builder = self.builder;
        let unknown = self.unknown(real);
        self.orders(builder.int(0), vec![unknown], |k, so_far| {
            let end = builder.apply(&INT_ADD, &[k, builder.int(1)]);
            let zero = builder.zero(real.clone());
            let total = counted(builder, "j", [builder.int(0), end], vec![zero], |j, so_far| {
                let rest = builder.apply(&INT_SUB, &[k, j]);
                let product =
                    builder.apply(&MUL, &[builder.apply(&ELEMENT, &[a, j]), builder.apply(&ELEMENT, &[b, rest])]);
                vec![sum(builder, so_far[0], product)]
            });
            vec![self.with(so_far[0], k, total[0])]
        })[0]
    }
}
