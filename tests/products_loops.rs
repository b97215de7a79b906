//! Products of matrices in loops, of which one column, one row or one product with a vector is read: against the product
//! as it is written, and against differences.

#![allow(clippy::needless_range_loop, reason = "loops over indices are what is tested")]

mod common;

use std::cell::Cell;
use std::ops::Index;

use autodiff::{check, differentiate};
use common::{assert_close, random};
use fastrand::Rng;
use nalgebra::{Matrix2, Matrix3, Matrix4, Vector2, Vector3, Vector4};

type Parameters = (Vec<f64>, Matrix3<f64>, Vector3<f64>);

/// A link that depends on an angle, and on what is fixed.
const FIXED: [f64; 4] = [0.3, -0.7, 1.1, 0.2];

/// The body stands twice: the derivative of the one may push vectors, the other is what Rust makes of it.
macro_rules! products {
    ($($name:ident($q:ident, $m:ident, $v:ident) $body:block)*) => {$(
        #[test]
        fn $name() {
            #[differentiate(jvp, hvp)]
            fn f($q: &[f64], $m: &Matrix3<f64>, $v: &Vector3<f64>) -> f64 $body
            let mut rng = Rng::with_seed(3);
            for len in [0, 1, 2, 5] {
                let point: Parameters = random(&mut rng, (vec![0.0; len], Matrix3::zeros(), Vector3::zeros()));
                let (q, m, v) = &point;
                let (value, gradient) = f::value_and_gradient(q, m, v);
                assert_close(&value, &f(q, m, v));
                autodiff::check::gradient(|(q, m, v): &Parameters| f(q, m, v), &point, &gradient).unwrap();
                let direction: Parameters = random(&mut rng, (vec![0.0; len], Matrix3::zeros(), Vector3::zeros()));
                let (dq, dm, dv) = &direction;
                let (_, along) = f::jvp(q, m, v, dq, dm, dv);
                autodiff::check::jvp(|(q, m, v): &Parameters| f(q, m, v), &point, &direction, &along).unwrap();
                let product = f::hvp(q, m, v, dq, dm, dv);
                let gradient = |(q, m, v): &Parameters| f::gradient(q, m, v);
                autodiff::check::hvp(gradient, &point, &direction, &product).unwrap();
            }
        }
    )*};
}

products! {
    a_column(q, m, v) {
        let mut pose = *m;
        for i in 0..q.len() {
            pose *= Matrix3::new(q[i].cos(), FIXED[i % 4], 0.0, v[1], q[i].sin(), 1.0, 0.5, 0.0, q[i] * q[i]);
        }
        pose[(0, 2)] * v[0] + pose[(1, 2)] - pose[(2, 2)] * pose[(0, 2)]
    }
    a_row(q, m, v) {
        let mut pose = *m;
        for i in 0..q.len() {
            pose *= Matrix3::new(q[i].cos(), 0.2, 0.0, v[1], q[i].sin(), 1.0, 0.5, 0.0, q[i]);
        }
        pose[(1, 0)] * v[0] + pose[(1, 1)] - pose[(1, 2)].sin()
    }
    from_the_left(q, m, v) {
        let mut pose = *m;
        for q in q {
            pose = Matrix3::new(q.cos(), 0.2, 0.0, v[1], q.sin(), 1.0, 0.5, 0.0, *q) * pose;
        }
        pose.m13 * v[0] + pose.m23 - pose.m33.sin()
    }
    a_row_from_the_left(q, m, v) {
        let mut pose = *m;
        for q in q.iter().rev() {
            pose = Matrix3::new(q.cos(), 0.2, 0.0, v[1], q.sin(), 1.0, 0.5, 0.0, *q) * pose;
        }
        pose.m21 * v[0] + pose.m22
    }
    times_a_vector(q, m, v) {
        let mut pose = *m;
        for q in q {
            pose *= Matrix3::new(q.cos(), 0.2, 0.0, v[1], q.sin(), 1.0, 0.5, 0.0, *q);
        }
        let w = v.map(|v| v * v);
        (pose * w).norm_squared()
    }
    a_vector_times(q, m, v) {
        let mut pose = *m;
        for q in q {
            pose *= Matrix3::new(q.cos(), 0.2, 0.0, v[1], q.sin(), 1.0, 0.5, 0.0, *q);
        }
        (pose.tr_mul(v)).norm_squared()
    }
    one_entry(q, m, _v) {
        let mut pose = *m;
        for q in q {
            pose *= Matrix3::new(q.cos(), 0.2, 0.0, 0.3, q.sin(), 1.0, 0.5, 0.0, *q);
        }
        pose.m22
    }
    another_variable_from_the_left(q, m, v) {
        let mut pose = *m;
        let mut angle = 0.0;
        for q in q {
            angle += q;
            pose = Matrix3::new(angle.cos(), 0.2, 0.0, v[1], angle.sin(), 1.0, 0.5, 0.0, *q) * pose;
        }
        pose.m13 * v[0] + pose.m23 + angle
    }
    another_variable_from_the_right(q, m, v) {
        let mut pose = *m;
        let mut angle = 0.0;
        for q in q {
            angle += q;
            pose *= Matrix3::new(angle.cos(), 0.2, 0.0, v[1], angle.sin(), 1.0, 0.5, 0.0, *q);
        }
        pose.m13 * v[0] + pose.m23 + angle
    }
    a_link_of_the_product(q, m, v) {
        let mut pose = *m;
        for q in q {
            let corner = pose.m11;
            pose *= Matrix3::new(q.cos(), 0.2, 0.0, v[1], corner.sin(), 1.0, 0.5, 0.0, *q);
        }
        pose.m13 * v[0]
    }
    two_columns(q, m, v) {
        let mut pose = *m;
        for q in q {
            pose *= Matrix3::new(q.cos(), 0.2, 0.0, v[1], q.sin(), 1.0, 0.5, 0.0, *q);
        }
        pose.m13 * pose.m12 + pose.m21
    }
    a_column_and_the_whole(q, m, v) {
        let mut pose = *m;
        for q in q {
            pose *= Matrix3::new(q.cos(), 0.2, 0.0, v[1], q.sin(), 1.0, 0.5, 0.0, *q);
        }
        pose.m13 * pose.norm_squared()
    }
    in_a_branch(q, m, v) {
        let mut pose = *m;
        for q in q {
            pose *= Matrix3::new(q.cos(), 0.2, 0.0, v[1], q.sin(), 1.0, 0.5, 0.0, *q);
        }
        if v[0] > 0.0 { pose.m13 } else { pose.m21 * v[2] }
    }
    in_a_loop(q, m, v) {
        let mut total = 0.0;
        for j in 0..2 {
            let mut pose = *m;
            for i in j..q.len() {
                pose *= Matrix3::new(q[i].cos(), 0.2, 0.0, v[1], q[i].sin(), 1.0, 0.5, 0.0, q[i]);
            }
            total += pose.m13 * v[j] + pose.m33;
        }
        total
    }
}

