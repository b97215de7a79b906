//! Every message that the compiler can give.

use crate::diagnostics::Message;

/// What a user can do about anything that has no derivative.
const RULE: &str = "where its derivative is meant to be zero, write `autodiff::constant(..)` around it";

pub(crate) mod attribute {
    use super::Message;

    const ARGUMENTS: &str = "the arguments are `wrt(a, b)`, `jvp`, `jacobian`, `hessian`, `hvp`, `taylor`, \
                             `derivative(x = ..)`, `vjp = path`, `jvp = path`, `test(x = ..)` and `crate = path`";

    pub(crate) fn unknown(name: &str) -> Message {
        Message::new(format!("`differentiate` has no argument `{name}`"), ARGUMENTS)
    }

    pub(crate) fn scalar_only(form: &str) -> Message {
        let what = format!("`{form}` exists of functions whose result is one real scalar");
        Message::new(what, "ask for `jvp` or `jacobian`, or return one number")
    }

    pub(crate) fn form_of_structs(form: &str) -> Message {
        let help = "ask for `jvp` or `hvp`, or take a vector: `to_vector` and `from_vector` go from one to the other";
        Message::new(format!("`{form}` does not exist of structs"), help)
    }

    pub(crate) fn several_parameters() -> Message {
        let help = "name one of them in `wrt(..)`, or ask for `hvp`, which takes a direction for each";
        Message::new("`hessian` exists with respect to one parameter", help)
    }

    pub(crate) fn malformed(name: &str, shape: &str) -> Message {
        Message::new(format!("`{name}` does not take this form"), format!("write `{shape}`"))
    }

    pub(crate) fn repeated(name: &str) -> Message {
        Message::new(format!("`{name}` is given twice"), "remove one of them")
    }

    pub(crate) fn of_one_function(name: &str) -> Message {
        let help = "put `#[differentiate(..)]` with it on that function, inside of the module";
        Message::new(format!("`{name}` is about the parameters of one function"), help)
    }

    pub(crate) fn module_elsewhere() -> Message {
        let help = "put `#[differentiate]` on each function; or write the module here: `mod model { .. }`";
        Message::new("the functions of this module stand in another file", help)
    }

    pub(crate) fn not_a_function() -> Message {
        let help = "put it on a function with a body, `#[differentiate] fn f(x: f64) -> f64 { .. }`, on the `impl` of a type, \
                    `#[differentiate] impl Model { .. }`, or on a module";
        Message::new("`differentiate` works on functions, on methods of a type, and on modules of these", help)
    }

    pub(crate) fn no_such_parameter(name: &str, known: &[String]) -> Message {
        let help = match known {
            [] => "it has no parameter of a differentiable type".to_owned(),
            known => format!("it can be differentiated by {}", list(known)),
        };
        Message::new(format!("the function has no parameter `{name}`"), help)
    }

    pub(crate) fn repeated_parameter(name: &str) -> Message {
        Message::new(format!("`{name}` is named twice in `wrt`"), "name each parameter once")
    }

    pub(crate) fn not_differentiable(name: &str, ty: &str, known: &[String]) -> Message {
        let what = format!("`{name}` can't be differentiated: a value of type `{ty}` has no tangent");
        let help = match known {
            [] => "parameters of type `f64`, `f32`, and nalgebra's vectors and matrices of these have one".to_owned(),
            known => format!("it can be differentiated by {}", list(known)),
        };
        Message::new(what, help)
    }

    pub(crate) fn unbounded(name: &str, ty: &str) -> Message {
        let what = format!("`{name}` can't be differentiated: `{ty}` may be any type");
        Message::new(what, format!("add the bound `{ty}: autodiff::Real`"))
    }

    pub(crate) fn unbounded_result(ty: &str) -> Message {
        let what = format!("the result has no derivative: `{ty}` may be any type");
        Message::new(what, format!("add the bound `{ty}: autodiff::Real`"))
    }

    pub(crate) fn repeated_attribute() -> Message {
        Message::new("`differentiate` is given twice", "put all arguments into one: `#[differentiate(wrt(a, b))]`")
    }

    pub(crate) fn nothing_to_differentiate() -> Message {
        let help = "parameters of type `f64`, `f32`, and nalgebra's vectors and matrices of these are differentiable";
        Message::new("no parameter of this function can be differentiated", help)
    }

    pub(super) fn list(names: &[String]) -> String {
        let quoted = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
        quoted.join(", ")
    }
}

pub(crate) mod derive {
    use super::Message;

    const CONSTANT: &str = "mark the field with `#[constant]`: it keeps its value, and receives no derivative";

    pub(crate) fn not_a_struct(what: &str) -> Message {
        let help = "put what has a derivative into a struct, and keep the rest in a field marked with `#[constant]`";
        Message::new(format!("`Differentiable` can't be derived for {what}"), help)
    }

    pub(crate) fn nothing_to_differentiate(is_unit: bool) -> Message {
        let what = if is_unit { "this struct has no fields" } else { "every field of this struct is constant" };
        let help = "leave `Differentiable` out, and mark fields of this type with `#[constant]`; what has a derivative \
                    are `f64`, `f32`, vectors and matrices of these, and structs of such fields";
        Message::new(format!("{what}: there is nothing to differentiate by"), help)
    }

