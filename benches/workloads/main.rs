//! Generated derivatives against those that an expert writes by hand: `cargo bench --bench workloads`.
//!
//! Every row is one workload: value and gradient by generated code into buffers that are there, by fused loops for exactly this function (`fused`),
//! by nalgebra as a careful user writes it (`idiomatic`), and the value alone. All are measured in turns in one run, and their results are compared first.
//!
//! `cargo bench --bench workloads -- W3` runs those whose names have `W3` in them, `-- --markdown` prints the table that README shows, and
//! `-- --instructions` counts instructions by callgrind, against those on record.

mod data;
mod fused;
mod generated;
mod idiomatic;
mod instructions;
mod objectives;
mod report;
mod times;

use std::hint::black_box;

use data::Numbers;
use nalgebra::{DMatrix, DVector, RowDVector, SMatrix, SVector, Vector3, Vector6};
use objectives::bundle::{self, Observation};
use objectives::mixture::{self, Mixture};
use objectives::recurrent::{self, Network as Recurrent};
use report::Report;
use times::contender;

/// Entries that should be equal up to rounding.
fn agree(name: &str, one: &[f64], two: &[f64]) {
    assert_eq!(one.len(), two.len(), "{name}");
    let scale = one.iter().fold(1.0, |scale: f64, entry| scale.max(entry.abs()));
    for (place, (one, two)) in one.iter().zip(two).enumerate() {
        assert!((one - two).abs() <= 1e-8 * scale, "{name} at {place}: {one} and {two}");
    }
}

fn quadratic(report: &mut Report, n: usize) {
    let mut numbers = Numbers::seeded(1 + n as u64);
    let (a, x) = (numbers.matrix(n, n), numbers.vector(n));
    let (mut y, mut g) = (vec![0.0; n], vec![0.0; n]);
    let mut buffer = DVector::zeros(n);
    let (_, gradient) = generated::quadratic::value_and_gradient(&a, &x);
    fused::products::quadratic(n, a.as_slice(), x.as_slice(), &mut y, &mut g);
    agree("quadratic", gradient.as_slice(), &g);
    agree("quadratic", gradient.as_slice(), idiomatic::quadratic(&a, &x).1.as_slice());
    report.row(
        &format!("W1 quadratic {n}"),
        [
            contender(|| generated::quadratic::value_and_gradient_into(black_box(&a), &x, &mut buffer)),
            contender(|| fused::products::quadratic(n, black_box(a.as_slice()), x.as_slice(), &mut y, &mut g)),
            contender(|| idiomatic::quadratic(black_box(&a), &x)),
            contender(|| generated::quadratic(black_box(&a), &x)),
        ],
    );
}

fn quadratic_of_ten(report: &mut Report) {
    let mut numbers = Numbers::seeded(11);
    let a = SMatrix::<f64, 10, 10>::from_vec(numbers.list(100));
    let x = SVector::<f64, 10>::from_vec(numbers.list(10));
    let (_, gradient) = generated::quadratic_of_ten::value_and_gradient(&a, &x);
    agree("quadratic", gradient.as_slice(), idiomatic::quadratic_of_ten(&a, &x).1.as_slice());
    report.row(
        "W1 quadratic 10, static",
        [
            contender(|| generated::quadratic_of_ten::value_and_gradient(black_box(&a), &x)),
            contender(|| idiomatic::quadratic_of_ten(black_box(&a), &x)),
            contender(|| idiomatic::quadratic_of_ten(black_box(&a), &x)),
            contender(|| generated::quadratic_of_ten(black_box(&a), &x)),
        ],
    );
}

fn least_squares(report: &mut Report, m: usize, n: usize) {
    let mut numbers = Numbers::seeded(2 + (m * n) as u64);
    let (a, b, x) = (numbers.matrix(m, n), numbers.vector(m), numbers.vector(n));
    let panel = if m * n > 1_000_000 { 512 } else { m };
    let (mut r, mut g) = (vec![0.0; m], vec![0.0; n]);
    let mut buffer = DVector::zeros(n);
    let (_, gradient) = generated::least_squares::value_and_gradient(&a, &x, &b);
    fused::products::least_squares(m, n, a.as_slice(), b.as_slice(), x.as_slice(), panel, &mut r, &mut g);
    agree("least squares", gradient.as_slice(), &g);
    agree("least squares", gradient.as_slice(), idiomatic::least_squares(&a, &x, &b).1.as_slice());
    report.row(
        &format!("W2 least squares {m}x{n}"),
        [
            contender(|| generated::least_squares::value_and_gradient_into(black_box(&a), &x, &b, &mut buffer)),
            contender(|| {
                let a = black_box(a.as_slice());
                fused::products::least_squares(m, n, a, b.as_slice(), x.as_slice(), panel, &mut r, &mut g)
            }),
            contender(|| idiomatic::least_squares(black_box(&a), &x, &b)),
            contender(|| generated::least_squares(black_box(&a), &x, &b)),
        ],
    );
}

