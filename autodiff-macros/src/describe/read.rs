//! From Programs to formulas.
//!
//! What can't be said as a formula gives `None`: a loop that is no sum, a call, constant Rust that is no short name.

use crate::ir::hash::HashMap;
use crate::ir::{
    Block, Condition, Constant, Elem, Form, Fragment, Kind, Op, Program, Rule, Series, Shape, Stmt, Term, Value,
};

/// A formula of more parts than this is not for people.
const LARGEST: usize = 400;

/// What a value says.
#[derive(Clone, Debug)]
pub(super) enum Meaning {
    Term(Term),
    Condition(Condition),
}

/// Reads statements in order.
pub(super) struct Reader<'p> {
    program: &'p Program,
    meanings: HashMap<Value, Meaning>,
    /// The values that stand under a name of their own, and the name.
    named: &'p HashMap<Value, String>,
    /// What the named ones are, in order.
    pub(super) definitions: Vec<(Value, Term)>,
    /// Names that an index of a sum can't have.
    taken: Vec<String>,
    /// The indices of sums, and what they run over: one letter stands for one range.
    ranges: Vec<(String, [Term; 2])>,
    /// Whether scalars stand for the entries of vectors and matrices.
    lifted: bool,
}

impl<'p> Reader<'p> {
    /// A reader of a Program whose parameters are called so.
    pub(super) fn new(
        program: &'p Program,
        params: &[(Value, String)],
        named: &'p HashMap<Value, String>,
    ) -> Reader<'p> {
        let symbol = |(value, name): &(Value, String)| {
            let meaning = Meaning::Term(Term::Name(name.clone(), shape(program.kind(*value))));
            (*value, meaning)
        };
        let meanings = params.iter().map(symbol).collect();
        let taken = params.iter().map(|(_, name)| name.clone()).chain(named.values().cloned()).collect();
        Reader { program, meanings, named, definitions: Vec::new(), taken, ranges: Vec::new(), lifted: false }
    }

    /// Reads statements; what can't be said is left out, and what needs it can't be said either.
    pub(super) fn stmts(&mut self, stmts: &[Stmt]) {
        for stmt in stmts {
            self.stmt(stmt);
        }
    }

    pub(super) fn term(&self, value: Value) -> Option<Term> {
        match self.meanings.get(&value)? {
            Meaning::Term(term) => Some(term.clone()),
            Meaning::Condition(_) => None,
        }
    }

    fn condition(&self, value: Value) -> Option<Condition> {
        match self.meanings.get(&value)? {
            Meaning::Condition(condition) => Some(condition.clone()),
            Meaning::Term(_) => None,
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        let meanings = match &stmt.op {
            Op::Constant(constant) => constant_of(constant).map(|term| vec![Meaning::Term(term)]),
            Op::Fragment(fragment) => self.fragment(fragment, stmt).map(|term| vec![Meaning::Term(term)]),
            Op::Apply(rule) => self.apply(rule, stmt).map(|meaning| vec![meaning]),
            Op::Custom(custom) => {
                let args = stmt.args.iter().map(|arg| self.term(*arg)).collect::<Option<Vec<_>>>();
                args.map(|args| vec![Meaning::Term(Term::call(&custom.name, args))])
            }
            Op::If => self.branch(stmt),
            Op::Map { located: false } => self.map(stmt).map(|term| vec![Meaning::Term(term)]),
            Op::For { .. } => self.sums(stmt),
            Op::Map { located: true } | Op::While | Op::Generate | Op::Call(..) | Op::Pullback | Op::Assert(_) => None,
        };
        for (result, meaning) in stmt.results.iter().zip(meanings.into_iter().flatten()) {
            self.define(*result, meaning);
        }
    }

    fn define(&mut self, value: Value, meaning: Meaning) {
        let meaning = match (meaning, self.named.get(&value)) {
            (Meaning::Term(term), Some(name)) if !self.lifted => {
                self.definitions.push((value, term));
                Meaning::Term(Term::Name(name.clone(), shape(self.program.kind(value))))
            }
            (meaning, _) => meaning,
        };
        let is_small = match &meaning {
            Meaning::Term(term) => term.size() <= LARGEST,
            Meaning::Condition(Condition::Compare(_, one, two)) => one.size() + two.size() <= LARGEST,
            Meaning::Condition(_) => true,
        };
        if is_small {
            self.meanings.insert(value, meaning);
        }
    }

    /// Constant Rust that is a short name, a field or a method without arguments, or that the user has named.
    fn fragment(&self, fragment: &Fragment, stmt: &Stmt) -> Option<Term> {
        let kind = self.program.kind(stmt.results[0]);
        if !matches!(kind, Kind::Real(_) | Kind::Int(_) | Kind::Tensor(_)) {
            return None;
        }
        let is_plain = fragment.captures.iter().all(|capture| !capture.is_hole);
        let text = short(&fragment.tokens.to_string()).filter(|_| is_plain);
        Some(Term::Name(text.or_else(|| self.own_name(stmt.results[0]))?, shape(kind)))
    }

    /// The name of a local that is no other's name.
    fn own_name(&self, value: Value) -> Option<String> {
        let name_of = |value: Value| {
            let name = self.program.data(value).name.as_ref().filter(|name| name.suffix.is_empty())?;
            Some(name.ident.to_string())
        };
        let name = name_of(value)?;
        let mut others = results(&self.program.body).filter(|(_, other)| name_of(*other).as_ref() == Some(&name));
        let is_alone = others.next().is_some_and(|(_, other)| other == value) && others.next().is_none();
        (is_alone && !self.taken.contains(&name)).then_some(name)
    }

    fn apply(&self, rule: &'static Rule, stmt: &Stmt) -> Option<Meaning> {
        let result = self.program.kind(stmt.results[0]);
        if *result == Kind::Bool {
            return self.truth(rule, stmt).map(Meaning::Condition);
        }
        if rule.form == Form::Member {
            return self.member(stmt).map(Meaning::Term);
        }
        // A struct is said by its fields.
        if let Kind::Record(_) = result {
            return None;
        }
        // Sums of unit vectors are for numbers.
        if let Kind::Array(element, _) = result
            && !element.is_real()
        {
            return None;
        }
        let args = stmt.args.iter().map(|arg| self.term(*arg)).collect::<Option<Vec<_>>>()?;
        if let Some(notation) = rule.notation {
            return Some(Meaning::Term(notation(&args)));
        }
        let two = || <[Term; 2]>::try_from(args.clone()).ok();
        let term = match rule.form {
            Form::Infix("+") => two().map(|[a, b]| a + b)?,
            Form::Infix("-") => two().map(|[a, b]| a - b)?,
            Form::Infix("*") if self.lifted => two().map(|[a, b]| a.entrywise(b))?,
            Form::Infix("*") => two().map(|[a, b]| a * b)?,
            Form::Infix("/") => two().map(|[a, b]| a.over(b))?,
            Form::Prefix("-") => -args[0].clone(),
            Form::Cast | Form::IntCast => args[0].clone(),
            Form::Index | Form::IndexPair | Form::Path => {
                Term::Entry(Box::new(args[0].clone()), args[1..].to_vec(), shape(result))
            }
            Form::Method(name, _) | Form::View(name) | Form::Attempt(name, _) | Form::Field(name) => {
                self.call(name, args, result)
            }
            // A matrix as its factors stands for the matrix.
            Form::Take(..) if matches!(result, Kind::Factor(..)) => args[0].clone(),
            Form::Take(name, ..) => self.call(name, args, result),
            Form::Infix(_)
            | Form::Prefix(_)
            | Form::Member
            | Form::Slice
            | Form::Part
            | Form::Update(_)
            | Form::ProductWithTranspose
            | Form::Constructor(_)
            | Form::Runtime(..) => self.call(rule.name, args, result),
        };
        Some(Meaning::Term(term))
    }

    /// `p.weight`
    fn member(&self, stmt: &Stmt) -> Option<Term> {
        let Kind::Record(record) = self.program.kind(stmt.args[0]) else { return None };
        let Some(Term::Name(whole, _)) = self.term(stmt.args[0]) else { return None };
        let Some(Term::Number(place)) = self.term(stmt.args[1]) else { return None };
        let field = record.fields.get(place as usize)?;
        Some(Term::Name(format!("{whole}.{}", field.member), shape(self.program.kind(stmt.results[0]))))
    }

    fn call(&self, name: &str, args: Vec<Term>, result: &Kind) -> Term {
        if self.lifted {
            return Term::call(name, args);
        }
        // The exponential of a matrix is not that of its entries.
        let is_of_matrices = matches!(result, Kind::Tensor(_)) && super::lines::ENTRYWISE.contains(&name);
        let name = if is_of_matrices { format!("{name}m") } else { name.to_owned() };
        Term::call_as(&name, args, shape(result))
    }

    fn truth(&self, rule: &Rule, stmt: &Stmt) -> Option<Condition> {
        let [one, two] = stmt.args[..] else {
            let is_not = rule.form == Form::Prefix("!");
            return self.condition(*stmt.args.first()?).filter(|_| is_not).map(Condition::not);
        };
        let Form::Infix(symbol) = rule.form else { return None };
        let both = || Some((Box::new(self.condition(one)?), Box::new(self.condition(two)?)));
        match symbol {
            "&&" => both().map(|(one, two)| Condition::And(one, two)),
            // What differs from itself is NaN, which formulas don't speak of.
            "||" => both().map(|(one, two)| if two.is_of_nan() { *one } else { Condition::Or(one, two) }),
            _ => {
                let sign = SIGNS.iter().find(|(written, _)| *written == symbol)?.1;
                Some(Condition::Compare(sign, self.term(one)?, self.term(two)?))
            }
        }
    }

    fn branch(&mut self, stmt: &Stmt) -> Option<Vec<Meaning>> {
        let condition = self.condition(stmt.args[0]);
        let results = stmt.blocks.iter().map(|block| {
            self.stmts(&block.stmts);
            block.results.iter().map(|result| self.term(*result)).collect::<Option<Vec<_>>>()
        });
        let results = results.collect::<Option<Vec<_>>>()?;
        let [then, otherwise] = <[Vec<Term>; 2]>::try_from(results).ok()?;
        let condition = condition?;
        let cases = then.into_iter().zip(otherwise).map(|(then, otherwise)| {
            Meaning::Term(if then == otherwise { then } else { condition.clone().choose(then, otherwise) })
        });
        Some(cases.collect())
    }

    /// A function of entries as one of vectors and matrices.
    fn map(&mut self, stmt: &Stmt) -> Option<Term> {
        let block = &stmt.blocks[0];
        let args = stmt.args.iter().map(|arg| self.term(*arg)).collect::<Option<Vec<_>>>()?;
        for (param, arg) in block.params.iter().zip(&args) {
            self.meanings.insert(*param, Meaning::Term(arg.clone()));
        }
        let outside = std::mem::replace(&mut self.lifted, true);
        self.stmts(&block.stmts);
        self.lifted = outside;
        let entry = self.term(block.results[0])?;
        Some(if entry.is_scalar() { entry * args[0].clone().ones() } else { entry })
    }

    /// A loop whose every variable is a running total.
    fn sums(&mut self, stmt: &Stmt) -> Option<Vec<Meaning>> {
        let body = &stmt.blocks[0];
        let (from, to) = (self.term(stmt.args[0])?, self.term(stmt.args[1])?);
        let index = self.index(body.params[0], [&from, &to])?;
        self.taken.push(index.clone());
        self.meanings.insert(body.params[0], Meaning::Term(Term::Name(index.clone(), Shape::Scalar)));
        let carried = &body.params[1..];
        for param in carried {
            let name = total(*param);
            let kind = self.program.kind(*param);
            self.meanings.insert(*param, Meaning::Term(Term::Name(name, shape(kind))));
        }
        let definitions = self.definitions.len();
        self.stmts(&body.stmts);
        self.taken.pop();
        self.ranges.push((index.clone(), [from.clone(), to.clone()]));
        // What is named inside differs in each iteration.
        if self.definitions.len() > definitions {
            return None;
        }
        let totals = body.results.iter().enumerate().map(|(place, result)| {
            let mut added = self.term(*result)?.without_total(&total(carried[place]))?;
            let start = self.term(stmt.args[place + 2])?;
            if carried.iter().any(|param| added.mentions(&total(*param))) {
                return None;
            }
            // What is left of it stands for a shape.
            let is_total = |term: &Term| matches!(term, Term::Name(name, _) if *name == total(carried[place]));
            added.replace(&is_total, &start);
            if added.is_zero() {
                return Some(Meaning::Term(start));
            }
            let series = Series { index: index.clone(), from: from.clone(), to: to.clone(), body: added };
            Some(Meaning::Term(start + series.into_term()))
        });
        let totals = totals.collect::<Vec<_>>();
        // A total that can't be said takes its own result along only.
        let known = totals.into_iter().zip(&stmt.results).filter_map(|(total, result)| Some((*result, total?)));
        for (result, meaning) in known.collect::<Vec<_>>() {
            self.define(result, meaning);
        }
        None
    }

    /// The user's name for the index, or a letter that is free.
    fn index(&self, index: Value, range: [&Term; 2]) -> Option<String> {
        let written = self.program.data(index).name.as_ref().map(|name| name.ident.to_string());
        let letters = ["i", "j", "k", "l", "m"].map(str::to_owned);
        let is_of_another =
            |name: &String| self.ranges.iter().any(|(known, [from, to])| known == name && [from, to] != range);
        let is_free = |name: &String| !self.taken.contains(name) && !is_of_another(name);
        written.into_iter().chain(letters).find(is_free)
    }
}

