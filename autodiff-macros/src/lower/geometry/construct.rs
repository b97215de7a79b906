//! Constructors of points, rotations, quaternions and isometries.

use proc_macro2::Ident;
use quote::{ToTokens, quote};
use syn::{Expr, ExprCall, ExprPath, PathArguments, Type};

use crate::ir::{Dim, Elem, Figure, Kind, Named, Tensor, Value};
use crate::rules::array::ELEMENT;
use crate::rules::tensor::arithmetic::UNSCALE;
use crate::rules::tensor::construct::ENTRIES;

use super::super::{Lowered, Lowerer, Tree};
use super::words;

/// Other constructors that give the type itself: of constants they are constants of it.
const OTHERS: [&str; 11] = [
    "face_towards",
    "from_basis_unchecked",
    "from_matrix",
    "from_matrix_unchecked",
    "from_rotation_matrix",
    "look_at_lh",
    "look_at_rh",
    "new_observer_frame",
    "new_observer_frames",
    "new_unchecked",
    "rotation_wrt_point",
];

impl Lowerer<'_> {
    /// The type of geometry and the constructor that a path names: `Rotation3::new`, `Unit::new_normalize`.
    pub(in crate::lower) fn geometry_path(&self, path: &ExprPath) -> Option<(Named, String)> {
        let name = path.path.segments.last()?.ident.to_string();
        let mut ty = match &path.qself {
            Some(qself) => {
                let Type::Path(ty) = &*qself.ty else { return None };
                (qself.position == 0 && ty.qself.is_none()).then(|| ty.path.clone())?
            }
            None => {
                let mut ty = path.path.clone();
                ty.segments.pop();
                ty.segments.pop_punct();
                ty
            }
        };
        let last = ty.segments.last_mut()?;
        // `Unit` takes its size from the vector.
        let figure = if last.ident == "Unit" { Figure::Unit(0) } else { Figure::named(&last.ident.to_string())? };
        let arguments = match std::mem::take(&mut last.arguments) {
            PathArguments::AngleBracketed(arguments) => Some(arguments.args.to_token_stream()),
            PathArguments::None | PathArguments::Parenthesized(_) => None,
        };
        let arguments = arguments.filter(|arguments| arguments.to_string() != "_");
        Some((Named { path: ty.to_token_stream(), arguments, figure }, name))
    }

    /// `Vector3::x_axis()`
    pub(in crate::lower) fn unit_axis(&mut self, tensor: &Tensor, expr: &ExprCall) -> Lowered<Tree> {
        let Dim::Known(size) = tensor.rows else { return self.fragment(expr, Kind::Open) };
        let function = &expr.func;
        let kind = Kind::Geometry(Figure::Unit(size), tensor.elem.clone());
        let axis = self.pure_constant(&[], |_| quote!(#function()), kind)?;
        if let Tree::Leaf(leaf) = &axis {
            self.settle_parts(*leaf);
        }
        Ok(axis)
    }

    /// Notes the module that a function of points is taken from.
    pub(super) fn name_module(&self, path: &ExprPath, figure: Figure) {
        let mut module = path.path.clone();
        module.segments.pop();
        let ty = Ident::new(&figure.to_string(), proc_macro2::Span::call_site());
        self.figures.note_type(Named { path: quote!(#module #ty), arguments: None, figure });
    }

    /// `Type::name(..)` for a type of geometry.
    pub(in crate::lower) fn geometry_constructor(
        &mut self,
        (named, name): (Named, String),
        expr: &ExprCall,
    ) -> Lowered<Tree> {
        // What another crate or the user adds to the type may be anything.
        if !words::constructors(named.figure).contains(&name.as_str()) && !OTHERS.contains(&name.as_str()) {
            let found = self.captures(expr)?;
            return match self.active(&found.captures, &found.values) {
                None => self.fragment(expr, Kind::Open),
                Some(_) => Err(self.error(&expr.func, words::constructor(&name, named.figure))),
            };
        }
        let mut is_converted = false;
        let args = expr.args.iter().map(|arg| self.converted(arg, &mut is_converted)).collect::<Vec<_>>();
        let args = args.into_iter().collect::<Lowered<Vec<_>>>()?;
        let figure = if named.figure == Figure::Unit(0) { Figure::Unit(self.size(&args)) } else { named.figure };
        let name = name.as_str();
        self.figures.note_type(Named { figure, ..named });
        self.at(&expr.func);
        if let Some(leaves) = self.constants(&args.iter().collect::<Vec<_>>())
            && !is_converted
        {
            let parts = leaves.into_iter().zip(&expr.args).collect::<Vec<_>>();
            let function = &expr.func;
            let template = |holes: &[Ident]| quote!(#function(#(#holes),*));
            let trial = |lowerer: &mut Self| lowerer.built(figure, name, &args, expr);
            if let Some(constant) = self.constant_figure(&parts, template, trial) {
                return constant;
            }
            let kind = if figure == Figure::Unit(0) { Kind::Opaque } else { Kind::Geometry(figure, Elem::Any) };
            let constant = self.pure_constant(&parts, template, kind)?;
            constant.leaves().iter().for_each(|leaf| self.settle_parts(*leaf));
            return Ok(constant);
        }
        match self.built(figure, name, &args, expr)? {
            Some(tree) => Ok(tree),
            None => Err(self.error(&expr.func, words::constructor(name, figure))),
        }
    }

    /// The size of the vector that is the only argument.
    fn size(&self, args: &[Tree]) -> usize {
        let [Tree::Leaf(leaf)] = args else { return 0 };
        match self.builder.kind(*leaf).tensor() {
            Some(Tensor { rows: Dim::Known(size), .. }) => *size,
            Some(Tensor { .. }) | None => 0,
        }
    }

    /// An argument; of `x.into()` it is `x`.
    #[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is treated alike")]
    fn converted(&mut self, arg: &Expr, is_converted: &mut bool) -> Lowered<Tree> {
        match arg {
            Expr::MethodCall(call) if call.method == "into" && call.args.is_empty() => {
                *is_converted = true;
                self.expression(&call.receiver)
            }
            other => self.expression(other),
        }
    }

    fn built(&mut self, figure: Figure, name: &str, args: &[Tree], expr: &ExprCall) -> Lowered<Option<Tree>> {
        let at = |place: usize| &expr.args[place];
        let whole = |value: Value| Some(Tree::Geometry(figure, vec![value]));
        Ok(match (figure, name, args) {
            (Figure::Point(size), "origin", []) | (Figure::Translation(size), "identity", []) => {
                whole(self.zeros(size))
            }
            (Figure::Point(size) | Figure::Translation(size), "new", args) if args.len() == size => {
                let numbers = args.iter().zip(&expr.args).map(|(arg, at)| self.real(arg, at));
                whole(self.entries_of(size, 1, &numbers.collect::<Lowered<Vec<_>>>()?))
            }
            (Figure::Point(size), "from" | "from_coordinates", [arg])
            | (Figure::Translation(size), "from" | "from_vector", [arg]) => {
                whole(self.coordinates_of(arg, size, at(0))?)
            }
            (Figure::Unit(0), _, _) => None,
            // Nothing says that what varies has the length that the type promises.
            (Figure::Unit(size), "new_unchecked", [arg]) => {
                let vector = self.column(arg, size, at(0))?;
                (!self.builder.is_varied(vector)).then(|| whole(vector)).flatten()
            }
            (Figure::Unit(size), "new_normalize", [arg]) => {
                let vector = self.node(self.column(arg, size, at(0))?);
                whole(vector.apply(&UNSCALE, &[vector.norm()]).value())
            }
            (Figure::Rotation(size), "from_matrix_unchecked", [arg]) => {
                let matrix = self.leaf(arg, at(0))?;
                let kind = Kind::Tensor(Tensor { elem: Elem::Any, rows: Dim::Known(size), cols: Dim::Known(size) });
                let is_known = self.builder.kind(matrix).join(&kind).is_some() && !self.builder.is_varied(matrix);
                is_known.then(|| whole(matrix)).flatten()
            }
            (Figure::Rotation(_), "from", [arg]) => match self.solid(arg) {
                Some((other @ (Figure::UnitQuaternion | Figure::UnitComplex), parts))
                    if other.dimension() == figure.dimension() =>
                {
                    whole(self.matrix(other, parts[0]).value())
                }
                Some(_) | None => None,
            },
            (Figure::Rotation(_) | Figure::UnitComplex | Figure::UnitQuaternion, _, args) => {
                return self.rotation_by_angles(figure, name, args, expr);
            }
            (Figure::Quaternion, _, args) => return self.quaternion(name, args, expr),
            (Figure::Isometry(_) | Figure::IsometryMatrix(_), _, args) => {
                return self.isometry(figure, name, args, expr);
            }
            (_, _, _) => None,
        })
    }

    fn quaternion(&mut self, name: &str, args: &[Tree], expr: &ExprCall) -> Lowered<Option<Tree>> {
        let at = |place: usize| &expr.args[place];
        let real = |place: usize| self.real(&args[place], at(place));
        let part = match (name, args.len()) {
            ("new", 4) => self.entries_of(4, 1, &[real(1)?, real(2)?, real(3)?, real(0)?]),
            ("from_parts", 2) => {
                let vector = self.column(&args[1], 3, at(1))?;
                let [i, j, k] = [0, 1, 2].map(|place| self.node(vector).index(self.int(place)).value());
                self.entries_of(4, 1, &[i, j, k, real(0)?])
            }
            ("from_imag", 1) => self.node(self.column(&args[0], 3, at(0))?).pure().value(),
            ("from" | "from_vector", 1) => self.column(&args[0], 4, at(0))?,
            ("identity", 0) => self.identity(Figure::Quaternion),
            (_, _) => return Ok(None),
        };
        Ok(Some(Tree::Geometry(Figure::Quaternion, vec![part])))
    }

    fn isometry(&mut self, figure: Figure, name: &str, args: &[Tree], expr: &ExprCall) -> Lowered<Option<Tree>> {
        let at = |place: usize| &expr.args[place];
        let (size, Some(rotation)) = (figure.dimension(), figure.rotation()) else { return Ok(None) };
        let parts = match (name, args) {
            ("identity", []) => vec![self.zeros(size), self.identity(rotation)],
            ("new", [translation, by]) => {
                let translation = self.column(translation, size, at(0))?;
                vec![translation, self.turn(rotation, by, at(1))?]
            }
            ("rotation", [by]) => vec![self.zeros(size), self.turn(rotation, by, at(0))?],
            ("translation", numbers) if numbers.len() == size => {
                let numbers = numbers.iter().zip(&expr.args).map(|(arg, at)| self.real(arg, at));
                let vector = self.entries_of(size, 1, &numbers.collect::<Lowered<Vec<_>>>()?);
                vec![vector, self.identity(rotation)]
            }
            ("from_parts", [translation, by]) => {
                let translation = match self.solid(translation) {
                    Some((Figure::Translation(other), parts)) if other == size => parts[0],
                    Some(_) => return Ok(None),
                    None => self.column(translation, size, at(0))?,
                };
                match self.solid(by) {
                    Some((other, parts)) if other == rotation => vec![translation, parts[0]],
                    Some(_) | None => return Ok(None),
                }
            }
            (_, _) => return Ok(None),
        };
        Ok(Some(Tree::Geometry(figure, parts)))
    }

    pub(super) fn zeros(&self, size: usize) -> Value {
        let zeros = (0..size).map(|_| self.builder.real(0.0)).collect::<Vec<_>>();
        self.entries_of(size, 1, &zeros)
    }

    /// A vector or matrix of entries, row by row.
    pub(super) fn entries_of(&self, rows: usize, cols: usize, entries: &[Value]) -> Value {
        let elems = entries.iter().filter_map(|entry| self.builder.kind(*entry).elem().cloned());
        let elem = elems.fold(Elem::Any, |known, elem| known.join(&elem).unwrap_or(known));
        let sizes = [rows, cols].map(|size| self.builder.int(size as i128));
        let kind = Kind::Tensor(Tensor { elem, rows: Dim::Known(rows), cols: Dim::Known(cols) });
        self.builder.apply_as(&ENTRIES, &[&sizes, entries].concat(), kind)
    }

    /// What a point is made `from`: its coordinates, or an array of them.
    fn coordinates_of(&self, arg: &Tree, size: usize, at: &Expr) -> Lowered<Value> {
        let Tree::Leaf(leaf) = arg else { return self.column(arg, size, at) };
        match self.builder.kind(*leaf) {
            Kind::Array(element, Dim::Known(length)) if element.is_real() && length == size => {
                let entry = |place: usize| self.builder.apply(&ELEMENT, &[*leaf, self.builder.int(place as i128)]);
                Ok(self.entries_of(size, 1, &(0..size).map(entry).collect::<Vec<_>>()))
            }
            Kind::Array(..)
            | Kind::Real(_)
            | Kind::Tensor(_)
            | Kind::Factor(..)
            | Kind::Int(_)
            | Kind::Bool
            | Kind::Geometry(..)
            | Kind::Record(_)
            | Kind::Opaque
            | Kind::Open
            | Kind::Pullback => self.column(arg, size, at),
        }
    }
}
