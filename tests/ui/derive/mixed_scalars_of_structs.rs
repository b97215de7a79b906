use autodiff::Differentiable;

#[derive(Differentiable)]
struct Fine(f64);

#[derive(Differentiable)]
struct Coarse(f32);

#[derive(Differentiable)]
struct Both {
    fine: Fine,
    coarse: Coarse,
}

#[derive(Differentiable)]
struct Beside {
    scale: f64,
    coarse: Coarse,
}

fn main() {}
