use autodiff::differentiate;
use nalgebra::{Isometry3, Point3, UnitQuaternion, Vector3};

#[differentiate]
fn a_point(v: &Vector3<f64>) -> Point3<f64> {
    Point3::from(v * 2.0)
}

#[differentiate]
fn a_pose(v: &Vector3<f64>) -> Isometry3<f64> {
    Isometry3::new(*v, *v)
}

#[differentiate]
fn a_quaternion_among_others(v: &Vector3<f64>) -> (f64, UnitQuaternion<f64>) {
    (v.x, UnitQuaternion::new(*v))
}

fn main() {}
