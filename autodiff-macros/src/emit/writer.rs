//! The state of writing one function: what is bound to which name, and what waits to be written into its use.

use proc_macro2::{Ident, TokenStream};

use crate::ir::hash::{HashMap, HashSet};
use crate::ir::{Block, Elem, Marks, Op, Program, Stmt, Table, Value, all_uses};

use super::Target;
use super::literal::Reals;
use super::name::Names;
use super::scratch::Before;
use super::window::{Column, Window, columns, windows};
use super::{scratch, stack, storage};

/// Where a value can be read.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) ident: Ident,
    /// Whether the name is a reference to the value.
    pub(super) is_reference: bool,
    /// The depth of the block that owns it, if it may be moved out of there.
    pub(super) owner: Option<usize>,
}

/// What a variable of a loop starts from, and what is assigned to it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Variable {
    pub(super) start: Value,
    pub(super) next: Value,
}

pub(super) struct Writer<'p> {
    pub(super) target: Target<'p>,
    pub(super) program: &'p Program,
    pub(super) reals: Reals<'p>,
    pub(super) names: Names,
    pub(super) places: HashMap<Value, Place>,
    /// What has been placed, in order, and where it stood before.
    pub(super) placed: Vec<(Value, Option<Place>)>,
    /// Statements that are written where their only reader is.
    pub(super) waiting: Table<&'p Stmt>,
    /// How often each value is still to be read.
    pub(super) left: Table<usize>,
    pub(super) depth: usize,
    /// The depth of the innermost closure: what is owned outside of it can't be moved.
    pub(super) floor: usize,
    /// Values that one expression reads more than once: they can't be moved in it.
    pub(super) crowded: Marks,
    /// For a value that is changed in place: the value that it becomes.
    heirs: Table<Value>,
    /// Whether a pullback must not borrow from the arguments either.
    pub(super) outlives_arguments: bool,
    /// What a pullback sees: it must not borrow from a local of the function that returns it.
    pub(super) captured: Marks,
    /// What updates start from.
    pub(super) updated: Marks,
    /// Parts that stay where they are: a reference, and what it refers into.
    pub(super) parts: HashMap<Value, Value>,
    /// Whether this is what second derivatives of callers go through: they ask whether there are any.
    pub(super) is_for_callers: bool,
    /// Zeros that a buffer of the caller's stands for.
    pub(super) buffers: HashMap<Value, Ident>,
    /// Products that are written into a buffer of the caller's.
    pub(super) products: HashMap<Value, Ident>,
    /// Values that stand in a buffer of the caller's.
    pub(super) in_buffers: HashMap<Value, Ident>,
    /// Buffers that hold what they should.
    pub(super) filled: HashSet<Ident>,
    /// Empty records that stand on the stack, and how many elements they get.
    pub(super) histories: HashMap<Value, usize>,
    /// The statement that gives a value.
    pub(super) definitions: Table<&'p Stmt>,
    /// What becomes of the variables of loops.
    pub(super) variables: Table<Variable>,
    /// Whether several entries are computed at once.
    pub(super) lanes: bool,
    /// What says then whether an angle is too far out for that.
    pub(super) far: Option<Ident>,
    /// What stands for something else and is not written: reading an entry, adding to a sum.
    pub(super) standing: HashSet<Value>,
    /// Which of them are slices.
    pub(super) slices: Marks,
    /// Zeros that may be parts of what they are added to.
    pub(super) windows: HashMap<Value, Window>,
    /// Zeros that may be columns of what they are added to.
    pub(super) columns: HashMap<Value, Column>,
    /// What stays in the storage that all iterations of a loop use.
    pub(super) scratch: HashSet<Value>,
    /// What is to be made before the loops that are being written.
    pub(super) before: Before,
    /// Additions that are done already, as what is added was a part from the start.
    pub(super) closed: Marks,
}

