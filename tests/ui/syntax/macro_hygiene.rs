use autodiff::differentiate;

macro_rules! doubled {
    ($name:ident, $x:ident, $body:expr) => {
        #[differentiate]
        fn $name($x: f64) -> f64 {
            let x = 2.0;
            x * $body
        }
    };
}

doubled!(square, x, x * x);

fn main() {}
