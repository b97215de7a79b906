# The commands of this project; CONTRIBUTING.md says when to use which.

set shell := ["bash", "-euo", "pipefail", "-c"]

# Lists the recipes.
default:
    @just --list

# Runs every test.
test *arguments:
    cargo test --workspace {{arguments}}

# What a change must pass: everything that the continuous integration runs.
ci:
    .ci/run

# Formats, and looks for mistakes.
check:
    cargo fmt
    cargo clippy --workspace --all-targets -- -D warnings

# Accepts the generated code and the error messages that the tests see now. Read the diff.
bless:
    INSTA_UPDATE=always cargo test -p autodiff-macros
    TRYBUILD=overwrite cargo test -p autodiff
    git diff --stat

# Prints the code that an example or a test expands to: `just expand --example neuron`.
expand *arguments="--example neuron":
    cargo expand {{arguments}}

# Prints the program after a stage of the compiler: `just dump fuse --example neuron`.
dump stage="all" *arguments="--example neuron":
    touch src/lib.rs
    AUTODIFF_DUMP={{stage}} cargo check {{arguments}}

# Runs the example.
neuron:
    cargo run --release --example neuron

# Builds the documentation, with warnings as errors.
docs *arguments:
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps {{arguments}}

# Builds what must not need the standard library.
no-std:
    cargo build -p autodiff-runtime --no-default-features
    cargo build -p autodiff --no-default-features
    cargo test -p no_std

# Checks licences, sources and advisories of the dependencies.
deny:
    cargo deny check
