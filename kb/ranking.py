"""Legs and how they become one score, over a pool of candidates.

Each leg is scaled by its best unit, then added by weight (CombSUM; Fox and Shaw 1994). The weights were
chosen on judged queries (README, "Figures"); plain reciprocal ranks gained less.

The pool is the best units of each leg, of the whole build and within each tag that the query asks for. A
build of no more than POOL units is all in it, so that it is ranked as by a scan of everything. What a leg
is scaled by comes from the question without any filter: a unit's score does not depend on how it was
found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kb.concepts import Asked, asked_words, covered
from kb.fuse import scaled
from kb.index import Index
from kb.intent import Intent, lifts, wanted_values
from kb.model import Filters
from kb.phrases import holds_phrases
from kb.reading import Reading
from kb.stores.seam import Clauses, Found, Places, Scores, Store, Tags, Vector
from kb.tagged import passing
from kb.terms import query_grams, query_words

WEIGHTS = {"words": 0.1, "covered": 0.225, "grams": 0.15, "dense": 0.45}
POOL = 2000  # the best units of each leg that are candidates


@dataclass(frozen=True, slots=True)
class Question:
    """What the legs are asked; `asked` are the words of the query for the share of it that a unit meets."""

    reading: Reading
    words: Clauses
    grams: Clauses
    asked: tuple[Asked, ...]
    coming: Callable[[], Vector]

    @property
    def vector(self) -> Vector:
        """The query's vector, waited for."""
        return self.coming()


@dataclass(frozen=True, slots=True)
class Scale:
    """What the legs' scores are measured by: (low, high) of each, and the highest sum of them."""

    legs: Mapping[str, tuple[float, float]]
    total: float = 1.0


@dataclass(frozen=True, slots=True)
class Begun:
    """What the words alone say of candidates: each shape (candidates,), as in Ranked; `total` is the sum of
    the lexical legs on `scale`, `lifts` what is added for what the query asks for."""

    legs: Mapping[str, Scores]
    tags: Tags
    listed: NDArray[np.bool_]
    total: Scores
    lifts: Scores
    scale: Scale


@dataclass(frozen=True, slots=True)
class Scan:
    """What the words alone tell, while the vector is coming: of a small build all units as far as they can
    be ranked yet, of a large one the best of each leg."""

    best: tuple[Found, ...]
    whole: Begun | None


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


def question(
    index: Index, reading: Reading, coming: Callable[[], Vector], off: frozenset[str] = frozenset()
) -> Question:
    """What a query asks of the legs; `coming` waits for its vector, as `encoder.start` does."""
    own = query_words(index.analyzer, reading.terms)
    words = ((own,), *(() if "thesaurus" in off else related(reading)))
    return Question(reading, words, ((query_grams(reading.terms),),), asked_words(index, reading), coming)


def related(reading: Reading) -> Clauses:
    """What the thesaurus' terms add to the words' leg: of each group the best."""
    return tuple(tuple(alternative.terms for alternative in group.alternatives) for group in reading.groups)


def scan(index: Index, asked: Question, off: frozenset[str] = frozenset()) -> Scan:
    """Ask the words."""
    store = index.store
    if store.size <= POOL:
        every = np.arange(store.size)
        legs = _lexical(store, asked, every, off)
        return Scan((), _begun(index, asked, legs, store.tags(every), _lexical_scale(legs), off))
    words = store.sparse("words", asked.words, POOL, Filters())
    return Scan((words, store.sparse("grams", asked.grams, POOL, Filters())), None)


def rank(
    index: Index, reading: Reading, asked: Question, scanned: Scan, off: frozenset[str] = frozenset()
) -> Ranked:
    """Score the candidates of a query. `off` names parts to leave out, for measuring what each is worth."""
    store, begun = index.store, scanned.whole
    if begun is not None:
        dense = store.dense_at(asked.vector, begun.tags.places)
        farthest = float(dense.min(initial=1.0))
    else:
        near = store.dense(asked.vector, POOL, Filters())
        places = _candidates(index, reading, asked, (near, *scanned.best))
        farthest = float(near.scores.min(initial=1.0))
        dense = _cosines(store, asked.vector, places, near)
        legs = _lexical(store, asked, places, off)
        begun = _begun(index, asked, legs, store.tags(places), _lexical_scale(legs), off)
    ranked = _ended(begun, dense, (farthest, float(dense.max(initial=-1.0))), off)
    total = max(1.0, float(ranked.scores.max(initial=0.0)))
    scale = Scale(ranked.scale.legs, total)
    return Ranked(ranked.scores / np.float32(total), ranked.legs, ranked.tags, ranked.listed, scale)