    pub(crate) fn no_derivative(ty: &str) -> Message {
        Message::new(format!("a field of type `{ty}` has no derivative"), CONSTANT)
    }

    pub(crate) fn borrowed(ty: &str) -> Message {
        let what = format!("a field of type `{ty}` only borrows: a gradient of this struct would have no place for it");
        Message::new(what, format!("let the struct own the values, as a vector, matrix or `Vec`; or {CONSTANT}"))
    }

    pub(crate) fn mixed(one: &str, two: &str) -> Message {
        let what = format!("this is made of `{two}`, but fields before it of `{one}`: a gradient has one scalar");
        Message::new(what, format!("use one of them in all fields; or {CONSTANT}"))
    }

    pub(crate) fn constant_arguments() -> Message {
        Message::new("`constant` takes no arguments", "write `#[constant]`")
    }

    pub(crate) fn constant_struct() -> Message {
        Message::new("`constant` is an attribute of fields", "put it on each field that has no derivative")
    }

    pub(crate) fn field_argument() -> Message {
        let help = "put it on the struct: `#[differentiable(crate = path)]`; a field takes `#[constant]`";
        Message::new("`differentiable` is an attribute of structs", help)
    }

    pub(crate) fn malformed() -> Message {
        Message::new("`differentiable` does not take this form", "write `#[differentiable(crate = path)]`")
    }

    pub(crate) fn unknown(name: &str) -> Message {
        Message::new(format!("`differentiable` has no argument `{name}`"), "the argument is `crate = path`")
    }

    pub(crate) fn repeated(name: &str) -> Message {
        Message::new(format!("`{name}` is given twice"), "remove one of them")
    }
}

/// Of derivatives that are given by hand.
pub(crate) mod rule {
    use super::Message;

    const PULLBACK: &str = "write a function that gives the value and its pullback, and say `vjp = path`";

    pub(crate) fn malformed_derivative() -> Message {
        let help = "write an expression for each parameter: `derivative(x = 2.0 * x, y = 1.0)`";
        Message::new("`derivative` does not take this form", help)
    }

    pub(crate) fn no_scalar_result() -> Message {
        Message::new("`derivative(..)` is for functions whose result is one real scalar", PULLBACK)
    }

    pub(crate) fn no_scalar_parameter() -> Message {
        Message::new("`derivative(..)` is for functions of real scalars, and there is none here", PULLBACK)
    }

    pub(crate) fn given_twice(name: &str) -> Message {
        Message::new(format!("`{name}` is given twice in `derivative(..)`"), "remove one of them")
    }

    pub(crate) fn no_such_parameter(name: &str, known: &[String]) -> Message {
        let known = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let help = format!("`derivative(..)` takes an expression for each of {known}");
        Message::new(format!("the function has no parameter `{name}`"), help)
    }

    pub(crate) fn not_a_scalar(name: &str, ty: &str) -> Message {
        let what = format!("`derivative(..)` is for real scalars, and `{name}` is of type `{ty}`");
        Message::new(what, format!("leave `{name}` out, which makes it a constant; otherwise, {PULLBACK}"))
    }

    pub(crate) fn not_in_wrt(name: &str) -> Message {
        let what = format!("the function is not differentiated by `{name}`");
        Message::new(what, format!("add `{name}` to `wrt(..)`, or remove its expression"))
    }

    pub(crate) fn missing(name: &str) -> Message {
        let what = format!("`derivative(..)` has no expression for `{name}`");
        Message::new(what, format!("add `{name} = ..`; if `{name}` is a constant, name the others in `wrt(..)`"))
    }

    pub(crate) fn of_another_type(name: &str, ty: &str, result: &str) -> Message {
        let what = format!("`{name}` is of type `{ty}`, and the result of type `{result}`");
        Message::new(what, format!("make both `{result}`; otherwise, {PULLBACK}"))
    }

    pub(crate) fn malformed_path(name: &str) -> Message {
        let help = format!("name the function that is the derivative: `{name} = path::to::rule`");
        Message::new(format!("`{name}` does not take this form"), help)
    }

    pub(crate) fn two_rules(one: &str, two: &str) -> Message {
        Message::new(format!("`{one}` and `{two}` are two derivatives of one function"), "remove one of them")
    }

    pub(crate) fn first_order(form: &str) -> Message {
        let what =
            format!("`{form}` needs second derivatives, and a rule that is a function gives the first ones alone");
        let help = format!("leave out `{form}`; of real scalars, `derivative(x = ..)` gives all orders");
        Message::new(what, help)
    }

    pub(crate) fn no_jvp() -> Message {
        let help = "write a function that gives the value and its derivative along a direction, and say `jvp = path`";
        Message::new("`jvp` does not follow from `vjp = path`", help)
    }

    pub(crate) fn jump(word: &str) -> Message {
        let help = "let every branch end in its value: `if c { a } else { b }`";
        Message::new(format!("there is nothing here that `{word}` could leave"), help)
    }

    pub(crate) fn partial_kind(name: &str, declared: &str, found: &str) -> Message {
        let what = format!("the derivative by `{name}` is {found}, and should be {declared}");
        Message::new(what, "write an expression of the type of the result; a number needs a point: `1.0`")
    }
}

/// The argument `test(..)` of the attribute.
pub(crate) mod test {
    use super::Message;

    pub(crate) fn without_point() -> Message {
        let help = "give every parameter a value: `test(w = dvector![0.5, -1.0], b = 0.25)`";
        Message::new("`test` needs a point at which the derivatives are checked", help)
    }

