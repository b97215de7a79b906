//! The truth itself, against digits by mpmath.

use super::double::Double;
use super::truth::{self, Truth};

/// Equal to about 30 digits.
fn assert_known(name: &str, Truth(value, exponent): Truth, high: f64, low: f64) {
    let difference = (value.scaled(exponent) - Double(high, low)).0;
    assert!(difference.abs() <= 1e-29 * high.abs(), "{name}: {difference:e}");
}

#[test]
fn the_truth_is_what_mpmath_says() {
    assert_known("exp", truth::exp(3.7), 40.4473043600674, -1.2179541332469429e-15);
    assert_known("exp2", truth::exp2(-3.7), 0.07694652583405726, 2.762969123410548e-18);
    assert_known("exp_m1", truth::exp_m1(0.3), 0.3498588075760031, 1.6549155728191776e-17);
    assert_known("exp_m1", truth::exp_m1(-3.7), -0.9752764735296606, 1.258293001309132e-17);
    assert_known("ln", truth::ln(0.1), -2.3025850929940455, -1.7150243628057985e-16);
    assert_known("ln_1p", truth::ln_1p(-0.3), -0.35667494393873234, -2.6895094047056423e-17);
    assert_known("ln_1p", truth::ln_1p(1e10), 23.025850930040455, 1.3736784183183428e-15);
    assert_known("log2", truth::log2(0.3), -1.7369655941662063, 1.0829022389854901e-16);
    assert_known("log10", truth::log10(0.1), -1.0, 2.4108186663832177e-17);
    assert_known("tanh", truth::tanh(0.3), 0.2913126124515909, -6.4602656586469586e-18);
    assert_known("sinh", truth::sinh(-0.3), -0.3045202934471426, -9.177343117072388e-18);
    assert_known("sinh", truth::sinh(3.7), 20.21129041679853, -7.262908340925327e-16);
    assert_known("cosh", truth::cosh(3.7), 20.23601394326887, -4.916632991544101e-16);
    assert_known("sigmoid", truth::sigmoid(-3.7), 0.024127021417669196, 7.631545555901705e-19);
    assert_known("softplus", truth::softplus(-3.7), 0.024422845933779157, -1.5377696389901916e-18);
    assert_known("softplus", truth::softplus(3.7), 3.724422845933779, 1.8581236576650498e-16);
    assert_known("powf", truth::powf(1.1, -30.3), 0.05569313172105953, 7.963562633399272e-20);
    assert_known("sin", truth::sin(1e22), -0.8522008497671888, -6.7806825896773284e-18);
    assert_known("tan", truth::tan(1.5), 14.101419947171719, 6.270315165067482e-16);
    // Of all numbers of 64 bits the one that comes closest to a multiple of π/2.
    let closest = 6_381_956_970_095_103.0 * 2.0_f64.powi(797);
    assert_known("cos", truth::cos(closest), -4.687165924254628e-19, 4.3720557429382733e-36);
}
