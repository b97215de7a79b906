use autodiff::differentiate;

struct Model;

impl Model {
    fn loss_gradient(&self) -> f64 {
        0.0
    }
}

#[differentiate]
impl Model {
    fn loss(&self, x: f64) -> f64 {
        x * x
    }
}

fn main() {
    println!("{}", Model.loss(1.0) + Model.loss_gradient());
}
