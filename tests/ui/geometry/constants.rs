use autodiff::differentiate;
use nalgebra::{Isometry3, Point3, Translation3, Vector3};

fn pose_of_the_camera() -> Isometry3<f64> {
    Isometry3::identity()
}

/// A call whose result may be anything: `let camera: Isometry3<f64> = ..` says what it is.
#[differentiate]
fn of_unknown_type(v: &Vector3<f64>) -> f64 {
    let camera = pose_of_the_camera();
    (camera * Point3::from(*v)).x
}

#[differentiate]
fn changed_in_place(v: &Vector3<f64>) -> f64 {
    let mut camera = Isometry3::identity();
    camera.append_translation_mut(&Translation3::new(1.0, 0.0, 0.0));
    (camera * Point3::from(*v)).x
}

#[differentiate]
fn changed_by_a_field(v: &Vector3<f64>) -> f64 {
    let mut p = Point3::from(*v);
    p.x = 2.0;
    p.y
}

fn main() {}
