use autodiff::differentiate;

#[differentiate]
fn relu(x: f64) -> f64 {
    'result: {
        if x < 0.0 {
            break 'result 0.0;
        }
        x
    }
}

fn main() {}
