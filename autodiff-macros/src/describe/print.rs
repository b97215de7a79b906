//! Formulas as text, with the parentheses that they need and no more.
//!
//! Juxtaposition holds together more tightly than a stroke, that more tightly than `∘` and `⊘`, and those more tightly
//! than `+` and `−`.

#![expect(clippy::wildcard_enum_match_arm, reason = "what a rewrite of formulas does not name stays as it is")]

use crate::ir::{Condition, INVERSE, Product, Term};

/// How tightly a text holds together, loosest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Sum,
    /// The sum over an index, which goes on to the right.
    Open,
    Entrywise,
    /// With a stroke; `a ⊘ b/c` would be read in two ways.
    Quotient,
    Product,
    Power,
    Atom,
}

/// A formula as text.
pub(super) fn text(term: &Term) -> String {
    written(term).0
}

fn written(term: &Term) -> (String, Level) {
    match term {
        Term::Number(number) if *number < 0.0 => (signed(*number), Level::Sum),
        Term::Number(number) => (signed(*number), Level::Atom),
        // A derivative by another value.
        Term::Name(name, _) if name.contains('/') => (name.clone(), Level::Quotient),
        Term::Name(name, _) => (name.clone(), Level::Atom),
        Term::Sum(terms) => (sum(terms), Level::Sum),
        Term::Product(product) => of_product(product),
        Term::Inner(factors) => (juxtaposed(&factors.iter().map(piece).collect::<Vec<_>>()), Level::Product),
        Term::Entrywise(terms) => (joined(terms, " ∘ ", Level::Product), Level::Entrywise),
        Term::Ratio(one, two) => {
            let [one, two] = [one, two].map(|term| at_least(term, Level::Product));
            (format!("{one} ⊘ {two}"), Level::Entrywise)
        }
        Term::Power(base, exponent) => (power(base, exponent), Level::Power),
        Term::Transpose(term) => match &**term {
            Term::Call(name, args, _) if name == INVERSE => {
                (format!("{}⁻ᵀ", at_least(&args[0], Level::Atom)), Level::Power)
            }
            other => (format!("{}ᵀ", at_least(other, Level::Atom)), Level::Power),
        },
        Term::Norm(term) => (format!("‖{}‖", text(term)), Level::Atom),
        Term::Absolute(term) => (format!("|{}|", text(term)), Level::Atom),
        Term::Call(name, args, _) if name == INVERSE => {
            (format!("{}⁻¹", at_least(&args[0], Level::Atom)), Level::Power)
        }
        Term::Call(name, args, _) => (call(name, args), Level::Atom),
        Term::Entry(base, index, _) => (entry(base, index), Level::Atom),
        Term::Indicator(condition) => (format!("[{}]", condition_text(condition)), Level::Atom),
        Term::Cases(condition, then, otherwise) => {
            let cases = format!("({} if {}, else {})", text(then), condition_text(condition), text(otherwise));
            (cases, Level::Atom)
        }
        Term::Ones(_) => ("1".to_owned(), Level::Atom),
        Term::Identity(_) => ("I".to_owned(), Level::Atom),
        Term::Unit(index, _) => (subscripted("e", index), Level::Atom),
        Term::Series(series) => {
            let sigma = match subscript(&series.index) {
                Some(index) => format!("Σ{index} "),
                None => format!("Σ({}) ", series.index),
            };
            (format!("{sigma}{}", at_least(&series.body, Level::Product)), Level::Open)
        }
    }
}

fn at_least(term: &Term, needed: Level) -> String {
    let (text, level) = written(term);
    if level >= needed { text } else { format!("({text})") }
}

fn joined(terms: &[Term], sign: &str, needed: Level) -> String {
    terms.iter().map(|term| at_least(term, needed)).collect::<Vec<_>>().join(sign)
}

fn signed(number: f64) -> String {
    let magnitude = number.abs();
    let sign = if number < 0.0 { "−" } else { "" };
    if magnitude != 0.0 && !(1e-4..1e7).contains(&magnitude) {
        format!("{sign}{magnitude:e}")
    } else {
        format!("{sign}{magnitude}")
    }
}

