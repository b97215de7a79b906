//! What a Program knows of an operation of the table. The entries themselves stand in `rules`.

use super::builder::{Builder, Node};
use super::hash::HashMap;
use super::{Dim, Elem, Factorization, Int, Kind, Tensor, Term};

/// An operation: how users and generated code write it, its kinds, and its derivative.
pub(crate) struct Rule {
    /// Its name in dumps, in snake case.
    pub(crate) name: &'static str,
    pub(crate) form: Form,
    /// Other ways in which users write it.
    pub(crate) aliases: &'static [Alias],
    pub(crate) signature: Signature,
    pub(crate) derivative: Derivative,
    /// How formulas write it, where that is not how the source does.
    pub(crate) notation: Option<Notation>,
    /// Points at which the table's own test checks it; for tensors, random ones are drawn.
    #[cfg(test)]
    pub(crate) points: &'static [&'static [f64]],
    /// Its value, for the reference interpreter.
    #[cfg(test)]
    pub(crate) eval: fn(&[super::interpret::Datum]) -> super::interpret::Datum,
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl Rule {
    /// Whether two references name the same entry: each has a name of its own, which stands in one place.
    pub(crate) fn is(&self, other: &Rule) -> bool {
        std::ptr::eq(self.name, other.name)
    }

    /// Whether the result is linear in this argument while the others stand still.
    pub(crate) fn is_linear_in(&self, position: usize) -> bool {
        match self.argument(position) {
            Some(ArgumentRule::Linear(_) | ArgumentRule::LinearInto(_)) => true,
            Some(ArgumentRule::Slope { linear, .. }) => *linear,
            Some(ArgumentRule::Differential(_) | ArgumentRule::Constant) | None => false,
        }
    }

    /// Whether the argument becomes a constant of the struct that is made.
    pub(crate) fn is_constant_in(&self, position: usize, result: &Kind) -> bool {
        match (self.signature.args, result) {
            ([Pattern::Fields], Kind::Record(record)) => {
                record.fields.get(position).is_some_and(|field| !field.is_differentiable())
            }
            (_, _) => false,
        }
    }

    /// The differential in an argument, if the operation has one.
    pub(crate) fn argument(&self, position: usize) -> Option<&'static ArgumentRule> {
        match self.derivative {
            Derivative::Zero | Derivative::Defined(_) => None,
            Derivative::ByArgument { args, .. } => args.get(position).or(args.last()),
        }
    }
}

/// What an operation says in a formula, by what its arguments say.
pub(crate) type Notation = fn(&[Term]) -> Term;

/// How an operation is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// `a.name(b, &c)`; the passes are those of the arguments after the receiver.
    Method(&'static str, &'static [Pass]),
    /// The same, where the receiver is given away: `a.lu()`.
    Take(&'static str, &'static [Pass], Gives),
    /// The same, where what is given is an `Option`: `f.solve(&b).unwrap()`.
    Attempt(&'static str, &'static [Pass]),
    /// `f.name`
    Field(&'static str),
    /// `a + b`
    Infix(&'static str),
    /// `-a`
    Prefix(&'static str),
    /// `p.weight`, by the place of the field.
    Member,
    /// `n as f64`, into the kind of the result.
    Cast,
    /// `n as usize`, into the kind of the result.
    IntCast,
    /// `x[from..to]`
    Slice,
    /// `a.view((i, j), (rows, cols))`, in the shape of the result
    Part,
    /// `a.name(i)`, which borrows from `a`
    View(&'static str),
    /// `x[i]`
    Index,
    /// `a[(i, j)]`
    IndexPair,
    /// `x[i][j]`
    Path,
    /// `x[i] += s`, `x[i] = s` or `x.push(s)` on a copy of `x`, or on `x` itself where it is not needed any more. The
    /// first argument is `x`, the last is `s`, and between them stand the indices.
    Update(Update),
    /// `a * b.transpose()`, with the transpose as a flag of the product.
    ProductWithTranspose,
    /// A constructor of nalgebra, in the type of the result.
    Constructor(&'static str),
    /// A function of the runtime, which users can't write.
    Runtime(&'static str, &'static [Pass]),
}

impl Form {
    /// Whether it is an entry or a field of something, which is read where it stands.
    pub(crate) fn is_entry(&self) -> bool {
        matches!(self, Form::Index | Form::IndexPair | Form::Path | Form::Field(_) | Form::Member)
    }

    /// The name of the method that users write.
    pub(crate) fn method(&self) -> Option<&'static str> {
        match self {
            Form::Method(name, _) | Form::Take(name, ..) | Form::Attempt(name, _) | Form::View(name) => Some(name),
            Form::Field(_)
            | Form::Member
            | Form::Infix(_)
            | Form::Prefix(_)
            | Form::Cast
            | Form::Index
            | Form::IndexPair
            | Form::IntCast
            | Form::Slice
            | Form::Part
            | Form::Path
            | Form::Update(_)
            | Form::ProductWithTranspose
            | Form::Constructor(_)
            | Form::Runtime(..) => None,
        }
    }

    /// Whether what users write gives an `Option` of the result.
    pub(crate) fn gives_option(&self) -> bool {
        matches!(self, Form::Take(_, _, Gives::Option) | Form::Attempt(..))
    }
}

/// What a method gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gives {
    Value,
    /// An `Option`, which the operation unwraps.
    Option,
}

/// How a vector, matrix or array is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Update {
    Add,
    /// `x[from..][..s.len()] += s`, entry by entry.
    AddRange,
    Set,
    /// `x[i][j] += s`; the second argument is `s`, and the indices follow.
    AddPath,
    /// `x[i][j] = s`
    SetPath,
    /// `x.weight += s`, by the place of the field.
    AddField,
    Push,
    /// `x.name(indices.., s)`; the passes are those of the arguments after `x`.
    Method(&'static str, &'static [Pass]),
    /// A function of the runtime, of `&mut x` and the other arguments.
    Runtime(&'static str, &'static [Pass]),
}

/// How an argument is passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pass {
    Value,
    Reference,
}

