//! Rotations from angles, rotation vectors and axes.

use syn::{Expr, ExprCall};

use crate::ir::{Elem, Figure, Kind, Node, Value};
use crate::rules::geometry::quaternion::QUATERNION;
use crate::rules::geometry::rotation::ROTATION;
use crate::rules::tensor::arithmetic::UNSCALE;

use super::super::{Lowered, Lowerer, Tree};

impl Lowerer<'_> {
    pub(super) fn rotation_by_angles(
        &mut self,
        figure: Figure,
        name: &str,
        args: &[Tree],
        expr: &ExprCall,
    ) -> Lowered<Option<Tree>> {
        let at = |place: usize| &expr.args[place];
        let part = match (figure, name, args) {
            (_, "identity", []) => self.identity(figure),
            (Figure::Rotation(2), "new", [angle]) | (Figure::UnitComplex, "new" | "from_angle", [angle]) => {
                let angle = self.node(self.real(angle, at(0))?);
                self.plane(angle.cos(), angle.sin())
            }
            (Figure::UnitComplex, "from_cos_sin_unchecked", [cosine, sine]) => {
                self.plane(self.node(self.real(cosine, at(0))?), self.node(self.real(sine, at(1))?))
            }
            (Figure::UnitComplex, "from_rotation_matrix", [arg]) => match self.solid(arg) {
                Some((Figure::Rotation(2), parts)) => {
                    let matrix = self.node(parts[0]);
                    let entry = |row: i128| matrix.index_pair(self.int(row), self.int(0));
                    self.plane(entry(0), entry(1))
                }
                Some(_) | None => return Ok(None),
            },
            (Figure::UnitQuaternion, "from_quaternion" | "new_normalize" | "new_unchecked", [arg]) => {
                match self.solid(arg) {
                    Some((Figure::Quaternion, parts)) if name != "new_unchecked" => {
                        let quaternion = self.node(parts[0]);
                        self.unit_quaternion(quaternion.apply(&UNSCALE, &[quaternion.norm()]).value())
                    }
                    Some(_) | None => return Ok(None),
                }
            }
            (Figure::Rotation(3) | Figure::UnitQuaternion, "new" | "from_scaled_axis", [vector]) => {
                let vector = self.column(vector, 3, at(0))?;
                self.by_rotation_vector(figure, vector)
            }
            (Figure::Rotation(3) | Figure::UnitQuaternion, "from_axis_angle", [axis, angle]) => {
                let axis = self.axis(axis, at(0))?;
                let angle = self.real(angle, at(1))?;
                self.about_axis(figure, self.node(axis), self.node(angle))
            }
            (Figure::Rotation(3) | Figure::UnitQuaternion, "from_euler_angles", [_, _, _]) => {
                let angles = args.iter().zip(&expr.args).map(|(arg, at)| self.real(arg, at));
                self.by_euler_angles(figure, &angles.collect::<Lowered<Vec<_>>>()?)
            }
            (_, _, _) => return Ok(None),
        };
        Ok(Some(Tree::Geometry(figure, vec![part])))
    }

    /// What `Isometry::new` takes as its second argument: an angle in the plane, a rotation vector in space.
    pub(super) fn turn(&self, rotation: Figure, by: &Tree, at: &Expr) -> Lowered<Value> {
        if rotation.dimension() == 2 {
            let angle = self.node(self.real(by, at)?);
            return Ok(self.plane(angle.cos(), angle.sin()));
        }
        Ok(self.by_rotation_vector(rotation, self.column(by, 3, at)?))
    }

    pub(super) fn by_rotation_vector(&self, figure: Figure, vector: Value) -> Value {
        let matrix = self.builder.apply(&ROTATION, &[vector]);
        if figure != Figure::UnitQuaternion {
            return matrix;
        }
        let quaternion = self.builder.apply(&QUATERNION, &[vector]);
        self.known_matrix(quaternion, matrix);
        quaternion
    }

    /// Rodrigues' formula: `R = (1 - cos θ) a aᵀ + cos θ I + sin θ [a]ₓ`.
    fn about_axis(&self, figure: Figure, axis: Node<'_>, angle: Node<'_>) -> Value {
        if figure == Figure::UnitQuaternion {
            let half = angle * 0.5;
            let (sine, cosine) = (half.sin(), half.cos());
            let vector = axis * sine;
            let [i, j, k] = [0, 1, 2].map(|place| vector.index(self.int(place)).value());
            return self.unit_quaternion(self.entries_of(4, 1, &[i, j, k, cosine.value()]));
        }
        let (sine, cosine, cross) = (angle.sin(), angle.cos(), axis.cross_matrix());
        let along = axis.mul_tr(axis) * (1.0 - cosine);
        (along + cross.diagonal_like(cosine) + cross * sine).value()
    }

    /// `R = R_z(yaw) R_y(pitch) R_x(roll)`, entry by entry.
    fn by_euler_angles(&self, figure: Figure, angles: &[Value]) -> Value {
        let is_quaternion = figure == Figure::UnitQuaternion;
        let [(sr, cr), (sp, cp), (sy, cy)] = [0, 1, 2].map(|place| {
            let angle = self.node(angles[place]);
            let angle = if is_quaternion { angle * 0.5 } else { angle };
            (angle.sin(), angle.cos())
        });
        if is_quaternion {
            let entries = [
                sr * cp * cy - cr * sp * sy,
                cr * sp * cy + sr * cp * sy,
                cr * cp * sy - sr * sp * cy,
                cr * cp * cy + sr * sp * sy,
            ];
            return self.unit_quaternion(self.entries_of(4, 1, &entries.map(Node::value)));
        }
        let entries = [
            cy * cp,
            cy * sp * sr - sy * cr,
            cy * sp * cr + sy * sr,
            sy * cp,
            sy * sp * sr + cy * cr,
            sy * sp * cr - cy * sr,
            -sp,
            cp * sr,
            cp * cr,
        ];
        self.entries_of(3, 3, &entries.map(Node::value))
    }

    /// The matrix of a rotation in the plane.
    pub(super) fn plane(&self, cosine: Node<'_>, sine: Node<'_>) -> Value {
        self.entries_of(2, 2, &[cosine, -sine, sine, cosine].map(Node::value))
    }

    pub(super) fn identity(&self, figure: Figure) -> Value {
        let number = |is_one: bool| self.builder.real(if is_one { 1.0 } else { 0.0 });
        let diagonal = |size: usize| {
            let entries = (0..size * size).map(|place| number(place % (size + 1) == 0));
            self.entries_of(size, size, &entries.collect::<Vec<_>>())
        };
        match figure {
            Figure::UnitQuaternion | Figure::Quaternion => {
                let quaternion = self.entries_of(4, 1, &[false, false, false, true].map(number));
                self.known_matrix(quaternion, diagonal(3));
                quaternion
            }
            Figure::Rotation(_)
            | Figure::UnitComplex
            | Figure::Point(_)
            | Figure::Unit(_)
            | Figure::Translation(_)
            | Figure::Isometry(_)
            | Figure::IsometryMatrix(_) => diagonal(figure.dimension()),
        }
    }

    /// The unit vector that a rotation is about.
    fn axis(&self, tree: &Tree, at: &Expr) -> Lowered<Value> {
        let tree = match tree {
            Tree::Leaf(leaf) if self.builder.kind(*leaf) == Kind::Open => {
                // The function that is differentiated compiles, so it is one.
                self.builder.assume(*leaf, Kind::Geometry(Figure::Unit(3), Elem::Any));
                tree
            }
            Tree::Leaf(_)
            | Tree::Tuple(_)
            | Tree::Rows(_)
            | Tree::Record(..)
            | Tree::Geometry(..)
            | Tree::Unset
            | Tree::Place(_)
            | Tree::Optional(_) => tree,
        };
        match self.solid(tree) {
            Some((Figure::Unit(3), parts)) => Ok(parts[0]),
            Some(_) | None => Err(self.error(at, crate::messages::value::shape("a unit vector of 3 entries"))),
        }
    }
}
