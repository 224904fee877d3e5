"""Weights of the legs fitted to judged queries, and scored on what they were not fitted to.

A fold is held out by query, or by document: then only the other documents' units and judgments are seen while
fitting, and only its own when it is scored, so that a report nobody has seen is no surprise.

`python -m tests.proofs.fit INDEXES document|query GOLD...`
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.index.opened import Index, open_index
from kb.index.tags import Scores, Tags
from kb.measuring.judge import Ideal, JudgedQuery, ideal, read_queries, squash_units, worth
from kb.model import Query
from kb.search.intent import lifts
from kb.search.nested import Rows, best_of_nested
from kb.search.ranking import KEYWORD_LIFT, WEIGHTS, scaled
from kb.search.search import rank_query

START = {**WEIGHTS, "keywords": KEYWORD_LIFT, "intent": 1.0}
# What each weight is multiplied by while looking for better ones.
STEPS = (0.0, 0.5, 0.75, 0.9, 1.1, 1.33, 2.0)
ROUNDS = 3
QUERY_FOLDS = 4
DEPTH = 60  # units looked at before nested ones are taken out
Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Fold:
    """`held_out` under the weights fitted to the rest, beside those fitted to everything: mean nDCG@10."""

    held_out: str
    queries: int
    ndcg: float
    ndcg_fitted_to_all: float


@dataclass(frozen=True, slots=True)
class Fit:
    """The weights that do best on all queries; mean nDCG@10 of those in use and of these."""

    weights: Weights
    ndcg_in_use: float
    ndcg: float
    folds: tuple[Fold, ...]


@dataclass(frozen=True, slots=True)
class _Case:
    """What a query's legs say of the candidates, each shape (candidates,): lexical legs and vectors on their
    scale, late interaction without and of the editor's phrases as cosines."""

    legs: Mapping[str, Scores]
    late: Scores
    phrases: Scores
    lifts: Scores
    tags: Tags
    listed: Rows
    ids: Sequence[str]
    documents: NDArray[np.str_]
    wanted: Ideal


def fit(index: Index, queries: Sequence[JudgedQuery], by: str) -> Fit:
    """`by` is "query" or "document": what a fold is."""
    judged = [query for query in queries if query.judgments]
    squashed = squash_units(index.units)
    everything = [_case(index, query, ideal(query, squashed)) for query in judged]
    best = _climb(everything)
    folds = []
    for name, rest, held_out in _split(judged, everything, squashed, by):
        fitted = _climb(rest)
        folds.append(Fold(name, len(held_out), _mean(held_out, fitted), _mean(held_out, best)))
    return Fit(best, _mean(everything, START), _mean(everything, best), tuple(folds))


def _split(
    queries: Sequence[JudgedQuery], cases: Sequence[_Case], squashed: Mapping[str, str], by: str
) -> list[tuple[str, list[_Case], list[_Case]]]:
    """Name, cases to fit to and cases to score of each fold."""
    if by == "query":
        numbers = [list(range(n, len(cases), QUERY_FOLDS)) for n in range(QUERY_FOLDS)]
        return [
            (f"queries {n + 1}", [c for i, c in enumerate(cases) if i not in own], [cases[i] for i in own])
            for n, own in enumerate(numbers)
        ]
    documents = sorted({judgment.doc for query in queries for judgment in query.judgments})
    pairs = list(zip(queries, cases, strict=True))

    def within(wanted: Callable[[str], bool]) -> list[_Case]:
        shown = [_within(query, case, squashed, wanted) for query, case in pairs]
        return [case for case in shown if case.wanted.places]

    return [(name, within(lambda d, n=name: d != n), within(lambda d, n=name: d == n)) for name in documents]  # type: ignore[misc]


def _within(
    query: JudgedQuery, case: _Case, squashed: Mapping[str, str], wanted: Callable[[str], bool]
) -> _Case:
    """The case with the units and judgments of some documents alone."""
    judgments = tuple(judgment for judgment in query.judgments if wanted(judgment.doc))
    listed = case.listed[[wanted(name) for name in case.documents[case.listed].tolist()]]
    return replace(case, listed=listed, wanted=ideal(replace(query, judgments=judgments), squashed))


def _case(index: Index, query: JudgedQuery, wanted: Ideal) -> _Case:
    found = rank_query(index, Query(query.text))
    ranked, places = found.ranked, found.ranked.tags.places
    units = index.store.units(places)
    tokens = found.queries.encoded.tokens
    return _Case(
        legs={
            name: scaled(scores, *ranked.bounds[name])
            for name, scores in ranked.legs.items()
            if name != "late"
        },
        late=index.token_vectors.nearness(tokens, places),
        phrases=index.keywords.nearest(tokens, places)[0],
        lifts=lifts(found.reading.intent, ranked.tags, index),
        tags=ranked.tags,
        listed=np.flatnonzero(ranked.listed),
        ids=[unit.id for unit in units],
        documents=np.array([unit.document.id for unit in units]),
        wanted=wanted,
    )


def _climb(cases: Sequence[_Case]) -> Weights:
    """The weights reached by changing one at a time as long as that gains something."""
    best, gain = dict(START), _mean(cases, START)
    for _ in range(ROUNDS):
        before = gain
        for name in START:
            for step in STEPS:
                tried = {**best, name: round(best[name] * step, 4)}
                if (reached := _mean(cases, tried)) > gain:
                    best, gain = tried, reached
        if gain == before:
            break
    return best


def _mean(cases: Sequence[_Case], weights: Weights) -> float:
    return sum(_ndcg(case, weights) for case in cases) / max(len(cases), 1)


def _ndcg(case: _Case, weights: Weights) -> float:
    late = case.late + np.float32(weights["keywords"]) * np.maximum(case.phrases - case.late, 0)
    scores = weights["late"] * scaled(late, float(late.min()), float(late.max()))
    for name, leg in case.legs.items():
        scores = scores + weights[name] * leg
    scores = np.asarray(scores + weights["intent"] * case.lifts, np.float32)
    order = np.lexsort((case.tags.order[case.listed], -scores[case.listed]))[:DEPTH]
    rows = best_of_nested(scores, case.listed[order], case.tags)
    return worth([case.ids[row] for row in rows.tolist()], case.wanted).ndcg


def as_text(found: Fit) -> str:
    """The fit as a table."""
    lines = [f"{'':16}{'queries':>8}{'nDCG@10':>9}{'fitted to all':>15}"]
    lines += [f"{f.held_out:16}{f.queries:8}{f.ndcg:9.3f}{f.ndcg_fitted_to_all:15.3f}" for f in found.folds]
    lines += ["", f"all queries: {found.ndcg_in_use:.3f} with the weights in use, {found.ndcg:.3f} with"]
    return "\n".join([*lines, "  ".join(f"{name} {weight}" for name, weight in found.weights.items())])


if __name__ == "__main__":
    judged = [query for path in sys.argv[3:] for query in read_queries(Path(path))]
    print(as_text(fit(open_index(Path(sys.argv[1])), judged, sys.argv[2])))
