//! The loop over the orders of a run.

use proc_macro2::{Ident, Span};

use crate::ir::hash::HashMap;
use crate::ir::{Name, Op, Stmt, Value};
use crate::rules::array::ELEMENT;
use crate::rules::integer::{INT_ADD, INT_SUB};
use crate::rules::scalar::arithmetic::{DIV, MUL};
use crate::rules::tensor::arithmetic::{SCALE, UNSCALE};
use crate::rules::zero_like;

use super::super::super::linearize::{Calls, Linearizer};
use super::super::super::sum;
use super::super::{Expander, counted};
use super::{Node, Quotient, Step, System, differentiated};

impl System<'_, '_> {
    /// Writes the loop; the run's values have series from now on.
    pub(super) fn finish(self) {
        let System { expander, nodes, dots, .. } = self;
        if nodes.is_empty() {
            return;
        }
        let builder = expander.builder;
        let values = nodes.iter().map(Node::value).collect::<Vec<_>>();
        let tangents = tangents(&nodes, &dots);
        let words = words(&nodes, &dots);
        let name = |value: Value, series: Value, suffix: &str| {
            let word = || words.get(&value).map(|word| named(word).with(suffix));
            if let Some(name) = builder.name_of(value).filter(|_| suffix == DOT).or_else(word) {
                builder.name(series, name);
            }
            series
        };
        let start = values.iter().map(|value| name(*value, expander.start(*value), "_series"));
        let unknown = tangents.iter().map(|tangent| name(*tangent, expander.unknown(&builder.kind(*tangent)), DOT));
        let start = start.chain(unknown).collect();
        let all = values.iter().chain(&tangents).copied().collect::<Vec<_>>();
        let series = expander.orders(builder.int(1), start, |k, carried| {
            let before = builder.apply(&INT_SUB, &[k, builder.int(1)]);
            builder.name(before, named("before"));
            let of_dots = dots.iter().map(|(value, dot)| (*dot, *value)).collect();
            let series = all.iter().copied().zip(carried.iter().copied()).collect();
            let mut order = Order { expander, k, before, of_dots, series, now: HashMap::default() };
            nodes.iter().for_each(|node| order.node(node, Domain::Values));
            all.iter().map(|value| order.series[value]).collect()
        });
        for (value, series) in values.into_iter().zip(series) {
            expander.set_series(value, series);
        }
    }
}

/// What the names of tangents end in.
const DOT: &str = "_dot";

fn named(word: &str) -> Name {
    Name::of(&Ident::new(word, Span::mixed_site()))
}

/// What values without a name are called, by their operations.
fn words(nodes: &[Node], dots: &HashMap<Value, Value>) -> HashMap<Value, &'static str> {
    let mut words = HashMap::default();
    for node in nodes {
        words.extend(word(node));
        if let Step::Integrated(inner, _) = &node.step {
            words.extend(inner.iter().filter_map(word));
        }
    }
    let of_dots = dots.iter().filter_map(|(value, dot)| Some((*dot, *words.get(value)?)));
    let of_dots = of_dots.collect::<Vec<_>>();
    words.extend(of_dots);
    words
}

fn word(node: &Node) -> Option<(Value, &'static str)> {
    if let Op::Apply(rule) = node.stmt.op { Some((node.value(), rule.name)) } else { None }
}

/// All tangents that the nodes need, in a fixed order.
fn tangents(nodes: &[Node], dots: &HashMap<Value, Value>) -> Vec<Value> {
    let mut tangents = dots.values().copied().collect::<Vec<_>>();
    tangents.sort();
    for node in nodes {
        if let Step::Integrated(inner, _) = &node.step {
            tangents.extend(inner.iter().map(Node::value));
        }
    }
    tangents
}

/// Whether a coefficient is of the current order, or of the order before: tangents are one behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Domain {
    Values,
    Tangents,
}

/// One iteration.
struct Order<'x, 'b> {
    expander: &'x Expander<'b>,
    k: Value,
    /// k - 1
    before: Value,
    /// The values whose tangents these are.
    of_dots: HashMap<Value, Value>,
    /// The coefficients so far.
    series: HashMap<Value, Value>,
    /// The coefficients of this iteration.
    now: HashMap<Value, Value>,
}

impl Order<'_, '_> {
    fn node(&mut self, node: &Node, domain: Domain) {
        let builder = self.expander.builder;
        builder.at(node.stmt.span);
        let value = node.value();
        let coefficient = match &node.step {
            Step::Each => self.each(&node.stmt),
            Step::Convolution(one, two) => self.convolution(&node.stmt, *one, *two, domain),
            Step::Quotient(quotient) => self.quotient(&node.stmt, quotient, domain),
            Step::Integrated(tangents, tangent) => {
                tangents.iter().for_each(|node| self.node(node, Domain::Tangents));
                let tangent = self.coefficient_or_zero(*tangent, value);
                let order = self.expander.real(self.k, value);
                let kind = builder.kind(value).tangent();
                builder.apply_as(if kind.is_real() { &DIV } else { &UNSCALE }, &[tangent, order], kind)
            }
            Step::Select(one, two) => {
                let sides = [one, two].map(|side| self.coefficient_or_zero(*side, value));
                let [then, otherwise] = sides.map(|side| builder.block(Vec::new(), || vec![side]));
                builder.branch(node.stmt.args[0], then, otherwise)[0]
            }
            Step::Same(other) => self.coefficient_or_zero(*other, value),
        };
        self.set(value, coefficient, domain);
    }

