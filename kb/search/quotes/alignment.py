"""A claim's words and amounts laid beside those of a source's sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from kb.search.quotes.evidence import Evidence, is_name
from kb.search.quotes.sentence import YEAR, Sentence, Word
from kb.units.facts.amounts import Amount

Pair = tuple[Amount, Amount | None]
TIMES = ("år", "måneder", "uger", "dage", "døgn", "timer")
_CLAUSE_END = re.compile(r"[,;:()•❚–](?!\d)|\s(?:men|mens)\s|(?<=[%\d])\s(?=[A-ZÆØÅ])")


@dataclass(frozen=True)
class Alignment:
    """`matches` are, for each content word of the claim, the words of the source's sentence that say it;
    `around` whether the sentence, its headings or a name of its unit do; `pairs` each amount of the claim
    with its equal."""

    claim: Sentence
    evidence: Evidence
    matches: tuple[tuple[Word, ...], ...]
    around: tuple[bool, ...]
    pairs: tuple[Pair, ...]

    @property
    def source(self) -> Sentence:
        """The source's sentence."""
        return self.evidence.sentence

    @cached_property
    def anchors(self) -> frozenset[int]:
        """Where in the source the aligned words and amounts begin; of a word that stands there several
        times the place nearest to the others."""
        amounts = [other.start for _, other in self.pairs if other and other in self.source.amounts]
        sure = amounts + [same[0].start for same in self.matches if len(same) == 1]
        middle = sum(sure) / len(sure) if sure else 0.0
        near = [min(same, key=lambda w: abs(w.start - middle)).start for same in self.matches if same]
        return frozenset(amounts + near)

    @cached_property
    def scope(self) -> tuple[tuple[int, int], ...]:
        """[start, end) of the source's clauses that have an aligned word or amount."""
        ends = [match.start() for match in _CLAUSE_END.finditer(self.source.text)]
        spans = zip([0, *ends], [*ends, len(self.source.text)], strict=True)
        return tuple((a, b) for a, b in spans if any(a <= anchor < b for anchor in self.anchors))

    def in_scope(self, place: int) -> bool:
        """Whether a place of the source's sentence is in a clause that the claim speaks of."""
        return any(start <= place < end for start, end in self.scope)

    @property
    def unmatched(self) -> tuple[Word, ...]:
        """The claim's content words that nothing says."""
        return tuple(w for w, met in zip(self.claim.content, self.around, strict=True) if not met)

    def replaced(self) -> Iterator[Word]:
        """Words of the claim that only stand around the sentence, where the sentence itself has another
        word in their place, right after the word before them."""
        aligned = {word.start for same in self.matches for word in same}
        places = [word.start for word in self.source.content]
        last: int | None = None
        for word, same in zip(self.claim.content, self.matches, strict=True):
            if same:
                last = same[0].start
            elif last is not None:
                after = next((place for place in places if place > last), None)
                if after is not None and after not in aligned and self.in_scope(after):
                    yield word


def align(claim: Sentence, evidence: Evidence) -> Alignment:
    """Lay a claim beside a source's sentence."""
    matches = tuple(tuple(_said_by(word, evidence.sentence.words)) for word in claim.content)
    around = tuple(
        bool(same) or _around(claim, word, evidence)
        for word, same in zip(claim.content, matches, strict=True)
    )
    return Alignment(claim, evidence, matches, around, tuple(_pairs(claim.amounts, evidence)))


def _around(claim: Sentence, word: Word, evidence: Evidence) -> bool:
    """Whether the headings, with the sentence itself, say a word, or it is a name that the unit has."""
    if is_name(claim, word) and not word.keys.isdisjoint(evidence.names):
        return True
    words = [w for each in (evidence.sentence, *evidence.headings) for w in each.words]
    return any(True for _ in _said_by(word, words))


def _said_by(word: Word, words: Sequence[Word]) -> Iterator[Word]:
    """The words that say a word: each alone, or all parts of a compound together but for those that say
    little (området, indsatsen); another compound only where it has no part of its own."""
    alone = [other for other in words if word.matches(other)]
    yield from alone
    if not alone and word.core:
        parts = [w for w in words if word.core & (w.keys | w.parts) and (w.core <= word.core)]
        if all(any(part in w.keys | w.parts for w in parts) for part in word.core):
            yield from parts


def _pairs(claim: Sequence[Amount], evidence: Evidence) -> Iterator[Pair]:
    """Each amount of the claim and its equal in the source, in one order where it can be; None where there
    is none. A time may stand in the line above a list ("Resultat efter første år:"), a year in the headings
    of a sentence that has none."""
    source = evidence.sentence.amounts
    above = [amount for line in evidence.above for amount in line.amounts if amount.unit in TIMES]
    if all(amount.unit != YEAR for amount in source):
        above += [amount for each in evidence.headings for amount in each.amounts if amount.unit == YEAR]
    after = 0
    for amount in claim:
        equal = [n for n, other in enumerate(source) if amount.same_as(other)]
        at = next((n for n in equal if n >= after), next(iter(equal), None))
        if at is None:
            yield amount, next((other for other in above if amount.same_as(other)), None)
        else:
            yield amount, source[at]
            after = at + 1
