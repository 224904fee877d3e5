"""The seam between the ranking and where units lie: two questions, their statistics, and the look-up.

A store answers for one build. It knows nothing of fusion, thresholds, intent, ties between legs or
snippets: those are the ranking's, the same for every store. Two stores that hold the same build answer
alike, to 1e-6 in a score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, Protocol, get_args

import numpy as np
from numpy.typing import NDArray

from kb.model import KINDS, Filters, Unit

Leg = Literal["words", "grams"]
LEGS: tuple[Leg, ...] = get_args(Leg)
Places = NDArray[np.int64]
Scores = NDArray[np.float32]
Vector = NDArray[np.float32]
Weights = Mapping[str, float]
# What the words of a query ask: the sum over clauses of the best alternative, an alternative being the
# sum over its terms of weight x BM25. The query's own words are one clause with one alternative; each
# place of the query that the thesaurus has other words for is one more.
Clauses = Sequence[Sequence[Weights]]


@dataclass(frozen=True, slots=True)
class Found:
    """The best units of one question, falling by score, ties by unit id; `places` and `scores` (n,).

    A place is a unit's number in its build, from 0, in the order the documents are read.
    """

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


class Store(Protocol):
    """One build, opened. Methods raise kb.errors.StoreUnavailable when the store cannot answer now."""

    @property
    def size(self) -> int:
        """How many units the build has."""

    @property
    def facets(self) -> Facets:
        """Every value that a unit of the build has; those of `tags`."""

    def forget(self) -> None:
        """Drop what is kept of this thread's last question."""

    def frequencies(self, leg: Leg, terms: Sequence[str]) -> Mapping[str, int]:
        """In how many units each term occurs; terms that occur nowhere are left out."""

    def sparse(self, leg: Leg, clauses: Clauses, k: int, filters: Filters) -> Found:
        """The `k` best units by BM25 among those that pass `filters`; only scores above 0.

        A unit passes that has any value within a field, in all fields.
        """

    def dense(self, vector: Vector, k: int, filters: Filters) -> Found:
        """The `k` nearest units among those that pass `filters`, by cosine; `vector` (dimensions,)."""

    def sparse_at(self, leg: Leg, clauses: Clauses, places: Places) -> Scores:
        """BM25 of the units at `places` (rising), in their order; 0 for one that has none of the terms."""

    def dense_at(self, vector: Vector, places: Places) -> Scores:
        """Exact cosines of the units at `places`, in their order."""

    def holding(self, leg: Leg, names: Sequence[Sequence[str]], places: Places) -> NDArray[np.bool_]:
        """Which units at `places` (rising) have any of each list of terms, shape (lists, places)."""

    def numbered(self, numbers: Sequence[int]) -> Places:
        """Units that are a recommendation with one of `numbers`, rising."""

    def tags(self, places: Places) -> Tags:
        """What is known of the units at `places`, in their order."""

    def vectors(self, places: Places) -> NDArray[np.float32]:
        """The vectors of the units at `places`, shape (places, dimensions)."""

    def units(self, places: Places) -> Sequence[Unit]:
        """The units at `places`, in their order."""

    def place(self, id: str) -> int | None:
        """The place of a unit, or None if the build has no such unit."""

    def inside(self, place: int) -> Places:
        """The units that lie directly in the unit at `place`, in reading order."""


Order = NDArray[np.integer[Any]]


def best_found(places: Places, scores: Scores, k: int, order: Order) -> Found:
    """The `k` best of units at `places`, falling by score, ties by `order` (all units,)."""
    if len(places) > k:
        # All that tie with the k-th stay in, so that the ids decide between them.
        kept = scores >= np.partition(scores, -k)[-k]
        places, scores = places[kept], scores[kept]
    ranked = np.lexsort((order[places], -scores))[:k]
    return Found(places[ranked], scores[ranked])
