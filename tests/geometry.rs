//! Rotations of nalgebra within differentiated functions: how they are made, what they do to vectors, and their
//! logarithms; at the identity, near it, and far from it.

mod common;

use std::f64::consts::{FRAC_PI_2, FRAC_PI_3, PI, TAU};

use autodiff::{check, differentiate};
use common::{assert_close, assert_within};
use nalgebra::{
    Matrix2, Matrix3, Quaternion, Rotation2, Rotation3, Unit, UnitComplex, UnitQuaternion, UnitVector3, Vector2,
    Vector3, Vector4,
};

/// Rotation vectors of all lengths below π, with thresholds of power series among them.
fn rotation_vectors() -> Vec<Vector3<f64>> {
    let axis = Vector3::new(0.48, -0.6, 0.64);
    let small = [0.0, 1e-200, 1e-12, 1e-9, 1e-6, 1e-4, 0.03, 0.3, 0.9999, 1.0, 1.0001];
    let large = [FRAC_PI_3 - 1e-9, FRAC_PI_3 + 1e-9, FRAC_PI_2 - 1e-4, FRAC_PI_2 + 1e-4, 2.0, 3.0, PI - 1e-3];
    small.iter().chain(&large).map(|angle| axis * *angle).collect()
}

#[differentiate(jacobian, jvp)]
fn turned(w: &Vector3<f64>, p: &Vector3<f64>) -> Vector3<f64> {
    Rotation3::new(*w) * p
}

#[differentiate(jacobian, jvp)]
fn turned_by_quaternion(w: &Vector3<f64>, p: &Vector3<f64>) -> Vector3<f64> {
    UnitQuaternion::from_scaled_axis(*w) * p
}

#[test]
fn b9_a_turn_at_the_identity() {
    let p = Vector3::new(1.0, 2.0, 3.0);
    let expected = Matrix3::new(0.0, 3.0, -2.0, -3.0, 0.0, 1.0, 2.0, -1.0, 0.0);
    let zero = Vector3::zeros();
    assert_eq!(turned::jacobian(&zero, &p), (expected, Matrix3::identity()));
    assert_eq!(turned_by_quaternion::jacobian(&zero, &p), (expected, Matrix3::identity()));
}

/// `∂(R p)/∂w = -R [p]ₓ J(w)` with `J = I - (1-cos θ)/θ² [w]ₓ + (θ - sin θ)/θ³ [w]ₓ²`, summed from its power series.
fn turned_by_rotation_vector(w: &Vector3<f64>, p: &Vector3<f64>) -> Matrix3<f64> {
    let cross = w.cross_matrix();
    let (mut term, mut j) = (Matrix3::identity(), Matrix3::identity());
    for order in 1..60 {
        term *= -cross / (order + 1) as f64;
        j += term;
    }
    -Rotation3::new(*w).matrix() * p.cross_matrix() * j
}

#[test]
fn the_exponential_map_at_all_angles() {
    let p = Vector3::new(0.7, -1.1, 0.4);
    let d = Vector3::new(0.3, 0.5, -0.2);
    for w in rotation_vectors() {
        let expected = turned_by_rotation_vector(&w, &p);
        for (by_w, by_p) in [turned::jacobian(&w, &p), turned_by_quaternion::jacobian(&w, &p)] {
            assert_within(&by_w, &expected, 1e-14);
            assert_within(&by_p, Rotation3::new(w).matrix(), 1e-14);
        }
        let zero = Vector3::zeros();
        assert_within(&turned::jvp(&w, &p, &d, &zero).1, &(expected * d), 1e-14);
        assert_within(&turned_by_quaternion::jvp(&w, &p, &d, &zero).1, &(expected * d), 1e-14);
        let (value, pullback) = turned::vjp(&w, &p);
        assert_eq!(value, turned(&w, &p));
        assert_within(&pullback(&d).0, &expected.tr_mul(&d), 1e-14);
    }
}

#[differentiate(wrt(w), hessian, hvp)]
fn alignment(w: &Vector3<f64>, p: &Vector3<f64>, q: &Vector3<f64>) -> f64 {
    q.dot(&(Rotation3::new(*w) * p))
}

