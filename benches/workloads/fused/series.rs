//! Sums over entries and over their neighbours.

use super::lanes::{fma, load, sum, widest};
use super::math::{exp, tanh};

#[inline(always)]
fn bumps_kernel<const FMA: bool>(n: usize, p: &[f64], g: &mut [f64]) -> f64 {
    let (a, x) = p.split_at(n);
    let (ga, gx) = g.split_at_mut(n);
    let x = &x[..n];
    let gx = &mut gx[..n];
    let mut s = [0.0; 8];
    let n8 = n & !7;
    let mut i = 0;
    while i < n8 {
        let av = load(a, i);
        let xv = load(x, i);
        let mut o1 = [0.0; 8];
        let mut o2 = [0.0; 8];
        for l in 0..8 {
            let t = tanh::<FMA>(fma::<FMA>(av[l], xv[l], 0.5));
            let e = exp::<FMA>(-xv[l] * xv[l]);
            let te = t * e;
            let tte = t * te;
            s[l] += tte;
            let du = 2.0 * te * fma::<FMA>(-t, t, 1.0);
            o1[l] = du * xv[l];
            o2[l] = fma::<FMA>(du, av[l], -2.0 * xv[l] * tte);
        }
        ga[i..i + 8].copy_from_slice(&o1);
        gx[i..i + 8].copy_from_slice(&o2);
        i += 8;
    }
    let mut f = sum(&s);
    while i < n {
        let t = tanh::<FMA>(fma::<FMA>(a[i], x[i], 0.5));
        let e = exp::<FMA>(-x[i] * x[i]);
        let te = t * e;
        let tte = t * te;
        f += tte;
        let du = 2.0 * te * fma::<FMA>(-t, t, 1.0);
        ga[i] = du * x[i];
        gx[i] = fma::<FMA>(du, a[i], -2.0 * x[i] * tte);
        i += 1;
    }
    f
}

widest! {
    /// `sum of tanh(a x + 1/2)² exp(-x²)`; parameters and gradient are `a`, then `x`.
    bumps, bumps_kernel(n: usize, p: &[f64], g: &mut [f64]) -> f64
}

#[inline(always)]
fn rosenbrock_kernel<const FMA: bool>(x: &[f64], g: &mut [f64]) -> f64 {
    let n = x.len();
    let g = &mut g[..n];
    let mut s = [0.0; 8];
    let t0 = x[1] - x[0] * x[0];
    g[0] = -400.0 * x[0] * t0 - 2.0 * (1.0 - x[0]);
    let mut f = 100.0 * t0 * t0 + (1.0 - x[0]) * (1.0 - x[0]);
    let mut i = 1;
    while i + 9 <= n {
        let xm = load(x, i - 1);
        let xc = load(x, i);
        let xp = load(x, i + 1);
        let mut o = [0.0; 8];
        for l in 0..8 {
            let tp = fma::<FMA>(-xm[l], xm[l], xc[l]);
            let t = fma::<FMA>(-xc[l], xc[l], xp[l]);
            let u = 1.0 - xc[l];
            s[l] = fma::<FMA>(100.0 * t, t, fma::<FMA>(u, u, s[l]));
            o[l] = fma::<FMA>(-400.0 * xc[l], t, fma::<FMA>(200.0, tp, -2.0 * u));
        }
        g[i..i + 8].copy_from_slice(&o);
        i += 8;
    }
    while i + 1 < n {
        let tp = x[i] - x[i - 1] * x[i - 1];
        let t = x[i + 1] - x[i] * x[i];
        let u = 1.0 - x[i];
        f += 100.0 * t * t + u * u;
        g[i] = -400.0 * x[i] * t + 200.0 * tp - 2.0 * u;
        i += 1;
    }
    g[n - 1] = 200.0 * (x[n - 1] - x[n - 2] * x[n - 2]);
    f + sum(&s)
}

widest! {
    /// Rosenbrock's function and its gradient.
    rosenbrock, rosenbrock_kernel(x: &[f64], g: &mut [f64]) -> f64
}

/// Value, gradient and dense Hessian.
pub(crate) fn rosenbrock_hessian(x: &[f64], g: &mut [f64], h: &mut [f64]) -> f64 {
    let n = x.len();
    h[..n * n].fill(0.0);
    let f = rosenbrock(x, g);
    h[0] = 1200.0 * x[0] * x[0] - 400.0 * x[1] + 2.0;
    h[1] = -400.0 * x[0];
    for i in 1..n - 1 {
        let c = i * n;
        h[c + i - 1] = -400.0 * x[i - 1];
        h[c + i] = 1200.0 * x[i] * x[i] - 400.0 * x[i + 1] + 202.0;
        h[c + i + 1] = -400.0 * x[i];
    }
    h[n * n - 2] = -400.0 * x[n - 2];
    h[n * n - 1] = 200.0;
    f
}
