//! Factorizations of matrices.
//!
//! A factor stands for the matrix that it was made of, and its tangent is the matrix's. So what is computed from it has
//! a differential in the matrix, written with the same factors: nothing is factored twice, neither for the value nor
//! for derivatives of any order. The interpreter has the matrix itself where generated code has its factors.
//!
//! `cholesky` and `symmetric_eigen` read one triangle and mean a symmetric matrix: both triangles share the derivative
//! equally. All factorizations panic as nalgebra's do: where a matrix is not square, and `unwrap` where there is none.

pub(crate) mod cholesky;
pub(crate) mod eigen;
pub(crate) mod lu;
pub(crate) mod qr;
pub(crate) mod svd;

use crate::ir::{Derivative, Factorization, Form, Pass, Pattern, Rule, Signature};

/// A zero that never was a number, of the shape of the matrix that was factored; of an array of factors, an array of such.
pub(crate) static FACTOR_ZEROS: Rule = Rule {
    name: "factor_zeros",
    form: Form::Runtime("factor_zeros", &[Pass::Reference]),
    aliases: &[],
    signature: Signature { args: &[Pattern::Given], result: Pattern::Given },
    derivative: Derivative::Zero,
    notation: None,
    #[cfg(test)]
    points: &[],
    #[cfg(test)]
    eval: |args| args[0].zero_like(),
};

pub(in crate::rules) const NAMES: &[&str] = &["factor_zeros"];
pub(in crate::rules) const RULES: &[&Rule] = &[&FACTOR_ZEROS];

/// What can be read of factors, by name.
pub(crate) fn read_of(which: Factorization) -> Vec<&'static str> {
    let reads = super::table().filter(|rule| {
        let first = rule.signature.args.first();
        matches!(first, Some(Pattern::Factor(found, ..)) if *found == which)
    });
    let field = |form: &Form| if let Form::Field(name) = form { Some(*name) } else { None };
    let names = reads.filter_map(|rule| rule.form.method().or_else(|| field(&rule.form)));
    let vectors: &[&str] = if which == Factorization::Svd { &["u", "v_t"] } else { &[] };
    names.chain(vectors.iter().copied()).collect()
}

/// A method of matrices that is written with a factorization, so that its derivative finds the factors.
pub(crate) struct Through {
    pub(crate) method: &'static str,
    pub(crate) factor: &'static Rule,
    pub(crate) read: &'static Rule,
}

pub(crate) const THROUGH: &[Through] = &[
    Through { method: "determinant", factor: &lu::LU, read: &lu::LU_DETERMINANT },
    Through { method: "singular_values", factor: &svd::SVD, read: &svd::SINGULAR_VALUES },
    Through { method: "symmetric_eigenvalues", factor: &eigen::SYMMETRIC_EIGEN, read: &eigen::EIGENVALUES },
];
