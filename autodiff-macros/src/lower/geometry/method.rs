//! Methods of points, rotations, quaternions and isometries, and functions of points.

use proc_macro2::Ident;
use quote::quote;
use syn::{Expr, ExprCall, ExprMethodCall};

use crate::ir::{Dim, Elem, Figure, Kind, Node, Tensor, Value};
use crate::messages::{assignment, geometry, value};
use crate::rules::tensor::access::INDEX;

use super::super::{Lowered, Lowerer, Tree};
use super::words;

/// Other methods that give a value of the receiver's type: of constants a constant of it.
const SAME: [&str; 5] = ["append_axisangle_linearized", "inf", "lerp_slerp", "powf", "sup"];

impl Lowerer<'_> {
    /// A method of geometry, or one with such an argument.
    pub(in crate::lower) fn geometry_method(&mut self, receiver: Tree, expr: &ExprMethodCall) -> Lowered<Tree> {
        let name = expr.method.to_string();
        if expr.args.is_empty() && matches!(name.as_str(), "clone" | "to_owned") {
            return Ok(receiver);
        }
        let has_closure = expr.args.iter().any(|arg| matches!(arg, Expr::Closure(_)));
        let args = if has_closure { Ok(Vec::new()) } else { self.trees(&expr.args) };
        let args = args?;
        let all = std::iter::once(&receiver).chain(&args).collect::<Vec<_>>();
        if let Some(leaves) = self.constants(&all) {
            let parts = std::iter::once(&*expr.receiver).chain(&expr.args);
            let parts = leaves.iter().copied().zip(parts).collect::<Vec<_>>();
            let (method, turbofish) = (&expr.method, &expr.turbofish);
            let template = |holes: &[Ident]| {
                let (receiver, args) = (&holes[0], &holes[1..]);
                quote!(#receiver.#method #turbofish(#(#args),*))
            };
            if has_closure {
                return self.unknown_method(expr, &leaves);
            }
            let trial = |lowerer: &mut Self| lowerer.method_of_figure(&receiver, &name, &args, expr);
            if let Some(constant) = self.constant_figure(&parts, template, trial) {
                return constant;
            }
            // Of constants, exactly what nalgebra gives.
            if let (Some((figure, _)), "angle" | "angle_to" | "scaled_axis") = (self.solid(&receiver), name.as_str())
                && words::methods(figure).contains(&name.as_str())
            {
                let elem = self.builder.kind(leaves[0]).elem().cloned().unwrap_or(Elem::Any);
                let is_vector = name == "scaled_axis";
                let vector = Tensor { elem: elem.clone(), rows: Dim::Known(3), cols: Dim::ONE };
                let kind = if is_vector { Kind::Tensor(vector) } else { Kind::Real(elem) };
                return self.pure_constant(&parts, template, kind);
            }
            if let Some(figure) = self.figure(leaves[0]).filter(|_| SAME.contains(&name.as_str())) {
                let constant = self.pure_constant(&parts, template, Kind::Geometry(figure, Elem::Any))?;
                constant.leaves().iter().for_each(|leaf| self.settle_parts(*leaf));
                return Ok(constant);
            }
            let attempt = |lowerer: &mut Self| lowerer.method_of_figure(&receiver, &name, &args, expr);
            return match self.attempt(attempt).flatten() {
                Some(tree) => {
                    self.note_method(expr, &receiver);
                    Ok(tree)
                }
                None if is_changing(&name) => Err(self.error(&expr.method, assignment::method(&name))),
                None => self.unknown_method(expr, &leaves),
            };
        }
        self.at(&expr.method);
        let found = if has_closure { None } else { self.method_of_figure(&receiver, &name, &args, expr)? };
        match (found, self.solid(&receiver)) {
            (Some(tree), _) => {
                self.note_method(expr, &receiver);
                Ok(tree)
            }
            (None, Some((figure, _))) => Err(self.error(&expr.method, words::method(&name, figure))),
            (None, None) => Err(self.error(&expr.method, value::open())),
        }
    }

    /// What a method was read as, it must be.
    fn note_method(&self, expr: &ExprMethodCall, receiver: &Tree) {
        if let Some((figure, _)) = self.solid(receiver) {
            self.figures.note_method(&expr.method, figure);
        }
    }

    pub(super) fn trees<'e>(&mut self, args: impl IntoIterator<Item = &'e Expr>) -> Lowered<Vec<Tree>> {
        let trees = args.into_iter().map(|arg| self.expression(arg)).collect::<Vec<_>>();
        trees.into_iter().collect()
    }

    /// A method that is known of a type, for these arguments.
    fn method_of_figure(
        &mut self,
        receiver: &Tree,
        name: &str,
        args: &[Tree],
        expr: &ExprMethodCall,
    ) -> Lowered<Option<Tree>> {
        let Some((figure, parts)) = self.solid(receiver) else { return Ok(None) };
        Ok(match args {
            [] => self.without_arguments(figure, &parts, name),
            [arg] => {
                let at = &expr.args[0];
                match (name, self.solid(arg)) {
                    (_, Some((other, others))) => self.with_geometry(figure, &parts, name, other, &others),
                    (_, None) => self.with_vector(figure, &parts, name, arg, at)?,
                }
            }
            [other, number] => {
                let at = &expr.args[1];
                match (figure, name, self.solid(other)) {
                    (_, "lerp" | "nlerp" | "slerp", Some((other, others))) if other == figure => {
                        let t = self.node(self.real(number, at)?);
                        self.between_two(figure, name, [parts[0], others[0]], t)
                    }
                    (_, _, _) => None,
                }
            }
            [..] => None,
        })
    }

    fn between_two(&self, figure: Figure, name: &str, [one, two]: [Value; 2], t: Node<'_>) -> Option<Tree> {
        match (figure, name) {
            (Figure::Point(_) | Figure::Quaternion, "lerp") => {
                Some(Tree::Geometry(figure, vec![self.lerp(one, two, t)]))
            }
            (Figure::UnitQuaternion, "lerp") => Some(Tree::Geometry(Figure::Quaternion, vec![self.lerp(one, two, t)])),
            (Figure::UnitQuaternion, "nlerp") => {
                let between = self.node(self.lerp(one, two, t));
                Some(Tree::Geometry(figure, vec![self.unit_quaternion((between / between.norm()).value())]))
            }
            (Figure::Rotation(_) | Figure::UnitComplex | Figure::UnitQuaternion, "slerp") => {
                self.slerp(figure, one, two, t)
            }
            (_, _) => None,
        }
    }

    fn without_arguments(&self, figure: Figure, parts: &[Value], name: &str) -> Option<Tree> {
        let part = self.node(parts[0]);
        let leaf = |value: Value| Some(Tree::Leaf(value));
        match (figure, name) {
            (_, "inverse") => self.inverse(figure, parts),
            (Figure::Rotation(_), "transpose") | (Figure::UnitQuaternion | Figure::UnitComplex, "conjugate") => {
                self.inverse(figure, parts)
            }
            (Figure::Rotation(_), "matrix" | "into_inner") | (Figure::Unit(_), "into_inner" | "as_ref") => {
                leaf(parts[0])
            }
            (Figure::UnitQuaternion, "to_rotation_matrix") => {
                let matrix = self.matrix(figure, parts[0]).value();
                Some(Tree::Geometry(Figure::Rotation(3), vec![matrix]))
            }
            (Figure::UnitComplex, "to_rotation_matrix") => Some(Tree::Geometry(Figure::Rotation(2), parts.to_vec())),
            (Figure::UnitQuaternion, "quaternion" | "into_inner") => {
                Some(Tree::Geometry(Figure::Quaternion, parts.to_vec()))
            }
            (Figure::Quaternion, "conjugate") => Some(Tree::Geometry(figure, vec![part.conjugate().value()])),
            (Figure::Quaternion, "norm" | "magnitude") => leaf(part.norm().value()),
            (Figure::Quaternion, "norm_squared" | "magnitude_squared") => leaf(part.norm_squared().value()),
            (Figure::Quaternion, "normalize") => Some(Tree::Geometry(figure, vec![(part / part.norm()).value()])),
            (Figure::Quaternion | Figure::UnitQuaternion, "imag" | "vector") => leaf(part.imaginary().value()),
            (Figure::Quaternion | Figure::UnitQuaternion, "scalar") => {
                leaf(self.builder.apply(&INDEX, &[parts[0], self.builder.int(3)]))
            }
            (Figure::Quaternion | Figure::UnitQuaternion, "as_vector") => leaf(parts[0]),
            (_, "to_homogeneous") => self.homogeneous(figure, parts),
            (Figure::Isometry(_) | Figure::IsometryMatrix(_), "to_matrix") => self.homogeneous(figure, parts),
            (Figure::Rotation(3) | Figure::UnitQuaternion, "euler_angles") => self.euler_angles(figure, parts[0]),
            (_, "angle") => self.angle(figure, parts[0]),
            (_, "scaled_axis") => self.scaled_axis(figure, parts[0]),
            (_, _) => None,
        }
    }

    fn with_geometry(
        &self,
        figure: Figure,
        parts: &[Value],
        name: &str,
        other: Figure,
        others: &[Value],
    ) -> Option<Tree> {
        let this = Tree::Geometry(figure, parts.to_vec());
        let that = Tree::Geometry(other, others.to_vec());
        let is_rotation = figure.rotation() == Some(figure) && figure == other;
        match (name, other) {
            ("transform_point", Figure::Point(size)) => {
                let moved = self.moved(figure, parts, size, others[0])?;
                Some(Tree::Geometry(other, vec![moved]))
            }
            ("inverse_transform_point", Figure::Point(size)) if figure.dimension() == size => {
                Some(Tree::Geometry(other, vec![self.moved_back(figure, parts, others[0])?]))
            }
            ("rotation_to", _) if is_rotation => self.geometry_operator("/", &that, &this),
            ("angle_to", _) if is_rotation => match self.geometry_operator("/", &that, &this)? {
                Tree::Geometry(figure, parts) => self.angle(figure, parts[0]),
                Tree::Leaf(_)
                | Tree::Tuple(_)
                | Tree::Rows(_)
                | Tree::Record(..)
                | Tree::Unset
                | Tree::Place(_)
                | Tree::Optional(_) => None,
            },
            ("inv_mul", _) if figure == other && matches!(figure, Figure::Isometry(_) | Figure::IsometryMatrix(_)) => {
                self.geometry_operator("*", &self.inverse(figure, parts)?, &that)
            }
            ("dot", _) if figure == Figure::Quaternion && figure == other => {
                Some(Tree::Leaf(self.node(parts[0]).dot(self.node(others[0])).value()))
            }
            (_, _) => None,
        }
    }

    fn with_vector(&self, figure: Figure, parts: &[Value], name: &str, arg: &Tree, at: &Expr) -> Lowered<Option<Tree>> {
        let Some((rotation, part)) = figure.rotation().zip(parts.last().copied()) else { return Ok(None) };
        if !matches!(name, "transform_vector" | "inverse_transform_vector") {
            return Ok(None);
        }
        let vector = self.node(self.column(arg, figure.dimension(), at)?);
        let matrix = self.matrix(rotation, part);
        let turned = if name == "transform_vector" { matrix.matmul(vector) } else { matrix.tr_mul(vector) };
        Ok(Some(Tree::Leaf(turned.value())))
    }

    /// `nalgebra::distance(&p, &q)`, `nalgebra::distance_squared(..)` and `nalgebra::center(..)`, if a call is one.
    pub(in crate::lower) fn function_of_points(&mut self, expr: &ExprCall) -> Lowered<Option<Tree>> {
        let Expr::Path(path) = &*expr.func else { return Ok(None) };
        let mut segments = path.path.segments.iter().rev().map(|segment| segment.ident.to_string());
        let (name, module) = (segments.next().unwrap_or_default(), segments.next().unwrap_or_default());
        let is_listed = matches!(name.as_str(), "distance" | "distance_squared" | "center");
        if !is_listed || expr.args.len() != 2 {
            return Ok(None);
        }
        let mut are_points = false;
        let builder = self.builder;
        // What the trial writes is thrown away.
        builder.block(Vec::new(), || {
            let args = self.attempt(|lowerer| lowerer.trees(&expr.args)).unwrap_or_default();
            are_points = self.constants(&args.iter().collect::<Vec<_>>()).is_none()
                && args.iter().all(|arg| matches!(self.solid(arg), Some((Figure::Point(_), _))));
            Vec::new()
        });
        if !are_points {
            return Ok(None);
        }
        let args = self.trees(&expr.args)?;
        let points = args.iter().map(|arg| self.solid(arg)).collect::<Option<Vec<_>>>();
        let Some([(Figure::Point(size), one), (Figure::Point(other), two)]) = points.as_deref() else {
            return Ok(None);
        };
        if size != other {
            return Ok(None);
        }
        // By its path: another function may be called so.
        if !matches!(module.as_str(), "nalgebra" | "na") {
            return Err(self.error(&expr.func, geometry::path(&name)));
        }
        self.name_module(path, Figure::Point(*size));
        self.at(&expr.func);
        let (one, two) = (self.node(one[0]), self.node(two[0]));
        Ok(Some(match name.as_str() {
            "distance" => Tree::Leaf((two - one).norm().value()),
            "distance_squared" => Tree::Leaf((two - one).norm_squared().value()),
            _ => Tree::Geometry(Figure::Point(*size), vec![((one + two) * 0.5).value()]),
        }))
    }
}

/// Whether a method changes its receiver, by its name.
fn is_changing(method: &str) -> bool {
    method.ends_with("_mut") || method.starts_with("renormalize")
}
