use autodiff::differentiate;

struct Model;

#[differentiate(jvp)]
impl Model {
    #[differentiate]
    #[differentiate(hvp)]
    fn twice(&self, x: f64) -> f64 {
        x * x
    }

    #[differentiate = "x"]
    fn named(&self, x: f64) -> f64 {
        x * x
    }

    #[differentiate(wrt(y), hessian)]
    fn misspelt(&self, x: f64) -> f64 {
        x * x
    }

    #[differentiate(hessian)]
    async fn later(&self, x: f64) -> f64 {
        x * x
    }

    #[differentiate]
    fn nothing(&self, x: usize) -> f64 {
        x as f64
    }
}

fn main() {
    println!("{}", Model.twice(1.0) + Model.named(1.0) + Model.misspelt(1.0) + Model.nothing(1));
    drop(Model.later(1.0));
}
