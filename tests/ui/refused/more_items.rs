use autodiff::differentiate;

#[differentiate]
fn with_types(x: f64) -> f64 {
    #[allow(dead_code)]
    enum Side {
        Left,
    }
    struct Unit;
    impl Unit {}
    trait Marker {}
    type Number = f64;
    #[allow(dead_code)]
    union Bits {
        float: f64,
    }
    x * x
}

#[differentiate]
fn with_modules(x: f64) -> f64 {
    mod inner {}
    extern crate std as other;
    unsafe extern "C" {}
    x * x
}

fn main() {
    println!("{} {}", with_types(1.0), with_modules(1.0));
}
