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
