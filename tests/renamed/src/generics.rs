//! Type parameters, const parameters, lifetimes and where clauses.

use derivatives::{Real, differentiate};
use nalgebra::{DMatrix, DVector, DVectorView, Isometry3, Point3, SMatrix, SVector, Unit, UnitQuaternion, Vector3};

/// Bounds in place.
#[differentiate(crate = derivatives)]
#[must_use]
pub fn inline<T: Real>(x: T, y: T) -> T {
    (x * y).sin() + x / y
}

/// Bounds in a where clause, lifetimes and a const parameter.
#[differentiate(crate = derivatives)]
#[must_use]
pub fn constrained<'a, 'b, T, const N: usize>(v: &'a SVector<T, N>, w: &'b SVector<T, N>) -> T
where
    T: derivatives::Real + 'static,
    'b: 'a,
{
    v.dot(w) * v.norm_squared()
}

/// A result that is a vector, and its pullback.
#[differentiate(crate = derivatives)]
#[must_use]
pub fn product<const R: usize, const C: usize>(a: &SMatrix<f64, R, C>, x: &SVector<f64, C>) -> SVector<f64, R> {
    a * x
}

/// A view, and a parameter that is a constant of another type.
#[differentiate(wrt(x), crate = derivatives)]
#[must_use]
pub fn viewed<S: AsRef<str> + ?Sized>(x: DVectorView<'_, f64>, a: &DMatrix<f64>, name: &S) -> f64 {
    let is_long = name.as_ref().len() > 1;
    x.dot(&(a * x)) * if is_long { 2.0 } else { 1.0 }
}

/// `f32`, and a tuple as result.
#[differentiate(crate = derivatives)]
#[must_use]
pub fn pair(v: &DVector<f32>, x: f32) -> (f32, DVector<f32>) {
    (v.norm_squared() * x, v * x)
}

#[cfg(test)]
mod tests {
    use nalgebra::{DMatrix, DVector, Matrix2, Vector2};

    #[test]
    fn gradients() {
        let (dx, dy) = super::inline::gradient(0.5_f32, 2.0);
        assert!((dx - (2.0 * 1.0_f32.cos() + 0.5)).abs() < 1e-6);
        assert!((dy - (0.5 * 1.0_f32.cos() - 0.125)).abs() < 1e-6);

        let (v, w) = (Vector2::new(1.0, 2.0), Vector2::new(3.0, -1.0));
        let (dv, dw) = super::constrained::gradient(&v, &w);
        assert_eq!(dv, w * 5.0 + v * 2.0);
        assert_eq!(dw, v * 5.0);

        let matrix = Matrix2::new(1.0, 2.0, 3.0, 4.0);
        let (value, pullback) = super::product::vjp(&matrix, &v);
        assert_eq!(value, Vector2::new(5.0, 11.0));
        assert_eq!(pullback(&w), (w * v.transpose(), matrix.transpose() * w));
    }

    #[test]
    fn dynamic_sizes() {
        let (x, a) = (DVector::from_vec(vec![1.0, 2.0]), DMatrix::from_row_slice(2, 2, &[1.0, 2.0, 3.0, 4.0]));
        let gradient = super::viewed::gradient(x.column(0), &a, "ab");
        assert_eq!(gradient, (&a + a.transpose()) * &x * 2.0);

        let v = DVector::from_vec(vec![1.0_f32, 2.0]);
        let (_, pullback) = super::pair::vjp(&v, 3.0);
        let (dv, dx) = pullback(&(1.0, v.clone()));
        assert_eq!(dv, &v * 9.0);
        assert!((dx - 10.0).abs() < 1e-6);
    }
}

/// Geometry of a generic scalar.
#[differentiate(wrt(w, t), hvp, crate = derivatives)]
#[must_use]
pub fn geometry<T: Real>(w: &Vector3<T>, t: &Vector3<T>, points: &[Point3<T>], start: UnitQuaternion<T>) -> T {
    let pose = Isometry3::from_parts((*t).into(), start * UnitQuaternion::new(*w));
    let axis = Unit::new_normalize(*t);
    let mut sum = pose.rotation.angle() + pose.rotation.imag().x * axis.x;
    for p in points {
        sum += (pose.inverse() * p - p).norm_squared();
    }
    sum
}