#[differentiate(wrt(w), hessian, hvp)]
fn alignment_by_quaternion(w: &Vector3<f64>, p: &Vector3<f64>, q: &Vector3<f64>) -> f64 {
    q.dot(&(UnitQuaternion::new(*w) * p))
}

#[test]
fn second_derivatives_at_all_angles() {
    let (p, q) = (Vector3::new(0.7, -1.1, 0.4), Vector3::new(-0.2, 0.8, 1.3));
    let v = Vector3::new(0.3, 0.5, -0.2);
    // At zero, R = I + [w] + [w]²/2: the Hessian is that of q·(w (w·p) - p (w·w))/2.
    let at_zero = (q * p.transpose() + p * q.transpose()) / 2.0 - Matrix3::identity() * p.dot(&q);
    assert_close(&alignment::hessian(&Vector3::zeros(), &p, &q), &at_zero);
    assert_close(&alignment_by_quaternion::hessian(&Vector3::zeros(), &p, &q), &at_zero);
    for w in rotation_vectors() {
        let hessian = alignment::hessian(&w, &p, &q);
        assert_within(&alignment_by_quaternion::hessian(&w, &p, &q), &hessian, 1e-13);
        assert_within(&alignment::hvp(&w, &p, &q, &v), &(hessian * v), 1e-13);
        assert_within(&alignment_by_quaternion::hvp(&w, &p, &q, &v), &(hessian * v), 1e-13);
        check::gradient(|w| alignment(w, &p, &q), &w, &alignment::gradient(&w, &p, &q)).unwrap();
        check::hessian(|w| alignment::gradient(w, &p, &q), &w, &hessian).unwrap();
    }
    // Across the threshold of a series nothing jumps.
    let axis = Vector3::new(0.48, -0.6, 0.64);
    for angle in [1.0, 2.0, 4.0] {
        let at = |angle: f64| alignment::hessian(&(axis * angle), &p, &q);
        assert_within(&at(angle - 1e-13), &at(angle + 1e-13), 1e-11);
    }
}

#[differentiate(jacobian)]
fn logarithm(w: &Vector3<f64>) -> Vector3<f64> {
    Rotation3::new(*w).scaled_axis()
}

#[differentiate(jacobian)]
fn logarithm_of_quaternion(w: &Vector3<f64>) -> Vector3<f64> {
    UnitQuaternion::new(*w).scaled_axis()
}

#[test]
fn the_logarithm_undoes_the_exponential_map() {
    let identity = Matrix3::<f64>::identity();
    for w in rotation_vectors() {
        // Close to π the matrix alone says little of the axis: half of the digits are lost.
        let tolerance = 1e-13 / (PI - w.norm()).min(1.0);
        assert_within(&logarithm::jacobian(&w), &identity, 10.0 * tolerance);
        assert_within(&logarithm_of_quaternion::jacobian(&w), &identity, 1e-13);
        let (value, pullback) = logarithm::vjp(&w);
        assert_within(&value, &w, tolerance);
        assert_within(&pullback(&w), &w, 10.0 * tolerance);
        assert_within(&logarithm_of_quaternion::vjp(&w).0, &w, 1e-14);
    }
    // The quaternion of the other sign.
    let w = Vector3::new(0.48, -0.6, 0.64) * 4.0;
    assert_within(&logarithm_of_quaternion(&w), &(w * (1.0 - TAU / 4.0)), 1e-14);
    check::jacobian(logarithm_of_quaternion, &w, &logarithm_of_quaternion::jacobian(&w)).unwrap();
    check::jacobian(logarithm, &w, &logarithm::jacobian(&w)).unwrap();
}

#[differentiate(wrt(w), hessian)]
fn relative_angle(w: &Vector3<f64>, v: &Vector3<f64>) -> f64 {
    Rotation3::new(*w).angle_to(&Rotation3::new(*v))
}

#[differentiate(wrt(w), hessian)]
fn relative_angle_of_quaternions(w: &Vector3<f64>, v: &Vector3<f64>) -> f64 {
    UnitQuaternion::new(*w).angle_to(&UnitQuaternion::new(*v))
}

