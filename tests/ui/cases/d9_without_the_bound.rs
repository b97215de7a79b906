use autodiff::differentiate;

#[differentiate]
fn sum<T: Copy + std::ops::Add<Output = T>>(x: T, y: T) -> T {
    x + y
}

#[differentiate(wrt(x))]
fn scaled<T>(x: &[T], factor: f64) -> f64
where
    T: Copy + Into<f64>,
{
    let mut total = 0.0;
    for v in x {
        total += (*v).into() * factor;
    }
    total
}

fn main() {}
