//! A program as a module: its functions, and the [`Case`](crate::harness::Case) that describes them.

use std::fmt::Write;

use crate::tree::{Function, Holder, Param, Program, Ty};

/// What every module begins with.
const PRELUDE: &str = "use autodiff::{Differentiable, differentiate};
#[allow(unused_imports)]
use nalgebra::*;
use programs::harness::{Case, Claim, Flat, Point, flat};

";

/// The module of a program.
pub(crate) fn module(program: &Program, name: &str) -> String {
    let mut text = PRELUDE.to_owned();
    text.push_str(&items(program, true));
    if program.scalar == "f32" {
        text = narrowed(&text);
        let _ = writeln!(text, "mod twin {{\nuse super::*;\n{}}}", items(program, false));
    }
    case(program, name, &mut text);
    text
}

/// The module of a program without its attributes, which shows whether it is Rust at all.
pub(crate) fn bare_module(program: &Program) -> String {
    format!("{PRELUDE}{}pub fn case() -> Case {{ loop {{}} }}\n", items(program, false))
}

/// Structs and functions, as a reader needs them.
pub(crate) fn items(program: &Program, with_attributes: bool) -> String {
    let mut text = String::new();
    for (number, ty) in program.structs.iter().enumerate() {
        structure(number, ty, with_attributes, &mut text);
    }
    for function in &program.functions {
        function.write(with_attributes, &mut text);
    }
    text
}

fn structure(number: usize, ty: &Ty, with_attributes: bool, into: &mut String) {
    let Ty::Struct(_, fields) = ty else { return };
    let derive = if with_attributes { ", Differentiable" } else { "" };
    let _ = writeln!(into, "#[derive(Clone{derive})]\npub struct S{number} {{");
    for (name, ty) in fields {
        let _ = writeln!(into, "    pub {name}: {},", ty.text());
    }
    into.push_str("}\n");
    let _ = writeln!(into, "impl Flat for S{number} {{\n    fn flatten(&self, into: &mut Vec<f64>) {{");
    for (name, _) in fields {
        let _ = writeln!(into, "        self.{name}.flatten(into);");
    }
    into.push_str("    }\n}\n\n");
}

/// The same in `f32`; numbers are still handed over in `f64`.
fn narrowed(text: &str) -> String {
    text.replace("f64", "f32").replace("into: &mut Vec<f32>", "into: &mut Vec<f64>")
}

fn case(program: &Program, name: &str, into: &mut String) {
    let main = program.functions.last().expect("a program has a function");
    let narrow = program.scalar == "f32";
    let plain = if narrow { format!("twin::{}", main.name) } else { main.name.clone() };
    let dimension = main.params.iter().filter(|param| param.wrt).map(|param| param.ty.numbers()).sum::<usize>();
    let numbers = if narrow { "f32" } else { "f64" };
    let mut claims = String::new();
    for claim in claim_texts(main) {
        let claim = if narrow { narrowed(&claim).replace("fn32", "f64") } else { claim };
        let _ = writeln!(claims, "        {claim},");
    }
    let setup = setup(main, "x", "p");
    let arguments = arguments(main, false);
    let own = if narrow {
        narrowed(&format!("Some(|x| {{ {setup} flat(&{}({arguments})) }})", main.name))
    } else {
        "None".to_owned()
    };
    let _ = write!(
        into,
        "pub fn case() -> Case {{
    Case {{
        name: \"{name}\",
        seed: {},
        dimension: {dimension},
        exact: {},
        epsilon: {numbers}::EPSILON as _,
        plain: |x| {{ {setup} flat(&{plain}({arguments})) }},
        narrow: {own},
        claims: &[
{claims}        ],
    }}
}}
",
        program.seed,
        is_exact(program),
    );
}

/// Whether nothing may be computed in another order, which changes rounding: no products of matrices are associated
/// differently, and no loops become lanes.
fn is_exact(program: &Program) -> bool {
    let text = items(program, false);
    let reordered = ["Matrix", "Vector", "Vec<", "[f64", "for ", "iter()"];
    program.scalar == "f64" && !reordered.iter().any(|what| text.contains(what))
}

/// Statements that take the parameters out of the point.
fn setup(function: &Function, numbers: &str, prefix: &str) -> String {
    let mut text = format!("let {prefix} = &mut Point::new({numbers}); ");
    for (index, param) in function.params.iter().enumerate() {
        if param.wrt {
            let _ = write!(text, "let {prefix}{index}: {} = {}; ", param.ty.text(), param.ty.taken(prefix));
        } else if prefix == "p" {
            let _ = write!(text, "let {prefix}{index} = {}; ", param.constant);
        }
    }
    text
}

/// The arguments of a call; with `tangents`, those of the tangents after them.
fn arguments(function: &Function, tangents: bool) -> String {
    let pass = |prefix: &str, index: usize, param: &Param| {
        format!("{}{prefix}{index}", if param.wrt && param.is_lent() { "&" } else { "" })
    };
    let indexed = || function.params.iter().enumerate();
    let mut all = indexed().map(|(index, param)| pass("p", index, param)).collect::<Vec<_>>();
    if tangents {
        all.extend(indexed().filter(|(_, param)| param.wrt).map(|(index, param)| pass("t", index, param)));
    }
    all.join(", ")
}

