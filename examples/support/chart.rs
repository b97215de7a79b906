//! Curves in the terminal.

use textplots::{Chart, LabelBuilder, LabelFormat, Plot, Shape};

/// Dots in a factor of ten along the horizontal axis.
const DOTS_PER_DECADE: f32 = 16.0;

/// Prints two loss curves, one as a line and one as dots; both axes are logarithmic.
///
/// Entry i of a curve is the loss after i + 1 epochs.
pub(crate) fn print(line: &[f64], dots: &[f64]) {
    let line = logarithmic(line);
    let mut dots = logarithmic(dots);
    dots.dedup_by_key(|(epoch, _)| (*epoch * DOTS_PER_DECADE).round() as usize);
    let last = line.last().map_or(1.0, |&(epoch, _)| epoch);

    Chart::new(120, 60, 0.0, last)
        .lineplot(&Shape::Lines(&line))
        .lineplot(&Shape::Points(&dots))
        .x_label_format(power_of_ten(0))
        .y_label_format(power_of_ten(3))
        .nice();
}

fn logarithmic(curve: &[f64]) -> Vec<(f32, f32)> {
    let point = |(index, loss): (usize, &f64)| ((index as f32 + 1.0).log10(), loss.log10() as f32);
    curve.iter().enumerate().map(point).collect()
}

/// Labels a logarithm with the number that it belongs to.
fn power_of_ten(decimals: usize) -> LabelFormat {
    LabelFormat::Custom(Box::new(move |logarithm| format!("{:.decimals$}", 10_f32.powf(logarithm))))
}
