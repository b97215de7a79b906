//! Iterators that select, group and combine: in loops, in expressions, over rows and columns.

#[macro_use]
mod agrees;
mod common;

use autodiff::{check, differentiate};
use common::{assert_close, random};
use fastrand::Rng;
use nalgebra::{DMatrix, DVector, Matrix2x3};

agrees! {
    left_among_filtered at [0.5, 2.0, -1.5, 0.7, 2.5], [1.0, 2.0, -4.0], [0.2, 3.0, 0.1, 1.0, 2.0, 8.0], [];
    filtered_by_index at [0.5, -2.0, 1.5, -0.7, 3.0], [1.0];
    filtered_and_chained at [0.5, -2.0, 1.5, -0.7], [4.0, 0.3, 0.2];
    filtered_loop at [0.5, -2.0, 1.5, -0.7], [4.0, 0.3], [];
    filtered_collection at [0.5, -2.0, 1.5, 0.7], [-4.0, -0.3];
    flat_map_of_pairs at [0.5, -2.0, 1.5], [];
    flat_map_of_a_triangle at [0.5, -2.0, 1.5, -0.7], [0.3];
    flat_map_collected at [0.5, -2.0, 1.5], [0.3];
    taken_and_skipped at [0.5, -2.0, 1.5, -0.7, 0.9, 1.1], [0.3, 0.2];
    strides at [0.5, -2.0, 1.5, -0.7, 0.9, 1.1, -0.2], [0.3];
    reversed_pairs at [0.5, -2.0, 1.5, -0.7], [0.3];
    windows_of_three at [0.5, -2.0, 1.5, -0.7, 0.9], [0.3, 0.2];
    chunks_of_two at [0.5, -2.0, 1.5, -0.7, 0.9], [0.3], [];
    chunks_in_a_loop at [0.5, -2.0, 1.5, -0.7, 0.9], [0.3, 1.2, 0.4, -1.1];
    exact_chunks at [0.5, -2.0, 1.5, -0.7, 0.9, 1.1, 7.0], [0.3, 0.2, 0.1];
    three_zipped at [0.5, -2.0, 1.5, -0.7], [0.3, 0.2];
    convolution at [0.5, -2.0, 1.5, -0.7, 0.9], [0.3, 0.1];
    pairwise_distances at [0.5, -2.0, 1.5, -0.7, 0.9, 1.1], [0.3, 0.9];
}

#[differentiate]
fn filtered_by_index(x: &[f64]) -> f64 {
    x.iter().enumerate().filter(|(i, _)| i % 2 == 0).map(|(i, x)| x.sin() * (i + 1) as f64).sum()
}

#[differentiate]
fn filtered_and_chained(x: &[f64]) -> f64 {
    let mean = x.iter().sum::<f64>() / x.len() as f64;
    let above = x.iter().map(|x| x - mean).filter(|&d| d > 0.0).map(|d| d * d).sum::<f64>();
    let count = x.iter().filter(|&&x| x > mean).count();
    above / count as f64
}

#[differentiate]
fn filtered_loop(x: &[f64]) -> f64 {
    let mut total = 1.0;
    for (i, x) in x.iter().enumerate().filter(|(_, x)| x.abs() < 1.8) {
        total = total * x + i as f64;
    }
    for i in (0..x.len()).filter(|i| i % 3 != 1) {
        total += x[i] * total;
    }
    total
}

#[differentiate]
fn filtered_collection(x: &[f64]) -> f64 {
    let kept: Vec<f64> = x.iter().copied().filter(|x| *x > 0.0).collect();
    let mut total = x[0];
    for (i, k) in kept.iter().enumerate() {
        total += k.powi(i as i32 + 2);
    }
    total * kept.len() as f64
}

#[differentiate]
fn flat_map_of_pairs(x: &[f64]) -> f64 {
    x.iter().flat_map(|a| x.iter().map(move |b| (a - b) * a)).map(|d| d * d).sum()
}