#[differentiate(hessian)]
fn angle(w: &Vector3<f64>) -> f64 {
    Rotation3::new(*w).angle()
}

#[differentiate]
fn angle_of_quaternion(w: &Vector3<f64>) -> f64 {
    UnitQuaternion::new(*w).angle()
}

#[test]
fn angles() {
    let v = Vector3::new(0.2, -0.4, 0.1);
    for w in [Vector3::new(0.5, 0.3, -0.7), Vector3::new(-1.0, 0.2, 0.4), Vector3::new(0.2, -0.4, 0.1001)] {
        // The angle that nalgebra gives of nearly equal matrices is too coarse for differences.
        if (w - v).norm() > 0.1 {
            check::gradient(|w| relative_angle(w, &v), &w, &relative_angle::gradient(&w, &v)).unwrap();
            check::hessian(|w| relative_angle::gradient(w, &v), &w, &relative_angle::hessian(&w, &v)).unwrap();
        }
        let other = relative_angle_of_quaternions::gradient(&w, &v);
        assert_within(&relative_angle::gradient(&w, &v), &other, 1e-11);
    }
    for w in rotation_vectors().iter().filter(|w| w.norm() > 1e-100) {
        // ∂‖w‖/∂w
        assert_within(&angle::gradient(w), &w.normalize(), 1e-12 / (PI - w.norm()));
        assert_within(&angle_of_quaternion::gradient(w), &w.normalize(), 1e-14);
        let (value, _) = angle_of_quaternion::value_and_gradient(w);
        assert_within(&value, &angle_of_quaternion(w), 1e-15);
    }
    // At the identity, the subgradient of least norm, as of a norm.
    assert_eq!(angle::value_and_gradient(&Vector3::zeros()), (0.0, Vector3::zeros()));
    assert_eq!(angle_of_quaternion::value_and_gradient(&Vector3::zeros()), (0.0, Vector3::zeros()));
    assert_eq!(relative_angle::gradient(&v, &v), Vector3::zeros());
}

#[differentiate(jacobian)]
fn by_euler_angles(angles: &Vector3<f64>, p: &Vector3<f64>) -> Vector3<f64> {
    Rotation3::from_euler_angles(angles.x, angles.y, angles.z) * p
}

#[differentiate(jacobian)]
fn by_euler_angles_of_quaternion(angles: &Vector3<f64>, p: &Vector3<f64>) -> Vector3<f64> {
    let q = UnitQuaternion::from_euler_angles(angles.x, angles.y, angles.z);
    q.transform_vector(p)
}

#[test]
fn euler_angles() {
    let p = Vector3::new(0.7, -1.1, 0.4);
    for angles in [Vector3::zeros(), Vector3::new(0.3, -1.2, 2.5), Vector3::new(-0.4, FRAC_PI_2 - 1e-7, 0.1)] {
        let expected = Rotation3::from_euler_angles(angles.x, angles.y, angles.z);
        let (by_angles, by_p) = by_euler_angles::jacobian(&angles, &p);
        check::jacobian(|angles| by_euler_angles(angles, &p), &angles, &by_angles).unwrap();
        assert_close(&by_p, expected.matrix());
        let (same, by_p) = by_euler_angles_of_quaternion::jacobian(&angles, &p);
        assert_close(&same, &by_angles);
        assert_close(&by_p, expected.matrix());
        assert_eq!(by_euler_angles::vjp(&angles, &p).0, by_euler_angles(&angles, &p));
    }
}

#[differentiate(jacobian)]
fn about_axes(angles: &Vector3<f64>, p: &Vector3<f64>, axis: &UnitVector3<f64>) -> Vector3<f64> {
    let first = Rotation3::from_axis_angle(&Vector3::z_axis(), angles.x);
    let second = Rotation3::from_axis_angle(axis, angles.y);
    let third = Rotation3::from_axis_angle(&Unit::new_normalize(Vector3::new(1.0, 1.0, 0.0)), angles.z);
    first * second * third * p
}

