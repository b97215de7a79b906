//! Formulas as text: parentheses where they are needed, and nowhere else.

use crate::describe::testing::text;
use crate::ir::{Condition, Series, Shape, Term};

fn scalar(name: &str) -> Term {
    Term::Name(name.to_owned(), Shape::Scalar)
}

fn vector(name: &str) -> Term {
    Term::Name(name.to_owned(), Shape::Column)
}

fn matrix(name: &str) -> Term {
    Term::Name(name.to_owned(), Shape::Matrix)
}

fn total(body: Term) -> Term {
    let (from, to) = (Term::Number(0.0), scalar("n"));
    Series {
        index: "i".to_owned(),
        from,
        to,
        body: body * Term::Entry(Box::new(vector("w")), vec![scalar("i")], Shape::Scalar),
    }
    .into_term()
}

fn positive(term: Term) -> Box<Condition> {
    Box::new(Condition::Compare(">", term, Term::Number(0.0)))
}

/// Scalars of every kind.
fn scalars() -> Vec<Term> {
    let (a, b) = (scalar("a"), scalar("b"));
    vec![
        a.clone(),
        scalar("rate"),
        scalar("∂f/∂a"),
        Term::Number(3.0),
        Term::Number(-2.0),
        a.clone() + b.clone(),
        a.clone() - b.clone(),
        a.clone() * b.clone(),
        -a.clone(),
        a.clone() / b.clone(),
        a.clone().power(Term::Number(2.0)),
        a.clone().power(b.clone() + Term::Number(1.0)),
        Term::call("sin", vec![a.clone()]),
        Term::call("√", vec![a.clone()]),
        a.clone().absolute(),
        vector("x").norm(),
        vector("x").inner(vector("y")),
        Term::Entry(Box::new(vector("x")), vec![scalar("i") + Term::Number(1.0)], Shape::Scalar),
        Term::Indicator(positive(a.clone())),
        Term::Cases(positive(a.clone()), Box::new(a.clone()), Box::new(b)),
        total(a),
    ]
}

/// Vectors of every kind.
fn vectors() -> Vec<Term> {
    let (x, y) = (vector("x"), vector("y"));
    vec![
        x.clone(),
        vector("hidden"),
        x.clone() + y.clone(),
        x.clone() - y.clone(),
        -x.clone(),
        matrix("A") * x.clone(),
        2.0 * x.clone(),
        x.clone() / scalar("a"),
        x.clone().entrywise(y.clone()),
        x.clone().over(y.clone()),
        x.clone() + scalar("a"),
        x.clone().ones(),
        Term::call("exp", vec![x.clone()]),
        Term::Indicator(positive(x.clone())),
        x.clone().unit(vec![scalar("i")]),
        matrix("A").transposed() * x.clone(),
        total(x),
    ]
}

/// What stands around a term, and its name.
type Around = (&'static str, fn(Term) -> Term);

fn table(terms: &[Term], outer: &[Around]) -> String {
    let mut lines = Vec::new();
    for (name, make) in outer {
        lines.push(format!("{name}:"));
        lines.extend(terms.iter().map(|term| format!("  {}", text(&make(term.clone())))));
    }
    lines.join("\n")
}

#[test]
fn scalars_in_formulas() {
    let outer: &[Around] = &[
        ("c + _", |term| scalar("c") + term),
        ("_ + c", |term| term + scalar("c")),
        ("c − _", |term| scalar("c") - term),
        ("− _", |term| -term),
        ("c _", |term| scalar("c") * term),
        ("2 _", |term| 2.0 * term),
        ("c / _", |term| scalar("c") / term),
        ("_ / c", |term| term / scalar("c")),
        ("2 _ / c", |term| 2.0 * term / scalar("c")),
        ("1 / (c _)", |term| Term::Number(1.0) / (scalar("c") * term)),
        ("_²", |term| term.power(Term::Number(2.0))),
        ("c^_", |term| scalar("c").power(term)),
        ("sin", |term| Term::call("sin", vec![term])),
        ("√", |term| Term::call("√", vec![term])),
        ("absolute", Term::absolute),
        ("scale", |term| term * vector("v")),
        ("scale matrix", |term| term * (matrix("A") * vector("v"))),
        ("v / _", |term| vector("v") / term),
        ("add to entries", |term| vector("v") + term),
        ("entrywise sum", |term| (vector("v") + term).entrywise(vector("w"))),
        ("sum over i", total),
        ("condition", |term| Term::Indicator(Box::new(Condition::And(positive(term), positive(scalar("c")))))),
        ("negated", |term| Term::Indicator(Box::new(Condition::Not(positive(term))))),
        ("index", |term| Term::Entry(Box::new(vector("v")), vec![term], Shape::Scalar)),
    ];
    insta::assert_snapshot!(table(&scalars(), outer));
}

#[test]
fn vectors_in_formulas() {
    let outer: &[Around] = &[
        ("v + _", |term| vector("v") + term),
        ("_ − v", |term| term - vector("v")),
        ("− _", |term| -term),
        ("2 _", |term| 2.0 * term),
        ("(2 / n) _", |term| Term::Number(2.0) / scalar("n") * term),
        ("_ / n", |term| term / scalar("n")),
        ("B _", |term| matrix("B") * term),
        ("transposed", Term::transposed),
        ("_ vᵀ", |term| term * vector("v").transposed()),
        ("v ∘ _", |term| vector("v").entrywise(term)),
        ("_ ⊘ v", |term| term.over(vector("v"))),
        ("v ⊘ _", |term| vector("v").over(term)),
        ("v · _", |term| vector("v").inner(term)),
        ("norm", Term::norm),
        ("exp", |term| Term::call("exp", vec![term])),
        ("entry", |term| Term::Entry(Box::new(term), vec![scalar("i")], Shape::Scalar)),
        ("diag", |term| Term::call_as("diag", vec![term], Shape::Matrix) * matrix("A")),
        ("sum over i", total),
    ];
    insta::assert_snapshot!(table(&vectors(), outer));
}
