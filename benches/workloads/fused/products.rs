//! Products of one matrix with vectors from both sides.

use super::lanes::{fma, load, sum, widest};

/// `x'Ax` in one pass over `A`.
#[inline(always)]
fn quadratic_kernel<const FMA: bool>(n: usize, a: &[f64], x: &[f64], y: &mut [f64], g: &mut [f64]) -> f64 {
    let x = &x[..n];
    let y = &mut y[..n];
    let g = &mut g[..n];
    y.fill(0.0);
    let n8 = n & !7;
    let mut j = 0;
    while j + 4 <= n {
        let c0 = &a[j * n..][..n];
        let c1 = &a[(j + 1) * n..][..n];
        let c2 = &a[(j + 2) * n..][..n];
        let c3 = &a[(j + 3) * n..][..n];
        let (x0, x1, x2, x3) = (x[j], x[j + 1], x[j + 2], x[j + 3]);
        let mut s0 = [0.0; 8];
        let mut s1 = [0.0; 8];
        let mut s2 = [0.0; 8];
        let mut s3 = [0.0; 8];
        let mut i = 0;
        while i < n8 {
            let (a0, a1, a2, a3) = (load(c0, i), load(c1, i), load(c2, i), load(c3, i));
            let xv = load(x, i);
            let mut yv = load(y, i);
            for l in 0..8 {
                s0[l] = fma::<FMA>(a0[l], xv[l], s0[l]);
                s1[l] = fma::<FMA>(a1[l], xv[l], s1[l]);
                s2[l] = fma::<FMA>(a2[l], xv[l], s2[l]);
                s3[l] = fma::<FMA>(a3[l], xv[l], s3[l]);
                yv[l] =
                    fma::<FMA>(a3[l], x3, fma::<FMA>(a2[l], x2, fma::<FMA>(a1[l], x1, fma::<FMA>(a0[l], x0, yv[l]))));
            }
            y[i..i + 8].copy_from_slice(&yv);
            i += 8;
        }
        let (mut t0, mut t1, mut t2, mut t3) = (sum(&s0), sum(&s1), sum(&s2), sum(&s3));
        while i < n {
            let xi = x[i];
            t0 = fma::<FMA>(c0[i], xi, t0);
            t1 = fma::<FMA>(c1[i], xi, t1);
            t2 = fma::<FMA>(c2[i], xi, t2);
            t3 = fma::<FMA>(c3[i], xi, t3);
            y[i] = fma::<FMA>(c3[i], x3, fma::<FMA>(c2[i], x2, fma::<FMA>(c1[i], x1, fma::<FMA>(c0[i], x0, y[i]))));
            i += 1;
        }
        g[j] = t0;
        g[j + 1] = t1;
        g[j + 2] = t2;
        g[j + 3] = t3;
        j += 4;
    }
    while j < n {
        let c = &a[j * n..][..n];
        let xj = x[j];
        let mut s = [0.0; 8];
        let mut i = 0;
        while i < n8 {
            let av = load(c, i);
            let xv = load(x, i);
            let mut yv = load(y, i);
            for l in 0..8 {
                s[l] = fma::<FMA>(av[l], xv[l], s[l]);
                yv[l] = fma::<FMA>(av[l], xj, yv[l]);
            }
            y[i..i + 8].copy_from_slice(&yv);
            i += 8;
        }
        let mut t = sum(&s);
        while i < n {
            t = fma::<FMA>(c[i], x[i], t);
            y[i] = fma::<FMA>(c[i], xj, y[i]);
            i += 1;
        }
        g[j] = t;
        j += 1;
    }
    let mut f = 0.0;
    for i in 0..n {
        f = fma::<FMA>(x[i], g[i], f);
    }
    for i in 0..n {
        g[i] += y[i];
    }
    f
}

widest! {
    /// `x'Ax` and its gradient; `y` is a workspace.
    quadratic, quadratic_kernel(n: usize, a: &[f64], x: &[f64], y: &mut [f64], g: &mut [f64]) -> f64
}

