use autodiff::differentiate;
use nalgebra::DVector;

#[differentiate(jvp)]
fn energy(v: &DVector<f64>, x: f64) -> f64 {
    v.norm_squared() * x
}

fn main() {
    let v = DVector::from_element(2, 1.0);
    let _ = energy::gradient(v, 1.0);
    let _ = energy::gradient(&v);
    let _ = energy::jvp(&v, 1.0, &v);
    let _ = energy::hessian(&v, 1.0);
    let (y, pull) = energy::vjp(&v, 2.0);
    let _ = pull(&y);
}
