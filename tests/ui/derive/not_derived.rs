use autodiff::Differentiable;

#[derive(Clone)]
struct Model {
    weight: f64,
}

fn descend<P: Differentiable<Scalar = f64>>(parameters: &mut P, gradient: &P) {
    parameters.add_scaled(-0.1, gradient);
}

fn main() {
    let mut model = Model { weight: 1.0 };
    descend(&mut model, &Model { weight: 2.0 });
    descend(&mut [[1.0]], &[[2.0]]);
}
