//! Mutations of syntax trees: parts are replaced by those of other functions, wrapped, doubled, swapped and dropped.

use quote::quote;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Ident, Item, Lit, Pat, Type, parse_quote};

use crate::tests::support::random::Random;

use super::corpus::Corpus;

/// What tokens mean, if they mean something.
macro_rules! parsed {
    ($($tokens:tt)*) => { syn::parse2(quote!($($tokens)*)).ok() };
}

/// Does something with one part of an item, counted in the order of the source.
struct At<F> {
    part: Part,
    left: usize,
    edit: F,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Expr,
    Block,
    Pat,
    Type,
    Ident,
    Lit,
}

/// A part that is edited.
enum Node<'a> {
    Expr(&'a mut Expr),
    Block(&'a mut Block),
    Pat(&'a mut Pat),
    Type(&'a mut Type),
    Ident(&'a mut Ident),
    Lit(&'a mut Lit),
}

impl<F: FnMut(Node<'_>)> At<F> {
    /// Whether a part has been done with.
    fn met(&mut self, part: Part, node: Node<'_>) -> bool {
        if self.part != part {
            return false;
        }
        if self.left == 0 {
            (self.edit)(node);
        }
        self.left = self.left.wrapping_sub(1);
        self.left == usize::MAX
    }
}

impl<F: FnMut(Node<'_>)> VisitMut for At<F> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if !self.met(Part::Expr, Node::Expr(expr)) {
            visit_mut::visit_expr_mut(self, expr);
        }
    }

    fn visit_block_mut(&mut self, block: &mut Block) {
        if !self.met(Part::Block, Node::Block(block)) {
            visit_mut::visit_block_mut(self, block);
        }
    }

    fn visit_pat_mut(&mut self, pat: &mut Pat) {
        if !self.met(Part::Pat, Node::Pat(pat)) {
            visit_mut::visit_pat_mut(self, pat);
        }
    }

    fn visit_type_mut(&mut self, ty: &mut Type) {
        if !self.met(Part::Type, Node::Type(ty)) {
            visit_mut::visit_type_mut(self, ty);
        }
    }

    fn visit_ident_mut(&mut self, ident: &mut Ident) {
        self.met(Part::Ident, Node::Ident(ident));
    }

    fn visit_lit_mut(&mut self, lit: &mut Lit) {
        self.met(Part::Lit, Node::Lit(lit));
    }
}

/// Edits a random part of this sort; nothing if there is none.
fn at_random(item: &mut Item, part: Part, random: &mut Random, edit: impl FnMut(Node<'_>)) {
    let mut count = 0;
    let mut counter = At { part, left: usize::MAX - 1, edit: |_: Node<'_>| {} };
    counter.visit_item_mut(item);
    count += usize::MAX - 1 - counter.left;
    if count > 0 {
        At { part, left: random.below(count), edit }.visit_item_mut(item);
    }
}

/// One change of an item.
pub(super) fn mutate(item: &mut Item, corpus: &Corpus, random: &mut Random) {
    match random.below(20) {
        0..=7 => expression(item, corpus, random),
        8..=12 => statements(item, corpus, random),
        13..=15 => {
            let names = if random.once_in(3) { corpus.idents.clone() } else { names(item) };
            let name = random.pick(&names);
            at_random(item, Part::Ident, random, |node| {
                if let Node::Ident(ident) = node {
                    *ident = name.clone();
                }
            });
        }
        16 => {
            let ty = any_type(corpus, random);
            at_random(item, Part::Type, random, |node| {
                if let Node::Type(old) = node {
                    *old = ty.clone();
                }
            });
        }
        17 => {
            let pat = random.pick(&corpus.pats);
            at_random(item, Part::Pat, random, |node| {
                if let Node::Pat(old) = node {
                    *old = pat.clone();
                }
            });
        }
        _ => {
            let lit = literal(corpus, random);
            at_random(item, Part::Lit, random, |node| {
                if let Node::Lit(old) = node {
                    *old = lit.clone();
                }
            });
        }
    }
}

fn names(item: &mut Item) -> Vec<Ident> {
    let mut names = Vec::new();
    let edit = |_: Node<'_>| {};
    struct Names<'a, F>(&'a mut Vec<Ident>, F);
    impl<F> VisitMut for Names<'_, F> {
        fn visit_ident_mut(&mut self, ident: &mut Ident) {
            self.0.push(ident.clone());
        }
    }
    Names(&mut names, edit).visit_item_mut(item);
    names.push(parse_quote!(x));
    names
}

fn literal(corpus: &Corpus, random: &mut Random) -> Lit {
    const SPECIAL: &[&str] = &[
        "0.0",
        "1.0",
        "2.0",
        "0",
        "1",
        "2",
        "1e400",
        "1e-320",
        "340282366920938463463374607431768211455",
        "0x1F",
        "1_0",
        "true",
        "'c'",
        "\"text\"",
        "b\"b\"",
        "1f32",
        "1u8",
        "18446744073709551616",
        "1e308",
        "0usize",
        "-0.0",
        "c\"c\"",
        "99999999999999999999999999999999999999999999999999",
        "1i128",
        "3.5f64",
        "9223372036854775807",
    ];
    let text = random.pick(SPECIAL);
    match syn::parse_str::<Lit>(text) {
        Ok(lit) if random.once_in(2) => lit,
        Ok(_) | Err(_) => random.pick(&corpus.lits),
    }
}

fn any_type(corpus: &Corpus, random: &mut Random) -> Type {
    const TYPES: &[&str] = &[
        "f64",
        "f32",
        "&f64",
        "&mut f64",
        "usize",
        "()",
        "(f64, f64)",
        "[f64; 3]",
        "&[f64]",
        "Vec<f64>",
        "Vec<Vec<f64>>",
        "DVector<f64>",
        "&DMatrix<f64>",
        "&mut DVector<f64>",
        "Vector3<f64>",
        "SMatrix<f64, 0, 0>",
        "[[f64; 0]; 0]",
        "SMatrix<f64, 18446744073709551616, 2>",
        "Option<f64>",
        "impl Fn(f64) -> f64",
        "&dyn Fn(f64) -> f64",
        "!",
        "_",
        "RowDVector<T>",
        "T",
        "Self",
        "<T as Trait>::Out",
        "fn(f64) -> f64",
        "*const f64",
        "Rotation3<f64>",
        "bool",
        "&'static [&[f64]]",
        "Matrix<f64, U2, U3, S>",
        "OMatrix<f64, Dyn, U1>",
        "[DVector<f64>; N]",
        "Point3<f64>",
        "DVectorView<'_, f64>",
        "UnitQuaternion<f64>",
        "&[(f64, f64)]",
        "std::vec::Vec<f64>",
        "(((f64,),),)",
    ];
    if random.once_in(2) {
        return random.pick(&corpus.types);
    }
    syn::parse_str(random.pick(TYPES)).expect("a type")
}

/// Replaces, wraps or doubles an expression.
fn expression(item: &mut Item, corpus: &Corpus, random: &mut Random) {
    let other = random.pick(&corpus.exprs);
    let mut own = None;
    if random.once_in(3) {
        at_random(item, Part::Expr, random, |node| {
            if let Node::Expr(expr) = node {
                own = Some(expr.clone());
            }
        });
    }
    let other = own.unwrap_or(other);
    let way = random.below(46);
    let ty = any_type(corpus, random);
    let name = random.pick(&corpus.idents);
    at_random(item, Part::Expr, random, |node| {
        if let Node::Expr(expr) = node {
            *expr = wrapped(way, expr, &other, &ty, &name);
        }
    });
}

fn wrapped(way: usize, expr: &Expr, other: &Expr, ty: &Type, name: &Ident) -> Expr {
    let wrapped = match way {
        0 => parsed!((#expr)),
        1 => parsed!(-(#expr)),
        2 => parsed!(!(#expr)),
        3 => parsed!(&(#expr)),
        4 => parsed!(&mut (#expr)),
        5 => parsed!(*(#expr)),
        6 => parsed!({ #expr }),
        7 => parsed!({
            let q = #expr;
            q
        }),
        8 => parsed!((|q| q)(#expr)),
        9 => parsed!((|q| #expr)(#other)),
        10 => parsed!(if (#other) > 0.0 { #expr } else { #other }),
        11 => parsed!(if let Some(q) = (#other) { #expr } else { #other }),
        12 => parsed!(match #other { q if q > 1.0 => #expr, _ => #other }),
        13 => parsed!((#expr) + (#other)),
        14 => parsed!((#expr) * (#other)),
        15 => parsed!((#expr) - (#expr)),
        16 => parsed!((#expr) / (#other)),
        17 => parsed!((#expr).sin()),
        18 => parsed!((#expr).#name()),
        19 => parsed!((#expr).#name(#other)),
        20 => parsed!((#expr).map(|q| #other)),
        21 => parsed!((#expr) as #ty),
        22 => parsed!((#expr)[0]),
        23 => parsed!((#expr)[#other]),
        24 => parsed!((#expr).0),
        25 => parsed!((#expr).#name),
        26 => parsed!([#expr, #other]),
        27 => parsed!([#expr; 3]),
        28 => parsed!((#expr, #other)),
        29 => parsed!(vec![#expr, #other]),
        30 => parsed!(#name(#expr)),
        31 => parsed!(autodiff::constant(#expr)),
        32 => parsed!(return #expr),
        33 => parsed!((#expr)?),
        34 => parsed!((0..3).map(|q| #expr).sum::<f64>()),
        35 => parsed!((#expr) .. (#other)),
        36 => parsed!(loop { break #expr }),
        37 => parsed!((#expr).iter().zip(#other)),
        38 => parsed!(unsafe { #expr }),
        39 => parsed!(#name { #name: #expr, ..#other }),
        40 => parsed!((#expr) = (#other)),
        41 => parsed!((#expr) += (#other)),
        42 => parsed!(<#ty>::#name(#expr)),
        _ => Some(other.clone()),
    };
    wrapped.unwrap_or_else(|| expr.clone())
}

/// Changes the statements of a block.
fn statements(item: &mut Item, corpus: &Corpus, random: &mut Random) {
    let (stmt, expr) = (random.pick(&corpus.stmts), random.pick(&corpus.exprs));
    let (block, name) = (random.pick(&corpus.blocks), random.pick(&corpus.idents));
    let pat = random.pick(&corpus.pats);
    let way = random.below(16);
    let mut at = Random::new(random.below(1 << 30) as u64);
    at_random(item, Part::Block, random, |node| {
        let Node::Block(target) = node else { return };
        let whole = target.clone();
        let stmts = &mut target.stmts;
        let place = at.below(stmts.len() + 1);
        let inside = place.min(stmts.len().saturating_sub(1));
        match way {
            0 if !stmts.is_empty() => drop(stmts.remove(inside)),
            1 if !stmts.is_empty() => stmts.insert(place, stmts[inside].clone()),
            2 if !stmts.is_empty() => {
                let other = at.below(stmts.len());
                stmts.swap(inside, other);
            }
            3 => stmts.splice(place..place, parsed!(let #name = #expr;)).for_each(drop),
            4 => stmts.splice(place..place, parsed!(#name = #expr;)).for_each(drop),
            5 => stmts.splice(place..place, parsed!(#name += #expr;)).for_each(drop),
            6 => stmts.splice(place..place, parsed!(if #expr { return #expr; })).for_each(drop),
            7 => stmts.splice(place..place, parsed!(if #expr > 0.0 { break; } else { continue; })).for_each(drop),
            8 => *target = parsed!({ for #name in 0..3 #whole #whole }).unwrap_or_else(|| block.clone()),
            9 => *target = parsed!({ while #expr > 1.0 #whole }).unwrap_or_else(|| block.clone()),
            10 => *target = block.clone(),
            11 => *target = parsed!({ let #name = |#pat| #whole; #name(#expr) }).unwrap_or_else(|| block.clone()),
            12 => *target = parsed!({ 'a: loop #whole }).unwrap_or_else(|| block.clone()),
            13 => stmts.splice(place..place, parsed!(let #pat = #expr else #block;)).for_each(drop),
            14 => *target = parsed!({ if #expr > 0.0 #whole else #block }).unwrap_or_else(|| block.clone()),
            _ => stmts.insert(place, stmt.clone()),
        }
    });
}