#[differentiate(jacobian)]
fn about_axes_by_quaternions(angles: &Vector3<f64>, p: &Vector3<f64>, axis: &UnitVector3<f64>) -> Vector3<f64> {
    let first = UnitQuaternion::from_axis_angle(&Vector3::z_axis(), angles.x);
    let second = UnitQuaternion::from_axis_angle(axis, angles.y);
    let third = UnitQuaternion::from_axis_angle(&UnitVector3::new_normalize(Vector3::new(1.0, 1.0, 0.0)), angles.z);
    (first * second * third) * p
}

#[differentiate(jacobian)]
fn about_a_varied_axis(axis: &Vector3<f64>, angle: f64, p: &Vector3<f64>) -> Vector3<f64> {
    let axis = Unit::new_normalize(*axis);
    Rotation3::from_axis_angle(&axis, angle) * p + axis.into_inner() * angle
}

#[test]
fn axes_and_angles() {
    let p = Vector3::new(0.7, -1.1, 0.4);
    let axis = UnitVector3::new_normalize(Vector3::new(0.2, 0.3, -0.9));
    for angles in [Vector3::zeros(), Vector3::new(0.3, -1.2, 2.5)] {
        let (by_angles, by_p) = about_axes::jacobian(&angles, &p, &axis);
        check::jacobian(|angles| about_axes(angles, &p, &axis), &angles, &by_angles).unwrap();
        check::jacobian(|p| about_axes(&angles, p, &axis), &p, &by_p).unwrap();
        let same = about_axes_by_quaternions::jacobian(&angles, &p, &axis);
        assert_close(&same.0, &by_angles);
        assert_close(&same.1, &by_p);
        assert_close(&about_axes::vjp(&angles, &p, &axis).0, &about_axes(&angles, &p, &axis));
    }
    let point = (Vector3::new(0.4, 1.3, -0.2), 0.8, p);
    let (value, pullback) = about_a_varied_axis::vjp(&point.0, point.1, &point.2);
    assert_close(&value, &about_a_varied_axis(&point.0, point.1, &point.2));
    check::vjp(|(a, t, p): &(_, _, _)| about_a_varied_axis(a, *t, p), &pullback, &point, &Vector3::new(1.0, -2.0, 0.5))
        .unwrap();
}

#[differentiate(jacobian)]
fn inverses(w: &Vector3<f64>, v: &Vector3<f64>, p: &Vector3<f64>) -> Vector3<f64> {
    let (one, two) = (Rotation3::from_scaled_axis(*w), Rotation3::from_scaled_axis(*v));
    let there = (one.inverse() * two).transform_vector(p);
    let back = (two.transpose() * one).inverse_transform_vector(&there);
    let by_quotient = one / two * back + one.rotation_to(&two) * p;
    by_quotient + one.matrix() * two.into_inner() * there
}

#[differentiate(jacobian)]
fn inverses_of_quaternions(w: &Vector3<f64>, v: &Vector3<f64>, p: &Vector3<f64>) -> Vector3<f64> {
    let (one, two) = (UnitQuaternion::from_scaled_axis(*w), UnitQuaternion::from_scaled_axis(*v));
    let there = (one.inverse() * two).transform_vector(p);
    let back = (two.conjugate() * one).inverse_transform_vector(&there);
    let by_quotient = one / two * back + one.rotation_to(&two) * p;
    by_quotient + one.to_rotation_matrix().matrix() * (two.to_rotation_matrix() * there)
}

#[test]
fn products_and_inverses() {
    let (w, v, p) = (Vector3::new(0.3, -0.5, 0.8), Vector3::new(-0.9, 0.2, 0.1), Vector3::new(0.7, -1.1, 0.4));
    let jacobians = inverses::jacobian(&w, &v, &p);
    check::jacobian(|w| inverses(w, &v, &p), &w, &jacobians.0).unwrap();
    check::jacobian(|v| inverses(&w, v, &p), &v, &jacobians.1).unwrap();
    check::jacobian(|p| inverses(&w, &v, p), &p, &jacobians.2).unwrap();
    let same = inverses_of_quaternions::jacobian(&w, &v, &p);
    assert_close(&same.0, &jacobians.0);
    assert_close(&same.1, &jacobians.1);
    assert_close(&same.2, &jacobians.2);
    assert_close(&inverses::vjp(&w, &v, &p).0, &inverses(&w, &v, &p));
    assert_close(&inverses_of_quaternions::vjp(&w, &v, &p).0, &inverses_of_quaternions(&w, &v, &p));
}

