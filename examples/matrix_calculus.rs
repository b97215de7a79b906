//! A tour of matrix calculus, from `3x²y` to the loss of a network.
//!
//! ```sh
//! cargo run --release --example matrix_calculus
//! ```
//!
//! Each line is a function, the formula that a text book gives for its derivative, and numbers. Each function stands below
//! as ordinary Rust under `#[differentiate]`, and the numbers come from the code that the attribute wrote. The formula is
//! written out once more, in nalgebra, and the program ends with an error where the two differ by more than rounding.
//!
//! Jacobians are in numerator layout: a row for each output, a column for each input.

use autodiff::differentiate;
use nalgebra::{DMatrix, Matrix2, Matrix2x3, Matrix3, Matrix3x2, Matrix6, RowVector3, Vector2, Vector3};

#[path = "support/tour.rs"]
mod tour;
use tour::{heading, line, same};

// Scalars and gradients.

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn cubic(v: &Vector2<f64>) -> f64 {
    3.0 * v.x.powi(2) * v.y
}

#[differentiate(jacobian)]
fn stacked(v: &Vector2<f64>) -> Vector2<f64> {
    Vector2::new(3.0 * v.x.powi(2) * v.y, 2.0 * v.x + 4.0 * v.y.powi(2))
}

#[differentiate]
fn sum_of_squares(w: &Matrix2x3<f64>) -> f64 {
    w.norm_squared()
}

fn scalars_and_gradients() {
    heading("Scalars and gradients");
    let v = Vector2::new(0.5, -1.0);
    let (x, y) = (v.x, v.y);
    let gradient = Vector2::new(6.0 * x * y, 3.0 * x * x);
    line("S1", "f = 3x²y", "∇f = [6xy, 3x²]", &cubic::gradient(&v), &gradient);

    let rows = Matrix2::new(6.0 * x * y, 3.0 * x * x, 2.0, 8.0 * y);
    line("S3", "F = [3x²y; 2x + 4y²]", "F' = [6xy 3x²; 2 8y]", &stacked::jacobian(&v), &rows);

    let along = Vector2::new(0.6, 0.8);
    line("S4", "f along d", "∇f · d", &cubic::jvp(&v, &along).1, &gradient.dot(&along));

    let w = Matrix2x3::new(1.0, 2.0, 3.0, -1.0, 0.5, 0.0);
    line("S5", "‖W‖²", "2W", &sum_of_squares::gradient(&w), &(2.0 * w));

    let hessian = Matrix2::new(6.0 * y, 6.0 * x, 6.0 * x, 0.0);
    line("S7", "f = 3x²y", "H = [6y 6x; 6x 0]", &cubic::hessian(&v), &hessian);
    line("", "", "H d", &cubic::hvp(&v, &along), &(hessian * along));

    let second_order = cubic(&v) + gradient.dot(&along) + along.dot(&(hessian * along)) / 2.0;
    let [value, slope, half_curvature] = cubic::taylor(&v, &along);
    line("S6", "f(v + d)", "f + ∇f·d + dᵀHd/2", &(value + slope + half_curvature), &second_order);
}

// Jacobians of vector functions.

#[differentiate(jacobian)]
fn product(w: &Vector3<f64>, x: &Vector3<f64>) -> Vector3<f64> {
    w.component_mul(x)
}

#[differentiate(jacobian)]
fn quotient(w: &Vector3<f64>, x: &Vector3<f64>) -> Vector3<f64> {
    w.component_div(x)
}

#[differentiate(jacobian)]
fn rectified(x: &Vector3<f64>) -> Vector3<f64> {
    x.map(|x| x.max(0.0))
}

#[differentiate(jacobian)]
fn scaled(x: &Vector3<f64>, z: f64) -> Vector3<f64> {
    x * z
}

#[differentiate(jacobian)]
fn sum(x: &Vector3<f64>) -> f64 {
    x.sum()
}

fn jacobians() {
    heading("Jacobians");
    let (w, x, z) = (Vector3::new(2.0, -1.0, 0.5), Vector3::new(1.0, 4.0, -2.0), 3.0);
    let (by_w, by_x) = product::jacobian(&w, &x);
    line("J4", "w ⊗ x", "∂w = diag(x)", &by_w, &Matrix3::from_diagonal(&x));
    line("", "", "∂x = diag(w)", &by_x, &Matrix3::from_diagonal(&w));

    let (by_w, by_x) = quotient::jacobian(&w, &x);
    line("J5", "w ⊘ x", "∂w = diag(1/x)", &by_w, &Matrix3::from_diagonal(&x.map(f64::recip)));
    let slopes = w.zip_map(&x, |w, x| -w / (x * x));
    line("", "", "∂x = diag(-w/x²)", &by_x, &Matrix3::from_diagonal(&slopes));

    let active = Matrix3::from_diagonal(&Vector3::new(1.0, 1.0, 0.0));
    line("J6", "max(x, 0)", "diag(1 where x > 0)", &rectified::jacobian(&x), &active);

    let (by_x, by_z) = scaled::jacobian(&x, z);
    line("J9", "z x", "∂x = z I", &by_x, &(Matrix3::identity() * z));
    line("", "", "∂z = x", &by_z, &x);
    line("J10", "Σ xᵢ", "[1 .. 1]", &sum::jacobian(&x), &RowVector3::new(1.0, 1.0, 1.0));
}

