"""Weighted terms of units as arrays: what is kept of a run between builds, and what postings are made of."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

KINDS = {"hashes": "<u8", "frequencies": "<f4", "counts": "<i4", "lengths": "<f8"}


@lru_cache(maxsize=1 << 16)
def term_hash(term: str) -> int:
    """64 bits that a term is known by."""
    return int.from_bytes(hashlib.blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest())


@dataclass(frozen=True, slots=True)
class Packed:
    """Terms of some units, unit by unit: `hashes` and `frequencies` of each term, shape (terms,); how many
    terms each unit has and the sum of their frequencies, `counts` and `lengths`, shape (units,)."""

    hashes: NDArray[np.uint64]
    frequencies: NDArray[np.float32]
    counts: NDArray[np.int32]
    lengths: NDArray[np.float64]


def pack(documents: Sequence[Mapping[str, float]]) -> Packed:
    """The terms of `documents`, each with its frequency, above 0."""
    return Packed(
        np.array([term_hash(term) for terms in documents for term in terms], np.uint64),
        np.array([frequency for terms in documents for frequency in terms.values()], np.float32),
        np.array([len(terms) for terms in documents], np.int32),
        np.array([sum(terms.values()) for terms in documents], np.float64),
    )


def packed_fields(packed: Packed) -> dict[str, str]:
    """As JSON-ready fields: to read numbers out of a JSON list takes fifty times as long."""
    return {
        field.name: base64.b64encode(getattr(packed, field.name).astype(KINDS[field.name]).tobytes()).decode()
        for field in fields(Packed)
    }


def packed_from_fields(texts: Mapping[str, str]) -> Packed:
    """What `packed_fields` came from."""
    return Packed(
        **{name: np.frombuffer(base64.b64decode(texts[name]), kind) for name, kind in KINDS.items()}
    )
