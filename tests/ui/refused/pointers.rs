use std::rc::Rc;

use autodiff::differentiate;

#[differentiate]
fn boxed(x: f64) -> f64 {
    let mut held = Box::new(1.0);
    *held = x;
    *held * x
}

#[differentiate]
fn shared(x: f64) -> f64 {
    let mut held = Rc::new(1.0);
    *Rc::make_mut(&mut held) = x;
    *held * x
}

#[differentiate]
fn in_an_array(x: f64) -> f64 {
    let (mut a, mut b) = (1.0, 2.0);
    let slots: [&mut f64; 2] = [&mut a, &mut b];
    *slots[0] = x;
    a * b
}

fn main() {}
