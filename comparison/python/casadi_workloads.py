"""The workloads in CasADi, as expanded functions on its virtual machine; what is too large for that is left out."""

import casadi as ca
import numpy as np

from measure import ANGLES, LENGTHS, OFFSETS, TARGET, TWISTS, row, uniform


def measure(name, function, *parameters):
    symbols = [ca.SX.sym(f"p{i}", len(parameter)) for i, parameter in enumerate(parameters)]
    together = ca.vertcat(*symbols)
    value = function(*symbols)
    run(name, ca.Function("f", [together], [value, ca.gradient(value, together)]), parameters)


def run(name, function, parameters):
    """Without the conversion of arguments: the buffers are filled once."""
    buffer, call = function.buffer()
    point = np.concatenate(parameters)
    results = [np.zeros(function.nnz_out(i)) for i in range(function.n_out())]
    buffer.set_arg(0, memoryview(point))
    for i, result in enumerate(results):
        buffer.set_res(i, memoryview(result))
    row(name, call)


def rosenbrock(x):
    return ca.sum1(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2)


def arm(angles):
    pose = ca.SX.eye(4)
    for i in range(6):
        s, c = ca.sin(angles[i]), ca.cos(angles[i])
        cosine, sine = ca.cos(TWISTS[i]), ca.sin(TWISTS[i])
        link = ca.SX(4, 4)
        link[0, :] = ca.horzcat(c, -s * cosine, s * sine, LENGTHS[i] * c)
        link[1, :] = ca.horzcat(s, c * cosine, -c * sine, LENGTHS[i] * s)
        link[2, :] = ca.horzcat(0.0, sine, cosine, OFFSETS[i])
        link[3, 3] = 1.0
        pose = pose @ link
    return ca.sumsqr(pose[:3, 3] - TARGET)


for n in (10, 100):
    a = uniform(n, n)
    measure(f"W1 quadratic {n}", lambda x: x.T @ (a @ x), uniform(n))
a, b = uniform(200, 20), uniform(200)
measure("W2 least squares 200x20", lambda x: ca.sumsqr(a @ x - b), uniform(20))
x, y = uniform(1000, 64), uniform(1000)
measure("W3 neuron", lambda w, b: ca.sumsqr(y - ca.fmax(x @ w + b, 0.0)) / 1000, uniform(64), uniform(1))
measure("W4 logistic", lambda w: ca.sum1(ca.log(1 + ca.exp(-(x @ w) * ca.sign(y)))) / 1000 + 0.005 * ca.sumsqr(w), uniform(64))
measure("W6 bumps 1000", lambda a, x: ca.sum1(ca.tanh(a * x + 0.5) ** 2 * ca.exp(-x * x)), uniform(1000), uniform(1000))
measure("W10 Rosenbrock 1000", rosenbrock, uniform(1000))
symbol = ca.SX.sym("x", 100)
run("W10 Hessian of it 100", ca.Function("h", [symbol], [ca.hessian(rosenbrock(symbol), symbol)[0]]), [uniform(100)])
measure("W11 arm", arm, ANGLES)
