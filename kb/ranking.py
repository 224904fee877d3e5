"""Legs and how they become one score.

Each leg is scaled by its best and worst unit, then added by weight (CombSUM; Fox and Shaw 1994). The
weights were chosen on judged queries (README, "Figures"); plain reciprocal ranks gained less.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.concepts import asked_words, covered
from kb.fuse import min_max
from kb.index import Index
from kb.intent import lifts
from kb.reading import Reading, fold_phrase
from kb.terms import query_grams, query_words

Scores = NDArray[np.float32]

WEIGHTS = {"words": 0.1, "covered": 0.225, "grams": 0.15, "dense": 0.45}
NEAREST = 2000  # units that the dense leg tells apart


@dataclass(frozen=True, slots=True)
class Ranked:
    """Scores of all units, shape (units,): fused in [0, 1], and the legs they came from.

    `listed` tells which units may be shown at all.
    """

    scores: Scores
    legs: Mapping[str, Scores]
    listed: NDArray[np.bool_]


def rank(index: Index, reading: Reading, vector: Scores, off: frozenset[str] = frozenset()) -> Ranked:
    """Score every unit. `off` names parts to leave out, for measuring what each is worth."""
    legs = {
        "words": _words(index, reading, off),
        "covered": covered(index, asked_words(index, reading, "thesaurus" not in off)),
        "grams": index.grams.scores(query_grams(reading.terms)),
        "dense": _cosines(index, vector),
    }
    total = np.zeros(len(index.units), np.float32)
    for name, scores in legs.items():
        if name not in off:
            total += np.float32(WEIGHTS[name]) * (scores if name == "covered" else min_max(scores))
    if "intent" not in off:
        total += lifts(reading.intent, index)
    scale = np.float32(max(1.0, float(total.max(initial=0.0))))
    return Ranked(total / scale, legs, _listed(index, reading))


def _cosines(index: Index, vector: NDArray[np.float32]) -> Scores:
    """Cosines of the nearest units; the others get that of the farthest of these."""
    scores, positions = index.dense.search(vector, None, NEAREST)
    spread = np.full(index.dense.size, scores.min(initial=1.0), np.float32)
    spread[positions] = scores
    return spread


def _words(index: Index, reading: Reading, off: frozenset[str]) -> Scores:
    scores = index.words.scores(query_words(index.analyzer, reading.terms))
    return scores if "thesaurus" in off else scores + related_words(index, reading)


def related_words(index: Index, reading: Reading) -> Scores:
    """What the thesaurus' terms add to the words' leg: of each group the best."""
    total = np.zeros(len(index.units), np.float32)
    for group in reading.groups:
        total += index.words.best(alternative.terms for alternative in group.alternatives)
    return total


def _listed(index: Index, reading: Reading) -> NDArray[np.bool_]:
    """Units that hold every quoted phrase and are not shown by their parts instead."""
    allowed = ~index.shown_by_parts
    if reading.phrases:
        folded = [fold_phrase(f"{unit.title or ''} {unit.text}") for unit in index.units]
        allowed = allowed & np.array([all(p in text for p in reading.phrases) for text in folded])
    return allowed
