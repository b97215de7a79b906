//! The lines of a tour: what a derivative is, its formula, and the numbers, which must agree.

use nalgebra::{Dim, Matrix, RawStorage};

/// Numbers in rows and columns.
pub(crate) trait Table {
    fn rows(&self) -> Vec<Vec<f64>>;
}

impl Table for f64 {
    fn rows(&self) -> Vec<Vec<f64>> {
        vec![vec![*self]]
    }
}

impl<R: Dim, C: Dim, S: RawStorage<f64, R, C>> Table for Matrix<f64, R, C, S> {
    fn rows(&self) -> Vec<Vec<f64>> {
        self.row_iter().map(|row| row.iter().copied().collect()).collect()
    }
}

impl<A: Table, B: Table> Table for (A, B) {
    fn rows(&self) -> Vec<Vec<f64>> {
        [self.0.rows(), self.1.rows()].concat()
    }
}

pub(crate) fn heading(title: &str) {
    println!("\n{title}");
}

/// Prints what was found, after asserting that it is what the formula gives.
pub(crate) fn line(row: &str, function: &str, formula: &str, found: &impl Table, expected: &impl Table) {
    same(found, expected);
    let rows = found.rows();
    // A column is written along the line, with a mark that it stands.
    let column = rows.len() > 1 && rows.iter().all(|row| row.len() == 1);
    let (between, end) = if column { (" ", "]ᵀ") } else { ("; ", "]") };
    let numbers = rows.iter().map(|row| row.iter().map(|x| short(*x)).collect::<Vec<_>>().join(" "));
    let numbers = numbers.collect::<Vec<_>>().join(between);
    let numbers = if rows.len() == 1 && rows[0].len() == 1 { numbers } else { format!("[{numbers}{end}") };
    println!("  {row:<4} {function:<27} {formula:<22} {numbers}");
}

/// At most three digits after the point, and no zeros at the end.
fn short(x: f64) -> String {
    let rounded = (x * 1e3).round() / 1e3;
    // Without the sign of a zero.
    format!("{}", rounded + 0.0)
}

/// Asserts that two tables agree to rounding.
pub(crate) fn same(found: &impl Table, expected: &impl Table) {
    let (found, expected) = (found.rows(), expected.rows());
    let agree = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-12 * b.abs().max(1.0);
    let same_row = |(a, b): (&Vec<f64>, &Vec<f64>)| a.len() == b.len() && a.iter().zip(b).all(agree);
    let same = found.len() == expected.len() && found.iter().zip(&expected).all(same_row);
    assert!(same, "{found:?} was found, and {expected:?} is the formula");
}
