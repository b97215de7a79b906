//! A whole derivative by finite differences.

use alloc::string::String;
use alloc::vec::Vec;

use super::cause::Rows;
use super::claims::{Claim, refuted, size};
use super::displaced::{slopes_by, values};
use super::line::Slope;
use super::{Cause, Coordinates, Form, Mismatch};

/// The derivative of each of `rows` coordinates of a result by each coordinate of a point.
pub(super) struct Differences {
    rows: usize,
    /// How large the coordinates of the point are.
    sizes: Vec<f64>,
    /// The slopes of all rows, for each coordinate of the point.
    columns: Vec<Vec<Slope>>,
    epsilon: f64,
}

/// What the entries of a derivative are called.
pub(super) struct Names<'a, P> {
    pub(super) form: Form,
    pub(super) point: &'a P,
    /// `None` where there is one row, which needs no name.
    pub(super) row: Option<&'a dyn Fn(usize) -> String>,
}

impl<P: Coordinates> Names<'_, P> {
    fn mismatch(&self, row: Option<usize>, column: Option<usize>, cause: Cause) -> Mismatch {
        let row = self.row.zip(row).map(|(name, row)| name(row));
        Mismatch::new(self.form, row, column.map(|column| self.point.entry(column)), cause)
    }
}

impl Differences {
    /// `epsilon` is that of the coarsest scalar in the point, the result and the claims.
    pub(super) fn of<P, Y>(f: impl Fn(&P) -> Y, point: &P, epsilon: f64) -> Self
    where
        P: Coordinates,
        Y: Coordinates,
    {
        let rows = f(point).dimension();
        let columns = (0..point.dimension()).map(|column| slopes_by(&f, point, column, rows, epsilon));
        let sizes = values(point).into_iter().map(size).collect();
        Self { rows, sizes, columns: columns.collect(), epsilon }
    }

    pub(super) fn shape(&self) -> (usize, usize) {
        (self.rows, self.columns.len())
    }

    /// The size of what an entry is a derivative by.
    fn size(&self, form: Form, row: usize, column: usize) -> f64 {
        self.row_size(form, row) * self.sizes[column]
    }

    /// Second derivatives are by what a row stands for, too.
    fn row_size(&self, form: Form, row: usize) -> f64 {
        match form.rows() {
            Rows::Point => self.sizes[row],
            Rows::Result | Rows::Coefficients => 1.0,
        }
    }

    /// Compares every entry with what is claimed.
    pub(super) fn compare(
        &self,
        claimed: impl Fn(usize, usize) -> f64,
        names: &Names<'_, impl Coordinates>,
    ) -> Result<(), Mismatch> {
        let claim = |(column, slopes): (usize, &Vec<Slope>)| {
            let claim = |(row, found): (usize, &Slope)| Claim {
                row,
                column,
                size: self.size(names.form, row, column),
                claimed: claimed(row, column),
                found: *found,
            };
            slopes.iter().enumerate().map(claim).collect::<Vec<_>>()
        };
        let claims: Vec<Claim> = self.columns.iter().enumerate().flat_map(claim).collect();
        verdict(&claims, self.epsilon, |claim, cause| names.mismatch(Some(claim.row), Some(claim.column), cause))
    }

    /// Compares the sum of the rows, each times its weight, with what is claimed for each column.
    pub(super) fn compare_rows(
        &self,
        weights: &[f64],
        claimed: impl Fn(usize) -> f64,
        names: &Names<'_, impl Coordinates>,
    ) -> Result<(), Mismatch> {
        let claim = |(column, slopes): (usize, &Vec<Slope>)| {
            let found = Slope::sum(weights.iter().copied().zip(slopes.iter().copied()))?;
            Some(Claim { row: 0, column, size: self.sizes[column], claimed: claimed(column), found })
        };
        let claims: Vec<Claim> = self.columns.iter().enumerate().filter_map(claim).collect();
        verdict(&claims, self.epsilon, |claim, cause| names.mismatch(None, Some(claim.column), cause))
    }

    /// Compares the sum of the columns, each times its weight, with what is claimed for each row.
    pub(super) fn compare_columns(
        &self,
        weights: &[f64],
        claimed: impl Fn(usize) -> f64,
        names: &Names<'_, impl Coordinates>,
    ) -> Result<(), Mismatch> {
        let claim = |row: usize| {
            let slopes = self.columns.iter().map(|slopes| slopes[row]);
            let found = Slope::sum(weights.iter().copied().zip(slopes))?;
            Some(Claim { row, column: 0, size: self.row_size(names.form, row), claimed: claimed(row), found })
        };
        let claims: Vec<Claim> = (0..self.rows).filter_map(claim).collect();
        verdict(&claims, self.epsilon, |claim, cause| names.mismatch(Some(claim.row), None, cause))
    }
}

/// The first and worst claim that does not hold, as a mismatch.
pub(super) fn verdict(
    claims: &[Claim],
    epsilon: f64,
    mismatch: impl Fn(&Claim, Cause) -> Mismatch,
) -> Result<(), Mismatch> {
    match refuted(claims, epsilon) {
        None => Ok(()),
        Some((claim, cause)) => Err(mismatch(claim, cause)),
    }
}
