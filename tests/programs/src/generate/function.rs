//! Whole functions: parameters, bodies, and which derivatives are asked for.

use super::call::Helper;
use super::{Gen, Theme};
use crate::tree::{Block, Expr, Function, Holder, Param, Piece, Program, Ty};

impl Gen {
    pub(super) fn program(mut self) -> Program {
        if self.theme == Theme::Mixed && self.chance(70) {
            self.structure();
        }
        let scalar = if self.structs.is_empty() && self.chance(6) { "f32" } else { "f64" };
        let mut functions = Vec::new();
        let helpers = self.one(&[0, 0, 0, 1, 1, 2]);
        let forms = self.forms(helpers);
        for number in 0..helpers {
            let function = self.helper(number, &forms);
            self.helpers.push(Helper {
                name: function.name.clone(),
                params: function.params.clone(),
                result: function.result.clone(),
            });
            functions.push(function);
        }
        functions.push(self.main(forms));
        Program { seed: self.seed, scalar, structs: self.structs, functions }
    }

    fn structure(&mut self) {
        let (a, b) = (self.simple_ty(), self.simple_ty());
        let mut fields = vec![("a", Ty::Real), ("weight", a), ("x_bar", b)];
        if self.chance(30) {
            fields.push(("items", Ty::List(Holder::Array, Box::new(Ty::Real), 2)));
        }
        self.structs.push(Ty::Struct(0, fields));
    }

