use autodiff::differentiate;

struct Counter {
    calls: usize,
}

#[differentiate]
impl Counter {
    #[differentiate]
    fn counted(&mut self, x: f64) -> f64 {
        self.calls += 1;
        x * x
    }

    #[differentiate]
    fn boxed(self: Box<Self>, x: f64) -> f64 {
        x * self.calls as f64
    }

    #[differentiate]
    fn changed(mut self, x: f64) -> f64 {
        self.calls += 1;
        x * self.calls as f64
    }
}

fn main() {
    let mut counter = Counter { calls: 0 };
    println!("{}", counter.counted(1.0) + Box::new(Counter { calls: 0 }).boxed(1.0) + counter.changed(1.0));
}
