"""Vectors by content: a text that was embedded once by a model is never embedded again.

SQLite files in the indexes folder, one for passages and one for the queries that the gate is fitted to. The
key is the sha256 of the model's digest and the text, the value the vector in float16 (so that machines, which
differ in the last bits, mostly store the same) with a checksum. Batches are committed as they come: a killed
build goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import closing
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kb.errors import ModelError

FILE, QUERIES = "vectors.sqlite", "queries.sqlite"
BATCH = 64
ASKED = 500
# Texts that are long out of the corpus are dropped when they outnumber those in it so many times.
SPARE = 4
Row = NDArray[np.float16]


class Embeds(Protocol):
    """What vectors are kept of; `digest` is of all that decides them but the text."""

    @property
    def name(self) -> str: ...
    @property
    def digest(self) -> str: ...
    @property
    def dimensions(self) -> int: ...
    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]: ...


def embed_all(
    texts: Sequence[str], encoder: Embeds, path: Path, progress: Callable[[int, int], None]
) -> NDArray[np.float32]:
    """Vectors of `texts`, shape (len(texts), dimensions), known ones from the store at `path`.

    `progress(done, total)` counts the texts that had to be embedded. Raises ModelError when the encoder
    contradicts itself, sqlite3.Error when the store can be neither read nor written.
    """
    try:
        return _embed_all(texts, encoder, path, progress)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        # A damaged store costs its vectors, not the build.
        path.unlink()
        return _embed_all(texts, encoder, path, progress)


def _embed_all(
    texts: Sequence[str], encoder: Embeds, path: Path, progress: Callable[[int, int], None]
) -> NDArray[np.float32]:
    keys = [hashlib.sha256(f"{encoder.digest}\0{text}".encode()).digest() for text in texts]
    text_of = dict(zip(keys, texts, strict=True))
    with closing(sqlite3.connect(path)) as store:
        store.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB, crc INTEGER)")
        known = dict(_read(store, list(text_of)))
        # Texts of like length share a batch, since each is padded to the longest.
        missing = sorted(text_of.keys() - known.keys(), key=lambda key: (len(text_of[key]), text_of[key]))
        progress(0, len(missing))
        for start in range(0, len(missing), BATCH):
            batch = missing[start : start + BATCH]
            fresh = dict(zip(batch, _rows(encoder, [text_of[key] for key in batch]), strict=True))
            _write(store, fresh)
            known |= fresh
            progress(start + len(batch), len(missing))
        _drop_unused(store, text_of.keys())
    return np.stack([known[key] for key in keys]).astype(np.float32)


def _rows(encoder: Embeds, texts: Sequence[str]) -> NDArray[np.float16]:
    rows = encoder.encode_passages(texts)
    if rows.shape[1] != encoder.dimensions:
        raise ModelError(f"{encoder.name} gave rows of {rows.shape[1]}, {encoder.dimensions} were announced")
    return rows.astype(np.float16)


def _read(store: sqlite3.Connection, keys: Sequence[bytes]) -> Iterator[tuple[bytes, Row]]:
    for start in range(0, len(keys), ASKED):
        asked = keys[start : start + ASKED]
        marks = ",".join("?" * len(asked))
        rows = store.execute(f"SELECT key, vector, crc FROM vectors WHERE key IN ({marks})", asked)
        for key, vector, crc in rows:
            if zlib.crc32(vector) == crc:
                yield key, np.frombuffer(vector, np.float16)


def _write(store: sqlite3.Connection, rows: Mapping[bytes, Row]) -> None:
    packed = [(key, row.tobytes(), zlib.crc32(row.tobytes())) for key, row in rows.items()]
    with store:
        store.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", packed)


def _drop_unused(store: sqlite3.Connection, used: Set[bytes]) -> None:
    (stored,) = store.execute("SELECT count(*) FROM vectors").fetchone()
    if stored > SPARE * len(used) + 1000:
        unused = [(key,) for (key,) in store.execute("SELECT key FROM vectors") if key not in used]
        with store:
            store.executemany("DELETE FROM vectors WHERE key = ?", unused)
