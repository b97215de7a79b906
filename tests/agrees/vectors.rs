//! One test for each of many small functions of a vector or matrix, in all forms, to second order.

/// Tests scalar functions of one vector or matrix at several points: the value, the gradient against differences, the
/// pullback, the tangent, and the product with the Hessian against differences of the gradient.
macro_rules! agrees_at {
    ($points:expr; $($function:ident),+ $(,)?) => {
        mod agrees_with_differences {
            use autodiff::check;
            use fastrand::Rng;
            use crate::common::{assert_close, assert_within, random};

            $(
                #[test]
                fn $function() {
                    for x in $points {
                        let (value, gradient) = super::$function::value_and_gradient(&x);
                        assert_close(&value, &super::$function(&x));
                        if !x.is_empty() {
                            check::gradient(super::$function, &x, &gradient).unwrap();
                        }
                        assert_close(&super::$function::gradient(&x), &gradient);
                        assert_close(&super::$function::vjp(&x).1(1.0), &gradient);
                        let t = random(&mut Rng::with_seed(17), x.clone());
                        assert_close(&super::$function::jvp(&x, &t).1, &gradient.dot(&t));
                        let by = |s: f64| super::$function::gradient(&(&x + &t * s));
                        let along = (by(1e-5) - by(-1e-5)) / 2e-5;
                        let product = super::$function::hvp(&x, &t);
                        assert_within(&product, &along, 1e-6);
                    }
                }
            )+
        }
    };
}
