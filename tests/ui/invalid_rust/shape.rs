use autodiff::differentiate;

#[differentiate]
fn area(x: f64, y: f64) -> f64 {
    let sides = (x, y);
    let (width, height, depth) = sides;
    width * height * depth
}

#[differentiate]
fn doubled(x: f64, y: f64) -> f64 {
    let sides = (x, y);
    sides * 2.0
}

fn main() {}
