//! Isometries, translations and points of nalgebra within differentiated functions: in loops, branches, closures, as
//! constants, of all scalar types.

mod common;

use autodiff::{Real, check, differentiate};
use common::{assert_close, assert_within, jacobian};
use nalgebra::{
    Isometry2, Isometry3, IsometryMatrix3, Matrix3, OPoint, Point, Point2, Point3, Rotation3, SMatrix, SVector,
    Translation2, Translation3, U3, UnitQuaternion, Vector2, Vector3, Vector4,
};

type Pair = (Vector3<f64>, Vector3<f64>);

fn pose() -> Pair {
    (Vector3::new(0.3, -0.5, 0.8), Vector3::new(1.0, 2.0, -0.5))
}

fn points() -> Vec<Point3<f64>> {
    vec![Point3::new(0.3, 1.0, -0.4), Point3::new(-1.2, 0.1, 0.7), Point3::new(2.0, -0.6, 0.5)]
}

#[differentiate(wrt(w, t), hvp)]
fn registration(w: &Vector3<f64>, t: &Vector3<f64>, source: &[Point3<f64>], target: &[Point3<f64>]) -> f64 {
    let pose = Isometry3::new(*t, *w);
    source.iter().zip(target).map(|(p, q)| (pose * p - q).norm_squared()).sum()
}

#[test]
fn registration_of_points() {
    let (w, t) = pose();
    let (source, target) = (points(), points().iter().map(|p| p + Vector3::new(0.1, -0.2, 0.3)).collect::<Vec<_>>());
    let f = |(w, t): &Pair| registration(w, t, &source, &target);
    let (value, gradient) = registration::value_and_gradient(&w, &t, &source, &target);
    assert_close(&value, &f(&pose()));
    check::gradient(f, &pose(), &gradient).unwrap();
    let direction = (Vector3::new(0.2, 0.4, -0.7), Vector3::new(-0.1, 0.9, 0.3));
    let product = registration::hvp(&w, &t, &source, &target, &direction.0, &direction.1);
    let gradient_at = |(w, t): &Pair| registration::gradient(w, t, &source, &target);
    check::jvp(gradient_at, &pose(), &direction, &product).unwrap();
    // At the true pose the gradient vanishes, and at the identity all is finite.
    let zero = Vector3::zeros();
    let (value, gradient) = registration::value_and_gradient(&zero, &zero, &source, &source);
    assert_eq!((value, gradient), (0.0, (zero, zero)));
    let product = registration::hvp(&zero, &zero, &source, &source, &direction.0, &direction.1);
    check::jvp(|(w, t): &Pair| registration::gradient(w, t, &source, &source), &(zero, zero), &direction, &product)
        .unwrap();
}

#[differentiate]
fn by_parts(w: &Vector3<f64>, t: &Vector3<f64>, p: &Point3<f64>) -> Vector3<f64> {
    let pose = Isometry3::from_parts(Translation3::from(*t), UnitQuaternion::from_scaled_axis(*w));
    let inverse = pose.inverse();
    let there = pose.transform_point(p);
    let back = inverse * there + pose.transform_vector(&Vector3::new(0.1, 0.2, 0.3));
    let twice = (pose * inverse * pose).inverse_transform_point(&back);
    let turned = inverse.inverse_transform_vector(&twice.coords) + pose.inverse_transform_vector(t);
    let difference = there - pose.inverse_transform_point(p);
    let relative = pose.inv_mul(&Isometry3::new(*w, *t));
    turned
        + difference
        + pose.translation.vector
        + pose.rotation * inverse.translation.vector
        + relative.rotation.scaled_axis()
        + relative.translation.vector * pose.translation.x
}

#[differentiate]
fn by_parts_of_matrices(w: &Vector3<f64>, t: &Vector3<f64>, p: &Point3<f64>) -> Vector3<f64> {
    let pose = IsometryMatrix3::from_parts(Translation3::new(t.x, t.y, t.z), Rotation3::new(*w));
    let inverse = pose.inverse();
    let there = pose.transform_point(p);
    let back = inverse * there + pose.transform_vector(&Vector3::new(0.1, 0.2, 0.3));
    let twice = (pose * inverse * pose).inverse_transform_point(&back);
    let turned = inverse.inverse_transform_vector(&twice.coords) + pose.inverse_transform_vector(t);
    let difference = there - pose.inverse_transform_point(p);
    let relative = pose.inv_mul(&IsometryMatrix3::new(*w, *t));
    turned
        + difference
        + pose.translation.vector
        + pose.rotation * inverse.translation.vector
        + relative.rotation.scaled_axis()
        + relative.translation.vector * pose.translation.x
}

