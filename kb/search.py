"""A query to an answer: read it, rank the candidates, answer or say that nothing answers, list, explain."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kb.answerable import features
from kb.encoder import Coming, Early
from kb.index import Index
from kb.marks import Shown, Wanted, show, wanted
from kb.model import KINDS, Answer, Filters, Hit, Query, ReadQuery, Reason, Unit
from kb.nested import Rows, best_of_nested, count_listed, count_values
from kb.ranking import Question, Ranked, Scan, question, rank, scan, widen
from kb.reading import Reading, mend, understand
from kb.tagged import passing

# A unit whose score is a smaller share of the best is no hit, unless it is about as good as the best of
# its kind: a reader who asks finds the recommendations nearest to it beside the examples. Below the floor
# a kind has nothing to say.
LEAST, NEAR, FLOOR = 0.35, 0.96, 0.25
# While the vector is coming, and if a core is free, so many units that the words alone put first are made
# ready to be shown: two thirds of a page's hits are among them.
AHEAD = 16


@dataclass(frozen=True, slots=True)
class Ranking:
    """What a text says of its candidates, before any filter: the lists of one page share it.

    `least` is the score that a hit of each kind must reach, shape (kinds,), None where the corpus does not
    answer; `wanted` is what its hits mark, `ahead` are units shown already, by place, `laps` are
    milliseconds by stage.
    """

    reading: Reading
    question: Question
    ranked: Ranked
    least: NDArray[np.float32] | None
    wanted: Wanted
    laps: Mapping[str, float]
    ahead: Mapping[int, Shown]


def search(
    index: Index, query: Query, off: frozenset[str] = frozenset(), early: Early | None = None
) -> Answer:
    """The best units for a query. Same index and query, same answer.

    `early` is a vector under way already, most likely of this text; it is taken once. `off` leaves parts of
    the ranking out (`kb evaluate queries --ablate`), so that each can be measured.
    """
    return answer(index, query, ranking(index, query, off, early), off)


def ranking(
    index: Index, query: Query, off: frozenset[str] = frozenset(), early: Early | None = None
) -> Ranking:
    """The costly half of a search: all that does not depend on filters, limit and offset."""
    # As it was typed: most queries need no mending, and the others lose little by having begun.
    coming, since = _started(index, query.text, early)
    clock = [since]
    mended = mend(index, replace(query, correct=False) if "spelling" in off else query)
    if mended.text != query.text:
        coming.cancel()
        coming = index.encoder.start(mended.text)
    clock.append(time.perf_counter())
    reading = understand(index, query, mended)
    asked = question(index, reading, coming, off)
    scanned = scan(index, asked, off)
    marked = wanted(reading)
    ahead = shown_ahead(index, scanned, marked) if index.encoder.leaves_a_core() else {}
    clock.append(time.perf_counter())
    coming()
    clock.append(time.perf_counter())
    ranked = rank(index, reading, asked, scanned, off)
    least = _least(index, reading, asked, ranked, off)
    clock.append(time.perf_counter())
    laps = _laps(("read", "lexical", "encode", "rank"), clock)
    return Ranking(reading, asked, ranked, least, marked, laps, ahead)


def _started(index: Index, text: str, early: Early | None) -> tuple[Coming, float]:
    """The vector under way and the clock when it was begun: `early` if it is that of `text`; else that one is
    cancelled, and this begun now."""
    if early is not None and early.encoder is index.encoder and early.text == text:
        return early.coming, early.since
    if early is not None:
        early.coming.cancel()
    now = time.perf_counter()
    return index.encoder.start(text), now


def answer(index: Index, query: Query, ranking: Ranking, off: frozenset[str] = frozenset()) -> Answer:
    """The page of a ranking that a query asks for. `ranking` is of the same text."""
    clock = [time.perf_counter()]
    reading = ranking.reading
    ranked, hits = _hits(index, query.filters, ranking, off)
    listed = best_of_nested(ranked.scores, hits, ranked.tags)
    facets = count_values(listed, ranked.tags)
    clock.append(time.perf_counter())
    page = _page(index, ranking, ranked, listed[query.offset : query.offset + query.limit])
    clock.append(time.perf_counter())
    stages = {**ranking.laps, **_laps(("filter", "snippet"), clock)}
    return Answer(
        query=ReadQuery(
            text=query.text,
            corrected=reading.corrected,
            expansions=reading.expansions,
            compounds={term.word: term.parts for term in reading.terms if term.parts},
        ),
        total=len(listed),
        hits=page,
        facets=facets,
        build=index.build,
        model=index.model,
        took_ms=round(sum(stages.values()), 2),
        stages=stages,
    )


def choices(index: Index, filters: Filters, ranking: Ranking) -> dict[str, dict[str, int]]:
    """For each value of each facet, how many units are listed when it is chosen beside `filters`."""
    ranked, hits = _hits(index, filters, ranking, frozenset())
    return count_listed(ranked.scores, hits, ranked.tags)


def _hits(index: Index, filters: Filters, ranking: Ranking, off: frozenset[str]) -> tuple[Ranked, Rows]:
    """The candidates that pass the filters, and which of them are good enough."""
    if ranking.least is None:
        return ranking.ranked, np.empty(0, np.int64)
    ranked = widen(index, ranking.reading, ranking.question, ranking.ranked, filters, off)
    above = ranked.listed & (ranked.scores >= ranking.least[ranked.tags.kinds])
    return ranked, np.flatnonzero(above & passing(ranked.tags, filters))


def _laps(names: Sequence[str], clock: Sequence[float]) -> dict[str, float]:
    """Milliseconds between one reading of the clock and the next, by name."""
    return {
        name: 1000 * (after - before)
        for name, before, after in zip(names, clock[:-1], clock[1:], strict=True)
    }


def _least(
    index: Index, reading: Reading, asked: Question, ranked: Ranked, off: frozenset[str]
) -> NDArray[np.float32] | None:
    """What a unit of each kind must reach to be a hit; None where the corpus does not answer."""
    if "gate" in off:
        return np.zeros(len(KINDS), np.float32)
    if not _answers(index, reading, asked, ranked):
        return None
    return least_by_kind(np.where(ranked.listed, ranked.scores, np.float32(0.0)), ranked.tags.kinds)


def least_by_kind(scores: NDArray[np.float32], kind: NDArray[np.int64]) -> NDArray[np.float32]:
    """The score that a unit of each kind must reach, shape (kinds,); `kind` (units,) tells each unit's."""
    best_own = np.zeros(len(KINDS), np.float32)
    np.maximum.at(best_own, kind, scores)
    best = np.float32(best_own.max(initial=0.0))
    return np.asarray(np.maximum(FLOOR * best, np.minimum(LEAST * best, NEAR * best_own)), np.float32)