def _candidates(index: Index, reading: Reading, asked: Question, best: Sequence[Found]) -> Places:
    """The best units of each leg, those within each tag that the query asks for, and the numbered ones."""
    return union(*(found.places for found in best), *_asked_for(index, reading.intent, asked))


def widen(
    index: Index, reading: Reading, asked: Question, ranked: Ranked, filters: Filters, off: frozenset[str]
) -> Ranked:
    """The candidates of a query within `filters`, on the scale of those without.

    Candidates that were scored already are not scored again.
    """
    store = index.store
    if filters == Filters() or store.size <= POOL:
        return ranked
    rows = np.flatnonzero(passing(ranked.tags, filters))
    near = store.dense(asked.vector, POOL, filters)
    known, found = ranked.tags.places[rows], union(near.places, *in_words(store, asked, filters))
    new = found[~np.isin(found, known)]
    order = np.argsort(np.concatenate([known, new]))
    beside = leg_scores(store, asked, new, off, near)
    legs = {name: np.concatenate([own[rows], beside[name]])[order] for name, own in ranked.legs.items()}
    tags = store.tags(np.concatenate([known, new])[order])
    return fused(index, asked, legs, tags, ranked.scale, off)


def _asked_for(index: Index, intent: Intent, asked: Question) -> Iterator[Places]:
    """The units of the numbers that a query names, and the best within each tag."""
    store = index.store
    if intent.numbers:
        yield store.numbered(intent.numbers)
    for tag in wanted_tags(index, intent):
        yield from (store.dense(asked.vector, POOL, tag).places, *in_words(store, asked, tag))


def in_words(store: Store, asked: Question, filters: Filters) -> tuple[Places, Places]:
    """The best units of each lexical leg within a filter."""
    words = store.sparse("words", asked.words, POOL, filters)
    return words.places, store.sparse("grams", asked.grams, POOL, filters).places


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
    store: Store, asked: Question, places: Places, off: frozenset[str], near: Found
) -> dict[str, Scores]:
    """What each leg says of the units at `places` (rising); `near` are some whose cosines are known."""
    legs = _lexical(store, asked, places, off)
    return {**legs, "dense": _cosines(store, asked.vector, places, near)}


def _lexical(store: Store, asked: Question, places: Places, off: frozenset[str]) -> dict[str, Scores]:
    words = [replace(one, related=()) for one in asked.asked] if "thesaurus" in off else asked.asked
    return {
        "words": store.sparse_at("words", asked.words, places),
        "covered": covered(store, words, places),
        "grams": store.sparse_at("grams", asked.grams, places),
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


def _lexical_scale(legs: Mapping[str, Scores]) -> Scale:
    """From 0 to the best; a share is one as it is."""
    highs = {name: float(legs[name].max(initial=-1.0)) for name in ("words", "grams")}
    return Scale({"words": (0.0, highs["words"]), "covered": (0.0, 1.0), "grams": (0.0, highs["grams"])})


def fused(
    index: Index, asked: Question, legs: Mapping[str, Scores], tags: Tags, scale: Scale, off: frozenset[str]
) -> Ranked:
    """The legs' scores of the candidates of `tags`, each shape (candidates,), on `scale`, added by weight and
    lifted by what the query asks for."""
    lexical = {name: scores for name, scores in legs.items() if name != "dense"}
    begun = _begun(index, asked, lexical, tags, scale, off)
    return _ended(begun, legs["dense"], scale.legs["dense"], off)


def _begun(
    index: Index, asked: Question, legs: Mapping[str, Scores], tags: Tags, scale: Scale, off: frozenset[str]
) -> Begun:
    """All that needs no vector."""
    total = np.zeros(len(tags.places), np.float32)
    for name, scores in legs.items():
        if name not in off:
            total += np.float32(WEIGHTS[name]) * scaled(scores, *scale.legs[name])
    reading = asked.reading
    lifted = np.zeros_like(total) if "intent" in off else lifts(reading.intent, tags, index)
    return Begun(legs, tags, holds_phrases(index, reading, tags), total, lifted, scale)


def _ended(begun: Begun, dense: Scores, span: tuple[float, float], off: frozenset[str]) -> Ranked:
    """With the cosines of the candidates, which count from the farthest of the nearest to the best."""
    total = begun.total
    if "dense" not in off:
        total = total + np.float32(WEIGHTS["dense"]) * scaled(dense, *span)
    total = (total + begun.lifts) / np.float32(begun.scale.total)
    scale = Scale({**begun.scale.legs, "dense": span}, begun.scale.total)
    return Ranked(total, {**begun.legs, "dense": dense}, begun.tags, begun.listed, scale)
