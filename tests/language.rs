//! The Rust that a differentiated function may be written in: locals, blocks, conditions, names.

mod common;

use autodiff::{check, differentiate};
use common::assert_close;
use nalgebra::{DVector, Vector2, Vector3};

#[differentiate]
fn shadowed(x: f64, y: f64) -> f64 {
    let x = x * y;
    let z = x.sin();
    let x = x + z;
    let y = {
        let x = y * y;
        x * z
    };
    let (x, z) = (z, x);
    x * y + z
}

#[test]
fn a_name_means_what_it_was_last_bound_to() {
    let (x, y) = (0.7_f64, -1.3_f64);
    let (product, sine, cosine) = (x * y, (x * y).sin(), (x * y).cos());
    // f = sin²(xy) y² + xy + sin(xy)
    let by_product = 2.0 * sine * cosine * y * y + 1.0 + cosine;
    let expected = (y * by_product, x * by_product + 2.0 * sine * sine * y);
    let value = sine * sine * y * y + product + sine;
    assert_close(&shadowed::value_and_gradient(x, y), &(value, expected));
}

#[differentiate]
fn shadowed_by_another_type(x: f64) -> f64 {
    let n = 2;
    let n = n as f64 * x;
    let n = Vector2::new(n, n * x);
    let n = n.norm_squared();
    n / 2.0
}

#[test]
fn a_name_may_change_its_type() {
    assert_close(&shadowed_by_another_type::value_and_gradient(3.0), &(18.0 + 162.0, 12.0 + 8.0 * 27.0));
}

#[differentiate]
fn nested(x: f64) -> f64 {
    let y = {
        let a = x * x;
        {
            let b = a + 1.0;
            let a = 2.0;
            b * a
        }
    };
    x * {
        let x = 1.0;
        y * x
    }
}

#[test]
fn blocks_nest() {
    // 2 x (x² + 1)
    assert_close(&nested::value_and_gradient(1.5), &(9.75, 15.5));
}

#[allow(clippy::neg_cmp_op_on_partial_ord, reason = "NaN takes this way too")]
#[differentiate]
fn chained(x: f64, y: f64) -> f64 {
    if x < -1.0 {
        x * x
    } else if x < 0.0 && y > 0.0 {
        let z = x * y;
        z.exp()
    } else if !(x >= 1.0) || y == 2.0 {
        -y
    } else {
        3.0
    }
}

#[test]
fn else_if_chains() {
    assert_eq!(chained::value_and_gradient(-3.0, 1.0), (9.0, (-6.0, 0.0)));
    let e = (-1.0_f64).exp();
    assert_close(&chained::value_and_gradient(-0.5, 2.0), &(e, (2.0 * e, -0.5 * e)));
    assert_eq!(chained::value_and_gradient(-0.5, -2.0), (2.0, (0.0, -1.0)));
    assert_eq!(chained::value_and_gradient(4.0, 2.0), (-2.0, (0.0, -1.0)));
    assert_eq!(chained::value_and_gradient(4.0, 1.0), (3.0, (0.0, 0.0)));
    // NaN is not at least 1.
    assert_eq!(chained::gradient(f64::NAN, 1.0), (0.0, -1.0));
}

#[differentiate]
fn in_the_middle(x: f64, v: &Vector2<f64>, flip: bool) -> f64 {
    let (a, w) = if flip != (x > 1.0) { (x * x, v * x) } else { (v.x, -v) };
    let y = a * if w.x > 0.0 { w.y } else { 2.0 };
    y + if flip { a } else { 0.0 }
}

#[test]
fn if_as_an_operand_and_with_several_values() {
    let v = Vector2::new(0.5, 3.0);
    for (x, flip) in [(2.0, false), (0.5, true), (0.5, false), (2.0, true), (-0.5, true)] {
        let gradient = in_the_middle::gradient(x, &v, flip);
        check::gradient(|(x, v)| in_the_middle(*x, v, flip), &(x, v), &gradient).unwrap();
    }
}