    pub(crate) fn malformed() -> Message {
        let help = "write a name and an expression for each parameter: `test(w = dvector![0.5, -1.0], b = 0.25)`";
        Message::new("`test` does not take this form", help)
    }

    pub(crate) fn no_such_parameter(name: &str, known: &[String]) -> Message {
        let what = format!("the function has no parameter `{name}`");
        Message::new(what, format!("write `{}`", example(known)))
    }

    pub(crate) fn repeated(name: &str) -> Message {
        Message::new(format!("`{name}` is given twice at this point"), "for another point, write another `test(..)`")
    }

    pub(crate) fn missing(missing: &[String], known: &[String]) -> Message {
        let names = missing.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
        let what = format!("this point says nothing of {}", names.join(", "));
        Message::new(what, format!("give every parameter a value: `{}`", example(known)))
    }

    pub(crate) fn generic(function: &str) -> Message {
        let help = format!(
            "choose them in a test of your own: `autodiff::check!({function}(..), wrt(..), gradient)` in a function with `#[test]`"
        );
        Message::new("`test` can't choose the types of a generic function", help)
    }

    pub(crate) fn without_name() -> Message {
        let help = "give the parameter a name, and take it apart in the body: `let (a, b) = pair;`";
        Message::new("`test` can't give a value to a parameter without a name", help)
    }

    pub(crate) fn too_many(most: usize) -> Message {
        let what = format!("`test` can't check a function that is differentiated by more than {most} parameters");
        Message::new(what, "name those that matter in `wrt(..)`, or put parameters that belong together into one")
    }

    fn example(names: &[String]) -> String {
        let given = names.iter().map(|name| format!("{name} = ..")).collect::<Vec<_>>();
        format!("test({})", given.join(", "))
    }
}

/// The macro `check!`.
pub(crate) mod check {
    use super::Message;

    const EXAMPLE: &str = "`check!(loss(&w, b, &x), wrt(w, b), gradient)`";

    pub(crate) fn malformed() -> Message {
        Message::new("`check!` does not take this form", format!("write a call, and what is checked: {EXAMPLE}"))
    }

    pub(crate) fn not_a_call() -> Message {
        let help = format!("call the function itself, by its path: {EXAMPLE}");
        Message::new("this is no call of a differentiated function", help)
    }

    pub(crate) fn without_wrt() -> Message {
        let help = format!("name the locals that stand for the parameters in the attribute's `wrt`: {EXAMPLE}");
        Message::new("it is not said what the function is differentiated by", help)
    }

    pub(crate) fn without_form() -> Message {
        let help = format!("name the derivatives: {EXAMPLE}, or `vjp`, `jacobian` and so on");
        Message::new("it is not said which derivatives are checked", help)
    }

    pub(crate) fn unknown(name: &str, known: &[&str]) -> Message {
        let known = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
        Message::new(format!("`{name}` is no derivative"), format!("there are {}", known.join(", ")))
    }

    pub(crate) fn not_an_argument(name: &str) -> Message {
        let help = format!("name locals that stand in the call: {EXAMPLE}");
        Message::new(format!("no argument of the call holds `{name}`"), help)
    }

    pub(crate) fn in_several(name: &str) -> Message {
        let help = format!("give each parameter a local of its own: `let other = {name}.clone();`");
        Message::new(format!("more than one argument of the call holds `{name}`"), help)
    }

    pub(crate) fn two_in_one(first: &str, second: &str) -> Message {
        let help = format!("bind the whole argument to a local, and name that: `let both = ({first}, {second});`");
        Message::new(format!("one argument of the call holds both `{first}` and `{second}`"), help)
    }
}

pub(crate) mod method {
    use super::{Message, RULE};

    pub(crate) fn outside() -> Message {
        let help = "put `#[differentiate]` on the `impl` too, so that the derivatives have a place: `#[differentiate] impl \
                    Model { #[differentiate(wrt(x))] fn loss(&self, x: f64) -> f64 { .. } }`";
        Message::new("a method is differentiated by the attribute on its `impl`", help)
    }

    pub(crate) fn receiver() -> Message {
        let help = "take `&self`, and make what changes a local of the method";
        Message::new("a method that is differentiated takes `self` or `&self`", help)
    }

    pub(crate) fn test() -> Message {
        let help = "write a test of your own, with the functions of `autodiff::check`";
        Message::new("`test(..)` is for functions, and this is a method", help)
    }

    pub(crate) fn by_path() -> Message {
        let help = "put the rule on a function beside the `impl`, and call that from the method";
        Message::new("`vjp = path` and `jvp = path` are for functions, and this is a method", help)
    }

    pub(crate) fn of_trait() -> Message {
        let help = "put the body into a method of the type's own, `#[differentiate] impl Model { .. }`, and call that from \
                    the trait's method";
        Message::new("methods of a trait can't be differentiated: the derivatives are no items of the trait", help)
    }

    pub(crate) fn in_macro() -> Message {
        let help = "mark the methods that are meant, `#[differentiate] fn loss(&self, ..)`, or write out what the macro \
                    makes";
        Message::new("what this macro makes can't be differentiated", help)
    }

