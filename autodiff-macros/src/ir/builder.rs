//! Writing Programs: a builder that many handles share, so that formulas read as arithmetic.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use proc_macro2::{Span, TokenStream};

use super::limit::{DEEPEST, MOST_READ, MOST_WRITTEN, TooLarge};
use super::{
    Block, Constant, Dim, Elem, Fragment, Int, Kind, Name, Op, Partials, Pattern, Program, Rule, RuleId, Stmt, Value,
    ValueData,
};

/// Appends statements to the innermost open block of a Program.
pub(crate) struct Builder {
    program: RefCell<Program>,
    open: RefCell<Vec<Vec<Stmt>>>,
    /// Where the statements to come stem from in the user's source.
    span: Cell<Span>,
    /// No Program has more values.
    most: usize,
}

impl Builder {
    pub(crate) fn new() -> Builder {
        Builder { most: MOST_READ, ..Builder::over(Program::default()) }
    }

    /// Continues a Program: its values stay, its body is given back to the caller to be written again.
    pub(crate) fn over(mut program: Program) -> Builder {
        program.body.stmts.clear();
        Builder {
            program: RefCell::new(program),
            open: RefCell::new(vec![Vec::new()]),
            span: Cell::new(Span::call_site()),
            most: MOST_WRITTEN,
        }
    }

    /// Continues a Program whose body is written again: the builder, and the body so far.
    pub(crate) fn rewriting(mut program: Program) -> (Builder, Block) {
        let body = std::mem::take(&mut program.body);
        let builder = Builder::over(program);
        builder.open.borrow_mut()[0].reserve(body.stmts.len());
        (builder, body)
    }

    fn open(&self, stmts: Vec<Stmt>) {
        let mut open = self.open.borrow_mut();
        open.push(stmts);
        if open.len() > DEEPEST {
            drop(open);
            TooLarge::Depth.leave();
        }
    }

    pub(crate) fn finish(self, params: Vec<Value>, results: Vec<Value>) -> Program {
        let mut program = self.program.into_inner();
        let stmts = self.open.into_inner().pop().unwrap_or_default();
        program.body = Block { params, stmts, results };
        program
    }

    /// Runs `write` with statements going to a new block.
    pub(crate) fn block(&self, params: Vec<Value>, write: impl FnOnce() -> Vec<Value>) -> Block {
        self.open(Vec::new());
        let results = write();
        let stmts = self.open.borrow_mut().pop().unwrap_or_default();
        Block { params, stmts, results }
    }

    /// Writes blocks again, statement by statement.
    pub(crate) fn again(&self, blocks: Vec<Block>, write: &mut dyn FnMut(Stmt)) -> Vec<Block> {
        let again = |Block { params, stmts, results }: Block| {
            self.block(params, || {
                stmts.into_iter().for_each(&mut *write);
                results
            })
        };
        blocks.into_iter().map(again).collect()
    }

    /// Continues a block: `write` appends to its statements and gives its results anew.
    pub(crate) fn reopen(&self, block: Block, write: impl FnOnce() -> Vec<Value>) -> Block {
        self.open(block.stmts);
        let results = write();
        let stmts = self.open.borrow_mut().pop().unwrap_or_default();
        Block { params: block.params, stmts, results }
    }

    pub(crate) fn span(&self) -> Span {
        self.span.get()
    }

    pub(crate) fn at(&self, span: Span) -> &Builder {
        self.span.set(span);
        self
    }

    pub(crate) fn kind(&self, value: Value) -> Kind {
        self.program.borrow().kind(value).clone()
    }

    /// Whether a value is the function's own, and not one of its derivative's.
    pub(crate) fn is_primal(&self, value: Value) -> bool {
        (value.0 as usize) < self.program.borrow().primal
    }

    pub(crate) fn kinds(&self, values: &[Value]) -> Vec<Kind> {
        values.iter().map(|value| self.kind(*value)).collect()
    }

    pub(crate) fn is_varied(&self, value: Value) -> bool {
        self.program.borrow().data(value).varied
    }

    pub(crate) fn name_of(&self, value: Value) -> Option<Name> {
        self.program.borrow().data(value).name.clone()
    }

    /// Gives a value another name.
    pub(crate) fn rename(&self, value: Value, name: Name) {
        self.program.borrow_mut().data_mut(value).name = Some(name);
    }

    /// Names a value, unless it has a name.
    pub(crate) fn name(&self, value: Value, name: Name) {
        let mut program = self.program.borrow_mut();
        let slot = &mut program.data_mut(value).name;
        if slot.is_none() {
            *slot = Some(name);
        }
    }

    /// Makes an open kind known.
    pub(crate) fn assume(&self, value: Value, kind: Kind) {
        self.program.borrow_mut().data_mut(value).kind = kind;
    }

    /// Marks a parameter as one that the function is differentiated by.
    pub(crate) fn vary(&self, value: Value) {
        self.program.borrow_mut().data_mut(value).varied = true;
    }

