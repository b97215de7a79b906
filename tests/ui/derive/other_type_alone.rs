use autodiff::Differentiable;

struct Layer {
    weight: f64,
}

// Nothing says what the scalar is but the type that has none.
#[derive(Differentiable)]
struct Network {
    first: Layer,
    second: Layer,
}

fn main() {}
