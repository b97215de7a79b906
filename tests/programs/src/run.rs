//! Runs programs in batches, and says what came of them.

use std::collections::HashSet;
use std::path::Path;
use std::time::Instant;
use std::{fmt, io};

use crate::batch::{Outcome, Workshop};
use crate::shrink::shrink;
use crate::tree::Program;
use crate::{emit, generate};

/// From so many programs on, the compiler is optimized before.
const MANY: u64 = 2000;

/// What is run.
#[derive(Clone, Debug)]
pub struct Options {
    /// How many programs.
    pub programs: u64,
    /// The seed of the first; the others follow.
    pub seed: u64,
    /// How many are compiled as one crate.
    pub batch: u64,
    /// Which of the directories in `target/programs` is used: one for each run at the same time.
    pub name: String,
    /// Whether a failing program is made small, one of each kind of failure.
    pub shrink: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options { programs: 60, seed: 1, batch: 100, name: "0".to_owned(), shrink: true }
    }
}

/// What came of the programs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Programs whose values and derivatives are right.
    pub passed: usize,
    /// Programs that are refused as documented.
    pub documented: usize,
    /// Programs that are refused, do not compile, or are wrong.
    pub failed: usize,
    /// Entries of derivatives that differences confirm.
    pub confirmed: usize,
    /// Entries at kinks, of which differences say nothing.
    pub skipped: usize,
    /// Programs without a point at which they are finite and smooth.
    pub idle: usize,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Summary { passed, documented, failed, confirmed, skipped, idle } = self;
        write!(
            f,
            "{passed} programs passed, {documented} refused as documented, {failed} failed; {confirmed} entries confirmed, {skipped} skipped, "
        )?;
        write!(f, "{idle} programs without a point")
    }
}

impl Summary {
    fn count(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Passed { points, confirmed, skipped } => {
                self.passed += 1;
                self.confirmed += confirmed;
                self.skipped += skipped;
                self.idle += usize::from(*points == 0);
            }
            Outcome::Documented => self.documented += 1,
            Outcome::Refused(_) | Outcome::Failed(_) => self.failed += 1,
        }
    }
}

/// Runs the programs, and prints those that fail as tests.
///
/// # Errors
/// Files can't be written, or cargo can't be run.
pub fn run(options: &Options) -> io::Result<Summary> {
    let workshop = workshop(&options.name, options.programs > MANY)?;
    let (mut summary, mut seen, start) = (Summary::default(), HashSet::new(), Instant::now());
    let end = options.seed + options.programs;
    let mut first = options.seed;
    while first < end {
        let last = (first + options.batch).min(end);
        let programs = (first..last).map(generate::program).collect::<Vec<_>>();
        let outcomes = outcomes(&workshop, &programs.iter().collect::<Vec<_>>());
        for (program, outcome) in programs.iter().zip(&outcomes) {
            summary.count(outcome);
            let Some(class) = outcome.class() else { continue };
            println!("seed {}: {outcome}", program.seed);
            let by_rust = matches!(outcome, Outcome::Refused(message) if message.starts_with("error["));
            if by_rust && !seen.contains(&class) && workshop.are_rust(&[program])? == [false] {
                println!("the program itself is wrong:\n{}", workshop.explain()?);
                continue;
            }
            if options.shrink && seen.insert(class) {
                let (small, said) = shrink(&workshop, program, outcome)?;
                println!("{said}\n{}", emit::test(&small));
            } else if !options.shrink {
                println!("{}", emit::test(program));
            }
        }
        first = last;
        println!("{summary}; {:.0} s", start.elapsed().as_secs_f64());
    }
    Ok(summary)
}

/// What came of programs. Where the compiler itself gives up, the one that it gives up at is looked for.
fn outcomes(workshop: &Workshop, programs: &[&Program]) -> Vec<Outcome> {
    match workshop.run(programs) {
        Ok(outcomes) => outcomes,
        Err(error) if programs.len() < 2 => vec![Outcome::Failed(format!("compiler: {error}"))],
        Err(_) => {
            let (one, two) = programs.split_at(programs.len() / 2);
            [outcomes(workshop, one), outcomes(workshop, two)].concat()
        }
    }
}

/// Prints a program and all that is said of it.
///
/// # Errors
/// Files can't be written, or cargo can't be run.
pub fn explain(seed: u64) -> io::Result<()> {
    let program = generate::program(seed);
    println!("{}", emit::items(&program, true));
    let workshop = workshop("explain", false)?;
    for outcome in workshop.run(&[&program])? {
        println!("{outcome}\n{}", workshop.explain()?);
    }
    Ok(())
}

fn workshop(name: &str, many: bool) -> io::Result<Workshop> {
    Workshop::new(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?, name, many)
}
