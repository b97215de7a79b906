//! Rotations of space as matrices: the exponential map, and its derivative.

use crate::ir::Node;

tensor_rules! {
    /// `[v]ₓ`, the matrix of `x ↦ v × x`.
    CROSS_MATRIX cross_matrix(v: [3, 1]) -> [3, 3] = { v.cross_matrix() }
        eval { runtime::cross_matrix(&v) }
        => y { v: linear(t) t.vee() };
    /// The vector of the antisymmetric part, twice.
    VEE vee(m: [3, 3]) -> [3, 1] = { runtime::vee(&m) } => y { m: linear(t) t.cross_matrix() };

    /// The matrix of the rotation by `‖w‖` about `w`: `dR = R [ω]ₓ` with the angular velocity `ω`. Smooth everywhere.
    ROTATION rotation(w: [3, 1]) -> [3, 3] = { runtime::rotation(&w) }
        => y { w: differential(dw) y.matmul(w.angular_velocity(dw).cross_matrix()) };
    /// How fast a rotation turns, in the frame that turns, whose rotation vector `w` changes at the rate `v`:
    /// `v - c₂ w×v + c₃ w×(w×v)` with Stumpff's functions of `‖w‖²`. Smooth everywhere.
    ANGULAR_VELOCITY angular_velocity(w: [3, 1], v: [3, 1]) -> [3, 1] = { runtime::angular_velocity(&w, &v) }
        => y { w: differential(dw) by_rotation_vector(w, v, dw), v: linear(t) (-w).angular_velocity(t) };
}

/// How the angular velocity changes with the rotation vector.
fn by_rotation_vector<'b>(w: Node<'b>, v: Node<'b>, dw: Node<'b>) -> Node<'b> {
    let c = |k: i128| {
        let order = w.builder.node(w.builder.int(k));
        w.norm_squared().stumpff(order)
    };
    let slope = w.dot(dw) * 2.0;
    let (across, moved) = (w.cross(v), dw.cross(v));
    let by_coefficients =
        across * (slope * (c(3) * 0.5 - c(4))) + w.cross(across) * (slope * (c(5) * 1.5 - c(4) * 0.5));
    by_coefficients - moved * c(2) + (dw.cross(across) + w.cross(moved)) * c(3)
}

/// What the runtime's functions mean, for the interpreter.
#[cfg(test)]
mod runtime {
    use nalgebra::{DMatrix, Rotation3, Vector3};

    pub(super) fn vector(v: &DMatrix<f64>) -> Vector3<f64> {
        Vector3::new(v[0], v[1], v[2])
    }

    fn matrix<const R: usize, const C: usize>(m: &nalgebra::SMatrix<f64, R, C>) -> DMatrix<f64> {
        DMatrix::from_column_slice(R, C, m.as_slice())
    }

    pub(super) fn cross_matrix(v: &DMatrix<f64>) -> DMatrix<f64> {
        matrix(&vector(v).cross_matrix())
    }

    pub(super) fn vee(m: &DMatrix<f64>) -> DMatrix<f64> {
        matrix(&Vector3::new(m[(2, 1)] - m[(1, 2)], m[(0, 2)] - m[(2, 0)], m[(1, 0)] - m[(0, 1)]))
    }

    pub(super) fn rotation(w: &DMatrix<f64>) -> DMatrix<f64> {
        matrix(&Rotation3::new(vector(w)).into_inner())
    }

    /// By the closed forms.
    pub(super) fn angular_velocity(w: &DMatrix<f64>, v: &DMatrix<f64>) -> DMatrix<f64> {
        let (w, v) = (vector(w), vector(v));
        let theta = w.norm();
        if theta == 0.0 {
            return matrix(&v);
        }
        let across = w.cross(&v);
        let (c2, c3) = ((1.0 - theta.cos()) / theta.powi(2), (theta - theta.sin()) / theta.powi(3));
        matrix(&(v - across * c2 + w.cross(&across) * c3))
    }
}
