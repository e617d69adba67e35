#!/usr/bin/env python3
"""Values, gradients and Hessians of every surface in surfaces/, from formulas written down here a second time, as the
literature has them, and never read from the surface files: gradients by complex steps (exact to rounding), Hessians by
extrapolated central differences of those.

usage: tests/oracle/surfaces.py > tests/oracle/surfaces.txt      (needs python3-numpy)
"""
import csv
import pathlib

import numpy as np
from numpy import cos, exp, log, pi, sin, sqrt, tanh

DATA = pathlib.Path(__file__).resolve().parents[2] / "surfaces" / "data"
POINTS, STEP = 8, 1e-30


def column(file, name):
    with open(DATA / file, newline="", encoding="utf-8-sig") as lines:
        return np.array([float(row[name]) for row in csv.DictReader(line for line in lines if not line.startswith("#"))])


def size(z):
    """|z| continued to complex numbers beside the real axis."""
    return np.where(np.real(z) < 0, -z, z)


def sigmoid(z):
    return np.where(np.real(z) < 0, exp(z) / (1 + exp(z)), 1 / (1 + exp(-z)))


def standardized(values):
    return (values - values.mean()) / values.std()


def beale(x, y):
    return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2


def goldstein_price(x, y):
    first = 1 + (x + y + 1) ** 2 * (19 - 14 * x + 3 * x**2 - 14 * y + 6 * x * y + 3 * y**2)
    return first * (30 + (2 * x - 3 * y) ** 2 * (18 - 32 * x + 12 * x**2 + 48 * y - 36 * x * y + 27 * y**2))


def branin(x, y):
    return (y - 5.1 / (4 * pi**2) * x**2 + 5 / pi * x - 6) ** 2 + 10 * (1 - 1 / (8 * pi)) * cos(x) + 10


def double_well(x, y):
    return x**2 + y**2 - 2 * exp(-((x - 1) ** 2 + y**2) / 0.2) - 3 * exp(-((x + 1) ** 2 + y**2) / 0.2)


def levy_13(x, y):
    return (sin(3 * pi * x) ** 2 + (x - 1) ** 2 * (1 + sin(3 * pi * y) ** 2)
            + (y - 1) ** 2 * (1 + sin(2 * pi * y) ** 2))


def plateau(x, y):
    r = 10 * sqrt(x**2 + y**2)
    return -sin(r) / r + 0.01 * r**2


def spiral(x, y):
    # r^2 = x^2 + y^2; cos(angle - 2 r) by the addition theorem, from cos(angle) = x / r and sin(angle) = y / r
    r = sqrt(x**2 + y**2)
    return 0.05 * r**2 + (1 - exp(-(r**2))) * (1 - (x / r * cos(2 * r) + y / r * sin(2 * r)))


def rnn_cliff(w, b):
    state = 0.5
    for _ in range(50):
        state = w * sigmoid(state) + b
    return (sigmoid(state) - 0.7) ** 2


def eggholder(x, y):
    return -(y + 47) * sin(sqrt(size(x / 2 + y + 47))) - x * sin(sqrt(size(x - (y + 47))))


def cross_in_tray(x, y):
    return -0.0001 * (size(sin(x) * sin(y) * exp(size(100 - sqrt(x**2 + y**2) / pi))) + 1) ** 0.1


def holder_table(x, y):
    return -size(sin(x) * cos(y) * exp(size(1 - sqrt(x**2 + y**2) / pi)))


def michalewicz(x, y):
    return -sin(x) * sin(x**2 / pi) ** 20 - sin(y) * sin(2 * y**2 / pi) ** 20


def linear_regression(slope, height):
    x, y = column("iris.csv", "petal_length"), column("iris.csv", "petal_width")
    return (0.5 * (slope * x + height - y) ** 2).sum() / x.size


def logistic_regression(weight, threshold):
    x, label = column("iris-two.csv", "petal_width"), column("iris-two.csv", "virginica")
    chance = sigmoid(weight * x + threshold)
    cross_entropy = -(label * log(chance) + (1 - label) * log(1 - chance)).mean()
    return cross_entropy + 0.5 * 0.01 * (weight**2 + threshold**2)


def robust_regression(slope, height):
    x, y = standardized(column("fitness.csv", "situps")), standardized(column("fitness.csv", "jumps"))
    residual, k = slope * x + height - y, 0.3
    return np.where(np.real(size(residual)) < k, 0.5 * residual**2, k * (size(residual) - 0.5 * k)).mean()


def tanh_unit(w, v):
    x, label = standardized(column("iris-two.csv", "petal_width")), column("iris-two.csv", "virginica")
    return (0.5 * (v * tanh(w * x) - (2 * label - 1)) ** 2).mean()


