#!/usr/bin/python3
"""Makes trajectories with transcriptions of the papers' algorithms in double precision (Debian: python3-numpy); see
common.py. Each function below was written from the algorithm or equations it names, with the paper's letters, and knows
nothing of Slalom's C code; what libraries do differently is written as they document it.

    tests/oracle/papers.py            writes every file anew
    tests/oracle/papers.py lion       only those whose name contains "lion"
"""
import math

import numpy as np

from common import RECORDED, SURFACES, Case, rates, write_all


class Problem:
    """A surface as numpy sees it."""

    def __init__(self, surface):
        self.formula, self.slopes, self.curvatures, _ = SURFACES[surface]

    def f(self, w):
        return float(self.formula(w[0], w[1]))

    def gradient(self, w):
        return np.array(self.slopes(w[0], w[1]))

    def hessian(self, w):
        xx, xy, yy = self.curvatures(w[0], w[1])
        return np.array([[xx, xy], [xy, yy]])


# Every method is a generator: method(p, w, rate, s) with problem, start, rate(t) and settings yields the point after each
# step, or (point, average).


def qhm(p, w, rate, s):
    """Ma and Yarats 2019, eq. 3: g <- beta g + (1 - beta) grad; eq. 4: theta <- theta - alpha [(1 - nu) grad + nu g]."""
    beta, nu, wd = s.get("momentum", 0.999), s.get("nu", 0.7), s.get("weight_decay", 0.0)
    buffer, t = 0.0, 0
    while True:
        grad = p.gradient(w) + wd * w
        buffer = beta * buffer + (1 - beta) * grad
        w = w - rate(t) * ((1 - nu) * grad + nu * buffer)
        t += 1
        yield w


def aggmo(p, w, rate, s):
    """Lucas et al. 2019, eq. 3: v_i <- beta_i v_i - grad; eq. 4: theta <- theta + gamma/K sum v_i."""
    betas = [s.get("beta1", 0.0), s.get("beta2", 0.9), s.get("beta3", 0.99)]
    v, t = [np.zeros(2)] * 3, 0
    while True:
        grad = p.gradient(w) + s.get("weight_decay", 0.0) * w
        v = [beta * vi - grad for beta, vi in zip(betas, v)]
        w = w + rate(t) / 3 * (v[0] + v[1] + v[2])
        t += 1
        yield w


def nesterov_paper(p, w, rate, s):
    """Sutskever et al. 2013, eq. 3-4: v <- mu v - eps grad(theta + mu v), theta <- theta + v. Slalom's point is theta + mu v."""
    mu, v, theta, t = s.get("momentum", 0.9), np.zeros(2), w, 0
    while True:
        v = mu * v - rate(t) * p.gradient(theta + mu * v)
        theta = theta + v
        t += 1
        yield theta + mu * v


def momentum_keras(p, w, rate, s):
    """Keras SGD(momentum): velocity <- momentum velocity - learning_rate g, w <- w + velocity."""
    velocity, t = np.zeros(2), 0
    while True:
        velocity = s.get("momentum", 0.9) * velocity - rate(t) * p.gradient(w)
        w = w + velocity
        t += 1
        yield w


def rmsprop_keras(p, w, rate, s):
    """Keras RMSprop: v <- rho v + (1 - rho) g^2 [- mean^2]; m <- momentum m + lr g / sqrt(v + eps); w <- w - m."""
    rho, v, mean, m, t = s["alpha"], np.zeros(2), np.zeros(2), np.zeros(2), 0
    while True:
        g = p.gradient(w)
        v = rho * v + (1 - rho) * g * g
        denominator = v + s["eps"]
        if s.get("centered"):
            mean = rho * mean + (1 - rho) * g
            denominator = v - mean * mean + s["eps"]
        m = s.get("momentum", 0.0) * m + rate(t) * g / np.sqrt(denominator)
        w = w - m
        t += 1
        yield w


def adagrad_optax(p, w, rate, s):
    """optax.adagrad: sum of squares from an initial value, g / sqrt(sum + eps)."""
    total, t = np.full(2, s["initial_accumulator"]), 0
    while True:
        g = p.gradient(w)
        total = total + g * g
        w = w - rate(t) * g / np.sqrt(total + s["eps"])
        t += 1
        yield w


def adam_moments(p, w, s):
    """The moments every Adam shares: t, g, m, v, m corrected, v corrected; sent the next point."""
    beta1, beta2 = s.get("beta1", 0.9), s.get("beta2", 0.999)
    m = v = np.zeros(2)
    t = 0
    while True:
        t += 1
        g = p.gradient(w) + s.get("coupled", 0.0) * w
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        w = yield t, g, m, v, m / (1 - beta1**t), v / (1 - beta2**t)


def adam_like(step):
    """A method from a function of the moments that returns the decrease of w."""

    def method(p, w, rate, s):
        moments = adam_moments(p, w, s)
        values = next(moments)
        while True:
            t = values[0]
            w = w - step(s, rate(t - 1), w, *values)
            values = moments.send(w)
            yield w

    return method


