//! Statements that go over long vectors and tall matrices.

use super::Gen;
use super::long::{Head, Long, Tall};
use crate::tree::{Expr, Holder, Piece, Size, Stmt, Ty};

impl Gen {
    /// Some statements; none where there is nothing long.
    pub(super) fn pass(&mut self, into: &mut Vec<Stmt>) -> Option<()> {
        self.budget -= 4;
        match self.below(14) {
            0..=3 => self.totalled(into),
            4 | 5 => self.summed_by_iterator(into),
            6..=8 => self.filled_entry_by_entry(into),
            9 | 10 => self.mapped_whole(into),
            11 | 12 => self.by_rows(into),
            _ => self.by_entries(into),
        }
    }

    /// A number that a loop changes.
    fn total(&mut self, into: &mut Vec<Stmt>) -> String {
        let name = self.apart(&[]);
        let start = match self.below(5) {
            0 => self.real(1),
            _ => Gen::expr(&Ty::Real, self.one(&["0.0_f64", "0.0_f64", "-0.0_f64", "1.5_f64"]), Vec::new()),
        };
        into.push(Gen::stmt(&format!("let mut {name} = $;"), vec![start.into()]));
        // The loop alone names it, until it is over.
        self.bind(&name, Ty::Real).hidden = true;
        name
    }

    /// `total += ..;` in one of its forms.
    fn add(&mut self, total: &str, atoms: &[String], into: &mut Vec<Stmt>) {
        let text = self.one(&[
            "T += $;",
            "T += $;",
            "T += $;",
            "T -= $;",
            "T = T + $;",
            "T = $ + T;",
            "T += $ - $;",
            "T = T - $ + $;",
            "if ? { T += $; }",
            "if ? { T += $; } else { T -= $; }",
            "if ? { continue; } T += $;",
            "T *= (1.0 + 0.1 * $.sin());",
            "T = (T + $) * 0.5;",
        ]);
        self.statement_of(&text.replace('T', total), atoms, into);
    }

    /// A statement with numbers at `$` and conditions at `?`.
    fn statement_of(&mut self, text: &str, atoms: &[String], into: &mut Vec<Stmt>) {
        let marks = text.chars().filter(|mark| ['$', '?'].contains(mark)).collect::<Vec<_>>();
        let holes = marks.into_iter().map(|mark| -> Piece {
            if mark == '?' { self.lane_truth(atoms).into() } else { self.lane(atoms, 2).into() }
        });
        let holes = holes.collect();
        into.push(Gen::stmt(&text.replace('?', "$"), holes));
    }

    /// `let t = ..;`, which other statements read.
    fn local(&mut self, atoms: &mut Vec<String>, into: &mut Vec<Stmt>) {
        if self.chance(40) {
            let name = self.apart(&[]);
            let value = self.lane(atoms, 2);
            into.push(Gen::stmt(&format!("let {name} = $;"), vec![value.into()]));
            self.bind(&name, Ty::Real);
            atoms.extend(vec![name; 2]);
        }
    }

    fn looped_over(&mut self, head: Head, totals: &[String], more: &[String], into: &mut Vec<Stmt>) {
        let Head { text, mut atoms, bound, .. } = head;
        let body = self.long_body(&bound, |gen_, stmts| {
            gen_.local(&mut atoms, stmts);
            for change in more {
                gen_.statement_of(change, &atoms, stmts);
                gen_.local(&mut atoms, stmts);
            }
            for total in totals {
                gen_.add(total, &atoms, stmts);
            }
        });
        into.push(Gen::stmt(&format!("for {text} $"), vec![body.into()]));
        self.shown(totals);
    }

    fn shown(&mut self, totals: &[String]) {
        for var in self.vars.iter_mut().filter(|var| totals.contains(&var.name)) {
            (var.hidden, var.mutable) = (false, true);
        }
    }

    fn totalled(&mut self, into: &mut Vec<Stmt>) -> Option<()> {
        let mut totals = vec![self.total(into)];
        if self.chance(25) {
            totals.push(self.total(into));
        }
        let head = self.head()?;
        self.looped_over(head, &totals, &[], into);
        Some(())
    }

    fn summed_by_iterator(&mut self, into: &mut Vec<Stmt>) -> Option<()> {
        let Head { text, atoms, bound, .. } = self.head()?;
        let (pattern, source) = text.split_once(" in ")?;
        let source =
            if source.contains("..") && !source.starts_with('(') { format!("({source})") } else { source.into() };
        let body = self.closed(|gen_| {
            for (name, ty, lent) in &bound {
                gen_.bind(name, ty.clone()).lent = *lent;
            }
            gen_.lane(&atoms, 3)
        });
        let end = self.one(&[
            ".map(|P| $).sum::<f64>()",
            ".map(|P| $).sum::<f64>()",
            ".fold(0.0, |all, P| all + $)",
            ".fold(0.5, |all, P| all - $)",
            ".map(|P| (1.0 + 0.1 * $.sin())).product::<f64>()",
        ]);
        let name = self.apart(&[]);
        let text = format!("let {name} = {source}{};", end.replace('P', pattern));
        into.push(Gen::stmt(&text, vec![body.into()]));
        self.bind(&name, Ty::Real);
        Some(())
    }

