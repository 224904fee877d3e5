"""The units of a build in a SQLite file, by place and by id: each is read when it is asked for."""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import overload

import numpy as np

from kb.index.records import unit_from_line, unit_line
from kb.index.store import Store
from kb.model import Unit

FILE = "units.sqlite"
_TABLE = "CREATE TABLE unit (place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, line TEXT NOT NULL)"
_KEPT = 4096  # units kept as records; some 12 MB
_BATCH = 512


def write_units(units: Iterable[Unit], folder: Path) -> None:
    """Write the units, each with its place, its id and its JSON line."""
    with closing(sqlite3.connect(folder / FILE)) as file, file:
        # A build that breaks off is thrown away, and kb.index.manifest has the disk take what is whole.
        file.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
        file.execute(_TABLE)
        rows = ((place, unit.id, unit_line(unit)) for place, unit in enumerate(units))
        file.executemany("INSERT INTO unit VALUES (?, ?, ?)", rows)


class UnitFile:
    """The opened file. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        # Nothing in a build ever changes, so that no reader waits for another or writes beside the file.
        address = f"{(folder / FILE).absolute().as_uri()}?mode=ro&immutable=1"
        self._file = sqlite3.connect(address, uri=True, check_same_thread=False)
        weakref.finalize(self, self._file.close)
        self._lock = Lock()
        self.at = lru_cache(maxsize=_KEPT)(self._read)

    def _read(self, place: int) -> Unit:
        """The unit at `place`."""
        ((line,),) = self._rows("SELECT line FROM unit WHERE place = ?", place)
        return unit_from_line(str(line))

    def place(self, id: str) -> int | None:
        """The place of a unit, None for an id that no unit has."""
        try:
            rows = self._rows("SELECT place FROM unit WHERE id = ?", id)
        except UnicodeEncodeError:  # half a surrogate pair stands in no id
            return None
        return int(rows[0][0]) if rows else None

    def lines(self) -> Iterator[str]:
        """The JSON lines of all units, in reading order."""
        with closing(self._file.execute("SELECT line FROM unit ORDER BY place")) as rows:
            yield from (line for (line,) in rows)

    def _rows(self, question: str, value: int | str) -> list[tuple[int | str, ...]]:
        with self._lock:
            return self._file.execute(question, (value,)).fetchall()


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
