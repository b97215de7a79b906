//! Products of several matrices: their factors, the orders in which they can be multiplied, and what an order costs.
//!
//! Sizes are numbers where they are known. Those that are not are taken to be large, and an order counts as cheaper
//! only where it is so for small ones and for huge ones too: a matrix times a vector before a matrix times a matrix.

use crate::ir::hash::HashMap;
use crate::ir::{Builder, Dim, Op, Rule, Stmt, Table, Value};
use crate::rules::scalar::arithmetic::MUL;
use crate::rules::tensor::arithmetic::SCALE;
use crate::rules::tensor::product::{DOT, MATMUL, MUL_TR, TR_DOT, TR_MUL, TRANSPOSE};
use crate::rules::tensor::reduce::TRACE;

/// What sizes that are not known are taken for.
const GUESSES: [f64; 3] = [64.0, 2.0, 4096.0];

/// The statements of a block, which the factors of a product are looked up in.
pub(super) struct Scope<'b> {
    pub(super) builder: &'b Builder,
    pub(super) definitions: HashMap<Value, &'b Stmt>,
    pub(super) uses: &'b Table<usize>,
}

/// A factor, and whether it stands transposed in the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Factor {
    value: Value,
    transposed: bool,
}

/// An order of multiplication.
#[derive(Clone, Debug)]
pub(super) enum Order {
    /// A factor, by its place.
    Factor(usize),
    Product(Box<Order>, Box<Order>),
}

/// A product of factors in an order.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    factors: Vec<Factor>,
    order: Order,
    /// Products that nothing but the whole reads.
    pub(super) inner: Vec<Value>,
}

