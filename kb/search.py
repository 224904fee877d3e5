"""A query to an answer: read it, rank every unit, answer or say that nothing answers, list, explain."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kb.answerable import features
from kb.index import Index
from kb.marks import Shown, show
from kb.model import KINDS, Answer, Filters, Hit, Query, ReadQuery, Reason
from kb.nested import Scored, best_of_nested, count_listed
from kb.ranking import Ranked, rank
from kb.reading import Reading, read_query

# A unit whose score is a smaller share of the best is no hit, unless it is about as good as the best of
# its kind: a reader who asks finds the recommendations nearest to it beside the examples. Below the floor
# a kind has nothing to say.
LEAST, NEAR, FLOOR = 0.35, 0.96, 0.25


@dataclass(frozen=True, slots=True)
class Ranking:
    """What a text says of every unit, before any filter: the lists of one page share it.

    `hits` marks the units above the threshold, shape (units,); `laps` are milliseconds by stage.
    """

    reading: Reading
    ranked: Ranked
    hits: NDArray[np.bool_]
    laps: Mapping[str, float]


def search(index: Index, query: Query, off: frozenset[str] = frozenset()) -> Answer:
    """The best units for a query. Same index and query, same answer.

    `off` leaves parts of the ranking out (kb.ablation), so that each can be measured.
    """
    return answer(index, query, ranking(index, query, off))


def ranking(index: Index, query: Query, off: frozenset[str] = frozenset()) -> Ranking:
    """The costly half of a search: all that does not depend on filters, limit and offset."""
    clock = [time.perf_counter()]
    reading = read_query(index, replace(query, correct=False) if "spelling" in off else query)
    clock.append(time.perf_counter())
    vector = index.encoder.encode(reading.text)
    clock.append(time.perf_counter())
    ranked = rank(index, reading, vector, off)
    hits = _above(index, reading, ranked, off)
    clock.append(time.perf_counter())
    return Ranking(reading, ranked, hits, _laps(("read", "encode", "rank"), clock))


def answer(index: Index, query: Query, ranking: Ranking) -> Answer:
    """The page of a ranking that a query asks for. `ranking` is of the same text."""
    clock = [time.perf_counter()]
    reading, ranked = ranking.reading, ranking.ranked
    passing = np.flatnonzero(ranking.hits & index.columns.allowed(query.filters))
    found: list[Scored] = list(zip(ranked.scores[passing].tolist(), passing.tolist(), strict=True))
    listed = best_of_nested(found, index)
    page = listed[query.offset : query.offset + query.limit]
    texts = show(index.passages, [index.units[position].text for _, position in page], reading)
    hits = tuple(
        _hit(index, ranked, position, score, shown)
        for (score, position), shown in zip(page, texts, strict=True)
    )
    facets = count_listed(found, index)
    clock.append(time.perf_counter())
    stages = {**ranking.laps, **_laps(("snippet",), clock)}
    return Answer(
        query=ReadQuery(
            text=query.text,
            corrected=reading.corrected,
            expansions=reading.expansions,
            compounds={term.word: term.parts for term in reading.terms if term.parts},
        ),
        total=len(listed),
        hits=hits,
        facets=facets,
        build=index.build,
        model=index.model,
        took_ms=round(sum(stages.values()), 2),
        stages=stages,
    )


def _laps(names: Sequence[str], clock: Sequence[float]) -> dict[str, float]:
    """Milliseconds between one reading of the clock and the next, by name."""
    return {
        name: 1000 * (after - before)
        for name, before, after in zip(names, clock[:-1], clock[1:], strict=True)
    }


def _above(index: Index, reading: Reading, ranked: Ranked, off: frozenset[str]) -> NDArray[np.bool_]:
    """Which units are good enough to be hits; none where the corpus does not answer."""
    if "gate" in off:
        return ranked.listed & (ranked.scores >= 0.0)
    if not _answers(index, reading, ranked):
        return np.zeros(len(index.units), np.bool_)
    scores = np.where(ranked.listed, ranked.scores, 0.0).astype(np.float32)
    kinds = [index.columns.allowed(Filters(kind=(kind,))) for kind in KINDS]
    above: NDArray[np.bool_] = ranked.listed & (scores >= least_by_kind(scores, kinds))
    return above


def least_by_kind(scores: NDArray[np.float32], kinds: Sequence[NDArray[np.bool_]]) -> NDArray[np.float32]:
    """The score each unit must reach, shape (units,); `kinds` marks the units of each kind."""
    best = float(scores.max(initial=0.0))
    least = np.full(len(scores), LEAST * best, np.float32)
    for own in kinds:
        best_own = float(scores[own].max(initial=0.0))
        least[own] = max(FLOOR * best, min(LEAST * best, NEAR * best_own))
    return least


def _answers(index: Index, reading: Reading, ranked: Ranked) -> bool:
    """Whether the corpus answers: by a phrase or number that it holds, else by the gate's judgement."""
    if not reading.terms:
        return False
    if reading.phrases or reading.intent.numbers:
        return bool(ranked.listed.any())
    return index.gate.chance(features(index, reading, ranked)) >= index.gate.threshold


def _hit(index: Index, ranked: Ranked, position: int, score: float, shown: Shown) -> Hit:
    cosine = round(float(ranked.legs["dense"][position]), 4)
    reason = Reason(shown.words, shown.related, cosine)
    return Hit(index.units[position], round(score, 6), shown.snippet, reason)
