//! Generated code, to be read in review: it should read like what a careful person would have written.

use super::expanded;

/// The generated part of an expansion, without the function itself.
fn generated(arguments: &str, item: &str) -> String {
    let whole = expanded(arguments, item);
    let start = whole.find("#[automatically_derived]").expect("generated functions");
    whole[start..].to_owned()
}

macro_rules! snapshot {
    ($name:ident, $arguments:literal, $item:literal) => {
        #[test]
        fn $name() {
            insta::assert_snapshot!(generated($arguments, $item));
        }
    };
}

snapshot!(quadratic_form, "wrt(x)", "pub fn quadratic(a: &DMatrix<f64>, x: &DVector<f64>) -> f64 { x.dot(&(a * x)) }");

snapshot!(
    least_squares,
    "wrt(x)",
    "pub fn least_squares(a: &DMatrix<f64>, b: &DVector<f64>, x: &DVector<f64>) -> f64 {
        (a * x - b).norm_squared()
    }"
);

snapshot!(
    neuron,
    "wrt(w, b)",
    "pub fn loss(w: &DVector<f64>, b: f64, x: &DMatrix<f64>, y: &DVector<f64>) -> f64 {
        let z = (x * w).add_scalar(b);
        let residual = y - z.map(|z| z.max(0.0));
        residual.norm_squared() / y.len() as f64
    }"
);

snapshot!(
    network,
    "wrt(w1, b1, w2, b2)",
    "pub fn network(
        w1: &DMatrix<f64>,
        b1: &RowDVector<f64>,
        w2: &DVector<f64>,
        b2: f64,
        x: &DMatrix<f64>,
        y: &DVector<f64>,
    ) -> f64 {
        let ones = DVector::from_element(x.nrows(), 1.0);
        let hidden = (x * w1 + &ones * b1).map(|z| z.tanh());
        let output = (hidden * w2).add_scalar(b2);
        (output - y).norm_squared() / y.len() as f64
    }"
);

snapshot!(
    methods,
    "",
    "impl<'a, T: Real, const N: usize> Model<'a, T, N> where T: Copy {
        pub const DEPTH: usize = 2;

        pub fn new(w: &'a SMatrix<T, N, 3>) -> Self { Model { w } }

        #[differentiate(hvp)]
        pub fn loss(&self, x: &SVector<T, 3>) -> T {
            let w: &SMatrix<T, N, 3> = self.w;
            let b: &SVector<T, N> = &self.b;
            (w * x + b).norm_squared()
        }

        #[cfg(feature = \"more\")]
        #[differentiate(wrt(x))]
        fn activation(x: T, slope: T) -> T { if x > T::zero() { x } else { slope * x } }
    }"
);

snapshot!(
    gaussian_log_likelihood,
    "wrt(sigma, x)",
    "pub fn log_likelihood(sigma: &DMatrix<f64>, x: &DVector<f64>, mean: &DVector<f64>) -> f64 {
        let residual = x - mean;
        let factor = sigma.clone().cholesky().expect(\"a positive definite covariance\");
        let mahalanobis = residual.dot(&factor.solve(&residual));
        -0.5 * (factor.ln_determinant() + mahalanobis)
    }"
);

snapshot!(
    linear_system,
    "wrt(a, b)",
    "pub fn through_lu(a: &DMatrix<f64>, b: &DVector<f64>, c: &DVector<f64>) -> f64 {
        c.dot(&a.clone().lu().solve(b).unwrap())
    }"
);

snapshot!(
    spectral_function,
    "wrt(a), hvp",
    "pub fn spectral(a: &DMatrix<f64>) -> f64 {
        let eigen = a.clone().symmetric_eigen();
        eigen.eigenvalues.map(|x| x.exp()).sum()
    }"
);

snapshot!(
    matrix_exponential,
    "wrt(a), jvp, hvp",
    "pub fn flow(a: &DMatrix<f64>, x: &DVector<f64>) -> f64 {
        (a.exp() * x).norm_squared()
    }"
);

snapshot!(
    chain_rule_of_the_notes,
    "",
    "pub fn chain(x: f64) -> f64 {
        let u1 = x.powi(3);
        let u2 = u1.sin();
        let u3 = u2.powi(2);
        u3.ln()
    }"
);

snapshot!(
    newton_to_convergence,
    "",
    "pub fn root(a: f64) -> f64 {
        let mut x = a;
        while (x * x - a).abs() > 1e-12 {
            x = 0.5 * (x + a / x);
        }
        x
    }"
);

snapshot!(
    entries_in_place,
    "wrt(x)",
    "pub fn filtered(x: &[f64], limit: f64) -> f64 {
        let mut y = x.to_vec();
        for i in 1..y.len() {
            if y[i] > limit {
                return y[i - 1];
            }
            y[i] = (0.5 * y[i - 1]).sin() + y[i];
        }
        y.iter().sum()
    }"
);

