//! Structs in differentiated functions: as parameters, results, locals and elements.

use autodiff::{Differentiable, Real, check, differentiate};
use nalgebra::{DMatrix, DVector, SMatrix, SVector, Vector2};

#[derive(Clone, Debug, PartialEq, Differentiable)]
struct Layer {
    weight: DMatrix<f64>,
    bias: DVector<f64>,
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
struct Net {
    first: Layer,
    second: Layer,
    scale: f64,
    #[constant]
    name: String,
    #[constant]
    steps: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Pair(f64, Vector2<f64>);

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Affine<T: Real, const N: usize> {
    matrix: SMatrix<T, N, N>,
    offset: SVector<T, N>,
}

fn layer(seed: f64) -> Layer {
    Layer {
        weight: DMatrix::from_fn(2, 2, |i, j| (seed + 3.0 * i as f64 + 5.0 * j as f64).sin()),
        bias: DVector::from_fn(2, |i, _| (seed * 2.0 + i as f64).cos()),
    }
}

fn net() -> Net {
    Net { first: layer(0.3), second: layer(1.7), scale: 0.8, name: "net".to_owned(), steps: 3 }
}

fn input() -> DVector<f64> {
    DVector::from_vec(vec![0.6, -1.1])
}

#[differentiate(jvp, hvp)]
fn residual(layer: &Layer, x: &DVector<f64>) -> f64 {
    (&layer.weight * x + &layer.bias).norm_squared()
}

#[test]
fn a_gradient_is_a_struct() {
    let (layer, x) = (layer(0.4), input());
    let (by_layer, by_x) = residual::gradient(&layer, &x);
    let y = &layer.weight * &x + &layer.bias;
    let expected = Layer { weight: 2.0 * &y * x.transpose(), bias: 2.0 * &y };
    assert!((by_layer.to_vector() - expected.to_vector()).amax() < 1e-14);
    assert!((by_x - 2.0 * layer.weight.transpose() * y).amax() < 1e-14);
    let point = (layer.clone(), x.clone());
    let direction = (self::layer(2.2), DVector::from_vec(vec![0.2, 0.7]));
    let f = |(layer, x): &(Layer, DVector<f64>)| residual(layer, x);
    let (_, along) = residual::jvp(&layer, &x, &direction.0, &direction.1);
    check::jvp(f, &point, &direction, &along).unwrap();
    let gradient = |(layer, x): &(Layer, DVector<f64>)| residual::gradient(layer, x);
    let product = residual::hvp(&layer, &x, &direction.0, &direction.1);
    check::hvp(gradient, &point, &direction, &product).unwrap();
    let mut buffers = (self::layer(9.0), x.clone());
    let value = residual::value_and_gradient_into(&layer, &x, &mut buffers.0, &mut buffers.1);
    assert_eq!((value, buffers), residual::value_and_gradient(&layer, &x));
}

#[differentiate(wrt(net), jvp, hvp)]
fn network(net: &Net, x: &DVector<f64>) -> f64 {
    let mut hidden = x.clone();
    for _ in 0..net.steps {
        hidden = (&net.first.weight * &hidden + &net.first.bias).map(|v| v.tanh());
    }
    let output = &net.second.weight * hidden * net.scale;
    if output[0] > 0.0 { output.norm_squared() } else { output.norm() * net.scale }
}

#[test]
fn structs_in_structs_and_constants_in_them() {
    let (net, x) = (net(), input());
    let gradient = network::gradient(&net, &x);
    assert_eq!((&*gradient.name, gradient.steps), ("net", 3));
    check::gradient(|net: &Net| network(net, &x), &net, &gradient).unwrap();
    let direction = Net { first: layer(4.0), second: layer(5.0), scale: 0.3, ..net.clone() };
    check::jvp(|net: &Net| network(net, &x), &net, &direction, &network::jvp(&net, &x, &direction).1).unwrap();
    let product = network::hvp(&net, &x, &direction);
    check::hvp(|net: &Net| network::gradient(net, &x), &net, &direction, &product).unwrap();
}

#[differentiate(jvp)]
fn moved(pair: Pair, rate: f64) -> Pair {
    let mut next = pair;
    for i in 0..2 {
        next.1[i] += rate * next.0;
        next.0 *= next.1[i].sin();
    }
    let Pair(first, rest) = next;
    Pair(first * rate, rest * first)
}

#[test]
fn results_are_structs() {
    let (pair, rate) = (Pair(0.7, Vector2::new(0.4, -0.9)), 1.3);
    let cotangent = Pair(0.2, Vector2::new(-1.1, 0.5));
    let f = |(pair, rate): &(Pair, f64)| moved(*pair, *rate);
    check::vjp(f, |y: &Pair| moved::vjp(pair, rate).1(y), &(pair, rate), &cotangent).unwrap();
    let direction = (Pair(0.3, Vector2::new(0.8, 0.1)), -0.6);
    check::jvp(f, &(pair, rate), &direction, &moved::jvp(pair, rate, direction.0, direction.1).1).unwrap();
}

#[differentiate(jvp, hvp)]
fn chain(layers: &[Layer], x: &DVector<f64>) -> f64 {
    let mut hidden = x.clone();
    for layer in layers {
        hidden = (&layer.weight * hidden + &layer.bias).map(|v| v.tanh());
    }
    hidden.norm_squared() * layers[0].bias[1]
}

#[test]
fn slices_of_structs() {
    let (layers, x) = (vec![layer(0.1), layer(0.9), layer(1.2)], input());
    let f = |(layers, x): &(Vec<Layer>, DVector<f64>)| chain(layers, x);
    let point = (layers, x);
    check::gradient(f, &point, &chain::gradient(&point.0, &point.1)).unwrap();
    let direction = (vec![layer(7.1), layer(8.9), layer(3.2)], DVector::from_vec(vec![0.4, 0.5]));
    let product = chain::hvp(&point.0, &point.1, &direction.0, &direction.1);
    let gradient = |(layers, x): &(Vec<Layer>, DVector<f64>)| chain::gradient(layers, x);
    check::hvp(gradient, &point, &direction, &product).unwrap();
}

#[differentiate(wrt(layers))]
fn composed(layers: &[Layer], n: usize) -> f64 {
    let mut all = layers.to_vec();
    all.push(Layer { weight: &layers[0].weight * &layers[1].weight, ..layers[1].clone() });
    all[0].bias[1] *= 2.0;
    let mut total = Layer { weight: DMatrix::identity(2, 2), bias: DVector::zeros(2) };
    for next in &all[..n] {
        total = Layer { weight: &total.weight * &next.weight, bias: &next.weight * &total.bias + &next.bias };
    }
    let chosen = if n > 2 { &total } else { &all[1] };
    chosen.weight.norm_squared() + chosen.bias.dot(&layers[0].bias)
}

#[test]
fn locals_and_elements_of_local_vectors() {
    let layers = vec![layer(0.5), layer(1.1)];
    for n in [2, 3] {
        check::gradient(|layers: &Vec<Layer>| composed(layers, n), &layers, &composed::gradient(&layers, n)).unwrap();
    }
}

#[differentiate(jvp)]
fn mapped<T: Real, const N: usize>(map: &Affine<T, N>, x: SVector<T, N>) -> SVector<T, N> {
    let Affine { matrix, offset } = map;
    matrix * x + offset
}

#[differentiate(wrt(map))]
fn size(map: Affine<f64, 3>) -> f64 {
    map.matrix.norm_squared() * map.offset.sum()
}

#[test]
fn generic_structs() {
    let map = Affine { matrix: SMatrix::<f64, 3, 3>::identity() * 0.5, offset: SVector::from([0.1, 0.2, -0.4]) };
    let x = SVector::from([1.0, -2.0, 0.5]);
    let cotangent = SVector::from([0.3, 0.7, 0.2]);
    let f = |(map, x): &(Affine<f64, 3>, SVector<f64, 3>)| mapped(map, *x);
    check::vjp(f, |y: &SVector<f64, 3>| mapped::vjp(&map, x).1(y), &(map, x), &cotangent).unwrap();
    check::gradient(|map: &Affine<f64, 3>| size(*map), &map, &size::gradient(map)).unwrap();
}

mod model {
    use super::{DVector, Layer, differentiate};