    pub(crate) fn none() -> Message {
        let help =
            "a method has one where it gives real numbers, and takes some: `fn loss(&self, x: &DVector<f64>) -> f64`";
        Message::new("no method of this `impl` has a derivative", help)
    }

    pub(crate) fn of_no_method(form: &str) -> Message {
        let help = "it needs a result that is one real scalar, and `hessian` one parameter in `wrt(..)`";
        Message::new(format!("no method of this `impl` has a `{form}`"), help)
    }

    pub(crate) fn rule() -> Message {
        let help = "give it to the method: `#[differentiate] impl Model { #[differentiate(derivative(x = ..))] fn f(&self, x: f64) .. }`";
        Message::new("`derivative(..)` is the rule of one function", help)
    }

    pub(crate) fn not_differentiated(name: &str, active: &str) -> Message {
        let help = format!("put `#[differentiate]` on that method too, if it takes and gives real numbers; {RULE}");
        let what = format!("`{name}` is called with `{active}`, which depends on what is differentiated");
        Message::new(what, help)
    }

    pub(crate) fn other_receiver(name: &str) -> Message {
        let help = "let both methods take `&self`, or both take `self`";
        Message::new(format!("`{name}` takes `self` in another way than this method"), help)
    }

    pub(crate) fn of_another(name: &str) -> Message {
        let help = "call it as `self.name(..)`, or make a free function of it that takes what it needs";
        Message::new(format!("`{name}` of another value than `self` is not differentiated yet"), help)
    }

    pub(crate) fn recursive(name: &str) -> Message {
        let help = "make it a free function that calls itself, or one without `self` that calls `Self::name`";
        Message::new(format!("`{name}` is called by itself, which is not differentiated for methods"), help)
    }

    pub(crate) fn not_written_in(name: &str) -> Message {
        let help = "make a free function of it";
        let what =
            format!("calls of `{name}`, which has type parameters or a rule of its own, are not differentiated yet");
        Message::new(what, help)
    }
}

pub(crate) mod signature {
    use super::Message;

    pub(crate) fn modifier(word: &str) -> Message {
        let help = format!("remove `{word}`, or differentiate a plain function that this one calls");
        Message::new(format!("`{word}` functions can't be differentiated"), help)
    }

    pub(crate) fn parameter_pattern() -> Message {
        let help = "give the parameter a name, and read its parts in the body";
        Message::new("a parameter must be a name, a tuple or an array of names", help)
    }

    pub(crate) fn parameter_attribute() -> Message {
        Message::new("attributes on parameters are not understood", "remove the attribute")
    }

    pub(crate) fn parameter_type(ty: &str) -> Message {
        let what = format!("parameters of type `{ty}` can't be differentiated yet");
        let help = "leave it out of `wrt(..)`, or pass its parts as slices of their own or as arrays: `&[[f64; 2]]`";
        Message::new(what, help)
    }

    pub(crate) fn mutable_reference() -> Message {
        let help = "take the value by `&` or by value, and return what the function computes";
        Message::new("a function that writes through a parameter can't be differentiated", help)
    }

    pub(crate) fn result_type(ty: &str) -> Message {
        let help = "return an `f64`, an `f32`, a vector or matrix of nalgebra, or a tuple of these";
        Message::new(format!("a result of type `{ty}` has no derivative"), help)
    }

    pub(crate) fn no_result() -> Message {
        let help = "return the value to differentiate: `-> f64`";
        Message::new("a function without a result has no derivative", help)
    }

    pub(crate) fn result_mismatch(declared: &str, found: &str) -> Message {
        let what = format!("the function is declared to return {declared}, but this is {found}");
        Message::new(what, "annotate the result where it is made: `let y: Type = ..`")
    }
}

pub(crate) mod syntax {
    use super::{Message, RULE};

    /// Syntax that has no derivative, or none yet.
    pub(crate) fn refused(what: &str, help: &str) -> Message {
        Message::new(format!("{what} can't be differentiated"), help)
    }

    pub(crate) fn unknown() -> Message {
        Message::new("this syntax is not understood", RULE)
    }

    pub(crate) fn attribute() -> Message {
        let help = "remove it, or move the code that it stands on into a function of its own";
        Message::new("attributes inside a differentiated function are not understood", help)
    }

    pub(crate) fn item(what: &str) -> Message {
        let help = "move it out of the function";
        Message::new(format!("{what} inside a differentiated function is not understood"), help)
    }

    pub(crate) fn pattern(what: &str) -> Message {
        let help = "bind a name, `_`, or a tuple of these";
        Message::new(format!("{what} is not understood here"), help)
    }

    pub(crate) fn macro_call(name: &str, active: Option<&str>) -> Message {
        match active {
            Some(active) => Message::new(
                format!("`{name}!` uses `{active}`, which depends on what is differentiated"),
                format!("a macro's expansion can't be seen from here: write the code out; {RULE}"),
            ),
            None => Message::new(
                format!("`{name}!` is not understood here"),
                "`assert!`, `assert_eq!`, `assert_ne!` and their `debug_` forms are",
            ),
        }
    }

    pub(crate) fn borrowed_mutably(name: &str) -> Message {
        let help =
            "let the function give the new value back: `x = next(x);`; to swap two locals, write `std::mem::swap`";
        Message::new(format!("what is done to `{name}` through `&mut` can't be seen from here"), help)
    }

