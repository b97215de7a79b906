//! Points, rotations and isometries in programs of all kinds: what branches and loops change, what is swapped, returned
//! early, or comes of a call of the function by itself.

mod common;

use autodiff::{check, differentiate};
use common::assert_close;
use nalgebra::{
    DVector, Isometry3, Point2, Point3, Quaternion, Rotation3, SVector, Translation3, Unit, UnitQuaternion,
    UnitVector3, Vector2, Vector3,
};

type Pair = (Vector3<f64>, Vector3<f64>);

fn pair() -> Pair {
    (Vector3::new(0.3, -0.5, 0.8), Vector3::new(1.0, 2.0, -0.5))
}

#[differentiate]
fn steps_until_far(w: &Vector3<f64>, t: &Vector3<f64>, start: &Isometry3<f64>, limit: f64) -> f64 {
    let step = Isometry3::new(*t * 0.3, *w);
    let mut pose = *start;
    let mut seen = (Point3::origin(), 0.0);
    let mut count = 0;
    while pose.translation.vector.norm() < limit {
        if count == 3 {
            pose = Isometry3::translation(t.x, 0.0, 0.1) * pose;
        }
        let next = pose * step;
        if next.translation.y > 5.0 {
            return next.rotation.angle() * w.x;
        }
        seen = (seen.0 + (next * Point3::new(0.1, 0.2, 0.3)).coords * 0.5, seen.1 + next.translation.x);
        pose = next;
        count += 1;
        if count > 20 {
            break;
        }
    }
    seen.0.coords.norm_squared() + seen.1 * pose.rotation.scaled_axis().z
}

#[test]
fn loops_with_several_ways_out() {
    let start = Isometry3::new(Vector3::new(0.1, 0.0, -0.1), Vector3::new(0.2, 0.1, 0.0));
    for limit in [0.05, 0.7, 3.0, 8.0] {
        let f = |(w, t): &Pair| steps_until_far(w, t, &start, limit);
        let (w, t) = pair();
        let (value, (dw, dt, _)) = steps_until_far::value_and_gradient(&w, &t, &start, limit);
        assert_close(&value, &f(&pair()));
        check::gradient(f, &pair(), &(dw, dt)).unwrap();
    }
    let f = |(w, t): &Pair| steps_until_far(w, t, &start, 1e3);
    let (w, t) = (pair().0, Vector3::new(0.2, 4.0, 0.1));
    let (dw, dt, _) = steps_until_far::gradient(&w, &t, &start, 1e3);
    check::gradient(f, &(w, t), &(dw, dt)).unwrap();
}

#[differentiate]
fn declared_first(w: &Vector3<f64>, v: &Vector3<f64>, flag: bool) -> f64 {
    let turn;
    let shift;
    if flag {
        turn = Rotation3::new(*w);
        shift = Translation3::identity();
    } else {
        turn = Rotation3::identity();
        shift = Translation3::from(*v);
    }
    let (mut one, mut two) = (turn * Point3::from(*v), shift * Point3::from(*w));
    std::mem::swap(&mut one, &mut two);
    if one.x > 100.0 {
        one = Point3::origin();
    }
    one.x * two.y + (one - two).norm()
}

#[test]
fn locals_declared_first_and_swapped() {
    for flag in [true, false] {
        let (w, v) = pair();
        let gradient = declared_first::gradient(&w, &v, flag);
        check::gradient(|(w, v): &Pair| declared_first(w, v, flag), &pair(), &gradient).unwrap();
    }
}

#[differentiate(wrt(w))]
fn by_recursion(w: &Vector3<f64>, start: &UnitQuaternion<f64>, depth: usize) -> f64 {
    if depth == 0 {
        return (start * w).x;
    }
    let turned = UnitQuaternion::new(*w) * start * Vector3::new(0.3, 0.2, 0.1);
    by_recursion(&turned, start, depth - 1) * w.y
}

#[test]
fn calls_of_itself_with_a_constant() {
    let (w, start) = (pair().0, UnitQuaternion::new(Vector3::new(0.4, 0.1, -0.7)));
    for depth in 0..3 {
        let gradient = by_recursion::gradient(&w, &start, depth);
        check::gradient(|w| by_recursion(w, &start, depth), &w, &gradient).unwrap();
    }
}

/// Reprojection errors of a small bundle: a rotation vector and a translation for each camera.
#[differentiate(wrt(cameras, points), hvp)]
fn bundle(cameras: &[[Vector3<f64>; 2]], points: &[Vector3<f64>], seen: &[Vector2<f64>], focal: f64) -> f64 {
    let mut cost = 0.0;
    for (i, camera) in cameras.iter().enumerate() {
        let pose = Isometry3::new(camera[1], camera[0]);
        for (j, point) in points.iter().enumerate() {
            let p = pose * Point3::from(*point);
            let projected = Vector2::new(p.x / p.z, p.y / p.z) * focal;
            cost += (projected - seen[i * points.len() + j]).norm_squared();
        }
    }
    cost / 2.0
}