// Chain rules.

#[differentiate]
fn chain(x: f64) -> f64 {
    let u1 = x.powi(3);
    let u2 = u1.sin();
    let u3 = u2.powi(2);
    u3.ln()
}

#[differentiate(jacobian)]
fn vector_of_scalar(x: f64) -> Vector2<f64> {
    Vector2::new(x.powi(2).ln(), (3.0 * x).sin())
}

#[differentiate(wrt(x), jacobian)]
fn composition(x: &Vector3<f64>, a: &Matrix2x3<f64>, b: &Matrix3x2<f64>) -> Vector3<f64> {
    let inner = |x: &Vector3<f64>| (a * x).map(|u| u.tanh());
    let outer = |u: &Vector2<f64>| (b * u).map(|v| v.sin());
    outer(&inner(x))
}

fn chain_rules() {
    heading("Chain rules");
    let x = 0.8_f64;
    let slope = 6.0 * x * x * x.powi(3).cos() / x.powi(3).sin();
    line("C1", "ln(sin(x³)²)", "6x² cos(x³) / sin(x³)", &chain::gradient(x), &slope);
    let slopes = Vector2::new(2.0 / x, 3.0 * (3.0 * x).cos());
    line("C3", "[ln x²; sin 3x]", "[2/x; 3 cos 3x]", &vector_of_scalar::jacobian(x), &slopes);

    let (a, b) = (Matrix2x3::new(1.0, 0.5, -0.5, 0.0, -1.0, 2.0), Matrix3x2::new(1.0, 2.0, -1.0, 0.5, 0.0, 1.0));
    let x = Vector3::new(0.3, -0.2, 0.1);
    let u = (a * x).map(f64::tanh);
    let g = Matrix2::from_diagonal(&u.map(|u| 1.0 - u * u)) * a;
    let f = Matrix3::from_diagonal(&(b * u).map(f64::cos)) * b;
    line("C4", "f(g(x))", "∂f/∂g ∂g/∂x", &composition::jacobian(&x, &a, &b), &(f * g));
}

// A neuron.

#[differentiate(wrt(w, b))]
fn neuron(w: &Vector2<f64>, b: f64, x: &Vector2<f64>) -> f64 {
    (w.dot(x) + b).max(0.0)
}

#[differentiate(wrt(w, b))]
fn loss(w: &Vector2<f64>, b: f64, x: &Matrix3x2<f64>, y: &Vector3<f64>) -> f64 {
    let z = (x * w).add_scalar(b);
    let residual = y - z.map(|z| z.max(0.0));
    residual.norm_squared() / y.len() as f64
}

fn a_neuron() {
    heading("A neuron");
    let (w, b, x) = (Vector2::new(0.4, 0.9), -0.1, Vector2::new(1.0, 2.0));
    line("N1", "max(0, w·x + b) > 0", "∂w = x, ∂b = 1", &neuron::gradient(&w, b, &x), &(x, 1.0));
    line("", "max(0, w·x + b) = 0", "∂w = 0, ∂b = 0", &neuron::gradient(&w, -9.0, &x), &(Vector2::zeros(), 0.0));

    let (xs, y) = (Matrix3x2::new(1.0, 2.0, -1.0, 0.5, 0.3, -2.0), Vector3::new(1.0, 0.5, 2.0));
    let z = (xs * w).add_scalar(b);
    let error = z.zip_map(&y, |z, y| if z > 0.0 { 2.0 / 3.0 * (z - y) } else { 0.0 });
    let (by_w, by_b) = loss::gradient(&w, b, &xs, &y);
    line("N2", "mean (y - max(0, Xw + b))²", "∂w = 2/N Σ eᵢ xᵢ", &by_w, &xs.tr_mul(&error));
    line("", "", "∂b = 2/N Σ eᵢ", &by_b, &error.sum());
}

// Formulas of matrix differentiation.

