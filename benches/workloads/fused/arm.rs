//! The end of a robot arm of six links: a point is pushed through the chain, so there is no product of matrices.

use super::super::data::{LENGTHS as DH_A, OFFSETS as DH_D};
use super::lanes::widest;
use super::math::sincos;

#[inline(always)]
fn chain(c: &[f64; 8], s: &[f64; 8], ca: &[f64; 6], sa: &[f64; 6], target: &[f64; 3], g: &mut [f64]) -> f64 {
    let mut v = [[0.0; 3]; 7];
    for i in (0..6).rev() {
        let w = v[i + 1];
        let u = [w[0] + DH_A[i], ca[i] * w[1] - sa[i] * w[2], sa[i] * w[1] + ca[i] * w[2] + DH_D[i]];
        v[i] = [c[i] * u[0] - s[i] * u[1], s[i] * u[0] + c[i] * u[1], u[2]];
    }
    let e = [v[0][0] - target[0], v[0][1] - target[1], v[0][2] - target[2]];
    let f = e[0] * e[0] + e[1] * e[1] + e[2] * e[2];
    let mut t = [2.0 * e[0], 2.0 * e[1], 2.0 * e[2]];
    for i in 0..6 {
        g[i] = t[1] * v[i][0] - t[0] * v[i][1];
        let u = [c[i] * t[0] + s[i] * t[1], c[i] * t[1] - s[i] * t[0], t[2]];
        t = [u[0], ca[i] * u[1] + sa[i] * u[2], ca[i] * u[2] - sa[i] * u[1]];
    }
    f
}
#[inline(always)]
fn arm_kernel<const FMA: bool>(q: &[f64; 6], ca: &[f64; 6], sa: &[f64; 6], target: &[f64; 3], g: &mut [f64]) -> f64 {
    let mut c = [0.0; 8];
    let mut s = [0.0; 8];
    let qq = [q[0], q[1], q[2], q[3], q[4], q[5], 0.0, 0.0];
    for i in 0..8 {
        let (a, b) = sincos::<FMA>(qq[i]);
        s[i] = a;
        c[i] = b;
    }
    chain(&c, &s, ca, sa, target, g)
}

widest! {
    /// The squared distance from the target, and its gradient by the angles.
    arm, arm_kernel(q: &[f64; 6], ca: &[f64; 6], sa: &[f64; 6], target: &[f64; 3], g: &mut [f64]) -> f64
}