#[differentiate(jacobian)]
fn coordinates_of_quaternions(raw: &Vector4<f64>, w: &Vector3<f64>) -> Vector4<f64> {
    let raw = Quaternion::new(raw[0], raw[1], raw[2], raw[3]);
    let unit = UnitQuaternion::from_quaternion(raw);
    let product = unit * UnitQuaternion::new(*w);
    let plain = raw * Quaternion::from_parts(w.x, *w) * raw.norm();
    Vector4::new(product.i * plain.w, product.j - plain.i, product.k * plain.j, product.w + plain.k)
        + product.coords * product.quaternion().scalar()
        + (raw.conjugate() - Quaternion::from_imag(*w)).coords
}

#[differentiate]
fn imaginary_part(w: &Vector3<f64>, v: &Vector3<f64>) -> f64 {
    let error = (UnitQuaternion::new(*w).inverse() * UnitQuaternion::new(*v)).imag();
    let entries = Rotation3::new(*w);
    error.norm_squared() + entries[(0, 1)] * entries[(2, 2)]
}

#[test]
fn entries_of_quaternions() {
    let (raw, w) = (Vector4::new(0.4, -1.2, 0.3, 0.9), Vector3::new(0.3, -0.5, 0.8));
    let (by_raw, by_w) = coordinates_of_quaternions::jacobian(&raw, &w);
    check::jacobian(|raw| coordinates_of_quaternions(raw, &w), &raw, &by_raw).unwrap();
    check::jacobian(|w| coordinates_of_quaternions(&raw, w), &w, &by_w).unwrap();
    assert_close(&coordinates_of_quaternions::vjp(&raw, &w).0, &coordinates_of_quaternions(&raw, &w));
    let point = (w, Vector3::new(0.1, 0.6, -0.3));
    check::gradient(|(w, v): &(_, _)| imaginary_part(w, v), &point, &imaginary_part::gradient(&point.0, &point.1))
        .unwrap();
}

#[differentiate(jacobian)]
fn b19_planar_arm(q: &Vector2<f64>) -> Vector2<f64> {
    let shoulder = Rotation2::new(q.x);
    let elbow = shoulder * Rotation2::new(q.y);
    shoulder * Vector2::x() + elbow * Vector2::new(0.7, 0.0)
}

#[differentiate(jacobian)]
fn b19_planar_arm_by_complex_numbers(q: &Vector2<f64>) -> Vector2<f64> {
    let shoulder = UnitComplex::new(q.x);
    let elbow = shoulder * UnitComplex::from_angle(q.y);
    shoulder * Vector2::x() + Vector2::new(elbow.re, elbow.im) * 0.7
}

#[differentiate(hessian)]
fn angles_in_the_plane(q: &Vector2<f64>) -> f64 {
    let (one, two) = (Rotation2::new(q.x), UnitComplex::new(q.y));
    let both = (two * UnitComplex::from_rotation_matrix(&one)).angle();
    one.inverse().angle() * two.angle_to(&UnitComplex::new(q.x * q.y)) + both.powi(3)
}

#[test]
fn rotations_of_the_plane() {
    let q = Vector2::new(0.3, 0.5);
    let value = Vector2::new(1.443031185668622, 0.7976694702910055);
    let jacobian = Matrix2::new(-0.7976694702910055, -0.5021492636296659, 1.443031185668622, 0.4876946965430158);
    assert_close(&b19_planar_arm(&q), &value);
    assert_close(&b19_planar_arm::vjp(&q).0, &value);
    assert_close(&b19_planar_arm::jacobian(&q), &jacobian);
    assert_close(&b19_planar_arm_by_complex_numbers::jacobian(&q), &jacobian);
    check::gradient(angles_in_the_plane, &q, &angles_in_the_plane::gradient(&q)).unwrap();
    check::hessian(angles_in_the_plane::gradient, &q, &angles_in_the_plane::hessian(&q)).unwrap();
}