impl<'p> Writer<'p> {
    pub(super) fn new(target: &Target<'p>, program: &'p Program, private: &'p TokenStream) -> Writer<'p> {
        let left = all_uses(&program.body);
        let heirs = storage::heirs(&program.body);
        Writer {
            target: *target,
            outlives_arguments: false,
            program,
            reals: Reals { private, elem: scalar_type(program) },
            names: Names::default(),
            places: HashMap::default(),
            placed: Vec::new(),
            waiting: Table::default(),
            depth: 0,
            floor: 0,
            crowded: Marks::default(),
            heirs,
            captured: Marks::default(),
            updated: storage::updated(&program.body),
            parts: HashMap::default(),
            is_for_callers: false,
            buffers: HashMap::default(),
            products: HashMap::default(),
            in_buffers: HashMap::default(),
            filled: HashSet::default(),
            histories: stack::records(program, &left),
            definitions: definitions(&program.body),
            variables: variables(&program.body),
            lanes: false,
            far: None,
            standing: HashSet::default(),
            slices: Marks::default(),
            windows: windows(program, &left),
            columns: columns(&program.body, &left),
            scratch: scratch::kept_inside(program),
            before: Before::default(),
            left,
            closed: Marks::default(),
        }
    }

    /// Whether a later statement changes the value's storage.
    pub(super) fn is_mutated(&self, value: Value) -> bool {
        self.heirs.contains_key(&value)
    }

    /// Whether a value is a view, under a name: what borrows from it borrows from that name.
    pub(super) fn is_local_view(&self, value: Value) -> bool {
        self.parts.contains_key(&value) && self.places.get(&value).is_some_and(|place| !place.is_reference)
    }

    /// Whether a value belongs to the caller, or is a part of one that does.
    pub(super) fn is_callers(&self, value: Value) -> bool {
        if self.outlives_arguments || self.is_local_view(value) {
            return false;
        }
        match (self.parts.get(&value), self.waiting.get(&value)) {
            (Some(whole), _) => self.is_callers(*whole),
            // A field that is a reference, written where it is read.
            (None, Some(Stmt { op: Op::Fragment(fragment), args, .. })) if !fragment.has_effect => {
                args.first().is_some_and(|whole| self.is_callers(*whole))
            }
            (None, _) => {
                let is_reference = self.places.get(&value).is_some_and(|place| place.is_reference);
                is_reference && self.program.body.params.contains(&value)
            }
        }
    }

    /// Whether a part of a value is still to be read where it is.
    pub(super) fn has_part(&self, value: Value) -> bool {
        let is_alive = |part: &Value| self.left.get(part).is_some_and(|left| *left > 0) || self.has_part(*part);
        self.parts.iter().any(|(part, whole)| *whole == value && is_alive(part))
    }

    /// Whether a value becomes this one in place.
    pub(super) fn is_heir(&self, value: Value, heir: Value) -> bool {
        self.heirs.get(&value) == Some(&heir)
    }

    /// The value whose name the storage of this one carries in the end.
    fn heir(&self, value: Value) -> Value {
        self.heirs.get(&value).map_or(value, |next| self.heir(*next))
    }

    /// Gives a value a name in the current block; `what` says what it is if the user did not.
    pub(super) fn bind(&mut self, value: Value, what: &str) -> Ident {
        let heir = self.heir(value);
        let named = if self.program.data(heir).name.is_some() { heir } else { value };
        let ident = self.names.choose(self.program.data(named).name.as_ref(), what);
        let ident = self.out_of_reach(ident, value);
        self.place(value, ident.clone(), false, true);
        ident
    }

    pub(super) fn place(&mut self, value: Value, ident: Ident, is_reference: bool, is_owned: bool) {
        let owner = is_owned.then_some(self.depth);
        let before = self.places.insert(value, Place { ident, is_reference, owner });
        self.placed.push((value, before));
    }

    /// Lets values stand where they stood when so many had been placed.
    pub(super) fn displace(&mut self, count: usize) {
        for (value, before) in self.placed.drain(count..).rev() {
            match before {
                Some(place) => self.places.insert(value, place),
                None => self.places.remove(&value),
            };
        }
    }

    /// Counts one more reading of a value.
    pub(super) fn read(&mut self, value: Value) {
        if let Some(left) = self.left.get_mut(&value) {
            *left = left.saturating_sub(1);
        }
    }

    /// Whether this reading, not yet counted, is the last, so that the value can be moved.
    pub(super) fn is_last(&self, value: Value) -> bool {
        self.left.get(&value) == Some(&1) && !self.crowded.contains(&value)
    }
}

/// The statement that gives a value, of all values that are no parameters.
fn definitions(body: &Block) -> Table<&Stmt> {
    let mut found = Table::default();
    define(body, &mut found);
    found
}

fn define<'p>(block: &'p Block, found: &mut Table<&'p Stmt>) {
    for stmt in &block.stmts {
        found.extend(stmt.results.iter().map(|result| (*result, stmt)));
        stmt.blocks.iter().for_each(|inner| define(inner, found));
    }
}

fn variables(body: &Block) -> Table<Variable> {
    let mut found = Table::default();
    find_variables(body, &mut found);
    found
}

fn find_variables(block: &Block, found: &mut Table<Variable>) {
    for stmt in &block.stmts {
        if let Some(at) = stmt.op.carries() {
            let (inner, starts) = (&stmt.blocks[0], &stmt.args[at.args..]);
            let pairs = starts.iter().zip(&inner.results).map(|(start, next)| Variable { start: *start, next: *next });
            found.extend(inner.params[1..].iter().copied().zip(pairs));
        }
        stmt.blocks.iter().for_each(|inner| find_variables(inner, found));
    }
}

/// The scalar type of a function: its type parameter, or the one that its parameters have.
fn scalar_type(program: &Program) -> Elem {
    let elems = program.values.iter().filter_map(|data| data.kind.elem());
    if let Some(generic) = elems.clone().find(|elem| matches!(elem, Elem::Param(_))) {
        return generic.clone();
    }
    elems.fold(Elem::Any, |known, elem| known.join(elem).unwrap_or(known))
}
