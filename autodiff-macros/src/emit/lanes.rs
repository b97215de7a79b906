//! Loops over entries as one call of the runtime's `sweep`, which computes several entries at once.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{quote, quote_spanned};

use crate::ir::hash::HashSet;
use crate::ir::{Constant, Dim, Form, Kind, Op, Rule, Stmt, Value, free_values};
use crate::rules::array::ARRAY_ZEROS_LIKE;
use crate::rules::scalar::lanes::{Lanes, has_angles, has_functions, is_worth, lanes};
use crate::rules::tensor::arithmetic::ZEROS_LIKE;
use crate::rules::tensor::part::COLUMN;

use super::entrywise::{Change, Entrywise, Read, Shift, Sign, Variable, Window, entrywise};
use super::expression::{Precedence, Rendered};
use super::loops::{Carried, is_record};
use super::moved::{Moved, separated};
use super::writer::{Place, Writer};
use super::{hygienic, tangent};

/// A variable, and how it starts.
enum Start {
    /// A sum from zero.
    Zero,
    /// In a variable of this name.
    At(Ident),
}

impl<'p> Writer<'p> {
    /// The loop as a sweep over entries; `None` where it is something else.
    pub(super) fn sweep(&mut self, stmt: &'p Stmt) -> Option<TokenStream> {
        let is_worth = match self.known_number(stmt.args[1]) {
            Some(len) => is_worth(&stmt.blocks[0], len),
            None => stmt.args[2..].iter().all(|start| !self.is_static(*start)),
        };
        if self.known_number(stmt.args[0]) != Some(0) || !is_worth {
            return None;
        }
        let definition = |value: Value| self.definitions.get(&value).copied();
        let known = |value: Value| self.known_number(value);
        let sweep = entrywise(self.program, stmt, &self.reals.elem, &known, &definition)?;
        let is_contiguous = sweep.reads.iter().all(|read| self.is_slice(read.whole));
        let captured = self.captured_in(stmt, &sweep)?;
        let starts = stmt.args[2..].iter().zip(&sweep.variables);
        let is_empty = |start: &Value| self.waiting.get(start).is_some_and(|start| is_record(start));
        let are_empty = starts.into_iter().all(|(start, variable)| match variable {
            Variable::Pushed(_) => is_empty(start) && !self.histories.contains_key(start),
            Variable::Sum(_) | Variable::Entries(_) => true,
        });
        (is_contiguous && are_empty).then(|| self.swept(stmt, &sweep, &captured))
    }

