//! Helpers of generated code for factorizations, triangles and cofactors.

use alloc::vec::Vec;

use nalgebra::allocator::Allocator;
use nalgebra::constraint::{SameNumberOfRows, ShapeConstraint};
use nalgebra::{
    Cholesky, Const, DefaultAllocator, Dim, DimDiff, DimMin, DimMinimum, DimSub, Matrix, OMatrix, QR, RawStorage,
    Reflection, SVD, SquareMatrix, Storage, SymmetricEigen, U1, Unit, Vector,
};
use nalgebra::{LU, Matrix2, Matrix3};

use crate::Real;

/// `A⁻ᵀ b` from the factors of `A`, which are neither copied nor computed again.
///
/// # Panics
/// When `A` is singular.
pub fn lu_tr_solve<T: Real, D, R2: Dim, C2: Dim, S2>(lu: &LU<T, D, D>, b: &Matrix<T, R2, C2, S2>) -> OMatrix<T, R2, C2>
where
    D: DimMin<D, Output = D>,
    S2: Storage<T, R2, C2>,
    ShapeConstraint: SameNumberOfRows<R2, D>,
    DefaultAllocator: Allocator<D, D> + Allocator<D> + Allocator<R2, C2>,
{
    // P A = L U, so Aᵀ x = Uᵀ Lᵀ P x.
    let packed = lu.lu_internal();
    let mut x = b.clone_owned();
    assert_eq!(packed.nrows(), x.nrows(), "a right side of another height than the matrix");
    assert!(packed.tr_solve_upper_triangular_mut(&mut x), "a singular matrix");
    for mut column in x.column_iter_mut() {
        for row in (0..packed.nrows()).rev() {
            let below = packed.view_range(row + 1.., row).dot(&column.rows_range(row + 1..));
            column[row] -= below;
        }
    }
    lu.p().inv_permute_rows(&mut x);
    x
}

/// `A⁻ᵀ b` from the factors of `A`.
///
/// # Panics
/// When `A` is singular, or `b` of another height.
pub fn qr_tr_solve<T: Real, D, R2: Dim, C2: Dim, S2>(qr: &QR<T, D, D>, b: &Matrix<T, R2, C2, S2>) -> OMatrix<T, R2, C2>
where
    D: DimMin<D, Output = D>,
    S2: Storage<T, R2, C2>,
    ShapeConstraint: SameNumberOfRows<R2, D>,
    DefaultAllocator: Allocator<D, D> + Allocator<D> + Allocator<R2, C2>,
{
    // A = Q R, so A⁻ᵀ = Q R⁻ᵀ.
    let mut x = b.clone_owned();
    // nalgebra solves a triangular system without looking.
    assert_eq!(qr.qr_internal().nrows(), x.nrows(), "a right side of another height than the matrix");
    assert!(qr.r().tr_solve_upper_triangular_mut(&mut x), "a singular matrix");
    let packed = qr.qr_internal();
    for step in (0..packed.nrows()).rev() {
        let axis = packed.view_range(step.., step);
        // A reflection turns a column away from the side that it is on: the sign is in the axis.
        let sign = -axis[0].signum();
        Reflection::new(Unit::new_unchecked(axis), T::zero()).reflect_with_sign(&mut x.rows_range_mut(step..), sign);
    }
    x
}

/// The cofactors of `A` from its factors: `det A · A⁻ᵀ`, and what stands for that where `A` is singular.
pub fn lu_cofactors<T: Real, D>(lu: &LU<T, D, D>) -> OMatrix<T, D, D>
where
    D: DimMin<D, Output = D>,
    DefaultAllocator: Allocator<D, D> + Allocator<D>,
{
    let packed = lu.lu_internal();
    let (rows, cols) = packed.shape_generic();
    if lu.is_invertible() {
        let identity = OMatrix::identity_generic(rows, cols);
        return lu_tr_solve(lu, &identity) * lu.determinant();
    }
    let mut matrix = lu.l() * lu.u();
    lu.p().inv_permute_rows(&mut matrix);
    singular_cofactors(matrix)
}

