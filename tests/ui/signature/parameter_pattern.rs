use autodiff::differentiate;

struct Rectangle {
    width: f64,
    height: f64,
}

#[differentiate(wrt(depth))]
fn volume(Rectangle { width, height }: Rectangle, depth: f64) -> f64 {
    width * height * depth
}

fn main() {}
