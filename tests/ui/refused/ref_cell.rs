use std::cell::RefCell;

use autodiff::differentiate;

#[differentiate(wrt(x))]
fn assigned(x: f64, cell: &RefCell<f64>) -> f64 {
    *cell.borrow_mut() = x;
    x * x
}

#[differentiate(wrt(x))]
fn guarded(x: f64, cell: &RefCell<f64>) -> f64 {
    {
        let mut guard = cell.borrow_mut();
        *guard = x;
    }
    let now: f64 = *cell.borrow();
    now * x
}

#[differentiate(wrt(x))]
fn added(x: f64, cell: &RefCell<f64>) -> f64 {
    {
        let mut guard = cell.borrow_mut();
        *guard += x;
    }
    let now: f64 = *cell.borrow();
    now * x
}

#[differentiate(wrt(x))]
fn through_a_reference(x: f64, cell: &RefCell<f64>) -> f64 {
    {
        let mut guard = cell.borrow_mut();
        let reference = &mut guard;
        **reference = x;
    }
    let now: f64 = *cell.borrow();
    now * x
}

#[differentiate(wrt(x))]
fn pushed(x: f64, history: &RefCell<Vec<f64>>) -> f64 {
    history.borrow_mut().push(x);
    x * x
}

#[differentiate(wrt(x))]
fn entry(x: f64, history: &RefCell<Vec<f64>>) -> f64 {
    let mut guard = history.borrow_mut();
    guard[0] = x;
    guard[0] * x
}

fn main() {}
