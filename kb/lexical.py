"""A lexical leg: terms to BM25 postings. bm25s computes and stores them; scoring adds up columns.

bm25s keeps each term's score per unit ready-made (Lucene's variant of BM25, k1 = 1.5, b = 0.75;
Lù 2024, arXiv:2407.03618), so a query is a weighted sum of a few sparse columns.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

_PARTS = ("data", "indices", "indptr")


def build_lexical(documents: Sequence[Sequence[str]], folder: Path) -> None:
    """Write the leg of `documents`, each a sequence of terms (a repeated term counts again)."""
    vocabulary = {
        term: number for number, term in enumerate(sorted({t for terms in documents for t in terms}))
    }
    numbered = [[vocabulary[term] for term in terms] for terms in documents]
    leg = bm25s.BM25(method="lucene", k1=1.5, b=0.75)
    leg.index((numbered, vocabulary), create_empty_token=False, show_progress=False)
    folder.mkdir(parents=True, exist_ok=True)
    for part in _PARTS:
        np.save(folder / f"{part}.npy", leg.scores[part])
    text = json.dumps({"size": len(documents), "terms": list(vocabulary)}, ensure_ascii=False)
    (folder / "terms.json").write_text(text, encoding="utf-8")


class Lexical:
    """An opened lexical leg; the columns are memory-mapped."""

    def __init__(self, folder: Path) -> None:
        head = json.loads((folder / "terms.json").read_text(encoding="utf-8"))
        self.size: int = head["size"]
        self.vocabulary: dict[str, int] = {term: number for number, term in enumerate(head["terms"])}
        self._data, self._indices, self._indptr = (
            np.load(folder / f"{part}.npy", mmap_mode="r") for part in _PARTS
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

    def frequency(self, term: str) -> int:
        """In how many units `term` occurs."""
        number = self.vocabulary.get(term)
        return 0 if number is None else int(self._indptr[number + 1] - self._indptr[number])
