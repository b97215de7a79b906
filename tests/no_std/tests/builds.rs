//! The crate builds where there is no standard library, and what it must refuse, it refuses.

use std::path::Path;
use std::process::{Command, Output};

/// Builds this crate alone, so that no other crate brings the standard library into its graph.
fn build(arguments: &[&str]) -> Output {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("no_std");
    let mut command = Command::new(env!("CARGO"));
    command.args(["build", "--offline", "--lib", "--target-dir"]).arg(directory).args(arguments);
    command.env_remove("RUSTFLAGS").current_dir(env!("CARGO_MANIFEST_DIR"));
    command.output().expect("cargo runs")
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Whether the target's own libraries are installed.
fn is_installed(target: &str) -> bool {
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let output = Command::new(rustc).args(["--print", "target-libdir", "--target", target]).output();
    output.is_ok_and(|output| Path::new(String::from_utf8_lossy(&output.stdout).trim()).is_dir())
}

/// In one test, because builds wait for each other.
#[test]
fn without_the_standard_library() {
    let host = build(&["--features", "alone"]);
    assert!(host.status.success(), "{}", errors(&host));

    let target = "wasm32-unknown-unknown";
    if is_installed(target) {
        let wasm = build(&["--features", "alone", "--target", target]);
        assert!(wasm.status.success(), "{}", errors(&wasm));
    }

    let lookalikes = build(&["--features", "lookalikes"]);
    let said = errors(&lookalikes);
    assert!(!lookalikes.status.success(), "traits of the user's are not told from nalgebra's");
    for method in ["sin", "cos", "tan", "hypot"] {
        assert!(said.contains(&format!("multiple `{method}` found")), "{method}: {said}");
    }
}
