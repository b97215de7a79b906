use autodiff::differentiate;

#[differentiate]
fn r#fn(r#type: f64) -> f64 {
    r#type.to_bits() as f64
}

fn main() {
    let mut derivative = r#fn::gradient(2.0);
    r#fn::value_and_gradient_into(2.0, &mut derivative);
}
