//! What formulas mean: the tree, as it is before it is printed.

use std::collections::HashMap;

use nalgebra::DMatrix;

use crate::ir::interpret::Datum;
use crate::ir::{Condition, Form, Pattern, Rule, Term};
use crate::rules::table;

/// What names stand for.
pub(crate) type Scope = HashMap<String, Datum>;

/// The value of a formula; an array of numbers is a column.
pub(crate) fn evaluate(term: &Term, scope: &mut Scope) -> Datum {
    match term {
        Term::Number(number) => Datum::Real(*number),
        Term::Name(name, _) => plain(scope.get(name).unwrap_or_else(|| panic!("`{name}` has no value"))),
        Term::Sum(terms) => {
            let terms = terms.iter().map(|term| evaluate(term, scope)).collect::<Vec<_>>();
            terms.into_iter().reduce(|a, b| entrywise(&a, &b, |a, b| a + b)).expect("summands")
        }
        Term::Product(product) => {
            let mut front = product.number;
            for scalar in &product.scalars {
                front = times(front, number(&evaluate(scalar, scope)));
            }
            for under in &product.under {
                front = if front == 0.0 { 0.0 } else { front / number(&evaluate(under, scope)) };
            }
            let factors = product.factors.iter().map(|factor| matrix(&evaluate(factor, scope))).collect::<Vec<_>>();
            match factors.into_iter().reduce(|a, b| a * b) {
                Some(factor) => factor.map(|entry| times(front, entry)).into(),
                None => front.into(),
            }
        }
        Term::Inner(factors) => {
            let factors = factors.iter().map(|factor| matrix(&evaluate(factor, scope))).collect::<Vec<_>>();
            let product = factors.into_iter().reduce(|a, b| a * b).expect("factors");
            assert_eq!(product.len(), 1, "one number");
            product[0].into()
        }
        Term::Entrywise(terms) => {
            let terms = terms.iter().map(|term| evaluate(term, scope)).collect::<Vec<_>>();
            terms.into_iter().reduce(|a, b| entrywise(&a, &b, times)).expect("factors")
        }
        Term::Ratio(one, two) => {
            let (one, two) = (evaluate(one, scope), evaluate(two, scope));
            entrywise(&one, &two, |a, b| if a == 0.0 { 0.0 } else { a / b })
        }
        Term::Power(base, exponent) => {
            let (base, exponent) = (evaluate(base, scope), evaluate(exponent, scope));
            entrywise(&base, &exponent, |a, b| if b.fract() == 0.0 { a.powi(b as i32) } else { a.powf(b) })
        }
        Term::Transpose(term) => matrix(&evaluate(term, scope)).transpose().into(),
        Term::Norm(term) => matrix(&evaluate(term, scope)).norm().into(),
        Term::Absolute(term) => entrywise(&evaluate(term, scope), &Datum::Real(0.0), |a, _| a.abs()),
        Term::Call(name, args, _) => {
            let args = args.iter().map(|arg| evaluate(arg, scope)).collect::<Vec<_>>();
            call(name, &args)
        }
        Term::Entry(base, index, _) => {
            let base = matrix(&evaluate(base, scope));
            let index = index.iter().map(|index| number(&evaluate(index, scope)) as usize).collect::<Vec<_>>();
            match index[..] {
                [place] => base[place].into(),
                [row, col] => base[(row, col)].into(),
                _ => panic!("{index:?} of a matrix"),
            }
        }
        Term::Indicator(condition) => holds(condition, scope),
        Term::Cases(condition, then, otherwise) => {
            let holds = holds(condition, scope);
            let (then, otherwise) = (evaluate(then, scope), evaluate(otherwise, scope));
            let then = entrywise(&holds, &then, times);
            let otherwise = entrywise(&holds, &otherwise, |holds, entry| times(1.0 - holds, entry));
            entrywise(&then, &otherwise, |a, b| a + b)
        }
        Term::Ones(like) => matrix(&evaluate(like, scope)).map(|_| 1.0).into(),
        Term::Identity(like) => {
            let rows = matrix(&evaluate(like, scope)).nrows();
            DMatrix::identity(rows, rows).into()
        }
        Term::Unit(index, like) => {
            let mut unit = matrix(&evaluate(like, scope)).map(|_| 0.0);
            let index = index.iter().map(|index| number(&evaluate(index, scope)) as usize).collect::<Vec<_>>();
            match index[..] {
                [place] => unit[place] = 1.0,
                [row, col] => unit[(row, col)] = 1.0,
                _ => panic!("{index:?} of a matrix"),
            }
            unit.into()
        }
        Term::Series(series) => {
            let from = number(&evaluate(&series.from, scope)) as i128;
            let to = number(&evaluate(&series.to, scope)) as i128;
            let outside = scope.get(&series.index).cloned();
            let mut total = Datum::Real(0.0);
            for index in from..to {
                scope.insert(series.index.clone(), Datum::Int(index));
                let summand = evaluate(&series.body, scope);
                total = entrywise(&total, &summand, |a, b| a + b);
            }
            if let Some(outside) = outside {
                scope.insert(series.index.clone(), outside);
            }
            total
        }
    }
}

