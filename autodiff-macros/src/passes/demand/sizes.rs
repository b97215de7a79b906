//! Where sizes come from: the same size is the same `Size`, whichever value has it.

use crate::ir::hash::HashMap;
use crate::ir::{Block, Builder, Constant, Dim, Form, Kind, Marks, Op, Pattern, Rule, Stmt, Table, Update, Value};
use crate::rules::array::{ARRAY_LEN, WITHOUT_LAST};
use crate::rules::integer::{INT_ADD, INT_MIN};
use crate::rules::tensor::access::{LEN, NCOLS, NROWS};
use crate::rules::tensor::construct::{FROM_DIAGONAL_ELEMENT, FROM_ELEMENT};

use super::size::{Bound, Side, Size};

/// The sizes of all values that have been seen.
pub(super) struct Sizes<'b> {
    builder: &'b Builder,
    shapes: HashMap<Value, [Size; 2]>,
    lens: HashMap<Value, Size>,
    ints: HashMap<Value, Size>,
    numbers: Table<f64>,
    /// Sums and minima of integers: the operation, and what of.
    combined: HashMap<Value, (&'static Rule, [Value; 2])>,
    visible: Marks,
}

impl<'b> Sizes<'b> {
    pub(super) fn new(builder: &'b Builder, params: &[Value]) -> Sizes<'b> {
        let visible = params.iter().copied().collect();
        Sizes {
            builder,
            shapes: HashMap::default(),
            lens: HashMap::default(),
            ints: HashMap::default(),
            numbers: Table::default(),
            combined: HashMap::default(),
            visible,
        }
    }

    /// Goes into a block; gives what can be seen around it.
    pub(super) fn enter(&mut self, block: &Block) -> Marks {
        let outside = self.visible.clone();
        self.visible.extend(&block.params);
        outside
    }

    /// Leaves a block, whose values can't be seen any more.
    pub(super) fn leave(&mut self, outside: Marks) {
        self.visible = outside;
    }

    pub(super) fn visible(&self) -> &Marks {
        &self.visible
    }

    pub(super) fn of(&self, value: Value, side: Side) -> Size {
        match (self.builder.kind(value), side) {
            (Kind::Tensor(tensor) | Kind::Factor(_, tensor), Side::Rows) => self.side(value, side, &tensor.rows),
            (Kind::Tensor(tensor) | Kind::Factor(_, tensor), Side::Cols) => self.side(value, side, &tensor.cols),
            (Kind::Array(_, len), _) => self.side(value, Side::Len, &len),
            (_, _) => Size::Of(value, side),
        }
    }

    fn side(&self, value: Value, side: Side, dim: &Dim) -> Size {
        let known = match side {
            Side::Rows => self.shapes.get(&value).map(|shape| shape[0].clone()),
            Side::Cols => self.shapes.get(&value).map(|shape| shape[1].clone()),
            Side::Len => self.lens.get(&value).cloned(),
        };
        match dim {
            Dim::Known(size) => Size::Number(*size),
            Dim::Named(name) => Size::Named(name.clone()),
            Dim::Generic(_) | Dim::Dyn => known.unwrap_or(Size::Of(value, side)),
        }
    }

    pub(super) fn kind(&self, value: Value) -> Kind {
        self.builder.kind(value)
    }

    /// The kind of what so many indices lead to in an array.
    pub(super) fn element(&self, array: Value, indices: usize) -> Option<Kind> {
        (0..indices).try_fold(self.builder.kind(array), |kind, _| {
            if let Kind::Array(element, _) = kind { Some(*element) } else { None }
        })
    }

    /// A size of what these indices lead to in an array.
    pub(super) fn inner(&self, array: Value, path: &[Size], side: Side) -> Size {
        let dim = match (self.element(array, path.len()), side) {
            (Some(Kind::Tensor(tensor)), Side::Rows) => tensor.rows,
            (Some(Kind::Tensor(tensor)), Side::Cols) => tensor.cols,
            (Some(Kind::Array(_, len)), _) => len,
            (_, _) => Dim::Dyn,
        };
        match dim {
            Dim::Known(size) => Size::Number(size),
            Dim::Named(name) => Size::Named(name),
            Dim::Generic(_) | Dim::Dyn if path.is_empty() => self.of(array, side),
            Dim::Generic(_) | Dim::Dyn => Size::Inner(array, path.to_vec(), side),
        }
    }

    /// A real that is written as a number.
    pub(super) fn number(&self, value: Value) -> Option<f64> {
        self.numbers.get(&value).copied()
    }

    /// A factorization does not tell its size where the matrix that it was made of is out of sight.
    pub(super) fn can_be_read(&self, size: &Size) -> bool {
        match size {
            Size::Of(value, _) => !matches!(self.kind(*value), Kind::Factor(..)),
            Size::Inner(_, path, _) => path.iter().all(|index| self.can_be_read(index)),
            Size::Product(one, two) => self.can_be_read(one) && self.can_be_read(two),
            Size::Plus(size, _) => self.can_be_read(size),
            Size::Number(_) | Size::Named(_) | Size::Int(_) => true,
        }
    }

    /// How many entries a vector or matrix has.
    pub(super) fn len(&self, value: Value) -> Size {
        self.of(value, Side::Rows).times(self.of(value, Side::Cols))
    }

    /// An integer, as the size that it is.
    pub(super) fn int(&self, value: Value) -> Size {
        self.ints.get(&value).cloned().unwrap_or(Size::Int(value))
    }

    /// How much more an index is than the number of a loop, where that is a number.
    pub(super) fn offset(&self, index: &Size, counter: Value) -> Option<usize> {
        let Size::Int(value) = index else { return None };
        if *value == counter {
            return Some(0);
        }
        let (rule, [one, two]) = self.combined.get(value)?;
        match (self.int(*one), self.int(*two)) {
            (Size::Int(value), Size::Number(offset)) | (Size::Number(offset), Size::Int(value))
                if rule.is(&INT_ADD) && value == counter =>
            {
                Some(offset)
            }
            (_, _) => None,
        }
    }

    /// A range as one that a number is added to.
    pub(super) fn shifted(&self, start: Size, end: Size) -> (Size, Size, usize) {
        let sum = match &end {
            Size::Int(value) => self.combined.get(value).filter(|(rule, _)| rule.is(&INT_ADD)),
            Size::Number(_) | Size::Named(_) | Size::Of(..) | Size::Product(..) | Size::Plus(..) | Size::Inner(..) => {
                None
            }
        };
        match (&start, sum.map(|(_, [one, two])| (self.int(*one), self.int(*two)))) {
            (Size::Number(first), Some((last, Size::Number(offset)))) if offset <= *first => {
                (Size::Number(first - offset), last, offset)
            }
            (_, _) => (start, end, 0),
        }
    }

    /// Whether a size is no more than another, whatever there is.
    pub(super) fn at_most(&self, one: &Size, two: &Size) -> bool {
        let least = |value: &Value| {
            let (rule, args) = self.combined.get(value)?;
            rule.is(&INT_MIN).then_some(args)
        };
        match one {
            one if one == two => true,
            Size::Int(value) => {
                least(value).is_some_and(|args| args.iter().any(|arg| self.at_most(&self.int(*arg), two)))
            }
            Size::Number(_) | Size::Named(_) | Size::Of(..) | Size::Product(..) | Size::Plus(..) | Size::Inner(..) => {
                false
            }
        }
    }

    /// Takes note of what a statement defines; its blocks have been seen.
    pub(super) fn define(&mut self, stmt: &Stmt) {
        match &stmt.op {
            Op::Apply(rule) => self.apply(rule, stmt),
            Op::Constant(Constant::Int(number, _)) => {
                if let Ok(number) = usize::try_from(*number) {
                    self.ints.insert(stmt.results[0], Size::Number(number));
                }
            }
            Op::Constant(Constant::Real(number, _)) => {
                self.numbers.insert(stmt.results[0], *number);
            }
            Op::Map { .. } => self.like(stmt.results[0], &stmt.args),
            Op::Generate => {
                let shape = [self.int(stmt.args[0]), self.int(stmt.args[1])];
                self.shapes.insert(stmt.results[0], shape);
            }
            Op::If => {
                for (place, result) in stmt.results.iter().enumerate() {
                    let [one, two] = [0, 1].map(|block: usize| stmt.blocks[block].results[place]);
                    self.same(*result, one, two);
                }
            }
            Op::For { .. } => {
                for (place, result) in stmt.results.iter().enumerate() {
                    self.same(*result, stmt.args[place + 2], stmt.blocks[0].params[place + 1]);
                }
            }
            Op::Constant(_)
            | Op::Fragment(_)
            | Op::While
            | Op::Call(..)
            | Op::Custom(_)
            | Op::Pullback
            | Op::Assert(_) => {}
        }
        self.visible.extend(&stmt.results);
    }

    /// What a loop carries has the sizes of what it starts with, if every iteration keeps them.
    pub(super) fn enter_loop(&mut self, stmt: &Stmt) {
        let Some(at) = stmt.op.carries() else { return };
        let body = &stmt.blocks[0];
        let mut kept = (0..body.results.len()).collect::<Vec<_>>();
        loop {
            for (place, param) in body.params[1..].iter().enumerate() {
                self.forget(*param);
                if kept.contains(&place) {
                    for block in &stmt.blocks {
                        self.like(block.params[place + 1], &[stmt.args[place + at.args]]);
                    }
                }
            }
            let outside = self.enter(body);
            self.seen(&body.stmts);
            let is_kept = |place: &usize| self.agree(stmt.args[place + at.args], body.results[*place]);
            let still = kept.iter().copied().filter(is_kept).collect::<Vec<_>>();
            self.leave(outside);
            if still == kept {
                break;
            }
            kept = still;
        }
    }

    /// Takes note of statements, and of those in their blocks.
    fn seen(&mut self, stmts: &[Stmt]) {
        for stmt in stmts {
            self.enter_loop(stmt);
            for block in &stmt.blocks {
                let outside = self.enter(block);
                self.seen(&block.stmts);
                self.leave(outside);
            }
            self.define(stmt);
        }
    }

    fn forget(&mut self, value: Value) {
        self.shapes.remove(&value);
        self.lens.remove(&value);
        self.ints.remove(&value);
    }

    fn agree(&self, one: Value, two: Value) -> bool {
        match self.builder.kind(one) {
            Kind::Int(_) => false,
            Kind::Tensor(_) | Kind::Factor(..) => {
                [Side::Rows, Side::Cols].into_iter().all(|side| self.of(one, side) == self.of(two, side))
            }
            Kind::Array(..) => self.of(one, Side::Len) == self.of(two, Side::Len),
            Kind::Real(_)
            | Kind::Bool
            | Kind::Record(_)
            | Kind::Geometry(..)
            | Kind::Opaque
            | Kind::Open
            | Kind::Pullback => true,
        }
    }

    /// A result that is one of two values has their sizes, where these are the same and can be said outside.
    fn same(&mut self, result: Value, one: Value, two: Value) {
        if self.agree(one, two) {
            self.like(result, &[one]);
        }
    }

    /// A value of the sizes of these, as far as they can be said here.
    fn like(&mut self, value: Value, of: &[Value]) {
        match self.builder.kind(value) {
            Kind::Tensor(_) | Kind::Factor(..) => {
                let shape = [Side::Rows, Side::Cols].map(|side| self.first_of(of, side));
                if shape.iter().all(|size| size.is_visible(&self.visible)) {
                    self.shapes.insert(value, shape);
                }
            }
            Kind::Array(..) => {
                let len = self.of(of[0], Side::Len);
                if len.is_visible(&self.visible) {
                    self.lens.insert(value, len);
                }
            }
            Kind::Real(_)
            | Kind::Int(_)
            | Kind::Bool
            | Kind::Record(_)
            | Kind::Geometry(..)
            | Kind::Opaque
            | Kind::Open
            | Kind::Pullback => {}
        }
    }

    /// The size of the first of these values that is known to the compiler, or that of the first.
    fn first_of(&self, of: &[Value], side: Side) -> Size {
        let mut sizes = of.iter().map(|value| self.of(*value, side));
        let first = sizes.next().expect("a value");
        let is_known = |size: &Size| matches!(size, Size::Number(_) | Size::Named(_));
        if is_known(&first) { first } else { sizes.find(is_known).unwrap_or(first) }
    }

    fn apply(&mut self, rule: &'static Rule, stmt: &Stmt) {
        let result = stmt.results[0];
        let read: [(&Rule, Side); 3] = [(&NROWS, Side::Rows), (&NCOLS, Side::Cols), (&ARRAY_LEN, Side::Len)];
        if let Some((_, side)) = read.into_iter().find(|(size, _)| rule.is(size)) {
            self.ints.insert(result, self.of(stmt.args[0], side));
        } else if rule.is(&LEN) {
            self.ints.insert(result, self.len(stmt.args[0]));
        }
        if rule.is(&INT_ADD) || rule.is(&INT_MIN) {
            self.combined.insert(result, (rule, [stmt.args[0], stmt.args[1]]));
        }
        if let Some([rows, cols]) = given_sizes(rule, stmt) {
            self.shapes.insert(result, [self.int(rows), self.int(cols)]);
        }
        if let Pattern::Tensor(rows, cols) | Pattern::Factor(_, rows, cols) = rule.signature.result {
            let shape = [(rows, Side::Rows), (cols, Side::Cols)]
                .map(|(size, side)| self.named(rule, stmt, size).unwrap_or(Size::Of(result, side)));
            self.shapes.insert(result, shape);
        } else if rule.signature.result == Pattern::Array && keeps_length(rule) {
            self.like(result, &stmt.args);
        }
    }

    /// What a size in a signature is for these arguments.
    fn named(&self, rule: &Rule, stmt: &Stmt, size: crate::ir::Size) -> Option<Size> {
        match size {
            crate::ir::Size::One => Some(Size::Number(1)),
            crate::ir::Size::Exactly(number) | crate::ir::Size::Fixed(number, _) => Some(Size::Number(number)),
            crate::ir::Size::Named(name) => {
                let found = self.bound(rule, stmt).into_iter().filter(|bound| bound.name == name);
                let sizes = found.map(|bound| bound.size).collect::<Vec<_>>();
                let known = sizes.iter().find(|size| matches!(size, Size::Number(_) | Size::Named(_)));
                known.or(sizes.iter().find(|size| self.can_be_read(size))).cloned()
            }
            crate::ir::Size::Dynamic | crate::ir::Size::Min(..) => None,
        }
    }

    /// What the names of sizes in a signature stand for, one for each place where they stand.
    pub(super) fn bound(&self, rule: &Rule, stmt: &Stmt) -> Vec<Bound> {
        let patterns = rule.signature.args.iter().zip(&stmt.args).enumerate();
        let sizes = patterns.flat_map(|(place, (pattern, arg))| {
            let (Pattern::Tensor(rows, cols) | Pattern::Factor(_, rows, cols)) = pattern else { return Vec::new() };
            vec![(*rows, place, self.of(*arg, Side::Rows)), (*cols, place, self.of(*arg, Side::Cols))]
        });
        let named = sizes.filter_map(|(size, arg, found)| match size {
            crate::ir::Size::Named(name) | crate::ir::Size::Fixed(_, name) => Some(Bound { name, arg, size: found }),
            crate::ir::Size::One
            | crate::ir::Size::Exactly(_)
            | crate::ir::Size::Dynamic
            | crate::ir::Size::Min(..) => None,
        });
        named.collect()
    }
}

/// The numbers of rows and columns that an operation is told.
fn given_sizes(rule: &Rule, stmt: &Stmt) -> Option<[Value; 2]> {
    if matches!(rule.form, Form::Part) {
        return Some([stmt.args[3], stmt.args[4]]);
    }
    let is_told = rule.is(&FROM_ELEMENT) || rule.is(&FROM_DIAGONAL_ELEMENT);
    is_told.then(|| [stmt.args[0], stmt.args[1]])
}

/// Whether an operation on an array gives one of the same length.
fn keeps_length(rule: &Rule) -> bool {
    let is_push = matches!(rule.form, Form::Update(Update::Push));
    rule.signature.args.first() == Some(&Pattern::Array) && !is_push && !rule.is(&WITHOUT_LAST)
}