    /// A vector or list of so many, which will be changed.
    fn buffer(&mut self, longs: &[Long], count: usize, into: &mut Vec<Stmt>) -> (String, Ty) {
        let name = self.apart(&[]);
        let like = longs.iter().filter(|long| long.len >= count).cloned().collect::<Vec<_>>();
        let mut len = count + usize::from(self.chance(25));
        let mut is_vector = self.chance(50);
        let text = if !like.is_empty() && self.chance(60) {
            let like = self.one(&like);
            len = like.len;
            match (like.is_vector, self.below(3)) {
                (true, 0) => {
                    is_vector = true;
                    format!("{}.clone()", like.name)
                }
                (true, 1) => {
                    is_vector = true;
                    format!("{} * 2.0", like.borrowed())
                }
                (false, 0) => {
                    is_vector = false;
                    format!("{}.to_vec()", like.name)
                }
                _ if is_vector => format!("DVector::<f64>::zeros({}.len())", like.name),
                _ => format!("vec![0.0_f64; {}.len()]", like.name),
            }
        } else if is_vector {
            self.one(&["DVector::<f64>::zeros(LEN)", "DVector::<f64>::from_element(LEN, 0.5)"])
                .replace("LEN", &len.to_string())
        } else {
            format!("vec![{}; {len}]", self.one(&["0.0_f64", "0.0_f64", "-0.0_f64", "0.25_f64"]))
        };
        into.push(Gen::stmt(&format!("let mut {name} = {text};"), Vec::new()));
        (name, many(len, is_vector))
    }

    fn filled_entry_by_entry(&mut self, into: &mut Vec<Stmt>) -> Option<()> {
        let longs = self.longs();
        if longs.is_empty() {
            return None;
        }
        let mut head = self.indexed(&longs);
        let (index, first, count) = head.index.clone()?;
        let (name, ty) = self.buffer(&longs, count, into);
        self.bind(&name, ty).pinned = true;
        let totals = if self.chance(30) { vec![self.total(into)] } else { Vec::new() };
        let mut changes = vec![
            format!("{name}[{index}] = $;"),
            format!("{name}[{index}] = $;"),
            format!("{name}[{index}] += $;"),
            format!("{name}[{index}] += $;"),
            format!("{name}[{index}] -= $;"),
            format!("{name}[{index}] += $; {name}[{index}] += $;"),
            format!("{name}[{index}] *= $.sin();"),
            format!("if ? {{ {name}[{index}] = $; }}"),
            format!("if ? {{ {name}[{index}] += $; }} else {{ {name}[{index}] -= $; }}"),
            format!("{name}[{index} / 2] += $;"),
            format!("{name}[{} - {index}] = $;", count - 1),
        ];
        if first > 0 {
            changes.extend(vec![format!("{name}[{index}] = {name}[{index} - 1] * 0.5 + $;"); 4]);
        }
        let mut more = vec![self.one(&changes)];
        if self.chance(20) {
            // What was written is read again.
            head.atoms.extend(vec![format!("{name}[{index}]"); 3]);
            more.push(self.one(&changes));
        }
        self.looped_over(head, &totals, &more, into);
        let var = self.vars.iter_mut().rev().find(|var| var.name == name)?;
        (var.pinned, var.mutable) = (false, true);
        Some(())
    }

    /// Operations on whole vectors, and what comes of them.
    fn mapped_whole(&mut self, into: &mut Vec<Stmt>) -> Option<()> {
        let longs = self.longs();
        if longs.is_empty() {
            return None;
        }
        let one = self.one(&longs);
        let alike = longs.iter().filter(|other| other.len == one.len && other.is_vector).cloned().collect::<Vec<_>>();
        let name = self.apart(&[]);
        let entry = self.apart(&[(name.clone(), Ty::Real, false)]);
        let by_value = |gen_: &mut Gen| gen_.over_entries(std::slice::from_ref(&entry));
        let by_reference = |gen_: &mut Gen| gen_.over_entries(&[format!("(*{entry})")]);
        let (text, body, is_vector) = match (one.is_vector, self.below(6)) {
            (true, 0 | 1) => (format!("{}.map(|{entry}| $)", one.name), by_value(self), true),
            (true, 2) => {
                let other = self.one(&alike);
                let second = format!("{entry}_");
                let body = self.over_entries(&[entry.clone(), second.clone()]);
                (format!("{}.zip_map({}, |{entry}, {second}| $)", one.name, other.borrowed()), body, true)
            }
            (true, 3) => {
                let other = self.one(&alike);
                let text =
                    self.one(&["(A * 0.5 + B).map(|V| $)", "(A - B).map(|V| $)", "A.component_mul(B).map(|V| $)"]);
                let text = text.replace('A', &one.borrowed()).replace('B', &other.borrowed()).replace('V', &entry);
                (text, by_value(self), true)
            }
            (_, 4) => {
                (format!("{}.iter().map(|{entry}| $).collect::<Vec<f64>>()", one.name), by_reference(self), false)
            }
            _ => {
                let atoms = longs.iter().filter(|other| other.len >= one.len).map(|other| format!("{}[i]", other.name));
                let body = self.over_entries(&atoms.collect::<Vec<_>>());
                (format!("DVector::from_fn({}.len(), |i, _| $)", one.name), body, true)
            }
        };
        into.push(Gen::stmt(&format!("let {name} = {text};"), vec![body.into()]));
        self.bind(&name, many(one.len, is_vector));
        if is_vector {
            let number = self.apart(&[]);
            let text = self.one(&["Z.sum()", "Z.norm_squared()", "Z.mean()", "Z.dot(&Z)", "Z.dot(B)", "Z.norm()"]);
            let other = alike.first().map_or(format!("(&{name})"), Long::borrowed);
            let text = text.replace('Z', &name).replace('B', &other);
            into.push(Gen::stmt(&format!("let {number} = {text};"), Vec::new()));
            self.bind(&number, Ty::Real);
        }
        Some(())
    }