/// Constant Rust as it stands in a formula, if it is short and needs no parentheses.
fn short(written: &str) -> Option<String> {
    let written = written.strip_suffix(" as f64").or(written.strip_suffix(" as f32")).unwrap_or(written);
    let is_word = |end: Option<char>| end.is_some_and(char::is_alphanumeric);
    let words = written.split_whitespace().collect::<Vec<_>>();
    if words.windows(2).any(|pair| is_word(pair[0].chars().last()) && is_word(pair[1].chars().next())) {
        return None;
    }
    let text = words.concat();
    if text == "std::f64::consts::PI" || text == "core::f64::consts::PI" {
        return Some("π".to_owned());
    }
    let is_name = text.chars().all(|letter| letter.is_alphanumeric() || "_.:()".contains(letter))
        && text.starts_with(char::is_alphabetic)
        && !text.trim_end_matches("()").contains('(');
    (is_name && text.chars().count() <= 24).then_some(text)
}

/// How comparisons are written.
const SIGNS: [(&str, &str); 6] = [("<", "<"), ("<=", "≤"), (">", ">"), (">=", "≥"), ("==", "="), ("!=", "≠")];

/// The name of what a loop carries, while it is read: no name of the user's.
fn total(carried: Value) -> String {
    format!("#{}#", carried.0)
}

