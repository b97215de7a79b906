use autodiff::differentiate;

struct Point {
    x: f64,
}

#[differentiate(wrt(x))]
fn moved(x: f64, mut point: Point) -> f64 {
    point.x = x;
    point.x
}

fn main() {}
