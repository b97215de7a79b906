//! Programs that random generation found to be wrong or refused, each as small as it fails.

#![allow(clippy::ptr_arg, reason = "functions of a `Vec` behind a reference are what is tested")]
#![allow(clippy::needless_range_loop, reason = "loops over indices are what is tested")]

use autodiff::{Differentiable, check, differentiate};
use nalgebra::{DMatrix, DVector, DVectorView, Matrix2x3, RowDVector, Vector2};

#[differentiate]
fn tuple_by_value_in_a_closure(b: RowDVector<f64>, total: (f64, DVector<f64>)) -> f64 {
    let z = DVector::from_fn(2, |_, j| total.1.iter().map(|_| b[j]).sum::<f64>() + total.0);
    z.sum() - total.0
}

#[test]
fn a_part_of_a_tuple_by_value_is_read_after_another() {
    let (b, total) = (RowDVector::from_vec(vec![0.3, -0.7]), (0.4, DVector::from_vec(vec![1.0, 2.0])));
    check!(tuple_by_value_in_a_closure(b, total), wrt(b, total), gradient, value_and_gradient, vjp);
}

#[differentiate(jvp)]
fn entries(y: &DVector<f64>) -> f64 {
    assert!(y.len() > 1);
    y[0] * y[1]
}

#[differentiate(jvp)]
fn elements(y: &Vec<f64>) -> f64 {
    assert!(y.len() > 1);
    y[0] * y[1]
}

#[differentiate(jvp, hvp)]
fn calls_of_copied_parts(a: &DMatrix<f64>, v: DVectorView<'_, f64>, xs: &[f64]) -> f64 {
    let second = a.column(1).into_owned();
    let mut total = entries(&a.column(0).into_owned()) + entries(&second) * entries(&v.into_owned());
    for i in 0..2 {
        total += elements(&xs[i..i + 2].to_vec()) * entries(&a.column(i).clone_owned());
    }
    total + elements(&xs.to_vec())
}

#[test]
fn copies_of_parts_are_given_to_functions_of_owned_values() {
    let (a, v) = (DMatrix::from_row_slice(2, 2, &[0.3, -0.7, 1.1, 0.4]), DVector::from_vec(vec![0.6, -1.3]));
    let xs = vec![0.5, -0.2, 0.9];
    let (by_a, by_v, by_xs) = calls_of_copied_parts::gradient(&a, v.as_view(), &xs);
    let plain = |(a, v, xs): &(DMatrix<f64>, DVector<f64>, Vec<f64>)| calls_of_copied_parts(a, v.as_view(), xs);
    check::gradient(plain, &(a.clone(), v.clone(), xs.clone()), &(by_a.clone(), by_v.clone(), by_xs.clone())).unwrap();
    let (_, slope) = calls_of_copied_parts::jvp(&a, v.as_view(), &xs, &by_a, by_v.as_view(), &by_xs);
    let expected = by_a.norm_squared() + by_v.norm_squared() + by_xs.iter().map(|x| x * x).sum::<f64>();
    assert!((slope - expected).abs() < 1e-12);
}

#[differentiate(jvp)]
fn lists(z: &[Vec<f64>]) -> f64 {
    assert!(z.len() > 1);
    z[1][0] * z[0][1]
}

#[differentiate(jvp)]
fn vecs_of_arrays(b: Vec<[f64; 2]>) -> f64 {
    let mut t: Vec<Vec<f64>> = Vec::new();
    for n in 0..2 {
        t.push(b[n].to_vec());
    }
    lists(&t)
}

#[test]
fn to_vec_of_an_array_is_a_vec() {
    let b = vec![[0.3, 0.5], [-0.8, 1.2]];
    check!(vecs_of_arrays(b), wrt(b), gradient, value_and_gradient, vjp, jvp);
}

#[differentiate]
fn assigned_in_a_condition(u: &[f64]) -> f64 {
    let mut p = u[2];
    let chosen = if u[1] > 0.0
        && u[0]
            < (p * {
                p *= u[1];
                p
            }) {
        u[1]
    } else {
        p
    };
    let other = if u[1] > 10.0
        || u[0]
            < (p * {
                p += u[0];
                p
            }) {
        u[1]
    } else {
        p
    };
    chosen * p + other
}

