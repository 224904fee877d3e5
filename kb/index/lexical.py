"""A lexical leg, opened: weighted terms to the BM25 scores of all units (kb.index.postings tells its files).

Scoring is exhaustive and exact: the ready-made scores of every term that is asked for are added up over all
units. A filter is a mask over the sums.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.index.columns import Allowed
from kb.index.packed import term_hash
from kb.index.store import Clauses, Found, Order, Places, Scores, best_found

Numbers = NDArray[np.int64]
MOST_KNOWN = 100_000  # terms whose numbers are kept
# A term that more than one of so many units has is compared unit by unit, over all of them.
DENSE = 4


class Lexical:
    """An opened lexical leg; its arrays are mapped."""

    def __init__(self, folder: Path) -> None:
        self.size = int(np.load(folder / "size.npy"))
        terms, starts, units, scores = (
            np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r"))
            for name in ("terms", "indptr", "indices", "data")
        )
        self._terms, self._starts, self._units, self._scores = terms, starts, units, scores
        self._last = _LastScores()
        # Terms that some unit has, once they were asked for. What occurs nowhere is not kept.
        self._known: dict[str, int] = {}

    def numbers(self, terms: Sequence[str]) -> Numbers:
        """The number of each term, -1 for one that occurs nowhere; shape (terms,)."""
        known = self._known if len(self._known) <= MOST_KNOWN else {}
        new = [term for term in terms if term not in known]
        if new and len(self._terms):
            hashes = np.array([term_hash(term) for term in new], np.uint64)
            found = np.minimum(np.searchsorted(self._terms, hashes), len(self._terms) - 1)
            there = self._terms[found] == hashes
            known.update((new[at], int(found[at])) for at in np.flatnonzero(there).tolist())
        self._known = known
        return np.array([known.get(term, -1) for term in terms], np.int64)

    def frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        """In how many units each term occurs; terms that occur nowhere are left out."""
        numbers = self.numbers(terms)
        lengths = self._starts[numbers + 1] - self._starts[numbers]
        found = zip(terms, numbers.tolist(), lengths.tolist(), strict=True)
        return {term: length for term, number, length in found if number >= 0}

    def scores(self, clauses: Clauses) -> Scores:
        """BM25 of all units, shape (units,): the sum over the clauses of their best alternatives.

        Those of a thread's last question are kept: one search asks for them several times.
        """
        if self._last.clauses is not clauses:
            self._last.scores = self._summed(clauses)
            self._last.clauses = clauses
        return self._last.scores

    def _summed(self, clauses: Clauses) -> Scores:
        terms = [term for clause in clauses for alternative in clause for term in alternative]
        numbers = iter(self.numbers(terms).tolist())
        total, best, one = (np.zeros(self.size, np.float32) for _ in range(3))
        for clause in clauses:
            for alternative in clause:
                weighted = [(next(numbers), weight) for weight in alternative.values()]
                units, scores = self._postings(weighted)
                if len(clause) == 1:
                    np.add.at(total, units, scores)
                    continue
                np.add.at(one, units, scores)
                if DENSE * len(units) > self.size:
                    np.maximum(best, one, out=best)
                    one.fill(0)
                else:
                    best[units] = np.maximum(best[units], one[units])
                    one[units] = 0
            if len(clause) > 1:
                total += best
                best.fill(0)
        return total

    def _postings(self, weighted: Sequence[tuple[int, float]]) -> tuple[NDArray[np.intp], Scores]:
        """The units that have the terms (number, weight) and their weighted scores, term after term."""
        spans = [(self._span(number), np.float32(weight)) for number, weight in weighted if number >= 0]
        units = [self._units[:0], *(self._units[span] for span, _ in spans)]
        scores = [self._scores[:0], *(self._scores[span] * weight for span, weight in spans)]
        return np.concatenate(units, dtype=np.intp), np.concatenate(scores)

    def _span(self, number: int) -> slice:
        """Where the postings of a term stand."""
        return slice(int(self._starts[number]), int(self._starts[number + 1]))

    def at(self, clauses: Clauses, places: Places) -> Scores:
        """BM25 of the units at `places`, in their order."""
        return self.scores(clauses)[places]

    def best(self, clauses: Clauses, k: int, allowed: Allowed | None, order: Order) -> Found:
        """The `k` best units by BM25 among those `allowed` (None: all); only scores above 0."""
        scores = self.scores(clauses)
        places = np.flatnonzero(scores > 0 if allowed is None else allowed.mask & (scores > 0))
        return best_found(places, scores[places], k, order)

    def holding(self, names: Sequence[Sequence[str]], places: Places) -> NDArray[np.bool_]:
        """Which units at `places` have any of each list of terms, shape (lists, places)."""
        numbers = iter(self.numbers([name for own in names for name in own]).tolist())
        held = np.zeros((len(names), len(places)), np.bool_)
        for row, own in zip(held, names, strict=True):
            known = [number for _ in own if (number := next(numbers)) >= 0]
            if known:
                having = np.zeros(self.size, np.bool_)
                for number in known:
                    having[self._units[self._span(number)]] = True
                row[:] = having[places]
        return held


class _LastScores(threading.local):
    """What a thread asked last, the same object, and all units' scores for it."""

    clauses: Clauses | None = None
    scores: Scores = np.zeros(0, np.float32)
