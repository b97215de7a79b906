use autodiff::differentiate;
use nalgebra::{DMatrix, DVector};

struct Model {
    weight: DMatrix<f64>,
}

fn outside(x: f64) -> f64 {
    x
}

#[differentiate]
impl Model {
    fn untyped(&self, x: &DVector<f64>) -> f64 {
        (&self.weight * x).norm()
    }

    fn elsewhere(&self, x: f64) -> f64 {
        outside(x)
    }

    fn right(&self, x: f64) -> f64 {
        x * x
    }
}

fn main() {
    let model = Model { weight: DMatrix::zeros(1, 1) };
    let x = DVector::zeros(1);
    // What has an error has derivatives too, so that there is one error.
    println!("{} {}", model.untyped_gradient(&x), model.elsewhere_gradient(1.0) + model.right_gradient(1.0));
}