#[test]
fn a_small_bundle() {
    let cameras = vec![
        [Vector3::new(0.1, -0.2, 0.05), Vector3::new(0.1, 0.2, 5.0)],
        [Vector3::zeros(), Vector3::new(-0.3, 0.1, 4.0)],
    ];
    let points = vec![Vector3::new(0.3, 0.2, 0.1), Vector3::new(-0.5, 0.4, 0.6), Vector3::new(0.1, -0.7, -0.2)];
    let seen = (0..6).map(|k| Vector2::new(0.1 * f64::from(k), 0.3 - 0.05 * f64::from(k))).collect::<Vec<_>>();
    let point = (cameras, points);
    let f = |(cameras, points): &(Vec<[Vector3<f64>; 2]>, Vec<Vector3<f64>>)| bundle(cameras, points, &seen, 1.3);
    let (value, gradient) = bundle::value_and_gradient(&point.0, &point.1, &seen, 1.3);
    assert_close(&value, &f(&point));
    check::gradient(f, &point, &gradient).unwrap();
    let directions = (point.0.clone(), point.1.iter().map(|p| p * 0.5).collect::<Vec<_>>());
    let product = bundle::hvp(&point.0, &point.1, &seen, 1.3, &directions.0, &directions.1);
    let gradient_at =
        |(cameras, points): &(Vec<[Vector3<f64>; 2]>, Vec<Vector3<f64>>)| bundle::gradient(cameras, points, &seen, 1.3);
    check::jvp(gradient_at, &point, &directions, &product).unwrap();
    let (mut dc, mut dp) = (vec![[Vector3::zeros(); 2]; 2], vec![Vector3::zeros(); 3]);
    bundle::value_and_gradient_into(&point.0, &point.1, &seen, 1.3, &mut dc, &mut dp);
    assert_close(&(dc, dp), &gradient);
}

/// The Gauss-Newton step of a pose: residuals of a step away from a constant.
#[differentiate(wrt(step), jacobian)]
fn residuals(step: &SVector<f64, 6>, start: &Isometry3<f64>, source: &[Point3<f64>]) -> DVector<f64> {
    let by = Isometry3::new(Vector3::new(step[0], step[1], step[2]), Vector3::new(step[3], step[4], step[5]));
    let pose = start * by;
    DVector::from_fn(3 * source.len(), |row, _| (pose * source[row / 3] - source[row / 3])[row % 3])
}

#[test]
fn a_step_from_a_constant() {
    let start = Isometry3::new(Vector3::new(0.1, 0.4, 0.2), Vector3::new(0.3, -0.1, 0.5));
    let source = [Point3::new(0.3, 1.0, -0.4), Point3::new(-1.2, 0.1, 0.7)];
    let step = SVector::<f64, 6>::zeros();
    let jacobian = residuals::jacobian(&step, &start, &source);
    check::jacobian(|step| residuals(step, &start, &source), &step, &jacobian).unwrap();
    // ∂(T exp(ξ) p)/∂ξ at ξ = 0 is R [I, -[p]ₓ].
    let r = start.rotation.to_rotation_matrix().into_inner();
    assert_close(&jacobian.view((0, 0), (3, 3)).into_owned(), &r);
    assert_close(&jacobian.view((0, 3), (3, 3)).into_owned(), &(-r * source[0].coords.cross_matrix()));
}

#[differentiate(wrt(w))]
fn through_what_it_points_to(
    w: &Vector3<f64>,
    axis: UnitVector3<f64>,
    directions: &[UnitVector3<f64>],
    start: &UnitQuaternion<f64>,
) -> f64 {
    let turn = UnitQuaternion::new(*w) * *start;
    let half = *turn * 0.5;
    let direction = Unit::new_normalize(*w);
    let scaled = *axis * 2.0;
    let same = directions[0] == axis && *start != UnitQuaternion::identity();
    let sign = if same { 1.0 } else { -1.0 };
    let whole: Quaternion<f64> = *turn;
    (half * *turn).coords.dot(&whole.coords) * sign + (*direction + *axis).dot(&scaled)
}

#[test]
fn references_and_what_units_point_to() {
    let axis = UnitVector3::new_normalize(Vector3::new(0.2, 0.3, -0.9));
    let start = UnitQuaternion::new(Vector3::new(0.4, 0.1, -0.7));
    let (w, directions) = (pair().0, [axis]);
    let gradient = through_what_it_points_to::gradient(&w, axis, &directions, &start);
    check::gradient(|w| through_what_it_points_to(w, axis, &directions, &start), &w, &gradient).unwrap();
}

#[differentiate]
fn from_arrays(v: &Vector3<f64>, s: f64) -> f64 {
    let (p, t) = (Point3::from([v.x, s, 1.0]), Translation3::from([s, v.y, v.z]));
    let pair = [v.x, v.y];
    (t * p).coords.norm() * Point2::from(pair).y
}

#[differentiate(wrt(x))]
fn distances(x: &Vector3<f64>, nested: &[Vec<Point3<f64>>]) -> f64 {
    let to = |p: &Point3<f64>| nalgebra::distance(p, &Point3::from(*x));
    nested.iter().map(|row| row.iter().map(|p| to(p) * 2.0).sum::<f64>()).sum()
}

#[test]
fn points_from_arrays_and_in_nested_ones() {
    let point = (pair().0, 0.4);
    let gradient = from_arrays::gradient(&point.0, point.1);
    check::gradient(|(v, s): &(_, f64)| from_arrays(v, *s), &point, &gradient).unwrap();
    let nested = [vec![Point3::new(1.0, 2.0, 3.0), Point3::origin()], vec![Point3::new(0.1, 0.2, 0.3)]];
    check::gradient(|x| distances(x, &nested), &point.0, &distances::gradient(&point.0, &nested)).unwrap();
}

#[differentiate]
fn of_euler_angles_by_name(v: &Vector3<f64>) -> f64 {
    let q = UnitQuaternion::from_scaled_axis(*v);
    let (roll, pitch, yaw) = q.euler_angles();
    roll * 2.0 + pitch * yaw
}

#[test]
fn one_branch_gives_several_named_variables() {
    let v = pair().0;
    check::gradient(of_euler_angles_by_name, &v, &of_euler_angles_by_name::gradient(&v)).unwrap();
}