snapshot!(
    product_by_recursion,
    "wrt(x)",
    "pub fn power(x: f64, n: u32) -> f64 {
        if n == 0 { 1.0 } else { x * power(x, n - 1) }
    }"
);

/// One function of an expansion.
fn function(name: &str, arguments: &str, item: &str) -> String {
    let whole = generated(arguments, item);
    let starts = ["(", "<"].map(|after| whole.find(&format!("pub fn {name}{after}")));
    let start = starts.into_iter().flatten().next().expect("the function");
    let end = whole[start..].find("\n    }\n").expect("its end");
    whole[start..start + end + 6]
        .lines()
        .map(|line| line.strip_prefix("    ").unwrap_or(line).to_owned() + "\n")
        .collect()
}

macro_rules! form {
    ($name:ident, $form:literal, $arguments:literal, $item:literal) => {
        #[test]
        fn $name() {
            insta::assert_snapshot!(function($form, $arguments, $item));
        }
    };
}

form!(
    recurrences_of_a_sum,
    "value_and_gradient",
    "wrt(w)",
    "pub fn recurrences(w: &[f64; 2], x: &[f64], n: usize) -> f64 {
        let mut total = 0.0;
        for x in x {
            let mut y = *x;
            for _ in 0..n {
                y = (w[0] * y + w[1]).tanh();
            }
            total += y * y;
        }
        total
    }"
);

form!(
    jvp_of_a_layer,
    "jvp",
    "wrt(w, b), jvp",
    "pub fn layer(w: &DMatrix<f64>, b: &DVector<f64>, x: &DVector<f64>) -> DVector<f64> {
        (w * x + b).map(|z| z.tanh())
    }"
);

form!(
    jacobian_of_a_linear_map,
    "jacobian",
    "wrt(x), jacobian",
    "pub fn linear(a: &DMatrix<f64>, x: &DVector<f64>) -> DVector<f64> { a * x }"
);

form!(
    jacobian_of_an_elementwise_function,
    "jacobian",
    "wrt(x), jacobian",
    "pub fn sigmoid(x: &DVector<f64>) -> DVector<f64> { x.map(|x| 1.0 / (1.0 + (-x).exp())) }"
);

form!(
    jacobian_of_a_layer,
    "jacobian",
    "wrt(x), jacobian",
    "pub fn layer(w: &DMatrix<f64>, b: &DVector<f64>, x: &DVector<f64>) -> DVector<f64> {
        (w * x + b).map(|z| z.tanh())
    }"
);

form!(
    jacobian_of_a_planar_arm,
    "jacobian",
    "jacobian",
    "pub fn arm(q: &Vector2<f64>) -> Vector2<f64> {
        let (a, b) = (q[0], q[0] + q[1]);
        Vector2::new(a.cos() + 0.7 * b.cos(), a.sin() + 0.7 * b.sin())
    }"
);

form!(
    hessian_of_a_quadratic_form,
    "hessian",
    "wrt(x), hessian",
    "pub fn quadratic(a: &DMatrix<f64>, x: &DVector<f64>) -> f64 { x.dot(&(a * x)) }"
);

form!(
    hessian_of_rosenbrock,
    "hessian",
    "hessian",
    "pub fn rosenbrock(x: &[f64]) -> f64 {
        let mut sum = 0.0;
        for i in 0..x.len() - 1 {
            sum += 100.0 * (x[i + 1] - x[i] * x[i]).powi(2) + (1.0 - x[i]).powi(2);
        }
        sum
    }"
);

form!(
    hvp_of_logistic_regression,
    "hvp",
    "wrt(w), hvp",
    "pub fn logistic(w: &DVector<f64>, x: &DMatrix<f64>, y: &DVector<f64>, rate: f64) -> f64 {
        let margins = (x * w).component_mul(y);
        margins.map(|m| (-m).exp().ln_1p()).mean() + 0.5 * rate * w.norm_squared()
    }"
);

form!(taylor_of_a_wave, "taylor", "taylor", "pub fn wave(x: f64, y: f64) -> f64 { x.exp() * y.sin() / (1.0 + x) }");

form!(
    taylor_of_a_layer,
    "taylor",
    "wrt(w), taylor",
    "pub fn layer(w: &DMatrix<f64>, x: &DVector<f64>) -> f64 {
        (w * x).map(|z| z.tanh()).norm()
    }"
);
form!(
    gradient_of_a_quadratic_form_as_one_entry,
    "value_and_gradient",
    "wrt(x)",
    "pub fn form(a: &DMatrix<f64>, x: &DVector<f64>) -> f64 { (x.transpose() * a * x)[(0, 0)] }"
);

