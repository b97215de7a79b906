//! The table of operations.
//!
//! An entry states how users write an operation, its kinds, its derivative, its kink convention and its test points,
//! once. Recognition, the spelling in generated code, the value in the interpreter, forward mode, reverse mode and
//! the table's own test follow from it.

#[macro_use]
mod macros;

pub(crate) mod apart;
pub(crate) mod array;
pub(crate) mod entry;
pub(crate) mod factor;
mod formula;
pub(crate) mod geometry;
pub(crate) mod integer;
pub(crate) mod list;
pub(crate) mod logic;
pub(crate) mod record;
pub(crate) mod scalar;
pub(crate) mod stack;
pub(crate) mod tensor;

use crate::ir::{Alias, Form, Int, Kind, Pattern, Rule};

pub(crate) use formula::{weigh, zero_like};
pub(crate) use integer::CAST;
pub(crate) use list::placeholder;
pub(crate) use scalar::is_finite_where_vertical;

/// Every file of the table.
const FILES: &[(&[&str], &[&Rule])] = &[
    (integer::NAMES, integer::RULES),
    (logic::NAMES, logic::RULES),
    (scalar::arithmetic::NAMES, scalar::arithmetic::RULES),
    (scalar::cast::NAMES, scalar::cast::RULES),
    (scalar::exponential::NAMES, scalar::exponential::RULES),
    (scalar::kinks::NAMES, scalar::kinks::RULES),
    (scalar::power::NAMES, scalar::power::RULES),
    (scalar::rounding::NAMES, scalar::rounding::RULES),
    (scalar::trigonometric::NAMES, scalar::trigonometric::RULES),
    (array::NAMES, array::RULES),
    (entry::NAMES, entry::RULES),
    (factor::NAMES, factor::RULES),
    (factor::cholesky::NAMES, factor::cholesky::RULES),
    (factor::eigen::NAMES, factor::eigen::RULES),
    (factor::lu::NAMES, factor::lu::RULES),
    (factor::qr::NAMES, factor::qr::RULES),
    (factor::svd::NAMES, factor::svd::RULES),
    (geometry::quaternion::NAMES, geometry::quaternion::RULES),
    (geometry::rotation::NAMES, geometry::rotation::RULES),
    (geometry::series::NAMES, geometry::series::RULES),
    (list::NAMES, list::RULES),
    (record::NAMES, record::RULES),
    (stack::NAMES, stack::RULES),
    (tensor::access::NAMES, tensor::access::RULES),
    (tensor::arithmetic::NAMES, tensor::arithmetic::RULES),
    (tensor::construct::NAMES, tensor::construct::RULES),
    (tensor::determinant::NAMES, tensor::determinant::RULES),
    (tensor::diagonal::NAMES, tensor::diagonal::RULES),
    (tensor::extreme::NAMES, tensor::extreme::RULES),
    (tensor::kronecker::NAMES, tensor::kronecker::RULES),
    (tensor::norm::NAMES, tensor::norm::RULES),
    (tensor::power::NAMES, tensor::power::RULES),
    (tensor::triangular::NAMES, tensor::triangular::RULES),
    (tensor::part::NAMES, tensor::part::RULES),
    (tensor::product::NAMES, tensor::product::RULES),
    (tensor::reduce::NAMES, tensor::reduce::RULES),
    (tensor::statistics::NAMES, tensor::statistics::RULES),
    (tensor::triangle::NAMES, tensor::triangle::RULES),
    (tensor::view::NAMES, tensor::view::RULES),
];

/// Two entries of one name must not compile.
const _: () = macros::assert_distinct(FILES);

/// Every operation.
pub(crate) fn table() -> impl Iterator<Item = &'static Rule> {
    FILES.iter().flat_map(|(_, rules)| rules.iter().copied())
}

