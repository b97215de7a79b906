//! Parameters and locals that are called like generated names.

use derivatives::differentiate;
use nalgebra::DVector;

/// Names of adjoints, tangents, buffers and results.
#[differentiate(crate = derivatives)]
#[must_use]
#[allow(clippy::similar_names, clippy::too_many_arguments)]
pub fn roles(x: f64, x_bar: f64, x_dot: f64, d_x: f64, result_bar: f64, value: f64, product: f64, entry: f64) -> f64 {
    let y = x * x_bar;
    let y_bar = y.sin() * x_dot;
    let y_bar_bar = y_bar * d_x + result_bar;
    let sum = y_bar_bar * value + y;
    let difference = sum * product - entry;
    let cotangent = difference * y_bar;
    cotangent * cotangent
}

/// Names of entries and of closures' parameters.
#[differentiate(crate = derivatives)]
#[must_use]
pub fn entries(v: &DVector<f64>, entry: f64, mapped: f64) -> f64 {
    let v_bar = v.map(|entry| entry * mapped);
    let entry_bar = v_bar.zip_map(v, |v, entry_1| v * entry_1 + entry);
    entry_bar.norm_squared()
}

/// Shadowed names, in blocks and branches.
#[differentiate(crate = derivatives)]
#[must_use]
#[allow(clippy::shadow_unrelated)]
pub fn shadowed(x: f64) -> f64 {
    let y = x * 2.0;
    let x = {
        let y = x + 1.0;
        let x = y * y;
        x * y
    };
    let y = if y > 1.0 {
        let x = x * y;
        x + y
    } else {
        y
    };
    x * y
}

/// Raw identifiers.
#[differentiate(wrt(r#type), crate = derivatives)]
#[must_use]
pub fn r#match(r#type: f64, r#in: i32) -> f64 {
    let r#loop = r#type.powi(r#in);
    r#loop * r#type
}

/// Names of arguments, places, branches and holes, in every form.
#[derivatives::differentiate(crate = derivatives, hvp, jvp, jacobian, taylor)]
#[must_use]
#[allow(clippy::too_many_arguments)]
pub fn places(value: f64, gradient: f64, result: f64, chosen: f64, cotangent: f64, t: f64, i: f64, len: f64) -> f64 {
    let result_bar = value * gradient;
    let t_1 = if result > 0.0 { result_bar.sin() } else { chosen };
    let argument_0 = t_1 * cotangent;
    let probe = argument_0 * t;
    let hole_0 = probe * i;
    hole_0 * len + value
}

/// The same of vectors.
#[derivatives::differentiate(crate = derivatives, hvp, jvp, taylor)]
#[must_use]
pub fn closures(pullback: &nalgebra::Vector2<f64>, total: &nalgebra::Vector2<f64>) -> f64 {
    let entry = pullback.component_mul(total);
    entry.map(f64::exp).sum() + entry.map(|entry| entry * 2.0).norm()
}

/// The same of loops and records.
#[derivatives::differentiate(crate = derivatives, hvp, jvp)]
#[must_use]
#[allow(clippy::needless_range_loop)]
pub fn records(before: &[f64], record: usize) -> f64 {
    let mut p = before[0];
    let mut p_before = 0.0;
    for i in 0..record {
        let len = before[i] * p;
        p = len + p_before;
        p_before = p * 0.5;
    }
    p
}

/// Capital letters.
#[derivatives::differentiate(crate = derivatives, wrt(X), jvp, hvp)]
#[must_use]
#[allow(non_snake_case)]
pub fn capitals(X: &nalgebra::DMatrix<f64>, W: &nalgebra::DMatrix<f64>) -> f64 {
    let Y = X * W;
    let Z = Y.map(|Y| Y * Y);
    Z.sum()
}

/// Raw identifiers of functions, parameters, methods and fields.
#[derivatives::differentiate(crate = derivatives, jvp, wrt(r#fn))]
#[must_use]
pub fn r#type(r#fn: f64, r#in: &[f64]) -> f64 {
    let mut r#loop = r#fn;
    for r#match in r#in {
        r#loop *= r#match;
    }
    r#loop
}

/// A call of that.
#[derivatives::differentiate(crate = derivatives, hvp)]
#[must_use]
pub fn calling(r#type: f64) -> f64 {
    crate::names::r#type(r#type * r#type, &[2.0])
}

/// Raw identifiers of fields.
#[derive(Clone, Debug, derivatives::Differentiable)]
#[differentiable(crate = derivatives)]
pub struct Raw {
    /// One.
    pub r#type: f64,
    /// Another.
    pub r#loop: DVector<f64>,
}

