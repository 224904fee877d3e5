"""A lexical leg: weighted terms to BM25 postings, stored ready-scored; scoring adds up columns.

Each term's score per unit is computed when the index is written (Lucene's variant of BM25; the idea of
eager scores is bm25s's, Lù 2024, arXiv:2407.03618). Frequencies may be fractions, since a term of the
title counts more than one of the text and a compound's part less than a word.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

# Chosen on the judged queries. A low b, since a long unit here is a whole example, not a wordy one.
K1, B = 1.2, 0.3
_PARTS = ("data", "indices", "indptr")


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


class Lexical:
    """An opened lexical leg; the columns are memory-mapped."""

    def __init__(self, folder: Path) -> None:
        head = json.loads((folder / "terms.json").read_text(encoding="utf-8"))
        self.size: int = head["size"]
        self.vocabulary: dict[str, int] = {term: number for number, term in enumerate(head["terms"])}
        self._data, self._indices, self._indptr = (
            np.asarray(np.load(folder / f"{part}.npy", mmap_mode="r")) for part in _PARTS
        )

    def scores(self, terms: Mapping[str, float]) -> NDArray[np.float32]:
        """BM25 of every unit for weighted `terms`, shape (units,); unknown terms add nothing."""
        total = np.zeros(self.size, np.float32)
        for term, weight in terms.items():
            number = self.vocabulary.get(term)
            if number is not None:
                column = slice(self._indptr[number], self._indptr[number + 1])
                total[self._indices[column]] += np.float32(weight) * self._data[column]
        return total

    def best(self, alternatives: Iterable[Mapping[str, float]]) -> NDArray[np.float32]:
        """For every unit the highest score of any alternative, shape (units,): synonyms do not add up."""
        highest = np.zeros(self.size, np.float32)
        for terms in alternatives:
            np.maximum(highest, self.scores(terms), out=highest)
        return highest

    def holding(self, terms: Iterable[str]) -> NDArray[np.bool_]:
        """Which units have any of `terms`, shape (units,)."""
        held = np.zeros(self.size, np.bool_)
        for term in terms:
            number = self.vocabulary.get(term)
            if number is not None:
                held[self._indices[self._indptr[number] : self._indptr[number + 1]]] = True
        return held

    def frequency(self, term: str) -> int:
        """In how many units `term` occurs."""
        number = self.vocabulary.get(term)
        return 0 if number is None else int(self._indptr[number + 1] - self._indptr[number])

    def idf(self, term: str) -> float:
        """The term's idf; that of a term seen nowhere is the highest."""
        return idf(self.size, self.frequency(term))
