use autodiff::Differentiable;

#[derive(Differentiable)]
enum Shape {
    Ball(f64),
    Point,
}

fn main() {}
