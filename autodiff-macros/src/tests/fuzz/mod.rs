//! Expansions of what nobody would write: real functions, mutated. They end in derivatives or in errors.
//!
//! `AUTODIFF_FUZZ=1000000` says how many inputs there are, `AUTODIFF_FUZZ_SEED=7` where they start. CONTRIBUTING.md has
//! the command for long runs.

pub(super) mod corpus;
mod shrink;
mod syntax;
mod tree;
mod verdict;

use std::collections::BTreeMap;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use proc_macro2::TokenStream;
use quote::ToTokens;

use super::support::random::Random;

use corpus::{Corpus, Entry, Input};
use shrink::shrink;
use verdict::{Outcome, check};
pub(super) use verdict::{count, errors};

/// Inputs in the short run.
const INPUTS: u64 = 250;
/// An expansion that takes longer will not come to an end.
const HANGS: Duration = Duration::from_secs(180);
/// The stack that the compiler of Rust runs macros on.
const STACK: usize = 8 << 20;
const WORKER: &str = "fuzz";
/// Inputs have no more tokens.
const LARGEST: usize = 6000;

/// The input of a seed.
fn input(corpus: &Corpus, seed: u64) -> Input {
    let random = &mut Random::new(seed);
    let marked = if random.once_in(8) { &corpus.inputs } else { &corpus.marked };
    let mut input = random.pick(marked);
    if input.entry == Entry::Differentiate && random.once_in(4) {
        input.arguments = tree::arguments(&input.arguments, corpus, random);
    }
    if random.once_in(40) {
        input.entry = random.pick(&[Entry::Differentiate, Entry::Derive]);
    }
    let changes = random.below(5);
    if let Ok(mut item) = syn::parse_str::<syn::Item>(&input.item) {
        for _ in 0..changes {
            let before = item.clone();
            syntax::mutate(&mut item, corpus, random);
            if count(&item.to_token_stream()) > LARGEST {
                item = before;
            }
        }
        input.item = item.to_token_stream().to_string();
    }
    let changes = if random.once_in(5) || input.entry == Entry::Check { 1 + random.below(3) } else { 0 };
    for _ in 0..changes {
        let Ok(tokens) = input.item.parse::<TokenStream>() else { break };
        input.item = tree::mutate(tokens, corpus, random).to_string();
    }
    input
}

fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// What has come of the inputs so far.
enum Report {
    Start(u64, Box<Input>),
    Done(Outcome),
    Failed(u64, String, Box<Input>),
}

/// What kind of failure it is: the law, and the place of the defect.
fn kind(failure: &str) -> String {
    let (law, rest) = failure.split_once(':').unwrap_or((failure, ""));
    let detail = if law == "panic" || law == "place" { rest.chars().take(60).collect() } else { String::new() };
    format!("{law}{detail}")
}

/// Panics of the worker are findings, and reported as such.
fn quiet() {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if thread::current().name() != Some(WORKER) {
            hook(info);
        }
    }));
}

/// What has been found: arguments and functions that were panics, endless, no Rust, or errors without a place.
const FOUND: &[(&str, &str)] = &[
    ("", "fn f(a: &DVector<f64>, b: &DVector<f64>, s: f64) -> DVector<f64> { let mut q = a * s; q.axpy(s, b, 2); q }"),
    ("", "fn f(a: &DMatrix<f64>, s: f64) -> DMatrix<f64> { let mut q = a * s; q.cmpy(0.5, a, a, \"text\"); q }"),
    ("jvp", "fn f(x: &DVector<f64>) -> DVector<f64> { let n = 0..3; DVector::from_fn(n, |i, _| x[i] * x[i]) }"),
    ("", "fn f(x: f64) -> f64 { let r = 1..=LAST; x * count(r.clone()) as f64 }"),
    ("", "fn f(x: f64) -> f64 { x / *(1..=LAST) }"),
    ("jacobian, taylor", "fn f(x: [f64; N * 2]) -> f64 { x.iter().sum() }"),
    ("", "fn f(x: f64) -> f64 { ; for i in 0..3 {} ;; x }"),
    ("", "fn f(y: f64) -> f64 { let total = y; for i in 0..3 { ((Case::new))[i] } total }"),
    (
        "wrt(p), hvp",
        "fn f(p: &SVector<f64, 13>, d: f64, x: &DVector<f64>) -> f64 { let mut sum = 0.0; for _ in 0..3 {
            let h = [(p[0] * x[0] + p[2] * x[1] + p[4]).max(0.0), (p[1] * x[0] + p[3] * x[1] + p[5]).max(0.0)];
            let mut total = p[4] + d * p[12].powi(4) + d * (p[10] * p[10] + p[11] * p[11]);
            for row in 0..2 { let z = p[6 + row] * h[0] + p[8 + row] * h[1] + p[10 + row]; total += z * z; }
            sum += total;
        } sum }",
    ),
];