#[differentiate]
fn flat_map_of_a_triangle(x: &[f64]) -> f64 {
    let mut total = 0.0;
    for (i, j) in (0..x.len()).flat_map(|i| (0..i).map(move |j| (i, j))) {
        total += x[i] * x[j] * x[j] + total * 0.1;
    }
    total
}

#[differentiate]
fn flat_map_collected(x: &[f64]) -> f64 {
    let pairs: Vec<f64> = x.iter().flat_map(|x| [x.sin(), x * x]).collect();
    pairs.iter().rev().fold(0.5, |total, p| total * p + 1.0)
}

#[differentiate]
fn taken_and_skipped(x: &[f64]) -> f64 {
    let head = x.iter().take(3).product::<f64>();
    let middle = x.iter().skip(1).take(4).map(|x| x.exp()).sum::<f64>();
    let tail = x.iter().rev().take(2).fold(1.0, |total, x| total - x * head);
    head * middle + tail
}

#[differentiate]
fn strides(x: &[f64]) -> f64 {
    let even = x.iter().step_by(2).sum::<f64>();
    let third = x.iter().skip(1).step_by(3).map(|x| x * even).sum::<f64>();
    let mut total = third;
    for i in (0..x.len()).rev().step_by(2) {
        total = (total + x[i]).sin();
    }
    total
}

#[differentiate]
fn reversed_pairs(x: &[f64]) -> f64 {
    let mut total = 0.0;
    for (i, (a, b)) in x.iter().zip(x.iter().rev()).enumerate().rev() {
        total += a * b.cos() * (i as f64 + total);
    }
    total
}

#[differentiate]
fn windows_of_three(x: &[f64]) -> f64 {
    let curvature = x.windows(3).map(|w| (w[0] - 2.0 * w[1] + w[2]).powi(2)).sum::<f64>();
    let steps: Vec<f64> = x.windows(2).map(|w| w[1] - w[0]).collect();
    curvature + steps.iter().map(|d| d.powi(3)).sum::<f64>()
}

#[differentiate]
fn chunks_of_two(x: &[f64]) -> f64 {
    x.chunks(2).map(|pair| pair.iter().product::<f64>()).map(|p| p * p).sum()
}

#[differentiate]
fn chunks_in_a_loop(x: &[f64]) -> f64 {
    let mut total = 0.5;
    for (i, chunk) in x.chunks(3).enumerate() {
        let mut sum = total;
        for c in chunk {
            sum += c * c;
        }
        total = sum / (chunk.len() + i) as f64 - chunk[0];
    }
    total
}

#[differentiate]
fn exact_chunks(x: &[f64]) -> f64 {
    let norms: Vec<f64> = x.chunks_exact(3).map(|p| (p[0] * p[0] + p[1] * p[1] + p[2] * p[2]).sqrt()).collect();
    let mut total = 1.0;
    for (row, norm) in x.chunks_exact(3).zip(&norms) {
        total *= row[0] / norm + row[2];
    }
    total
}

#[differentiate]
fn three_zipped(x: &[f64]) -> f64 {
    let squares: Vec<f64> = x.iter().map(|x| x * x).collect();
    let sines: Vec<f64> = x.iter().map(|x| x.sin()).collect();
    let mut total = 0.0;
    for ((x, square), sine) in x.iter().zip(&squares).zip(sines.iter()) {
        total += x * square - sine;
    }
    total + x.iter().zip(squares.iter().zip(sines.iter().rev())).map(|(x, (a, b))| x * a * b).sum::<f64>()
}

#[differentiate]
fn convolution(x: &[f64]) -> f64 {
    let n = x.len();
    let kernel = [x[0], 0.5, x[n - 1]];
    let blurred: Vec<f64> = (0..n)
        .map(|i| {
            kernel.iter().enumerate().filter(|(k, _)| i + k >= 1 && i + k <= n).map(|(k, w)| w * x[i + k - 1]).sum()
        })
        .collect();
    blurred.iter().map(|b| b * b).sum()
}

