//! A network of two layers with `tanh` between them.

use super::super::data::{BATCH as NB, HIDDEN as H, INPUTS as DI, OUTPUTS as O};
use super::lanes::{fma, sum, widest};
use super::math::tanh;

/// Where the parts of the parameters start: weights and biases of the first layer, then of the second one.
const O1: usize = DI * H;
const O2: usize = O1 + H;
const O3: usize = O2 + H * O;
/// How many parameters there are.
pub(crate) const COUNT: usize = O3 + O;

/// What is reused from call to call.
pub(crate) struct Workspace {
    h: Vec<f64>,
    r: Vec<f64>,
    dh: Vec<f64>,
    xt: Vec<f64>,
    w2t: Vec<f64>,
    ht: Vec<f64>,
}
impl Workspace {
    pub(crate) fn new() -> Self {
        Self {
            h: vec![0.0; NB * H],
            r: vec![0.0; NB * O],
            dh: vec![0.0; NB * H],
            xt: vec![0.0; NB * DI],
            w2t: vec![0.0; H * O],
            ht: vec![0.0; NB * H],
        }
    }
}
/// C(m*n) = A(m*k) B(k*n) + bias_j, all column-major; m multiple of MR; A streamed from L1/L2, no packing.
#[inline(always)]
fn gemm_nn<const FMA: bool, const MR: usize, const NR: usize>(
    m: usize,
    k: usize,
    n: usize,
    a: &[f64],
    b: &[f64],
    bias: Option<&[f64]>,
    c: &mut [f64],
) {
    let mut j = 0;
    while j < n {
        let nr = NR.min(n - j);
        let mut i = 0;
        while i < m {
            let mut acc = [[0.0; MR]; NR];
            if nr == NR {
                if let Some(bb) = bias {
                    for q in 0..NR {
                        acc[q] = [bb[j + q]; MR];
                    }
                }
                for l in 0..k {
                    let av: &[f64; MR] = a[l * m + i..][..MR].try_into().unwrap();
                    for q in 0..NR {
                        let bv = b[(j + q) * k + l];
                        for t in 0..MR {
                            acc[q][t] = fma::<FMA>(av[t], bv, acc[q][t]);
                        }
                    }
                }
                for q in 0..NR {
                    c[(j + q) * m + i..][..MR].copy_from_slice(&acc[q]);
                }
            } else {
                for q in 0..nr {
                    let mut ac = [match bias {
                        Some(bb) => bb[j + q],
                        None => 0.0,
                    }; MR];
                    for l in 0..k {
                        let av: &[f64; MR] = a[l * m + i..][..MR].try_into().unwrap();
                        let bv = b[(j + q) * k + l];
                        for t in 0..MR {
                            ac[t] = fma::<FMA>(av[t], bv, ac[t]);
                        }
                    }
                    c[(j + q) * m + i..][..MR].copy_from_slice(&ac);
                }
            }
            i += MR;
        }
        j += NR;
    }
}
#[inline(always)]
fn transpose(m: usize, n: usize, a: &[f64], t: &mut [f64]) {
    // a m*n col-major -> t n*m col-major, 8x8 blocks where possible
    let mut i = 0;
    while i < m {
        let ib = 8.min(m - i);
        let mut j = 0;
        while j < n {
            let jb = 8.min(n - j);
            for ii in 0..ib {
                for jj in 0..jb {
                    t[(i + ii) * n + j + jj] = a[(j + jj) * m + i + ii];
                }
            }
            j += 8;
        }
        i += 8;
    }
}
#[inline(always)]
fn network_of<const FMA: bool, const MR: usize, const NR: usize>(
    x: &[f64],
    y: &[f64],
    p: &[f64],
    ws: &mut Workspace,
    g: &mut [f64],
) -> f64 {
    let (w1, b1, w2, b2) = (&p[..O1], &p[O1..O2], &p[O2..O3], &p[O3..COUNT]);
    gemm_nn::<FMA, MR, NR>(NB, DI, H, x, w1, Some(b1), &mut ws.h);
    for v in ws.h.iter_mut() {
        *v = tanh::<FMA>(*v);
    }
    gemm_nn::<FMA, MR, 5>(NB, H, O, &ws.h, w2, Some(b2), &mut ws.r);
    let inv = 1.0 / (NB * O) as f64;
    let mut s = [0.0; 8];
    for (rc, yc) in ws.r.chunks_exact_mut(8).zip(y.chunks_exact(8)) {
        for l in 0..8 {
            let d = rc[l] - yc[l];
            s[l] = fma::<FMA>(d, d, s[l]);
            rc[l] = 2.0 * inv * d;
        }
    }
    let f = sum(&s) * inv;
    let (gw1, rest) = g.split_at_mut(O1);
    let (gb1, rest) = rest.split_at_mut(H);
    let (gw2, gb2) = rest.split_at_mut(H * O);
    for j in 0..O {
        gb2[j] = colsum(&ws.r[j * NB..][..NB]);
    }
    transpose(NB, H, &ws.h, &mut ws.ht);
    gemm_nn::<FMA, MR, 5>(H, NB, O, &ws.ht, &ws.r, None, gw2);
    transpose(H, O, w2, &mut ws.w2t);
    gemm_nn::<FMA, MR, NR>(NB, O, H, &ws.r, &ws.w2t, None, &mut ws.dh);
    for (d, h) in ws.dh.iter_mut().zip(ws.h.iter()) {
        *d *= fma::<FMA>(-*h, *h, 1.0);
    }
    for j in 0..H {
        gb1[j] = colsum(&ws.dh[j * NB..][..NB]);
    }
    transpose(NB, DI, x, &mut ws.xt);
    gemm_nn::<FMA, MR, NR>(DI, NB, H, &ws.xt, &ws.dh, None, gw1);
    f
}
#[inline(always)]
fn colsum(c: &[f64]) -> f64 {
    let mut s = [0.0; 8];
    for v in c.chunks_exact(8) {
        for l in 0..8 {
            s[l] += v[l];
        }
    }
    sum(&s)
}

#[inline(always)]
fn kernel<const FMA: bool>(x: &[f64], y: &[f64], p: &[f64], ws: &mut Workspace, g: &mut [f64]) -> f64 {
    network_of::<FMA, 8, 4>(x, y, p, ws, g)
}

widest! {
    /// The mean squared error, and its gradient by all parameters.
    network, kernel(x: &[f64], y: &[f64], p: &[f64], ws: &mut Workspace, g: &mut [f64]) -> f64
}