/// A product, for which an exact zero wins.
fn times(a: f64, b: f64) -> f64 {
    if a == 0.0 || b == 0.0 { 0.0 } else { a * b }
}

fn plain(datum: &Datum) -> Datum {
    match datum {
        Datum::Int(number) => Datum::Real(*number as f64),
        Datum::Array(elements) => {
            let numbers = elements.iter().map(|element| number(&plain(element))).collect::<Vec<_>>();
            DMatrix::from_column_slice(numbers.len(), 1, &numbers).into()
        }
        Datum::Real(_) | Datum::Bool(_) | Datum::Tensor(_) | Datum::Pullback(..) => datum.clone(),
    }
}

fn number(datum: &Datum) -> f64 {
    match datum {
        Datum::Real(number) => *number,
        Datum::Int(number) => *number as f64,
        Datum::Tensor(tensor) if tensor.len() == 1 => tensor[0],
        Datum::Tensor(_) | Datum::Array(_) | Datum::Bool(_) | Datum::Pullback(..) => panic!("{datum:?} is no number"),
    }
}

fn matrix(datum: &Datum) -> DMatrix<f64> {
    match datum {
        Datum::Tensor(tensor) => tensor.clone(),
        Datum::Real(number) => DMatrix::from_element(1, 1, *number),
        Datum::Int(_) | Datum::Array(_) | Datum::Bool(_) | Datum::Pullback(..) => panic!("{datum:?} is no matrix"),
    }
}

/// A function of entries; a scalar stands for each.
fn entrywise(one: &Datum, two: &Datum, function: impl Fn(f64, f64) -> f64) -> Datum {
    match (one, two) {
        // A sum without summands has no shape: its zero stands for each entry.
        (Datum::Tensor(a), Datum::Tensor(b)) if b.len() == 1 && a.len() > 1 && b[0] == 0.0 => {
            a.map(|a| function(a, 0.0)).into()
        }
        (Datum::Tensor(a), Datum::Tensor(b)) => {
            assert_eq!(a.shape(), b.shape(), "shapes");
            a.zip_map(b, function).into()
        }
        (Datum::Tensor(a), b) => {
            let b = number(b);
            a.map(|a| function(a, b)).into()
        }
        (a, Datum::Tensor(b)) => {
            let a = number(a);
            b.map(|b| function(a, b)).into()
        }
        (a, b) => function(number(a), number(b)).into(),
    }
}

fn holds(condition: &Condition, scope: &mut Scope) -> Datum {
    let truth = |holds: bool| if holds { 1.0 } else { 0.0 };
    match condition {
        Condition::Compare(sign, one, two) => {
            let (one, two) = (evaluate(one, scope), evaluate(two, scope));
            entrywise(&one, &two, |a, b| {
                truth(match *sign {
                    "<" => a < b,
                    "≤" => a <= b,
                    ">" => a > b,
                    "≥" => a >= b,
                    "=" => a == b,
                    "≠" => a != b,
                    _ => panic!("`{sign}` compares nothing"),
                })
            })
        }
        Condition::And(one, two) => {
            let (one, two) = (holds(one, scope), holds(two, scope));
            entrywise(&one, &two, |a, b| a * b)
        }
        Condition::Or(one, two) => {
            let (one, two) = (holds(one, scope), holds(two, scope));
            entrywise(&one, &two, f64::max)
        }
        Condition::Not(condition) => entrywise(&holds(condition, scope), &Datum::Real(0.0), |a, _| 1.0 - a),
    }
}

