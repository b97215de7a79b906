//! How entries of the table are written.
//!
//! `scalar_rules!` takes entries `NAME name(args) = { form } => y { arg: slope, .. } at [points];`, where the slopes
//! are Rust expressions in the arguments and the result `y`; a missing or unknown argument does not compile.
//! `tensor_rules!` takes a differential for each argument instead: `linear(t) ..` is the transpose, from the cotangent
//! `t` of the result; `differential(t) ..` the pushforward, from the tangent `t` of the argument; `into(acc, t) ..` a
//! transpose that adds to the cotangent so far; `constant` an argument that is not differentiated. `=> defined { .. }` says
//! instead which other operations it consists of.
//!
//! `take a.lu()` is a method that is given its receiver, and a `?` after a call says that users get an `Option`, which
//! the operation unwraps. `f: (Lu n)` is an n by n matrix as its factors; the tangent of `f` is that of the matrix. A size
//! `3` is known to the compiler, and `(dyn 3)` is known to nalgebra at least at run time.
//!
//! Both may end in `says ..`, the mathematical notation where it differs from the form: a `Term` in the arguments.

use crate::ir::{ArgumentRule, Formula, Rule, Slope};

/// Slopes as argument rules; `linear` lists the places of the linear arguments.
pub(super) const fn slopes<const N: usize>(
    slopes: [for<'b> fn(&Formula<'b>) -> Slope<'b>; N],
    linear: &[usize],
) -> [ArgumentRule; N] {
    let mut rules = [ArgumentRule::Constant; N];
    let mut at = 0;
    while at < N {
        rules[at] = ArgumentRule::Slope { slope: slopes[at], linear: contains(linear, at) };
        at += 1;
    }
    rules
}

const fn contains(places: &[usize], place: usize) -> bool {
    let mut at = 0;
    while at < places.len() {
        if places[at] == place {
            return true;
        }
        at += 1;
    }
    false
}

/// Fails to compile where two entries share a name.
pub(super) const fn assert_distinct(files: &[(&[&str], &[&Rule])]) {
    let mut file = 0;
    while file < files.len() {
        let mut entry = 0;
        while entry < files[file].0.len() {
            let before = count(files, files[file].0[entry], file, entry);
            assert!(before == 0, "two operations of the table share a name");
            entry += 1;
        }
        file += 1;
    }
}

/// How many entries before this one have the name.
const fn count(files: &[(&[&str], &[&Rule])], name: &str, last_file: usize, last_entry: usize) -> usize {
    let (mut found, mut file) = (0, 0);
    while file <= last_file {
        let end = if file == last_file { last_entry } else { files[file].0.len() };
        let mut entry = 0;
        while entry < end {
            if same(files[file].0[entry].as_bytes(), name.as_bytes()) {
                found += 1;
            }
            entry += 1;
        }
        file += 1;
    }
    found
}

const fn same(one: &[u8], two: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && at < two.len() && one[at] == two[at] {
        at += 1;
    }
    at == one.len() && at == two.len()
}

/// The form that an expression has.
macro_rules! form {
    (- $a:ident) => { $crate::ir::Form::Prefix("-") };
    (! $a:ident) => { $crate::ir::Form::Prefix("!") };
    ($x:ident [$from:ident .. $to:ident]) => { $crate::ir::Form::Slice };
    ($a:ident as int) => {
        $crate::ir::Form::IntCast
    };
    ($a:ident as f64) => { $crate::ir::Form::Cast };
    (mut $x:ident . $name:ident ($($args:tt)*)) => {
        $crate::ir::Form::Update($crate::ir::Update::Method(stringify!($name), passes!([] $($args)*)))
    };
    (runtime :: $name:ident (&mut $x:ident $(, $($args:tt)*)?)) => {
        $crate::ir::Form::Update($crate::ir::Update::Runtime(stringify!($name), passes!([] $($($args)*)?)))
    };
    (take $x:ident . $name:ident ($($args:tt)*) ?) => {
        $crate::ir::Form::Take(stringify!($name), passes!([] $($args)*), $crate::ir::Gives::Option)
    };
    (take $x:ident . $name:ident ($($args:tt)*)) => {
        $crate::ir::Form::Take(stringify!($name), passes!([] $($args)*), $crate::ir::Gives::Value)
    };
    (view $x:ident . $name:ident ($i:ident)) => { $crate::ir::Form::View(stringify!($name)) };
    ($x:ident [$from:ident ..] += $s:ident) => { $crate::ir::Form::Update($crate::ir::Update::AddRange) };
    ($x:ident [$($i:tt)*] += $s:ident) => { $crate::ir::Form::Update($crate::ir::Update::Add) };
    ($x:ident [$($i:tt)*] = $s:ident) => { $crate::ir::Form::Update($crate::ir::Update::Set) };
    ($x:ident . push ($s:ident)) => { $crate::ir::Form::Update($crate::ir::Update::Push) };
    ($x:ident [($i:ident, $j:ident)]) => { $crate::ir::Form::IndexPair };
    ($x:ident [$i:ident]) => { $crate::ir::Form::Index };
    ($x:ident . $name:ident ($($args:tt)*) ?) => {
        $crate::ir::Form::Attempt(stringify!($name), passes!([] $($args)*))
    };
    ($f:ident . $name:ident) => { $crate::ir::Form::Field(stringify!($name)) };
    ($x:ident . $name:ident ($($args:tt)*)) => {
        $crate::ir::Form::Method(stringify!($name), passes!([] $($args)*))
    };
    (runtime :: $name:ident ($($args:tt)*)) => {
        $crate::ir::Form::Runtime(stringify!($name), passes!([] $($args)*))
    };
    (constructor :: $name:ident (& $arg:ident)) => { $crate::ir::Form::Constructor(stringify!($name)) };
    ($a:ident * $b:ident . transpose ()) => { $crate::ir::Form::ProductWithTranspose };
    ($a:ident $symbol:tt $b:ident) => { $crate::ir::Form::Infix(stringify!($symbol)) };
}

