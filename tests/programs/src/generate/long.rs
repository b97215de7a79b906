//! Long vectors and slices: what is computed of their entries, and loops over them. Such a loop may run in lanes; some of
//! these can't, by little.

use super::Gen;
use crate::tree::{Block, Expr, Holder, Stmt, Ty};

/// What has lanes, of numbers of moderate size.
const IN_LANES: [&str; 26] = [
    "($ + $)",
    "($ - $)",
    "($ * $)",
    "($ * $)",
    "($ + $ * $)",
    "(-$)",
    "($ / (1.5 + $.powi(2)))",
    "$.sin()",
    "$.cos()",
    "$.tanh()",
    "(0.3 * $.tanh()).exp()",
    "$.powi(2)",
    "$.powi(3)",
    "(1.0 + $.powi(2)).sqrt()",
    "(1.0 + $.powi(2)).ln()",
    "$.abs()",
    "$.max($)",
    "$.min($)",
    "(0.5 * $.sin()).ln_1p()",
    "(1.5 + $.cos()).powi(-2)",
    "(1.5 + $.cos()).powf(1.7)",
    "$.tanh().exp_m1()",
    "(1.5 + $.sin()).log2()",
    "$.sin().cosh()",
    "(1.0 + $.abs()).recip()",
    "(if $ > $ { $ } else { $ })",
];

/// What has none.
const ALONE: [&str; 5] = ["$.atan()", "$.clamp(-1.0, 0.75)", "$.asinh()", "$.sin().sinh()", "(1.5 + $.sin()).cbrt()"];

/// A variable with many numbers.
#[derive(Clone, Debug)]
pub(super) struct Long {
    pub name: String,
    pub len: usize,
    /// A vector of nalgebra's.
    pub is_vector: bool,
    /// A reference to one.
    pub lent: bool,
}

impl Long {
    /// As what is borrowed.
    pub(super) fn borrowed(&self) -> String {
        if self.lent { self.name.clone() } else { format!("(&{})", self.name) }
    }
}

/// A matrix with many rows.
#[derive(Clone, Debug)]
pub(super) struct Tall {
    pub name: String,
    pub rows: usize,
    pub columns: usize,
}

/// What stands between `for` and the body, and what the body computes with.
pub(super) struct Head {
    pub text: String,
    pub atoms: Vec<String>,
    /// What its pattern binds, and whether that is a reference.
    pub bound: Vec<(String, Ty, bool)>,
    /// The name of the index, from where it counts, and up to where.
    pub index: Option<(String, usize, usize)>,
}

impl Gen {
    pub(super) fn longs(&self) -> Vec<Long> {
        let of = |at: usize| {
            let var = &self.vars[at];
            let (len, is_vector) = match &var.ty {
                Ty::List(_, element, len) if **element == Ty::Real => (*len, false),
                Ty::Tensor(rows, columns) if columns.fixed && columns.n == 1 => (rows.n, true),
                Ty::Real | Ty::Int(_) | Ty::Bool | Ty::Tensor(..) | Ty::List(..) | Ty::Tuple(_) | Ty::Struct(..) => {
                    return None;
                }
            };
            (len > 3).then(|| Long { name: var.name.clone(), len, is_vector, lent: var.lent })
        };
        self.visible().into_iter().filter_map(of).collect()
    }

    pub(super) fn talls(&self) -> Vec<Tall> {
        let of = |at: usize| match self.vars[at].ty {
            Ty::Tensor(rows, columns) if !rows.fixed && !columns.fixed && rows.n > 3 => {
                Some(Tall { name: self.vars[at].name.clone(), rows: rows.n, columns: columns.n })
            }
            Ty::Real | Ty::Int(_) | Ty::Bool | Ty::Tensor(..) | Ty::List(..) | Ty::Tuple(_) | Ty::Struct(..) => None,
        };
        self.visible().into_iter().filter_map(of).collect()
    }

    /// A name that hides no variable.
    pub(super) fn apart(&mut self, taken: &[(String, Ty, bool)]) -> String {
        let mut name = self.name();
        while self.vars.iter().any(|var| var.name == name) || taken.iter().any(|(other, ..)| *other == name) {
            name.push('_');
        }
        name
    }

    /// A number from entries.
    pub(super) fn lane(&mut self, atoms: &[String], depth: usize) -> Expr {
        if depth == 0 || self.chance(10) {
            return match self.below(12) {
                0 => self.literal(),
                1 | 2 => self.real(0),
                _ => Gen::expr(&Ty::Real, &self.one(atoms), Vec::new()),
            };
        }
        let text = if self.chance(4) { self.one(&ALONE) } else { self.one(&IN_LANES) };
        let holes = (0..text.matches('$').count()).map(|_| self.lane(atoms, depth - 1).into()).collect();
        Gen::expr(&Ty::Real, text, holes)
    }

    /// A comparison of entries.
    pub(super) fn lane_truth(&mut self, atoms: &[String]) -> Expr {
        let (a, b) = (self.lane(atoms, 1), self.lane(atoms, 0));
        let operator = self.one(&["<", ">", "<=", ">="]);
        Gen::expr(&Ty::Bool, &format!("($ {operator} $)"), vec![a.into(), b.into()])
    }

