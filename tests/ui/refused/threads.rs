use autodiff::differentiate;

#[differentiate]
fn spawned(x: f64) -> f64 {
    let square = std::thread::spawn(move || x * x);
    square.join().unwrap()
}

#[differentiate]
fn scoped(xs: &[f64]) -> f64 {
    std::thread::scope(|scope| scope.spawn(|| xs[0] * xs[1]).join().unwrap())
}

#[differentiate]
fn sent(x: f64) -> f64 {
    let (sender, receiver) = std::sync::mpsc::channel();
    sender.send(x * x).unwrap();
    receiver.recv().unwrap()
}

fn main() {}
