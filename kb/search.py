"""A query to an answer: legs, fusion, filters, facets, snippets."""

from __future__ import annotations

import time
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from kb.fuse import weighted_sum
from kb.index import Index
from kb.model import Answer, Hit, Query, ReadQuery, Reason
from kb.nested import best_of_nested, count_listed
from kb.snippets import snippet
from kb.terms import query_grams, query_words

Scores = NDArray[np.float32]
WEIGHTS = {"words": 0.35, "grams": 0.2, "dense": 0.45}


def search(index: Index, query: Query) -> Answer:
    """The best units for a query. Same index and query, same answer."""
    start = time.perf_counter()
    read = index.analyzer.terms(query.text)
    terms = query_words(index.analyzer, read)
    vector = index.encoder.encode(query.text)
    encoded = time.perf_counter()
    legs = {
        "words": index.words.scores(terms),
        "grams": index.grams.scores(query_grams(read)),
        "dense": _cosines(index, vector),
    }
    scores = weighted_sum(legs, WEIGHTS)
    passing = np.flatnonzero(index.columns.allowed(query.filters))
    found = list(zip(scores[passing].tolist(), passing.tolist(), strict=True))
    ranked = best_of_nested(found, index)
    page = ranked[query.offset : query.offset + query.limit]
    hits = tuple(
        _hit(index, position, score, terms, float(legs["dense"][position])) for score, position in page
    )
    end = time.perf_counter()
    return Answer(
        query=ReadQuery(query.text),
        total=len(ranked),
        hits=hits,
        facets=count_listed(found, index),
        build=index.build,
        model=index.model,
        took_ms=round(1000 * (end - start), 2),
        stages={"encode": 1000 * (encoded - start), "rank": 1000 * (end - encoded)},
    )


def _cosines(index: Index, vector: NDArray[np.float32]) -> Scores:
    scores, positions = index.dense.search(vector, None, index.dense.size)
    spread = np.zeros(index.dense.size, np.float32)
    spread[positions] = scores
    return spread


def _hit(index: Index, position: int, score: float, terms: Mapping[str, float], cosine: float) -> Hit:
    unit = index.units[position]
    matched: dict[str, None] = {}

    def mark(word: str) -> str | None:
        # The documents' words come again and again, and reading one costs more than all else about a hit.
        known = index.word_terms.get(word)
        if known is None:
            known = frozenset(query_words(index.analyzer, index.analyzer.terms(word)))
            index.word_terms[word] = known
        if known.isdisjoint(terms):
            return None
        matched[word.lower()] = None
        return "word"

    return Hit(unit, round(score, 6), snippet(unit.text, mark), Reason(tuple(matched), (), round(cosine, 4)))