@adam_like
def adam_keras(s, lr, w, t, g, m, v, m_hat, v_hat):
    """Keras Adam, the text after Kingma and Ba's algorithm 1: alpha_t = lr sqrt(1 - beta2^t) / (1 - beta1^t), eps hat."""
    alpha = lr * math.sqrt(1 - s.get("beta2", 0.999) ** t) / (1 - s.get("beta1", 0.9) ** t)
    return alpha * m / (np.sqrt(v) + s["eps"])


@adam_like
def adam_uncorrected(s, lr, w, t, g, m, v, m_hat, v_hat):
    """Kingma and Ba 2015, algorithm 1, without the correction of section 3."""
    return lr * m / (np.sqrt(v) + s.get("eps", 1e-8))


def amsgrad_paper(p, w, rate, s):
    """Reddi, Kale, Kumar 2018, algorithm 2: v_hat_t = max(v_hat_{t-1}, v_t), x <- x - alpha m / sqrt(v_hat)."""
    beta1, beta2 = s.get("beta1", 0.9), s.get("beta2", 0.999)
    m = v = v_hat = np.zeros(2)
    t = 0
    while True:
        g = p.gradient(w)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        v_hat = np.maximum(v_hat, v)
        w = w - rate(t) * m / np.sqrt(v_hat)
        t += 1
        yield w


def adamax_keras(p, w, rate, s):
    """Keras Adamax: u <- max(beta2 u, |g|); w <- w - lr m / ((1 - beta1^t) (u + eps))."""
    beta1, beta2, m, u, t = s.get("beta1", 0.9), s.get("beta2", 0.999), np.zeros(2), np.zeros(2), 0
    while True:
        t += 1
        g = p.gradient(w)
        m = beta1 * m + (1 - beta1) * g
        u = np.maximum(beta2 * u, np.abs(g))
        w = w - rate(t - 1) * m / ((1 - beta1**t) * (u + s["eps"]))
        yield w


def nadam_of(schedule):
    """Dozat 2016, algorithm 2: m_bar = (1 - mu_t) g / (1 - prod mu) + mu_{t+1} m / (1 - prod mu mu_{t+1}), with its momenta
    and decoupled decay."""

    def method(p, w, rate, s):
        beta1, beta2 = s.get("beta1", 0.9), s.get("beta2", 0.999)
        m = n = np.zeros(2)
        product, t = 1.0, 0
        while True:
            t += 1
            g = p.gradient(w)
            mu, mu_next = schedule(s, beta1, t), schedule(s, beta1, t + 1)
            product *= mu
            m = beta1 * m + (1 - beta1) * g
            n = beta2 * n + (1 - beta2) * g**2
            g_hat = g / (1 - product)
            m_hat = m / (1 - product * mu_next)
            n_hat = n / (1 - beta2**t)
            m_bar = (1 - mu) * g_hat + mu_next * m_hat
            w = w - rate(t - 1) * (m_bar / (np.sqrt(n_hat) + s.get("eps", 1e-8)) + s.get("weight_decay", 0.0) * w)
            yield w

    return method


nadam_growing = nadam_of(lambda s, beta1, t: beta1 * (1 - 0.5 * 0.96 ** (t * s.get("momentum_decay", 4e-3))))
nadam_constant = nadam_of(lambda s, beta1, t: beta1)


@adam_like
def radam_paper(s, lr, w, t, g, m, v, m_hat, v_hat):
    """Liu et al. 2020, algorithm 2: rectified where rho_t > 4, momentum alone before."""
    beta2 = s.get("beta2", 0.999)
    rho_inf = 2 / (1 - beta2) - 1
    rho = rho_inf - 2 * t * beta2**t / (1 - beta2**t)
    if rho <= 4:
        return lr * m_hat
    r = math.sqrt((rho - 4) * (rho - 2) * rho_inf / ((rho_inf - 4) * (rho_inf - 2) * rho))
    return lr * r * m_hat / (np.sqrt(v_hat) + s.get("eps", 0.0))


def adabelief(p, w, rate, s):
    """Zhuang et al. 2020, algorithm 2."""
    beta1, beta2, eps = s.get("beta1", 0.9), s.get("beta2", 0.999), s.get("eps", 1e-16)
    m = v = np.zeros(2)
    t = 0
    while True:
        t += 1
        g = p.gradient(w)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * (g - m) ** 2 + eps
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
        w = w - rate(t - 1) * (m_hat / (np.sqrt(v_hat) + eps) + s.get("weight_decay", 0.0) * w)
        yield w


def yogi(p, w, rate, s):
    """Zaheer et al. 2018, algorithm 2; optax starts v at a small value and corrects both moments."""
    beta1, beta2, eps = s.get("beta1", 0.9), s.get("beta2", 0.999), s.get("eps", 1e-3)
    m, v, t = np.zeros(2), np.full(2, s.get("initial_accumulator", 0.0)), 0
    while True:
        t += 1
        g = p.gradient(w) + s.get("weight_decay", 0.0) * w
        m = beta1 * m + (1 - beta1) * g
        v = v - (1 - beta2) * np.sign(v - g**2) * g**2
        m_hat, v_hat = (m / (1 - beta1**t), v / (1 - beta2**t)) if s.get("bias_correction") else (m, v)
        w = w - rate(t - 1) * m_hat / (np.sqrt(v_hat) + eps)
        yield w


