use autodiff::differentiate;

#[differentiate]
fn distance(x: f64, y: f64) -> f64 {
    let (near, far) = (x, y);
    let pair = (near, far);
    pair.min_max().1
}

trait MinMax {
    fn min_max(self) -> (f64, f64);
}

impl MinMax for (f64, f64) {
    fn min_max(self) -> (f64, f64) {
        (self.0.min(self.1), self.0.max(self.1))
    }
}

fn main() {}
