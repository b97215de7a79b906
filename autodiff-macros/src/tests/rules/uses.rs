//! The ways in which a Program may use an operation.

use std::fmt;

use crate::ir::interpret::Datum;
use crate::ir::{Builder, Constant, Factorization, Kind, Value};
use crate::rules::factor::{cholesky, eigen, lu, qr, svd};
use crate::tests::support::subject::Subject;

use super::case::Case;

/// What an argument is in the Program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// A parameter that the Program is differentiated by.
    Varied,
    /// Another parameter.
    Parameter,
    /// A number in the Program, which formulas may look at.
    Literal,
    /// The parameter that the first argument is.
    First,
}

/// What each argument is.
pub(super) struct Use {
    roles: Vec<Role>,
}

/// Every way to use an operation: which of its real arguments are varied, and how the others are written.
pub(super) fn uses(case: &Case) -> Vec<Use> {
    let varied = subsets(&case.real_places()).into_iter().flat_map(|varied| {
        let role = |place: usize, literal: bool| match (&case.args[place], varied.contains(&place)) {
            (_, true) => Role::Varied,
            (Datum::Tensor(_) | Datum::Array(_) | Datum::Pullback(..), false) => Role::Parameter,
            (Datum::Int(_), false) if case.literal => Role::Literal,
            (Datum::Real(_) | Datum::Int(_) | Datum::Bool(_), false) if literal => Role::Literal,
            (Datum::Real(_) | Datum::Int(_) | Datum::Bool(_), false) => Role::Parameter,
        };
        let roles = |literal: bool| (0..case.args.len()).map(|place| role(place, literal)).collect::<Vec<_>>();
        let mut ways = vec![roles(false), roles(true)];
        ways.dedup();
        ways
    });
    let twice = takes_one_value_twice(case).then(|| vec![Role::Varied, Role::First]);
    varied.chain(twice).map(|roles| Use { roles }).collect()
}

fn takes_one_value_twice(case: &Case) -> bool {
    let shape = |datum: &Datum| if let Datum::Tensor(tensor) = datum { tensor.shape() } else { (1, 1) };
    let [one, two] = &case.args[..] else { return false };
    // A vector is parallel to itself, which is a kink of the angle.
    case.rule.name != "angle"
        && case.kinds[0] == case.kinds[1]
        && case.kinds[0].is_differentiable()
        && shape(one) == shape(two)
}

/// The sets of varied arguments to check: all of them, where they are few.
fn subsets(places: &[usize]) -> Vec<Vec<usize>> {
    let every_other = places.iter().copied().step_by(2).collect();
    match places {
        [] => vec![Vec::new()],
        [_] | [_, _] | [_, _, _] => (1..1_usize << places.len())
            .map(|mask| (0..places.len()).filter(|bit| mask >> bit & 1 == 1).map(|bit| places[bit]).collect())
            .collect(),
        [first, ..] => vec![places.to_vec(), every_other, vec![*first]],
    }
}

impl Use {
    /// The Program that uses the operation so.
    pub(super) fn subject(&self, case: &Case) -> Subject {
        let builder = Builder::new();
        let (mut params, mut wrt, mut args, mut operands) = (Vec::new(), Vec::new(), Vec::new(), Vec::<Value>::new());
        for (place, role) in self.roles.iter().enumerate() {
            match role {
                Role::Varied | Role::Parameter => {
                    // A factor is made of the matrix that it stands for.
                    let param = builder.fresh(case.kinds[place].tangent(), *role == Role::Varied);
                    if *role == Role::Varied {
                        wrt.push(params.len());
                    }
                    params.push(param);
                    args.push(case.args[place].clone());
                    operands.push(factored(&builder, param, &case.kinds[place]));
                }
                Role::Literal => operands.push(literal(&builder, &case.args[place])),
                Role::First => operands.push(operands[0]),
            }
        }
        let result = builder.apply_as(case.rule, &operands, case.result.clone());
        let result = read(&builder, result, &case.result);
        Subject { program: builder.finish(params, vec![result]), wrt, args }
    }
}

/// A matrix as its factors, where those are asked for.
fn factored(builder: &Builder, matrix: Value, kind: &Kind) -> Value {
    let Kind::Factor(which, _) = kind else { return matrix };
    let truth = || builder.constant(Constant::Bool(true), Kind::Bool);
    match which {
        Factorization::Cholesky => builder.apply(&cholesky::CHOLESKY, &[matrix]),
        Factorization::Lu => builder.apply(&lu::LU, &[matrix]),
        Factorization::Qr => builder.apply(&qr::QR, &[matrix]),
        Factorization::SymmetricEigen => builder.apply(&eigen::SYMMETRIC_EIGEN, &[matrix]),
        Factorization::Svd => builder.apply(&svd::SVD, &[matrix, truth(), truth()]),
    }
}

/// What the factors of a matrix are read for.
fn read(builder: &Builder, result: Value, kind: &Kind) -> Value {
    let Kind::Factor(which, _) = kind else { return result };
    match which {
        Factorization::Cholesky => builder.apply(&cholesky::CHOLESKY_L, &[result]),
        Factorization::Lu => builder.apply(&lu::LU_INVERSE, &[result]),
        Factorization::Qr => builder.apply(&qr::QR_INVERSE, &[result]),
        Factorization::SymmetricEigen => builder.apply(&eigen::EIGENVALUES, &[result]),
        Factorization::Svd => builder.apply(&svd::SINGULAR_VALUES, &[result]),
    }
}

fn literal(builder: &Builder, datum: &Datum) -> Value {
    match datum {
        Datum::Real(number) => builder.real(*number),
        Datum::Int(number) => builder.int(*number),
        Datum::Bool(truth) => builder.constant(Constant::Bool(*truth), crate::ir::Kind::Bool),
        Datum::Tensor(_) | Datum::Array(_) | Datum::Pullback(..) => unreachable!("{datum:?} can't be written"),
    }
}

impl fmt::Display for Use {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "use {:?}", self.roles)
    }
}