#[test]
fn isometries_by_their_parts() {
    let ((w, t), p) = (pose(), points()[0]);
    let f = |(w, t): &Pair| by_parts(w, t, &p);
    let (value, pullback) = by_parts::vjp(&w, &t, &p);
    assert_close(&value, &f(&pose()));
    let rows = jacobian(&value, &pullback);
    check::jacobian(f, &pose(), &rows).unwrap();
    let (same, pullback) = by_parts_of_matrices::vjp(&w, &t, &p);
    assert_close(&same, &value);
    assert_close(&jacobian(&same, &pullback), &rows);
}

#[differentiate]
fn mixtures(w: &Vector3<f64>, t: &Vector3<f64>, p: &Point3<f64>) -> Vector3<f64> {
    let (turn, shift) = (UnitQuaternion::new(*w), Translation3::from(*t));
    let one = turn * shift * (shift * turn);
    let two = one * turn * (shift * shift.inverse()) * one.rotation;
    let three = turn * two / Isometry3::rotation(*t) * Isometry3::translation(w.x, w.y, t.z);
    (shift * (three * (turn * p)) - Point3::origin()) + (shift.inverse_transform_point(p) - shift.transform_point(p))
}

#[test]
fn products_of_all_kinds_of_motions() {
    let ((w, t), p) = (pose(), points()[1]);
    let (value, pullback) = mixtures::vjp(&w, &t, &p);
    assert_close(&value, &mixtures(&w, &t, &p));
    check::jacobian(|(w, t): &Pair| mixtures(w, t, &p), &pose(), &jacobian(&value, pullback)).unwrap();
}

#[differentiate]
fn arithmetic_of_points(u: &Vector3<f64>, v: &Vector3<f64>, s: f64, fixed: &Point3<f64>) -> f64 {
    let (p, q) = (Point3::from(*u), Point3::new(v.x * s, v.y, v[2]));
    let middle = nalgebra::center(&p, &q);
    let far = -(p * s + *v - u) / 3.0 - v * 0.5;
    let between = p.lerp(&q, s);
    nalgebra::distance(&p, fixed) + nalgebra::distance_squared(&middle, &far) * p.x - far.y * q.coords.norm()
        + (between - fixed).dot(&(fixed - q))
        + p[1] * middle.coords[2] * fixed.z
}

#[test]
fn points_and_their_differences() {
    let fixed = points()[2];
    let point = (Vector3::new(0.3, -0.5, 0.8), Vector3::new(1.0, 2.0, -0.5), 0.7);
    let f = |(u, v, s): &(_, _, f64)| arithmetic_of_points(u, v, *s, &fixed);
    let (value, gradient) = arithmetic_of_points::value_and_gradient(&point.0, &point.1, point.2, &fixed);
    assert_close(&value, &f(&point));
    check::gradient(f, &point, &gradient).unwrap();
}

#[differentiate(wrt(angles), jacobian)]
fn chain_of_joints(angles: &[f64], axes: &[nalgebra::UnitVector3<f64>], links: &[Isometry3<f64>]) -> Vector3<f64> {
    let mut pose = Isometry3::identity();
    for i in 0..angles.len() {
        pose = pose * UnitQuaternion::from_axis_angle(&axes[i], angles[i]) * links[i];
    }
    (pose * Point3::new(0.1, 0.2, 0.3)).coords + pose.rotation.scaled_axis()
}

#[differentiate(wrt(angles))]
fn chain_in_place(angles: &[f64], links: &[Isometry3<f64>]) -> Vector3<f64> {
    let mut pose = Isometry3::identity();
    let mut end = Point3::origin();
    for (angle, link) in angles.iter().zip(links) {
        pose *= UnitQuaternion::from_axis_angle(&Vector3::z_axis(), *angle);
        pose *= link;
        end += pose.translation.vector * 0.5;
    }
    end.coords
}

