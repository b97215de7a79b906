use autodiff::differentiate;
use nalgebra::{Isometry3, Matrix3, Point3, Quaternion, Rotation3, Unit, UnitQuaternion, Vector3};

#[differentiate]
fn power(v: &Vector3<f64>) -> f64 {
    UnitQuaternion::new(*v).powf(0.5).angle()
}

#[differentiate]
fn axis(v: &Vector3<f64>) -> f64 {
    Rotation3::new(*v).axis().unwrap().x
}

#[differentiate]
fn of_a_pose(v: &Vector3<f64>) -> f64 {
    Isometry3::new(*v, *v).lerp_slerp(&Isometry3::identity(), 0.5).translation.x
}

#[differentiate]
fn with_a_closure(v: &Vector3<f64>) -> f64 {
    Point3::from(*v).map(|x| x * x).x
}

#[differentiate]
fn towards(v: &Vector3<f64>) -> f64 {
    Rotation3::face_towards(v, &Vector3::y()).angle()
}

/// A matrix that varies freely is no rotation.
#[differentiate]
fn unchecked_matrix(m: &Matrix3<f64>) -> f64 {
    Rotation3::from_matrix_unchecked(*m).angle()
}

#[differentiate]
fn unchecked_quaternion(v: &Vector3<f64>) -> f64 {
    UnitQuaternion::new_unchecked(Quaternion::from_imag(*v)).angle()
}

#[differentiate]
fn unchecked_direction(v: &Vector3<f64>) -> f64 {
    Unit::new_unchecked(*v).x
}

fn main() {}
