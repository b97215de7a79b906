//! What compiles only if types and methods that were read by their names are nalgebra's.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use crate::ir::{Elem, Figure, Form, Kind, Named, Op, Program, Shaped, Stmt};

use super::said::Said;
use super::{Target, hygienic, local, tangent};

/// Methods that a type has through what it points to: any method of a trait goes first.
const THROUGH_DEREF: [&str; 4] = ["as_vector", "imag", "scalar", "vector"];

/// Holds a type that the user names against nalgebra's.
pub(super) fn ty(target: &Target<'_>, named: &Named) -> TokenStream {
    let Named { path, arguments, figure } = named;
    // Of a vector of unknown size nothing was read.
    if *figure == Figure::Unit(0) {
        return TokenStream::new();
    }
    let elem = scalar(target);
    let (private, expected) = (target.private(), tangent::of_figure(&target.private(), *figure, &elem));
    let size = Literal::usize_unsuffixed(figure.dimension());
    let is_unit = path.clone().into_iter().last().is_some_and(|last| last.to_string() == "Unit");
    let implied = if is_unit { quote!(#private::SVector<#elem, #size>) } else { elem };
    let arguments = arguments.as_ref().unwrap_or(&implied);
    quote!(let _: ::core::marker::PhantomData<#expected> = ::core::marker::PhantomData::<#path<#arguments>>;)
}

/// Holds the types of vectors, matrices and `Vec`s that the user names against nalgebra's and the standard library's.
pub(super) fn shaped(target: &Target<'_>, Shaped { ty, kind }: &Shaped) -> TokenStream {
    let private = target.private();
    let expected = if let Kind::Tensor(tensor) = kind {
        let elem = if tensor.elem == Elem::Any { scalar(target) } else { tangent::primitive(&tensor.elem) };
        let [rows, cols] = [&tensor.rows, &tensor.cols].map(|size| tangent::of_dim(&private, size));
        quote!(#private::Matrix<#elem, #rows, #cols, _>)
    } else {
        quote!(#private::Vec<_>)
    };
    let span = ty.clone().into_iter().last().map_or_else(Span::call_site, |last| last.span());
    let itself = quote_spanned!(hygienic().located_at(span) => #ty::__itself());
    quote!({
        use #private::Itself as _;
        let _: ::core::marker::PhantomData<#expected> = #itself;
    })
}

/// Holds functions that every crate has against those of the same name in the user's scope.
pub(super) fn function(target: &Target<'_>, (written, function): &(TokenStream, &'static str)) -> TokenStream {
    let private = target.private();
    let function: TokenStream = function.parse().unwrap_or_default();
    let is_absolute = function.to_string().starts_with("::");
    let function = if is_absolute { function } else { quote!(#private::#function) };
    // All at one place, so that an error stands there.
    let span = written.clone().into_iter().next().map_or_else(Span::call_site, |first| first.span());
    let there = |tokens: TokenStream| {
        let moved = tokens.into_iter().map(|mut tree| {
            tree.set_span(tree.span().located_at(span));
            tree
        });
        moved.collect::<TokenStream>()
    };
    let (written, function, private) = (there(written.clone()), there(function), there(private));
    quote_spanned!(hygienic().located_at(span) => #private::held(#private::two(#written, #function));)
}

/// Holds macros that every crate has against those of the same name in the user's scope: one that is brought by a glob
/// is ambiguous where another one would be in view without that, and a failure never ends.
pub(super) fn standard_macros(target: &Target<'_>, names: &[Ident]) -> TokenStream {
    let private = target.private();
    let calls = names.iter().map(|name| match name.to_string().as_str() {
        "panic" | "unreachable" | "todo" | "unimplemented" => {
            quote!(let _ = || -> ::core::convert::Infallible { #name!() };)
        }
        "vec" => quote!({ use #private::standard::*; let _: #private::Vec<()> = #name![]; }),
        "assert" | "debug_assert" => quote!({ use #private::standard::*; #name!(true); }),
        _ => quote!({ use #private::standard::*; let _ = #name!((), ()); }),
    });
    calls.collect()
}

/// Holds the names of scalar types against the types that the language has.
pub(super) fn scalars(said: &Said) -> TokenStream {
    let checks = said.scalars().map(|name| {
        let name = format_ident!("{name}");
        quote!(let _: ::core::marker::PhantomData<::core::primitive::#name> = ::core::marker::PhantomData::<#name>;)
    });
    checks.collect()
}

/// Holds a method against nalgebra's: a method of one more trait is ambiguous where a trait of the user's has one that
/// Rust would take before nalgebra's, which is not of a trait.
pub(super) fn method(target: &Target<'_>, method: &Ident, figure: Figure) -> TokenStream {
    let private = target.private();
    let ty = tangent::of_figure(&private, figure, &scalar(target));
    let generic = tangent::of_figure(&private, figure, &quote!(S));
    let probe = |receiver: TokenStream, value: TokenStream| {
        quote!({
            trait __Probe { fn #method(#receiver); }
            impl<S: #private::Real> __Probe for #generic { fn #method(#receiver) {} }
            let _ = |#value: #ty| value.#method();
        })
    };
    let by_value = probe(quote!(self), quote!(value));
    if !THROUGH_DEREF.contains(&method.to_string().as_str()) {
        return by_value;
    }
    let (by_reference, mutably) = (probe(quote!(&self), quote!(value)), probe(quote!(&mut self), quote!(mut value)));
    quote!(#by_value #by_reference #mutably)
}

/// A method of a number.
#[derive(Clone, Debug)]
pub(crate) struct Called {
    ty: &'static str,
    name: &'static str,
    arguments: usize,
    /// Where it is first called.
    span: Span,
}

/// The methods of numbers that these Programs call; those of a type parameter are those of its bounds.
pub(super) fn collect<'p>(programs: impl Iterator<Item = &'p Program>) -> Vec<Called> {
    let mut called = Vec::new();
    programs.for_each(|program| collect_from(program, &program.body.stmts, &mut called));
    called
}

fn collect_from(program: &Program, stmts: &[Stmt], all: &mut Vec<Called>) {
    for stmt in stmts {
        if let Op::Apply(rule) = stmt.op
            && let Form::Method(name, _) = rule.form
            && let Kind::Real(elem) = program.kind(stmt.args[0])
        {
            let ty = match elem {
                Elem::F64 | Elem::Any => Some("f64"),
                Elem::F32 => Some("f32"),
                Elem::Param(_) => None,
            };
            let called = ty.map(|ty| Called { ty, name, arguments: stmt.args.len() - 1, span: stmt.span });
            let new = called.filter(|new| !all.iter().any(|known| (known.ty, known.name) == (new.ty, new.name)));
            all.extend(new);
        }
        stmt.blocks.iter().for_each(|block| collect_from(program, &block.stmts, all));
    }
}

/// Holds the methods of numbers against those of the standard library, or of nalgebra's or num-traits' traits: where the
/// crate has no standard library, a trait of the user's with such a method is ambiguous here.
pub(super) fn called(target: &Target<'_>) -> TokenStream {
    ["f64", "f32"].into_iter().map(|ty| called_of(target, ty)).collect()
}

fn called_of(target: &Target<'_>, ty: &str) -> TokenStream {
    let called = target.called.iter().filter(|called| called.ty == ty).collect::<Vec<_>>();
    if called.is_empty() {
        return TokenStream::new();
    }
    let (private, ty) = (target.private(), format_ident!("{ty}"));
    let number = local("number");
    let names = called.iter().map(|called| called.method()).collect::<Vec<_>>();
    let calls = |pattern: TokenStream| {
        let calls =
            called.iter().map(|called| called.call(&pattern, &quote!(#private::StandIn<::core::primitive::#ty>)));
        calls.collect::<TokenStream>()
    };
    let (by_value, mutably) = (calls(quote!(#number)), calls(quote!(mut #number)));
    quote! {
        { use #private::{ComplexField as _, RealField as _}; #by_value }
        {
            trait __Probe { #(fn #names(&self);)* }
            impl __Probe for ::core::primitive::#ty { #(fn #names(&self) {})* }
            #by_value
        }
        {
            trait __Probe { #(fn #names(&mut self);)* }
            impl __Probe for ::core::primitive::#ty { #(fn #names(&mut self) {})* }
            #mutably
        }
    }
}

impl Called {
    fn method(&self) -> Ident {
        Ident::new(self.name, hygienic().located_at(self.span))
    }

    /// A closure that calls it.
    fn call(&self, pattern: &TokenStream, ty: &TokenStream) -> TokenStream {
        let (method, number) = (self.method(), local("number"));
        let arguments = (0..self.arguments).map(|place| local(&format!("argument_{place}"))).collect::<Vec<_>>();
        quote!(let _ = |#pattern: #ty, #(#arguments),*| #number.#method(#(#arguments),*);)
    }
}

/// The scalar type of the function.
fn scalar(target: &Target<'_>) -> TokenStream {
    let leaves = target.parameters.iter().flat_map(|parameter| parameter.shape.leaves());
    let elem = leaves.filter_map(|leaf| leaf.kind.elem()).find(|elem| **elem != Elem::Any);
    tangent::of_elem(elem.unwrap_or(&Elem::F64))
}
