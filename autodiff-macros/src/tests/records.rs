//! Functions of structs, from their source through every stage up to second order, and the code that is made of them.

use crate::expand::differentiate_among;
use crate::ir::interpret::Datum;
use crate::passes::prepare;

use nalgebra::DMatrix;
use proc_macro2::TokenStream;

use super::support::laws::{Smooth, check};
use super::support::random::Random;
use super::support::source::{known, lowered_among};
use super::support::subject::Subject;

const STRUCTS: &str = "
    pub struct Layer { pub weight: DMatrix<f64>, pub bias: DVector<f64> }
    pub struct Net { pub first: Layer, pub second: Layer, pub scale: f64 }
    struct Pair(f64, DVector<f64>);
    struct Point<T> { x: T, y: T }
    pub struct Model { pub rate: f64, #[constant] pub steps: usize, #[constant] pub name: String }
";

/// Bodies of `fn f(net: &Net, pair: &Pair, point: Point<f64>, layers: &[Layer], n: usize) -> f64`.
const BODIES: &[&str] = &[
    "net.first.weight.norm_squared() * net.scale",
    "let hidden = &net.first.weight * &pair.1 + &net.first.bias; hidden.map(|v| v.tanh()).dot(&net.second.bias)",
    "let Pair(a, b) = pair; let Point { x, .. } = point; b.norm_squared() * a * x",
    "let mut q = point; q.x *= pair.0; for _ in 0..n { q.y += q.x * q.y; q.x = q.x.sin(); } q.x * q.y",
    "let mut q = pair.clone(); q.1[0] += q.0; for i in 0..2 { q.1[i] *= q.0; q.0 += q.1[i]; } q.1.norm_squared()",
    "let p = Point { x: point.y, ..point }; let r = if pair.0 > 0.0 { p } else { point }; r.x * r.y * r.y",
    "let mut s = 0.0; for layer in layers { s += layer.weight.norm_squared() * layer.bias[0]; } s * net.scale",
    "let mut s = 1.0; for i in 0..layers.len() { s *= layers[i].bias.dot(&pair.1); } s",
    "let mut all = layers.to_vec(); all[0].bias[1] *= pair.0; all.push(net.first.clone()); all[0].bias.dot(&all[2].bias)",
    "let layer = if n == 2 { &net.first } else { &net.second }; (&layer.weight * &pair.1 + &layer.bias).norm_squared()",
    "let mut layer = net.first.clone(); for next in layers { layer = Layer { weight: &layer.weight * &next.weight, \
     bias: &next.weight * &layer.bias + &next.bias }; } layer.weight.norm_squared() + layer.bias.norm_squared()",
    "let mut s = net.scale; for layer in layers { s = s * layer.bias[0] * layer.bias[1] + layer.weight.norm_squared() * layer.weight[(0, 1)]; } s",
    "let mut all = layers.to_vec(); for i in 0..2 { all[i].bias *= pair.0; all[i].weight += &net.first.weight * all[1 - i].bias[0]; } \
     all[0].weight.norm_squared() + all[1].bias.dot(&all[0].bias)",
    "let mut all = vec![point]; all.push(Point { x: point.y, y: point.x }); all[1].x * all[1].x * all[1].y + all[0].x",
    "let f = |p: &Point<f64>| p.x * p.y; f(&point) * f(&Point { x: pair.0, y: 2.0 })",
];

fn subject(body: &str) -> Subject {
    let mut random = Random::new(3);
    let mut matrix = |rows: usize, cols: usize| Datum::from(DMatrix::from_fn(rows, cols, |_, _| random.entry()));
    let mut layer = || Datum::from(vec![matrix(2, 2), matrix(2, 1)]);
    let net = Datum::from(vec![layer(), layer(), Datum::from(0.7)]);
    let layers = Datum::from(vec![layer(), layer()]);
    let pair = Datum::from(vec![Datum::from(0.8), matrix(2, 1)]);
    let point = Datum::from(vec![Datum::from(-0.4), Datum::from(1.2)]);
    let item =
        format!("fn f(net: &Net, pair: &Pair, point: Point<f64>, layers: &[Layer], n: usize) -> f64 {{ {body} }}");
    lowered_among(STRUCTS, "", &item, vec![net, pair, point, layers, 2_usize.into()])
}

#[test]
fn derivatives_of_functions_of_structs_are_right() {
    for body in BODIES {
        let subject = subject(body);
        let prepared = Subject { program: prepare(subject.program.clone()), ..subject.clone() };
        for subject in [&subject, &prepared] {
            let verdict = check(subject, Smooth::Perhaps, &mut Random::new(1));
            verdict.unwrap_or_else(|error| panic!("{body}: {error}\n{}", subject.program));
        }
    }
}

/// What a function expands to, without itself.
fn generated(arguments: &str, item: &str) -> String {
    let tokens = |text: &str| text.parse::<TokenStream>().expect("tokens");
    let output = differentiate_among(&tokens(arguments), &tokens(item), known(STRUCTS));
    let file = syn::parse2::<syn::File>(output.clone()).unwrap_or_else(|error| panic!("{error}: {output}"));
    let whole = prettyplease::unparse(&file);
    whole[whole.find("const _").unwrap_or_default()..].to_owned()
}

#[test]
fn fields_are_read_in_place_and_a_gradient_is_built_once() {
    insta::assert_snapshot!(generated(
        "jvp",
        "pub fn loss(layer: &Layer, x: &DVector<f64>) -> f64 { (&layer.weight * x + &layer.bias).norm_squared() }"
    ));
}