/// The cofactors of a singular matrix: a column times a row, which are zero where its rank is smaller by two or more.
///
/// With all pivots chosen, `P A Q = L U`, and the last row of `U` is zero. Its cofactors are `∏ uᵢᵢ` over the other rows
/// times `w zᵀ`, where `U z = 0` and `z` ends in 1, and those of the other factors are their determinants times their
/// inverses.
fn singular_cofactors<T: Real, D>(matrix: OMatrix<T, D, D>) -> OMatrix<T, D, D>
where
    D: DimMin<D, Output = D>,
    DefaultAllocator: Allocator<D, D> + Allocator<D>,
{
    let (rows, cols) = matrix.shape_generic();
    let last = rows.value() - 1;
    let lu = matrix.full_piv_lu();
    let (l, u) = (lu.l(), lu.u());
    let pivots = (0..last).fold(T::one(), |product, place| product * u[(place, place)]);
    if pivots.is_zero() {
        return OMatrix::zeros_generic(rows, cols);
    }
    let mut z = -u.column(last);
    z[last] = T::one();
    for row in (0..last).rev() {
        let right = (row + 1..last).fold(z[row], |sum, col| sum - u[(row, col)] * z[col]);
        z[row] = right / u[(row, row)];
    }
    let mut w = OMatrix::<T, D, U1>::zeros_generic(rows, Const);
    w[last] = T::one();
    for row in (0..last).rev() {
        w[row] = -l.view_range(row + 1.., row).dot(&w.rows_range(row + 1..));
    }
    lu.q().inv_permute_rows(&mut z);
    lu.p().inv_permute_rows(&mut w);
    let signs: T = lu.p().determinant::<T>() * lu.q().determinant::<T>();
    OMatrix::from_fn_generic(rows, cols, |row, col| w[row] * z[col] * (pivots * signs))
}

/// The cofactors of a 2 by 2 matrix.
#[inline]
pub fn cofactors_2<T: Real, S: Storage<T, Const<2>, Const<2>>>(a: &SquareMatrix<T, Const<2>, S>) -> Matrix2<T> {
    Matrix2::new(a[(1, 1)], -a[(1, 0)], -a[(0, 1)], a[(0, 0)])
}

/// The cofactors of a 3 by 3 matrix.
#[inline]
pub fn cofactors_3<T: Real, S: Storage<T, Const<3>, Const<3>>>(a: &SquareMatrix<T, Const<3>, S>) -> Matrix3<T> {
    let [x, y, z] = [a.column(0), a.column(1), a.column(2)];
    Matrix3::from_columns(&[y.cross(&z), z.cross(&x), x.cross(&y)])
}

/// The derivative of the cofactors of `a` along `b`.
#[inline]
pub fn mixed_cofactors<T: Real, S1, S2>(
    a: &SquareMatrix<T, Const<3>, S1>,
    b: &SquareMatrix<T, Const<3>, S2>,
) -> Matrix3<T>
where
    S1: Storage<T, Const<3>, Const<3>>,
    S2: Storage<T, Const<3>, Const<3>>,
{
    let mixed = |one: usize, two: usize| a.column(one).cross(&b.column(two)) - a.column(two).cross(&b.column(one));
    Matrix3::from_columns(&[mixed(1, 2), mixed(2, 0), mixed(0, 1)])
}

/// The lower triangle of `a`, with half of its diagonal.
pub fn half_lower_triangle<T: Real, D: Dim, S: Storage<T, D, D>>(a: &SquareMatrix<T, D, S>) -> OMatrix<T, D, D>
where
    DefaultAllocator: Allocator<D, D>,
{
    let mut result = a.lower_triangle();
    for place in 0..result.nrows() {
        result[(place, place)] *= T::of(0.5);
    }
    result
}

