use autodiff::differentiate;

struct Model {
    scale: f64,
}

#[differentiate]
impl Model {
    fn loss(&self, x: f64) -> f64 {
        self.forward(x).powi(2) + Self::shifted(x)
    }

    fn forward(&self, x: f64) -> f64 {
        let scale: f64 = self.scale;
        scale * x
    }

    fn shifted(x: f64) -> f64 {
        x + 1.0
    }
}

fn main() {
    println!("{}", Model { scale: 1.0 }.loss(1.0));
}