    pub(crate) fn jump_inside(word: &str) -> Message {
        let help = "let it be a statement of its own, or the end of a branch of `let x = if ..`";
        Message::new(format!("`{word}` in the middle of an expression is not understood"), help)
    }

    pub(crate) fn jump_to_nowhere() -> Message {
        Message::new("there is no loop here that this jump could leave", "put it inside of the loop that it is about")
    }

    pub(crate) fn endless() -> Message {
        let help = "end it by `break` or `return`: the reverse sweep starts where the loop ends";
        Message::new("a loop that never ends has no derivative", help)
    }

    pub(crate) fn condition_assigns(name: &str) -> Message {
        let help = "assign in the body: `loop { .. if !c { break; } .. }`";
        Message::new(format!("this condition changes `{name}`"), help)
    }

    pub(crate) fn stored_closure() -> Message {
        let help = "call it where it is needed: `f(x)`, or hand it to `map` or `fold`";
        Message::new("a closure that is stored or passed on can't be differentiated", help)
    }

    pub(crate) fn asserted(active: &str) -> Message {
        let what = format!("this call in an assertion is given `{active}`, and could keep it");
        Message::new(what, "compare in the assertion itself, or assert outside of the function")
    }

    pub(crate) fn active_payload() -> Message {
        let help = "keep the value in a local, and whether there is one in a `bool`";
        Message::new(
            "an `Option` or `Result` that holds a value which depends on what is differentiated is not understood",
            help,
        )
    }

    pub(crate) fn active_pattern() -> Message {
        let help = "take the value out before, and decide by `if` and comparisons";
        Message::new("this pattern looks into a value that depends on what is differentiated", help)
    }

    pub(crate) fn jump_out(word: &str) -> Message {
        let help = "use `if` and `else`, and end the function with its result";
        Message::new(format!("`{word}` would leave the derivative too"), help)
    }

    pub(crate) fn closure() -> Message {
        Message::new("this closure is not understood", "write `|x| ..` with a plain name for each entry")
    }

    pub(crate) fn function_argument(path: &str) -> Message {
        let help = "put `#[differentiate]` on that function; or write a closure with its body, `|x| ..`";
        Message::new(format!("the derivative of `{path}` is not known here"), help)
    }

    pub(crate) fn closure_assigns(name: &str) -> Message {
        let help = "write a `for` loop: it may assign locals";
        Message::new(format!("this closure changes `{name}`, a local from outside"), help)
    }
}

pub(crate) mod value {
    use super::{Message, RULE};

    pub(crate) fn beyond_taylor(operation: &str) -> Message {
        let what = format!("`taylor` can't be generated through `{operation}`");
        Message::new(what, "leave out `taylor`, or write this step with operations of scalars, products and quotients")
    }

    pub(crate) fn higher_order_recursion(form: &str) -> Message {
        let what = format!("`{form}` can't be generated of a function that calls itself");
        Message::new(what, "write the recursion as a loop, which has derivatives of any order")
    }

    pub(crate) fn higher_order_of_recursion(form: &str, name: &str) -> Message {
        let what = format!(
            "`{form}` can't be generated through `{name}`, which calls itself, or a function without second derivatives"
        );
        Message::new(
            what,
            "write a recursion as a loop, and a rule as `derivative(x = ..)`: they have derivatives of any order",
        )
    }

    pub(crate) fn higher_order_of_rule(form: &str, name: &str) -> Message {
        let what =
            format!("`{form}` can't be generated through `{name}`, whose derivative is a function given by path");
        Message::new(
            what,
            format!("give `{name}` its partial derivatives, `derivative(x = ..)`, if it is one of scalars"),
        )
    }

    pub(crate) fn unknown_name(name: &str) -> Message {
        let help = "only locals, parameters and constant paths can stand here";
        Message::new(format!("`{name}` is not a local of this function"), help)
    }

    pub(crate) fn confused(name: &str) -> Message {
        let what = format!("`{name}` could be either of two names of this spelling, which come from different macros");
        Message::new(what, "spell one of them differently")
    }

    pub(crate) fn method(name: &str, kind: &str, similar: Option<&str>) -> Message {
        let help = match similar {
            Some(similar) => format!("there is a method `{similar}`"),
            None => format!("write it out by operations that have a derivative; {RULE}"),
        };
        Message::new(format!("the method `{name}` of {kind} has no known derivative"), help)
    }

    /// A method that has a derivative for other arguments.
    pub(crate) fn method_arguments(name: &str, kind: &str, arguments: &[String]) -> Message {
        let given = match arguments {
            [] => "without arguments".to_owned(),
            given => format!("with {}", given.join(" and ")),
        };
        let what = format!("the method `{name}` of {kind} is not understood {given}");
        Message::new(what, format!("if a type is not what it seems, say it before: `let value: Type = ..;`; {RULE}"))
    }

    pub(crate) fn option_of_factor() -> Message {
        let what = "this is an `Option` that holds a value which depends on what is differentiated";
        Message::new(what, "end the call by `.unwrap()` or `.expect(\"..\")`: it panics where there is none")
    }

    pub(crate) fn of_factors(name: &str, factors: &str, known: &[&str]) -> Message {
        let known = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let what = format!("`{name}` of {factors} has no known derivative");
        Message::new(what, format!("{known} have one; {RULE}"))
    }

    pub(crate) fn expect_message() -> Message {
        Message::new("this message is not a literal", "write the text here: `.expect(\"..\")`")
    }

