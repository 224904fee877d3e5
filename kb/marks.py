"""Which words of a hit brought it there: the query's own, and terms searched in their stead."""

from __future__ import annotations

from collections.abc import Sequence

from kb.analyze import Analyzer
from kb.reading import Reading
from kb.terms import content


class Marker:
    """Tells of a written word whether the query met it; a word is judged once, however often it comes."""

    def __init__(self, analyzer: Analyzer, reading: Reading) -> None:
        self._analyzer = analyzer
        terms = content(reading.terms)
        self._own = {"l:" + t.lemma for t in terms} | {"f:" + t.family for t in terms}
        self._related: dict[str, str] = {}
        for group in reading.groups:
            for alternative in group.alternatives:
                for name in _words_of(alternative.terms):
                    self._related.setdefault(name, alternative.expansion.term)
        self._judged: dict[str, tuple[str | None, str]] = {}

    def judge(self, word: str) -> tuple[str | None, str]:
        """("word", the word), ("related", the term searched in its stead) or (None, "")."""
        found = self._judged.get(word)
        if found is None:
            found = self._judged[word] = self._judge(word)
        return found

    def _judge(self, word: str) -> tuple[str | None, str]:
        lemma, family = self._analyzer.keys(word)
        names = ("l:" + lemma, "f:" + family)
        if not self._own.isdisjoint(names):
            return "word", word.lower()
        related = next((self._related[name] for name in names if name in self._related), None)
        return (None, "") if related is None else ("related", related)


class Marks:
    """The marks of one hit: what was met in it, in the order it was met."""

    def __init__(self, marker: Marker) -> None:
        self._marker = marker
        self._met: dict[tuple[str | None, str], None] = {}

    def mark(self, word: str) -> str | None:
        """ "word", "related" or None."""
        met = self._marker.judge(word)
        if met[0] is not None:
            self._met[met] = None
        return met[0]

    def met(self, kind: str) -> tuple[str, ...]:
        """The words ("word") or the related terms ("related") that were met."""
        return tuple(name for found, name in self._met if found == kind)


def _words_of(terms: Sequence[str] | dict[str, float]) -> list[str]:
    """The families that a term's fields name: of a pair both."""
    names = [name for name in terms if name[0] in "lf"]
    pairs = [name[2:].split("+") for name in terms if name[0] == "c"]
    return names or ["f:" + part for pair in pairs for part in pair]