fn call(name: &str, args: &[Datum]) -> Datum {
    match (name, args) {
        ("inverse", [a]) => matrix(a).try_inverse().expect("regular").into(),
        ("det", [a]) => matrix(a).determinant().into(),
        ("sum", [a]) => matrix(a).sum().into(),
        ("mean", [a]) => matrix(a).mean().into(),
        ("tr", [a]) => matrix(a).trace().into(),
        ("diag", [a]) if matrix(a).ncols() == 1 => DMatrix::from_diagonal(&matrix(a).column(0).into_owned()).into(),
        ("diag", [a]) => DMatrix::from_column_slice(matrix(a).nrows(), 1, matrix(a).diagonal().as_slice()).into(),
        ("⟨⟩", [a, b]) => matrix(a).dot(&matrix(b)).into(),
        ("", []) => Datum::Real(0.0),
        ("matrix", [rows, cols]) => DMatrix::zeros(number(rows) as usize, number(cols) as usize).into(),
        ("[]", [rows, cols, entries @ ..]) => {
            let entries = entries.iter().map(number).collect::<Vec<_>>();
            DMatrix::from_row_slice(number(rows) as usize, number(cols) as usize, &entries).into()
        }
        ("√", [a]) => entrywise(a, &Datum::Real(0.0), |a, _| a.sqrt()),
        ("sign", [a]) => entrywise(a, &Datum::Real(0.0), |a, _| if a == 0.0 { 0.0 } else { a.signum() }),
        ("len" | "array_len", [a]) => Datum::Real(matrix(a).len() as f64),
        _ => by_the_table(name, args),
    }
}

/// An operation that has no notation of its own: as the table has it, entry by entry if it is one of numbers.
fn by_the_table(name: &str, args: &[Datum]) -> Datum {
    let is_called = |form: &Form| matches!(form, Form::Method(method, _) | Form::View(method) if *method == name);
    let fits =
        |rule: &&'static Rule| (is_called(&rule.form) || rule.name == name) && rule.signature.args.len() == args.len();
    let rules = table().filter(fits).collect::<Vec<_>>();
    let of_numbers = |rule: &&Rule| rule.signature.args.iter().all(|arg| *arg == Pattern::Real);
    let rule = rules.iter().copied().find(|rule| of_numbers(rule)).or_else(|| rules.first().copied());
    let rule = rule.unwrap_or_else(|| panic!("`{name}` of {} has no meaning", args.len()));
    let is_of_numbers = of_numbers(&rule);
    let shape = args.iter().find_map(|arg| if let Datum::Tensor(tensor) = arg { Some(tensor.shape()) } else { None });
    match shape.filter(|_| is_of_numbers) {
        Some((rows, cols)) => DMatrix::from_fn(rows, cols, |row, col| {
            let entry = |arg: &Datum| match arg {
                Datum::Tensor(tensor) => Datum::Real(tensor[(row, col)]),
                Datum::Real(_) | Datum::Int(_) | Datum::Bool(_) | Datum::Array(_) | Datum::Pullback(..) => {
                    Datum::Real(number(arg))
                }
            };
            (rule.eval)(&args.iter().map(entry).collect::<Vec<_>>()).real()
        })
        .into(),
        None => {
            let ints = rule.signature.args.iter().zip(args);
            let args = ints.map(|(pattern, arg)| match (pattern, arg) {
                (Pattern::Int, Datum::Real(number)) => Datum::Int(*number as i128),
                (Pattern::Array | Pattern::Part, Datum::Tensor(tensor)) => {
                    tensor.iter().map(|entry| Datum::Real(*entry)).collect::<Vec<_>>().into()
                }
                (_, other) => other.clone(),
            });
            plain(&(rule.eval)(&args.collect::<Vec<_>>()))
        }
    }
}
