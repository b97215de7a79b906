//! Literals.

use quote::ToTokens;
use syn::{ExprLit, Lit, LitFloat, LitInt};

use crate::ir::{Constant, Elem, Int, Kind};
use crate::messages::syntax;

use super::{Lowered, Lowerer, Tree};

impl Lowerer<'_> {
    pub(super) fn literal(&self, expr: &ExprLit) -> Lowered<Tree> {
        match &expr.lit {
            Lit::Float(literal) => self.float(literal),
            Lit::Int(literal) => self.integer(literal),
            Lit::Bool(literal) => Ok(Tree::Leaf(self.builder.constant(Constant::Bool(literal.value), Kind::Bool))),
            Lit::Str(_) | Lit::ByteStr(_) | Lit::CStr(_) | Lit::Byte(_) | Lit::Char(_) => {
                self.fragment(expr, Kind::Opaque)
            }
            Lit::Verbatim(_) => Err(self.error(expr, syntax::unknown())),
            _ => Err(self.error(expr, syntax::unknown())),
        }
    }

    fn float(&self, literal: &LitFloat) -> Lowered<Tree> {
        match (literal.base10_parse::<f64>(), elem(literal.suffix())) {
            (Ok(number), Some(elem)) => {
                let constant = Constant::Real(number, Some(literal.to_token_stream()));
                Ok(Tree::Leaf(self.builder.constant(constant, Kind::Real(elem))))
            }
            (Ok(_) | Err(_), _) => Err(self.error(literal, syntax::unknown())),
        }
    }

    fn integer(&self, literal: &LitInt) -> Lowered<Tree> {
        if let (false, Some(elem)) = (literal.suffix().is_empty(), elem(literal.suffix())) {
            let number = literal.base10_digits().parse::<f64>().map_err(|_| self.error(literal, syntax::unknown()))?;
            let constant = Constant::Real(number, Some(literal.to_token_stream()));
            return Ok(Tree::Leaf(self.builder.constant(constant, Kind::Real(elem))));
        }
        let int = if literal.suffix().is_empty() { Some(Int::Any) } else { Int::named(literal.suffix()) };
        match (literal.base10_digits().parse::<i128>(), int) {
            (Ok(number), Some(int)) => {
                let constant = Constant::Int(number, Some(literal.to_token_stream()));
                Ok(Tree::Leaf(self.builder.constant(constant, Kind::Int(int))))
            }
            (Ok(_) | Err(_), _) => Err(self.error(literal, syntax::unknown())),
        }
    }
}

fn elem(suffix: &str) -> Option<Elem> {
    match suffix {
        "" => Some(Elem::Any),
        "f64" => Some(Elem::F64),
        "f32" => Some(Elem::F32),
        _ => None,
    }
}
