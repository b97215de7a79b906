//! Products of a matrix and a vector, and both products in one pass, against nalgebra and loops by hand for the whole function.

use std::hint::black_box;
use std::ops::Range;

use autodiff::__private::lanes::{Kernel, panels, sums, widest};
use nalgebra::{DMatrix, DVector};

use crate::fused::products;
use crate::times::{Contender, contender, medians};

/// Residuals, and the sum of their squares.
struct Residual<'a> {
    b: &'a [f64],
    squares: &'a mut f64,
}

impl panels::Change<f64> for Residual<'_> {
    #[inline(always)]
    fn change<const FMA: bool>(&mut self, rows: Range<usize>, z: &mut [f64]) {
        for (z, b) in z.iter_mut().zip(&self.b[rows]) {
            *z -= b;
        }
        *self.squares += sums::sum_of_squares_in::<FMA, f64>(z);
    }
}

/// The sum of squares of `A x - b`, and its gradient.
struct LeastSquares<'a> {
    a: &'a DMatrix<f64>,
    b: &'a [f64],
    x: &'a [f64],
    gradient: &'a mut [f64],
}

impl Kernel for LeastSquares<'_> {
    type Output = f64;

    #[inline(always)]
    fn run<const FMA: bool>(self) -> f64 {
        let (m, n) = self.a.shape();
        let mut squares = 0.0;
        self.gradient.fill(0.0);
        let residual = Residual { b: self.b, squares: &mut squares };
        panels::panels_in::<FMA, f64>(self.a.as_slice(), m, n, m, self.x, residual, self.gradient);
        sums::scale_in::<FMA, f64>(2.0, self.gradient);
        squares
    }
}

/// Rows of `A x` are kept, and rows of `x` put in their place.
struct Swap<'a> {
    x: &'a [f64],
    product: &'a mut [f64],
}

impl panels::Change<f64> for Swap<'_> {
    #[inline(always)]
    fn change<const FMA: bool>(&mut self, rows: Range<usize>, z: &mut [f64]) {
        self.product[rows.clone()].copy_from_slice(z);
        z.copy_from_slice(&self.x[rows]);
    }
}

/// `xᵀ A x` and its gradient.
struct Quadratic<'a> {
    a: &'a DMatrix<f64>,
    x: &'a [f64],
    product: &'a mut [f64],
    gradient: &'a mut [f64],
}

impl Kernel for Quadratic<'_> {
    type Output = f64;

    #[inline(always)]
    fn run<const FMA: bool>(self) -> f64 {
        let n = self.x.len();
        self.gradient.fill(0.0);
        let swap = Swap { x: self.x, product: self.product };
        panels::panels_in::<FMA, f64>(self.a.as_slice(), n, n, n, self.x, swap, self.gradient);
        let value = sums::dot_in::<FMA, f64>(self.x, self.product);
        sums::axpy_in::<FMA, f64>(1.0, self.product, self.gradient);
        value
    }
}

