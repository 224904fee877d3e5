"""The embedded store: a build's own files, memory-mapped, in the process that answers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.index.dense import Dense
from kb.index.lexical import Lexical
from kb.index.store import Store
from kb.index.tags import Found, Places, Scores, Vector
from kb.index.units import UnitFile
from kb.model import Filters, Unit


class FileStore(Store):
    """An opened build; `dense_leg` is there to be held against brute force."""

    def __init__(self, folder: Path) -> None:
        words = Lexical(folder / "words")
        super().__init__(folder, words)
        self.postings = words.postings
        self.dense_leg = Dense(folder)
        self._units = UnitFile(folder)
        self.lines = self._units.lines

    def dense(self, vector: Vector, k: int, filters: Filters) -> Found:
        return self.dense_leg.search(vector, k, self.allowed(filters), self._columns.order)

    def dense_at(self, vector: Vector, places: Places) -> Scores:
        return self.dense_leg.cosines(vector, places)

    def vectors(self, places: Places) -> NDArray[np.float32]:
        return self.dense_leg.vectors(places)

    def units(self, places: Places) -> Sequence[Unit]:
        return [self._units.at(place) for place in places.tolist()]

    def place(self, id: str) -> int | None:
        return self._units.place(id)
