use autodiff::differentiate;

struct Model {
    scale: f64,
}

#[differentiate]
impl Model {
    #[differentiate(wrt(self, x))]
    fn loss(&self, x: f64) -> f64 {
        let scale: f64 = self.scale;
        scale * x
    }
}

fn main() {
    println!("{}", Model { scale: 1.0 }.loss(1.0));
}
