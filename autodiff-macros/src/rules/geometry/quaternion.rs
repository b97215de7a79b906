//! Quaternions as vectors `(i, j, k, w)`.

tensor_rules! {
    /// The unit quaternion of the rotation by `‖w‖` about `w`: `dq = q ω/2` with the angular velocity `ω`. Smooth
    /// everywhere.
    QUATERNION quaternion(w: [3, 1]) -> [4, 1] = { runtime::quaternion(&w) }
        => y { w: differential(dw) y.hamilton((w.angular_velocity(dw) * 0.5).pure()) };
    /// The product of quaternions.
    HAMILTON hamilton(p: [4, 1], q: [4, 1]) -> [4, 1] = { runtime::hamilton(&p, &q) }
        => y { p: linear(t) t.hamilton(q.conjugate()), q: linear(t) p.conjugate().hamilton(t) };
    CONJUGATE conjugate(q: [4, 1]) -> [4, 1] = { runtime::conjugate(&q) } => y { q: linear(t) t.conjugate() };
    /// The quaternion with this imaginary part, and 0 as its real part.
    PURE pure(v: [3, 1]) -> [4, 1] = { runtime::pure(&v) } => y { v: linear(t) t.imaginary() };
    IMAGINARY imaginary(q: [4, 1]) -> [3, 1] = { runtime::imaginary(&q) } => y { q: linear(t) t.pure() };

    /// The matrix of the rotation that a unit quaternion stands for, quadratic in it.
    ROTATION_MATRIX rotation_matrix(q: [4, 1]) -> [3, 3] = { runtime::rotation_matrix(&q) }
        => y { q: differential(dq) q.rotation_form(dq) * 2.0 };
    /// The bilinear form of that matrix.
    ROTATION_FORM rotation_form(p: [4, 1], q: [4, 1]) -> [3, 3] = { runtime::rotation_form(&p, &q) }
        => y { p: linear(t) t.davenport(q), q: linear(t) t.davenport(p) };
    /// Davenport's symmetric matrix of `m` times `q`: the gradient of `⟨m, rotation_form(p, q)⟩` by `p`.
    DAVENPORT davenport(m: [3, 3], q: [4, 1]) -> [4, 1] = { runtime::davenport(&m, &q) }
        => y { m: linear(t) t.rotation_form(q), q: linear(t) m.davenport(t) };
}

/// What the runtime's functions mean, for the interpreter.
#[cfg(test)]
mod runtime {
    use nalgebra::{DMatrix, DVector, Quaternion, UnitQuaternion, Vector3, Vector4};

    fn of(q: &DMatrix<f64>) -> Quaternion<f64> {
        Quaternion::from_vector(Vector4::new(q[0], q[1], q[2], q[3]))
    }

    fn vector(q: &Quaternion<f64>) -> DMatrix<f64> {
        DMatrix::from_column_slice(4, 1, q.coords.as_slice())
    }

    pub(super) fn quaternion(w: &DMatrix<f64>) -> DMatrix<f64> {
        vector(&UnitQuaternion::new(Vector3::new(w[0], w[1], w[2])).into_inner())
    }

    pub(super) fn hamilton(p: &DMatrix<f64>, q: &DMatrix<f64>) -> DMatrix<f64> {
        vector(&(of(p) * of(q)))
    }

    pub(super) fn conjugate(q: &DMatrix<f64>) -> DMatrix<f64> {
        vector(&of(q).conjugate())
    }

    pub(super) fn pure(v: &DMatrix<f64>) -> DMatrix<f64> {
        vector(&Quaternion::from_imag(Vector3::new(v[0], v[1], v[2])))
    }

    pub(super) fn imaginary(q: &DMatrix<f64>) -> DMatrix<f64> {
        DMatrix::from_column_slice(3, 1, &q.as_slice()[..3])
    }

    /// `q x q̄` of the axes.
    pub(super) fn rotation_matrix(q: &DMatrix<f64>) -> DMatrix<f64> {
        let q = of(q);
        let turned = |axis: Vector3<f64>| (q * Quaternion::from_imag(axis) * q.conjugate()).imag();
        let columns = [Vector3::x(), Vector3::y(), Vector3::z()].map(turned);
        DMatrix::from_fn(3, 3, |row, col| columns[col][row])
    }

    /// By polarization.
    pub(super) fn rotation_form(p: &DMatrix<f64>, q: &DMatrix<f64>) -> DMatrix<f64> {
        (rotation_matrix(&(p + q)) - rotation_matrix(&(p - q))) / 4.0
    }

    pub(super) fn davenport(m: &DMatrix<f64>, q: &DMatrix<f64>) -> DMatrix<f64> {
        let entry = |place: usize| {
            let mut unit = DVector::zeros(4);
            unit[place] = 1.0;
            rotation_form(&DMatrix::from_column_slice(4, 1, unit.as_slice()), q).dot(m)
        };
        DMatrix::from_fn(4, 1, |row, _| entry(row))
    }
}
