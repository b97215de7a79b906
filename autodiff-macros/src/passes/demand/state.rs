//! Says before each statement of the function what it asks for.
//!
//! A demand of a loop's body stands before the loop where it can be said there: once for all its numbers.

use crate::ir::{Assertion, Block, Builder, Demand, Marks, Op, Program, Stmt, Value, Values};
use crate::rules::array::{ARRAY_LEN, ELEMENT};
use crate::rules::integer::{INT_ADD, INT_LT, INT_MUL};
use crate::rules::tensor::access::{NCOLS, NROWS};

use super::asked::{Asked, asked, is_unchecked};
use super::size::{Side, Size};
use super::sizes::Sizes;

pub(in crate::passes) fn run(program: Program) -> Program {
    let (builder, body) = Builder::rewriting(program);
    let mut walk = Walk { builder: &builder, sizes: Sizes::new(&builder, &body.params) };
    walk.stmts(&body.stmts, None);
    drop(walk);
    builder.finish(body.params, body.results)
}

struct Walk<'b> {
    builder: &'b Builder,
    sizes: Sizes<'b>,
}

/// What is asked for, by which operation.
type Demanded = (Asked, &'static str);

/// A loop over numbers, from within its body.
struct Around {
    counter: Value,
    start: Size,
    end: Size,
    /// What can be seen outside.
    visible: Marks,
}

impl Walk<'_> {
    /// Writes statements with their demands, and gives those that may stand before the loop around.
    fn stmts(&mut self, stmts: &[Stmt], around: Option<&Around>) -> Vec<Demanded> {
        let mut before = Vec::new();
        for stmt in stmts {
            self.builder.at(stmt.span);
            let mut demands = asked(&self.sizes, stmt);
            let mut stmt = stmt.clone();
            match stmt.op {
                Op::For { .. } => demands.extend(self.counting_loop(&mut stmt)),
                Op::While | Op::If => {
                    self.sizes.enter_loop(&stmt);
                    stmt.blocks = stmt.blocks.iter().map(|block| self.block(block, None).0).collect();
                }
                Op::Constant(_)
                | Op::Fragment(_)
                | Op::Apply(_)
                | Op::Map { .. }
                | Op::Generate
                | Op::Call(..)
                | Op::Custom(_)
                | Op::Pullback
                | Op::Assert(_) => {}
            }
            self.builder.at(stmt.span);
            if is_unchecked(&stmt) {
                std::mem::take(&mut demands).into_iter().for_each(|demanded| self.unchecked(&demanded));
            }
            for demanded in demands {
                match around.and_then(|around| self.hoisted(&demanded.0, around)) {
                    Some(asked) => before.push((asked, demanded.1)),
                    None => self.demand(&demanded),
                }
            }
            self.sizes.define(&stmt);
            self.builder.push(stmt);
        }
        before
    }

    fn block(&mut self, block: &Block, around: Option<&Around>) -> (Block, Vec<Demanded>) {
        let builder = self.builder;
        let mut before = Vec::new();
        let written = builder.block(block.params.clone(), || {
            let outside = self.sizes.enter(block);
            before = self.stmts(&block.stmts, around);
            self.sizes.leave(outside);
            block.results.clone()
        });
        (written, before)
    }

    fn counting_loop(&mut self, stmt: &mut Stmt) -> Vec<Demanded> {
        self.sizes.enter_loop(stmt);
        let around = Around {
            counter: stmt.blocks[0].params[0],
            start: self.sizes.int(stmt.args[0]),
            end: self.sizes.int(stmt.args[1]),
            visible: self.sizes.visible().clone(),
        };
        let (body, before) = self.block(&stmt.blocks[0], Some(&around));
        stmt.blocks = vec![body];
        before
    }

    /// What is to be asked before the loop, if that can be said there.
    fn hoisted(&self, asked: &Asked, around: &Around) -> Option<Asked> {
        let outside = |size: &Size| size.is_visible(&around.visible);
        match asked {
            Asked::Below(index, len) if outside(len) && !outside(index) => {
                let offset = self.sizes.offset(index, around.counter)?;
                let [start, end] = [&around.start, &around.end].map(|size| size.clone().plus(offset));
                Some(Asked::AllBelow(start, end, len.clone()))
            }
            // Where the loop does not run, nothing is asked for.
            Asked::Ordered(..) => None,
            invariant if invariant.sizes().into_iter().all(outside) => {
                let range = Box::new([around.start.clone(), around.end.clone()]);
                Some(Asked::Within(range, Box::new(invariant.clone())))
            }
            Asked::Same(..)
            | Asked::Below(..)
            | Asked::AllBelow(..)
            | Asked::Range(..)
            | Asked::Part(..)
            | Asked::Within(..) => None,
        }
    }

    /// Writes a demand here.
    fn demand(&self, (asked, word): &Demanded) {
        let builder = self.builder;
        let (demand, sizes) = match asked {
            Asked::AllBelow(_, end, len) if self.sizes.at_most(end, len) => return,
            Asked::Within(range, _) if !range.iter().all(|size| self.sizes.can_be_read(size)) => return,
            Asked::Ordered(low, high) => return self.push(Demand::Ordered, vec![*low, *high]),
            Asked::Same(one, two) => (Demand::SameSize(word), vec![one, two]),
            Asked::Below(index, len) => (Demand::InBounds, vec![index, len]),
            Asked::AllBelow(start, end, len) => (Demand::AllInBounds, vec![start, end, len]),
            Asked::Range(from, to, len) => (Demand::RangeInBounds, vec![from, to, len]),
            Asked::Part(start, count, len) => (Demand::PartInBounds, vec![start, count, len]),
            Asked::Within(range, asked) => {
                let [start, end] = [0, 1].map(|place: usize| self.value(&range[place]));
                let runs = builder.apply(&INT_LT, &[start, end]);
                let then = builder.block(Vec::new(), || {
                    self.demand(&((**asked).clone(), word));
                    Vec::new()
                });
                if !then.stmts.is_empty() {
                    builder.branch(runs, then, Block::default());
                }
                return;
            }
        };
        self.write(demand, &sizes);
    }

    fn write(&self, demand: Demand, sizes: &[&Size]) {
        if sizes.iter().all(|size| self.sizes.can_be_read(size)) {
            self.push(demand, sizes.iter().map(|size| self.value(size)).collect());
        }
    }

    fn push(&self, demand: Demand, args: Vec<Value>) {
        let builder = self.builder;
        let op = Op::Assert(Assertion::Demand(demand));
        builder.push(Stmt {
            results: Values::default(),
            op,
            args: args.into(),
            blocks: Vec::new(),
            span: builder.span(),
        });
    }

    /// Writes what an operation does not look at itself: it stays here, whatever else is asked for.
    fn unchecked(&self, (asked, word): &Demanded) {
        if let Asked::Same(one, two) = asked {
            self.write(Demand::SizeOfUnchecked(word), &[one, two]);
        }
    }

    /// A size as a value.
    fn value(&self, size: &Size) -> Value {
        let builder = self.builder;
        match size {
            Size::Number(number) => builder.int(i128::try_from(*number).unwrap_or(i128::MAX)),
            Size::Named(name) => builder.size(&crate::ir::Dim::Named(name.clone())),
            Size::Of(value, Side::Rows) => builder.apply(&NROWS, &[*value]),
            Size::Of(value, Side::Cols) => builder.apply(&NCOLS, &[*value]),
            Size::Of(value, Side::Len) => builder.apply(&ARRAY_LEN, &[*value]),
            Size::Int(value) => *value,
            Size::Inner(array, path, side) => {
                let read = match side {
                    Side::Rows => &NROWS,
                    Side::Cols => &NCOLS,
                    Side::Len => &ARRAY_LEN,
                };
                let element = |array: Value, index: &Size| builder.apply(&ELEMENT, &[array, self.value(index)]);
                builder.apply(read, &[path.iter().fold(*array, element)])
            }
            Size::Product(one, two) => builder.apply(&INT_MUL, &[self.value(one), self.value(two)]),
            Size::Plus(size, offset) => {
                let offset = builder.int(i128::try_from(*offset).unwrap_or(i128::MAX));
                builder.apply(&INT_ADD, &[self.value(size), offset])
            }
        }
    }
}

impl Asked {
    fn sizes(&self) -> Vec<&Size> {
        match self {
            Asked::Same(one, two) | Asked::Below(one, two) => vec![one, two],
            Asked::AllBelow(one, two, three) | Asked::Range(one, two, three) | Asked::Part(one, two, three) => {
                vec![one, two, three]
            }
            Asked::Within(range, asked) => range.iter().chain(asked.sizes()).collect(),
            Asked::Ordered(..) => Vec::new(),
        }
    }
}