#[differentiate(wrt(a, x), jacobian)]
fn linear_map(a: &Matrix2x3<f64>, x: &Vector3<f64>) -> Vector2<f64> {
    a * x
}

#[differentiate]
fn bilinear(y: &Vector2<f64>, a: &Matrix2x3<f64>, x: &Vector3<f64>) -> f64 {
    y.dot(&(a * x))
}

#[differentiate(wrt(x), hessian)]
fn quadratic(x: &Vector3<f64>, a: &Matrix3<f64>) -> f64 {
    x.dot(&(a * x))
}

#[differentiate(wrt(x), hessian)]
fn least_squares(x: &Vector3<f64>, a: &Matrix2x3<f64>, b: &Vector2<f64>) -> f64 {
    (a * x - b).norm_squared()
}

#[differentiate(hessian)]
fn log_determinant(s: &Matrix2<f64>) -> f64 {
    s.determinant().ln()
}

#[differentiate(wrt(s))]
fn form_of_inverse(s: &Matrix3<f64>, a: &Vector3<f64>, b: &Vector3<f64>) -> f64 {
    a.dot(&s.lu().solve(b).unwrap())
}

fn matrix_formulas() {
    heading("Matrix differentiation");
    let a = Matrix2x3::new(1.0, 2.0, -0.5, 0.25, -1.5, 3.0);
    let (x, y) = (Vector3::new(1.5, -0.5, 2.0), Vector2::new(0.5, -1.0));
    let (by_a, by_x) = linear_map::jacobian(&a, &x);
    line("M2", "A x", "∂x = A", &by_x, &a);
    line("M1", "vec(A x)", "∂vec(A) = xᵀ ⊗ I", &by_a, &x.transpose().kronecker(&Matrix2::identity()));

    let (by_y, by_a, by_x) = bilinear::gradient(&y, &a, &x);
    line("M4", "yᵀA x", "∂y = A x", &by_y, &(a * x));
    line("", "", "∂A = y xᵀ", &by_a, &(y * x.transpose()));
    line("", "", "∂x = Aᵀy", &by_x, &a.tr_mul(&y));

    let s = Matrix3::new(4.0, 1.0, 0.5, 0.0, 3.0, -0.2, 0.5, 1.0, 2.0);
    let both = s + s.transpose();
    line("M5", "xᵀS x", "(S + Sᵀ) x", &quadratic::gradient(&x, &s), &(both * x));
    line("", "", "H = S + Sᵀ", &quadratic::hessian(&x, &s), &both);

    let gradient = 2.0 * a.tr_mul(&(a * x - y));
    line("M7", "‖A x - b‖²", "2Aᵀ(A x - b)", &least_squares::gradient(&x, &a, &y), &gradient);
    line("", "", "H = 2AᵀA", &least_squares::hessian(&x, &a, &y), &(2.0 * a.tr_mul(&a)));

    let (p, q) = (Vector3::new(1.0, -2.0, 0.5), Vector3::new(0.3, 2.0, -1.5));
    let inverse = s.try_inverse().expect("S is regular");
    let expected = -inverse.tr_mul(&p) * (inverse * q).transpose();
    line("M12", "aᵀS⁻¹b", "-S⁻ᵀa bᵀS⁻ᵀ", &form_of_inverse::gradient(&s, &p, &q), &expected);

    let d = Matrix2::new(2.0, 0.5, 1.0, 3.0);
    let inverse = d.try_inverse().expect("D is regular");
    line("M12", "ln det D", "D⁻ᵀ", &log_determinant::gradient(&d), &inverse.transpose());
    // Entry ((i, j), (k, l)) is -(D⁻¹)ₗᵢ (D⁻¹)ⱼₖ, with matrices as stacked columns.
    let second = DMatrix::from_fn(4, 4, |n, m| -inverse[(m / 2, n % 2)] * inverse[(n / 2, m % 2)]);
    line("", "", "H = -K (D⁻ᵀ ⊗ D⁻¹)", &log_determinant::hessian(&d), &second);
}

/// A Hessian is symmetric, and that of a matrix parameter has a row for each of its entries.
#[differentiate(hessian)]
fn cube(w: &Matrix2x3<f64>) -> f64 {
    w.sum().powi(3)
}

fn main() {
    println!("Each number is from generated code, and agrees with the formula beside it.");
    scalars_and_gradients();
    jacobians();
    chain_rules();
    a_neuron();
    matrix_formulas();

    let w = Matrix2x3::new(1.0, 2.0, 3.0, -1.0, 0.5, 0.0);
    same(&cube::hessian(&w), &Matrix6::repeat(6.0 * w.sum()));
    println!("\nAll agree to rounding.");
}
