"""Medians of times, and the inputs that all scripts share."""

import time

import numpy as np

RNG = np.random.default_rng(1)
LENGTHS = [0.0, -0.425, -0.39225, 0.0, 0.0, 0.0]
OFFSETS = [0.089159, 0.0, 0.0, 0.10915, 0.09465, 0.0823]
TWISTS = [np.pi / 2, 0.0, 0.0, np.pi / 2, -np.pi / 2, 0.0]
ANGLES = np.array([0.3, -1.1, 0.7, 0.4, -0.9, 1.7])
TARGET = np.array([0.3, -0.2, 0.5])


def uniform(*shape):
    return RNG.uniform(-1.0, 1.0, shape)


def row(name, call):
    """Prints the median of the microseconds that a call takes."""
    call()
    start = time.perf_counter()
    call()
    calls = max(1, min(1000, int(1e-3 / max(time.perf_counter() - start, 1e-7))))
    times = []
    for _ in range(15):
        start = time.perf_counter()
        for _ in range(calls):
            call()
        times.append((time.perf_counter() - start) / calls * 1e6)
    print(f"{name:<26} {sorted(times)[7]:10.2f} us", flush=True)
