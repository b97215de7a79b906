//! What is iterated over, and iterators that end in a number.

use super::Gen;
use crate::tree::{Expr, Holder, Piece, Ty, Use};

/// Something to iterate over.
pub(super) struct Source {
    pub text: String,
    pub holes: Vec<Piece>,
    /// The pattern of an item, and the variables that it binds: their types, and whether they are references.
    pub pattern: String,
    pub bound: Vec<(String, Ty, bool)>,
}

impl Gen {
    /// A source, as the head of a loop or the start of a chain.
    pub(super) fn source(&mut self, depth: usize, in_loop: bool) -> Source {
        let mut source = match self.below(10) {
            0..=2 => self.range(depth, in_loop),
            3..=5 => self.over_list().unwrap_or_else(|| self.range(depth, in_loop)),
            6 => self.zipped().unwrap_or_else(|| self.range(depth, in_loop)),
            7 => self.windows().unwrap_or_else(|| self.range(depth, in_loop)),
            8 => self.over_tensor().unwrap_or_else(|| self.range(depth, in_loop)),
            _ => self.over_list().unwrap_or_else(|| self.range(depth, in_loop)),
        };
        self.adapted(&mut source);
        source
    }

    fn fresh(&mut self, taken: &[(String, Ty, bool)]) -> String {
        let name = self.name();
        if taken.iter().any(|(other, ..)| *other == name) { format!("{name}_") } else { name }
    }

    fn range(&mut self, depth: usize, in_loop: bool) -> Source {
        let name = self.one(&["i", "k", "n", "index", "j", "len"]).to_owned();
        let end = self.below(4);
        let (text, max, holes) = match self.below(6) {
            0 => (format!("1..={end}_usize"), end, vec![]),
            1 => ("0_usize..$".to_owned(), 3, vec![self.int(3, depth.min(1)).into()]),
            2 => ("$..3_usize".to_owned(), 2, vec![self.int(3, 0).into()]),
            _ => (format!("0..{end}_usize"), end.max(1) - 1, vec![]),
        };
        let text = if in_loop && self.chance(60) { text } else { format!("({text})") };
        Source { text, holes, pattern: name.clone(), bound: vec![(name, Ty::Int(max), false)] }
    }

    fn over_list(&mut self) -> Option<Source> {
        let (way, ty) = self.way(&|ty| matches!(ty, Ty::List(_, _, len) if *len > 0))?;
        let Ty::List(_, element, _) = ty.clone() else { return None };
        let name = self.name();
        let is_tuple = matches!(*element, Ty::Tuple(_));
        let source = super::scope::read(way, &ty, Use::Receiver);
        let (pattern, bound) = match *element {
            Ty::Tuple(parts) if is_tuple && parts.len() == 2 => {
                let mut bound = vec![(name.clone(), parts[0].clone(), true)];
                let second = self.fresh(&bound);
                bound.push((second.clone(), parts[1].clone(), true));
                (format!("({name}, {second})"), bound)
            }
            Ty::Real if self.chance(20) => (format!("&{name}"), vec![(name, Ty::Real, false)]),
            other @ (Ty::Real
            | Ty::Int(_)
            | Ty::Bool
            | Ty::Tensor(..)
            | Ty::List(..)
            | Ty::Tuple(_)
            | Ty::Struct(..)) => (name.clone(), vec![(name, other, true)]),
        };
        Some(Source { text: "$.iter()".to_owned(), holes: vec![source.into()], pattern, bound })
    }

    fn zipped(&mut self) -> Option<Source> {
        let (first, _) = self.list_of(&Ty::Real)?;
        let (second, _) = self.list_of(&Ty::Real)?;
        let mut bound = vec![(self.name(), Ty::Real, true)];
        let other = self.fresh(&bound);
        bound.push((other, Ty::Real, true));
        let pattern = format!("({}, {})", bound[0].0, bound[1].0);
        let text = self.one(&["$.iter().zip($.iter())", "$.iter().zip(&$)"]).to_owned();
        let text = if second.text().contains('.') || second.text().contains('[') {
            "$.iter().zip($.iter())".to_owned()
        } else {
            text
        };
        // A slice is a reference already.
        let text = if self.is_lent(&second) { "$.iter().zip($)".to_owned() } else { text };
        Some(Source { text, holes: vec![first.into(), second.into()], pattern, bound })
    }

    fn is_lent(&self, expr: &Expr) -> bool {
        let name = expr.text();
        self.visible().into_iter().any(|at| self.vars[at].name == name && self.vars[at].lent)
    }

