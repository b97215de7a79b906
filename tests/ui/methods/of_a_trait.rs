use autodiff::differentiate;

trait Loss {
    fn loss(&self, x: f64) -> f64;
}

struct Model;

#[differentiate]
impl Loss for Model {
    fn loss(&self, x: f64) -> f64 {
        x * x
    }
}

#[differentiate]
trait Energy {
    fn energy(&self, x: f64) -> f64 {
        x * x
    }
}

impl Energy for Model {}

fn main() {
    println!("{}", Model.loss(1.0) + Model.energy(1.0));
}
