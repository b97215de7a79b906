//! A run of operations on Taylor coefficients: all of order 0 first, then one loop that goes from order to order.
//!
//! What is linear holds coefficient by coefficient; a product is a convolution; a quotient `q = a / b` follows from
//! `q b = a`. Anything else is the solution of a differential equation along the line: from its derivative in the
//! table, `y' = F(x, y) x'`, the coefficient of order k of `y` is that of order k - 1 of the right-hand side, over k.
//! The operations in `F` join the run, so that `sin` brings `cos` and `cos` finds `sin`: each costs one convolution,
//! O(K²) for K coefficients (Griewank and Walther, "Evaluating Derivatives", chapter 13).

mod law;
mod order;

use crate::ir::hash::{HashMap, HashSet};
use crate::ir::{ArgumentRule, Builder, Custom, Derivative, Formula, Op, Rule, Slope, Stmt, Value};
use crate::rules::factor::cholesky::CHOLESKY_SOLVE;
use crate::rules::factor::eigen::OVER_GAPS;
use crate::rules::factor::lu::{LU_SOLVE, LU_TR_SOLVE};
use crate::rules::factor::qr::{QR_SOLVE, QR_TR_SOLVE};
use crate::rules::scalar::arithmetic::{DIV, MUL, SCALED};
use crate::rules::scalar::power::{POWF, POWI};
use crate::rules::tensor::arithmetic::{COMPONENT_DIV, COMPONENT_MUL, SCALE, UNSCALE};
use crate::rules::tensor::product::{MATMUL, TR_MUL};
use crate::rules::tensor::triangle::{LOWER_TRIANGLE, UPPER_TRIANGLE};
use crate::rules::tensor::triangular::{SOLVE_LOWER, SOLVE_UPPER, TR_SOLVE_LOWER, TR_SOLVE_UPPER};

use super::Expander;
use law::Law;

/// An operation that undoes a product: quotients, and linear systems.
#[derive(Clone, Copy, Debug)]
struct Quotient {
    /// Where the numerator and the denominator stand among the arguments.
    numerator: usize,
    denominator: usize,
    /// The product of quotient and denominator, or, of a linear system, of the matrix and its solution.
    product: &'static Rule,
    /// What of a denominator the product is with.
    factor: fn(&Builder, Value) -> Value,
}

impl Quotient {
    const fn of(product: &'static Rule) -> Quotient {
        Quotient { numerator: 0, denominator: 1, product, factor: |_, denominator| denominator }
    }

    const fn system(product: &'static Rule) -> Quotient {
        Quotient { numerator: 1, denominator: 0, product, factor: |_, matrix| matrix }
    }

    const fn with(self, factor: fn(&Builder, Value) -> Value) -> Quotient {
        Quotient { factor, ..self }
    }
}

static QUOTIENTS: [(&Rule, Quotient); 13] = [
    (&DIV, Quotient::of(&MUL)),
    (&UNSCALE, Quotient::of(&SCALE)),
    (&COMPONENT_DIV, Quotient::of(&COMPONENT_MUL)),
    (&OVER_GAPS, Quotient::of(&COMPONENT_MUL).with(gaps)),
    (&LU_SOLVE, Quotient::system(&MATMUL)),
    (&LU_TR_SOLVE, Quotient::system(&TR_MUL)),
    (&QR_SOLVE, Quotient::system(&MATMUL)),
    (&QR_TR_SOLVE, Quotient::system(&TR_MUL)),
    (&CHOLESKY_SOLVE, Quotient::system(&MATMUL)),
    (&SOLVE_LOWER, Quotient::system(&MATMUL).with(lower)),
    (&SOLVE_UPPER, Quotient::system(&MATMUL).with(upper)),
    (&TR_SOLVE_LOWER, Quotient::system(&TR_MUL).with(lower)),
    (&TR_SOLVE_UPPER, Quotient::system(&TR_MUL).with(upper)),
];

fn lower(builder: &Builder, matrix: Value) -> Value {
    builder.apply(&LOWER_TRIANGLE, &[matrix])
}

fn upper(builder: &Builder, matrix: Value) -> Value {
    builder.apply(&UPPER_TRIANGLE, &[matrix])
}