def adan(p, w, rate, s):
    """Xie et al. 2022, algorithm 1 with its betas (shares of the new), and the corrections of the authors' code."""
    b1, b2, b3 = 1 - s.get("beta1", 0.98), 1 - s.get("beta2", 0.92), 1 - s.get("beta3", 0.99)
    eps, decay, corrected = s.get("eps", 1e-8), s.get("weight_decay", 0.0), s.get("bias_correction", 1)
    m = v = n = np.zeros(2)
    before, k = None, 0
    while True:
        g = p.gradient(w)
        change = g - before if before is not None else np.zeros(2)
        m = (1 - b1) * m + b1 * g
        v = (1 - b2) * v + b2 * change
        n = (1 - b3) * n + b3 * (g + (1 - b2) * change) ** 2
        before, k = g, k + 1
        c1, c2, c3 = (1 - (1 - b1) ** k, 1 - (1 - b2) ** k, 1 - (1 - b3) ** k) if corrected else (1, 1, 1)
        eta = rate(k - 1) / (np.sqrt(n / c3) + eps)
        w = (w - eta * (m / c1 + (1 - b2) * v / c2)) / (1 + decay * rate(k - 1))
        yield w


def adopt(p, w, rate, s):
    """Taniguchi et al. 2024, algorithm 2: v_0 = g_0^2; m <- beta1 m + (1 - beta1) clip(g / max(sqrt(v), eps), t^(1/4))."""
    beta1, beta2, eps = s.get("beta1", 0.9), s.get("beta2", 0.9999), s.get("eps", 1e-6)
    m, v, t = np.zeros(2), p.gradient(w) ** 2, 0
    decay = s.get("weight_decay", 0.0)
    w = w - rate(0) * decay * w
    yield w
    while True:
        t += 1
        g = p.gradient(w)
        scaled = g / np.maximum(np.sqrt(v), eps)
        if s.get("clipped", 1):
            scaled = np.clip(scaled, -(t**0.25), t**0.25)
        m = beta1 * m + (1 - beta1) * scaled
        w = w - rate(t) * (m + decay * w)
        v = beta2 * v + (1 - beta2) * g**2
        yield w


def ademamix(p, w, rate, s):
    """Pagliardini et al. 2024, algorithm 1 with the schedulers of eq. 4 and 5."""
    beta1, beta2, beta3 = s.get("beta1", 0.9), s.get("beta2", 0.999), s.get("beta3", 0.9999)
    alpha, big_t, decay = s.get("alpha", 5.0), s.get("alpha_warmup", 0), s.get("weight_decay", 0.0)
    m1 = m2 = nu = np.zeros(2)
    t = 0
    while True:
        t += 1
        alpha_t = min(t * alpha / big_t, alpha) if big_t else alpha
        beta3_t = beta3
        if big_t:
            start, end, u = math.log(beta1), math.log(beta3), min(t / big_t, 1.0)
            beta3_t = min(math.exp(start * end / ((1 - u) * end + u * start)), beta3)
        g = p.gradient(w)
        m1 = beta1 * m1 + (1 - beta1) * g
        m2 = beta3_t * m2 + (1 - beta3_t) * g
        nu = beta2 * nu + (1 - beta2) * g**2
        m1_hat, nu_hat = m1 / (1 - beta1**t), nu / (1 - beta2**t)
        w = w - rate(t - 1) * ((m1_hat + alpha_t * m2) / (np.sqrt(nu_hat) + s.get("eps", 1e-8)) + decay * w)
        yield w


def signsgd(p, w, rate, s):
    """Bernstein et al. 2018, algorithm 1, with decoupled decay."""
    t = 0
    while True:
        w = w - rate(t) * (np.sign(p.gradient(w)) + s.get("weight_decay", 0.0) * w)
        t += 1
        yield w


def signum(p, w, rate, s):
    """Bernstein et al. 2018, algorithm 2, with decoupled decay."""
    beta, m, t = s.get("momentum", 0.9), np.zeros(2), 0
    while True:
        m = beta * m + (1 - beta) * p.gradient(w)
        w = w - rate(t) * (np.sign(m) + s.get("weight_decay", 0.0) * w)
        t += 1
        yield w


def lion(p, w, rate, s):
    """Chen et al. 2023, algorithm 2."""
    beta1, beta2, m, t = s.get("beta1", 0.9), s.get("beta2", 0.99), np.zeros(2), 0
    while True:
        g = p.gradient(w)
        c = beta1 * m + (1 - beta1) * g
        w = w - rate(t) * (np.sign(c) + s.get("weight_decay", 0.0) * w)
        m = beta2 * m + (1 - beta2) * g
        t += 1
        yield w


def schedule_free_sgd(p, w, rate, s):
    """Defazio et al. 2024, eq. 3-5, averaging with weights gamma^2; yields y and x."""
    beta, z, x, weights, t = s.get("momentum", 0.9), w, w, 0.0, 0
    while True:
        y = (1 - beta) * z + beta * x
        z = z - rate(t) * (p.gradient(y) + s.get("weight_decay", 0.0) * y)
        weights += rate(t) ** 2
        c = rate(t) ** 2 / weights
        x = (1 - c) * x + c * z
        t += 1
        yield (1 - beta) * z + beta * x, x


