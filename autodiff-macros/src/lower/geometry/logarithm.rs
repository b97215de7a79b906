//! From rotations to angles and rotation vectors. Of a turn by π there is no derivative.

use crate::ir::{Figure, Node, Value};

use super::super::{Lowerer, Tree};

impl Lowerer<'_> {
    /// The angle of a rotation. In space it is never negative, and its derivative at the identity is zero, the
    /// subgradient of least norm.
    pub(super) fn angle(&self, rotation: Figure, part: Value) -> Option<Tree> {
        let part = self.node(part);
        let entry = |row: i128, col: i128| part.index_pair(self.int(row), self.int(col));
        let angle = match rotation {
            Figure::Rotation(2) | Figure::UnitComplex => entry(1, 0).atan2(entry(0, 0)),
            Figure::Rotation(3) => {
                let (sine, cosine) = sine_and_cosine(part);
                sine.norm().atan2(cosine)
            }
            Figure::UnitQuaternion => part.imaginary().norm().atan2(part.index(self.int(3)).abs()) * 2.0,
            Figure::Point(_)
            | Figure::Unit(_)
            | Figure::Translation(_)
            | Figure::Rotation(_)
            | Figure::Quaternion
            | Figure::Isometry(_)
            | Figure::IsometryMatrix(_) => return None,
        };
        Some(Tree::Leaf(angle.value()))
    }

    /// The rotation vector of a rotation of space by less than π. It is smooth there, at the identity too.
    pub(super) fn scaled_axis(&self, rotation: Figure, part: Value) -> Option<Tree> {
        let (builder, part) = (self.builder, self.node(part));
        let vector = match rotation {
            Figure::Rotation(3) => {
                let (sine, cosine) = sine_and_cosine(part);
                // θ / sin θ; near π, where the cosine alone does not tell the angle, from both.
                let acute = builder.block(Vec::new(), || vec![cosine.arc(self.int(0)).value()]);
                let obtuse = builder.block(Vec::new(), || {
                    let length = sine.norm();
                    vec![(length.atan2(cosine) / length).value()]
                });
                let is_acute = cosine.gt(builder.number(0.0)).value();
                sine * self.node(builder.branch(is_acute, acute, obtuse)[0])
            }
            Figure::UnitQuaternion => {
                // Of the two quaternions of a rotation, that of the smaller angle.
                let real = part.index(self.int(3));
                let same = builder.block(Vec::new(), || vec![part.value()]);
                let other = builder.block(Vec::new(), || vec![(-part).value()]);
                let is_smaller = real.ge(builder.number(0.0)).value();
                let nearer = self.node(builder.branch(is_smaller, same, other)[0]);
                let half_cosine = nearer.index(self.int(3));
                nearer.imaginary() * (half_cosine.arc(self.int(0)) * 2.0)
            }
            Figure::Point(_)
            | Figure::Unit(_)
            | Figure::Translation(_)
            | Figure::Rotation(_)
            | Figure::UnitComplex
            | Figure::Quaternion
            | Figure::Isometry(_)
            | Figure::IsometryMatrix(_) => return None,
        };
        Some(Tree::Leaf(vector.value()))
    }
}

/// Of a rotation matrix of space: the axis times the sine of the angle, and the cosine.
fn sine_and_cosine(matrix: Node<'_>) -> (Node<'_>, Node<'_>) {
    (matrix.vee() * 0.5, (matrix.trace() - 1.0) * 0.5)
}