fn constant_of(constant: &Constant) -> Option<Term> {
    match constant {
        Constant::Real(number, _) => number.is_finite().then_some(Term::Number(*number)),
        Constant::Int(number, _) => Some(Term::Number(*number as f64)),
        Constant::Zero => Some(Term::Number(0.0)),
        Constant::Bool(_) => None,
    }
}

pub(super) fn shape(kind: &Kind) -> Shape {
    match kind {
        Kind::Tensor(tensor) => match (tensor.rows.is_one(), tensor.cols.is_one()) {
            (false, true) => Shape::Column,
            (true, false) => Shape::Row,
            (true, true) | (false, false) => Shape::Matrix,
        },
        Kind::Factor(..) => Shape::Matrix,
        Kind::Array(..) => Shape::Array,
        Kind::Real(Elem::F64 | Elem::F32 | Elem::Param(_) | Elem::Any)
        | Kind::Int(_)
        | Kind::Bool
        | Kind::Geometry(..)
        | Kind::Record(_)
        | Kind::Opaque
        | Kind::Open
        | Kind::Pullback => Shape::Scalar,
    }
}

/// Every statement's results of a block, for those who choose names.
pub(super) fn results(block: &Block) -> impl Iterator<Item = (&Stmt, Value)> {
    block.stmts.iter().flat_map(|stmt| stmt.results.iter().map(move |result| (stmt, *result)))
}