def schedule_free_adamw(p, w, rate, s):
    """Defazio et al. 2024, algorithm 1; yields y and x."""
    beta1, beta2, eps = s.get("beta1", 0.9), s.get("beta2", 0.999), s.get("eps", 1e-8)
    z, x, v, weights, t = w, w, np.zeros(2), 0.0, 0
    while True:
        t += 1
        y = (1 - beta1) * z + beta1 * x
        g = p.gradient(y)
        v = beta2 * v + (1 - beta2) * g**2
        gamma = rate(t - 1) * math.sqrt(1 - beta2**t)
        z = z - gamma * g / (np.sqrt(v) + eps) - gamma * s.get("weight_decay", 0.0) * y
        weights += gamma**2
        c = gamma**2 / weights
        x = (1 - c) * x + c * z
        yield (1 - beta1) * z + beta1 * x, x


def polyak(p, w, rate, s):
    """Polyak 1969, eq. 4, at most lr (Loizou et al. 2021, eq. 3)."""
    t = 0
    while True:
        g = p.gradient(w)
        w = w - min((p.f(w) - s.get("f_star", 0.0)) / (g @ g), rate(t)) * g
        t += 1
        yield w


def prodigy(p, w, rate, s):
    """Mishchenko and Defazio 2024, algorithm 4."""
    beta1, beta2, eps, d = s.get("beta1", 0.9), s.get("beta2", 0.999), s.get("eps", 1e-8), s.get("d0", 1e-6)
    x0, m, v, big_s, r, k = w, np.zeros(2), np.zeros(2), np.zeros(2), 0.0, 0
    root = math.sqrt(beta2)
    while True:
        g, gamma = p.gradient(w), rate(k)
        m = beta1 * m + (1 - beta1) * d * g
        v = beta2 * v + (1 - beta2) * d**2 * g**2
        r = root * r + (1 - root) * gamma * d**2 * (g @ (x0 - w))
        big_s = root * big_s + (1 - root) * gamma * d**2 * g
        d_hat = r / np.abs(big_s).sum()
        w = w - gamma * d * (m / (np.sqrt(v) + d * eps) + s.get("weight_decay", 0.0) * w)
        d = max(d, d_hat)
        k += 1
        yield w


def full_adagrad(p, w, rate, s):
    """Duchi et al. 2011 with the full matrix: x <- x - eta (eps I + sum g g')^(-1/2) g, by numpy's eigenvectors."""
    total, t = s.get("eps", 1e-6) * np.eye(2), 0
    while True:
        g = p.gradient(w)
        total = total + np.outer(g, g)
        values, vectors = np.linalg.eigh(total)
        w = w - rate(t) * (vectors @ ((vectors.T @ g) / np.sqrt(values)))
        t += 1
        yield w


def sophia(p, w, rate, s):
    """Liu et al. 2024, algorithm 3, the estimator replaced by the Hessian's diagonal."""
    beta1, beta2, rho, eps = s.get("beta1", 0.96), s.get("beta2", 0.99), s.get("rho", 0.01), s.get("eps", 1e-12)
    m = h = np.zeros(2)
    t = 0
    while True:
        m = beta1 * m + (1 - beta1) * p.gradient(w)
        if t % s.get("update_interval", 10) == 0:
            h = beta2 * h + (1 - beta2) * np.diag(p.hessian(w))
        w = w - rate(t) * s.get("weight_decay", 0.0) * w - rate(t) * np.clip(m / np.maximum(rho * h, eps), -1, 1)
        t += 1
        yield w


def newton(p, w, rate, s):
    """(H + lambda I) step = gradient, or with |H| in place of H (Dauphin et al. 2014)."""
    t = 0
    while True:
        h = p.hessian(w)
        if s.get("saddle_free"):
            values, vectors = np.linalg.eigh(h)
            h = vectors @ np.diag(np.abs(values)) @ vectors.T
        w = w - rate(t) * np.linalg.solve(h + s.get("damping", 0.0) * np.eye(2), p.gradient(w))
        t += 1
        yield w


def armijo_search(p, w, d, first, c1, shrink):
    """Nocedal and Wright 2006, algorithm 3.1, along -d."""
    alpha, slope = first, -(p.gradient(w) @ d)
    while p.f(w - alpha * d) > p.f(w) + c1 * alpha * slope:
        alpha *= shrink
    return alpha


def wolfe_search(p, w, d, first, c1, c2):
    """Nocedal and Wright 2006, algorithms 3.5 and 3.6, along -d; trials double, and the cubic of eq. 3.59 is kept a tenth of
    the interval from its ends."""
    phi = lambda a: p.f(w - a * d)
    slope = lambda a: -(p.gradient(w - a * d) @ d)
    phi0, slope0 = phi(0.0), slope(0.0)

    def cubic(a, b):
        d1 = slope(a) + slope(b) - 3 * (phi(a) - phi(b)) / (a - b)
        d2 = math.copysign(math.sqrt(d1**2 - slope(a) * slope(b)), b - a)
        best = b - (b - a) * (slope(b) + d2 - d1) / (slope(b) - slope(a) + 2 * d2)
        low, high = sorted((a + 0.1 * (b - a), b - 0.1 * (b - a)))
        return min(max(best, low), high)

    def zoom(low, high):
        while True:
            try:
                alpha = cubic(low, high)
            except ValueError:
                alpha = (low + high) / 2
            if phi(alpha) > phi0 + c1 * alpha * slope0 or phi(alpha) >= phi(low):
                high = alpha
            else:
                if abs(slope(alpha)) <= -c2 * slope0:
                    return alpha
                if slope(alpha) * (high - low) >= 0:
                    high = low
                low = alpha

    before, alpha = 0.0, first
    while True:
        if phi(alpha) > phi0 + c1 * alpha * slope0 or (before > 0 and phi(alpha) >= phi(before)):
            return zoom(before, alpha)
        if abs(slope(alpha)) <= -c2 * slope0:
            return alpha
        if slope(alpha) >= 0:
            return zoom(alpha, before)
        before, alpha = alpha, 2 * alpha