#[differentiate]
fn statements(x: f64, y: f64) -> f64 {
    if x > 0.0 {
        let z = x * y;
        assert!(z < 100.0);
    } else {
        assert!(y != 0.0, "y is {y}");
    }
    debug_assert_ne!(x, f64::INFINITY);
    {
        let _inner = x.ln();
    }
    x * y
}

#[test]
fn if_and_blocks_as_statements() {
    assert_eq!(statements::value_and_gradient(2.0, 3.0), (6.0, (3.0, 2.0)));
    assert_eq!(statements::value_and_gradient(-2.0, 3.0), (-6.0, (3.0, -2.0)));
}

#[test]
#[should_panic = "z < 100.0"]
fn an_assertion_on_an_active_value_holds_in_the_gradient_too() {
    statements::gradient(20.0, 30.0);
}

#[test]
#[should_panic = "y is 0"]
fn an_assertion_prints_its_message() {
    statements::vjp(-1.0, 0.0).1(1.0);
}

#[differentiate]
fn guarded(x: f64, n: usize, v: &DVector<f64>) -> f64 {
    if n < v.len() && v[n] > 0.0 { v[n].sqrt() * x } else { x }
}

#[test]
fn and_evaluates_its_right_side_only_where_rust_would() {
    let v = DVector::from_vec(vec![4.0, -1.0]);
    assert_eq!(guarded::gradient(3.0, 0, &v), (2.0, DVector::from_vec(vec![0.75, 0.0])));
    assert_eq!(guarded::gradient(3.0, 1, &v), (1.0, DVector::zeros(2)));
    assert_eq!(guarded::gradient(3.0, 7, &v), (1.0, DVector::zeros(2)));
}

#[differentiate]
fn tuples(x: f64, y: f64) -> f64 {
    let pair = {
        let sum = x + y;
        (sum, (x * y, sum * sum))
    };
    let (a, (b, _)) = pair;
    let (c, d): (f64, f64) = (a * b, pair.1.1);
    c + d * pair.0
}

#[test]
fn tuples_nest_and_are_taken_apart() {
    // (x + y) x y + (x + y)³
    let (x, y) = (1.5, -0.5);
    let expected = (2.0 * x * y + y * y + 3.0, x * x + 2.0 * x * y + 3.0);
    assert_close(&tuples::value_and_gradient(x, y), &(0.25, expected));
}

#[differentiate]
fn ignores(x: f64, unused: f64, v: &DVector<f64>, _w: &Vector3<f64>) -> f64 {
    let _forgotten = v.norm() * x;
    let _ = unused.ln();
    x * 2.0
}

#[allow(deprecated, reason = "it has no part in the result")]
#[differentiate]
fn constant_result(x: f64, v: &DVector<f64>) -> f64 {
    let _ = (x, v);
    3.0
}

#[differentiate]
fn partly_constant(x: f64) -> (f64, Vector2<f64>) {
    (1.5, Vector2::new(x, 2.0))
}

#[test]
fn what_is_unused_has_a_zero_gradient() {
    let v = DVector::from_element(3, 1.0);
    let zero = (DVector::zeros(3), Vector3::zeros());
    assert_eq!(ignores::value_and_gradient(2.0, -1.0, &v, &zero.1), (4.0, (2.0, 0.0, zero.0.clone(), zero.1)));
    assert_eq!(constant_result::value_and_gradient(2.0, &v), (3.0, (0.0, zero.0)));
    let (value, pullback) = partly_constant::vjp(7.0);
    assert_eq!(value, (1.5, Vector2::new(7.0, 2.0)));
    assert_eq!(pullback(&(5.0, Vector2::new(2.0, 3.0))), 2.0);
}

#[differentiate]
fn taken_names(w: f64, w_bar: f64, d_w: f64, y_bar: f64, t: f64) -> f64 {
    let y = w * w_bar + t;
    let w_bar = y * y_bar;
    let y_bar = w_bar * d_w + t;
    let t1 = y_bar * w;
    t1 * y
}

