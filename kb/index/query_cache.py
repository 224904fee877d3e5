"""Per-thread buffers of the size of the index, and a per-thread cache of the last query's scores."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Sums = NDArray[np.float32]
Work = TypeVar("Work")


class ThreadBuffers(threading.local):
    """Arrays with a place for every unit, one set a thread; the user resets what it wrote."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._numbered: tuple[NDArray[np.bool_], NDArray[np.int32]] | None = None
        self._sums: Sums | None = None

    @contextmanager
    def numbered(self, places: NDArray[np.int64]) -> Iterator[tuple[NDArray[np.bool_], NDArray[np.int32]]]:
        """For every unit whether it is among `places`, and for those its number there; each (units,)."""
        if self._numbered is None:
            self._numbered = np.zeros(self._size, np.bool_), np.zeros(self._size, np.int32)
        wanted, at = self._numbered
        wanted[places] = True
        at[places] = np.arange(len(places), dtype=np.int32)
        try:
            yield wanted, at
        finally:
            wanted[places] = False

    @contextmanager
    def sums(self) -> Iterator[Sums]:
        """0 for every unit."""
        sums, self._sums = self._sums, None
        if sums is None:
            sums = np.zeros(self._size, np.float32)
        yield sums
        # Not reached after an exception: the next call makes a new array.
        sums.fill(0)
        self._sums = sums


class LastQueryScores(threading.local, Generic[Work]):
    """Per-thread cache of the last query's scores, which other filters and other units of one search reuse.

    A query is the same when it is the same object.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._query: object = None
        self._work: Work | None = None
        self._scores: Sums | None = None
        self._scored: list[NDArray[np.int64]] = []

    def work(self, query: object, make: Callable[[], Work]) -> Work:
        """The result of `make` for this query, computed once."""
        self._turn_to(query)
        if self._work is None:
            self._work = make()
        return self._work

    def scores(
        self, query: object, places: NDArray[np.int64], ask: Callable[[NDArray[np.int64]], Sums]
    ) -> Sums:
        """The scores of the units at `places`, in their order; `ask` computes those not cached yet."""
        self._turn_to(query)
        if self._scores is None:
            self._scores = np.full(self._size, np.nan, np.float32)
        found = self._scores.take(places)
        unknown = np.flatnonzero(np.isnan(found))
        if len(unknown):
            new = places.take(unknown)
            found[unknown] = self._scores[new] = ask(new)
            self._scored.append(new)
        return found

    def _turn_to(self, query: object) -> None:
        if query is not self._query:
            for places in self._scored:
                self._scores[places] = np.nan  # type: ignore[index]
            self._query, self._work, self._scored = query, None, []
