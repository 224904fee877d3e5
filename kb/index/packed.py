"""Weighted terms of units as arrays: what is kept of a run between builds, and what postings are made of."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray


def term_hash(term: str) -> int:
    """64 bits that a term is known by."""
    return int.from_bytes(hashlib.blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest())


# Not for questions: what somebody asks for is not kept.
_hash_of_unit_term = lru_cache(maxsize=1 << 16)(term_hash)


FIELDS = ("hashes", "frequencies", "counts", "lengths")


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
        np.array([_hash_of_unit_term(term) for terms in documents for term in terms], np.uint64),
        np.array([frequency for terms in documents for frequency in terms.values()], np.float32),
        np.array([len(terms) for terms in documents], np.int32),
        np.array([sum(terms.values()) for terms in documents], np.float64),
    )
