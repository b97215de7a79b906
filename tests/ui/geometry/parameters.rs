use autodiff::differentiate;
use nalgebra::{Isometry3, Point3, Rotation3, Unit, UnitQuaternion, Vector3};

#[differentiate(wrt(rotation))]
fn by_a_rotation(rotation: &Rotation3<f64>, v: &Vector3<f64>) -> f64 {
    (rotation * v).x
}

#[differentiate(wrt(turn, v))]
fn by_a_quaternion(turn: UnitQuaternion<f64>, v: &Vector3<f64>) -> f64 {
    (turn * v).x
}

#[differentiate(wrt(pose))]
fn by_a_pose(pose: &Isometry3<f64>, p: &Point3<f64>) -> f64 {
    (pose * p).x
}

#[differentiate(wrt(p))]
fn by_a_point(p: &Point3<f64>) -> f64 {
    p.x
}

#[differentiate(wrt(points))]
fn by_points(points: &[Point3<f64>]) -> f64 {
    points[0].x
}

#[differentiate(wrt(direction))]
fn by_a_direction(direction: &Unit<Vector3<f64>>) -> f64 {
    direction.x
}

fn main() {}