/// The matrix of `xᵢⱼ / (wⱼ - wᵢ)`, with 0 on the diagonal. Where two of `w` are equal, an entry is 0 if `xᵢⱼ` is zero, and
/// NaN if it is not, both up to rounding: some epsilons of the largest entry.
///
/// # Panics
/// When there are not as many gaps as entries.
pub fn over_gaps<T: Real, D: Dim, S: Storage<T, D, D>, S2: Storage<T, D>>(
    x: &SquareMatrix<T, D, S>,
    w: &Vector<T, D, S2>,
) -> OMatrix<T, D, D>
where
    DefaultAllocator: Allocator<D, D>,
{
    assert_eq!(x.nrows(), w.len(), "a gap for each entry");
    let largest = |numbers: &mut dyn Iterator<Item = T>| numbers.fold(T::zero(), |most, entry| most.max(entry.abs()));
    let size = T::default_epsilon() * T::of(w.len() as f64);
    let rounding = largest(&mut w.iter().copied()) * size;
    let nothing = largest(&mut x.iter().copied()) * size * T::of(16.0);
    x.map_with_location(|row, col, entry| {
        let gap = w[col] - w[row];
        if row == col {
            T::zero()
        } else if gap.abs() <= rounding {
            if entry.abs() <= nothing { T::zero() } else { T::of(f64::NAN) }
        } else {
            entry / gap
        }
    })
}

/// `U`, of factors that were computed with it.
pub fn left_singular_vectors<T: Real, R, C>(svd: &SVD<T, R, C>) -> OMatrix<T, R, DimMinimum<R, C>>
where
    R: DimMin<C>,
    C: Dim,
    DefaultAllocator: Allocator<R, DimMinimum<R, C>> + Allocator<DimMinimum<R, C>, C> + Allocator<DimMinimum<R, C>>,
{
    svd.u.clone().expect("singular vectors")
}

/// `Vᵀ`, of factors that were computed with it.
pub fn right_singular_vectors<T: Real, R, C>(svd: &SVD<T, R, C>) -> OMatrix<T, DimMinimum<R, C>, C>
where
    R: DimMin<C>,
    C: Dim,
    DefaultAllocator: Allocator<R, DimMinimum<R, C>> + Allocator<DimMinimum<R, C>, C> + Allocator<DimMinimum<R, C>>,
{
    svd.v_t.clone().expect("singular vectors")
}

/// A matrix as its factors.
pub trait Factored {
    /// The type of the matrix.
    type Matrix;

    /// Zeros, in the shape of the matrix.
    fn zeros(&self) -> Self::Matrix;
}

fn zeros_of<T: Real, R: Dim, C: Dim, S: RawStorage<T, R, C>>(matrix: &Matrix<T, R, C, S>) -> OMatrix<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    let (rows, cols) = matrix.shape_generic();
    OMatrix::zeros_generic(rows, cols)
}

impl<T: Real, D: Dim> Factored for Cholesky<T, D>
where
    DefaultAllocator: Allocator<D, D>,
{
    type Matrix = OMatrix<T, D, D>;

    fn zeros(&self) -> OMatrix<T, D, D> {
        zeros_of(self.l_dirty())
    }
}

impl<T: Real, D: DimMin<D, Output = D>> Factored for LU<T, D, D>
where
    DefaultAllocator: Allocator<D, D> + Allocator<D>,
{
    type Matrix = OMatrix<T, D, D>;

    fn zeros(&self) -> OMatrix<T, D, D> {
        zeros_of(self.lu_internal())
    }
}

impl<T: Real, D: DimMin<D, Output = D>> Factored for QR<T, D, D>
where
    DefaultAllocator: Allocator<D, D> + Allocator<D>,
{
    type Matrix = OMatrix<T, D, D>;

    fn zeros(&self) -> OMatrix<T, D, D> {
        zeros_of(self.qr_internal())
    }
}

impl<T: Real, D: DimSub<U1>> Factored for SymmetricEigen<T, D>
where
    DefaultAllocator: Allocator<D, D> + Allocator<D> + Allocator<DimDiff<D, U1>>,
{
    type Matrix = OMatrix<T, D, D>;

    fn zeros(&self) -> OMatrix<T, D, D> {
        zeros_of(&self.eigenvectors)
    }
}

