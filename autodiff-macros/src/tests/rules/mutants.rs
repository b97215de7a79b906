//! The test of the table can fail: a wrong derivative, of any entry and any argument, is noticed.

use std::cell::Cell;

use crate::ir::{ArgumentRule, Derivative, Formula, Kind, Node, Pattern, Rule, Slope};
use crate::rules::array::ADD_ARRAYS;
use crate::rules::{table, zero_like};
use crate::tests::support::laws::guarded;
use crate::tests::support::random::Random;

use super::{case, derivative_is_right, uses};

/// What is wrong with a derivative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrong {
    /// By a thousandth; of arrays, by a factor of two.
    Scaled,
    Negated,
    Dropped,
}

thread_local! {
    /// The derivative that is made wrong, and how: those of the table are functions without a state of their own.
    static MUTANT: Cell<Option<(ArgumentRule, Wrong)>> = const { Cell::new(None) };
}

fn mutant() -> (ArgumentRule, Wrong) {
    MUTANT.get().expect("a derivative that is made wrong")
}

fn slope<'b>(formula: &Formula<'b>) -> Slope<'b> {
    let (ArgumentRule::Slope { slope, .. }, wrong) = mutant() else { unreachable!("a slope") };
    let factor = match wrong {
        Wrong::Scaled => 1.001,
        Wrong::Negated => -1.0,
        Wrong::Dropped => 0.0,
    };
    match slope(formula) {
        // What is stated to contribute nothing, does.
        Slope::Number(0.0) => Slope::Number(1.0),
        _ if wrong == Wrong::Dropped => Slope::Number(0.0),
        slope @ (Slope::Number(_) | Slope::Node(_) | Slope::Steep(_) | Slope::When(..)) => scaled(slope, factor),
    }
}

fn scaled(slope: Slope<'_>, factor: f64) -> Slope<'_> {
    match slope {
        Slope::Number(number) => Slope::Number(number * factor),
        Slope::Node(node) => Slope::Node(node * factor),
        Slope::Steep(node) => Slope::Steep(node * factor),
        Slope::When(condition, slope) => Slope::When(condition, Box::new(scaled(*slope, factor))),
    }
}

fn differential<'b>(formula: &Formula<'b>, tangent: Node<'b>) -> Node<'b> {
    let (of, wrong) = mutant();
    let (ArgumentRule::Linear(of) | ArgumentRule::Differential(of)) = of else { unreachable!("a linear map") };
    distorted(of(formula, tangent), wrong)
}

fn into<'b>(formula: &Formula<'b>, sum: Node<'b>, cotangent: Node<'b>) -> Node<'b> {
    let (ArgumentRule::LinearInto(into), wrong) = mutant() else { unreachable!("a sum") };
    match wrong {
        Wrong::Dropped => sum,
        Wrong::Scaled => into(formula, into(formula, sum, cotangent), cotangent),
        Wrong::Negated => distorted(into(formula, sum, cotangent), wrong),
    }
}

fn distorted(node: Node<'_>, wrong: Wrong) -> Node<'_> {
    let builder = node.builder;
    let value = node.value();
    let is_list = !matches!(builder.kind(value), Kind::Real(_) | Kind::Tensor(_));
    let twice = || builder.node(builder.apply(&ADD_ARRAYS, &[value, value]));
    match wrong {
        Wrong::Dropped => builder.node(zero_like(builder, value)),
        Wrong::Scaled | Wrong::Negated if is_list => twice(),
        Wrong::Scaled => builder.node(value) * 1.001,
        Wrong::Negated => builder.node(value) * -1.0,
    }
}

/// An entry with one derivative that is wrong.
fn made_wrong(rule: &'static Rule, place: usize, wrong: Wrong) -> &'static Rule {
    let Derivative::ByArgument { joint, args } = rule.derivative else { unreachable!("derivatives by arguments") };
    let mut args = args.to_vec();
    MUTANT.set(Some((args[place], wrong)));
    args[place] = match args[place] {
        ArgumentRule::Slope { linear, .. } => ArgumentRule::Slope { slope, linear },
        ArgumentRule::Linear(_) => ArgumentRule::Linear(differential),
        ArgumentRule::Differential(_) => ArgumentRule::Differential(differential),
        ArgumentRule::LinearInto(_) => ArgumentRule::LinearInto(into),
        ArgumentRule::Constant => ArgumentRule::Constant,
    };
    let derivative = Derivative::ByArgument { joint, args: args.leak() };
    let Rule { name, form, aliases, signature, notation, points, eval, .. } = *rule;
    Box::leak(Box::new(Rule { name, form, aliases, signature, derivative, notation, points, eval }))
}

/// Whether an argument can vary: integers can't.
fn can_vary(rule: &Rule, place: usize) -> bool {
    let is_whole = matches!(rule.signature.args.get(place), Some(Pattern::Int | Pattern::Bool | Pattern::Path));
    !is_whole
}

/// Whether the test of the table notices.
fn is_noticed(rule: &'static Rule) -> bool {
    let mut random = Random::of(rule.name);
    let cases = case::cases(rule, &mut random).expect("cases");
    let differentiable = cases.iter().filter(|case| case.is_differentiable());
    let mut all = differentiable.flat_map(|case| uses::uses(case).into_iter().map(move |way| (case, way)));
    all.any(|(case, way)| guarded(|| derivative_is_right(case, &way, &mut random)).is_err())
}

#[test]
fn a_wrong_derivative_is_noticed() {
    let (mut mutants, mut missed) = (0, Vec::new());
    for rule in table() {
        let Derivative::ByArgument { args, .. } = rule.derivative else { continue };
        for place in 0..args.len() {
            if matches!(args[place], ArgumentRule::Constant) || !can_vary(rule, place) {
                continue;
            }
            for wrong in [Wrong::Scaled, Wrong::Negated, Wrong::Dropped] {
                mutants += 1;
                if !is_noticed(made_wrong(rule, place, wrong)) {
                    missed.push(format!("`{}`, argument {place}, {wrong:?}", rule.name));
                }
            }
        }
    }
    println!("{mutants} mutants");
    assert!(missed.is_empty(), "{} of {mutants} are not noticed:\n{}", missed.len(), missed.join("\n"));
}
