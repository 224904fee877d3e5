"""Legs and how they become one score, over a pool of candidates.

A leg is a way of scoring: `words` is BM25, `covered` the share of the query's words that a unit meets,
`dense` the cosine of the unit's embedding, `late` that of its tokens (MaxSim).

Each leg is scaled by its best unit, then added by weight (CombSUM; Fox and Shaw 1994). The weights were
chosen on judged queries (kb/measuring/FIGURES.md); plain reciprocal ranks gained less.

The pool is the best units of each leg, of the whole build and within each tag that the query asks for. A
build of no more than POOL units is all in it, so that it is ranked as by a scan of everything. What a leg
is scaled by comes from the question without any filter: a unit's score does not depend on how it was
found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kb.danish.terms import query_words
from kb.embedding.encoder import Encoded
from kb.index.filters import passing
from kb.index.opened import Index
from kb.index.store import Store
from kb.index.tags import Clauses, Found, Places, Scores, Tags, Vector
from kb.model import QUERY_LENGTH, Filters
from kb.search.coverage import QueryWord, covered, query_words_to_cover
from kb.search.intent import Intent, lifts, wanted_values
from kb.search.phrases import holds_phrases
from kb.search.reading import Reading

# Fitted on the seen halves of the judged queries (kb/measuring/FIGURES.md).
WEIGHTS = {"words": 0.05, "covered": 0.1, "dense": 0.045, "late": 0.41}
# Of a pasted text the rare words tell more than the mean over its many tokens.
LONG_WEIGHTS = {**WEIGHTS, "words": 0.3}
POOL = 2000  # the best units of each leg that are candidates
# Of more candidates than POOL so many are scored by late interaction, the best by the other legs.
RERANKED = 400
# An editor's phrase that is nearer to the query than the unit's own words lifts it so much of the way.
KEYWORD_LIFT = 0.8


@dataclass(frozen=True, slots=True)
class LegQueries:
    """What a query asks of each leg; `words` is BM25 of all units, shape (units,), `covered` are its words
    for the share of them that a unit meets, `encoded` its embeddings."""

    words: Scores
    covered: tuple[QueryWord, ...]
    encoded: Encoded

    @property
    def vector(self) -> Vector:
        """The embedding of the whole query, shape (dimensions,)."""
        return self.encoded.vector


@dataclass(frozen=True, slots=True)
class Scale:
    """What the legs' scores are measured by: (low, high) of each, and the highest sum of them."""

    legs: Mapping[str, tuple[float, float]]
    total: float = 1.0


@dataclass(frozen=True, slots=True)
class Ranked:
    """Scores of the candidates, shape (candidates,): fused in [0, 1], and the legs they came from.

    `tags` are those of the candidates, in the order of their places; `listed` tells which of them may be
    shown at all.
    """

    scores: Scores
    legs: Mapping[str, Scores]
    tags: Tags
    listed: NDArray[np.bool_]
    scale: Scale


def leg_queries(
    index: Index, reading: Reading, encoded: Encoded, ablated: frozenset[str] = frozenset()
) -> LegQueries:
    """What a query asks of the legs; `encoded` are its embeddings."""
    own = query_words(index.analyzer, reading.terms)
    words = ((own,), *(() if "thesaurus" in ablated else related(reading)))
    return LegQueries(index.store.scores(words), query_words_to_cover(index, reading), encoded)


def related(reading: Reading) -> Clauses:
    """What the thesaurus' terms add to the words' leg: of each group the best."""
    return tuple(tuple(alternative.terms for alternative in group.alternatives) for group in reading.groups)


