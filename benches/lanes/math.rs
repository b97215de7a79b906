//! Nanoseconds a number of each function, in each version, against the standard library's.

use std::hint::black_box;

use autodiff::__private::lanes::{Instructions, Kernel, Lane, at_most, math};

use crate::times::{contender, medians};

const COUNT: usize = 4096;
const VERSIONS: [Instructions; 3] = [Instructions::Baseline, Instructions::Avx2, Instructions::Avx512];

/// A function of the table below.
trait Function {
    fn call<const FMA: bool, T: Lane>(x: T) -> T;
}

struct Each<'a, T, F>(&'a [T], &'a mut [T], F);

impl<T: Lane, F: Function> Kernel for Each<'_, T, F> {
    type Output = ();

    #[inline(always)]
    fn run<const FMA: bool>(self) {
        for (x, y) in self.0.iter().zip(self.1) {
            *y = F::call::<FMA, T>(*x);
        }
    }
}

fn row<F: Function + Copy>(name: &str, function: F, (low, high): (f64, f64), standard: fn(f64) -> f64) {
    let x = (0..COUNT).map(|k| low + (high - low) * ((k * 2311 % COUNT) as f64 / COUNT as f64)).collect::<Vec<_>>();
    let narrow = x.iter().map(|x| *x as f32).collect::<Vec<_>>();
    let mut contenders = vec![contender(|| {
        let mut y = [0.0; COUNT];
        for (x, y) in black_box(&x).iter().zip(&mut y) {
            *y = standard(*x);
        }
        y[COUNT - 1]
    })];
    for version in VERSIONS {
        let x = &x;
        let mut y = vec![0.0; COUNT];
        contenders.push(contender(move || at_most(version, Each(black_box(x), black_box(&mut y), function))));
    }
    for version in VERSIONS {
        let x = &narrow;
        let mut y = vec![0.0; COUNT];
        contenders.push(contender(move || at_most(version, Each(black_box(x), black_box(&mut y), function))));
    }
    let times = medians(contenders.iter_mut());
    let nanos = times.iter().map(|time| format!("{:>9.2}", time / COUNT as f64 * 1e9)).collect::<String>();
    let ratios = times[1..4].iter().map(|time| format!("{:>7.1}", times[0] / time)).collect::<String>();
    println!("{name:<10}{nanos}  {ratios}");
}

macro_rules! rows {
    ($($name:ident $range:tt $standard:expr;)+) => {
        $({
            #[derive(Clone, Copy)]
            struct This;
            impl Function for This {
                #[inline(always)]
                fn call<const FMA: bool, T: Lane>(x: T) -> T {
                    math::$name::<FMA, T>(x)
                }
            }
            row(stringify!($name), This, $range, $standard);
        })+
    };
}

/// `x` to the power of a number that the compiler does not know.
#[derive(Clone, Copy)]
struct Power;

impl Function for Power {
    #[inline(always)]
    fn call<const FMA: bool, T: Lane>(x: T) -> T {
        math::powf::<FMA, T>(x, x - T::of(1.7))
    }
}

pub(crate) fn report() {
    println!("\nns a number, and how many times as fast as std");
    println!(
        "{:<10}{:>9}{:>9}{:>9}{:>9}{:>9}{:>9}{:>9}  {:>7}{:>7}{:>7}",
        "function", "std", "base", "avx2", "avx512", "f32 base", "avx2", "avx512", "base", "avx2", "avx512"
    );
    rows! {
        exp (-3.0, 3.0) |x| x.exp();
        exp2 (-3.0, 3.0) |x| x.exp2();
        exp_m1 (-3.0, 3.0) |x| x.exp_m1();
        ln (0.01, 30.0) |x| x.ln();
        ln_1p (-0.9, 3.0) |x| x.ln_1p();
        log2 (0.01, 30.0) |x| x.log2();
        log10 (0.01, 30.0) |x| x.log10();
        sinh (-3.0, 3.0) |x| x.sinh();
        cosh (-3.0, 3.0) |x| x.cosh();
        tanh (-3.0, 3.0) |x| x.tanh();
        sigmoid (-3.0, 3.0) |x| 1.0 / (1.0 + (-x).exp());
        softplus (-3.0, 3.0) |x| x.exp().ln_1p();
        sin (-30.0, 30.0) |x| x.sin();
        cos (-30.0, 30.0) |x| x.cos();
        tan (-30.0, 30.0) |x| x.tan();
        sqrt (0.0, 3.0) |x| x.sqrt();
    }
    row("powf", Power, (0.01, 5.0), |x| x.powf(x - 1.7));
}
