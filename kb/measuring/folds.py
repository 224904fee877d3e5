"""Cross-validation: weights chosen on some of the queries, scored on the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from kb.index.opened import Index
from kb.index.store import Scores, Tags
from kb.measuring.judge import Ideal, JudgedQuery, worth
from kb.model import Query
from kb.search.coverage import covered
from kb.search.intent import lifts
from kb.search.nested import Rows, best_of_nested
from kb.search.ranking import WEIGHTS, leg_queries, min_max, rank, related
from kb.search.reading import read_query

# What each weight is multiplied by while looking for better ones.
STEPS = (0.0, 0.5, 0.75, 1.33, 2.0)
ROUNDS = 3
START = {**WEIGHTS, "thesaurus": 1.0, "intent": 1.0}
Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Fold:
    """The mean nDCG@10 of one fold under the weights that did best on the others."""

    ndcg: float
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Scored:
    """What one query's legs said, so that weights can be tried without asking again. `own` are the words'
    leg and the share met without the thesaurus, `related` what it adds to each."""

    tags: Tags
    own: Mapping[str, Scores]
    related: Mapping[str, Scores]
    others: Mapping[str, Scores]
    lifts: Scores
    listed: Rows
    wanted: Ideal


def cross_validate(
    index: Index, queries: Sequence[JudgedQuery], wanted: Mapping[str, Ideal], count: int
) -> tuple[Fold, ...]:
    """Every n-th query makes a fold, so that each holds all kinds."""
    scored = [_score(index, query, wanted[query.id]) for query in queries if query.judgments]
    numbers = range(len(scored))

    @cache
    def ndcg(number: int, *weights: float) -> float:
        return _ndcg(index, scored[number], dict(zip(START, weights, strict=True)))

    folds = []
    for fold in range(count):
        outside = [n for n in numbers if n % count != fold]
        best = _climb(lambda w, on=outside: sum(ndcg(n, *w) for n in on))  # type: ignore[misc]
        inside = [ndcg(n, *best) for n in numbers if n % count == fold]
        folds.append(Fold(sum(inside) / len(inside), dict(zip(START, best, strict=True))))
    return tuple(folds)


def _climb(gain: Callable[[tuple[float, ...]], float]) -> tuple[float, ...]:
    """The weights reached by changing one at a time as long as that gains something."""
    best = tuple(START.values())
    for _ in range(ROUNDS):
        before = best
        for place in range(len(best)):
            tried = [(*best[:place], round(best[place] * step, 3), *best[place + 1 :]) for step in STEPS]
            best = max((best, *tried), key=gain)
        if best == before:
            break
    return best


def _score(index: Index, query: JudgedQuery, wanted: Ideal) -> _Scored:
    reading = read_query(index, Query(query.text))
    queries = leg_queries(index, reading, index.encoder.encode(reading.text))
    ranked = rank(index, reading, queries)
    places = ranked.tags.places
    beside = index.store.sparse_at("words", related(reading), places)
    uncovered = covered(index.store, [replace(one, related=()) for one in queries.covered], places)
    return _Scored(
        tags=ranked.tags,
        own={"words": ranked.legs["words"] - beside, "covered": uncovered},
        related={"words": beside, "covered": ranked.legs["covered"] - uncovered},
        others={name: min_max(ranked.legs[name]) for name in ("grams", "dense")},
        lifts=lifts(reading.intent, ranked.tags, index),
        listed=np.flatnonzero(ranked.listed),
        wanted=wanted,
    )


def _ndcg(index: Index, one: _Scored, weights: Weights) -> float:
    beside = np.float32(weights["thesaurus"])
    scores = weights["words"] * min_max(one.own["words"] + beside * one.related["words"])
    scores += weights["covered"] * (one.own["covered"] + beside * one.related["covered"])
    for name, leg in one.others.items():
        scores += weights[name] * leg
    scores += weights["intent"] * one.lifts
    top = one.listed[np.lexsort((one.tags.order[one.listed], -scores[one.listed]))[:40]]
    places = one.tags.places[best_of_nested(scores, top, one.tags)]
    return worth([unit.id for unit in index.store.units(places)], one.wanted).ndcg
