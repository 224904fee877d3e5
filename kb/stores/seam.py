"""The seam between the ranking and where units lie: two questions, their statistics, and the look-up.

A store answers for one build. It knows nothing of fusion, thresholds, intent, ties between legs or
snippets: those are the ranking's, the same for every store. Two stores that hold the same build answer
alike, to 1e-6 in a score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from kb.model import Filters, Unit

Leg = Literal["words", "grams"]
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

    A place is the number by which a store knows a unit, and means nothing outside it.
    """

    places: Places
    scores: Scores


@dataclass(frozen=True, slots=True)
class Tags:
    """What the ranking must know of candidates without reading their text, as columns; n units.

    `ids` (n,) unit ids. `facets[c]` is the (facet, value) of code c; unit `holders[i]` (an index into the
    n units) has code `codes[i]`. `above[i]` are the places of the units that unit i lies in, nearest
    first. `whole[i]` is False for a unit too long to be a hit, which is shown by its parts instead.
    """

    ids: Sequence[str]
    facets: Sequence[tuple[str, str]]
    codes: NDArray[np.int64]
    holders: NDArray[np.int64]
    above: Sequence[tuple[int, ...]]
    whole: NDArray[np.bool_]


class Store(Protocol):
    """One build, opened. Methods raise kb.errors.StoreUnavailable when the store cannot answer now.

    `centre` (dimensions,) and `spread` (dimensions, dimensions) are the mean and the covariance of all
    vectors: how far the nearest unit stands out from all of them is told without reading them.
    """

    centre: Vector
    spread: NDArray[np.float32]

    @property
    def size(self) -> int:
        """How many units the build has."""

    def frequencies(self, leg: Leg, terms: Sequence[str]) -> Mapping[str, int]:
        """In how many units each term occurs; terms that occur nowhere are left out."""

    def sparse(self, leg: Leg, clauses: Clauses, k: int, filters: Filters) -> Found:
        """The `k` best units by BM25 among those that pass `filters`; only scores above 0."""

    def dense(self, vector: Vector, k: int, filters: Filters) -> Found:
        """The `k` nearest units among those that pass `filters`, by cosine; `vector` (dimensions,)."""

    def sparse_at(self, leg: Leg, clauses: Clauses, places: Places) -> Scores:
        """BM25 of the units at `places`, in their order; 0 for a unit that has none of the terms."""

    def dense_at(self, vector: Vector, places: Places) -> Scores:
        """Exact cosines of the units at `places`, in their order."""

    def holding(self, names: Sequence[Sequence[str]], places: Places) -> NDArray[np.bool_]:
        """Which units have any of each list of the words' leg's terms, shape (lists, places)."""

    def passing(self, filters: Filters, places: Places) -> NDArray[np.bool_]:
        """Which units pass: any value within a field, all fields. Shape (places,)."""

    def numbered(self, numbers: Sequence[int]) -> Places:
        """Units that are a recommendation with one of `numbers`."""

    def tags(self, places: Places) -> Tags:
        """What is known of the units at `places`, in their order."""

    def units(self, places: Places) -> Sequence[Unit]:
        """The units at `places`, in their order."""

    def place(self, id: str) -> int | None:
        """The place of a unit, or None if the build has no such unit."""