def rank(
    index: Index, reading: Reading, queries: LegQueries, ablated: frozenset[str] = frozenset()
) -> Ranked:
    """Score the candidates of a query. `ablated` names parts to leave out, to measure what each is worth."""
    store = index.store
    if store.size <= POOL:
        places = np.arange(store.size)
        dense = store.dense_at(queries.vector, places)
        farthest = float(dense.min(initial=1.0))
    else:
        near = store.dense(queries.vector, POOL, Filters())
        places = _candidates(index, reading, queries, near)
        dense = _cosines(store, queries.vector, places, near)
        farthest = float(near.scores.min(initial=1.0))
    legs = {**_lexical(store, queries, places, ablated), "dense": dense}
    tags = store.tags(places)
    scale = _scale(legs, farthest)
    legs["late"] = _late(
        index, queries, places, fused(index, reading, legs, tags, scale, ablated).scores, ablated
    )
    late = (float(legs["late"].min(initial=1.0)), float(legs["late"].max(initial=-1.0)))
    ranked = fused(index, reading, legs, tags, Scale({**scale.legs, "late": late}), ablated)
    total = max(1.0, float(ranked.scores.max(initial=0.0)))
    return replace(ranked, scores=ranked.scores / np.float32(total), scale=replace(ranked.scale, total=total))


def _late(
    index: Index, queries: LegQueries, places: Places, first_stage: Scores, ablated: frozenset[str]
) -> Scores:
    """MaxSim of the candidates at `places` (rising); `first_stage` are their scores by the other legs. Of
    many only the best are scored; the rest get the lowest score among these."""
    chosen = np.arange(len(places))
    if len(places) > POOL:
        chosen = np.sort(np.argsort(-first_stage, kind="stable")[:RERANKED])
    nearness = late_interaction(index, queries, places[chosen], ablated)
    late = np.full(len(places), nearness.min(initial=1.0), np.float32)
    late[chosen] = nearness
    return late


def late_interaction(
    index: Index, queries: LegQueries, places: Places, ablated: frozenset[str] = frozenset()
) -> Scores:
    """MaxSim of the units at `places` (rising), lifted where an editor's phrase is nearer to the query; 0
    in a build without token vectors."""
    nearness = index.token_vectors.nearness(queries.encoded.tokens, places)
    if "keywords" not in ablated and index.token_vectors.held:
        phrases, _ = index.keywords.nearest(queries.encoded.tokens, places)
        nearness = nearness + np.float32(KEYWORD_LIFT) * np.maximum(phrases - nearness, 0)
    return np.asarray(nearness, np.float32)


def keyword_reasons(index: Index, queries: LegQueries, places: Places) -> list[str | None]:
    """Of each unit at `places` the editor's phrase that lifted it, None where none did."""
    if not index.token_vectors.held:
        return [None] * len(places)
    order = np.argsort(places, kind="stable")
    rising = places[order]
    phrases, numbers = index.keywords.nearest(queries.encoded.tokens, rising)
    lifted = phrases > index.token_vectors.nearness(queries.encoded.tokens, rising)
    found: list[str | None] = [None] * len(places)
    for place, number, is_lifted in zip(order.tolist(), numbers.tolist(), lifted.tolist(), strict=True):
        if is_lifted and number >= 0:
            found[place] = index.keywords.phrase(number)
    return found


def _candidates(index: Index, reading: Reading, queries: LegQueries, near: Found) -> Places:
    """The best units of each leg, those within each tag that the query names, and the numbered ones."""
    words = index.store.sparse(queries.words, POOL, Filters()).places
    return union(near.places, words, *_named(index, reading.intent, queries))


def widen(
    index: Index,
    reading: Reading,
    queries: LegQueries,
    ranked: Ranked,
    filters: Filters,
    ablated: frozenset[str],
) -> Ranked:
    """The candidates of a query within `filters`, on the scale of those without.

    Candidates that were scored already are not scored again.
    """
    store = index.store
    if filters == Filters() or store.size <= POOL:
        return ranked
    # A kind is chosen last: of a passage that is found as two kinds the better one is listed.
    rows = np.flatnonzero(passing(ranked.tags, replace(filters, kind=())))
    near = store.dense(queries.vector, POOL, filters)
    known = ranked.tags.places[rows]
    found = union(near.places, store.sparse(queries.words, POOL, filters).places)
    new = found[~np.isin(found, known)]
    order = np.argsort(np.concatenate([known, new]))
    beside = leg_scores(store, queries, new, ablated, near)
    places = np.concatenate([known, new])[order]
    legs = {name: np.concatenate([ranked.legs[name][rows], beside[name]])[order] for name in beside}
    tags = store.tags(places)
    first_stage = fused(index, reading, legs, tags, ranked.scale, ablated).scores
    legs["late"] = _late(index, queries, places, first_stage, ablated)
    within = fused(index, reading, legs, tags, ranked.scale, ablated)
    # One that was no candidate without the filter may exceed the best of those that were.
    return replace(within, scores=np.minimum(within.scores, np.float32(1)))