def armijo(p, w, rate, s):
    t = 0
    while True:
        g = p.gradient(w)
        w = w - armijo_search(p, w, g, rate(t), s.get("c1", 1e-4), s.get("shrink", 0.5)) * g
        t += 1
        yield w


def wolfe(p, w, rate, s):
    t = 0
    while True:
        g = p.gradient(w)
        w = w - wolfe_search(p, w, g, rate(t), s.get("c1", 1e-4), s.get("c2", 0.9)) * g
        t += 1
        yield w


def conjugate_gradient(p, w, rate, s):
    """Nocedal and Wright 2006, algorithm 5.4 with beta PR+ of eq. 5.45."""
    d, before, t = None, None, 0
    while True:
        g = p.gradient(w)
        d = g if before is None else g + max(0.0, g @ (g - before) / (before @ before)) * d
        if g @ d <= 0:
            d = g
        before = g
        w = w - wolfe_search(p, w, d, rate(t), s.get("c1", 1e-4), s.get("c2", 0.1)) * d
        t += 1
        yield w


def lbfgs(p, w, rate, s):
    """BFGS on the last m pairs by its matrix, not by the two loops: Nocedal and Wright 2006, eq. 6.17 and 7.20 applied to
    gamma I. The very first trial is lr / |g|_1 at most."""
    pairs, t = [], 0
    while True:
        g = p.gradient(w)
        inverse = np.eye(2)
        if pairs:
            step, change = pairs[-1]
            inverse = inverse * (step @ change) / (change @ change)
        for step, change in pairs:
            rho = 1 / (change @ step)
            left = np.eye(2) - rho * np.outer(step, change)
            inverse = left @ inverse @ left.T + rho * np.outer(step, step)
        d = inverse @ g
        first = rate(t) if t else rate(t) * min(1.0, 1 / np.abs(g).sum())
        after = w - wolfe_search(p, w, d, first, s.get("c1", 1e-4), s.get("c2", 0.9)) * d
        step, change = after - w, p.gradient(after) - g
        if step @ change > 0:
            pairs = [*pairs, (step, change)][-s.get("history", 10) :]
        w = after
        t += 1
        yield w


def gradient_flow(p, w, rate, s):
    """The classical Runge-Kutta method for dw/dt = -gradient."""
    n, t = s.get("substeps", 1), 0
    while True:
        h = rate(t) / n
        for _ in range(n):
            k1 = -p.gradient(w)
            k2 = -p.gradient(w + h / 2 * k1)
            k3 = -p.gradient(w + h / 2 * k2)
            k4 = -p.gradient(w + h * k3)
            w = w + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        t += 1
        yield w


def nelder_mead(p, w, rate, s):
    """Lagarias et al. 1998, section 2, steps 1 to 5; yields the best vertex."""
    rho, chi = s.get("reflection", 1.0), s.get("expansion", 2.0)
    gamma, sigma = s.get("contraction", 0.5), s.get("shrink", 0.5)
    vertices = [w, w + np.array([rate(0), 0.0]), w + np.array([0.0, rate(0)])]
    while True:
        vertices.sort(key=p.f)  # stable
        best, middle, worst = vertices
        centre = (best + middle) / 2
        reflected = (1 + rho) * centre - rho * worst
        replaced = None
        if p.f(best) <= p.f(reflected) < p.f(middle):
            replaced = reflected
        elif p.f(reflected) < p.f(best):
            expanded = (1 + rho * chi) * centre - rho * chi * worst
            replaced = expanded if p.f(expanded) < p.f(reflected) else reflected
        elif p.f(reflected) < p.f(worst):
            outside = (1 + rho * gamma) * centre - rho * gamma * worst
            replaced = outside if p.f(outside) <= p.f(reflected) else None
        else:
            inside = (1 - gamma) * centre + gamma * worst
            replaced = inside if p.f(inside) < p.f(worst) else None
        if replaced is not None:
            vertices = [best, middle, replaced]
        else:
            vertices = [best, best + sigma * (middle - best), best + sigma * (worst - best)]
        yield min(vertices, key=p.f)


# What is wrapped around a method.


def gd_clipped(clip):
    """Gradient descent on a clipped gradient."""

    def method(p, w, rate, s):
        t = 0
        while True:
            w = w - rate(t) * clip(p.gradient(w), w)
            t += 1
            yield w

    return method


# Pascanu et al. 2013, algorithm 1; Brock et al. 2021, eq. 3.
clip_norm = gd_clipped(lambda g, w: g * min(1.0, 2.0 / np.linalg.norm(g)))
clip_adaptive = gd_clipped(lambda g, w: g * min(1.0, 0.3 * max(np.linalg.norm(w), 1e-3) / np.linalg.norm(g)))


