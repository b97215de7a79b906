//! Times of several implementations of one workload, in turns, and their ratios.

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
pub(crate) fn medians(contenders: &mut [Contender<'_>]) -> Vec<f64> {
    const ROUNDS: usize = 41;
    const SHORTEST: f64 = 2e-4;
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

/// Ratios of all workloads.
#[derive(Default)]
pub(crate) struct Report {
    of_limits: Vec<f64>,
    of_idiomatic: Vec<f64>,
}

impl Report {
    pub(crate) fn heading() {
        println!(
            "{:<28} {:>10} {:>10} {:>10} {:>10}   {:>9} {:>12}",
            "workload, us", "generated", "fused", "idiomatic", "primal", "of fused", "of idiomatic"
        );
    }

    /// A row: generated, fused by hand, idiomatic by hand, and the function itself.
    pub(crate) fn row(&mut self, name: &str, mut contenders: [Contender<'_>; 4]) {
        let times = medians(&mut contenders);
        let (of_limit, of_idiomatic) = (times[0] / times[1], times[0] / times[2]);
        let micros = times.iter().map(|time| format!("{:>10.2}", time * 1e6)).collect::<Vec<_>>().join(" ");
        println!("{name:<28} {micros}   {of_limit:>9.2} {of_idiomatic:>12.2}");
        self.of_limits.push(of_limit);
        self.of_idiomatic.push(of_idiomatic);
    }

    pub(crate) fn end(&self) {
        let mean = |ratios: &[f64]| (ratios.iter().map(|ratio| ratio.ln()).sum::<f64>() / ratios.len() as f64).exp();
        println!("geometric mean: {:.2} of fused, {:.2} of idiomatic", mean(&self.of_limits), mean(&self.of_idiomatic));
    }
}