/// y += A x ; column-major, ld = lda, 4 columns at a time
#[inline(always)]
fn gemv_n<const FMA: bool>(m: usize, n: usize, lda: usize, a: &[f64], x: &[f64], y: &mut [f64]) {
    let y = &mut y[..m];
    let mut j = 0;
    while j + 4 <= n {
        let c0 = &a[j * lda..][..m];
        let c1 = &a[(j + 1) * lda..][..m];
        let c2 = &a[(j + 2) * lda..][..m];
        let c3 = &a[(j + 3) * lda..][..m];
        let (x0, x1, x2, x3) = (x[j], x[j + 1], x[j + 2], x[j + 3]);
        for i in 0..m {
            y[i] = fma::<FMA>(c3[i], x3, fma::<FMA>(c2[i], x2, fma::<FMA>(c1[i], x1, fma::<FMA>(c0[i], x0, y[i]))));
        }
        j += 4;
    }
    while j < n {
        let c = &a[j * lda..][..m];
        let xj = x[j];
        for i in 0..m {
            y[i] = fma::<FMA>(c[i], xj, y[i]);
        }
        j += 1;
    }
}
/// g += A^T r
#[inline(always)]
fn gemv_t_acc<const FMA: bool>(m: usize, n: usize, lda: usize, a: &[f64], r: &[f64], g: &mut [f64]) {
    let r = &r[..m];
    let m8 = m & !7;
    let mut j = 0;
    while j + 4 <= n {
        let c0 = &a[j * lda..][..m];
        let c1 = &a[(j + 1) * lda..][..m];
        let c2 = &a[(j + 2) * lda..][..m];
        let c3 = &a[(j + 3) * lda..][..m];
        let mut s0 = [0.0; 8];
        let mut s1 = [0.0; 8];
        let mut s2 = [0.0; 8];
        let mut s3 = [0.0; 8];
        let mut i = 0;
        while i < m8 {
            let (a0, a1, a2, a3, rv) = (load(c0, i), load(c1, i), load(c2, i), load(c3, i), load(r, i));
            for l in 0..8 {
                s0[l] = fma::<FMA>(a0[l], rv[l], s0[l]);
                s1[l] = fma::<FMA>(a1[l], rv[l], s1[l]);
                s2[l] = fma::<FMA>(a2[l], rv[l], s2[l]);
                s3[l] = fma::<FMA>(a3[l], rv[l], s3[l]);
            }
            i += 8;
        }
        let (mut t0, mut t1, mut t2, mut t3) = (sum(&s0), sum(&s1), sum(&s2), sum(&s3));
        while i < m {
            let v = r[i];
            t0 = fma::<FMA>(c0[i], v, t0);
            t1 = fma::<FMA>(c1[i], v, t1);
            t2 = fma::<FMA>(c2[i], v, t2);
            t3 = fma::<FMA>(c3[i], v, t3);
            i += 1;
        }
        g[j] += t0;
        g[j + 1] += t1;
        g[j + 2] += t2;
        g[j + 3] += t3;
        j += 4;
    }
    while j < n {
        let c = &a[j * lda..][..m];
        let mut s = [0.0; 8];
        let mut i = 0;
        while i < m8 {
            let (av, rv) = (load(c, i), load(r, i));
            for l in 0..8 {
                s[l] = fma::<FMA>(av[l], rv[l], s[l]);
            }
            i += 8;
        }
        let mut t = sum(&s);
        while i < m {
            t = fma::<FMA>(c[i], r[i], t);
            i += 1;
        }
        g[j] += t;
        j += 1;
    }
}

/// In panels of `p` rows, so that a large matrix is read once.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
fn least_squares_kernel<const FMA: bool>(
    m: usize,
    n: usize,
    a: &[f64],
    b: &[f64],
    x: &[f64],
    p: usize,
    r: &mut [f64],
    g: &mut [f64],
) -> f64 {
    let g = &mut g[..n];
    g.fill(0.0);
    let mut f = 0.0;
    let mut i0 = 0;
    while i0 < m {
        let len = p.min(m - i0);
        let rp = &mut r[..len];
        for (r, b) in rp.iter_mut().zip(&b[i0..i0 + len]) {
            *r = -*b;
        }
        gemv_n::<FMA>(len, n, m, &a[i0..], x, rp);
        let mut s = [0.0; 8];
        let l8 = len & !7;
        let mut i = 0;
        while i < l8 {
            let v = load(rp, i);
            for l in 0..8 {
                s[l] = fma::<FMA>(v[l], v[l], s[l]);
            }
            i += 8;
        }
        let mut t = sum(&s);
        while i < len {
            t += rp[i] * rp[i];
            i += 1;
        }
        f += t;
        gemv_t_acc::<FMA>(len, n, m, &a[i0..], rp, g);
        i0 += len;
    }
    for v in g.iter_mut() {
        *v *= 2.0;
    }
    f
}

widest! {
    /// `|Ax - b|²` and its gradient, in panels of `p` rows; `r` is a workspace.
    #[allow(clippy::too_many_arguments)]
    least_squares, least_squares_kernel(
        m: usize, n: usize, a: &[f64], b: &[f64], x: &[f64], p: usize, r: &mut [f64], g: &mut [f64]
    ) -> f64
}
