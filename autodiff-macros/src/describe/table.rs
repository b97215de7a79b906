//! The table of intermediate variables, as lecture notes have it: `u = x³   ∂u/∂x = 3x²`.

use std::collections::BTreeSet;

use crate::ir::hash::HashMap;
use crate::ir::{Block, Op, Program, Value};

use super::linear::Tangent;
use super::lines::{LONGEST, WIDEST};
use super::read::{self, Reader};
use super::{Described, length, print, tidy};

/// From so many intermediate variables on they are listed.
const CHAIN: usize = 3;

impl Described<'_> {
    /// The intermediate variables, and their derivatives by what they are made of.
    pub(super) fn table(&self) -> Option<Vec<String>> {
        let program = self.primal;
        let variables = self.variables();
        if variables.len() < CHAIN || variables.len() > LONGEST / 2 {
            return None;
        }
        let named = variables.iter().cloned().collect::<HashMap<_, _>>();
        let result = *program.body.results.first()?;
        let mut reader = Reader::new(program, &self.params, &named);
        reader.stmts(&program.body.stmts);
        let mut rows = reader.definitions.iter().map(|(value, term)| (named[value].clone(), *value, term.clone()));
        let mut rows = rows.by_ref().collect::<Vec<_>>();
        if !named.contains_key(&result) {
            rows.push((self.name.clone(), result, reader.term(result)?));
        }
        if rows.len() < variables.len() {
            return None;
        }
        let known = self.params.iter().cloned().chain(variables).collect::<Vec<_>>();
        let rows = rows.iter().map(|(name, value, term)| {
            let partials = self.partials(name, *value, &known).unwrap_or_default();
            (format!("{name} = {}", print::text(&tidy::tidy(term.clone()))), partials)
        });
        let rows = rows.collect::<Vec<_>>();
        let width = rows.iter().map(|(left, _)| left.chars().count()).max().unwrap_or(0);
        let lines = rows.into_iter().map(|(left, partials)| {
            let gap = " ".repeat(width - left.chars().count() + 3);
            format!("{left}{gap}{partials}").trim_end().to_owned()
        });
        let lines = lines.collect::<Vec<_>>();
        let fits = lines.iter().all(|line| line.chars().count() <= WIDEST) && lines.len() <= LONGEST / 2;
        fits.then_some(lines)
    }

    /// The values that the user has given a name, in a Program without loops.
    fn variables(&self) -> Vec<(Value, String)> {
        let program = self.primal;
        let repeated = self.repeated();
        let mut variables: Vec<(Value, String)> = Vec::new();
        for stmt in &program.body.stmts {
            match &stmt.op {
                Op::For { .. } | Op::While | Op::Call(..) | Op::Pullback => return Vec::new(),
                Op::Constant(_) | Op::Fragment(_) | Op::Assert(_) => {}
                Op::Apply(_) | Op::Custom(_) | Op::If | Op::Map { .. } | Op::Generate => {
                    let named = stmt.results.iter().filter(|result| program.data(**result).varied);
                    for result in named {
                        let Some(name) = &program.data(*result).name else { continue };
                        let text = name.ident.to_string();
                        if name.suffix.is_empty() && !repeated.contains(&text) {
                            variables.push((*result, text));
                        }
                    }
                }
            }
        }
        variables
    }

    /// The derivatives of a variable by those before it.
    fn partials(&self, name: &str, value: Value, known: &[(Value, String)]) -> Option<String> {
        let program = self.primal;
        let place = known.iter().position(|(other, _)| *other == value).unwrap_or(known.len());
        let (slice, read) = slice(program, value, &known[..place])?;
        let inputs = read.into_iter().filter(|input| program.data(*input).varied).collect::<Vec<_>>();
        let mut partials = Vec::new();
        for input in inputs {
            let own = &known.iter().find(|(other, _)| *other == input)?.1;
            let pushed = (self.directional)(slice.clone(), &[input]);
            let tangent = *pushed.body.params.last()?;
            let kind = pushed.kind(tangent);
            let along = Tangent { name: format!("d{own}"), shape: read::shape(kind), length: length(kind) };
            let params = known[..place].iter().cloned().chain([(tangent, along.name.clone())]).collect::<Vec<_>>();
            let named = HashMap::default();
            let mut reader = Reader::new(&pushed, &params, &named);
            reader.stmts(&pushed.body.stmts);
            let term = tidy::tidy(reader.term(*pushed.body.results.first()?)?);
            let matrix = tidy::tidy(along.jacobian(program.kind(value), &term)?);
            partials.push(format!("∂{name}/∂{own} = {}", print::text(&matrix)));
        }
        Some(partials.join(",  "))
    }
}

/// The part of a Program that gives a value, from values that are known; `None` where it needs a known value that a
/// statement in it makes again.
fn slice(program: &Program, value: Value, known: &[(Value, String)]) -> Option<(Program, Vec<Value>)> {
    let is_known = |other: &Value| known.iter().any(|(known, _)| known == other);
    let mut wanted = vec![value];
    let mut read = BTreeSet::new();
    let mut stmts = Vec::new();
    for stmt in program.body.stmts.iter().rev() {
        if !stmt.results.iter().any(|result| wanted.contains(result)) || matches!(stmt.op, Op::Assert(_)) {
            continue;
        }
        stmt.for_each_use(&mut |used| {
            if is_known(&used) {
                read.insert(used);
            } else {
                wanted.push(used);
            }
        });
        stmts.push(stmt.clone());
    }
    stmts.reverse();
    // A statement that gives several values, a branch, may give a known one beside.
    let made = stmts.iter().flat_map(|stmt| stmt.results.iter().copied()).collect::<BTreeSet<_>>();
    if !made.is_disjoint(&read) {
        return None;
    }
    let params = known.iter().map(|(value, _)| *value).filter(|value| !made.contains(value)).collect();
    let mut part = program.clone();
    part.body = Block { params, stmts, results: vec![value] };
    Some((part, read.into_iter().collect()))
}
