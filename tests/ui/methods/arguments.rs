use autodiff::differentiate;

struct Model {
    scale: f64,
}

#[differentiate]
impl Model {
    #[differentiate(test(x = 1.0))]
    fn tested(&self, x: f64) -> f64 {
        self.scale * x
    }

    #[differentiate(vjp = pullback)]
    fn by_path(&self, x: f64) -> f64 {
        self.scale * x
    }
}

#[differentiate(test(x = 1.0))]
impl Model {
    fn also_tested(&self, x: f64) -> f64 {
        x
    }
}

#[differentiate(derivative(x = 1.0))]
impl Model {
    fn one(&self, x: f64) -> f64 {
        x
    }
}

#[differentiate]
impl Model {
    #[differentiate(derivative(x = 1.0))]
    fn ruled(&self, x: f64) -> f64 {
        x
    }

    #[differentiate(wrt(x))]
    fn calls_ruled(&self, x: f64) -> f64 {
        self.ruled(x) * 2.0
    }

    #[differentiate(wrt(x))]
    fn broken(&self, x: f64, #[allow(unused)] n: usize) -> f64 {
        x
    }

    #[differentiate(wrt(x))]
    fn calls_broken(&self, x: f64) -> f64 {
        self.broken(x, 1)
    }
}

fn main() {}
