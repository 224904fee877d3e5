"""A lexical leg: weighted terms to BM25 postings, stored ready-scored, memory-mapped.

Each term's score per unit is computed when the index is written (Lucene's variant of BM25; the idea of
eager scores is bm25s's, Lù 2024, arXiv:2407.03618). Frequencies may be fractions, since a term of the
title counts more than one of the text and a compound's part less than a word.

Candidates are sought term by term among the best postings of each (kb.postings); given units are scored
exactly, by whole columns or, where a term is frequent, by its bits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.columns import Allowed
from kb.found import Order, best_found
from kb.postings import term_hash
from kb.scratch import Scratch
from kb.stores.seam import Clauses, Found, Scores

Numbers = NDArray[np.int64]
Units = NDArray[np.int32]
Column = tuple[Numbers, Scores]  # units and their scores for one term
# Places that are scored at a time; a filter that leaves no more is scored as a whole.
BLOCK = 1 << 14
# A column so many times longer than the places asked for is looked up in its bits, a shorter one read.
LONG = 3
# Postings that a question may read whole: those of its first clause (the query's own words) before others,
# of rare terms before frequent ones. Of a term beyond that the best are looked at, so many for each unit
# wanted, or all that are kept where a filter takes some away. Of the units found, so many for each one
# wanted are scored exactly.
BUDGET, LOOKED_AT, RESCORED = 500_000, 4, 2


@dataclass(frozen=True, slots=True)
class _Asked:
    """Clauses laid flat: term `numbers[i]` counts `weights[i]` in alternative `rows[i]`; the alternatives
    of a clause stand together, each clause's from `firsts`; `count` alternatives in all."""

    numbers: Numbers
    weights: NDArray[np.float32]
    rows: Numbers
    firsts: Numbers
    count: int


