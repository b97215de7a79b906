//! Arrays and `Vec`s: `[a, b]`, `[x; n]`, `vec![..]`, `Vec::new()`.

use quote::ToTokens;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Expr, ExprArray, Macro, Token};

use crate::ir::{Dim, Elem, Int, Kind, Value};
use crate::messages::value;
use crate::rules::array::PUSH;
use crate::rules::list::{LIST, REPEAT};
use crate::rules::tensor::construct::EMPTY;

use super::{Lowered, Lowerer, Tree, are_apart, describe};

/// What stands in `vec![..]`.
pub(super) enum Listed {
    Elements(Vec<Expr>),
    Repeated(Box<Expr>, Box<Expr>),
}

/// The contents of `vec![..]`.
pub(super) fn contents(call: &Macro) -> Option<Listed> {
    let parser = |input: ParseStream<'_>| {
        if input.is_empty() {
            return Ok(Listed::Elements(Vec::new()));
        }
        let first = input.parse::<Expr>()?;
        if input.peek(Token![;]) {
            input.parse::<Token![;]>()?;
            return Ok(Listed::Repeated(Box::new(first), Box::new(input.parse()?)));
        }
        let mut elements = vec![first];
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
            elements.extend(Punctuated::<Expr, Token![,]>::parse_terminated(input)?);
        }
        Ok(Listed::Elements(elements))
    };
    parser.parse2(call.tokens.clone()).ok()
}