#[differentiate(jacobian)]
fn interpolated(w: &Vector3<f64>, v: &Vector3<f64>, t: f64, p: &Vector3<f64>) -> Vector3<f64> {
    let (one, two) = (UnitQuaternion::new(*w), UnitQuaternion::new(*v));
    one.slerp(&two, t) * p + one.nlerp(&two, t) * p * 2.0 + one.lerp(&two, t).imag()
}

#[differentiate(jacobian)]
fn interpolated_matrices(w: &Vector3<f64>, v: &Vector3<f64>, t: f64, p: &Vector3<f64>) -> Vector3<f64> {
    let (one, two) = (Rotation3::new(*w), Rotation3::new(*v));
    let (left, right) = (Rotation2::new(w.x), Rotation2::new(v.y));
    let in_plane = left.slerp(&right, t) * Vector2::new(p.x, p.y);
    one.slerp(&two, t) * p + Vector3::new(in_plane.x, in_plane.y, left.to_homogeneous()[(0, 1)])
}

#[test]
fn rotations_between_two() {
    let (w, v, p) = (Vector3::new(0.3, -0.5, 0.8), Vector3::new(-0.9, 0.2, 0.1), Vector3::new(0.7, -1.1, 0.4));
    for (w, t) in [(w, 0.3), (w, 0.0), (w, 1.0), (-v, 0.6), (w * 5.0, 0.3)] {
        let (by_w, by_v, by_t, _) = interpolated::jacobian(&w, &v, t, &p);
        check::jacobian(|w| interpolated(w, &v, t, &p), &w, &by_w).unwrap();
        check::jacobian(|v| interpolated(&w, v, t, &p), &v, &by_v).unwrap();
        check::jacobian(|t| interpolated(&w, &v, *t, &p), &t, &by_t).unwrap();
        assert_close(&interpolated::vjp(&w, &v, t, &p).0, &interpolated(&w, &v, t, &p));
        let (by_w, by_v, by_t, _) = interpolated_matrices::jacobian(&w, &v, t, &p);
        check::jacobian(|w| interpolated_matrices(w, &v, t, &p), &w, &by_w).unwrap();
        check::jacobian(|v| interpolated_matrices(&w, v, t, &p), &v, &by_v).unwrap();
        check::jacobian(|t| interpolated_matrices(&w, &v, *t, &p), &t, &by_t).unwrap();
        assert_close(&interpolated_matrices::vjp(&w, &v, t, &p).0, &interpolated_matrices(&w, &v, t, &p));
    }
    // Between a rotation and itself all is smooth: half of each change.
    let (by_w, by_v, by_t, _) = interpolated_matrices::jacobian(&v, &v, 0.5, &p);
    let half = turned::jacobian(&v, &p).0 / 2.0;
    assert_close(&by_v.row(2).into_owned(), &half.row(2).into_owned());
    assert!(by_w.iter().chain(&by_t).all(|entry| entry.is_finite()));
}

#[differentiate(jacobian)]
fn roll_pitch_yaw(w: &Vector3<f64>) -> Vector3<f64> {
    let (roll, pitch, yaw) = UnitQuaternion::new(*w).euler_angles();
    let (same_roll, _, _) = Rotation3::new(*w).euler_angles();
    Vector3::new(roll + same_roll, pitch, yaw)
}

#[test]
fn euler_angles_of_rotations() {
    for w in [Vector3::new(0.3, -0.5, 0.8), Vector3::new(-2.0, 0.2, 1.1), Vector3::zeros()] {
        let jacobian = roll_pitch_yaw::jacobian(&w);
        check::jacobian(roll_pitch_yaw, &w, &jacobian).unwrap();
        assert_close(&roll_pitch_yaw::vjp(&w).0, &roll_pitch_yaw(&w));
    }
    assert_close(&roll_pitch_yaw::jacobian(&Vector3::zeros()), &Matrix3::from_diagonal(&Vector3::new(2.0, 1.0, 1.0)));
}