class Lexical:
    """An opened lexical leg."""

    def __init__(self, folder: Path, budget: int = BUDGET) -> None:
        def mapped(name: str) -> NDArray[np.generic]:
            return np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r"))

        self.size = int(np.load(folder / "size.npy"))
        self._terms, self._starts = mapped("terms"), mapped("indptr").astype(np.int64, copy=False)
        self._units: Units = mapped("indices").astype(np.int32, copy=False)
        self._scores: Scores = mapped("data").astype(np.float32, copy=False)
        best, bits = np.load(folder / "best_terms.npy"), np.load(folder / "bit_terms.npy")
        self._best_row = {term: row for row, term in enumerate(best.tolist())}
        self._bit_row = {term: row for row, term in enumerate(bits.tolist())}
        self._best_units = _rows(folder / "best_units.bin", np.dtype(np.int32), len(best))
        self._best_scores = _rows(folder / "best_scores.bin", np.dtype(np.float32), len(best))
        self._bits = _rows(folder / "bits.bin", np.dtype(np.uint64), len(bits))
        self._bit_counts = _rows(folder / "bit_counts.bin", np.dtype(np.int32), len(bits))
        self._scratch = Scratch(self.size)
        self._budget = budget

    def numbers(self, terms: Sequence[str]) -> Numbers:
        """The number of each term, -1 for one that occurs nowhere; shape (terms,)."""
        hashes = np.array([term_hash(term) for term in terms], np.uint64)
        if not len(self._terms):
            return np.full(len(terms), -1)
        found = np.minimum(np.searchsorted(self._terms, hashes), len(self._terms) - 1)
        return np.where(self._terms[found] == hashes, found, -1)

    def frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        """In how many units each term occurs; terms that occur nowhere are left out."""
        numbers = self.numbers(terms)
        lengths = self._starts[numbers + 1] - self._starts[numbers]
        found = zip(terms, numbers.tolist(), lengths.tolist(), strict=True)
        return {term: length for term, number, length in found if number >= 0}

    def at(self, clauses: Clauses, places: Numbers) -> Scores:
        """BM25 of the units at `places` (rising), shape (places,): of a clause's alternatives the best."""
        return self._at(self._asked(clauses), places)

    def _at(self, asked: _Asked, places: Numbers) -> Scores:
        scores = np.zeros(len(places), np.float32)
        if not len(asked.numbers):
            return scores
        for start in range(0, len(places), BLOCK):
            block = slice(start, start + BLOCK)
            width = len(places[block])
            entries, columns, found = self._met(asked.numbers, places[block])
            cells = asked.rows[entries] * width + columns
            table = np.bincount(cells, asked.weights[entries] * found, asked.count * width)
            best = np.maximum.reduceat(table.reshape(asked.count, width), asked.firsts, axis=0)
            scores[block] = best.sum(axis=0)
        return scores

    def holding(self, names: Sequence[Sequence[str]], places: Numbers) -> NDArray[np.bool_]:
        """Which units at `places` (rising) have any of each list of terms, shape (lists, places)."""
        numbers = self.numbers([name for own in names for name in own])
        lists = np.repeat(np.arange(len(names)), [len(own) for own in names])[numbers >= 0]
        held = np.zeros((len(names), len(places)), np.bool_)
        if len(lists) and len(places):
            entries, columns, _ = self._met(numbers[numbers >= 0], places)
            held[lists[entries], columns] = True
        return held

    def best(self, clauses: Clauses, k: int, allowed: Allowed | None, order: Order) -> Found:
        """The `k` best units by BM25 among those `allowed` (None: all); only scores above 0."""
        asked = self._asked(clauses)
        if allowed is not None and len(allowed.places) <= BLOCK:
            places = allowed.places.astype(np.int64)
            scores = self._at(asked, places)
        else:
            places, scores, exact = self._candidates(asked, k, allowed)
            if not exact:
                kept = best_found(places, scores, RESCORED * k, order)
                places = np.sort(kept.places)
                scores = self._at(asked, places)
        return best_found(places[scores > 0], scores[scores > 0], k, order)

    def _asked(self, clauses: Clauses) -> _Asked:
        alternatives = [terms for clause in clauses for terms in clause]
        numbers = self.numbers([term for terms in alternatives for term in terms])
        weights = np.array([weight for terms in alternatives for weight in terms.values()], np.float32)
        rows = np.repeat(np.arange(len(alternatives)), [len(terms) for terms in alternatives])
        firsts = np.cumsum([0, *[len(clause) for clause in clauses if clause][:-1]])
        known = numbers >= 0
        return _Asked(numbers[known], weights[known], rows[known], firsts, len(alternatives))

    def _met(self, numbers: Numbers, places: Numbers) -> tuple[Numbers, Numbers, Scores]:
        """Where units at `places` (rising) have terms: which term, which place, and the score of it."""
        long = self._starts[numbers + 1] - self._starts[numbers] > LONG * len(places)
        in_bits = [n for n in np.flatnonzero(long).tolist() if int(numbers[n]) in self._bit_row]
        short = np.ones(len(numbers), np.bool_)
        short[in_bits] = False
        found = [self._met_in_columns(np.flatnonzero(short), numbers, places)]
        found += self._met_in_bits(in_bits, numbers, places)
        entries, columns, scores = (np.concatenate(parts) for parts in zip(*found, strict=True))
        return entries, columns, scores

    def _met_in_columns(
        self, entries: Numbers, numbers: Numbers, places: Numbers
    ) -> tuple[Numbers, Numbers, Scores]:
        """The whole columns of the terms, read one after the other."""
        starts, stops = self._starts[numbers[entries]], self._starts[numbers[entries] + 1]
        spans = [slice(*span) for span in zip(starts.tolist(), stops.tolist(), strict=True)]
        units = np.concatenate([self._units[:0], *(self._units[span] for span in spans)])
        scores = np.concatenate([self._scores[:0], *(self._scores[span] for span in spans)])
        owners = np.repeat(entries, stops - starts)
        if len(places) == self.size:
            return owners, units.astype(np.int64), scores
        with self._scratch.numbered(places) as at:
            columns = at[units]
        kept = np.flatnonzero(columns >= 0)
        return owners[kept], columns[kept].astype(np.int64), scores[kept]

    def _met_in_bits(
        self, entries: Sequence[int], numbers: Numbers, places: Numbers
    ) -> Iterator[tuple[Numbers, Numbers, Scores]]:
        """The score of a unit stands where as many bits are set before its own."""
        words, bits = places >> 6, np.uint64(1) << (places & 63).astype(np.uint64)
        for entry in entries:
            row = self._bit_row[int(numbers[entry])]
            own = self._bits[row].take(words)
            columns = np.flatnonzero(own & bits)
            before = own[columns] & (bits[columns] - np.uint64(1))
            at = self._bit_counts[row].take(words[columns]) + np.bitwise_count(before)
            yield np.full(len(columns), entry), columns, self._scores.take(self._starts[numbers[entry]] + at)

    def _candidates(self, asked: _Asked, k: int, allowed: Allowed | None) -> tuple[Numbers, Scores, bool]:
        """Units with any of the terms, rising, their scores by the postings that were looked at, and whether
        these were all there are."""
        cut = self._beyond_budget(asked)
        looked_at = LOOKED_AT * k if allowed is None else None
        with self._scratch.sums() as (total, best, own):
            for first, stop in zip(asked.firsts, [*asked.firsts[1:], asked.count], strict=True):
                columns = [list(self._columns(asked, row, cut, looked_at)) for row in range(first, stop)]
                if stop - first == 1:
                    for units, scores in columns[0]:
                        np.add.at(total, units, scores)
                else:
                    _add_best(columns, total, best, own)
            places = np.flatnonzero(total)
            if allowed is not None:
                places = places[allowed.mask[places]]
            return places, total[places], not cut

    def _beyond_budget(self, asked: _Asked) -> frozenset[int]:
        """The numbers of the terms of which only the best are looked at."""
        lengths = self._starts[asked.numbers + 1] - self._starts[asked.numbers]
        own = asked.rows < (asked.firsts[1] if len(asked.firsts) > 1 else asked.count)
        order = np.lexsort((lengths, ~own))
        beyond = asked.numbers[order[np.cumsum(lengths[order]) > self._budget]].tolist()
        return frozenset(number for number in beyond if number in self._best_row)

    def _columns(
        self, asked: _Asked, row: int, cut: frozenset[int], looked_at: int | None
    ) -> Iterator[Column]:
        """Of each term of an alternative the postings that are looked at, weighted; the best of `cut`."""
        for entry in np.flatnonzero(asked.rows == row).tolist():
            number = int(asked.numbers[entry])
            if number not in cut:
                column = slice(int(self._starts[number]), int(self._starts[number + 1]))
                units, scores = self._units[column], self._scores[column]
            else:
                units = self._best_units[self._best_row[number]][:looked_at]
                scores = self._best_scores[self._best_row[number]][:looked_at]
            yield units.astype(np.int64), scores * asked.weights[entry]


def _add_best(alternatives: Sequence[Sequence[Column]], total: Scores, best: Scores, own: Scores) -> None:
    """Add each unit's best alternative to `total`; `best` and `own` are 0 before and after."""
    touched = []
    for columns in alternatives:
        for units, scores in columns:
            if len(columns) == 1:
                np.maximum.at(best, units, scores)
            else:
                np.add.at(own, units, scores)
            touched.append(units)
        if len(columns) > 1:
            met = np.concatenate([units for units, _ in columns])
            np.maximum.at(best, met, own[met])
            own[met] = 0
    met = np.concatenate([np.empty(0, np.int64), *touched])
    # A unit met twice is written twice, with the same sum.
    total[met] += best[met]
    best[met] = 0


def _rows(path: Path, kind: np.dtype[Any], count: int) -> NDArray[Any]:
    """A file of `count` rows of equal length, mapped."""
    return np.asarray(np.memmap(path, kind, "r").reshape(count, -1)) if count else np.empty((0, 0), kind)