/// An arm of four joints, whose end is read in the last column.
#[differentiate(wrt(angles), hessian)]
fn reach(angles: &[f64; 4], lengths: &[f64; 4]) -> f64 {
    let mut pose = Matrix4::identity();
    for i in 0..4 {
        let (s, c) = angles[i].sin_cos();
        let length = lengths[i];
        pose *= Matrix4::new(
            c,
            -s,
            0.0,
            length * c, //
            s,
            c,
            0.0,
            length * s, //
            0.0,
            0.0,
            1.0,
            0.0, //
            0.0,
            0.0,
            0.0,
            1.0,
        );
    }
    pose.m14
}

#[test]
fn an_arm_in_the_plane() {
    let (angles, lengths) = ([0.3, -0.5, 1.2, 0.1], [1.0, 0.5, 0.25, 2.0]);
    let sums = (0..4).map(|i| angles[..=i].iter().sum::<f64>()).collect::<Vec<_>>();
    let gradient = reach::gradient(&angles, &lengths);
    let hessian = reach::hessian(&angles, &lengths);
    for i in 0..4 {
        let expected = -(i..4).map(|k| lengths[k] * sums[k].sin()).sum::<f64>();
        assert_close(&gradient[i], &expected);
        for j in 0..4 {
            let expected = -(i.max(j)..4).map(|k| lengths[k] * sums[k].cos()).sum::<f64>();
            assert_close(&hessian[(i, j)], &expected);
        }
    }
}

/// What else the loop gives is read before the product is.
#[differentiate(jvp)]
fn read_in_between(angles: &[f64], u: Vector2<f64>) -> f64 {
    let mut m = Matrix2::identity();
    let mut squares = 0.0;
    for x in angles {
        m = Matrix2::new(x.cos(), -x.sin(), x.sin(), *x) * m;
        squares += x * x;
    }
    let turned = u * (squares * 2.0);
    let w = m * turned;
    w[0] * squares + w[1].sin()
}

/// The links depend on what else the loop carries, so it can't run the other way.
#[differentiate(jvp)]
fn links_of_a_sum(angles: &[f64], u: Vector2<f64>) -> f64 {
    let mut m = Matrix2::new(0.5, 0.1, -0.2, 1.5);
    let mut sum = 0.1;
    for x in angles {
        sum += x * 0.3;
        m *= Matrix2::new(sum.cos(), -x.sin(), sum.sin(), *x);
    }
    (m * u).norm_squared() * sum
}

#[test]
fn loops_that_give_more_than_the_product() {
    for len in [0, 1, 2, 5] {
        let (angles, u) = (vec![0.4, -0.3, 1.1, 0.8, -0.6][..len].to_vec(), Vector2::new(0.3, -0.7));
        check!(read_in_between(&angles, u), wrt(angles, u), gradient, value_and_gradient, vjp, jvp);
        check!(links_of_a_sum(&angles, u), wrt(angles, u), gradient, value_and_gradient, vjp, jvp);
    }
}