/// `wⱼ - wᵢ`
fn gaps(builder: &Builder, w: Value) -> Value {
    let w = builder.node(w);
    let ones = w.filled_like(builder.number(1.0));
    (ones.mul_tr(w) - w.mul_tr(ones)).value()
}

/// What a rule by hand is called in a message.
const BY_HAND: &str = "derivative(..)";

/// A run that brings in more operations than this has no end.
const MOST_OPERATIONS: usize = 10_000;

/// How coefficients of a value follow from those of others.
enum Step {
    /// The operation is linear in all that varies.
    Each,
    /// Two arguments vary, and the operation is linear in each.
    Convolution(usize, usize),
    /// One argument over another.
    Quotient(&'static Quotient),
    /// What comes before the tangent of the value, and the tangent.
    Integrated(Vec<Node>, Value),
    /// One of two values.
    Select(Value, Value),
    /// Those of another value.
    Same(Value),
}

/// A value that varies, in order of definition. The arguments are of order 0.
struct Node {
    stmt: Stmt,
    step: Step,
}

impl Node {
    fn value(&self) -> Value {
        self.stmt.results[0]
    }
}

pub(super) struct System<'e, 'b> {
    expander: &'e mut Expander<'b>,
    /// The operations of order 0 so far, to find one that is there.
    known: Vec<Stmt>,
    nodes: Vec<Node>,
    /// What has a node.
    varied: HashSet<Value>,
    /// Nodes whose tangents are still to be found.
    open: Vec<(usize, Law)>,
    /// The tangents of values, as values of the loop.
    dots: HashMap<Value, Value>,
}

impl<'e, 'b> System<'e, 'b> {
    /// Writes the coefficients of a run of statements.
    pub(super) fn expand(expander: &'e mut Expander<'b>, run: &[Stmt]) {
        run.iter().for_each(|stmt| expander.builder.push(stmt.clone()));
        let mut system = System {
            expander,
            known: Vec::new(),
            nodes: Vec::new(),
            varied: HashSet::default(),
            open: Vec::new(),
            dots: HashMap::default(),
        };
        run.iter().for_each(|stmt| system.add(stmt));
        // What these bring in comes after all that the run defines.
        while !system.open.is_empty() {
            let (place, law) = system.open.remove(0);
            system.integrate(place, law);
        }
        system.finish();
    }

    fn is_varied(&self, value: Value) -> bool {
        self.varied.contains(&value) || self.expander.series(value).is_some()
    }

    /// Takes a statement of order 0, which stands, into the run.
    fn add(&mut self, stmt: &Stmt) {
        let rule = match &stmt.op {
            Op::Apply(rule) => *rule,
            Op::Custom(custom) => return self.add_custom(custom, stmt),
            Op::Constant(_)
            | Op::Fragment(_)
            | Op::Assert(_)
            | Op::If
            | Op::For { .. }
            | Op::While
            | Op::Map { .. }
            | Op::Generate
            | Op::Call(..)
            | Op::Pullback => return,
        };
        self.expander.builder.at(stmt.span);
        self.known.push(stmt.clone());
        let places = differentiated(rule, stmt, |value| self.is_varied(value));
        if places.is_empty() {
            return;
        }
        if self.is_endless(rule.name, stmt) {
            return;
        }
        let is_power = (rule.is(&POWI) || rule.is(&POWF)) && places.contains(&0);
        let law = if is_power { self.power(stmt) } else { Law::Table };
        if let Law::Constant = law {
            return;
        }
        self.varied.insert(stmt.results[0]);
        let step = match (law, self.algebraic(rule, stmt, &places)) {
            (Law::Same(other), _) => Step::Same(other),
            (Law::Table, Some(step)) => step,
            (law @ (Law::Table | Law::Power(_) | Law::Exponential(_) | Law::Constant), _) => {
                self.open.push((self.nodes.len(), law));
                Step::Same(stmt.results[0])
            }
        };
        self.nodes.push(Node { stmt: stmt.clone(), step });
    }