/// A function of it.
#[derivatives::differentiate(crate = derivatives, jvp)]
#[must_use]
pub fn of_fields(raw: &Raw) -> f64 {
    let Raw { r#type, r#loop } = raw;
    r#type * r#loop.norm_squared() * raw.r#type
}

#[derivatives::differentiate(crate = derivatives, jvp)]
impl Raw {
    /// A method.
    #[must_use]
    pub fn r#match(&self, r#in: f64) -> f64 {
        let factor: f64 = self.r#type;
        factor * self.r#move(r#in)
    }

    fn r#move(&self, x: f64) -> f64 {
        let factor: f64 = self.r#type;
        factor * x
    }
}

/// A function that is no more.
#[deprecated(note = "for a test")]
#[must_use]
pub fn gone() -> f64 {
    2.0
}

/// What the user allows stays so.
#[allow(deprecated)]
#[derivatives::differentiate(crate = derivatives, jvp)]
#[must_use]
pub fn lenient(x: f64) -> f64 {
    let factor: f64 = gone();
    x * factor
}

#[cfg(test)]
mod tests {
    use nalgebra::{DMatrix, DVector, Vector2};

    #[test]
    fn derivatives_under_names_of_generated_code() {
        let gradient = super::places::gradient(1.0, 0.5, 1.0, 4.0, 5.0, 6.0, 7.0, 8.0);
        let product = 5.0 * 6.0 * 7.0 * 8.0;
        assert!((gradient.0 - (0.5 * 0.5_f64.cos() * product + 1.0)).abs() < 1e-9);
        assert!((gradient.7 - 0.5_f64.sin() * 210.0).abs() < 1e-9);
        let (p, t) = (Vector2::new(0.3, -0.4), Vector2::new(0.7, 1.1));
        derivatives::check!(super::closures(&p, &t), wrt(p, t), gradient, vjp, jvp, hvp);
        let before = [0.3, 0.9, 0.5];
        derivatives::check!(super::records(&before, 3), wrt(before), gradient, vjp, jvp, hvp);
        let (x, w) = (DMatrix::identity(2, 2), DMatrix::from_element(2, 3, 0.5));
        derivatives::check!(super::capitals(&x, &w), wrt(x), gradient, jvp, hvp);
    }

    #[test]
    fn derivatives_under_raw_names() {
        assert_eq!(super::r#type::gradient(1.0, &[2.0, 3.0]).to_bits(), 6.0_f64.to_bits());
        assert_eq!(super::calling::gradient(3.0).to_bits(), 12.0_f64.to_bits());
        let raw = super::Raw { r#type: 2.0, r#loop: DVector::from_element(2, 1.0) };
        let gradient = super::of_fields::gradient(&raw);
        assert_eq!((gradient.r#type.to_bits(), gradient.r#loop[0].to_bits()), (8.0_f64.to_bits(), 8.0_f64.to_bits()));
        let (by_raw, by_in) = raw.match_gradient(1.0);
        assert_eq!((by_raw.r#type.to_bits(), by_in.to_bits()), (4.0_f64.to_bits(), 4.0_f64.to_bits()));
        assert_eq!(super::lenient::gradient(1.0).to_bits(), 2.0_f64.to_bits());
    }

    fn difference(f: impl Fn(f64) -> f64, x: f64) -> f64 {
        (f(x + 1e-6) - f(x - 1e-6)) / 2e-6
    }

    #[test]
    fn gradients() {
        let gradient = super::roles::gradient(0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.1);
        let by_x = difference(|x| super::roles(x, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.1), 0.3);
        let by_d_x = difference(|d_x| super::roles(0.3, 0.4, 0.5, d_x, 0.7, 0.8, 0.9, 1.1), 0.6);
        assert!((gradient.0 - by_x).abs() < 1e-8);
        assert!((gradient.3 - by_d_x).abs() < 1e-8);

        let v = DVector::from_vec(vec![0.3, -0.2]);
        let (_, by_entry, by_mapped) = super::entries::gradient(&v, 0.5, 0.7);
        assert!((by_entry - difference(|entry| super::entries(&v, entry, 0.7), 0.5)).abs() < 1e-8);
        assert!((by_mapped - difference(|mapped| super::entries(&v, 0.5, mapped), 0.7)).abs() < 1e-8);

        for x in [0.3, 0.8] {
            assert!((super::shadowed::gradient(x) - difference(super::shadowed, x)).abs() < 1e-6);
        }
        assert!((super::r#match::gradient(1.2, 3) - 4.0 * 1.2_f64.powi(3)).abs() < 1e-12);
        let mut into = 0.0;
        let value = super::r#match::value_and_gradient_into(1.2, 3, &mut into);
        assert!((value - 1.2_f64.powi(4)).abs() < 1e-12);
    }
}