fn claim_texts(main: &Function) -> Vec<String> {
    let (name, setup, arguments_) = (&main.name, setup(main, "x", "p"), arguments(main, false));
    let tangents = self::setup(main, "along", "t");
    let all = arguments(main, true);
    let is_scalar = main.result == Ty::Real;
    let mut claims = Vec::new();
    if is_scalar {
        claims.push(format!(
            "Claim::Gradient(\"value_and_gradient\", |x| {{ {setup} let (y, g) = {name}::value_and_gradient({arguments_}); (flat(&y), flat(&g)) }})"
        ));
        claims.push(format!(
            "Claim::Gradient(\"gradient\", |x| {{ {setup} (vec![], flat(&{name}::gradient({arguments_}))) }})"
        ));
        claims.push(into_claim(main));
    }
    let lent = if is_scalar { "" } else { "&" };
    claims.push(format!(
        "Claim::Vjp(|x, along| {{ {setup} let w: {} = {{ let c = &mut Point::new(along); {} }}; let (y, pull) = {name}::vjp({arguments_}); (flat(&y), flat(&pull({lent}w))) }})",
        main.result.text(),
        main.result.taken("c"),
    ));
    for form in &main.forms {
        claims.push(match *form {
            "jvp" => format!(
                "Claim::Jvp(|x, along| {{ {setup}{tangents} let (y, slope) = {name}::jvp({all}); (flat(&y), flat(&slope)) }})"
            ),
            "hvp" => format!("Claim::Hvp(|x, along| {{ {setup}{tangents} flat(&{name}::hvp({all})) }})"),
            "taylor" => format!("Claim::Taylor(|x, along| {{ {setup}{tangents} flat(&{name}::taylor::<3>({all})) }})"),
            "hessian" => format!("Claim::Hessian(|x| {{ {setup} flat(&{name}::hessian({arguments_})) }})"),
            "jacobian" => format!("Claim::Jacobian(|x| {{ {setup} flat(&{name}::jacobian({arguments_})) }})"),
            other => unreachable!("{other}"),
        });
    }
    claims
}

/// `value_and_gradient_into`, with buffers that hold something else before.
fn into_claim(main: &Function) -> String {
    let buffers = main.params.iter().enumerate().filter(|(_, param)| param.wrt);
    let mut made = String::new();
    let (mut lent, mut read) = (String::new(), String::new());
    for (index, param) in buffers {
        let _ = write!(made, "let mut d{index}: {} = {}; ", param.ty.text(), param.ty.taken("d"));
        let whole = matches!(param.ty, Ty::List(Holder::Slice | Holder::Vec, ..));
        let _ = write!(lent, ", &mut d{index}{}", if whole { "[..]" } else { "" });
        let _ = write!(read, "g.extend(flat(&d{index})); ");
    }
    format!(
        "Claim::Gradient(\"value_and_gradient_into\", |x| {{ {} let d = &mut Point::new(x); {made}let y = {}::value_and_gradient_into({}{lent}); let mut g = vec![]; {read}(flat(&y), g) }})",
        setup(main, "x", "p"),
        main.name,
        arguments(main, false),
    )
}

/// A program as a test of the repository.
pub(crate) fn test(program: &Program) -> String {
    let main = program.functions.last().expect("a program has a function");
    let mut text = format!(
        "// seed {}\nuse autodiff::{{Differentiable, check, differentiate}};\nuse nalgebra::*;\n\n",
        program.seed
    );
    text.push_str(&items(program, true).replace("use super::*;", ""));
    let forms = main.forms.iter().filter(|form| !matches!(**form, "gradient"));
    let first = if main.result == Ty::Real { vec!["gradient", "vjp"] } else { vec!["vjp"] };
    let forms = first.into_iter().chain(forms.copied()).collect::<Vec<_>>().join(", ");
    let names =
        main.params.iter().filter(|param| param.wrt).map(|param| param.name.clone()).collect::<Vec<_>>().join(", ");
    let _ = write!(text, "#[test]\nfn seed_{}() {{\n", program.seed);
    let mut rng = fastrand::Rng::with_seed(program.seed);
    for param in &main.params {
        let value = if param.wrt { some(&param.ty, &mut rng) } else { param.constant.clone() };
        let _ = writeln!(text, "    let {} = {value};", param.name);
    }
    let arguments = main.params.iter().map(|param| {
        let lent = if param.wrt && param.is_lent() { "&" } else { "" };
        format!("{lent}{}", param.name)
    });
    let arguments = arguments.collect::<Vec<_>>().join(", ");
    let _ = writeln!(text, "    check!({}({arguments}), wrt({names}), {forms});\n}}", main.name);
    text
}

/// Some value of the type, as it is written.
fn some(ty: &Ty, rng: &mut fastrand::Rng) -> String {
    let mut text = ty.taken("p");
    while let Some(at) = text.find("p.") {
        let end = at + text[at..].find(')').map_or(0, |end| end + 1);
        let call = text[at..end].to_owned();
        let mut numbers =
            |n: usize| (0..n).map(|_| format!("{:.2}", rng.f64() * 2.0 + 0.1)).collect::<Vec<_>>().join(", ");
        let sizes =
            call.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse::<usize>().ok()).collect::<Vec<_>>();
        let made = match sizes[..] {
            [] => numbers(1),
            [n] if call.contains("row") => format!("RowDVector::from_vec(vec![{}])", numbers(n)),
            [n] => format!("DVector::from_vec(vec![{}])", numbers(n)),
            [rows, columns, ..] if call.contains("fixed") => {
                format!("SMatrix::<f64, {rows}, {columns}>::from_row_slice(&[{}])", numbers(rows * columns))
            }
            [rows, columns, ..] => {
                format!("DMatrix::from_row_slice({rows}, {columns}, &[{}])", numbers(rows * columns))
            }
        };
        text.replace_range(at..end, &made);
    }
    text
}
