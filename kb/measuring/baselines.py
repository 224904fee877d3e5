"""Simple systems to be compared with, built from the index's own units in the same run."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping

import numpy as np

from kb.index.opened import Index
from kb.index.postings import idf
from kb.measuring.queries import DEPTH, Ranker
from kb.search.nested import best_of_nested

Scorer = Callable[[str], Mapping[int, float]]  # a query to scores by the unit's position

_WORD = re.compile(r"[\w§]+")
_RANKS = 60  # Cormack et al. 2009
_K1, _B = 1.5, 0.75


def baselines(index: Index) -> dict[str, Ranker]:
    """Rankers by name; each lists a passage once, as the product does."""
    texts = [" ".join([*unit.section[-1:], unit.title or "", unit.text]) for unit in index.units]
    snowball, dense = _snowball(texts), _dense(index)
    scorers = {
        "SQLite FTS5": _fts5(texts),
        "BM25 Snowball": snowball,
        "dense alone": dense,
        "RRF": _reciprocal(snowball, dense),
    }
    return {name: _listed(index, scorer) for name, scorer in scorers.items()}


def _listed(index: Index, scorer: Scorer) -> Ranker:
    tags = index.store.tags(np.arange(len(index.units)))

    def ranker(text: str) -> list[str]:
        found = scorer(text)
        scores = np.zeros(len(index.units))
        scores[list(found)] = list(found.values())
        shown = np.array([n for n in found if tags.whole[n]], np.int64)
        return [unit.id for unit in index.store.units(best_of_nested(scores, shown, tags)[:DEPTH])]

    return ranker


def _fts5(texts: list[str]) -> Scorer:
    """SQLite's full-text search with its own BM25, the query's words joined by OR."""
    base = sqlite3.connect(":memory:")
    base.execute('CREATE VIRTUAL TABLE units USING fts5(text, tokenize = "unicode61 remove_diacritics 0")')
    base.executemany("INSERT INTO units (rowid, text) VALUES (?, ?)", enumerate(texts, 1))

    def scorer(text: str) -> dict[int, float]:
        words = " OR ".join(f'"{word}"' for word in _WORD.findall(text))
        if not words:
            return {}
        rows = base.execute("SELECT rowid, -bm25(units) FROM units WHERE units MATCH ?", (words,))
        return {row - 1: score for row, score in rows}

    return scorer


def _snowball(texts: list[str]) -> Scorer:
    """BM25 (Lucene) over Danish Snowball stems without function words."""
    import snowballstemmer

    from kb.danish import read_words

    stop = read_words("stopwords.txt")
    stemmer = snowballstemmer.stemmer("danish")

    def stems(text: str) -> list[str]:
        return [str(s) for s in stemmer.stemWords([w for w in _WORD.findall(text.lower()) if w not in stop])]

    documents = [Counter(stems(text)) for text in texts]
    lengths = [sum(document.values()) for document in documents]
    average = sum(lengths) / len(lengths)
    having = Counter(stem for document in documents for stem in document)

    def scorer(text: str) -> dict[int, float]:
        found: dict[int, float] = {}
        for stem in dict.fromkeys(stems(text)):
            weight = idf(len(documents), having[stem])
            for n, document in enumerate(documents):
                if stem in document:
                    norm = _K1 * (1 - _B + _B * lengths[n] / average)
                    found[n] = found.get(n, 0.0) + weight * document[stem] / (document[stem] + norm)
        return found

    return scorer


def _dense(index: Index) -> Scorer:
    def scorer(text: str) -> dict[int, float]:
        every = np.arange(len(index.units))
        return dict(enumerate(index.store.dense_at(index.encoder.encode(text).vector, every).tolist()))

    return scorer


def _reciprocal(one: Scorer, other: Scorer) -> Scorer:
    """Reciprocal rank fusion of two scorers."""

    def scorer(text: str) -> dict[int, float]:
        total: dict[int, float] = {}
        for scores in (one(text), other(text)):
            ordered = sorted(scores, key=lambda n: (-scores[n], n))
            for rank, n in enumerate(ordered, 1):
                total[n] = total.get(n, 0.0) + 1 / (_RANKS + rank)
        return total

    return scorer