    /// A loop over entries.
    pub(super) fn head(&mut self) -> Option<Head> {
        let longs = self.longs();
        if longs.is_empty() {
            return None;
        }
        let (one, two) = (self.one(&longs), self.one(&longs));
        Some(match self.below(10) {
            0..=4 => self.indexed(&longs),
            5 => self.enumerated(&one, &longs),
            6 | 7 => self.paired(&one, &two),
            8 if !one.is_vector => {
                let name = self.apart(&[]);
                let ty = Ty::List(Holder::Slice, Box::new(Ty::Real), 2);
                let atoms = (0..2).map(|at| format!("{name}[{at}]")).collect();
                let text = format!("{name} in {}.windows(2)", one.name);
                Head { text, atoms, bound: vec![(name, ty, true)], index: None }
            }
            _ => {
                let name = self.apart(&[]);
                let adaptor = self.one(&["", "", ".rev()", ".skip(1)", ".take(9)", ".step_by(3)"]);
                let text = format!("{name} in {}.iter(){adaptor}", one.name);
                Head { text, atoms: vec![format!("(*{name})")], bound: vec![(name, Ty::Real, true)], index: None }
            }
        })
    }

    /// `i in 0..x.len()`
    pub(super) fn indexed(&mut self, longs: &[Long]) -> Head {
        let (one, two) = (self.one(longs), self.one(longs));
        let index = self.one(&["i", "j", "k", "at"]).to_owned();
        let (end, count) = match self.below(6) {
            0..=2 => (format!("{}.len()", one.name), one.len),
            3 => (format!("{}.len().min({}.len())", one.name, two.name), one.len.min(two.len)),
            4 => (format!("{}.len() - 1", one.name), one.len - 1),
            _ => (format!("{}_usize", one.len - 1), one.len - 1),
        };
        let (range, first) = match self.below(12) {
            0 => (format!("(0..{end}).rev()"), 0),
            1 => (format!("1..{end}"), 1),
            2 => (format!("(0..{end}).step_by(2)"), 0),
            3 => (format!("(0..{end}).skip(1)"), 1),
            _ => (format!("0..{end}"), 0),
        };
        let mut atoms = Vec::new();
        for Long { name, len, .. } in longs {
            let places = [("", 0, 3), (" + 1", 1, 1), (" + 3", 3, usize::from(self.chance(20)))];
            for (step, more, times) in places {
                if count + more <= *len {
                    atoms.extend(vec![format!("{name}[{index}{step}]"); times]);
                }
            }
            if count <= *len && self.chance(6) {
                atoms.push(format!("{name}[{} - {index}]", count - 1));
            }
        }
        let bound = vec![(index.clone(), Ty::Int(count - 1), false)];
        Head { text: format!("{index} in {range}"), atoms, bound, index: Some((index, first, count)) }
    }

    /// `(i, v) in x.iter().enumerate()`
    fn enumerated(&mut self, one: &Long, longs: &[Long]) -> Head {
        let name = self.apart(&[]);
        let index = self.one(&["i", "k", "at"]).to_owned();
        let others = longs.iter().filter(|other| other.len >= one.len).map(|other| format!("{}[{index}]", other.name));
        let atoms = others.chain([format!("(*{name})"), format!("(*{name})")]).collect();
        let bound = vec![(index.clone(), Ty::Int(one.len - 1), false), (name.clone(), Ty::Real, true)];
        let text = format!("({index}, {name}) in {}.iter().enumerate()", one.name);
        Head { text, atoms, bound, index: Some((index, 0, one.len)) }
    }

    /// `(a, b) in x.iter().zip(y.iter())`
    fn paired(&mut self, one: &Long, two: &Long) -> Head {
        let mut bound = vec![(self.apart(&[]), Ty::Real, true)];
        bound.push((self.apart(&bound), Ty::Real, true));
        let (a, b) = (&bound[0].0, &bound[1].0);
        let adaptor = self.one(&["", "", "", ".skip(1)", ".take(8)"]);
        let text = format!("({a}, {b}) in {}.iter().zip({}.iter()){adaptor}", one.name, two.name);
        let atoms = vec![format!("(*{a})"), format!("(*{b})")];
        Head { text, atoms, bound, index: None }
    }

    /// The body of such a loop.
    pub(super) fn long_body(
        &mut self,
        bound: &[(String, Ty, bool)],
        write: impl FnOnce(&mut Gen, &mut Vec<Stmt>),
    ) -> Block {
        self.nesting += 1;
        self.loops.push(None);
        let stmts = self.scoped(|gen_| {
            for (name, ty, lent) in bound {
                gen_.bind(name, ty.clone()).lent = *lent;
            }
            let mut stmts = Vec::new();
            write(gen_, &mut stmts);
            stmts
        });
        self.loops.pop();
        self.nesting -= 1;
        Block { stmts, tail: None }
    }
}
