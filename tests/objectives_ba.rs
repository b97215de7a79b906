//! Bundle adjustment: rotations by Rodrigues' formula, reprojection errors, and the sum of their squares.

mod common;

use autodiff::{check, differentiate};
use common::{assert_close, assert_within, coordinates, jacobian};
use nalgebra::{DMatrix, DVector, Matrix2x3, SMatrix, Vector2, Vector3};

/// The coordinates of a camera: rotation vector, centre, focal length, principal point, radial distortion.
const CAMERA: usize = 11;

type Pose = (Vector3<f64>, Vector3<f64>, f64, Vector2<f64>, Vector2<f64>);

#[differentiate]
fn rodrigues(rotation: &[f64; 3], p: &[f64; 3]) -> [f64; 3] {
    let square = rotation[0] * rotation[0] + rotation[1] * rotation[1] + rotation[2] * rotation[2];
    if square == 0.0 {
        return [
            p[0] + rotation[1] * p[2] - rotation[2] * p[1],
            p[1] + rotation[2] * p[0] - rotation[0] * p[2],
            p[2] + rotation[0] * p[1] - rotation[1] * p[0],
        ];
    }
    let theta = square.sqrt();
    let (sine, cosine) = theta.sin_cos();
    let w = [rotation[0] / theta, rotation[1] / theta, rotation[2] / theta];
    let cross = [w[1] * p[2] - w[2] * p[1], w[2] * p[0] - w[0] * p[2], w[0] * p[1] - w[1] * p[0]];
    let along = (w[0] * p[0] + w[1] * p[1] + w[2] * p[2]) * (1.0 - cosine);
    let mut rotated = [0.0; 3];
    for i in 0..3 {
        rotated[i] = p[i] * cosine + cross[i] * sine + w[i] * along;
    }
    rotated
}

