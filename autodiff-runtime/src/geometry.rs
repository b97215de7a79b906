//! Rotations: the exponential map, the functions that its derivatives are made of, and quaternions as vectors.
//!
//! A rotation is its matrix, a quaternion the vector `(i, j, k, w)`, which is nalgebra's own order. What has a removable
//! singularity at the identity is computed from a power series there, so that derivatives of any order are finite.

use nalgebra::{Matrix3, Rotation3, Storage, U1, U3, U4, UnitQuaternion, Vector, Vector3, Vector4};

use crate::Real;

/// Terms of a power series of Stumpff functions: enough for every argument that they are used for.
const TERMS: u32 = 16;

/// Stumpff's functions of `t = θ²`: `cₖ(t) = Σ (-t)ʲ / (k + 2j)!`.
///
/// `c₀ = cos θ`, `c₁ = sin θ / θ`, `c₂ = (1 - cos θ) / θ²`, `c₃ = (θ - sin θ) / θ³`. They are entire, and closed under
/// differentiation: `cₖ' = (k cₖ₊₂ - cₖ₊₁) / 2`.
///
/// # Source
/// Stumpff, "Himmelsmechanik I", 1959, chapter V; the series, and `cₖ₊₂ = (1/k! - cₖ) / t`.
#[inline]
pub fn stumpff<T: Real>(t: T, k: usize) -> T {
    // Near zero the closed forms cancel, the more the higher the order.
    let near = T::of(if k < 4 { 4.0 } else { 16.0 });
    if t.abs() < near {
        return stumpff_series(t, k);
    }
    let theta = t.sqrt();
    let (mut c, mut order, mut factorial) =
        if k.is_multiple_of(2) { (theta.cos(), 0_usize, 1.0) } else { (theta.sin() / theta, 1, 1.0) };
    while order < k {
        c = (T::of(1.0 / factorial) - c) / t;
        factorial *= ((order + 1) * (order + 2)) as f64;
        order += 2;
    }
    c
}

/// `1/k! · (1 - t/((k+1)(k+2)) · (1 - t/((k+3)(k+4)) · ..))`
#[inline]
fn stumpff_series<T: Real>(t: T, k: usize) -> T {
    let mut sum = T::one();
    for term in (0..TERMS).rev() {
        let next = k as f64 + 2.0 * f64::from(term);
        sum = T::one() - t * sum * T::of(1.0 / ((next + 1.0) * (next + 2.0)));
    }
    let factorial = (1..=k).map(|factor| factor as f64).product::<f64>();
    sum * T::of(1.0 / factorial)
}

/// The n-th derivative of `arccos(c) / √(1 - c²)`, which is `θ / sin θ` of `c = cos θ`. It is 1 at `c = 1`, the
/// identity, and infinite at `c = -1`, a turn by π.
#[inline]
pub fn arc<T: Real>(c: T, n: usize) -> T {
    let x = T::one() - c;
    if x.abs() < T::of(0.5) {
        return arc_series(x, n);
    }
    // With f the function: (1 - c²) f' = c f - 1, and the derivatives of this equation.
    let sine_squared = x * (T::one() + c);
    let (mut before, mut f) = (T::zero(), c.acos() / sine_squared.sqrt());
    for order in 0..n {
        let inhomogeneous = if order == 0 { T::one() } else { T::zero() };
        let (twice, square) = (T::of((2 * order + 1) as f64), T::of((order * order) as f64));
        (before, f) = (f, (twice * c * f + square * before - inhomogeneous) / sine_squared);
    }
    f
}

/// `Σ aⱼ xʲ` with `a₀ = 1`, `aⱼ₊₁ = aⱼ (j+1)/(2j+3)`, differentiated n times by `-x`.
fn arc_series<T: Real>(x: T, n: usize) -> T {
    const LAST: usize = 48;
    let mut sum = T::zero();
    // Horner's rule, from the last term: each coefficient is its ratio to the one before times that one.
    for j in (n..LAST + n).rev() {
        let ratio = (j + 1) as f64 / (2 * j + 3) as f64 * ((j + 1) as f64 / (j + 1 - n) as f64);
        sum = T::one() + sum * x * T::of(ratio);
    }
    let first = (0..n).map(|j| -((j + 1) as f64) * (j + 1) as f64 / (2 * j + 3) as f64).product::<f64>();
    sum * T::of(first)
}

/// The matrix of the rotation by `‖w‖` about `w`.
#[inline]
pub fn rotation<T: Real, S: Storage<T, U3>>(w: &Vector<T, U3, S>) -> Matrix3<T> {
    Rotation3::new(w.clone_owned()).into_inner()
}

/// The unit quaternion of the rotation by `‖w‖` about `w`.
#[inline]
pub fn quaternion<T: Real, S: Storage<T, U3>>(w: &Vector<T, U3, S>) -> Vector4<T> {
    UnitQuaternion::new(w.clone_owned()).into_inner().coords
}

/// The angular velocity, in the frame that turns, of a rotation whose rotation vector is `w` and changes at the rate
/// `v`: `ω = v - c₂ w×v + c₃ w×(w×v)`, for which `Ṙ = R [ω]ₓ`. The transpose of `v ↦ ω` is the same for `-w`.
///
/// # Source
/// The right Jacobian of SO(3): Chirikjian, "Stochastic Models, Information Theory, and Lie Groups 2", 10.86.
#[inline]
pub fn angular_velocity<T: Real, S: Storage<T, U3>, Q: Storage<T, U3>>(
    w: &Vector<T, U3, S>,
    v: &Vector<T, U3, Q>,
) -> Vector3<T> {
    let t = w.norm_squared();
    let (c2, c3) = if t < T::one() {
        (stumpff_series(t, 2), stumpff_series(t, 3))
    } else {
        let theta = t.sqrt();
        let (sine, cosine) = theta.sin_cos();
        ((T::one() - cosine) / t, (T::one() - sine / theta) / t)
    };
    let across = w.cross(v);
    let twice = w.cross(&across);
    Vector3::from_fn(|i, _| v[i] - c2 * across[i] + c3 * twice[i])
}

