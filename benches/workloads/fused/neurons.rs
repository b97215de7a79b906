//! A mean of losses of `x w + b`, in panels of rows that stay in registers.
#![allow(clippy::too_many_arguments)]

use super::lanes::{fma, sum, widest};
use super::math::{exp, ln1p01};

/// The loss of one point, and its slope.
trait Link {
    fn step<const FMA: bool>(z: f64, y: f64, inv_n: f64) -> (f64, f64);
    const BIAS: bool;
}
struct Relu2;
struct Logit;
impl Link for Relu2 {
    const BIAS: bool = true;
    #[inline(always)]
    fn step<const FMA: bool>(z: f64, y: f64, inv_n: f64) -> (f64, f64) {
        let h = if z > 0.0 { z } else { 0.0 };
        let r = y - h;
        (r * r, if z > 0.0 { -2.0 * inv_n * r } else { 0.0 })
    }
}
impl Link for Logit {
    const BIAS: bool = false;
    #[inline(always)]
    fn step<const FMA: bool>(z: f64, y: f64, inv_n: f64) -> (f64, f64) {
        let t = z * y;
        let e = exp::<FMA>(-t.abs()); // in (0,1]
        let pos = if t < 0.0 { -t } else { 0.0 };
        let f = pos + ln1p01::<FMA>(e);
        let num = if t < 0.0 { 1.0 } else { e }; // sigmoid(-t)
        (f, -y * inv_n * num / (1.0 + e))
    }
}
#[inline(always)]
fn mean_of_losses<L: Link, const FMA: bool>(
    n: usize,
    d: usize,
    x: &[f64],
    y: &[f64],
    w: &[f64],
    b: f64,
    acc: &mut [[f64; 8]],
    g: &mut [f64],
) -> f64 {
    const P: usize = 32;
    let inv_n = 1.0 / n as f64;
    let acc = &mut acc[..d];
    for v in acc.iter_mut() {
        *v = [0.0; 8];
    }
    let mut fv = [0.0; P];
    let mut gb = [0.0; P];
    let w = &w[..d];
    let np = n - n % P;
    let mut i0 = 0;
    while i0 < np {
        let mut z = [b; P];
        for j in 0..d {
            let col = &x[j * n + i0..][..P];
            let wj = w[j];
            for l in 0..P {
                z[l] = fma::<FMA>(col[l], wj, z[l]);
            }
        }
        let mut c = [0.0; P];
        for l in 0..P {
            let (fl, cl) = L::step::<FMA>(z[l], y[i0 + l], inv_n);
            fv[l] += fl;
            c[l] = cl;
        }
        if L::BIAS {
            for l in 0..P {
                gb[l] += c[l];
            }
        }
        for j in 0..d {
            let col = &x[j * n + i0..][..P];
            let a = &mut acc[j];
            for l in 0..8 {
                let t = fma::<FMA>(col[l], c[l], a[l]);
                let t = fma::<FMA>(col[l + 8], c[l + 8], t);
                let t = fma::<FMA>(col[l + 16], c[l + 16], t);
                a[l] = fma::<FMA>(col[l + 24], c[l + 24], t);
            }
        }
        i0 += P;
    }
    let mut f: f64 = fv.iter().sum();
    let mut gbs: f64 = gb.iter().sum();
    for j in 0..d {
        g[j] = sum(&acc[j]);
    }
    // tail rows (< 32) in one masked-size panel
    let len = n - np;
    if len > 0 {
        let mut z = [b; P];
        let mut c = [0.0; P];
        for j in 0..d {
            let col = &x[j * n + np..][..len];
            let wj = w[j];
            for l in 0..len {
                z[l] = fma::<FMA>(col[l], wj, z[l]);
            }
        }
        for l in 0..len {
            let (fl, cl) = L::step::<FMA>(z[l], y[np + l], inv_n);
            f += fl;
            c[l] = cl;
            gbs += cl;
        }
        for j in 0..d {
            let col = &x[j * n + np..][..len];
            let mut t = 0.0;
            for l in 0..len {
                t = fma::<FMA>(col[l], c[l], t);
            }
            g[j] += t;
        }
    }
    if L::BIAS {
        g[d] = gbs;
    }
    f * inv_n
}
#[inline(always)]
fn neuron_kernel<const FMA: bool>(
    n: usize,
    d: usize,
    x: &[f64],
    y: &[f64],
    w: &[f64],
    b: f64,
    acc: &mut [[f64; 8]],
    g: &mut [f64],
) -> f64 {
    mean_of_losses::<Relu2, FMA>(n, d, x, y, w, b, acc, g)
}
#[inline(always)]
fn logistic_kernel<const FMA: bool>(
    n: usize,
    d: usize,
    x: &[f64],
    ys: &[f64],
    w: &[f64],
    lam: f64,
    acc: &mut [[f64; 8]],
    g: &mut [f64],
) -> f64 {
    let mut f = mean_of_losses::<Logit, FMA>(n, d, x, ys, w, 0.0, acc, g);
    for j in 0..d {
        f += 0.5 * lam * w[j] * w[j];
        g[j] += lam * w[j];
    }
    f
}

widest! {
    /// The loss of a rectified neuron; the gradient is by `w`, then `b`.
    neuron, neuron_kernel(
        n: usize, d: usize, x: &[f64], y: &[f64], w: &[f64], b: f64, acc: &mut [[f64; 8]], g: &mut [f64]
    ) -> f64
}

widest! {
    /// The logistic loss with ridge.
    logistic, logistic_kernel(
        n: usize, d: usize, x: &[f64], ys: &[f64], w: &[f64], lam: f64, acc: &mut [[f64; 8]], g: &mut [f64]
    ) -> f64
}
