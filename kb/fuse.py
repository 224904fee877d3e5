"""Fusion: how the legs' scores become one score in [0, 1]."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]


def min_max(scores: Scores) -> Scores:
    """Scores scaled to [0, 1] by the worst and the best; all zero when they do not differ."""
    if not scores.size:
        return scores
    low, high = float(scores.min()), float(scores.max())
    if high <= low:
        return np.zeros_like(scores)
    return (scores - np.float32(low)) / np.float32(high - low)


def weighted_sum(legs: Mapping[str, Scores], weights: Mapping[str, float]) -> Scores:
    """The min-max normalised legs, added by weight (CombSUM; Fox and Shaw 1994)."""
    total = np.zeros_like(next(iter(legs.values())))
    for name, scores in legs.items():
        total += np.float32(weights[name]) * min_max(scores)
    return total
