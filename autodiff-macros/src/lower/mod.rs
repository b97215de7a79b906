//! From tokens to a Program.
//!
//! Every kind of syntax is matched by name: what is not lowered is refused at its own place. What does not depend on
//! the differentiated parameters may be any Rust, and passes through as a fragment.

mod adapt;
mod assemble;
mod assign;
mod blas;
mod branch;
mod call;
mod carry;
mod changes;
mod closure;
mod construct;
mod custom;
mod expression;
mod factor;
mod fence;
mod fold;
mod foreign;
mod fragment;
mod gather;
mod geometry;
mod identity;
mod iterate;
mod jumps;
mod known;
mod list;
mod literal;
mod loops;
mod macros;
mod matching;
mod member;
mod method;
mod named;
mod note;
mod open;
mod operator;
mod part;
mod pattern;
mod place;
mod points;
mod record;
mod reduce;
mod reshape;
mod scope;
mod shared;
mod signature;
mod statement;
mod structs;
pub(crate) mod syntax;
mod types;

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::{ItemFn, ItemImpl};

use crate::diagnostics::{Diagnostics, Message, Place, Poisoned};
use crate::ir::hash::{HashMap, HashSet};
use crate::ir::{Builder, DEEPEST, Dim, Elem, Identity, Kind, Op, Program, Read, Stmt, TooLarge, Value, effects};
use crate::messages;
use crate::request::Request;

pub(crate) use fold::Assumed;
pub(crate) use known::{BROKEN, Carriage, Carried, DEFINITION, Knowledge, Known};
pub(crate) use member::has_derivatives;
pub(crate) use named::{Named, Part, parts};
use scope::{Binding, Scopes, Tree};
pub(crate) use shared::changed;
pub(crate) use signature::{Leaf, Parameter, Shape, Signature};
pub(crate) use structs::Structs;
use types::Types;

/// A function as a Program.
pub(crate) struct Function<'a> {
    pub(crate) program: Program,
    pub(crate) signature: &'a Signature,
}

impl Function<'_> {
    /// The parameters to differentiate by.
    pub(crate) fn wrt(&self) -> Vec<Value> {
        self.signature.wrt.iter().flat_map(|place| self.signature.parameters[*place].values.clone()).collect()
    }
}

/// A function as it stands in the source.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) item: &'a ItemFn,
    /// The `impl` that it is a method of.
    pub(crate) owner: Option<&'a ItemImpl>,
    /// The functions of that `impl` that are differentiated.
    pub(crate) siblings: &'a [Carried],
}

/// A result, or an error that has been reported.
pub(crate) type Lowered<T> = Result<T, Poisoned>;

/// Reads a function's signature.
pub(crate) fn signature(
    source: Source<'_>,
    request: &Request,
    structs: &Structs<'_>,
    builder: &Builder,
    diagnostics: &Diagnostics,
) -> Lowered<Signature> {
    signature::read(source, request, source.types(structs), builder, diagnostics)
}

/// Lowers a function's body.
pub(crate) fn body(
    source: Source<'_>,
    request: &Request,
    signature: &Signature,
    known: &Knowledge,
    structs: &Structs<'_>,
    builder: Builder,
    diagnostics: &Diagnostics,
) -> Lowered<Body> {
    let (item, types) = (source.item, source.types(structs));
    let mut lowerer = Lowerer {
        builder: &builder,
        diagnostics,
        types,
        scopes: Scopes::default(),
        frames: Vec::new(),
        depth: 0,
        matched: Vec::new(),
        assumed: Vec::new(),
        identities: Vec::new(),
        ranges: HashMap::default(),
        references: HashSet::default(),
        lent: HashSet::default(),
        collected: HashSet::default(),
        figures: geometry::Known::default(),
        source,
        entered: Vec::new(),
        own: Some((source, signature)),
        known,
        foreign: None,
        has_items: fence::has_items(&item.block),
        ruled: None,
        request,
    };
    let results = match &request.derivative {
        Some(given) => lowerer.custom_body(source, given)?,
        None if request.is_by_path() => lowerer.opaque_body(),
        None => {
            signature.parameters.iter().try_for_each(|parameter| lowerer.bind_parameter(parameter))?;
            let tree = lowerer.body(&item.block, &signature.result)?;
            lowerer.result(&tree, &signature.result, &item.block)?
        }
    };
    let params = signature.parameters.iter().flat_map(|parameter| parameter.values.clone()).collect();
    let (matched, assumed, read) = (lowerer.matched, lowerer.assumed, lowerer.figures.into_read());
    let identities = lowerer.identities;
    let program = open::settle(builder.finish(params, results));
    check_effects(&program, &program.body.stmts, true, diagnostics)?;
    let partials = program.rules.iter().flat_map(|rule| rule.by.iter().flatten());
    // A rule that calls its function may be copied into its own branches.
    let calls = partials.clone().any(|partial| custom::calls(&partial.stmts));
    for partial in partials {
        check_effects(&program, &partial.stmts, !calls, diagnostics)?;
    }
    Ok(Body { program, matched, assumed, identities, read })
}

