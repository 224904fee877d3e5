"""Which words of a hit brought it there: the query's own, and terms searched in their stead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.passages import Passage, Passages, Words
from kb.reading import Reading
from kb.snippets import snippet
from kb.terms import content

# What a word adds to the worth of the sentence it stands in.
WORTH = {"word": 1.0, "related": 0.5}
Places = NDArray[np.int64]
# "word" and the word itself, or "related" and the term searched in its stead.
Mark = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a hit shows of its text: the words and related terms that were met, in the order of the text."""

    snippet: str
    words: tuple[str, ...]
    related: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What makes a word a match: `own` are the keys of the query's words, `related` those of the terms
    searched in their stead, each with its term, lemmas before families."""

    own: tuple[str, ...]
    related: Mapping[str, str]


def wanted(reading: Reading) -> Wanted:
    """What a query marks in a text."""
    own = [key for term in content(reading.terms) for key in ("l:" + term.lemma, "f:" + term.family)]
    related: dict[str, str] = {}
    for group in reading.groups:
        for alternative in group.alternatives:
            for name in _words_of(alternative.terms):
                related.setdefault(name, alternative.expansion.term)
    return Wanted(tuple(own), dict(sorted(related.items(), key=lambda item: item[0][0] != "l")))


def show(passages: Passages, texts: Sequence[str], wanted: Wanted) -> list[Shown]:
    """The texts as hits of a query show them."""
    words, cut = passages.read(texts)
    marks = _marked(words, wanted)
    met = np.zeros(len(words.written), np.bool_)
    met[list(marks)] = True
    return [_shown(passage, np.flatnonzero(met[passage.words]), marks, words) for passage in cut]


def _marked(words: Words, wanted: Wanted) -> Mapping[int, Mark]:
    """The words that the query meets, by number; its own win over related ones."""
    marks: dict[int, Mark] = {}
    for key, term in wanted.related.items():
        for number in words.by_key.get(key, ()):
            marks.setdefault(number, ("related", term))
    for key in wanted.own:
        marks |= {number: ("word", words.written[number]) for number in words.by_key.get(key, ())}
    return marks


def _shown(passage: Passage, places: Places, marks: Mapping[int, Mark], words: Words) -> Shown:
    """`places` are those of the passage's words that are marked."""
    numbers = passage.words[places].tolist()
    starts = passage.starts[places].tolist()
    sentences = np.searchsorted(passage.ends, places, side="right").tolist()
    worth = [0.0] * len(passage.ends)
    # A word that a sentence repeats counts once.
    for sentence, number in dict.fromkeys(zip(sentences, numbers, strict=True)):
        worth[sentence] += WORTH[marks[number][0]]
    found = dict.fromkeys(marks[number] for number in numbers)
    matches = [
        (start, start + len(words.written[number]), marks[number][0])
        for start, number in zip(starts, numbers, strict=True)
    ]
    return Shown(
        snippet(passage, worth, matches),
        tuple(name for kind, name in found if kind == "word"),
        tuple(name for kind, name in found if kind == "related"),
    )


def _words_of(terms: Sequence[str] | dict[str, float]) -> list[str]:
    """The families that a term's fields name: of a pair both."""
    names = [name for name in terms if name[0] in "lf"]
    pairs = [name[2:].split("+") for name in terms if name[0] == "c"]
    return names or ["f:" + part for pair in pairs for part in pair]