    pub(crate) fn option_of_element(name: &str) -> Message {
        let what = format!("`{name}` gives an `Option` that holds a value which depends on what is differentiated");
        let help = match name {
            "get" => "index: `xs[i]`, where `i < xs.len()`".to_owned(),
            name => format!("write `xs.{name}().unwrap()`, where `xs.is_empty()` is false"),
        };
        Message::new(what, help)
    }

    pub(crate) fn method_of_other(name: &str) -> Message {
        let what = format!(
            "`{name}` takes a value that depends on what is differentiated, and what it does with it is not known"
        );
        Message::new(what, format!("write it out by operations that have a derivative; {RULE}"))
    }

    pub(crate) fn method_of_unknown(name: &str) -> Message {
        let what = format!("`{name}` is called on a value whose type is not known here");
        Message::new(what, "say its type before: `let value: Type = ..;`")
    }

    /// `path` is `None` where what is called has no name.
    pub(crate) fn function(path: Option<&str>, active: &str) -> Message {
        let is_foreign = path.is_some_and(|path| ["std::", "core::", "alloc::"].iter().any(|of| path.starts_with(of)));
        let help = match path {
            Some(_) if is_foreign => "write the function's body here",
            Some(_) => "put `#[differentiate]` on that function, and the call is differentiated through it",
            None => "call a function by its path: one with `#[differentiate]` on it is differentiated through the call",
        };
        let path = path.map_or_else(|| "this".to_owned(), |path| format!("`{path}`"));
        let what = format!("{path} is called with `{active}`, which depends on what is differentiated");
        Message::new(what, format!("{help}; {RULE}"))
    }

    pub(crate) fn callee_has_errors(name: &str) -> Message {
        let what = format!("`{name}` has no derivative because of errors in it");
        Message::new(what, "the errors stand at the function itself: correct these first")
    }

    pub(crate) fn arguments(name: &str, count: usize) -> Message {
        let count = if count == 1 { "1 argument".to_owned() } else { format!("{count} arguments") };
        Message::new(format!("`{name}` takes {count}"), "call it with as many")
    }

    pub(crate) fn argument(name: &str, declared: &str, found: &str) -> Message {
        let what = format!("`{name}` takes {declared} here, and this is {found}");
        Message::new(what, "pass a value of the parameter's type")
    }

    pub(crate) fn callee_not_in_wrt(name: &str, parameter: &str) -> Message {
        let what =
            format!("this depends on what is differentiated, but `{name}` is not differentiated by `{parameter}`");
        Message::new(what, format!("add `{parameter}` to `wrt(..)` of `{name}`"))
    }

    pub(crate) fn open_result(name: &str) -> Message {
        let what = format!("the type of what `{name}` returns does not follow from its arguments");
        Message::new(what, format!("give its generic arguments: `{name}::<..>(..)`"))
    }

    pub(crate) fn lacks_form(name: &str, form: &str) -> Message {
        if form == "taylor" {
            let what = format!("`taylor` can't be generated through a call of `{name}`");
            return Message::new(what, "write the body of the function here");
        }
        let what = format!("`{form}` of `{name}` is needed here, and it has none");
        Message::new(what, format!("add `{form}` to the attribute of `{name}`: `#[differentiate(.., {form})]`"))
    }

    /// A local or parameter that is a function.
    pub(crate) fn function_value(name: &str) -> Message {
        let what = format!("`{name}` may be any function, so its derivative is not known here");
        Message::new(
            what,
            format!(
                "call a function with `#[differentiate]` on it by its path, or write a closure here, `|x| ..`; {RULE}"
            ),
        )
    }

    /// A variant of an enum, or a tuple struct, around what varies.
    pub(crate) fn wrapped(path: &str, active: &str) -> Message {
        let what = format!("`{path}` would hold `{active}`, which depends on what is differentiated");
        let help = "keep the value in a local or in a tuple, and say by `if` or by a `bool` beside it which case it is";
        Message::new(what, help)
    }

    pub(crate) fn fragment(active: &str) -> Message {
        let what =
            format!("this uses `{active}`, which depends on what is differentiated, in a way that has no derivative");
        Message::new(what, RULE)
    }

    pub(crate) fn operator(symbol: &str, one: &str, two: &str) -> Message {
        let what = format!("`{symbol}` between {one} and {two} is not understood");
        Message::new(what, "if a type is not what it seems, say it before: `let value: Type = ..;`")
    }

    pub(crate) fn unary(symbol: &str, kind: &str) -> Message {
        let help = "if the type is not what it seems, say it before: `let value: Type = ..;`";
        Message::new(format!("`{symbol}` of {kind} is not understood"), help)
    }

    pub(crate) fn cast(from: &str, to: &str) -> Message {
        let what = format!("a cast from {from} to `{to}` has no derivative");
        Message::new(what, format!("an integer moves in steps, so the derivative would be lost; {RULE}"))
    }

    pub(crate) fn index(kind: &str) -> Message {
        let help = "a vector takes `x[i]`, a matrix `a[(i, j)]`";
        Message::new(format!("this index into {kind} is not understood"), help)
    }

    pub(crate) fn field(name: &str) -> Message {
        let help = "pass the field as a parameter of its own";
        Message::new(format!("the field `{name}` can't be differentiated yet"), help)
    }

