//! What the examples need besides derivatives: a data set and a picture.

pub(crate) mod breast_cancer;
pub(crate) mod chart;
