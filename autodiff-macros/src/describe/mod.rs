//! Derivatives as formulas, for the documentation of generated functions.
//!
//! A formula is read from the Program of the derivative (`read.rs`), tidied (`tidy.rs`) and printed (`print.rs`, `lines.rs`). A
//! Jacobian is the matrix of a directional derivative (`linear.rs`). A function with several intermediate variables gets
//! their table, as lecture notes have it. What can't be said in a few short lines is not said.

mod linear;
mod lines;
mod print;
mod read;
mod table;
mod tidy;

use crate::ir::hash::HashMap;
use crate::ir::{Dim, Form, Kind, Name, Op, Program, Rule, Stmt, Term, Value, uses};

use linear::Tangent;
use lines::{Lines, WIDEST, finished};
use read::Reader;

/// A formula of no more characters stands on its own; a longer one is said by its parts.
const SHORT: usize = 72;

/// A function and its parameters.
pub(crate) struct Described<'a> {
    pub(crate) name: String,
    /// The parameters and what they are called.
    pub(crate) params: Vec<(Value, String)>,
    /// The parameters that the function is differentiated by.
    pub(crate) wrt: Vec<Value>,
    /// The function itself.
    pub(crate) primal: &'a Program,
    /// The directional derivative of a Program by some of its parameters: its results are tangents.
    pub(crate) directional: &'a dyn Fn(Program, &[Value]) -> Program,
}

