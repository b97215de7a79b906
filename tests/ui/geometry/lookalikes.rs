use autodiff::differentiate;
use nalgebra::{Isometry3, Point3, Vector3};

/// Half of a rotation.
#[derive(Clone, Copy)]
struct Rotation3<T>(nalgebra::Rotation3<T>);

impl Rotation3<f64> {
    fn new(v: Vector3<f64>) -> Rotation3<f64> {
        Rotation3(nalgebra::Rotation3::new(v / 2.0))
    }

    fn angle(&self) -> f64 {
        self.0.angle()
    }
}

#[differentiate]
fn type_of_a_constructor(v: &Vector3<f64>) -> f64 {
    Rotation3::new(*v).angle()
}

#[differentiate(wrt(v))]
fn type_of_a_parameter(v: &Vector3<f64>, rotation: &Rotation3<f64>) -> f64 {
    rotation.angle() * v.x
}

#[differentiate(wrt(v))]
fn type_of_elements(v: &Vector3<f64>, rotations: &[Rotation3<f64>]) -> f64 {
    rotations[0].angle() * v.x
}

mod na {
    pub struct Point3<T>(T);

    pub fn distance(one: &nalgebra::Point3<f64>, two: &nalgebra::Point3<f64>) -> f64 {
        2.0 * nalgebra::distance(one, two)
    }
}

#[differentiate(wrt(v))]
fn module_of_a_function(v: &Vector3<f64>, q: &Point3<f64>) -> f64 {
    na::distance(&Point3::from(*v), q)
}

/// Rust takes a method of values before nalgebra's, which takes a reference.
trait Inverse {
    fn inverse(self) -> Self;
}

impl Inverse for Isometry3<f64> {
    fn inverse(self) -> Self {
        self
    }
}

#[differentiate]
fn method_of_values(v: &Vector3<f64>) -> f64 {
    Isometry3::new(*v, *v).inverse().translation.x
}

fn main() {}
