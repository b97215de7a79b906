//! How each form of operation is written.

use proc_macro2::{Group, Ident, Literal, Punct, Spacing, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};

use crate::ir::{
    Capture, Constant, Custom, Dim, Elem, Form, Fragment, Gives, Int, Kind, Op, Pass, Passing, Rule, Stmt, Tensor,
    Value, is_same_name,
};

use crate::rules::array::ARRAY_LEN;

use super::expression::{Access, Precedence, Rendered};
use super::moved::{Moved, separated};
use super::writer::Writer;
use super::{hygienic, tangent};

impl<'p> Writer<'p> {
    pub(super) fn apply(&mut self, rule: &Rule, stmt: &'p Stmt) -> Rendered {
        if let Some(lane) = self.lane(rule, stmt) {
            return lane;
        }
        if let Some(product) = self.product(rule, stmt) {
            return product;
        }
        let args = &stmt.args;
        match rule.form {
            Form::Method(name, passes) => {
                let receiver = self.receiver(args[0]);
                let rest = self.arguments(&args[1..], passes);
                let method = Ident::new(name, hygienic());
                // Of an array, a trait's method comes before that of slices: `Differentiable` counts reals.
                let slice = (rule.is(&ARRAY_LEN) && is_array_of_others(self.kind(args[0])))
                    .then(|| quote_spanned!(hygienic() => .as_slice()));
                let (receiver, rest) = (Moved::of([receiver]), separated(rest));
                Rendered::new(quote_spanned!(hygienic() => #receiver #slice.#method(#rest)), Precedence::Postfix)
            }
            Form::Take(name, passes, gives) => {
                let receiver = self.given_receiver(args[0]);
                let rest = self.arguments(&args[1..], passes);
                let method = Ident::new(name, hygienic());
                let unwrap = (gives == Gives::Option).then(|| quote_spanned!(hygienic() => .unwrap()));
                let tokens = quote_spanned!(hygienic() => #receiver.#method(#(#rest),*) #unwrap);
                Rendered::new(tokens, Precedence::Postfix)
            }
            Form::Attempt(name, passes) => {
                let receiver = self.receiver(args[0]);
                let rest = self.arguments(&args[1..], passes);
                let method = Ident::new(name, hygienic());
                let tokens = quote_spanned!(hygienic() => #receiver.#method(#(#rest),*).unwrap());
                Rendered::new(tokens, Precedence::Postfix)
            }
            Form::Field(name) => {
                let whole = self.receiver(args[0]);
                let field = Ident::new(name, hygienic());
                let tokens = quote_spanned!(hygienic() => #whole.#field);
                Rendered { tokens, precedence: Precedence::Postfix, access: Access::Owned }
            }
            Form::Member => self.field(stmt),
            Form::Infix(symbol) => self.infix(symbol, args[0], args[1]),
            Form::Prefix(symbol) => {
                let operand = self.value(args[0]).at_least(Precedence::Unary);
                let symbol = punctuation(symbol);
                Rendered::new(quote!(#symbol #operand), Precedence::Unary)
            }
            Form::Cast => self.cast(stmt),
            Form::IntCast => {
                let Kind::Int(Int::Named(name)) = *self.kind(stmt.results[0]) else {
                    unreachable!("casts are to integers of known types")
                };
                self.cast_to(stmt, name)
            }
            Form::Slice => {
                let sliced = self.receiver(args[0]);
                let from = self.value(args[1]).above(Precedence::Or);
                let to = self.value(args[2]).above(Precedence::Or);
                let access = Access::Owned;
                Rendered { tokens: quote!(#sliced[#from..#to]), precedence: Precedence::Postfix, access }
            }
            Form::Part => self.part(stmt),
            Form::View(name) => {
                let viewed = self.receiver(args[0]);
                let index = self.value(args[1]).tokens;
                let method = Ident::new(name, hygienic());
                let tokens = quote_spanned!(hygienic() => #viewed.#method(#index));
                Rendered { tokens, precedence: Precedence::Postfix, access: Access::Owned }
            }
            Form::Index => {
                let indexed = self.receiver(args[0]);
                let index = self.value(args[1]).tokens;
                let mut entry = Rendered::new(quote!(#indexed[#index]), Precedence::Postfix);
                if self.is_compound(stmt.results[0])
                    || matches!(self.kind(stmt.results[0]), Kind::Geometry(..) | Kind::Opaque | Kind::Pullback)
                {
                    entry.access = Access::Owned;
                }
                entry
            }
            Form::Path => {
                let indexed = self.receiver(args[0]);
                let path = self.path(args[0], &args[1..]);
                let mut entry = Rendered::new(quote!(#indexed #path), Precedence::Postfix);
                if self.is_compound(stmt.results[0]) {
                    entry.access = Access::Owned;
                }
                entry
            }
            Form::IndexPair => {
                let indexed = self.receiver(args[0]);
                let (row, col) = (self.value(args[1]).tokens, self.value(args[2]).tokens);
                Rendered::new(quote!(#indexed[(#row, #col)]), Precedence::Postfix)
            }
            Form::ProductWithTranspose => {
                let left = self.value(args[0]).at_least(Precedence::Product);
                let right = self.receiver(args[1]);
                Rendered::new(quote_spanned!(hygienic() => #left * #right.transpose()), Precedence::Product)
            }
            Form::Constructor(name) => self.constructor(name, stmt),
            Form::Runtime(name, passes) => {
                let args = self.arguments(args, passes);
                let private = self.reals.private;
                let function = Ident::new(name, hygienic());
                Rendered::new(quote_spanned!(hygienic() => #private::#function(#(#args),*)), Precedence::Postfix)
            }
            Form::Update(_) => unreachable!("updates are statements"),
        }
    }

    /// `[i][j]` and `[i][(row, col)]`, into a value of this kind.
    pub(super) fn path(&mut self, whole: Value, indices: &[Value]) -> TokenStream {
        let mut kind = self.kind(whole).clone();
        let mut left = indices;
        let mut written = TokenStream::new();
        while let Kind::Array(element, _) = kind
            && let Some((first, rest)) = left.split_first()
        {
            let index = self.value(*first).tokens;
            written.extend(quote!([#index]));
            (kind, left) = (*element, rest);
        }
        if !left.is_empty() {
            let indices = left.iter().map(|index| self.value(*index).tokens).collect::<Vec<_>>();
            let index = super::tuple(&indices);
            written.extend(quote!([#index]));
        }
        written
    }

    pub(super) fn arguments(&mut self, args: &[Value], passes: &[Pass]) -> Vec<TokenStream> {
        let pairs = args.iter().zip(passes);
        let written = pairs.map(|(arg, pass)| match pass {
            Pass::Value if self.is_compound(*arg) => self.owned(*arg),
            Pass::Value => self.value(*arg).tokens,
            Pass::Reference => self.reference(*arg),
        });
        written.collect()
    }

    fn infix(&mut self, symbol: &str, left: Value, right: Value) -> Rendered {
        let precedence = match symbol {
            "+" | "-" => Precedence::Sum,
            "*" | "/" | "%" => Precedence::Product,
            "&&" => Precedence::And,
            "||" => Precedence::Or,
            _ => Precedence::Comparison,
        };
        let (left, right) = (self.value(left), self.value(right));
        // `n as f64 < x` would read as the start of type arguments.
        let left = if precedence != Precedence::Comparison {
            left.at_least(precedence)
        } else if ends_with_cast(&left.tokens) {
            left.at_least(Precedence::Postfix)
        } else {
            left.above(precedence)
        };
        let right = right.above(precedence);
        let mut tokens = left;
        tokens.extend([punctuation(symbol), right]);
        Rendered::new(tokens, precedence)
    }

    /// `n as f64`, or the conversion of a type parameter.
    fn cast(&mut self, stmt: &Stmt) -> Rendered {
        let private = self.reals.private;
        let own = self.kind(stmt.results[0]).elem().cloned().unwrap_or(Elem::Any);
        let elem = if own == Elem::Any { self.reals.elem.clone() } else { own };
        match elem {
            Elem::Param(name) => {
                let ty: TokenStream = name.parse().unwrap_or_default();
                let operand = self.value(stmt.args[0]).at_least(Precedence::Cast);
                let tokens = quote_spanned!(hygienic() => <#ty as #private::Real>::of(#operand as f64));
                Rendered::new(tokens, Precedence::Postfix)
            }
            Elem::F32 => self.cast_to(stmt, "f32"),
            Elem::F64 | Elem::Any => self.cast_to(stmt, "f64"),
        }
    }

    fn cast_to(&mut self, stmt: &Stmt, ty: &str) -> Rendered {
        // A number of another type than the function's must not be read as one of the function's.
        let is_single = matches!(self.kind(stmt.args[0]), Kind::Real(Elem::F32));
        let number = if is_single { self.typed_number(stmt.args[0]) } else { None };
        let operand = number.unwrap_or_else(|| self.value(stmt.args[0]).at_least(Precedence::Cast));
        let ty = format_ident!("{ty}");
        Rendered::new(quote!(#operand as #ty), Precedence::Cast)
    }

    /// The type of the elements of an array.
    fn element_of(&self, array: &Kind) -> TokenStream {
        let Kind::Array(element, _) = self.typed(array) else { unreachable!("only arrays have elements") };
        tangent::of_kind(self.reals.private, &element)
    }

    fn constructor(&mut self, name: &str, stmt: &Stmt) -> Rendered {
        let kind = self.kind(stmt.results[0]).clone();
        if let Kind::Record(record) = &kind {
            return self.record(record, stmt);
        }
        let Kind::Tensor(tensor) = kind else {
            let array = tangent::of_kind(self.reals.private, &self.typed(&kind));
            let private = self.reals.private;
            if name == "list" {
                let elements = self.listed(&stmt.args);
                let is_vec = matches!(kind, Kind::Array(_, Dim::Dyn));
                let list = quote!([#(#elements),*]);
                let tokens = if is_vec { quote_spanned!(hygienic() => #private::Vec::from(#list)) } else { list };
                return Rendered::new(tokens, Precedence::Postfix);
            }
            if name == "repeat" {
                return self.repeated(stmt, &kind, &array);
            }
            if let Some(count) = self.histories.get(&stmt.results[0]) {
                let (element, count) = (self.element_of(&kind), Literal::usize_unsuffixed(*count));
                stmt.args.iter().for_each(|bound| self.read(*bound));
                let tokens = quote_spanned!(hygienic() => #private::History::<#element, #count>::new());
                return Rendered::new(tokens, Precedence::Postfix);
            }
            let (start, end) = (self.value(stmt.args[0]), self.value(stmt.args[1]));
            let (start, end) = (start.above(Precedence::Or), end.above(Precedence::Or));
            let function = Ident::new(name, hygienic());
            let tokens = quote_spanned!(hygienic() => #private::#function(#start..#end));
            return Rendered::new(tokens, Precedence::Postfix);
        };
        let ty = self.constructed(&tensor);
        let method = Ident::new(name, hygienic());
        let tokens = match name {
            "new" => return self.entries(&ty, &tensor, stmt),
            "from_element" | "from_diagonal_element" if has_generic(&tensor) => {
                let sizes = self.generic_sizes(&tensor, stmt.args[0], stmt.args[1]);
                let element = self.value(stmt.args[2]).tokens;
                let method = Ident::new(&format!("{name}_generic"), hygienic());
                quote_spanned!(hygienic() => #ty::#method(#(#sizes,)* #element))
            }
            "from_element" | "from_diagonal_element" => {
                let sizes = self.sizes(&tensor, stmt.args[0], stmt.args[1]);
                let special = match (name, self.number(stmt.args[2])) {
                    ("from_element", Some(number)) if number.to_bits() == 0 => Some("zeros"),
                    ("from_diagonal_element", Some(1.0)) => Some("identity"),
                    (_, _) => None,
                };
                if let Some(special) = special {
                    self.read(stmt.args[2]);
                    let special = Ident::new(special, hygienic());
                    quote_spanned!(hygienic() => #ty::#special(#(#sizes),*))
                } else {
                    let element = self.value(stmt.args[2]).tokens;
                    quote_spanned!(hygienic() => #ty::#method(#(#sizes,)* #element))
                }
            }
            _ => {
                let args = stmt.args.iter().map(|arg| self.reference(*arg)).collect::<Vec<_>>();
                quote_spanned!(hygienic() => #ty::#method(#(#args),*))
            }
        };
        Rendered::new(tokens, Precedence::Postfix)
    }

    /// The elements of a list; a number says the type of all, where it is not the one that Rust would take.
    fn listed(&mut self, elements: &[Value]) -> Vec<TokenStream> {
        let first = elements.first().and_then(|first| self.number_of_its_own_type(*first));
        let others = elements.iter().skip(usize::from(first.is_some()));
        let others = others.map(|element| self.owned(*element)).collect::<Vec<_>>();
        first.into_iter().chain(others).collect()
    }

    /// A number with its type, where that is not the one that Rust would take.
    fn number_of_its_own_type(&mut self, value: Value) -> Option<TokenStream> {
        if *self.kind(value) == Kind::Real(Elem::F32) {
            return self.typed_number(value);
        }
        let Kind::Int(Int::Named(name)) = *self.kind(value) else { return None };
        let Op::Constant(Constant::Int(_, Some(written))) = &self.waiting.get(&value)?.op else { return None };
        let literal = syn::parse2::<syn::LitInt>(written.clone()).ok()?;
        if name == "i32" || !literal.suffix().is_empty() {
            return None;
        }
        self.read(value);
        format!("{literal}_{name}").parse().ok()
    }

    /// `[x; N]`, or what makes an array or `Vec` of an element that is no plain number.
    fn repeated(&mut self, stmt: &Stmt, kind: &Kind, array: &TokenStream) -> Rendered {
        let number = self.number_of_its_own_type(stmt.args[0]);
        let element = number.unwrap_or_else(|| self.owned(stmt.args[0]));
        let count = self.value(stmt.args[1]).tokens;
        let private = self.reals.private;
        let is_plain = match kind {
            Kind::Array(element, Dim::Known(_) | Dim::Named(_)) => is_plain(element),
            Kind::Array(_, Dim::Generic(_) | Dim::Dyn)
            | Kind::Real(_)
            | Kind::Tensor(_)
            | Kind::Int(_)
            | Kind::Bool
            | Kind::Geometry(..)
            | Kind::Record(_)
            | Kind::Opaque
            | Kind::Open
            | Kind::Factor(..)
            | Kind::Pullback => false,
        };
        let tokens = if is_plain {
            quote!([#element; #count])
        } else {
            quote_spanned!(hygienic() => <#array as #private::Repeat>::repeat(#element, #count))
        };
        Rendered::new(tokens, Precedence::Postfix)
    }

    /// A kind whose reals have the function's scalar type, where they have none of their own.
    pub(super) fn typed(&self, kind: &Kind) -> Kind {
        match kind {
            Kind::Real(Elem::Any) => Kind::Real(self.reals.elem.clone()),
            Kind::Array(element, length) => Kind::Array(Box::new(self.typed(element)), length.clone()),
            Kind::Tensor(tensor) if tensor.elem == Elem::Any => {
                Kind::Tensor(Tensor { elem: self.reals.elem.clone(), ..tensor.clone() })
            }
            Kind::Real(_)
            | Kind::Tensor(_)
            | Kind::Int(_)
            | Kind::Bool
            | Kind::Geometry(..)
            | Kind::Record(_)
            | Kind::Opaque
            | Kind::Open
            | Kind::Factor(..)
            | Kind::Pullback => kind.clone(),
        }
    }

    /// The type whose constructor is called; entries that are mere numbers have the function's scalar type.
    pub(super) fn constructed(&self, tensor: &Tensor) -> TokenStream {
        let elem = tensor.elem.join(&self.reals.elem).unwrap_or_else(|| tensor.elem.clone());
        tangent::of_tensor(self.reals.private, &Tensor { elem, ..tensor.clone() })
    }

    /// The sizes of a type whose sizes are type parameters, as values of nalgebra's types for them.
    pub(super) fn generic_sizes(&mut self, tensor: &Tensor, rows: Value, cols: Value) -> [TokenStream; 2] {
        [(&tensor.rows, rows), (&tensor.cols, cols)].map(|(dim, value)| {
            let value = self.value(value).tokens;
            self.generic(dim, &value)
        })
    }

    /// The sizes that a constructor of this type takes.
    pub(super) fn sizes(&mut self, tensor: &Tensor, rows: Value, cols: Value) -> Vec<TokenStream> {
        let sizes = [(&tensor.rows, rows), (&tensor.cols, cols)];
        let written = sizes.into_iter().filter_map(|(dim, value)| match dim {
            Dim::Generic(_) | Dim::Dyn => Some(self.value(value).tokens),
            Dim::Known(_) | Dim::Named(_) => {
                self.read(value);
                None
            }
        });
        written.collect()
    }

    /// The number that a value is, where it is written as one.
    fn number(&self, value: Value) -> Option<f64> {
        let stmt = self.waiting.get(&value)?;
        if let Op::Constant(Constant::Real(number, _)) = stmt.op { Some(number) } else { None }
    }

    fn entries(&mut self, ty: &TokenStream, tensor: &Tensor, stmt: &Stmt) -> Rendered {
        let is_small = |dim: &Dim| matches!(dim, Dim::Known(1..=6));
        let sizes = self.sizes(tensor, stmt.args[0], stmt.args[1]);
        let entries = stmt.args[2..].iter().map(|entry| self.value(*entry).tokens).collect::<Vec<_>>();
        let is_vector = tensor.rows.is_one() || tensor.cols.is_one();
        let tokens = if is_small(&tensor.rows) && is_small(&tensor.cols) {
            quote_spanned!(hygienic() => #ty::new(#(#entries),*))
        } else if is_vector {
            quote_spanned!(hygienic() => #ty::from_row_slice(&[#(#entries),*]))
        } else {
            quote_spanned!(hygienic() => #ty::from_row_slice(#(#sizes,)* &[#(#entries),*]))
        };
        Rendered::new(tokens, Precedence::Postfix)
    }

    /// Constant Rust, with the locals that it names under the names that it knows.
    pub(super) fn fragment(&mut self, fragment: &Fragment, args: &[Value]) -> Rendered {
        let bindings = self.rebind(&fragment.captures, args);
        let tokens = &self.filled(fragment, args);
        if bindings.is_empty() {
            if fragment.is_place {
                let is_pointee = matches!(tokens.clone().into_iter().next(), Some(TokenTree::Punct(_)));
                let precedence = if is_pointee { Precedence::Unary } else { Precedence::Postfix };
                return Rendered { tokens: tokens.clone(), precedence, access: Access::Owned };
            }
            let atom = syn::parse2::<syn::Expr>(tokens.clone()).is_ok_and(|expr| is_atom(&expr));
            return Rendered::new(tokens.clone(), if atom { Precedence::Postfix } else { Precedence::Block });
        }
        Rendered::new(quote!({ #(#bindings)* #tokens }), Precedence::Block)
    }

    /// `let` statements for locals that are not there under the user's name, or not as the user has them.
    pub(super) fn rebind(&mut self, captures: &[Capture], args: &[Value]) -> Vec<TokenStream> {
        let mut bindings = Vec::new();
        for (capture, arg) in captures.iter().zip(args).filter(|(capture, _)| !capture.is_hole) {
            let ident = &capture.ident;
            let there = self
                .places
                .get(arg)
                .is_some_and(|place| is_same_name(&place.ident, ident) && place.is_reference == capture.by_reference);
            if there {
                self.read(*arg);
                continue;
            }
            let value = if capture.by_reference { self.reference(*arg) } else { self.borrowed_or_copied(*arg) };
            bindings.push(quote!(let #ident = #value;));
        }
        bindings
    }

    /// A call of a function whose derivatives are given by hand.
    pub(super) fn custom(&mut self, custom: &Custom, args: &[Value]) -> Rendered {
        let holes = custom.holes.iter().zip(args).map(|(hole, arg)| {
            let value = match hole.passing {
                Passing::Reference => Rendered::new(self.reference(*arg), Precedence::Unary),
                Passing::View => self.raw(*arg),
                Passing::Owned => Rendered::new(self.given(*arg), Precedence::Postfix),
            };
            (hole.ident.to_string(), value)
        });
        let holes = holes.collect::<Vec<_>>();
        Rendered::new(fill(custom.call.clone(), &holes), Precedence::Postfix)
    }

    /// A value that is given to a function; a constant of the user's own type is copied if it is still needed.
    fn given(&mut self, value: Value) -> TokenStream {
        if !matches!(self.kind(value), Kind::Opaque | Kind::Open) {
            return self.owned(value);
        }
        let raw = self.raw(value);
        match raw.access {
            Access::Temporary | Access::Movable => raw.tokens,
            Access::Reference => self.copied(value, &raw.tokens),
            Access::Owned => {
                let tokens = raw.tokens;
                self.copied(value, &quote!(&#tokens))
            }
        }
    }

    /// The source of a fragment with its holes filled.
    fn filled(&mut self, fragment: &Fragment, args: &[Value]) -> TokenStream {
        let holes = fragment.captures.iter().zip(args).filter(|(capture, _)| capture.is_hole);
        let holes = holes.map(|(capture, arg)| {
            let value =
                if matches!(self.kind(*arg), Kind::Geometry(..)) && is_receiver(&capture.ident, &fragment.tokens) {
                    self.raw(*arg)
                } else if capture.by_reference {
                    Rendered::new(self.reference(*arg), Precedence::Unary)
                } else if self.kind(*arg).tensor().is_some() {
                    Rendered::new(self.owned(*arg), Precedence::Postfix)
                } else {
                    self.value(*arg)
                };
            (capture.ident.to_string(), value)
        });
        let holes = holes.collect::<Vec<_>>();
        if holes.is_empty() { fragment.tokens.clone() } else { fill(fragment.tokens.clone(), &holes) }
    }

    fn borrowed_or_copied(&mut self, value: Value) -> TokenStream {
        if self.kind(value).tensor().is_some() { self.owned(value) } else { self.value(value).tokens }
    }
}

/// Whether a name is what a method is called on, or a field is read of.
fn is_receiver(ident: &Ident, tokens: &TokenStream) -> bool {
    let mut tokens = tokens.clone().into_iter();
    matches!(tokens.next(), Some(TokenTree::Ident(first)) if first == *ident)
        && matches!(tokens.next(), Some(TokenTree::Punct(dot)) if dot.as_char() == '.')
}

/// Puts expressions in the places of holes: as they are between commas, with the parentheses they need elsewhere.
fn fill(tokens: TokenStream, holes: &[(String, Rendered)]) -> TokenStream {
    let trees = tokens.into_iter().collect::<Vec<_>>();
    let is_comma = |place: Option<&TokenTree>| match place {
        Some(TokenTree::Punct(punct)) => punct.as_char() == ',',
        Some(TokenTree::Ident(_) | TokenTree::Group(_) | TokenTree::Literal(_)) => false,
        None => true,
    };
    let filled = trees.iter().enumerate().map(|(place, tree)| match tree {
        TokenTree::Ident(ident) => match holes.iter().find(|(hole, _)| ident == hole) {
            Some((_, value)) => {
                let before = place.checked_sub(1).and_then(|before| trees.get(before));
                let is_apart = is_comma(before) && is_comma(trees.get(place + 1));
                if is_apart { value.tokens.clone() } else { value.clone().at_least(Precedence::Postfix) }
            }
            None => ident.to_token_stream(),
        },
        TokenTree::Group(group) => {
            let mut filled = Group::new(group.delimiter(), fill(group.stream(), holes));
            filled.set_span(group.span());
            filled.to_token_stream()
        }
        TokenTree::Punct(_) | TokenTree::Literal(_) => tree.to_token_stream(),
    });
    filled.collect()
}

/// Whether a size is a type parameter.
pub(super) fn has_generic(tensor: &Tensor) -> bool {
    [&tensor.rows, &tensor.cols].iter().any(|dim| matches!(dim, Dim::Generic(_)))
}

/// Whether a kind is that of arrays whose elements are no numbers.
fn is_array_of_others(kind: &Kind) -> bool {
    matches!(kind, Kind::Array(element, Dim::Known(_) | Dim::Named(_)) if !element.is_real())
}

/// Whether values of a kind are copied as they are.
fn is_plain(kind: &Kind) -> bool {
    match kind {
        Kind::Real(_) | Kind::Int(_) | Kind::Bool => true,
        Kind::Array(element, Dim::Known(_) | Dim::Named(_)) => is_plain(element),
        Kind::Array(_, Dim::Generic(_) | Dim::Dyn)
        | Kind::Tensor(_)
        | Kind::Factor(..)
        | Kind::Geometry(..)
        | Kind::Record(_)
        | Kind::Opaque
        | Kind::Open
        | Kind::Pullback => false,
    }
}

fn ends_with_cast(tokens: &TokenStream) -> bool {
    let trees = tokens.clone().into_iter().collect::<Vec<_>>();
    matches!(&trees[..], [.., TokenTree::Ident(word), _] if word == "as")
}

fn is_atom(expr: &syn::Expr) -> bool {
    matches!(
        expr,
        syn::Expr::Path(_)
            | syn::Expr::Call(_)
            | syn::Expr::MethodCall(_)
            | syn::Expr::Field(_)
            | syn::Expr::Index(_)
            | syn::Expr::Lit(_)
            | syn::Expr::Paren(_)
    )
}

/// The tokens of an operator.
fn punctuation(symbol: &str) -> TokenStream {
    let last = symbol.len().saturating_sub(1);
    let spacing = |place: usize| if place < last { Spacing::Joint } else { Spacing::Alone };
    symbol.char_indices().map(|(place, letter)| TokenTree::Punct(Punct::new(letter, spacing(place)))).collect()
}
