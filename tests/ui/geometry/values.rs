use autodiff::differentiate;
use nalgebra::{Isometry3, Point3, Rotation3, UnitQuaternion, Vector3, center, distance};

#[differentiate(wrt(v))]
fn collected(v: &Vector3<f64>, points: &[Point3<f64>]) -> f64 {
    let pose = Isometry3::new(*v, *v);
    let moved = points.iter().map(|p| pose * p).collect::<Vec<_>>();
    moved[0].x
}

#[differentiate]
fn listed(v: &Vector3<f64>) -> f64 {
    let turns = [Rotation3::new(*v), Rotation3::identity()];
    turns[0].angle()
}

#[differentiate]
fn matrix_and_quaternion(v: &Vector3<f64>) -> f64 {
    (Rotation3::new(*v) * UnitQuaternion::new(*v)).angle()
}

#[differentiate(wrt(v))]
fn without_a_path(v: &Vector3<f64>, q: &Point3<f64>) -> f64 {
    distance(&Point3::from(*v), q) + center(&Point3::from(*v), q).x
}

fn main() {}
