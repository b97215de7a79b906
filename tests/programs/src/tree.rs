//! Programs as trees of text: what is inside something else can be taken out of it.

use std::fmt::Write;

/// How long a dimension is, and whether its type says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) n: usize,
    pub(crate) fixed: bool,
}

/// What holds the elements of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holder {
    Slice,
    Vec,
    Array,
}

/// The type of an expression, with its sizes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Ty {
    Real,
    /// A `usize` up to so much.
    Int(usize),
    Bool,
    Tensor(Size, Size),
    List(Holder, Box<Ty>, usize),
    Tuple(Vec<Ty>),
    /// A struct of the program, by its number, and its fields.
    Struct(usize, Vec<(&'static str, Ty)>),
}

impl Ty {
    /// The type that owns such a value.
    pub(crate) fn text(&self) -> String {
        match self {
            Ty::Real => "f64".to_owned(),
            Ty::Int(_) => "usize".to_owned(),
            Ty::Bool => "bool".to_owned(),
            Ty::Tensor(rows, columns) => tensor_text(*rows, *columns),
            Ty::List(Holder::Slice | Holder::Vec, element, _) => format!("Vec<{}>", element.text()),
            Ty::List(Holder::Array, element, len) => format!("[{}; {len}]", element.text()),
            Ty::Tuple(parts) => format!("({})", parts.iter().map(Ty::text).collect::<Vec<_>>().join(", ")),
            Ty::Struct(number, _) => format!("S{number}"),
        }
    }

    /// Whether there is something to differentiate by.
    pub(crate) fn is_differentiable(&self) -> bool {
        !matches!(self, Ty::Int(_) | Ty::Bool)
    }

    pub(crate) fn is_copy(&self) -> bool {
        match self {
            Ty::Real | Ty::Int(_) | Ty::Bool => true,
            Ty::Tensor(rows, columns) => rows.fixed && columns.fixed,
            Ty::List(holder, element, _) => *holder == Holder::Array && element.is_copy(),
            Ty::Tuple(parts) => parts.iter().all(Ty::is_copy),
            Ty::Struct(..) => false,
        }
    }

    /// How many numbers such a value has.
    pub(crate) fn numbers(&self) -> usize {
        match self {
            Ty::Real => 1,
            Ty::Int(_) | Ty::Bool => 0,
            Ty::Tensor(rows, columns) => rows.n * columns.n,
            Ty::List(_, element, len) => element.numbers() * len,
            Ty::Tuple(parts) => parts.iter().map(Ty::numbers).sum(),
            Ty::Struct(_, fields) => fields.iter().map(|(_, ty)| ty.numbers()).sum(),
        }
    }

    /// An expression that takes the numbers from the point `from`.
    pub(crate) fn taken(&self, from: &str) -> String {
        match self {
            Ty::Real => format!("{from}.real()"),
            Ty::Int(_) => "0".to_owned(),
            Ty::Bool => "false".to_owned(),
            Ty::Tensor(rows, columns) => match (rows.fixed, columns.fixed) {
                (true, true) => format!("{from}.fixed::<_, {}, {}>()", rows.n, columns.n),
                (false, true) => format!("{from}.vector({})", rows.n),
                (true, false) => format!("{from}.row({})", columns.n),
                (false, false) => format!("{from}.matrix({}, {})", rows.n, columns.n),
            },
            Ty::List(holder, element, len) => {
                let vec = if *holder == Holder::Array { "" } else { "vec!" };
                format!("{vec}[{}]", vec![element.taken(from); *len].join(", "))
            }
            Ty::Tuple(parts) => {
                format!("({})", parts.iter().map(|part| part.taken(from)).collect::<Vec<_>>().join(", "))
            }
            Ty::Struct(number, fields) => {
                let fields = fields.iter().map(|(name, ty)| format!("{name}: {}", ty.taken(from))).collect::<Vec<_>>();
                format!("S{number} {{ {} }}", fields.join(", "))
            }
        }
    }
}

fn tensor_text(rows: Size, columns: Size) -> String {
    match (rows.fixed, columns.fixed) {
        (true, true) if columns.n == 1 => format!("SVector<f64, {}>", rows.n),
        (true, true) => format!("SMatrix<f64, {}, {}>", rows.n, columns.n),
        (false, true) if columns.n == 1 => "DVector<f64>".to_owned(),
        (true, false) if rows.n == 1 => "RowDVector<f64>".to_owned(),
        (false, false) => "DMatrix<f64>".to_owned(),
        (false, true) => format!("OMatrix<f64, Dyn, Const<{}>>", columns.n),
        (true, false) => format!("OMatrix<f64, Const<{}>, Dyn>", rows.n),
    }
}

/// As what an expression stands where it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    Value,
    /// A reference to a value.
    Borrowed,
    /// What a method is called of.
    Receiver,
}

#[derive(Clone, Debug)]
pub(crate) enum Piece {
    Text(String),
    Expr(Expr),
    Block(Block),
}

#[derive(Clone, Debug)]
pub(crate) struct Expr {
    pub(crate) ty: Ty,
    pub(crate) used: Use,
    pub(crate) pieces: Vec<Piece>,
}

