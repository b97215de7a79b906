//! Loops over lanes against plain ones, and against nalgebra's: `cargo bench --bench lanes`, or `-- math`, `-- sums`, `-- panels`.
//!
//! All columns of a row are measured in turns in one run, so that they share what else the machine does.

#[expect(dead_code, reason = "sizes that the loops by hand name")]
#[path = "../workloads/data.rs"]
mod data;
#[expect(dead_code, reason = "the products are compared, the other workloads are not")]
#[path = "../workloads/fused/mod.rs"]
mod fused;
mod math;
mod panels;
mod sums;
#[path = "../workloads/times.rs"]
mod times;

fn main() {
    let asked = std::env::args().nth(1).unwrap_or_default();
    let is_asked = |name: &str| asked.is_empty() || asked.starts_with('-') || asked == name;
    println!("instructions: {:?}", autodiff::__private::lanes::instructions());
    if is_asked("math") {
        math::report();
    }
    if is_asked("sums") {
        sums::report();
    }
    if is_asked("panels") {
        panels::report();
    }
}
