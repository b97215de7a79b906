//! What the crates of generated programs call: they describe their functions as a [`Case`], and [`run`] checks them.

mod point;

use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};

use autodiff_runtime::check;
use fastrand::Rng;

pub use point::{Flat, Point, Scalar, flat};

/// Numbers to numbers.
pub type Plain = fn(&[f64]) -> Vec<f64>;
/// Numbers to a value and a derivative.
pub type Both = fn(&[f64]) -> (Vec<f64>, Vec<f64>);
/// Numbers and a tangent or cotangent to a value and a derivative.
pub type Along = fn(&[f64], &[f64]) -> (Vec<f64>, Vec<f64>);

/// A derivative that the attribute generated.
pub enum Claim {
    /// Value and gradient of a scalar function. An empty value is not compared.
    Gradient(&'static str, Both),
    /// Value and what the pullback makes of a cotangent.
    Vjp(Along),
    /// Value and directional derivative.
    Jvp(Along),
    /// The Jacobian, column by column.
    Jacobian(Plain),
    /// The Hessian, column by column.
    Hessian(Plain),
    /// The Hessian times a vector.
    Hvp(fn(&[f64], &[f64]) -> Vec<f64>),
    /// The first three Taylor coefficients.
    Taylor(fn(&[f64], &[f64]) -> Vec<f64>),
}

/// A function and its derivatives.
pub struct Case {
    /// The module of the program.
    pub name: &'static str,
    /// The seed of its points.
    pub seed: u64,
    /// How many numbers its parameters have.
    pub dimension: usize,
    /// Whether values have to agree bit for bit.
    pub exact: bool,
    /// The precision of its numbers.
    pub epsilon: f64,
    /// The function itself.
    pub plain: Plain,
    /// The function itself in the numbers of its derivatives, where these are shorter.
    pub narrow: Option<Plain>,
    /// Its derivatives.
    pub claims: &'static [Claim],
}

/// How many points a program is checked at.
const POINTS: usize = 2;
/// How many points are tried.
const TRIES: usize = 10;
/// Where values end that differences can be made of.
const LARGEST: f64 = 1e7;

/// Checks the cases, and prints a line for each.
pub fn run(cases: &[fn() -> Case]) {
    std::panic::set_hook(Box::new(|_| {}));
    let mut out = std::io::stdout();
    for case in cases {
        let case = case();
        let _ = writeln!(out, "begin {}", case.name);
        let _ = out.flush();
        let line = match catch_unwind(AssertUnwindSafe(|| check(&case))) {
            Ok(Ok(tally)) => format!("{} {} {}", tally.points, tally.confirmed, tally.skipped),
            Ok(Err(failure)) => format!("failed {failure}"),
            Err(panic) => format!("failed panic: {}", words(&*panic)),
        };
        let _ = writeln!(out, "end {} {}", case.name, line.replace('\n', " "));
    }
}

fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
}

/// What was compared.
#[derive(Default)]
struct Tally {
    points: usize,
    confirmed: usize,
    skipped: usize,
}

fn check(case: &Case) -> Result<Tally, String> {
    let mut rng = Rng::with_seed(case.seed);
    let mut tally = Tally::default();
    for attempt in 0..TRIES {
        let x = point(&mut rng, case.dimension, attempt);
        // A panic of the function itself, as of an index that depends on a branch, is a point to avoid.
        let y = catch_unwind(|| (case.plain)(&x)).map_err(|panic| format!("plain panic: {}", words(&*panic)))?;
        if y.iter().any(|y| y.is_nan() || y.abs() > LARGEST) {
            continue;
        }
        if case.narrow.is_some_and(|narrow| !are_near(case.epsilon, &narrow(&x), &y)) {
            // Where shorter numbers take another branch, or overflow, there is nothing to compare with.
            continue;
        }
        let before = tally.confirmed;
        let mut at = At { case, x: &x, y: &y, rng: &mut rng, tally: &mut tally };
        for claim in case.claims {
            at.claim(claim).map_err(|failure| format!("{failure} at {x:?}"))?;
        }
        if tally.confirmed > before || case.dimension == 0 {
            tally.points += 1;
        }
        if tally.points == POINTS {
            break;
        }
    }
    Ok(tally)
}

