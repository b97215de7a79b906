//! Small programs that mix everything, at several points, against finite differences.

#![allow(clippy::needless_range_loop, reason = "loops over indices are what is tested")]
#![allow(clippy::iter_cloned_collect, reason = "a copy by an iterator is what is tested")]

mod common;

use autodiff::{check, differentiate};
use common::{assert_close, random};
use fastrand::Rng;

/// Tests a function of a slice at random points: its value, its gradient, and that all forms agree.
macro_rules! agrees {
    ($($function:ident)*) => {
        mod agrees_with_differences {
            use super::{Rng, assert_close, check, random};

            $(
                #[test]
                fn $function() {
                    let mut rng = Rng::with_seed(61);
                    for _ in 0..8 {
                        let x = random(&mut rng, vec![0.0; 4]);
                        let (value, gradient) = super::$function::value_and_gradient(&x);
                        assert_close(&value, &super::$function(&x));
                        check::gradient(|x: &Vec<f64>| super::$function(x), &x, &gradient).unwrap();
                        assert_close(&super::$function::gradient(&x), &gradient);
                        assert_close(&super::$function::vjp(&x).1(1.0), &gradient);
                        let mut d_x = vec![f64::NAN; 4];
                        super::$function::value_and_gradient_into(&x, &mut d_x);
                        assert_close(&d_x, &gradient);
                    }
                }
            )*
        }
    };
}

agrees! {
    aliased_entries entry_through_the_other_end filter gated_sum stencil_in_place branch_on_an_accumulator
    product_of_sums sums_inside_a_loop fold_inside_a_map windows_of_an_updated_array running_extremes
    triangle_of_products alternating_in_place last_one_wins reset_by_a_branch nested_conditions scattered
    polynomial_of_entries shrinking_range collected_twice
}

#[differentiate]
fn aliased_entries(x: &[f64]) -> f64 {
    let mut a: Vec<f64> = x.iter().copied().collect();
    for i in 0..4 {
        for j in 0..4 {
            a[i] = a[i] * a[j].sin() + 0.5 * a[(i + j) % 4];
        }
    }
    a[0] + a[1] * a[2] - a[3]
}

#[differentiate]
fn entry_through_the_other_end(x: &[f64]) -> f64 {
    let mut a: Vec<f64> = x.iter().map(|x| x.tanh()).collect();
    for i in 0..x.len() {
        a[x.len() - 1 - i] *= a[i] + x[i];
    }
    a.iter().product()
}

#[differentiate]
fn filter(x: &[f64]) -> f64 {
    let mut low = 0.0;
    let mut energy = 0.0;
    for x in x {
        low = 0.7 * low + 0.3 * x;
        let high = x - low;
        energy += high * high * low;
    }
    energy
}

#[differentiate]
fn gated_sum(x: &[f64]) -> f64 {
    let mut state = x[0];
    for i in 1..4 {
        let gate = 1.0 / (1.0 + (-x[i]).exp());
        state = if gate > 0.5 { gate * state + (1.0 - gate) * x[i] } else { state * x[i] };
    }
    state
}

#[differentiate]
fn stencil_in_place(x: &[f64]) -> f64 {
    let mut a: Vec<f64> = x.iter().copied().collect();
    for _ in 0..3 {
        for i in 1..3 {
            a[i] = 0.25 * a[i - 1] + 0.5 * a[i] * a[i] + 0.25 * a[i + 1];
        }
    }
    a[1] * a[2]
}

#[differentiate]
fn branch_on_an_accumulator(x: &[f64]) -> f64 {
    let mut total = 0.0;
    for (i, x) in x.iter().enumerate() {
        if total > 1.0 {
            total = x.sin();
        } else if total < -1.0 {
            total *= -x;
        } else {
            total += x * (i + 1) as f64;
        }
    }
    total * total
}

#[differentiate]
fn product_of_sums(x: &[f64]) -> f64 {
    let mut product = 1.0;
    for i in 0..4 {
        let mut sum = 0.0;
        for j in (0..=i).rev() {
            sum += x[j] * x[i - j];
        }
        product *= sum;
    }
    product
}