    fn swept(&mut self, stmt: &'p Stmt, sweep: &Entrywise, captured: &[Value]) -> TokenStream {
        let private = self.reals.private;
        let (end_before, end) = self.end_of(stmt, sweep);
        let fields = captured.iter().map(|value| self.field_of(*value, sweep)).collect::<Vec<_>>();
        let mut lets = Vec::new();
        let mut starts = Vec::new();
        let mut writes = Vec::new();
        for (place, variable) in sweep.variables.iter().enumerate() {
            let start = stmt.args[2 + place];
            let is_zero = self.is_zero(start) && self.window_of(start).is_none();
            match variable {
                Variable::Sum(_) if is_zero && !self.is_plus_zero(stmt.args[2 + place]) => {
                    self.read(stmt.args[2 + place]);
                    starts.push(Start::Zero);
                }
                Variable::Sum(_) => {
                    let (declaration, Carried { ident, .. }) = self.declare(stmt, place);
                    lets.push(declaration);
                    starts.push(Start::At(ident));
                }
                Variable::Entries(windows) => {
                    let ident = self.changed(stmt, place, windows, &end, &mut lets, &mut writes);
                    starts.push(Start::At(ident));
                }
                Variable::Pushed(_) => {
                    let start = stmt.args[2 + place];
                    self.read(start);
                    let ident = self.names.choose(None, "record");
                    lets.push(quote_spanned!(hygienic() => let mut #ident = #private::lanes::room(#end);));
                    writes.push(quote_spanned!(hygienic() => lanes::Into::Set(&mut #ident[..])));
                    starts.push(Start::At(ident));
                }
            }
        }
        // After the variables: what is read here must not be moved into one.
        let reads = sweep.reads.iter().map(|read| self.slice(read, &end)).collect::<Vec<_>>();
        let each = self.each(stmt, sweep, &fields);
        let given = fields.iter().map(|Field { ident, value, .. }| {
            let is_name = *ident == value.to_string();
            if is_name { quote!(#ident) } else { quote!(#ident: #value) }
        });
        let given = (!fields.is_empty()).then(|| quote!({ #(#given),* }));
        let len = match self.known_number(stmt.args[1]) {
            Some(_) => quote_spanned!(hygienic() => lanes::Known::<#end>),
            None => end,
        };
        let (each, reads, writes) = (Moved::of([each]), separated(reads), separated(writes));
        let call = quote_spanned! { hygienic() =>
            lanes::sweep(#len, [#reads], [#writes], __Each #given)
        };
        let call = Moved::of([call]);
        let block = quote_spanned!(hygienic() => { use #private::lanes; #each #call });
        let (pattern, after) = self.sums(stmt, sweep, &starts);
        let before = Moved::of(end_before.into_iter().chain(lets));
        match pattern {
            Some(pattern) => quote_spanned!(hygienic() => #before let [#(#pattern),*] = #block; #after),
            None => quote_spanned!(hygienic() => #before #block;),
        }
    }

    /// The vector or slice whose entries change, and how they are written to.
    fn changed(
        &mut self,
        stmt: &'p Stmt,
        place: usize,
        windows: &[Window],
        end: &TokenStream,
        lets: &mut Vec<TokenStream>,
        writes: &mut Vec<TokenStream>,
    ) -> Ident {
        let start = stmt.args[2 + place];
        let is_zero = self.is_zero(start) && self.window_of(start).is_none();
        let [Window { shift, change }, more @ ..] = windows else { unreachable!("an array that changes") };
        let is_all = more.is_empty() && *shift == Shift::NONE;
        let has_before =
            windows.iter().any(|window| matches!(&window.change, Change::Set { before, .. } if !before.is_empty()));
        let (way, ident) = if let Some(buffer) = self.buffer_for(start) {
            let is_fresh = is_all && !has_before;
            if !is_fresh {
                let zero = self.reals.constant(&Constant::Zero, &self.reals.elem, false).0;
                lets.push(quote_spanned!(hygienic() => #buffer.fill(#zero);));
            }
            (is_fresh.then_some("Fresh"), buffer)
        } else if is_all
            && !has_before
            && let Some((opened, ident)) = self.open_column(start)
        {
            lets.push(opened);
            (Some("Add"), ident)
        } else {
            let (declaration, Carried { ident, .. }) = self.declare(stmt, place);
            lets.push(declaration);
            ((is_zero && is_all).then_some("Set"), ident)
        };
        let way_of = |change: &Change| match (way, change) {
            (Some(way), _) => way,
            (None, Change::Added(_)) => "Add",
            (None, Change::Set { .. }) => "Set",
        };
        if more.is_empty() {
            writes.push(self.written_to(stmt, place, &ident, way_of(change), (*shift, end)));
            return ident;
        }
        let is_tensor = self.kind(stmt.results[place]).tensor().is_some();
        let mutable = quote_spanned!(hygienic() => #ident.as_mut_slice());
        let entries = if is_tensor { mutable } else { quote!(&mut #ident[..]) };
        let parts = windows.iter().map(|_| self.names.choose(None, "part")).collect::<Vec<_>>();
        let places = windows.iter().map(|window| self.start_of(window.shift)).collect::<Vec<_>>();
        let private = self.reals.private;
        lets.push(quote_spanned! { hygienic() =>
            let [#(#parts),*] = #private::lanes::ranges(#entries, [#(#places),*], #end);
        });
        for (window, part) in windows.iter().zip(parts) {
            let way = Ident::new(way_of(&window.change), hygienic());
            writes.push(quote_spanned!(hygienic() => lanes::Into::#way(#part)));
        }
        ident
    }

    /// Where a range of entries starts.
    fn start_of(&mut self, shift: Shift) -> TokenStream {
        match shift {
            Shift::By(places) => {
                let places = Literal::i128_unsuffixed(places);
                quote!(#places)
            }
            Shift::From(place) => self.seen(place),
        }
    }

    /// How many entries there are; under a name where that is said more than once.
    fn end_of(&mut self, stmt: &'p Stmt, sweep: &Entrywise) -> (Option<TokenStream>, TokenStream) {
        // A number is written as often as it is read.
        let is_number = self.known_number(stmt.args[1]).is_some();
        let (before, end) = self.bound(stmt, stmt.args[1], "end");
        let is_shifted = |variable: &Variable| {
            matches!(variable, Variable::Pushed(_))
                || variable.windows().iter().any(|window| window.shift != Shift::NONE)
        };
        let is_said_again =
            sweep.reads.iter().any(|read| read.shift != Shift::NONE) || sweep.variables.iter().any(is_shifted);
        if before.is_some() || is_number || !is_said_again || syn::parse2::<Ident>(end.clone()).is_ok() {
            return (before, end);
        }
        let name = self.names.choose(None, "end");
        (Some(quote_spanned!(hygienic() => let #name = #end;)), quote!(#name))
    }

    /// Names for the sums, and what is still to be added to variables that did not start at zero.
    fn sums(&mut self, stmt: &Stmt, sweep: &Entrywise, starts: &[Start]) -> (Option<Vec<TokenStream>>, TokenStream) {
        let mut pattern = Vec::new();
        let mut after = TokenStream::new();
        for (place, (variable, start)) in sweep.variables.iter().zip(starts).enumerate() {
            let result = stmt.results[place];
            match (variable, start) {
                (_, Start::Zero) => {
                    let param = stmt.blocks[0].params[place + 1];
                    let named = [result, param].into_iter().find(|value| self.program.data(*value).name.is_some());
                    let name = named.and_then(|value| self.program.data(value).name.as_ref());
                    let ident = self.names.choose(name, "sum");
                    self.place(result, ident.clone(), false, true);
                    // A loop after this one may go on with it.
                    let mutable = self.is_mutated(result).then(|| quote!(mut));
                    pattern.push(quote!(#mutable #ident));
                }
                (Variable::Sum(_), Start::At(ident)) => {
                    let more = self.names.choose(None, "more");
                    after.extend(quote!(#ident += #more;));
                    self.place(result, ident.clone(), false, true);
                    pattern.push(quote!(#more));
                }
                (Variable::Entries(_) | Variable::Pushed(_), Start::At(ident)) => {
                    self.place(result, ident.clone(), false, true);
                }
            }
        }
        if has_angles(&stmt.blocks[0]) {
            pattern.push(quote!(_));
        }
        ((!pattern.is_empty()).then_some(pattern), after)
    }

    /// `Into::Set(&mut x[..])`
    fn written_to(
        &mut self,
        stmt: &Stmt,
        place: usize,
        ident: &Ident,
        way: &str,
        (shift, end): (Shift, &TokenStream),
    ) -> TokenStream {
        let way = Ident::new(way, hygienic());
        let is_tensor = self.kind(stmt.results[place]).tensor().is_some();
        let mutable = quote_spanned!(hygienic() => #ident.as_mut_slice());
        let entries = if is_tensor { mutable } else { quote!(&mut #ident[..]) };
        if shift == Shift::NONE {
            return quote_spanned!(hygienic() => lanes::Into::#way(#entries));
        }
        let shift = self.start_of(shift);
        quote_spanned!(hygienic() => lanes::Into::#way(lanes::from_mut(#entries, #shift, #end)))
    }

    /// The entries of a vector or slice from a place on.
    fn slice(&mut self, read: &Read, end: &TokenStream) -> TokenStream {
        let Read { whole, shift, ref entries } = *read;
        let is_tensor = self.kind(whole).tensor().is_some();
        entries[1..].iter().for_each(|_| self.read(whole));
        let whole = self.receiver(whole);
        let all = if is_tensor { quote_spanned!(hygienic() => #whole.as_slice()) } else { quote!(&#whole[..]) };
        if shift == Shift::NONE {
            return all;
        }
        let shift = self.start_of(shift);
        quote_spanned!(hygienic() => lanes::from(#all, #shift, #end))
    }

    /// What is done to an entry.
    fn each(&mut self, stmt: &'p Stmt, sweep: &Entrywise, fields: &[Field]) -> TokenStream {
        let private = self.reals.private;
        let real = tangent::of_kind(private, &Kind::Real(sweep.elem.clone()));
        let outside = std::mem::take(&mut self.names);
        let places = self.placed.len();
        let unpacked = fields.iter().map(|field| {
            self.names.reserve(&field.ident);
            self.place(field.captured, field.ident.clone(), false, false);
            &field.ident
        });
        let unpacked = unpacked.collect::<Vec<_>>();
        let entries = sweep.reads.iter().map(|read| {
            let is_named = |value: &&Value| self.program.data(**value).name.is_some();
            let named = read.entries.iter().find(is_named).unwrap_or(&read.entries[0]);
            let name = self.names.choose(self.program.data(*named).name.as_ref(), "entry");
            for entry in &read.entries {
                self.place(*entry, name.clone(), false, false);
            }
            name
        });
        let entries = entries.collect::<Vec<_>>();
        let befores = self.befores(sweep);
        let body = &stmt.blocks[0];
        let far = has_angles(body).then(|| self.names.choose(None, "far"));
        let outside_far = std::mem::replace(&mut self.far, far.clone());
        let (stmts, results, mut terms) = self.in_lanes(sweep, |writer| {
            let stmts = writer.stmts_apart(body);
            let (mut results, mut terms) = (Vec::new(), Vec::new());
            for variable in &sweep.variables {
                match variable {
                    Variable::Sum(parts) => terms.push(writer.sum_of(parts)),
                    Variable::Entries(windows) => {
                        results.extend(windows.iter().map(|window| match &window.change {
                            Change::Added(parts) => {
                                let parts = parts.iter().map(|part| (Sign::Plus, *part)).collect::<Vec<_>>();
                                writer.sum_of(&parts)
                            }
                            Change::Set { after, .. } => writer.value(*after).tokens,
                        }));
                    }
                    Variable::Pushed(value) => results.push(writer.value(*value).tokens),
                }
            }
            (stmts, results, terms)
        });
        self.far = outside_far;
        self.names = outside;
        self.displace(places);
        terms.extend(far.iter().map(|far| quote!(#far)));
        let has_angles = far.iter().map(|_| quote_spanned!(hygienic() => const HAS_ANGLES: bool = true;));
        let has_functions =
            has_functions(body).then(|| quote_spanned!(hygienic() => const HAS_FUNCTIONS: bool = true;));
        let near = far.iter().map(|far| quote_spanned!(hygienic() => let mut #far = lanes::math::near();));
        let [reads, writes, sums] = [sweep.reads.len(), results.len(), terms.len()].map(Literal::usize_unsuffixed);
        let unpack = (!unpacked.is_empty()).then(|| quote_spanned!(hygienic() => let Self { #(#unpacked),* } = *self;));
        let fields = fields.iter().map(|Field { ident, ty, .. }| quote!(#ident: #ty));
        let fields = if unpacked.is_empty() { quote!(;) } else { quote!({ #(#fields),* }) };
        let (method, given) = match &befores {
            Some(befores) => (
                quote_spanned!(hygienic() => const CHANGES: bool = true; #[inline(always)] fn change),
                quote!(, [#(#befores),*]: [#real; #writes]),
            ),
            None => (quote_spanned!(hygienic() => #[inline(always)] fn each), TokenStream::new()),
        };
        let (stmts, results, terms) = (Moved::of(stmts), separated(results), separated(terms));
        quote_spanned! { hygienic() =>
            struct __Each #fields
            impl lanes::Each<#real, #reads, #writes, #sums> for __Each {
                #(#has_angles)*
                #has_functions
                #method<const FMA: bool>(
                    &self,
                    [#(#entries),*]: [#real; #reads]
                    #given
                ) -> ([#real; #writes], [#real; #sums]) {
                    #unpack
                    #(#near)*
                    #stmts
                    ([#results], [#terms])
                }
            }
        }
    }

    /// Names for what is written to, as it was before, where that is read.
    fn befores(&mut self, sweep: &Entrywise) -> Option<Vec<TokenStream>> {
        let mut names = Vec::new();
        let mut is_read = false;
        for variable in &sweep.variables {
            let windows = variable.windows().iter().map(|window| match &window.change {
                Change::Set { before, .. } => &before[..],
                Change::Added(_) => &[],
            });
            let windows = windows.collect::<Vec<_>>();
            let windows = if let Variable::Pushed(_) = variable { vec![&[][..]] } else { windows };
            for before in windows {
                let Some(first) = before.first() else {
                    names.push(quote!(_));
                    continue;
                };
                is_read = true;
                let is_named = |value: &&Value| self.program.data(**value).name.is_some();
                let named = before.iter().find(is_named).unwrap_or(first);
                let name = self.names.choose(self.program.data(*named).name.as_ref(), "before");
                before.iter().for_each(|value| self.place(*value, name.clone(), false, false));
                names.push(quote!(#name));
            }
        }
        is_read.then_some(names)
    }

    /// Writes what is computed for several entries at once.
    fn in_lanes<T>(&mut self, sweep: &Entrywise, write: impl FnOnce(&mut Self) -> T) -> T {
        let crowded = std::mem::take(&mut self.crowded);
        self.depth += 1;
        let floor = std::mem::replace(&mut self.floor, self.depth);
        let standing = std::mem::replace(&mut self.standing, sweep.standing.clone());
        let lanes = std::mem::replace(&mut self.lanes, true);
        let written = write(self);
        self.lanes = lanes;
        self.standing = standing;
        self.floor = floor;
        self.depth -= 1;
        self.crowded = crowded;
        written
    }

    /// `a + b - c`
    fn sum_of(&mut self, parts: &[(Sign, Value)]) -> TokenStream {
        let mut written = TokenStream::new();
        for (place, (sign, part)) in parts.iter().enumerate() {
            let value = self.value(*part);
            let value =
                value.above(if place == 0 && *sign == Sign::Plus { Precedence::Comparison } else { Precedence::Sum });
            written.extend(match (place, sign) {
                (0, Sign::Plus) => value,
                (_, Sign::Plus) => quote!(+ #value),
                (_, Sign::Minus) => quote!(- #value),
            });
        }
        written
    }

    /// An operation on several entries, where that is a function of the runtime's.
    pub(super) fn lane(&mut self, rule: &Rule, stmt: &Stmt) -> Option<Rendered> {
        let (name, far) = match lanes(rule).filter(|_| self.lanes)? {
            Lanes::AsItIs => return None,
            Lanes::Function(name) => (name, None),
            Lanes::Angle(name) => (name, self.far.clone()),
        };
        let function = Ident::new(name, hygienic());
        let args = stmt.args.iter().map(|arg| self.value(*arg).tokens).collect::<Vec<_>>();
        let args = separated(args);
        let far = far.map(|far| quote!(, &mut #far));
        let tokens = quote_spanned!(hygienic() => lanes::math::#function::<FMA, _>(#args #far));
        Some(Rendered::new(tokens, Precedence::Postfix))
    }

    /// What a loop reads from around it besides entries; `None` where it can't be handed over.
    fn captured_in(&self, stmt: &Stmt, sweep: &Entrywise) -> Option<Vec<Value>> {
        let is_whole = |value: &Value| sweep.reads.iter().any(|read| read.whole == *value);
        let is_number = |value: &Value| self.number_at(*value).is_some();
        let windows = sweep.variables.iter().flat_map(Variable::windows).map(|window| window.shift);
        let shifts = sweep.reads.iter().map(|read| read.shift).chain(windows);
        let starts = shifts.filter_map(|shift| if let Shift::From(start) = shift { Some(start) } else { None });
        let starts = starts.collect::<HashSet<_>>();
        if !starts.iter().all(|start| self.places.contains_key(start)) {
            return None;
        }
        let captured = free_values(&stmt.blocks).into_iter().filter(|value| !is_whole(value) && !is_number(value));
        let captured = captured.filter(|value| !starts.contains(value)).collect::<Vec<_>>();
        let is_scalar = |value: &Value| matches!(self.kind(*value), Kind::Real(_) | Kind::Bool);
        let fits = |value: &Value| is_scalar(value) && self.places.contains_key(value);
        captured.iter().all(fits).then_some(captured)
    }

    fn field_of(&self, captured: Value, sweep: &Entrywise) -> Field {
        let private = self.reals.private;
        let real = tangent::of_kind(private, &Kind::Real(sweep.elem.clone()));
        let ty = if *self.kind(captured) == Kind::Bool { quote!(bool) } else { real };
        // It is read where an entry is computed, not here.
        let Place { ident, is_reference, .. } = self.places[&captured].clone();
        let value = if is_reference { quote!(*#ident) } else { quote!(#ident) };
        Field { captured, ident, ty, value }
    }

    /// The constant that waits to be written where it is read.
    pub(super) fn number_at(&self, value: Value) -> Option<&'p Constant> {
        match self.waiting.get(&value) {
            Some(Stmt { op: Op::Constant(constant), .. }) => Some(constant),
            Some(_) | None => None,
        }
    }

    fn known_number(&self, value: Value) -> Option<i128> {
        if let Some(Constant::Int(number, _)) = self.number_at(value) { Some(*number) } else { None }
    }

    /// Whether a variable starts at the number 0.0: a sum that is -0.0 without it is not with it.
    fn is_plus_zero(&self, start: Value) -> bool {
        matches!(self.number_at(start), Some(Constant::Real(number, _)) if number.is_sign_positive())
    }

    /// Whether a variable starts at zero, or as a vector or slice of zeros.
    fn is_zero(&self, start: Value) -> bool {
        match self.waiting.get(&start) {
            Some(Stmt { op: Op::Constant(Constant::Real(number, _)), .. }) => *number == 0.0,
            Some(Stmt { op: Op::Constant(Constant::Zero), .. }) => true,
            Some(Stmt { op: Op::Apply(rule), .. }) => rule.is(&ARRAY_ZEROS_LIKE) || rule.is(&ZEROS_LIKE),
            Some(_) | None => false,
        }
    }

    /// Whether a size is known to the compiler: what is made of such is better written out.
    fn is_static(&self, value: Value) -> bool {
        let kind = self.kind(value);
        let has_known_length = matches!(kind, Kind::Array(_, length) if *length != Dim::Dyn);
        has_known_length || kind.tensor().is_some_and(|tensor| tensor.rows != Dim::Dyn && tensor.cols != Dim::Dyn)
    }

    /// Whether the entries of a value stand next to each other, as far as its definition says so.
    pub(super) fn is_contiguous(&self, whole: Value) -> bool {
        if !self.places.contains_key(&whole) {
            return false;
        }
        matches!(self.kind(whole), Kind::Array(..)) || self.owns_entries(whole)
    }

    /// The same, also of columns: those of a matrix that owns its entries are slices of it.
    fn is_slice(&self, whole: Value) -> bool {
        let of_matrix = match self.definitions.get(&whole) {
            Some(Stmt { op: Op::Apply(rule), args, .. }) if rule.is(&COLUMN) => self.owns_entries(args[0]),
            Some(_) | None => false,
        };
        self.is_contiguous(whole) || of_matrix && self.places.contains_key(&whole)
    }

    /// Whether a vector or matrix is one that owns its entries, by its type or its definition.
    pub(super) fn owns_entries(&self, value: Value) -> bool {
        match self.parameter_type(value) {
            Some(ty) => !tangent::is_view(ty),
            None => self.is_owned_tensor(value),
        }
    }

    /// The type of the parameter, or of the part of one, that a value is.
    fn parameter_type(&self, value: Value) -> Option<&'p syn::Type> {
        self.target.parameters.iter().find_map(|parameter| parameter.type_of(value))
    }

    /// Whether a value that is no parameter is made by an operation that gives a vector or matrix of its own.
    pub(super) fn is_owned_tensor(&self, value: Value) -> bool {
        let Some(stmt) = self.definitions.get(&value) else { return self.is_owned_variable(value) };
        match &stmt.op {
            Op::Apply(rule) => !matches!(
                rule.form,
                Form::View(_) | Form::Part | Form::Slice | Form::Index | Form::Path | Form::Member | Form::Field(_)
            ),
            Op::Map { .. } | Op::Generate | Op::For { .. } | Op::While | Op::Call(..) => true,
            Op::Fragment(fragment) => fragment.owns_entries,
            Op::Constant(_) | Op::If | Op::Custom(_) | Op::Pullback | Op::Assert(_) => false,
        }
    }

    /// Whether a value is a variable of a loop that owns its entries: it starts from such, or such is assigned to it.
    fn is_owned_variable(&self, value: Value) -> bool {
        self.variables.get(&value).is_some_and(|variable| {
            let is_replaced = self.definitions.contains_key(&variable.next) && self.is_owned_tensor(variable.next);
            is_replaced || self.owns_entries(variable.start)
        })
    }
}

/// A value that an entry is computed with, handed over in a field.
struct Field {
    captured: Value,
    ident: Ident,
    ty: TokenStream,
    value: TokenStream,
}
