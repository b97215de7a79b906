//! All real functions of the repository, as they are: the same tokens every time, and in how many milliseconds.

use std::thread;

use proc_macro2::TokenStream;

use super::fuzz::corpus::{Corpus, Entry, Input, expand};
use super::support::processor_time;

/// Every so many inputs are in the short test.
const STEP: usize = 40;

fn tokens(text: &str) -> TokenStream {
    text.parse().unwrap_or_default()
}

fn written(Input { entry, arguments, item }: &Input) -> String {
    // The places of an input are the same each time.
    proc_macro2::extra::invalidate_current_thread_spans();
    expand(*entry, tokens(arguments), tokens(item)).to_string()
}

/// What comes of every input, in the order of the corpus, if they are expanded in this order.
fn all(in_turn: fn(&mut Vec<usize>)) -> Vec<(usize, String)> {
    let work = move || {
        let corpus = Corpus::read();
        let mut places = (0..corpus.marked.len()).step_by(STEP).collect::<Vec<_>>();
        in_turn(&mut places);
        let mut outputs = places.iter().map(|place| (*place, written(&corpus.marked[*place]))).collect::<Vec<_>>();
        outputs.sort();
        outputs
    };
    thread::Builder::new().stack_size(8 << 20).spawn(work).expect("a thread").join().expect("no panic")
}

/// Whatever was expanded before, and whatever seeds the maps of a thread have.
#[test]
fn the_same_tokens_give_the_same_tokens() {
    let (forward, backward) = (all(|_| {}), all(|places| places.reverse()));
    assert!(forward.len() > 20, "{} functions", forward.len());
    for ((place, one), (_, two)) in forward.iter().zip(&backward) {
        assert_eq!(one, two, "input {place}");
    }
}

/// A function of so many lines: a loop, branches, and chains of scalars and of vectors, as people write them.
fn long(lines: usize) -> String {
    let part = |i: usize| {
        format!(
            "let z{i} = (a * &h{i} + b).map(|z| z.tanh());
            let s{i} = z{i}.dot(b) + 0.5 * t;
            let c{i} = if s{i} > 0.0 {{ s{i}.sqrt() }} else {{ (-s{i}).exp() }};
            for i in 0..b.len() {{
                t += (c{i} * b[i] - s{i}).powi(2);
            }}
            let r{i} = s{i} / (1.0 + c{i} * c{i});
            let u{i} = r{i} * c{i} + s{i}.sin();
            t += u{i} * u{i} - r{i};
            let h{next} = &z{i} * u{i};\n",
            next = i + 1
        )
    };
    let parts = (0..lines / 10).map(part).collect::<String>();
    let last = lines / 10;
    format!(
        "fn f(a: &DMatrix<f64>, b: &DVector<f64>, h0: &DVector<f64>) -> f64 {{ let mut t = 0.0;\n{parts} t + h{last}.sum() }}"
    )
}

/// The fastest of some expansions, in milliseconds.
fn fastest(input: &Input) -> f64 {
    let time = |_| {
        let start = processor_time();
        written(input);
        processor_time() - start
    };
    (0..9).map(time).fold(f64::INFINITY, f64::min)
}

/// What an expansion may cost who waits for a build, with the libraries of the compiler optimized as well:
/// `CARGO_PROFILE_RELEASE_BUILD_OVERRIDE_OPT_LEVEL=3 cargo test --release -p autodiff-macros --lib expansions::budget -- --ignored --nocapture`.
#[test]
#[ignore = "measures, and is for release builds"]
fn budget() {
    let hundred = Input { entry: Entry::Differentiate, arguments: String::new(), item: long(100) };
    let time = fastest(&hundred);
    println!("{time:8.1} ms for a function of 100 lines");
    // Some 20 lines.
    let is_long = |input: &&Input| input.entry == Entry::Differentiate && input.item.split_whitespace().count() > 200;
    let corpus = Corpus::read();
    let times = corpus.marked.iter().filter(is_long).map(fastest).collect::<Vec<_>>();
    assert!(!times.is_empty());
    let slowest = times.iter().copied().fold(0.0, f64::max);
    println!("{slowest:8.1} ms for the slowest of {} long functions", times.len());
    assert!(time < 20.0, "{time} ms for 100 lines");
    assert!(slowest < 100.0, "{slowest} ms");
}

/// Milliseconds of the slowest expansions, and of all.
#[test]
#[ignore = "prints times"]
fn times() {
    let corpus = Corpus::read();
    let functions = corpus.marked.iter().filter(|input| input.entry == Entry::Differentiate);
    let mut times = functions.map(|input| {
        let start = processor_time();
        let output = written(input);
        (processor_time() - start, input.item.split_whitespace().count(), output.len(), input)
    });
    let mut times = times.by_ref().collect::<Vec<_>>();
    times.sort_by(|one, two| two.0.total_cmp(&one.0));
    for (time, words, length, input) in &times[..25] {
        let name = input.item.split("fn ").nth(1).unwrap_or_default();
        println!("{time:8.1} ms, {words:5} words to {length:7} characters: {}", &name[..name.len().min(50)]);
    }
    let total = times.iter().map(|(time, ..)| time).sum::<f64>();
    let median = times[times.len() / 2].0;
    println!("{total:.0} ms for {} functions, median {median:.1} ms", times.len());
}
