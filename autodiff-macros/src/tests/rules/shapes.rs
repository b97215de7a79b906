//! Vectors and matrices of the shapes that a signature allows.

use std::cell::Cell;
use std::rc::Rc;

use nalgebra::DMatrix;

use crate::ir::interpret::Datum;
use crate::ir::{Dim, Elem, Factorization, Form, Int, Kind, Pattern, Rule, Size, Tensor, Update};
use crate::tests::support::random::Random;

use super::case::Case;

/// The size and the dimension of the n-th named size of a signature.
type Plan = fn(usize) -> (usize, Dim);

/// Sizes that agree only where the signature says so, the same size everywhere, sizes 1 and 0; known to the compiler,
/// by the name of a parameter, at run time, and mixtures; vectors and row vectors.
const PLANS: &[Plan] = &[
    |name| (2 + name, Dim::Known(2 + name)),
    |name| (2 + name, Dim::Dyn),
    |name| (4 - name, Dim::Named(Rc::from(["R", "C", "K", "L"][name]))),
    |name| (2 + name, if name == 0 { Dim::Known(2) } else { Dim::Dyn }),
    |name| (2 + name, if name == 0 { Dim::Dyn } else { Dim::Known(2 + name) }),
    |_| (3, Dim::Known(3)),
    |_| (3, Dim::Dyn),
    |_| (1, Dim::ONE),
    |_| (1, Dim::Dyn),
    |name| if name == 0 { (3, Dim::Dyn) } else { (1, Dim::ONE) },
    |name| if name == 0 { (1, Dim::ONE) } else { (3, Dim::Dyn) },
    |name| if name == 1 { (1, Dim::ONE) } else { (2 + name, Dim::Known(2 + name)) },
    |_| (0, Dim::Dyn),
];

/// Operations that panic where there are no entries.
const NEED_ENTRIES: [&str; 6] = ["imax", "imin", "iamax", "iamin", "normalize", "cap_magnitude"];

/// Operations with a kink where entries are alike: they get entries that are apart.
const KINKED: [&str; 7] = ["max_entry", "min_entry", "amax", "amin", "sup", "inf", "one_norm"];

/// A case for each plan that the operation allows: an index needs an entry.
pub(super) fn cases(rule: &'static Rule, random: &mut Random) -> Vec<Case> {
    let plans = PLANS.iter().filter(|plan| is_allowed(rule, **plan));
    let draw = |plan: &Plan, spread| Draw { rule, plan: *plan, names: names(rule), spread, drawn: Cell::new(0) };
    let mut cases = plans.map(|plan| draw(plan, 1.0).case(random)).collect::<Vec<_>>();
    if has_factors(rule) || rule.name == "inverse" {
        // nalgebra inverts a 4 by 4 matrix by its cofactors, which lose twice the digits.
        let spreads: &[f64] = if rule.name == "inverse" { &[1e2, 1e4] } else { &[1e2, 1e4, 1e6] };
        let plan: Plan = |_| (4, Dim::Dyn);
        let badly = |spread: f64| Case { rounding: spread / 100.0, ..draw(&plan, spread).case(random) };
        cases.extend(spreads.iter().copied().map(badly));
    }
    cases
}

fn is_allowed(rule: &Rule, plan: Plan) -> bool {
    let size = plan(0).0;
    let needs_entries = rule.signature.args.contains(&Pattern::Int) || NEED_ENTRIES.contains(&rule.name);
    let of_ints = !needs_entries || size > 0;
    // nalgebra solves no system without unknowns, and has no eigenvalues, exponential or singular values of nothing.
    let of_factors = !is_solved(rule) || size > 0;
    // Of two sizes by name nobody knows the smaller.
    let has_least = matches!(
        rule.signature.result,
        Pattern::Factor(Factorization::Svd, ..) | Pattern::Tensor(Size::Min(..), _) | Pattern::Tensor(_, Size::Min(..))
    );
    let of_least = !has_least || plan(0).1.min(&plan(1).1).is_some();
    of_ints && of_factors && of_least
}

/// Whether an operation needs a matrix that is regular.
fn is_solved(rule: &Rule) -> bool {
    let named = ["inverse", "matrix_exp", "exp_along"];
    let is_triangular = rule.name.contains("solve_lower") || rule.name.contains("solve_upper");
    has_factors(rule) || is_triangular || named.contains(&rule.name)
}

