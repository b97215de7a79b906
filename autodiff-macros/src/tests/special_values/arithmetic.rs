//! Sums, products, quotients, remainders.

use std::f64::consts::PI;

use crate::rules::scalar::arithmetic::{
    ADD, DIV, MUL, MUL_ADD, NEG, RECIP, REM, REM_EUCLID, SCALED, SUB, TO_DEGREES, TO_RADIANS,
};

use super::{INF, Is, NAN, Row, silent, slope, slopes};

pub(super) static ROWS: &[Row] = &[
    slopes(&ADD, &[-0.0, NAN], &[0, 1], &[Is(1.0), Is(1.0)]),
    slopes(&ADD, &[INF, -INF], &[0], &[Is(1.0)]),
    slopes(&SUB, &[INF, INF], &[0, 1], &[Is(1.0), Is(-1.0)]),
    slope(&NEG, &[-0.0], &[Is(-1.0)]),
    slope(&NEG, &[NAN], &[Is(-1.0)]),
    slopes(&MUL, &[0.0, INF], &[0], &[Is(INF)]),
    slopes(&MUL, &[0.0, INF], &[1], &[Is(0.0)]),
    slopes(&MUL, &[NAN, 2.0], &[0], &[Is(2.0)]),
    slopes(&MUL, &[NAN, 2.0], &[1], &[Is(NAN)]),
    slopes(&MUL_ADD, &[0.0, -2.0, NAN], &[0, 1, 2], &[Is(-2.0), Is(0.0), Is(1.0)]),
    slopes(&DIV, &[1.0, INF], &[0, 1], &[Is(0.0), Is(0.0)]),
    slopes(&DIV, &[0.0, -4.0], &[0, 1], &[Is(-0.25), Is(0.0)]),
    slopes(&DIV, &[1.0, 0.0], &[0, 1], &[Is(INF), Is(-INF)]),
    slopes(&DIV, &[1.0, 0.0], &[1], &[Is(-INF)]),
    slopes(&DIV, &[NAN, 2.0], &[0, 1], &[Is(0.5), Is(NAN)]),
    silent(&DIV, &[1.0, 0.0], &[0, 1]),
    silent(&DIV, &[1.0, -0.0], &[1]),
    silent(&DIV, &[0.0, 0.0], &[0, 1]),
    slope(&RECIP, &[0.0], &[Is(-INF)]),
    slope(&RECIP, &[-0.0], &[Is(-INF)]),
    slope(&RECIP, &[INF], &[Is(0.0)]),
    slope(&RECIP, &[-2.0], &[Is(-0.25)]),
    slope(&RECIP, &[NAN], &[Is(NAN)]),
    silent(&RECIP, &[0.0], &[0]),
    // The remainder has the sign of the dividend, the Euclidean one none.
    slopes(&REM, &[7.5, 2.0], &[0, 1], &[Is(1.0), Is(-3.0)]),
    slopes(&REM, &[-7.5, 2.0], &[0, 1], &[Is(1.0), Is(3.0)]),
    slopes(&REM, &[7.5, -2.0], &[0, 1], &[Is(1.0), Is(3.0)]),
    slopes(&REM, &[-7.5, -2.0], &[0, 1], &[Is(1.0), Is(-3.0)]),
    slopes(&REM, &[0.0, 2.0], &[0, 1], &[Is(1.0), Is(0.0)]),
    slopes(&REM, &[5.0, INF], &[0, 1], &[Is(1.0), Is(0.0)]),
    slopes(&REM, &[4.0, 2.0], &[0, 1], &[Is(1.0), Is(-2.0)]),
    slopes(&REM_EUCLID, &[7.5, 2.0], &[0, 1], &[Is(1.0), Is(-3.0)]),
    slopes(&REM_EUCLID, &[-7.5, 2.0], &[0, 1], &[Is(1.0), Is(4.0)]),
    slopes(&REM_EUCLID, &[7.5, -2.0], &[0, 1], &[Is(1.0), Is(3.0)]),
    slopes(&REM_EUCLID, &[-7.5, -2.0], &[0, 1], &[Is(1.0), Is(-4.0)]),
    slopes(&REM_EUCLID, &[0.0, 2.0], &[0, 1], &[Is(1.0), Is(0.0)]),
    slopes(&REM_EUCLID, &[5.0, INF], &[0, 1], &[Is(1.0), Is(0.0)]),
    slope(&TO_RADIANS, &[0.0], &[Is(PI / 180.0)]),
    slope(&TO_DEGREES, &[-0.0], &[Is(180.0 / PI)]),
    slopes(&SCALED, &[0.0, INF], &[0, 1], &[Is(INF), Is(0.0)]),
    slopes(&SCALED, &[2.0, INF], &[1], &[Is(2.0)]),
    silent(&SCALED, &[0.0, INF], &[0, 1]),
    silent(&SCALED, &[2.0, -INF], &[0, 1]),
];
