//! Formulas one below the other, and what their signs mean.

#![expect(clippy::wildcard_enum_match_arm, reason = "what a rewrite of formulas does not name stays as it is")]

use crate::ir::{Condition, Product, Term};

use super::print;

/// The most characters of a line.
pub(super) const WIDEST: usize = 96;

/// The most lines.
pub(super) const LONGEST: usize = 20;

/// Lines `left = formula` and what has to be said of their signs.
#[derive(Default)]
pub(super) struct Lines {
    rows: Vec<(String, String)>,
    legend: Legend,
}

impl Lines {
    pub(super) fn push(&mut self, left: &str, term: &Term) {
        let (term, except) = unguarded(term);
        self.legend.note(&term);
        let except = except.map(|zero| format!(",  0 where {} = 0", print::text(&zero))).unwrap_or_default();
        let mut lines = print::lines(&term);
        lines.last_mut().expect("a line").push_str(&except);
        let last = lines.iter().enumerate().map(|(place, line)| {
            if place == 0 { (format!("{left} ="), line.clone()) } else { (String::new(), line.clone()) }
        });
        self.rows.extend(last);
    }

    pub(super) fn finish(self, widest: usize) -> Option<Vec<String>> {
        let width = self.rows.iter().map(|(left, _)| left.chars().count()).max()?;
        let lines = self.rows.iter().map(|(left, right)| {
            let gap = " ".repeat(width - left.chars().count());
            match left.strip_suffix(" =") {
                Some(left) => format!("{left}{gap} = {right}"),
                None => format!("{left}{gap} {right}"),
            }
        });
        let mut lines = lines.collect::<Vec<_>>();
        let fits = lines.len() <= LONGEST && lines.iter().all(|line| line.chars().count() <= widest);
        let legend = self.legend.lines();
        if !legend.is_empty() {
            lines.push(String::new());
            lines.extend(legend);
        }
        fits.then_some(lines)
    }
}

/// `x / a [a ≠ 0]` as `x / a`, and the `a` that is not zero.
fn unguarded(term: &Term) -> (Term, Option<Term>) {
    let Term::Product(product) = term else { return (term.clone(), None) };
    let guarded = |scalar: &Term| {
        let Term::Indicator(condition) = scalar else { return None };
        match &**condition {
            Condition::Compare("≠", one, two) if two.is_zero() && product.under.contains(one) => Some(one.clone()),
            _ => None,
        }
    };
    let Some(place) = product.scalars.iter().position(|scalar| guarded(scalar).is_some()) else {
        return (term.clone(), None);
    };
    let mut scalars = product.scalars.clone();
    let guard = guarded(&scalars.remove(place));
    (Product { scalars, ..(**product).clone() }.into_term(), guard)
}

/// Functions of numbers that could be taken for functions of matrices.
pub(super) const ENTRYWISE: [&str; 13] =
    ["exp", "exp2", "ln", "log2", "log10", "sin", "cos", "tan", "sinh", "cosh", "tanh", "√", "sqrt"];

/// What signs mean that not everyone knows.
#[derive(Default)]
struct Legend {
    sums: Vec<String>,
    has_products: bool,
    has_ratios: bool,
    has_functions: bool,
    has_brackets: bool,
    has_ones: bool,
    has_units: bool,
}

impl Legend {
    fn note(&mut self, term: &Term) {
        match term {
            Term::Series(series) => {
                let last = print::text(&(series.to.clone() - Term::Number(1.0)));
                let range = format!("{} = {}, …, {last}", series.index, print::text(&series.from));
                if !self.sums.contains(&range) {
                    self.sums.push(range);
                }
            }
            Term::Entrywise(_) => self.has_products = true,
            Term::Power(base, _) if !base.is_scalar() => self.has_products = true,
            Term::Ratio(..) => self.has_ratios = true,
            Term::Call(name, _, _) if !term.is_scalar() && ENTRYWISE.contains(&&**name) => self.has_functions = true,
            Term::Indicator(_) => self.has_brackets = true,
            Term::Ones(_) => self.has_ones = true,
            Term::Unit(..) => self.has_units = true,
            _ => {}
        }
        term.children().into_iter().for_each(|child| self.note(child));
    }

    fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if !self.sums.is_empty() {
            lines.push(self.sums.join("; "));
        }
        let mut signs = Vec::new();
        match (self.has_products, self.has_ratios) {
            (true, true) => signs.push("∘ and ⊘ multiply and divide entry by entry"),
            (true, false) => signs.push("∘ multiplies entry by entry"),
            (false, true) => signs.push("⊘ divides entry by entry"),
            (false, false) => {}
        }
        if self.has_functions {
            signs.push("functions are taken entry by entry");
        }
        if self.has_brackets {
            signs.push("[c] is 1 where c holds, else 0");
        }
        if self.has_ones {
            signs.push("1 is a vector of ones");
        }
        if self.has_units {
            signs.push("eᵢ is 1 in entry i, else 0, and entries are counted from 0");
        }
        if !signs.is_empty() {
            lines.push(format!("({})", signs.join("; ")));
        }
        lines
    }
}

/// Lines as a block of documentation.
pub(super) fn finished(lines: &[String]) -> Option<String> {
    let is_sane = lines.iter().all(|line| !line.contains("```") && line.chars().count() <= WIDEST);
    is_sane.then(|| format!("```text\n{}\n```", lines.join("\n")))
}