/// What a function's body says.
pub(crate) struct Body {
    pub(crate) program: Program,
    /// Names that were read as locals of patterns, and must not be those of constants.
    pub(crate) matched: Vec<Ident>,
    /// Constants of nalgebra's that were known by their names.
    pub(crate) assumed: Vec<Assumed>,
    /// Functions that were known by their names.
    pub(crate) identities: Vec<Identity>,
    /// Types and methods that were read as those of nalgebra's geometry by their names, and must be these.
    pub(crate) read: Read,
}

/// Values of what may have an effect are evaluated once, so they must be kept where a reverse sweep computes the rest
/// again: numbers and truth values can be, and vectors and matrices of numbers, but nothing else.
fn check_effects(program: &Program, stmts: &[Stmt], is_body: bool, diagnostics: &Diagnostics) -> Lowered<()> {
    let mut verdict = Ok(());
    for stmt in stmts {
        let is_closure = matches!(stmt.op, Op::Map { .. } | Op::Generate);
        if let (Op::Fragment(fragment), [result]) = (&stmt.op, &stmt.results[..]) {
            let can_be_kept = matches!(program.kind(*result), Kind::Real(_) | Kind::Int(_) | Kind::Bool);
            if fragment.has_effect && !is_body && !can_be_kept {
                // What was put together of values has no place of its own.
                let is_whole = fragment.captures.iter().all(|capture| !capture.is_hole);
                let place = if is_whole { Place::of(fragment.tokens.clone()) } else { stmt.span.into() };
                verdict = Err(diagnostics.report(place, messages::value::effect_in_block()));
            }
        } else if is_closure {
            // What was taken out into a map of its own is fine; what was left in another one is not.
            let inside = effects(&stmt.blocks[0].stmts);
            if !inside.is_empty() && inside != stmt.blocks[0].results {
                verdict = Err(diagnostics.report(stmt.span, messages::value::effect_in_closure()));
            }
            continue;
        }
        for block in &stmt.blocks {
            verdict = check_effects(program, &block.stmts, false, diagnostics).and(verdict);
        }
    }
    verdict
}

/// The state of lowering one function.
pub(super) struct Lowerer<'a> {
    builder: &'a Builder,
    diagnostics: &'a Diagnostics,
    types: Types<'a>,
    scopes: Scopes,
    /// The function and the loops around, innermost last.
    frames: Vec<jumps::Frame>,
    /// Functions and closures that are being written into each other.
    depth: usize,
    /// Names that patterns which may not match bind.
    matched: Vec<Ident>,
    /// Constants of nalgebra's that were known by their names.
    assumed: Vec<Assumed>,
    /// Functions that were known by their names.
    identities: Vec<Identity>,
    source: Source<'a>,
    /// The functions of the same `impl` that are being written in.
    entered: Vec<Ident>,
    /// The function itself, and what it takes and gives; while another one is written into it, nothing.
    own: Option<(Source<'a>, &'a Signature)>,
    /// What stands elsewhere.
    known: &'a Knowledge,
    /// The function of elsewhere that is being written in; the outermost one.
    foreign: Option<syn::Path>,
    /// Whether there are items in the body, which are refused.
    has_items: bool,
    /// The function that is being defined by a rule, or has been.
    ruled: Option<custom::Ruled>,
    /// Ranges of integers, and where they start and end.
    ranges: HashMap<Value, (Value, Value)>,
    /// Values of constants that the user's code has as references.
    references: HashSet<Value>,
    /// Arrays whose elements are iterated over by reference.
    lent: HashSet<Value>,
    /// `Vec`s that were collected, and whose type is not said there.
    collected: HashSet<Value>,
    figures: geometry::Known,
    request: &'a Request,
}

