//! Bundle adjustment: how far a point is seen from where a camera would show it.

use autodiff::differentiate;
use nalgebra::{SVector, Vector2, Vector3};

use super::numbers;

#[differentiate]
pub(crate) fn rotate(r: &Vector3<f64>, p: &Vector3<f64>) -> Vector3<f64> {
    let square = r.norm_squared();
    if square == 0.0 {
        return p + r.cross(p);
    }
    let theta = square.sqrt();
    let (sine, cosine) = theta.sin_cos();
    let w = r / theta;
    p * cosine + w.cross(p) * sine + w * (w.dot(p) * (1.0 - cosine))
}

/// The weighted difference between where a point is seen and where it was measured. A camera is its rotation vector, its centre, focal
/// length, principal point and radial distortion.
#[differentiate(wrt(camera, point, weight), jacobian)]
pub(crate) fn residual(
    camera: &SVector<f64, 11>,
    point: &Vector3<f64>,
    weight: f64,
    feature: &Vector2<f64>,
) -> Vector2<f64> {
    let p = rotate(&camera.fixed_rows::<3>(0).into_owned(), &(point - camera.fixed_rows::<3>(3)));
    let seen = Vector2::new(p.x, p.y) / p.z;
    let square = seen.norm_squared();
    let distortion = 1.0 + camera[9] * square + camera[10] * square * square;
    (seen * (distortion * camera[6]) + camera.fixed_rows::<2>(7) - feature) * weight
}

#[differentiate]
pub(crate) fn weight_error(weight: f64) -> f64 {
    1.0 - weight * weight
}

pub(crate) struct Observation {
    pub(crate) camera: SVector<f64, 11>,
    pub(crate) point: Vector3<f64>,
    pub(crate) weight: f64,
    pub(crate) feature: Vector2<f64>,
}

impl Observation {
    pub(crate) fn parse(text: &str) -> Observation {
        // The numbers of cameras, points and observations come first.
        let numbers = &numbers(text)[3..];
        Observation {
            camera: SVector::from_column_slice(&numbers[..11]),
            point: Vector3::from_column_slice(&numbers[11..14]),
            weight: numbers[14],
            feature: Vector2::from_column_slice(&numbers[15..17]),
        }
    }
}