def clip_update_rms(p, w, rate, s):
    """Momentum whose update is divided by max(1, RMS / d) (Shazeer and Stern 2018, section 6), d = 0.7."""
    v, t = np.zeros(2), 0
    while True:
        v = 0.9 * v + p.gradient(w)
        w = w - rate(t) * v / max(1.0, math.sqrt(np.mean(v**2)) / 0.7)
        t += 1
        yield w


def sam(p, w, rate, s):
    """Foret et al. 2021, eq. 2 and 3, under momentum 0.9."""
    v, t = np.zeros(2), 0
    while True:
        g = p.gradient(w)
        v = 0.9 * v + p.gradient(w + 0.05 * g / np.linalg.norm(g))
        w = w - rate(t) * v
        t += 1
        yield w


def lookahead(p, w, rate, s):
    """Zhang et al. 2019, algorithm 1 with k = 6, alpha = 0.4, around momentum 0.9 that keeps its velocity."""
    slow, v, t = w, np.zeros(2), 0
    while True:
        v = 0.9 * v + p.gradient(w)
        w = w - rate(t) * v
        t += 1
        if t % 6 == 0:
            slow = slow + 0.4 * (w - slow)
            w = slow
        yield w


def ema(p, w, rate, s):
    """An exponential mean of the points, from the start on: a <- 0.95 a + 0.05 w."""
    average, t = w, 0
    while True:
        w = w - rate(t) * p.gradient(w)
        average = 0.95 * average + 0.05 * w
        t += 1
        yield w, average


def gd(p, w, rate, s):
    t = 0
    while True:
        w = w - rate(t) * p.gradient(w)
        t += 1
        yield w


# Schedules that PyTorch 1.13 has not: factor(t, steps, settings).
SCHEDULES = {
    "inverse_sqrt": lambda t, steps, s: 1 / math.sqrt(1 + t / s["timescale"]),
    # Hu et al. 2024, eq. 1, decaying over the last share of the steps; Haegele et al. 2024: 1 - sqrt.
    "wsd": lambda t, steps, s: 1.0
    if t < steps * (1 - s["decay_fraction"])
    else s["end_factor"]
    + (1 - s["end_factor"])
    * (1 - ((t - steps * (1 - s["decay_fraction"])) / (steps * s["decay_fraction"])) ** (0.5 if s.get("root") else 1.0)),
    # Keras' velocity sums rates as they were: any schedule shows it.
    "linear": lambda t, steps, s: s["start_factor"] + (s["end_factor"] - s["start_factor"]) * t / steps,
}

