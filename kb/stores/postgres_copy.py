"""Rows as PostgreSQL's binary COPY reads them, made by the array: a header, each row's count of fields, each
field's length and bytes, big end first (PostgreSQL's documentation of COPY, "Binary Format")."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.stores.postgres_rows import FOREVER, Counted

_HEADER = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_TRAILER = b"\xff\xff"
POSTING_COLUMNS = "term, item, until, frequency, length"
VECTOR_COLUMNS = "item, until, embedding"


def postings_copy(items: Sequence[int], legs: Sequence[Sequence[Counted]]) -> Iterator[bytes]:
    """The postings of the units numbered `items`, sorted by term as their key is."""
    each = [(item, leg) for item, both in zip(items, legs, strict=True) for leg in both]
    counts = [len(leg.terms) for _, leg in each]
    terms = np.concatenate([leg.terms for _, leg in each])
    numbers = np.repeat([item for item, _ in each], counts)
    order = np.lexsort((numbers, terms))
    columns = {
        "term": (">i8", terms[order]),
        "item": (">i4", numbers[order]),
        "until": (">i4", np.full(len(order), FOREVER)),
        "frequency": (">f4", np.concatenate([leg.frequencies for _, leg in each])[order]),
        "length": (">f4", np.repeat([leg.length for _, leg in each], counts)[order]),
    }
    return _rows(columns)


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
