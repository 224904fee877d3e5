"""Does the corpus answer at all? A small model over how well the best units meet the query.

A cosine alone does not tell: every Danish question is near some Danish text. What tells is whether the
query's weighty words, or words that mean the same, are met together in one unit, and how far the nearest
unit stands out from the rest.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kb.analyze import Term
from kb.families import family
from kb.index import Index
from kb.ranking import Ranked
from kb.reading import Reading
from kb.terms import content

FEATURES = ("covered", "missing", "standing")
BY_FAMILY, BY_RELATED, BY_PART = 1.0, 0.7, 0.4  # how well a word is met
UNKNOWN = 0.5
_TOP = 10


def features(index: Index, reading: Reading, ranked: Ranked) -> tuple[float, ...]:
    """What the gate judges by, in the order of FEATURES.

    covered: the share of the query's idf that the best of the top units meets; missing: the share that no
    unit meets; standing: how many standard deviations the nearest unit lies above the mean cosine, which
    unlike a cosine means the same for every model. Words that only tell what kind is asked for are left
    out.
    """
    words = _topical(reading)
    weights = np.array([_weight(index, term) for _, term in words])
    met = np.array([_met(index, reading, place, term) for place, term in words])
    share = weights / weights.sum()
    top = np.argsort(-ranked.scores, kind="stable")[:_TOP]
    cosines = ranked.legs["dense"]
    spread = float(cosines.std()) or 1.0
    return (
        float((share @ met[:, top]).max(initial=0.0)),
        float(share @ (met.max(axis=1) < BY_RELATED)),
        float(cosines.max() - cosines.mean()) / spread,
    )


def _topical(reading: Reading) -> list[tuple[int, Term]]:
    """The content words with their places, without those that ask for a kind or a publisher."""
    words = list(enumerate(content(reading.terms)))
    return [(place, term) for place, term in words if term.word not in reading.intent.asides] or words


def _weight(index: Index, term: Term) -> float:
    """The word's idf; half of it for one that no dictionary has, which may be a slip of the finger."""
    strange = term.kind == "word" and not index.analyzer.known(term.word)
    share = UNKNOWN if strange and not index.words.frequency("f:" + term.family) else 1.0
    return share * index.words.idf("f:" + term.family)


def _met(index: Index, reading: Reading, place: int, term: Term) -> NDArray[np.float32]:
    """How well every unit meets one word of the query, shape (units,)."""
    met = index.words.holding([f"c:{pair}" for pair in _pairs(index, term)]) * np.float32(BY_PART)
    for group in reading.groups:
        if place in group.places:
            names = [name for one in group.alternatives for name in one.names]
            np.maximum(met, index.words.holding(names) * np.float32(BY_RELATED), out=met)
    own = index.words.holding(["l:" + term.lemma, "f:" + term.family])
    return np.maximum(met, own * np.float32(BY_FAMILY))


def _pairs(index: Index, term: Term) -> list[str]:
    keys = [family(part, index.analyzer.lexicon) for part in term.parts]
    return ["+".join(sorted(pair)) for pair in zip(keys, keys[1:], strict=False)]