    /// A value without a definition yet: a parameter, or a result of a statement to be pushed.
    pub(crate) fn fresh(&self, kind: Kind, varied: bool) -> Value {
        let mut program = self.program.borrow_mut();
        let data = ValueData { kind, name: None, varied };
        program.values.push(data);
        if program.values.len() > self.most {
            drop(program);
            TooLarge::Values.leave();
        }
        Value(u32::try_from(program.values.len() - 1).expect("fewer than 2^32 values"))
    }

    /// A new value of the kind and activity of another.
    pub(crate) fn like(&self, value: Value) -> Value {
        self.fresh(self.kind(value), self.is_varied(value))
    }

    pub(crate) fn push(&self, stmt: Stmt) {
        self.open.borrow_mut().last_mut().expect("an open block").push(stmt);
    }

    /// Appends a statement with one result of this kind.
    pub(crate) fn emit(&self, op: Op, args: &[Value], blocks: Vec<Block>, kind: Kind, varied: bool) -> Value {
        let result = self.fresh(kind, varied);
        let span = self.span.get();
        self.push(Stmt { results: smallvec::smallvec![result], op, args: args.into(), blocks, span });
        result
    }

    pub(crate) fn constant(&self, constant: Constant, kind: Kind) -> Value {
        self.emit(Op::Constant(constant), &[], Vec::new(), kind, false)
    }

    pub(crate) fn real(&self, number: f64) -> Value {
        self.constant(Constant::Real(number, None), Kind::Real(Elem::Any))
    }

    pub(crate) fn int(&self, number: i128) -> Value {
        self.constant(Constant::Int(number, None), Kind::Int(Int::Any))
    }

    /// The size that a dimension stands for, which must be known in the function's source.
    pub(crate) fn size(&self, dim: &Dim) -> Value {
        let usize = Kind::Int(Int::Named("usize"));
        match dim {
            Dim::Known(size) => self.int(*size as i128),
            Dim::Named(name) => {
                let tokens = name.parse().unwrap_or_default();
                let fragment = Fragment {
                    tokens,
                    captures: Vec::new(),
                    has_effect: false,
                    is_place: false,
                    declared: None,
                    owns_entries: false,
                };
                self.emit(Op::Fragment(fragment.into()), &[], Vec::new(), usize, false)
            }
            Dim::Generic(_) | Dim::Dyn => unreachable!("a size that is only known at run time is read of a value"),
        }
    }

    /// A zero of a scalar kind that never was a number.
    pub(crate) fn zero(&self, kind: Kind) -> Value {
        self.constant(Constant::Zero, kind)
    }

    /// Applies an operation whose result kind follows from its arguments.
    ///
    /// # Panics
    /// When the kinds don't fit: callers check before, or the operation's own formula is wrong.
    pub(crate) fn apply(&self, rule: &'static Rule, args: &[Value]) -> Value {
        debug_assert!(rule.signature.result != Pattern::Given, "`{}` needs its kind", rule.name);
        let kinds = self.kinds(args);
        let Some(kind) = rule.signature.bind(&kinds, None) else {
            panic!("`{}` does not take {kinds:?}", rule.name);
        };
        self.apply_as(rule, args, kind)
    }

    /// Applies an operation whose result kind the caller knows.
    pub(crate) fn apply_as(&self, rule: &'static Rule, args: &[Value], kind: Kind) -> Value {
        if let super::Derivative::Defined(definition) = rule.derivative {
            let nodes = args.iter().map(|arg| self.node(*arg).with_activity(self.is_varied(*arg)));
            return definition(&nodes.collect::<Vec<_>>()).value();
        }
        let varied = kind.is_differentiable()
            && !matches!(rule.derivative, super::Derivative::Zero)
            && args.iter().any(|arg| self.is_varied(*arg));
        self.emit(Op::Apply(rule), args, Vec::new(), kind, varied)
    }

    /// A place for partial derivatives that are given by hand. They may call the function that they are the rule of.
    pub(crate) fn rule(&self) -> RuleId {
        let rules = &mut self.program.borrow_mut().rules;
        rules.push(Partials::default());
        RuleId(rules.len() - 1)
    }

    pub(crate) fn set_partials(&self, rule: RuleId, partials: Partials) {
        self.program.borrow_mut().rules[rule.0] = partials;
    }

    pub(crate) fn partials(&self, rule: RuleId) -> Partials {
        self.program.borrow().rules[rule.0].clone()
    }

    /// Appends an `if` with one result a pair of block results.
    pub(crate) fn branch(&self, condition: Value, then: Block, otherwise: Block) -> Vec<Value> {
        let results = then
            .results
            .iter()
            .zip(&otherwise.results)
            .map(|(one, two)| {
                let kind = self.kind(*one).join(&self.kind(*two)).expect("branches of one kind");
                self.fresh(kind, self.is_varied(*one) || self.is_varied(*two))
            })
            .collect::<Vec<_>>();
        let span = self.span.get();
        let blocks = vec![then, otherwise];
        self.push(Stmt {
            results: results.clone().into(),
            op: Op::If,
            args: smallvec::smallvec![condition],
            blocks,
            span,
        });
        results
    }