/// The vector that belongs to the antisymmetric part of a matrix, twice: `vee(M) · x = ⟨M, [x]ₓ⟩`.
#[inline]
pub fn vee<T: Real, S: Storage<T, U3, U3>>(m: &nalgebra::Matrix<T, U3, U3, S>) -> Vector3<T> {
    Vector3::new(m[(2, 1)] - m[(1, 2)], m[(0, 2)] - m[(2, 0)], m[(1, 0)] - m[(0, 1)])
}

/// The product of quaternions.
#[inline]
pub fn hamilton<T: Real, S: Storage<T, U4>, Q: Storage<T, U4>>(
    p: &Vector<T, U4, S>,
    q: &Vector<T, U4, Q>,
) -> Vector4<T> {
    Vector4::new(
        p[3] * q[0] + p[0] * q[3] + p[1] * q[2] - p[2] * q[1],
        p[3] * q[1] - p[0] * q[2] + p[1] * q[3] + p[2] * q[0],
        p[3] * q[2] + p[0] * q[1] - p[1] * q[0] + p[2] * q[3],
        p[3] * q[3] - p[0] * q[0] - p[1] * q[1] - p[2] * q[2],
    )
}

/// The conjugate of a quaternion: for a unit quaternion, its inverse.
#[inline]
pub fn conjugate<T: Real, S: Storage<T, U4>>(q: &Vector<T, U4, S>) -> Vector4<T> {
    Vector4::new(-q[0], -q[1], -q[2], q[3])
}

/// The quaternion without real part that has this imaginary part.
#[inline]
pub fn pure<T: Real, S: Storage<T, U3, U1>>(v: &Vector<T, U3, S>) -> Vector4<T> {
    Vector4::new(v[0], v[1], v[2], T::zero())
}

/// The imaginary part of a quaternion.
#[inline]
pub fn imaginary<T: Real, S: Storage<T, U4>>(q: &Vector<T, U4, S>) -> Vector3<T> {
    Vector3::new(q[0], q[1], q[2])
}

/// The matrix of the rotation that a unit quaternion stands for; it is quadratic in the quaternion.
#[inline]
pub fn rotation_matrix<T: Real, S: Storage<T, U4>>(q: &Vector<T, U4, S>) -> Matrix3<T> {
    rotation_form(q, q)
}

/// The symmetric bilinear form of [`rotation_matrix`]: `rotation_form(q, q)` is the matrix of `q`.
#[inline]
pub fn rotation_form<T: Real, S: Storage<T, U4>, Q: Storage<T, U4>>(
    p: &Vector<T, U4, S>,
    q: &Vector<T, U4, Q>,
) -> Matrix3<T> {
    let square = |a: usize| p[a] * q[a];
    let mixed = |a: usize, b: usize| p[a] * q[b] + p[b] * q[a];
    let (ii, jj, kk, ww) = (square(0), square(1), square(2), square(3));
    let (ij, ik, jk) = (mixed(0, 1), mixed(0, 2), mixed(1, 2));
    let (iw, jw, kw) = (mixed(0, 3), mixed(1, 3), mixed(2, 3));
    Matrix3::new(
        ww + ii - jj - kk,
        ij - kw,
        ik + jw,
        ij + kw,
        ww - ii + jj - kk,
        jk - iw,
        ik - jw,
        jk + iw,
        ww - ii - jj + kk,
    )
}

/// Davenport's matrix `K` of `m` times `q`: `p · K q = ⟨m, rotation_form(p, q)⟩`.
///
/// # Source
/// Davenport, "A vector approach to the algebra of rotations with applications", NASA TN D-4696, 1968.
#[inline]
pub fn davenport<T: Real, S: Storage<T, U3, U3>, Q: Storage<T, U4>>(
    m: &nalgebra::Matrix<T, U3, U3, S>,
    q: &Vector<T, U4, Q>,
) -> Vector4<T> {
    let sum = |a: usize, b: usize| m[(a, b)] + m[(b, a)];
    let (ij, ik, jk) = (sum(0, 1), sum(0, 2), sum(1, 2));
    let axial = vee(m);
    let (ii, jj, kk) = (m[(0, 0)], m[(1, 1)], m[(2, 2)]);
    Vector4::new(
        (ii - jj - kk) * q[0] + ij * q[1] + ik * q[2] + axial[0] * q[3],
        ij * q[0] + (jj - ii - kk) * q[1] + jk * q[2] + axial[1] * q[3],
        ik * q[0] + jk * q[1] + (kk - ii - jj) * q[2] + axial[2] * q[3],
        axial[0] * q[0] + axial[1] * q[1] + axial[2] * q[2] + (ii + jj + kk) * q[3],
    )
}

/// A unit vector of nalgebra's, as a vector.
#[inline]
pub fn direction<T: Real>(unit: &nalgebra::Unit<Vector3<T>>) -> Vector3<T> {
    unit.into_inner()
}

#[cfg(test)]
mod tests;
