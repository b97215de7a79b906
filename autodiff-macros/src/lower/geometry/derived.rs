//! What follows from rotations: rotations between two, Euler angles, homogeneous matrices.

use std::f64::consts::FRAC_PI_2;

use crate::ir::{Figure, Node, Value};

use super::super::{Lowerer, Tree};

impl Lowerer<'_> {
    /// The rotation that a rotation has become after the part `t` of the shortest way to another one.
    pub(super) fn slerp(&self, rotation: Figure, one: Value, two: Value, t: Node<'_>) -> Option<Tree> {
        let there =
            self.geometry_operator("*", &self.inverse(rotation, &[one])?, &Tree::Geometry(rotation, vec![two]))?;
        let Tree::Geometry(_, difference) = there else { return None };
        let part = if rotation.dimension() == 2 {
            let Tree::Leaf(angle) = self.angle(rotation, difference[0])? else { return None };
            let angle = self.node(angle) * t;
            self.plane(angle.cos(), angle.sin())
        } else {
            let Tree::Leaf(vector) = self.scaled_axis(rotation, difference[0])? else { return None };
            self.by_rotation_vector(rotation, (self.node(vector) * t).value())
        };
        let start = Tree::Geometry(rotation, vec![one]);
        self.geometry_operator("*", &start, &Tree::Geometry(rotation, vec![part]))
    }

    /// Of two quaternions: `p (1 - t) + q t`.
    pub(super) fn lerp(&self, one: Value, two: Value, t: Node<'_>) -> Value {
        (self.node(one) * (1.0 - t) + self.node(two) * t).value()
    }

    /// Roll, pitch and yaw. Where the pitch is ±π/2 the yaw is taken to be 0, and the derivative is that of this choice.
    pub(super) fn euler_angles(&self, rotation: Figure, part: Value) -> Option<Tree> {
        if rotation.dimension() != 3 {
            return None;
        }
        let builder = self.builder;
        let matrix = self.matrix(rotation, part);
        let entry = |row: i128, col: i128| matrix.index_pair(self.int(row), self.int(col));
        let sine = entry(2, 0);
        let locked = |sign: f64| {
            builder.block(Vec::new(), || {
                let (above, beside) = (entry(0, 1), entry(0, 2));
                let roll = if sign > 0.0 { above.atan2(beside) } else { -(above.atan2(-beside)) };
                vec![roll.value(), builder.real(sign * FRAC_PI_2), builder.real(0.0)]
            })
        };
        let regular = builder.block(Vec::new(), || {
            let pitch = -sine.asin();
            let cosine = pitch.cos();
            let roll = (entry(2, 1) / cosine).atan2(entry(2, 2) / cosine);
            let yaw = (entry(1, 0) / cosine).atan2(entry(0, 0) / cosine);
            [roll, pitch, yaw].map(Node::value).to_vec()
        });
        let at_the_poles = builder.block(Vec::new(), || {
            let (up, down) = (locked(1.0), locked(-1.0));
            builder.branch(sine.le(builder.number(-1.0)).value(), up, down)
        });
        let is_regular = sine.abs().lt(builder.number(1.0)).value();
        let angles = builder.branch(is_regular, regular, at_the_poles);
        Some(Tree::Tuple(angles.into_iter().map(Tree::Leaf).collect()))
    }

    /// The matrix that does the same to homogeneous coordinates.
    pub(super) fn homogeneous(&self, figure: Figure, parts: &[Value]) -> Option<Tree> {
        let size = figure.dimension();
        let number = |is_one: bool| self.builder.real(if is_one { 1.0 } else { 0.0 });
        let (turn, shift) = match figure {
            Figure::Rotation(_) | Figure::UnitComplex | Figure::UnitQuaternion => {
                (Some(self.matrix(figure, parts[0])), None)
            }
            Figure::Isometry(_) | Figure::IsometryMatrix(_) => {
                (Some(self.matrix(figure.rotation()?, parts[1])), Some(self.node(parts[0])))
            }
            Figure::Translation(_) => (None, Some(self.node(parts[0]))),
            Figure::Point(_) | Figure::Unit(_) | Figure::Quaternion => return None,
        };
        let entry = |place: usize| {
            let (row, col) = (place / (size + 1), place % (size + 1));
            let [i, j] = [row, col].map(|index| self.int(index as i128));
            match (turn, shift) {
                (Some(turn), _) if row < size && col < size => turn.index_pair(i, j).value(),
                (_, Some(shift)) if row < size && col == size => shift.index(i).value(),
                (_, _) => number(row == col),
            }
        };
        let entries = (0..(size + 1).pow(2)).map(entry).collect::<Vec<_>>();
        Some(Tree::Leaf(self.entries_of(size + 1, size + 1, &entries)))
    }
}
