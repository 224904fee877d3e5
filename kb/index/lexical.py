"""A lexical leg, opened: weighted terms to the BM25 scores of all units (kb.index.postings tells its files).

Scoring is exhaustive and exact: the ready-made scores of every term that is asked for are added up over all
units. A filter is a mask over the sums.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.index.columns import Allowed
from kb.index.postings import term_hash
from kb.index.tags import Clauses, Found, Order, Places, Scores, best_found, best_likely

Numbers = NDArray[np.int64]
# The units that have a term, rising, and their scores for it; shapes (units,).
List = tuple[NDArray[np.int32], Scores]
NO_UNITS: List = (np.empty(0, np.int32), np.empty(0, np.float32))
# A term that more than one of so many units has is added unit by unit, over all of them.
DENSE = 4
ROWS = 20  # such terms whose scores of all units are kept; 4 MB each among a million units


class LexicalLeg(ABC):
    """Scores by the postings of terms; where these lie is told by who has them."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._row = lru_cache(maxsize=ROWS)(self._read_row)

    @abstractmethod
    def lists(self, terms: Sequence[str]) -> Sequence[List]:
        """The postings of each term, empty for one that occurs nowhere."""

    def frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        """In how many units each term occurs; terms that occur nowhere are left out."""
        lists = zip(terms, self.lists(terms), strict=True)
        return {term: len(units) for term, (units, _) in lists if len(units)}

    def scores(self, clauses: Clauses) -> Scores:
        """BM25 of all units, shape (units,): the sum over the clauses of their best alternatives."""
        terms = [term for clause in clauses for alternative in clause for term in alternative]
        lists = iter(self.lists(terms))
        total, best, one, row = (np.zeros(self.size, np.float32) for _ in range(4))
        for clause in clauses:
            summed = total if len(clause) == 1 else one
            for alternative in filter(None, clause):
                rare: list[tuple[List, float]] = []
                for term, weight in alternative.items():
                    found = next(lists)
                    if DENSE * len(found[0]) > self.size:
                        summed += np.multiply(self._row(term), weight, out=row)
                    else:
                        rare.append((found, weight))
                units = np.concatenate([NO_UNITS[0], *(units for (units, _), _ in rare)], dtype=np.intp)
                scores = np.concatenate([NO_UNITS[1], *(scores * weight for (_, scores), weight in rare)])
                np.add.at(summed, units, scores)
                if summed is one and (len(rare) < len(alternative) or DENSE * len(units) > self.size):
                    np.maximum(best, one, out=best)
                    one.fill(0)
                elif summed is one:
                    best[units] = np.maximum(best[units], one[units])
                    one[units] = 0
            if len(clause) > 1:
                total += best
                best.fill(0)
        return total

    def _read_row(self, term: str) -> Scores:
        """The scores of all units for a term."""
        row = np.zeros(self.size, np.float32)
        ((units, scores),) = self.lists([term])
        row[units] = scores
        return row

    def holding(self, names: Sequence[Sequence[str]], places: Places) -> NDArray[np.bool_]:
        """Which units at `places` have any of each list of terms, shape (lists, places)."""
        lists = iter(self.lists([name for own in names for name in own]))
        held, wanted = np.zeros((len(names), len(places)), np.bool_), places.astype(np.int32)
        for row, own in zip(held, names, strict=True):
            for units in filter(len, (next(lists)[0] for _ in own)):
                row |= units[np.minimum(np.searchsorted(units, wanted), len(units) - 1)] == wanted
        return held


class Lexical(LexicalLeg):
    """An opened lexical leg; its arrays are mapped."""

    def __init__(self, folder: Path) -> None:
        super().__init__(int(np.load(folder / "size.npy")))
        terms, starts, units, scores = (
            np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r"))
            for name in ("terms", "indptr", "indices", "data")
        )
        self._terms, self._starts, self._units, self._scores = terms, starts, units, scores

    def numbers(self, terms: Sequence[str]) -> Numbers:
        """The number of each term, -1 for one that occurs nowhere; shape (terms,)."""
        if not len(self._terms):
            return np.full(len(terms), -1)
        hashes = np.array([term_hash(term) for term in terms], np.uint64)
        found = np.minimum(np.searchsorted(self._terms, hashes), len(self._terms) - 1)
        return np.where(self._terms[found] == hashes, found, -1)

    def lists(self, terms: Sequence[str]) -> Sequence[List]:
        numbers = self.numbers(terms)  # -1 ends before it starts
        spans = zip(self._starts[numbers].tolist(), self._starts[numbers + 1].tolist(), strict=True)
        return [(self._units[start:stop], self._scores[start:stop]) for start, stop in spans]

    def postings(self) -> Iterator[tuple[int, List]]:
        """All terms by their hashes, rising, with their postings."""
        starts = self._starts.tolist()
        for term, start, stop in zip(self._terms.tolist(), starts[:-1], starts[1:], strict=True):
            yield term, (self._units[start:stop], self._scores[start:stop])


def best_scored(scores: Scores, k: int, allowed: Allowed | None, order: Order) -> Found:
    """The `k` best of all units among those `allowed` (None: all); only scores above 0."""
    own = scores if allowed is None else np.where(allowed.mask, scores, np.float32(0))
    places = best_likely(own, k, float(np.finfo(np.float32).tiny))  # above 0
    return best_found(places, own[places], k, order)
