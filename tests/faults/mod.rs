//! What the tests of faults share: whether something panics, and whether all forms of a function do where it does.

#![allow(dead_code, unused_macros, unused_imports, reason = "each test binary uses a part of this")]

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

/// Whether it panics; nothing is printed.
pub(crate) fn panics<T>(work: impl FnOnce() -> T) -> bool {
    said(work).is_some()
}

thread_local! {
    static IS_EXPECTED: Cell<bool> = const { Cell::new(false) };
    static DISAGREEMENTS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// What it says when it panics.
pub(crate) fn said<T>(work: impl FnOnce() -> T) -> Option<String> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !IS_EXPECTED.get() {
                before(info);
            }
        }));
    });
    let outside = IS_EXPECTED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    IS_EXPECTED.set(outside);
    let panic = result.err()?;
    let text = panic.downcast_ref::<String>().cloned();
    Some(text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default())
}

/// Takes note where a form does not panic as the function does; `assert_all_agree` fails then.
pub(crate) fn compare(form: &str, at: &str, primal: &Option<String>, found: &Option<String>) {
    if primal.is_some() != found.is_some() {
        let line = format!("{form} of {at}: the function {primal:?}, the form {found:?}");
        DISAGREEMENTS.with_borrow_mut(|lines| lines.push(line));
    }
}

/// Fails where forms have panicked where the function does not, or the other way round.
#[track_caller]
pub(crate) fn assert_all_agree() {
    let lines = DISAGREEMENTS.take();
    assert!(lines.is_empty(), "{} disagreements:\n{}", lines.len(), lines.join("\n"));
}

/// Compares whether every form of a function with a scalar result panics where the function does, and nowhere else. `$x`
/// is what the function is differentiated by, an owned value of which the call has a reference.
macro_rules! all_forms_agree {
    (@each [] $name:ident($($arg:expr),*), $x:expr, $at:expr, $primal:expr) => {};
    (@each [$form:ident $($more:ident)*] $name:ident($($arg:expr),*), $x:expr, $at:expr, $primal:expr) => {
        all_forms_agree!(@$form $name($($arg),*), $x, $at, $primal);
        all_forms_agree!(@each [$($more)*] $name($($arg),*), $x, $at, $primal);
    };
    (@jacobian $name:ident($($arg:expr),*), $x:expr, $at:expr, $primal:expr) => {
        faults::compare("jacobian", &$at, &$primal, &faults::said(|| $name::jacobian($($arg),*)));
    };
    (@hessian $name:ident($($arg:expr),*), $x:expr, $at:expr, $primal:expr) => {
        faults::compare("hessian", &$at, &$primal, &faults::said(|| $name::hessian($($arg),*)));
    };
    (@jvp $name:ident($($arg:expr),*), $x:expr, $at:expr, $primal:expr) => {
        faults::compare("jvp", &$at, &$primal, &faults::said(|| $name::jvp($($arg),*, &$x)));
    };
    (@hvp $name:ident($($arg:expr),*), $x:expr, $at:expr, $primal:expr) => {
        faults::compare("hvp", &$at, &$primal, &faults::said(|| $name::hvp($($arg),*, &$x)));
    };
    (@taylor $name:ident($($arg:expr),*), $x:expr, $at:expr, $primal:expr) => {
        faults::compare("taylor", &$at, &$primal, &faults::said(|| $name::taylor::<3>($($arg),*, &$x)));
    };
    ($name:ident($($arg:expr),*), $x:expr, $at:expr) => {
        all_forms_agree!($name($($arg),*), $x, $at, [jacobian hessian jvp hvp taylor])
    };
    ($name:ident($($arg:expr),*), $x:expr, $at:expr, [$($form:ident)*]) => {{
        let primal = faults::said(|| $name($($arg),*));
        let at = format!("{} of {}", stringify!($name), $at);
        faults::compare("gradient", &at, &primal, &faults::said(|| $name::gradient($($arg),*)));
        faults::compare("value_and_gradient", &at, &primal, &faults::said(|| $name::value_and_gradient($($arg),*)));
        let into = faults::said(|| $name::value_and_gradient_into($($arg),*, &mut $x.clone()));
        faults::compare("value_and_gradient_into", &at, &primal, &into);
        faults::compare("vjp", &at, &primal, &faults::said(|| $name::vjp($($arg),*)));
        faults::compare("pullback", &at, &primal, &faults::said(|| $name::vjp($($arg),*).1(1.0)));
        all_forms_agree!(@each [$($form)*] $name($($arg),*), $x, at, primal);
    }};
}
pub(crate) use all_forms_agree;
