//! Corners of the syntax in which a value could be another one than it seems: order of evaluation, copies, types of numbers,
//! attributes. The refusals beside them are in the compiler's own table of syntax.

#![allow(
    clippy::cast_lossless,
    clippy::cast_possible_truncation,
    clippy::let_with_type_underscore,
    clippy::needless_late_init,
    clippy::toplevel_ref_arg,
    clippy::unnecessary_cast,
    clippy::useless_vec,
    clippy::vec_init_then_push,
    reason = "what is tested is how it is written"
)]

use autodiff::{check, differentiate};
use nalgebra::Vector2;

/// The value beside the gradient is the function's own, and the gradient is that of differences.
fn agrees(name: &str, f: impl Fn(f64) -> f64, value_and_gradient: impl Fn(f64) -> (f64, f64)) {
    for x in [-1.3, 0.4, 2.7] {
        let (value, gradient) = value_and_gradient(x);
        assert!((value - f(x)).abs() <= 4.0 * f64::EPSILON * value.abs(), "`{name}` at {x}: {value}, not {}", f(x));
        check::gradient(|x: &f64| f(*x), &x, &gradient).unwrap_or_else(|mismatch| panic!("`{name}`: {mismatch}"));
    }
}

macro_rules! agree {
    ($($name:ident)*) => {
        #[test]
        fn values_and_gradients_are_those_of_the_functions() {
            $(agrees(stringify!($name), $name, $name::value_and_gradient);)*
        }
    };
}

agree!(
    assigned_in_and assigned_in_or copies_of_what_is_lent rounded_by_a_closure rounded_literal rounded_name
    rounded_in_a_list annotated_else open_elements harmless_attributes chosen_by_cfg operands_in_order
    receiver_before_argument right_side_first places_after_values closed_range inferred room typed_later typed_by_the_first_value typed_entries typed_integers typed_by_its_function
);

#[differentiate]
fn assigned_in_and(x: f64) -> f64 {
    let mut y = x;
    if x < 1.0 && {
        y = 2.0 * x * x;
        y > 1.0
    } {
        return y * x;
    }
    y * y
}

#[differentiate]
fn assigned_in_or(x: f64) -> f64 {
    let mut y = x;
    let is_large = x > 1.0 || {
        y = 3.0 * x;
        y > 0.0
    };
    if is_large { y * x } else { y * y * x }
}

/// A pattern with `&mut` copies: what is assigned is not the element.
#[differentiate]
fn copies_of_what_is_lent(x: f64) -> f64 {
    let mut all = vec![x, x * x];
    let mut sum = 0.0;
    for &mut mut one in all.iter_mut() {
        one += x;
        sum += one * one;
    }
    sum + all[0] * all[1]
}

/// The type of a closure's result is that of its numbers.
#[differentiate]
fn rounded_by_a_closure(x: f64) -> f64 {
    let tenth = || -> f32 { 0.1 };
    x * x * tenth() as f64
}

#[differentiate]
fn rounded_literal(x: f64) -> f64 {
    x * x * (0.1 as f32 as f64) + x * (0.2 as f64)
}

#[differentiate]
fn rounded_name(x: f64) -> f64 {
    let tenth = 0.1;
    let rounded = tenth as f32;
    let third: f32 = 0.3;
    x * x * rounded as f64 * third as f64
}

#[differentiate]
fn rounded_in_a_list(x: f64) -> f64 {
    let weights: [f32; 2] = [0.1, 0.7];
    let pair = (0.3_f32, 0.9);
    x * x * weights[0] as f64 + x * weights[1] as f64 * (pair.0 as f64 + pair.1)
}

#[differentiate]
fn annotated_else(x: f64) -> f64 {
    let found: Option<f32> = autodiff::constant(Some(0.1));
    let Some(factor): Option<f32> = found else { return x };
    x * x * f64::from(factor)
}

#[differentiate]
fn open_elements(x: f64) -> f64 {
    let all: Vec<_> = (0..4).map(|i| x * f64::from(i)).collect();
    let first: &[_] = &all[..2];
    let one: _ = first[1];
    all[3] * one
}

