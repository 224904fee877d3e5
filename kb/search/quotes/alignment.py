"""A claim's words and amounts laid beside those of a source's sentence."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property

from kb.danish.sentences import sentence_spans
from kb.search.quotes.evidence import Evidence
from kb.search.quotes.sentence import NOTHING_BEHIND, YEAR, Sentence, Word, said_by
from kb.units.facts.amounts import Amount

Pair = tuple[Amount, Amount | None]
TIMES = ("år", "måneder", "uger", "dage", "døgn", "timer")
# "..., at" goes on with what the clause before it says of it ("en forventning om, at"), and so does a colon.
_GOVERNED = re.compile(r",\s+at\b|:\s")
_OPENING, _OPENS_WITH = re.compile(r"[^,:]+(?:, at|:)\s"), 3
CLAUSE_END = re.compile(
    r"(?<=[a-zæøå0-9%]{2})[.!?](?=\s+[A-ZÆØÅ•])|\n|[,;:()•❚–](?!\d)|\s(?:men|mens)\s|(?<=[%\d])\s(?=[A-ZÆØÅ])"
)


@dataclass(frozen=True)
class Alignment:
    """`rare` is how much each content word of the claim tells; `matches` are, for each, the words of the
    source's sentence that say it, `met` those that the sentence, its headings or a name of its unit say;
    `pairs` each amount of the claim with its equal."""

    claim: Sentence
    evidence: Evidence
    rare: Mapping[Word, float]
    matches: Mapping[Word, tuple[Word, ...]]
    met: Set[Word]
    pairs: tuple[Pair, ...]

    @property
    def source(self) -> Sentence:
        """The source's sentence."""
        return self.evidence.sentence

    @cached_property
    def said(self) -> list[Word]:
        """The claim's words that the sentence itself says."""
        return [word for word, same in self.matches.items() if same]

    def mates(self, word: Word) -> Sequence[Word]:
        """The source's words that say one of the claim, which may be one that says little."""
        return self.matches.get(word) or [other for other in self.source.words if word.keys & other.keys]

    @cached_property
    def own(self) -> float:
        """How much of the claim, in [0, 1], is said in the sentence itself."""
        return self._share(self.said)

    @cached_property
    def around(self) -> float:
        """How much of it is said with its headings."""
        return self._share([word for word in self.claim.content if word in self.met])

    @property
    def words(self) -> float:
        """How much of its words alone, where it has several, is said in the sentence."""
        told = sum(self.rare[word] for word in self.said)
        return told / sum(self.rare.values()) if len(self.rare) > 1 else 0.0

    def _share(self, words: Sequence[Word]) -> float:
        figure, told = figure_weight(self.rare), sum(self.rare[word] for word in words)
        told += figure * sum(mate is not None for _, mate in self.pairs)
        return told / (sum(self.rare.values()) + figure * len(self.pairs) or 1.0)

    @cached_property
    def anchors(self) -> frozenset[int]:
        """Where in the source the aligned words and amounts begin; of a word that stands there several
        times the place nearest to the others."""
        amounts = [other.start for _, other in self.pairs if other and other in self.source.amounts]
        sure = amounts + [same[0].start for same in self.matches.values() if len(same) == 1]
        middle = sum(sure) / len(sure) if sure else 0.0
        every = filter(None, self.matches.values())
        return frozenset(amounts + [min(same, key=lambda w: abs(w.start - middle)).start for same in every])

    @cached_property
    def scope(self) -> tuple[range, ...]:
        """The source's clauses that have an aligned word or amount."""
        return self._clauses(self.anchors)

    @cached_property
    def touched(self) -> tuple[range, ...]:
        """The clauses that have any word that may be the claim's."""
        return self._clauses(self.aligned | self.anchors)

    @cached_property
    def aligned(self) -> frozenset[int]:
        """Where in the source each word begins that says one of the claim's."""
        return frozenset(word.start for same in self.matches.values() for word in same)

    def _clauses(self, places: Set[int]) -> tuple[range, ...]:
        text = self.source.text
        ends = [match.start() for match in CLAUSE_END.finditer(text)]
        found: list[range] = []
        for clause in reversed(list(map(range, [0, *ends], [*ends, len(text)]))):
            governs = bool(found) and found[-1].start == clause.stop and _GOVERNED.match(text, clause.stop)
            if governs or any(place in clause for place in places):
                found.append(clause)
        return tuple(reversed(found))

    def in_scope(self, place: int) -> bool:
        """Whether a place of the source's sentence is in a clause that the claim speaks of."""
        return any(place in clause for clause in self.scope)

    @cached_property
    def sentences(self) -> tuple[range, ...]:
        """The source's sentences, where it is several."""
        return tuple(range(*span) for span in sentence_spans(self.source.text))

    @cached_property
    def parts(self) -> tuple[range, ...]:
        """The sentences of the source that alone say a word or an amount of the claim."""
        return tuple(each for each in self.sentences if self.said_only_in(each) or self.counts_in(each))

    def said_only_in(self, part: range) -> list[Word]:
        """The claim's words that the source says in a part of it and nowhere else."""
        return [word for word in self.said if all(other.start in part for other in self.matches[word])]

    def counts_in(self, part: range) -> bool:
        """Whether an amount of the claim stands in a part of the source."""
        return any(mate.start in part for _, mate in self.pairs if mate in self.source.amounts)

    @property
    def left(self) -> float:
        """The share of the source's words, in clauses that the claim speaks of, that the claim has not."""
        words = [word for word in self.source.content if self.in_scope(word.start)]
        return sum(word.start not in self.aligned for word in words) / max(1, len(words))

    @cached_property
    def told(self) -> tuple[tuple[Word, bool], ...]:
        """The claim's content words and whether anything says them, without those of an opening that is the
        writer's own ("Man skal huske, at ...")."""
        met = tuple((word, word in self.met) for word in self.claim.content)
        opening = _OPENING.match(self.claim.text)
        opens = [(word, said) for word, said in met if opening and word.start < opening.end()]
        spoken = any(said or self.claim.is_name(word) for word, said in opens) or len(opens) > _OPENS_WITH
        return met if spoken else met[len(opens) :]


