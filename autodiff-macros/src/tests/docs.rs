//! The documentation of generated functions: formulas as a reader of it sees them.

use super::expanded;

/// The documentation of one generated function.
fn documentation(name: &str, arguments: &str, item: &str) -> String {
    let whole = expanded(arguments, item);
    let lines = whole.lines().map(str::trim_start).collect::<Vec<_>>();
    let place = lines.iter().position(|line| line.starts_with(&format!("pub fn {name}("))).filter(|place| *place > 0);
    let generated = lines.iter().rposition(|line| line.starts_with(&format!("pub fn {name}("))).or(place);
    let end = generated.expect("the function");
    let start = lines[..end].iter().rposition(|line| !line.starts_with("///")).map_or(0, |before| before + 1);
    let text = lines[start..end].iter().map(|line| line.trim_start_matches("///").strip_prefix(' ').unwrap_or(""));
    text.collect::<Vec<_>>().join("\n")
}

macro_rules! docs {
    ($($name:ident, $form:literal, $arguments:literal, $item:literal;)*) => {$(
        #[test]
        fn $name() {
            let text = documentation($form, $arguments, $item);
            insta::assert_snapshot!(text);
        }
    )*};
}

docs! {
    s1_gradient_of_two_variables, "gradient", "", "pub fn f(x: f64, y: f64) -> f64 { 3.0 * x.powi(2) * y }";
    s2_gradient_of_a_sum, "gradient", "", "pub fn g(x: f64, y: f64) -> f64 { 2.0 * x + 4.0 * y.powi(2) }";
    j4_entrywise_product, "jacobian", "jacobian",
        "pub fn product(w: &DVector<f64>, x: &DVector<f64>) -> DVector<f64> { w.component_mul(x) }";
    j5_entrywise_quotient, "jacobian", "jacobian",
        "pub fn quotient(w: &DVector<f64>, x: &DVector<f64>) -> DVector<f64> { w.component_div(x) }";
    j6_entrywise_maximum, "jacobian", "jacobian",
        "pub fn relu(x: &DVector<f64>) -> DVector<f64> { x.map(|x| x.max(0.0)) }";
    j8_scalar_expansion, "jacobian", "jacobian",
        "pub fn shifted(x: &DVector<f64>, z: f64) -> DVector<f64> { x.add_scalar(z) }";
    j9_scaling, "jacobian", "jacobian", "pub fn scaled(z: f64, x: &DVector<f64>) -> DVector<f64> { z * x }";
    c1_chain_of_the_notes, "gradient", "",
        "pub fn y(x: f64) -> f64 { let u1 = x.powi(3); let u2 = u1.sin(); let u3 = u2.powi(2); u3.ln() }";
    c1_chain_in_one, "gradient", "", "pub fn y(x: f64) -> f64 { x.powi(3).sin().powi(2).ln() }";
    c3_vector_of_functions, "jacobian", "jacobian",
        "pub fn y(x: f64) -> Vector2<f64> { Vector2::new((x * x).ln(), (3.0 * x).sin()) }";
    n1_neuron, "gradient", "wrt(w, b)",
        "pub fn neuron(w: &DVector<f64>, b: f64, x: &DVector<f64>) -> f64 { (w.dot(x) + b).max(0.0) }";
    n2_cost_by_matrices, "gradient", "wrt(w, b)",
        "pub fn loss(w: &DVector<f64>, b: f64, X: &DMatrix<f64>, y: &DVector<f64>) -> f64 {
            let z = (X * w).add_scalar(b);
            let residual = y - z.map(|z| z.max(0.0));
            residual.norm_squared() / y.len() as f64
        }";
    n2_cost_by_a_loop, "gradient", "wrt(w, b)",
        "pub fn cost(w: &DVector<f64>, b: f64, x: &[DVector<f64>], y: &[f64]) -> f64 {
            let n = x.len();
            let mut sum = 0.0;
            for i in 0..n {
                let z = w.dot(&x[i]) + b;
                sum += (y[i] - z.max(0.0)).powi(2);
            }
            sum / n as f64
        }";
    n3_network, "gradient", "wrt(w1, b1, w2, b2)",
        "pub fn network(
            w1: &DMatrix<f64>, b1: &RowDVector<f64>, w2: &DVector<f64>, b2: f64, x: &DMatrix<f64>, y: &DVector<f64>,
        ) -> f64 {
            let ones = DVector::from_element(x.nrows(), 1.0);
            let hidden = (x * w1 + &ones * b1).map(|z| z.tanh());
            let output = (hidden * w2).add_scalar(b2);
            (output - y).norm_squared() / y.len() as f64
        }";
    m2_linear_map, "jacobian", "wrt(x), jacobian",
        "pub fn z(A: &DMatrix<f64>, x: &DVector<f64>) -> DVector<f64> { A * x }";
    m2_pullback_of_a_linear_map, "vjp", "",
        "pub fn z(A: &DMatrix<f64>, x: &DVector<f64>) -> DVector<f64> { A * x }";
    m4_bilinear_form, "gradient", "",
        "pub fn a(y: &DVector<f64>, A: &DMatrix<f64>, x: &DVector<f64>) -> f64 { y.dot(&(A * x)) }";
    m5_quadratic_form, "gradient", "wrt(x)",
        "pub fn a(A: &DMatrix<f64>, x: &DVector<f64>) -> f64 { (x.transpose() * A * x)[0] }";
    m5_hessian_of_a_quadratic_form, "hessian", "wrt(x), hessian",
        "pub fn a(A: &DMatrix<f64>, x: &DVector<f64>) -> f64 { x.dot(&(A * x)) }";
    m7_square, "gradient", "", "pub fn a(x: &DVector<f64>) -> f64 { x.dot(x) }";
    cookbook_trace, "gradient", "wrt(X)",
        "pub fn t(A: &DMatrix<f64>, B: &DMatrix<f64>, C: &DMatrix<f64>, X: &DMatrix<f64>) -> f64 {
            (A * X * B * X.transpose() * C).trace()
        }";
    norm_has_its_convention, "gradient", "wrt(x)",
        "pub fn distance(x: &DVector<f64>, a: &DVector<f64>) -> f64 { (x - a).norm() }";
    least_squares, "gradient", "wrt(x)",
        "pub fn misfit(A: &DMatrix<f64>, b: &DVector<f64>, x: &DVector<f64>) -> f64 { (A * x - b).norm_squared() }";
    least_squares_hessian, "hessian", "wrt(x), hessian",
        "pub fn misfit(A: &DMatrix<f64>, b: &DVector<f64>, x: &DVector<f64>) -> f64 { (A * x - b).norm_squared() }";
    least_squares_hessian_times_vector, "hvp", "wrt(x), hvp",
        "pub fn misfit(A: &DMatrix<f64>, b: &DVector<f64>, x: &DVector<f64>) -> f64 { (A * x - b).norm_squared() }";
    logistic_regression, "gradient", "wrt(w)",
        "pub fn loss(w: &DVector<f64>, X: &DMatrix<f64>, y: &DVector<f64>, rate: f64) -> f64 {
            let margins = (X * w).component_mul(y);
            margins.map(|m| (-m).exp().ln_1p()).mean() + 0.5 * rate * w.norm_squared()
        }";
    layer_along_a_direction, "jvp", "wrt(x), jvp",
        "pub fn layer(W: &DMatrix<f64>, b: &DVector<f64>, x: &DVector<f64>) -> DVector<f64> {
            (W * x + b).map(|z| z.tanh())
        }";
    layer_jacobian, "jacobian", "wrt(x), jacobian",
        "pub fn layer(W: &DMatrix<f64>, b: &DVector<f64>, x: &DVector<f64>) -> DVector<f64> {
            (W * x + b).map(|z| z.tanh())
        }";
    inverse, "gradient", "wrt(X)",
        "pub fn f(a: &DVector<f64>, X: &DMatrix<f64>, b: &DVector<f64>) -> f64 {
            a.dot(&(X.clone().try_inverse().unwrap() * b))
        }";
    log_determinant, "gradient", "", "pub fn f(X: &DMatrix<f64>) -> f64 { X.determinant().ln() }";
    functions_of_entries, "gradient", "",
        "pub fn f(X: &DMatrix<f64>) -> f64 { X.map(|x| x.powi(3)).sum() + X.map(|x| x.exp()).sum() }";
    rosenbrock, "gradient", "",
        "pub fn rosenbrock(x: &[f64]) -> f64 {
            let mut sum = 0.0;
            for i in 0..x.len() - 1 {
                sum += 100.0 * (x[i + 1] - x[i] * x[i]).powi(2) + (1.0 - x[i]).powi(2);
            }
            sum
        }";
    planar_arm, "jacobian", "jacobian",
        "pub fn arm(q: &Vector2<f64>) -> Vector2<f64> {
            let (a, b) = (q[0], q[0] + q[1]);
            Vector2::new(a.cos() + 0.7 * b.cos(), a.sin() + 0.7 * b.sin())
        }";
    cases_of_a_branch, "gradient", "",
        "pub fn f(x: f64, y: f64) -> f64 { if x > y { x * y } else { x.sin() } }";
    bell_curve, "gradient", "wrt(x, sigma)",
        "pub fn density(x: f64, mean: f64, sigma: f64) -> f64 {
            let z = (x - mean) / sigma;
            (-0.5 * z * z).exp() / (sigma * (2.0 * std::f64::consts::PI).sqrt())
        }";
    what_is_no_sum_is_not_said, "gradient", "",
        "pub fn polynomial(c: &[f64], x: f64) -> f64 { let mut p = 0.0; for c in c { p = p * x + c; } p }";
}
