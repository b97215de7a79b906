//! Runs random programs: `cargo run --release -p programs -- --programs 20000 --seed 1`.

use std::process::ExitCode;

use programs::{Options, explain, run};

const USAGE: &str = "--programs N  --seed N  --batch N  --name DIRECTORY  --shrink true|false  --explain SEED";

fn main() -> ExitCode {
    let done = options().and_then(|options| match options {
        Task::Run(options) => run(&options).map(|summary| summary.failed == 0).map_err(|error| error.to_string()),
        Task::Explain(seed) => explain(seed).map(|()| true).map_err(|error| error.to_string()),
    });
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

enum Task {
    Run(Options),
    Explain(u64),
}

fn options() -> Result<Task, String> {
    let mut options = Options::default();
    let mut arguments = std::env::args().skip(1);
    while let Some(key) = arguments.next() {
        let value = arguments.next().ok_or(USAGE)?;
        let number = || value.parse::<u64>().map_err(|_| USAGE.to_owned());
        match key.as_str() {
            "--programs" => options.programs = number()?,
            "--seed" => options.seed = number()?,
            "--batch" => options.batch = number()?,
            "--name" => options.name = value,
            "--shrink" => options.shrink = value == "true",
            "--explain" => return Ok(Task::Explain(number()?)),
            _ => return Err(USAGE.to_owned()),
        }
    }
    Ok(Task::Run(options))
}