#[test]
fn the_right_side_of_a_lazy_condition_may_assign() {
    for u in [[0.2, 0.7, 1.5], [5.0, 0.7, 1.5], [0.2, -0.7, 1.5]] {
        check!(assigned_in_a_condition(&u), wrt(u), gradient, value_and_gradient, vjp);
    }
}

#[differentiate]
fn folded_part_of_a_tuple(a: (f64, Matrix2x3<f64>)) -> f64 {
    a.1.fold(a.0, |value, b| value * 0.5 + b.sin())
}

#[differentiate]
fn made_of_a_part_of_a_tuple(a: (f64, Vector2<f64>)) -> f64 {
    DVector::from_element(2, a.1[0]).sum() * a.0
}

#[test]
fn parts_of_tuples_are_understood_where_a_closure_stands_beside_them() {
    let a = (0.3, Matrix2x3::new(0.1, 0.2, -0.3, 0.4, 1.5, 0.6));
    check!(folded_part_of_a_tuple(a), wrt(a), gradient, value_and_gradient, vjp);
    let a = (0.3, Vector2::new(0.1, 0.2));
    check!(made_of_a_part_of_a_tuple(a), wrt(a), gradient, value_and_gradient, vjp);
}

#[differentiate]
fn pushed_tuples(c: [f64; 3]) -> f64 {
    let mut z: Vec<(f64, f64)> = vec![];
    let mut w = Vec::new();
    for n in 0..3 {
        z.push((c[n], c[0] * 2.0));
        w.push((z[n].1, c[n].sin()));
    }
    z[2].0 * z[1].1 + w[2].0 * w[1].1
}

#[test]
fn tuples_are_pushed_to_a_vec_that_begins_empty() {
    let c = [0.3, -0.5, 0.8];
    check!(pushed_tuples(c), wrt(c), gradient, value_and_gradient, vjp);
}

/// Longer than what is written into its callers always, and of first derivatives as it is handed over.
#[differentiate(jvp)]
fn middling(next: f64) -> f64 {
    let mut n = 0_usize;
    let mut total = next;
    while n < 3 {
        n += 1;
        let w = if total.sin() < next.cos() * 0.1 { break } else { next.powi(2) };
        total += (w * total).tanh() * next.exp() + w.atan() * total.cos() + (total * w).sin();
    }
    total * next + total.sin()
}

#[differentiate(jvp)]
fn calls_middling(y: &DVector<f64>) -> f64 {
    middling(y[0].mul_add(y[1], y[0])) + y.sum()
}

#[test]
fn functions_of_middling_length_are_called_by_functions_with_jvp() {
    let y = DVector::from_vec(vec![0.4, 0.9]);
    check!(calls_middling(&y), wrt(y), gradient, value_and_gradient, vjp, jvp);
}

#[differentiate(jvp)]
fn recursive(n: usize, x: f64, y: f64) -> f64 {
    if n == 0 {
        return middling(x) * y;
    }
    recursive(n - 1, x * 0.5, y) + x
}

#[differentiate(jvp)]
fn calls_recursive(x: f64) -> f64 {
    recursive(2, x, x * x)
}

#[test]
fn functions_that_call_themselves_and_others_are_called_by_functions_with_jvp() {
    let x = 0.7;
    check!(calls_recursive(x), wrt(x), gradient, value_and_gradient, vjp, jvp);
}

#[derive(Clone, Differentiable)]
struct Items {
    scale: f64,
    items: [f64; 2],
    weight: DVector<f64>,
}

#[differentiate(jvp, hvp)]
fn maps_that_read_fields(b: &Items, v: &Vector2<f64>) -> f64 {
    let first = v.map(|t| b.items[1] * t * b.scale).map(|t| b.items[0] / t);
    let second = first.map_with_location(|i, _, t| (b.weight[i] * t).sin());
    let third = second.zip_map(v, |s, t| if s > 0.0 { b.items[1] * s } else { t * b.weight[0] });
    third.sum() + Vector2::from_fn(|i, _| b.items[i] * b.scale).norm_squared()
}

