//! Functions that jump: the derivative is that of the pieces.

scalar_rules! {
    FLOOR floor(x) = { x.floor() } => zero {} at [(0.3), (-1.7)];
    CEIL ceil(x) = { x.ceil() } => zero {} at [(0.3), (-1.7)];
    ROUND round(x) = { x.round() } => zero {} at [(0.3), (-1.7)];
    TRUNC trunc(x) = { x.trunc() } => zero {} at [(0.3), (-1.7)];
    FRACT fract(x) = { x.fract() } => y { x: 1.0 } at [(0.3), (-1.7)];
}
