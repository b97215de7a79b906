//! Blocks: which statements get a name, and which are written where they are read.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use crate::ir::hash::{HashMap, HashSet};
use crate::ir::{
    Assertion, Block, Constant, Form, Fragment, Kind, Marks, Op, Stmt, Tensor, Value, free_values, has_effects, uses,
};
use crate::rules::tensor::construct::EMPTY;

use super::expression::{Access, Precedence, Rendered};
use super::loops::is_record;
use super::moved::Moved;
use super::name::Names;
use super::spell::has_generic;
use super::storage::is_update;
use super::writer::Writer;
use super::{hygienic, tangent, tuple};

/// A named value is written into its only reader if it is no larger than this many operations.
const SMALL: usize = 2;

impl<'p> Writer<'p> {
    /// The statements of a block; its results are still to be written.
    pub(super) fn stmts(&mut self, block: &'p Block) -> Vec<TokenStream> {
        self.stmts_before(block, &HashSet::default())
    }

    /// The statements of a block whose results are read one by one.
    pub(super) fn stmts_apart(&mut self, block: &'p Block) -> Vec<TokenStream> {
        self.written(block, &HashSet::default(), &[])
    }

    /// The statements of a block; what is in `assigned` is written where it is assigned.
    pub(super) fn stmts_before(&mut self, block: &'p Block, assigned: &HashSet<Value>) -> Vec<TokenStream> {
        // Results that are assigned one by one are no last expression.
        let last: &[Value] = if assigned.is_empty() { &block.results } else { &[] };
        self.written(block, assigned, last)
    }

    fn written(&mut self, block: &'p Block, assigned: &HashSet<Value>, last: &[Value]) -> Vec<TokenStream> {
        let readers = readers(block);
        let loops = block.stmts.iter().filter_map(|stmt| Some((stmt, stmt.op.carries()?)));
        let inits = loops.flat_map(|(stmt, at)| &stmt.args[at.args..]).copied().collect::<HashSet<_>>();
        let mut written = Vec::new();
        for stmt in &block.stmts {
            let is_assigned = stmt.results.len() == 1
                && assigned.contains(&stmt.results[0])
                && readers.get(&stmt.results[0]) == Some(&1)
                && matches!(stmt.op, Op::Apply(_) | Op::If)
                && !is_update(stmt);
            // A variable of a loop starts at the number itself.
            let is_assigned = is_assigned && !self.reads_mutated(stmt);
            let is_start = matches!(stmt.op, Op::Constant(_)) && inits.contains(&stmt.results[0]);
            let stands = !stmt.results.is_empty() && stmt.results.iter().all(|result| self.standing.contains(result));
            if stands || matches!(stmt.op, Op::Pullback) {
                // The loop writes it; or its form does, as the last part of the result.
            } else if is_assigned
                || is_start
                || (!is_read_empty(stmt, block) && self.waits(stmt, &readers, last) && !self.holds_back(stmt, block))
            {
                self.waiting.insert(stmt.results[0], stmt);
            } else {
                self.note_crowd(&[stmt]);
                written.push(self.stmt(stmt));
            }
        }
        written
    }

    /// Whether a result of a block reads a vector or array that is itself one, which could not be moved there.
    fn holds_back(&self, stmt: &Stmt, block: &Block) -> bool {
        if !stmt.results.iter().any(|result| block.results.contains(result)) {
            return false;
        }
        let mut reads = HashSet::default();
        stmt.for_each_use(&mut |value| self.note_reads(value, &mut reads));
        reads.iter().any(|value| self.is_compound(*value) && block.results.contains(value))
    }

