"""Vectors by content: a text that was embedded once by a model is never embedded again.

One SQLite file in the indexes folder. The key is the sha256 of the model's digest and the text, the value
the vector in float16 (so that a batch and a single text, which differ in the last bits, store the same)
with a checksum. Batches are committed as they come: a killed build goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.embed import Encoder
from kb.errors import ModelError

FILE = "vectors.sqlite"
BATCH = 64
ASKED = 500
# Texts that are long out of the corpus are dropped when they outnumber those in it so many times.
SPARE = 4
Keys = Sequence[bytes]


def embed_all(
    texts: Sequence[str], encoder: Encoder, path: Path, progress: Callable[[int, int], None]
) -> NDArray[np.float32]:
    """Vectors of `texts`, shape (len(texts), dimensions), known ones from the store at `path`.

    `progress(done, total)` counts the texts that had to be embedded. Raises ModelError when the encoder
    contradicts itself, sqlite3.Error when the store can be neither read nor made anew.
    """
    keys = [hashlib.sha256(f"{encoder.digest}\0{text}".encode()).digest() for text in texts]
    with _opened(path) as store:
        missing = _missing(store, keys, encoder.dimensions)
        # Texts of like length share a batch, since each is padded to the longest.
        order = sorted(missing, key=lambda key: (len(texts[missing[key]]), missing[key]))
        progress(0, len(order))
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            rows = encoder.encode_passages([texts[missing[key]] for key in batch]).astype(np.float16)
            values = [
                (key, row.tobytes(), zlib.crc32(row.tobytes())) for key, row in zip(batch, rows, strict=True)
            ]
            with store:
                store.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", values)
            progress(start + len(batch), len(order))
        found = np.zeros((len(keys), encoder.dimensions), np.float32)
        places = _places(keys)
        for key, row in _read(store, list(places), encoder.dimensions):
            found[places[key]] = row
        _drop_unused(store, set(keys))
    return found


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        store = _connect(path)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        # A damaged store costs its vectors, not the build.
        path.unlink()
        store = _connect(path)
    with closing(store):
        yield store


def _connect(path: Path) -> sqlite3.Connection:
    store = sqlite3.connect(path)
    try:
        store.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB, crc INTEGER)")
        store.execute("SELECT count(*) FROM vectors").fetchone()
    except sqlite3.Error:
        store.close()
        raise
    return store


def _missing(store: sqlite3.Connection, keys: Keys, dimensions: int) -> dict[bytes, int]:
    """Each key that has no sound vector, with the first place of its text."""
    known = {key for key, _ in _read(store, list(dict.fromkeys(keys)), dimensions)}
    wanted: dict[bytes, int] = {}
    for place, key in enumerate(keys):
        if key not in known:
            wanted.setdefault(key, place)
    return wanted


def _read(
    store: sqlite3.Connection, keys: Keys, dimensions: int
) -> Iterator[tuple[bytes, NDArray[np.float16]]]:
    for start in range(0, len(keys), ASKED):
        asked = keys[start : start + ASKED]
        marks = ",".join("?" * len(asked))
        rows = store.execute(f"SELECT key, vector, crc FROM vectors WHERE key IN ({marks})", asked)
        for key, vector, crc in rows:
            if zlib.crc32(vector) == crc and len(vector) == 2 * dimensions:
                yield key, np.frombuffer(vector, np.float16)


def _write(store: sqlite3.Connection, keys: Keys, rows: NDArray[np.float32]) -> None:
    stored = [row.astype(np.float16).tobytes() for row in rows]
    values = [(key, row, zlib.crc32(row)) for key, row in zip(keys, stored, strict=True)]
    with store:
        store.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", values)


def _places(keys: Keys) -> dict[bytes, list[int]]:
    places: dict[bytes, list[int]] = {}
    for place, key in enumerate(keys):
        places.setdefault(key, []).append(place)
    return places


def _drop_unused(store: sqlite3.Connection, used: set[bytes]) -> None:
    (stored,) = store.execute("SELECT count(*) FROM vectors").fetchone()
    if stored > SPARE * len(used) + 1000:
        unused = [(key,) for (key,) in store.execute("SELECT key FROM vectors") if key not in used]
        with store:
            store.executemany("DELETE FROM vectors WHERE key = ?", unused)
