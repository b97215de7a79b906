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

#[cfg(test)]
mod tests {
    use nalgebra::DVector;

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
