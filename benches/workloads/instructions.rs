//! How many instructions generated code runs. Unlike times they are the same in every run, so a regression shows.
//!
//! The counts are those of callgrind, which has AVX2 and no AVX-512. What was counted last is on record in `instructions.txt`; a line of
//! it is replaced by hand where a change is meant.

use std::env;
use std::process::Command;

use super::times::Contender;

/// Runs one workload, without measuring it.
pub(crate) const ONCE: &str = "--once";

const RECORD: &str = include_str!("instructions.txt");

/// What is counted. A second call: the first one finds out what the processor has.
pub(crate) fn once(contender: &mut Contender<'_>) {
    contender();
    counted(contender);
}

/// Its name tells callgrind when to count.
#[inline(never)]
fn counted(contender: &mut Contender<'_>) {
    contender();
}

/// Prints how many instructions a workload takes, also as a ratio to those on record.
pub(crate) fn report(name: &str) {
    let count = count(name);
    let of_record = RECORD
        .lines()
        .find_map(|line| line.strip_prefix(name)?.trim().parse::<u64>().ok())
        .map_or_else(|| "–".to_owned(), |recorded| format!("{:.3}", count as f64 / recorded as f64));
    println!("{name:<28} {count:>12} {of_record:>12}");
}

fn count(name: &str) -> u64 {
    let program = env::current_exe().expect("the benchmark itself");
    let profile = env::temp_dir().join(format!("autodiff-{}.callgrind", std::process::id()));
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--collect-atstart=no"])
        .arg(format!("--callgrind-out-file={}", profile.display()))
        .arg("--toggle-collect=*instructions::counted*")
        .arg(program)
        .args([ONCE, name])
        .output()
        .expect("valgrind is installed");
    // What is asked for stands in the output; a profile that is not there is not in the way.
    let _ = std::fs::remove_file(&profile);
    let said = String::from_utf8_lossy(&output.stderr);
    let collected = said.lines().find_map(|line| line.split("Collected :").nth(1)?.trim().parse().ok());
    collected.unwrap_or_else(|| panic!("callgrind gave no count for `{name}`: {said}"))
}
