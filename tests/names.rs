//! What is called like something else.

use autodiff::differentiate;

mod other {
    use autodiff::differentiate;

    #[differentiate(jvp)]
    pub(crate) fn square(x: f64) -> f64 {
        x * x
    }

    #[differentiate]
    pub(crate) fn norm<T: autodiff::Real, const N: usize>(x: &nalgebra::SVector<T, N>) -> T {
        x.norm_squared()
    }
}

mod by_glob {
    use super::other::*;
    use autodiff::differentiate;

    #[differentiate(jvp)]
    pub(crate) fn caller(x: f64) -> f64 {
        square(x) + norm(&nalgebra::Vector2::new(x, x)) + norm::<f64, 1>(&nalgebra::Vector1::new(x))
    }
}

mod by_name {
    use super::other::{norm, square as renamed};
    use autodiff::differentiate;

    #[differentiate]
    pub(crate) fn caller<T: autodiff::Real>(x: T) -> T {
        norm(&nalgebra::Vector2::new(x, x))
    }

    #[differentiate]
    pub(crate) fn renaming(x: f64) -> f64 {
        renamed(x) * super::other::square(2.0)
    }
}

#[test]
fn functions_by_glob_by_name_and_by_path() {
    assert_eq!(by_glob::caller::gradient(3.0), 24.0);
    assert_eq!(by_name::caller::gradient(3.0), 12.0);
    assert_eq!(by_name::renaming::gradient(3.0), 24.0);
}

#[test]
fn functions_in_functions() {
    #[differentiate]
    fn square(x: f64) -> f64 {
        x * x * x
    }

    #[differentiate]
    fn caller(x: f64) -> f64 {
        square(x) + other::square(x)
    }

    assert_eq!(caller::gradient(2.0), 16.0);
}

mod spelled {
    //! Nothing here is what it is called, but nothing that matters.
    #![allow(non_snake_case, clippy::useless_vec)]

    use autodiff::differentiate;
    use nalgebra::*;

    /// Functions of the names of operations.
    fn exp(_: f64) -> f64 {
        0.0
    }

    #[differentiate]
    pub(super) fn locals(x: f64, max: f64) -> f64 {
        let sin = x.sin();
        let cos = |x: f64| x * x;
        sin.max(max) + cos(x) + x.exp() + exp(2.0)
    }

    #[differentiate(hvp, jvp, jacobian, taylor)]
    pub(super) fn gradient(gradient: f64, vjp: f64) -> f64 {
        gradient.sin() * vjp * gradient
    }

    #[differentiate]
    pub(super) fn len(len: &[f64]) -> f64 {
        let n = len.len();
        len[n - 1] * len[0]
    }

    /// Macros, types and functions that are those of the standard library and of nalgebra.
    #[differentiate(wrt(x, y))]
    pub(super) fn standard(x: f64, y: f64, w: &DVector<f64>) -> f64 {
        let v = vec![x, y];
        assert!(x > 0.0);
        assert_eq!(v.len(), 2, "of {x}");
        debug_assert!(y < 1.0);
        if matches!(w.len(), 3..=4) && x < 0.0 {
            panic!("{x}")
        }
        let mut a = Vec::new();
        a.push(x);
        let mut b: std::vec::Vec<f64> = std::vec::Vec::with_capacity(3);
        b.push(y);
        std::mem::swap(&mut a, &mut b);
        let scaled: DVector<f64> = w * x;
        let q: Vector2<_> = Vector2::new(x, y);
        let s = SVector::<f64, 3>::from_element(x);
        let m: Matrix2x3<f64> = Matrix2x3::repeat(1.0);
        let r = <Vector3<f64>>::new(x, y, x);
        let o = OVector::<f64, U3>::repeat(x);
        let d = DVector::from_vec(vec![x, y]);
        let nested: Vec<DVector<f64>> = vec![d.clone()];
        scaled.sum() + q.sum() + (m * s).sum() + r.x + o.sum() + nested[0].sum() + a[0] * autodiff::constant(x)
    }

    #[differentiate]
    pub(super) fn generic<T: autodiff::Real, const N: usize>(x: &SVector<T, N>) -> T {
        let z = SVector::<T, N>::from_element(x[0]);
        z.dot(x) + Vector2::new(x[0], x[0]).sum()
    }

    #[differentiate]
    pub(super) fn coarse(x: f32) -> f32 {
        Vector2::new(x, x).norm_squared() + Vector2::<f32>::repeat(x).x
    }

    /// Functions that macros and attributes are called like.
    #[differentiate(hvp)]
    pub(super) fn column(line: f64) -> f64 {
        line * line
    }

    #[differentiate(hvp)]
    pub(super) fn vec(assert: f64) -> f64 {
        let list = vec![assert];
        assert!(list.len() == 1);
        assert * list[0]
    }

    #[differentiate(hvp)]
    pub(super) fn inline(derive: f64) -> f64 {
        derive * derive
    }
}

#[test]
fn names_of_operations_macros_and_types() {
    let (x, max): (f64, f64) = (0.5, 0.1);
    assert_eq!(spelled::locals::gradient(x, max), (x.cos() + 2.0 * x + x.exp(), 0.0));
    let (_, by_vjp) = spelled::gradient::gradient(x, 2.0);
    assert_eq!(by_vjp, x.sin() * x);
    assert_eq!(spelled::len::gradient(&[1.0, 3.0]), vec![3.0, 1.0]);
    let w = nalgebra::DVector::from_element(2, 1.0);
    let (by_x, by_y) = spelled::standard::gradient(x, 0.25, &w);
    assert_eq!((by_x, by_y), (2.0 + 1.0 + 6.0 + 1.0 + 3.0 + 1.0, 1.0 + 1.0 + x));
    assert_eq!(spelled::generic::gradient(&nalgebra::Vector2::new(1.0, 2.0)), nalgebra::Vector2::new(6.0, 1.0));
    assert_eq!(spelled::coarse::gradient(1.0), 5.0);
    assert_eq!(
        (spelled::column::gradient(x), spelled::vec::gradient(x), spelled::inline::gradient(x)),
        (1.0, 1.0, 1.0)
    );
}

