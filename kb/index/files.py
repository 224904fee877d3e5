"""The embedded store: a build's own files, memory-mapped, in the process that answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.index.columns import FOLDER, Allowed, Columns
from kb.index.dense import Dense
from kb.index.lexical import Lexical, List
from kb.index.store import LEGS, Clauses, Facets, Found, Leg, Places, Scores, Tags, Vector
from kb.index.units import UnitFile
from kb.model import Filters, Unit


class FileStore:
    """An opened build (kb.index.store.Store)."""

    def __init__(self, folder: Path) -> None:
        self._legs: Mapping[Leg, Lexical] = {leg: Lexical(folder / leg) for leg in LEGS}
        self._dense = Dense(folder)
        self._columns = Columns(folder / FOLDER)
        self._units = UnitFile(folder)

    @property
    def size(self) -> int:
        return self._columns.size

    @property
    def facets(self) -> Facets:
        return self._columns.facets

    @property
    def dense_leg(self) -> Dense:
        """The dense leg itself, to be held against brute force."""
        return self._dense

    def allowed(self, filters: Filters) -> Allowed | None:
        """The units that pass, None for all."""
        return self._columns.allowed(filters)

    def frequencies(self, leg: Leg, terms: Sequence[str]) -> Mapping[str, int]:
        return self._legs[leg].frequencies(terms)

    def sparse(self, leg: Leg, clauses: Clauses, k: int, filters: Filters) -> Found:
        return self._legs[leg].best(clauses, k, self._columns.allowed(filters), self._columns.order)

    def dense(self, vector: Vector, k: int, filters: Filters) -> Found:
        return self._dense.search(vector, k, self._columns.allowed(filters), self._columns.order)

    def sparse_at(self, leg: Leg, clauses: Clauses, places: Places) -> Scores:
        return self._legs[leg].at(clauses, places)

    def dense_at(self, vector: Vector, places: Places) -> Scores:
        return self._dense.cosines(vector, places)

    def holding(self, leg: Leg, names: Sequence[Sequence[str]], places: Places) -> NDArray[np.bool_]:
        return self._legs[leg].holding(names, places)

    def numbered(self, numbers: Sequence[int]) -> Places:
        return self._columns.numbered(numbers)

    def tags(self, places: Places) -> Tags:
        return self._columns.tags(places)

    def vectors(self, places: Places) -> NDArray[np.float32]:
        return self._dense.vectors(places)

    def units(self, places: Places) -> Sequence[Unit]:
        return [self._units.at(place) for place in places.tolist()]

    def place(self, id: str) -> int | None:
        return self._units.place(id)

    def inside(self, place: int) -> Places:
        return self._columns.inside(place)

    def forget(self) -> None:
        for leg in self._legs.values():
            leg.forget()

    def postings(self, leg: Leg) -> Iterator[tuple[int, List]]:
        """All terms of a leg by their hashes, rising, with their postings."""
        return self._legs[leg].postings()

    def lines(self) -> Iterator[str]:
        """The units as JSON lines, in reading order."""
        return self._units.lines()
