"""How much of a query each unit meets: each word by itself or by one that means the same.

BM25 is content with one weighty word met often; a reader is not. A word of the query counts by its idf and
once, whichever of its ways it is met in, so that a unit that meets all of a question stands above one that
meets half of it ten times.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.danish.analyze import Term, fold
from kb.danish.terms import content, is_general
from kb.index.opened import Index
from kb.index.postings import idf
from kb.index.store import Store
from kb.index.tags import Places
from kb.search.reading import Reading

BY_FAMILY, BY_RELATED = 1.0, 0.7  # how well a word is met
GENERAL = 0.4  # of its idf that a general word counts
SHORT = 3  # letters of a word that may be no more than an abbreviation or a slip
_CAPITALS = re.compile(r"\b[A-ZÆØÅ]{2,}\b")


@dataclass(frozen=True, slots=True)
class QueryWord:
    """A word of the query, its share of the query's idf, and the terms of the words' leg by which a unit
    meets it: itself or in other words. `occurs` tells whether any unit meets it itself or in other words."""

    written: str
    share: float
    occurs: bool
    own: tuple[str, ...]
    related: tuple[str, ...]


def query_words_to_cover(index: Index, reading: Reading) -> tuple[QueryWord, ...]:
    """The query's topical words; the shares add up to 1. General words that no unit has tell nothing, nor do
    letters like "vs"."""
    # The content words with their places, without those that ask for a kind or a publisher.
    content_words = list(enumerate(content(reading.terms)))
    topical = [(place, term) for place, term in content_words if term.word not in reading.intent.asides]
    asked = [
        (term, ("l:" + term.lemma, "f:" + term.family), _related(reading, place))
        for place, term in topical or content_words
    ]
    names = dict.fromkeys(name for _, own, related in asked for name in (*own, *related))
    known = index.store.frequencies(list(names))
    words = [(term, own, related, not known.keys().isdisjoint(own + related)) for term, own, related in asked]
    if any(occurs for _, _, _, occurs in words):
        capitals = {fold(word) for word in _CAPITALS.findall(reading.text)}
        words = [each for each in words if each[-1] or not _is_noise(index, each[0], capitals)]
    weights = [
        (GENERAL if is_general(term) else 1.0)
        * float(idf(index.store.size, known.get("f:" + term.family, 0)))
        for term, _, _, _ in words
    ]
    total = sum(weights)
    return tuple(
        QueryWord(term.word, weight / total, occurs, own, related)
        for weight, (term, own, related, occurs) in zip(weights, words, strict=True)
    )


def covered(store: Store, words: Sequence[QueryWord], places: Places) -> NDArray[np.float32]:
    """The share of the query's idf that the units at `places` (rising) meet, shape (places,), in [0, 1]."""
    ways = np.array([BY_FAMILY, BY_RELATED], np.float32)
    lists = [names for one in words for names in (one.own, one.related)]
    held = store.holding(lists, places).reshape(len(words), len(ways), len(places))
    shares = np.array([one.share for one in words], np.float32)
    return np.asarray(shares @ (held * ways[:, None]).max(axis=1), np.float32)


def _is_noise(index: Index, term: Term, capitals: Collection[str]) -> bool:
    """Whether a word that no unit has says too little to be missed: a general one, or a few letters that no
    dictionary has and that are not written in capitals, as the name of a programme is."""
    is_short = term.kind == "word" and len(term.word) <= SHORT and term.word not in capitals
    return is_general(term) or (is_short and not index.analyzer.known(term.word))


def _related(reading: Reading, place: int) -> tuple[str, ...]:
    groups = [group for group in reading.groups if place in group.places]
    return tuple(name for group in groups for one in group.alternatives for name in one.names)
