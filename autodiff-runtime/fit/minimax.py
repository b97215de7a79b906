"""The polynomials and constants of `src/lanes/math`: `python3 minimax.py` prints them, with errors. Needs mpmath.

Remez's exchange, in 60 digits, for the least maximum of |error| * weight. Coefficients are rounded to the format afterwards.
"""

from mpmath import floor, frexp, ldexp, ln, log, lu_solve, matrix, mp, mpf, pi, sqrt

mp.dps = 60


def rounded(x, bits):
    mantissa, exponent = frexp(x)
    return ldexp(floor(ldexp(mantissa, bits) + mpf(1) / 2), exponent - bits)


def remez(function, weight, low, high, count):
    """`count` coefficients that make the weighted error equioscillate."""
    nodes = [(low + high) / 2 - (high - low) / 2 * mp.cos(pi * k / count) for k in range(count + 1)]
    for _ in range(12):
        system, right = matrix(count + 1), matrix(count + 1, 1)
        for row, x in enumerate(nodes):
            for power in range(count):
                system[row, power] = x**power
            system[row, count] = (-1) ** row / weight(x)
            right[row] = function(x)
        solution = lu_solve(system, right)
        coefficients, level = list(solution)[:count], abs(solution[count])
        error = lambda x: (mp.polyval(coefficients[::-1], x) - function(x)) * weight(x)
        # The extremes of the error, on a grid, one between each two changes of sign.
        grid = [(low + high) / 2 - (high - low) / 2 * mp.cos(pi * k / (40 * count)) for k in range(40 * count + 1)]
        values = [error(x) for x in grid]
        runs, best = [], 0
        for place in range(len(grid)):
            if place and values[place] * values[place - 1] < 0:
                runs.append(best)
                best = place
            if abs(values[place]) > abs(values[best]):
                best = place
        runs.append(best)
        while len(runs) > count + 1:
            runs.pop(0 if abs(values[runs[0]]) < abs(values[runs[-1]]) else -1)
        if len(runs) < count + 1:
            break
        nodes = [grid[place] for place in runs]
        top = max(abs(value) for value in values)
        if top < level * mpf("1.001"):
            break
    return coefficients, max(abs(error(x)) for x in grid)


def fit(name, function, weight, low, high, count, bits):
    """Prints coefficients in the format, lowest first, and their error."""
    low, high = mpf(low), mpf(high)
    found = [rounded(coefficient, bits) for coefficient in remez(function, weight, low, high, count)[0]]
    points = [low + (high - low) * k / 2000 for k in range(2001)]
    worst = max(abs((mp.polyval(found[::-1], x) - function(x)) * weight(x)) for x in points)
    print(f"{name}: error 2^{mp.nstr(log(worst, 2), 4)}")
    for coefficient in found:
        print("   ", mp.nstr(coefficient, 17 if bits == 53 else 9))


def series(coefficient, x, terms=40):
    return sum(coefficient(k) * x**k for k in range(terms))


# Written as series, which have no cancellation near zero.
def quotient_of_exp(r):
    """(exp(r) - 1 - r) / r²."""
    return series(lambda k: 1 / mp.factorial(k + 2), r)


def quotient_of_ln(z):
    """(ln(1 + f) - 2 s) / s³ times s, where s = f / (2 + f) and z = s²: 2/3 + 2/5 z + .."""
    return series(lambda k: mpf(2) / (2 * k + 3), z, 60)


def rest_of_ln(z):
    """What `quotient_of_ln` has after 2/3, divided by z: 2/5 + 2/7 z + .."""
    return series(lambda k: mpf(2) / (2 * k + 5), z, 60)


def quotient_of_sin(z):
    """(sin(r) - r) / r³, where z = r²."""
    return series(lambda k: (-1) ** (k + 1) / mp.factorial(2 * k + 3), z)


def quotient_of_cos(z):
    """(cos(r) - 1 + r²/2) / r⁴, where z = r²."""
    return series(lambda k: (-1) ** k / mp.factorial(2 * k + 4), z)


def parts(name, value, bits, all_bits):
    """Prints a constant as a sum of numbers with so many binary digits each; the last one is rounded, the others truncated."""
    found = []
    for place, count in enumerate(bits):
        mantissa, exponent = frexp(value)
        is_last = place == len(bits) - 1
        part = rounded(value, count) if is_last else ldexp(floor(ldexp(mantissa, count)), exponent - count)
        found.append(mp.nstr(part, 17 if all_bits == 53 else 9))
        value -= part
    print(f"{name}: {', '.join(found)}, left 2^{mp.nstr(log(abs(value), 2), 4)}")


def constants():
    for bits, short, logarithm in ((53, 33, 32), (24, 11, 14)):
        parts(f"π/2 in four, {bits} bits", pi / 2, (short, short, short, bits), bits)
        parts(f"π/2 in three, {bits} bits", pi / 2, (bits, bits, bits), bits)
        parts(f"log10(2), {bits} bits", mp.log10(2), (logarithm, bits), bits)
        for name, value in (("2/3", mpf(2) / 3), ("1/ln 2", 1 / ln(2)), ("1/ln 10", 1 / ln(10))):
            high = rounded(value, bits)
            print(f"{name}, {bits} bits: {mp.nstr(high, 17)}, {mp.nstr(rounded(value - high, bits), 17)}")


if __name__ == "__main__":
    constants()
    half = ln(2) / 2 * mpf("1.0001")
    tiny = mpf("1e-12")
    for bits, counts in ((53, (9, 10)), (24, (3, 4, 5))):
        for count in counts:
            fit(f"exp, {bits} bits, {count}", quotient_of_exp, abs, -half, half * mpf("1.0003"), count, bits)
    edge = ((sqrt(2) - 1) / (sqrt(2) + 1)) ** 2 * mpf("1.0001")
    for bits, counts in ((53, (7,)), (24, (3, 4))):
        for count in counts:
            fit(f"ln, {bits} bits, {count}", quotient_of_ln, lambda z: z / 2, tiny, edge, count, bits)
    for bits, counts in ((53, (7, 8)), (24, (3, 4))):
        for count in counts:
            fit(f"rest of ln, {bits} bits, {count}", rest_of_ln, lambda z: z**2 / 2, mpf("1e-6"), edge, count, bits)
    edge = (pi / 4) ** 2 * mpf("1.0002")
    for bits, counts in ((53, (6,)), (24, (3, 4))):
        for count in counts:
            fit(f"sin, {bits} bits, {count}", quotient_of_sin, lambda z: z, tiny, edge, count, bits)
            fit(f"cos, {bits} bits, {count}", quotient_of_cos, lambda z: z**2, tiny, edge, count, bits)