impl<T: Real, R: DimMin<C>, C: Dim> Factored for SVD<T, R, C>
where
    DefaultAllocator:
        Allocator<R, C> + Allocator<R, DimMinimum<R, C>> + Allocator<DimMinimum<R, C>, C> + Allocator<DimMinimum<R, C>>,
{
    type Matrix = OMatrix<T, R, C>;

    fn zeros(&self) -> OMatrix<T, R, C> {
        let (rows, _) = self.u.as_ref().expect("singular vectors").shape_generic();
        let (_, cols) = self.v_t.as_ref().expect("singular vectors").shape_generic();
        OMatrix::zeros_generic(rows, cols)
    }
}

impl<F: Factored> Factored for Vec<F> {
    type Matrix = Vec<F::Matrix>;

    fn zeros(&self) -> Vec<F::Matrix> {
        self.iter().map(Factored::zeros).collect()
    }
}

impl<F: Factored, const N: usize> Factored for [F; N] {
    type Matrix = [F::Matrix; N];

    fn zeros(&self) -> [F::Matrix; N] {
        core::array::from_fn(|place| self[place].zeros())
    }
}

/// Zeros, in the shape of the matrix that was factored.
#[inline]
pub fn factor_zeros<F: Factored>(factor: &F) -> F::Matrix {
    factor.zeros()
}

#[cfg(test)]
mod tests {
    use nalgebra::{DMatrix, DVector, Matrix2, Matrix3, Matrix4, SMatrix, Vector2, Vector3};

    use super::*;

    fn close<R: Dim, C: Dim, S1: Storage<f64, R, C>, S2: Storage<f64, R, C>>(
        one: &Matrix<f64, R, C, S1>,
        two: &Matrix<f64, R, C, S2>,
    ) {
        assert!(one.iter().zip(two.iter()).all(|(one, two)| (one - two).abs() < 1e-12), "{:?}", one.shape());
        assert_eq!(one.shape(), two.shape());
    }

    /// Needs every row exchange, and has both signs of reflections.
    fn matrix() -> Matrix4<f64> {
        Matrix4::new(0.0, 2.0, -1.0, 0.5, 3.0, -0.25, 1.0, 2.0, -4.0, 1.0, 0.0, 1.5, 1.0, -2.0, 2.0, 0.0)
    }

    /// The cofactors by their definition.
    fn minors(a: &DMatrix<f64>) -> DMatrix<f64> {
        DMatrix::from_fn(a.nrows(), a.ncols(), |row, col| {
            let sign = if (row + col) % 2 == 0 { 1.0 } else { -1.0 };
            sign * a.clone().remove_row(row).remove_column(col).determinant()
        })
    }

    #[test]
    fn transposed_systems_are_solved_with_the_same_factors() {
        let a = matrix();
        let b = SMatrix::<f64, 4, 2>::from_fn(|row, col| 1.0 + row as f64 - 2.0 * col as f64);
        close(&(a.transpose() * lu_tr_solve(&a.lu(), &b)), &b);
        close(&(a.transpose() * qr_tr_solve(&a.qr(), &b)), &b);
        let empty = DMatrix::<f64>::zeros(0, 0);
        assert_eq!(lu_tr_solve(&empty.clone().lu(), &DVector::zeros(0)).len(), 0);
        assert_eq!(qr_tr_solve(&empty.qr(), &DVector::zeros(0)).len(), 0);
        assert_eq!(lu_tr_solve(&DMatrix::repeat(1, 1, 4.0).lu(), &DVector::repeat(1, 2.0))[0], 0.5);
        assert_eq!(qr_tr_solve(&DMatrix::repeat(1, 1, -4.0).qr(), &DVector::repeat(1, 2.0))[0], -0.5);
    }

    #[test]
    #[should_panic(expected = "a singular matrix")]
    fn a_singular_system_panics() {
        let _ = lu_tr_solve(&Matrix2::<f64>::repeat(1.0).lu(), &Matrix2::identity());
    }