/// Another way to write an operation: `order[i]` is the place in the alias of the operation's argument `i`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Alias {
    pub(crate) form: Form,
    pub(crate) order: &'static [usize],
}

/// The kind of an argument or result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pattern {
    Real,
    Int,
    Bool,
    Tensor(Size, Size),
    /// A matrix of this shape as its factors.
    Factor(Factorization, Size, Size),
    /// An array of elements of one kind.
    Array,
    /// The kind of the elements of the array.
    Element,
    /// Of a result: some elements of the array.
    Part,
    /// Any number of reals; only at the end.
    Reals,
    /// Any number of values of one kind; only at the end.
    Elements,
    /// Indices that lead into the array; only at the end.
    Path,
    /// What the path leads to.
    Inner,
    /// A struct.
    Record,
    /// Any number of values of any kinds; only at the end.
    Fields,
    /// The kind that the place of use asks for: of casts and constructors.
    Given,
}

/// A dimension in a [`Pattern`]: a number, or a name that stands for the same size throughout the signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Size {
    One,
    /// This number, known to the compiler.
    Exactly(usize),
    /// This number, as far as the compiler knows the size.
    Fixed(usize, &'static str),
    /// Any: only known at run time.
    Dynamic,
    Named(&'static str),
    /// Of a result: the smaller of two.
    Min(&'static str, &'static str),
}

/// Kinds of the arguments and of the result.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signature {
    pub(crate) args: &'static [Pattern],
    pub(crate) result: Pattern,
}

impl Signature {
    /// Whether an argument of this kind can stand at a place.
    pub(crate) fn takes(&self, place: usize, kind: &Kind) -> bool {
        let pattern = self.args.get(place).or(self.args.last());
        pattern.is_some_and(|pattern| Binding::new().argument(*pattern, kind).is_some())
    }

    /// The kind of the result for arguments of these kinds, or `None` where they don't fit. `given` stands for a
    /// result that the arguments don't decide.
    pub(crate) fn bind(&self, kinds: &[Kind], given: Option<&Kind>) -> Option<Kind> {
        let last = self.args.last().copied();
        let variadic = matches!(last, Some(Pattern::Reals | Pattern::Elements | Pattern::Path | Pattern::Fields));
        let fixed = if variadic { self.args.len() - 1 } else { self.args.len() };
        if kinds.len() < fixed || (kinds.len() > fixed && !variadic) {
            return None;
        }
        let mut binding = Binding::new();
        for (position, kind) in kinds.iter().enumerate() {
            binding.argument(self.args.get(position).copied().or(last)?, kind)?;
        }
        let inner = if binding.path > 0 { Some(binding.at_path()?) } else { None };
        match self.result {
            Pattern::Inner => inner,
            Pattern::Real | Pattern::Reals => Some(Kind::Real(binding.elem)),
            // Where no integer is given, it is a size.
            Pattern::Int | Pattern::Path if !self.args.contains(&Pattern::Int) => Some(Kind::Int(Int::Named("usize"))),
            Pattern::Int | Pattern::Path => Some(Kind::Int(binding.int)),
            Pattern::Bool => Some(Kind::Bool),
            Pattern::Given | Pattern::Fields => given.cloned(),
            Pattern::Array | Pattern::Elements | Pattern::Record => binding.array,
            Pattern::Element => binding.element(),
            Pattern::Part => binding.element().map(|element| Kind::Array(Box::new(element), Dim::Dyn)),
            Pattern::Tensor(rows, cols) => {
                let (rows, cols) = (binding.size(rows)?, binding.size(cols)?);
                Some(Kind::Tensor(Tensor { elem: binding.elem, rows, cols }))
            }
            Pattern::Factor(which, rows, cols) => {
                let (rows, cols) = (binding.size(rows)?, binding.size(cols)?);
                Some(Kind::Factor(which, Tensor { elem: binding.elem, rows, cols }))
            }
        }
    }
}

