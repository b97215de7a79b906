use autodiff::differentiate;
use nalgebra::SVector;

#[differentiate]
fn energy<'a, T: autodiff::Real, const N: usize>(v: &'a SVector<T, N>, _name: &'a str) -> T
where
    T: Copy,
{
    v.fold_with(|first| *first.unwrap(), |total, entry| total + *entry)
}

fn main() {
    let gradient = energy::gradient(&SVector::from([1.0, 2.0]), "spring");
    let _: SVector<f64, 2> = gradient;
}
