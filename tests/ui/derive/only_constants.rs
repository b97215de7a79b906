use autodiff::Differentiable;

#[derive(Differentiable)]
struct Settings {
    #[constant]
    steps: usize,
}

fn main() {}