/// How the arguments in a call are passed.
macro_rules! passes {
    ([$($done:tt)*]) => { &[$($done)*] };
    ([$($done:tt)*] & $arg:ident $(, $($rest:tt)*)?) => {
        passes!([$($done)* $crate::ir::Pass::Reference,] $($($rest)*)?)
    };
    ([$($done:tt)*] $arg:ident $(, $($rest:tt)*)?) => {
        passes!([$($done)* $crate::ir::Pass::Value,] $($($rest)*)?)
    };
}

/// The kind that an argument or a result is declared with; a real where none is.
macro_rules! pattern {
    () => {
        $crate::ir::Pattern::Real
    };
    (real) => {
        $crate::ir::Pattern::Real
    };
    (bool) => {
        $crate::ir::Pattern::Bool
    };
    (usize) => {
        $crate::ir::Pattern::Int
    };
    (i32) => {
        $crate::ir::Pattern::Int
    };
    (int) => {
        $crate::ir::Pattern::Int
    };
    (given) => {
        $crate::ir::Pattern::Given
    };
    (array) => {
        $crate::ir::Pattern::Array
    };
    (element) => {
        $crate::ir::Pattern::Element
    };
    (part) => {
        $crate::ir::Pattern::Part
    };
    ([$rows:tt, $cols:tt]) => {
        $crate::ir::Pattern::Tensor(size!($rows), size!($cols))
    };
    (($which:ident $size:ident)) => {
        $crate::ir::Pattern::Factor($crate::ir::Factorization::$which, size!($size), size!($size))
    };
    (($which:ident $rows:ident $cols:ident)) => {
        $crate::ir::Pattern::Factor($crate::ir::Factorization::$which, size!($rows), size!($cols))
    };
}

macro_rules! size {
    (1) => {
        $crate::ir::Size::One
    };
    (dyn) => {
        $crate::ir::Size::Dynamic
    };
    ((dyn $number:literal)) => {
        $crate::ir::Size::Fixed($number, stringify!($number))
    };
    ((min $one:ident $two:ident)) => {
        $crate::ir::Size::Min(stringify!($one), stringify!($two))
    };
    ($size:literal) => {
        $crate::ir::Size::Exactly($size)
    };
    ($name:ident) => {
        $crate::ir::Size::Named(stringify!($name))
    };
}

/// An argument of the interpreter, as Rust's own type.
#[cfg(test)]
macro_rules! read {
    ($args:ident) => {
        read!($args, real)
    };
    ($args:ident, real) => {
        $args.next().expect("an argument").real()
    };
    ($args:ident, bool) => {
        $args.next().expect("an argument").truth()
    };
    ($args:ident, usize) => {
        $args.next().expect("an argument").index()
    };
    ($args:ident, i32) => {
        $args.next().expect("an argument").int() as i32
    };
    ($args:ident, int) => {
        $args.next().expect("an argument").int()
    };
    ($args:ident, array) => {
        $args.next().expect("an argument").array()
    };
    ($args:ident, part) => {
        $args.next().expect("an argument").array()
    };
    ($args:ident, element) => {
        $args.next().expect("an argument").clone()
    };
    ($args:ident, [$rows:tt, $cols:tt]) => {
        $args.next().expect("an argument").tensor()
    };
    // The interpreter has the matrix itself for its factors.
    ($args:ident, ($which:ident $($size:ident)+)) => {
        $args.next().expect("an argument").tensor()
    };
}