    pub(crate) fn no_field(name: &str, of: &str, similar: Option<&str>, known: &[String]) -> Message {
        let help = match (similar, known) {
            (Some(similar), _) => format!("there is a field `{similar}`"),
            (None, []) => "it has no fields".to_owned(),
            (None, known) => format!("its fields are {}", super::attribute::list(known)),
        };
        Message::new(format!("`{of}` has no field `{name}`"), help)
    }

    pub(crate) fn field_of_unknown(name: &str) -> Message {
        let what = format!("the type of the field `{name}` is not known here");
        let help = format!(
            "say it: `let {}: &Type = &..;`, where `Type` has `#[derive(Differentiable)]`",
            if name.starts_with(|digit: char| digit.is_ascii_digit()) { "field" } else { name }
        );
        Message::new(what, help)
    }

    pub(crate) fn constant_field(name: &str, of: &str) -> Message {
        let what = format!("the field `{name}` of `{of}` is marked `#[constant]`, but this value has a derivative");
        Message::new(what, format!("remove the mark; {}", super::RULE))
    }

    pub(crate) fn hidden_fields(of: &str) -> Message {
        let what = format!("`{of}` may have fields that can't be named here, so a changed one can't be put together");
        Message::new(what, "change it by a function beside its definition, or make its fields `pub`")
    }

    pub(crate) fn unknown_struct(of: &str) -> Message {
        let what = format!("`{of}` is not known as a struct with a derivative");
        Message::new(what, format!("put `#[derive(Differentiable)]` on it, or use a tuple; {}", super::RULE))
    }

    pub(crate) fn not_a_record(of: &str, found: &str) -> Message {
        Message::new(format!("this is {found}, not a `{of}`"), format!("give a value of type `{of}` after `..`"))
    }

    pub(crate) fn method_of_struct(name: &str, of: &str) -> Message {
        let what = format!("the method `{name}` of `{of}` has no derivative");
        Message::new(what, format!("call a differentiated function of its fields instead; {}", super::RULE))
    }

    pub(crate) fn annotation(declared: &str, found: &str) -> Message {
        let what = format!("this is {found}, but declared as {declared}");
        Message::new(what, "correct the annotation, or the expression")
    }

    pub(crate) fn effect(in_closure: bool) -> Message {
        let (what, help) = if in_closure {
            (
                "a call in a closure would be evaluated again for the derivative",
                "evaluate it before: `let k: f64 = ..;`",
            )
        } else {
            let help = "say its type if it is a number: `let k: f64 = ..;`; otherwise, evaluate it before";
            ("the value of a call in a branch or loop can't be kept for the derivative", help)
        };
        Message::new(what, help)
    }

    pub(crate) fn not_in_wrt(parameter: &str) -> Message {
        let what =
            format!("this depends on what is differentiated, but the function is not differentiated by `{parameter}`");
        Message::new(what, format!("add `{parameter}` to `wrt(..)`"))
    }

    pub(crate) fn unset() -> Message {
        Message::new("there is no value here yet", "assign it on every way that leads here")
    }

    pub(crate) fn open() -> Message {
        let what = "the type of this value is not known here";
        Message::new(what, "say it before: `let value: Type = ..;`")
    }

    pub(crate) fn branches(one: &str, two: &str) -> Message {
        let help = "both branches must have one type";
        Message::new(format!("one branch gives {one}, the other {two}"), help)
    }

    pub(crate) fn condition(kind: &str) -> Message {
        Message::new(format!("this condition is {kind}, not a `bool`"), "compare: `x > 0.0`")
    }

    pub(crate) fn shape(expected: &str) -> Message {
        Message::new(format!("{expected} is expected here"), "bind the parts to names of their own")
    }

    pub(crate) fn parts_unknown() -> Message {
        let help = "bind the whole to a name, and read its parts: `let first: f64 = pair.0;`";
        Message::new("the parts of this constant are not known here", help)
    }

    pub(crate) fn constructor(name: &str) -> Message {
        let help = "`new`, `zeros`, `from_element`, `repeat`, `from_vec`, `from_row_slice`, `from_iterator`, `from_rows`, \
                    `identity`, `from_fn` and `from_diagonal` are";
        Message::new(format!("the constructor `{name}` is not understood with these arguments"), help)
    }
}

pub(crate) mod assignment {
    use super::Message;

    pub(crate) fn not_a_local() -> Message {
        let help = "assign to a local, to a part of a tuple `t.0`, or to an entry `v[i]` or `a[(i, j)]`";
        Message::new("this can't be assigned in a differentiated function", help)
    }

    pub(crate) fn pointer(name: &str) -> Message {
        let what = format!("`{name}` may point to what is seen elsewhere: what is written through it would be lost");
        let help = "keep the value in a local of its own, and return what is to be stored; assign an element by its \
                    index, `xs[i] = ..`";
        Message::new(what, help)
    }

    pub(crate) fn reference(name: &str) -> Message {
        let what = format!("`{name}` is a mutable reference: to assign it anew is not understood");
        Message::new(what, format!("assign what it refers to, `*{name} = ..`, or use another name"))
    }

    pub(crate) fn in_place(name: &str) -> Message {
        let what = format!("what `{name}` changes can't be seen from here");
        let without = name.trim_end_matches("_mut");
        Message::new(what, format!("assign what `{without}` gives, if there is such a method: `x = a.{without}(&x);`"))
    }

