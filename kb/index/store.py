"""The seam between the ranking and where units lie: two questions, their statistics, and the look-up.

A store answers for one build. It knows nothing of fusion, thresholds, intent, ties between legs or
snippets: those are the ranking's, the same for every store. Two stores that hold the same build answer
alike, to 1e-6 in a score. Methods raise kb.errors.StoreUnavailable when the store cannot answer now.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import overload

import numpy as np
from numpy.typing import NDArray

from kb.index.columns import FOLDER, Columns
from kb.index.lexical import LexicalLeg, best_scored
from kb.index.tags import Found, Places, Scores, Vector
from kb.model import Filters, Unit

_BATCH = 512  # units


class Store(Columns, ABC):
    """One build, opened. The tags are those of its files, wherever units, vectors and postings lie."""

    def __init__(self, folder: Path, words: LexicalLeg) -> None:
        super().__init__(folder / FOLDER)
        self.frequencies, self.scores, self.holding = words.frequencies, words.scores, words.holding

    def sparse(self, scores: Scores, k: int, filters: Filters) -> Found:
        """The `k` best by `scores` of all units (`scores(clauses)`) among those that pass `filters`, in each
        field by any value; only scores above 0."""
        return best_scored(scores, k, self.allowed(filters), self.order)

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


class Units(Sequence[Unit]):
    """All units of a store in reading order; none is kept here."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __len__(self) -> int:
        return self._store.size

    @overload
    def __getitem__(self, place: int) -> Unit: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Unit]: ...
    def __getitem__(self, place: int | slice) -> Unit | Sequence[Unit]:
        if isinstance(place, slice):
            return self._store.units(np.arange(len(self))[place])
        return self._store.units(np.array([range(len(self))[place]]))[0]

    def __iter__(self) -> Iterator[Unit]:
        for start in range(0, len(self), _BATCH):
            yield from self[start : start + _BATCH]


class ById(Mapping[str, Unit]):
    """The units of a store by their ids."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getitem__(self, id: str) -> Unit:
        place = self._store.place(id)
        if place is None:
            raise KeyError(id)
        return self._store.units(np.array([place]))[0]

    def __iter__(self) -> Iterator[str]:
        return (unit.id for unit in Units(self._store))

    def __len__(self) -> int:
        return self._store.size
