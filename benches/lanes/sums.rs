//! Sums over slices, in each version, against plain loops and nalgebra.

use std::hint::black_box;

use autodiff::__private::lanes::{Instructions, Kernel, Lane, at_most, sums};
use nalgebra::DVector;

use crate::times::{Contender, contender, medians};

const VERSIONS: [Instructions; 3] = [Instructions::Baseline, Instructions::Avx2, Instructions::Avx512];

struct Dot<'a, T>(&'a [T], &'a [T]);

impl<T: Lane> Kernel for Dot<'_, T> {
    type Output = T;

    #[inline(always)]
    fn run<const FMA: bool>(self) -> T {
        sums::dot_in::<FMA, T>(self.0, self.1)
    }
}

struct Sum<'a, T>(&'a [T]);

impl<T: Lane> Kernel for Sum<'_, T> {
    type Output = T;

    #[inline(always)]
    fn run<const FMA: bool>(self) -> T {
        sums::sum_in::<FMA, T>(self.0)
    }
}

struct Axpy<'a, T>(&'a [T], &'a mut [T]);

impl<T: Lane> Kernel for Axpy<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<const FMA: bool>(self) {
        sums::axpy_in::<FMA, T>(T::of(1e-9), self.0, self.1);
    }
}

fn row(name: &str, n: usize, mut contenders: Vec<Contender<'_>>) {
    let times = medians(contenders.iter_mut());
    let nanos = times.iter().map(|time| format!("{:>11.1}", time * 1e9)).collect::<String>();
    println!("{name:<5}{n:>9}{nanos}  {:>9.2}{:>9.2}", times[0] / times[5], times[1] / times[5]);
}

pub(crate) fn report() {
    println!("\nns a call, and how many times as fast as a loop and as nalgebra the chosen version is");
    println!(
        "{:<5}{:>9}{:>11}{:>11}{:>11}{:>11}{:>11}{:>11}  {:>9}{:>9}",
        "sum", "n", "loop", "nalgebra", "base", "avx2", "avx512", "chosen", "of loop", "nalgebra"
    );
    for n in [3, 10, 31, 100, 1000, 10_000, 1_000_000] {
        let x = DVector::from_fn(n, |i, _| (i as f64).sin());
        let y = DVector::from_fn(n, |i, _| (i as f64).cos());
        let (xs, ys) = (x.as_slice(), y.as_slice());
        let mut contenders = vec![
            contender(|| black_box(xs).iter().zip(black_box(ys)).map(|(x, y)| x * y).sum::<f64>()),
            contender(|| black_box(&x).dot(black_box(&y))),
        ];
        contenders
            .extend(VERSIONS.map(|version| contender(move || at_most(version, Dot(black_box(xs), black_box(ys))))));
        contenders.push(contender(|| sums::dot(black_box(xs), black_box(ys))));
        row("dot", n, contenders);

        let mut contenders = vec![contender(|| black_box(xs).iter().sum::<f64>()), contender(|| black_box(&x).sum())];
        contenders.extend(VERSIONS.map(|version| contender(move || at_most(version, Sum(black_box(xs))))));
        contenders.push(contender(|| sums::sum(black_box(xs))));
        row("sum", n, contenders);

        let (mut by_loop, mut by_nalgebra, mut by_choice) = (y.clone(), y.clone(), y.clone());
        let mut contenders = vec![
            contender(|| {
                for (x, y) in black_box(xs).iter().zip(black_box(&mut by_loop).iter_mut()) {
                    *y += 1e-9 * x;
                }
            }),
            contender(|| black_box(&mut by_nalgebra).axpy(1e-9, black_box(&x), 1.0)),
        ];
        contenders.extend(VERSIONS.map(|version| {
            let mut y = ys.to_vec();
            contender(move || at_most(version, Axpy(black_box(xs), black_box(&mut y))))
        }));
        contenders.push(contender(|| sums::axpy(1e-9, black_box(xs), black_box(by_choice.as_mut_slice()))));
        row("axpy", n, contenders);
    }
}