    pub(crate) fn sorting(name: &str) -> Message {
        let help = "sort indices instead, as a constant: `let order: Vec<usize> = autodiff::constant(..);`, and read \
                    `xs[order[i]]`";
        Message::new(format!("`{name}` moves what is differentiated to where it depends on the values"), help)
    }

    pub(crate) fn method(name: &str) -> Message {
        let help = "assign the entries one by one in a loop";
        Message::new(format!("`{name}` can't be differentiated here"), help)
    }
}

pub(crate) mod iteration {
    use super::Message;

    pub(crate) fn endless() -> Message {
        Message::new("a loop over a range needs both bounds", "write `for i in 0..n`")
    }

    pub(crate) fn narrow() -> Message {
        let help = "loop over `usize` or `i32`, and convert in the loop: `i as u8`";
        Message::new("counting in so narrow an integer type may overflow", help)
    }

    pub(crate) fn not_an_integer() -> Message {
        Message::new("the bound of a range must be an integer", "loop over `0..n`, and convert: `i as f64`")
    }

    pub(crate) fn unknown() -> Message {
        let help =
            "loop over a range, a slice, a `Vec`, an array or a vector; say the type before: `let xs: &[f64] = ..;`";
        Message::new("it is not known what this loops over", help)
    }

    pub(crate) fn adaptor(name: &str) -> Message {
        let known = "`iter`, `map`, `zip`, `enumerate`, `filter`, `flat_map`, `rev`, `skip`, `take`, `step_by`, `windows`, \
                     `chunks` are, and `sum`, `product`, `fold`, `count`, `any`, `all`, `collect` at the end; \
                     otherwise, write a `for` loop";
        let help = match name {
            "max" | "max_by" => "write `fold(f64::NEG_INFINITY, f64::max)`",
            "min" | "min_by" => "write `fold(f64::INFINITY, f64::min)`",
            "reduce" => "write `fold` with a first value",
            "filter_map" => "write `filter` and then `map`",
            "last" | "nth" => "index the slice: `xs[xs.len() - 1]`, `xs[i]`",
            "take_while" | "skip_while" | "scan" => "write a `for` loop, with `break` where it ends",
            _ => known,
        };
        Message::new(format!("the iterator method `{name}` is not understood here"), help)
    }

    pub(crate) fn stored() -> Message {
        let help = "use it where it is made: `for x in xs.iter() { .. }`, or `xs.iter().map(..).sum()`";
        Message::new("an iterator under a name is not understood", help)
    }

    pub(crate) fn left_early() -> Message {
        let help = "write two loops, one in the other, with a label on the outer one";
        Message::new("a loop over `flat_map` can't be left early", help)
    }

    pub(crate) fn not_reals(found: &str) -> Message {
        let help = "sum vectors in a `for` loop: `total += v;`";
        Message::new(format!("the items are {found}, not real numbers"), help)
    }

    pub(crate) fn unsettled() -> Message {
        let help = "declare the types of the locals that it assigns";
        Message::new("the types of what this loop carries don't settle", help)
    }
}

pub(crate) mod internal {
    use super::Message;

    pub(crate) fn defect(panic: &str) -> Message {
        let help = "please report it with the function that it happened at";
        Message::new(format!("this is a defect of `autodiff`: {panic}"), help)
    }
}

/// Of nalgebra's points, rotations and the like, which are called by their names here.
pub(crate) mod geometry {
    use super::Message;

    /// A parameter that is a point on a curved space, or one whose tangent is of another type.
    pub(crate) fn not_differentiable(name: &str, ty: &str, figure: &str, made: &str) -> Message {
        let what = format!("`{name}` can't be differentiated: a value of type `{ty}` is no vector");
        Message::new(what, format!("take a vector instead, and make the `{figure}` of it: {made}"))
    }

    /// A value where a number, a vector or a matrix is needed.
    pub(crate) fn value(figure: &str, parts: &str) -> Message {
        let what = format!("a `{figure}` that depends on what is differentiated can't be used here");
        Message::new(what, format!("use {parts}"))
    }

    pub(crate) fn result(figure: &str, parts: &str) -> Message {
        Message::new(format!("a result of type `{figure}` has no derivative"), format!("return {parts}"))
    }

    pub(crate) fn method(name: &str, figure: &str, known: &[&str]) -> Message {
        let what = format!("the method `{name}` of a `{figure}` has no known derivative for these arguments");
        Message::new(what, format!("known are {}", list(known)))
    }

    pub(crate) fn constructor(name: &str, figure: &str, known: &[&str]) -> Message {
        let what = format!("`{figure}::{name}` has no known derivative for these arguments");
        Message::new(what, format!("known are {}", list(known)))
    }

    pub(crate) fn path(name: &str) -> Message {
        let what = format!("`{name}` may be any function of two points");
        Message::new(what, format!("say that it is nalgebra's: `nalgebra::{name}(..)`"))
    }

    pub(crate) fn field(name: &str, figure: &str, fields: &[&str]) -> Message {
        let help = match fields {
            [] => "its entries are `rotation[(row, column)]`".to_owned(),
            fields => format!("there are {}", list(fields)),
        };
        Message::new(format!("a `{figure}` has no field `{name}`"), help)
    }

    fn list(names: &[&str]) -> String {
        let quoted = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
        quoted.join(", ")
    }
}
