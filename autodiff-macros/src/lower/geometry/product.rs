//! What geometry does by operators: rotations turn, isometries move, points differ by vectors.

use crate::ir::{Dim, Figure, Kind, Value};
use crate::rules::geometry::quaternion::HAMILTON;
use crate::rules::{self, Surface};

use super::super::{Lowerer, Tree};

/// A rotation, a translation, or one after the other.
struct Motion {
    rotation: Option<(Figure, Value)>,
    translation: Option<Value>,
}

impl Lowerer<'_> {
    /// An operator between two values of which one is geometry.
    pub(super) fn geometry_operator(&self, symbol: &str, one: &Tree, two: &Tree) -> Option<Tree> {
        match (self.solid(one), self.solid(two)) {
            (Some(one), Some(two)) => self.between_figures(symbol, &one, &two),
            (Some((figure, parts)), None) => self.with_plain(symbol, figure, &parts, self.plain(two)?),
            (None, Some((figure, parts))) => {
                let plain = self.plain(one)?;
                // More likely a motion than a number.
                if self.builder.kind(plain) == Kind::Open {
                    return None;
                }
                match (figure, symbol) {
                    (Figure::Point(_), "*") => self.on_coordinates(symbol, &[plain, parts[0]]),
                    (Figure::Rotation(_), "*") => self.infix(symbol, &[plain, parts[0]]).map(Tree::Leaf),
                    (_, _) => None,
                }
            }
            (None, None) => None,
        }
    }

    fn plain(&self, tree: &Tree) -> Option<Value> {
        if let Tree::Leaf(leaf) = tree { Some(*leaf) } else { None }
    }

    /// The operation of the table that is written so.
    fn infix(&self, symbol: &str, values: &[Value]) -> Option<Value> {
        let found = rules::find(Surface::Infix(symbol), &self.builder.kinds(values))?;
        Some(self.builder.apply(found.rule, &found.arrange(values)))
    }

    /// The point whose coordinates are those of an operation.
    fn on_coordinates(&self, symbol: &str, values: &[Value]) -> Option<Tree> {
        let coordinates = self.infix(symbol, values)?;
        match &self.builder.kind(coordinates).tensor()?.rows {
            Dim::Known(size) => Some(Tree::Geometry(Figure::Point(*size), vec![coordinates])),
            Dim::Named(_) | Dim::Generic(_) | Dim::Dyn => None,
        }
    }

    /// Geometry on the left, a number, vector or matrix on the right.
    fn with_plain(&self, symbol: &str, figure: Figure, parts: &[Value], plain: Value) -> Option<Tree> {
        if self.builder.kind(plain) == Kind::Open && figure.rotation().is_some() {
            return None;
        }
        let is_vector = self.builder.kind(plain).tensor().is_some_and(|tensor| tensor.cols.is_one());
        match (figure, symbol) {
            (Figure::Point(_), "*" | "/") => {
                self.settle(parts[0], plain);
                let is_real = self.builder.kind(plain).is_real();
                is_real.then(|| self.on_coordinates(symbol, &[parts[0], plain])).flatten()
            }
            (Figure::Point(_), "+" | "-") => self.on_coordinates(symbol, &[parts[0], plain]),
            (Figure::Quaternion, "*" | "/") => {
                let scaled = self.infix(symbol, &[parts[0], plain])?;
                self.builder.kind(plain).is_real().then(|| Tree::Geometry(figure, vec![scaled]))
            }
            // A rotation matrix turns the columns of a matrix too.
            (Figure::Rotation(_), "*") if !self.builder.kind(plain).is_real() => {
                self.infix(symbol, &[parts[0], plain]).map(Tree::Leaf)
            }
            (_, "*") if is_vector => {
                let (rotation, part) = (figure.rotation()?, *parts.last()?);
                self.infix(symbol, &[self.matrix(rotation, part).value(), plain]).map(Tree::Leaf)
            }
            (_, _) => None,
        }
    }

    fn between_figures(&self, symbol: &str, one: &(Figure, Vec<Value>), two: &(Figure, Vec<Value>)) -> Option<Tree> {
        let ((first, ones), (second, twos)) = (one, two);
        match (first, symbol, second) {
            (Figure::Point(one), "-", Figure::Point(two)) if one == two => {
                self.infix(symbol, &[ones[0], twos[0]]).map(Tree::Leaf)
            }
            (Figure::Quaternion, "*", Figure::Quaternion) => {
                let product = self.builder.apply(&HAMILTON, &[ones[0], twos[0]]);
                Some(Tree::Geometry(Figure::Quaternion, vec![product]))
            }
            (Figure::Quaternion, "+" | "-", Figure::Quaternion) => {
                Some(Tree::Geometry(Figure::Quaternion, vec![self.infix(symbol, &[ones[0], twos[0]])?]))
            }
            (_, "*", Figure::Point(size)) => {
                let moved = self.moved(*first, ones, *size, twos[0])?;
                Some(Tree::Geometry(Figure::Point(*size), vec![moved]))
            }
            (_, "*", Figure::Unit(size)) => {
                let rotation =
                    first.rotation().filter(|rotation| rotation == first && rotation.dimension() == *size)?;
                let turned = self.matrix(rotation, ones[0]).matmul(self.node(twos[0]));
                Some(Tree::Geometry(Figure::Unit(*size), vec![turned.value()]))
            }
            (_, "*", _) => self.composed(*first, ones, *second, twos),
            (_, "/", _) if first == second => {
                let inverse = self.inverse(*second, twos)?;
                let Tree::Geometry(_, parts) = inverse else { return None };
                self.composed(*first, ones, *second, &parts)
            }
            (_, _, _) => None,
        }
    }

    /// The coordinates of a point after a motion.
    pub(super) fn moved(&self, by: Figure, parts: &[Value], size: usize, point: Value) -> Option<Value> {
        if by.dimension() != size {
            return None;
        }
        let Motion { rotation, translation } = motion(by, parts)?;
        let point = self.node(point);
        let turned = rotation.map_or(point, |(rotation, part)| self.matrix(rotation, part).matmul(point));
        Some(translation.map_or(turned, |by| turned + self.node(by)).value())
    }

    /// The coordinates of a point before a motion.
    pub(super) fn moved_back(&self, by: Figure, parts: &[Value], point: Value) -> Option<Value> {
        let Motion { rotation, translation } = motion(by, parts)?;
        let point = self.node(point);
        let shifted = translation.map_or(point, |by| point - self.node(by));
        Some(rotation.map_or(shifted, |(rotation, part)| self.matrix(rotation, part).tr_mul(shifted)).value())
    }

    /// One motion after another, the second one first.
    fn composed(&self, first: Figure, ones: &[Value], second: Figure, twos: &[Value]) -> Option<Tree> {
        let figure = composition(first, second)?;
        let (one, two) = (motion(first, ones)?, motion(second, twos)?);
        let rotation = match (one.rotation, two.rotation) {
            (Some((one, a)), Some((two, b))) => Some(self.turn_of_turn(one, a, two, b)),
            (rotation, None) | (None, rotation) => rotation.map(|(_, part)| part),
        };
        let turned = |translation: Value| match one.rotation {
            Some((rotation, part)) => self.matrix(rotation, part).matmul(self.node(translation)),
            None => self.node(translation),
        };
        let translation = match (one.translation, two.translation) {
            (Some(one), Some(two)) => Some((turned(two) + self.node(one)).value()),
            (Some(one), None) => Some(one),
            (None, Some(two)) => Some(turned(two).value()),
            (None, None) => None,
        };
        Some(Tree::Geometry(figure, translation.into_iter().chain(rotation).collect()))
    }

    fn turn_of_turn(&self, one: Figure, a: Value, two: Figure, b: Value) -> Value {
        if one != Figure::UnitQuaternion {
            return self.node(a).matmul(self.node(b)).value();
        }
        let product = self.builder.apply(&HAMILTON, &[a, b]);
        let are_known = [a, b].iter().all(|part| self.figures.matrices.borrow().contains_key(part));
        if !are_known {
            return self.unit_quaternion(product);
        }
        let matrix = self.matrix(one, a).matmul(self.matrix(two, b));
        self.known_matrix(product, matrix.value());
        product
    }

    /// The motion that undoes a motion.
    pub(super) fn inverse(&self, figure: Figure, parts: &[Value]) -> Option<Tree> {
        if figure == Figure::Quaternion {
            return None;
        }
        let Motion { rotation, translation } = motion(figure, parts)?;
        let back = rotation.map(|(rotation, part)| self.turn_back(rotation, part));
        let translation = translation.map(|by| {
            let opposite = -self.node(by);
            match (rotation, back) {
                (Some((rotation, part)), Some(_)) => self.matrix(rotation, part).tr_mul(opposite).value(),
                (_, _) => opposite.value(),
            }
        });
        Some(Tree::Geometry(figure, translation.into_iter().chain(back).collect()))
    }

    fn turn_back(&self, rotation: Figure, part: Value) -> Value {
        let part = self.node(part);
        if rotation != Figure::UnitQuaternion {
            return part.transpose().value();
        }
        let conjugate = part.conjugate().value();
        self.known_matrix(conjugate, self.matrix(rotation, part.value()).transpose().value());
        conjugate
    }
}

