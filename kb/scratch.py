"""Arrays with a place for every unit, kept between queries so that none has to be cleared as a whole."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

Sums = NDArray[np.float32]


class Scratch(threading.local):
    """One set of arrays a thread; who uses them leaves them as they were."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._at: NDArray[np.int32] | None = None
        self._sums: tuple[Sums, Sums, Sums] | None = None

    @contextmanager
    def numbered(self, places: NDArray[np.int64]) -> Iterator[NDArray[np.int32]]:
        """For every unit its number among `places`, -1 for the others; shape (units,)."""
        if self._at is None:
            self._at = np.full(self._size, -1, np.int32)
        self._at[places] = np.arange(len(places), dtype=np.int32)
        try:
            yield self._at
        finally:
            self._at[places] = -1

    @contextmanager
    def sums(self) -> Iterator[tuple[Sums, Sums, Sums]]:
        """Three times 0 for every unit. The first is cleared here, the others by who uses them."""
        sums, self._sums = self._sums, None
        if sums is None:
            sums = (self._zeros(), self._zeros(), self._zeros())
        yield sums
        # Not reached where something went wrong between: new ones are made then.
        sums[0].fill(0)
        self._sums = sums

    def _zeros(self) -> Sums:
        return np.zeros(self._size, np.float32)
