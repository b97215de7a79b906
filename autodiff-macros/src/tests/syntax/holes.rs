//! Programs that once had a wrong derivative, or could have had one: each is refused where it goes astray.

use crate::diagnostics::Message;
use crate::messages::{assignment, iteration, syntax, value};

use super::refuses;

macro_rules! refused {
    ($($name:ident, $message:expr, $example:literal;)*) => {$(
        #[test]
        fn $name() {
            let message: Message = $message;
            refuses($example, &message).unwrap_or_else(|error| panic!("{error}"));
        }
    )*};
}

refused! {
    condition_on_a_local_whose_value_may_jump, syntax::condition(),
        "«#[cfg(any())]» let x = if x > 0.0 { return 3.0 } else { 2.0 * x }; x";
    condition_on_a_local_closure, syntax::condition(),
        "let g = |a| a * x; «#[cfg(any())]» let g = |a| 2.0 * a * x; g(c)";
    condition_on_a_local_without_a_value, syntax::condition(), "let y = x; «#[cfg(any())]» let y; y";
    condition_on_a_mutable_reference, syntax::condition(),
        "let mut y = x; let mut z = c; let r = &mut y; «#[cfg(any())]» let r = &mut z; *r = c; y";
    condition_on_a_parameter_of_a_closure, syntax::condition(), "let g = |«#[cfg(any())]» a: f64, b: f64| b; g(x)";
    condition_in_a_list, syntax::condition(), "let v = vec![«#[cfg(any())]» x, 2.0 * x]; v[0]";
    condition_in_a_constructor, syntax::condition(),
        "let v = DVector::from_vec(vec![«#[cfg(any())]» x, 2.0 * x]); v[0]";
    condition_on_a_field, syntax::condition(), "let p = Point { «#[cfg(any())]» a: x, b: c }; p.a";
    condition_on_a_field_of_a_pattern, syntax::condition(), "let Point { «#[cfg(any())]» a, b } = x; b";
    condition_on_an_arm, syntax::condition(), "match c { «#[cfg(any())]» 0.0 => x, _ => x * x }";
    condition_on_an_argument, syntax::condition(), "f64::max(«#[cfg(any())]» x, x, c)";
    condition_on_what_is_iterated, syntax::condition(), "let mut y = x; for i in «#[cfg(any())]» 0..3 { y *= y; } y";
    condition_of_a_block, syntax::condition(), "let y = { «#![cfg(any())]» x }; y";
    item_where_control_never_gets, syntax::item("a function"), "return x * k(2.0); «fn k(a: f64) -> f64 { 10.0 * a }»";
    constant_where_control_never_gets, syntax::item("a constant"),
        "if x > c { panic!(); «const K: f64 = 2.0;» } x * K";
    name_that_borrows_mutably, syntax::mutable_pattern("r"), "let mut y = x; let «ref mut r» = y; *r = 2.0 * x; y";
    part_that_is_borrowed_mutably, syntax::mutable_pattern("a"),
        "let mut t = (x, c); let («ref mut a», _) = t; *a = x * x; t.0";
    arm_that_borrows_mutably, syntax::mutable_pattern("r"),
        "let mut y = x; match y { «ref mut r» => { *r *= 2.0; } } y * x";
    constant_that_is_borrowed_mutably, syntax::mutable_pattern("n"),
        "let mut o = Some(c); if let Some(«ref mut n») = o { *n = 3.0; } x";
    set_of_what_varies, iteration::collected_otherwise(),
        "let v = [x, c]; let s = v.iter().map(|a| a * a).collect«::<Bag<f64>>»().len(); x";
    set_by_its_annotation, value::declared_elsewhere(),
        "let v = [c, c]; let «s: HashSet<i64>» = v.iter().map(|a| *a as i64).collect(); x * s.len() as f64";
    map_by_its_annotation, value::declared_elsewhere(),
        "let «m: HashMap<usize, f64>» = (0..4).map(|i| (i % 2, x * i as f64)).collect(); m.len() as f64 * x";
    number_of_an_unknown_type, value::declared_elsewhere(), "let «k: Small» = 0.1; x * k as f64";
    index_that_assigns, assignment::in_index(), "let mut v = [c, c]; let y = v[«{ v[0] = x; 0 }»]; y";
    index_on_the_left_that_assigns, assignment::in_index(),
        "let mut k = 0; let mut v = [x, x]; v[«{ k += 1; k }»] += x * k as f64; v[1]";
    index_that_grows_a_list, assignment::in_index(), "let mut v = vec![x]; let y = v[«{ v.push(c); 0 }»]; y";
    operand_that_assigns, assignment::in_operand(),
        "let mut k = 0; let mut v = [Vector2::new(x, c); 2]; v[k] += «{ k += 1; Vector2::new(x, x) }»; v[0].x";
    constant_code_that_assigns, syntax::changed_inside("k"), "let mut k = c; let n = count({ «k» += 1.0; k }); x * k";
    constant_code_that_pushes, syntax::changed_by("push", "v"),
        "let mut v = vec![c]; let n = count({ v.«push»(2.0); 1.0 }); x * v.len() as f64";
    method_that_takes_away, syntax::changed_by("remove", "v"), "let mut v = vec![c, c]; let a = v.«remove»(0); x * v[0]";
    method_that_takes_the_last, syntax::changed_by("pop", "v"), "let mut v = vec![c]; let a = v.«pop»(); x * v.len() as f64";
    method_of_an_iterator, syntax::changed_by("next", "it"), "let mut it = numbers(); let a = it.«next»(); x * c";
    method_that_takes_out, syntax::changed_by("take", "o"), "let mut o = Some(c); let a = o.«take»(); x * o.unwrap_or(2.0)";
    closure_that_assigns_in_constant_code, syntax::changed_inside("k"), "let mut k = c; let n = count(|| { «k» = 2.0; 1.0 }); x * k";
    decreed_constant_that_assigns, syntax::changed_inside("k"), "let mut k = c; let n = autodiff::constant({ «k» += 1.0; k }); x * k";
    assertion_that_assigns, syntax::changed_inside("k"), "let mut k = c; assert!({ «k» = x; true }); x * k";
    assertion_with_a_block, syntax::asserted("x"), "assert!(«{ CELL = x; true }»); x * cell()";
    assertion_with_a_macro, syntax::asserted("x"), "assert!(«stash»!(x)); x * cell()";
    assertion_with_an_operator, syntax::asserted("x"), "let cell = cell(); assert!(«*cell» << x); x";
    assertion_with_a_known_name, syntax::asserted("x"), "let cell = cell(); assert!(«cell».max(x) > 1.0); x";
    assertion_with_an_unknown_function_of_a_type, syntax::asserted("x"), "assert!(«f64::stash»(x)); x * cell()";
    list_of_another_library, syntax::macro_call("vec", Some("x")), "let v = «my::vec»![x, x]; v[0]";
    operand_and_index_that_call, assignment::order(),
        "let mut v = [Vector2::new(x, c); 2]; v[next()] += «Vector2::new(x, next())»; v[0].x";
}
