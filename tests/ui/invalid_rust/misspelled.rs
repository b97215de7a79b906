//! The nearest name that the receiver has.

use autodiff::{Differentiable, check, differentiate};
use nalgebra::{DMatrix, DVector, Rotation3, Vector3};

#[differentiate]
fn methods(x: f64, v: &DVector<f64>, a: &DMatrix<f64>) -> f64 {
    let one = x.sinn() + x.tahn() + x.sqr();
    let two = v.component_mull(v).sum() + v.norm_sqaured();
    let three = a.clone().lu().soel(v).unwrap().sum();
    one + two + three
}

#[differentiate]
fn functions(x: f64) -> f64 {
    f64::sinn(x) + f64::hypott(x, 2.0)
}

#[differentiate]
fn paths(v: &DVector<f64>) -> f64 {
    v.map(f64::tahn).sum()
}

#[differentiate]
fn constructors(x: f64, v: &Vector3<f64>) -> f64 {
    DVector::from_elemnt(3, x).sum() + Rotation3::from_scaled_axs(*v).angle()
}

#[derive(Differentiable)]
struct Layer {
    weight: f64,
    #[constnat]
    rate: f64,
}

#[differentiate]
fn fields(layer: &Layer) -> f64 {
    layer.wieght * layer.rate
}

#[differentiate(hessain, jacobain, wrt(weigth))]
fn words(weight: f64, count: usize) -> f64 {
    weight * count as f64
}

#[differentiate(derivative(weigth = 1.0))]
fn rules(weight: f64) -> f64 {
    weight
}

#[differentiate(test(weigth = 1.0))]
fn points(weight: f64) -> f64 {
    weight * weight
}

fn main() {
    let weight = 2.0;
    check!(points(weight), wrt(weigth), gradient);
    check!(points(weight), wrt(weight), gradeint);
}
