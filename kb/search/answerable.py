"""Does the corpus answer a query, is something near, or is not one of its words known?

A cosine alone does not tell: every Danish question is near some Danish text. What tells is whether the
query's weighty words, or words that mean the same, are met together in one unit, and how near that unit's
tokens are to the query's. A word without evidence counts against an answer; it never vetoes one.
"""

from __future__ import annotations

import numpy as np

from kb.index.opened import Index
from kb.search.ranking import LegQueries, Ranked
from kb.search.reading import Reading

_TOP = 10
# Of MaxSim, and of a point of BM25, beside the share that is covered.
LATE, WORDS = 2.0, 0.06


def outcome(index: Index, reading: Reading, ranked: Ranked) -> str:
    """One of kb.model.OUTCOMES. A phrase or number that the corpus holds is an answer by itself."""
    if not (has_known_word(index, reading) or ranked.legs["words"].any()):
        return "nothing"
    if reading.phrases or reading.intent.numbers:
        return "answers" if ranked.listed.any() else "nearest"
    if index.judgement is None:
        return "answers"
    return "answers" if evidence(ranked) >= index.judgement else "nearest"


def has_known_word(index: Index, reading: Reading) -> bool:
    """Whether the corpus has a word of the query or the dictionary can put one together, or it has a number,
    a paragraph, a programme or a term of the thesaurus."""
    return bool(reading.intent.values or reading.groups) or any(
        term.kind != "word" or term.word in index.speller.frequencies or index.analyzer.known(term.word)
        for term in reading.terms
    )


def missing_words(queries: LegQueries) -> tuple[str, ...]:
    """The topical words and paragraphs, but no numbers, that no unit has, neither themselves nor in other
    words."""
    unmet = (word.written for word in queries.covered if not word.occurs)
    return tuple(word for word in unmet if word.isalpha() or word[0] == "§")


def evidence(ranked: Ranked) -> float:
    """How much speaks for an answer: the share of the query's idf that the best of the top units meets, the
    MaxSim of the nearest unit, and the best BM25 score, which grows with how many rare words are met."""
    top = np.argsort(-ranked.scores, kind="stable")[:_TOP]
    covered = float(ranked.legs["covered"][top].max(initial=0.0))
    late = float(ranked.legs["late"][ranked.listed].max(initial=0.0))
    return covered + LATE * late + WORDS * float(ranked.legs["words"].max(initial=0.0))
