//! Differential equations of operations along the line: tangents as the table gives them.

use crate::ir::hash::HashSet;
use crate::ir::{Op, Renaming, Rule, Stmt, Value};
use crate::rules::scalar::arithmetic::{DIV, MUL, SCALED};
use crate::rules::scalar::exponential::LN;
use crate::rules::zero_like;

use super::super::super::linearize::{Calls, Linearizer};
use super::{BY_HAND, Node, Step, System, differentiated};

/// Literal powers up to this one are products, so that they are right at 0.
const HIGHEST_PRODUCT: f64 = 64.0;

/// Where the tangent of a value comes from.
pub(super) enum Law {
    /// The table.
    Table,
    /// `y' = p y x' / x`, with this p: `p xᵖ⁻¹` would lead to ever lower powers.
    Power(Value),
    /// `y' = y w'`
    Exponential(Value),
    /// Another value has the same coefficients.
    Same(Value),
    /// None has coefficients but that of order 0.
    Constant,
}

impl System<'_, '_> {
    /// The law of `x` to the power of something.
    pub(super) fn power(&mut self, stmt: &Stmt) -> Law {
        let [x, exponent] = [stmt.args[0], stmt.args[1]];
        let builder = self.expander.builder;
        let literal = builder.known_int(exponent).map(|power| power as f64).or_else(|| builder.known_real(exponent));
        match literal {
            Some(0.0) => Law::Constant,
            Some(power) if power.fract() == 0.0 && (1.0..=HIGHEST_PRODUCT).contains(&power) => {
                Law::Same(self.product(x, power as u32, stmt))
            }
            // The slope is a lower power, and finite at 0.
            Some(power) if power > 1.0 && builder.kind(exponent).is_real() && power < HIGHEST_PRODUCT => Law::Table,
            Some(_) | None if self.is_varied(exponent) => {
                let logarithm = self.apply(&LN, &[x], stmt.span);
                Law::Exponential(self.apply(&MUL, &[exponent, logarithm], stmt.span))
            }
            Some(_) | None if builder.kind(exponent).is_real() => Law::Power(exponent),
            Some(_) | None => Law::Power(self.expander.real(exponent, x)),
        }
    }

    /// `x` to a power, by squaring.
    fn product(&mut self, x: Value, power: u32, stmt: &Stmt) -> Value {
        if power == 1 {
            return x;
        }
        let half = self.product(x, power / 2, stmt);
        let square = self.apply(&MUL, &[half, half], stmt.span);
        if power.is_multiple_of(2) { square } else { self.apply(&MUL, &[square, x], stmt.span) }
    }

    /// Finds the tangent of a node, and takes into the run what varies in it.
    pub(super) fn integrate(&mut self, place: usize, law: Law) {
        let builder = self.expander.builder;
        let stmt = self.nodes[place].stmt.clone();
        builder.at(stmt.span);
        let mut tangent = None;
        let (x, y) = (stmt.args[0], stmt.results[0]);
        let places = self.differentiated_places(&stmt);
        let dots = places.iter().map(|place| self.dot(stmt.args[*place])).collect::<Vec<_>>();
        let inner = if let Law::Exponential(inner) = law { Some(self.dot(inner)) } else { None };
        let block = builder.block(Vec::new(), || {
            tangent = match (law, inner) {
                (Law::Power(power), _) => {
                    let slope = builder.apply(&DIV, &[builder.apply(&MUL, &[y, power]), x]);
                    Some(builder.apply(&SCALED, &[dots[0], slope]))
                }
                (Law::Exponential(_), Some(inner)) => Some(builder.apply(&MUL, &[inner, y])),
                (Law::Table | Law::Exponential(_) | Law::Same(_) | Law::Constant, _) => {
                    let mut linearizer = Linearizer::of_one(builder, Calls::Pushed);
                    places.iter().zip(&dots).for_each(|(place, dot)| linearizer.set_tangent(stmt.args[*place], *dot));
                    match &stmt.op {
                        Op::Apply(rule) => linearizer.apply(rule, &stmt),
                        Op::Custom(custom) => linearizer.custom(custom, &stmt),
                        Op::Constant(_)
                        | Op::Fragment(_)
                        | Op::Assert(_)
                        | Op::If
                        | Op::For { .. }
                        | Op::While
                        | Op::Map { .. }
                        | Op::Generate
                        | Op::Call(..)
                        | Op::Pullback => None,
                    }
                }
            };
            Vec::new()
        });
        let mut tangents = Tangents {
            system: self,
            operation: name(&stmt.op),
            nodes: Vec::new(),
            linear: HashSet::default(),
            found: Renaming::default(),
        };
        tangents.linear.extend(dots.into_iter().chain(inner));
        tangents.stmts(&block.stmts);
        let (found, nodes) = (tangents.found, tangents.nodes);
        // Where every slope is a structural zero, the coefficients are zero too.
        let tangent = tangent.map_or_else(|| zero_like(builder, y), |tangent| found.get(tangent));
        self.nodes[place].step = Step::Integrated(nodes, tangent);
    }

