"""Sentences to make units of, each analyzed once: terms of a made unit are the sums of its sentences'."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from kb.danish import read_text
from kb.danish.analyze import Analyzer
from kb.danish.sentences import sentence_spans
from kb.danish.terms import Weights, unit_words
from kb.model import Unit

_PARTS_KEPT = 1 << 17


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a unit's text (or its heading, with no text), the terms it brings, and its words."""

    text: str
    words: Weights
    vocabulary: frozenset[str]


@dataclass(frozen=True, slots=True)
class Base:
    """A shipped unit, its heading, and its sentences."""

    unit: Unit
    heading: Part
    sentences: tuple[Part, ...]


class Parts:
    """Reads pieces of text, and words that no text has."""

    def __init__(self, analyzer: Analyzer, units: Sequence[Unit]) -> None:
        self.analyzer = analyzer
        self._plain = replace(units[0], title=None, section=())
        self.bases = tuple(self._base(unit) for unit in units)
        self.all = tuple(sentence for base in self.bases for sentence in base.sentences)
        self.lines = tuple(self.part(line) for line in _lines())
        self._stems = _stems(analyzer, self.all)
        self.made = lru_cache(maxsize=_PARTS_KEPT)(self._made)
        self.part_of = lru_cache(maxsize=_PARTS_KEPT)(self._part_of)

    def part(self, text: str) -> Part:
        """A piece of running text."""
        return self._read(replace(self._plain, text=text))

    def _part_of(self, place: str) -> Part:
        """A sentence that names a municipality."""
        return self.part(f"{place} Kommune har været med.")

    def _base(self, unit: Unit) -> Base:
        spans = sentence_spans(unit.text)
        heading = self._read(replace(unit, text=""))
        return Base(unit, heading, tuple(self.part(unit.text[start:end]) for start, end in spans))

    def _read(self, unit: Unit) -> Part:
        terms = self.analyzer.terms(f"{unit.title or ''}. {unit.text}")
        vocabulary = frozenset(term.word for term in terms if term.kind == "word")
        return Part(unit.text, unit_words(self.analyzer, unit), vocabulary)

    def _made(self, rank: int) -> Part:
        """A sentence with the made-up compound of a rank: common ones of two stems, rare ones of three."""
        stems: list[str] = []
        count = len(self._stems)
        number = rank
        while number or len(stems) < 2:
            number, place = divmod(number, count)
            stems.append(self._stems[place])
        return self.part(f"Det gælder også {'s'.join(stems)}.")


def _stems(analyzer: Analyzer, parts: Sequence[Part]) -> tuple[str, ...]:
    """Words that compounds are made of: simple words of five to nine letters, the most frequent first."""
    counts = Counter(word for part in parts for word in part.vocabulary)
    fit = (word for word in sorted(counts) if 5 <= len(word) <= 9 and word.isalpha())
    simple = [word for word in fit if analyzer.lexicon.lemma(word) == word]
    return tuple(sorted(simple, key=lambda word: (-counts[word], word))[:400])


def _lines() -> list[str]:
    """Other Danish text: the questions about other things that the gate was fitted on."""
    lines = (line.strip() for line in read_text("off_topic.txt").splitlines())
    return [f"{line[:1].upper()}{line[1:]}." for line in lines if line and not line.startswith("#")]


def ranks(chance: np.random.Generator, count: int) -> list[int]:
    """Ranks of made-up words by Zipf's law, from 0: some new ones among any number of old ones."""
    return [min(int(rank), 10**9) - 1 for rank in chance.zipf(1.3, count)]
