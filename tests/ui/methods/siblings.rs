use autodiff::differentiate;

struct Model {
    scale: f64,
}

#[differentiate]
impl Model {
    #[differentiate]
    fn loss(&self, x: f64) -> f64 {
        self.unmarked(x) + Self::unmarked_too(x)
    }

    fn unmarked(&self, x: f64) -> f64 {
        self.scale * x
    }

    fn unmarked_too(x: f64) -> f64 {
        x + 1.0
    }

    #[differentiate]
    fn there(&self, x: f64) -> f64 {
        self.back(x)
    }

    #[differentiate]
    fn back(&self, x: f64) -> f64 {
        if x < 1.0 { x } else { self.there(x / 2.0) }
    }

    #[differentiate]
    fn between(&self, other: &Model, x: f64) -> f64 {
        Self::back(other, x)
    }

    #[differentiate]
    fn consumed(self, x: f64) -> f64 {
        self.back(x)
    }

    #[differentiate(wrt(y))]
    fn by_the_second(&self, x: f64, y: f64) -> f64 {
        self.scale * x * y
    }

    #[differentiate(wrt(x))]
    fn by_the_first(&self, x: f64) -> f64 {
        self.by_the_second(x, 1.0)
    }
}

fn main() {
    let model = Model { scale: 1.0 };
    println!("{}", model.loss(1.0) + model.there(1.0) + model.between(&model, 1.0) + model.by_the_first(1.0));
    println!("{}", model.consumed(1.0));
}
