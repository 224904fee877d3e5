"""The units of a build as lines of a file that is mapped: each is read when it is asked for."""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import overload

import numpy as np

from kb.index.records import unit_from_line, unit_line
from kb.index.store import Store
from kb.model import Unit

FILE, STARTS = "units.jsonl", "unit_starts.npy"
_KEPT = 4096  # units kept as records; some 12 MB
_BATCH = 512


def write_units(units: Iterable[Unit], folder: Path) -> None:
    """Write the units and where each one's line begins; the last number is the end of the file."""
    starts = [0]
    with (folder / FILE).open("wb") as file:
        for unit in units:
            starts.append(starts[-1] + file.write(unit_line(unit).encode() + b"\n"))
    np.save(folder / STARTS, np.array(starts, np.int64))


class UnitFile:
    """The opened file."""

    def __init__(self, folder: Path) -> None:
        self._starts = np.asarray(np.load(folder / STARTS, mmap_mode="r"))
        with (folder / FILE).open("rb") as file:
            self._text = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if self._starts[-1] else b""
        self.at = lru_cache(maxsize=_KEPT)(self._read)

    @property
    def size(self) -> int:
        """How many units there are."""
        return len(self._starts) - 1

    def _read(self, place: int) -> Unit:
        """The unit at `place`."""
        return unit_from_line(self._text[int(self._starts[place]) : int(self._starts[place + 1])].decode())


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