    /// Whether a statement is written where it is read, and not given a name.
    fn waits(&self, stmt: &Stmt, readers: &HashMap<Value, usize>, results: &[Value]) -> bool {
        // What may have an effect is evaluated in its turn.
        if stmt.op.has_effect() || has_effects(stmt) {
            return false;
        }
        // What reads a value that is changed later is evaluated before; mere numbers need a place for their type.
        if self.reads_mutated(stmt) || self.is_untyped(stmt) {
            return false;
        }
        // The last expression of a block needs no name.
        let is_tail = stmt.results[..] == *results && stmt.results.iter().all(|result| readers.get(result) == Some(&1));
        let is_updated = is_update(stmt) || stmt.results.iter().any(|result| self.is_mutated(*result));
        let is_expression = stmt.op.carries().is_none() && !matches!(stmt.op, Op::Call(..));
        if is_tail && is_expression && !is_updated && !stmt.results.is_empty() {
            return true;
        }
        let [result] = stmt.results[..] else { return false };
        let name = self.program.data(result).name.as_ref();
        match &stmt.op {
            Op::Constant(_) => name.is_none_or(|name| !name.suffix.is_empty()),
            Op::For { .. } | Op::While | Op::Call(..) | Op::Pullback | Op::Assert(_) => false,
            Op::If => readers.get(&result) == Some(&1) && self.is_truth(stmt) && name.is_none(),
            // Its type is held against the one that it was read as.
            Op::Fragment(fragment) if matches!(self.kind(result), Kind::Geometry(..)) && !fragment.is_place => false,
            Op::Fragment(_) | Op::Apply(_) | Op::Custom(_) | Op::Map { .. } | Op::Generate => {
                let keeps_name = name.is_some_and(|name| name.suffix.is_empty() || self.size(stmt) > SMALL);
                readers.get(&result) == Some(&1) && !keeps_name && !is_updated
            }
        }
    }

    /// Whether a statement computes with mere numbers, whose type would be left open.
    fn is_untyped(&self, stmt: &Stmt) -> bool {
        let is_number = |arg: &Value| match self.waiting.get(arg) {
            Some(Stmt { op: Op::Constant(_), .. }) => self.kind(*arg).is_real(),
            Some(_) | None => false,
        };
        matches!(stmt.op, Op::Apply(_))
            && self.kind(stmt.results[0]).is_real()
            && !stmt.args.is_empty()
            && stmt.args.iter().all(is_number)
    }

    /// Whether a statement reads a value that an update changes in place, or takes away.
    fn reads_mutated(&self, stmt: &Stmt) -> bool {
        let is_taken = |value: Value| self.updated.contains(&value) && !self.is_callers(value);
        let mut found = false;
        stmt.for_each_use(&mut |value| found |= self.is_mutated(value) || is_taken(value));
        found
    }

    /// Whether a statement gives a truth value.
    fn is_truth(&self, stmt: &Stmt) -> bool {
        stmt.results.len() == 1 && self.kind(stmt.results[0]) == &Kind::Bool
    }

    /// The operations of an expression, with those that are written into it.
    fn size(&self, stmt: &Stmt) -> usize {
        let inner = stmt.args.iter().filter_map(|arg| self.waiting.get(arg)).map(|stmt| self.size(stmt));
        let own = usize::from(!matches!(stmt.op, Op::Constant(_))) + stmt.blocks.len() * SMALL;
        own + inner.sum::<usize>()
    }

    /// Notes which values the expression of these statements reads more than once.
    pub(super) fn note_crowd(&mut self, stmts: &[&Stmt]) {
        let mut seen = HashSet::default();
        let mut crowded = Marks::default();
        for stmt in stmts {
            self.count(stmt, &mut seen, &mut crowded);
        }
        self.crowded = crowded;
    }

    fn count(&self, stmt: &Stmt, seen: &mut HashSet<Value>, crowded: &mut Marks) {
        let mut reads = Vec::new();
        stmt.for_each_use(&mut |value| reads.push(value));
        for value in reads {
            match self.waiting.get(&value) {
                Some(inner) => self.count(inner, seen, crowded),
                None if !seen.insert(value) => {
                    crowded.insert(value);
                }
                None => {}
            }
        }
    }

