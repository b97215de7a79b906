use autodiff::Differentiable;

#[derive(Differentiable)]
#[constant]
#[differentiable(scalar = f64)]
struct Model {
    #[differentiable(constant)]
    weight: f64,
    #[constant(true)]
    steps: usize,
    #[constant]
    #[constant]
    name: String,
}

#[derive(Differentiable)]
#[differentiable]
struct Empty(f64);

#[derive(Differentiable)]
#[differentiable(crate = autodiff, crate = autodiff)]
struct Twice(f64);

fn main() {}
