"""Cross-validation: weights chosen on some of the queries, scored on the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kb.fuse import min_max
from kb.index import Index
from kb.intent import lifts
from kb.judge import Ideal, JudgedQuery, worth
from kb.model import Query
from kb.nested import best_of_nested
from kb.ranking import WEIGHTS, Scores, rank, related_words
from kb.reading import read_query

CHOICES = {
    "grams": (0.0, 0.1, 0.2, 0.3),
    "dense": (0.3, 0.4, 0.5, 0.6),
    "thesaurus": (0.0, 0.5, 1.0, 1.5),
    "intent": (0.0, 0.5, 1.0, 1.5),
}


@dataclass(frozen=True, slots=True)
class Fold:
    """The mean nDCG@10 of one fold under the weights that did best on the others."""

    ndcg: float
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Scored:
    """What one query's legs said, so that weights can be tried without asking again."""

    own: Scores
    related: Scores
    grams: Scores
    dense: Scores
    lifts: Scores
    listed: Sequence[int]
    wanted: Ideal


def cross_validate(
    index: Index, queries: Sequence[JudgedQuery], wanted: Mapping[str, Ideal], count: int
) -> tuple[Fold, ...]:
    """Every n-th query makes a fold, so that each holds all kinds."""
    judged = [query for query in queries if query.judgments]
    scored = [_score(index, query, wanted[query.id]) for query in judged]
    table = {
        tuple(weights.items()): [_ndcg(index, one, weights) for one in scored] for weights in _combinations()
    }
    folds = []
    for fold in range(count):
        inside = np.arange(len(scored)) % count == fold
        best = max(table, key=lambda key: (np.array(table[key])[~inside].mean(), key))
        folds.append(Fold(float(np.array(table[best])[inside].mean()), dict(best)))
    return tuple(folds)


def _combinations() -> Iterator[dict[str, float]]:
    shape = [range(len(values)) for values in CHOICES.values()]
    for places in np.ndindex(*map(len, shape)):
        yield {name: CHOICES[name][place] for name, place in zip(CHOICES, places, strict=True)}


def _score(index: Index, query: JudgedQuery, wanted: Ideal) -> _Scored:
    reading = read_query(index, Query(query.text))
    ranked = rank(index, reading, index.encoder.encode(reading.text))
    related = related_words(index, reading)
    return _Scored(
        own=ranked.legs["words"] - related,
        related=related,
        grams=min_max(ranked.legs["grams"]),
        dense=min_max(ranked.legs["dense"]),
        lifts=lifts(reading.intent, index),
        listed=np.flatnonzero(ranked.listed).tolist(),
        wanted=wanted,
    )


def _ndcg(index: Index, one: _Scored, weights: Mapping[str, float]) -> float:
    words = min_max(one.own + np.float32(weights["thesaurus"]) * one.related)
    scores = WEIGHTS["words"] * words + weights["grams"] * one.grams + weights["dense"] * one.dense
    scores = scores + weights["intent"] * one.lifts
    top = sorted(one.listed, key=lambda n: (-scores[n], index.units[n].id))[:40]
    names = [index.units[n].id for _, n in best_of_nested([(float(scores[n]), n) for n in top], index)]
    return worth(names, one.wanted).ndcg