fn has_factors(rule: &Rule) -> bool {
    rule.signature.args.iter().chain([&rule.signature.result]).any(|pattern| factorization(pattern).is_some())
}

fn factorization(pattern: &Pattern) -> Option<Factorization> {
    if let Pattern::Factor(which, ..) = pattern { Some(*which) } else { None }
}

/// A matrix for each factorization.
pub(super) fn factors(rule: &'static Rule, random: &mut Random) -> Vec<Case> {
    let all = [
        Factorization::Cholesky,
        Factorization::Lu,
        Factorization::Qr,
        Factorization::SymmetricEigen,
        Factorization::Svd,
    ];
    let case = |which: Factorization| {
        let matrix = Tensor { elem: Elem::F64, rows: Dim::Dyn, cols: Dim::Dyn };
        let kind = Kind::Factor(which, matrix.clone());
        Case::new(rule, vec![kind], vec![positive(3, 1.0, random).into()], Some(&Kind::Tensor(matrix)))
    };
    all.map(case).into()
}

/// A symmetric matrix with eigenvalues from 2 to some multiple of that, all of them different.
fn positive(size: usize, spread: f64, random: &mut Random) -> DMatrix<f64> {
    let q = DMatrix::from_fn(size, size, |_, _| random.entry()).qr().q();
    let ratio = |place: usize| place as f64 / (size.max(2) - 1) as f64;
    let eigenvalues = (0..size).map(|place| (2.0 + 2.5 * place as f64) * spread.powf(ratio(place)));
    let diagonal = DMatrix::from_diagonal(&nalgebra::DVector::from_iterator(size, eigenvalues));
    &q * diagonal * q.transpose()
}

/// A matrix with singular values like that, which is not symmetric.
fn regular(rows: usize, cols: usize, spread: f64, random: &mut Random) -> DMatrix<f64> {
    let least = rows.min(cols);
    let mut orthogonal = |size: usize| DMatrix::from_fn(size, size, |_, _| random.entry()).qr().q();
    let (left, right) = (orthogonal(rows), orthogonal(cols));
    let sigma = positive(least, spread, random).symmetric_eigen().eigenvalues;
    left.columns(0, least) * DMatrix::from_diagonal(&sigma) * right.rows(0, least)
}

/// The named sizes of a signature, in order.
fn names(rule: &Rule) -> Vec<&'static str> {
    let mut names = Vec::new();
    for pattern in rule.signature.args {
        let (Pattern::Tensor(rows, cols) | Pattern::Factor(_, rows, cols)) = pattern else { continue };
        for size in [rows, cols] {
            if let Size::Named(name) = size
                && !names.contains(name)
            {
                names.push(*name);
            }
        }
    }
    names
}

struct Draw {
    rule: &'static Rule,
    plan: Plan,
    names: Vec<&'static str>,
    /// The condition of a matrix that is solved with, but for a small factor.
    spread: f64,
    /// How many entries that are apart have been drawn.
    drawn: Cell<usize>,
}

impl Draw {
    fn case(&self, random: &mut Random) -> Case {
        let patterns = self.rule.signature.args;
        let mut indices = self.bounds().into_iter().map(|bound| random.below(bound)).collect::<Vec<_>>().into_iter();
        let arguments = patterns.iter().map(|pattern| match pattern {
            Pattern::Real => (Kind::Real(Elem::F64), random.entry().into()),
            Pattern::Int if self.rule.name == "lp_norm" => {
                (Kind::Int(Int::Named("i32")), (1 + indices.next().expect("an exponent")).into())
            }
            Pattern::Int => (Kind::Int(Int::Named("usize")), indices.next().expect("an index").into()),
            Pattern::Bool => (Kind::Bool, random.once_in(2).into()),
            Pattern::Tensor(rows, cols) => self.tensor(*rows, *cols, random),
            Pattern::Factor(which, rows, cols) => {
                let ((height, rows), (width, cols)) = (self.size(*rows), self.size(*cols));
                let matrix = self.factored(*which, height, width, random);
                (Kind::Factor(*which, Tensor { elem: Elem::F64, rows, cols }), matrix.into())
            }
            Pattern::Path
            | Pattern::Inner
            | Pattern::Array
            | Pattern::Element
            | Pattern::Elements
            | Pattern::Part
            | Pattern::Record
            | Pattern::Fields
            | Pattern::Reals
            | Pattern::Given => {
                unreachable!("of arrays and constructors, which have cases of their own")
            }
        });
        let (kinds, args) = arguments.unzip();
        Case::new(self.rule, kinds, args, None)
    }

