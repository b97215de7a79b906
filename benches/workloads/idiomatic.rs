//! What a careful user writes by hand with nalgebra.

use nalgebra::{DMatrix, DVector, Matrix4, RowDVector, SMatrix, SVector, Vector3, Vector6};

use super::data::{LENGTHS, Network, Neuron, OFFSETS};

pub(crate) fn quadratic(a: &DMatrix<f64>, x: &DVector<f64>) -> (f64, DVector<f64>) {
    let ax = a * x;
    (x.dot(&ax), ax + a.tr_mul(x))
}

pub(crate) fn quadratic_of_ten(a: &SMatrix<f64, 10, 10>, x: &SVector<f64, 10>) -> (f64, SVector<f64, 10>) {
    let ax = a * x;
    (x.dot(&ax), ax + a.tr_mul(x))
}

pub(crate) fn least_squares(a: &DMatrix<f64>, x: &DVector<f64>, b: &DVector<f64>) -> (f64, DVector<f64>) {
    let residual = a * x - b;
    (residual.norm_squared(), a.tr_mul(&residual) * 2.0)
}

pub(crate) fn neuron(data: &Neuron) -> (f64, (DVector<f64>, f64)) {
    let n = data.y.len() as f64;
    let z = (&data.x * &data.w).add_scalar(data.b);
    let residual = &data.y - z.map(|z| z.max(0.0));
    let z_bar = residual.zip_map(&z, |r, z| if z > 0.0 { -2.0 * r / n } else { 0.0 });
    (residual.norm_squared() / n, (data.x.tr_mul(&z_bar), z_bar.sum()))
}

pub(crate) fn logistic(data: &Neuron) -> (f64, DVector<f64>) {
    let n = data.y.len() as f64;
    let margins = (&data.x * &data.w).component_mul(&data.labels);
    let exp = margins.map(|m| (-m).exp());
    let value = exp.map(f64::ln_1p).mean() + 0.5 * data.ridge * data.w.norm_squared();
    let slopes = exp.zip_map(&data.labels, |e, y| -y * e / ((1.0 + e) * n));
    (value, data.x.tr_mul(&slopes) + &data.w * data.ridge)
}

/// `Xᵀ D X`, with a product of nalgebra's that is fast.
pub(crate) fn logistic_hessian(data: &Neuron) -> DMatrix<f64> {
    let n = data.y.len() as f64;
    let margins = (&data.x * &data.w).component_mul(&data.labels);
    let weights = margins.zip_map(&data.labels, |m, y| {
        let slope = 1.0 / (1.0 + m.exp());
        y * y * slope * (1.0 - slope) / n
    });
    let mut scaled = data.x.clone();
    for mut column in scaled.column_iter_mut() {
        column.component_mul_assign(&weights);
    }
    let mut hessian = data.x.transpose() * scaled;
    for i in 0..data.w.len() {
        hessian[(i, i)] += data.ridge;
    }
    hessian
}

pub(crate) type Weights = (DMatrix<f64>, RowDVector<f64>, DMatrix<f64>, RowDVector<f64>);

/// Products with a transpose are written as products, so that they reach nalgebra's fast ones.
pub(crate) fn network(data: &Network) -> (f64, Weights) {
    let Network { x, y, w1, b1, w2, b2 } = data;
    let mut hidden = x * w1;
    for (mut column, b) in hidden.column_iter_mut().zip(b1.iter()) {
        column.add_scalar_mut(*b);
    }
    hidden.apply(|z| *z = z.tanh());
    let mut out = &hidden * w2;
    for (mut column, b) in out.column_iter_mut().zip(b2.iter()) {
        column.add_scalar_mut(*b);
    }
    let residual = out - y;
    let count = residual.len() as f64;
    let value = residual.norm_squared() / count;
    let out_bar = residual * (2.0 / count);
    let (w2_bar, b2_bar) = (hidden.transpose() * &out_bar, out_bar.row_sum());
    let mut hidden_bar = &out_bar * w2.transpose();
    hidden_bar.zip_apply(&hidden, |bar, h| *bar *= 1.0 - h * h);
    (value, (x.transpose() * &hidden_bar, hidden_bar.row_sum(), w2_bar, b2_bar))
}

pub(crate) fn bumps(a: &DVector<f64>, x: &DVector<f64>) -> (f64, (DVector<f64>, DVector<f64>)) {
    let t = a.zip_map(x, |a, x| (a * x + 0.5).tanh());
    let e = x.map(|x| (-x * x).exp());
    let value = t.zip_map(&e, |t, e| t * t * e).sum();
    let u_bar = t.zip_map(&e, |t, e| 2.0 * t * (1.0 - t * t) * e);
    let a_bar = u_bar.component_mul(x);
    let mut x_bar = u_bar.component_mul(a);
    let bump = t.zip_map(&e, |t, e| t * t * e);
    x_bar.zip_zip_apply(&bump, x, |bar, bump, x| *bar -= 2.0 * x * bump);
    (value, (a_bar, x_bar))
}

pub(crate) fn rosenbrock(x: &DVector<f64>) -> (f64, DVector<f64>) {
    let mut gradient = DVector::zeros(x.len());
    let mut value = 0.0;
    for i in 0..x.len() - 1 {
        let valley = x[i + 1] - x[i] * x[i];
        let slope = 1.0 - x[i];
        value += 100.0 * valley * valley + slope * slope;
        gradient[i] += -400.0 * x[i] * valley - 2.0 * slope;
        gradient[i + 1] += 200.0 * valley;
    }
    (value, gradient)
}

pub(crate) fn rosenbrock_hessian(x: &DVector<f64>) -> DMatrix<f64> {
    let mut hessian = DMatrix::zeros(x.len(), x.len());
    for i in 0..x.len() - 1 {
        hessian[(i, i)] += 1200.0 * x[i] * x[i] - 400.0 * x[i + 1] + 2.0;
        hessian[(i + 1, i + 1)] += 200.0;
        hessian[(i, i + 1)] = -400.0 * x[i];
        hessian[(i + 1, i)] = -400.0 * x[i];
    }
    hessian
}

/// By the axes of the joints.
pub(crate) fn arm(
    angles: &Vector6<f64>,
    cosines: &[f64; 6],
    sines: &[f64; 6],
    target: &Vector3<f64>,
) -> (f64, Vector6<f64>) {
    let mut poses = [Matrix4::identity(); 7];
    for i in 0..6 {
        let (s, c) = angles[i].sin_cos();
        let (ca, sa) = (cosines[i], sines[i]);
        #[rustfmt::skip]
        let link = Matrix4::new(
            c, -s * ca, s * sa, LENGTHS[i] * c,
            s, c * ca, -c * sa, LENGTHS[i] * s,
            0.0, sa, ca, OFFSETS[i],
            0.0, 0.0, 0.0, 1.0,
        );
        poses[i + 1] = poses[i] * link;
    }
    let origin = |pose: &Matrix4<f64>| Vector3::new(pose.m14, pose.m24, pose.m34);
    let end = origin(&poses[6]);
    let off = end - target;
    let slope = |pose: &Matrix4<f64>| {
        let axis = Vector3::new(pose.m13, pose.m23, pose.m33);
        2.0 * off.dot(&axis.cross(&(end - origin(pose))))
    };
    (off.norm_squared(), Vector6::from_fn(|i, _| slope(&poses[i])))
}