def _answers(index: Index, reading: Reading, asked: Question, ranked: Ranked) -> bool:
    """Whether the corpus answers: by a phrase or number that it holds, else by the gate's judgement."""
    if not reading.terms:
        return False
    if reading.phrases or reading.intent.numbers:
        return bool(ranked.listed.any())
    return index.gate.chance(features(index, asked, ranked)) >= index.gate.threshold


def shown_ahead(index: Index, scanned: Scan, wanted: Wanted) -> Mapping[int, Shown]:
    """While the vector is coming: how the units look that the words alone put first, by place."""
    begun = scanned.whole
    if begun is None:
        return {}
    worth = np.where(begun.listed, begun.total + begun.lifts, np.float32(0.0))
    places = begun.tags.places[np.argsort(-worth, kind="stable")[:AHEAD]]
    texts = [unit.text for unit in index.store.units(places)]
    return dict(zip(places.tolist(), show(index.passages, texts, wanted), strict=True))


def _page(index: Index, ranking: Ranking, ranked: Ranked, rows: Rows) -> tuple[Hit, ...]:
    places = ranked.tags.places[rows]
    units = index.store.units(places)
    new = [
        unit.text for place, unit in zip(places.tolist(), units, strict=True) if place not in ranking.ahead
    ]
    others = show(index.passages, new, ranking.wanted)
    return tuple(
        _hit(ranked, row, unit, ranking.ahead.get(place) or next(others))
        for row, place, unit in zip(rows.tolist(), places.tolist(), units, strict=True)
    )


def _hit(ranked: Ranked, row: int, unit: Unit, shown: Shown) -> Hit:
    reason = Reason(shown.words, shown.related, round(float(ranked.legs["dense"][row]), 4))
    return Hit(unit, round(float(ranked.scores[row]), 6), shown.snippet, reason)
