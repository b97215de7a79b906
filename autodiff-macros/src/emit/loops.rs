//! Loops, kept as loops: what is carried is a mutable variable.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

use crate::ir::hash::HashSet;
use crate::ir::{Constant, Dim, Elem, Int, Kind, Op, Rule, Stmt, Value};
use crate::rules::array::ADD_ARRAYS;
use crate::rules::scalar::arithmetic::{ADD, SUB};
use crate::rules::tensor::access::{ADD_AT, INDEX, SET_AT};
use crate::rules::tensor::arithmetic as tensor;
use crate::rules::tensor::construct::EMPTY;

use super::expression::Precedence;
use super::moved::Moved;
use super::writer::Writer;
use super::{hygienic, local, tangent, tuple};

/// A variable that a loop carries.
pub(super) struct Carried {
    pub(super) ident: Ident,
    param: Value,
    next: Value,
}

impl<'p> Writer<'p> {
    pub(super) fn counting_loop(&mut self, stmt: &'p Stmt, reversed: bool) -> TokenStream {
        if let Some(sweep) = self.sweep(stmt) {
            return sweep;
        }
        let (start_before, start) = self.bound(stmt, stmt.args[0], "start");
        let (end_before, end) = self.bound(stmt, stmt.args[1], "end");
        let (lets, carried) = self.declare_all(stmt);
        let (index, body) = self.inside_loop(|writer| {
            let number = stmt.blocks[0].params[0];
            let is_read = writer.left.contains_key(&number);
            let index = is_read.then(|| writer.bind(number, "i")).map_or_else(|| quote!(_), |ident| quote!(#ident));
            (index, writer.loop_body(stmt, &carried))
        });
        self.after_loop(stmt, &carried);
        let range = if reversed { quote_spanned!(hygienic() => (#start..#end).rev()) } else { quote!(#start..#end) };
        let (made, lets, body) = (self.made_before(), Moved::of(lets), Moved::of([body]));
        quote!(#start_before #end_before #made #lets for #index in #range { #body })
    }

    /// `while c { .. }`, which counts its iterations where somebody asks for their number.
    pub(super) fn conditional_loop(&mut self, stmt: &'p Stmt) -> TokenStream {
        let (mut lets, carried) = self.declare_all(stmt);
        let condition = &stmt.blocks[1];
        let numbers = [stmt.results[0], stmt.blocks[0].params[0], condition.params[0]];
        let counter = numbers.iter().any(|number| self.left.contains_key(number)).then(|| {
            let named = self.program.data(stmt.blocks[0].params[0]).name.as_ref();
            let counter = self.names.choose(named, "count");
            lets.push(quote_spanned!(hygienic() => let mut #counter = 0_usize;));
            counter
        });
        let (checks, holds, body) = self.inside_loop(|writer| {
            for (number, counter) in numbers[1..].iter().zip(counter.iter().cycle()) {
                writer.place(*number, counter.clone(), false, false);
            }
            for (variable, param) in carried.iter().zip(&condition.params[1..]) {
                writer.place(*param, variable.ident.clone(), false, false);
            }
            let checks = writer.stmts(condition);
            writer.note_results(&condition.results);
            let holds = writer.value(condition.results[0]);
            (checks, holds, writer.loop_body(stmt, &carried))
        });
        self.after_loop(stmt, &carried);
        if let Some(counter) = &counter {
            self.place(stmt.results[0], counter.clone(), false, true);
        }
        let counted = counter.map(|counter| quote!(#counter += 1;));
        let made = self.made_before();
        if checks.is_empty() {
            let holds = holds.tokens;
            return quote!(#made #(#lets)* while #holds { #body #counted });
        }
        let holds = holds.at_least(Precedence::Unary);
        quote!(#made #(#lets)* loop { #(#checks)* if !#holds { break; } #body #counted })
    }

    /// The variables of a loop.
    fn declare_all(&mut self, stmt: &'p Stmt) -> (Vec<TokenStream>, Vec<Carried>) {
        (0..stmt.blocks[0].results.len()).map(|place| self.declare(stmt, place)).unzip()
    }

    /// Writes what runs again and again: nothing from outside can be moved there.
    fn inside_loop<T>(&mut self, write: impl FnOnce(&mut Self) -> T) -> T {
        let crowded = std::mem::take(&mut self.crowded);
        let outside = self.names.count();
        self.depth += 1;
        self.before.loops += 1;
        let floor = std::mem::replace(&mut self.floor, self.depth);
        let written = write(self);
        self.floor = floor;
        self.before.loops -= 1;
        self.depth -= 1;
        self.names.free(outside);
        self.crowded = crowded;
        written
    }

    fn loop_body(&mut self, stmt: &'p Stmt, carried: &[Carried]) -> TokenStream {
        let body = &stmt.blocks[0];
        for variable in carried {
            self.place(variable.param, variable.ident.clone(), false, true);
        }
        let nexts = body.results.iter().copied().collect();
        let stmts = self.stmts_before(body, &nexts);
        let assignments = self.assignments(carried);
        stmts.into_iter().chain([assignments]).collect()
    }

    fn after_loop(&mut self, stmt: &Stmt, carried: &[Carried]) {
        let at = stmt.op.carries().expect("a loop");
        for (variable, result) in carried.iter().zip(&stmt.results[at.results..]) {
            self.place(*result, variable.ident.clone(), false, true);
        }
    }

    /// A bound of the range; it is computed before the loop's variables take over what it reads.
    pub(super) fn bound(&mut self, stmt: &'p Stmt, bound: Value, name: &str) -> (Option<TokenStream>, TokenStream) {
        let inits = stmt.args[2..].iter().copied().collect::<HashSet<_>>();
        let reads_init = self.waiting.contains_key(&bound) && !self.reads(bound).is_disjoint(&inits);
        let written = self.value(bound).above(Precedence::Or);
        if !reads_init {
            return (None, written);
        }
        let name = self.names.choose(None, name);
        (Some(quote_spanned!(hygienic() => let #name = #written;)), quote!(#name))
    }

    /// `let mut x = start;`
    pub(super) fn declare(&mut self, stmt: &'p Stmt, place: usize) -> (TokenStream, Carried) {
        let body = &stmt.blocks[0];
        let at = stmt.op.carries().expect("a loop");
        let (init, param, next) = (stmt.args[place + at.args], body.params[place + 1], body.results[place]);
        let result = stmt.results[place + at.results];
        if let Some(ident) = self.inherited(init, result) {
            return (TokenStream::new(), Carried { ident, param, next });
        }
        if let Some(ident) = self.buffer_for(init) {
            let zero = self.reals.constant(&Constant::Zero, &self.reals.elem, false).0;
            // Of a slice, where the entries stand does not have to be looked up again after each is written.
            let is_final = self.program.body.results.contains(&result);
            let slice = (is_final && self.is_changed_by_place(stmt, param, next))
                .then(|| quote_spanned!(hygienic() => let #ident = #ident.as_mut_slice();));
            return (quote_spanned!(hygienic() => #slice #ident.fill(#zero);), Carried { ident, param, next });
        }
        self.note_results(&[init]);
        let is_named = |value: &Value| self.program.data(*value).name.is_some();
        let named = [result, param, next].into_iter().find(is_named).unwrap_or(param);
        let what = if self.waiting.get(&init).is_some_and(|init| is_record(init)) { "record" } else { "carried" };
        let ident = self.names.choose(self.program.data(named).name.as_ref(), what);
        let ident = self.out_of_reach(ident, param);
        let annotation = match self.kind(result) {
            Kind::Real(elem) => {
                let ty = tangent::of_kind(self.reals.private, &Kind::Real(self.typed_elem(elem)));
                Some(quote!(: #ty))
            }
            // What is read before it is pushed to has no type but this.
            Kind::Array(_, Dim::Dyn)
                if self.waiting.get(&init).is_some_and(|init| is_record(init))
                    && !self.histories.contains_key(&init) =>
            {
                let ty = tangent::of_kind(self.reals.private, &self.typed(self.kind(result)));
                Some(quote!(: #ty))
            }
            // A number that starts it has no type of its own.
            Kind::Int(Int::Named(name)) => {
                let ty = local(name);
                Some(quote!(: #ty))
            }
            Kind::Tensor(_) | Kind::Factor(..) | Kind::Geometry(..) | Kind::Array(..) | Kind::Bool => None,
            Kind::Int(Int::Any) => None,
            Kind::Record(_) | Kind::Opaque | Kind::Open | Kind::Pullback => None,
        };
        if let Some(window) = self.open_window(init) {
            return (quote_spanned!(hygienic() => let #ident = #window;), Carried { ident, param, next });
        }
        if let Some((refilled, ident)) = self.refilled(param, &ident, init) {
            return (refilled, Carried { ident, param, next });
        }
        let start = self.owned(init);
        (quote_spanned!(hygienic() => let mut #ident #annotation = #start;), Carried { ident, param, next })
    }

    /// Whether a vector is read and changed in a loop by nothing but one index at a time.
    fn is_changed_by_place(&self, stmt: &Stmt, param: Value, next: Value) -> bool {
        let is_vector = self.kind(param).tensor().is_some_and(|tensor| tensor.cols.is_one());
        let by_place = [&INDEX, &ADD_AT, &SET_AT];
        let mut stages = HashSet::from_iter([param]);
        let mut is_by_place = true;
        for inner in &stmt.blocks[0].stmts {
            let mut reads = false;
            inner.for_each_use(&mut |value| reads |= stages.contains(&value));
            if reads {
                is_by_place &= matches!(&inner.op, Op::Apply(rule) if by_place.iter().any(|known| rule.is(known)));
                stages.extend(inner.results.iter().filter(|result| self.kind(**result).tensor().is_some()));
            }
        }
        is_vector && is_by_place && stages.contains(&next)
    }

    /// The buffer that stands for zeros which a loop starts from.
    pub(super) fn buffer_for(&mut self, init: Value) -> Option<Ident> {
        let buffer = self.buffers.get(&init).filter(|_| self.waiting.contains_key(&init)).cloned()?;
        self.read(init);
        self.filled.insert(buffer.clone());
        Some(buffer)
    }

    /// The type of a real, where its own is left open that of the function's.
    fn typed_elem(&self, own: &Elem) -> Elem {
        if *own == Elem::Any { self.reals.elem.clone() } else { own.clone() }
    }

    /// The variable of this block that holds what is carried first, if nobody else reads it.
    fn inherited(&mut self, init: Value, result: Value) -> Option<Ident> {
        let place = self.places.get(&init)?;
        let is_own = self.is_heir(init, result) && !place.is_reference && place.owner == Some(self.depth);
        let ident = place.ident.clone();
        is_own.then(|| self.read(init)).map(|_| ident)
    }

    /// The variables' next values: one by one where no value reads a variable that was assigned before it, and the
    /// rest together.
    fn assignments(&mut self, carried: &[Carried]) -> TokenStream {
        let is_changed =
            |variable: &&Carried| self.places.get(&variable.next).is_none_or(|place| place.ident != variable.ident);
        let changed = carried.iter().filter(is_changed).collect::<Vec<_>>();
        let nexts = changed.iter().map(|variable| variable.next).collect::<Vec<_>>();
        self.note_results(&nexts);
        let mut remaining = changed;
        let mut written = TokenStream::new();
        // First the variables that no other variable's next value reads.
        while let Some(free) = (0..remaining.len()).find(|place| {
            let others = remaining.iter().enumerate().filter(|(other, _)| other != place);
            others.into_iter().all(|(_, other)| !self.is_read_by(remaining[*place], other.next))
        }) {
            let variable = remaining.remove(free);
            written.extend(self.assignment(variable));
        }
        if remaining.is_empty() {
            return written;
        }
        let names = remaining.iter().map(|variable| &variable.ident).map(|ident| quote!(#ident)).collect::<Vec<_>>();
        let values = remaining.iter().map(|variable| self.owned(variable.next)).collect::<Vec<_>>();
        let (names, values) = (tuple(&names), tuple(&values));
        quote!(#written #names = #values;)
    }

    /// Whether an expression reads a variable, or what an update made of another value in its storage.
    fn is_read_by(&self, variable: &Carried, value: Value) -> bool {
        let is_there = |read: &Value| self.places.get(read).is_some_and(|place| place.ident == variable.ident);
        self.reads(value).iter().any(|read| *read == variable.param || is_there(read))
    }

    /// `x = next;`, or `x += more;`
    fn assignment(&mut self, variable: &Carried) -> TokenStream {
        let Carried { ident, param, next } = variable;
        if let Some(stmt) = self.waiting.get(next).copied()
            && let Op::Apply(rule) = &stmt.op
            && let [before, more] = stmt.args[..]
            && before == *param
            && !self.reads(more).contains(param)
        {
            if let Some(symbol) = compound_assignment(rule) {
                self.read(*next);
                self.read(*param);
                let more = self.value(more).tokens;
                return quote!(#ident #symbol #more;);
            }
            if rule.is(&ADD_ARRAYS) {
                self.read(*next);
                self.read(*param);
                let (more, private) = (self.reference(more), self.reals.private);
                return quote_spanned!(hygienic() => #private::accumulate(&mut #ident, #more););
            }
        }
        let value = self.owned(*next);
        quote!(#ident = #value;)
    }

    /// The values that an expression which is still to be written reads.
    pub(super) fn reads(&self, value: Value) -> HashSet<Value> {
        let mut reads = HashSet::default();
        self.note_reads(value, &mut reads);
        reads
    }

    pub(super) fn note_reads(&self, value: Value, reads: &mut HashSet<Value>) {
        match self.waiting.get(&value) {
            None => {
                reads.insert(value);
            }
            Some(stmt) => stmt.for_each_use(&mut |used| self.note_reads(used, reads)),
        }
    }
}

/// `+=` for a sum, `-=` for a difference.
fn compound_assignment(rule: &Rule) -> Option<TokenStream> {
    if rule.is(&ADD) || rule.is(&tensor::ADD) {
        return Some(quote!(+=));
    }
    (rule.is(&SUB) || rule.is(&tensor::SUB)).then(|| quote!(-=))
}

/// Whether a statement makes an empty record.
pub(super) fn is_record(stmt: &Stmt) -> bool {
    matches!(&stmt.op, Op::Apply(rule) if rule.is(&EMPTY))
}
