"""The workloads in PyTorch, eager."""

import torch

from measure import ANGLES, LENGTHS, OFFSETS, TARGET, TWISTS, row, uniform

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)


def constant(*shape):
    return torch.from_numpy(uniform(*shape))


def measure(name, function, *parameters):
    parameters = [parameter.requires_grad_() for parameter in parameters]
    row(name, lambda: torch.autograd.grad(function(*parameters), parameters))


def rosenbrock(x):
    return torch.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2)


def arm(angles):
    pose = torch.eye(4)
    zero, one = torch.tensor(0.0), torch.tensor(1.0)
    for i in range(6):
        s, c = torch.sin(angles[i]), torch.cos(angles[i])
        twist = torch.tensor(TWISTS[i])
        ca, sa = torch.cos(twist), torch.sin(twist)
        entries = [c, -s * ca, s * sa, LENGTHS[i] * c, s, c * ca, -c * sa, LENGTHS[i] * s]
        entries += [zero, sa, ca, torch.tensor(OFFSETS[i]), zero, zero, zero, one]
        pose = pose @ torch.stack(entries).reshape(4, 4)
    return torch.sum((pose[:3, 3] - torch.from_numpy(TARGET)) ** 2)


for n in (10, 100, 1000):
    a = constant(n, n)
    measure(f"W1 quadratic {n}", lambda x: x @ (a @ x), constant(n))
for m, n in ((200, 20), (2000, 200), (20000, 200)):
    a, b = constant(m, n), constant(m)
    measure(f"W2 least squares {m}x{n}", lambda x: torch.sum((a @ x - b) ** 2), constant(n))
x, y = constant(1000, 64), constant(1000)
measure("W3 neuron", lambda w, b: torch.mean((y - torch.relu(x @ w + b)) ** 2), constant(64), torch.tensor(0.1))
labels = torch.sign(y)
ridge = 0.01
measure("W4 logistic", lambda w: torch.mean(torch.log1p(torch.exp(-(x @ w) * labels))) + 0.5 * ridge * w @ w, constant(64))
points, outputs = constant(64, 64), constant(64, 10)
weights = [constant(64, 64), constant(64), constant(64, 10), constant(10)]
measure("W5 network", lambda a, b, c, d: torch.mean((torch.tanh(points @ a + b) @ c + d - outputs) ** 2), *weights)
for n in (1000, 100_000):
    measure(
        f"W6 bumps {n}",
        lambda a, x: torch.sum(torch.tanh(a * x + 0.5) ** 2 * torch.exp(-x * x)),
        constant(n),
        constant(n),
    )
measure("W10 Rosenbrock 1000", rosenbrock, constant(1000))
x = constant(100)
row("W10 Hessian of it 100", lambda: torch.autograd.functional.hessian(rosenbrock, x))
measure("W11 arm", arm, torch.from_numpy(ANGLES))
