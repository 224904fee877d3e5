"""The best of many units."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.index.store import Found, Places, Scores

Order = NDArray[np.integer[Any]]


def best_found(places: Places, scores: Scores, k: int, order: Order) -> Found:
    """The `k` best of units at `places`, falling by score, ties by `order` (all units,)."""
    if len(places) > k:
        # All that tie with the k-th stay in, so that the ids decide between them.
        kept = scores >= np.partition(scores, -k)[-k]
        places, scores = places[kept], scores[kept]
    ranked = np.lexsort((order[places], -scores))[:k]
    return Found(places[ranked], scores[ranked])
