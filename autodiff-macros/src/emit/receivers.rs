//! How the methods of vectors, matrices, slices and `Vec`s take what they are called on: those that are not of a trait.

/// How a method takes what it is called on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Takes {
    Value,
    Reference,
    Mutably,
    /// By reference, as a method of a trait.
    Trait,
}

/// Whose method it is that a `Vec` or an array is called on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Whose {
    Slice,
    Vec,
}

/// nalgebra's methods of vectors and matrices.
pub(super) fn of_tensor(name: &str) -> Option<Takes> {
    if name == "clone" {
        return Some(Takes::Trait);
    }
    let takes = |list: &[&str], takes: Takes| list.contains(&name).then_some(takes);
    takes(&TENSOR_REFERENCE, Takes::Reference)
        .or_else(|| takes(&TENSOR_MUTABLY, Takes::Mutably))
        .or_else(|| takes(&TENSOR_VALUE, Takes::Value))
}

/// nalgebra's methods of factorizations.
pub(super) fn of_factor(name: &str) -> Option<Takes> {
    match name {
        "determinant" | "inverse" | "is_invertible" | "l" | "ln_determinant" | "p" | "q" | "r" | "rank" | "solve"
        | "try_inverse" | "u" => Some(Takes::Reference),
        "unpack" => Some(Takes::Value),
        _ => None,
    }
}

/// Methods of slices and of `Vec`s.
pub(super) fn of_array(name: &str) -> Option<(Whose, Takes)> {
    let takes = |list: &[&str], found| list.contains(&name).then_some(found);
    takes(&VEC_REFERENCE, (Whose::Vec, Takes::Reference))
        .or_else(|| takes(&VEC_MUTABLY, (Whose::Vec, Takes::Mutably)))
        .or_else(|| takes(&SLICE_REFERENCE, (Whose::Slice, Takes::Reference)))
        .or_else(|| takes(&SLICE_MUTABLY, (Whose::Slice, Takes::Mutably)))
}

const VEC_REFERENCE: [&str; 4] = ["as_slice", "capacity", "is_empty", "len"];

const VEC_MUTABLY: [&str; 9] =
    ["append", "clear", "extend_from_slice", "insert", "pop", "push", "remove", "resize", "truncate"];

const SLICE_REFERENCE: [&str; 14] = [
    "chunks",
    "chunks_exact",
    "concat",
    "contains",
    "first",
    "get",
    "iter",
    "last",
    "rchunks",
    "split_at",
    "split_first",
    "split_last",
    "to_vec",
    "windows",
];

const SLICE_MUTABLY: [&str; 13] = [
    "chunks_exact_mut",
    "chunks_mut",
    "clone_from_slice",
    "copy_from_slice",
    "copy_within",
    "fill",
    "first_mut",
    "get_mut",
    "iter_mut",
    "last_mut",
    "reverse",
    "split_at_mut",
    "swap",
];

/// Those of `&self`.
#[rustfmt::skip]
const TENSOR_REFERENCE: [&str; 198] = [
    "abs", "ad_mul", "ad_mul_to", "ad_solve_lower_triangular", "ad_solve_lower_triangular_mut",
    "ad_solve_upper_triangular", "ad_solve_upper_triangular_mut", "add_scalar", "add_to", "adjoint", "adjoint_to",
    "amax", "amin", "angle", "append_nonuniform_scaling", "append_scaling", "append_translation",
    "apply_metric_distance", "apply_norm", "argmax", "argmin", "as_scalar", "as_slice", "as_view", "camax", "camin",
    "cap_magnitude", "clone_owned", "clone_owned_sum", "column", "column_iter", "column_mean",
    "column_part", "column_product", "column_sum", "column_variance", "columns", "columns_generic",
    "columns_generic_with_step", "columns_range", "columns_range_pair", "columns_with_step", "complex_eigenvalues",
    "component_div", "component_mul", "compress_columns", "compress_rows", "compress_rows_tr", "conjugate",
    "conjugate_transpose", "conjugate_transpose_to", "convolve_full", "convolve_same", "convolve_valid", "cross",
    "cross_matrix", "determinant", "diagonal", "dot", "dotc", "eigenvalues", "exp", "fixed_columns",
    "fixed_columns_with_step", "fixed_rows", "fixed_rows_with_step", "fixed_view", "fixed_view_with_steps", "fold",
    "fold_with", "generic_view", "generic_view_with_steps", "get", "hermitian_part", "iamax", "iamax_full", "iamin",
    "icamax", "icamax_full", "imax", "imin", "inf", "inf_sup", "is_empty", "is_identity", "is_invertible",
    "is_orthogonal", "is_special_orthogonal", "is_square", "iter", "kronecker", "len", "lerp", "lower_triangle",
    "lp_norm", "magnitude", "magnitude_squared", "map", "map_diagonal", "map_with_location", "max", "mean",
    "metric_distance", "min", "mul_to", "ncols", "norm", "norm_squared", "normalize", "nrows", "one_norm", "perp",
    "pow", "prepend_nonuniform_scaling", "prepend_scaling", "prepend_translation", "product", "push", "rank", "row",
    "row_iter", "row_mean", "row_mean_tr", "row_part", "row_product", "row_product_tr", "row_sum", "row_sum_tr",
    "row_variance", "row_variance_tr", "rows", "rows_generic", "rows_generic_with_step", "rows_range",
    "rows_range_pair", "rows_with_step", "scale", "select_columns", "select_rows", "shape", "simd_cap_magnitude",
    "simd_try_normalize", "singular_values", "singular_values_unordered", "slerp", "slice_range",
    "solve_lower_triangular", "solve_lower_triangular_mut", "solve_lower_triangular_with_diag_mut",
    "solve_upper_triangular", "solve_upper_triangular_mut", "strides", "sub_to", "sum", "sup",
    "symmetric_eigenvalues", "symmetric_part", "to_homogeneous", "to_scalar", "tr_dot", "tr_mul", "tr_mul_to",
    "tr_solve_lower_triangular", "tr_solve_lower_triangular_mut", "tr_solve_upper_triangular",
    "tr_solve_upper_triangular_mut", "trace", "transform_point", "transform_vector", "transpose", "transpose_to",
    "try_normalize", "unscale", "upper_triangle", "variance", "view", "view_range", "view_with_steps", "xx", "xxx",
    "xy", "xyx", "xyz", "xz", "xzy", "yx", "yxz", "yy", "yz", "yzx", "zip_fold", "zip_map", "zip_zip_map", "zx",
    "zxy", "zy", "zyx", "zz",
];

