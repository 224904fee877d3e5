"""Which words of a hit brought it there: the query's own, and terms searched in their stead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.danish import read_words
from kb.danish.terms import content
from kb.index.passages import Passage, Passages, Words
from kb.search.reading import Reading
from kb.search.snippets import snippet

# What a word adds to the worth of the sentence it stands in.
WORTH = {"word": 1.0, "related": 0.5}
Places = NDArray[np.int64]
# "word" and the word itself, or "related" and the term searched in its stead.
Mark = tuple[str, str]


# The words of one family, those of another, and what they are marked as where both stand in a sentence.
Pair = tuple[frozenset[int], frozenset[int], Mark]


@dataclass(frozen=True, slots=True)
class Found:
    """Which words, by number, a query meets: alone, and as pairs."""

    alone: Mapping[int, Mark]
    pairs: Sequence[Pair]

    def of(self, sentence: set[int]) -> Mapping[int, Mark]:
        """The marks of a sentence that has these words."""
        marks = {number: self.alone[number] for number in sentence if number in self.alone}
        for left, right, mark in self.pairs:
            if not (left.isdisjoint(sentence) or right.isdisjoint(sentence)):
                for number in (left | right) & sentence:
                    marks.setdefault(number, mark)
        return marks


@dataclass(frozen=True, slots=True)
class Shown:
    """What a hit shows of its text: the words and related terms that were met, in the order of the text."""

    snippet: str
    words: tuple[str, ...]
    related: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """What makes a word a match: `own` are the keys of the query's words, `related` those of the terms
    searched in their stead, each with its term, lemmas before families. `pairs` are two families each that
    say what a term says only where both stand in a sentence."""

    own: tuple[str, ...]
    related: Mapping[str, str]
    pairs: Mapping[tuple[str, str], str]


def marks_of(reading: Reading) -> Marks:
    """What a query marks in a text."""
    own = [key for term in content(reading.terms) for key in ("l:" + term.lemma, "f:" + term.family)]
    related: dict[str, str] = {}
    pairs: dict[tuple[str, str], str] = {}
    for group in reading.groups:
        for alternative in group.alternatives:
            for name in alternative.telling:
                if name[0] == "c":
                    left, right = name[2:].split("+")
                    pairs.setdefault(("f:" + left, "f:" + right), alternative.expansion.term)
                else:
                    related.setdefault(name, alternative.expansion.term)
    ordered = dict(sorted(related.items(), key=lambda item: item[0][0] != "l"))
    return Marks(tuple(own), ordered, pairs)


def show(passages: Passages, texts: Sequence[str], query: Marks) -> Iterator[Shown]:
    """The texts as hits of a query show them, one by one."""
    words, cut = passages.read(texts)
    marks, pairs = _marked(words, query), _paired(words, query)
    met = np.zeros(len(words.written), np.bool_)
    met[[*marks, *(number for left, right, _ in pairs for number in left | right)]] = True
    for passage in cut:
        yield _shown(passage, np.flatnonzero(met[passage.words]), Found(marks, pairs), words)


def _is_general(word: str) -> bool:
    """Whether a word, lower case, is a number or says too little to be marked as related."""
    return word.isdigit() or word in read_words("stopwords.txt") or word in read_words("general_words.txt")


def _marked(words: Words, query: Marks) -> Mapping[int, Mark]:
    """The words that the query meets, by number; its own win over related ones."""
    marks: dict[int, Mark] = {}
    for key, term in query.related.items():
        for number in words.by_key.get(key, ()):
            if not _is_general(words.written[number]):
                marks.setdefault(number, ("related", term))
    for key in query.own:
        marks |= {number: ("word", words.written[number]) for number in words.by_key.get(key, ())}
    return marks


def _paired(words: Words, query: Marks) -> Sequence[Pair]:
    found = [
        (frozenset(words.by_key.get(left, ())), frozenset(words.by_key.get(right, ())), ("related", term))
        for (left, right), term in query.pairs.items()
    ]
    return [pair for pair in found if pair[0] and pair[1]]


def _shown(passage: Passage, places: Places, found: Found, words: Words) -> Shown:
    """`places` are those of the passage's words that may be marked."""
    all_numbers = passage.words[places].tolist()
    all_sentences = np.searchsorted(passage.ends, places, side="right").tolist()
    together: dict[int, set[int]] = {}
    for sentence, number in zip(all_sentences, all_numbers, strict=True):
        together.setdefault(sentence, set()).add(number)
    marks = {sentence: found.of(numbers) for sentence, numbers in together.items()}
    worth = [0.0] * len(passage.ends)
    met: dict[Mark, None] = {}
    matches = []
    for sentence, told in marks.items():
        # A word that a sentence repeats counts once.
        worth[sentence] += sum(WORTH[kind] for kind, _ in told.values())
    best = worth.index(max(worth))
    starts = passage.starts[places].tolist()
    for start, sentence, number in zip(starts, all_sentences, all_numbers, strict=True):
        mark = marks[sentence].get(number)
        if mark is not None:
            met[mark] = None
            # A related word is marked where it is the reason for the hit, and nowhere else.
            if mark[0] == "word" or sentence == best:
                matches.append((start, start + len(words.written[number]), mark[0]))
    return Shown(
        snippet(passage, worth, matches),
        tuple(name for kind, name in met if kind == "word"),
        tuple(name for kind, name in met if kind == "related"),
    )