    /// The arguments that vary and have a derivative.
    fn differentiated_places(&self, stmt: &Stmt) -> Vec<usize> {
        if let Op::Apply(rule) = stmt.op {
            return differentiated(rule, stmt, |value| self.is_varied(value));
        }
        (0..stmt.args.len()).filter(|place| self.is_varied(stmt.args[*place])).collect()
    }

    /// The tangent of a value, as a value of the loop.
    fn dot(&mut self, of: Value) -> Value {
        let builder = self.expander.builder;
        *self.dots.entry(of).or_insert_with(|| {
            let dot = builder.fresh(builder.kind(of).tangent(), true);
            if let Some(name) = builder.name_of(of) {
                builder.name(dot, name.with("_dot"));
            }
            dot
        })
    }
}

/// The statements of one tangent, sorted: those of order 0 go into the run, those that are linear in tangents stay.
struct Tangents<'s, 'e, 'b> {
    system: &'s mut System<'e, 'b>,
    /// What they are the tangent of.
    operation: &'static str,
    nodes: Vec<Node>,
    linear: HashSet<Value>,
    /// Operations that the run had already.
    found: Renaming,
}

impl Tangents<'_, '_, '_> {
    fn stmts(&mut self, stmts: &[Stmt]) {
        for stmt in stmts {
            let args = stmt.args.iter().map(|arg| self.found.get(*arg)).collect();
            self.stmt(Stmt { args, ..stmt.clone() });
        }
    }

    fn stmt(&mut self, stmt: Stmt) {
        match stmt.op {
            Op::Constant(_) | Op::Fragment(_) => self.system.expander.builder.push(stmt),
            Op::Apply(rule) if stmt.args.iter().any(|arg| self.linear.contains(arg)) => self.tangent(rule, stmt),
            Op::Apply(_) | Op::Custom(_) => {
                let value = self.system.applied(&stmt);
                self.found.insert(stmt.results[0], value);
            }
            Op::If => self.select(stmt),
            Op::Assert(_)
            | Op::For { .. }
            | Op::While
            | Op::Map { .. }
            | Op::Generate
            | Op::Call(..)
            | Op::Pullback => self.refuse(),
        }
    }

    fn tangent(&mut self, rule: &'static Rule, stmt: Stmt) {
        let varied = |value: Value| self.linear.contains(&value) || self.system.is_varied(value);
        let places = differentiated(rule, &stmt, varied);
        if places.is_empty() {
            // A zero in the shape of a tangent.
            self.system.expander.builder.push(stmt);
            return;
        }
        let Some(step) = self.system.algebraic(rule, &stmt, &places) else { return self.refuse() };
        self.linear.insert(stmt.results[0]);
        self.nodes.push(Node { stmt, step });
    }

    /// A choice: what both branches need is computed, and one of the results is taken.
    fn select(&mut self, stmt: Stmt) {
        for block in &stmt.blocks {
            self.stmts(&block.stmts);
        }
        let [one, two] = [0, 1].map(|place| self.found.get(stmt.blocks[place].results[0]));
        let is_linear = [one, two].iter().any(|value| self.linear.contains(value));
        let node = Node { stmt: Stmt { blocks: Vec::new(), ..stmt.clone() }, step: Step::Select(one, two) };
        if is_linear {
            self.linear.insert(stmt.results[0]);
            self.nodes.push(node);
            return;
        }
        let builder = self.system.expander.builder;
        let blocks = [one, two].map(|value| builder.block(Vec::new(), || vec![value]));
        builder.push(Stmt { blocks: blocks.into(), ..stmt });
        if self.system.is_varied(one) || self.system.is_varied(two) {
            self.system.varied.insert(node.value());
            self.system.nodes.push(node);
        }
    }

    fn refuse(&mut self) {
        self.system.expander.refuse(self.operation, self.system.expander.builder.span());
    }
}

/// An operation in a message.
fn name(op: &Op) -> &'static str {
    if let Op::Apply(rule) = op { rule.form.method().unwrap_or(rule.name) } else { BY_HAND }
}