fn neurons(report: &mut Report) {
    let (n, d) = (1000, 64);
    let data = data::neuron(n, d);
    let data::Neuron { x, y, labels, w, b, ridge } = &data;
    let (mut acc, mut g) = (vec![[0.0; 8]; d], vec![0.0; d + 1]);
    let (_, (w_bar, b_bar)) = generated::neuron::value_and_gradient(w, *b, x, y);
    let (_, (by_rows, _)) = generated::neuron_by_rows::value_and_gradient(w, *b, x, y);
    fused::neurons::neuron(n, d, x.as_slice(), y.as_slice(), w.as_slice(), *b, &mut acc, &mut g);
    agree("neuron", w_bar.as_slice(), &g[..d]);
    agree("neuron", by_rows.as_slice(), &g[..d]);
    agree("neuron", &[b_bar], &[idiomatic::neuron(&data).1.1]);
    let mut buffers = (DVector::zeros(d), 0.0);
    for (name, is_by_rows) in [("W3 neuron", false), ("W3 neuron, a loop over rows", true)] {
        report.row(
            name,
            [
                if is_by_rows {
                    contender(|| {
                        let (w_bar, b_bar) = &mut buffers;
                        generated::neuron_by_rows::value_and_gradient_into(black_box(w), *b, x, y, w_bar, b_bar)
                    })
                } else {
                    contender(|| {
                        let (w_bar, b_bar) = &mut buffers;
                        generated::neuron::value_and_gradient_into(black_box(w), *b, x, y, w_bar, b_bar)
                    })
                },
                contender(|| {
                    let w = black_box(w.as_slice());
                    fused::neurons::neuron(n, d, x.as_slice(), y.as_slice(), w, *b, &mut acc, &mut g)
                }),
                contender(|| idiomatic::neuron(black_box(&data))),
                contender(|| generated::neuron(black_box(w), *b, x, y)),
            ],
        );
    }
    let (_, w_bar) = generated::logistic::value_and_gradient(w, x, labels, *ridge);
    fused::neurons::logistic(n, d, x.as_slice(), labels.as_slice(), w.as_slice(), *ridge, &mut acc, &mut g);
    agree("logistic", w_bar.as_slice(), &g[..d]);
    agree("logistic", w_bar.as_slice(), idiomatic::logistic(&data).1.as_slice());
    report.row(
        "W4 logistic",
        [
            contender(|| generated::logistic::value_and_gradient_into(black_box(w), x, labels, *ridge, &mut buffers.0)),
            contender(|| {
                let w = black_box(w.as_slice());
                fused::neurons::logistic(n, d, x.as_slice(), labels.as_slice(), w, *ridge, &mut acc, &mut g)
            }),
            contender(|| idiomatic::logistic(black_box(&data))),
            contender(|| generated::logistic(black_box(w), x, labels, *ridge)),
        ],
    );
    let hessian = generated::logistic::hessian(w, x, labels, *ridge);
    agree("logistic, Hessian", hessian.as_slice(), idiomatic::logistic_hessian(&data).as_slice());
    report.objective(
        "W4 Hessian of it",
        contender(|| generated::logistic::hessian(black_box(w), x, labels, *ridge)),
        Some(contender(|| idiomatic::logistic_hessian(black_box(&data)))),
        contender(|| generated::logistic(black_box(w), x, labels, *ridge)),
    );
}

fn network(report: &mut Report) {
    let data = data::network();
    let data::Network { x, y, w1, b1, w2, b2 } = &data;
    let parameters = [w1.as_slice(), b1.as_slice(), w2.as_slice(), b2.as_slice()].concat();
    let (row1, row2): (RowDVector<f64>, RowDVector<f64>) = (b1.transpose(), b2.transpose());
    let mut workspace = fused::network::Workspace::new();
    let mut g = vec![0.0; fused::network::COUNT];
    let together =
        |(w1, b1, w2, b2): idiomatic::Weights| [w1.as_slice(), b1.as_slice(), w2.as_slice(), b2.as_slice()].concat();
    let (_, gradient) = generated::network::value_and_gradient(w1, &row1, w2, &row2, x, y);
    let mut buffers = generated::network::gradient(w1, &row1, w2, &row2, x, y);
    fused::network::network(x.as_slice(), y.as_slice(), &parameters, &mut workspace, &mut g);
    agree("network", &together(gradient), &g);
    agree("network", &together(idiomatic::network(&data).1), &g);
    report.row(
        "W5 network",
        [
            contender(|| {
                let (w1_bar, b1_bar, w2_bar, b2_bar) = &mut buffers;
                let w1 = black_box(w1);
                generated::network::value_and_gradient_into(w1, &row1, w2, &row2, x, y, w1_bar, b1_bar, w2_bar, b2_bar)
            }),
            contender(|| {
                let parameters = black_box(&parameters);
                fused::network::network(x.as_slice(), y.as_slice(), parameters, &mut workspace, &mut g)
            }),
            contender(|| idiomatic::network(black_box(&data))),
            contender(|| generated::network(black_box(w1), &row1, w2, &row2, x, y)),
        ],
    );
}