/// Numbers between -2 and 2, away from zero; later attempts are nearer to one.
fn point(rng: &mut Rng, dimension: usize, attempt: usize) -> Vec<f64> {
    let spread = if attempt < 4 { 1.8 } else { 0.8 };
    let number = |rng: &mut Rng| (0.1 + spread * rng.f64()) * if rng.u8(..3) == 0 { -1.0 } else { 1.0 };
    (0..dimension).map(|_| number(rng)).collect()
}

/// A point at which a case is checked.
struct At<'a> {
    case: &'a Case,
    x: &'a [f64],
    y: &'a [f64],
    rng: &'a mut Rng,
    tally: &'a mut Tally,
}

impl At<'_> {
    fn claim(&mut self, claim: &Claim) -> Result<(), String> {
        match claim {
            Claim::Gradient(form, gradient) => {
                let (value, gradient) = gradient(self.x);
                self.value(form, &value)?;
                self.gradient(form, &[1.0], &gradient)
            }
            Claim::Vjp(vjp) => {
                let weights = self.direction(self.y.len());
                let (value, gradient) = vjp(self.x, &weights);
                self.value("vjp", &value)?;
                self.gradient("vjp", &weights, &gradient)
            }
            Claim::Jvp(jvp) => {
                let along = self.direction(self.x.len());
                let (value, slope) = jvp(self.x, &along);
                self.value("jvp", &value)?;
                self.slope(&along, &slope)
            }
            Claim::Jacobian(jacobian) => {
                let (rows, weights) = (self.y.len(), self.direction(self.y.len()));
                let jacobian = jacobian(self.x);
                let gradient = jacobian.chunks(rows.max(1)).map(|column| dot(column, &weights)).collect::<Vec<_>>();
                self.gradient("jacobian", &weights, &gradient)
            }
            Claim::Hessian(hessian) => {
                let along = self.direction(self.x.len());
                let hessian = hessian(self.x);
                let rows = self.x.len();
                let product = |row: usize| (0..rows).map(|column| hessian[column * rows + row] * along[column]).sum();
                let product = (0..rows).map(product).collect::<Vec<f64>>();
                self.curvature("hessian", &along, &product)
            }
            Claim::Hvp(hvp) => {
                let along = self.direction(self.x.len());
                let product = hvp(self.x, &along);
                self.curvature("hvp", &along, &product)
            }
            Claim::Taylor(taylor) => {
                let along = self.direction(self.x.len());
                let [value, slope, half] = taylor(self.x, &along)[..] else { return Err("taylor length".to_owned()) };
                self.near("taylor", &[value])?;
                self.slope(&along, &[slope])?;
                self.compare("taylor", 0, 2.0 * half, &|t| taylor(&moved(self.x, &along, t), &along)[1])
            }
        }
    }

    fn direction(&mut self, dimension: usize) -> Vec<f64> {
        (0..dimension).map(|_| self.rng.f64() * 2.0 - 1.0).collect()
    }

    /// The value beside a derivative is the function's.
    fn value(&self, form: &str, value: &[f64]) -> Result<(), String> {
        self.near(form, value)?;
        let same = value.iter().zip(self.y).all(|(found, expected)| {
            // A zero may have another sign.
            found.to_bits() == expected.to_bits() || *found == 0.0 && *expected == 0.0
        });
        if self.case.exact && !same {
            return Err(format!("bits {form}: value {value:?} where the function gives {:?}", self.y));
        }
        Ok(())
    }

    fn near(&self, form: &str, value: &[f64]) -> Result<(), String> {
        if value.is_empty() {
            return Ok(());
        }
        if !are_near(self.case.epsilon, value, self.y) {
            return Err(format!("value {form}: {value:?} where the function gives {:?}", self.y));
        }
        Ok(())
    }

    /// The gradient of the weighted sum of the results.
    fn gradient(&mut self, form: &str, weights: &[f64], gradient: &[f64]) -> Result<(), String> {
        let (plain, x) = (self.case.plain, self.x);
        if gradient.len() != x.len() {
            return Err(format!("length {form}: {} numbers, not {}", gradient.len(), x.len()));
        }
        for (index, claimed) in gradient.iter().enumerate() {
            let probe = |t: f64| {
                let mut x = x.to_vec();
                x[index] += t;
                dot(&plain(&x), weights)
            };
            self.compare(form, index, *claimed, &probe)?;
        }
        Ok(())
    }

    fn slope(&mut self, along: &[f64], slope: &[f64]) -> Result<(), String> {
        let (plain, x) = (self.case.plain, self.x);
        let weights = self.direction(slope.len());
        self.compare("jvp", 0, dot(slope, &weights), &|t| dot(&plain(&moved(x, along, t)), &weights))
    }

    /// The derivative of the gradient along a line. The gradient has been checked before.
    fn curvature(&mut self, form: &str, along: &[f64], product: &[f64]) -> Result<(), String> {
        let gradient = self.case.claims.iter().find_map(|claim| match claim {
            Claim::Gradient(_, gradient) => Some(gradient),
            Claim::Vjp(_)
            | Claim::Jvp(_)
            | Claim::Jacobian(_)
            | Claim::Hessian(_)
            | Claim::Hvp(_)
            | Claim::Taylor(_) => None,
        });
        let (x, gradient) = (self.x, gradient.ok_or("no gradient to compare with")?);
        for (index, claimed) in product.iter().enumerate() {
            self.compare(form, index, *claimed, &|t| gradient(&moved(x, along, t)).1[index])?;
        }
        Ok(())
    }

    /// A claim, and a function whose slope at zero it should be.
    fn compare(&mut self, form: &str, entry: usize, claimed: f64, probe: &dyn Fn(f64) -> f64) -> Result<(), String> {
        let guarded = |t: f64| catch_unwind(AssertUnwindSafe(|| probe(t))).unwrap_or(f64::NAN);
        let estimate = check::derivative(guarded, 0.0);
        // Where numbers are shorter, what is differentiated moves in steps.
        let part = if self.case.epsilon > 1e-10 { 0.2 } else { 1e-2 };
        let size = estimate.value.abs() + part * guarded(0.0).abs() + 1e-2;
        if !estimate.value.is_finite() || estimate.error > 1e-5 * size {
            self.tally.skipped += 1;
            return Ok(());
        }
        let precision = if self.case.epsilon > 1e-10 { 2e-2 } else { 2e-6 };
        let tolerance = 10.0 * estimate.error + precision * size;
        if (claimed - estimate.value).abs() <= tolerance {
            self.tally.confirmed += 1;
            return Ok(());
        }
        // Plain quotients on both sides have the last word: near a kink or a jump an extrapolation may settle elsewhere.
        let middle = guarded(0.0);
        let agree = [1e-4, 1e-5, 1e-6].iter().all(|step| {
            let sides = [(guarded(*step) - middle) / step, (middle - guarded(-step)) / step];
            let near = |side: &f64| (side - estimate.value).abs() <= 0.2 * (claimed - estimate.value).abs();
            sides.iter().all(near) || claimed.is_nan() && sides.iter().all(|side| side.is_finite())
        });
        if !agree {
            self.tally.skipped += 1;
            return Ok(());
        }
        Err(format!("derivative {form}: entry {entry} is {claimed:?} where differences give {estimate}"))
    }
}

/// Whether values agree to half the digits that their numbers have.
fn are_near(epsilon: f64, found: &[f64], expected: &[f64]) -> bool {
    let tolerance = epsilon.sqrt() * 10.0;
    let near = |(found, expected): (&f64, &f64)| (found - expected).abs() <= tolerance * expected.abs().max(1.0);
    found.len() == expected.len() && found.iter().zip(expected).all(near)
}

fn moved(x: &[f64], along: &[f64], t: f64) -> Vec<f64> {
    x.iter().zip(along).map(|(x, along)| x + t * along).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
