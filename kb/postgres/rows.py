"""A unit of a build as the database has it: what it is known, filtered and found by."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from kb.danish.analyze import Analyzer
from kb.danish.terms import unit_grams, unit_words
from kb.index.filters import FACETS, values
from kb.index.packed import term_hash
from kb.index.store import Leg
from kb.model import Unit

FOREVER = 2**31 - 1  # of a row that no build has left out


@dataclass(frozen=True, slots=True)
class TermCounts:
    """The terms of one unit in one leg: their hashes and frequencies, shapes (terms,), and their sum."""

    terms: NDArray[np.int64]
    frequencies: NDArray[np.float64]
    length: float


Legs = tuple[TermCounts, TermCounts]  # the words' and the grams'


@lru_cache(maxsize=1 << 18)
def term_number(leg: Leg, term: str) -> int:
    """The number a term of a leg goes by: its hash, signed as PostgreSQL's bigint is."""
    hashed = term_hash(f"{leg} {term}")
    return hashed - (1 << 64) if hashed >> 63 else hashed


def unit_digest(program: str, line: str, vector: NDArray[np.float32]) -> bytes:
    """sha256 of all that a unit's rows are made from: the counting program, its fields and its vector."""
    return hashlib.sha256(f"{program}\n{line}\n".encode() + vector.tobytes()).digest()


def counted(analyzer: Analyzer, unit: Unit) -> Legs:
    """The unit's terms in the words' and the grams' leg."""
    return counted_legs(unit_words(analyzer, unit), unit_grams(analyzer, unit))


def counted_legs(words: Mapping[str, float], grams: Mapping[str, float]) -> Legs:
    """Weighted terms of both legs."""
    return _counted("words", words), _counted("grams", grams)


def _counted(leg: Leg, weights: Mapping[str, float]) -> TermCounts:
    terms = np.array([term_number(leg, term) for term in weights], np.int64)
    return TermCounts(terms, np.array(list(weights.values()), np.float64), float(sum(weights.values())))


def tags(unit: Unit) -> list[str]:
    """What a unit can be filtered by."""
    return [tag(facet, value) for facet in FACETS for value in dict.fromkeys(values(unit, facet))]


def tag(facet: str, value: str) -> str:
    """A value of a facet as the database has it."""
    return f"{facet}={value}"