impl Lowerer<'_> {
    pub(super) fn error(&self, at: &impl ToTokens, message: Message) -> Poisoned {
        // The expressions of a rule stand in the attribute, where the compiler of Rust does not look.
        let message = if self.ruled.is_some() { message.of_rust(false) } else { message };
        self.diagnostics.report(Place::of(at.to_token_stream()), message)
    }

    /// Reads the body of a function or closure, inside of those that call it.
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        self.depth += 1;
        if self.depth > DEEPEST {
            TooLarge::Depth.leave();
        }
        let body = read(self);
        self.depth -= 1;
        body
    }

    /// Brings a parameter into scope.
    fn bind_parameter(&mut self, parameter: &Parameter) -> Lowered<()> {
        self.range_parameter(parameter);
        parameter.values.iter().for_each(|value| self.settle_parts(*value));
        match &parameter.pattern {
            Some(pattern) => self.bind(pattern, parameter.tree(), parameter.by_reference),
            None => {
                self.scopes.bind(&parameter.ident, Ok(parameter.tree()), parameter.by_reference);
                if !parameter.by_reference {
                    self.scopes.is_value(&parameter.ident);
                }
                if parameter.may_change {
                    self.scopes.may_change(&parameter.ident);
                }
                Ok(())
            }
        }
    }

    /// What `lower` gives, if it succeeds; no error is reported.
    fn attempt<T>(&mut self, lower: impl FnOnce(&mut Self) -> Lowered<T>) -> Option<T> {
        let mark = self.diagnostics.mark();
        let result = lower(self);
        self.diagnostics.forget_since(mark);
        result.ok()
    }

    /// The local that a name means, if it means one.
    fn local_binding(&self, ident: &Ident) -> Lowered<Option<&Binding>> {
        match self.scopes.get(ident) {
            Some(binding) if binding.may_be_confused(ident) => {
                if self.scopes.was_reported(ident) {
                    return Err(Poisoned);
                }
                Err(self.error(ident, messages::value::confused(&ident.to_string())))
            }
            found => Ok(found),
        }
    }

    /// A value that must not be a tuple.
    pub(super) fn leaf(&self, tree: &Tree, at: &impl ToTokens) -> Lowered<Value> {
        match tree {
            Tree::Leaf(value) => Ok(*value),
            Tree::Record(record, parts) => self.as_one(record, parts, at),
            Tree::Optional(_) => Err(self.error(at, messages::value::option_of_factor())),
            Tree::Tuple(_) | Tree::Rows(_) | Tree::Place(_) => {
                Err(self.error(at, messages::value::several(&self.described(tree))))
            }
            Tree::Geometry(figure, _) => Err(self.error(at, geometry::words::value(*figure))),
            Tree::Unset => Err(self.error(at, messages::value::unset())),
        }
    }

    /// The values of the function's result, checked against its declared type.
    fn result(&self, tree: &Tree, shape: &Shape, block: &syn::Block) -> Lowered<Vec<Value>> {
        let place: TokenStream = match block.stmts.last() {
            Some(last) => last.to_token_stream(),
            None => block.to_token_stream(),
        };
        match (tree, shape) {
            (Tree::Leaf(value), Shape::Leaf(declared)) => {
                let found = self.builder.kind(*value);
                match found.join(&declared.kind) {
                    Some(kind) => {
                        if found == Kind::Open {
                            self.builder.assume(*value, kind);
                        }
                        Ok(vec![*value])
                    }
                    None => {
                        let is_certain = are_apart(&declared.kind, &found);
                        let (declared, found) = (describe(&declared.kind), describe(&found));
                        let message = messages::signature::result_mismatch(&declared, &found);
                        Err(self.error(&place, message.of_rust(is_certain)))
                    }
                }
            }
            (Tree::Record(..), Shape::Leaf(_)) => {
                let whole = self.leaf(tree, &place)?;
                self.result(&Tree::Leaf(whole), shape, block)
            }
            (Tree::Tuple(trees), Shape::Tuple(shapes)) if trees.len() == shapes.len() => {
                let parts = trees.iter().zip(shapes).map(|(tree, shape)| self.result(tree, shape, block));
                Ok(parts.collect::<Lowered<Vec<_>>>()?.concat())
            }
            (
                Tree::Leaf(_)
                | Tree::Tuple(_)
                | Tree::Rows(_)
                | Tree::Record(..)
                | Tree::Unset
                | Tree::Place(_)
                | Tree::Optional(_)
                | Tree::Geometry(..),
                Shape::Leaf(_) | Shape::Tuple(_),
            ) => {
                let declared = match shape {
                    Shape::Leaf(leaf) => describe(&leaf.kind),
                    Shape::Tuple(parts) => format!("a tuple of {}", parts.len()),
                };
                let message = messages::signature::result_mismatch(&declared, &self.described(tree));
                Err(self.error(&place, message.of_rust(self.is_plain(tree))))
            }
        }
    }
}