#[differentiate]
fn rodrigues_of_vectors(rotation: &Vector3<f64>, p: &Vector3<f64>) -> Vector3<f64> {
    let cross = |a: &Vector3<f64>, b: &Vector3<f64>| {
        Vector3::new(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
    };
    let theta = rotation.norm();
    if theta > 0.0 {
        let w = rotation / theta;
        p * theta.cos() + cross(&w, p) * theta.sin() + w * (w.dot(p) * (1.0 - theta.cos()))
    } else {
        p + cross(rotation, p)
    }
}

#[test]
fn b9_rodrigues_at_zero_and_elsewhere() {
    // At zero p + r × p: the derivative by r is -[p]ₓ.
    let p = [1.0, 2.0, 3.0];
    let expected = DMatrix::from_row_slice(3, 3, &[0.0, 3.0, -2.0, -3.0, 0.0, 1.0, 2.0, -1.0, 0.0]);
    let (value, pullback) = rodrigues::vjp(&[0.0; 3], &p);
    assert_close(&value, &p);
    assert_close(&jacobian(&value, |c| pullback(c).0), &expected);
    assert_close(&jacobian(&value, |c| pullback(c).1), &DMatrix::<f64>::identity(3, 3));
    let (origin, q) = (Vector3::zeros(), Vector3::from(p));
    let (value, pullback) = rodrigues_of_vectors::vjp(&origin, &q);
    assert_close(&value, &q);
    assert_close(&jacobian(&value, |c| pullback(c).0), &expected);

    let (quarter, cotangent) = ([0.0, 0.0, std::f64::consts::FRAC_PI_2], [1.0, -2.0, 0.5]);
    assert_close(&rodrigues(&quarter, &p), &[-2.0, 1.0, 3.0]);
    for rotation in [quarter, [0.3, -1.0, 0.7], [1e-3, 2e-3, -1e-3]] {
        let (value, pullback) = rodrigues::vjp(&rotation, &p);
        let point = (rotation, p);
        check::vjp(|(r, p): &([f64; 3], [f64; 3])| rodrigues(r, p), &pullback, &point, &cotangent).unwrap();
        let (r, q) = (Vector3::from(rotation), Vector3::from(p));
        let (same, other_pullback) = rodrigues_of_vectors::vjp(&r, &q);
        assert_close(&same, &value);
        assert_within(&other_pullback(&Vector3::from(cotangent)), &pullback(&cotangent), 1e-12);
    }
}

#[differentiate(wrt(camera, point, weight), jvp, jacobian)]
fn reprojection_error(camera: &[f64; 11], point: &[f64; 3], weight: f64, feature: &[f64; 2]) -> [f64; 2] {
    let rotate = |r: &[f64], p: &[f64; 3]| {
        let square = r[0] * r[0] + r[1] * r[1] + r[2] * r[2];
        if square == 0.0 {
            return [
                p[0] + r[1] * p[2] - r[2] * p[1],
                p[1] + r[2] * p[0] - r[0] * p[2],
                p[2] + r[0] * p[1] - r[1] * p[0],
            ];
        }
        let theta = square.sqrt();
        let (sine, cosine) = (theta.sin(), theta.cos());
        let w = [r[0] / theta, r[1] / theta, r[2] / theta];
        let cross = [w[1] * p[2] - w[2] * p[1], w[2] * p[0] - w[0] * p[2], w[0] * p[1] - w[1] * p[0]];
        let along = (w[0] * p[0] + w[1] * p[1] + w[2] * p[2]) * (1.0 - cosine);
        let mut rotated = [0.0; 3];
        for i in 0..3 {
            rotated[i] = p[i] * cosine + cross[i] * sine + w[i] * along;
        }
        rotated
    };
    let mut from_centre = [0.0; 3];
    for i in 0..3 {
        from_centre[i] = point[i] - camera[3 + i];
    }
    let p = rotate(&camera[..3], &from_centre);
    let mut projected = [p[0] / p[2], p[1] / p[2]];
    let square = projected[0] * projected[0] + projected[1] * projected[1];
    let distortion = 1.0 + camera[9] * square + camera[10] * square * square;
    for (i, entry) in projected.iter_mut().enumerate() {
        *entry *= distortion;
        *entry = weight * (*entry * camera[6] + camera[7 + i] - feature[i]);
    }
    projected
}

#[differentiate(wrt(pose, point, weight), jvp, jacobian)]
fn reprojection_error_of_vectors(
    pose: &(Vector3<f64>, Vector3<f64>, f64, Vector2<f64>, Vector2<f64>),
    point: &Vector3<f64>,
    weight: f64,
    feature: &Vector2<f64>,
) -> Vector2<f64> {
    let (rotation, centre, focal_length, principal_point, radial) = pose;
    let p = point - centre;
    let cross = |a: &Vector3<f64>| Vector3::new(a.y * p.z - a.z * p.y, a.z * p.x - a.x * p.z, a.x * p.y - a.y * p.x);
    let theta = rotation.norm();
    let rotated = if theta > 0.0 {
        let w = rotation / theta;
        p * theta.cos() + cross(&w) * theta.sin() + w * (w.dot(&p) * (1.0 - theta.cos()))
    } else {
        p + cross(rotation)
    };
    let mut projected = Vector2::new(rotated.x, rotated.y) / rotated.z;
    let square = projected.norm_squared();
    projected *= 1.0 + radial[0] * square + radial[1] * square * square;
    (projected * *focal_length + principal_point - feature) * weight
}

#[differentiate]
fn weight_error(weight: f64) -> f64 {
    1.0 - weight * weight
}

struct Observation {
    camera: [f64; CAMERA],
    point: [f64; 3],
    weight: f64,
    feature: [f64; 2],
}

impl Observation {
    fn parse(text: &str) -> Self {
        // After the numbers of cameras, points and observations.
        let numbers = numbers(text).split_off(3);
        Self {
            camera: std::array::from_fn(|i| numbers[i]),
            point: std::array::from_fn(|i| numbers[CAMERA + i]),
            weight: numbers[CAMERA + 3],
            feature: std::array::from_fn(|i| numbers[CAMERA + 4 + i]),
        }
    }

    fn pose(&self) -> Pose {
        let c = &self.camera;
        let vector = |i: usize| Vector3::new(c[i], c[i + 1], c[i + 2]);
        (vector(0), vector(3), c[6], Vector2::new(c[7], c[8]), Vector2::new(c[9], c[10]))
    }
}

fn numbers(text: &str) -> Vec<f64> {
    text.split_whitespace().map(|word| word.parse().expect("a number")).collect()
}

fn observations() -> [Observation; 2] {
    [include_str!("data/ba1.txt"), include_str!("data/ba_test.txt")].map(Observation::parse)
}

#[test]
fn b7_reprojection_error_and_its_jacobian() {
    let [o, _] = observations();
    let reference = numbers(include_str!("data/ba1_reference.txt"));
    assert_close(&reference[..2].to_vec(), &vec![0.101_335_837_914_419_2, -0.068_967_765_924_400_72]);
    let expected = DMatrix::from_row_slice(2, CAMERA + 4, &reference[3..3 + 2 * (CAMERA + 4)]);
    let (value, pullback) = reprojection_error::vjp(&o.camera, &o.point, o.weight, &o.feature);
    assert_within(&value.to_vec(), &reference[..2].to_vec(), 1e-12);
    assert_within(&jacobian(&value, &pullback), &expected, 1e-12);
    let by_all: (SMatrix<f64, 2, CAMERA>, Matrix2x3<f64>, Vector2<f64>) =
        reprojection_error::jacobian(&o.camera, &o.point, o.weight, &o.feature);
    assert_within(&coordinates(&by_all), &expected.as_slice().to_vec(), 1e-12);
    let (t, along) = (o.camera.map(|c| 0.1 * c), [1.0, -2.0, 0.5]);
    let (_, change) = reprojection_error::jvp(&o.camera, &o.point, o.weight, &o.feature, &t, &along, 3.0);
    let direction = [&t[..], &along, &[3.0]].concat();
    assert_within(&change.to_vec(), &coordinates(&(&expected * DVector::from_vec(direction))), 1e-12);
    // The point moves against the centre of the camera.
    let (by_camera, by_point, _) = pullback(&[1.0, 10.0]);
    assert_within(&by_camera[3..6].to_vec(), &by_point.map(|by_point| -by_point), 1e-12);

    let (pose, point, feature) = (o.pose(), Vector3::from(o.point), Vector2::from(o.feature));
    let (value, pullback) = reprojection_error_of_vectors::vjp(&pose, &point, o.weight, &feature);
    assert_within(&coordinates(&value), &reference[..2].to_vec(), 1e-12);
    assert_within(&jacobian(&value, pullback), &expected, 1e-12);
    let by_all = reprojection_error_of_vectors::jacobian(&pose, &point, o.weight, &feature);
    assert_within(&coordinates(&by_all), &expected.as_slice().to_vec(), 1e-12);
}

#[test]
fn b7_a_camera_that_is_not_rotated() {
    let [o, _] = observations();
    let mut camera = o.camera;
    camera[..3].fill(0.0);
    let (value, pullback) = reprojection_error::vjp(&camera, &o.point, o.weight, &o.feature);
    let unrotated = Observation { camera, ..o };
    let (pose, point, feature) = (unrotated.pose(), Vector3::from(o.point), Vector2::from(o.feature));
    let (same, other_pullback) = reprojection_error_of_vectors::vjp(&pose, &point, o.weight, &feature);
    assert_within(&same, &value, 1e-12);
    let by_arrays = jacobian(&value, pullback);
    assert!(coordinates(&by_arrays).iter().all(|entry| entry.is_finite()));
    assert_within(&jacobian(&same, other_pullback), &by_arrays, 1e-12);
    // The principal point moves the error by the weight.
    assert_close(&by_arrays.fixed_view::<2, 2>(0, 7).into_owned(), &(DMatrix::<f64>::identity(2, 2) * o.weight));
}

#[test]
fn b8_weight_error() {
    let reference = numbers(include_str!("data/ba1_reference.txt"));
    let [o, _] = observations();
    assert_close(&weight_error::value_and_gradient(o.weight), &(reference[2], -2.0 * o.weight));
    assert_close(&weight_error::gradient(o.weight), &reference[reference.len() - 1]);
}

#[differentiate(wrt(cameras, points, weights))]
fn cost(
    cameras: &[[f64; 11]],
    points: &[[f64; 3]],
    weights: &[f64],
    seen: &[(usize, usize)],
    features: &[[f64; 2]],
) -> f64 {
    let mut total = 0.0;
    for ((&(c, p), weight), feature) in seen.iter().zip(weights).zip(features) {
        let camera = &cameras[c];
        let centre = &camera[3..6];
        let mut x = points[p];
        for (x, centre) in x.iter_mut().zip(centre) {
            *x -= centre;
        }
        let square = camera[..3].iter().map(|r| r * r).sum::<f64>();
        let mut rotated = [0.0; 3];
        if square > 0.0 {
            let theta = square.sqrt();
            let (sine, cosine) = theta.sin_cos();
            let w = [camera[0] / theta, camera[1] / theta, camera[2] / theta];
            let along = w.iter().zip(&x).map(|(w, x)| w * x).sum::<f64>() * (1.0 - cosine);
            for i in 0..3 {
                let (j, k) = ((i + 1) % 3, (i + 2) % 3);
                rotated[i] = x[i] * cosine + (w[j] * x[k] - w[k] * x[j]) * sine + w[i] * along;
            }
        } else {
            for i in 0..3 {
                let (j, k) = ((i + 1) % 3, (i + 2) % 3);
                rotated[i] = x[i] + camera[j] * x[k] - camera[k] * x[j];
            }
        }
        let (u, v) = (rotated[0] / rotated[2], rotated[1] / rotated[2]);
        let r2 = u * u + v * v;
        let distortion = 1.0 + camera[9] * r2 + camera[10] * r2 * r2;
        let scale = camera[6] * distortion;
        let errors = [u * scale + camera[7] - feature[0], v * scale + camera[8] - feature[1]];
        for e in &errors {
            total += (weight * e) * (weight * e);
        }
        total += (1.0 - weight * weight) * (1.0 - weight * weight);
    }
    total
}

#[test]
fn the_sum_of_squares_adds_up_what_its_terms_give() {
    let [first, second] = observations();
    let mut straight = second.camera;
    straight[..3].fill(0.0);
    let cameras = [first.camera, second.camera, straight];
    let points = [first.point, second.point];
    let seen = [(0, 0), (1, 1), (0, 1), (2, 0), (1, 1)];
    let weights = [first.weight, second.weight, 0.3, 0.2, 0.9];
    let features = [first.feature, second.feature, [1.0, 2.0], [-3.0, 0.5], [-500.0, 150.0]];

    let mut value = 0.0;
    let mut by_cameras = vec![[0.0; CAMERA]; cameras.len()];
    let mut by_points = vec![[0.0; 3]; points.len()];
    let mut by_weights = Vec::new();
    for (i, &(c, p)) in seen.iter().enumerate() {
        let (error, pullback) = reprojection_error::vjp(&cameras[c], &points[p], weights[i], &features[i]);
        let (by_camera, by_point, by_weight) = pullback(&error.map(|error| 2.0 * error));
        for (sum, term) in by_cameras[c].iter_mut().zip(by_camera) {
            *sum += term;
        }
        for (sum, term) in by_points[p].iter_mut().zip(by_point) {
            *sum += term;
        }
        let of_weight = weight_error(weights[i]);
        by_weights.push(by_weight - 4.0 * of_weight * weights[i]);
        value += error[0] * error[0] + error[1] * error[1] + of_weight * of_weight;
    }
    let found = cost::value_and_gradient(&cameras, &points, &weights, &seen, &features);
    assert_within(&found, &(value, (by_cameras, by_points, by_weights)), 1e-12);
}