#[derive(Clone, Debug)]
pub(crate) struct Stmt {
    pub(crate) pieces: Vec<Piece>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Block {
    pub(crate) stmts: Vec<Stmt>,
    pub(crate) tail: Option<Box<Expr>>,
}

impl From<Expr> for Piece {
    fn from(expr: Expr) -> Piece {
        Piece::Expr(expr)
    }
}

impl From<Block> for Piece {
    fn from(block: Block) -> Piece {
        Piece::Block(block)
    }
}

impl From<String> for Piece {
    fn from(text: String) -> Piece {
        Piece::Text(text)
    }
}

impl From<&str> for Piece {
    fn from(text: &str) -> Piece {
        Piece::Text(text.to_owned())
    }
}

/// The pieces of a text in which each `$` is a hole.
pub(crate) fn filled(text: &str, holes: Vec<Piece>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut holes = holes.into_iter();
    for (index, part) in text.split('$').enumerate() {
        if index > 0 {
            pieces.push(holes.next().unwrap_or_else(|| panic!("too few pieces for {text}")));
        }
        if !part.is_empty() {
            pieces.push(Piece::Text(part.to_owned()));
        }
    }
    assert!(holes.next().is_none(), "too many pieces for {text}");
    pieces
}

impl Expr {
    pub(crate) fn new(ty: Ty, text: &str, holes: Vec<Piece>) -> Expr {
        Expr { ty, used: Use::Value, pieces: filled(text, holes) }
    }

    pub(crate) fn used(mut self, used: Use) -> Expr {
        self.used = used;
        self
    }

    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        write_pieces(&self.pieces, 0, &mut text);
        text
    }
}

impl Block {
    pub(crate) fn write(&self, depth: usize, into: &mut String) {
        into.push_str("{\n");
        for stmt in &self.stmts {
            indent(depth + 1, into);
            write_pieces(&stmt.pieces, depth + 1, into);
            into.push('\n');
        }
        if let Some(tail) = &self.tail {
            indent(depth + 1, into);
            write_pieces(&tail.pieces, depth + 1, into);
            into.push('\n');
        }
        indent(depth, into);
        into.push('}');
    }
}

fn indent(depth: usize, into: &mut String) {
    (0..depth).for_each(|_| into.push_str("    "));
}

fn write_pieces(pieces: &[Piece], depth: usize, into: &mut String) {
    for piece in pieces {
        match piece {
            Piece::Text(text) => into.push_str(text),
            Piece::Expr(expr) => write_pieces(&expr.pieces, depth, into),
            Piece::Block(block) => block.write(depth, into),
        }
    }
}

/// How a parameter is passed.
#[derive(Clone, Debug)]
pub(crate) struct Param {
    pub(crate) name: String,
    pub(crate) ty: Ty,
    pub(crate) by_ref: bool,
    /// In `wrt`.
    pub(crate) wrt: bool,
    /// What is passed where it is not in `wrt`.
    pub(crate) constant: String,
    /// `mut` before its name, or a type that is not that of a value.
    pub(crate) mutable: bool,
    pub(crate) spelled: Option<String>,
}

impl Param {
    fn text(&self) -> String {
        let ty = match (&self.spelled, &self.ty, self.by_ref) {
            (Some(spelled), _, _) => spelled.clone(),
            (None, Ty::List(Holder::Slice, element, _), _) => format!("&[{}]", element.text()),
            (None, ty, true) => format!("&{}", ty.text()),
            (None, ty, false) => ty.text(),
        };
        format!("{}{}: {ty}", if self.mutable { "mut " } else { "" }, self.name)
    }

    pub(crate) fn is_lent(&self) -> bool {
        self.by_ref || matches!(self.ty, Ty::List(Holder::Slice, ..))
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Function {
    pub(crate) name: String,
    /// What is asked for beside gradients.
    pub(crate) forms: Vec<&'static str>,
    /// Whether `wrt(..)` is written.
    pub(crate) says_wrt: bool,
    pub(crate) params: Vec<Param>,
    pub(crate) result: Ty,
    pub(crate) body: Block,
}

impl Function {
    pub(crate) fn attribute(&self) -> String {
        let mut words = Vec::new();
        if self.says_wrt {
            let names = self.params.iter().filter(|param| param.wrt).map(|param| param.name.clone());
            words.push(format!("wrt({})", names.collect::<Vec<_>>().join(", ")));
        }
        words.extend(self.forms.iter().map(|form| (*form).to_owned()));
        if words.is_empty() { "#[differentiate]".to_owned() } else { format!("#[differentiate({})]", words.join(", ")) }
    }

    pub(crate) fn write(&self, with_attribute: bool, into: &mut String) {
        if with_attribute {
            let _ = writeln!(into, "{}", self.attribute());
        }
        let params = self.params.iter().map(Param::text).collect::<Vec<_>>().join(", ");
        let _ = write!(into, "pub fn {}({params}) -> {} ", self.name, self.result.text());
        self.body.write(0, into);
        into.push_str("\n\n");
    }
}

/// Functions, of which the last is differentiated and checked, and the structs that they name.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    pub(crate) seed: u64,
    /// The scalar type: `f64` or `f32`.
    pub(crate) scalar: &'static str,
    pub(crate) structs: Vec<Ty>,
    pub(crate) functions: Vec<Function>,
}
