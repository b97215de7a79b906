//! Sines and cosines in loops over entries, of angles of any size.

use autodiff::differentiate;

/// A wave against measurements.
#[differentiate(wrt(rate, phase), jvp)]
fn misfit(rate: f64, phase: f64, times: &[f64], measured: &[f64]) -> f64 {
    let mut total = 0.0;
    for (t, m) in times.iter().zip(measured) {
        total += ((rate * t + phase).sin() - m).powi(2);
    }
    total
}

/// Where the angle itself varies, and comes in a branch.
#[differentiate]
fn waves(x: &[f64]) -> f64 {
    let mut total = 0.0;
    for x in x {
        total += if *x > 0.5 { (x * x).cos() } else { x.sin() * x.exp() };
    }
    total
}

/// The same with slopes by hand.
fn slope_of_waves(x: f64) -> f64 {
    if x > 0.5 { -2.0 * x * (x * x).sin() } else { (x.sin() + x.cos()) * x.exp() }
}

#[differentiate]
fn slopes(x: &[f64]) -> f64 {
    let mut total = 0.0;
    for x in x {
        total += (2.0 * x).tan() * x;
    }
    total
}

fn near(one: f64, two: f64) -> bool {
    (one - two).abs() <= 1e-12 * one.abs().max(two.abs()).max(1.0)
}

#[test]
fn gradients_of_sums_of_waves_are_right_for_all_angles() {
    for largest in [3.0, 1e3, 1e5, 1e9, 1e15, 1e150] {
        for len in [1, 7, 8, 21, 64] {
            let x = (0..len).map(|i| largest * (i as f64 * 0.7).sin()).map(|x: f64| if x < -30.0 { 0.3 } else { x });
            let x = x.collect::<Vec<_>>();
            let (value, gradient) = waves::value_and_gradient(&x);
            assert!(near(value, waves(&x)), "{largest} {len}: {value}");
            for (x, slope) in x.iter().zip(&gradient) {
                assert!(near(*slope, slope_of_waves(*x)), "{x}: {slope}");
            }
        }
    }
}

#[test]
fn gradients_with_respect_to_what_all_angles_share_are_right() {
    for scale in [1.0, 1e4, 1e8] {
        let times = (0..50).map(|i| scale * f64::from(i) / 50.0).collect::<Vec<_>>();
        let measured = times.iter().map(|t| (1.1 * t).cos()).collect::<Vec<_>>();
        let (value, (rate, phase)) = misfit::value_and_gradient(1.3, 0.2, &times, &measured);
        let mut expected = [0.0; 3];
        for (t, m) in times.iter().zip(&measured) {
            let angle: f64 = 1.3 * t + 0.2;
            let bar = 2.0 * (angle.sin() - m) * angle.cos();
            expected[0] += (angle.sin() - m).powi(2);
            expected[1] += bar * t;
            expected[2] += bar;
        }
        let got = [value, rate, phase];
        assert!(got.iter().zip(&expected).all(|(got, expected)| near(*got, *expected)), "{got:?} {expected:?}");
        let (value, tangent) = misfit::jvp(1.3, 0.2, &times, &measured, 1.0, 0.5);
        assert!(near(value, expected[0]) && near(tangent, expected[1] + 0.5 * expected[2]));
    }
}

#[test]
fn gradients_of_tangents_are_right_for_all_angles() {
    for largest in [3.0, 1e5, 1e9, 1e150] {
        let x = (0..30).map(|i| largest * f64::from(i).sin()).collect::<Vec<_>>();
        let (value, gradient) = slopes::value_and_gradient(&x);
        assert!(near(value, slopes(&x)));
        for (x, slope) in x.iter().zip(&gradient) {
            let tan = (2.0 * x).tan();
            assert!(near(*slope, tan + 2.0 * x * (1.0 + tan * tan)), "{x}: {slope}");
        }
    }
}

#[test]
fn infinite_angles_are_nan() {
    let mut x = [0.3; 20];
    x[11] = f64::INFINITY;
    let (value, gradient) = waves::value_and_gradient(&x);
    assert!(value.is_nan() && gradient[11].is_nan());
    assert!(near(gradient[10], slope_of_waves(0.3)));
}
