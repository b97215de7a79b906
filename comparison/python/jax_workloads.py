"""The workloads in JAX, compiled."""

import jax
import jax.numpy as jnp

from measure import ANGLES, LENGTHS, OFFSETS, TARGET, TWISTS, row, uniform

jax.config.update("jax_enable_x64", True)


def measure(name, function, *args, wrt=0):
    gradient = jax.jit(jax.value_and_grad(function, argnums=wrt))
    args = [jnp.asarray(arg) for arg in args]
    row(name, lambda: jax.block_until_ready(gradient(*args)))


def quadratic(x, a):
    return x @ (a @ x)


def least_squares(x, a, b):
    return jnp.sum((a @ x - b) ** 2)


def neuron(w, b, x, y):
    return jnp.mean((y - jnp.maximum(x @ w + b, 0.0)) ** 2)


def logistic(w, x, labels):
    return jnp.mean(jnp.log1p(jnp.exp(-(x @ w) * labels))) + 0.005 * jnp.sum(w**2)


def network(w1, b1, w2, b2, x, y):
    return jnp.mean((jnp.tanh(x @ w1 + b1) @ w2 + b2 - y) ** 2)


def bumps(a, x):
    return jnp.sum(jnp.tanh(a * x + 0.5) ** 2 * jnp.exp(-x * x))


def rosenbrock(x):
    return jnp.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2)


def arm(angles):
    pose = jnp.eye(4)
    for i in range(6):
        s, c = jnp.sin(angles[i]), jnp.cos(angles[i])
        ca, sa = jnp.cos(TWISTS[i]), jnp.sin(TWISTS[i])
        rows = [
            [c, -s * ca, s * sa, LENGTHS[i] * c],
            [s, c * ca, -c * sa, LENGTHS[i] * s],
            [0.0, sa, ca, OFFSETS[i]],
            [0.0, 0.0, 0.0, 1.0],
        ]
        pose = pose @ jnp.array(rows)
    return jnp.sum((pose[:3, 3] - TARGET) ** 2)


for n in (10, 100, 1000):
    measure(f"W1 quadratic {n}", quadratic, uniform(n), uniform(n, n))
for m, n in ((200, 20), (2000, 200), (20000, 200)):
    measure(f"W2 least squares {m}x{n}", least_squares, uniform(n), uniform(m, n), uniform(m))
x, y = uniform(1000, 64), uniform(1000)
measure("W3 neuron", neuron, uniform(64), 0.1, x, y, wrt=(0, 1))
measure("W4 logistic", logistic, uniform(64), x, jnp.sign(y))
weights = [uniform(64, 64) * 0.2, uniform(64), uniform(64, 10) * 0.2, uniform(10)]
measure("W5 network", network, *weights, uniform(64, 64), uniform(64, 10), wrt=(0, 1, 2, 3))
for n in (1000, 100_000):
    measure(f"W6 bumps {n}", bumps, uniform(n), uniform(n), wrt=(0, 1))
measure("W10 Rosenbrock 1000", rosenbrock, uniform(1000))
hessian, x = jax.jit(jax.hessian(rosenbrock)), jnp.asarray(uniform(100))
row("W10 Hessian of it 100", lambda: jax.block_until_ready(hessian(x)))
measure("W11 arm", arm, ANGLES)