GD = rates(0.0015, 0.004, 0.05)
HALF = ("linear", {"start_factor": 1.0, "end_factor": 0.3})
MOMENTUM = rates(0.0003, 0.001, 0.01)
CASES = [
    (qhm, Case("qhm", "qhm", {}, rates(0.002, 0.005, 0.05))),
    (qhm, Case("qhm-all", "qhm", {"momentum": 0.95, "nu": 0.4, "weight_decay": 0.1}, rates(0.001, 0.004, 0.05))),
    (aggmo, Case("aggmo", "aggmo", {}, rates(0.0001, 0.0003, 0.003))),
    (
        aggmo,
        Case(
            "aggmo-all",
            "aggmo",
            {"beta1": 0.3, "beta2": 0.7, "beta3": 0.95, "weight_decay": 0.1},
            rates(0.0001, 0.0005, 0.005),
        ),
    ),
    (nesterov_paper, Case("nesterov-paper", "nesterov", {"momentum": 0.9, "rate_inside": 1}, MOMENTUM, HALF)),
    (momentum_keras, Case("momentum-keras", "momentum", {"momentum": 0.9, "rate_inside": 1}, MOMENTUM, HALF)),
    (
        rmsprop_keras,
        Case(
            "rmsprop-keras",
            "rmsprop",
            {"alpha": 0.9, "eps": 1e-7, "momentum": 0.6, "eps_inside": 1, "rate_inside": 1},
            rates(0.00002, 0.0003, 0.001),
            HALF,
        ),
    ),
    (
        rmsprop_keras,
        Case(
            "rmsprop-keras-centered",
            "rmsprop",
            {"alpha": 0.95, "eps": 0.5, "centered": 1, "eps_inside": 1, "rate_inside": 1},
            rates(0.0005, 0.001, 0.002),
        ),
    ),
    (
        adagrad_optax,
        Case("adagrad-optax", "adagrad", {"initial_accumulator": 0.1, "eps": 0.1, "eps_inside": 1}, rates(0.1, 0.1, 0.5)),
    ),
    (adam_keras, Case("adam-keras", "adam", {"eps": 1e-3, "eps_uncorrected": 1}, rates(0.01, 0.01, 0.05))),
    (adam_uncorrected, Case("adam-uncorrected", "adam", {"bias_correction": 0}, rates(0.003, 0.005, 0.02))),
    (amsgrad_paper, Case("amsgrad-paper", "amsgrad", {"bias_correction": 0, "eps": 0.0}, rates(0.003, 0.005, 0.02))),
    (adamax_keras, Case("adamax-keras", "adamax", {"eps": 0.1, "eps_outside": 1}, rates(0.005, 0.01, 0.05))),
    (nadam_constant, Case("nadam-optax", "nadam", {"momentum_schedule": 0}, rates(0.01, 0.01, 0.05))),
    (nadam_growing, Case("nadamw", "nadamw", {"weight_decay": 0.1, "momentum_decay": 0.02}, rates(0.005, 0.01, 0.05))),
    (radam_paper, Case("radam-paper", "radam", {"rho_threshold": 4.0, "eps": 0.0}, rates(0.001, 0.002, 0.02))),
    (
        radam_paper,
        Case(
            "radam-optax",
            "radam",
            {"rho_threshold": 4.0, "eps": 0.01, "eps_uncorrected": 0, "beta2": 0.99},
            rates(0.001, 0.002, 0.02),
        ),
    ),
    (adabelief, Case("adabelief", "adabelief", {}, rates(0.002, 0.005, 0.02))),
    (
        adabelief,
        Case(
            "adabelief-all",
            "adabelief",
            {"beta1": 0.8, "beta2": 0.99, "eps": 1e-3, "weight_decay": 0.1},
            rates(0.002, 0.005, 0.02),
        ),
    ),
    (yogi, Case("yogi", "yogi", {}, rates(0.003, 0.005, 0.02))),
    (
        yogi,
        Case(
            "yogi-optax",
            "yogi",
            {
                "beta1": 0.8,
                "beta2": 0.99,
                "eps": 0.01,
                "weight_decay": 0.1,
                "initial_accumulator": 1e-2,
                "bias_correction": 1,
            },
            rates(0.003, 0.005, 0.02),
        ),
    ),
    (adan, Case("adan", "adan", {}, rates(0.003, 0.005, 0.02))),
    (
        adan,
        Case(
            "adan-paper",
            "adan",
            {
                "beta1": 0.9,
                "beta2": 0.8,
                "beta3": 0.95,
                "eps": 1e-3,
                "weight_decay": 0.2,
                "bias_correction": 0,
            },
            {"himmelblau": 0.002, "booth": 0.005},
        ),
    ),
    (adopt, Case("adopt", "adopt", {}, rates(0.002, 0.005, 0.02))),
    (
        adopt,
        Case(
            "adopt-all",
            "adopt",
            {"beta1": 0.7, "beta2": 0.99, "eps": 1.0, "weight_decay": 0.2, "clipped": 0},
            rates(0.001, 0.003, 0.02),
        ),
    ),
    (ademamix, Case("ademamix", "ademamix", {}, rates(0.001, 0.002, 0.01))),
    (
        ademamix,
        Case(
            "ademamix-all",
            "ademamix",
            {
                "beta1": 0.8,
                "beta2": 0.99,
                "eps": 1e-3,
                "weight_decay": 0.1,
                "beta3": 0.995,
                "alpha": 2.0,
                "alpha_warmup": 300,
            },
            rates(0.001, 0.002, 0.01),
        ),
    ),
    (signsgd, Case("signsgd", "signsgd", {"weight_decay": 0.1}, rates(0.001, 0.0013, 0.003))),
    (signum, Case("signum", "signum", {"momentum": 0.8, "weight_decay": 0.1}, rates(0.001, 0.0013, 0.003))),
    (lion, Case("lion", "lion", {}, rates(0.001, 0.0013, 0.003))),
    (
        lion,
        Case("lion-all", "lion", {"beta1": 0.8, "beta2": 0.95, "weight_decay": 0.1}, rates(0.001, 0.0013, 0.003)),
    ),
    (schedule_free_sgd, Case("schedule-free-sgd", "schedule_free_sgd", {}, rates(0.002, 0.005, 0.1))),
    (
        schedule_free_sgd,
        Case(
            "schedule-free-sgd-all",
            "schedule_free_sgd",
            {"momentum": 0.7, "weight_decay": 0.1},
            rates(0.002, 0.005, 0.1),
            HALF,
        ),
    ),
    (schedule_free_adamw, Case("schedule-free-adamw", "schedule_free_adamw", {}, rates(0.005, 0.01, 0.05))),
    (
        schedule_free_adamw,
        Case(
            "schedule-free-adamw-all",
            "schedule_free_adamw",
            {"beta1": 0.8, "beta2": 0.99, "eps": 1e-2, "weight_decay": 0.1},
            rates(0.005, 0.01, 0.05),
            HALF,
        ),
    ),
    (polyak, Case("polyak", "polyak", {"f_star": -0.5}, rates(0.002, 0.005, 0.03))),
    (polyak, Case("polyak-free", "polyak", {}, rates(1.0, 1.0, 1.0), steps=8)),
    (prodigy, Case("prodigy", "prodigy", {}, rates(0.01, 1.0, 1.0))),
    (
        prodigy,
        Case(
            "prodigy-all",
            "prodigy",
            {"beta1": 0.8, "beta2": 0.99, "eps": 1e-3, "d0": 1e-3, "weight_decay": 0.1},
            rates(0.01, 0.003, 0.005),
        ),
    ),
    (full_adagrad, Case("full-adagrad", "full_adagrad", {"eps": 1.0}, rates(0.01, 0.1, 0.5))),
    (full_adagrad, Case("full-adagrad-eps", "full_adagrad", {"eps": 0.5}, {"booth": 1.0}, steps=300)),
    (sophia, Case("sophia", "sophia", {}, rates(0.001, 0.0013, 0.003))),
    (
        sophia,
        Case(
            "sophia-all",
            "sophia",
            {
                "beta1": 0.9,
                "beta2": 0.95,
                "rho": 0.5,
                "eps": 1.0,
                "weight_decay": 0.1,
                "update_interval": 7,
            },
            rates(0.001, 0.0013, 0.003),
        ),
    ),
    (newton, Case("newton", "newton", {}, rates(0.01, 0.01, 0.01))),
    (newton, Case("newton-damped", "newton", {"damping": 5.0}, rates(0.01, 0.03, 0.03))),
    (newton, Case("newton-saddle-free", "newton", {"saddle_free": 1, "damping": 0.5}, rates(0.01, 0.1, 0.01))),
    (armijo, Case("armijo", "armijo", {}, rates(1.0, 1.0, 1.0), steps=40)),
    (armijo, Case("armijo-all", "armijo", {"c1": 0.3, "shrink": 0.7}, rates(0.5, 0.5, 0.5), steps=40)),
    (wolfe, Case("wolfe", "wolfe", {}, rates(1.0, 1.0, 1.0), steps=20)),
    (wolfe, Case("wolfe-all", "wolfe", {"c1": 0.1, "c2": 0.3}, rates(1e-3, 1e-3, 1e-3), steps=20)),
    (conjugate_gradient, Case("cg", "conjugate_gradient", {}, rates(1.0, 1.0, 1.0), steps=10)),
    (conjugate_gradient, Case("cg-all", "conjugate_gradient", {"c1": 0.01, "c2": 0.4}, rates(0.01, 0.01, 0.01), steps=10)),
    (lbfgs, Case("lbfgs", "lbfgs", {}, rates(1.0, 1.0, 1.0), steps=8)),
    (lbfgs, Case("lbfgs-short", "lbfgs", {"history": 2, "c1": 0.01, "c2": 0.5}, rates(0.5, 0.5, 0.5), steps=5)),
    (gradient_flow, Case("gradient-flow", "gradient_flow", {}, rates(0.001, 0.005, 0.05))),
    (gradient_flow, Case("gradient-flow-parts", "gradient_flow", {"substeps": 3}, rates(0.003, 0.01, 0.1), steps=300)),
    (nelder_mead, Case("nelder-mead", "nelder_mead", {}, rates(0.5, 0.5, 0.5), steps=50)),
    (
        nelder_mead,
        Case(
            "nelder-mead-all",
            "nelder_mead",
            {"reflection": 0.9, "expansion": 1.7, "contraction": 0.4, "shrink": 0.6},
            rates(1.0, 1.0, 1.0),
            steps=50,
        ),
    ),
    (clip_norm, Case("gd-clip-norm", "gd", {}, GD, clip=("norm", {"limit": 2.0}))),
    (clip_adaptive, Case("gd-clip-adaptive", "gd", {}, GD, clip=("adaptive", {"limit": 0.3}))),
    (
        clip_update_rms,
        Case("momentum-clip-rms", "momentum", {"momentum": 0.9}, rates(0.0003, 0.001, 0.01), clip=("update_rms", {"d": 0.7})),
    ),
    (sam, Case("momentum-sam", "momentum", {"momentum": 0.9}, rates(0.00005, 0.001, 0.01), around={"sam_rho": 0.05})),
    (
        lookahead,
        Case(
            "momentum-lookahead",
            "momentum",
            {"momentum": 0.9},
            MOMENTUM,
            around={"lookahead_k": 6, "lookahead_alpha": 0.4},
        ),
    ),
    (ema, Case("gd-ema", "gd", {}, GD, around={"ema_decay": 0.95})),
    (gd, Case("gd-inverse-sqrt", "gd", {}, GD, ("inverse_sqrt", {"timescale": 20}))),
    (gd, Case("gd-wsd", "gd", {}, GD, ("wsd", {"decay_fraction": 0.3, "end_factor": 0.05}))),
    (gd, Case("gd-wsd-root", "gd", {}, GD, ("wsd", {"decay_fraction": 0.5, "end_factor": 0.0, "root": 1}))),
]
METHODS = {case.name: method for method, case in CASES}


def descend(case, surface, nudge):
    """The recorded points {step: (x, y) or (x, y, average x, average y)}; `nudge` moves the start relative to its size."""
    start = np.array(SURFACES[surface][3]) * (1.0 + nudge)
    lr = case.rates[surface]

    def rate(t):
        return lr * SCHEDULES[case.schedule[0]](t, case.steps, case.schedule[1]) if case.schedule else lr

    points = {0: tuple(start)}
    for step, point in enumerate(METHODS[case.name](Problem(surface), start, rate, case.settings), 1):
        averaged = isinstance(point, tuple)
        if step == 1 and averaged:
            points[0] = (*start, *start)
        if step in RECORDED or step == case.steps:
            points[step] = (*point[0], *point[1]) if averaged else tuple(point)
        if step == case.steps:
            return points


if __name__ == "__main__":
    np.seterr(all="ignore")
    write_all([case for _, case in CASES], descend, f"papers.py numpy {np.__version__}")