struct Binding {
    elem: Elem,
    int: Int,
    sizes: HashMap<&'static str, Dim>,
    /// An array, or a struct.
    array: Option<Kind>,
    /// The kind that an argument has which stands for what is at the end of the path.
    inner: Option<Kind>,
    /// The indices of the path.
    path: usize,
}

impl Binding {
    fn new() -> Binding {
        Binding { elem: Elem::Any, int: Int::Any, sizes: HashMap::default(), array: None, inner: None, path: 0 }
    }

    fn element(self) -> Option<Kind> {
        if let Kind::Array(element, _) = self.array? { Some(*element) } else { None }
    }

    /// The kind at the end of the path.
    fn at_path(&self) -> Option<Kind> {
        let mut kind = self.array.clone()?;
        let mut left = self.path;
        while left > 0 {
            (kind, left) = match kind {
                Kind::Array(element, _) => (*element, left - 1),
                Kind::Tensor(tensor) if left <= 2 => (Kind::Real(tensor.elem), 0),
                Kind::Tensor(_)
                | Kind::Real(_)
                | Kind::Int(_)
                | Kind::Bool
                | Kind::Geometry(..)
                | Kind::Record(_)
                | Kind::Opaque
                | Kind::Open
                | Kind::Factor(..)
                | Kind::Pullback => return None,
            };
        }
        match &self.inner {
            Some(inner) => kind.join(inner),
            None => Some(kind),
        }
    }

    fn argument(&mut self, pattern: Pattern, kind: &Kind) -> Option<()> {
        match (pattern, kind) {
            (Pattern::Real | Pattern::Reals, Kind::Real(elem)) => self.elem = self.elem.join(elem)?,
            (Pattern::Int, Kind::Int(int)) => self.int = self.int.join(*int).unwrap_or(Int::Any),
            (Pattern::Bool, Kind::Bool) | (Pattern::Given | Pattern::Fields, _) => {}
            (Pattern::Path, Kind::Int(_)) => self.path += 1,
            (Pattern::Inner, kind) => self.inner = Some(kind.clone()),
            (Pattern::Tensor(rows, cols), Kind::Tensor(tensor)) => self.matrix(rows, cols, tensor)?,
            (Pattern::Factor(which, rows, cols), Kind::Factor(found, tensor)) if which == *found => {
                self.matrix(rows, cols, tensor)?;
            }
            (Pattern::Array | Pattern::Part, Kind::Array(..)) => {
                // Lengths may differ: a part is added to a whole.
                let joined =
                    self.array.as_ref().map_or_else(|| Some(kind.clone()), |known| known.join_elements(kind))?;
                self.array = Some(joined);
            }
            (Pattern::Record, Kind::Record(_)) => {
                self.array = Some(self.array.as_ref().map_or(Some(kind.clone()), |known| known.join(kind))?);
            }
            (Pattern::Elements, kind) => {
                let list = Kind::Array(Box::new(kind.clone()), Dim::Dyn);
                self.array = Some(self.array.as_ref().map_or(Some(list.clone()), |known| known.join_elements(&list))?);
            }
            (Pattern::Element, kind) => match &self.array {
                Some(Kind::Array(element, length)) => {
                    self.array = Some(Kind::Array(Box::new(element.join(kind)?), length.clone()));
                }
                Some(_) | None => return None,
            },
            (
                Pattern::Real
                | Pattern::Reals
                | Pattern::Int
                | Pattern::Bool
                | Pattern::Tensor(..)
                | Pattern::Factor(..)
                | Pattern::Array
                | Pattern::Path
                | Pattern::Record
                | Pattern::Part,
                Kind::Real(_)
                | Kind::Tensor(_)
                | Kind::Factor(..)
                | Kind::Int(_)
                | Kind::Bool
                | Kind::Array(..)
                | Kind::Geometry(..)
                | Kind::Record(_)
                | Kind::Opaque
                | Kind::Open
                | Kind::Pullback,
            ) => return None,
        }
        Some(())
    }