fn row(name: &str, (m, n): (usize, usize), mut contenders: [Contender<'_>; 3]) {
    let times = medians(contenders.iter_mut());
    let micros = times.iter().map(|time| format!("{:>10.2}", time * 1e6)).collect::<String>();
    println!("{name:<14}{m:>6} x{n:>5}{micros}  {:>9.2}{:>9.2}", times[0] / times[1], times[0] / times[2]);
}

fn products_of(m: usize, n: usize) {
    let a = DMatrix::from_fn(m, n, |i, j| ((i * 31 + j * 17) % 101) as f64 * 0.01 - 0.5);
    let (long, short) = (DVector::from_fn(m, |i, _| (i as f64).sin()), DVector::from_fn(n, |i, _| (i as f64).cos()));
    let (mut one, mut two, mut three) = (long.clone(), long.clone(), long.clone());
    row(
        "A x",
        (m, n),
        [
            contender(|| panels::gemv(black_box(a.as_slice()), m, n, m, short.as_slice(), one.as_mut_slice())),
            contender(|| two.gemv(1.0, black_box(&a), &short, 1.0)),
            contender(|| by_columns(black_box(&a), &short, &mut three)),
        ],
    );
    let (mut one, mut two, mut three) = (short.clone(), short.clone(), short.clone());
    row(
        "Aᵀ x",
        (m, n),
        [
            contender(|| panels::gemv_tr(black_box(a.as_slice()), m, n, m, long.as_slice(), one.as_mut_slice())),
            contender(|| two.gemv_tr(1.0, black_box(&a), &long, 1.0)),
            contender(|| {
                a.column_iter().zip(three.iter_mut()).for_each(|(column, y)| *y += column.dot(black_box(&long)))
            }),
        ],
    );
    let (mut one, mut two, mut three) = (a.clone(), a.clone(), a.clone());
    row(
        "A + x yᵀ",
        (m, n),
        [
            contender(|| panels::outer(1e-9, long.as_slice(), short.as_slice(), black_box(one.as_mut_slice()), m)),
            contender(|| black_box(&mut two).ger(1e-9, &long, &short, 1.0)),
            contender(|| {
                for (mut column, y) in black_box(&mut three).column_iter_mut().zip(short.iter()) {
                    column.axpy(1e-9 * y, &long, 1.0);
                }
            }),
        ],
    );
}

/// The columns one after the other.
fn by_columns(a: &DMatrix<f64>, x: &DVector<f64>, y: &mut DVector<f64>) {
    for (column, x) in a.column_iter().zip(x.iter()) {
        y.axpy(*x, &column, 1.0);
    }
}

fn least_squares(m: usize, n: usize) {
    let a = DMatrix::from_fn(m, n, |i, j| ((i * 31 + j * 17) % 101) as f64 * 0.01 - 0.5);
    let (b, x) = (DVector::from_fn(m, |i, _| (i as f64).sin()), DVector::from_fn(n, |i, _| (i as f64).cos()));
    let (mut one, mut two, mut residual) = (vec![0.0; n], vec![0.0; n], vec![0.0; m]);
    let panel = if m * n > 1_000_000 { 512 } else { m };
    row(
        "least squares",
        (m, n),
        [
            contender(|| {
                let (a, b, x) = (black_box(&a), b.as_slice(), x.as_slice());
                widest(LeastSquares { a, b, x, gradient: &mut one })
            }),
            contender(|| {
                let residual = black_box(&a) * &x - &b;
                (residual.norm_squared(), a.tr_mul(&residual) * 2.0)
            }),
            contender(|| {
                let a = black_box(a.as_slice());
                products::least_squares(m, n, a, b.as_slice(), x.as_slice(), panel, &mut residual, &mut two)
            }),
        ],
    );
}

fn quadratic(n: usize) {
    let a = DMatrix::from_fn(n, n, |i, j| ((i * 31 + j * 17) % 101) as f64 * 0.01 - 0.5);
    let x = DVector::from_fn(n, |i, _| (i as f64).sin());
    let (mut one, mut two) = ([vec![0.0; n], vec![0.0; n]], [vec![0.0; n], vec![0.0; n]]);
    let ([product, gradient], [y, g]) = (&mut one, &mut two);
    row(
        "quadratic",
        (n, n),
        [
            contender(|| widest(Quadratic { a: black_box(&a), x: x.as_slice(), product, gradient })),
            contender(|| {
                let ax = black_box(&a) * &x;
                (x.dot(&ax), ax + a.tr_mul(&x))
            }),
            contender(|| products::quadratic(n, black_box(a.as_slice()), x.as_slice(), y, g)),
        ],
    );
}

pub(crate) fn report() {
    println!(
        "\nus a call, and the part of the time of nalgebra and of loops: column by column, or by hand for this function"
    );
    println!(
        "{:<14}{:>13}{:>10}{:>10}{:>10}  {:>9}{:>9}",
        "product", "sizes", "panels", "nalgebra", "loops", "nalgebra", "loops"
    );
    for (m, n) in [(10, 10), (100, 100), (1000, 1000), (200, 20), (2000, 200), (20_000, 200)] {
        products_of(m, n);
    }
    for n in [10, 100, 1000] {
        quadratic(n);
    }
    for (m, n) in [(200, 20), (2000, 200), (20_000, 200)] {
        least_squares(m, n);
    }
}
