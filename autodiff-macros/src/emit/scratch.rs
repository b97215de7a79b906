//! Storage that all iterations of a loop share: what an iteration makes to change it, and leaves behind, is allocated once for
//! the outermost loop.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

use crate::ir::hash::{HashMap, HashSet};
use crate::ir::{Assertion, Block, Dim, Form, Kind, Op, Pass, Program, Stmt, Table, Value};
use crate::rules::array::ARRAY_ZEROS_LIKE;
use crate::rules::tensor::arithmetic::ZEROS_LIKE;

use super::loops::is_record;
use super::storage::{self, is_update};
use super::writer::Writer;
use super::{hygienic, local, tangent};

/// What stands before the outermost loop that is being written, innermost closure only.
#[derive(Default)]
pub(super) struct Before {
    /// How many loops are being written.
    pub(super) loops: usize,
    made: Vec<(Ident, Kind)>,
}

impl<'p> Writer<'p> {
    /// `copy_to(&mut x, &start);`, where the storage of `x` is used in all iterations, and its name; `None` where an iteration
    /// makes its own.
    pub(super) fn refilled(&mut self, value: Value, ident: &Ident, start: Value) -> Option<(TokenStream, Ident)> {
        let waiting = self.waiting.get(&start).copied();
        let fresh = waiting.map(|stmt| Fresh::of(stmt).ok_or(())).transpose().ok()?;
        let ident = self.storage_before(value, ident)?;
        let private = self.reals.private;
        let refilled = match fresh {
            Some(fresh) => {
                self.read(start);
                self.started_from(&fresh, &ident)
            }
            None => {
                let start = self.reference(start);
                quote_spanned!(hygienic() => #private::copy_to(&mut #ident, #start);)
            }
        };
        Some((refilled, ident))
    }

    /// The same, of a value that is changed later in the block where it is made.
    pub(super) fn fresh(&mut self, stmt: &Stmt) -> Option<TokenStream> {
        let fresh = Fresh::of(stmt)?;
        let value = stmt.results[0];
        if !self.is_mutated(value) || !self.is_kept_inside(value) {
            return None;
        }
        let what = self.describe(stmt);
        let ident = self.bind(value, &what);
        let ident = self.storage_before(value, &ident)?;
        self.place(value, ident.clone(), false, true);
        Some(self.started_from(&fresh, &ident))
    }

    fn started_from(&mut self, fresh: &Fresh, ident: &Ident) -> TokenStream {
        let private = self.reals.private;
        match fresh {
            Fresh::Zeros(like) => {
                let like = self.reference(*like);
                quote_spanned!(hygienic() => #private::zeros_to(&mut #ident, #like);)
            }
            Fresh::Record => quote_spanned!(hygienic() => #ident.clear();),
        }
    }

    fn is_kept_inside(&self, value: Value) -> bool {
        self.before.loops > 0 && self.scratch.contains(&value)
    }

    /// A name that only generated code can read: it is seen in more places than the user's was.
    pub(super) fn out_of_reach(&self, ident: Ident, value: Value) -> Ident {
        if self.is_kept_inside(value) { local(ident.to_string().trim_start_matches("r#")) } else { ident }
    }

    /// The name of storage that is made before the loops, as it is called or nearly so. `None` where an iteration makes it.
    fn storage_before(&mut self, value: Value, ident: &Ident) -> Option<Ident> {
        if !self.is_kept_inside(value) {
            return None;
        }
        let kind = self.kind(value).clone();
        let mut ident = ident.clone();
        loop {
            match self.before.made.iter().find(|(made, _)| *made == ident) {
                // What came before it is done with it.
                Some((_, made)) if *made == kind => return Some(ident),
                Some(_) => ident = self.names.choose(None, &ident.to_string()),
                None => {
                    self.before.made.push((ident.clone(), kind));
                    return Some(ident);
                }
            }
        }
    }

    /// What is made before the outermost loop, once that is written.
    pub(super) fn made_before(&mut self) -> TokenStream {
        if self.before.loops > 0 {
            return TokenStream::new();
        }
        let made = std::mem::take(&mut self.before.made);
        made.iter().map(|(ident, kind)| self.nothing_yet(ident, kind)).collect()
    }

    /// `let mut x: Vec<f64> = Vec::new();`
    fn nothing_yet(&self, ident: &Ident, kind: &Kind) -> TokenStream {
        let private = self.reals.private;
        if let Some(tensor) = kind.tensor() {
            let ty = self.constructed(tensor);
            let sizes = [&tensor.rows, &tensor.cols].into_iter().filter(|dim| **dim == Dim::Dyn).map(|_| quote!(0));
            return quote_spanned!(hygienic() => let mut #ident = #ty::zeros(#(#sizes),*););
        }
        let ty = tangent::of_kind(private, &self.typed(kind));
        quote_spanned!(hygienic() => let mut #ident: #ty = #private::Vec::new();)
    }
}

/// What an iteration starts from, besides copies.
enum Fresh {
    Zeros(Value),
    Record,
}

impl Fresh {
    fn of(stmt: &Stmt) -> Option<Fresh> {
        let Op::Apply(rule) = &stmt.op else { return None };
        if is_record(stmt) {
            return Some(Fresh::Record);
        }
        (rule.is(&ZEROS_LIKE) || rule.is(&ARRAY_ZEROS_LIKE)).then(|| Fresh::Zeros(stmt.args[0]))
    }
}

/// The values whose storage stays in its iteration: nothing there reads them but what borrows.
pub(super) fn kept_inside(program: &Program) -> HashSet<Value> {
    let mut search = Search {
        program,
        heirs: storage::heirs(&program.body),
        groups: HashMap::default(),
        started: HashSet::default(),
        leaving: HashSet::default(),
    };
    search.block(&program.body, false, &[]);
    let started = search.started.iter().map(|value| search.group(*value)).collect::<HashSet<_>>();
    let leaving = search.leaving.iter().map(|value| search.group(*value)).collect::<HashSet<_>>();
    let is_inside = |value: &Value| {
        let group = search.group(*value);
        started.contains(&group) && !leaving.contains(&group) && is_allocated(program.kind(*value))
    };
    search.groups.keys().chain(&search.started).copied().filter(is_inside).collect()
}

/// Whether values of a kind are reals on the heap, or a record.
fn is_allocated(kind: &Kind) -> bool {
    match kind {
        Kind::Array(element, Dim::Dyn) => matches!(**element, Kind::Real(_) | Kind::Int(_)),
        Kind::Tensor(tensor) => tensor.rows == Dim::Dyn && (tensor.cols == Dim::Dyn || tensor.cols.is_one()),
        Kind::Array(..)
        | Kind::Real(_)
        | Kind::Factor(..)
        | Kind::Geometry(..)
        | Kind::Int(_)
        | Kind::Bool
        | Kind::Record(_)
        | Kind::Opaque
        | Kind::Open
        | Kind::Pullback => false,
    }
}

struct Search<'p> {
    program: &'p Program,
    heirs: Table<Value>,
    /// For a value in the storage of another: that one.
    groups: HashMap<Value, Value>,
    /// What is made in an iteration.
    started: HashSet<Value>,
    /// What is given away, or may be.
    leaving: HashSet<Value>,
}

impl Search<'_> {
    fn group(&self, value: Value) -> Value {
        self.groups.get(&value).map_or(value, |next| self.group(*next))
    }

    fn join(&mut self, value: Value, with: Value) {
        let (value, with) = (self.group(value), self.group(with));
        if value != with {
            self.groups.insert(value, with);
        }
    }

    /// `nexts` are the results that variables of the loop take over.
    fn block(&mut self, block: &Block, is_in_loop: bool, nexts: &[Value]) {
        for stmt in &block.stmts {
            self.stmt(stmt, is_in_loop);
        }
        self.leaving.extend(block.results.iter().filter(|result| !nexts.contains(result)));
    }

    fn stmt(&mut self, stmt: &Stmt, is_in_loop: bool) {
        match &stmt.op {
            Op::For { .. } | Op::While => self.variables(stmt, is_in_loop),
            Op::Apply(_) if is_update(stmt) => {
                let (before, result) = (stmt.args[0], stmt.results[0]);
                if self.heirs.get(&before) == Some(&result) {
                    self.join(result, before);
                } else if is_in_loop {
                    self.started.insert(result);
                }
                self.leaving.extend(&stmt.args[1..]);
            }
            Op::Apply(_) => {
                if Fresh::of(stmt).is_some() {
                    if is_in_loop {
                        self.started.insert(stmt.results[0]);
                    }
                } else if !borrows(stmt, self.program) {
                    self.leaving.extend(&stmt.args);
                }
            }
            Op::Assert(Assertion::Demand(_)) | Op::If => {}
            Op::Assert(Assertion::Written(_))
            | Op::Constant(_)
            | Op::Fragment(_)
            | Op::Map { .. }
            | Op::Generate
            | Op::Call(..)
            | Op::Custom(_)
            | Op::Pullback => self.leaving.extend(&stmt.args),
        }
        let is_loop = stmt.op.carries().is_some();
        let is_closure = matches!(stmt.op, Op::Map { .. } | Op::Generate);
        for (place, block) in stmt.blocks.iter().enumerate() {
            let nexts: &[Value] = if is_loop && place == 0 { &block.results } else { &[] };
            self.block(block, (is_in_loop || is_loop) && !is_closure, nexts);
        }
    }

    /// Variables start in storage of their own, or go on in that of what they start from.
    fn variables(&mut self, stmt: &Stmt, is_in_loop: bool) {
        let Some(at) = stmt.op.carries() else { return };
        let body = &stmt.blocks[0];
        for (place, next) in body.results.iter().enumerate() {
            let (start, param) = (stmt.args[place + at.args], body.params[place + 1]);
            let result = stmt.results[place + at.results];
            self.join(result, param);
            if self.heirs.get(&start) == Some(&result) {
                self.join(result, start);
            } else if is_in_loop {
                self.started.insert(param);
            }
            if !self.becomes(body, param, *next) {
                self.leaving.extend([param, *next]);
            }
        }
    }

    /// Whether nothing but changes in place make one value of another.
    fn becomes(&self, body: &Block, param: Value, next: Value) -> bool {
        let mut at = param;
        while at != next {
            let Some(heir) = self.heirs.get(&at) else { return false };
            at = *heir;
        }
        body.results.iter().filter(|result| **result == next).count() == 1
    }
}

/// Whether an operation leaves its arguments where they are.
fn borrows(stmt: &Stmt, program: &Program) -> bool {
    let Op::Apply(rule) = &stmt.op else { return false };
    let gives_number = matches!(program.kind(stmt.results[0]), Kind::Real(_) | Kind::Int(_) | Kind::Bool);
    let is_view = matches!(rule.form, Form::Slice | Form::Part | Form::View(_));
    let by_reference =
        matches!(rule.form, Form::Runtime(_, passes) if passes.iter().all(|pass| *pass == Pass::Reference));
    gives_number || is_view || by_reference
}
