use autodiff::differentiate;

macro_rules! double {
    ($x:ident) => {
        $x += $x
    };
}

#[differentiate]
fn printed(x: f64) -> f64 {
    println!("{}", x);
    x * x
}

#[differentiate]
fn shown(x: f64) -> f64 {
    dbg!(x * x)
}

#[differentiate]
fn parsed(x: f64) -> f64 {
    format!("{x}").parse::<f64>().unwrap()
}

#[differentiate]
fn doubled(x: f64) -> f64 {
    let mut y = x;
    double!(y);
    y * x
}

#[differentiate]
fn written(x: f64) -> f64 {
    let mut text = String::new();
    let _ = std::fmt::Write::write_fmt(&mut text, format_args!("{x}"));
    x * x
}

fn main() {}
