"""How much of a query each unit meets: each word by itself, by one that means the same, or by its parts.

BM25 is content with one weighty word met often; a reader is not. A word of the query counts by its idf and
once, whichever of its ways it is met in, so that a unit that meets all of a question stands above one that
meets half of it ten times.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.analyze import Term
from kb.families import family
from kb.index import Index
from kb.reading import Reading
from kb.terms import content

BY_FAMILY, BY_RELATED, BY_PART = 1.0, 0.7, 0.4  # how well a word is met
UNKNOWN = 0.5


@dataclass(frozen=True, slots=True)
class Asked:
    """A word of the query, its share of the query's idf, and the terms of the words' leg by which a unit
    meets it: itself, in other words, as parts that stand together."""

    share: float
    own: tuple[str, ...]
    related: tuple[str, ...]
    pairs: tuple[str, ...]


def asked_words(index: Index, reading: Reading, thesaurus: bool = True) -> tuple[Asked, ...]:
    """The query's topical words; the shares add up to 1. Without `thesaurus` no word has related terms."""
    words = list(_topical(reading))
    total = sum(_weight(index, term) for _, term in words)
    return tuple(
        Asked(
            share=_weight(index, term) / total,
            own=("l:" + term.lemma, "f:" + term.family),
            related=_related(reading, place) if thesaurus else (),
            pairs=_pairs(index, term),
        )
        for place, term in words
    )


def met(index: Index, asked: tuple[Asked, ...]) -> NDArray[np.float32]:
    """How well every unit meets each word, shape (words, units), in [0, 1]."""
    ways = (BY_FAMILY, BY_RELATED, BY_PART)
    rows = [
        [
            index.words.holding(names) * np.float32(way)
            for way, names in zip(ways, (a.own, a.related, a.pairs), strict=True)
        ]
        for a in asked
    ]
    if not rows:
        return np.zeros((0, len(index.units)), np.float32)
    return np.asarray(np.array(rows, np.float32).max(axis=1))


def covered(index: Index, asked: tuple[Asked, ...]) -> NDArray[np.float32]:
    """The share of the query's idf that every unit meets, shape (units,), in [0, 1]."""
    shares = np.array([one.share for one in asked], np.float32)
    return np.asarray(shares @ met(index, asked), np.float32)


def _topical(reading: Reading) -> Iterator[tuple[int, Term]]:
    """The content words with their places, without those that ask for a kind or a publisher."""
    words = list(enumerate(content(reading.terms)))
    yield from [(place, term) for place, term in words if term.word not in reading.intent.asides] or words


def _weight(index: Index, term: Term) -> float:
    """The word's idf; half of it for one that no dictionary has, which may be a slip of the finger."""
    strange = term.kind == "word" and not index.analyzer.known(term.word)
    share = UNKNOWN if strange and not index.words.frequency("f:" + term.family) else 1.0
    return share * index.words.idf("f:" + term.family)


def _related(reading: Reading, place: int) -> tuple[str, ...]:
    groups = [group for group in reading.groups if place in group.places]
    return tuple(name for group in groups for one in group.alternatives for name in one.names)


def _pairs(index: Index, term: Term) -> tuple[str, ...]:
    keys = [family(part, index.analyzer.lexicon) for part in term.parts]
    return tuple("c:" + "+".join(sorted(pair)) for pair in zip(keys, keys[1:], strict=False))
