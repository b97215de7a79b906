//! One file for each subject, against derivatives in closed form.

mod blocks;
mod coordinates;
mod estimates;
mod forms;
mod gradients;
mod magnitudes;
mod messages;
mod random;
mod series;
mod singular;
mod values;
