"""Danish compounds cut into their parts, by a lexicon and the linking letters.

A cut needs evidence on both sides: the left word must be known to begin compounds, the right one to
end them (`parts` of the lexicon). So `botilbud` is bo + tilbud and never bot + ilbud.
"""

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from kb.danish import read_toml
from kb.danish.lexicon import Lexicon

_SHORTEST = 6  # letters of the shortest word that is cut (botid)
_ENOUGH = 0.6  # evidence that each side must show
_KNOWN_EVIDENCE = 1.6  # log(1 + 4): what a side of four letters must show in a dictionary word
_WEAK = 0.7  # evidence of a long dictionary word that is no known part


class Split(NamedTuple):
    """A cut: the lemma of the left part, of the right part, and the right part as written."""

    left: str
    right: str
    tail: str
    evidence: float


class Splitter:
    """Cuts words by one lexicon; remembers what it has cut."""

    def __init__(self, lexicon: Lexicon) -> None:
        data = read_toml("wordparts.toml")
        self._lexicon = lexicon
        self._links: tuple[str, ...] = tuple(data["links"])
        self._not_first = frozenset(data["not_first"])
        self._not_last = frozenset(data["not_last"])
        self._short = frozenset(data["short"])
        self._simple = frozenset(data["simple"])
        self._by_hand = {word: tuple(parts) for word, parts in data["split"].items()}
        self.parts = lru_cache(maxsize=20_000)(self._parts)
        self.best = lru_cache(maxsize=20_000)(self._best)

    def forget(self) -> None:
        self.parts.cache_clear()
        self.best.cache_clear()

    def _parts(self, word: str) -> tuple[str, ...]:
        """The lemmas of the parts of a lower-case word, empty when it is simple.

        >>> Splitter(lexicon).parts("sagsbehandlingstiden")
        ('sag', 'behandling', 'tid')
        """
        lemma = self._lexicon.lemma(word) or word
        if lemma in self._by_hand:
            return self._by_hand[lemma]
        if lemma in self._simple:
            return ()
        split = self.best(word)
        found: tuple[str, ...] = ()
        for part in (split.left, split.right) if split else ():
            # A lemma as long as the whole would never come to an end.
            found += (self.parts(part) if len(part) < len(word) else ()) or (part,)
        return found

    def _best(self, word: str) -> Split | None:
        """The best cut in two; of equal ones the one with the longer tail."""
        if len(word) < _SHORTEST:
            return None
        known = self._lexicon.lemma(word)
        floor = _ENOUGH if known is None else _KNOWN_EVIDENCE
        splits = (split for cut in range(2, len(word) - 1) for split in self._splits(word, cut, floor))
        found = max(splits, key=lambda split: split.evidence, default=None)
        # The dictionary inflects a compound as its last part (sagerne: sag, not sa + gerne).
        is_other = found and known is not None and not known.endswith((found.right, found.tail))
        return None if is_other else found

    def _splits(self, word: str, cut: int, floor: float) -> Iterator[Split]:
        """The readings of a cut in two that have evidence enough on both sides."""
        tail = word[cut:]
        right = self._lexicon.lemma(tail)
        if right is None or right in self._not_last or tail in self._not_last:
            return
        last = self._evidence(right, tail, floor, first=False)
        if last < _ENOUGH:
            return
        for head, linked in self._heads(word[:cut]):
            left = self._lexicon.lemma(head)
            if left is None or head in self._not_first or left in self._not_first:
                continue
            first = self._evidence(left, head, floor, first=True)
            if first >= _ENOUGH:
                evidence = min(first, 5.0) + min(last, 5.0) + 0.1 * len(tail) - 0.1 * linked
                yield Split(left, right, tail, evidence)

    def _heads(self, written: str) -> Iterator[tuple[str, bool]]:
        """The words that `written` can stand for before another part: børne -> børn, arbejds -> arbejde."""
        for link in self._links:
            head = written.removesuffix(link)
            if len(head) > 1 and (not link or head != written):
                yield head, bool(link)
        if written.endswith("s"):
            yield written[:-1] + "e", True

    def _evidence(self, lemma: str, form: str, floor: float, first: bool) -> float:
        """The log of how many compounds begin, or end, so."""
        counts = [self._lexicon.parts.get(word, (0, 0)) for word in (lemma, form)]
        found = math.log1p(max(begun if first else ended for begun, ended in counts))
        if len(form) < 4:
            return found if form in self._short else 0.0
        if len(form) == 4:
            return found if found >= floor else 0.0
        return max(found, _WEAK)
