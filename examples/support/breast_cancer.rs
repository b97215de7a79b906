//! The Wisconsin diagnostic breast cancer data, ready for training; `examples/data/README.md` says
//! what the columns are and where they come from.

use std::error::Error;

use nalgebra::{DMatrix, DVector, RowDVector};

/// Measurements of a sample; the label follows them.
pub(crate) const FEATURES: usize = 30;

const CSV: &str = include_str!("../data/breast_cancer.csv");

/// One row of `x` and one entry of `y` for each sample; the label is 1 for benign, 0 for malignant.
pub(crate) struct Samples {
    pub(crate) x: DMatrix<f64>,
    pub(crate) y: DVector<f64>,
}

impl Samples {
    fn from_rows(rows: &[RowDVector<f64>]) -> Self {
        let table = DMatrix::from_rows(rows);
        Self { x: table.columns(0, FEATURES).into_owned(), y: table.column(FEATURES).into_owned() }
    }
}

/// Training samples (four fifths, chosen by `rng`) and held-out samples.
///
/// Every feature is shifted and scaled to mean 0 and variance 1 over the training samples; the
/// held-out samples undergo the same map and have no part in choosing it.
pub(crate) fn load(rng: &mut fastrand::Rng) -> Result<(Samples, Samples), Box<dyn Error>> {
    let mut rows = parse(CSV)?;
    rng.shuffle(&mut rows);
    let (held_out, train) = rows.split_at(rows.len() / 5);
    let (mut train, mut held_out) = (Samples::from_rows(train), Samples::from_rows(held_out));

    let mean = train.x.row_mean();
    let deviation = train.x.row_variance().map(f64::sqrt);
    standardise(&mut train.x, &mean, &deviation);
    standardise(&mut held_out.x, &mean, &deviation);
    Ok((train, held_out))
}

/// The rows below the header line, which holds counts and the names of the classes.
fn parse(csv: &str) -> Result<Vec<RowDVector<f64>>, String> {
    let row =
        |(index, line)| parse_row(line).map_err(|error| format!("breast_cancer.csv, line {}: {error}", index + 1));
    csv.lines().enumerate().skip(1).map(row).collect()
}

fn parse_row(line: &str) -> Result<RowDVector<f64>, Box<dyn Error>> {
    let row: Vec<f64> = line.split(',').map(str::parse).collect::<Result<_, _>>()?;
    if row.len() != FEATURES + 1 {
        return Err(format!("{} columns instead of {}", row.len(), FEATURES + 1).into());
    }
    Ok(row.into())
}

fn standardise(x: &mut DMatrix<f64>, mean: &RowDVector<f64>, deviation: &RowDVector<f64>) {
    for mut row in x.row_iter_mut() {
        row -= mean;
        row.component_div_assign(deviation);
    }
}