    fn set(&mut self, value: Value, coefficient: Value, domain: Domain) {
        let order = match domain {
            Domain::Values => self.k,
            Domain::Tangents => self.before,
        };
        if let Some(name) = self.expander.builder.name_of(value) {
            self.expander.builder.name(coefficient, name.with("_k"));
        }
        self.now.insert(value, coefficient);
        let series = self.expander.with(self.series[&value], order, coefficient);
        self.series.insert(value, series);
    }

    /// The coefficient of this iteration, if the value varies.
    fn coefficient(&mut self, value: Value) -> Option<Value> {
        if let Some(now) = self.now.get(&value) {
            return Some(*now);
        }
        let builder = self.expander.builder;
        if let Some(of) = self.of_dots.get(&value).copied() {
            // x'(s) has the coefficients (k + 1) xₖ₊₁.
            let coefficient = self.coefficient(of)?;
            let order = self.expander.real(self.k, of);
            let rule = if builder.kind(of).is_real() { &MUL } else { &SCALE };
            let weighed = builder.apply(rule, &[coefficient, order]);
            self.set(value, weighed, Domain::Tangents);
            return Some(weighed);
        }
        let series = self.expander.series(value)?;
        let coefficient = builder.apply(&ELEMENT, &[series, self.k]);
        if let Some(name) = builder.name_of(value) {
            builder.name(coefficient, name.with("_k"));
        }
        self.now.insert(value, coefficient);
        Some(coefficient)
    }

    /// The coefficient of this iteration; of a constant, zero.
    fn coefficient_or_zero(&mut self, value: Value, like: Value) -> Value {
        self.coefficient(value).unwrap_or_else(|| zero_like(self.expander.builder, like))
    }

    fn is_varied(&self, value: Value) -> bool {
        self.series.contains_key(&value) || self.expander.series(value).is_some()
    }

    /// The coefficients so far.
    fn series(&mut self, value: Value) -> Value {
        // That of a tangent may not be there yet.
        let _ = self.coefficient(value);
        self.series.get(&value).copied().or_else(|| self.expander.series(value)).unwrap_or(value)
    }

    fn each(&mut self, stmt: &Stmt) -> Value {
        let builder = self.expander.builder;
        let Op::Apply(rule) = stmt.op else { return stmt.results[0] };
        let places = differentiated(rule, stmt, |value| self.is_varied(value));
        let mut linearizer = Linearizer::of_one(builder, Calls::Pushed);
        for place in places {
            if let Some(coefficient) = self.coefficient(stmt.args[place]) {
                linearizer.set_tangent(stmt.args[place], coefficient);
            }
        }
        linearizer.apply(rule, stmt).unwrap_or_else(|| zero_like(builder, stmt.results[0]))
    }

    /// `Σ aⱼ bₙ₋ⱼ` for j from 0 to n.
    fn convolution(&mut self, stmt: &Stmt, one: usize, two: usize, domain: Domain) -> Value {
        let builder = self.expander.builder;
        let Op::Apply(rule) = stmt.op else { return stmt.results[0] };
        let [a, b] = [self.series(stmt.args[one]), self.series(stmt.args[two])];
        let order = self.order(domain);
        let kind = builder.kind(stmt.results[0]);
        let product = |j: Value, rest: Value| {
            let mut args = stmt.args.clone();
            args[one] = builder.apply(&ELEMENT, &[a, j]);
            args[two] = builder.apply(&ELEMENT, &[b, rest]);
            builder.apply_as(rule, &args, kind.clone())
        };
        let first = product(builder.int(0), order);
        let total = counted(builder, "j", self.up_to(domain), vec![first], |j, so_far| {
            let rest = builder.apply(&INT_SUB, &[order, j]);
            vec![sum(builder, so_far[0], product(j, rest))]
        })[0];
        self.call(total, "total")
    }

    /// `(aₙ - Σ qₙ₋ⱼ bⱼ) / b₀` for j from 1 to n.
    fn quotient(&mut self, stmt: &Stmt, quotient: &Quotient, domain: Domain) -> Value {
        let builder = self.expander.builder;
        let Op::Apply(rule) = stmt.op else { return stmt.results[0] };
        let (numerator, denominator) = (stmt.args[quotient.numerator], stmt.args[quotient.denominator]);
        let start = self.coefficient_or_zero(numerator, numerator);
        let over_first = |numerator: Value| {
            let mut args = stmt.args.clone();
            args[quotient.numerator] = numerator;
            builder.apply_as(rule, &args, builder.kind(stmt.results[0]))
        };
        if !self.is_varied(denominator) {
            return over_first(start);
        }
        let [q, b] = [self.series[&stmt.results[0]], self.series(denominator)];
        let order = self.order(domain);
        let rest = counted(builder, "j", self.up_to(domain), vec![start], |j, so_far| {
            let before = builder.apply(&INT_SUB, &[order, j]);
            let known = builder.apply(&ELEMENT, &[q, before]);
            let factor = (quotient.factor)(builder, builder.apply(&ELEMENT, &[b, j]));
            let pair = if quotient.numerator == 0 { [known, factor] } else { [factor, known] };
            let product = builder.apply(quotient.product, &pair);
            vec![(builder.node(so_far[0]) - builder.node(product)).value()]
        })[0];
        over_first(self.call(rest, "rest"))
    }

    fn call(&self, value: Value, word: &str) -> Value {
        self.expander.builder.name(value, named(word));
        value
    }

    fn order(&self, domain: Domain) -> Value {
        match domain {
            Domain::Values => self.k,
            Domain::Tangents => self.before,
        }
    }

    /// From one up to the order.
    fn up_to(&self, domain: Domain) -> [Value; 2] {
        let builder = self.expander.builder;
        let one = builder.int(1);
        match domain {
            Domain::Values => [one, builder.apply(&INT_ADD, &[self.k, builder.int(1)])],
            Domain::Tangents => [one, self.k],
        }
    }
}
