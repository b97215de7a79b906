use autodiff::differentiate;

struct Model {
    weights: Vec<f64>,
}

#[differentiate(wrt(x))]
impl Model {
    fn new() -> Model {
        Model { weights: Vec::new() }
    }

    fn len(&self) -> usize {
        self.weights.len()
    }

    fn scaled(&self, y: f64) -> f64 {
        y * 2.0
    }
}

fn main() {
    println!("{} {}", Model::new().len(), Model::new().scaled(1.0));
}
