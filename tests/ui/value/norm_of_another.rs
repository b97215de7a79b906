use autodiff::differentiate;
use nalgebra::{DVector, Norm};

mod norms {
    use nalgebra::{Dim, Matrix, Norm, Storage};

    /// Not nalgebra's.
    pub struct UniformNorm;

    impl Norm<f64> for UniformNorm {
        fn norm<R: Dim, C: Dim, S: Storage<f64, R, C>>(&self, m: &Matrix<f64, R, C, S>) -> f64 {
            2.0 * m.norm()
        }

        fn metric_distance<R1, C1, S1, R2, C2, S2>(
            &self,
            _: &Matrix<f64, R1, C1, S1>,
            _: &Matrix<f64, R2, C2, S2>,
        ) -> f64
        where
            R1: Dim,
            C1: Dim,
            S1: Storage<f64, R1, C1>,
            R2: Dim,
            C2: Dim,
            S2: Storage<f64, R2, C2>,
            nalgebra::constraint::ShapeConstraint: nalgebra::constraint::SameNumberOfRows<R1, R2>
                + nalgebra::constraint::SameNumberOfColumns<C1, C2>,
        {
            0.0
        }
    }
}

use norms::UniformNorm;

#[differentiate]
fn largest(x: &DVector<f64>) -> f64 {
    x.apply_norm(&UniformNorm)
}

fn main() {
    let _ = UniformNorm.norm(&DVector::zeros(2));
}
