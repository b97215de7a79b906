use autodiff::differentiate;

macro_rules! square {
    () => {
        fn square(&self, x: f64) -> f64 {
            x * x
        }
    };
}

struct Model;

#[differentiate]
impl Model {
    square!();

    fn cube(&self, x: f64) -> f64 {
        x * x * x
    }
}

fn main() {
    println!("{}", Model.square(1.0) + Model.cube(1.0));
}