/// Aliases of an operation, as forms with the places of its arguments.
macro_rules! aliases {
    ($({ $($form:tt)* } [$($place:literal),*]),*) => {
        &[$($crate::ir::Alias { form: form!($($form)*), order: &[$($place),*] }),*]
    };
}

/// A method of nodes for use in other formulas.
macro_rules! node_method {
    ($name:ident, $NAME:ident, $first:ident $(, $arg:ident)*) => {
        impl<'b> $crate::ir::Node<'b> {
            #[allow(dead_code, reason = "for formulas of other entries")]
            pub(crate) fn $name(self $(, $arg: $crate::ir::Node<'b>)*) -> $crate::ir::Node<'b> {
                self.apply(&$NAME, &[$($arg),*])
            }
        }
    };
}

/// The derivative of a scalar entry.
macro_rules! scalar_derivative {
    ([$($arg:ident),*] zero {} $linear:expr) => { $crate::ir::Derivative::Zero };
    ([$($arg:ident),*] $y:ident { $($partial:ident : $slope:expr),* $(,)? } $linear:expr) => {
        scalar_derivative!(@each [$($arg),*] [$($arg),*] $y { $($partial: $slope),* } $linear)
    };
    (@each [$($arg:ident),*] $args:tt $y:ident { $($partial:ident : $slope:expr),* } $linear:expr) => {
        $crate::ir::Derivative::ByArgument {
            joint: false,
            args: {
                struct Slopes { $($arg: for<'b> fn(&$crate::ir::Formula<'b>) -> $crate::ir::Slope<'b>),* }
                const BY_NAME: Slopes = Slopes { $($partial: slope!($args $y $slope)),* };
                const IN_ORDER: &[$crate::ir::ArgumentRule] = &$crate::rules::macros::slopes(
                    [$(BY_NAME.$arg),*],
                    $linear,
                );
                IN_ORDER
            },
        }
    };
}

/// One partial derivative as a function of the arguments and the result.
macro_rules! slope {
    ([$($arg:ident),*] $y:ident $slope:expr) => {
        |formula| {
            formula_scope!(formula, $y, $($arg),*);
            $crate::ir::Slope::from($slope)
        }
    };
}

macro_rules! scalar_rules {
    ($(
        $(#[doc = $doc:literal])*
        $NAME:ident $name:ident ($first:ident $(: $first_kind:tt)? $(, $arg:ident $(: $kind:tt)?)*) $(-> $result:tt)?
            = { $($form:tt)* }
            => $tag:ident { $($derivative:tt)* }
            $(linear [$($linear:literal),*])?
            $(also [$($aliases:tt)*])?
            $(at [$(($($point:expr),*)),* $(,)?])?
            $(says $says:expr)?;
    )*) => {
        $(
            $(#[doc = $doc])*
            pub(crate) static $NAME: $crate::ir::Rule = $crate::ir::Rule {
                name: stringify!($name),
                form: form!($($form)*),
                aliases: aliases!($($($aliases)*)?),
                signature: $crate::ir::Signature {
                    args: &[pattern!($($first_kind)?) $(, pattern!($($kind)?))*],
                    result: pattern!($($result)?),
                },
                derivative: scalar_derivative!([$first $(, $arg)*] $tag { $($derivative)* } &[$($($linear),*)?]),
                notation: notation!([$first $(, $arg)*] $($says)?),
                #[cfg(test)]
                points: &[$($(&[$($point as f64),*]),*)?],
                #[cfg(test)]
                eval: |args| {
                    let mut args = args.iter();
                    let $first = read!(args $(, $first_kind)?);
                    $(let $arg = read!(args $(, $kind)?);)*
                    $crate::ir::interpret::Datum::from({ $($form)* })
                },
            };
            node_method!($name, $NAME, $first $(, $arg)*);
        )*
        pub(in crate::rules) const NAMES: &[&str] = &[$(stringify!($name)),*];
        pub(in crate::rules) const RULES: &[&$crate::ir::Rule] = &[$(&$NAME),*];
    };
}

/// The rule for one argument of a tensor entry.
macro_rules! argument_rule {
    ([$($arg:ident),*] $y:ident constant) => { $crate::ir::ArgumentRule::Constant };
    ([$($arg:ident),*] $y:ident linear ($t:ident) $formula:expr) => {
        $crate::ir::ArgumentRule::Linear(|formula, $t| { formula_scope!(formula, $y, $($arg),*); $formula })
    };
    ([$($arg:ident),*] $y:ident differential ($t:ident) $formula:expr) => {
        $crate::ir::ArgumentRule::Differential(|formula, $t| { formula_scope!(formula, $y, $($arg),*); $formula })
    };
    ([$($arg:ident),*] $y:ident into ($acc:ident, $t:ident) $formula:expr) => {
        $crate::ir::ArgumentRule::LinearInto(|formula, $acc, $t| {
            formula_scope!(formula, $y, $($arg),*);
            $formula
        })
    };
}

/// Binds the arguments and the result of a formula.
macro_rules! formula_scope {
    ($formula:ident, $y:ident, $($arg:ident),*) => {
        let mut args = $formula.args.iter().copied();
        $(let $arg = args.next().expect("an argument");)*
        let $y = $formula.result;
        let _ = ($y, $($arg),*);
    };
}

/// The derivative of a tensor entry.
macro_rules! tensor_derivative {
    ($args:tt zero {} $joint:expr) => { $crate::ir::Derivative::Zero };
    ([$($arg:ident),*] defined { $($formula:tt)* } $joint:expr) => {
        $crate::ir::Derivative::Defined(|args| {
            let mut args = args.iter().copied();
            $(let $arg = args.next().expect("an argument");)*
            $($formula)*
        })
    };
    ([$($arg:ident),*] $y:ident { $($named:ident : $tag:ident $(($($t:ident),+) $formula:expr)?),* $(,)? } $joint:expr) => {
        tensor_derivative!(@split [$($arg),*] [$($arg),*] $y { $($named: $tag $(($($t),+) $formula)?),* } $joint)
    };
    (@split [$($arg:ident),*] $args:tt $y:ident { $($named:ident : $tag:ident $(($($t:ident),+) $formula:expr)?),* } $joint:expr) => {
        $crate::ir::Derivative::ByArgument {
            joint: $joint,
            args: {
                struct Rules { $($arg: $crate::ir::ArgumentRule),* }
                const BY_NAME: Rules = Rules { $($named: argument_rule!($args $y $tag $(($($t),+) $formula)?)),* };
                const IN_ORDER: &[$crate::ir::ArgumentRule] = &[$(BY_NAME.$arg),*];
                IN_ORDER
            },
        }
    };
}

macro_rules! tensor_rules {
    ($(
        $(#[doc = $doc:literal])*
        $NAME:ident $name:ident ($first:ident : $first_kind:tt $(, $arg:ident : $kind:tt)*) -> $result:tt
            = { $($form:tt)* }
            $(eval { $($eval:tt)* })?
            => $tag:ident { $($derivative:tt)* }
            $([$joint:ident])?
            $(also [$($aliases:tt)*])?
            $(says $says:expr)?;
    )*) => {
        $(
            $(#[doc = $doc])*
            pub(crate) static $NAME: $crate::ir::Rule = $crate::ir::Rule {
                name: stringify!($name),
                form: form!($($form)*),
                aliases: aliases!($($($aliases)*)?),
                signature: $crate::ir::Signature {
                    args: &[pattern!($first_kind) $(, pattern!($kind))*],
                    result: pattern!($result),
                },
                derivative: tensor_derivative!([$first $(, $arg)*] $tag { $($derivative)* } is_joint!($($joint)?)),
                notation: notation!([$first $(, $arg)*] $($says)?),
                #[cfg(test)]
                points: &[],
                #[cfg(test)]
                eval: |args| {
                    let mut args = args.iter();
                    let $first = read!(args, $first_kind);
                    $(let $arg = read!(args, $kind);)*
                    $crate::ir::interpret::Datum::from(either!([$($($eval)*)?] { $($form)* }))
                },
            };
            node_method!($name, $NAME, $first $(, $arg)*);
        )*
        pub(in crate::rules) const NAMES: &[&str] = &[$(stringify!($name)),*];
        pub(in crate::rules) const RULES: &[&$crate::ir::Rule] = &[$(&$NAME),*];
    };
}

/// What an entry says in formulas, as a function of its arguments.
macro_rules! notation {
    ($args:tt) => {
        None
    };
    ([$($arg:ident),*] $says:expr) => {
        Some(|args: &[$crate::ir::Term]| {
            let mut args = args.iter().cloned();
            $(let $arg = args.next().expect("an argument");)*
            let _ = ($(&$arg),*);
            $says
        })
    };
}

macro_rules! is_joint {
    () => {
        false
    };
    (joint) => {
        true
    };
}

/// The expression that is given apart, or the form itself.
#[cfg(test)]
macro_rules! either {
    ([] { $($form:tt)* }) => {
        { $($form)* }
    };
    ([$($given:tt)+] { $($form:tt)* }) => {
        { $($given)+ }
    };
}
