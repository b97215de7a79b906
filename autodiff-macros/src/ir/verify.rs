//! The laws of a well-formed Program, checked after every pass in debug builds.

use super::hash::HashSet;
use super::{Block, Kind, Op, Partials, Program, Stmt, Value};

/// Checks that each value is defined once and before its uses, and that kinds fit.
///
/// # Errors
/// The first law that is broken, with the statement.
pub(crate) fn verify(program: &Program) -> Result<(), String> {
    let mut verifier = Verifier { program, visible: HashSet::default(), order: Vec::new(), seen: HashSet::default() };
    for rule in &program.rules {
        verifier.rule(rule)?;
    }
    verifier.block(&program.body)
}

struct Verifier<'p> {
    program: &'p Program,
    /// What may be read here.
    visible: HashSet<Value>,
    /// The same in the order of definition.
    order: Vec<Value>,
    /// What has been defined anywhere before.
    seen: HashSet<Value>,
}

impl Verifier<'_> {
    fn rule(&mut self, rule: &Partials) -> Result<(), String> {
        if rule.by.len() != rule.params.len() {
            return Err("a rule has a place for each parameter".into());
        }
        self.define(&rule.params)?;
        for block in rule.by.iter().flatten() {
            self.block(block)?;
            let [partial] = block.results[..] else { return Err("a partial derivative is one value".into()) };
            if !self.program.kind(partial).is_real() {
                return Err(format!("a partial derivative is {}", self.program.kind(partial)));
            }
        }
        self.visible.clear();
        self.order.clear();
        Ok(())
    }

    fn block(&mut self, block: &Block) -> Result<(), String> {
        let outside = self.order.len();
        self.define(&block.params)?;
        for stmt in &block.stmts {
            self.stmt(stmt)?;
        }
        self.read(&block.results, "the result of a block")?;
        for value in self.order.drain(outside..) {
            self.visible.remove(&value);
        }
        Ok(())
    }

    fn define(&mut self, values: &[Value]) -> Result<(), String> {
        self.visible.extend(values);
        self.order.extend(values);
        match values.iter().find(|value| !self.seen.insert(**value)) {
            Some(value) => Err(format!("{value:?} is defined twice")),
            None => Ok(()),
        }
    }

    fn read(&self, values: &[Value], place: &str) -> Result<(), String> {
        match values.iter().find(|value| !self.visible.contains(value)) {
            Some(value) => Err(format!("{value:?} is read before its definition, in {place}")),
            None => Ok(()),
        }
    }

    fn stmt(&mut self, stmt: &Stmt) -> Result<(), String> {
        self.read(&stmt.args, &stmt.op.to_string())?;
        for block in &stmt.blocks {
            self.block(block)?;
        }
        self.kinds(stmt).map_err(|law| format!("`{}` {law}", stmt.op))?;
        self.define(&stmt.results)
    }

    fn kinds(&self, stmt: &Stmt) -> Result<(), String> {
        let args = stmt.args.iter().map(|arg| self.program.kind(*arg).clone()).collect::<Vec<_>>();
        let results = stmt.results.iter().map(|result| self.program.kind(*result)).collect::<Vec<_>>();
        match &stmt.op {
            Op::Apply(rule) => {
                let [result] = results[..] else { return Err("has one result".into()) };
                match rule.signature.bind(&args, Some(result)) {
                    Some(kind) if kind.join(result).is_some() => Ok(()),
                    Some(kind) => Err(format!("gives {kind}, not {result}")),
                    None => Err(format!("does not take {args:?}")),
                }
            }
            Op::If => {
                let two = stmt.blocks.len() == 2 && args == [Kind::Bool];
                let counts = stmt.blocks.iter().all(|block| block.results.len() == results.len());
                let law = "has a condition and two blocks with its results";
                if two && counts { Ok(()) } else { Err(law.into()) }
            }
            Op::For { .. } => {
                let carried = results.len();
                let fits = stmt.blocks.len() == 1
                    && args.len() == carried + 2
                    && stmt.blocks[0].params.len() == carried + 1
                    && stmt.blocks[0].results.len() == carried
                    && args[..2].iter().all(|kind| matches!(kind, Kind::Int(_)));
                if fits { Ok(()) } else { Err("carries as many values out as in".into()) }
            }
            Op::While => {
                let carried = args.len();
                let fits = stmt.blocks.len() == 2
                    && results.len() == carried + 1
                    && stmt.blocks.iter().all(|block| block.params.len() == carried + 1)
                    && stmt.blocks[0].results.len() == carried
                    && matches!(stmt.blocks[1].results[..], [truth] if *self.program.kind(truth) == Kind::Bool);
                if fits { Ok(()) } else { Err("carries as many values out as in, and has a condition".into()) }
            }
            Op::Map { located } => {
                let params = args.len() + if *located { 2 } else { 0 };
                let fits = stmt.blocks.len() == 1
                    && stmt.blocks[0].params.len() == params
                    && args.iter().all(|kind| kind.tensor().is_some())
                    && stmt.blocks[0].results.iter().all(|result| self.program.kind(*result).is_real());
                if fits { Ok(()) } else { Err("maps entries to entries".into()) }
            }
            Op::Generate => {
                let fits = args.len() == 2 && stmt.blocks.len() == 1 && stmt.blocks[0].params.len() == 2;
                if fits { Ok(()) } else { Err("maps row and column to an entry".into()) }
            }
            Op::Custom(custom) => {
                let rule = self.program.rules.get(custom.rule.0).ok_or("has no rule")?;
                let counts = args.len() == rule.params.len() && args.len() == custom.holes.len();
                let fits = counts && results.len() == 1 && results[0].is_real();
                if fits { Ok(()) } else { Err("takes the parameters of its rule, and gives a real".into()) }
            }
            Op::Constant(_) | Op::Fragment(_) | Op::Call(..) | Op::Pullback | Op::Assert(_) => Ok(()),
        }
    }
}