    fn forms(&mut self, helpers: usize) -> Vec<&'static str> {
        let mut forms = Vec::new();
        if self.chance(35) {
            forms.push("jvp");
        }
        if self.chance(12) {
            forms.push("jacobian");
        }
        match self.below(20) {
            0 | 1 => forms.push("hvp"),
            2 => forms.push("hessian"),
            3 if helpers == 0 => forms.push("taylor"),
            _ => {}
        }
        forms
    }

    fn reset(&mut self, budget: i32) {
        self.vars.clear();
        self.loops.clear();
        (self.frozen, self.nesting, self.budget) = (0, 0, budget);
        (self.has_option, self.has_counts) = (false, false);
    }

    fn param_ty(&mut self) -> Ty {
        if !self.structs.is_empty() && self.chance(40) {
            let structs = self.structs.clone();
            return self.one(&structs);
        }
        match (self.theme, self.below(10)) {
            (Theme::Long, 0..=3) => self.list_ty(&[Holder::Slice, Holder::Slice, Holder::Vec]),
            (Theme::Long, 4..=6) => self.vector_ty(),
            (Theme::Long, 7..=8) => self.matrix_ty(),
            (Theme::Scalars, 0..=8) => Ty::Real,
            (Theme::Lists, 0..=6) | (Theme::Mixed, 0..=2) => {
                let holders = Gen::slice_holders();
                self.list_ty(&holders)
            }
            (Theme::Fixed | Theme::Dynamic, 0..=6) | (Theme::Mixed, 3..=6) => self.tensor_ty(),
            (_, 9) => Ty::Tuple(vec![Ty::Real, self.simple_ty()]),
            _ => Ty::Real,
        }
    }

    fn result_ty(&mut self) -> Ty {
        let ty = self.local_ty();
        if has_list_of_tuples(&ty) { Ty::Real } else { ty }
    }

    fn param(&mut self, taken: &[Param]) -> Param {
        let mut name = self.name();
        while taken.iter().any(|param| param.name == name) {
            name.push('1');
        }
        let ty = self.param_ty();
        // Slices of tuples are no parameters yet.
        let ty = if has_list_of_tuples(&ty) { Ty::List(Holder::Vec, Box::new(Ty::Real), 3) } else { ty };
        let by_ref = match &ty {
            Ty::Real => self.chance(4),
            Ty::List(Holder::Slice, element, _) if matches!(**element, Ty::Tuple(_)) => false,
            Ty::List(Holder::Slice, ..) => false,
            Ty::Tensor(..) | Ty::Struct(..) => self.chance(80),
            Ty::Int(_) | Ty::Bool | Ty::List(..) | Ty::Tuple(_) => self.chance(50),
        };
        Param { name, ty, by_ref, wrt: true, constant: String::new(), mutable: false, spelled: None }
    }

    /// Parameters, some of which are constants.
    fn params(&mut self, most: usize) -> Vec<Param> {
        let mut params = Vec::new();
        for _ in 0..1 + self.below(most) {
            let param = self.param(&params);
            params.push(param);
        }
        for param in params.iter_mut().skip(1) {
            if self.chance(20) {
                param.wrt = false;
                self.set_constant(param);
            }
        }
        let mut add = |gen_: &mut Gen, name: &str, ty: Ty, spelled: Option<&str>, constant: String| {
            let at = gen_.below(params.len() + 1);
            let name = name.to_owned();
            let spelled = spelled.map(str::to_owned);
            params.insert(at, Param { name, ty, by_ref: false, wrt: false, constant, mutable: false, spelled });
        };
        if self.chance(35) {
            let n = self.below(4);
            add(self, "n", Ty::Int(n), None, n.to_string());
        }
        if self.chance(15) {
            let flag = self.one(&["true", "false"]);
            add(self, "flag", Ty::Bool, None, flag.to_owned());
        }
        if self.chance(10) {
            let maybe = self.one(&["Some(0.75)", "None", "Some(-0.0)"]);
            add(self, "maybe", Ty::Int(0), Some("Option<f64>"), maybe.to_owned());
            self.has_option = true;
        }
        if self.chance(8) {
            add(self, "counts", Ty::Int(0), Some("&[usize]"), "&[2, 0, 3, 1]".to_owned());
            self.has_counts = true;
        }
        for param in &mut params {
            let lent = param.is_lent();
            if !lent && param.spelled.is_none() && self.rng.u8(..8) == 0 {
                param.mutable = true;
            }
            let visible = param.spelled.is_none();
            let (mutable, ty) = (param.mutable && param.ty.is_differentiable(), param.ty.clone());
            let var = self.bind(&param.name.clone(), ty);
            (var.lent, var.mutable, var.hidden) = (lent, mutable, !visible);
        }
        params
    }

    fn set_constant(&mut self, param: &mut Param) {
        let value = self.constant(&param.ty);
        param.constant = if param.is_lent() { format!("&{value}") } else { value };
    }

    fn main(&mut self, forms: Vec<&'static str>) -> Function {
        let size = self.one(&[12, 20, 30, 45]);
        self.reset(size);
        let most = self.one(&[1, 2, 3]);
        let mut params = self.params(most);
        let single = forms.contains(&"hessian");
        let mut forms = forms;
        let mut seen = false;
        for param in &mut params {
            if param.wrt && single && seen {
                param.wrt = false;
                self.set_constant(param);
            }
            seen |= param.wrt;
        }
        let in_matrices = |param: &Param| !param.wrt || matches!(param.ty, Ty::Real | Ty::Tensor(..));
        let mut result = if self.chance(72) { Ty::Real } else { self.result_ty() };
        if forms.iter().any(|form| matches!(*form, "hessian" | "hvp" | "taylor")) {
            result = Ty::Real;
        }
        if !params.iter().all(in_matrices) || !matches!(result, Ty::Real | Ty::Tensor(..)) {
            forms.retain(|form| !matches!(*form, "hessian" | "jacobian" | "taylor"));
        }
        self.returns = Some(result.clone());
        let body = self.body_of(&result);
        let all = params.iter().all(|param| param.wrt || !differentiable(param));
        let says_wrt = !all || self.chance(20);
        Function { name: self.one(&["f", "loss", "value", "main_"]).to_owned(), forms, says_wrt, params, result, body }
    }

    fn body_of(&mut self, result: &Ty) -> Block {
        let mut stmts = Vec::new();
        while self.budget > 6 {
            self.statement(3, &mut stmts);
        }
        self.budget = self.budget.max(6);
        let tail = self.value(result, 2);
        let tail = if *result == Ty::Real { self.with_locals(tail) } else { tail };
        if self.chance(10) {
            stmts.push(Gen::stmt("return $;", vec![tail.into()]));
            return Block { stmts, tail: None };
        }
        Block { stmts, tail: Some(Box::new(tail)) }
    }

    /// The value, and something of what the locals have become.
    fn with_locals(&mut self, value: Expr) -> Expr {
        let mut holes: Vec<Piece> = vec![value.into()];
        let mut text = "($)".to_owned();
        for at in self.visible().into_iter().take(5) {
            let var = self.vars[at].clone();
            let name = &var.name;
            let read = match &var.ty {
                Ty::Real => format!("{}{name}", if var.lent { "*" } else { "" }),
                Ty::Tensor(..) => format!("{name}.sum()"),
                Ty::List(_, element, len) if **element == Ty::Real && *len > 0 => format!("{name}.iter().sum::<f64>()"),
                Ty::Tuple(parts) if parts[0] == Ty::Real => format!("{name}.0"),
                Ty::Struct(..) => format!("{name}.a"),
                Ty::Int(_) | Ty::Bool | Ty::List(..) | Ty::Tuple(_) => continue,
            };
            text.push_str(self.one(&[" + $", " + 0.5 * $", " - $", " + 2.0 * $"]));
            holes.push(Gen::expr(&Ty::Real, &read, Vec::new()).into());
        }
        Gen::expr(&Ty::Real, &text, holes)
    }

    fn helper(&mut self, number: usize, forms: &[&'static str]) -> Function {
        let short = self.chance(50);
        self.reset(if short { 6 } else { 25 });
        self.returns = None;
        if self.chance(20) && !forms.iter().any(|form| matches!(*form, "hessian" | "hvp" | "taylor")) {
            return self.recursive(number, forms);
        }
        let most = self.one(&[1, 2, 3]);
        let mut params = self.params(most);
        params.retain(|param| param.spelled.is_none());
        (self.has_option, self.has_counts) = (false, false);
        for param in &mut params {
            // The caller gives all of them.
            param.wrt = differentiable(param);
        }
        let result = if self.chance(60) { Ty::Real } else { self.result_ty() };
        self.returns = Some(result.clone());
        let body = if short {
            Block { stmts: Vec::new(), tail: Some(Box::new(self.value(&result, 2))) }
        } else {
            self.body_of(&result)
        };
        let forms = if second(forms) { vec!["jvp"] } else { Vec::new() };
        let name = self.one(&["g", "helper", "gradient_of", "layer"]);
        Function { name: format!("{name}{number}"), forms, says_wrt: false, params, result, body }
    }

    /// A function that calls itself, so often as its number says.
    fn recursive(&mut self, number: usize, forms: &[&'static str]) -> Function {
        let other = self.simple_ty();
        let name = format!("recursive{number}");
        let lent = matches!(other, Ty::Tensor(..));
        self.bind("x", Ty::Real);
        self.bind("y", other.clone()).lent = lent;
        let base = self.value(&Ty::Real, 2);
        self.bind("n", Ty::Int(3));
        let step = self.value(&Ty::Real, 2);
        self.bind("step", Ty::Real);
        let next = if lent { self.borrowed(&other, 2) } else { self.value(&other, 2) };
        let again = Gen::expr(&Ty::Real, &format!("{name}(n - 1, step, $)"), vec![next.into()]);
        self.bind("deeper", Ty::Real);
        let tail = self.value(&Ty::Real, 2);
        let stmts = vec![
            Gen::stmt("if n == 0 { return $; }", vec![base.into()]),
            Gen::stmt("let step = $;", vec![step.into()]),
            Gen::stmt("let deeper = $;", vec![again.into()]),
        ];
        let tail = Gen::expr(&Ty::Real, "0.5 * deeper + $", vec![tail.into()]);
        let param = |name: &str, ty: Ty, by_ref: bool| {
            let wrt = ty.is_differentiable();
            Param { name: name.to_owned(), ty, by_ref, wrt, constant: String::new(), mutable: false, spelled: None }
        };
        let params = vec![param("n", Ty::Int(3), false), param("x", Ty::Real, false), param("y", other, lent)];
        let forms = if second(forms) { vec!["jvp"] } else { Vec::new() };
        let body = Block { stmts, tail: Some(Box::new(tail)) };
        Function { name, forms, says_wrt: false, params, result: Ty::Real, body }
    }
}

fn second(forms: &[&str]) -> bool {
    forms.iter().any(|form| *form != "jacobian")
}

fn differentiable(param: &Param) -> bool {
    param.ty.is_differentiable() && param.spelled.is_none()
}

fn has_list_of_tuples(ty: &Ty) -> bool {
    match ty {
        Ty::Real | Ty::Int(_) | Ty::Bool | Ty::Tensor(..) | Ty::Struct(..) => false,
        Ty::List(_, element, _) => matches!(**element, Ty::Tuple(_)) || has_list_of_tuples(element),
        Ty::Tuple(parts) => parts.iter().any(has_list_of_tuples),
    }
}
