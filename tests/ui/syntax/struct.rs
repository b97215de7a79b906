use autodiff::differentiate;

struct Point {
    x: f64,
    y: f64,
}

#[differentiate]
fn distance(x: f64, y: f64) -> f64 {
    let point = Point { x, y };
    point.x.hypot(point.y)
}

fn main() {}