/// Tokens as a user would write them.
pub(super) fn tidy(tokens: &impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    [
        (" < ", "<"),
        (" >", ">"),
        ("& ", "&"),
        (" ,", ","),
        (" :: ", "::"),
        (":: ", "::"),
        (" ::", "::"),
        ("[ ", "["),
        (" [", "["),
        (" ]", "]"),
        ("( ", "("),
        (" (", "("),
        (" )", ")"),
        (" ;", ";"),
        (" . ", "."),
    ]
    .iter()
    .fold(text, |text, (from, to)| text.replace(from, to))
}

impl Lowerer<'_> {
    /// Whether a value is what its kind says, for the compiler of Rust as for this one.
    pub(super) fn is_plain(&self, tree: &Tree) -> bool {
        match tree {
            Tree::Leaf(value) => are_apart(&self.builder.kind(*value), &Kind::Bool),
            Tree::Tuple(_) => true,
            Tree::Rows(_)
            | Tree::Record(..)
            | Tree::Geometry(..)
            | Tree::Unset
            | Tree::Place(_)
            | Tree::Optional(_) => false,
        }
    }

    /// What a tree is, in words, for messages.
    pub(super) fn described(&self, tree: &Tree) -> String {
        match tree {
            Tree::Leaf(value) => describe(&self.builder.kind(*value)),
            Tree::Tuple(parts) if parts.is_empty() => "nothing, `()`".to_owned(),
            Tree::Tuple(parts) => format!("a tuple of {}", parts.len()),
            Tree::Rows(_) => "an array of tuples".to_owned(),
            Tree::Record(record, _) => messages::named(&record.name),
            Tree::Geometry(figure, _) => messages::named(figure),
            Tree::Unset => "a local without a value".to_owned(),
            Tree::Place(_) => "a mutable reference".to_owned(),
            Tree::Optional(_) => "an `Option`".to_owned(),
        }
    }
}

/// Whether no value is of both kinds, so that the compiler of Rust refuses one in the place of the other.
pub(super) fn are_apart(one: &Kind, two: &Kind) -> bool {
    let class = |kind: &Kind| match kind {
        Kind::Real(Elem::F64) => Some(0),
        Kind::Real(Elem::F32) => Some(1),
        // A vector may be read as a slice of its entries.
        Kind::Tensor(_) | Kind::Array(..) => Some(2),
        Kind::Int(_) => Some(3),
        Kind::Bool => Some(4),
        Kind::Real(_)
        | Kind::Record(_)
        | Kind::Geometry(..)
        | Kind::Factor(..)
        | Kind::Opaque
        | Kind::Open
        | Kind::Pullback => None,
    };
    class(one).is_some() && class(two).is_some() && class(one) != class(two)
}

/// A kind in words, for messages.
pub(super) fn describe(kind: &Kind) -> String {
    match kind {
        Kind::Real(Elem::Any) => "a number".to_owned(),
        Kind::Real(elem) => messages::named(elem),
        Kind::Tensor(tensor) => {
            let entries = |word: &str, size: &Dim| match size {
                Dim::Dyn => format!("a {word}"),
                Dim::Known(_) | Dim::Named(_) | Dim::Generic(_) => format!("a {word} of {size} entries"),
            };
            match (tensor.rows.is_one(), tensor.cols.is_one()) {
                (_, true) => entries("vector", &tensor.rows),
                (true, false) => entries("row vector", &tensor.cols),
                (false, false) if tensor.rows == Dim::Dyn && tensor.cols == Dim::Dyn => "a matrix".to_owned(),
                (false, false) => format!("a matrix ({} by {})", tensor.rows, tensor.cols).replace('?', "any number"),
            }
        }
        Kind::Int(_) => "an integer".to_owned(),
        Kind::Bool => "a `bool`".to_owned(),
        Kind::Array(..) => "a slice, `Vec` or array".to_owned(),
        Kind::Record(record) => messages::named(&record.name),
        Kind::Geometry(figure, _) => messages::named(figure),
        Kind::Opaque => "a constant of another type".to_owned(),
        Kind::Open => "a constant of unknown type".to_owned(),
        Kind::Factor(which, _) => messages::named(which.type_name()),
        Kind::Pullback => "a pullback".to_owned(),
    }
}