/// Summands with their signs between them; what starts without a minus comes first.
fn sum(terms: &[Term]) -> String {
    let mut text = String::new();
    let first = terms.iter().position(|term| !starts_negative(term)).unwrap_or(0);
    let rest = terms.iter().enumerate().filter(|(place, _)| *place != first).map(|(_, term)| term);
    for (place, term) in std::iter::once(&terms[first]).chain(rest).enumerate() {
        // What follows the sum over an index would seem to belong to it.
        let is_last = place + 1 == terms.len();
        let summand = at_least(&magnitude(term), if is_last { Level::Open } else { Level::Entrywise });
        let sign = match (text.is_empty(), starts_negative(term)) {
            (true, true) => "−",
            (true, false) => "",
            (false, true) => " − ",
            (false, false) => " + ",
        };
        text.push_str(sign);
        text.push_str(&summand);
    }
    text
}

fn starts_negative(term: &Term) -> bool {
    match term {
        Term::Number(number) => *number < 0.0,
        Term::Product(product) => product.number < 0.0,
        _ => false,
    }
}

fn magnitude(term: &Term) -> Term {
    if starts_negative(term) { -term.clone() } else { term.clone() }
}

/// A piece of a product, and what it starts and ends like.
struct Piece {
    text: String,
    is_number: bool,
    is_ones: bool,
    /// A letter with marks, as `x` and `Aᵀ` are.
    is_letter: bool,
}

fn piece(term: &Term) -> Piece {
    let text = at_least(term, Level::Power);
    let core = text.trim_end_matches(|letter| {
        "ᵀ⁰¹²³⁴⁵⁶⁷⁸⁹⁻ⁿⁱ".contains(letter) || SUBSCRIPTS.iter().any(|(_, sub)| *sub == letter)
    });
    let is_letter = core.chars().count() == 1 && core.chars().all(char::is_alphabetic);
    let is_number = matches!(term, Term::Number(_)) && !text.contains('e');
    Piece { is_number, is_ones: matches!(term, Term::Ones(_)), is_letter, text }
}

/// Factors side by side, with a space where letters would run together.
fn juxtaposed(pieces: &[Piece]) -> String {
    let mut text = String::new();
    for (place, piece) in pieces.iter().enumerate() {
        if let Some(before) = place.checked_sub(1).map(|before| &pieces[before]) {
            let opens = piece.text.starts_with(['(', '‖']);
            let separator = match (before.is_number, piece.is_number || piece.is_ones) {
                (true, true) => " · ",
                (true, false) if piece.is_letter || opens => "",
                (false, true) if before.text.ends_with('ᵀ') => "",
                (false, false) if before.is_letter && (piece.is_letter || opens) => "",
                (false, false) if before.text.ends_with('ᵀ') && opens => "",
                (false, false) if before.text.starts_with('(') && piece.is_letter => "",
                (_, _) => " ",
            };
            text.push_str(separator);
        }
        text.push_str(&piece.text);
    }
    text
}

fn of_product(product: &Product) -> (String, Level) {
    if product.number < 0.0 {
        let positive = Product { number: -product.number, ..product.clone() }.into_term();
        return (format!("−{}", at_least(&positive, Level::Open)), Level::Sum);
    }
    if product.number == 0.0 {
        return ("0".to_owned(), Level::Atom);
    }
    let Product { number, scalars, under, factors } = product;
    let number = (*number != 1.0).then_some(Term::Number(*number));
    // Behind a fraction stand sums and inner products too.
    let (long, scalars) = scalars.iter().cloned().partition::<Vec<_>, _>(|term| !under.is_empty() && is_long(term));
    let factors = &long.into_iter().chain(factors.iter().cloned()).collect::<Vec<_>>();
    let front = number.iter().chain(&scalars).collect::<Vec<_>>();
    if under.is_empty() {
        let all = front.into_iter().chain(factors).collect::<Vec<_>>();
        // A row times a column needs no parentheses behind a number alone.
        if let [Term::Number(_), Term::Inner(inner)] = &all[..] {
            let pieces = number.iter().chain(inner).map(piece).collect::<Vec<_>>();
            return (juxtaposed(&pieces), Level::Product);
        }
        return ending(&all.into_iter().cloned().collect::<Vec<_>>());
    }
    let denominator = match &under[..] {
        [single] => at_least(single, Level::Power),
        several => format!("({})", juxtaposed(&several.iter().map(piece).collect::<Vec<_>>())),
    };
    if let ([], [single]) = (&front[..], &factors[..])
        && !matches!(single, Term::Series(_) | Term::Ones(_))
    {
        return (format!("{}/{denominator}", at_least(single, Level::Power)), Level::Quotient);
    }
    let numerator = match &front[..] {
        [] => "1".to_owned(),
        pieces => juxtaposed(&pieces.iter().map(|term| piece(term)).collect::<Vec<_>>()),
    };
    if factors.is_empty() {
        return (format!("{numerator}/{denominator}"), Level::Quotient);
    }
    let (factors, level) = ending(factors);
    (format!("{numerator}/{denominator} · {factors}"), level.min(Level::Quotient))
}

