//! `#[derive(Differentiable)]`: the reals of structs in their order, and what an optimizer does with them.

use autodiff::check::{self, Coordinates};
use autodiff::{Differentiable, Real};
use nalgebra::allocator::Allocator;
use nalgebra::{
    DMatrix, DVector, DefaultAllocator, Dim, Matrix2, Matrix2x3, OMatrix, SMatrix, SVector, Vector2, Vector3,
};

#[derive(Clone, Debug, PartialEq, Differentiable)]
struct Layer {
    weight: DMatrix<f64>,
    #[constant]
    name: String,
    bias: DVector<f64>,
}

impl Layer {
    fn new(name: &str, rows: usize, columns: usize, first: f64) -> Layer {
        Layer {
            // Row by row, so that the order of the entries shows.
            weight: DMatrix::from_fn(rows, columns, |i, j| first + (i * columns + j) as f64),
            name: name.to_owned(),
            bias: DVector::from_fn(rows, |i, _| first + 100.0 + i as f64),
        }
    }
}

/// Checks every operation against the reals one by one, which are to be `reals`.
fn check_operations<P: Differentiable<Scalar = f64>>(value: &P, reals: &[f64]) {
    assert_eq!(value.to_vector().as_slice(), reals);
    assert_eq!((value.len(), value.is_empty()), (reals.len(), reals.is_empty()));
    assert_eq!(value.zero_tangent().to_vector(), DVector::zeros(reals.len()));

    let others: Vec<f64> = (0..reals.len()).map(|place| 0.5 - place as f64).collect();
    let direction = value.from_vector(&DVector::from_vec(others.clone()));
    assert_eq!(direction.to_vector().as_slice(), others);
    let dot: f64 = reals.iter().zip(&others).map(|(a, b)| a * b).sum();
    assert!((value.dot(&direction) - dot).abs() <= 1e-12 * dot.abs());
    let norm_squared: f64 = reals.iter().map(|a| a * a).sum();
    assert!((value.norm_squared() - norm_squared).abs() <= 1e-12 * norm_squared);

    let mut moved = value.from_vector(&value.to_vector());
    moved.add_scaled(-0.25, &direction);
    let expected: Vec<f64> = reals.iter().zip(&others).map(|(a, b)| a - 0.25 * b).collect();
    assert_eq!(moved.to_vector().as_slice(), expected);
    moved.add_scaled(0.25, &direction);
    assert_eq!(moved.to_vector().as_slice(), reals);
}

/// How the reals are written by a check that fails.
fn entries(value: &impl Coordinates) -> Vec<String> {
    (0..value.dimension()).map(|index| value.entry(index)).collect()
}

#[test]
fn named_fields_in_the_order_of_declaration() {
    let layer = Layer::new("first", 2, 2, 1.0);
    check_operations(&layer, &[1.0, 3.0, 2.0, 4.0, 101.0, 102.0]);
    let written = [".weight[(0, 0)]", ".weight[(1, 0)]", ".weight[(0, 1)]", ".weight[(1, 1)]", ".bias[0]", ".bias[1]"];
    assert_eq!(entries(&layer), written);
}

#[test]
fn constants_keep_their_value() {
    let layer = Layer::new("first", 1, 1, 1.0);
    let other = Layer::new("second", 1, 1, 5.0);
    assert_eq!(layer.zero_tangent().name, "first");
    assert_eq!(layer.from_vector(&DVector::zeros(2)).name, "first");
    let mut moved = layer.clone();
    moved.add_scaled(1.0, &other);
    assert_eq!(
        moved,
        Layer { weight: DMatrix::from_element(1, 1, 6.0), bias: DVector::from_element(1, 206.0), ..layer }
    );
}

#[derive(Clone, Debug, Differentiable)]
struct Network {
    layers: Vec<Layer>,
    pair: [Layer; 2],
    scale: (f64, Vector2<f64>),
    #[constant]
    activation: fn(f64) -> f64,
}