/// What only readers and tools read may stand everywhere.
#[differentiate]
#[rustfmt::skip]
fn harmless_attributes(x: f64) -> f64 {
    #![allow(clippy::let_and_return)]
    #[rustfmt::skip] let pair = [x, 2.0 * x];
    let product = pair[0] * pair[1];
    #[allow(clippy::needless_return)]
    if product > 100.0 {
        return x;
    }
    match 1 {
        #[allow(unreachable_patterns)]
        1 => product,
        #[expect(clippy::match_same_arms)]
        _ => product,
    }
}

#[differentiate]
fn chosen_by_cfg(x: f64) -> f64 {
    let scale = if cfg!(not(any())) { 2.0 * x } else { x };
    if cfg!(any()) { x } else { x * scale }
}

#[differentiate]
fn operands_in_order(x: f64) -> f64 {
    let mut y = x;
    let sum = y + {
        y = x * x;
        y
    };
    let pair = (y, {
        y *= x;
        y
    });
    sum * pair.0 + pair.1
}

#[differentiate]
fn receiver_before_argument(x: f64) -> f64 {
    let mut y = x;
    let larger = y.max({
        y = x * x - 1.0;
        y
    });
    larger * y
}

#[differentiate]
fn right_side_first(x: f64) -> f64 {
    let mut y = 2.0 * x;
    y += {
        y *= x;
        x
    };
    let mut all = [x, x];
    all[0] *= {
        all[0] = y;
        x
    };
    all[0] + all[1]
}

#[differentiate]
fn places_after_values(x: f64) -> f64 {
    let mut place = 0;
    let mut all = [x; 3];
    all[place] = {
        place += 1;
        x * x
    };
    (place, all[place]) = (2, x * x * x);
    all[place] *= 5.0;
    all[0] + all[1] * all[2]
}

fn last(range: &impl std::ops::RangeBounds<i32>) -> f64 {
    match range.end_bound() {
        std::ops::Bound::Included(last) => f64::from(*last),
        std::ops::Bound::Excluded(_) | std::ops::Bound::Unbounded => -1.0,
    }
}

/// The last number of a range belongs to it, whoever asks.
#[differentiate]
fn closed_range(x: f64) -> f64 {
    let range = 0..=3;
    let last: f64 = last(&range);
    let mut y = x;
    for i in range {
        y *= x + f64::from(i);
    }
    y * last
}

#[differentiate]
fn inferred(x: f64) -> f64 {
    let ref y = x * x;
    let (mut a, b): (f64, _) = (*y, x);
    a *= b;
    a
}

/// How much room a list gets does not matter.
#[differentiate]
fn room(x: f64) -> f64 {
    let mut all = Vec::with_capacity(2 * 2);
    all.push(Vector2::new(x, x * x));
    all[0].norm_squared()
}

/// A number that a local is given later has the local's type.
#[differentiate]
fn typed_later(x: f64) -> f64 {
    let tenth: f32;
    let most: u8;
    tenth = 0.1;
    most = 200;
    x * x * tenth as f64 + x * most.wrapping_add(100) as f64
}

#[differentiate]
fn typed_by_the_first_value(x: f64) -> f64 {
    let mut tenth: f32 = 0.2;
    let before = tenth as f64;
    tenth = 0.1;
    let after = tenth as f64;
    if x > 1.0 {
        tenth = 0.3;
    }
    x * x * before * after * tenth as f64
}

#[differentiate]
fn typed_entries(x: f64) -> f64 {
    let v: Vector2<f32> = Vector2::new(0.1, 0.3);
    let w = [0.1_f32, 0.7];
    let mut list: Vec<f32> = Vec::new();
    list.push(0.7);
    x * x * v.x as f64 * v[1] as f64 + x * w[1] as f64 * list[0] as f64
}

#[differentiate]
fn typed_integers(x: f64) -> f64 {
    let bytes: [u8; 2] = [200, 100];
    let more: Vec<u8> = vec![250; 3];
    let sum = bytes[0].wrapping_add(bytes[1]);
    x * x * sum as f64 + x * more[0].wrapping_add(more[1]) as f64
}

#[differentiate]
fn typed_by_its_function(x: f64) -> f64 {
    let root = f32::sqrt(0.1);
    let larger = <f32>::max(0.1, 0.3);
    x * x * root as f64 + x * larger as f64
}