def figure_weight(rare: Mapping[Word, float]) -> float:
    """How much an amount tells of a claim: as much as a word of it."""
    return sum(rare.values()) / len(rare) if rare else 1.0


def align(claim: Sentence, evidence: Evidence, rare: Mapping[Word, float]) -> Alignment:
    """Lay a claim beside a source's sentence. Whom the document has asked stand there as "de adspurgte"."""
    source, matches, met = evidence.sentence, dict[Word, tuple[Word, ...]](), set[Word]()
    for word in claim.content:
        same = said_by(word, (source,))
        if not same and not word.keys.isdisjoint(evidence.asked):
            same = source.said.get("adspurgte", [])
        named = claim.is_name(word) and not word.keys.isdisjoint(evidence.names)
        if same or named or said_by(word, (source, *evidence.headings)):
            met.add(word)
        matches[word] = tuple(same)
    return Alignment(claim, evidence, rare, matches, met, tuple(_pairs(claim, evidence)))


def _pairs(claim: Sentence, evidence: Evidence) -> Iterator[Pair]:
    """Each amount of the claim and its equal in the source, in one order where it can be; None where there
    is none. A time may stand in the line above a list ("Resultat efter første år:"), a year in the headings
    of a sentence that has none."""
    source = evidence.sentence.amounts
    above = [amount for line in evidence.above for amount in line.amounts if amount.unit in TIMES]
    if all(amount.unit != YEAR for amount in source):
        above += [amount for each in evidence.headings for amount in each.amounts if amount.unit == YEAR]
    after = 0
    for each in claim.amounts:
        amount = _with_unit(claim, each, source)
        equal = [n for n, other in enumerate(source) if _same(amount, claim.amounts, other, source)]
        at = next((n for n in equal if n >= after), next(iter(equal), None))
        if at is None:
            yield amount, next((other for other in above if amount.same_as(other)), None)
        else:
            yield amount, source[at]
            after = at + (len(source[at].values) <= len(amount.values))


def _with_unit(claim: Sentence, amount: Amount, source: Sequence[Amount]) -> Amount:
    """An amount, with the unit of another one of the claim if it has none and so stands in the source:
    "to år, hvor det før var seks"."""
    if amount.unit or not NOTHING_BEHIND.match(claim.text, amount.end):
        return amount
    units = dict.fromkeys(each.unit for each in claim.amounts if each.unit in (*TIMES, "%"))
    known = (replace(amount, unit=unit) for unit in units)
    return next((one for one in known if any(map(one.same_as, source))), amount)


def _same(one: Amount, claim: Sequence[Amount], other: Amount, source: Sequence[Amount]) -> bool:
    """Whether two amounts are equal, or one is an end of the other and its text has both ends ("2014-2016",
    "fra 2014 til 2016")."""
    if one.same_as(other) or one.unit != other.unit or len(one.values) == len(other.values):
        return one.same_as(other)
    short, long, beside = (one, other, claim) if len(one.values) == 1 else (other, one, source)
    ends = {value for each in beside if each.unit == long.unit for value in each.values}
    return short.values[0] in long.values and ends.issuperset(long.values)
