//! Data as vectors of numbers.

use crate::ir::interpret::Datum;

/// The numbers of reals, vectors, matrices and arrays of them, in order.
pub(crate) fn flat(data: &[Datum]) -> Vec<f64> {
    data.iter()
        .flat_map(|datum| match datum {
            Datum::Real(number) => vec![*number],
            Datum::Tensor(tensor) => tensor.as_slice().to_vec(),
            Datum::Array(elements) => flat(elements),
            Datum::Int(_) | Datum::Bool(_) | Datum::Pullback(..) => panic!("{datum:?} is not real"),
        })
        .collect()
}

/// `value + step · tangent`
pub(crate) fn moved(value: &Datum, step: f64, tangent: &Datum) -> Datum {
    match (value, tangent) {
        (Datum::Real(value), Datum::Real(tangent)) => (value + step * tangent).into(),
        (Datum::Tensor(value), Datum::Tensor(tangent)) => (value + tangent * step).into(),
        (Datum::Array(values), Datum::Array(tangents)) => {
            assert_eq!(values.len(), tangents.len(), "a tangent has the length of its value");
            values.iter().zip(tangents).map(|(value, tangent)| moved(value, step, tangent)).collect::<Vec<_>>().into()
        }
        (value, tangent) => panic!("{tangent:?} is no tangent of {value:?}"),
    }
}

/// The inner product, and the sum of the magnitudes of its terms.
pub(crate) fn inner(one: &[Datum], two: &[Datum]) -> (f64, f64) {
    let (one, two) = (flat(one), flat(two));
    assert_eq!(one.len(), two.len(), "a cotangent has the shape of its value");
    let terms = || one.iter().zip(&two).map(|(one, two)| one * two);
    (terms().sum(), terms().map(f64::abs).sum())
}

/// The largest finite magnitude, and 1 at least.
pub(crate) fn scale(numbers: &[f64]) -> f64 {
    numbers.iter().filter(|number| number.is_finite()).fold(1.0, |scale, number| scale.max(number.abs()))
}

/// Whether two numbers agree, infinities and NaN included.
pub(crate) fn agree(one: f64, two: f64, tolerance: f64) -> bool {
    one == two || (one.is_nan() && two.is_nan()) || (one - two).abs() <= tolerance
}

/// Checks that numbers agree but for rounding.
///
/// # Errors
/// The first pair that does not, and what the numbers are.
pub(crate) fn same(what: &str, one: &[f64], two: &[f64]) -> Result<(), String> {
    if one.len() != two.len() {
        return Err(format!("{what}: {} numbers, not {}", two.len(), one.len()));
    }
    let tolerance = 1e-11 * scale(one).max(scale(two));
    match one.iter().zip(two).position(|(one, two)| !agree(*one, *two, tolerance)) {
        Some(place) => Err(format!("{what}: number {place} is {:?}, not {:?}", two[place], one[place])),
        None => Ok(()),
    }
}
