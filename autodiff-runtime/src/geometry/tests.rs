use std::vec::Vec;

use nalgebra::{Matrix3, Quaternion, Rotation3, UnitQuaternion, Vector3, Vector4};

use super::{
    angular_velocity, arc, conjugate, davenport, hamilton, imaginary, pure, quaternion, rotation, rotation_form,
    rotation_matrix, stumpff, vee,
};

/// The series with far more terms than are needed, from the smallest up.
fn exact(t: f64, k: u32) -> f64 {
    let factorial = |n: u32| (1..=n).map(f64::from).product::<f64>();
    let terms = (0..40).map(|j| (-t).powi(j) / factorial(k + 2 * j as u32)).collect::<Vec<_>>();
    terms.iter().rev().sum()
}

#[track_caller]
fn close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance * expected.abs().max(1e-300), "{found:e}, not {expected:e}");
}

#[test]
fn stumpff_functions_on_both_sides_of_the_thresholds() {
    for t in [0.0, 1e-300, 1e-18, 1e-8, 1e-4, 0.3, 0.999, 1.0, 1.001, 3.999, 4.0, 4.001] {
        for k in 0..8 {
            close(stumpff(t, k), exact(t, k as u32), 1e-14);
        }
    }
    for t in [9.0, 15.999, 16.0, 16.001] {
        for k in 2..8 {
            close(stumpff(t, k), exact(t, k as u32), 1e-13);
        }
    }
    for theta in [3.0_f64, 3.12, 4.5, 6.2, 20.0] {
        let t = theta * theta;
        close(stumpff(t, 0), theta.cos(), 1e-14);
        close(stumpff(t, 1), theta.sin() / theta, 1e-13);
        close(stumpff(t, 2), (1.0 - theta.cos()) / t, 1e-13);
        close(stumpff(t, 3), (theta - theta.sin()) / (t * theta), 1e-14);
    }
}

/// The closed form of a high order cancels far beyond the threshold of the low ones.
#[test]
fn stumpff_functions_of_high_order_keep_their_digits() {
    for t in [4.1, 6.0, 9.0, 15.0] {
        for k in 6..11 {
            close(stumpff(t, k), exact(t, k as u32), 4e-15);
        }
    }
}

#[test]
fn stumpff_functions_in_single_precision() {
    for t in [0.0_f32, 1e-30, 1e-9, 0.5, 1.0, 3.9, 4.1, 30.0] {
        for k in 0..5 {
            let expected = stumpff(f64::from(t), k);
            let found = f64::from(stumpff(t, k));
            assert!((found - expected).abs() < 2e-6 * expected.abs().max(0.01), "{k} at {t}: {found}, not {expected}");
        }
    }
}

#[test]
fn the_arc_and_its_derivatives_on_both_sides_of_the_threshold() {
    // θ / sin θ, at angles of both signs of the cosine.
    for theta in [0.01_f64, 0.5, 1.04, 1.05, 1.2, 2.0, 3.0] {
        close(arc(theta.cos(), 0), theta / theta.sin(), 1e-13);
    }
    close(arc(1.0, 0), 1.0, 0.0);
    close(arc(1.0, 1), -1.0 / 3.0, 1e-15);
    close(arc(1.0, 2), 4.0 / 15.0, 1e-15);
    // The equation that it solves: (1 - c²) f' = c f - 1, and its derivative.
    for c in [1.0_f64 - 1e-9, 0.999, 0.9, 0.501, 0.4999, 0.2, -0.5, -0.9] {
        let (f, f1, f2, f3) = (arc(c, 0), arc(c, 1), arc(c, 2), arc(c, 3));
        let s = 1.0 - c * c;
        assert!((s * f1 - (c * f - 1.0)).abs() < 1e-14 * f.max(1.0), "{c}");
        assert!((s * f2 - (3.0 * c * f1 + f)).abs() < 1e-13 * f.max(1.0), "{c}");
        assert!((s * f3 - (5.0 * c * f2 + 4.0 * f1)).abs() < 1e-11 * f2.abs().max(1.0), "{c}");
    }
    for n in 0..4 {
        close(arc(0.5 + 1e-12, n), arc(0.5 - 1e-12, n), 1e-10);
    }
}

fn vectors() -> Vec<Vector3<f64>> {
    let direction = Vector3::new(0.6, -0.3, 0.7).normalize();
    [0.0, 1e-200, 1e-9, 1e-4, 0.3, 0.99999, 1.0, 1.00001, 2.5, std::f64::consts::PI - 1e-6, 6.0]
        .map(|angle| direction * angle)
        .into()
}

#[test]
fn the_exponential_map_is_that_of_nalgebra() {
    for w in vectors() {
        assert_eq!(rotation(&w), Rotation3::new(w).into_inner());
        assert_eq!(quaternion(&w), UnitQuaternion::new(w).coords);
        assert!((rotation_matrix(&quaternion(&w)) - rotation(&w)).norm() < 1e-15 * 10.0);
    }
}

#[test]
fn the_angular_velocity_is_that_of_differences() {
    let v = Vector3::new(0.4, 1.1, -0.8);
    for w in vectors() {
        // A fourth-order difference of the matrix.
        let h = 1e-3;
        let at = |s: f64| Rotation3::new(w + v * s).into_inner();
        let rate = (at(-2.0 * h) - at(-h) * 8.0 + at(h) * 8.0 - at(2.0 * h)) / (12.0 * h);
        let omega = angular_velocity(&w, &v);
        assert!((at(0.0) * omega.cross_matrix() - rate).norm() < 1e-11, "at {w:?}");
        // The transpose is the same map for -w.
        let t = Vector3::new(-0.2, 0.9, 0.5);
        assert!((t.dot(&omega) - angular_velocity(&-w, &t).dot(&v)).abs() < 1e-14);
    }
}

#[test]
fn quaternions_are_those_of_nalgebra() {
    let (p, q) = (Vector4::new(0.3_f64, -1.2, 0.5, 0.8), Vector4::new(-0.7, 0.2, 1.5, -0.4));
    let product = Quaternion::from_vector(p) * Quaternion::from_vector(q);
    assert!((hamilton(&p, &q) - product.coords).norm() < 1e-15);
    assert_eq!(conjugate(&p), Quaternion::from_vector(p).conjugate().coords);
    assert_eq!(imaginary(&p), Quaternion::from_vector(p).imag());
    assert_eq!(imaginary(&pure(&imaginary(&p))), imaginary(&p));
    let unit = UnitQuaternion::new_normalize(Quaternion::from_vector(p));
    assert!((rotation_matrix(&unit.coords) - unit.to_rotation_matrix().into_inner()).norm() < 1e-15);
}

#[test]
fn what_is_transposed_is_adjoint() {
    let (p, q) = (Vector4::new(0.3_f64, -1.2, 0.5, 0.8), Vector4::new(-0.7, 0.2, 1.5, -0.4));
    let m = Matrix3::new(0.3, 1.0, -2.0, 0.7, -0.4, 0.1, 1.3, 0.6, -0.9);
    let x = Vector3::new(0.2_f64, -0.5, 1.1);
    assert!((p.dot(&davenport(&m, &q)) - m.dot(&rotation_form(&p, &q))).abs() < 1e-14);
    assert!((rotation_form(&p, &q) - rotation_form(&q, &p)).norm() < 1e-15);
    assert!((vee(&m).dot(&x) - m.dot(&x.cross_matrix())).abs() < 1e-14);
}
