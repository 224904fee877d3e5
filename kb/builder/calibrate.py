"""The judgement of a build: fitted to its own units and model, on queries drawn by rule.

Queries that the units answer are drawn out of their sentences: a few of a sentence's words, most of them
exchanged for what the thesaurus has in their stead, as someone asks who has not read the text. Queries that
they do not answer are kb/danish/data/off_topic.txt; the threshold lies where most of those are told
as no answer.

Which units are drawn from, and which of their words, their own texts tell: the same text draws the same.
"""

from __future__ import annotations

import hashlib
import heapq
import random
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from kb.danish import read_text
from kb.danish.analyze import Term
from kb.danish.terms import content
from kb.index.judgement import Judgement
from kb.index.opened import Index
from kb.index.passages import snippet_spans
from kb.model import Query, Unit
from kb.search.answerable import features
from kb.search.ranking import leg_queries, rank
from kb.search.reading import read_query

FEWEST_UNITS = 100  # a smaller corpus gets the judgement that was fitted to the shipped one
GIVEN = Judgement((12.88, 1.4, 0.57), -14.11, 0.087)
DRAWN = 60
WORDS = (2, 6)  # of a drawn query
EXCHANGED = 0.6  # how often a word is put for another, where there is one
SHORTEST = 4  # letters of a word that is asked for
RIDGE = 0.05
# So many per cent of the off-topic queries are to be told as no answer.
SILENT = 95

Rows = NDArray[np.float64]


def calibrate(index: Index) -> Judgement:
    """The judgement of the build `index`; the given one where it has too few units to draw queries from."""
    if index.store.size < FEWEST_UNITS:
        return GIVEN
    beside = off_topic()
    unanswered = _features(index, beside)
    answered = _features(index, draw_queries(index, index.units, DRAWN))
    weights, bias = _fit(answered, unanswered)
    low = float(np.percentile(unanswered @ weights + bias, SILENT))
    threshold = 1 / (1 + np.exp(-low))
    return Judgement(tuple(round(float(w), 4) for w in weights), round(bias, 4), round(float(threshold), 4))


def off_topic() -> list[str]:
    """Queries that social-policy reports do not answer."""
    lines = (line.strip() for line in read_text("off_topic.txt").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def draw_queries(index: Index, units: Iterable[Unit], count: int, seed: int = 0) -> list[str]:
    """Queries that units answer, of `count` units at most; each depends on nothing but its own unit."""
    numbered = ((_number(unit, seed), unit.id, unit) for unit in units)
    chosen = heapq.nsmallest(count, numbered, key=lambda one: one[:2])
    drawn = (_drawn(index, unit, random.Random(number)) for number, _, unit in chosen)
    return [query for query in drawn if query]


def _number(unit: Unit, seed: int) -> int:
    """As if drawn by lot, and the same for the same text."""
    return int.from_bytes(hashlib.sha256(f"{seed} {unit.text}".encode()).digest()[:8], "big")


def _drawn(index: Index, unit: Unit, chance: random.Random) -> str:
    """Some words of one of the unit's sentences, in their order; none where no sentence has enough."""
    spans = snippet_spans(unit.text)
    for start, end in chance.sample(spans, len(spans)):
        terms = _asked_for(index.analyzer.terms(unit.text[start:end]))
        if len(terms) >= WORDS[0]:
            break
    else:
        return ""
    chosen = sorted(chance.sample(range(len(terms)), min(len(terms), chance.randint(*WORDS))))
    return " ".join(_said(index, terms[place], chance) for place in chosen)


def _asked_for(terms: Sequence[Term]) -> list[Term]:
    told = (term for term in content(terms) if term.kind == "word" and not term.stop)
    return [term for term in told if len(term.word) >= SHORTEST]


def _said(index: Index, term: Term, chance: random.Random) -> str:
    """The word, or another one that means the same."""
    others = [
        entry.term
        for found in index.expander.thesaurus.find([term])
        for entry in found.concept
        if entry.key != found.key
    ]
    return chance.choice(others) if others and chance.random() < EXCHANGED else term.word


def _features(index: Index, texts: Sequence[str]) -> Rows:
    """What is judged by of each query, shape (queries, features)."""
    rows = []
    for text in texts:
        reading = read_query(index, Query(text))
        queries = leg_queries(index, reading, index.encoder.encode(reading.text))
        rows.append(features(rank(index, reading, queries)))
    return np.array(rows, np.float64)


def _fit(answered: Rows, unanswered: Rows) -> tuple[Rows, float]:
    """Weights and bias of a logistic regression by Newton's method, both sorts counting alike; the bias is
    not held down by the ridge."""
    rows = np.vstack([answered, unanswered])
    rows = np.hstack([rows, np.ones((len(rows), 1))])
    right = np.concatenate([np.ones(len(answered)), np.zeros(len(unanswered))])
    share = np.concatenate([np.full(len(part), 1 / len(part)) for part in (answered, unanswered)])
    ridge = RIDGE / len(rows) * np.diag([1.0] * (rows.shape[1] - 1) + [0.0])
    found = np.zeros(rows.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-rows @ found))
        slope = rows.T @ (share * (chance - right)) + 2 * ridge @ found
        curve = (rows * (share * chance * (1 - chance))[:, None]).T @ rows + 2 * ridge
        found = found - np.linalg.solve(curve + 1e-9 * np.eye(len(found)), slope)
    return found[:-1], float(found[-1])
