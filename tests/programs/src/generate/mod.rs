//! Makes a program from a seed.

mod call;
mod function;
mod iterate;
mod jump;
mod kinds;
mod list;
mod long;
mod mutate;
mod pass;
mod real;
mod scope;
mod statement;
mod tensor;

use fastrand::Rng;

use crate::tree::{Block, Expr, Piece, Program, Stmt, Ty, filled};
use call::Helper;
use scope::Var;

/// The program of a seed.
pub(crate) fn program(seed: u64) -> Program {
    // Seeds that follow each other have to begin differently.
    let mut rng = Rng::with_seed(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5851_F42D_4C95_7F2D);
    rng.u64(..);
    Gen::new(seed, rng).program()
}

/// What a program is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Theme {
    Scalars,
    Lists,
    Fixed,
    Dynamic,
    Mixed,
    /// Passes over vectors that are longer than what is computed at once.
    Long,
}

struct Gen {
    seed: u64,
    rng: Rng,
    theme: Theme,
    vars: Vec<Var>,
    /// Variables before this one are not assigned to: expressions around read them.
    frozen: usize,
    /// How many statements and operations are left.
    budget: i32,
    /// What `return` would give, where it may stand.
    returns: Option<Ty>,
    /// Labels of the loops around, innermost last.
    loops: Vec<Option<String>>,
    /// Blocks around that may run never or more than once.
    nesting: usize,
    helpers: Vec<Helper>,
    structs: Vec<Ty>,
    /// Sizes of vectors and matrices.
    sizes: [usize; 3],
    /// Whether there is a constant parameter of these types.
    has_option: bool,
    has_counts: bool,
    /// How many labels there are.
    labels: usize,
}

impl Gen {
    fn new(seed: u64, mut rng: Rng) -> Gen {
        let themes = [
            Theme::Scalars,
            Theme::Scalars,
            Theme::Lists,
            Theme::Lists,
            Theme::Fixed,
            Theme::Dynamic,
            Theme::Mixed,
            Theme::Long,
            Theme::Long,
            Theme::Long,
        ];
        let theme = themes[rng.usize(..themes.len())];
        let mut sizes = [1 + rng.usize(..3), 2 + rng.usize(..2), 2 + rng.usize(..3)];
        if theme == Theme::Long {
            let len = 7 + rng.usize(..20);
            sizes = [len, len, len + rng.usize(..2)];
        }
        Gen {
            seed,
            rng,
            theme,
            vars: Vec::new(),
            frozen: 0,
            budget: 0,
            returns: None,
            loops: Vec::new(),
            nesting: 0,
            helpers: Vec::new(),
            structs: Vec::new(),
            sizes,
            has_option: false,
            has_counts: false,
            labels: 0,
        }
    }

    fn below(&mut self, n: usize) -> usize {
        self.rng.usize(..n)
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    fn stmt(text: &str, holes: Vec<Piece>) -> Stmt {
        Stmt { pieces: filled(text, holes) }
    }

    fn expr(ty: &Ty, text: &str, holes: Vec<Piece>) -> Expr {
        Expr::new(ty.clone(), text, holes)
    }

    /// What `make` does to the scope ends with it.
    fn scoped<R>(&mut self, make: impl FnOnce(&mut Gen) -> R) -> R {
        let (len, hidden) = (self.vars.len(), self.vars.iter().map(|var| var.hidden).collect::<Vec<_>>());
        let made = make(self);
        self.vars.truncate(len);
        for (var, hidden) in self.vars.iter_mut().zip(hidden) {
            var.hidden = hidden || var.moved;
        }
        made
    }

    /// In an expression: what stands around it is not assigned to, and not left.
    fn inside<R>(&mut self, make: impl FnOnce(&mut Gen) -> R) -> R {
        let frozen = std::mem::replace(&mut self.frozen, self.vars.len());
        self.nesting += 1;
        let (returns, loops) = (self.returns.take(), std::mem::take(&mut self.loops));
        let made = self.scoped(make);
        (self.returns, self.loops) = (returns, loops);
        self.nesting -= 1;
        self.frozen = frozen;
        made
    }

    /// In a closure.
    fn closed<R>(&mut self, make: impl FnOnce(&mut Gen) -> R) -> R {
        self.inside(make)
    }

    /// Statements and an expression at the end.
    fn block_of(&mut self, statements: usize, ty: &Ty, depth: usize) -> Block {
        let mut stmts = Vec::new();
        for _ in 0..statements {
            self.statement(depth, &mut stmts);
        }
        let tail = self.value(ty, depth);
        Block { stmts, tail: Some(Box::new(tail)) }
    }

    /// Statements alone.
    fn block(&mut self, statements: usize, depth: usize) -> Block {
        let mut stmts = Vec::new();
        for _ in 0..statements {
            self.statement(depth, &mut stmts);
        }
        Block { stmts, tail: None }
    }
}