#[differentiate]
fn pairwise_distances(x: &[f64]) -> f64 {
    let points: Vec<(f64, f64)> = x.chunks_exact(2).map(|p| (p[0], p[1])).collect();
    let mut total = x[1];
    for (i, (a, b)) in points.iter().enumerate() {
        total += points[..i].iter().map(|(c, d)| (a - c).hypot(b - d)).sum::<f64>();
    }
    total
}

#[differentiate]
fn rows(m: &DMatrix<f64>) -> f64 {
    let norms: Vec<f64> = m.row_iter().map(|row| row.norm()).collect();
    let mut total = 0.0;
    for (i, row) in m.row_iter().enumerate() {
        total += row.sum() * norms[i];
    }
    total
}

#[differentiate]
fn columns(m: &DMatrix<f64>, v: &DVector<f64>) -> f64 {
    let mut total = 0.0;
    for (column, scale) in m.column_iter().zip(v.iter()) {
        total += column.dot(v) * scale;
    }
    total
}

#[differentiate]
fn column_sums(m: &Matrix2x3<f64>) -> Vec<f64> {
    m.column_iter().map(|column| column.iter().map(|x| x * x).sum::<f64>()).collect()
}

#[differentiate]
fn entries(m: &DMatrix<f64>) -> f64 {
    let largest = m.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    m.iter().enumerate().map(|(i, x)| (x - largest) * i as f64).sum()
}

#[test]
fn rows_columns_and_entries_of_matrices() {
    let mut rng = Rng::with_seed(81);
    for (n, m) in [(2, 2), (3, 2), (1, 4)] {
        let a = random(&mut rng, DMatrix::zeros(n, m));
        // ∂ Σ sᵢ ‖rᵢ‖ = ‖rᵢ‖ + sᵢ rᵢ / ‖rᵢ‖
        let by_rows = DMatrix::from_fn(n, m, |i, j| a.row(i).norm() + a.row(i).sum() * a[(i, j)] / a.row(i).norm());
        assert_close(&rows::gradient(&a), &by_rows);
        let (_, at) = a.iter().zip(0..).fold((a[0], 0), |best, (x, i)| if *x > best.0 { (*x, i) } else { best });
        let mut by_entries = DMatrix::from_fn(n, m, |i, j| (i + n * j) as f64);
        by_entries[at] -= by_entries.sum();
        assert_close(&entries::gradient(&a), &by_entries);
    }
    let (a, v) = random(&mut rng, (DMatrix::zeros(3, 3), DVector::zeros(3)));
    // vᵀ A v
    let found = columns::value_and_gradient(&a, &v);
    assert_close(&found, &(v.dot(&(&a * &v)), (&v * v.transpose(), (&a + a.transpose()) * &v)));
    check::gradient(|(a, v)| columns(a, v), &(a, v), &found.1).unwrap();
    let a = Matrix2x3::new(1.0, 2.0, 3.0, 4.0, 5.0, 6.0);
    let (value, pullback) = column_sums::vjp(&a);
    assert_close(&value, &vec![17.0, 29.0, 45.0]);
    assert_close(&pullback(&vec![1.0, 10.0, 100.0]), &Matrix2x3::new(2.0, 40.0, 600.0, 8.0, 100.0, 1200.0));
}

#[differentiate]
fn left_among_filtered(x: &[f64]) -> f64 {
    let mut total = 1.0;
    for (i, v) in x.iter().enumerate().filter(|(i, _)| i % 2 == 0).map(|(i, v)| (i, v * v)) {
        if v > 9.0 {
            return total * v;
        }
        if i == 4 {
            break;
        }
        if v < 0.1 {
            continue;
        }
        total *= v + i as f64;
    }
    total
}