#[test]
fn what_was_found_once_is_not_found_again() {
    let corpus = Corpus::default();
    for (arguments, item) in FOUND {
        let input = Input { entry: Entry::Differentiate, arguments: (*arguments).to_owned(), item: (*item).to_owned() };
        if let Err(failure) = check(&input, &corpus) {
            panic!("{failure}\n{item}");
        }
    }
}

/// What comes of the function in the file `AUTODIFF_FUZZ_FILE`, with the arguments in `AUTODIFF_FUZZ_ARGUMENTS`.
#[test]
#[ignore = "for a look at one input"]
fn one_input() {
    let path = std::env::var("AUTODIFF_FUZZ_FILE").expect("a path");
    let item = std::fs::read_to_string(path).expect("a function");
    let arguments = std::env::var("AUTODIFF_FUZZ_ARGUMENTS").unwrap_or_default();
    let start = std::time::Instant::now();
    let verdict = check(&Input { entry: Entry::Differentiate, arguments, item }, &Corpus::default());
    println!("{verdict:?} in {:?}", start.elapsed());
}

#[test]
fn no_input_is_too_strange() {
    let (inputs, first) = (setting("AUTODIFF_FUZZ", INPUTS), setting("AUTODIFF_FUZZ_SEED", 0));
    let (send, receive) = channel();
    let work = move || {
        let corpus = Corpus::read();
        for seed in first..first + inputs {
            proc_macro2::extra::invalidate_current_thread_spans();
            let input = input(&corpus, seed);
            send.send(Report::Start(seed, Box::new(input.clone()))).expect("somebody listens");
            match check(&input, &corpus) {
                Ok(outcome) => send.send(Report::Done(outcome)).expect("somebody listens"),
                Err(failure) => {
                    let of_kind = kind(&failure);
                    let fails = |input: &Input| {
                        // The watch goes on for each attempt.
                        send.send(Report::Start(seed, Box::new(input.clone()))).expect("somebody listens");
                        check(input, &corpus).is_err_and(|failure| kind(&failure) == of_kind)
                    };
                    let smaller = shrink(&input, &fails);
                    send.send(Report::Failed(seed, failure, Box::new(smaller))).expect("somebody listens");
                }
            }
        }
    };
    quiet();
    let worker = thread::Builder::new().name(WORKER.to_owned()).stack_size(STACK).spawn(work).expect("a thread");
    let (mut outcomes, mut failures) = (BTreeMap::<String, u64>::new(), BTreeMap::<String, String>::new());
    let mut latest = None;
    loop {
        match receive.recv_timeout(HANGS) {
            Ok(Report::Start(seed, input)) => latest = Some((seed, input)),
            Ok(Report::Done(outcome)) => *outcomes.entry(format!("{outcome:?}")).or_default() += 1,
            Ok(Report::Failed(seed, failure, smaller)) => {
                let Input { entry, arguments, item } = *smaller;
                let failure = failure.chars().take(600).collect::<String>();
                let report = format!("seed {seed}: {failure}\n{entry:?} ({arguments})\n{item}\n");
                failures.entry(kind(&failure)).or_insert_with(|| {
                    eprintln!("{report}");
                    report
                });
            }
            Err(RecvTimeoutError::Timeout) => panic!("hangs: {latest:?}"),
            Err(RecvTimeoutError::Disconnected) => break,
        }
        let done = outcomes.values().sum::<u64>();
        if done.is_multiple_of(10_000) && done > 0 && inputs > INPUTS {
            eprintln!("{done}: {outcomes:?}, {} failures", failures.len());
        }
    }
    assert!(worker.join().is_ok(), "after {latest:?}");
    eprintln!("{outcomes:?}");
    assert!(failures.is_empty(), "{}", failures.into_values().collect::<Vec<_>>().join("\n"));
}
