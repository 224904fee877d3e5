"""A lexical leg: weighted terms to BM25 postings, stored ready-scored; scoring adds up columns.

Each term's score per unit is computed when the index is written (Lucene's variant of BM25; the idea of
eager scores is bm25s's, Lù 2024, arXiv:2407.03618). Frequencies may be fractions, since a term of the
title counts more than one of the text and a compound's part less than a word.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.columns import Allowed, spans
from kb.stores.seam import Clauses, Found, Scores

Numbers = NDArray[np.int64]
Order = NDArray[np.integer[Any]]

# Chosen on the judged queries. A low b, since a long unit here is a whole example, not a wordy one.
K1, B = 1.2, 0.3
_PARTS = ("data", "indices", "indptr")
# Places that are scored at a time, and how many times as long as them a column must be to be searched.
_BLOCK, _LONG = 1 << 14, 16


def build_lexical(documents: Sequence[Mapping[str, float]], folder: Path) -> None:
    """Write the leg of `documents`, each a mapping of terms to frequencies above 0."""
    lengths = [sum(terms.values()) for terms in documents]
    average = sum(lengths) / max(1, len(lengths)) or 1.0
    postings: dict[str, list[tuple[int, float]]] = {}
    for number, terms in enumerate(documents):
        norm = K1 * (1 - B + B * lengths[number] / average)
        for term, frequency in terms.items():
            postings.setdefault(term, []).append((number, frequency / (frequency + norm)))
    vocabulary = sorted(postings)
    columns = [postings[term] for term in vocabulary]
    saturated = [[part * idf(len(documents), len(column)) for _, part in column] for column in columns]
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "data.npy", np.array([x for column in saturated for x in column], np.float32))
    np.save(folder / "indices.npy", np.array([n for column in columns for n, _ in column], np.int32))
    np.save(folder / "indptr.npy", np.cumsum([0, *map(len, columns)], dtype=np.int64))
    text = json.dumps({"size": len(documents), "terms": vocabulary}, ensure_ascii=False)
    (folder / "terms.json").write_text(text, encoding="utf-8")


def idf(size: int, having: int) -> float:
    """Robertson's idf, kept above 0 as Lucene does: log(1 + (N - n + 0.5) / (n + 0.5))."""
    return math.log(1 + (size - having + 0.5) / (having + 0.5))


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
    """An opened lexical leg; the columns are memory-mapped."""

    def __init__(self, folder: Path) -> None:
        head = json.loads((folder / "terms.json").read_text(encoding="utf-8"))
        self.size: int = head["size"]
        self.vocabulary: dict[str, int] = {term: number for number, term in enumerate(head["terms"])}
        self._data, self._indices, self._indptr = (
            np.asarray(np.load(folder / f"{part}.npy", mmap_mode="r")) for part in _PARTS
        )

    def numbers(self, terms: Sequence[str]) -> Numbers:
        """The number of each term, -1 for one that occurs nowhere; shape (terms,)."""
        return np.array([self.vocabulary.get(term, -1) for term in terms], np.int64)

    def frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        """In how many units each term occurs; terms that occur nowhere are left out."""
        numbers = self.numbers(terms)
        lengths = self._indptr[numbers + 1] - self._indptr[numbers]
        found = zip(terms, numbers.tolist(), lengths.tolist(), strict=True)
        return {term: length for term, number, length in found if number >= 0}

    def at(self, clauses: Clauses, places: Numbers) -> Scores:
        """BM25 of the units at `places` (rising), shape (places,): of a clause's alternatives the best."""
        asked = self._asked(clauses)
        if not asked.count or not len(places):
            return np.zeros(len(places), np.float32)
        scores = np.empty(len(places), np.float32)
        for start in range(0, len(places), _BLOCK):
            block = slice(start, start + _BLOCK)
            scores[block] = self._at(asked, places[block])
        return scores

    def _at(self, asked: _Asked, places: Numbers) -> Scores:
        width = len(places)
        entries, columns, scores = self._met(asked.numbers, places)
        weighted = asked.weights[entries] * scores
        table = np.bincount(asked.rows[entries] * width + columns, weighted, asked.count * width)
        best = np.maximum.reduceat(table.reshape(asked.count, width), asked.firsts, axis=0)
        return np.asarray(best.sum(axis=0), np.float32)

    def holding(self, names: Sequence[Sequence[str]], places: Numbers) -> NDArray[np.bool_]:
        """Which units at `places` (rising) have any of each list of terms, shape (lists, places)."""
        numbers = self.numbers([name for own in names for name in own])
        lists = np.repeat(np.arange(len(names)), [len(own) for own in names])
        known = numbers >= 0
        entries, columns, _ = self._met(numbers[known], places)
        held = np.zeros((len(names), len(places)), np.bool_)
        held[lists[known][entries], columns] = True
        return held

    def best(self, clauses: Clauses, k: int, allowed: Allowed | None, order: Order) -> Found:
        """The `k` best units by BM25 among those `allowed` (None: all); only scores above 0."""
        places = np.arange(self.size) if allowed is None else allowed.places.astype(np.int64)
        scores = self.at(clauses, places)
        return best_found(places[scores > 0], scores[scores > 0], k, order)

    def _asked(self, clauses: Clauses) -> _Asked:
        alternatives = [terms for clause in clauses for terms in clause]
        numbers = self.numbers([term for terms in alternatives for term in terms])
        weights = np.array([weight for terms in alternatives for weight in terms.values()], np.float32)
        rows = np.repeat(np.arange(len(alternatives)), [len(terms) for terms in alternatives])
        lengths = [len(clause) for clause in clauses if clause]
        firsts = np.cumsum([0, *lengths[:-1]])
        known = numbers >= 0
        return _Asked(numbers[known], weights[known], rows[known], firsts, len(alternatives))

    def _met(self, numbers: Numbers, places: Numbers) -> tuple[Numbers, Numbers, Scores]:
        """Where units at `places` (rising) have terms: which term, which place, and the score of it.

        A short column is read whole and looked up among the places; in a long one the places are looked
        up.
        """
        starts, stops = self._indptr[numbers], self._indptr[numbers + 1]
        long = stops - starts > _LONG * (len(places) + _LONG)
        short = np.flatnonzero(~long)
        at, owners = spans(starts[short], stops[short])
        entries, units = short[owners], self._indices[at]
        if len(places) == self.size:
            columns = units.astype(np.int64)
        else:
            columns = np.minimum(np.searchsorted(places, units), len(places) - 1)
            kept = places[columns] == units
            entries, columns, at = entries[kept], columns[kept], at[kept]
        found = [(entries, columns, self._data[at])]
        asked = places.astype(np.int32)
        for entry in np.flatnonzero(long).tolist():
            column = slice(int(starts[entry]), int(stops[entry]))
            near = np.minimum(np.searchsorted(self._indices[column], asked), column.stop - column.start - 1)
            kept = np.flatnonzero(self._indices[column][near] == asked)
            found.append((np.full(len(kept), entry), kept, self._data[column][near[kept]]))
        entries, columns, scores = (np.concatenate(parts) for parts in zip(*found, strict=True))
        return entries, columns, scores


def best_found(places: Numbers, scores: Scores, k: int, order: Order) -> Found:
    """The `k` best of units at `places`, falling by score, ties by `order` (all units,)."""
    if len(places) > k:
        # All that tie with the k-th stay in, so that the ids decide between them.
        kept = scores >= np.partition(scores, -k)[-k]
        places, scores = places[kept], scores[kept]
    ranked = np.lexsort((order[places], -scores))[:k]
    return Found(places[ranked], scores[ranked])