#[test]
fn a_map_reads_entries_of_fields() {
    let b = Items { scale: 0.7, items: [0.4, -1.2], weight: DVector::from_vec(vec![0.9, -0.3]) };
    let v = Vector2::new(0.5, 1.3);
    check!(maps_that_read_fields(&b, &v), wrt(b, v), gradient, value_and_gradient, vjp, jvp, hvp);
}

#[differentiate(jvp)]
fn of_a_lent_pair(u: &(f64, f64)) -> f64 {
    let mut product = u.0.sin() * u.1.cos() + u.0.exp() * u.1.tanh();
    product += u.0.atan2(u.1) + (u.0 * u.1).sin().cos() + u.0.tanh().exp() * u.1.atan();
    product * u.0.cos() + product.sin() * (u.1 + product.tanh()).cos() + (u.1 * product.exp()).atan()
}

#[differentiate(jvp)]
fn hands_on_a_lent_pair(u: &(f64, f64)) -> f64 {
    of_a_lent_pair(u).tanh() + u.1
}

#[test]
fn a_pullback_does_not_borrow_a_tuple_that_is_made_for_the_call() {
    let u = (0.3, -0.4);
    check!(hands_on_a_lent_pair(&u), wrt(u), gradient, value_and_gradient, vjp, jvp);
}

#[differentiate]
fn sums_up_and_down(x: &[f64]) -> f64 {
    x.iter().rev().map(|x| x.tanh()).sum::<f64>() + x.iter().sum::<f64>()
}

#[test]
fn loops_in_two_directions_keep_their_orders() {
    let x = [1e16, -1e16, 1.0];
    assert_eq!(sums_up_and_down::value_and_gradient(&x).0.to_bits(), sums_up_and_down(&x).to_bits());
}

#[differentiate]
fn of_a_constant(x: f64) -> f64 {
    x.sin()
}

#[differentiate]
fn folds_a_constant(a: f64, n: usize) -> f64 {
    (n..3).fold(of_a_constant(0.5), |so_far, _| so_far) + 0.5 * a
}

#[test]
fn a_loop_carries_a_constant_whose_kind_shows_after_it() {
    let (a, n) = (0.3, 1);
    check!(folds_a_constant(a, n), wrt(a), gradient, value_and_gradient, vjp);
}

#[allow(clippy::eq_op, reason = "as the generator wrote it")]
#[differentiate(wrt(x))]
fn compares_constants(x: f64, z: f64) -> f64 {
    let pair = (x, (z, of_a_constant(z)));
    let constant = |_: f64| of_a_constant(z);
    let total = constant(x) + constant(2.0 * x);
    if pair.1.1 <= pair.1.1 { x * x * total } else { 2.0 }
}

#[test]
fn constants_in_tuples_and_of_closures_are_operands() {
    let (x, z) = (0.3, 0.7);
    check!(compares_constants(x, z), wrt(x), gradient, value_and_gradient, vjp);
}

#[differentiate]
fn binds_a_name_again(t: f64) -> f64 {
    let f = |y: f64| {
        let mut total = y;
        for _ in 0..3 {
            let mut t = total * 0.5;
            t += total;
            total = t;
        }
        total
    };
    f(t) * t
}

#[test]
fn a_loop_in_a_closure_has_locals_named_like_others() {
    let t = 0.3;
    check!(binds_a_name_again(t), wrt(t), gradient, value_and_gradient, vjp);
}

#[differentiate]
fn takes_a_count(x: f64, n: usize) -> f64 {
    if n > 5 { x } else { x.sin() }
}

#[differentiate]
fn names_a_constant_alike(mut x: f64) -> f64 {
    x += takes_a_count(x, 0);
    let mut n = 0_usize;
    while n < 3 {
        n += 1;
        if x < x.tanh() {
            break;
        }
    }
    x * takes_a_count(10.0, n)
}

