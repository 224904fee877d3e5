"""A lexical leg: weighted terms to BM25 postings, stored ready-scored, memory-mapped.

Each term's score per unit is computed when the index is written (Lucene's variant of BM25; the idea of
eager scores is bm25s's, Lù 2024, arXiv:2407.03618). Frequencies may be fractions, since a term of the
title counts more than one of the text and a compound's part less than a word.

Candidates are sought term by term among the best postings of each (kb.index.postings); given units are scored
exactly, by whole columns or, where a term is frequent, by its bits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.index.columns import Allowed
from kb.index.packed import term_hash
from kb.index.query_cache import LastQueryScores, ThreadBuffers
from kb.index.store import Clauses, Found, Order, Scores, best_found

Numbers = NDArray[np.int64]
Units = NDArray[np.int32]
MOST_KNOWN = 100_000  # terms whose numbers are kept
# Places that are scored at a time; a filter that leaves no more is scored as a whole.
BLOCK = 1 << 14
# A column so many times longer than the places asked for is looked up in its bits, a shorter one read.
LONG = 3
# Postings that a question may read whole: those of its first clause (the query's own words) before others,
# of rare terms before frequent ones. Of the terms beyond that only the best are looked at, as many postings
# again in all. Of the units found, so many for each one wanted are scored exactly.
BUDGET, RESCORED = 500_000, 3


@dataclass(frozen=True, slots=True)
class _FlatClauses:
    """Clauses laid flat: term `numbers[i]` counts `weights[i]` in alternative `rows[i]`; the alternatives
    of a clause stand together, each clause's from `firsts`; `count` alternatives in all."""

    numbers: Numbers
    weights: NDArray[np.float32]
    rows: Numbers
    firsts: Numbers
    count: int