#[differentiate]
fn sums_inside_a_loop(x: &[f64]) -> f64 {
    let mut total = 1.0;
    for a in x {
        total += x.iter().map(|b| (a - b) * (a * total).cos()).sum::<f64>();
    }
    total
}

#[differentiate]
fn fold_inside_a_map(x: &[f64]) -> f64 {
    let rows = x.iter().map(|a| x.iter().fold(*a, |total, b| (total + b).sin())).collect::<Vec<_>>();
    rows.iter().zip(x.iter().rev()).map(|(row, x)| row * x).sum()
}

#[differentiate]
fn windows_of_an_updated_array(x: &[f64]) -> f64 {
    let mut a: Vec<f64> = x.iter().copied().collect();
    a[1] *= a[0];
    a[3] = a[1] - a[2];
    let mut total = 0.0;
    for w in a.windows(3) {
        total += w[0] * w[1] - w[2] * total;
    }
    total
}

#[differentiate]
fn running_extremes(x: &[f64]) -> f64 {
    let mut high = x[0];
    let mut low = x[0];
    let mut total = 0.0;
    for &x in x.iter().skip(1) {
        high = high.max(x);
        low = low.min(x * x);
        total += high * low;
    }
    total
}

#[differentiate]
fn triangle_of_products(x: &[f64]) -> f64 {
    let mut total = 0.0;
    for i in 0..4 {
        for j in i + 1..4 {
            for k in j..4 {
                total += x[i] * x[j] * x[k];
            }
        }
    }
    total
}

#[differentiate]
fn alternating_in_place(x: &[f64]) -> f64 {
    let mut a = x[0];
    let mut b = x[1];
    for i in 0..5 {
        if i % 2 == 0 {
            a += b * x[2];
        } else {
            b -= a * x[3];
        }
    }
    a * b
}

#[differentiate]
fn last_one_wins(x: &[f64]) -> f64 {
    let mut last = 0.0;
    let mut found = x[0];
    for x in x {
        if *x > 0.0 {
            last = x * x;
        } else {
            found = last * x;
        }
    }
    last + found
}

#[differentiate]
fn reset_by_a_branch(x: &[f64]) -> f64 {
    let mut run = 1.0;
    let mut total = 0.0;
    for i in 0..8 {
        run *= x[i % 4];
        if i % 3 == 2 {
            total += run;
            run = 1.0;
        }
    }
    total * run
}

#[differentiate]
fn nested_conditions(x: &[f64]) -> f64 {
    let mut total = x[3];
    for i in 0..3 {
        if x[i] > 0.0 {
            let y = x[i] * total;
            if y > 1.0 {
                total = y.ln();
            } else if i > 0 {
                total -= y * x[i - 1];
            }
        } else {
            for _ in 0..i {
                total *= 1.0 + x[i] / 3.0;
            }
        }
    }
    total
}

#[differentiate]
fn scattered(x: &[f64]) -> f64 {
    let mut bins: Vec<f64> = x.iter().map(|x| 0.0 * x).collect();
    for i in 0..12 {
        bins[i * i % 4] += x[i % 3] * i as f64;
        bins[(i + 1) % 4] -= x[3];
    }
    bins.iter().zip(x).map(|(bin, x)| bin * bin * x).sum()
}

#[differentiate]
fn polynomial_of_entries(x: &[f64]) -> f64 {
    let mut value = 0.0;
    let mut slope = 0.0;
    for c in x.iter().skip(1).rev() {
        slope = slope * x[0] + value;
        value = value * x[0] + c;
    }
    value / (1.0 + slope * slope)
}

#[differentiate]
fn shrinking_range(x: &[f64]) -> f64 {
    let mut total = 1.0;
    let mut end = x.len();
    for i in 0..3 {
        for j in i..end {
            total = (total * x[j]).cos() + x[i];
        }
        end -= 1;
    }
    total
}

#[differentiate]
fn collected_twice(x: &[f64]) -> f64 {
    let squares = x.iter().map(|x| x * x).collect::<Vec<_>>();
    let differences = squares.iter().zip(x).map(|(square, x)| square - x).collect::<Vec<_>>();
    (0..3).map(|i| squares[i + 1] * differences[i]).sum()
}
