"""Simple systems to be compared with, built from the index's own units in the same run."""

import re
import sqlite3
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from kb.danish import read_words
from kb.index.opened import Index
from kb.measuring.judge import DEPTH, Ranker
from kb.search.nested import best_of_nested

Scores = NDArray[np.float64]
Scorer = Callable[[str], Scores]  # a query to the scores of all units, 0 for one that is not found

WORD = re.compile(r"[\w§]+")
_RANKS = 60  # Cormack et al. 2009


def baselines(index: Index) -> dict[str, Ranker]:
    """Rankers by name; each lists a passage once, as the product does."""
    texts = texts_of(index)
    every = np.arange(len(texts))

    def dense(text: str) -> Scores:
        return index.store.dense_at(index.encoder.encode(text).vector, every).astype(np.float64)

    words = bm25(texts)
    scorers = {
        "SQLite FTS5": _fts5(texts),
        "BM25 Snowball": words,
        "dense alone": dense,
        "RRF": lambda text: _reciprocal(words(text)) + _reciprocal(dense(text)),
    }
    return {name: _listed(index, scorer) for name, scorer in scorers.items()}


def texts_of(index: Index) -> list[str]:
    """What the systems search: heading, title and text of each unit."""
    return [" ".join([*unit.section[-1:], unit.title or "", unit.text]) for unit in index.units]


def _listed(index: Index, scorer: Scorer) -> Ranker:
    tags = index.store.tags(np.arange(len(index.units)))

    def ranker(text: str) -> list[str]:
        scores = scorer(text)
        shown = np.flatnonzero((scores != 0) & tags.whole)
        return [unit.id for unit in index.store.units(best_of_nested(scores, shown, tags)[:DEPTH])]

    return ranker


def text_table(texts: Sequence[str], path: str = ":memory:") -> sqlite3.Connection:
    """The texts in SQLite's own full-text search, the first as row 1."""
    table = sqlite3.connect(path)
    table.execute('CREATE VIRTUAL TABLE unit USING fts5(text, tokenize = "unicode61 remove_diacritics 0")')
    table.executemany("INSERT INTO unit VALUES (?)", ((text,) for text in texts))
    return table


def any_word(text: str) -> str:
    """The question to such a table: any of the words."""
    return " OR ".join(f'"{word}"' for word in WORD.findall(text)) or '""'


def _fts5(texts: Sequence[str]) -> Scorer:
    table = text_table(texts)

    def scorer(text: str) -> Scores:
        scores = np.zeros(len(texts))
        rows = table.execute("SELECT rowid, bm25(unit) FROM unit WHERE unit MATCH ?", (any_word(text),))
        for row, score in rows:
            scores[row - 1] = -score
        return scores

    return scorer


def bm25(texts: Sequence[str]) -> Scorer:
    """BM25 (Lucene's) of bm25s over Danish Snowball stems without function words."""
    import bm25s
    import snowballstemmer

    how = {
        "stopwords": sorted(read_words("stopwords.txt")),
        "stemmer": snowballstemmer.stemmer("danish"),
        "token_pattern": WORD.pattern,
        "show_progress": False,
    }
    model = bm25s.BM25(method="lucene")
    model.index(bm25s.tokenize(texts, **how), show_progress=False)

    def scorer(text: str) -> Scores:
        (words,) = bm25s.tokenize([text], return_ids=False, **how)
        if not words:  # of function words alone, which the library takes for a fault
            return np.zeros(len(texts))
        return np.asarray(model.get_scores(list(dict.fromkeys(words))), np.float64)

    return scorer


def _reciprocal(scores: Scores) -> Scores:
    """1 / (60 + rank) of each unit that is found, for reciprocal rank fusion."""
    ranks = np.empty(len(scores))
    ranks[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
    return np.where(scores != 0, 1 / (_RANKS + ranks), 0.0)