#[test]
fn structs_in_structs_and_lists() {
    let network = Network {
        layers: vec![Layer::new("a", 1, 2, 1.0), Layer::new("b", 1, 0, 10.0)],
        pair: [Layer::new("c", 1, 1, 20.0), Layer::new("d", 0, 1, 30.0)],
        scale: (40.0, Vector2::new(41.0, 42.0)),
        activation: f64::tanh,
    };
    check_operations(&network, &[1.0, 2.0, 101.0, 110.0, 20.0, 120.0, 40.0, 41.0, 42.0]);
    assert_eq!((network.zero_tangent().activation)(0.0), 0.0);
    let names = network.zero_tangent().layers.into_iter().map(|layer| layer.name).collect::<Vec<_>>();
    assert_eq!(names, ["a", "b"]);
    assert_eq!(
        entries(&network)[2..6],
        [".layers[0].bias[0]", ".layers[1].bias[0]", ".pair[0].weight[(0, 0)]", ".pair[0].bias[0]"]
    );
    assert_eq!(entries(&network)[6..], [".scale.0", ".scale.1[0]", ".scale.1[1]"]);
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Line(f64, #[constant] bool, [f64; 2]);

#[test]
fn fields_without_names() {
    let line = Line(1.0, true, [2.0, 3.0]);
    check_operations(&line, &[1.0, 2.0, 3.0]);
    assert_eq!(line.zero_tangent(), Line(0.0, true, [0.0, 0.0]));
    assert_eq!(entries(&line), [".0", ".2[0]", ".2[1]"]);
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
struct Generic<T: Real, const N: usize> {
    vector: SVector<T, N>,
    scalar: T,
    block: Block<T>,
}

/// Bounds are added where they are needed.
#[derive(Clone, Debug, PartialEq, Differentiable)]
struct Block<T>(SMatrix<T, 2, 3>);

#[test]
fn type_and_const_parameters() {
    let block = Block(Matrix2x3::new(5.0, 6.0, 7.0, 8.0, 9.0, 10.0));
    let generic = Generic { vector: Vector3::new(1.0, 2.0, 3.0), scalar: 4.0, block };
    check_operations(&generic, &[1.0, 2.0, 3.0, 4.0, 5.0, 8.0, 6.0, 9.0, 7.0, 10.0]);

    let coarse = Generic { vector: SVector::<f32, 0>::zeros(), scalar: 3.0, block: Block(Matrix2x3::repeat(0.5)) };
    assert_eq!(coarse.norm_squared(), 10.5_f32);
}

#[derive(Clone, Debug, Differentiable)]
struct Pair<A, B> {
    first: A,
    rest: Vec<B>,
}

#[derive(Clone, Debug, Differentiable)]
struct Shaped<T, R: Dim, C: Dim>
where
    T: Real,
    DefaultAllocator: Allocator<R, C>,
{
    matrix: OMatrix<T, R, C>,
}

#[derive(Debug, Differentiable)]
struct Tagged<'a, T, K>
where
    K: ?Sized,
{
    value: T,
    #[constant]
    key: &'a K,
}

#[test]
fn other_parameters_and_where_clauses() {
    let pair = Pair { first: Line(1.0, false, [2.0, 3.0]), rest: vec![Vector2::new(4.0, 5.0)] };
    check_operations(&pair, &[1.0, 2.0, 3.0, 4.0, 5.0]);
    check_operations(&Shaped { matrix: Matrix2::new(1.0, 3.0, 2.0, 4.0) }, &[1.0, 2.0, 3.0, 4.0]);
    check_operations(&Shaped { matrix: DMatrix::from_row_slice(1, 2, &[1.0, 2.0]) }, &[1.0, 2.0]);
    let tagged = Tagged { value: vec![1.0], key: "key" };
    check_operations(&tagged, &[1.0]);
    assert_eq!(tagged.zero_tangent().key, "key");
}

#[derive(Clone, Debug, Differentiable)]
struct Tree {
    value: f64,
    children: Vec<Tree>,
}

#[test]
fn structs_that_hold_themselves() {
    let leaf = |value| Tree { value, children: Vec::new() };
    let branch = Tree { value: 2.0, children: vec![leaf(3.0), leaf(4.0)] };
    let tree = Tree { value: 1.0, children: vec![branch, leaf(5.0)] };
    check_operations(&tree, &[1.0, 2.0, 3.0, 4.0, 5.0]);
    assert_eq!(tree.entry(2), ".children[0].children[0].value");
}

mod inner {
    use super::{Differentiable, Line};

    /// Not `Clone`: only a check needs that.
    #[derive(Differentiable)]
    struct Private {
        line: Line,
    }

    /// With fields, and a type of fields, that nobody else can name.
    #[derive(Differentiable)]
    pub(super) struct Public {
        first: Private,
        more: Vec<Private>,
    }

    impl Public {
        pub(super) fn new(value: f64) -> Public {
            let private = |value| Private { line: Line(value, true, [0.0; 2]) };
            Public { first: private(value), more: vec![private(value + 1.0)] }
        }
    }
}

#[test]
fn private_fields_of_private_types() {
    check_operations(&inner::Public::new(1.0), &[1.0, 0.0, 0.0, 2.0, 0.0, 0.0]);
}

/// Names that generated code uses itself, and keywords.
#[derive(Clone, Differentiable)]
struct Awkward {
    r#type: f64,
    index: f64,
    factor: f64,
    visit: [f64; 1],
    total: f64,
    #[constant]
    len: usize,
}

#[test]
fn awkward_names() {
    let awkward = Awkward { r#type: 1.0, index: 2.0, factor: 3.0, visit: [4.0], total: 5.0, len: 7 };
    check_operations(&awkward, &[1.0, 2.0, 3.0, 4.0, 5.0]);
    assert_eq!(entries(&awkward), [".type", ".index", ".factor", ".visit[0]", ".total"]);
    assert_eq!(awkward.zero_tangent().len, 7);
}

#[test]
fn a_check_takes_a_struct() {
    let layer = Layer::new("first", 2, 3, 0.25);
    let mut gradient = layer.zero_tangent();
    gradient.add_scaled(2.0, &layer);
    check::gradient(|layer: &Layer| layer.norm_squared(), &layer, &gradient).unwrap();
    gradient.bias[1] += 0.1;
    let mismatch = check::gradient(|layer: &Layer| layer.norm_squared(), &layer, &gradient).unwrap_err();
    assert_eq!(mismatch.input(), Some("point.bias[1]"));
}

/// What an optimizer is written over.
fn conjugate<P: Differentiable>(direction: &mut P, gradient: &P, previous: &P) -> P::Scalar {
    let weight = gradient.norm_squared() / previous.norm_squared();
    let mut next = gradient.zero_tangent();
    next.add_scaled(-P::Scalar::of(1.0), gradient);
    next.add_scaled(weight, direction);
    *direction = next;
    weight
}

#[test]
fn an_optimizer_of_any_parameters() {
    let previous = Line(1.0, true, [0.0, 1.0]);
    let gradient = Line(2.0, true, [0.0, 0.0]);
    let mut direction = previous;
    assert_eq!(conjugate(&mut direction, &gradient, &previous), 2.0);
    assert_eq!(direction, Line(0.0, true, [0.0, 2.0]));
}

#[test]
#[should_panic(expected = "a vector of 5 entries for 6 reals")]
fn a_vector_that_is_too_short() {
    Layer::new("first", 2, 2, 1.0).from_vector(&DVector::zeros(5));
}

#[test]
#[should_panic(expected = "a vector of 7 entries for 6 reals")]
fn a_vector_that_is_too_long() {
    Layer::new("first", 2, 2, 1.0).from_vector(&DVector::zeros(7));
}

#[test]
#[should_panic(expected = "a tangent of 2 by 3 entries for 2 by 2")]
fn a_step_of_another_shape() {
    Layer::new("first", 2, 2, 1.0).add_scaled(1.0, &Layer::new("first", 2, 3, 1.0));
}

#[test]
#[should_panic(expected = "a tangent of 1 elements for 2")]
fn a_product_of_another_shape() {
    let tree = |children| Tree { value: 0.0, children };
    let _ = tree(vec![tree(vec![]), tree(vec![])]).dot(&tree(vec![tree(vec![])]));
}

#[test]
#[should_panic(expected = "coordinate 3 of a struct with 3")]
fn a_coordinate_beyond_the_struct() {
    Line(1.0, true, [2.0, 3.0]).coordinate(3);
}

#[test]
fn arrays_keep_their_length_beside_the_trait() {
    assert_eq!(([[0.0; 2]; 3].len(), [Line(1.0, true, [2.0, 3.0]); 2].len()), (3, 2));
    assert!(![DVector::<f64>::zeros(0)].is_empty());
}

#[test]
fn parts_are_reached_though_private() {
    let layer = Layer::new("first", 1, 1, 1.0);
    let (weight, bias) = layer.__autodiff_parts();
    let again = layer.__autodiff_with_parts((weight * 2.0, bias.clone()));
    assert_eq!((again.weight[0], again.bias[0], &*again.name), (2.0, 101.0, "first"));
}
