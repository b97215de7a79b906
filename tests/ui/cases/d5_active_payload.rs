use autodiff::differentiate;

enum Shape {
    Circle(f64),
    Square(f64),
}

#[differentiate]
fn area(x: f64) -> f64 {
    let shape = if x > 1.0 { Shape::Circle(x) } else { Shape::Square(x) };
    match shape {
        Shape::Circle(r) => 3.0 * r * r,
        Shape::Square(a) => a * a,
    }
}

fn main() {}
