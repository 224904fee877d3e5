"""Fusion: how the legs' scores become one score in [0, 1]."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]


def min_max(scores: Scores) -> Scores:
    """Scores scaled to [0, 1]; all zero when they do not differ."""
    low, high = float(scores.min(initial=0.0)), float(scores.max(initial=0.0))
    if high <= low:
        return np.zeros_like(scores)
    return (scores - np.float32(low)) / np.float32(high - low)


def weighted_sum(legs: Mapping[str, Scores], weights: Mapping[str, float]) -> Scores:
    """The min-max normalised legs, added by weight (CombSUM; Fox and Shaw 1994)."""
    total = np.zeros_like(next(iter(legs.values())))
    for name, scores in legs.items():
        total += np.float32(weights[name]) * min_max(scores)
    return total