    fn size(&self, size: Size) -> (usize, Dim) {
        match size {
            Size::One => (1, Dim::ONE),
            Size::Exactly(size) => (size, Dim::Known(size)),
            Size::Fixed(number, _) if (self.plan)(0).1 == Dim::Dyn => (number, Dim::Dyn),
            Size::Fixed(number, _) => (number, Dim::Known(number)),
            Size::Dynamic => (2 * (self.plan)(0).0, Dim::Dyn),
            Size::Min(..) => unreachable!("of results"),
            Size::Named(name) => {
                (self.plan)(self.names.iter().position(|known| *known == name).expect("a size of the signature"))
            }
        }
    }

    /// Entries of both signs, away from 0; on the diagonal of a matrix that has to be square, large ones.
    fn tensor(&self, rows: Size, cols: Size, random: &mut Random) -> (Kind, Datum) {
        let square = rows == cols;
        let ((height, rows), (width, cols)) = (self.size(rows), self.size(cols));
        let is_inverse = self.rule.name == "inverse";
        let which = if is_inverse { Some(Factorization::Lu) } else { factorization(&self.rule.signature.result) };
        if let Some(which) = which {
            let kind = Kind::Tensor(Tensor { elem: Elem::F64, rows, cols });
            return (kind, self.factored(which, height, width, random).into());
        }
        if self.rule.name == "over_gaps" {
            let apart = DMatrix::from_fn(height, width, |row, _| 2.0 * row as f64 + 0.5 * random.entry());
            return (Kind::Tensor(Tensor { elem: Elem::F64, rows, cols }), apart.into());
        }
        let diagonal = |row: usize, col: usize| if square && row == col { 3.0 } else { 0.0 };
        let apart = KINKED.contains(&self.rule.name);
        let mut entry = || if apart { random.entry().signum() * self.apart() } else { random.entry() };
        let entries = DMatrix::from_fn(height, width, |row, col| entry() + diagonal(row, col));
        (Kind::Tensor(Tensor { elem: Elem::F64, rows, cols }), entries.into())
    }

    fn factored(&self, which: Factorization, rows: usize, cols: usize, random: &mut Random) -> DMatrix<f64> {
        match which {
            Factorization::Cholesky | Factorization::SymmetricEigen => positive(rows, self.spread, random),
            Factorization::Lu | Factorization::Qr | Factorization::Svd => regular(rows, cols, self.spread, random),
        }
    }

    /// A positive number that differs from those before by a quarter or more.
    fn apart(&self) -> f64 {
        let drawn = self.drawn.replace(self.drawn.get() + 1);
        0.5 + 0.25 * (7 * drawn % 31) as f64
    }

    /// Where the integer arguments of the operation end: one index counts all entries, two count rows and columns.
    fn bounds(&self) -> Vec<usize> {
        let first = self.rule.signature.args.iter().find_map(|pattern| {
            let (Pattern::Tensor(rows, cols) | Pattern::Factor(_, rows, cols)) = pattern else { return None };
            Some((self.size(*rows).0, self.size(*cols).0))
        });
        let (rows, cols) = first.expect("an operation on vectors or matrices");
        let ints = self.rule.signature.args.iter().filter(|pattern| **pattern == Pattern::Int).count();
        let is_access =
            matches!(self.rule.form, Form::Index | Form::IndexPair | Form::Update(Update::Add | Update::Set));
        match (is_access, ints) {
            (true, 1) => vec![rows * cols],
            (true, 2) => vec![rows, cols],
            // An exponent.
            (_, 1) if self.rule.name == "lp_norm" => vec![3],
            (_, ints) => vec![rows.min(cols); ints],
        }
    }
}
