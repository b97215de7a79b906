//! Structs where names, branches, loops and modules are in the way.
use autodiff::{Differentiable, check, differentiate};
use nalgebra::{DVector, Vector2};

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct P {
    a: f64,
    b: f64,
    v: Vector2<f64>,
    #[constant]
    k: f64,
}
fn p() -> P {
    P { a: 0.7, b: -0.4, v: Vector2::new(0.3, 1.1), k: 1.7 }
}
fn q() -> P {
    P { a: -0.2, b: 0.9, v: Vector2::new(1.3, -0.6), k: 0.6 }
}

macro_rules! ok {
    ($f:ident, $p:expr) => {
        let p = $p;
        check::gradient(|p: &_| $f(*p), &p, &$f::gradient(p)).unwrap();
    };
}
macro_rules! okr {
    ($f:ident, $p:expr) => {
        let p = $p;
        check::gradient(|p: &_| $f(p), &p, &$f::gradient(&p)).unwrap();
    };
}

#[differentiate(jvp, hvp)]
fn early(p: P) -> f64 {
    if p.a > 0.0 {
        return p.a * p.k * p.v[0];
    }
    let mut s = p;
    if p.b > 0.5 {
        s.a *= 2.0;
        return s.a * s.b + s.v.norm_squared() * s.k;
    }
    s.b.sin()
}
#[test]
fn early_is_right() {
    ok!(early, p());
    ok!(early, q());
    ok!(early, P { b: 0.1, ..q() });
    for x in [p(), q()] {
        check::hvp(|p: &P| early::gradient(*p), &x, &p(), &early::hvp(x, p())).unwrap();
    }
}

#[differentiate(jvp, hvp)]
fn carried(p: P) -> f64 {
    let mut s = p;
    for i in 0..6 {
        if i == 2 {
            continue;
        }
        s.a = (s.a + s.b * s.k).sin();
        s.v[i % 2] += s.a * p.v[0];
        s = P { b: s.b * 0.9 + s.v[1], ..s };
        if i == 4 {
            break;
        }
    }
    s.a + s.v.dot(&p.v) * s.b
}
#[test]
fn carried_is_right() {
    ok!(carried, p());
    ok!(carried, q());
    check::hvp(|p: &P| carried::gradient(*p), &p(), &q(), &carried::hvp(p(), q())).unwrap();
}

#[differentiate]
fn whiled(p: P) -> f64 {
    let mut s = p;
    let mut n = 0;
    while s.a < 5.0 && n < 20 {
        s.a += 0.5 + s.b * s.b;
        s.v *= s.a.cos();
        n += 1;
    }
    s.a * s.v[0] + s.v[1] * p.k
}
#[test]
fn whiled_is_right() {
    ok!(whiled, p());
    ok!(whiled, q());
}

#[differentiate]
fn swapped(p: P, r: P) -> f64 {
    let (mut x, mut y) = (p, r);
    for _ in 0..3 {
        (x, y) = (y, P { a: x.a * y.b, ..x });
    }
    core::mem::swap(&mut x, &mut y);
    x.a * y.b + x.v.dot(&y.v) + x.k * y.a
}
#[test]
fn swapped_is_right() {
    let g = swapped::gradient(p(), q());
    check::gradient(|(p, q): &(P, P)| swapped(*p, *q), &(p(), q()), &g).unwrap();
}

#[differentiate(jvp)]
fn arrays(ps: [P; 3], r: f64) -> f64 {
    let mut x = ps;
    for i in 1..3 {
        x[i].a += x[i - 1].a * r;
        let t = x[i];
        x[i - 1].v += t.v * t.a;
        x[i].v[1] *= t.k;
    }
    x[0] = P { a: x[2].a, ..x[1] };
    let mut s = 0.0;
    for e in x.iter() {
        s += e.a * e.b + e.v.norm_squared();
    }
    s
}
#[test]
fn arrays_is_right() {
    let x = [p(), q(), P { a: 2.0, ..p() }];
    let g = arrays::gradient(x, 0.4);
    check::gradient(|(x, r): &([P; 3], f64)| arrays(*x, *r), &(x, 0.4), &g).unwrap();
}

