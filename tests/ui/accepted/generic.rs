use autodiff::differentiate;
use nalgebra::SVector;

#[differentiate]
fn energy<'a, T, const N: usize>(v: &'a SVector<T, N>, k: T) -> T
where
    T: autodiff::Real,
{
    v.norm_squared() * k
}

fn main() {
    let (dv, dk) = energy::gradient(&SVector::from([1.0, 2.0]), 3.0);
    assert_eq!(dv, SVector::from([6.0, 12.0]));
    assert_eq!(dk, 5.0);
}
