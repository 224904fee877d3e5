"""Does the corpus answer at all? A small model over how well the best units meet the query.

A cosine alone does not tell: every Danish question is near some Danish text. What tells is whether the
query's weighty words, or words that mean the same, are met together in one unit, and how far the nearest
unit stands out from the rest.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from kb.index.opened import Index
from kb.index.store import Scores, Vector
from kb.search.ranking import LegQueries, Ranked

FEATURES = ("covered", "missing", "standing")
_TOP = 10


def features(index: Index, queries: LegQueries, ranked: Ranked) -> tuple[float, ...]:
    """What the gate judges by, in the order of FEATURES.

    covered: the share of the query's idf that the best of the top units meets; missing: the share that no
    unit meets; standing: how many standard deviations the nearest unit lies above the mean cosine, which
    unlike a cosine means the same for every model. Words that only tell what kind is asked for are left
    out.
    """
    top = _best(ranked.scores)
    return (
        float(ranked.legs["covered"][top].max(initial=0.0)),
        sum((one.share for one in queries.covered if not one.occurs), 0.0),
        _standing(index, queries.vector, ranked),
    )


def _best(scores: Scores) -> NDArray[np.int64]:
    """Where the highest scores are, the first of equals."""
    near = np.arange(len(scores))
    if len(scores) > _TOP:
        near = np.flatnonzero(scores >= np.partition(scores, -_TOP)[-_TOP])
    return near[np.argsort(-scores[near], kind="stable")[:_TOP]]


def _standing(index: Index, vector: Vector, ranked: Ranked) -> float:
    cosines, nearest = ranked.legs["dense"], ranked.scale.legs["dense"][1]
    if len(cosines) == index.store.size:  # all are at hand: the same figures for a hundredth of the work
        mean = cosines.sum() / np.float32(len(cosines))
        apart = cosines - mean  # numpy.std by hand: mean and spread in a sixth of the time
        spread = math.sqrt(float(apart @ apart) / len(cosines)) or 1.0
        return (nearest - float(mean)) / spread
    across = np.vecdot(index.store.spread, vector)  # row by row, as kb.index.dense does
    spread = math.sqrt(max(0.0, float(vector @ across))) or 1.0
    return (nearest - float(vector @ index.store.centre)) / spread
