use autodiff::Differentiable;

#[derive(Differentiable)]
struct Nothing;

fn main() {}