#[test]
fn a_constant_of_a_caller_is_one_of_the_callee() {
    let x = 0.3;
    check!(names_a_constant_alike(x), wrt(x), gradient, value_and_gradient, vjp);
}

#[differentiate]
fn counts_down_from_nothing(b: &[f64]) -> f64 {
    (0..0_usize).rev().map(|_| b[0]).product::<f64>() * b[1]
}

#[test]
fn a_loop_over_no_numbers_is_none() {
    let b = vec![0.3, 0.7];
    check!(counts_down_from_nothing(&b), wrt(b), gradient, value_and_gradient, vjp);
}

#[differentiate(jvp)]
fn of_a_constant_of_the_library(x: f64) -> f64 {
    x * std::f64::consts::PI.cos()
}

#[differentiate(jvp)]
fn calls_one_with_a_constant(x: f64) -> f64 {
    x * of_a_constant_of_the_library(x)
}

#[test]
fn short_functions_with_methods_of_constants_are_called() {
    let x = 0.3;
    check!(calls_one_with_a_constant(x), wrt(x), gradient, value_and_gradient, vjp, jvp);
}

#[differentiate]
fn signs_of_sums(x: &[f64], n: usize) -> f64 {
    x[0] * (0..n).map(|i| x[i]).sum::<f64>().signum()
}

#[test]
fn a_sum_of_nothing_has_the_sign_of_that_of_the_standard_library() {
    for x in [[1.0, 2.0], [-0.0, -0.0], [-0.0, 0.0]] {
        for n in 0..3 {
            let (value, _) = signs_of_sums::value_and_gradient(&x, n);
            assert_eq!(value.to_bits(), signs_of_sums(&x, n).to_bits(), "{n} of {x:?}");
            assert_eq!(signs_of_sums::vjp(&x, n).0.to_bits(), signs_of_sums(&x, n).to_bits(), "{n} of {x:?}");
        }
    }
}

#[differentiate]
fn signs_of_totals(x: &[f64]) -> f64 {
    let mut total = 0.0;
    for x in x {
        total += x;
    }
    (1.0 / total) * (1.0 / x.iter().sum::<f64>()).signum()
}

#[test]
fn sums_in_lanes_start_where_they_are_said_to() {
    for x in [[0.0; 11], [-0.0; 11]] {
        for n in [0, 3, 8, 11] {
            let (value, _) = signs_of_totals::value_and_gradient(&x[..n]);
            assert_eq!(value.to_bits(), signs_of_totals(&x[..n]).to_bits(), "{n} of {x:?}");
        }
    }
}

#[differentiate]
fn asks_for_entries_in_a_branch(a: &RowDVector<f64>) -> f64 {
    for x in a.iter().filter(|x| **x > 1.5) {
        let mut b = Vector2::new(a[2], *x).component_mul(&Vector2::zeros());
        b += Vector2::new(a[1], a[2]);
    }
    a.sum()
}

#[test]
fn a_loop_that_asserts_in_a_branch_is_one() {
    let a = RowDVector::from_vec(vec![0.3, 1.7, 2.0]);
    check!(asks_for_entries_in_a_branch(&a), wrt(a), gradient, value_and_gradient, vjp);
}

fn unknown(x: f64) -> f64 {
    x.sqrt() + 1.0
}

fn by_reference(x: &f64) -> f64 {
    x.sqrt() - 1.0
}

fn of_count(n: usize) -> f64 {
    n as f64 * 0.5
}

