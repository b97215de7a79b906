//! Calls of functions by path.

use quote::{ToTokens, quote};
use syn::{Expr, ExprCall, ExprPath, Path, Type};

use crate::ir::{Kind, Value};
use crate::messages::value;

use super::fragment::Captures;
use super::{Lowered, Lowerer, Tree};

impl Lowerer<'_> {
    pub(super) fn call(&mut self, expr: &ExprCall) -> Lowered<Tree> {
        let Expr::Path(path) = &*expr.func else { return self.other_call(expr) };
        if self.is_constant_marker(path) && expr.args.len() == 1 {
            return self.decreed_constant(&expr.args[0]);
        }
        if let Some((segment, name)) = type_and_name(path)
            && self.types.tensor(&segment).is_some()
        {
            return self.constructor(&segment, &name, expr);
        }
        if let Some(name) = self.scalar_function(path) {
            return self.scalar_call(&name, expr);
        }
        self.other_call(expr)
    }

    /// `f64::sin(x)`, `T::sin(x)`, `<f64>::sin(x)`: the method by another name.
    pub(super) fn scalar_function(&self, path: &ExprPath) -> Option<String> {
        if let Some(qself) = &path.qself {
            let Type::Path(ty) = &*qself.ty else { return None };
            let is_real = ty.path.get_ident().is_some_and(|ident| self.types.elem(&ident.to_string()).is_some());
            return (is_real && qself.position == 0)
                .then(|| path.path.segments.last().map(|last| last.ident.to_string()))?;
        }
        let mut segments = path.path.segments.iter();
        let (ty, name) = (segments.next()?, segments.next()?);
        let is_real = segments.next().is_none() && self.types.elem(&ty.ident.to_string()).is_some();
        is_real.then(|| name.ident.to_string())
    }

    fn scalar_call(&mut self, name: &str, expr: &ExprCall) -> Lowered<Tree> {
        if expr.args.is_empty() {
            return self.other_call(expr);
        }
        let values = self.arguments(expr)?;
        self.at(&expr.func);
        let is_scalar = values.first().is_some_and(|first| match self.builder.kind(*first) {
            Kind::Real(_) | Kind::Open => true,
            Kind::Tensor(_) | Kind::Array(..) | Kind::Int(_) | Kind::Bool | Kind::Opaque | Kind::Pullback => false,
        });
        match self.named_operation(name, &values) {
            Some(tree) if is_scalar => Ok(tree),
            Some(_) | None => self.other_call(expr),
        }
    }

    pub(super) fn arguments(&mut self, expr: &ExprCall) -> Lowered<Vec<Value>> {
        let trees = expr.args.iter().map(|arg| self.expression(arg)).collect::<Vec<_>>();
        let trees = trees.into_iter().collect::<Lowered<Vec<_>>>()?;
        trees.iter().zip(&expr.args).map(|(tree, arg)| self.leaf(tree, arg)).collect()
    }

    /// A call of any other function: of constants a constant, of anything else refused.
    fn other_call(&mut self, expr: &ExprCall) -> Lowered<Tree> {
        let Captures { captures, values } = self.captures(expr)?;
        let Some(active) = self.active(&captures, &values) else { return self.fragment(expr, Kind::Open) };
        // What is called may itself name what varies, unless it is a path.
        let is_path = matches!(&*expr.func, Expr::Path(_));
        let attempt = if is_path { self.attempt(|lowerer| lowerer.arguments(expr)) } else { None };
        match attempt.filter(|values| self.is_constant(values)) {
            Some(values) => {
                let parts = values.into_iter().zip(&expr.args).collect::<Vec<_>>();
                let function = &expr.func;
                self.constant(expr, &parts, |holes| quote!(#function(#(#holes),*)), Kind::Open)
            }
            None => {
                let path = is_path.then(|| expr.func.to_token_stream().to_string().replace(" :: ", "::"));
                Err(self.error(&expr.func, value::function(path.as_deref(), &active)))
            }
        }
    }

    /// Whether a path is `autodiff::constant`, or that of the crate by the name that `crate = ..` gives.
    fn is_constant_marker(&self, path: &ExprPath) -> bool {
        let names = |path: &Path| path.segments.iter().map(|segment| segment.ident.to_string()).collect::<Vec<_>>();
        let facade = self.facade.map_or_else(|| vec!["autodiff".to_owned()], names);
        let written = names(&path.path);
        let Some(("constant", module)) = written.split_last().map(|(last, module)| (last.as_str(), module)) else {
            return false;
        };
        path.qself.is_none() && module == facade
    }
}

/// The type and the function of `path::Type::<..>::name`.
fn type_and_name(path: &ExprPath) -> Option<(syn::PathSegment, String)> {
    if let Some(qself) = &path.qself {
        let Type::Path(ty) = &*qself.ty else { return None };
        let segment = ty.path.segments.last()?.clone();
        return (qself.position == 0).then(|| Some((segment, path.path.segments.last()?.ident.to_string())))?;
    }
    let mut segments = path.path.segments.iter().rev();
    let (name, ty) = (segments.next()?, segments.next()?);
    Some((ty.clone(), name.ident.to_string()))
}
