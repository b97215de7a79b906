//! What only shares a name with the standard library keeps its own value.

use autodiff::differentiate;

mod f64 {
    pub(crate) mod consts {
        pub(crate) const PI: core::primitive::f64 = 2.0;
    }
}

#[differentiate]
fn by_a_constant_of_the_users(x: core::primitive::f64) -> core::primitive::f64 {
    (x * 2.0 * f64::consts::PI).powi(2)
}

#[test]
fn a_module_called_consts_may_be_the_users() {
    assert_eq!(by_a_constant_of_the_users::value_and_gradient(3.0), (144.0, 96.0));
}
