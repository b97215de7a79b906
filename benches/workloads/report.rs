//! Times of several implementations of one workload, in turns, and their ratios.

use super::instructions::{self, ONCE};
use super::times::{Contender, medians};

/// What the command line asks for.
#[derive(PartialEq, Eq)]
enum Mode {
    Times,
    /// The same as a table of Markdown.
    Markdown,
    /// How many instructions generated code runs, against what is on record.
    Instructions,
    /// Runs one workload, for whoever counts its instructions.
    Once,
}

/// Ratios of all workloads.
pub(crate) struct Report {
    mode: Mode,
    /// A part of the names of the workloads to run.
    filter: String,
    of_limits: Vec<f64>,
    of_idiomatic: Vec<f64>,
}

impl Report {
    /// What the arguments ask for: a part of the names of workloads, `--markdown`, `--instructions`.
    pub(crate) fn asked(arguments: impl Iterator<Item = String>) -> Report {
        let mut report =
            Report { mode: Mode::Times, filter: String::new(), of_limits: Vec::new(), of_idiomatic: Vec::new() };
        for argument in arguments {
            match argument.as_str() {
                // Cargo says that this is a benchmark.
                "--bench" => {}
                "--markdown" => report.mode = Mode::Markdown,
                "--instructions" => report.mode = Mode::Instructions,
                ONCE => report.mode = Mode::Once,
                _ => report.filter = argument,
            }
        }
        report.heading();
        report
    }

    fn heading(&self) {
        match self.mode {
            Mode::Times => println!(
                "{:<28} {:>10} {:>10} {:>10} {:>10}   {:>9} {:>12} {:>9}",
                "workload, us", "generated", "fused", "idiomatic", "primal", "of fused", "of idiomatic", "of primal"
            ),
            Mode::Markdown => {
                println!(
                    "| workload | generated, µs | of fused by hand | of idiomatic nalgebra | of the function itself |"
                );
                println!("|---|---|---|---|---|");
            }
            Mode::Instructions => println!("{:<28} {:>12} {:>12}", "workload, instructions", "generated", "of record"),
            Mode::Once => {}
        }
    }

    /// Whether a workload whose name starts like this is asked for.
    pub(crate) fn wants(&self, start: &str) -> bool {
        self.filter.starts_with(start) || start.contains(&self.filter) || !self.filter.starts_with('W')
    }

    /// A row: generated, fused by hand, idiomatic by hand, and the function itself.
    pub(crate) fn row(&mut self, name: &str, [generated, fused, idiomatic, primal]: [Contender<'_>; 4]) {
        self.compare(name, [Some(generated), Some(fused), Some(idiomatic), Some(primal)]);
    }

    /// A row of what is not written by hand in each of these ways: generated, fused by hand, and the function itself.
    pub(crate) fn objective(
        &mut self,
        name: &str,
        generated: Contender<'_>,
        fused: Option<Contender<'_>>,
        primal: Contender<'_>,
    ) {
        self.compare(name, [Some(generated), fused, None, Some(primal)]);
    }

    fn compare(&mut self, name: &str, mut contenders: [Option<Contender<'_>>; 4]) {
        match self.mode {
            Mode::Once if self.filter == name => return contenders[0].iter_mut().for_each(instructions::once),
            Mode::Once => return,
            Mode::Instructions if name.contains(&self.filter) => return instructions::report(name),
            Mode::Times | Mode::Markdown if name.contains(&self.filter) => {}
            Mode::Times | Mode::Markdown | Mode::Instructions => return,
        }
        let mut times = medians(contenders.iter_mut().flatten()).into_iter();
        let [generated, fused, idiomatic, primal] = contenders.map(|contender| contender.and_then(|_| times.next()));
        let of = |other: Option<f64>| Some(generated? / other?);
        let (of_fused, of_idiomatic, of_primal) = (of(fused), of(idiomatic), of(primal));
        let micros = |time: Option<f64>| time.map_or_else(|| "–".to_owned(), |time| format!("{:.2}", time * 1e6));
        let ratio = |ratio: Option<f64>| ratio.map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.2}"));
        let [by_fused, by_idiomatic, by_primal] = [of_fused, of_idiomatic, of_primal].map(ratio);
        let [generated, fused, idiomatic, primal] = [generated, fused, idiomatic, primal].map(micros);
        if self.mode == Mode::Markdown {
            println!("| {name} | {generated} | {by_fused} | {by_idiomatic} | {by_primal} |");
        } else {
            println!(
                "{name:<28} {generated:>10} {fused:>10} {idiomatic:>10} {primal:>10}   {by_fused:>9} {by_idiomatic:>12} {by_primal:>9}"
            );
        }
        // The means are of workloads that are written by hand in both ways.
        if let (Some(of_fused), Some(of_idiomatic)) = (of_fused, of_idiomatic) {
            self.of_limits.push(of_fused);
            self.of_idiomatic.push(of_idiomatic);
        }
    }

    pub(crate) fn end(&self) {
        let mean = |ratios: &[f64]| (ratios.iter().map(|ratio| ratio.ln()).sum::<f64>() / ratios.len() as f64).exp();
        let means = format!("{:.2} of fused, {:.2} of idiomatic", mean(&self.of_limits), mean(&self.of_idiomatic));
        match self.mode {
            Mode::Times => println!("geometric mean: {means}"),
            Mode::Markdown => println!("\nGeometric mean: {means}."),
            Mode::Instructions | Mode::Once => {}
        }
    }
}