form!(
    gradient_of_a_symmetric_quadratic_form,
    "value_and_gradient",
    "wrt(x)",
    "pub fn form(b: &DMatrix<f64>, x: &DVector<f64>) -> f64 {
        let a = b + b.transpose();
        x.dot(&(a * x))
    }"
);

form!(
    products_with_a_vector_first,
    "value_and_gradient",
    "wrt(a, x)",
    "pub fn form(a: &DMatrix<f64>, b: &DMatrix<f64>, x: &DVector<f64>, y: &DVector<f64>) -> f64 {
        y.dot(&(a.transpose() * b * x))
    }"
);

form!(
    gradient_of_a_trace,
    "value_and_gradient",
    "wrt(x)",
    "pub fn form(a: &DMatrix<f64>, b: &DMatrix<f64>, c: &DMatrix<f64>, x: &DMatrix<f64>) -> f64 {
        (a * x * b * x.transpose() * c).trace()
    }"
);

form!(
    gradient_of_the_trace_of_a_square,
    "value_and_gradient",
    "",
    "pub fn form(x: &DMatrix<f64>) -> f64 { (x.transpose() * x).trace() }"
);

form!(
    outer_products_of_a_loop,
    "value_and_gradient",
    "wrt(w)",
    "pub fn misfit(w: &DMatrix<f64>, xs: &[DVector<f64>], ys: &[DVector<f64>]) -> f64 {
        let mut sum = 0.0;
        for (x, y) in xs.iter().zip(ys) {
            sum += (w * x - y).norm_squared();
        }
        sum
    }"
);

snapshot!(
    registration_of_points,
    "wrt(w, t)",
    "pub fn registration(w: &Vector3<f64>, t: &Vector3<f64>, source: &[Point3<f64>], target: &[Point3<f64>]) -> f64 {
        let pose = Isometry3::new(*t, *w);
        let mut sum = 0.0;
        for (p, q) in source.iter().zip(target) {
            sum += (pose * p - q).norm_squared();
        }
        sum
    }"
);

form!(
    gradient_of_the_sum_of_a_product,
    "gradient",
    "wrt(x)",
    "pub fn form(x: &DMatrix<f64>, y: &DMatrix<f64>) -> f64 { (x * y).sum() }"
);
snapshot!(
    a_vector_made_from_another,
    "",
    "pub fn reversed(x: &DVector<f64>) -> DVector<f64> {
        let n = x.len();
        DVector::from_fn(n, |i, _| x[i] * x[n - 1 - i])
    }"
);

form!(
    misfit,
    "value_and_gradient",
    "wrt(rate)",
    "pub fn misfit(rate: f64, times: &[f64], measured: &[f64]) -> f64 {
        let mut total = 0.0;
        for (t, m) in times.iter().zip(measured) {
            total += ((rate * t).exp() - m).powi(2);
        }
        total
    }"
);

form!(
    wave,
    "value_and_gradient",
    "wrt(rate)",
    "pub fn wave(rate: f64, times: &[f64], measured: &[f64]) -> f64 {
        let mut total = 0.0;
        for (t, m) in times.iter().zip(measured) {
            total += ((rate * t).sin() - m).powi(2);
        }
        total
    }"
);

form!(
    polynomial,
    "gradient",
    "",
    "pub fn polynomial(coefficients: &[f64], x: f64) -> f64 {
        let mut p = 0.0;
        for c in coefficients {
            p = p * x + c;
        }
        p
    }"
);

snapshot!(
    rule_by_hand,
    "derivative(x = std::f64::consts::FRAC_2_SQRT_PI * (-x * x).exp()), jvp, hessian, taylor",
    "pub fn erf(x: f64) -> f64 { libm::erf(x) }"
);

snapshot!(
    rule_that_calls_the_function,
    "derivative(x = { let y = sigmoid(x); y * (1.0 - y) }), hessian",
    "pub fn sigmoid(x: f64) -> f64 { unsafe { sigmoid_of_c(x) } }"
);

snapshot!(
    rule_with_constants,
    "wrt(x), derivative(x = if n == 0 { -bessel(1, x) } else { 0.5 * (bessel(n - 1, x) - bessel(n + 1, x)) }), hvp",
    "pub fn bessel(n: i32, x: f64) -> f64 { libm::jn(n, x) }"
);

snapshot!(
    rule_by_path,
    "vjp = rules::solve, jacobian",
    "pub fn solve(a: &DMatrix<f64>, b: &DVector<f64>) -> DVector<f64> { unsafe { solved(a, b) } }"
);

snapshot!(
    gradient_of_rule_by_path,
    "vjp = rules::volume",
    "pub fn volume(x: &[f64], scale: f64) -> f64 { unsafe { volume_of_c(x, scale) } }"
);

snapshot!(
    rule_along_a_direction,
    "jvp = rules::volume",
    "pub fn volume(x: &[f64], scale: f64) -> f64 { unsafe { volume_of_c(x, scale) } }"
);
