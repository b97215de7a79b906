//! Traits whose methods are called like functions of numbers: a derivative of those would be wrong.

mod by_value {
    use autodiff::differentiate;

    trait Degrees {
        fn sin(self) -> f64;
    }

    impl Degrees for f64 {
        fn sin(self) -> f64 {
            nalgebra::ComplexField::sin(self.to_radians())
        }
    }

    #[differentiate]
    fn sine(x: f64) -> f64 {
        x.sin()
    }
}

mod by_reference {
    use autodiff::differentiate;

    trait Degrees {
        fn cos(&self) -> f32;
    }

    impl Degrees for f32 {
        fn cos(&self) -> f32 {
            nalgebra::ComplexField::cos(self.to_radians())
        }
    }

    #[differentiate]
    fn cosine(x: f32) -> f32 {
        x.cos()
    }
}

mod by_mutable_reference {
    use autodiff::differentiate;

    trait Degrees {
        fn tan(&mut self) -> f64;
    }

    impl Degrees for f64 {
        fn tan(&mut self) -> f64 {
            nalgebra::ComplexField::tan(self.to_radians())
        }
    }

    #[differentiate]
    fn tangent(mut x: f64) -> f64 {
        x.tan()
    }
}

mod of_the_derivative_alone {
    use autodiff::differentiate;
    use nalgebra::RealField;

    trait Length {
        fn hypot(self, other: f64) -> f64;
    }

    impl Length for f64 {
        fn hypot(self, other: f64) -> f64 {
            self + other
        }
    }

    #[differentiate]
    fn angle(x: f64) -> f64 {
        x.atan2(2.0)
    }
}