/// Factors side by side; a sum over an index needs no parentheses at the end.
fn ending(factors: &[Term]) -> (String, Level) {
    match factors.split_last() {
        Some((Term::Series(_), before)) => {
            let before = before.iter().map(piece).collect::<Vec<_>>();
            let space = if before.is_empty() { "" } else { " " };
            (format!("{}{space}{}", juxtaposed(&before), text(&factors[factors.len() - 1])), Level::Open)
        }
        Some((Term::Inner(inner), [])) => (juxtaposed(&inner.iter().map(piece).collect::<Vec<_>>()), Level::Product),
        _ => (juxtaposed(&factors.iter().map(piece).collect::<Vec<_>>()), Level::Product),
    }
}

fn is_long(term: &Term) -> bool {
    match term {
        Term::Call(name, _, _) => ["sum", "tr", "mean", "⟨⟩"].contains(&&**name),
        Term::Series(_) | Term::Inner(_) => true,
        _ => false,
    }
}

fn power(base: &Term, exponent: &Term) -> String {
    let base = match base {
        Term::Call(name, _, _) if name == "√" => format!("({})", text(base)),
        // The power of a matrix would be another thing, and so would one by a matrix.
        other if !other.is_scalar() || !exponent.is_scalar() => format!("{}∘", at_least(other, Level::Atom)),
        other => at_least(other, Level::Atom),
    };
    match exponent {
        Term::Number(number) if number.fract() == 0.0 && number.abs() < 1e6 => {
            let digits = format!("{number}");
            let raised = digits.chars().map(|digit| match digit {
                '-' => '⁻',
                _ => RAISED[digit.to_digit(10).unwrap_or(0) as usize],
            });
            format!("{base}{}", raised.collect::<String>())
        }
        Term::Name(name, _) if name == "n" => format!("{base}ⁿ"),
        other => format!("{base}^{}", at_least(other, Level::Atom)),
    }
}

const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

fn call(name: &str, args: &[Term]) -> String {
    match (name, args) {
        ("√", [single]) => format!("√{}", at_least(single, Level::Atom)),
        ("⟨⟩", [one, two]) => format!("⟨{}, {}⟩", text(one), text(two)),
        ("[]", [rows, cols, entries @ ..]) => matrix(rows, cols, entries),
        (name, args) => format!("{name}({})", joined(args, ", ", Level::Sum)),
    }
}

/// `(a, b)`, or `[a, b; c, d]` row by row.
fn matrix(rows: &Term, cols: &Term, entries: &[Term]) -> String {
    let is_one = |size: &Term| matches!(size, Term::Number(number) if *number == 1.0);
    if is_one(cols) {
        return format!("({})", joined(entries, ", ", Level::Sum));
    }
    let width = if let Term::Number(number) = cols { *number as usize } else { entries.len() };
    let written = entries.chunks(width.max(1)).map(|row| joined(row, ", ", Level::Sum)).collect::<Vec<_>>();
    let _ = rows;
    format!("[{}]", written.join("; "))
}