impl Scope<'_> {
    /// The arguments of a value's definition in this block, if that is this operation.
    pub(super) fn args_of(&self, value: Value, rule: &Rule) -> Option<&[Value]> {
        let stmt = self.definitions.get(&value)?;
        matches!(&stmt.op, Op::Apply(applied) if applied.is(rule)).then_some(&stmt.args[..])
    }

    pub(super) fn is_read_once(&self, value: Value) -> bool {
        self.uses.get(&value) == Some(&1)
    }

    /// The factors of a product, and whether each is transposed.
    fn operands(&self, value: Value) -> Option<[Factor; 2]> {
        [(&MATMUL, false, false), (&TR_MUL, true, false), (&MUL_TR, false, true)].into_iter().find_map(
            |(rule, left, right)| {
                let args = self.args_of(value, rule)?;
                Some([Factor { value: args[0], transposed: left }, Factor { value: args[1], transposed: right }])
            },
        )
    }

    /// The product that a value is, down to factors that are no products or are read by others too.
    pub(super) fn chain(&self, value: Value) -> Option<Chain> {
        let operands = self.operands(value)?;
        let (mut factors, mut inner) = (Vec::new(), Vec::new());
        let [left, right] = operands.map(|operand| Box::new(self.order(operand, &mut factors, &mut inner)));
        Some(Chain { factors, order: Order::Product(left, right), inner })
    }

    fn order(&self, factor: Factor, factors: &mut Vec<Factor>, inner: &mut Vec<Value>) -> Order {
        let Factor { value, transposed } = factor;
        if let Some([under]) = self.args_of(value, &TRANSPOSE) {
            let under = Factor { value: *under, transposed: !transposed };
            if self.is_read_once(value) {
                inner.push(value);
                return self.order(under, factors, inner);
            }
            // What is under a transpose that others read too is computed for them.
            factors.push(under);
            return Order::Factor(factors.len() - 1);
        }
        if self.is_read_once(value)
            && let Some([left, right]) = self.operands(value)
        {
            inner.push(value);
            let flipped = |factor: Factor| Factor { transposed: factor.transposed != transposed, ..factor };
            let operands = if transposed { [right, left] } else { [left, right] };
            let [left, right] = operands.map(|operand| Box::new(self.order(flipped(operand), factors, inner)));
            return Order::Product(left, right);
        }
        factors.push(factor);
        Order::Factor(factors.len() - 1)
    }

    /// Rows and columns of a factor as it stands in the product.
    fn sizes(&self, factor: Factor) -> [Dim; 2] {
        let kind = self.builder.kind(factor.value);
        let tensor = kind.tensor().expect("a factor is a matrix");
        if factor.transposed {
            [tensor.cols.clone(), tensor.rows.clone()]
        } else {
            [tensor.rows.clone(), tensor.cols.clone()]
        }
    }

    /// Whether the product of the factors from one place to another is one number.
    fn is_number(&self, chain: &Chain, first: usize, last: usize) -> bool {
        self.sizes(chain.factors[first])[0].is_one() && self.sizes(chain.factors[last])[1].is_one()
    }

    /// The order to multiply in, if there is a cheaper one.
    pub(super) fn cheaper(&self, chain: &Chain) -> Option<Order> {
        let [guess, ..] = GUESSES;
        let best = self.best(chain, guess);
        let cost = |order: &Order, guess: f64| self.cost(chain, order, guess).work;
        let never_worse = GUESSES.iter().all(|guess| cost(&best, *guess) <= cost(&chain.order, *guess));
        (never_worse && cost(&best, guess) < cost(&chain.order, guess)).then_some(best)
    }

    /// The cheapest order; of those that cost the same, the one that starts on the right.
    fn best(&self, chain: &Chain, guess: f64) -> Order {
        self.best_part(chain, 0, chain.factors.len(), guess)
    }

    /// The same for the factors from one place to before another.
    fn best_part(&self, chain: &Chain, from: usize, to: usize, guess: f64) -> Order {
        let mut best: HashMap<(usize, usize), Order> =
            (from..to).map(|place| ((place, place), Order::Factor(place))).collect();
        for length in 1..to - from {
            for first in from..to - length {
                let last = first + length;
                let orders = (first..last).map(|split| {
                    let [left, right] = [(first, split), (split + 1, last)].map(|part| Box::new(best[&part].clone()));
                    Order::Product(left, right)
                });
                let priced = orders.map(|order| (self.cost(chain, &order, guess).work, order));
                let cheapest = priced.reduce(|one, two| if two.0 < one.0 { two } else { one });
                best.insert((first, last), cheapest.expect("a split").1);
            }
        }
        best.remove(&(from, to - 1)).expect("the whole")
    }

    /// The order for the trace: the outermost factors are not multiplied, only their inner product is taken.
    pub(super) fn for_trace(&self, chain: &Chain) -> Order {
        let [guess, ..] = GUESSES;
        let best = self.best(chain, guess);
        let Order::Product(left, right) = &chain.order else { return best };
        if self.is_number(chain, 0, chain.factors.len() - 1) {
            return best;
        }
        let count = chain.factors.len();
        let splits = (1..count).map(|split| {
            let [left, right] =
                [(0, split), (split, count)].map(|(from, to)| Box::new(self.best_part(chain, from, to, guess)));
            Order::Product(left, right)
        });
        let work = |order: &Order| match order {
            Order::Factor(_) => 0.0,
            Order::Product(left, right) => {
                let [left, right] = [left, right].map(|part| self.cost(chain, part, guess));
                left.work + right.work + left.rows * left.cols
            }
        };
        let written = Order::Product(left.clone(), right.clone());
        splits.fold(written, |best, other| if work(&other) < work(&best) { other } else { best })
    }

    fn cost(&self, chain: &Chain, order: &Order, guess: f64) -> Cost {
        match order {
            Order::Factor(place) => {
                let [rows, cols] = self.sizes(chain.factors[*place]).map(|dim| match dim {
                    Dim::Known(size) => size as f64,
                    Dim::Named(_) | Dim::Generic(_) | Dim::Dyn => guess,
                });
                Cost { work: 0.0, rows, cols }
            }
            Order::Product(left, right) => {
                let [left, right] = [left, right].map(|part| self.cost(chain, part, guess));
                let work = left.work + right.work + left.rows * left.cols * right.cols;
                Cost { work, rows: left.rows, cols: right.cols }
            }
        }
    }

    /// Appends the products of an order; a part that is one number is an inner product.
    fn multiply(&self, chain: &Chain, order: &Order, is_whole: bool) -> Multiplied {
        match order {
            Order::Factor(place) => Multiplied::Matrix(chain.factors[*place]),
            Order::Product(left, right) => {
                let is_number = self.is_number(chain, left.first(), right.last());
                if is_number && !is_whole {
                    return Multiplied::Number(self.trace(chain, order));
                }
                self.product(self.multiply(chain, left, false), self.multiply(chain, right, false))
            }
        }
    }

    /// Appends the whole product in an order.
    pub(super) fn whole(&self, chain: &Chain, order: &Order) -> Value {
        match self.multiply(chain, order, true) {
            Multiplied::Matrix(Factor { value, transposed: false }) => value,
            Multiplied::Matrix(Factor { value, transposed: true }) => self.builder.apply(&TRANSPOSE, &[value]),
            Multiplied::Number(_) => unreachable!("a whole product is a matrix"),
        }
    }

    /// Appends the trace of the product in an order.
    pub(super) fn trace(&self, chain: &Chain, order: &Order) -> Value {
        match order {
            Order::Factor(place) => self.builder.apply(&TRACE, &[chain.factors[*place].value]),
            Order::Product(left, right) => {
                self.inner_product(self.multiply(chain, left, false), self.multiply(chain, right, false))
            }
        }
    }

    fn product(&self, left: Multiplied, right: Multiplied) -> Multiplied {
        let (left, right) = match (left, right) {
            (Multiplied::Matrix(left), Multiplied::Matrix(right)) => (left, right),
            (Multiplied::Matrix(factor), Multiplied::Number(number))
            | (Multiplied::Number(number), Multiplied::Matrix(factor)) => {
                let value = self.builder.apply(&SCALE, &[factor.value, number]);
                return Multiplied::Matrix(Factor { value, ..factor });
            }
            (Multiplied::Number(one), Multiplied::Number(two)) => {
                return Multiplied::Number(self.builder.apply(&MUL, &[one, two]));
            }
        };
        let (rule, args, transposed) = match (left.transposed, right.transposed) {
            (false, false) => (&MATMUL, [left.value, right.value], false),
            (true, false) => (&TR_MUL, [left.value, right.value], false),
            (false, true) => (&MUL_TR, [left.value, right.value], false),
            (true, true) => (&MATMUL, [right.value, left.value], true),
        };
        Multiplied::Matrix(Factor { value: self.builder.apply(rule, &args), transposed })
    }

    /// The trace of a product: `Σ aᵢⱼ bⱼᵢ`.
    fn inner_product(&self, left: Multiplied, right: Multiplied) -> Value {
        match (left, right) {
            (Multiplied::Matrix(left), Multiplied::Matrix(right)) => {
                let rule = if left.transposed == right.transposed { &TR_DOT } else { &DOT };
                self.builder.apply(rule, &[left.value, right.value])
            }
            (Multiplied::Matrix(one), Multiplied::Number(number))
            | (Multiplied::Number(number), Multiplied::Matrix(one)) => {
                let trace = self.builder.apply(&TRACE, &[one.value]);
                self.builder.apply(&MUL, &[trace, number])
            }
            (Multiplied::Number(one), Multiplied::Number(two)) => self.builder.apply(&MUL, &[one, two]),
        }
    }
}

