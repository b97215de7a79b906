//! Times of several implementations of one thing, in turns.

use std::hint::black_box;
use std::time::Instant;

/// What runs one implementation once.
pub(crate) type Contender<'a> = Box<dyn FnMut() + 'a>;

/// What `run` computes is computed for real.
pub(crate) fn contender<'a, R: 'a>(mut run: impl FnMut() -> R + 'a) -> Contender<'a> {
    Box::new(move || {
        black_box(run());
    })
}

/// The medians of all rounds, in seconds a call. Each round runs all of them, so that they share what else the machine does.
pub(crate) fn medians<'c, 'a: 'c>(contenders: impl Iterator<Item = &'c mut Contender<'a>>) -> Vec<f64> {
    const ROUNDS: usize = 41;
    const SHORTEST: f64 = 2e-4;
    let mut contenders = contenders.collect::<Vec<_>>();
    let calls = contenders.iter_mut().map(|contender| {
        let start = Instant::now();
        contender();
        let once = start.elapsed().as_secs_f64().max(1e-8);
        ((SHORTEST / once) as usize).clamp(1, 10_000)
    });
    let calls = calls.collect::<Vec<_>>();
    let mut times = vec![Vec::with_capacity(ROUNDS); contenders.len()];
    for _ in 0..ROUNDS {
        for ((contender, times), calls) in contenders.iter_mut().zip(&mut times).zip(&calls) {
            let start = Instant::now();
            (0..*calls).for_each(|_| contender());
            times.push(start.elapsed().as_secs_f64() / *calls as f64);
        }
    }
    let median = |mut times: Vec<f64>| {
        times.sort_by(f64::total_cmp);
        times[ROUNDS / 2]
    };
    times.into_iter().map(median).collect()
}
