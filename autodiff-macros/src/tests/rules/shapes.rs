//! Vectors and matrices of the shapes that a signature allows.

use std::rc::Rc;

use nalgebra::DMatrix;

use crate::ir::interpret::Datum;
use crate::ir::{Dim, Elem, Form, Int, Kind, Pattern, Rule, Size, Tensor, Update};
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

/// A case for each plan that the operation allows: an index needs an entry.
pub(super) fn cases(rule: &'static Rule, random: &mut Random) -> Vec<Case> {
    let plans = PLANS.iter().filter(|plan| !rule.signature.args.contains(&Pattern::Int) || plan(0).0 > 0);
    // Where no size has a name there is one plan.
    let count = if names(rule).is_empty() { 1 } else { PLANS.len() };
    plans.take(count).map(|plan| Draw { rule, plan: *plan, names: names(rule) }.case(random)).collect()
}

/// The named sizes of a signature, in order.
fn names(rule: &Rule) -> Vec<&'static str> {
    let mut names = Vec::new();
    for pattern in rule.signature.args {
        let Pattern::Tensor(rows, cols) = pattern else { continue };
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
}

impl Draw {
    fn case(&self, random: &mut Random) -> Case {
        let patterns = self.rule.signature.args;
        let mut indices = self.bounds().into_iter().map(|bound| random.below(bound)).collect::<Vec<_>>().into_iter();
        let arguments = patterns.iter().map(|pattern| match pattern {
            Pattern::Real => (Kind::Real(Elem::F64), random.entry().into()),
            Pattern::Int => (Kind::Int(Int::Named("usize")), indices.next().expect("an index").into()),
            Pattern::Bool => (Kind::Bool, random.once_in(2).into()),
            Pattern::Tensor(rows, cols) => self.tensor(*rows, *cols, random),
            Pattern::Path
            | Pattern::Inner
            | Pattern::Array
            | Pattern::Element
            | Pattern::Elements
            | Pattern::Part
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
            Size::Named(name) => {
                (self.plan)(self.names.iter().position(|known| *known == name).expect("a size of the signature"))
            }
        }
    }

    /// Entries of both signs, away from 0; on the diagonal of a matrix that has to be square, large ones.
    fn tensor(&self, rows: Size, cols: Size, random: &mut Random) -> (Kind, Datum) {
        let square = rows == cols;
        let ((height, rows), (width, cols)) = (self.size(rows), self.size(cols));
        let diagonal = |row: usize, col: usize| if square && row == col { 3.0 } else { 0.0 };
        let entries = DMatrix::from_fn(height, width, |row, col| random.entry() + diagonal(row, col));
        (Kind::Tensor(Tensor { elem: Elem::F64, rows, cols }), entries.into())
    }

    /// Where the integer arguments of the operation end: one index counts all entries, two count rows and columns.
    fn bounds(&self) -> Vec<usize> {
        let first = self.rule.signature.args.iter().find_map(|pattern| {
            let Pattern::Tensor(rows, cols) = pattern else { return None };
            Some((self.size(*rows).0, self.size(*cols).0))
        });
        let (rows, cols) = first.expect("an operation on vectors or matrices");
        let ints = self.rule.signature.args.iter().filter(|pattern| **pattern == Pattern::Int).count();
        let is_access =
            matches!(self.rule.form, Form::Index | Form::IndexPair | Form::Update(Update::Add | Update::Set));
        match (is_access, ints) {
            (true, 1) => vec![rows * cols],
            (true, 2) => vec![rows, cols],
            (_, ints) => vec![rows.min(cols); ints],
        }
    }
}