#[differentiate]
fn iterated(ps: &[P], w: &[f64]) -> f64 {
    let a: f64 = ps.iter().zip(w).map(|(p, w)| p.a * w * p.k).sum();
    let b = ps.iter().fold(1.0, |acc, p| acc * (1.0 + p.b * p.v[0]));
    let c: Vec<f64> = ps.iter().map(|p| p.v.norm() * p.a).collect();
    a * b + c[0] * c[1]
}
#[test]
fn iterated_is_right() {
    let (x, w) = (vec![p(), q(), p()], vec![0.3, -0.8, 2.0]);
    let g = iterated::gradient(&x, &w);
    check::gradient(|(x, w): &(Vec<P>, Vec<f64>)| iterated(x, w), &(x, w), &g).unwrap();
}

// iter_mut
#[differentiate]
fn mutated(ps: &[P], r: f64) -> f64 {
    let mut x = ps.to_vec();
    for e in x.iter_mut() {
        e.a *= r;
        e.v[0] += e.a;
    }
    for e in &mut x {
        e.b = e.a * e.v[0];
    }
    let l = x.last().unwrap();
    l.b + x[0].b * x[0].a
}
#[test]
fn mutated_is_right() {
    let x = vec![p(), q(), p()];
    let g = mutated::gradient(&x, 0.8);
    check::gradient(|(x, w): &(Vec<P>, f64)| mutated(x, *w), &(x, 0.8), &g).unwrap();
}

#[differentiate]
fn borrowed(p: P) -> f64 {
    let mut s = p;
    {
        let a = &mut s.a;
        *a *= 2.0;
        let w = &mut s.v;
        w[0] += p.b;
        *w *= p.a;
    }
    let r = &mut s;
    r.b += r.a;
    r.v.x = r.b;
    s.b * s.v[0] + s.v.y
}
#[test]
fn borrowed_is_right() {
    ok!(borrowed, p());
    ok!(borrowed, q());
}

#[differentiate]
fn closed(p: P) -> f64 {
    let f = |x: f64| x * p.a + p.k * p.b;
    let g = |t: P| t.a * t.v[0] + p.v[1];
    let mut s = p;
    let h = |x: f64, s: &mut P| {
        s.a += x * s.b;
    };
    h(p.a, &mut s);
    h(2.0, &mut s);
    f(p.b) * g(p) + g(s)
}
#[test]
fn closed_is_right() {
    ok!(closed, p());
    ok!(closed, q());
}

#[differentiate]
fn konst(p: P, c: P) -> f64 {
    let mut s = p;
    s.k = 3.0;
    let u = s.k * s.a;
    s.k = c.k * 2.0;
    s.k += 1.0;
    u + s.k * s.b * p.k
}
#[test]
fn konst_is_right() {
    let g = konst::gradient(p(), q());
    check::gradient(|(p, q): &(P, P)| konst(*p, *q), &(p(), q()), &g).unwrap();
}
#[differentiate(jvp)]
fn konst_result(p: P) -> P {
    let mut s = p;
    s.k = 3.0;
    s.a *= p.k;
    s
}
#[test]
fn konst_result_is_right() {
    check::vjp(|p: &P| konst_result(*p), |y: &P| konst_result::vjp(p()).1(y), &p(), &q()).unwrap();
    check::jvp(|p: &P| konst_result(*p), &p(), &q(), &konst_result::jvp(p(), q()).1).unwrap();
}