    fn windows(&mut self) -> Option<Source> {
        let (list, len) = self.list_of(&Ty::Real)?;
        let width = 1 + self.below(len.min(3));
        let method = self.one(&["windows", "chunks_exact", "windows"]);
        let name = self.name();
        let ty = Ty::List(Holder::Slice, Box::new(Ty::Real), width);
        let text = format!("$.{method}({width})");
        Some(Source { text, holes: vec![list.into()], pattern: name.clone(), bound: vec![(name, ty, true)] })
    }

    fn over_tensor(&mut self) -> Option<Source> {
        let (tensor, _) = self.tensor_any(|_| true)?;
        let name = self.name();
        Some(Source {
            text: "$.iter()".to_owned(),
            holes: vec![tensor.into()],
            pattern: name.clone(),
            bound: vec![(name, Ty::Real, true)],
        })
    }

    fn adapted(&mut self, source: &mut Source) {
        for _ in 0..2 {
            if !self.chance(30) {
                continue;
            }
            let plain_range =
                !source.text.starts_with('(') && source.text.contains("..") && !source.text.contains("iter");
            if plain_range {
                source.text = format!("({})", source.text);
            }
            let sized = !source.text.contains("filter");
            match self.below(6) {
                0 if sized
                    && !(source.text.contains("..=") && source.text.contains(")."))
                    && !source.text.contains("chunks") =>
                {
                    source.text.push_str(".rev()")
                }
                1 => source.text.push_str(".skip(1)"),
                2 => source.text.push_str(".take(2)"),
                3 => source.text.push_str(".step_by(2)"),
                4 if !source.text.contains("enumerate") => {
                    let index = self.one(&["i", "k", "at"]);
                    if source.bound.iter().any(|(name, ..)| name == index) {
                        continue;
                    }
                    source.text.push_str(".enumerate()");
                    source.pattern = format!("({index}, {})", source.pattern);
                    source.bound.push((index.to_owned(), Ty::Int(15), false));
                    // A reversed or enumerated count is no exact size.
                    break;
                }
                _ if source.bound.len() == 1 && source.bound[0].1 == Ty::Real && source.bound[0].2 => {
                    let limit = self.number();
                    source.text.push_str(&format!(".filter(|x| **x > {limit})"));
                    break;
                }
                _ => {}
            }
        }
    }

    pub(super) fn bind_source(&mut self, source: &Source) {
        for (name, ty, lent) in &source.bound {
            self.bind(name, ty.clone()).lent = *lent;
        }
    }

    /// A chain that ends in a number.
    pub(super) fn iterated(&mut self, depth: usize) -> Expr {
        let mut source = self.source(depth, false);
        let mut holes = std::mem::take(&mut source.holes);
        let (text, pattern) = (&source.text, &source.pattern);
        let deeper = depth - 1;
        match self.below(8) {
            0 | 1 => {
                let start = self.value(&Ty::Real, deeper);
                let acc = self.fresh(&source.bound);
                let body = self.closed(|gen_| {
                    gen_.bind(&acc, Ty::Real);
                    gen_.bind_source(&source);
                    gen_.value(&Ty::Real, deeper)
                });
                holes.extend([start.into(), body.into()]);
                Gen::expr(&Ty::Real, &format!("{text}.fold($, |{acc}, {pattern}| $)"), holes)
            }
            2 => {
                let body = self.over(&source, deeper);
                holes.push(body.into());
                Gen::expr(&Ty::Real, &format!("{text}.map(|{pattern}| $).product::<f64>()"), holes)
            }
            3 => {
                let test = self.closed(|gen_| {
                    gen_.bind_source(&source);
                    gen_.truth(deeper)
                });
                let end = self.one(&["any", "all"]);
                let (a, b) = (self.value(&Ty::Real, deeper), self.value(&Ty::Real, deeper));
                holes.extend([Piece::from(test), a.into(), b.into()]);
                Gen::expr(&Ty::Real, &format!("(if {text}.{end}(|{pattern}| $) {{ $ }} else {{ $ }})"), holes)
            }
            _ => {
                let body = self.over(&source, deeper);
                holes.push(body.into());
                Gen::expr(&Ty::Real, &format!("{text}.map(|{pattern}| $).sum::<f64>()"), holes)
            }
        }
    }

    fn over(&mut self, source: &Source, depth: usize) -> Expr {
        self.closed(|gen_| {
            gen_.bind_source(source);
            gen_.value(&Ty::Real, depth)
        })
    }
}
