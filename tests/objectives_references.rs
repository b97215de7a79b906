//! The objectives of the benchmarks, against the references of the suite that they are from.

mod common;
#[path = "../benches/workloads/objectives/mod.rs"]
mod objectives;

use common::{assert_within, coordinates};
use nalgebra::DMatrix;
use objectives::bundle::{Observation, residual, weight_error};
use objectives::mixture::{Mixture, log_posterior, log_posterior_of_points};
use objectives::numbers;
use objectives::recurrent::{Network, loss};

#[test]
fn mixtures_of_gaussians() {
    for (data, reference) in [
        (include_str!("data/gmm_test.txt"), include_str!("data/gmm_test_reference.txt")),
        (include_str!("data/gmm_d2_K5.txt"), include_str!("data/gmm_d2_K5_reference.txt")),
        (include_str!("data/gmm_d10_K25.txt"), include_str!("data/gmm_d10_K25_reference.txt")),
    ] {
        let expected = numbers(reference);
        let mixture = Mixture::parse(data);
        let Mixture { d, alphas, means, factors, x, gamma, m } = &mixture;
        let (value, (by_alphas, by_means, by_factors)) =
            log_posterior::value_and_gradient(alphas, means, factors, x, *d, *gamma, *m);
        assert_within(&value, &expected[0], 1e-12);
        assert_within(&[by_alphas, by_means, by_factors].concat(), &expected[1..].to_vec(), 1e-11);
        let (alphas, means, factors, x) = mixture.matrices();
        let (value, (by_alphas, by_means, by_factors)) =
            log_posterior_of_points::value_and_gradient(&alphas, &means, &factors, &x, *gamma, *m);
        assert_within(&value, &expected[0], 1e-12);
        let gradient = [by_alphas.as_slice(), by_means.as_slice(), by_factors.as_slice()].concat();
        assert_within(&gradient, &expected[1..].to_vec(), 1e-11);
    }
}

#[test]
fn an_observation_of_a_bundle() {
    let reference = numbers(include_str!("data/ba1_reference.txt"));
    let Observation { camera, point, weight, feature } = Observation::parse(include_str!("data/ba1.txt"));
    assert_within(&coordinates(&residual(&camera, &point, weight, &feature)), &reference[..2].to_vec(), 1e-12);
    let (by_camera, by_point, by_weight) = residual::jacobian(&camera, &point, weight, &feature);
    let expected = DMatrix::from_row_slice(2, 15, &reference[3..33]);
    let found = [by_camera.as_slice(), by_point.as_slice(), by_weight.as_slice()].concat();
    assert_within(&found, &expected.as_slice().to_vec(), 1e-12);
    assert_within(&weight_error::value_and_gradient(weight), &(reference[2], reference[33]), 1e-15);
}

#[test]
fn a_recurrent_network() {
    let expected = numbers(include_str!("data/lstm_l2_c1024_reference.txt"));
    let Network { bits, main, extra, state, sequence } = Network::parse(include_str!("data/lstm_l2_c1024.txt"));
    let (value, (by_main, by_extra)) = loss::value_and_gradient(&main, &extra, &state, &sequence, bits);
    assert_within(&value, &expected[0], 1e-12);
    assert_within(&[by_main, by_extra].concat(), &expected[1..].to_vec(), 1e-11);
}
