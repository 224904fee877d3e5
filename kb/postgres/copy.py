"""Rows as PostgreSQL's binary COPY reads them, made by the array: a header, each row's count of fields, each
field's length and bytes, big end first (PostgreSQL's documentation of COPY, "Binary Format")."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.model import Unit
from kb.postgres.rows import FOREVER, Legs, tags

_HEADER = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_TRAILER = b"\xff\xff"
UNIT_COLUMNS = "item, digest, id, tags, terms, words_length, grams_length, payload"
POSTING_COLUMNS = "term, segment, units"
# A unit in a list.
PAIR = np.dtype([("item", "<i4"), ("frequency", "<f4")])
_LIST = struct.Struct(">hiqiii")  # fields; length and term; length and segment; length of the units
_AT_ONCE = 1 << 15
_TEXT, _BIGINT = 25, 20  # types by number, the same in every PostgreSQL
VECTOR_COLUMNS = "item, until, embedding"


def units_copy(rows: Iterable[tuple[int, bytes, Unit, Legs, str]]) -> Iterator[bytes]:
    """Units as item, digest, unit, its terms, and the line that it was read from."""
    yield _HEADER
    for item, digest, unit, (words, grams), line in rows:
        names = [each.encode() for each in tags(unit)]
        terms = np.concatenate([words.terms, grams.terms])
        numbers = np.empty(len(terms), [("bytes", ">i4"), ("term", ">i8")])
        numbers["bytes"], numbers["term"] = 8, terms
        fields = (
            *(item.to_bytes(4, "big"), digest, unit.id.encode()),
            _array(_TEXT, len(names), b"".join(len(name).to_bytes(4, "big") + name for name in names)),
            _array(_BIGINT, len(terms), numbers.tobytes()),
            *(struct.pack(">d", words.length), struct.pack(">d", grams.length), line.encode()),
        )
        sized = (len(field).to_bytes(4, "big") + field for field in fields)
        yield len(fields).to_bytes(2, "big") + b"".join(sized)
    yield _TRAILER


def _array(kind: int, count: int, elements: bytes) -> bytes:
    """An array of one dimension: dimensions, no NULLs, the type of its elements, how many, from 1."""
    return struct.pack(">5i", 1, 0, kind, count, 1) + elements if count else struct.pack(">3i", 0, 0, kind)


def postings_copy(segment: int, terms: NDArray[np.int64], pairs: NDArray[np.void]) -> Iterator[bytes]:
    """The lists of a segment: `terms` (postings,), rising, and PAIRs beside them, shape (postings,)."""
    starts = np.flatnonzero(np.diff(terms, prepend=terms[:1] - 1))
    stops = [*starts.tolist(), len(terms)][1:]
    bytes_ = memoryview(pairs.tobytes())
    yield _HEADER
    rows: list[bytes | memoryview] = []
    for term, start, stop in zip(terms[starts].tolist(), starts.tolist(), stops, strict=True):
        size = PAIR.itemsize * (stop - start)
        rows += (_LIST.pack(3, 8, term, 4, segment, size), bytes_[PAIR.itemsize * start :][:size])
        if len(rows) >= _AT_ONCE:
            yield b"".join(rows)
            rows.clear()
    yield b"".join(rows)
    yield _TRAILER


def vectors_copy(items: Sequence[int], vectors: NDArray[np.float32]) -> Iterator[bytes]:
    """The vectors of the units numbered `items`, shape (items, dimensions), as pgvector's vector."""
    dimensions = vectors.shape[1]
    field = np.dtype([("dimensions", ">i2"), ("unused", ">i2"), ("at", ">f4", (dimensions,))])
    rows = np.zeros(len(vectors), field)
    rows["dimensions"] = dimensions
    rows["at"] = vectors
    columns = {
        "item": (">i4", np.asarray(items)),
        "until": (">i4", np.full(len(items), FOREVER)),
        "embedding": (field, rows),
    }
    return _rows(columns)


def _rows(columns: Mapping[str, tuple[object, NDArray[Any]]]) -> Iterator[bytes]:
    fields: list[tuple[str, object]] = [("fields", ">i2")]
    for name, (dtype, _) in columns.items():
        fields += [(f"{name} bytes", ">i4"), (name, dtype)]
    size = len(next(iter(columns.values()))[1])
    rows = np.zeros(size, np.dtype(fields))
    rows["fields"] = len(columns)
    for name, (_, values) in columns.items():
        rows[f"{name} bytes"] = rows.dtype[name].itemsize
        rows[name] = values
    yield _HEADER
    yield rows.tobytes()
    yield _TRAILER