    /// A handle for formulas.
    pub(crate) fn node(&self, value: Value) -> Node<'_> {
        Node { builder: self, operand: Operand::Value(value), varied: false }
    }

    pub(crate) fn number(&self, number: f64) -> Node<'_> {
        Node { builder: self, operand: Operand::Number(number), varied: false }
    }

    /// Whether a value is this number, as far as the open blocks show.
    pub(crate) fn known_int(&self, value: Value) -> Option<i128> {
        self.find_constant(value, |constant| match constant {
            Constant::Int(number, _) => Some(*number),
            Constant::Real(..) | Constant::Bool(_) | Constant::Zero => None,
        })
    }

    /// The truth value that a value is, if it is written as one.
    pub(crate) fn known_bool(&self, value: Value) -> Option<bool> {
        self.find_constant(value, |constant| match constant {
            Constant::Bool(truth) => Some(*truth),
            Constant::Real(..) | Constant::Int(..) | Constant::Zero => None,
        })
    }

    /// The number that a real value is, if it is written as one.
    pub(crate) fn known_real(&self, value: Value) -> Option<f64> {
        self.find_constant(value, |constant| match constant {
            Constant::Real(number, _) => Some(*number),
            Constant::Zero => Some(0.0),
            Constant::Int(..) | Constant::Bool(_) => None,
        })
    }

    /// Constant Rust is of this type, unless another one was said before.
    pub(crate) fn declare(&self, value: Value, ty: &TokenStream) {
        self.with_fragment(value, |fragment| {
            fragment.declared.get_or_insert_with(|| ty.clone());
        });
    }

    /// Constant Rust is a vector or matrix that owns its entries.
    pub(crate) fn owns_entries(&self, value: Value) {
        self.with_fragment(value, |fragment| fragment.owns_entries = true);
    }

    fn with_fragment(&self, value: Value, change: impl FnOnce(&mut Fragment)) {
        let mut open = self.open.borrow_mut();
        let stmt = open.iter_mut().rev().flatten().find(|stmt| stmt.results[..] == [value]);
        if let Some(Stmt { op: Op::Fragment(fragment), .. }) = stmt {
            change(Rc::make_mut(fragment));
        }
    }

    /// What an array that is listed is made of, as far as the open blocks show.
    pub(crate) fn listed(&self, array: Value, is_list: impl Fn(&Rule) -> bool) -> Vec<Value> {
        let open = self.open.borrow();
        let stmt = open.iter().rev().flatten().find(|stmt| stmt.results.contains(&array));
        match stmt {
            Some(Stmt { op: Op::Apply(rule), args, .. }) if is_list(rule) => args.to_vec(),
            Some(_) | None => Vec::new(),
        }
    }

    /// The arguments of this operation, if that is what a value was made by, in a block that is still being written.
    pub(crate) fn args_of(&self, value: Value, rule: &Rule) -> Option<Vec<Value>> {
        let open = self.open.borrow();
        let stmt = open.iter().rev().flatten().find(|stmt| stmt.results.contains(&value))?;
        matches!(&stmt.op, Op::Apply(applied) if applied.is(rule)).then(|| stmt.args.to_vec())
    }

    fn find_constant<T>(&self, value: Value, read: impl Fn(&Constant) -> Option<T>) -> Option<T> {
        let open = self.open.borrow();
        let stmt = open.iter().rev().flatten().find(|stmt| stmt.results.contains(&value))?;
        if let Op::Constant(constant) = &stmt.op { read(constant) } else { None }
    }
}

/// A value in a formula. Arithmetic on nodes, defined with the table, appends statements.
#[derive(Clone, Copy)]
pub(crate) struct Node<'b> {
    pub(crate) builder: &'b Builder,
    operand: Operand,
    /// Whether this argument of a formula has a tangent.
    pub(crate) varied: bool,
}

#[derive(Clone, Copy)]
enum Operand {
    Value(Value),
    Number(f64),
}

impl<'b> Node<'b> {
    pub(crate) fn value(self) -> Value {
        match self.operand {
            Operand::Value(value) => value,
            Operand::Number(number) => self.builder.real(number),
        }
    }

    pub(crate) fn kind(self) -> Kind {
        match self.operand {
            Operand::Value(value) => self.builder.kind(value),
            Operand::Number(_) => Kind::Real(Elem::Any),
        }
    }

    pub(crate) fn apply(self, rule: &'static Rule, others: &[Node<'b>]) -> Node<'b> {
        let args = std::iter::once(self).chain(others.iter().copied()).map(Node::value).collect::<Vec<_>>();
        self.builder.node(self.builder.apply(rule, &args))
    }

    pub(crate) fn with_activity(mut self, varied: bool) -> Node<'b> {
        self.varied = varied;
        self
    }

    pub(crate) fn known_int(self) -> Option<i128> {
        match self.operand {
            Operand::Value(value) => self.builder.known_int(value),
            Operand::Number(_) => None,
        }
    }

    pub(crate) fn known_real(self) -> Option<f64> {
        match self.operand {
            Operand::Value(value) => self.builder.known_real(value),
            Operand::Number(number) => Some(number),
        }
    }
}