/// Numbers whose index turns: what an index gives depends on how often there was one before.
struct Turning {
    numbers: [f64; 3],
    count: Cell<usize>,
}

impl Index<usize> for Turning {
    type Output = f64;

    fn index(&self, place: usize) -> &f64 {
        let turned = self.count.get();
        self.count.set(turned + 1);
        &self.numbers[(place + turned) % 3]
    }
}

/// The product is pushed through from its end, and the table is read from its start.
#[differentiate(wrt(q, v), jvp)]
fn through_a_table(q: &[f64], v: &Vector2<f64>, table: &Turning) -> f64 {
    let mut m = Matrix2::new(0.5, 0.1, -0.2, 1.5);
    for i in 1..q.len() {
        let weight: f64 = table[i];
        m *= Matrix2::new(q[i].cos(), weight, -q[i - 1].sin(), table[i + 1] * q[i]);
    }
    m.m12 * v[0] + m.m22 * v[1]
}

#[test]
fn what_has_an_effect_keeps_its_order() {
    let v = Vector2::new(0.7, -0.4);
    for len in [0, 1, 2, 6] {
        let q = vec![0.3, -0.8, 1.1, 0.6, -0.2, 0.9][..len].to_vec();
        let table = || Turning { numbers: [0.5, -1.0, 2.0], count: Cell::new(0) };
        let used = table();
        let (value, (dq, dv)) = through_a_table::value_and_gradient(&q, &v, &used);
        assert_eq!(used.count.get(), 2 * len.saturating_sub(1));
        let plain = |(q, v): &(Vec<f64>, Vector2<f64>)| through_a_table(q, v, &table());
        let point = (q, v);
        assert_close(&value, &plain(&point));
        check::gradient(plain, &point, &(dq, dv)).unwrap();
        let direction = (vec![0.5; len], Vector2::new(-0.3, 0.8));
        let (_, along) = through_a_table::jvp(&point.0, &point.1, &table(), &direction.0, &direction.1);
        check::jvp(plain, &point, &direction, &along).unwrap();
    }
}

/// A link of a robot arm: rows that share what is in brackets, entries that are zero and one, and angles that vary beside it.
#[differentiate(jvp, hvp)]
fn links(q: &[f64], twists: &[f64], v: &Vector4<f64>) -> f64 {
    let mut pose = Matrix4::identity();
    for i in 0..q.len() {
        let (s, c) = q[i].sin_cos();
        let (sa, ca) = twists[i].sin_cos();
        let l = FIXED[i % 4];
        pose *=
            Matrix4::new(c, -s * ca, s * sa, l * c, s, c * ca, -c * sa, l * s, 0.0, sa, ca, 0.2, 0.0, 0.0, 0.0, 1.0);
    }
    (pose * v).norm_squared()
}

/// The same from the left, where the transpose of each link is needed, without a one, and with a sign before a sum.
#[differentiate(jvp, hvp)]
fn links_from_the_left(q: &[f64], v: &Vector3<f64>) -> f64 {
    let mut pose = Matrix3::new(1.0, 0.2, -0.3, 0.0, 0.7, 0.1, 0.4, 0.0, 1.2);
    for x in q {
        let (s, c) = x.sin_cos();
        pose = Matrix3::new(-s * c, -s * x, 0.0, c * s, c * x, -x, 0.0, -(s * c), 0.0) * pose;
    }
    pose.m31 * v[0] + pose.m32 * v[1] * pose.m31 - pose.m33 * v[2]
}

/// A start that is no identity, though it is written like one.
#[differentiate(jvp, hvp)]
fn from_a_multiple(q: &[f64], a: f64) -> f64 {
    let mut m = Matrix2::from_diagonal_element(2.0);
    for x in q {
        m = Matrix2::new(x.cos(), *x, 0.0, 1.0) * m;
    }
    m[(0, 1)] * 3.0 + m[(0, 0)] * a
}

#[test]
fn products_that_start_from_a_multiple_of_the_identity() {
    for len in [0, 1, 3] {
        let (q, a) = (vec![0.4, -0.9, 1.3][..len].to_vec(), 0.7);
        check!(from_a_multiple(&q, a), wrt(q, a), gradient, value_and_gradient, vjp, jvp, hvp);
    }
}

#[test]
fn sums_of_entries_with_common_factors() {
    let (q, twists) = ([0.4, -0.9, 1.3, 0.2, -0.6], [1.1, 0.3, -0.4, 0.8, 0.5]);
    for len in [0, 1, 2, 5] {
        let (q, twists) = (q[..len].to_vec(), twists[..len].to_vec());
        let v = Vector4::new(0.3, -0.2, 0.9, 1.0);
        check!(links(&q, &twists, &v), wrt(q, twists, v), gradient, value_and_gradient, vjp, jvp, hvp);
        let v = Vector3::new(0.3, -0.2, 0.9);
        check!(links_from_the_left(&q, &v), wrt(q, v), gradient, value_and_gradient, vjp, jvp, hvp);
    }
}