    #[test]
    fn cofactors_of_regular_and_singular_matrices() {
        let regular = DMatrix::from_column_slice(4, 4, matrix().as_slice());
        let twice_a_row = DMatrix::from_fn(4, 4, |row, col| regular[(row % 3, col)]);
        let nilpotent = DMatrix::from_fn(3, 3, |row, col| if col == row + 1 { 2.0 } else { 0.0 });
        let rank_one = DMatrix::from_fn(3, 3, |row, col| (row + 1) as f64 * (col + 2) as f64);
        let column = DMatrix::from_fn(4, 4, |row, col| if col == 1 { 0.0 } else { regular[(row, col)] });
        for a in [regular, twice_a_row, nilpotent, rank_one, column, DMatrix::zeros(2, 2), DMatrix::zeros(1, 1)] {
            close(&lu_cofactors(&a.clone().lu()), &minors(&a));
        }
        assert_eq!(lu_cofactors(&DMatrix::<f64>::zeros(0, 0).lu()).len(), 0);
    }

    #[test]
    fn cofactors_of_small_matrices() {
        let two = Matrix2::new(1.0, 2.0, 3.0, -4.0);
        close(&cofactors_2(&two), &Matrix2::new(-4.0, -3.0, -2.0, 1.0));
        let three = matrix().fixed_view::<3, 3>(0, 0).into_owned();
        let dynamic = DMatrix::from_column_slice(3, 3, three.as_slice());
        assert_eq!(cofactors_3(&three).as_slice().len(), 9);
        close(&DMatrix::from_column_slice(3, 3, cofactors_3(&three).as_slice()), &minors(&dynamic));
        let along = Matrix3::new(0.5, 1.0, 0.0, -1.0, 2.0, 0.25, 1.0, -0.5, 1.5);
        let difference = (cofactors_3(&(three + along)) - cofactors_3(&(three - along))) * 0.5;
        close(&mixed_cofactors(&three, &along), &difference);
    }

    #[test]
    fn triangles_and_gaps() {
        let a = Matrix2::new(2.0, 4.0, 6.0, 8.0);
        assert_eq!(half_lower_triangle(&a), Matrix2::new(1.0, 0.0, 6.0, 4.0));
        let x = Matrix3::new(5.0, 2.0, 0.0, 3.0, 5.0, -1.0, 1e-17, 4.0, 5.0);
        let found = over_gaps(&x, &Vector3::new(1.0, 3.0, 1.0));
        assert_eq!(found, Matrix3::new(0.0, 1.0, 0.0, -1.5, 0.0, 0.5, 0.0, 2.0, 0.0));
        let ones = Matrix2::repeat(1.0);
        assert!(over_gaps(&ones, &Vector2::new(1.0, 1.0 + f64::EPSILON))[(0, 1)].is_nan());
        assert_eq!(over_gaps(&ones, &Vector2::new(0.0, 1e-30_f64))[(0, 1)], 1e-30_f64.recip());
        assert!(over_gaps(&ones, &Vector2::new(1.0, f64::NAN))[(0, 1)].is_nan());
    }

    #[test]
    fn zeros_have_the_shape_of_the_matrix() {
        let a = DMatrix::<f64>::identity(3, 3);
        assert_eq!(factor_zeros(&a.clone().cholesky().expect("positive definite")).shape(), (3, 3));
        assert_eq!(factor_zeros(&a.clone().lu()).shape(), (3, 3));
        assert_eq!(factor_zeros(&a.clone().qr()).shape(), (3, 3));
        assert_eq!(factor_zeros(&a.symmetric_eigen()).shape(), (3, 3));
        let wide = SMatrix::<f64, 2, 3>::repeat(1.0).svd(true, true);
        assert_eq!(factor_zeros(&wide), SMatrix::<f64, 2, 3>::zeros());
        assert_eq!(left_singular_vectors(&wide).shape(), (2, 2));
        assert_eq!(right_singular_vectors(&wide).shape(), (2, 3));
    }
}