impl Lowerer<'_> {
    pub(super) fn array(&mut self, expr: &ExprArray) -> Lowered<Tree> {
        let elements = expr.elems.iter().collect::<Vec<_>>();
        self.listed_elements(&elements, Dim::Known(elements.len()), expr)
    }

    pub(super) fn vec_macro(&mut self, call: &Macro) -> Lowered<Tree> {
        match contents(call) {
            Some(Listed::Elements(elements)) => {
                self.listed_elements(&elements.iter().collect::<Vec<_>>(), Dim::Dyn, call)
            }
            Some(Listed::Repeated(element, count)) => self.repeated_element(&element, &count, false, call),
            None => Err(self.error(call, crate::messages::syntax::unknown())),
        }
    }

    fn listed_elements(&mut self, elements: &[&Expr], length: Dim, at: &impl ToTokens) -> Lowered<Tree> {
        let trees = elements.iter().map(|element| self.expression(element)).collect::<Vec<_>>();
        let trees = trees.into_iter().collect::<Lowered<Vec<_>>>()?;
        if let Some(Tree::Tuple(parts)) = trees.first() {
            let width = parts.len();
            return (0..width)
                .map(|place| {
                    let column = trees.iter().zip(elements).map(|(tree, element)| match tree {
                        Tree::Tuple(parts) if parts.len() == width => Ok(parts[place].clone()),
                        Tree::Tuple(_)
                        | Tree::Leaf(_)
                        | Tree::Rows(_)
                        | Tree::Record(..)
                        | Tree::Unset
                        | Tree::Place(_)
                        | Tree::Optional(_)
                        | Tree::Geometry(..) => Err(self
                            .error(element, value::parts(width, &self.described(tree)).of_rust(self.is_plain(tree)))),
                    });
                    let column = column.collect::<Lowered<Vec<_>>>()?;
                    self.list_of(&column, elements, length.clone(), at)
                })
                .collect::<Lowered<Vec<_>>>()
                .map(Tree::Rows);
        }
        self.list_of(&trees, elements, length, at)
    }

    fn list_of(&mut self, trees: &[Tree], elements: &[&Expr], length: Dim, at: &impl ToTokens) -> Lowered<Tree> {
        let leaves = trees.iter().zip(elements).map(|(tree, element)| self.leaf(tree, element));
        let values = leaves.collect::<Lowered<Vec<_>>>()?;
        if values.is_empty() {
            return Ok(Tree::Leaf(self.empty()));
        }
        let mut kind = Kind::Open;
        for (value, element) in values.iter().zip(elements) {
            let found = self.builder.kind(*value);
            kind = match kind.join(&found) {
                Some(joined) => joined,
                None => {
                    return Err(self.error(
                        element,
                        value::annotation(&describe(&kind), &describe(&found)).of_rust(are_apart(&kind, &found)),
                    ));
                }
            };
        }
        self.elements_known(&values, &kind);
        let kind = Kind::Array(Box::new(kind), length);
        Ok(Tree::Leaf(self.at(at).apply_as(&LIST, &values, kind)))
    }

    /// Elements of open kind have that of the others; numbers without a type of their own, too.
    fn elements_known(&self, values: &[Value], kind: &Kind) {
        for value in values {
            let found = self.builder.kind(*value);
            let is_open = matches!(found, Kind::Open | Kind::Real(Elem::Any) | Kind::Int(Int::Any));
            match found.join(kind) {
                Some(joined) if is_open => self.builder.assume(*value, joined),
                Some(_) | None => {}
            }
        }
    }

    /// A value whose type is said: where it has none of its own, it is of that type.
    pub(super) fn known_as(&self, value: Value, kind: Kind) {
        let found = self.builder.kind(value);
        if found == Kind::Open || super::pattern::has_no_type(&found) {
            self.array_known(value, &kind);
            self.builder.assume(value, kind);
        }
    }

    /// An array of numbers whose type is said: those that it lists are of that type.
    pub(super) fn array_known(&self, array: Value, kind: &Kind) {
        let Kind::Array(element, _) = kind else { return };
        let listed = self.builder.listed(array, |rule| rule.is(&LIST));
        let repeated = self.builder.listed(array, |rule| rule.is(&REPEAT));
        let elements = listed.iter().chain(repeated.first()).copied().collect::<Vec<_>>();
        self.elements_known(&elements, element);
        elements.iter().for_each(|inner| self.array_known(*inner, element));
    }

    /// `[x; n]`, or `vec![x; n]`.
    pub(super) fn repeated_element(
        &mut self,
        element: &Expr,
        count: &Expr,
        is_array: bool,
        at: &impl ToTokens,
    ) -> Lowered<Tree> {
        let tree = self.expression(element)?;
        let length = if is_array { super::types::length(count) } else { Dim::Dyn };
        let count = match length {
            Dim::Known(_) | Dim::Named(_) => self.builder.size(&length),
            Dim::Generic(_) | Dim::Dyn => self.number(count)?,
        };
        self.at(at);
        self.repeated_tree(&tree, count, &length, element)
    }

    fn repeated_tree(&self, tree: &Tree, count: Value, length: &Dim, at: &Expr) -> Lowered<Tree> {
        if let Tree::Tuple(parts) = tree {
            let arrays = parts.iter().map(|part| self.repeated_tree(part, count, length, at));
            return arrays.collect::<Lowered<Vec<_>>>().map(Tree::Rows);
        }
        let value = self.leaf(tree, at)?;
        let kind = Kind::Array(Box::new(self.builder.kind(value)), length.clone());
        Ok(Tree::Leaf(self.builder.apply_as(&REPEAT, &[value, count], kind)))
    }

    /// An array, or an array of tuples, with an element more.
    pub(super) fn pushed(&self, array: &Tree, element: &Tree, at: &Expr) -> Lowered<Tree> {
        match (array, element) {
            (Tree::Rows(arrays), Tree::Tuple(parts)) if arrays.len() == parts.len() => {
                let pairs = arrays.iter().zip(parts);
                pairs.map(|(array, part)| self.pushed(array, part, at)).collect::<Lowered<Vec<_>>>().map(Tree::Rows)
            }
            (Tree::Leaf(list), Tree::Tuple(parts)) if self.is_untyped_list(*list) => {
                let arrays = parts.iter().map(|part| self.pushed(&Tree::Leaf(self.empty()), part, at));
                arrays.collect::<Lowered<Vec<_>>>().map(Tree::Rows)
            }
            (array, element) => {
                let args = [self.leaf(array, at)?, self.leaf(element, at)?];
                self.element_known(args[0], args[1]);
                if PUSH.signature.bind(&self.builder.kinds(&args), None).is_none() {
                    let found = describe(&self.builder.kind(args[1]));
                    return Err(self.error(at, value::annotation("an element", &found)));
                }
                Ok(Tree::Leaf(self.builder.apply(&PUSH, &args)))
            }
        }
    }

    /// An element of open kind is what the others are.
    fn element_known(&self, array: Value, element: Value) {
        if let Kind::Array(known, _) = self.builder.kind(array)
            && self.builder.kind(element) == Kind::Open
        {
            self.builder.assume(element, *known);
        }
    }

    /// An empty `Vec`, whose elements show later.
    pub(super) fn empty(&self) -> Value {
        let none = self.builder.constant(crate::ir::Constant::Int(0, None), Kind::Int(Int::Any));
        let kind = Kind::Array(Box::new(Kind::Open), Dim::Dyn);
        self.builder.apply_as(&EMPTY, &[none, none], kind)
    }
}