#[differentiate]
fn chosen(p: P, n: usize) -> f64 {
    let s = match n {
        0 => p,
        1 => P { a: p.b, b: p.a, ..p },
        _ => P { a: 1.0, b: 2.0, v: Vector2::zeros(), k: p.k },
    };
    let t = if s.a > s.b { P { v: s.v * s.a, ..s } } else { s };
    t.a * t.b * t.k + t.v.sum()
}
#[test]
fn chosen_is_right() {
    for n in 0..3 {
        for x in [p(), q()] {
            check::gradient(|p: &P| chosen(*p, n), &x, &chosen::gradient(x, n)).unwrap();
        }
    }
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
struct Nest {
    p: P,
    q: P,
    list: Vec<P>,
    arr: [f64; 2],
    w: DVector<f64>,
    t: (f64, f64),
}
fn n() -> Nest {
    Nest { p: p(), q: q(), list: vec![q(), p()], arr: [0.3, -0.9], w: DVector::from_vec(vec![0.1, 0.5]), t: (0.4, 0.8) }
}
#[differentiate(jvp, hvp)]
fn nested(n: &Nest) -> f64 {
    let mut m = n.clone();
    m.p.a += m.q.b;
    m.q = m.p;
    m.q.v[0] *= m.arr[1];
    m.list[0].v[1] = m.q.v[0] * m.list[1].a;
    m.arr[0] *= m.list[0].v[1];
    m.list.push(P { a: m.arr[0], ..m.p });
    let mut s = 0.0;
    for e in &m.list {
        s += e.a * e.b + e.v.sum() * e.k;
    }
    s + n.p.a * m.w.norm_squared()
}
#[test]
fn nested_is_right() {
    okr!(nested, n());
    let mut d = n();
    d.p = q();
    d.w[0] = 3.0;
    check::hvp(|p: &Nest| nested::gradient(p), &n(), &d, &nested::hvp(&n(), &d)).unwrap();
    let mut g = n();
    let v = nested::value_and_gradient_into(&n(), &mut g);
    assert_eq!((v, g), nested::value_and_gradient(&n()));
}

#[differentiate]
fn destructured(p: P, pair: &(P, f64)) -> f64 {
    let P { a, v: w, k, .. } = p;
    let P { b: bb, .. } = &pair.0;
    a * w[0] * k + bb
}

#[test]
fn destructured_is_right() {
    let f = |(x, y): &(P, (P, f64))| destructured(*x, y);
    let at = (p(), (q(), 0.3));
    check::gradient(f, &at, &destructured::gradient(at.0, &at.1)).unwrap();
}
#[derive(Clone, Debug, PartialEq, Differentiable)]
pub(crate) struct Clash {
    norm: f64,
    len: f64,
    gradient: f64,
    r#type: f64,
    x: f64,
    powi: f64,
    value: f64,
    y_bar: f64,
}
#[differentiate(jvp, hvp)]
fn clash(c: Clash) -> f64 {
    let norm = c.norm * c.len;
    let Clash { r#type, x, .. } = c;
    let mut d = c.clone();
    d.r#type += x;
    norm * c.gradient + r#type * x.powi(2) * c.powi + d.r#type * c.value * c.y_bar
}
#[test]
fn clash_is_right() {
    let c = Clash { norm: 1.0, len: 2.0, gradient: 3.0, r#type: 4.0, x: 5.0, powi: 6.0, value: 7.0, y_bar: 8.0 };
    check::gradient(|c: &Clash| clash(c.clone()), &c, &clash::gradient(c.clone())).unwrap();
    check::hvp(|c: &Clash| clash::gradient(c.clone()), &c, &c, &clash::hvp(c.clone(), c.clone())).unwrap();
}

mod other {
    use autodiff::{Differentiable, differentiate};
    #[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
    pub(crate) struct S {
        pub(crate) a: f64,
        pub(crate) b: f64,
    }
    #[differentiate]
    pub(crate) fn make(x: f64) -> S {
        assert!(x < 1e9);
        S { a: x, b: x * x }
    }
    #[differentiate]
    pub(crate) fn short(x: f64) -> S {
        S { a: x, b: x * x }
    }
    #[differentiate]
    pub(crate) fn take(s: S) -> f64 {
        assert!(s.a < 1e9);
        s.a * s.b
    }
    #[differentiate]
    pub(crate) fn take_short(s: S) -> f64 {
        s.a * s.b
    }
}
#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
pub(crate) struct S {
    pub(crate) a: f64,
    #[constant]
    pub(crate) b: f64,
}
#[differentiate]
fn two_taken(s: S, x: f64) -> f64 {
    let o = other::S { a: x, b: x * s.a };
    other::take(o) * s.a
}
#[differentiate]
fn two_taken_short(s: S, x: f64) -> f64 {
    let o = other::S { a: x, b: x * s.a };
    other::take_short(o) * s.a
}
macro_rules! two { ($($t:ident $f:ident)*) => { $(#[test] fn $t() { let s = S { a: 2.0, b: 3.0 }; let g = $f::gradient(s, 0.7);
  check::gradient(|(s, x): &(S, f64)| $f(*s, *x), &(s, 0.7), &g).unwrap(); })* } }
two!(t3 two_taken t4 two_taken_short);
mod hidden {
    use autodiff::{Differentiable, differentiate};
    use nalgebra::Vector2;
    #[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
    pub(crate) struct H {
        pub(crate) a: f64,
        b: f64,
        pub(crate) v: Vector2<f64>,
        #[constant]
        pub(crate) k: f64,
    }
    impl H {
        pub(crate) fn new(a: f64, b: f64) -> H {
            H { a, b, v: Vector2::new(a, b), k: 2.0 }
        }
    }
    #[differentiate(jvp)]
    pub(crate) fn inner(h: H, x: f64) -> H {
        H { a: h.b * x, b: h.a * h.k, ..h }
    }
    #[differentiate(jvp, hvp)]
    pub(crate) fn outer(h: &H) -> f64 {
        h.a * h.b * h.k + h.v.norm_squared()
    }
}
use hidden::H;
#[differentiate(jvp, hvp)]
fn use_hidden(h: H, x: f64) -> f64 {
    let g = hidden::inner(h, x);
    let m = if x > 0.0 { g } else { h };
    let n = hidden::inner(m, m.a);
    hidden::outer(&n) * h.a + n.v[0] * m.k
}
#[test]
fn hidden_is_right() {
    let h = H::new(0.4, 0.9);
    for x in [0.7, -0.6] {
        let g = use_hidden::gradient(h, x);
        check::gradient(|(h, x): &(H, f64)| use_hidden(*h, *x), &(h, x), &g).unwrap();
        let d = (H::new(-0.3, 1.2), 0.5);
        check::hvp(|(h, x): &(H, f64)| use_hidden::gradient(*h, *x), &(h, x), &d, &use_hidden::hvp(h, x, d.0, d.1))
            .unwrap();
        let mut b = d;
        let v = use_hidden::value_and_gradient_into(h, x, &mut b.0, &mut b.1);
        assert_eq!((v, b), use_hidden::value_and_gradient(h, x));
    }
}
#[differentiate]
fn hidden_loop(hs: &[H], x: f64) -> f64 {
    let mut m = hs[0];
    let mut s = 0.0;
    for h in hs {
        m = hidden::inner(*h, m.a * x);
        s += m.a * h.v[1];
    }
    s + hidden::outer(&m)
}
#[test]
fn hidden_loop_is_right() {
    let hs = vec![H::new(0.4, 0.9), H::new(1.4, -0.2), H::new(0.1, 0.2)];
    let g = hidden_loop::gradient(&hs, 0.8);
    check::gradient(|(h, x): &(Vec<H>, f64)| hidden_loop(h, *x), &(hs, 0.8), &g).unwrap();
}

mod named {
    use autodiff::{Differentiable, differentiate};
    #[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
    pub(crate) struct Quat {
        pub(crate) x: f64,
        pub(crate) y: f64,
    }
    #[differentiate]
    pub(crate) fn f(Quat { x, y }: Quat, other: (Quat, f64)) -> f64 {
        x * y + other.0.x * other.1
    }
}
#[test]
fn named_is_right() {
    use named::*;
    let q = Quat { x: 1.0, y: 2.0 };
    check::gradient(|(q, o): &(Quat, (Quat, f64))| f(*q, *o), &(q, (q, 3.0)), &f::gradient(q, (q, 3.0))).unwrap();
}

#[differentiate]
mod module {
    use autodiff::Differentiable;
    #[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
    pub(crate) struct M {
        pub(crate) a: f64,
        #[cfg_attr(all(), constant)]
        pub(crate) k: f64,
        #[cfg(any())]
        pub(crate) z: f64,
    }
    pub(crate) fn f(m: M, x: f64) -> f64 {
        let y = m.a * m.k * x;
        g(M { a: y, k: m.k }) * m.a
    }
    fn g(m: M) -> f64 {
        m.a.sin() * m.k
    }
}
#[test]
fn module_is_right() {
    use module::*;
    let m = M { a: 0.6, k: 1.3 };
    check::gradient(|(m, x): &(M, f64)| f(*m, *x), &(m, 0.4), &f::gradient(m, 0.4)).unwrap();
}
#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct L {
    w: f64,
    b: f64,
    #[constant]
    k: f64,
}
#[differentiate]
impl L {
    #[differentiate(wrt(self, x))]
    fn apply(&self, x: f64) -> f64 {
        let s = *self;
        s.w * x * self.k + self.b
    }
    #[differentiate(wrt(self), hvp)]
    fn loss(self, x: f64) -> f64 {
        self.w.sin() * self.w * x + self.k * self.b
    }
    #[differentiate]
    fn plain(&self, x: f64) -> f64 {
        self.w * x * x
    }
    #[differentiate(wrt(x))]
    fn at(&self, x: f64) -> f64 {
        self.w * x * x
    }
    #[differentiate(wrt(self))]
    fn moved(self, x: f64) -> L {
        let mut s = self;
        s.w *= x * self.b;
        s
    }
    #[differentiate(wrt(o))]
    fn with(&self, o: L) -> f64 {
        let L { w, .. } = *self;
        let Self { b, .. } = o;
        w * b * L { w: b, ..o }.w
    }
}
#[test]
fn methods_of_a_struct() {
    let l = L { w: 0.5, b: 0.7, k: 2.0 };
    check::gradient(|(l, x): &(L, f64)| l.apply(*x), &(l, 0.4), &l.apply_gradient(0.4)).unwrap();
    check::gradient(|l: &L| l.loss(0.4), &l, &l.loss_gradient(0.4)).unwrap();
    check::gradient(|o: &L| l.with(*o), &l, &l.with_gradient(l)).unwrap();
}

/// A field that is not in view, beside one that is read.
mod half_hidden {
    use autodiff::Differentiable;

    #[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
    pub(crate) struct Layer {
        pub(crate) weight: f64,
        bias: f64,
    }

    impl Layer {
        pub(crate) fn new(weight: f64) -> Layer {
            Layer { weight, bias: 0.5 }
        }

        pub(crate) fn bias(self) -> f64 {
            self.bias
        }
    }
}

#[differentiate(wrt(layer))]
fn of_the_visible(layer: &half_hidden::Layer, x: f64) -> f64 {
    layer.weight * x
}

/// A type that nobody knows, whose number is an exponent.
struct Settings {
    exponent: f64,
}

#[differentiate(wrt(x))]
fn by_an_exponent(x: f64, settings: &Settings) -> f64 {
    x.powf(settings.exponent)
}

impl Settings {
    fn doubled(&self) -> f64 {
        2.0 * self.exponent
    }
}

#[differentiate(wrt(x))]
fn by_a_method(x: f64, settings: &Settings) -> f64 {
    x.powf(settings.doubled())
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Counted {
    a: f64,
    #[constant]
    n: usize,
}

fn weight(n: usize) -> f64 {
    n as f64 + 0.5
}

#[differentiate]
fn by_a_constant_field(p: &Counted) -> f64 {
    let factor: f64 = weight(p.n);
    p.a * factor
}

/// Structs of one text that are not one type.
mod one {
    #[derive(Clone, Copy, Debug, PartialEq, autodiff::Differentiable)]
    pub(crate) struct Pair {
        pub(crate) x: f64,
        pub(crate) y: f64,
    }
}

mod two {
    #[derive(Clone, Copy, Debug, PartialEq, autodiff::Differentiable)]
    pub(crate) struct Pair {
        pub(crate) x: f64,
        pub(crate) y: f64,
    }
}

#[differentiate]
fn of_two(p: &two::Pair) -> f64 {
    p.x * p.y.sin()
}

#[differentiate]
fn of_one(p: &one::Pair) -> f64 {
    of_two(&two::Pair { x: p.x, y: p.y })
}

/// One varied field among constant ones, added to three times.
#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Rated {
    #[constant]
    a: usize,
    #[constant]
    b: usize,
    rate: f64,
}

#[differentiate]
fn part(m: &Rated, x: f64) -> f64 {
    assert!(m.a < 9 && m.b < 9);
    (m.rate * x).sin()
}

#[differentiate(wrt(m))]
fn product_of_parts(m: &Rated) -> f64 {
    part(m, 1.0) * part(m, 2.0) * part(m, 3.0)
}

#[test]
fn fields_that_are_not_like_the_others() {
    let layer = half_hidden::Layer::new(0.7);
    let by_layer = of_the_visible::gradient(&layer, 3.0);
    assert_eq!((by_layer.weight, by_layer.bias()), (3.0, 0.0));
    assert_eq!(by_an_exponent::gradient(1.5, &Settings { exponent: 2.0 }), 3.0);
    assert_eq!(by_a_method::gradient(1.5, &Settings { exponent: 1.0 }), 3.0);
    assert_eq!(by_a_constant_field::gradient(&Counted { a: 0.7, n: 2 }).a, 2.5);
    let p = one::Pair { x: 0.7, y: 0.4 };
    check::gradient(|p: &one::Pair| of_one(p), &p, &of_one::gradient(&p)).unwrap();
    let m = Rated { a: 1, b: 2, rate: 0.3 };
    check::gradient(|m: &Rated| product_of_parts(m), &m, &product_of_parts::gradient(&m)).unwrap();
}
