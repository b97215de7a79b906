//! Generated code in a crate that imports nothing by itself.
#![no_implicit_prelude]
#![deny(warnings)]

/// Scalars, a branch and a cast.
#[::derivatives::differentiate(crate = ::derivatives)]
fn scalar(x: f64, n: usize) -> f64 {
    let y = if x > 0.0 { x.powf(1.5) } else { -x };
    ::std::assert!(y >= 0.0);
    y.max(0.5) * n as f64
}

/// Vectors, matrices and closures.
#[::derivatives::differentiate(crate = ::derivatives)]
fn vector(w: &::nalgebra::DVector<f64>, x: &::nalgebra::DMatrix<f64>, b: f64) -> f64 {
    let z = (x * w).add_scalar(b).map(|z| z.tanh());
    z.norm_squared() / w.len() as f64
}

/// A type parameter, and a vector as result.
#[::derivatives::differentiate(crate = ::derivatives)]
fn scaled<T: ::derivatives::Real, const N: usize>(v: &::nalgebra::SVector<T, N>, k: T) -> ::nalgebra::SVector<T, N> {
    v * (k * k)
}

/// Geometry: constants in nested arrays, generic scalars, a method that is held against nalgebra's.
#[::derivatives::differentiate(wrt(w), crate = ::derivatives)]
fn moved<T: ::derivatives::Real>(w: &::nalgebra::Vector3<T>, p: &[[::nalgebra::Point3<T>; 1]]) -> T {
    let pose = ::nalgebra::Isometry3::new(*w, *w);
    let turn = ::nalgebra::Rotation3::<T>::from_axis_angle(&::nalgebra::Vector3::x_axis(), w.x);
    ::nalgebra::distance(&(turn.inverse() * (pose.inverse() * p[0][0])), &::nalgebra::Point3::origin())
}

/// Factorizations: what is unwrapped, what is kept for the pullback, and matrices of blocks.
#[::derivatives::differentiate(wrt(a), hvp, crate = ::derivatives)]
fn factored(a: &::nalgebra::DMatrix<f64>, b: &::nalgebra::DVector<f64>) -> f64 {
    let factor = a.clone_owned().cholesky().unwrap();
    let eigen = a.clone_owned().symmetric_eigen();
    let x = a.clone_owned().lu().solve(b).unwrap();
    factor.ln_determinant() + b.dot(&factor.solve(&x)) + eigen.eigenvalues.norm() + a.exp().trace()
}

#[::core::prelude::v1::test]
fn factorizations() {
    let a = ::nalgebra::DMatrix::from_diagonal_element(2, 2, 2.0);
    let b = ::nalgebra::DVector::from_element(2, 1.0);
    // 2 ln s + 2 / s² + √2 s + 2 exp s
    let slope = 1.0 - 0.5 + 2.0_f64.sqrt() + 2.0 * 2.0_f64.exp();
    ::std::assert!((factored::gradient(&a, &b).trace() - slope).abs() < 1e-12);
    ::std::assert!(factored::hvp(&a, &b, &a).trace() > 0.0);
}

#[::core::prelude::v1::test]
fn gradients() {
    let expected = 3.0 * 1.5 * 4.0_f64.sqrt();
    ::std::assert!((scalar::gradient(4.0, 3) - expected).abs() < 1e-12);

    let w = ::nalgebra::DVector::from_element(2, 0.3);
    let x = ::nalgebra::DMatrix::from_row_slice(2, 2, &[0.1, 0.2, 0.3, 0.4]);
    let (_, _, db) = vector::gradient(&w, &x, 0.7);
    let by_difference = (vector(&w, &x, 0.7 + 1e-6) - vector(&w, &x, 0.7 - 1e-6)) / 2e-6;
    ::std::assert!((db - by_difference).abs() < 1e-8);

    let (w, p) = (::nalgebra::Vector3::new(0.1_f64, 0.2, -0.3), [[::nalgebra::Point3::new(1.0, 2.0, 3.0)]]);
    let step = ::nalgebra::Vector3::new(1e-6, 0.0, 0.0);
    let by_difference = (moved(&(w + step), &p) - moved(&(w - step), &p)) / 2e-6;
    ::std::assert!((moved::gradient(&w, &p).x - by_difference).abs() < 1e-8);

    let v = ::nalgebra::Vector2::new(1.0, 2.0);
    let (y, pullback) = scaled::vjp(&v, 3.0);
    ::std::assert_eq!(y, v * 9.0);
    ::std::assert_eq!(pullback(&v), (v * 9.0, 30.0));
}

/// A struct of parameters.
#[derive(::derivatives::Differentiable)]
#[differentiable(crate = ::derivatives)]
struct Layer<T> {
    weight: ::nalgebra::DMatrix<T>,
    #[constant]
    rows: usize,
    list: ::std::vec::Vec<[T; 2]>,
    inner: Inner<T>,
}

/// Another one, as a tuple.
#[derive(::std::clone::Clone, ::derivatives::Differentiable)]
#[differentiable(crate = ::derivatives)]
struct Inner<T>(T, ::nalgebra::DVector<T>);

#[test]
fn a_struct_of_parameters() {
    use ::derivatives::Differentiable;
    let inner = Inner(1.0_f64, ::nalgebra::DVector::zeros(1));
    let layer = Layer { weight: ::nalgebra::DMatrix::repeat(1, 2, 3.0), rows: 1, list: ::std::vec![[2.0; 2]], inner };
    ::std::assert_eq!((layer.len(), layer.norm_squared().to_bits(), layer.rows), (6, 27.0_f64.to_bits(), 1));
}

/// A test by the attribute, with values that are moved, borrowed and cloned.
#[::derivatives::differentiate(
    crate = ::derivatives,
    wrt(x, v),
    jvp,
    test(x = [0.5, 2.0], v = ::nalgebra::Vector2::new(1.0, 2.0), n = 3, text = "a", names = ::std::string::String::new())
)]
fn tested(x: &[f64], v: ::nalgebra::Vector2<f64>, n: usize, text: &str, names: ::std::string::String) -> f64 {
    x[0] * x[1] * v.norm_squared() * (n + text.len() + names.len()) as f64
}

#[::core::prelude::v1::test]
fn a_check_by_the_macro() {
    let (x, v) = (::std::vec![0.5, 2.0], ::nalgebra::Vector2::new(1.0, 2.0));
    ::derivatives::check!(tested(&x, v, 3, "", ::std::string::String::new()), wrt(x, v), gradient, vjp, jvp);
}
