"""A query to an answer: read it, rank every unit, answer or say that nothing answers, list, explain."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from kb.answerable import features
from kb.index import Index
from kb.marks import Marker
from kb.model import Answer, Hit, Query, ReadQuery, Reason
from kb.nested import Scored, best_of_nested, count_listed
from kb.ranking import Ranked, rank
from kb.reading import Reading, read_query
from kb.snippets import snippet

# A unit whose score is a smaller share of the best is no hit.
LEAST = 0.45


def search(index: Index, query: Query, off: frozenset[str] = frozenset()) -> Answer:
    """The best units for a query. Same index and query, same answer.

    `off` leaves parts of the ranking out (kb.ablation), so that each can be measured.
    """
    clock = [time.perf_counter()]
    reading = read_query(index, replace(query, correct=False) if "spelling" in off else query)
    clock.append(time.perf_counter())
    vector = index.encoder.encode(reading.text)
    clock.append(time.perf_counter())
    ranked = rank(index, reading, vector, off)
    found = _found(index, query, reading, ranked, off)
    listed = best_of_nested(found, index)
    clock.append(time.perf_counter())
    page = listed[query.offset : query.offset + query.limit]
    hits = tuple(_hit(index, reading, ranked, position, score) for score, position in page)
    facets = count_listed(found, index)
    clock.append(time.perf_counter())
    laps = [1000 * (after - before) for before, after in zip(clock, clock[1:], strict=False)]
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
        took_ms=round(sum(laps), 2),
        stages=dict(zip(("read", "encode", "rank", "snippet"), laps, strict=True)),
    )


def _found(
    index: Index, query: Query, reading: Reading, ranked: Ranked, off: frozenset[str]
) -> list[Scored]:
    """The units above the threshold that pass the filters, with their scores."""
    if "gate" not in off and not _answers(index, reading, ranked):
        return []
    least = 0.0 if "gate" in off else LEAST * float(ranked.scores.max(initial=0.0))
    above = ranked.listed & (ranked.scores >= least)
    hits = np.flatnonzero(above & index.columns.allowed(query.filters))
    return list(zip(ranked.scores[hits].tolist(), hits.tolist(), strict=True))


def _answers(index: Index, reading: Reading, ranked: Ranked) -> bool:
    """Whether the corpus answers: by a phrase or number that it holds, else by the gate's judgement."""
    if not reading.terms:
        return False
    if reading.phrases or reading.intent.numbers:
        return bool(ranked.listed.any())
    return index.gate.chance(features(index, reading, ranked)) >= index.gate.threshold


def _hit(index: Index, reading: Reading, ranked: Ranked, position: int, score: float) -> Hit:
    unit = index.units[position]
    marker = Marker(index.analyzer, reading)
    text = snippet(unit.text, marker.mark)
    cosine = round(float(ranked.legs["dense"][position]), 4)
    reason = Reason(tuple(marker.words), tuple(marker.related), cosine)
    return Hit(unit, round(score, 6), text, reason)