impl Chain {
    /// The same with other names for the factors.
    pub(super) fn resolved(&self, name: &impl Fn(Value) -> Value) -> Chain {
        let factors = self.factors.iter().map(|factor| Factor { value: name(factor.value), ..*factor }).collect();
        Chain { factors, ..self.clone() }
    }

    /// Whether the factors share a side of size one: an outer product.
    pub(super) fn is_outer(&self, scope: &Scope<'_>) -> bool {
        let [left, right] = &self.factors[..] else { return false };
        let [rows, inner] = scope.sizes(*left);
        let [_, cols] = scope.sizes(*right);
        inner.is_one() && !rows.is_one() && !cols.is_one()
    }
}

impl Order {
    fn first(&self) -> usize {
        match self {
            Order::Factor(place) => *place,
            Order::Product(left, _) => left.first(),
        }
    }

    fn last(&self) -> usize {
        match self {
            Order::Factor(place) => *place,
            Order::Product(_, right) => right.last(),
        }
    }
}

/// How many multiplications a product takes, and its size.
#[derive(Clone, Copy, Debug)]
struct Cost {
    work: f64,
    rows: f64,
    cols: f64,
}

/// Some factors of a product, multiplied.
#[derive(Clone, Copy, Debug)]
enum Multiplied {
    Matrix(Factor),
    /// A row times a column.
    Number(Value),
}
