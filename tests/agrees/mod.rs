//! One test for each of many small functions of a slice, against finite differences.

/// Tests functions of a slice, each at points that take different paths through it: the value, the gradient against
/// differences, and that all forms agree.
macro_rules! agrees {
    ($($function:ident at $($point:expr),+;)*) => {
        mod agrees_with_differences {
            use crate::common::assert_close;

            $(
                #[test]
                fn $function() {
                    let points: &[&[f64]] = &[$(&$point),+];
                    for x in points {
                        let (value, gradient) = super::$function::value_and_gradient(x);
                        assert_close(&value, &super::$function(x));
                        let function = |x: &Vec<f64>| super::$function(x);
                        autodiff::check::gradient(function, &x.to_vec(), &gradient).unwrap();
                        assert_close(&super::$function::gradient(x), &gradient);
                        assert_close(&super::$function::vjp(x).1(1.0), &gradient);
                        let mut d_x = vec![f64::NAN; x.len()];
                        assert_close(&super::$function::value_and_gradient_into(x, &mut d_x), &value);
                        assert_close(&d_x, &gradient);
                    }
                }
            )*
        }
    };
}
