"""What the ranking asks a store and is told: weighted terms, found units, tags as columns, and which of these
pass a filter. The values of filters are also the facets that are counted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.model import KINDS, Filters, Unit

Places = NDArray[np.int64]
Scores = NDArray[np.float32]
Vector = NDArray[np.float32]
Order = NDArray[np.integer[Any]]
Weights = Mapping[str, float]
# What the words of a query ask: the sum over clauses of the best alternative, an alternative being the
# sum over its terms of weight x BM25. The query's own words are one clause with one alternative; each
# place of the query that the thesaurus has other words for is one more.
Clauses = Sequence[Sequence[Weights]]
# A unit that names more municipalities is a list of them, and about none: all of them would stand beside
# every search that finds the list. They stay its tags, and their pages tell of it.
MOST_NAMED = 10
FACETS = tuple(field.name for field in fields(Filters))


@dataclass(frozen=True, slots=True)
class Found:
    """The best units of one question, falling by score, ties by unit id; `places` and `scores` (n,). A place
    is a unit's number in its build, from 0, in the order the documents are read."""

    places: Places
    scores: Scores


@dataclass(frozen=True, slots=True)
class Facets:
    """What a code stands for: `names[c]` is (facet, value), `code` leads back, and `kinds[c]` (codes,) is
    the place of the value in kb.model.KINDS, -1 for a code that is no kind."""

    names: Sequence[tuple[str, str]]
    code: Mapping[tuple[str, str], int]
    kinds: NDArray[np.int8]


def facets_of(names: Sequence[tuple[str, str]]) -> Facets:
    """The facets of codes 0, 1, 2, ..."""
    kinds = [KINDS.index(value) if facet == "kind" else -1 for facet, value in names]
    return Facets(names, {name: code for code, name in enumerate(names)}, np.array(kinds, np.int8))


@dataclass(frozen=True)  # no slots: what follows from the columns is kept beside them
class Tags:
    """What the ranking must know of candidates without reading their text, as columns; n units.

    `order` (n,) are numbers that stand to each other as the unit ids do. Unit `holders[i]` (an index into
    the n units) has the value `codes[i]` of `facets`. Unit `inner[j]` (an index again) lies in the unit at
    place `outer[j]`; of several the nearest stands first. `whole[i]` is False for a unit too long to be a
    hit, which is shown by its parts instead.
    """

    places: Places
    order: NDArray[np.int64]
    facets: Facets
    codes: NDArray[np.int64]
    holders: NDArray[np.int64]
    inner: NDArray[np.int64]
    outer: Places
    whole: NDArray[np.bool_]

    @cached_property
    def kinds(self) -> NDArray[np.int64]:
        """The place of each unit's kind in kb.model.KINDS, shape (n,)."""
        found = np.zeros(len(self.places), np.int64)
        kind = self.facets.kinds[self.codes]
        found[self.holders[kind >= 0]] = kind[kind >= 0]
        return found

    @cached_property
    def nested(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Pairs of the n units of which the first lies in the second: the indexes of each, shape (pairs,)."""
        rising = np.argsort(self.places)
        at = np.searchsorted(self.places, self.outer, sorter=rising)
        around = rising[np.minimum(at, len(rising) - 1)] if len(rising) else self.outer
        here = self.places[around] == self.outer
        return self.inner[here], around[here]


def values(unit: Unit, facet: str) -> tuple[str, ...]:
    """The unit's values of a facet, as they are filtered by and counted."""
    if facet == "kind":
        return (unit.kind,)
    if facet == "document":
        return (unit.document.id,)
    if facet == "theme":
        return () if unit.theme is None else (unit.theme.id,)
    found: tuple[str, ...] = {
        "municipality": unit.municipalities if len(unit.municipalities) <= MOST_NAMED else (),
        "indsats": unit.indsats,
        "law": unit.laws,
        "programme": unit.programmes,
    }[facet]
    return found


def having(tags: Tags, wanted: Iterable[tuple[str, str]]) -> NDArray[np.bool_]:
    """Which units have any of the (facet, value), shape (units,)."""
    codes = [code for name in wanted if (code := tags.facets.code.get(name)) is not None]
    found = np.zeros(len(tags.places), np.bool_)
    if codes:
        asked = np.zeros(len(tags.facets.names), np.bool_)
        asked[codes] = True
        found[tags.holders[asked[tags.codes]]] = True
    return found


def passing(tags: Tags, filters: Filters) -> NDArray[np.bool_]:
    """Which units pass, shape (units,): any value within a field, all fields."""
    passed = np.ones(len(tags.places), np.bool_)
    for facet in FACETS:
        if wanted := getattr(filters, facet):
            passed &= having(tags, ((facet, value) for value in wanted))
    return passed


SAMPLED = 64  # one of so many


def best_found(places: Places, scores: Scores, k: int, order: Order) -> Found:
    """The `k` best of units at `places`, falling by score, ties by `order` (all units,)."""
    likely = best_likely(scores, k)
    places, scores = places[likely], scores[likely]
    if len(places) > k:
        # All that tie with the k-th stay in, so that the ids decide between them.
        kept = scores >= np.partition(scores, -k)[-k]
        places, scores = places[kept], scores[kept]
    ranked = np.lexsort((order[places], -scores))[:k]
    return Found(places[ranked], scores[ranked])


def best_likely(scores: Scores, k: int, least: float = -np.inf) -> Places:
    """Where the `k` best scores of at least `least` stand, and not many others, rising: of many a sample
    tells most that are not among them, since np.partition of all is slow."""
    if len(scores) > k:
        sample = np.sort(scores[::SAMPLED])
        found = np.flatnonzero(scores >= max(least, sample[-min(len(sample), 2 * k // SAMPLED + 8)]))
        if len(found) >= k:
            return found
    return np.flatnonzero(scores >= least)