@dataclass(frozen=True, slots=True)
class _Sums:
    """Units found among the postings that were looked at, rising, and for each the sum over all its terms.

    No less than its score, but for terms of which only the best were looked at; `exact` tells that it is it.
    """

    places: Numbers
    sums: Scores
    exact: bool


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
        self._buffers = ThreadBuffers(self.size)
        self._last = LastQueryScores[_Sums](self.size)
        self._budget = budget
        # Terms that some unit has, once they were asked for: a query's thesaurus terms are a hundred, each
        # looked up for several purposes. What occurs nowhere is not kept.
        self._known: dict[str, int] = {}

    def numbers(self, terms: Sequence[str]) -> Numbers:
        """The number of each term, -1 for one that occurs nowhere; shape (terms,)."""
        numbers = np.array([self._known.get(term, -1) for term in terms], np.int64)
        new = np.flatnonzero(numbers < 0)
        if len(new):
            named = [terms[place] for place in new.tolist()]
            numbers[new] = found = self._found(named)
            if len(self._known) > MOST_KNOWN:
                self._known = {}
            self._known |= {
                term: number for term, number in zip(named, found.tolist(), strict=True) if number >= 0
            }
        return numbers

    def _found(self, terms: Sequence[str]) -> Numbers:
        """The numbers of terms by one search among the hashes of all."""
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
        asked = self._asked(clauses)
        if len(places) == self.size:
            return self._at(asked, places)
        return self._last.scores(clauses, places, partial(self._at, asked))

    def _at(self, asked: _FlatClauses, places: Numbers) -> Scores:
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
        numbers = numbers[numbers >= 0]
        held = np.zeros((len(names), len(places)), np.bool_)
        if len(lists) and len(places):
            short, in_bits = self._by_length(numbers, len(places))
            entries, columns, _ = self._gather_columns(short, numbers, places)
            held[lists[entries], columns] = True
            for entry, columns, _, _ in self._set_bits(in_bits, numbers, places):
                held[lists[entry], columns] = True
        return held

    def best(self, clauses: Clauses, k: int, allowed: Allowed | None, order: Order) -> Found:
        """The `k` best units by BM25 among those `allowed` (None: all); only scores above 0."""
        asked = self._asked(clauses)
        few = self.size if allowed is None else len(allowed.places)
        if few <= BLOCK:
            places = np.arange(self.size) if allowed is None else allowed.places.astype(np.int64)
        else:
            places = self._candidates(clauses, asked, k, allowed, order)
        scores = self._last.scores(clauses, places, partial(self._at, asked))
        return best_found(places[scores > 0], scores[scores > 0], k, order)

    def _asked(self, clauses: Clauses) -> _FlatClauses:
        alternatives = [terms for clause in clauses for terms in clause]
        numbers = self.numbers([term for terms in alternatives for term in terms])
        weights = np.array([weight for terms in alternatives for weight in terms.values()], np.float32)
        rows = np.repeat(np.arange(len(alternatives)), [len(terms) for terms in alternatives])
        firsts = np.cumsum([0, *[len(clause) for clause in clauses if clause][:-1]])
        known = numbers >= 0
        return _FlatClauses(numbers[known], weights[known], rows[known], firsts, len(alternatives))

    def _met(self, numbers: Numbers, places: Numbers) -> tuple[Numbers, Numbers, Scores]:
        """Where units at `places` (rising) have terms: which term, which place, and the score of it."""
        if len(places) == self.size:  # no column is longer
            return self._gather_columns(np.arange(len(numbers)), numbers, places)
        short, in_bits = self._by_length(numbers, len(places))
        found = [self._gather_columns(short, numbers, places)]
        for entry, columns, counts, before in self._set_bits(in_bits, numbers, places):
            # The score of a unit stands where as many bits are set before its own.
            at = counts + np.bitwise_count(before)
            scores = self._scores[self._starts[numbers[entry]] :].take(at)
            found.append((np.full(len(columns), entry), columns, scores))
        entries, columns, scores = (np.concatenate(parts) for parts in zip(*found, strict=True))
        return entries, columns, scores

    def _by_length(self, numbers: Numbers, count: int) -> tuple[Numbers, list[int]]:
        """Which terms are read as columns where `count` units are asked for, and which are looked up."""
        long = self._starts[numbers + 1] - self._starts[numbers] > LONG * count
        in_bits = [n for n in np.flatnonzero(long).tolist() if int(numbers[n]) in self._bit_row]
        short = np.ones(len(numbers), np.bool_)
        short[in_bits] = False
        return np.flatnonzero(short), in_bits

    def _gather_columns(
        self, entries: Numbers, numbers: Numbers, places: Numbers
    ) -> tuple[Numbers, Numbers, Scores]:
        """The whole columns of the terms, read one after the other."""
        starts, stops = self._starts[numbers[entries]], self._starts[numbers[entries] + 1]
        owners = np.repeat(entries, stops - starts)
        if len(places) == self.size and len(owners) <= BLOCK:
            # Of many short columns each posting is taken by its own place: fewer calls than slices.
            ends = np.cumsum(stops - starts)
            own = np.arange(len(owners)) + np.repeat(stops - ends, stops - starts)
            return owners, self._units.take(own).astype(np.int64), self._scores.take(own)
        spans = [slice(*span) for span in zip(starts.tolist(), stops.tolist(), strict=True)]
        units = np.concatenate([self._units[:0], *(self._units[span] for span in spans)])
        scores = np.concatenate([self._scores[:0], *(self._scores[span] for span in spans)])
        if len(places) == self.size:
            return owners, units.astype(np.int64), scores
        with self._buffers.numbered(places) as (wanted, at):
            kept = np.flatnonzero(wanted.take(units))
            columns = at.take(units.take(kept))
        return owners.take(kept), columns.astype(np.int64), scores.take(kept)

    def _set_bits(
        self, entries: Sequence[int], numbers: Numbers, places: Numbers
    ) -> Iterator[tuple[int, Numbers, Units, NDArray[np.uint64]]]:
        """For each term the places that have it, and what stands before them: how many units up to their
        word of bits, and which bits within it."""
        words, bits = places >> 6, np.uint64(1) << (places & 63).astype(np.uint64)
        below = bits - np.uint64(1)
        for entry in entries:
            row = self._bit_row[int(numbers[entry])]
            own = self._bits[row].take(words)
            columns = np.flatnonzero((own & bits) != 0)
            counts = self._bit_counts[row].take(words.take(columns))
            yield entry, columns, counts, own.take(columns) & below.take(columns)

    def _candidates(
        self, clauses: Clauses, asked: _FlatClauses, k: int, allowed: Allowed | None, order: Order
    ) -> Numbers:
        """Units, rising, among which the best `k` are: those whose sums are highest."""
        met = self._last.work(clauses, partial(self._summed, asked))
        kept = slice(None) if allowed is None else allowed.mask.take(met.places)
        count = k if met.exact else RESCORED * k
        return np.sort(best_found(met.places[kept], met.sums[kept], count, order).places)

    def _summed(self, asked: _FlatClauses) -> _Sums:
        cut = self._beyond_budget(asked)
        looked_at = self._budget // max(1, len(cut))
        columns = [self._column(number, number in cut, looked_at) for number in asked.numbers.tolist()]
        units = np.concatenate([self._units[:0], *(units for units, _ in columns)])
        scores = np.concatenate([self._scores[:0], *(scores for _, scores in columns)])
        scores *= np.repeat(asked.weights, [len(units) for units, _ in columns])
        with self._buffers.sums() as sums:
            np.add.at(sums, units, scores)
            places = np.flatnonzero(sums)
            # The sum is the score where no clause has alternatives, of which only the best would count.
            return _Sums(places, sums.take(places), not cut and len(asked.firsts) == asked.count)

    def _beyond_budget(self, asked: _FlatClauses) -> frozenset[int]:
        """The numbers of the terms of which only the best are looked at."""
        lengths = self._starts[asked.numbers + 1] - self._starts[asked.numbers]
        own = asked.rows < (asked.firsts[1] if len(asked.firsts) > 1 else asked.count)
        order = np.lexsort((lengths, ~own))
        beyond = asked.numbers[order[np.cumsum(lengths[order]) > self._budget]].tolist()
        return frozenset(number for number in beyond if number in self._best_row)

    def _column(self, number: int, cut: bool, looked_at: int) -> tuple[Units, Scores]:
        """The postings of a term, or the best of them."""
        if cut:
            row = self._best_row[number]
            return self._best_units[row][:looked_at], self._best_scores[row][:looked_at]
        column = slice(int(self._starts[number]), int(self._starts[number + 1]))
        return self._units[column], self._scores[column]


def _rows(path: Path, kind: np.dtype[Any], count: int) -> NDArray[Any]:
    """A file of `count` rows of equal length, mapped."""
    return np.asarray(np.memmap(path, kind, "r").reshape(count, -1)) if count else np.empty((0, 0), kind)
