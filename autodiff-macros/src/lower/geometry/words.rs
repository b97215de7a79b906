//! What is known of each type of geometry, in words.

use crate::diagnostics::Message;
use crate::ir::Figure;
use crate::messages::geometry;

pub(in crate::lower) fn not_differentiable(name: &str, ty: &str, figure: Figure) -> Message {
    geometry::not_differentiable(name, ty, &figure.to_string(), &from_vectors(figure))
}

pub(in crate::lower) fn value(figure: Figure) -> Message {
    geometry::value(&figure.to_string(), parts(figure))
}

pub(in crate::lower) fn result(figure: Figure) -> Message {
    geometry::result(&figure.to_string(), parts(figure))
}

pub(super) fn method(name: &str, figure: Figure) -> Message {
    geometry::method(name, &figure.to_string(), methods(figure))
}

pub(super) fn constructor(name: &str, figure: Figure) -> Message {
    geometry::constructor(name, &figure.to_string(), constructors(figure))
}

pub(super) fn field(name: &str, figure: Figure) -> Message {
    geometry::field(name, &figure.to_string(), fields(figure))
}

/// How a value is made of vectors.
fn from_vectors(figure: Figure) -> String {
    match figure {
        Figure::Point(_) | Figure::Translation(_) | Figure::Quaternion => format!("`{figure}::from(vector)`"),
        Figure::Unit(_) => format!("`{figure}::new_normalize(vector)`"),
        Figure::Rotation(2) | Figure::UnitComplex => format!("`{figure}::new(angle)`"),
        Figure::Rotation(_) | Figure::UnitQuaternion => {
            format!("`{figure}::new(scaled_axis)`, or `start * {figure}::new(step)` for a step from a constant")
        }
        Figure::Isometry(2) | Figure::IsometryMatrix(2) => format!("`{figure}::new(translation, angle)`"),
        Figure::Isometry(_) | Figure::IsometryMatrix(_) => format!("`{figure}::new(translation, scaled_axis)`"),
    }
}

/// The vectors and matrices that a value is made of.
fn parts(figure: Figure) -> &'static str {
    match figure {
        Figure::Point(_) | Figure::Quaternion | Figure::UnitQuaternion => "its vector, `.coords`",
        Figure::Translation(_) => "its vector, `.vector`",
        Figure::Unit(_) => "its vector, `.into_inner()`",
        Figure::Rotation(_) => "its matrix, `.into_inner()`",
        Figure::UnitComplex => "`.re` and `.im`, or the matrix `.to_rotation_matrix().into_inner()`",
        Figure::Isometry(_) | Figure::IsometryMatrix(_) => "its parts, `.translation.vector` and those of `.rotation`",
    }
}

fn fields(figure: Figure) -> &'static [&'static str] {
    match figure {
        Figure::Point(_) => &["coords", "x", "y", "z"],
        Figure::Translation(_) => &["vector", "x", "y", "z"],
        Figure::Unit(_) => &["x", "y", "z"],
        Figure::UnitComplex => &["re", "im"],
        Figure::Quaternion | Figure::UnitQuaternion => &["coords", "i", "j", "k", "w"],
        Figure::Isometry(_) | Figure::IsometryMatrix(_) => &["translation", "rotation"],
        Figure::Rotation(_) => &[],
    }
}

/// The constructors of a type that have a derivative.
pub(super) fn constructors(figure: Figure) -> &'static [&'static str] {
    match figure {
        Figure::Point(_) => &["new", "from", "origin"],
        Figure::Unit(_) => &["new_normalize"],
        Figure::Translation(_) => &["new", "from", "identity"],
        Figure::Rotation(3) => &["new", "from_scaled_axis", "from_axis_angle", "from_euler_angles", "from", "identity"],
        Figure::Rotation(_) => &["new", "from", "identity"],
        Figure::UnitComplex => &["new", "from_angle", "from_cos_sin_unchecked", "from_rotation_matrix", "identity"],
        Figure::Quaternion => &["new", "from_parts", "from_imag", "from_vector", "from", "identity"],
        Figure::UnitQuaternion => &[
            "new",
            "from_scaled_axis",
            "from_axis_angle",
            "from_euler_angles",
            "from_quaternion",
            "new_normalize",
            "identity",
        ],
        Figure::Isometry(_) | Figure::IsometryMatrix(_) => {
            &["new", "from_parts", "translation", "rotation", "identity"]
        }
    }
}

/// The methods of a type that have a derivative, and its fields where it has few.
pub(super) fn methods(figure: Figure) -> &'static [&'static str] {
    match figure {
        Figure::Point(_) => &["coords", "lerp"],
        Figure::Unit(_) => &["into_inner", "as_ref"],
        Figure::Translation(_) => &["inverse", "transform_point", "inverse_transform_point", "vector"],
        Figure::Rotation(3) => &[
            "matrix",
            "into_inner",
            "inverse",
            "transpose",
            "transform_point",
            "transform_vector",
            "inverse_transform_point",
            "inverse_transform_vector",
            "angle",
            "angle_to",
            "rotation_to",
            "scaled_axis",
            "euler_angles",
            "slerp",
            "to_homogeneous",
        ],
        Figure::Rotation(_) => &[
            "matrix",
            "into_inner",
            "inverse",
            "transpose",
            "transform_point",
            "transform_vector",
            "inverse_transform_point",
            "inverse_transform_vector",
            "angle",
            "angle_to",
            "rotation_to",
            "slerp",
            "to_homogeneous",
        ],
        Figure::UnitComplex => &[
            "inverse",
            "conjugate",
            "to_rotation_matrix",
            "transform_point",
            "transform_vector",
            "inverse_transform_point",
            "inverse_transform_vector",
            "angle",
            "angle_to",
            "rotation_to",
            "slerp",
            "to_homogeneous",
        ],
        Figure::Quaternion => {
            &["conjugate", "norm", "norm_squared", "normalize", "dot", "imag", "scalar", "as_vector", "coords"]
        }
        Figure::UnitQuaternion => &[
            "inverse",
            "conjugate",
            "to_rotation_matrix",
            "quaternion",
            "into_inner",
            "imag",
            "scalar",
            "transform_point",
            "transform_vector",
            "inverse_transform_point",
            "inverse_transform_vector",
            "angle",
            "angle_to",
            "rotation_to",
            "scaled_axis",
            "euler_angles",
            "slerp",
            "to_homogeneous",
        ],
        Figure::Isometry(_) | Figure::IsometryMatrix(_) => &[
            "inverse",
            "inv_mul",
            "transform_point",
            "transform_vector",
            "inverse_transform_point",
            "inverse_transform_vector",
            "to_homogeneous",
            "translation",
            "rotation",
        ],
    }
}
