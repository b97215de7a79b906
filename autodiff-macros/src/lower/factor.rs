//! Factorizations: what is computed from them, and the `Option`s around.

use syn::{Expr, ExprField, ExprMethodCall, Lit};

use crate::ir::{Constant, Factorization, Kind, Value};
use crate::messages::value;
use crate::rules::factor::{THROUGH, svd};
use crate::rules::{self, Surface};

use super::{Lowered, Lowerer, Tree, describe};

/// Methods of an `Option` that leave it as it is.
const KEEPING: [&str; 3] = ["as_ref", "clone", "cloned"];

impl Lowerer<'_> {
    /// The receiver of a method.
    pub(super) fn receiver(&mut self, name: &str, receiver: &Expr) -> Lowered<Tree> {
        if let Expr::MethodCall(inner) = receiver
            && ["unwrap", "expect"].contains(&name)
        {
            return self.method_call(inner, true);
        }
        self.expression(receiver)
    }

    /// `option.unwrap()`, `option.expect("..")`, of an `Option` of this value.
    pub(super) fn unwrapped(&mut self, inside: Value, expr: &ExprMethodCall) -> Lowered<Tree> {
        let name = expr.method.to_string();
        match (name.as_str(), expr.args.iter().collect::<Vec<_>>()[..].as_ref()) {
            ("unwrap", []) => Ok(Tree::Leaf(inside)),
            ("expect", [message]) if is_literal(message) => Ok(Tree::Leaf(inside)),
            ("expect", [message]) => Err(self.error(message, value::expect_message())),
            (name, []) if KEEPING.contains(&name) => Ok(Tree::Optional(inside)),
            (_, [..]) => Err(self.error(&expr.method, value::option_of_factor())),
        }
    }

    /// A method of what varies whose derivative needs factors.
    pub(super) fn through_factors(&self, name: &str, values: &[Value]) -> Option<Tree> {
        let builder = self.builder;
        let [matrix, flags @ ..] = values else { return None };
        if !builder.is_varied(*matrix) {
            return None;
        }
        let truth = || builder.constant(Constant::Bool(true), Kind::Bool);
        let kinds = builder.kinds(values);
        match (name, flags) {
            ("svd", [_, _]) => {
                svd::SVD.signature.bind(&kinds, None)?;
                Some(Tree::Leaf(builder.apply(&svd::SVD, &[*matrix, truth(), truth()])))
            }
            (_, []) => {
                rules::find(Surface::Method(name), &kinds).is_none().then_some(())?;
                let through = THROUGH.iter().find(|through| through.method == name)?;
                let flags = through.factor.signature.args.len() - 1;
                let args = std::iter::once(*matrix).chain((0..flags).map(|_| truth())).collect::<Vec<_>>();
                through.factor.signature.bind(&builder.kinds(&args), None)?;
                Some(Tree::Leaf(builder.apply(through.read, &[builder.apply(through.factor, &args)])))
            }
            (_, [..]) => None,
        }
    }

    /// `eigen.eigenvalues`, `svd.u`
    pub(super) fn factor_field(&mut self, factor: Value, name: &str, expr: &ExprField) -> Lowered<Tree> {
        let builder = self.at(&expr.member);
        let kind = builder.kind(factor);
        if let Some(found) = rules::find(Surface::Field(name), std::slice::from_ref(&kind)) {
            return Ok(Tree::Leaf(builder.apply(found.rule, &[factor])));
        }
        match (&kind, name) {
            (Kind::Factor(Factorization::Svd, _), "u") => {
                Ok(Tree::Optional(builder.apply(&svd::LEFT_SINGULAR_VECTORS, &[factor])))
            }
            (Kind::Factor(Factorization::Svd, _), "v_t") => {
                Ok(Tree::Optional(builder.apply(&svd::RIGHT_SINGULAR_VECTORS, &[factor])))
            }
            (_, _) if self.is_constant(&[factor]) => self.fragment(expr, Kind::Open),
            (Kind::Factor(which, _), _) => {
                let known = rules::factor::read_of(*which);
                Err(self.error(&expr.member, value::of_factors(name, &describe(&kind), &known)))
            }
            (kind, _) => Err(self.error(&expr.member, value::method(name, &describe(kind), rules::methods_of(kind)))),
        }
    }
}

fn is_literal(expr: &Expr) -> bool {
    matches!(expr, Expr::Lit(literal) if matches!(literal.lit, Lit::Str(_)))
}