    /// Not written into its callers, because of what it asserts.
    #[differentiate]
    pub(crate) fn apply(layer: &Layer, x: &DVector<f64>) -> DVector<f64> {
        assert!(layer.bias.len() == layer.weight.nrows());
        &layer.weight * x + &layer.bias
    }

    #[differentiate]
    pub(crate) fn scaled(layer: &Layer, factor: f64) -> Layer {
        assert!(factor != 0.0);
        Layer { weight: &layer.weight * factor, bias: &layer.bias / factor }
    }
}

#[differentiate(wrt(net, x))]
fn called(net: &Net, x: &DVector<f64>) -> f64 {
    let hidden = model::apply(&net.first, x).map(|v| v.max(0.0) + 0.1 * v);
    let second = model::scaled(&net.second, net.scale);
    let mut output = model::apply(&second, &hidden);
    for layer in [&net.first, &second] {
        output = model::apply(layer, &output);
    }
    output.norm_squared() + second.bias[0]
}

#[test]
fn structs_are_passed_on_to_other_functions() {
    let point = (net(), input());
    let f = |(net, x): &(Net, DVector<f64>)| called(net, x);
    check::gradient(f, &point, &called::gradient(&point.0, &point.1)).unwrap();
}

mod hidden {
    use super::{DVector, Differentiable};

    /// Its fields can't all be named elsewhere.
    #[derive(Clone, Debug, Differentiable)]
    pub(crate) struct Curve {
        pub(crate) values: DVector<f64>,
        offset: f64,
    }

    impl Curve {
        pub(crate) fn new(values: DVector<f64>) -> Curve {
            Curve { values, offset: 1.0 }
        }
    }
}

#[differentiate(jvp, hvp)]
fn roughness(curve: &hidden::Curve) -> f64 {
    let mut total = 0.0;
    for i in 1..curve.values.len() {
        total += (curve.values[i] - curve.values[i - 1]).powi(2);
    }
    total
}

#[test]
fn hidden_fields_have_a_gradient_too() {
    let curve = hidden::Curve::new(DVector::from_vec(vec![0.4, 1.0, -0.3]));
    check::gradient(roughness, &curve, &roughness::gradient(&curve)).unwrap();
    let direction = hidden::Curve::new(DVector::from_vec(vec![0.1, -0.6, 0.9]));
    check::hvp(roughness::gradient, &curve, &direction, &roughness::hvp(&curve, &direction)).unwrap();
}