#[test]
fn kinematic_chains() {
    let angles = vec![0.3, -0.8, 1.2, 0.05];
    let axes = [Vector3::z_axis(), Vector3::x_axis(), Vector3::y_axis(), Vector3::z_axis()];
    let link = |x: f64| Isometry3::new(Vector3::new(x, 0.1, -0.2), Vector3::new(0.1, x, 0.3));
    let links = [link(0.5), link(-0.3), link(1.0), link(0.2)];
    let found = chain_of_joints::jacobian(&angles, &axes, &links);
    check::jacobian(|angles: &Vec<f64>| chain_of_joints(angles, &axes, &links), &angles, &found).unwrap();
    let (value, pullback) = chain_of_joints::vjp(&angles, &axes, &links);
    assert_close(&value, &chain_of_joints(&angles, &axes, &links));
    assert_close(&jacobian(&value, pullback), &found);
    let (value, pullback) = chain_in_place::vjp(&angles, &links);
    assert_close(&value, &chain_in_place(&angles, &links));
    check::jacobian(|angles: &Vec<f64>| chain_in_place(angles, &links), &angles, &jacobian(&value, pullback)).unwrap();
}

#[differentiate]
fn one_of_two(w: &Vector3<f64>, p: &Point3<f64>, start: &UnitQuaternion<f64>) -> f64 {
    let turn = if w.x > 0.0 { *start } else { UnitQuaternion::new(*w) * start };
    let mut q = *p;
    if w.y > 0.0 {
        q = turn * q;
    }
    let (moved, by) = if w.z > 0.0 { (turn.inverse() * q, 2.0) } else { (q + w, w.z) };
    moved.x * by + moved.coords.norm()
}

#[test]
fn branches_give_constants_or_what_varies() {
    let start = UnitQuaternion::new(Vector3::new(0.2, 0.1, -0.4));
    let p = points()[0];
    for signs in 0..8 {
        let sign = |bit: u32| if signs >> bit & 1 == 1 { 1.0 } else { -1.0 };
        let w = Vector3::new(0.3 * sign(0), 0.5 * sign(1), 0.8 * sign(2));
        let (value, gradient) = one_of_two::value_and_gradient(&w, &p, &start);
        assert_close(&value, &one_of_two(&w, &p, &start));
        check::gradient(|w| one_of_two(w, &p, &start), &w, &gradient).unwrap();
    }
}

#[differentiate(wrt(x))]
fn constants_of_all_types(
    x: &Vector3<f64>,
    rotation: &Rotation3<f64>,
    quaternion: UnitQuaternion<f64>,
    pose: &Isometry3<f64>,
    matrix: &IsometryMatrix3<f64>,
    (shift, poses): (&Translation3<f64>, &[Isometry3<f64>]),
) -> f64 {
    let camera = Isometry3::look_at_rh(&Point3::new(1.0, 2.0, 3.0), &Point3::origin(), &Vector3::y());
    let p = Point3::from(*x);
    let q = rotation * (quaternion * p);
    let r = camera.inverse() * (pose.inverse() * pose.rotation * (matrix * q));
    let s = shift * poses.iter().fold(r, |point, pose| pose.rotation.inverse() * (pose * point));
    let first = poses[0].rotation;
    let unknown = pose.rotation.nlerp(&quaternion, 0.3);
    let matrix: Matrix3<f64> = rotation.into_inner();
    nalgebra::distance(&s, &Point3::new(1.0, 0.0, 0.0)) * (first * x).y
        + (unknown * x).dot(&(matrix * x))
        + matrix[(0, 1)] * rotation.matrix()[(1, 2)] * x.z
        + first.i * x.y
}

#[test]
fn constants_enter_by_value() {
    let poses = [Isometry3::new(Vector3::new(0.1, 0.4, 0.2), Vector3::new(0.3, -0.1, 0.5)), Isometry3::identity()];
    let rotation = Rotation3::new(Vector3::new(0.5, 0.1, -0.2));
    let quaternion = UnitQuaternion::new(Vector3::new(-0.5, 0.6, 0.2));
    let matrix = IsometryMatrix3::new(Vector3::new(0.5, 0.1, -0.2), Vector3::new(0.1, 0.7, -0.9));
    let shift = Translation3::new(0.4, 0.5, 0.6);
    let f = |x: &Vector3<f64>| constants_of_all_types(x, &rotation, quaternion, &poses[0], &matrix, (&shift, &poses));
    let x = Vector3::new(0.3, -0.5, 0.8);
    let (value, gradient) =
        constants_of_all_types::value_and_gradient(&x, &rotation, quaternion, &poses[0], &matrix, (&shift, &poses));
    assert_close(&value, &f(&x));
    check::gradient(f, &x, &gradient).unwrap();
}

