use autodiff::{Differentiable, check};

#[derive(Differentiable)]
struct Model {
    weight: f64,
}

fn main() {
    let model = Model { weight: 1.0 };
    let _ = check::gradient(|model: &Model| model.weight, &model, &model);
}
