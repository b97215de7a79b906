use autodiff::Differentiable;

#[derive(Differentiable)]
union Either {
    fine: f64,
    coarse: f32,
}

fn main() {}
