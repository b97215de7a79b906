use autodiff::differentiate;
use nalgebra::DVector;

fn helper(x: f64) -> f64 {
    x * x
}

#[differentiate]
fn loss(v: &DVector<f64>, x: f64) -> f64 {
    let length = v.convolve_full(v.clone()).sum();
    let cut = (x as i32) as f64;
    let helped = helper(x);
    let scaled = v * cut * helped;
    scaled.norm_squared() + helped.sin() / length
}

fn main() {
    let v = DVector::from_element(3, 1.0);
    let (dv, dx): (DVector<f64>, f64) = loss::gradient(&v, 2.0);
    let (value, (_, _)) = loss::value_and_gradient(&v, 2.0);
    let (mut into_v, mut into_x) = (dv, dx);
    let _: f64 = value + loss::value_and_gradient_into(&v, 2.0, &mut into_v, &mut into_x);
    let (_, pullback) = loss::vjp(&v, 2.0);
    let _: (DVector<f64>, f64) = pullback(1.0);
}
