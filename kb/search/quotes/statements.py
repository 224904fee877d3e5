"""A sentence read for what a claim may not get wrong: who, how much, when, which way, how sure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from kb.danish import read_toml
from kb.danish.analyze import Analyzer, Term
from kb.danish.gazetteer import find_municipalities
from kb.danish.places import MONTHS
from kb.danish.sentences import sentence_spans
from kb.units.facts.amounts import Amount, find_amounts

Keys = frozenset[str]
_PLAIN = ("negation", "turning", "contrast", "still", "up", "down", "quantifier")
# The mark of a footnote may stand right after it ("i 20151").
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?=\d?(?!\d|[.,]\d))")


@dataclass(frozen=True, slots=True)
class Word:
    """A word that carries content: what it is met by, the keys of a compound's parts, where it stands."""

    keys: Keys
    parts: Keys
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cue:
    """A word or phrase that turns or limits a sentence; `kind` as the tables of claims.toml are named."""

    kind: str
    written: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.written)


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence: its words of content, amounts, years, municipalities and cues, each in reading order.
    `joined` are what else it is met by: neighbouring words as one, words that say little, and names of
    words that mean the same."""

    text: str
    words: tuple[Word, ...]
    amounts: tuple[Amount, ...]
    years: tuple[int, ...]
    municipalities: tuple[str, ...]
    cues: tuple[Cue, ...]
    joined: Keys

    def of(self, *kinds: str) -> tuple[Cue, ...]:
        """Its cues of these kinds."""
        return tuple(cue for cue in self.cues if cue.kind.startswith(kinds))


def read_statement(analyzer: Analyzer, text: str) -> Statement:
    """What a sentence says, dimension by dimension."""
    low = text.lower()
    mentions = find_municipalities(text)
    years = list(_YEAR.finditer(text))
    amounts = find_amounts(text)
    cues = tuple(read_cues(low))
    spans = [(start, end) for start, end, _ in mentions] + [match.span() for match in years]
    spans += [(amount.start, amount.end) for amount in amounts]
    same = _same_in(low)
    turned = [(cue.start, cue.end) for cue in cues if cue.kind != "turning"]
    terms = analyzer.terms(text)
    # A word that the layout broke ("kontant hjælp") is met as one.
    joined = {f"{one.word}{other.word}" for one, other in pairwise(terms) if other.start - one.end == 1}
    words = tuple(
        _word(analyzer, term, same)
        for term in terms
        if (_is_content(term) or _is_counted(term, amounts))
        and not _inside(term.start, spans)
        and not _inside(term.start, turned)
    )
    said_lightly = {term.lemma for term in terms if not term.stop}
    return Statement(
        text,
        words,
        amounts,
        tuple(int(match.group()) for match in years),
        tuple(dict.fromkeys(name for _, _, name in mentions)),
        cues,
        frozenset({*joined, *said_lightly, *(name for _, _, name in same)}),
    )


def claim_spans(text: str) -> list[tuple[int, int]]:
    """[start, end) of each sentence, also of those that end in a number ("... forsørge 91. Efter ...") or
    stand before a quotation."""
    spans = []
    for start, end in sentence_spans(text):
        for match in _ALSO_AFTER.finditer(text, start + 4, end):
            spans.append((start, match.start()))
            start = match.end()
        spans.append((start, end))
    return spans


_ALSO_AFTER = re.compile(
    rf"(?<=\d\.)\s+(?=[A-ZÆØÅ])(?!(?i:{MONTHS}))|(?<=[a-zæøå]{{3}}[.!?])\s+(?=[»„“”\"]\s?[A-ZÆØÅ])"
)


def _inside(place: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)


def _is_content(term: Term) -> bool:
    return not (term.stop or term.lemma in light() or term.word in light())


def _is_counted(term: Term, amounts: Sequence[Amount]) -> bool:
    """Whether a word is what a number counts, which is told though the word says little ("46 kommuner")."""
    return not term.stop and any(a.unit == "" and term.start - a.end == 1 for a in amounts)


def _word(analyzer: Analyzer, term: Term, same: Sequence[tuple[int, int, str]]) -> Word:
    names = [name for start, end, name in same if start <= term.start < end]
    keys = frozenset({term.lemma, term.family, term.word, *names})
    # "§ 107 i 2011" is no § 107 i.
    keys |= {term.word.removesuffix("i")} if term.kind == "law" else set()
    parts = frozenset(key for part in term.parts for key in (part, analyzer.keys(part)[1]))
    return Word(keys, parts, term.start, term.end)


@cache
def _compiled() -> tuple[tuple[str, re.Pattern[str]], ...]:
    data = read_toml("claims.toml")
    tables = {kind: data[kind] for kind in _PLAIN}
    tables |= {f"{name}.{kind}": cues for name in ("limits", "rates") for kind, cues in data[name].items()}
    return tuple((kind, _any(cues)) for kind, cues in tables.items())


@cache
def _same() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((f"={name}", _any(cues)) for name, cues in read_toml("claims.toml")["same"].items())


def _any(cues: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(cues)})(?!\w)")


def read_cues(low: str) -> Iterator[Cue]:
    """The cues of a text in small letters, in reading order."""
    found = [(m.start(), kind, m.group()) for kind, pattern in _compiled() for m in pattern.finditer(low)]
    for start, kind, written in sorted(found):
        yield Cue(kind, written, start)


def _same_in(low: str) -> list[tuple[int, int, str]]:
    return [(*match.span(), name) for name, pattern in _same() for match in pattern.finditer(low)]


@cache
def light() -> frozenset[str]:
    """Lemmas that say too little to be looked for."""
    return frozenset(read_toml("claims.toml")["light"]["words"])


@cache
def people() -> re.Pattern[str]:
    """Nouns of people."""
    return _any(read_toml("claims.toml")["people"]["cues"])


@cache
def everywhere() -> re.Pattern[str]:
    """Words for all municipalities or the whole country."""
    return _any(read_toml("claims.toml")["everywhere"]["cues"])


def report_year(low: str, year: str) -> bool:
    """Whether a text in small letters tells the year as that of a report: "undersøgelsen fra 2015"."""
    named = _any(read_toml("claims.toml")["report"]["cues"]).pattern
    return re.search(rf"{named}(?: \w+)?(?: fra| i)? {year}", low) is not None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What words a text has: their keys, the keys of the parts of compounds, and the beginnings of long
    words, by which those that no dictionary has are met in other endings."""

    keys: Keys
    parts: Keys
    stems: Keys

    def says(self, word: Word) -> bool:
        """Whether the text has a word. A simple word is met by a compound that has it, a compound by its
        parts where all stand there, but for those that say little (området, indsatsen)."""
        if not word.keys.isdisjoint(self.keys) or (not word.parts and not word.keys.isdisjoint(self.parts)):
            return True
        if any(len(key) > _STEM and key[:_STEM] in self.stems and self._inflects(key) for key in word.keys):
            return True
        told = word.parts - _parts_that_say_little()
        return bool(told) and told <= self.keys | self.parts

    def _inflects(self, key: str) -> bool:
        return any(other[:_STEM] == key[:_STEM] and _ending(key, other) <= _ENDING for other in self.keys)


_STEM, _ENDING = 10, 3


def vocabulary(statements: Sequence[Statement]) -> Vocabulary:
    """The vocabulary of some sentences together."""
    keys = frozenset(key for each in statements for word in each.words for key in word.keys)
    keys |= frozenset(key for each in statements for key in each.joined)
    parts = frozenset(key for each in statements for word in each.words for key in word.parts)
    return Vocabulary(keys, parts, frozenset(key[:_STEM] for key in keys if len(key) > _STEM))


@cache
def _parts_that_say_little() -> Keys:
    return frozenset(read_toml("claims.toml")["light"]["parts"])


def _ending(one: str, other: str) -> int:
    """How many letters two words have beyond what they share at the beginning."""
    shared = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    return max(len(one), len(other)) - (min(len(one), len(other)) if shared is None else shared)
