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
    chain_rule_of_the_notes,
    "",
    "pub fn chain(x: f64) -> f64 {
        let u1 = x.powi(3);
        let u2 = u1.sin();
        let u3 = u2.powi(2);
        u3.ln()
    }"
);
