"""The embedded store: a build's own files, memory-mapped, in the process that answers. The units lie in a
SQLite file, by place and by id: each is read when it is asked for."""

import sqlite3
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from kb.index.dense import Dense
from kb.index.lexical import Lexical
from kb.index.records import unit_from_line, unit_line
from kb.index.store import Store
from kb.index.tags import Found, Places, Scores, Vector
from kb.model import Filters, Unit

FILE = "units.sqlite"
_TABLE = "CREATE TABLE unit (place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, line TEXT NOT NULL)"
_KEPT = 4096  # units kept as records; some 12 MB


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
        return self.dense_leg.search(vector, k, self.allowed(filters), self.order)

    def dense_at(self, vector: Vector, places: Places) -> Scores:
        return self.dense_leg.cosines(vector, places)

    def vectors(self, places: Places) -> NDArray[np.float32]:
        return self.dense_leg.vectors(places)

    def units(self, places: Places) -> Sequence[Unit]:
        return [self._units.at(place) for place in places.tolist()]

    def place(self, id: str) -> int | None:
        return self._units.place(id)
