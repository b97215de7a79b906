use autodiff::differentiate;

#[allow(unreachable_code, unused_variables)]
#[differentiate]
fn value(x: f64) -> f64 {
    let y: f64 = loop {};
    x * y
}

#[differentiate]
fn counting(x: f64) -> f64 {
    let mut y = x;
    for _ in 0.. {
        y *= x;
        if y > 10.0 {
            break;
        }
    }
    y
}

#[allow(while_true)]
#[differentiate]
fn truly(x: f64) -> f64 {
    let mut y = x;
    while true {
        y = y.sin();
        assert!(y < 2.0);
    }
    y
}

fn main() {}
