use autodiff::differentiate;
use nalgebra::{DVector, Isometry3, Point3, Rotation3, SVector};

#[differentiate]
fn isometry(v: &DVector<f64>) -> f64 {
    (Isometry3::new(*v, *v) * Point3::new(1.0, 2.0, 3.0)).x
}

#[differentiate]
fn rotation<const N: usize>(v: &SVector<f64, N>) -> f64 {
    (Rotation3::new(*v) * Point3::new(1.0, 2.0, 3.0)).x
}

fn main() {}
