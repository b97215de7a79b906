//! A recurrent network of layers with a memory (LSTM), which predicts the next character.

use autodiff::differentiate;

use super::numbers;

#[differentiate]
pub(crate) fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// What the characters of a sequence say of the next ones, as a mean over all bits. A layer has two lines in `main`, weights and biases of
/// forget, ingate, outgate and change; `extra` has the weights of the input, and the weights and biases of the output.
#[differentiate(wrt(main, extra))]
pub(crate) fn loss(main: &[f64], extra: &[f64], state: &[f64], sequence: &[f64], bits: usize) -> f64 {
    let layers = main.len() / (8 * bits);
    let (in_weight, out) = extra.split_at(bits);
    let (out_weight, out_bias) = out.split_at(bits);
    let mut state = state.to_vec();
    let mut x = vec![0.0; bits];
    let mut total = 0.0;
    let steps = sequence.len() / bits - 1;
    for step in 0..steps {
        let input = &sequence[step * bits..(step + 1) * bits];
        let target = &sequence[(step + 1) * bits..(step + 2) * bits];
        for i in 0..bits {
            x[i] = input[i] * in_weight[i];
        }
        for layer in 0..layers {
            let weights = &main[8 * layer * bits..(8 * layer + 4) * bits];
            let biases = &main[(8 * layer + 4) * bits..(8 * layer + 8) * bits];
            let (hidden, cell) = (2 * layer * bits, (2 * layer + 1) * bits);
            for i in 0..bits {
                let forget = sigmoid(x[i] * weights[i] + biases[i]);
                let ingate = sigmoid(state[hidden + i] * weights[bits + i] + biases[bits + i]);
                let outgate = sigmoid(x[i] * weights[2 * bits + i] + biases[2 * bits + i]);
                let change = (state[hidden + i] * weights[3 * bits + i] + biases[3 * bits + i]).tanh();
                state[cell + i] = state[cell + i] * forget + ingate * change;
                state[hidden + i] = outgate * state[cell + i].tanh();
                x[i] = state[hidden + i];
            }
        }
        let mut sum = 2.0;
        for i in 0..bits {
            sum += (x[i] * out_weight[i] + out_bias[i]).exp();
        }
        let norm = sum.ln();
        for i in 0..bits {
            total += target[i] * (x[i] * out_weight[i] + out_bias[i] - norm);
        }
    }
    -total / (steps * bits) as f64
}

pub(crate) struct Network {
    pub(crate) bits: usize,
    pub(crate) main: Vec<f64>,
    pub(crate) extra: Vec<f64>,
    pub(crate) state: Vec<f64>,
    pub(crate) sequence: Vec<f64>,
}

impl Network {
    pub(crate) fn parse(text: &str) -> Network {
        let mut numbers = numbers(text).into_iter();
        let mut take = |count: usize| numbers.by_ref().take(count).collect::<Vec<_>>();
        let sizes = take(3);
        let (layers, characters, bits) = (sizes[0] as usize, sizes[1] as usize, sizes[2] as usize);
        let (main, extra, state) = (take(8 * layers * bits), take(3 * bits), take(2 * layers * bits));
        Network { bits, main, extra, state, sequence: take(characters * bits) }
    }
}