#[test]
fn names_that_generated_code_might_use() {
    let p = (1.1, 0.7, -0.4, 1.3, 2.0);
    let gradient = taken_names::gradient(p.0, p.1, p.2, p.3, p.4);
    check::gradient(|p: &(f64, f64, f64, f64, f64)| taken_names(p.0, p.1, p.2, p.3, p.4), &p, &gradient).unwrap();
    let [mut a, mut b, mut c, mut d, mut e] = [f64::NAN; 5];
    taken_names::value_and_gradient_into(p.0, p.1, p.2, p.3, p.4, &mut a, &mut b, &mut c, &mut d, &mut e);
    assert_close(&(a, b, c, d, e), &gradient);
    let doubled = taken_names::vjp(p.0, p.1, p.2, p.3, p.4).1(2.0);
    assert_close(&doubled, &(2.0 * a, 2.0 * b, 2.0 * c, 2.0 * d, 2.0 * e));
}

#[differentiate]
fn taken_in_a_pullback(result_bar: f64, cotangent: f64) -> (f64, f64) {
    let y = result_bar * cotangent;
    let y_bar = y * cotangent;
    (y_bar, y)
}

#[test]
fn names_that_a_pullback_might_use() {
    let (_, pullback) = taken_in_a_pullback::vjp(3.0, 5.0);
    assert_eq!(pullback(&(1.0, 0.0)), (25.0, 30.0));
    assert_eq!(pullback(&(0.0, 1.0)), (5.0, 3.0));
}

#[differentiate(wrt(r#type, r#fn))]
fn raw(r#type: f64, r#fn: &Vector2<f64>) -> f64 {
    let r#match = r#type * r#fn.x;
    r#match.sin() + r#fn.y
}

#[test]
fn raw_identifiers() {
    let v = Vector2::new(2.0, 3.0);
    let expected = (2.0 * 1.0_f64.cos(), Vector2::new(0.5 * 1.0_f64.cos(), 1.0));
    assert_close(&raw::gradient(0.5, &v), &expected);
    let (mut d_type, mut d_fn) = (0.0, Vector2::zeros());
    raw::value_and_gradient_into(0.5, &v, &mut d_type, &mut d_fn);
    assert_close(&(d_type, d_fn), &expected);
}

#[allow(clippy::needless_return, reason = "it is what is tested")]
#[differentiate]
fn annotated(x: f64, v: &Vector3<f64>) -> f64 {
    let y: f64 = 2.0;
    let doubled: Vector3<f64> = v * y;
    let borrowed: &Vector3<f64> = &doubled;
    let (a, b): (f64, Vector3<f64>) = (x, *borrowed);
    return a * b.sum();
}

#[test]
fn annotations_references_and_a_last_return() {
    let v = Vector3::new(1.0, 2.0, 4.0);
    assert_eq!(annotated::value_and_gradient(3.0, &v), (42.0, (14.0, Vector3::new(6.0, 6.0, 6.0))));
}

#[differentiate]
fn entrywise(x: &DVector<f64>, s: f64, c: &DVector<f64>) -> f64 {
    let mean = x.mean();
    let first = x[0];
    let scaled = x.map(|x| {
        let centred = x - mean;
        if centred > s { centred * first } else { s * s * centred }
    });
    scaled.zip_map(c, |a, b| a * b + s).sum()
}

#[test]
fn closures_capture_scalars() {
    let x = DVector::from_vec(vec![0.5, 2.5, -1.0, 0.9]);
    let c = DVector::from_vec(vec![1.5, -0.5, 2.0, 0.3]);
    let gradient = entrywise::gradient(&x, 0.4, &c);
    check::gradient(|(x, s, c)| entrywise(x, *s, c), &(x, 0.4, c), &gradient).unwrap();
}
