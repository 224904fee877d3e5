"""The gate of a build: fitted to its own units and model, on queries drawn by rule.

Queries that the units answer are drawn out of their sentences: a few of a sentence's words, most of them
exchanged for what the thesaurus has in their stead, as someone asks who has not read the text. Queries that
they do not answer are kb/danish/off_topic.txt. One half of both fits the weights; the other half, which the
fit has not seen, tells where the threshold lies.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kb.analyze import Term
from kb.answerable import features
from kb.danish import read_text
from kb.encoder import Coming
from kb.gate import GATE, Gate
from kb.index import Index
from kb.model import Query, Unit
from kb.passages import sentence_spans
from kb.ranking import question, rank, scan
from kb.reading import Reading, read_query
from kb.terms import content

FEWEST_UNITS = 100  # a smaller corpus has the gate that was fitted to the shipped one
DRAWN = 160
WORDS = (2, 6)  # of a drawn query
EXCHANGED = 0.6  # how often a word is put for another, where there is one
SHORTEST = 4  # letters of a word that is asked for
RIDGE = 0.05
# The threshold lies halfway between these percentiles of the held-back queries. Not all of the others are to
# be silent: some of them are close to what a corpus is about, and a question refused is the worse mistake.
REFUSED, SILENT = 2, 70

Rows = NDArray[np.float64]


def calibrate(index: Index) -> Gate:
    """The gate of a build; the given one where there are too few units to draw queries from, or where its
    model cannot tell the two sorts of queries apart."""
    if index.store.size < FEWEST_UNITS:
        return GATE
    # All are given to the encoder before the first is ranked: its threads compute meanwhile.
    beside = _started(index, off_topic())
    drawn = _started(index, draw_queries(index, DRAWN))
    unanswered, answered = _measured(index, beside), _measured(index, drawn)
    weights, bias = _fit(answered[::2], unanswered[::2])
    low = float(np.percentile(unanswered[1::2] @ weights + bias, SILENT))
    high = float(np.percentile(answered[1::2] @ weights + bias, REFUSED))
    if low >= high:
        return GATE
    threshold = 1 / (1 + np.exp(-(low + high) / 2))
    return Gate(tuple(round(float(w), 4) for w in weights), round(bias, 4), round(float(threshold), 4))


def off_topic() -> list[str]:
    """Queries that social-policy reports do not answer."""
    lines = (line.strip() for line in read_text("off_topic.txt").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def draw_queries(index: Index, count: int, seed: int = 0) -> list[str]:
    """Queries that units answer; the same for the same units."""
    chance = random.Random(seed)
    places = np.linspace(0, index.store.size - 1, count).astype(np.int64)
    drawn = (_drawn(index, unit, chance) for unit in index.store.units(places))
    return [query for query in drawn if query]


def _drawn(index: Index, unit: Unit, chance: random.Random) -> str:
    """Some words of one of the unit's sentences, in their order; none where no sentence has enough."""
    sentences = [unit.text[start:end] for start, end in sentence_spans(unit.text)]
    told = [text for text in sentences if len(_asked_for(index.analyzer.outlines(text))) >= WORDS[0]]
    if not told:
        return ""
    terms = _asked_for(index.analyzer.terms(chance.choice(told)))
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
        if entry.relation == "equivalent" and entry.key != found.key
    ]
    return chance.choice(others) if others and chance.random() < EXCHANGED else term.word


def _started(index: Index, queries: Sequence[str]) -> list[tuple[Reading, Coming]]:
    """Each query as it was read, and what waits for its vector."""
    readings = (read_query(index, Query(text)) for text in queries)
    return [(reading, index.encoder.start(reading.text)) for reading in readings]


def _measured(index: Index, started: Sequence[tuple[Reading, Coming]]) -> Rows:
    """The gate's features of each query, shape (queries, features)."""
    rows = []
    for reading, coming in started:
        asked = question(index, reading, coming)
        rows.append(features(index, asked, rank(index, reading, asked, scan(index, asked))))
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
