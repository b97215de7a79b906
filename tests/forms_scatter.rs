//! Hessians and Jacobians of loops whose iterations read few numbers: they are filled entry by entry, against products
//! with directions and against differences of gradients.

mod common;

use autodiff::{check, differentiate};
use common::{assert_close, random};
use fastrand::Rng;
use nalgebra::{DMatrix, DVector, Vector3};

/// Few entries, and enough for whole lanes and a rest.
const SIZES: [usize; 5] = [1, 2, 3, 8, 21];

/// Each function of a vector: its Hessian, column by column the product with a direction, and differences of gradients.
macro_rules! functions {
    ($zeros:expr => $($name:ident($x:ident: $ty:ty, $a:ident) $body:block)*) => {$(
        #[test]
        fn $name() {
            #[differentiate(wrt($x), hessian, hvp)]
            fn f($x: &$ty, $a: &[f64]) -> f64 $body
            let mut rng = Rng::with_seed(2);
            for n in SIZES {
                let ($x, $a) = random(&mut rng, ($zeros(n), vec![0.0; n + 1]));
                let hessian = f::hessian(&$x, &$a);
                assert_eq!(hessian.shape(), (n, n));
                check::hessian(|x| f::gradient(x, &$a), &$x, &hessian).unwrap();
                for column in 0..n {
                    let mut unit = $zeros(n);
                    unit[column] = 1.0;
                    let product = f::hvp(&$x, &$a, &unit);
                    assert_close(&hessian.column(column).clone_owned(), &DVector::from_iterator(n, product.iter().copied()));
                }
            }
        }
    )*};
}

functions! { DVector::zeros =>
    neighbours(x: DVector<f64>, a) {
        let mut total = 0.0;
        for i in 0..x.len() - 1 {
            let valley = x[i + 1] - x[i] * x[i];
            total += a[i] * valley * valley + (1.0 - x[i]).powi(2);
        }
        total
    }
    neighbours_and_a_sum_of_all(x: DVector<f64>, a) {
        let mut sum = 0.0;
        for i in 0..x.len() {
            sum += x[i] * a[i];
        }
        let mut total = 0.0;
        for i in 0..x.len() - 1 {
            total += (x[i] - sum * x[i + 1]).powi(3);
        }
        total
    }
    running_sums(x: DVector<f64>, a) {
        let (mut sum, mut total) = (0.0, 0.0);
        for i in 0..x.len() {
            let before = sum;
            sum += x[i] * x[i];
            total += before * a[i];
        }
        total * sum
    }
    neighbours_in_two_loops(x: DVector<f64>, a) {
        let mut total = 0.0;
        for i in 0..x.len() - 1 {
            total += a[i] * (x[i] * x[i + 1]).sin();
        }
        for i in 0..x.len() - 1 {
            total += x[i] * x[i].exp() * x[i + 1] + x[i + 1] * x[i];
        }
        total
    }
    neighbours_on_both_sides(x: DVector<f64>, a) {
        let mut total = 0.0;
        for i in 1..x.len() {
            total += a[i] * x[i] * x[i - 1].sin();
        }
        for i in 0..x.len() - 1 {
            total += (x[i + 1] - x[i]).powi(3) * a[i + 1];
        }
        total
    }
    one_entry_read_often(x: DVector<f64>, a) {
        let mut total = 0.0;
        for i in 0..x.len() {
            total += x[0] * x[i].sin() * a[i] + x[0] * x[0] * x[i];
        }
        total
    }
    entries_that_meet(x: DVector<f64>, _a) {
        let mut total = 0.0;
        let n = x.len();
        for i in 0..n {
            total += (x[i] * x[n - 1 - i]).exp() * x[i / 2];
        }
        total
    }
    a_function_of_the_sum(x: DVector<f64>, a) {
        let mut total = 1.0;
        for i in 0..x.len() {
            total += (x[i] - a[i]).powi(2);
        }
        total.sqrt()
    }
    a_number_of_all_entries(x: DVector<f64>, a) {
        let scale = x.norm_squared() + 1.0;
        let mut total = 0.0;
        for i in 0..x.len() {
            total += (x[i] * a[i] / scale).sin();
        }
        total
    }
    a_vector_before_the_loop(x: DVector<f64>, a) {
        let y = x.map(|x| x.sin()) * 2.0;
        let mut total = 0.0;
        for i in 0..y.len() {
            total += y[i] * y[y.len() - 1 - i] * a[i];
        }
        total
    }
    branches(x: DVector<f64>, a) {
        let mut total = 0.0;
        for i in 0..x.len() {
            if x[i] > 0.0 {
                total += x[i].powi(3) * a[i];
            } else if i > 0 {
                total -= x[i] * x[i - 1];
            }
        }
        total
    }
    a_loop_in_a_loop(x: DVector<f64>, a) {
        let mut total = 0.0;
        for i in 0..x.len() {
            for j in 0..i {
                total += (x[i] - x[j]).powi(2) * a[j];
            }
        }
        total
    }
    a_recurrence(x: DVector<f64>, a) {
        let mut state = 0.5;
        for i in 0..x.len() {
            state = (state * x[i] + a[i]).sin();
        }
        state
    }
    two_sums(x: DVector<f64>, a) {
        let (mut one, mut two) = (0.0, 0.0);
        for i in 0..x.len() {
            one += x[i] * a[i];
            two += x[i] * x[i];
        }
        one * two
    }
    steps_of_two(x: DVector<f64>, a) {
        let mut total = 0.0;
        for i in (1..x.len()).step_by(2).rev() {
            total += x[i].powi(2) * x[i - 1] * a[i];
        }
        total
    }
    a_loop_that_ends_early(x: DVector<f64>, a) {
        let mut total = 0.0;
        for i in 0..x.len() {
            if a[i] > 1.5 {
                break;
            }
            total += x[i].powi(3);
        }
        total
    }
    a_count_beside(x: DVector<f64>, a) {
        let mut total = 0.0;
        let mut weight = 1.0;
        for i in 0..x.len() {
            weight *= 0.5 + a[i] * a[i];
            total += weight * x[i] * x[i];
        }
        total
    }
}

