"""Fusion: how the legs' scores become one score."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]


def scaled(scores: Scores, low: float, high: float) -> Scores:
    """Scores with `low`, and all below it, at 0 and `high` at 1; all zero when they do not differ."""
    if high <= low:
        return np.zeros_like(scores)
    return np.asarray(np.maximum((scores - np.float32(low)) / np.float32(high - low), 0.0), np.float32)


def min_max(scores: Scores) -> Scores:
    """Scores scaled to [0, 1] by the worst and the best of them."""
    return scaled(scores, float(scores.min()), float(scores.max())) if scores.size else scores