/// How a user wrote an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Surface<'a> {
    Method(&'a str),
    Field(&'a str),
    Infix(&'a str),
    Prefix(&'a str),
    Index,
    IndexPair,
}

impl Surface<'_> {
    fn is(self, form: &Form) -> bool {
        match form {
            Form::Method(name, _) | Form::Take(name, ..) | Form::Attempt(name, _) | Form::View(name) => {
                self == Surface::Method(name)
            }
            Form::Field(name) => self == Surface::Field(name),
            Form::Infix(name) => self == Surface::Infix(name),
            Form::Prefix(name) => self == Surface::Prefix(name),
            Form::Index => self == Surface::Index,
            Form::IndexPair => self == Surface::IndexPair,
            Form::Member
            | Form::Cast
            | Form::IntCast
            | Form::Slice
            | Form::Part
            | Form::Path
            | Form::Update(_)
            | Form::ProductWithTranspose
            | Form::Constructor(_)
            | Form::Runtime(..) => false,
        }
    }
}

/// An operation that fits, and where in the written order its arguments stand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    pub(crate) rule: &'static Rule,
    order: Option<&'static [usize]>,
}

impl Found {
    /// Brings arguments from the written order into the operation's.
    pub(crate) fn arrange<T: Clone>(&self, written: &[T]) -> Vec<T> {
        match self.order {
            Some(order) => order.iter().map(|place| written[*place].clone()).collect(),
            None => written.to_vec(),
        }
    }
}

/// The operation that is written so and takes arguments of these kinds.
pub(crate) fn find(surface: Surface<'_>, kinds: &[Kind]) -> Option<Found> {
    table().find_map(|rule| {
        if surface.is(&rule.form) && rule.signature.bind(kinds, None).is_some() {
            return Some(Found { rule, order: None });
        }
        let aliased = rule.aliases.iter().filter(|alias| surface.is(&alias.form) && alias.order.len() == kinds.len());
        let mut found = aliased.map(|alias| Found { rule, order: Some(alias.order) });
        found.find(|found| rule.signature.bind(&found.arrange(kinds), None).is_some())
    })
}

/// The kinds of the arguments where some are open and the others leave one choice: an open argument of an operation on
/// reals is a real, an open exponent an integer.
pub(crate) fn assume(surface: Surface<'_>, kinds: &[Kind]) -> Option<Vec<Kind>> {
    let elem = kinds.iter().find_map(Kind::elem)?;
    if !kinds.contains(&Kind::Open) {
        return None;
    }
    let mut found = table().filter(|rule| surface.is(&rule.form)).filter_map(|rule| {
        let open = |(kind, pattern): (&Kind, &Pattern)| match (kind, pattern) {
            (Kind::Open, Pattern::Real) => Some(Kind::Real(elem.clone())),
            (Kind::Open, Pattern::Int) => Some(Kind::Int(Int::Any)),
            (Kind::Open, _) => None,
            (known, _) => Some(known.clone()),
        };
        let assumed = kinds.iter().zip(rule.signature.args).map(open).collect::<Option<Vec<_>>>()?;
        rule.signature.bind(&assumed, None).map(|_| assumed)
    });
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

/// The operations whose results a method gives together, where it takes arguments of these kinds.
pub(crate) fn bundle(name: &str, kinds: &[Kind]) -> Option<&'static [&'static Rule]> {
    let bundles = scalar::BUNDLES.iter().chain(tensor::BUNDLES);
    let fits = |parts: &[&'static Rule]| parts.iter().all(|part| part.signature.bind(kinds, None).is_some());
    bundles.filter(|bundle| bundle.method == name).map(|bundle| bundle.parts).find(|parts| fits(parts))
}

/// The names of the methods of values of this kind, for "did you mean".
pub(crate) fn methods_of(kind: &Kind) -> impl Iterator<Item = &'static str> {
    let direct = |rule: &'static Rule| rule.signature.takes(0, kind).then_some(&rule.form);
    let receiver = |alias: &Alias| alias.order.iter().position(|written| *written == 0);
    let aliased = move |rule: &'static Rule| {
        let takes = |alias: &&Alias| receiver(alias).is_some_and(|place| rule.signature.takes(place, kind));
        rule.aliases.iter().filter(takes).map(|alias| &alias.form).collect::<Vec<_>>()
    };
    table().flat_map(move |rule| direct(rule).into_iter().chain(aliased(rule))).filter_map(Form::method)
}

/// The names of all methods of the table.
pub(crate) fn method_names() -> impl Iterator<Item = &'static str> {
    let forms =
        table().flat_map(|rule| std::iter::once(&rule.form).chain(rule.aliases.iter().map(|alias| &alias.form)));
    forms.filter_map(Form::method)
}
