"""Arrays with a place for every unit, kept by each thread so that none has to be made for each query."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Sums = NDArray[np.float32]
Work = TypeVar("Work")


class Scratch(threading.local):
    """One set of arrays a thread; who uses them leaves them as they were."""

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
        # Not reached where something went wrong between: a new one is made then.
        sums.fill(0)
        self._sums = sums


class Remembered(threading.local, Generic[Work]):
    """What the question asked last came to, by thread: it is asked again for other units and within filters.

    A question is known by being the same object.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._question: object = None
        self._work: Work | None = None
        self._scores: Sums | None = None
        self._scored: list[NDArray[np.int64]] = []

    def work(self, question: object, make: Callable[[], Work]) -> Work:
        """What `make` came to for this question."""
        self._turn_to(question)
        if self._work is None:
            self._work = make()
        return self._work

    def scores(
        self, question: object, places: NDArray[np.int64], ask: Callable[[NDArray[np.int64]], Sums]
    ) -> Sums:
        """The scores of the units at `places`, in their order; `ask` is asked for those not known yet."""
        self._turn_to(question)
        if self._scores is None:
            self._scores = np.full(self._size, np.nan, np.float32)
        found = self._scores.take(places)
        unknown = np.flatnonzero(np.isnan(found))
        if len(unknown):
            new = places.take(unknown)
            found[unknown] = self._scores[new] = ask(new)
            self._scored.append(new)
        return found

    def _turn_to(self, question: object) -> None:
        if question is not self._question:
            for places in self._scored:
                self._scores[places] = np.nan  # type: ignore[index]
            self._question, self._work, self._scored = question, None, []
