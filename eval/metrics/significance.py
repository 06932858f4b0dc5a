"""Is a difference between two ways of searching more than chance? Paired over the questions.

``permutation_p``: with d the differences per question, the share of sign assignments whose
``|mean(s * d)|`` is at least ``|mean(d)|`` (Fisher's randomisation test, as Smucker, Allan &
Carterette 2007 recommend for retrieval), estimated from ``ROUNDS`` random ones, plus one in
both counts so that it is never 0. ``bootstrap_interval``: percentiles of the mean of questions
drawn with replacement (Efron & Tibshirani 1993, ch. 13).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

ROUNDS = 10_000
_SEED = 20_220_304


def permutation_p(ours: Sequence[float], other: Sequence[float], rounds: int = ROUNDS) -> float:
    """Two-sided p of the paired randomisation test; the same input gives the same p."""
    difference = np.asarray(ours, dtype=np.float64) - np.asarray(other, dtype=np.float64)
    if not difference.size or not difference.any():
        return 1.0
    signs = np.random.default_rng(_SEED).choice((-1.0, 1.0), size=(rounds, difference.size))
    as_far = np.abs(signs @ difference) >= abs(difference.sum()) - 1e-12
    return float((as_far.sum() + 1) / (rounds + 1))


def bootstrap_interval(
    ours: Sequence[float], other: Sequence[float], rounds: int = ROUNDS, level: float = 0.95
) -> tuple[float, float]:
    """Interval that holds ``level`` of the bootstrapped mean differences; (0, 0) without questions."""
    difference = np.asarray(ours, dtype=np.float64) - np.asarray(other, dtype=np.float64)
    if not difference.size:
        return 0.0, 0.0
    drawn = np.random.default_rng(_SEED).integers(0, difference.size, size=(rounds, difference.size))
    low, high = np.quantile(difference[drawn].mean(axis=1), ((1 - level) / 2, (1 + level) / 2))
    return float(low), float(high)