/// What a motion is made of.
fn motion(figure: Figure, parts: &[Value]) -> Option<Motion> {
    match figure {
        Figure::Translation(_) => Some(Motion { rotation: None, translation: Some(parts[0]) }),
        Figure::Rotation(_) | Figure::UnitComplex | Figure::UnitQuaternion => {
            Some(Motion { rotation: Some((figure, parts[0])), translation: None })
        }
        Figure::Isometry(_) | Figure::IsometryMatrix(_) => {
            Some(Motion { rotation: Some((figure.rotation()?, parts[1])), translation: Some(parts[0]) })
        }
        Figure::Point(_) | Figure::Unit(_) | Figure::Quaternion => None,
    }
}

/// The type that nalgebra gives to the product of two motions.
fn composition(first: Figure, second: Figure) -> Option<Figure> {
    if first.dimension() != second.dimension() {
        return None;
    }
    let with_translation = |rotation: Figure| match rotation {
        Figure::UnitComplex | Figure::UnitQuaternion => Some(Figure::Isometry(rotation.dimension())),
        Figure::Rotation(size) => Some(Figure::IsometryMatrix(size)),
        Figure::Point(_)
        | Figure::Unit(_)
        | Figure::Translation(_)
        | Figure::Quaternion
        | Figure::Isometry(_)
        | Figure::IsometryMatrix(_) => None,
    };
    match (first.rotation(), second.rotation()) {
        (None, None) => Some(first),
        (Some(rotation), None) | (None, Some(rotation)) => with_translation(rotation),
        (Some(one), Some(two)) if one == two && first == one && second == two => Some(one),
        (Some(one), Some(two)) if one == two => with_translation(one),
        // Of a complex number and a matrix, the number.
        (Some(one), Some(two)) if one.dimension() == 2 && first == one && second == two => Some(Figure::UnitComplex),
        (Some(_), Some(_)) => None,
    }
}
