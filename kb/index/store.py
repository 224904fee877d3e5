"""The seam between the ranking and where units lie: two questions, their statistics, and the look-up.

A store answers for one build. It knows nothing of fusion, thresholds, intent, ties between legs or
snippets: those are the ranking's, the same for every store. Two stores that hold the same build answer
alike, to 1e-6 in a score. Methods raise kb.errors.StoreUnavailable when the store cannot answer now.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.index.columns import FOLDER, Columns
from kb.index.lexical import LexicalLeg, best_scored
from kb.index.tags import Found, Places, Scores, Vector
from kb.model import Filters, Unit


class Store(ABC):
    """One build, opened. The tags are those of its files, wherever units, vectors and postings lie."""

    def __init__(self, folder: Path, words: LexicalLeg) -> None:
        self.frequencies, self.scores, self.holding = words.frequencies, words.scores, words.holding
        self._columns = Columns(folder / FOLDER)
        self.size, self.facets = self._columns.size, self._columns.facets
        self.tags, self.allowed = self._columns.tags, self._columns.allowed
        self.numbered, self.inside = self._columns.numbered, self._columns.inside

    def sparse(self, scores: Scores, k: int, filters: Filters) -> Found:
        """The `k` best by `scores` of all units (`scores(clauses)`) among those that pass `filters`, in each
        field by any value; only scores above 0."""
        return best_scored(scores, k, self.allowed(filters), self._columns.order)

    @abstractmethod
    def dense(self, vector: Vector, k: int, filters: Filters) -> Found:
        """The `k` nearest units among those that pass `filters`, by cosine; `vector` (dimensions,)."""

    @abstractmethod
    def dense_at(self, vector: Vector, places: Places) -> Scores:
        """Exact cosines of the units at `places`, in their order."""

    @abstractmethod
    def vectors(self, places: Places) -> NDArray[np.float32]:
        """The vectors of the units at `places`, shape (places, dimensions)."""

    @abstractmethod
    def units(self, places: Places) -> Sequence[Unit]:
        """The units at `places`, in their order."""

    @abstractmethod
    def place(self, id: str) -> int | None:
        """The place of a unit, or None if the build has no such unit."""