    fn matrix(&mut self, rows: Size, cols: Size, tensor: &Tensor) -> Option<()> {
        self.elem = self.elem.join(&tensor.elem)?;
        self.unify(rows, &tensor.rows)?;
        self.unify(cols, &tensor.cols)
    }

    fn unify(&mut self, size: Size, dim: &Dim) -> Option<()> {
        match size {
            Size::One => dim.is_one().then_some(()),
            Size::Exactly(size) => (*dim == Dim::Known(size)).then_some(()),
            Size::Dynamic => Some(()),
            Size::Min(..) => None,
            Size::Fixed(number, _) if !matches!(dim, Dim::Dyn) && *dim != Dim::Known(number) => None,
            Size::Named(name) | Size::Fixed(_, name) => {
                let joined = match self.sizes.get(name) {
                    Some(bound) => bound.join(dim)?,
                    None => dim.clone(),
                };
                self.sizes.insert(name, joined);
                Some(())
            }
        }
    }

    fn size(&self, size: Size) -> Option<Dim> {
        match size {
            Size::One => Some(Dim::ONE),
            Size::Exactly(size) => Some(Dim::Known(size)),
            Size::Fixed(number, name) => Some(self.sizes.get(name).cloned().unwrap_or(Dim::Known(number))),
            Size::Dynamic => Some(Dim::Dyn),
            Size::Named(name) => self.sizes.get(name).cloned(),
            Size::Min(one, two) => self.sizes.get(one)?.min(self.sizes.get(two)?),
        }
    }
}

/// The derivative of an operation.
#[derive(Clone, Copy)]
pub(crate) enum Derivative {
    /// The result is discrete, or constant wherever it is differentiable.
    Zero,
    /// Other operations make the result: their derivatives are its derivative. It never stands in a Program.
    Defined(for<'b> fn(&[Node<'b>]) -> Node<'b>),
    /// A differential for each argument. `joint` means that it is linear in all its linear arguments together, as a
    /// sum is, and not in each alone, as a product is. The last entry serves all further arguments.
    ByArgument { joint: bool, args: &'static [ArgumentRule] },
}

/// The differential of an operation in one argument.
#[derive(Clone, Copy)]
pub(crate) enum ArgumentRule {
    /// Linear, with this transpose: the cotangent of the result ↦ that of the argument.
    Linear(Transposes),
    /// Linear, with a transpose that adds to the argument's cotangent so far.
    LinearInto(for<'b> fn(&Formula<'b>, Node<'b>, Node<'b>) -> Node<'b>),
    /// A scalar function: the partial derivative, and whether it is the same wherever the argument is.
    Slope { slope: for<'b> fn(&Formula<'b>) -> Slope<'b>, linear: bool },
    /// Not linear: the tangent of the argument ↦ its part of the tangent of the result.
    Differential(Transposes),
    /// Not differentiated: an integer, a size.
    Constant,
}

/// A linear map, written as code that applies it.
pub(crate) type Transposes = for<'b> fn(&Formula<'b>, Node<'b>) -> Node<'b>;

/// What a derivative formula may mention.
pub(crate) struct Formula<'b> {
    pub(crate) builder: &'b Builder,
    pub(crate) args: Vec<Node<'b>>,
    pub(crate) result: Node<'b>,
    /// The argument that the formula is for.
    pub(crate) position: usize,
}

/// A partial derivative: a factor for tangents and cotangents.
pub(crate) enum Slope<'b> {
    /// A number; 0 contributes nothing, and 1 costs nothing.
    Number(f64),
    Node(Node<'b>),
    /// A factor that may be infinite: a zero tangent or cotangent still contributes exactly zero.
    Steep(Node<'b>),
    /// This slope where the condition holds, nothing elsewhere.
    When(Node<'b>, Box<Slope<'b>>),
}

impl Slope<'_> {
    /// Whether it can be infinite.
    pub(crate) fn is_steep(&self) -> bool {
        match self {
            Slope::Number(_) | Slope::Node(_) => false,
            Slope::Steep(_) => true,
            Slope::When(_, slope) => slope.is_steep(),
        }
    }

    /// The same, for what may be infinite itself: where the slope is zero, nothing is left of it.
    pub(crate) fn steep(self) -> Self {
        match self {
            Slope::Number(_) | Slope::Steep(_) => self,
            Slope::Node(node) => Slope::Steep(node),
            Slope::When(condition, slope) => Slope::When(condition, Box::new(slope.steep())),
        }
    }
}

impl From<f64> for Slope<'_> {
    fn from(number: f64) -> Self {
        Slope::Number(number)
    }
}

impl<'b> From<Node<'b>> for Slope<'b> {
    fn from(node: Node<'b>) -> Self {
        Slope::Node(node)
    }
}
