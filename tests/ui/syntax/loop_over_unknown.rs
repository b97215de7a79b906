use autodiff::differentiate;

struct Series;

impl IntoIterator for &Series {
    type Item = f64;
    type IntoIter = std::vec::IntoIter<f64>;

    fn into_iter(self) -> Self::IntoIter {
        vec![1.0, 2.0].into_iter()
    }
}

#[differentiate(wrt(x))]
fn total(x: f64, series: &Series) -> f64 {
    let mut y = 0.0;
    for term in series {
        y += x * term;
    }
    y
}

fn main() {}
