//! Many programs as one crate: written, compiled and run, with what went wrong by program.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{fs, io};

use crate::emit;
use crate::tree::Program;

/// What README says: calls with constant arguments are kept only where their type is said, `taylor` has limits, and a
/// condition of `while` assigns nothing.
const DOCUMENTED: [&str; 6] = [
    "the type of this value is not known here",
    "`taylor` can't be generated through",
    "the value of a call in a branch or loop can't be kept for the derivative",
    "the parts of this constant are not known here",
    "this condition changes",
    "a call in a closure would be evaluated again for the derivative",
];

/// What came of a program.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Outcome {
    /// Points, entries that were confirmed, entries that could not be compared.
    Passed { points: usize, confirmed: usize, skipped: usize },
    /// The compiler, ours or Rust's, said so.
    Refused(String),
    /// What the check says.
    Failed(String),
    /// Refused, as the documentation says.
    Documented,
}

impl Outcome {
    /// Failures that are alike: the kind of what is wrong, without its numbers.
    pub(crate) fn class(&self) -> Option<String> {
        match self {
            Outcome::Passed { .. } | Outcome::Documented => None,
            Outcome::Refused(message) => {
                let mut quoted = false;
                let keep = |c: &char| {
                    quoted ^= *c == '`';
                    !quoted && !c.is_ascii_digit()
                };
                Some(format!("refused {}", message.chars().filter(keep).take(60).collect::<String>()))
            }
            Outcome::Failed(message) => Some(message.split([':', ' ']).take(2).collect::<Vec<_>>().join(" ")),
        }
    }
}

/// Where crates of programs stand, and what they are compiled into.
pub(crate) struct Workshop {
    root: PathBuf,
    target: PathBuf,
    directory: PathBuf,
}

impl Workshop {
    /// In the `target` of the workspace at `root`; workshops of different names may work at the same time.
    pub(crate) fn new(root: &Path, name: &str, many: bool) -> io::Result<Workshop> {
        let target = root.join("target").join("programs");
        let directory = target.join(name);
        fs::create_dir_all(directory.join("src"))?;
        fs::copy(root.join("rust-toolchain.toml"), directory.join("rust-toolchain.toml"))?;
        let workshop = Workshop {
            root: root.to_owned(),
            target: target.join(if many { "built-for-many" } else { "built" }),
            directory,
        };
        fs::write(workshop.directory.join("Cargo.toml"), workshop.manifest(name, many))?;
        fs::copy(root.join("Cargo.lock"), workshop.directory.join("Cargo.lock"))?;
        Ok(workshop)
    }