impl Described<'_> {
    fn name_of(&self, param: Value) -> &str {
        self.params.iter().find(|(value, _)| *value == param).map_or("?", |(_, name)| name)
    }

    /// The gradients, from their Program.
    pub(crate) fn gradient(&self, program: &Program) -> Option<String> {
        let left = self.wrt.iter().map(|param| format!("∂{}/∂{}", self.name, self.name_of(*param)));
        let left = left.collect::<Vec<_>>();
        let table = self.table();
        let adjoint = |name: &str| format!("∂{}/∂{name}", self.name);
        let formulas = self.equations(program, &self.params, &program.body.results, &left, &adjoint, table.is_none());
        match (table, formulas) {
            (Some(table), Some(formulas)) => finished(&[table, vec![String::new()], formulas].concat()),
            (Some(table), None) => finished(&table),
            (None, formulas) => finished(&formulas?),
        }
    }

    /// The map from a cotangent of the result to those of the parameters.
    pub(crate) fn pullback(&self, program: &Program) -> Option<String> {
        let stmt = program.body.stmts.iter().rev().find(|stmt| matches!(stmt.op, Op::Pullback))?;
        let block = &stmt.blocks[0];
        let [cotangent] = block.params[..] else { return None };
        let mut whole = program.clone();
        whole.body.stmts.retain(|stmt| !matches!(stmt.op, Op::Pullback));
        whole.body.stmts.extend(block.stmts.iter().cloned());
        let letter = self.free(&["t", "s", "u", "v"])?;
        let params = self.params.iter().cloned().chain([(cotangent, letter.clone())]).collect::<Vec<_>>();
        let left = self.wrt.iter().map(|param| format!("cotangent of {}", self.name_of(*param))).collect::<Vec<_>>();
        let lines = self.equations(&whole, &params, &block.results, &left, &weighed, true)?;
        finished(&lines).map(|text| format!("For a cotangent `{letter}` of the result:\n\n{text}"))
    }

    /// The directional derivative, from the Program of values and tangents.
    pub(crate) fn pushforward(&self, program: &Program) -> Option<String> {
        let tangents = &program.body.results[program.body.results.len() / 2..];
        self.along(program, tangents, "t", &format!("d{}", self.name))
    }

    /// The Hessian times a vector.
    pub(crate) fn hessian_times_vector(&self, program: &Program) -> Option<String> {
        let [_] = self.wrt[..] else { return None };
        self.along(program, &program.body.results, "v", &format!("∇²{} · v_{}", self.name, self.name_of(self.wrt[0])))
    }

    fn along(&self, program: &Program, results: &[Value], letter: &str, left: &str) -> Option<String> {
        let [_] = results else { return None };
        let params = self.with_tangents(program, |name| format!("{letter}_{name}"))?;
        finished(&self.equations(program, &params, results, &[left.to_owned()], &weighed, true)?)
    }

    /// The parameters, and the tangents that follow them.
    fn with_tangents(&self, program: &Program, name: impl Fn(&str) -> String) -> Option<Vec<(Value, String)>> {
        let tangents = program.body.params.get(self.params.len()..)?;
        let named = tangents.iter().zip(&self.wrt).map(|(tangent, param)| (*tangent, name(self.name_of(*param))));
        Some(self.params.iter().cloned().chain(named).collect())
    }

    /// The Jacobians, from the Program of values and tangents.
    pub(crate) fn jacobian(&self, program: &Program) -> Option<String> {
        let results = &program.body.results[program.body.results.len() / 2..];
        let left = self.wrt.iter().map(|param| format!("∂{}/∂{}", self.name, self.name_of(*param)));
        self.matrices(program, results, &left.collect::<Vec<_>>())
    }

    /// The Hessian, from the Program of the tangent of the gradient.
    pub(crate) fn hessian(&self, program: &Program) -> Option<String> {
        let [param] = self.wrt[..] else { return None };
        let name = self.name_of(param);
        self.matrices(program, &program.body.results, &[format!("∂²{}/∂{name}²", self.name)])
    }

    fn matrices(&self, program: &Program, results: &[Value], left: &[String]) -> Option<String> {
        let [result] = results[..] else { return None };
        let params = self.with_tangents(program, |name| format!("d{name}"))?;
        let named = HashMap::default();
        let mut reader = Reader::new(program, &params, &named);
        reader.stmts(&program.body.stmts);
        let term = tidy::tidy(reader.term(result)?);
        let tangents = params[self.params.len()..].iter().map(|(tangent, name)| {
            let kind = program.kind(*tangent);
            Tangent { name: name.clone(), shape: read::shape(kind), length: length(kind) }
        });
        let tangents = tangents.collect::<Vec<_>>();
        let mut lines = Lines::default();
        for (tangent, left) in tangents.iter().zip(left) {
            let others = tangents.iter().filter(|other| other.name != tangent.name);
            let alone = others.fold(term.clone(), |term, other| without(term, &other.name));
            if let Some(matrix) = tangent.jacobian(program.kind(result), &alone) {
                lines.push(left, &tidy::tidy(matrix));
            }
        }
        finished(&lines.finish(SHORT)?)
    }

    /// One line for each result; where that is too long, and if it is asked for, lines for what they are made of.
    fn equations(
        &self,
        program: &Program,
        params: &[(Value, String)],
        results: &[Value],
        left: &[String],
        adjoint: &dyn Fn(&str) -> String,
        in_parts: bool,
    ) -> Option<Vec<String>> {
        let whole =
            equations(program, params, results, left, &HashMap::default()).and_then(|lines| lines.finish(SHORT));
        if whole.is_some() || !in_parts {
            return whole;
        }
        let named = self.names(program, params, adjoint);
        equations(program, params, results, left, &named)?.finish(WIDEST)
    }

    /// What the values of a Program are called, where a formula is said by its parts.
    fn names(
        &self,
        program: &Program,
        params: &[(Value, String)],
        adjoint: &dyn Fn(&str) -> String,
    ) -> HashMap<Value, String> {
        let counts = uses(&program.body);
        let repeated = self.repeated();
        let mut taken = params.iter().map(|(_, name)| name.clone()).collect::<Vec<_>>();
        let mut named = HashMap::default();
        let mut number = 0;
        for (stmt, value) in read::results(&program.body) {
            let is_known = params.iter().any(|(param, _)| *param == value);
            // What a branch or a loop gives may be a part of a cotangent.
            let is_whole = matches!(stmt.op, Op::Apply(_) | Op::Map { .. });
            let is_clear = |name: &Name| !repeated.contains(&name.ident.to_string());
            if is_known || !program.kind(value).is_differentiable() || matches!(stmt.op, Op::Constant(_)) {
                continue;
            }
            let name = program.data(value).name.as_ref().filter(|name| is_clear(name));
            let written = name.and_then(|name| match &*name.suffix {
                "" => Some(name.ident.to_string()),
                "_bar" if is_whole => Some(adjoint(&name.ident.to_string())),
                _ => None,
            });
            let is_shared = counts.get(&value).is_some_and(|count| *count > 1);
            let name = match written.filter(|name| !taken.contains(name)) {
                Some(name) => name,
                None if is_shared && !is_trivial(stmt) => loop {
                    number += 1;
                    let name = format!("u{number}");
                    if !taken.contains(&name) {
                        break name;
                    }
                },
                None => continue,
            };
            taken.push(name.clone());
            named.insert(value, name);
        }
        named
    }

    /// The names that stand for more than one value of the function.
    fn repeated(&self) -> Vec<String> {
        let program = self.primal;
        let named = read::results(&program.body).filter_map(|(_, value)| program.data(value).name.as_ref());
        let locals = named.filter(|name| name.suffix.is_empty()).map(|name| name.ident.to_string());
        let all = locals.chain(self.params.iter().map(|(_, name)| name.clone())).collect::<Vec<_>>();
        all.iter().filter(|name| all.iter().filter(|other| other == name).count() > 1).cloned().collect()
    }

    fn free(&self, letters: &[&str]) -> Option<String> {
        let is_free = |letter: &&&str| self.params.iter().all(|(_, name)| name != **letter);
        letters.iter().find(is_free).map(|letter| (*letter).to_owned())
    }
}

