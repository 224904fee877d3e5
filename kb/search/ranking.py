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

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kb.danish.terms import query_words
from kb.embedding.encoder import Encoded
from kb.index.opened import Index
from kb.index.store import Store
from kb.index.tags import Found, Places, Scores, Tags, Vector, passing
from kb.model import QUERY_LENGTH, Filters
from kb.search.coverage import QueryWord, covered, query_words_to_cover
from kb.search.intent import kind_lifts, lifts
from kb.search.reading import Reading, fold_phrase

# Fitted on the seen halves of the judged queries (kb/measuring/FIGURES.md).
WEIGHTS = {"words": 0.05, "covered": 0.1, "dense": 0.045, "late": 0.41}
# Of a pasted text the rare words tell more than the mean over its many tokens.
LONG_WEIGHTS = {**WEIGHTS, "words": 0.3}
POOL = 2000  # the best units of each leg that are candidates
# Of more candidates than POOL so many are scored by late interaction, the best by the other legs.
RERANKED = 400
# An editor's phrase that is nearer to the query than the unit's own words lifts it so much of the way.
KEYWORD_LIFT = 0.8
NOTHING_KNOWN = Found(np.empty(0, np.int64), np.empty(0, np.float32))

Bounds = Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class LegQueries:
    """What a query asks of each leg; `words` is BM25 of all units, shape (units,), `covered` are its words
    for the share of them that a unit meets, `encoded` its embeddings."""

    words: Scores
    covered: tuple[QueryWord, ...]
    encoded: Encoded


@dataclass(frozen=True, slots=True)
class Ranked:
    """Scores of the candidates, shape (candidates,): fused in [0, 1], and the legs they came from.

    `lifted` is what of a score a unit has for being of the kind that is asked for. `tags` are those of the
    candidates, in the order of their places; `listed` tells which of them may be shown at all, `keywords`
    the number of the editor's phrase that lifted each, -1 where none did. Scores are measured by `bounds`,
    (low, high) of each leg, and the highest sum of them, `total`.
    """

    scores: Scores
    lifted: Scores
    legs: Mapping[str, Scores]
    tags: Tags
    listed: NDArray[np.bool_]
    keywords: NDArray[np.int64]
    bounds: Bounds
    total: float


def leg_queries(index: Index, reading: Reading, encoded: Encoded) -> LegQueries:
    """What a query asks of the legs; `encoded` are its embeddings. Of a word and the thesaurus' terms in its
    stead BM25 counts the best."""
    related = [[alternative.terms for alternative in group.alternatives] for group in reading.groups]
    words = index.store.scores([[query_words(index.analyzer, reading.terms)], *related])
    return LegQueries(words, query_words_to_cover(index, reading), encoded)


def rank(index: Index, reading: Reading, queries: LegQueries) -> Ranked:
    """Score the candidates of a query."""
    if index.store.size <= POOL:
        places, known = np.arange(index.store.size), NOTHING_KNOWN
    else:
        near = index.store.dense(queries.encoded.vector, POOL, Filters())
        named = _best_places(index, reading, queries)
        places, known = np.unique(np.concatenate([near.places, *named])), near
    ranked = score_places(index, reading, queries, places, known)
    total = max(1.0, float(ranked.scores.max(initial=0.0)))
    scale = np.float32(total)
    return replace(ranked, scores=ranked.scores / scale, lifted=ranked.lifted / scale, total=total)


def rank_within(
    index: Index, reading: Reading, queries: LegQueries, ranked: Ranked, filters: Filters
) -> Ranked:
    """The candidates of a query within `filters`, on the scale of those without."""
    store = index.store
    if filters == Filters() or store.size <= POOL:
        return ranked
    # A kind is chosen last: of a passage that is found as two kinds the better one is listed.
    rows = passing(ranked.tags, replace(filters, kind=()))
    near = store.dense(queries.encoded.vector, POOL, filters)
    known = Found(
        np.concatenate([near.places, ranked.tags.places[rows]]),
        np.concatenate([near.scores, ranked.legs["dense"][rows]]),
    )
    places = np.unique(np.concatenate([known.places, store.sparse(queries.words, POOL, filters).places]))
    within = score_places(index, reading, queries, places, known, ranked.bounds, ranked.total)
    # One that was no candidate without the filter may exceed the best of those that were.
    return replace(within, scores=np.minimum(within.scores, np.float32(1)))


def _best_places(index: Index, reading: Reading, queries: LegQueries) -> Iterator[Places]:
    """The best units by words, those within each tag that the query asks for, and the numbered ones."""
    yield index.store.sparse(queries.words, POOL, Filters()).places
    if reading.intent.numbers:
        yield index.store.numbered(reading.intent.numbers)
    for name, wanted in {"kind": reading.intent.kinds, **reading.intent.values}.items():
        if wanted:
            filters = Filters(**{name: wanted})
            yield index.store.dense(queries.encoded.vector, POOL, filters).places
            yield index.store.sparse(queries.words, POOL, filters).places