    fn stmt(&mut self, stmt: &'p Stmt) -> TokenStream {
        if let Some(written) = self.product_in_buffer(stmt).or_else(|| self.fresh(stmt)) {
            return written;
        }
        match &stmt.op {
            Op::Assert(Assertion::Written(fragment)) => self.assertion(fragment, &stmt.args),
            Op::Assert(Assertion::Demand(demand)) => self.demand(*demand, stmt),
            Op::Pullback => unreachable!("a pullback is written by its form"),
            Op::For { reversed } => self.counting_loop(stmt, *reversed),
            Op::While => self.conditional_loop(stmt),
            Op::Call(call, callee) => self.call(*call, callee, stmt),
            Op::If if stmt.results.is_empty() => self.conditional(stmt).tokens,
            _ if is_update(stmt) => self.update(stmt),
            Op::Constant(_)
            | Op::Fragment(_)
            | Op::Apply(_)
            | Op::Custom(_)
            | Op::If
            | Op::Map { .. }
            | Op::Generate => {
                let rendered = self.rendered(stmt);
                let value = rendered.tokens;
                let whole = stmt.args.first().copied().unwrap_or(stmt.results[0]);
                // A pullback outlives what it would borrow from, and an update may take the whole away.
                let is_lost = self.captured.contains(&stmt.results[0]) || self.updated.contains(&whole);
                let is_lost = is_lost && !self.is_callers(whole);
                // A view of what has no name would not live long enough.
                let is_view = matches!(stmt.op, Op::Apply(rule) if matches!(rule.form, Form::View(_) | Form::Part));
                let is_lost = is_lost || is_view && self.waiting.contains_key(&whole);
                let is_copied = self.is_mutated(whole) || self.is_mutated(stmt.results[0]) || is_lost;
                if rendered.access == Access::Owned && is_copied {
                    // It is changed, or where it stays something else will stand.
                    let mutable = self.is_mutated(stmt.results[0]).then(|| quote!(mut));
                    let what = self.describe(stmt);
                    let copy = self.copied(stmt.results[0], &quote!(&#value));
                    let name = self.bind(stmt.results[0], &what);
                    return quote_spanned!(hygienic() => let #mutable #name = #copy;);
                }
                // An element of an array stays where it is.
                let annotation = self.annotated(stmt);
                if rendered.access == Access::Owned {
                    let what = self.describe(stmt);
                    let name = self.bind(stmt.results[0], &what);
                    // A view borrows by itself.
                    self.place(stmt.results[0], name.clone(), !is_view, false);
                    self.parts.insert(stmt.results[0], whole);
                    if matches!(stmt.op, Op::Apply(rule) if rule.form == Form::Slice) {
                        self.slices.insert(stmt.results[0]);
                    }
                    if is_view {
                        return quote_spanned!(hygienic() => let #name = #value;);
                    }
                    let annotation = annotation.map(|ty| quote!(: &#ty));
                    // Where the type is not what it was read as, the error stands at the user's expression.
                    let borrowed = quote_spanned!(hygienic().located_at(stmt.span) => &#value);
                    return quote_spanned!(hygienic() => let #name #annotation = #borrowed;);
                }
                let annotation = annotation.map(|ty| quote!(: #ty));
                let mutable = stmt.results.iter().any(|result| self.is_mutated(*result)).then(|| quote!(mut));
                let what = self.describe(stmt);
                let names = stmt.results.iter().map(|result| self.bind(*result, &what)).collect::<Vec<_>>();
                let pattern = names.iter().map(|name| quote!(#mutable #name)).collect::<Vec<_>>();
                let pattern = tuple(&pattern);
                let value = Moved::of([value]);
                quote_spanned!(hygienic() => let #pattern #annotation = #value;)
            }
        }
    }

    /// What a statement computes, in a word.
    pub(super) fn describe(&self, stmt: &Stmt) -> String {
        let word = match &stmt.op {
            Op::Fragment(fragment) if fragment.is_place => match fragment.tokens.clone().into_iter().last() {
                Some(TokenTree::Ident(field)) => return field.to_string(),
                Some(TokenTree::Group(_) | TokenTree::Punct(_) | TokenTree::Literal(_)) | None => "constant",
            },
            Op::Constant(_) | Op::Fragment(_) => "constant",
            Op::Custom(custom) => return custom.name.clone(),
            Op::If => "chosen",
            Op::Map { .. } | Op::Generate => "mapped",
            Op::For { .. } | Op::While | Op::Call(..) | Op::Pullback | Op::Assert(_) => "value",
            Op::Apply(rule) => match rule.form {
                Form::Method(name, _)
                | Form::Take(name, ..)
                | Form::Attempt(name, _)
                | Form::Field(name)
                | Form::Runtime(name, _)
                | Form::Constructor(name)
                | Form::View(name) => name,
                Form::Member => {
                    let name = self.member(stmt.args[0], stmt.args[1]).to_string();
                    return if name.starts_with(char::is_numeric) { "field".to_owned() } else { name };
                }
                Form::Infix("+") => "sum",
                Form::Infix("-") => "difference",
                Form::Infix("*") | Form::ProductWithTranspose => "product",
                Form::Infix("/") => "quotient",
                Form::Infix("%") => "remainder",
                Form::Infix(_) => "condition",
                Form::Prefix(_) => "negative",
                Form::Index | Form::IndexPair | Form::Path => "entry",
                Form::Slice | Form::Part => "part",
                Form::Update(_) => "updated",
                Form::IntCast => "step",
                // A size as a real: the size's own word.
                Form::Cast => match self.waiting.get(&stmt.args[0]) {
                    Some(size) => return self.describe(size),
                    None => "real",
                },
            },
        };
        word.to_owned()
    }

    /// A type where an assumption was made, or where numbers alone would leave it open.
    fn annotated(&self, stmt: &Stmt) -> Option<TokenStream> {
        let [result] = stmt.results[..] else { return None };
        let kind = self.kind(result);
        if let (Op::Fragment(fragment), Kind::Opaque) = (&stmt.op, kind)
            && let Some(ty) = &fragment.declared
        {
            return Some(ty.clone());
        }
        let needed = match (&stmt.op, kind) {
            (Op::Fragment(_), Kind::Real(_) | Kind::Int(_) | Kind::Bool) => true,
            (Op::Fragment(_), Kind::Geometry(..)) => true,
            (Op::Fragment(fragment), Kind::Tensor(_)) => is_open(fragment),
            (Op::Fragment(_), Kind::Factor(..) | Kind::Array(..) | Kind::Opaque | Kind::Open | Kind::Pullback) => false,
            (Op::Constant(Constant::Int(..)), Kind::Int(_)) => true,
            (Op::Constant(_), Kind::Real(_)) => true,
            (Op::Apply(_), Kind::Real(_)) => self.is_untyped(stmt),
            // An empty record may be read without ever being pushed to.
            (Op::Apply(rule), Kind::Array(..)) => rule.is(&EMPTY) && !self.histories.contains_key(&result),
            (Op::If, Kind::Real(_) | Kind::Int(_)) => stmt.blocks.iter().all(gives_a_number),
            (_, _) => false,
        };
        let ty = match kind {
            Kind::Geometry(figure, crate::ir::Elem::Any) => {
                tangent::of_kind(self.reals.private, &Kind::Geometry(*figure, self.reals.elem.clone()))
            }
            Kind::Real(crate::ir::Elem::Any) => {
                tangent::of_kind(self.reals.private, &Kind::Real(self.reals.elem.clone()))
            }
            Kind::Tensor(tensor) if tensor.elem == crate::ir::Elem::Any => {
                let tensor = Tensor { elem: self.reals.elem.clone(), ..tensor.clone() };
                tangent::of_kind(self.reals.private, &Kind::Tensor(tensor))
            }
            Kind::Int(crate::ir::Int::Named(name)) => name.parse().ok()?,
            Kind::Int(crate::ir::Int::Any) => return None,
            Kind::Bool => quote!(bool),
            Kind::Real(_)
            | Kind::Tensor(_)
            | Kind::Factor(..)
            | Kind::Geometry(..)
            | Kind::Array(..)
            | Kind::Record(_)
            | Kind::Opaque
            | Kind::Open
            | Kind::Pullback => tangent::of_kind(self.reals.private, kind),
        };
        needed.then_some(ty)
    }

    fn assertion(&mut self, fragment: &Fragment, args: &[Value]) -> TokenStream {
        let bindings = self.rebind(&fragment.captures, args);
        let call = &fragment.tokens;
        if bindings.is_empty() { quote!(#call;) } else { quote!({ #(#bindings)* #call; }) }
    }

    /// `if c { .. } else { .. }`; of truth values, `a && b` and `a || b`.
    pub(super) fn conditional(&mut self, stmt: &'p Stmt) -> Rendered {
        if let Some(lazy) = self.lazy(stmt) {
            return lazy;
        }
        let condition = self.value(stmt.args[0]).tokens;
        let crowded = std::mem::take(&mut self.crowded);
        // What one branch reads does not keep the other from moving it.
        let elsewhere = uses(&stmt.blocks[1]);
        for (value, count) in &elsewhere {
            *self.left.entry(*value).get_or_insert(0) -= count;
        }
        let then = self.branch(&stmt.blocks[0]);
        for (value, count) in &elsewhere {
            *self.left.entry(*value).get_or_insert(0) += count;
        }
        let otherwise = self.branch(&stmt.blocks[1]);
        self.crowded = crowded;
        let otherwise = if otherwise.is_empty() { None } else { Some(quote!(else { #otherwise })) };
        Rendered::new(quote!(if #condition { #then } #otherwise), Precedence::Block)
    }

    fn branch(&mut self, block: &'p Block) -> TokenStream {
        self.depth += 1;
        let outside = self.names.count();
        let stmts = self.stmts(block);
        let results = if block.results.is_empty() { TokenStream::new() } else { self.results(&block.results) };
        self.names.free(outside);
        self.depth -= 1;
        stmts.into_iter().chain([results]).collect()
    }

    /// The results of a block, given away.
    pub(super) fn results(&mut self, results: &[Value]) -> TokenStream {
        self.note_results(results);
        if let Some(stmt) = results.first().and_then(|first| self.waiting.get(first)).copied()
            && stmt.results[..] == *results
            && results.len() > 1
        {
            results.iter().for_each(|result| self.read(*result));
            return self.rendered(stmt).tokens;
        }
        let owned = results.iter().map(|result| self.owned(*result)).collect::<Vec<_>>();
        tuple(&owned)
    }

    /// Notes which values several results read.
    pub(super) fn note_results(&mut self, results: &[Value]) {
        let stmts = results.iter().filter_map(|result| self.waiting.get(result).copied()).collect::<Vec<_>>();
        self.note_crowd(&stmts);
        let mut direct = HashSet::default();
        for result in results.iter().filter(|result| !self.waiting.contains_key(result)) {
            let read_inside = stmts.iter().any(|stmt| {
                let mut found = false;
                stmt.for_each_use(&mut |value| found |= value == *result);
                found
            });
            if !direct.insert(*result) || read_inside {
                self.crowded.insert(*result);
            }
        }
    }

    fn lazy(&mut self, stmt: &'p Stmt) -> Option<Rendered> {
        let truth = |block: &Block| match &block.stmts[..] {
            [Stmt { op: Op::Constant(Constant::Bool(truth)), results, .. }] if results[..] == block.results[..] => {
                Some(*truth)
            }
            _ => None,
        };
        let ([then, otherwise], [result]) = (&stmt.blocks[..], &stmt.results[..]) else { return None };
        if *self.kind(*result) != Kind::Bool {
            return None;
        }
        let (symbol, precedence, evaluated) = match (truth(then), truth(otherwise)) {
            (None, Some(false)) => (quote!(&&), Precedence::And, then),
            (Some(true), None) => (quote!(||), Precedence::Or, otherwise),
            (_, _) => return None,
        };
        let left = self.value(stmt.args[0]).at_least(precedence);
        self.depth += 1;
        let stmts = self.stmts(evaluated);
        let right = self.value(evaluated.results[0]);
        self.depth -= 1;
        let right = if stmts.is_empty() {
            right.above(precedence)
        } else {
            let right = right.tokens;
            quote!({ #(#stmts)* #right })
        };
        Some(Rendered::new(quote!(#left #symbol #right), precedence))
    }

    /// `a.map(|a| ..)`, `a.zip_map(&b, |a, b| ..)`, `a.zip_zip_map(&b, &c, |a, b, c| ..)`. nalgebra goes over three
    /// matrices at once, and over one with location: of more, tuples of entries are made first.
    pub(super) fn map(&mut self, stmt: &'p Stmt, located: bool) -> Rendered {
        let mut matrices = self.receiver(stmt.args[0]);
        let others = stmt.args[1..].iter().map(|arg| self.reference(*arg)).collect::<Vec<_>>();
        let block = &stmt.blocks[0];
        let (entries, location) = block.params.split_at(stmt.args.len());
        let at_once = if located { 1 } else { 3 };
        let (together, others) = others.split_at(stmt.args.len().saturating_sub(at_once));
        let mut known = 1;
        for more in together.chunks(2) {
            matrices = gathered(&matrices, known, more);
            known += more.len();
        }
        let first = entries[..known].to_vec();
        let apart = entries[known..].iter().map(|entry| vec![*entry]);
        let params = location.iter().map(|place| vec![*place]).chain([first]).chain(apart).collect::<Vec<_>>();
        let closure = self.closure(block, &params);
        let method = match (located, others.len()) {
            (true, _) => "map_with_location",
            (false, 0) => "map",
            (false, 1) => "zip_map",
            (false, _) => "zip_zip_map",
        };
        let method = Ident::new(method, hygienic());
        let tokens = quote_spanned!(hygienic() => #matrices.#method(#(#others,)* #closure));
        Rendered::new(tokens, Precedence::Postfix)
    }

    pub(super) fn generate(&mut self, stmt: &'p Stmt) -> Rendered {
        let Kind::Tensor(tensor) = self.kind(stmt.results[0]).clone() else {
            unreachable!("a generator makes a vector or matrix")
        };
        let ty = self.constructed(&tensor);
        let is_generic = has_generic(&tensor);
        let sizes = if is_generic {
            self.generic_sizes(&tensor, stmt.args[0], stmt.args[1]).to_vec()
        } else {
            self.sizes(&tensor, stmt.args[0], stmt.args[1])
        };
        let function = Ident::new(if is_generic { "from_fn_generic" } else { "from_fn" }, hygienic());
        let block = &stmt.blocks[0];
        let params = block.params.iter().map(|param| vec![*param]).collect::<Vec<_>>();
        let closure = self.closure(block, &params);
        Rendered::new(quote_spanned!(hygienic() => #ty::#function(#(#sizes,)* #closure)), Precedence::Postfix)
    }

    /// A closure over entries, and tuples of such. It may reuse a name from outside that it does not read, as a person
    /// would.
    fn closure(&mut self, block: &'p Block, params: &[Vec<Value>]) -> TokenStream {
        let mut inside = Names::default();
        for value in free_values(std::slice::from_ref(block)) {
            if let Some(place) = self.places.get(&value) {
                inside.reserve(&place.ident);
            }
        }
        let outside = std::mem::replace(&mut self.names, inside);
        let crowded = std::mem::take(&mut self.crowded);
        self.depth += 1;
        let floor = std::mem::replace(&mut self.floor, self.depth);
        let before = std::mem::take(&mut self.before);
        let names = params.iter().map(|together| {
            let names = together.iter().map(|param| {
                let name = self.left.contains_key(param).then(|| self.bind(*param, "entry"));
                name.map_or_else(|| quote!(_), |name| quote!(#name))
            });
            tuple(&names.collect::<Vec<_>>())
        });
        let names = names.collect::<Vec<_>>();
        let stmts = self.stmts(block);
        let result = self.value(block.results[0]).tokens;
        self.before = before;
        self.floor = floor;
        self.depth -= 1;
        self.crowded = crowded;
        self.names = outside;
        if stmts.is_empty() {
            let result = Moved::of([result]);
            quote_spanned!(hygienic() => |#(#names),*| #result)
        } else {
            let body = Moved::of(stmts.into_iter().chain([result]));
            quote_spanned!(hygienic() => |#(#names),*| { #body })
        }
    }
}

/// Matrices of tuples: those of `matrices`, whose entries are tuples of so many, and one or two more.
fn gathered(matrices: &TokenStream, known: usize, more: &[TokenStream]) -> TokenStream {
    let names = (0..known + more.len()).map(|place| {
        let name = Ident::new(&format!("entry_{place}"), hygienic());
        quote!(#name)
    });
    let names = names.collect::<Vec<_>>();
    let (first, rest) = names.split_at(known);
    let (first, all) = (tuple(first), tuple(&names));
    let method = Ident::new(if more.len() == 1 { "zip_map" } else { "zip_zip_map" }, hygienic());
    quote_spanned!(hygienic() => #matrices.#method(#(#more,)* |#first #(, #rest)*| #all))
}

/// Whether a statement makes an empty record that an operation reads: nothing else there says its type.
fn is_read_empty(stmt: &Stmt, block: &Block) -> bool {
    let reads = |reader: &Stmt| matches!(reader.op, Op::Apply(_)) && reader.args.contains(&stmt.results[0]);
    is_record(stmt) && block.stmts.iter().any(reads)
}

/// Whether the result of a block is a number as such, without a type of its own.
fn gives_a_number(block: &Block) -> bool {
    let is_constant = |stmt: &Stmt| matches!(stmt.op, Op::Constant(_));
    block.stmts.iter().any(|stmt| is_constant(stmt) && stmt.results[..] == block.results[..])
}

/// How often each value is read in a block. A reading in a closure counts as many: what is written there would be
/// computed for every entry.
fn readers(block: &Block) -> HashMap<Value, usize> {
    let mut counts = HashMap::default();
    count_readers(block, &mut counts);
    counts
}

fn count_readers(block: &Block, counts: &mut HashMap<Value, usize>) {
    for stmt in &block.stmts {
        for arg in &stmt.args {
            *counts.entry(*arg).or_insert(0) += 1;
        }
        for inner in &stmt.blocks {
            if matches!(stmt.op, Op::If) {
                count_readers(inner, counts);
            } else {
                inner.for_each_use(&mut |value| *counts.entry(value).or_insert(0) += 2);
            }
        }
    }
    for result in &block.results {
        *counts.entry(*result).or_insert(0) += 1;
    }
}

/// Whether a constant is made by a constructor that nothing tells the type of the entries: `DMatrix::zeros(2, 3)`.
fn is_open(fragment: &Fragment) -> bool {
    let mut last = fragment.tokens.clone().into_iter().collect::<Vec<_>>().into_iter().rev();
    let is_call = matches!(last.next(), Some(TokenTree::Group(_)));
    let constructor = last.next();
    is_call
        && ["zeros", "identity"].iter().any(|name| constructor.as_ref().is_some_and(|tree| tree.to_string() == *name))
}