fn bumps(report: &mut Report, n: usize) {
    let parameters = Numbers::seeded(6).list(2 * n);
    let (a, x) = parameters.split_at(n);
    let (a_vector, x_vector) = (DVector::from_column_slice(a), DVector::from_column_slice(x));
    let mut g = vec![0.0; 2 * n];
    let mut buffers = (vec![0.0; n], vec![0.0; n]);
    let (_, (a_bar, x_bar)) = generated::bumps::value_and_gradient(a, x);
    fused::series::bumps(n, &parameters, &mut g);
    agree("bumps", &[a_bar, x_bar].concat(), &g);
    agree("bumps", idiomatic::bumps(&a_vector, &x_vector).1.0.as_slice(), &g[..n]);
    report.row(
        &format!("W6 bumps {n}"),
        [
            contender(|| generated::bumps::value_and_gradient_into(black_box(a), x, &mut buffers.0, &mut buffers.1)),
            contender(|| fused::series::bumps(n, black_box(&parameters), &mut g)),
            contender(|| idiomatic::bumps(black_box(&a_vector), &x_vector)),
            contender(|| generated::bumps(black_box(a), x)),
        ],
    );
}

fn rosenbrock(report: &mut Report) {
    let x = Numbers::seeded(10).vector(1000);
    let mut g = vec![0.0; 1000];
    let mut buffer = DVector::zeros(1000);
    let (_, gradient) = generated::rosenbrock::value_and_gradient(&x);
    fused::series::rosenbrock(x.as_slice(), &mut g);
    agree("rosenbrock", gradient.as_slice(), &g);
    agree("rosenbrock", idiomatic::rosenbrock(&x).1.as_slice(), &g);
    report.row(
        "W10 Rosenbrock 1000",
        [
            contender(|| generated::rosenbrock::value_and_gradient_into(black_box(&x), &mut buffer)),
            contender(|| fused::series::rosenbrock(black_box(x.as_slice()), &mut g)),
            contender(|| idiomatic::rosenbrock(black_box(&x))),
            contender(|| generated::rosenbrock(black_box(&x))),
        ],
    );
    let x = Numbers::seeded(10).vector(100);
    let mut h: DMatrix<f64> = DMatrix::zeros(100, 100);
    let hessian = generated::rosenbrock::hessian(&x);
    fused::series::rosenbrock_hessian(x.as_slice(), &mut g, h.as_mut_slice());
    agree("Hessian", hessian.as_slice(), h.as_slice());
    agree("Hessian", idiomatic::rosenbrock_hessian(&x).as_slice(), h.as_slice());
    report.row(
        "W10 Hessian of it 100",
        [
            contender(|| generated::rosenbrock::hessian(black_box(&x))),
            contender(|| fused::series::rosenbrock_hessian(black_box(x.as_slice()), &mut g, h.as_mut_slice())),
            contender(|| idiomatic::rosenbrock_hessian(black_box(&x))),
            contender(|| generated::rosenbrock(black_box(&x))),
        ],
    );
}

fn arm(report: &mut Report) {
    let (cosines, sines) = data::twists();
    let (angles, target) = (Vector6::from(data::ANGLES), Vector3::from(data::TARGET));
    let mut g = [0.0; 6];
    let (_, gradient) = generated::arm::value_and_gradient(&angles, &cosines, &sines, &target);
    fused::arm::arm(&data::ANGLES, &cosines, &sines, &data::TARGET, &mut g);
    agree("arm", gradient.as_slice(), &g);
    agree("arm", idiomatic::arm(&angles, &cosines, &sines, &target).1.as_slice(), &g);
    report.row(
        "W11 arm",
        [
            contender(|| generated::arm::value_and_gradient(black_box(&angles), &cosines, &sines, &target)),
            contender(|| fused::arm::arm(black_box(&data::ANGLES), &cosines, &sines, &data::TARGET, &mut g)),
            contender(|| idiomatic::arm(black_box(&angles), &cosines, &sines, &target)),
            contender(|| generated::arm(black_box(&angles), &cosines, &sines, &target)),
        ],
    );
}