    fn manifest(&self, name: &str, many: bool) -> String {
        let root = self.root.display();
        // An optimized compiler is worth its own build for many programs only.
        let level = if many { 2 } else { 0 };
        format!(
            "[package]\nname = \"batch-{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
             autodiff = {{ path = \"{root}\" }}\nprograms = {{ path = \"{root}/tests/programs\" }}\n\
             nalgebra = {{ version = \"0.35\", default-features = false, features = [\"std\"] }}\n\n\
             [profile.dev]\ndebug = 0\nincremental = false\ncodegen-units = 2\n\n\
             [profile.dev.build-override]\nopt-level = {level}\n"
        )
    }

    /// Compiles and runs the programs.
    pub(crate) fn run(&self, programs: &[&Program]) -> io::Result<Vec<Outcome>> {
        let texts = programs.iter().enumerate().map(|(index, program)| emit::module(program, &format!("p{index}")));
        let mut outcomes = self.compile(texts.collect())?;
        if outcomes.iter().any(Option::is_none) {
            self.run_built(&mut outcomes)?;
        }
        Ok(outcomes.into_iter().map(|outcome| outcome.unwrap_or(Outcome::Failed("aborted".to_owned()))).collect())
    }

    /// Whether the programs are Rust without their attributes.
    pub(crate) fn are_rust(&self, programs: &[&Program]) -> io::Result<Vec<bool>> {
        let outcomes = self.compile(programs.iter().map(|program| emit::bare_module(program)).collect())?;
        Ok(outcomes.iter().map(Option::is_none).collect())
    }

    /// Compiles modules. Those that do not compile are taken out until the others do.
    fn compile(&self, texts: Vec<String>) -> io::Result<Vec<Option<Outcome>>> {
        let mut modules = (0..texts.len()).collect::<BTreeSet<_>>();
        let mut outcomes = vec![None; texts.len()];
        for old in fs::read_dir(self.directory.join("src"))? {
            fs::remove_file(old?.path())?;
        }
        for (index, text) in texts.iter().enumerate() {
            fs::write(self.source(index), text)?;
        }
        while !modules.is_empty() {
            self.write_main(modules.iter())?;
            let errors = self.build()?;
            if errors.is_empty() {
                break;
            }
            for (index, message) in errors {
                let is_documented = DOCUMENTED.iter().any(|start| message.contains(start));
                outcomes[index] = Some(if is_documented { Outcome::Documented } else { Outcome::Refused(message) });
                modules.remove(&index);
            }
        }
        Ok(outcomes)
    }

    fn source(&self, index: usize) -> PathBuf {
        self.directory.join("src").join(format!("p{index}.rs"))
    }

    fn write_main<'m>(&self, modules: impl Iterator<Item = &'m usize> + Clone) -> io::Result<()> {
        let mut main = String::from("#![allow(warnings, clippy::all)]\n");
        for index in modules.clone() {
            let _ = writeln!(main, "mod p{index};");
        }
        main.push_str("fn main() {\n    programs::harness::run(&[\n");
        for index in modules {
            let _ = writeln!(main, "        p{index}::case,");
        }
        main.push_str("    ]);\n}\n");
        fs::write(self.directory.join("src").join("main.rs"), main)
    }

    /// The first error of each program.
    fn build(&self) -> io::Result<BTreeMap<usize, String>> {
        let output = self.cargo().args(["build", "--quiet", "--offline", "--message-format=short"]).output()?;
        if output.status.success() {
            return Ok(BTreeMap::new());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let errors = errors(&said);
        if errors.is_empty() {
            return Err(io::Error::other(format!("cargo failed:\n{said}")));
        }
        Ok(errors)
    }

    fn run_built(&self, outcomes: &mut [Option<Outcome>]) -> io::Result<()> {
        let name = self.directory.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let binary = self.target.join("debug").join(format!("batch-{name}"));
        let output = Command::new(binary).stdin(Stdio::null()).stderr(Stdio::null()).output()?;
        let mut last = None;
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let mut words = line.splitn(3, ' ');
            let (Some(verb), Some(index)) = (words.next(), words.next()) else { continue };
            let Ok(index) = index[1..].parse::<usize>() else { continue };
            last = Some((index, verb == "end"));
            if verb == "end" {
                outcomes[index] = Some(outcome(words.next().unwrap_or_default()));
            }
        }
        if let Some((index, false)) = last {
            outcomes[index] = Some(Outcome::Failed(format!("abort: {}", output.status)));
            // Those after it have not run.
            for outcome in outcomes.iter_mut().skip(index + 1).filter(|outcome| outcome.is_none()) {
                *outcome = Some(Outcome::Passed { points: 0, confirmed: 0, skipped: 0 });
            }
        }
        Ok(())
    }

    /// What cargo says at length of the first program.
    pub(crate) fn explain(&self) -> io::Result<String> {
        self.write_main([0].iter())?;
        let output = self.cargo().args(["build", "--quiet", "--offline"]).output()?;
        Ok(String::from_utf8_lossy(&output.stderr).into_owned())
    }

    fn cargo(&self) -> Command {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.current_dir(&self.directory).env("CARGO_TARGET_DIR", &self.target).stdin(Stdio::null());
        // What cargo says of the package that runs is not about the one that is built.
        for (key, _) in std::env::vars_os() {
            let name = key.to_string_lossy();
            if name.starts_with("CARGO_PKG") || name.starts_with("CARGO_MANIFEST") || name == "RUSTFLAGS" {
                cargo.env_remove(&key);
            }
        }
        cargo
    }
}

/// As the check or the compiler says it.
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Passed { points, .. } => write!(f, "passed at {points} points"),
            Outcome::Documented => f.write_str("refused, as documented"),
            Outcome::Refused(message) | Outcome::Failed(message) => f.write_str(message),
        }
    }
}

fn outcome(words: &str) -> Outcome {
    if let Some(failure) = words.strip_prefix("failed ") {
        return Outcome::Failed(failure.to_owned());
    }
    let mut numbers = words.split(' ').map(|word| word.parse().unwrap_or(0));
    let mut next = || numbers.next().unwrap_or(0);
    Outcome::Passed { points: next(), confirmed: next(), skipped: next() }
}

/// Lines as `src/p12.rs:3:5: error[E0308]: mismatched types`.
fn errors(said: &str) -> BTreeMap<usize, String> {
    let mut errors = BTreeMap::new();
    for line in said.lines() {
        let Some((place, message)) = line.split_once(": error") else { continue };
        let Some(index) = place.strip_prefix("src/p").and_then(|rest| rest.split_once(".rs:")) else { continue };
        let Ok(index) = index.0.parse::<usize>() else { continue };
        errors.entry(index).or_insert_with(|| format!("error{message}"));
    }
    errors
}
