"""A shaping circuit's learning, vectorized over runs and batches with NumPy.

Called by the benchmark: numpy_learning.py FILE N K RUNS BATCH STEPS RATE_G RATE_THETA RATE_W.
FILE holds float64: signals (steps, runs, batch, N), then for each run g (K), theta (K), W (N, K).
Prints the processor time of a learning sample and the parameters of run 0 at the end.
"""
import json
import math
import sys
import time

import numpy as np


def absolute_moment(p):
    """C(p) = E|Z|^p and its derivative, Z normal (science A2); p of any shape."""
    gamma = np.vectorize(math.gamma, otypes=[float])
    x = 0.5 * (p + 1)
    moment = np.exp2(0.5 * p) / math.sqrt(math.pi) * gamma(x)
    shift = sum(1 / (x + j) for j in range(6))
    y = x + 6
    v = 1 / (y * y)
    series = v * (1 / 12 - v * (1 / 120 - v * (1 / 252 - v * (1 / 240 - v * (1 / 132 - v * (
        691 / 32760 - v / 12))))))
    digamma = np.log(y) - 0.5 / y - series - shift
    return moment, 0.5 * moment * (math.log(2) + digamma)


def respond(s, ga, gb, theta, w):
    """Newton's method for s = sum g f(theta, w.r) w: s (R, B, N); ga, gb, theta (R, K); w (R, N, K).

    Returns r, z and |z|^(theta - 1)."""
    n = s.shape[2]
    ga, gb, theta = ga[:, None, :], gb[:, None, :], theta[:, None, :]
    stiffness = np.einsum("rk,rik,rjk->rij", (ga + gb)[:, 0], w, w)
    v = np.einsum("rij,rbj->rbi", np.linalg.inv(stiffness), s)
    c = np.abs(v @ w)
    a = (ga * c**2).sum(2)
    b = (gb * c**3).sum(2)
    along = (s * v).sum(2)
    r = v * (2 * along / (a + np.sqrt(a * a + 4 * b * along) + 1e-300))[:, :, None]
    allowed = 1e-24 * (1 + (s * s).sum(2))
    transposed = np.swapaxes(w, 1, 2)
    for _ in range(50):
        z = r @ w
        p = np.abs(z) ** (theta - 1)
        residual = (z * (ga + gb * p)) @ transposed - s
        if ((residual * residual).sum(2) <= allowed).all():
            break
        slope = ga + gb * theta * p
        if n == 1:
            r = r - residual / (slope * w * w)
        else:
            u, t = w[:, None, 0, :], w[:, None, 1, :]
            h00, h01, h11 = (slope * u * u).sum(2), (slope * u * t).sum(2), (slope * t * t).sum(2)
            scale = 1 / (h00 * h11 - h01 * h01)
            f0, f1 = residual[:, :, 0], residual[:, :, 1]
            r = r - np.stack(
                [(h11 * f0 - h01 * f1) * scale, (h00 * f1 - h01 * f0) * scale], axis=2)
    return r, z, p


def train(signals, g, theta, w, rates):
    """All learning steps by the published rule."""
    batch = signals.shape[2]
    for s in signals:
        base = np.maximum(2 * theta - 3.85, 0)
        a = np.exp(base**1.95)
        a_prime = a * 3.9 * base**0.95
        raised = theta**2.32
        b = np.exp(np.maximum(raised - 6, 0))
        b_prime = b * 2.32 * raised / theta
        r, z, p = respond(s, g * a, g * b, theta, w)
        q = theta + 1
        moment, moment_prime = absolute_moment(q)
        x = np.abs(z)
        y = x * x * p
        logarithms = np.log(np.where(x > 0, x, 1))
        width = 0.5 * ((x * x).mean(1) - 1)
        excess = y.mean(1) - moment
        log_excess = (y * logarithms).mean(1) - moment_prime
        objective = a * width + b / q * excess
        gradient = a_prime * width + (q * b_prime - b) / q**2 * excess + b / q * log_excess
        outputs = z * ((g * a)[:, None] + (g * b)[:, None] * p)
        w = w + rates[2] * (np.swapaxes(r, 1, 2) @ outputs) / batch
        w = w / np.sqrt((w * w).sum(1))[:, None, :]
        g = np.maximum(g + rates[0] * g * objective, 0)
        theta = np.clip(theta + rates[1] * gradient, 1, 3)
    return g, theta, w


def main():
    n, k, runs, batch, steps = (int(text) for text in sys.argv[2:7])
    rates = [float(text) for text in sys.argv[7:10]]
    numbers = np.fromfile(sys.argv[1])
    count = steps * runs * batch * n
    signals = numbers[:count].reshape(steps, runs, batch, n)
    starts = numbers[count:].reshape(runs, (2 + n) * k)
    start = time.process_time()
    g, theta, w = train(
        signals, starts[:, :k], starts[:, k:2 * k], starts[:, 2 * k:].reshape(runs, n, k), rates)
    seconds = time.process_time() - start
    parameters = np.concatenate([g[0], theta[0], w[0].ravel()])
    print(json.dumps({
        "nanoseconds": 1e9 * seconds / (steps * runs * batch), "parameters": list(parameters)}))


main()
