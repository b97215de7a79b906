//! Each kind of point: its coordinates in order, their names, and writing them.

use std::string::String;
use std::vec;
use std::vec::Vec;

use nalgebra::{DMatrix, DVector, Matrix2x3, RowVector3, Vector2};

use crate::check::Coordinates;

fn read<P: Coordinates>(point: &P) -> Vec<f64> {
    (0..point.dimension()).map(|index| point.coordinate(index)).collect()
}

fn names<P: Coordinates>(point: &P) -> Vec<String> {
    (0..point.dimension()).map(|index| point.entry(index)).collect()
}

/// Writes each coordinate in turn and expects that one, and no other, to change.
fn check<P: Coordinates>(point: &P, values: &[f64], entries: &[&str]) {
    assert_eq!(read(point), values);
    assert_eq!(names(point), entries);
    for index in 0..values.len() {
        let mut written = point.clone();
        written.set_coordinate(index, 0.5);
        let mut expected = values.to_vec();
        expected[index] = 0.5;
        assert_eq!(read(&written), expected);
    }
}

#[test]
fn scalars() {
    check(&3.0_f64, &[3.0], &[""]);
    check(&3.0_f32, &[3.0], &[""]);
}

#[test]
fn vectors() {
    check(&Vector2::new(1.0, 2.0), &[1.0, 2.0], &["[0]", "[1]"]);
    let row = RowVector3::new(1.0_f32, 2.0, 3.0);
    check(&row, &[1.0, 2.0, 3.0], &["[0]", "[1]", "[2]"]);
    let dynamic = DVector::from_vec(vec![1.0, 2.0]);
    check(&dynamic, &[1.0, 2.0], &["[0]", "[1]"]);
}

#[test]
fn matrices_are_read_by_columns() {
    let entries = ["[(0, 0)]", "[(1, 0)]", "[(0, 1)]", "[(1, 1)]", "[(0, 2)]", "[(1, 2)]"];
    let values = [1.0, 4.0, 2.0, 5.0, 3.0, 6.0];
    check(&Matrix2x3::new(1.0, 2.0, 3.0, 4.0, 5.0, 6.0), &values, &entries);
    check(&DMatrix::from_vec(2, 3, values.to_vec()), &values, &entries);
}

#[test]
fn a_dynamic_matrix_of_one_column_is_named_as_a_matrix() {
    let column = DMatrix::from_vec(2, 1, vec![1.0, 2.0]);
    check(&column, &[1.0, 2.0], &["[(0, 0)]", "[(1, 0)]"]);
}

#[test]
fn containers_of_containers() {
    let ragged = vec![vec![1.0], vec![], vec![2.0, 3.0]];
    check(&ragged, &[1.0, 2.0, 3.0], &["[0][0]", "[2][0]", "[2][1]"]);
    let array = [[1.0, 2.0], [3.0, 4.0]];
    let entries = ["[0][0]", "[0][1]", "[1][0]", "[1][1]"];
    check(&array, &[1.0, 2.0, 3.0, 4.0], &entries);
    let vectors = [Vector2::new(1.0, 2.0); 1];
    check(&vectors, &[1.0, 2.0], &["[0][0]", "[0][1]"]);
}

#[test]
fn tuples() {
    check(&(1.0,), &[1.0], &[".0"]);
    let nested = (1.0_f64, [2.0_f32, 3.0], (Vector2::new(4.0, 5.0), 6.0));
    let entries = [".0", ".1[0]", ".1[1]", ".2.0[0]", ".2.0[1]", ".2.1"];
    check(&nested, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], &entries);
    let six = (1.0, 2.0, 3.0, 4.0, 5.0, 6.0);
    let entries = [".0", ".1", ".2", ".3", ".4", ".5"];
    check(&six, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], &entries);
}

#[test]
fn the_coarsest_scalar_gives_the_precision() {
    let fine = f64::EPSILON;
    let coarse = f64::from(f32::EPSILON);
    assert_eq!(f64::epsilon(), fine);
    assert_eq!(Vec::<[f32; 2]>::epsilon(), coarse);
    assert_eq!(<(f64, DVector<f64>)>::epsilon(), fine);
    assert_eq!(<(f64, DVector<f32>, f64)>::epsilon(), coarse);
}

#[test]
fn an_f32_rounds_what_is_written() {
    let mut point = [0.0_f32];
    point.set_coordinate(0, 0.1);
    assert_eq!(point.coordinate(0), f64::from(0.1_f32));
}

#[test]
#[should_panic(expected = "coordinate 3 of 3")]
fn a_coordinate_beyond_a_vec_panics() {
    vec![[1.0], [2.0], [3.0]].coordinate(3);
}

#[test]
#[should_panic(expected = "coordinate 5 of a tuple with 2")]
fn a_coordinate_beyond_a_tuple_panics() {
    (1.0, 2.0).entry(5);
}

#[test]
#[should_panic(expected = "coordinate 2 of a matrix with 2 entries")]
fn a_name_beyond_a_matrix_panics() {
    Vector2::new(1.0, 2.0).entry(2);
}