#[differentiate(wrt(w, t))]
fn of_any_scalar<T: Real>(w: &Vector3<T>, t: &Vector3<T>, p: &Point3<T>) -> T {
    let pose = Isometry3::new(*t, *w);
    let rotation = Rotation3::from_euler_angles(w.x, w.y, t.z);
    let q = rotation * (pose.inverse() * p);
    nalgebra::distance(&q, p) + pose.rotation.angle() * Rotation3::new(*w).scaled_axis().y
}

#[differentiate(wrt(w))]
fn of_single_precision(w: &Vector3<f32>, p: &Point<f32, 3>) -> Vector3<f32> {
    let shifted = Translation3::new(0.5, 1.0, 2.0) * p;
    UnitQuaternion::new(*w) * shifted.coords * 2.0
}

#[test]
fn scalars_of_all_types() {
    let ((w, t), p) = (pose(), points()[1]);
    let (value, gradient) = of_any_scalar::value_and_gradient(&w, &t, &p);
    assert_close(&value, &of_any_scalar(&w, &t, &p));
    check::gradient(|(w, t): &Pair| of_any_scalar(w, t, &p), &pose(), &gradient).unwrap();
    let single = of_any_scalar::gradient(&w.cast::<f32>(), &t.cast::<f32>(), &p.cast::<f32>());
    assert_within(&single.0, &gradient.0, 1e-5);
    assert_within(&single.1, &gradient.1, 1e-5);
    for w in [w.cast::<f32>(), Vector3::zeros()] {
        let p = p.cast::<f32>();
        let (value, pullback) = of_single_precision::vjp(&w, &p);
        assert_close(&value, &of_single_precision(&w, &p));
        check::jacobian(|w| of_single_precision(w, &p), &w, &jacobian(&value, pullback)).unwrap();
    }
}

#[differentiate]
fn in_the_plane(x: f64, y: f64, angle: f64, landmarks: &[Point2<f64>]) -> f64 {
    let pose = Isometry2::new(Vector2::new(x, y), angle);
    let odometry = Isometry2::from_parts(Translation2::new(0.1 * angle, 0.2), pose.rotation);
    let mut cost = (pose * odometry).inverse().rotation.angle().powi(2);
    for landmark in landmarks {
        let seen = pose.inverse_transform_point(landmark);
        cost += seen.y.atan2(seen.x) + (odometry * seen).coords.norm();
    }
    cost
}

#[test]
fn poses_in_the_plane() {
    let landmarks = [Point2::new(3.0, 1.0), Point2::new(2.0, -1.5)];
    let f = |(x, y, angle): &(f64, f64, f64)| in_the_plane(*x, *y, *angle, &landmarks);
    let point = (0.3, -0.2, 0.4);
    let (value, gradient) = in_the_plane::value_and_gradient(point.0, point.1, point.2, &landmarks);
    assert_close(&value, &f(&point));
    check::gradient(f, &point, &gradient).unwrap();
}

#[differentiate(wrt(camera, point, weight), jacobian)]
fn b7_residual(camera: &SVector<f64, 11>, point: &Vector3<f64>, weight: f64, feature: &Vector2<f64>) -> Vector2<f64> {
    let rotation = Rotation3::new(Vector3::new(camera[0], camera[1], camera[2]));
    let centre = Point3::new(camera[3], camera[4], camera[5]);
    let seen = rotation * (Point3::from(*point) - centre);
    let projected = Vector2::new(seen.x / seen.z, seen.y / seen.z);
    let r2 = projected.norm_squared();
    let distorted = projected * (1.0 + camera[9] * r2 + camera[10] * r2 * r2);
    let pixel = distorted * camera[6] + Vector2::new(camera[7], camera[8]);
    (pixel - feature) * weight
}

#[test]
fn b7_the_first_observation_of_a_bundle() {
    let camera = SVector::<f64, 11>::from_row_slice(&[
        -0.758453, -1.109613, -0.845551, 34.556073, 39.676747, 53.881673, 419.194514, 5.864426, -8.518870, 0.087812,
        0.002739,
    ]);
    let (point, feature) = (Vector3::new(7.203245, 0.001144, 3.023326), Vector2::new(271.760969, 834.209256));
    let (by_camera, by_point, by_weight) = b7_residual::jacobian(&camera, &point, 0.417022, &feature);
    let residual = Vector2::new(0.1013358379144192, -0.06896776592440072);
    assert_within(&b7_residual(&camera, &point, 0.417022, &feature), &residual, 1e-10);
    assert_within(&b7_residual::vjp(&camera, &point, 0.417022, &feature).0, &residual, 1e-10);
    assert_within(&by_weight, &Vector2::new(0.242998781633629, -0.1653816007894085), 1e-10);
    let expected = SMatrix::<f64, 2, 11>::from_row_slice(&[
        -461.4463210015993,
        178.8679280144456,
        -19.42391647220634,
        -3.061598342041031,
        6.392457556226443,
        -3.340282281299017,
        0.2647602492070314,
        0.417022,
        0.0,
        243.6282456608299,
        676.4867782658688,
        -803.7436233648796,
        -309.595417523449,
        604.780284662503,
        -15.04962817034055,
        6.248486312079826,
        3.219479951604928,
        0.8381960857313309,
        0.0,
        0.417022,
        771.2949451366337,
        2141.668061159957,
    ]);
    assert_within(&by_camera, &expected, 1e-12);
    assert_within(&by_point, &-expected.fixed_columns::<3>(3).into_owned(), 1e-12);
}

