use autodiff::differentiate;

#[differentiate]
fn a_const_block(x: f64) -> f64 {
    x * const { x_times_two(1.0) }
}

const fn x_times_two(x: f64) -> f64 {
    2.0 * x
}

#[differentiate]
fn a_const_block_of_what_varies(x: f64) -> f64 {
    let mut y = x;
    let () = const { () };
    y *= 2.0;
    y
}

#[differentiate]
fn a_loop_for_its_value(x: f64) -> f64 {
    let mut y = x;
    let nothing = for _ in 0..3 {
        y *= x;
    };
    let () = nothing;
    y
}

#[differentiate]
fn an_assignment_for_its_value(x: f64) -> f64 {
    let mut y = x;
    let nothing = (y = x * x);
    let () = nothing;
    y
}

#[differentiate]
fn a_compound_assignment_for_its_value(x: f64) -> f64 {
    let mut y = x;
    let nothing = (y *= x);
    let () = nothing;
    y
}

#[differentiate]
fn several_names(x: f64) -> f64 {
    let (y, z);
    (y, z) = (x, x * x);
    y * z
}

#[differentiate]
fn jumps_in_what_passes_through(x: f64, n: usize) -> f64 {
    x * autodiff::constant(if n > 3 { return 0.0 } else { 2.0 })
}

#[differentiate]
fn a_macro_as_a_statement(x: f64) -> f64 {
    nothing!();
    x * x
}

macro_rules! nothing {
    () => {};
}
use nothing;

#[differentiate]
fn a_call_of_what_is_made_here(x: f64) -> f64 {
    twice()(x)
}

fn twice() -> fn(f64) -> f64 {
    |x| 2.0 * x
}

enum Never {}

#[differentiate(wrt(x))]
fn a_match_without_arms(x: f64, never: Option<Never>) -> f64 {
    if let Some(never) = never { match never {} } else { x * x }
}

fn main() {}