    fn over_entries(&mut self, atoms: &[String]) -> Expr {
        self.closed(|gen_| gen_.lane(atoms, 2))
    }

    /// A loop over the rows or columns of a matrix.
    fn by_rows(&mut self, into: &mut Vec<Stmt>) -> Option<()> {
        let talls = self.talls();
        if talls.is_empty() {
            return self.totalled(into);
        }
        let Tall { name, rows, columns } = self.one(&talls);
        let longs = self.longs();
        let totals = vec![self.total(into)];
        let vector = self.apart(&[]);
        let entries = (0..columns).map(|_| self.real(0).into()).collect();
        let text = format!("let {vector} = DVector::from_vec(vec![{}]);", vec!["$"; columns].join(", "));
        into.push(Gen::stmt(&text, entries));
        self.bind(&vector, many(columns, true)).pinned = true;
        let other = longs.iter().filter(|long| long.len >= rows).cloned().collect::<Vec<_>>();
        let other = if other.is_empty() { None } else { Some(self.one(&other)) };
        let index = self.one(&["i", "r", "at"]).to_owned();
        let mut atoms = vec![format!("{name}[({index}, 0)]")];
        let mut bound = vec![(index.clone(), Ty::Int(rows - 1), false)];
        let (text, row) = match (&other, self.below(4)) {
            (Some(other), 0) => {
                let (row, item) = (self.apart(&[]), self.apart(&[]));
                let item = format!("{item}__");
                atoms = vec![format!("(*{item})"), format!("{row}[0]")];
                bound = vec![(item.clone(), Ty::Real, true)];
                (format!("({row}, {item}) in {name}.row_iter().zip({}.iter())", other.name), row)
            }
            (Some(other), 1) => {
                atoms.push(format!("{}[{index}]", other.name));
                (format!("{index} in 0..{name}.nrows().min({}.len())", other.name), format!("{name}.row({index})"))
            }
            _ => (format!("{index} in 0..{name}.nrows()"), format!("{name}.row({index})")),
        };
        let product =
            self.one(&["R.tr_dot(&V)", "R.tr_dot(&V)", "R.transpose().dot(&V)", "R.transpose().norm_squared()"]);
        let product = product.replace('R', &row).replace('V', &vector);
        atoms.extend(vec![product; 4]);
        self.looped_over(Head { text, atoms, bound, index: None }, &totals, &[], into);
        Some(())
    }

    /// Two loops, one in the other.
    fn by_entries(&mut self, into: &mut Vec<Stmt>) -> Option<()> {
        let talls = self.talls();
        if talls.is_empty() {
            return self.totalled(into);
        }
        let Tall { name, rows, .. } = self.one(&talls);
        let mut atoms = vec![format!("{name}[(i, j)]"); 3];
        let longs = self.longs();
        atoms.extend(longs.iter().filter(|long| long.len >= rows).map(|long| format!("{}[i]", long.name)));
        let total = self.total(into);
        let body = self.long_body(
            &[("i".to_owned(), Ty::Int(0), false), ("j".to_owned(), Ty::Int(0), false)],
            |gen_, stmts| {
                gen_.local(&mut atoms, stmts);
                gen_.add(&total, &atoms, stmts);
            },
        );
        let text = self.one(&[
            "for j in 0..A.ncols() { for i in 0..A.nrows() $ }",
            "for i in 0..A.nrows() { for j in 0..A.ncols() $ }",
        ]);
        into.push(Gen::stmt(&text.replace('A', &name), vec![body.into()]));
        self.shown(&[total]);
        Some(())
    }
}

fn many(len: usize, is_vector: bool) -> Ty {
    if is_vector {
        Ty::Tensor(Size { n: len, fixed: false }, Size { n: 1, fixed: true })
    } else {
        Ty::List(Holder::Vec, Box::new(Ty::Real), len)
    }
}