#[differentiate(wrt(v))]
fn generic_points(v: &Vector3<f64>, p: &OPoint<f64, U3>) -> f64 {
    let q: Point3<f64> = p + v;
    q.coords.dot(v)
}

#[test]
fn points_by_other_names() {
    let (v, p) = (Vector3::new(0.3, -0.5, 0.8), points()[0]);
    assert_close(&generic_points::gradient(&v, &p), &(p.coords + v * 2.0));
}

mod beside_a_trait {
    use autodiff::{check, differentiate};
    use nalgebra::{Isometry3, Point3, UnitQuaternion, Vector3};

    /// Methods of references: those of nalgebra come first.
    #[allow(dead_code, reason = "where it is not called, it must not stand in the way")]
    trait Inverse {
        fn inverse(&self) -> f64;
        fn half_turn(&self) -> f64;
    }

    impl Inverse for Isometry3<f64> {
        fn inverse(&self) -> f64 {
            1.0
        }

        fn half_turn(&self) -> f64 {
            self.rotation.angle() / 2.0
        }
    }

    #[differentiate(wrt(w))]
    fn moved_back(w: &Vector3<f64>, pose: &Isometry3<f64>) -> f64 {
        let turn = Isometry3::rotation(*w) * pose;
        let half = pose.half_turn();
        (turn.inverse() * Point3::new(1.0, 2.0, 3.0)).coords.norm_squared() * half + w.x
    }

    #[test]
    fn methods_of_references_do_not_count() {
        let w = Vector3::new(0.3, -0.5, 0.8);
        let pose = Isometry3::from_parts(Vector3::new(0.1, 0.2, 0.3).into(), UnitQuaternion::new(w * 2.0));
        check::gradient(|w| moved_back(w, &pose), &w, &moved_back::gradient(&w, &pose)).unwrap();
    }
}

#[differentiate]
fn by_homogeneous_matrices(w: &Vector3<f64>, t: &Vector3<f64>, p: &Point3<f64>) -> f64 {
    let pose = Isometry3::new(*t, *w).to_homogeneous() * Rotation3::new(*t).to_homogeneous();
    let shift = Translation3::from(*w).to_homogeneous() * UnitQuaternion::new(*t).to_homogeneous();
    let q: Vector4<f64> = p.to_homogeneous();
    (pose * shift * q).norm_squared() + pose[(3, 3)] * shift[(2, 3)]
}

#[differentiate]
fn with_closures(w: &Vector3<f64>, t: &Vector3<f64>, points: &[Point3<f64>]) -> f64 {
    let project = |pose: &Isometry3<f64>, p: &Point3<f64>| {
        let q = pose * p;
        q.x / (q.z + 10.0)
    };
    let poses = (Isometry3::new(*t, *w), Isometry3::rotation(*w));
    let both = |p: &Point3<f64>| project(&poses.0, p) * project(&poses.1, p);
    let mut sum = 0.0;
    let mut last = Point3::origin();
    for (i, p) in points.iter().enumerate() {
        let weight = if i % 2 == 0 { 1.0 } else { -0.5 };
        sum += weight * both(p) + (p - last).norm();
        last = poses.1 * *p;
    }
    sum
}

#[test]
fn matrices_and_closures() {
    let ((w, t), p) = (pose(), points()[1]);
    let gradient = by_homogeneous_matrices::gradient(&w, &t, &p);
    check::gradient(|(w, t): &Pair| by_homogeneous_matrices(w, t, &p), &pose(), &gradient).unwrap();
    let gradient = with_closures::gradient(&w, &t, &points());
    check::gradient(|(w, t): &Pair| with_closures(w, t, &points()), &pose(), &gradient).unwrap();
}