    /// A function whose derivatives are given by hand: its tangent follows from these.
    fn add_custom(&mut self, custom: &Custom, stmt: &Stmt) {
        let builder = self.expander.builder;
        builder.at(stmt.span);
        self.known.push(stmt.clone());
        let by = builder.partials(custom.rule).by;
        let varies = stmt.args.iter().zip(by).any(|(arg, partial)| partial.is_some() && self.is_varied(*arg));
        if !varies || self.is_endless(BY_HAND, stmt) {
            return;
        }
        self.varied.insert(stmt.results[0]);
        self.open.push((self.nodes.len(), Law::Table));
        self.nodes.push(Node { stmt: stmt.clone(), step: Step::Same(stmt.results[0]) });
    }

    /// Whether the run has become too long; it is refused then.
    fn is_endless(&mut self, operation: &'static str, stmt: &Stmt) -> bool {
        let is_endless = self.nodes.len() > MOST_OPERATIONS;
        if is_endless {
            self.open.clear();
            self.expander.refuse(operation, stmt.span);
        }
        is_endless
    }

    /// The step of an operation that needs no derivative.
    fn algebraic(&self, rule: &'static Rule, stmt: &Stmt, places: &[usize]) -> Option<Step> {
        if let Some((_, quotient)) = QUOTIENTS.iter().find(|(quotient, _)| rule.is(quotient)) {
            return Some(Step::Quotient(quotient));
        }
        let Derivative::ByArgument { joint, .. } = rule.derivative else { return None };
        let is_product = rule.is(&MUL) || rule.is(&SCALED);
        let multilinear = |place: &usize| match rule.argument(*place) {
            Some(ArgumentRule::Linear(_) | ArgumentRule::LinearInto(_)) => true,
            Some(ArgumentRule::Slope { .. }) => is_product,
            Some(ArgumentRule::Differential(_) | ArgumentRule::Constant) | None => false,
        };
        if places.iter().all(multilinear) {
            return match places {
                _ if joint => Some(Step::Each),
                [_] => Some(Step::Each),
                [one, two] => Some(Step::Convolution(*one, *two)),
                [] | [_, _, ..] => None,
            };
        }
        places.iter().all(|place| self.has_constant_slope(rule, stmt, *place)).then_some(Step::Each)
    }

    fn has_constant_slope(&self, rule: &'static Rule, stmt: &Stmt, position: usize) -> bool {
        let Some(ArgumentRule::Slope { slope, .. }) = rule.argument(position) else { return false };
        let builder = self.expander.builder;
        let mut constant = false;
        builder.block(Vec::new(), || {
            let node = |value: &Value| builder.node(*value).with_activity(self.is_varied(*value));
            let args = stmt.args.iter().map(node).collect();
            let formula = Formula { builder, args, result: builder.node(stmt.results[0]), position };
            constant = matches!(slope(&formula), Slope::Number(_));
            Vec::new()
        });
        constant
    }

    /// An operation of order 0, found or made, and taken into the run.
    fn applied(&mut self, stmt: &Stmt) -> Value {
        if let Some(known) = self.known.iter().find(|known| is_same(known, stmt)) {
            return known.results[0];
        }
        self.expander.builder.push(stmt.clone());
        self.add(stmt);
        stmt.results[0]
    }

    fn apply(&mut self, rule: &'static Rule, args: &[Value], span: proc_macro2::Span) -> Value {
        let builder = self.expander.builder;
        let result = builder.fresh(builder.kind(args[0]), true);
        self.applied(&Stmt {
            results: smallvec::smallvec![result],
            op: Op::Apply(rule),
            args: args.into(),
            blocks: Vec::new(),
            span,
        })
    }
}

/// The arguments that vary and have a derivative.
fn differentiated(rule: &Rule, stmt: &Stmt, varied: impl Fn(Value) -> bool) -> Vec<usize> {
    let counts = |place: &usize| match rule.argument(*place) {
        Some(ArgumentRule::Constant) | None => false,
        Some(
            ArgumentRule::Linear(_)
            | ArgumentRule::LinearInto(_)
            | ArgumentRule::Slope { .. }
            | ArgumentRule::Differential(_),
        ) => varied(stmt.args[*place]),
    };
    (0..stmt.args.len()).filter(counts).collect()
}

fn is_same(one: &Stmt, two: &Stmt) -> bool {
    match (&one.op, &two.op) {
        (Op::Apply(rule), Op::Apply(other)) => rule.is(other) && one.args == two.args,
        (Op::Custom(call), Op::Custom(other)) => call.rule == other.rule && one.args == two.args,
        (_, _) => false,
    }
}