mod by_macro {
    use autodiff::differentiate;

    #[differentiate]
    pub(super) fn square(x: f64) -> f64 {
        x * x
    }

    macro_rules! caller {
        ($name:ident, $path:path, $ident:ident, $expr:expr, $ty:ty) => {
            #[differentiate]
            pub(super) fn $name(x: $ty) -> $ty {
                $path(x) + $ident(x) + $expr(x) + (square)(x)
            }
        };
    }

    caller!(by_name, square, square, square, f64);
    caller!(by_path, crate::by_macro::square, square, self::square, f64);
}

#[test]
fn callees_that_macros_are_given() {
    assert_eq!((by_macro::by_name::gradient(1.0), by_macro::by_path::gradient(1.0)), (8.0, 8.0));
}

mod parameters {
    use autodiff::differentiate;
    use nalgebra::{DVector, DVectorView};

    #[differentiate(jvp)]
    pub(super) fn reference_in_a_tuple((xs, x): &(&[f64], f64), y: &(f64, (&DVector<f64>, f64))) -> f64 {
        xs[0] * x * y.1.0.norm_squared() * y.1.1 + y.0
    }

    #[differentiate(wrt(x), jvp)]
    pub(super) fn function_with_a_state(mut x: f64, mut next: impl FnMut() -> f64) -> f64 {
        let factor: f64 = next();
        x *= factor;
        x
    }

    #[differentiate]
    fn twice(v: DVectorView<'_, f64>) -> f64 {
        2.0 * v.norm_squared()
    }

    #[differentiate]
    pub(super) fn view_of_all(w: &DVector<f64>) -> f64 {
        twice(w.as_view())
    }
}

#[test]
fn parameters_that_are_references_in_tuples_functions_and_views() {
    let v = nalgebra::DVector::from_vec(vec![1.0, 2.0]);
    let (xs, ys) = ((&[3.0][..], 2.0), (4.0, (&v, 0.5)));
    let ((by_xs, by_x), (one, (by_v, by_factor))) = parameters::reference_in_a_tuple::gradient(&xs, &ys);
    assert_eq!((by_xs, by_x, one, by_v, by_factor), (vec![5.0], 7.5, 1.0, &v * 6.0, 30.0));
    let (_, along) = parameters::reference_in_a_tuple::jvp(&xs, &ys, &(&[1.0][..], 0.0), &(0.0, (&v, 1.0)));
    assert_eq!(along, 5.0 + 30.0 + 30.0);

    let mut calls = 0.0;
    let mut next = || {
        calls += 1.0;
        calls
    };
    assert_eq!(parameters::function_with_a_state::value_and_gradient(2.0, &mut next), (2.0, 1.0));
    assert_eq!(parameters::function_with_a_state::jvp(2.0, next, 1.0), (4.0, 2.0));
    assert_eq!(parameters::view_of_all::gradient(&v), &v * 4.0);
}

mod called {
    //! Functions with generic parameters of every sort, which are too long to be written into others.
    use autodiff::{Real, differentiate};
    use nalgebra::SVector;

    fn weight(n: usize) -> f64 {
        1.5 * n as f64
    }

    #[differentiate]
    pub(super) fn of_lifetimes<'a, 'b: 'a, T, const N: usize>(x: &'a SVector<T, N>, y: &'b [T]) -> T
    where
        T: Real + 'b,
    {
        let factor: f64 = weight(N);
        x[0] * y[0] * T::from_f64(factor).unwrap()
    }

    #[differentiate(wrt(x))]
    pub(super) fn of_a_function(f: impl Fn(usize) -> f64, x: f64) -> f64 {
        let factor: f64 = f(weight(2) as usize);
        factor * x * x
    }

    #[differentiate(wrt(x))]
    pub(super) fn caller(f: impl Fn(usize) -> f64, x: f64) -> f64 {
        of_lifetimes(&nalgebra::Vector2::new(x, 1.0), &[x]) + of_lifetimes::<f64, 1>(&nalgebra::Vector1::new(x), &[1.0])
            - of_a_function(f, x)
    }
}

#[test]
fn functions_with_generic_parameters_are_those_that_are_meant() {
    // 3 x² + 1.5 x - 3 x²
    assert_eq!(called::caller(|n| n as f64, 2.0), 3.0);
    assert_eq!(called::caller::gradient(|n| n as f64, 2.0), 1.5);
}

mod shouting {
    //! Locals that are called like constants of others.
    #![allow(non_snake_case)]
    use autodiff::differentiate;

    #[differentiate]
    pub(super) fn scaled(x: f64) -> f64 {
        let SCALE = x.sin();
        let mut TOTAL = SCALE;
        for _ in 0..2 {
            TOTAL = TOTAL * SCALE + TOTAL.cos();
        }
        TOTAL * SCALE
    }

    pub(super) mod quiet {
        use autodiff::differentiate;

        const SCALE: f64 = 2.0;
        const TOTAL: f64 = 3.0;

        #[differentiate]
        pub(in super::super) fn caller(x: f64) -> f64 {
            super::scaled(x) * SCALE + TOTAL
        }
    }
}

#[test]
fn locals_of_a_function_are_no_constants_of_its_callers() {
    let x = 0.3;
    autodiff::check!(shouting::quiet::caller(x), wrt(x), gradient, value_and_gradient, vjp);
}
