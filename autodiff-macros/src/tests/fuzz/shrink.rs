//! Makes an input that breaks a law smaller, as long as it breaks the same one.

use proc_macro2::TokenStream;

use super::corpus::Input;
use super::tree::edited;

/// The smallest version that still fails, by dropping tokens.
pub(super) fn shrink(input: &Input, fails: &dyn Fn(&Input) -> bool) -> Input {
    let mut best = input.clone();
    let mut attempts = 3000;
    let mut progress = true;
    while progress && attempts > 0 {
        progress = false;
        for length in [64, 16, 4, 2, 1] {
            progress |= without(&mut best, length, &mut attempts, fails);
        }
    }
    best
}

/// Drops runs of so many tokens, in all groups, where that keeps the failure.
fn without(best: &mut Input, length: usize, attempts: &mut usize, fails: &dyn Fn(&Input) -> bool) -> bool {
    let mut progress = false;
    let (mut list, mut place) = (0, 0);
    loop {
        let Ok(tokens) = best.item.parse::<TokenStream>() else { return progress };
        let (mut left, mut state) = (list, None);
        let smaller = edited(tokens, &mut left, &mut |trees| {
            state = Some(trees.len());
            if place < trees.len() {
                trees.drain(place..(place + length).min(trees.len()));
            }
        });
        match state {
            None => return progress,
            Some(trees) if place >= trees => (list, place) = (list + 1, 0),
            Some(_) => {
                if *attempts == 0 {
                    return progress;
                }
                *attempts -= 1;
                let smaller = Input { item: smaller.to_string(), ..best.clone() };
                if fails(&smaller) {
                    *best = smaller;
                    progress = true;
                } else {
                    place += length;
                }
            }
        }
    }
}
