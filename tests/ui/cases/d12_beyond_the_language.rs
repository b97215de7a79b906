use autodiff::differentiate;

macro_rules! square {
    ($x:expr) => {
        $x * $x
    };
}

#[differentiate]
fn unchecked(xs: &[f64]) -> f64 {
    unsafe { *xs.get_unchecked(0) * 2.0 }
}

#[differentiate]
async fn later(x: f64) -> f64 {
    x * x
}

#[differentiate]
fn assembled(x: f64) -> f64 {
    let mut y = x;
    unsafe { std::arch::asm!("/* {0} */", inout(xmm_reg) y) };
    y
}

#[differentiate]
fn expanded(x: f64) -> f64 {
    square!(x)
}

fn main() {}
