use autodiff::Differentiable;

struct Handle;

#[derive(Differentiable)]
struct Model {
    weight: f64,
    #[constant]
    handle: Handle,
}

fn main() {}
