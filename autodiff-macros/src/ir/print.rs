//! Programs as text, for `AUTODIFF_DUMP` and for tests.

use std::fmt::{self, Write};

use super::{Assertion, Block, Call, Constant, Op, Partials, Program, Stmt, Value};

impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let params = self.body.params.iter().map(|param| self.typed(*param)).collect::<Vec<_>>();
        writeln!(f, "program({}) {{", params.join(", "))?;
        self.print_block(f, &self.body, 1)?;
        f.write_str("}\n")?;
        self.rules.iter().enumerate().try_for_each(|(place, rule)| self.print_rule(f, place, rule))
    }
}

impl Program {
    fn label(&self, value: Value) -> String {
        match &self.data(value).name {
            Some(name) => format!("%{}_{}{}", value.0, name.ident, name.suffix),
            None => format!("%{}", value.0),
        }
    }

    fn typed(&self, value: Value) -> String {
        let varied = if self.data(value).varied { "~" } else { "" };
        format!("{}: {varied}{}", self.label(value), self.kind(value))
    }

    fn list(&self, values: &[Value]) -> String {
        values.iter().map(|value| self.label(*value)).collect::<Vec<_>>().join(", ")
    }

    fn print_rule(&self, f: &mut fmt::Formatter<'_>, place: usize, rule: &Partials) -> fmt::Result {
        let params = rule.params.iter().map(|param| self.typed(*param)).collect::<Vec<_>>();
        writeln!(f, "rule {place} ({}) {{", params.join(", "))?;
        for (param, block) in rule.params.iter().zip(&rule.by) {
            let Some(block) = block else { continue };
            writeln!(f, "  by {}:", self.label(*param))?;
            self.print_block(f, block, 2)?;
        }
        f.write_str("}\n")
    }

    fn print_block(&self, f: &mut fmt::Formatter<'_>, block: &Block, depth: usize) -> fmt::Result {
        for stmt in &block.stmts {
            self.print_stmt(f, stmt, depth)?;
        }
        writeln!(f, "{}=> {}", "  ".repeat(depth), self.list(&block.results))
    }

    fn print_stmt(&self, f: &mut fmt::Formatter<'_>, stmt: &Stmt, depth: usize) -> fmt::Result {
        let indent = "  ".repeat(depth);
        let results = stmt.results.iter().map(|result| self.typed(*result)).collect::<Vec<_>>();
        write!(f, "{indent}{} = {}", results.join(", "), stmt.op)?;
        if !stmt.args.is_empty() {
            write!(f, " {}", self.list(&stmt.args))?;
        }
        for block in &stmt.blocks {
            let params = block.params.iter().map(|param| self.typed(*param)).collect::<Vec<_>>();
            writeln!(f, " ({}) {{", params.join(", "))?;
            self.print_block(f, block, depth + 1)?;
            write!(f, "{indent}}}")?;
        }
        f.write_char('\n')
    }
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Op::Constant(constant) => write!(f, "{constant}"),
            Op::Fragment(fragment) => write!(f, "rust {{ {} }}", fragment.tokens),
            Op::Apply(rule) => f.write_str(rule.name),
            Op::If => f.write_str("if"),
            Op::For { reversed: false } => f.write_str("for"),
            Op::For { reversed: true } => f.write_str("for_reversed"),
            Op::While => f.write_str("while"),
            Op::Map { located: false } => f.write_str("map"),
            Op::Map { located: true } => f.write_str("map_with_location"),
            Op::Generate => f.write_str("generate"),
            Op::Call(call, callee) => {
                let word = match call {
                    Call::Primal => "call",
                    Call::Recorded => "recorded_call",
                    Call::Tangent => "tangent_of_call",
                    Call::Cotangent => "cotangent_of_call",
                    Call::Pushforward => "pushed_call",
                    Call::Second => "second_call",
                };
                match callee.is_own() {
                    true => f.write_str(word),
                    false => write!(f, "{word} {}", callee.name()),
                }
            }
            Op::Custom(custom) => write!(f, "custom {{ {} }} by rule {}", custom.call, custom.rule.0),
            Op::Pullback => f.write_str("pullback"),
            Op::Assert(Assertion::Written(fragment)) => write!(f, "assert {{ {} }}", fragment.tokens),
            Op::Assert(Assertion::Demand(demand)) => write!(f, "demand {demand:?}"),
        }
    }
}

impl fmt::Display for Constant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Constant::Real(number, _) => write!(f, "{number:?}"),
            Constant::Int(number, _) => write!(f, "{number}"),
            Constant::Bool(truth) => write!(f, "{truth}"),
            Constant::Zero => f.write_str("zero"),
        }
    }
}
