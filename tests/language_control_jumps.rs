//! Jumps in loops: `break`, `continue` and labels, in some branches or in all.

#![allow(clippy::needless_range_loop, reason = "loops over indices are what is tested")]

#[macro_use]
mod agrees;
mod common;

use autodiff::differentiate;

agrees! {
    continue_skips at [1.0, -2.0, 3.0, -4.0], [-1.0, -2.0], [1.5, 2.5], [];
    continue_in_while at [1.0, -2.0, 3.0, -4.0], [-1.0, -2.0], [1.5, 2.5], [];
    continue_or_break at [0.5, -0.5, 2.0, 9.0], [0.5, 0.7, 0.9], [3.0, 1.0], [-1.0, -2.0, 0.4];
    break_in_the_first_iteration at [5.0, 1.0, 2.0], [0.5, 6.0, 2.0], [0.5, 0.6, 0.7];
    break_in_both_branches at [1.0, 4.0, 2.0], [2.0, 0.5, 1.9], [0.1, 0.2, 0.3];
    jumps_in_some_branches at [0.5, 0.7, 0.2, 0.1], [2.0, -1.0, 0.5, 0.3], [1.5, 3.0, 0.2, 8.0], [-0.5, -0.7, 4.0, 0.9];
    two_breaks_with_values at [0.5, 1.7], [0.4, -1.5], [3.0, 0.2];
    labelled_break at [1.0, 0.5, 3.0, 2.0], [4.0, 1.0, 2.0], [0.1, 0.2, 0.3];
    labelled_continue at [1.0, 2.0, 3.0, 4.0], [1.0, -2.0, 3.0, 4.0], [-1.0, 2.0, -3.0, 4.0];
    labelled_continue_of_while at [0.5, 2.0, 0.7], [3.0, 1.0, 2.0], [0.1, 0.2, 0.3];
    block_with_a_label at [0.5, 2.0, 3.0], [0.5, 0.7, 0.2], [3.0], [0.5, 0.4, 0.3, 0.2, 0.1, 0.6];
    escape_time at [0.3, 0.5], [-0.1, 0.2], [1.5, 1.1];
    bounces at [1.0, 0.4, 0.8], [0.2, -2.0, 0.5], [9.0, 3.0, 0.9];
}

#[differentiate]
fn continue_skips(x: &[f64]) -> f64 {
    let mut product = 1.0;
    for (i, x) in x.iter().enumerate() {
        if *x < 0.0 {
            continue;
        }
        product *= x + i as f64;
    }
    product
}

#[differentiate]
fn continue_in_while(x: &[f64]) -> f64 {
    let mut product = 1.0;
    let mut i = 0;
    while i < x.len() {
        i += 1;
        if x[i - 1] < 0.0 {
            product /= 2.0;
            continue;
        }
        product *= x[i - 1].sin();
    }
    product
}

#[differentiate]
fn continue_or_break(x: &[f64]) -> f64 {
    let mut total = 1.0;
    for x in x {
        if *x < 0.0 {
            total *= 1.5;
            continue;
        } else if *x < 1.0 {
            total += x * total;
        } else {
            total -= x;
            break;
        }
        total = total.sin();
    }
    total
}

#[differentiate]
fn break_in_the_first_iteration(x: &[f64]) -> f64 {
    let mut y = x[1];
    for (i, x) in x.iter().enumerate() {
        if *x > 4.0 {
            break;
        }
        y = y * x + i as f64;
    }
    y + x[0]
}

#[differentiate]
fn break_in_both_branches(x: &[f64]) -> f64 {
    let mut total = 0.0;
    for i in 0..x.len() {
        total += x[i];
        if total > 2.2 {
            if x[i] > 3.0 {
                total *= x[0];
                break;
            } else {
                total /= x[0];
                break;
            }
        }
        total *= total;
    }
    total
}

#[differentiate]
fn jumps_in_some_branches(x: &[f64]) -> f64 {
    let mut total = 0.0;
    for i in 0..x.len() {
        let y = if x[i] > 1.0 {
            if total > 1.0 {
                break;
            }
            x[i] * x[i]
        } else if x[i] < 0.0 {
            if total == 0.0 {
                total = x[i];
                continue;
            }
            -x[i]
        } else {
            x[i] + total
        };
        total += y.sin();
    }
    total * x[0]
}

#[differentiate]
fn two_breaks_with_values(x: &[f64]) -> f64 {
    let mut y = x[0];
    let result = loop {
        y *= x[1];
        if y > 2.0 {
            break y.ln();
        }
        if y < 0.1 {
            break y * y;
        }
        y += 0.01;
    };
    result + x[0]
}

#[differentiate]
fn labelled_break(x: &[f64]) -> f64 {
    let mut total = 0.0;
    'search: for i in 0..x.len() {
        for j in 0..i {
            if x[i] * x[j] > 2.0 {
                total += x[i] / x[j];
                break 'search;
            }
            total += x[i] - x[j] * total;
        }
    }
    total
}

#[differentiate]
fn labelled_continue(x: &[f64]) -> f64 {
    let mut total = 0.0;
    'rows: for i in 0..x.len() {
        let mut product = 1.0;
        for j in i..x.len() {
            if x[j] < 0.0 {
                total -= product;
                continue 'rows;
            }
            product *= x[j];
        }
        total += product;
    }
    total
}

#[differentiate]
fn labelled_continue_of_while(x: &[f64]) -> f64 {
    let mut total = x[0];
    let mut rounds = 0;
    'outer: while rounds < 3 {
        rounds += 1;
        let mut i = 0;
        loop {
            if i == x.len() {
                break;
            }
            total += x[i] / rounds as f64;
            if total > 4.0 {
                total *= 0.3;
                continue 'outer;
            }
            i += 1;
        }
        if total > 3.0 {
            break 'outer;
        }
        total *= x[1];
    }
    total
}

#[differentiate]
fn block_with_a_label(x: &[f64]) -> f64 {
    let found = 'found: {
        for v in x {
            if *v > 1.0 {
                break 'found v * v;
            }
        }
        if x.len() > 5 {
            break 'found x[5];
        }
        x[0].exp()
    };
    found * x[0]
}

#[differentiate]
fn escape_time(x: &[f64]) -> f64 {
    let (mut re, mut im): (f64, f64) = (0.0, 0.0);
    let mut smooth = 0.0;
    for i in 0..12 {
        let square = re * re + im * im;
        if square > 4.0 {
            smooth = i as f64 - square.ln().ln();
            break;
        }
        (re, im) = (re * re - im * im + x[0], 2.0 * re * im + x[1]);
    }
    smooth + re
}

#[differentiate]
fn bounces(x: &[f64]) -> f64 {
    let (mut height, mut speed, restitution) = (x[0], x[1], x[2]);
    let h = 0.05;
    let mut hits = 0;
    for _ in 0..60 {
        speed -= 9.81 * h;
        height += h * speed;
        if height >= 0.0 {
            continue;
        }
        height *= -restitution;
        speed *= -restitution;
        hits += 1;
        if hits == 2 {
            break;
        }
    }
    height + 0.1 * speed
}
