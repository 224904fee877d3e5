"""Which words of a hit brought it there: the query's own, and terms searched in their stead."""

from __future__ import annotations

from collections.abc import Sequence

from kb.analyze import Analyzer
from kb.reading import Reading
from kb.terms import content


class Marker:
    """Tells of a written word whether a query met it; notes what it met."""

    def __init__(self, analyzer: Analyzer, reading: Reading) -> None:
        self._analyzer = analyzer
        terms = content(reading.terms)
        self._own = {"l:" + t.lemma for t in terms} | {"f:" + t.family for t in terms}
        self._related: dict[str, str] = {}
        for group in reading.groups:
            for alternative in group.alternatives:
                for name in _words_of(alternative.terms):
                    self._related.setdefault(name, alternative.expansion.term)
        self.words: dict[str, None] = {}
        self.related: dict[str, None] = {}

    def mark(self, word: str) -> str | None:
        """"word", "related" or None."""
        lemma, family = self._analyzer.keys(word)
        names = ("l:" + lemma, "f:" + family)
        if not self._own.isdisjoint(names):
            self.words[word.lower()] = None
            return "word"
        for name in names:
            if name in self._related:
                self.related[self._related[name]] = None
                return "related"
        return None


def _words_of(terms: Sequence[str] | dict[str, float]) -> list[str]:
    """The families that a term's fields name: of a pair both."""
    names = [name for name in terms if name[0] in "lf"]
    pairs = [name[2:].split("+") for name in terms if name[0] == "c"]
    return names or ["f:" + part for pair in pairs for part in pair]
