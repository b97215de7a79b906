use autodiff::differentiate;

struct Model;

#[differentiate(hessian)]
impl Model {
    fn pair(&self, x: f64) -> (f64, f64) {
        (x, x * x)
    }

    fn of_two(&self, x: f64, y: f64) -> f64 {
        x * y
    }
}

fn main() {
    println!("{:?} {}", Model.pair(1.0), Model.of_two(1.0, 2.0));
}
