//! Sums, scalings and entrywise products. Shapes agree, or nalgebra panics.

tensor_rules! {
    ADD add_tensors(a: [r, c], b: [r, c]) -> [r, c] = { a + b } => y { a: linear(t) t, b: linear(t) t } [joint];
    SUB sub_tensors(a: [r, c], b: [r, c]) -> [r, c] = { a - b } => y { a: linear(t) t, b: linear(t) -t } [joint];
    NEG neg_tensor(a: [r, c]) -> [r, c] = { -a } => y { a: linear(t) -t };

    SCALE scale(a: [r, c], s: real) -> [r, c] = { a * s }
        => y { a: linear(t) t * s, s: linear(t) a.dot(t) }
        also [{ s * a } [1, 0], { a.scale(s) } [0, 1]];
    UNSCALE unscale(a: [r, c], s: real) -> [r, c] = { a / s }
        => y { a: linear(t) t / s, s: differential(ds) y * (-(ds / s)) }
        also [{ a.unscale(s) } [0, 1]];
    ADD_SCALAR add_scalar(a: [r, c], s: real) -> [r, c] = { a.add_scalar(s) }
        => y { a: linear(t) t, s: linear(t) t.sum() } [joint];

    COMPONENT_MUL component_mul(a: [r, c], b: [r, c]) -> [r, c] = { a.component_mul(&b) }
        => y { a: linear(t) t.component_mul(b), b: linear(t) t.component_mul(a) };
    COMPONENT_DIV component_div(a: [r, c], b: [r, c]) -> [r, c] = { a.component_div(&b) }
        => y {
            a: linear(t) t.component_div(b),
            b: differential(db) -(y.component_mul(db).component_div(b)),
        };

    /// A zero that never was a number, of the shape of `a`.
    ZEROS_LIKE zeros_like(a: [r, c]) -> [r, c] = { runtime::zeros_like(&a) } => zero {};
    /// Every entry `s`, in the shape of `a`.
    FILLED_LIKE filled_like(a: [r, c], s: real) -> [r, c] = { runtime::filled_like(&a, s) }
        => y { a: constant, s: linear(t) t.sum() };
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
