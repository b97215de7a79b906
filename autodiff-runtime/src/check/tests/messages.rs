//! What people read.

use std::format;
use std::string::ToString;

use nalgebra::{Matrix2, Vector2};

use crate::check::{gradient, hessian, jacobian, jvp};

fn product(x: &[f64; 2]) -> f64 {
    x[0] * x[1]
}

#[test]
fn a_wrong_entry_shows_both_values_and_the_tolerance() {
    let mismatch = gradient(product, &[2.0, 4.0], &[4.0, 2.5]).unwrap_err();
    let text = mismatch.to_string();
    assert!(text.starts_with("gradient at `point[1]`: 2.5 claimed, but finite differences give "), "{text}");
    assert!(text.ends_with("; 1 of 2 entries differ, this one most"), "{text}");
    assert!(text.contains(" (tolerance 2."), "{text}");
    assert!(text.contains(" ± "), "{text}");
}

#[test]
fn a_single_entry_is_not_counted() {
    let mismatch = gradient(|x: &f64| 3.0 * x, &2.0, &2.0).unwrap_err();
    assert!(!mismatch.to_string().contains("entries"));
}

#[test]
fn unwrap_prints_the_sentence() {
    let mismatch = gradient(product, &[2.0, 4.0], &[4.0, 2.5]).unwrap_err();
    assert_eq!(format!("{mismatch:?}"), mismatch.to_string());
}

#[test]
fn names_replace_the_point() {
    let f = |(w, b): &([f64; 2], f64)| w[0] * w[1] * b;
    let point = ([2.0, 3.0], 5.0);
    let wrong_weight = gradient(f, &point, &([15.0, 11.0], 6.0)).unwrap_err();
    assert_eq!(wrong_weight.input(), Some("point.0[1]"));
    assert_eq!(wrong_weight.clone().named("p").input(), Some("p.0[1]"));
    assert_eq!(wrong_weight.named_parts(&["w", "b"]).input(), Some("w[1]"));
    let wrong_offset = gradient(f, &point, &([15.0, 10.0], 7.0)).unwrap_err();
    assert_eq!(wrong_offset.clone().named_parts(&["w", "b"]).input(), Some("b"));
    assert_eq!(wrong_offset.named_parts(&["w"]).input(), Some("point.1"));
}

#[test]
fn names_of_parts_leave_a_point_without_parts_alone() {
    let mismatch = gradient(product, &[2.0, 4.0], &[4.0, 2.5]).unwrap_err();
    assert_eq!(mismatch.named_parts(&["a", "b"]).input(), Some("point[1]"));
}

#[test]
fn rows_and_columns_are_both_named() {
    let x = Vector2::new(0.5, 2.0);
    let squares = |x: &Vector2<f64>| x.map(|x| x * x);
    let wrong = Matrix2::new(1.0, 0.0, 0.5, 4.0);
    let text = jacobian(squares, &x, &wrong).unwrap_err().named("x").to_string();
    assert!(text.starts_with("jacobian at row `result[1]`, column `x[0]`: 0.5 claimed"), "{text}");
    let text = hessian(squares, &x, &wrong).unwrap_err().named("x").to_string();
    assert!(text.starts_with("hessian at row `x[1]`, column `x[0]`: "), "{text}");
    let text = jvp(squares, &x, &x, &x).unwrap_err().named("x").to_string();
    assert!(text.starts_with("jvp at `result[1]`: 2.0 claimed"), "{text}");
}

#[test]
fn other_causes() {
    let text = |f: fn(f64) -> f64, x: f64, claimed: f64| {
        let mismatch = gradient(|x: &f64| f(*x), &x, &claimed).unwrap_err();
        mismatch.named("x").to_string()
    };
    assert_eq!(
        text(f64::abs, 0.0, 0.0),
        "gradient at `x`: 0.0 claimed, but there is a kink here or too near to tell, with slope \
         -1.0 on the left and 1.0 on the right; check away from it, and assert the convention at it"
    );
    let jump = text(f64::signum, 0.0, 0.0);
    assert!(jump.starts_with("gradient at `x`: 0.0 claimed, but finite differences do not settle ("));
    assert_eq!(text(f64::sin, 0.0, f64::NAN), "gradient at `x`: NaN claimed, which is no slope");
    assert_eq!(text(f64::ln, -1.0, 0.0), "gradient at `x`: the function is not finite here");
    assert_eq!(
        text(f64::sqrt, 0.0, 0.0),
        "gradient at `x`: beside the point the function is not finite, however small the step"
    );
    assert_eq!(
        gradient(product, &[1.0, 2.0], &[2.0, 1.0, 0.0]).unwrap_err().to_string(),
        "gradient: the derivative is 2 by 1, the claim 3 by 1"
    );
}