fn mixture(report: &mut Report, name: &str, text: &str) {
    let mixture = Mixture::parse(text);
    let (by_points, (vector, matrix, triangles, points)) = (format!("{name}, a loop over points"), mixture.matrices());
    let Mixture { d, alphas, means, factors, x, gamma, m } = mixture;
    let mut fused = fused::mixture::Gradient::new(d, alphas.len());
    let data = fused::mixture::Data { d, alphas: &alphas, means: &means, factors: &factors, x: &x, gamma, m };
    let (_, gradient) = mixture::log_posterior::value_and_gradient(&alphas, &means, &factors, &x, d, gamma, m);
    let (_, at_once) =
        mixture::log_posterior_of_points::value_and_gradient(&vector, &matrix, &triangles, &points, gamma, m);
    fused::mixture::value_and_gradient(&data, &mut fused);
    for ((one, two), fused) in [
        ((&gradient.0, at_once.0.as_slice()), &fused.alphas),
        ((&gradient.1, at_once.1.as_slice()), &fused.means),
        ((&gradient.2, at_once.2.as_slice()), &fused.factors),
    ] {
        agree(name, one, fused);
        agree(name, two, fused);
    }
    let ((by_vector, by_matrix, by_triangles), (by_alphas, by_means, by_factors)) =
        (&mut { at_once }, &mut { gradient });
    report.objective(
        name,
        contender(|| {
            let vector = black_box(&vector);
            mixture::log_posterior_of_points::value_and_gradient_into(
                vector,
                &matrix,
                &triangles,
                &points,
                gamma,
                m,
                by_vector,
                by_matrix,
                by_triangles,
            )
        }),
        Some(contender(|| fused::mixture::value_and_gradient(black_box(&data), &mut fused))),
        contender(|| mixture::log_posterior_of_points(black_box(&vector), &matrix, &triangles, &points, gamma, m)),
    );
    report.objective(
        &by_points,
        contender(|| {
            let alphas = black_box(&alphas);
            mixture::log_posterior::value_and_gradient_into(
                alphas, &means, &factors, &x, d, gamma, m, by_alphas, by_means, by_factors,
            )
        }),
        Some(contender(|| fused::mixture::value_and_gradient(black_box(&data), &mut fused))),
        contender(|| mixture::log_posterior(black_box(&alphas), &means, &factors, &x, d, gamma, m)),
    );
}

fn bundle(report: &mut Report) {
    let Observation { camera, point, weight, feature } = Observation::parse(include_str!("../../tests/data/ba1.txt"));
    report.objective(
        "W8 bundle, 2x15",
        contender(|| bundle::residual::jacobian(black_box(&camera), &point, weight, &feature)),
        None,
        contender(|| bundle::residual(black_box(&camera), &point, weight, &feature)),
    );
}

fn recurrent(report: &mut Report) {
    let Recurrent { bits, main, extra, state, sequence } =
        Recurrent::parse(include_str!("../../tests/data/lstm_l2_c1024.txt"));
    let (mut by_main, mut by_extra) = (vec![0.0; main.len()], vec![0.0; extra.len()]);
    report.objective(
        "W9 LSTM 2x1024",
        contender(|| {
            let main = black_box(&main);
            recurrent::loss::value_and_gradient_into(main, &extra, &state, &sequence, bits, &mut by_main, &mut by_extra)
        }),
        None,
        contender(|| recurrent::loss(black_box(&main), &extra, &state, &sequence, bits)),
    );
}

fn main() {
    let mut report = Report::asked(std::env::args().skip(1));
    if report.wants("W1 ") {
        quadratic_of_ten(&mut report);
        [10, 100, 1000].into_iter().for_each(|n| quadratic(&mut report, n));
    }
    if report.wants("W2 ") {
        [(200, 20), (2000, 200), (20000, 200)].into_iter().for_each(|(m, n)| least_squares(&mut report, m, n));
    }
    if report.wants("W3 ") || report.wants("W4 ") {
        neurons(&mut report);
    }
    if report.wants("W5 ") {
        network(&mut report);
    }
    if report.wants("W6 ") {
        [1000, 100_000].into_iter().for_each(|n| bumps(&mut report, n));
    }
    if report.wants("W7 ") {
        mixture(&mut report, "W7 mixture 2x5", include_str!("../../tests/data/gmm_d2_K5.txt"));
        mixture(&mut report, "W7 mixture 10x25", include_str!("../../tests/data/gmm_d10_K25.txt"));
    }
    if report.wants("W8 ") {
        bundle(&mut report);
    }
    if report.wants("W9 ") {
        recurrent(&mut report);
    }
    if report.wants("W10 ") {
        rosenbrock(&mut report);
    }
    if report.wants("W11 ") {
        arm(&mut report);
    }
    report.end();
}