/// A matrix by its entries as lines, or any other formula as one.
pub(super) fn lines(term: &Term) -> Vec<String> {
    let Term::Call(name, args, _) = term else { return vec![text(term)] };
    let ("[]", [Term::Number(_), Term::Number(cols), entries @ ..]) = (&**name, &args[..]) else {
        return vec![text(term)];
    };
    if *cols < 2.0 || entries.len() as f64 <= *cols {
        return vec![text(term)];
    }
    let texts = entries.iter().map(text).collect::<Vec<_>>();
    let rows = texts.chunks(*cols as usize);
    let width = |col: usize| rows.clone().map(|row| row[col].chars().count()).max().unwrap_or(0);
    let widths = (0..*cols as usize).map(width).collect::<Vec<_>>();
    let padded = |row: &[String]| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| {
            let gap = " ".repeat(width - cell.chars().count());
            format!("{cell}{gap}")
        });
        format!("[ {} ]", cells.collect::<Vec<_>>().join("   "))
    };
    rows.clone().map(padded).collect()
}

/// `xᵢ`, `xᵢ₊₁`, or `x[2 i]` where there is no such subscript.
fn entry(base: &Term, index: &[Term]) -> String {
    subscripted(&at_least(base, Level::Atom), index)
}

fn subscripted(base: &str, index: &[Term]) -> String {
    let texts = index.iter().map(text).collect::<Vec<_>>();
    let lowered = texts.iter().map(|text| subscript(text)).collect::<Option<Vec<_>>>();
    let is_short = texts.len() == 1 || texts.iter().all(|text| text.chars().count() == 1);
    match lowered.filter(|_| is_short && !base.ends_with(|last: char| last.is_numeric())) {
        Some(lowered) => format!("{base}{}", lowered.concat()),
        None => format!("{base}[{}]", texts.join(", ")),
    }
}

const SUBSCRIPTS: [(char, char); 24] = [
    ('0', '₀'),
    ('1', '₁'),
    ('2', '₂'),
    ('3', '₃'),
    ('4', '₄'),
    ('5', '₅'),
    ('6', '₆'),
    ('7', '₇'),
    ('8', '₈'),
    ('9', '₉'),
    ('+', '₊'),
    ('−', '₋'),
    ('a', 'ₐ'),
    ('e', 'ₑ'),
    ('i', 'ᵢ'),
    ('j', 'ⱼ'),
    ('k', 'ₖ'),
    ('l', 'ₗ'),
    ('m', 'ₘ'),
    ('n', 'ₙ'),
    ('p', 'ₚ'),
    ('r', 'ᵣ'),
    ('s', 'ₛ'),
    ('t', 'ₜ'),
];

/// A short index below the line.
fn subscript(text: &str) -> Option<String> {
    let letters = text.chars().filter(|letter| *letter != ' ').collect::<Vec<_>>();
    let is_word = letters.iter().filter(|letter| letter.is_alphabetic()).count() > 1;
    let lower = |letter: &char| SUBSCRIPTS.iter().find(|(plain, _)| plain == letter).map(|(_, lowered)| *lowered);
    if is_word || letters.len() > 3 { None } else { letters.iter().map(lower).collect() }
}

fn condition_text(condition: &Condition) -> String {
    match condition {
        Condition::Compare(sign, one, two) => format!("{} {sign} {}", text(one), text(two)),
        Condition::And(one, two) => format!("{} and {}", inner_condition(one), inner_condition(two)),
        Condition::Or(one, two) => format!("{} or {}", inner_condition(one), inner_condition(two)),
        Condition::Not(inner) => match &**inner {
            Condition::Compare(sign, one, two) => {
                let opposite = OPPOSITES.iter().find(|(known, _)| known == sign).map_or("?", |(_, other)| other);
                format!("{} {opposite} {}", text(one), text(two))
            }
            other => format!("not ({})", condition_text(other)),
        },
    }
}

const OPPOSITES: [(&str, &str); 6] = [("<", "≥"), ("≤", ">"), (">", "≤"), ("≥", "<"), ("=", "≠"), ("≠", "=")];

fn inner_condition(condition: &Condition) -> String {
    let is_simple = match condition {
        Condition::Compare(..) => true,
        Condition::Not(inner) => matches!(**inner, Condition::Compare(..)),
        Condition::And(..) | Condition::Or(..) => false,
    };
    if is_simple { condition_text(condition) } else { format!("({})", condition_text(condition)) }
}