functions! { |n: usize| vec![0.0; n] =>
    a_slice(x: [f64], a) {
        let mut total = 0.0;
        for i in 0..x.len() - 1 {
            total += (x[i + 1] * a[i] - x[i] * x[i]).powi(2);
        }
        total
    }
    an_iterator(x: [f64], a) {
        x.iter().zip(a).map(|(x, a)| (x * a).cos() * x).sum()
    }
    windows(x: [f64], _a) {
        x.windows(2).map(|pair| (pair[1] - pair[0]).powi(4)).sum()
    }
}

/// A direction that does not move a root at zero contributes nothing through its infinite slope.
#[differentiate(hessian)]
fn roots(x: &DVector<f64>) -> f64 {
    let mut total = 0.0;
    for i in 0..x.len() {
        total += x[i].powf(1.5);
    }
    total
}

#[test]
fn an_infinite_slope_stays_where_it_is() {
    let x = DVector::from_vec(vec![0.0, 1.0, 4.0, 0.0, 1.0, 4.0, 9.0]);
    let hessian = roots::hessian(&x);
    let expected = DMatrix::from_diagonal(&x.map(|x| 0.75 / x.sqrt()));
    for (place, (found, expected)) in hessian.iter().zip(expected.iter()).enumerate() {
        assert!((found - expected).abs() < 1e-14 || found == expected, "entry {place}: {found}, not {expected}");
    }
}

#[differentiate(wrt(x), jacobian)]
fn differences(x: &DVector<f64>, count: usize) -> DVector<f64> {
    let mut y = DVector::zeros(count);
    for i in 0..count {
        y[i] = x[i + 1] * x[i + 1] - x[i];
    }
    y
}

#[differentiate(wrt(x), jacobian)]
fn gathered(x: &[f64], places: &[usize]) -> DVector<f64> {
    let mut y = DVector::zeros(4);
    for place in places {
        y[place % 4] += x[*place] * x[*place];
    }
    y
}

#[test]
fn jacobians_of_vectors_that_a_loop_fills() {
    let x = DVector::from_fn(9, |i, _| i as f64 * 0.5 - 1.0);
    let banded = DMatrix::from_fn(8, 9, |i, j| {
        if j == i + 1 {
            2.0 * x[j]
        } else if j == i {
            -1.0
        } else {
            0.0
        }
    });
    assert_close(&differences::jacobian(&x, 8), &banded);

    let places = [0, 5, 1, 5, 8];
    let jacobian = gathered::jacobian(x.as_slice(), &places);
    let times = |place: usize| places.iter().filter(|other| **other == place).count() as f64;
    let expected = DMatrix::from_fn(4, 9, |i, j| if j % 4 == i { times(j) * 2.0 * x[j] } else { 0.0 });
    assert_close(&jacobian, &expected);
}

#[test]
#[should_panic(expected = "out of bounds")]
fn a_place_outside_panics() {
    gathered::jacobian(&[1.0; 9], &[9]);
}

/// Of three entries, the directions are fewer.
#[differentiate(hessian)]
fn of_three(x: &Vector3<f64>) -> f64 {
    let mut total = 0.0;
    for i in 0..2 {
        total += x[i] * x[i + 1] * x[i + 1];
    }
    total
}

#[test]
fn few_directions() {
    let x = Vector3::new(1.0, -2.0, 0.5);
    let hessian = of_three::hessian(&x);
    check::hessian(of_three::gradient, &x, &hessian).unwrap();
}
