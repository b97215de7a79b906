use autodiff::differentiate;

struct Line {
    slope: f64,
    offset: f64,
}

#[differentiate(wrt(line))]
fn at(line: &Line, x: f64) -> f64 {
    line.slope * x + line.offset
}

fn main() {}