def score_places(
    index: Index,
    reading: Reading,
    queries: LegQueries,
    places: Places,
    known: Found = NOTHING_KNOWN,
    bounds: Bounds | None = None,
    total: float = 1.0,
) -> Ranked:
    """The units at `places` (rising), by the legs' scores added by weight and lifted by what the query asks
    for, on a scale of `bounds` and `total`; without bounds by their own. `known` are cosines of some."""
    store = index.store
    tags = store.tags(places)
    weights = leg_weights(reading)
    legs = {
        "words": queries.words[places],
        "covered": covered(store, queries.covered, places),
        "dense": _cosines(store, queries.encoded.vector, places, known),
    }
    measured = bounds or {name: _bounds(name, scores) for name, scores in legs.items()}
    fused = np.zeros(len(places), np.float32)
    for name, scores in legs.items():
        fused += np.float32(weights[name]) * scaled(scores, *measured[name])
    lifted = lifts(reading.intent, tags, index)
    legs["late"], keywords = _late(index, queries, places, fused + lifted)
    measured = bounds or {**measured, "late": _bounds("late", legs["late"])}
    fused += np.float32(weights["late"]) * scaled(legs["late"], *measured["late"])
    scale = np.float32(total)
    listed = _holds_phrases(index, reading, tags)
    scores, of_kind = (fused + lifted) / scale, kind_lifts(reading.intent, tags) / scale
    return Ranked(scores, of_kind, legs, tags, listed, keywords, measured, total)


def _cosines(store: Store, vector: Vector, places: Places, known: Found) -> Scores:
    """The cosines of the units at `places` (rising); of a million units reading vectors again would cost as
    much as finding the nearest."""
    cosines = np.full(len(places), np.nan, np.float32)
    cosines[np.searchsorted(places, known.places)] = known.scores
    unknown = np.flatnonzero(np.isnan(cosines))
    cosines[unknown] = store.dense_at(vector, places[unknown])
    return cosines


def leg_weights(reading: Reading) -> Mapping[str, float]:
    """What each leg counts."""
    return LONG_WEIGHTS if len(reading.text) > QUERY_LENGTH else WEIGHTS


def _bounds(name: str, scores: Scores) -> tuple[float, float]:
    """What a leg is scaled by: shares from 0 to 1, words from 0 to the best, cosines from lowest to best."""
    if name == "covered":
        return 0.0, 1.0
    return 0.0 if name == "words" else float(scores.min(initial=1.0)), float(scores.max(initial=-1.0))


def scaled(scores: Scores, low: float, high: float) -> Scores:
    """Scores with `low`, and all below it, at 0 and `high` at 1; all zero when they do not differ."""
    if high <= low:
        return np.zeros_like(scores)
    return np.asarray(np.maximum((scores - np.float32(low)) / np.float32(high - low), 0.0), np.float32)


def _late(
    index: Index, queries: LegQueries, places: Places, first_stage: Scores
) -> tuple[Scores, NDArray[np.int64]]:
    """MaxSim of the candidates at `places` (rising), lifted where an editor's phrase is nearer to the query,
    and the number of that phrase, else -1; 0 in a build without token vectors.

    Of many only the best by `first_stage` are scored; the rest get the lowest score among these.
    """
    chosen = np.arange(len(places))
    if len(places) > POOL:
        chosen = np.sort(np.argsort(-first_stage, kind="stable")[:RERANKED])
    tokens = queries.encoded.tokens
    nearness = index.token_vectors.nearness(tokens, places[chosen])
    keywords = np.full(len(places), -1)
    if index.token_vectors.held:
        phrases, numbers = index.keywords.nearest(tokens, places[chosen])
        keywords[chosen] = np.where(phrases > nearness, numbers, -1)
        nearness = nearness + np.float32(KEYWORD_LIFT) * np.maximum(phrases - nearness, 0)
    late = np.full(len(places), nearness.min(initial=1.0), np.float32)
    late[chosen] = nearness
    return late, keywords


def _holds_phrases(index: Index, reading: Reading, tags: Tags) -> NDArray[np.bool_]:
    """Candidates that hold every quoted phrase letter by letter and are not shown by their parts instead."""
    listed = tags.whole
    for phrase in reading.phrases:
        near = np.flatnonzero(listed)
        # Of a phrase that may be cut out of words only those within it are surely the text's own.
        within = [[f"l:{term.lemma}"] for term in index.analyzer.terms(phrase)[1:-1] if not term.stop]
        near = near[index.store.holding(within, tags.places[near]).all(axis=0)]
        listed = np.zeros(len(listed), np.bool_)
        texts = (f"{unit.title or ''} {unit.text}" for unit in index.store.units(tags.places[near]))
        listed[near] = [phrase in fold_phrase(text) for text in texts]
    return listed