def _named(index: Index, intent: Intent, queries: LegQueries) -> Iterator[Places]:
    """The units of the numbers that a query names, and the best within each tag."""
    store = index.store
    if intent.numbers:
        yield store.numbered(intent.numbers)
    for tag in wanted_tags(index, intent):
        yield store.dense(queries.vector, POOL, tag).places
        yield store.sparse(queries.words, POOL, tag).places


def wanted_tags(index: Index, intent: Intent) -> Iterator[Filters]:
    """One filter for each tag that the query asks for."""
    if intent.kinds:
        yield Filters(kind=intent.kinds)
    yield from (filters for _, filters in wanted_values(intent, index))


def union(*places: Places) -> Places:
    """All the places, each once, rising."""
    every = np.sort(np.concatenate(places))
    return np.asarray(every[np.append(every[:1] >= 0, every[1:] != every[:-1])], np.int64)


def leg_scores(
    store: Store, queries: LegQueries, places: Places, ablated: frozenset[str], near: Found
) -> dict[str, Scores]:
    """What each leg says of the units at `places` (rising); `near` are some whose cosines are known."""
    legs = _lexical(store, queries, places, ablated)
    return {**legs, "dense": _cosines(store, queries.vector, places, near)}


def _lexical(store: Store, queries: LegQueries, places: Places, ablated: frozenset[str]) -> dict[str, Scores]:
    words = (
        [replace(one, related=()) for one in queries.covered] if "thesaurus" in ablated else queries.covered
    )
    return {
        "words": queries.words[places],
        "covered": covered(store, words, places),
    }


def _cosines(store: Store, vector: Vector, places: Places, near: Found) -> Scores:
    """The cosines of the units at `places` (rising); those of `near` are known already."""
    cosines = np.full(len(places), np.nan, np.float32)
    if not len(places):
        return cosines
    at = np.minimum(np.searchsorted(places, near.places), len(places) - 1)
    known = places[at] == near.places
    cosines[at[known]] = near.scores[known]
    unknown = np.flatnonzero(np.isnan(cosines))
    if len(unknown):
        cosines[unknown] = store.dense_at(vector, places[unknown])
    return cosines


def _scale(legs: Mapping[str, Scores], farthest: float) -> Scale:
    """The bounds of each leg: words from 0 to the best, shares from 0 to 1, cosines from lowest to best."""
    high = {name: float(scores.max(initial=-1.0)) for name, scores in legs.items()}
    lows = {"words": 0.0, "dense": farthest}
    return Scale({"covered": (0.0, 1.0), **{name: (low, high[name]) for name, low in lows.items()}})


def fused(
    index: Index,
    reading: Reading,
    legs: Mapping[str, Scores],
    tags: Tags,
    scale: Scale,
    ablated: frozenset[str],
) -> Ranked:
    """The legs' scores of the candidates of `tags`, each shape (candidates,), on `scale`, added by weight and
    lifted by what the query asks for."""
    total = np.zeros(len(tags.places), np.float32)
    weights = LONG_WEIGHTS if len(reading.text) > QUERY_LENGTH else WEIGHTS
    for name, scores in legs.items():
        if name not in ablated:
            total += np.float32(weights[name]) * scaled(scores, *scale.legs[name])
    if "intent" not in ablated:
        total += lifts(reading.intent, tags, index)
    listed = holds_phrases(index, reading, tags)
    return Ranked(total / np.float32(scale.total), legs, tags, listed, scale)


def scaled(scores: Scores, low: float, high: float) -> Scores:
    """Scores with `low`, and all below it, at 0 and `high` at 1; all zero when they do not differ."""
    if high <= low:
        return np.zeros_like(scores)
    return np.asarray(np.maximum((scores - np.float32(low)) / np.float32(high - low), 0.0), np.float32)