/// Those of `&mut self`.
#[rustfmt::skip]
const TENSOR_MUTABLY: [&str; 107] = [
    "add_scalar_mut", "adjoint_mut", "append_nonuniform_scaling_mut", "append_scaling_mut",
    "append_translation_mut", "apply", "as_mut_slice", "as_scalar_mut", "as_view_mut", "axcpy", "axpy", "cdpy",
    "cmpy", "column_iter_mut", "column_mut", "column_part_mut", "columns_generic_mut",
    "columns_generic_with_step_mut", "columns_mut", "columns_range_mut", "columns_range_pair_mut",
    "columns_with_step_mut", "component_div_assign", "component_div_mut", "component_mul_assign",
    "component_mul_mut", "conjugate_mut", "conjugate_transform_mut", "copy_from", "copy_from_slice", "fill",
    "fill_column", "fill_diagonal", "fill_lower_triangle", "fill_lower_triangle_with_upper_triangle", "fill_row",
    "fill_upper_triangle", "fill_upper_triangle_with_lower_triangle", "fill_with", "fill_with_identity",
    "fixed_columns_mut", "fixed_columns_with_step_mut", "fixed_rows_mut", "fixed_rows_with_step_mut",
    "fixed_view_mut", "fixed_view_with_steps_mut", "gemm", "gemm_ad", "gemm_tr", "gemv", "gemv_ad", "gemv_tr",
    "generic_view_mut", "generic_view_with_steps_mut", "ger", "ger_symm", "gerc", "get_mut", "hegemv", "hegerc",
    "iter_mut", "neg_mut", "normalize_mut", "pow_mut", "prepend_nonuniform_scaling_mut", "prepend_scaling_mut",
    "prepend_translation_mut", "quadform", "quadform_tr", "quadform_tr_with_workspace", "quadform_with_workspace",
    "resize_horizontally_mut", "resize_mut", "resize_vertically_mut", "row_iter_mut", "row_mut", "row_part_mut",
    "rows_generic_mut", "rows_generic_with_step_mut", "rows_mut", "rows_range_mut", "rows_range_pair_mut",
    "rows_with_step_mut", "scale_mut", "set_column", "set_diagonal", "set_magnitude", "set_partial_diagonal",
    "set_row", "simd_try_normalize_mut", "slice_range_mut", "swap", "swap_columns", "swap_rows", "sygemv", "syger",
    "tr_copy_from", "transpose_mut", "try_inverse_mut", "try_normalize_mut", "try_set_magnitude", "unscale_mut",
    "view_mut", "view_range_mut", "view_with_steps_mut", "zip_apply", "zip_zip_apply",
];

/// Those of `self`.
#[rustfmt::skip]
const TENSOR_VALUE: [&str; 45] = [
    "apply_into", "bidiagonalize", "cast", "cholesky", "col_piv_qr", "fixed_resize", "full_piv_lu", "hessenberg",
    "insert_column", "insert_columns", "insert_fixed_columns", "insert_fixed_rows", "insert_row", "insert_rows",
    "into_owned", "into_owned_sum", "into_scalar", "lblt", "lu", "polar", "pseudo_inverse", "qr", "remove_column",
    "remove_columns", "remove_columns_at", "remove_fixed_columns", "remove_fixed_rows", "remove_row", "remove_rows",
    "remove_rows_at", "resize", "resize_horizontally", "resize_vertically", "schur", "svd", "svd_unordered",
    "symmetric_eigen", "symmetric_tridiagonalize", "try_inverse", "try_polar", "try_schur", "try_svd",
    "try_svd_unordered", "try_symmetric_eigen", "udu",
];

#[cfg(test)]
mod tests {
    use crate::rules;

    use super::{of_array, of_factor, of_tensor};

    /// Methods that numbers have, and nothing else.
    #[rustfmt::skip]
    const OF_NUMBERS: [&str; 43] = [
        "is_nan", "is_finite", "is_infinite", "is_sign_negative", "is_sign_positive", "rem_euclid", "recip", "mul_add",
        "to_radians", "to_degrees", "exp2", "exp_m1", "ln", "ln_1p", "log2", "log10", "log", "sinh", "cosh", "tanh",
        "asinh", "acosh", "atanh", "signum", "copysign", "clamp", "sqrt", "cbrt", "powi", "powf", "hypot", "floor",
        "ceil", "round", "trunc", "fract", "sin", "cos", "tan", "asin", "acos", "atan", "atan2",
    ];

    /// A method that is missing here would not be held against that of the user's.
    #[test]
    fn every_method_of_the_table_is_known() {
        let is_known = |name: &&str| of_tensor(name).is_some() || of_array(name).is_some() || of_factor(name).is_some();
        let missing = rules::method_names().filter(|name| !is_known(name) && !OF_NUMBERS.contains(name));
        assert_eq!(missing.collect::<Vec<_>>(), [""; 0]);
    }
}