fn equations(
    program: &Program,
    params: &[(Value, String)],
    results: &[Value],
    left: &[String],
    named: &HashMap<Value, String>,
) -> Option<Lines> {
    let mut reader = Reader::new(program, params, named);
    reader.stmts(&program.body.stmts);
    let terms = results.iter().map(|result| {
        let length = length(program.kind(*result));
        // A result that has a name is said by what it is.
        let own = reader.definitions.iter().find(|(value, _)| value == result).map(|(_, term)| term.clone());
        own.or_else(|| reader.term(*result)).map(|term| tidy::listed(tidy::tidy(term), length))
    });
    let terms = terms.collect::<Option<Vec<_>>>()?;
    let definitions = reader.definitions.iter().filter(|(value, _)| !results.contains(value));
    let definitions = definitions.map(|(value, term)| (named[value].clone(), tidy::tidy(term.clone())));
    let definitions = definitions.collect::<Vec<_>>();
    let mut lines = Lines::default();
    for (place, (name, term)) in definitions.iter().enumerate() {
        let later = definitions[place + 1..].iter().map(|(_, term)| term).chain(&terms);
        if later.into_iter().any(|term| term.mentions(name)) {
            lines.push(name, term);
        }
    }
    for (left, term) in left.iter().zip(&terms) {
        lines.push(left, term);
    }
    Some(lines)
}

/// A term with a tangent zero.
fn without(term: Term, tangent: &str) -> Term {
    let mut term = term;
    let is_tangent = |term: &Term| matches!(term, Term::Name(name, _) if name == tangent);
    term.replace(&is_tangent, &Term::Number(0.0));
    term.rebuilt(&|term| term)
}

fn length(kind: &Kind) -> Option<usize> {
    match kind.tensor()?.rows {
        Dim::Known(size) => Some(size),
        Dim::Named(_) | Dim::Generic(_) | Dim::Dyn => None,
    }
}

/// The name of the cotangent of a variable, as generated code has it.
fn weighed(name: &str) -> String {
    format!("{name}_bar")
}

/// Whether a statement is as short as a name for it.
fn is_trivial(stmt: &Stmt) -> bool {
    let is_entry = |rule: &Rule| matches!(rule.form, Form::Index | Form::IndexPair | Form::Path | Form::Cast);
    match &stmt.op {
        Op::Fragment(_) | Op::Constant(_) => true,
        Op::Apply(rule) => is_entry(rule) || stmt.args.len() < 2,
        Op::If
        | Op::For { .. }
        | Op::While
        | Op::Map { .. }
        | Op::Generate
        | Op::Call(..)
        | Op::Custom(_)
        | Op::Pullback
        | Op::Assert(_) => false,
    }
}

/// What tests look at: formulas before they are printed.
#[cfg(test)]
pub(crate) mod testing {
    use super::*;
    use crate::ir::Shape;

    /// A formula as a reader sees it.
    pub(crate) fn text(term: &Term) -> String {
        print::text(term)
    }

    /// The results as formulas of the parameters, tidied.
    pub(crate) fn read(program: &Program, params: &[(Value, String)]) -> Vec<Option<Term>> {
        let named = HashMap::default();
        let mut reader = Reader::new(program, params, &named);
        reader.stmts(&program.body.stmts);
        program.body.results.iter().map(|result| reader.term(*result).map(tidy::tidy)).collect()
    }

    /// The same by way of a name for every value.
    pub(crate) fn read_in_parts(
        program: &Program,
        params: &[(Value, String)],
    ) -> (Vec<(String, Term)>, Vec<Option<Term>>) {
        let all = read::results(&program.body).map(|(_, value)| (value, format!("v{}", value.0)));
        let named = all.filter(|(value, _)| program.kind(*value).is_differentiable()).collect::<HashMap<_, _>>();
        let mut reader = Reader::new(program, params, &named);
        reader.stmts(&program.body.stmts);
        let definitions = reader.definitions.iter();
        let definitions = definitions.map(|(value, term)| (named[value].clone(), tidy::tidy(term.clone()))).collect();
        (definitions, program.body.results.iter().map(|result| reader.term(*result)).collect())
    }

    fn tangent(program: &Program, name: &str) -> Tangent {
        let kind = program.kind(*program.body.params.last().expect("a tangent"));
        Tangent { name: name.to_owned(), shape: read::shape(kind), length: length(kind) }
    }

    pub(crate) fn shape_of(program: &Program, name: &str) -> Shape {
        tangent(program, name).shape
    }

    /// The matrix of a formula that is linear in the last parameter.
    pub(crate) fn matrix_by(term: &Term, program: &Program, result: Value, name: &str) -> Option<Term> {
        tangent(program, name).jacobian(program.kind(result), term).map(tidy::tidy)
    }
}