# name: formula at the parameters' defaults, x from .. to, y from .. to
SURFACES = {
    "bowl": (lambda x, y: 0.5 * (x**2 + y**2), -5, 5, -5, 5),
    "ravine": (lambda x, y: 0.5 * (x**2 + 100 * y**2), -5, 5, -5, 5),
    "rosenbrock": (lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2, -2, 2, -1, 3),
    "noisy-rosenbrock": (lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2, -2, 2, -1, 3),
    "beale": (beale, -4.5, 4.5, -4.5, 4.5),
    "himmelblau": (lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2, -6, 6, -6, 6),
    "booth": (lambda x, y: (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2, -10, 10, -10, 10),
    "matyas": (lambda x, y: 0.26 * (x**2 + y**2) - 0.48 * x * y, -10, 10, -10, 10),
    "six-hump-camel": (lambda x, y: (4 - 2.1 * x**2 + x**4 / 3) * x**2 + x * y + (-4 + 4 * y**2) * y**2, -3, 3, -2, 2),
    "three-hump-camel": (lambda x, y: 2 * x**2 - 1.05 * x**4 + x**6 / 6 + x * y + y**2, -5, 5, -5, 5),
    "rastrigin": (lambda x, y: 20 + x**2 - 10 * cos(2 * pi * x) + y**2 - 10 * cos(2 * pi * y), -5.12, 5.12, -5.12, 5.12),
    "ackley": (lambda x, y: -20 * exp(-0.2 * sqrt((x**2 + y**2) / 2)) - exp((cos(2 * pi * x) + cos(2 * pi * y)) / 2)
               + 20 + np.e, -5, 5, -5, 5),
    "styblinski-tang": (lambda x, y: (x**4 - 16 * x**2 + 5 * x + y**4 - 16 * y**2 + 5 * y) / 2, -5, 5, -5, 5),
    "goldstein-price": (goldstein_price, -2, 2, -2, 2),
    "levy-13": (levy_13, -10, 10, -10, 10),
    "easom": (lambda x, y: -cos(x) * cos(y) * exp(-((x - pi) ** 2 + (y - pi) ** 2)), -1, 7, -1, 7),
    "mccormick": (lambda x, y: sin(x + y) + (x - y) ** 2 - 1.5 * x + 2.5 * y + 1, -1.5, 4, -3, 4),
    "branin": (branin, -5, 10, 0, 15),
    "double-well": (double_well, -2, 2, -2, 2),
    "saddle": (lambda x, y: x**2 - y**2 + 0.05 * y**4, -4, 4, -5, 5),
    "monkey-saddle": (lambda x, y: x**3 - 3 * x * y**2 + 0.25 * (x**2 + y**2) ** 2, -4.5, 4.5, -4.5, 4.5),
    "plateau": (plateau, -1.5, 1.5, -1.5, 1.5),
    "sigmoid-cliff": (lambda x, y: x**2 / 50 + 5 * sigmoid(20 * (x - 1)) + y**2 / 2, -6, 6, -4, 4),
    "rnn-cliff": (rnn_cliff, 3, 7, -4, -1),
    "spiral": (spiral, -6, 6, -6, 6),
    "gutter": (lambda x, y: size(x) + 10 * size(y), -5, 5, -5, 5),
    "flat-and-sharp": (lambda x, y: 0.1 * ((x - 2) ** 2 + (y - 2) ** 2) - 0.4 * exp(-50 * (x**2 + y**2)), -1.5, 4, -1.5, 4),
    "hyperbola": (lambda x, y: (x * y - 1) ** 2, -3, 3, -3, 3),
    # the step is 0: not the one in 101
    "reddi": (lambda x, y: -10 * x + 500 * np.where(np.real(size(x)) > 1, (size(x) - 1) ** 2, 0) + y**2 / 2,
              -1.2, 1.2, -1.2, 1.2),
    "linear-regression": (linear_regression, -0.5, 1.5, -1.5, 2),
    "logistic-regression": (logistic_regression, -3, 6, -6, 3),
    "robust-regression": (robust_regression, -1.5, 2, -1.5, 1.5),
    "tanh-unit": (tanh_unit, -6, 6, -2.5, 2.5),
    "griewank": (lambda x, y: (x**2 + y**2) / 4000 - cos(x) * cos(y / sqrt(2)) + 1, -9, 9, -9, 9),
    "drop-wave": (lambda x, y: -(1 + cos(12 * sqrt(x**2 + y**2))) / (0.5 * (x**2 + y**2) + 2), -2, 2, -2, 2),
    "eggholder": (eggholder, -500, 500, -500, 500),
    "cross-in-tray": (cross_in_tray, -6, 6, -6, 6),
    "holder-table": (holder_table, -10, 10, -10, 10),
    "bukin-6": (lambda x, y: 100 * sqrt(size(y - 0.01 * x**2)) + 0.01 * size(x + 10), -15, -5, -3, 3),
    "schaffer-2": (lambda x, y: 0.5 + (sin(x**2 - y**2) ** 2 - 0.5) / (1 + 0.001 * (x**2 + y**2)) ** 2, -4, 4, -4, 4),
    "michalewicz": (michalewicz, 0, pi, 0, pi),
    "trid": (lambda x, y: (x - 1) ** 2 + (y - 1) ** 2 - x * y, -4, 4, -4, 4),
}


def gradient(f, x, y):
    return np.array([np.imag(f(x + 1j * STEP, y + 0j)), np.imag(f(x + 0j, y + 1j * STEP))], dtype=float) / STEP


def hessian(f, x, y):
    """dxx, dxy, dyy: Richardson's extrapolation of central differences."""
    h = 1e-4

    def along(dx, dy):
        def difference(s):
            return (gradient(f, x + s * dx, y + s * dy) - gradient(f, x - s * dx, y - s * dy)) / (2 * s)
        return (4 * difference(h / 2) - difference(h)) / 3

    by_x, by_y = along(1, 0), along(0, 1)
    return by_x[0], by_x[1], by_y[1]


def main():
    print("# surface x y value dx dy dxx dxy dyy, made by tests/oracle/surfaces.py with numpy", np.__version__)
    for name, (f, x0, x1, y0, y1) in SURFACES.items():
        random = np.random.default_rng(len(name) * 1000 + sum(map(ord, name)))
        for _ in range(POINTS):
            x, y = random.uniform(x0, x1), random.uniform(y0, y1)
            numbers = [x, y, np.real(f(x + 0j, y + 0j)), *gradient(f, x, y), *hessian(f, x, y)]
            print(name, *(repr(float(number)) for number in numbers))


main()