#[differentiate(wrt(x))]
#[allow(clippy::explicit_auto_deref, clippy::into_iter_on_ref, reason = "how elements are named is what is tested")]
fn constants_by_reference(x: f64, xs: &Vec<f64>, ys: [f64; 2], counts: &[usize]) -> f64 {
    let mut total = xs.iter().enumerate().map(|(i, u)| unknown(*u) * x * i as f64).sum::<f64>();
    for u in xs {
        let (k, l): (f64, f64) = (unknown(*u), by_reference(u));
        total += k * l * x + u * x;
    }
    for &u in xs {
        let k: f64 = unknown(u);
        total += k * x;
    }
    for u in ys {
        let (k, l): (f64, f64) = (unknown(u), by_reference(&u));
        total += k * l * x * x;
    }
    for (a, b) in xs.iter().zip(&ys) {
        let w = a;
        let (k, l): (f64, f64) = (unknown(a * b), unknown(*w));
        total += k * l * x * *w;
    }
    for u in ys.into_iter().rev() {
        let k: f64 = unknown(u);
        total += k * x;
    }
    for n in counts.iter().rev() {
        let (k, l): (f64, f64) = (of_count(*n), of_count(n + 1));
        if *n > 1 {
            total *= (k + l) * 0.1;
        }
    }
    xs.iter().copied().map(|u| unknown(u) * x).sum::<f64>() + total
}

#[differentiate]
fn ends_by_reference(x: f64, xs: &[f64]) -> f64 {
    let k = [autodiff::constant(1.25_f64); 3];
    let first = k.first().unwrap();
    let known: f64 = unknown(*first);
    (*k.last().unwrap()) * x + k.last().copied().unwrap() * x * x + known * x * *xs.last().unwrap()
}

#[test]
fn constants_are_references_where_the_function_has_references() {
    let (xs, ys, counts, x) = (vec![0.5, 1.5], [0.7, 0.2], [0_usize, 2, 3], 0.3);
    check!(constants_by_reference(x, &xs, ys, &counts), wrt(x), gradient, value_and_gradient, vjp);
    check!(ends_by_reference(x, &xs), wrt(x, xs), gradient, value_and_gradient, vjp);
}

/// A constant that nothing but its annotation tells the type of.
#[differentiate]
fn annotated_constants<T: autodiff::Real, const N: usize>(x: &nalgebra::SVector<T, N>) -> T {
    let y: nalgebra::SVector<T, N> = nalgebra::SVector::zeros();
    let z: nalgebra::SVector<T, N> = nalgebra::SVector::repeat(T::one());
    x.dot(&y) + x.norm_squared() + x.dot(&z)
}

#[test]
fn constants_have_the_types_that_annotations_say() {
    let x = Vector2::new(0.3, -0.7);
    check!(annotated_constants(&x), wrt(x), gradient, value_and_gradient, vjp);
}

/// A list of the function's own that is filled a known number of times, where a branch gives one of its elements.
#[differentiate]
fn filled_in_a_branch(x: f64, w: f64) -> f64 {
    let t = if x > w {
        x * w
    } else {
        let filled: Vec<f64> = {
            let mut total: Vec<f64> = Vec::new();
            for _ in 0..2 {
                total.push(w * x);
            }
            total
        };
        filled[1] * filled[0].sin()
    };
    t * x
}

#[test]
fn lists_that_are_filled_in_a_branch() {
    for (x, w) in [(0.3, 0.7), (0.9, 0.2)] {
        check!(filled_in_a_branch(x, w), wrt(x, w), gradient, value_and_gradient, vjp);
    }
}

#[differentiate]
fn halves_a_vector(n: usize, x: f64, y: &DVector<f64>) -> f64 {
    if n == 0 {
        return y[1] * x;
    }
    0.5 * halves_a_vector(n - 1, x.sin(), &(y * x)) + y[0]
}

#[differentiate(wrt(x))]
fn lends_a_vector_and_gives_it_away(x: &DVector<f64>, n: usize) -> f64 {
    let t = DVector::from_fn(x.len(), |i, _| 0.7 - x[i].sin());
    let u = t.norm();
    halves_a_vector(n, t[0], &t) + u * 0.5 + 2.0 * t.sum()
}

#[test]
fn what_was_lent_to_a_pullback_is_given_away_after_it() {
    let x = DVector::from_vec(vec![0.3, -0.8, 1.2]);
    let n = 2;
    check!(lends_a_vector_and_gives_it_away(&x, n), wrt(x), gradient, value_and_gradient, vjp);
}
