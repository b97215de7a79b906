//! Sums, scalings and entrywise products. Shapes agree, or nalgebra panics.

use crate::rules::formula::entrywise;

tensor_rules! {
    ADD add_tensors(a: [r, c], b: [r, c]) -> [r, c] = { a + b } => y { a: linear(t) t, b: linear(t) t } [joint];
    SUB sub_tensors(a: [r, c], b: [r, c]) -> [r, c] = { a - b } => y { a: linear(t) t, b: linear(t) -t } [joint];
    NEG neg_tensor(a: [r, c]) -> [r, c] = { -a } => y { a: linear(t) -t };

    SCALE scale(a: [r, c], s: real) -> [r, c] = { a * s }
        => y { a: linear(t) t * s, s: linear(t) a.dot(t) }
        also [{ s * a } [1, 0], { a.scale(s) } [0, 1]];
    /// At `s = 0` the slopes are infinite: a zero cotangent contributes zero.
    UNSCALE unscale(a: [r, c], s: real) -> [r, c] = { a / s }
        => y {
            a: differential(da) if s.varied { entrywise(&[da], |entry| entry[0].scaled(1.0 / s)) } else { da * (1.0 / s) },
            s: differential(ds) entrywise(&[y], |entry| ds.scaled(-(entry[0] / s))),
        }
        also [{ a.unscale(s) } [0, 1]];
    ADD_SCALAR add_scalar(a: [r, c], s: real) -> [r, c] = { a.add_scalar(s) }
        => y { a: linear(t) t, s: linear(t) t.sum() } [joint]
        says a + s;

    COMPONENT_MUL component_mul(a: [r, c], b: [r, c]) -> [r, c] = { a.component_mul(&b) }
        => y { a: linear(t) t.component_mul(b), b: linear(t) t.component_mul(a) }
        says a.entrywise(b);
    /// Where `b` is 0 the slopes are infinite: a zero cotangent contributes zero.
    COMPONENT_DIV component_div(a: [r, c], b: [r, c]) -> [r, c] = { a.component_div(&b) }
        => y {
            a: differential(da) entrywise(&[da, b], |entry| {
                if b.varied { entry[0].scaled(1.0 / entry[1]) } else { entry[0] / entry[1] }
            }),
            b: differential(db) entrywise(&[db, b, y], |entry| entry[0].scaled(-(entry[2] / entry[1]))),
        }
        says a.over(b);

    /// A zero that never was a number, of the shape of `a`.
    ZEROS_LIKE zeros_like(a: [r, c]) -> [r, c] = { runtime::zeros_like(&a) } => zero {} says 0.0 * a.ones();
    /// Every entry `s`, in the shape of `a`.
    FILLED_LIKE filled_like(a: [r, c], s: real) -> [r, c] = { runtime::filled_like(&a, s) }
        => y { a: constant, s: linear(t) t.sum() }
        says s * a.ones();
}

/// What the runtime's functions mean, for the interpreter.
#[cfg(test)]
mod runtime {
    use nalgebra::DMatrix;

    pub(super) fn zeros_like(a: &DMatrix<f64>) -> DMatrix<f64> {
        DMatrix::zeros(a.nrows(), a.ncols())
    }

    pub(super) fn filled_like(a: &DMatrix<f64>, s: f64) -> DMatrix<f64> {
        DMatrix::from_element(a.nrows(), a.ncols(), s)
    }
}
