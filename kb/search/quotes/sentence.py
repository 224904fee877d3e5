"""A sentence read for what a claim may not get wrong: who, how much, when, which way, how sure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import chain

from kb.danish import read_lines, read_toml
from kb.danish.analyze import Analyzer, Term
from kb.danish.cues import Cue, listed, read_cues
from kb.danish.laws import listed_paragraphs
from kb.danish.municipalities import find_places
from kb.units.facts.amounts import Amount, find_amounts

Keys = frozenset[str]
# The unit of a year.
YEAR = "årstal"
# The mark of a footnote may stand right after it ("i 20151"). A range is "2015-2016" or "2015/16".
_YEAR = re.compile(
    r"(?<![\d.,])((?:19|20)\d\d)(?:\s?[-‑–/]\s?((?:19|20)\d\d)|[-‑–/](\d\d)(?![\w-]))?(?=\d?(?!\d|[.,]\d))"
)
_SHARE = re.compile(r"[a-zæøå]procent(?:en)? (?:på|er|var)(?: kun)? $")
# Behind a number that tells neither its unit nor what it counts.
NOTHING_BEHIND = re.compile(r"(?: (?:før|nu|i dag|i alt))?\s*(?:[.,;:)]|$)")
# An age from which on, and no time that passes: "65+-årige", "over 65 år", "65 år og derover".
_YOUNGEST, _PLUS = 15, re.compile(r"\+?[-‑ ]?årige")
_OVER = re.compile(r"\b(?:over|mindst|fyldt) $")
_AND_OVER = re.compile(r" (?:og|eller) (?:derover|ældre|opefter)\b")
# A capitalised word inside a sentence and another one: a name ("projektet Styrket Indsats").
_NAME = re.compile(r"(?<=[a-zæøåI,] )[A-ZÆØÅ][a-zæøå]+(?: (?:og|i|for|af|med|til))? [A-ZÆØÅ][a-zæøå]")
# Words that stand between those of a phrase at most ("sætter det i gang").
_GAP = 3

# Unknown words of so many letters are the same with other endings.
_STEM, _ENDING = 10, 3


@dataclass(frozen=True, slots=True)
class Word:
    """A word: `keys` are its lemma, family, written form and synonym sets, `parts` the families of a
    compound's parts and `core` those that say more than "indsats", [start, end) its place. A `light` one says
    too little to be asked of a source. `sides` are those of the pairs of opposites that it stands on."""

    keys: Keys
    parts: Keys
    core: Keys
    start: int
    end: int
    light: bool
    sides: Keys = frozenset()


@dataclass(frozen=True)
class Sentence:
    """A sentence: its words, amounts (years among them), municipalities and cues, each in reading order."""

    text: str
    words: tuple[Word, ...]
    amounts: tuple[Amount, ...]
    municipalities: tuple[str, ...]
    cues: tuple[Cue, ...]

    def of(self, *kinds: str) -> tuple[Cue, ...]:
        """Its cues of these kinds."""
        return tuple(cue for cue in self.cues if cue.kind.startswith(kinds))

    def written(self, word: Word) -> str:
        """A word as it stands there."""
        return self.text[word.start : word.end]

    def is_person(self, word: Word) -> bool:
        """Whether a word is a noun for people."""
        return listed("people").fullmatch(self.written(word).lower()) is not None

    def is_actor(self, word: Word) -> bool:
        """Whether a word is a noun for those who act, people or bodies."""
        return listed("actors").fullmatch(self.written(word).lower()) is not None

    def is_name(self, word: Word) -> bool:
        """Whether a word within the sentence is written with a capital letter."""
        return word.start > 0 and self.text[word.start].isupper()

    @cached_property
    def content(self) -> tuple[Word, ...]:
        """The words that a source must say."""
        return tuple(word for word in self.words if not word.light)

    @cached_property
    def said(self) -> dict[str, list[Word]]:
        """The words by their keys."""
        return _by_keys((word.keys, word) for word in self.words)

    @cached_property
    def within(self) -> dict[str, list[Word]]:
        """The words by the parts that they are made of."""
        return _by_keys((word.parts, word) for word in self.words)


def _by_keys(pairs: Iterable[tuple[Keys, Word]]) -> dict[str, list[Word]]:
    found: dict[str, list[Word]] = {}
    for keys, word in pairs:
        for key in keys:
            found.setdefault(key, []).append(word)
    return found


def opposite(side: str) -> str:
    """The other side of a pair of opposites."""
    return f"{side[1:]}=" if side[0] == "=" else f"={side[:-1]}"


def said_by(word: Word, sentences: Sequence[Sentence]) -> list[Word]:
    """The words of sentences that say a word: each alone (a simple word is said by a compound that has it),
    or all parts of a compound together but for those that say little (området, indsatsen); another
    compound only where it has no part of its own."""
    tables = [one.said for one in sentences] + [one.within for one in sentences if not word.parts]
    alone = {other for table in tables for key in word.keys for other in table.get(key, ())}
    if not alone and word.core:
        every = [table for one in sentences for table in (one.said, one.within)]
        parts = [
            {other for table in every for other in table.get(part, ()) if other.core <= word.core}
            for part in word.core
        ]
        alone = set().union(*parts) if all(parts) else set()
    return sorted(alone, key=lambda other: other.start)


def read_sentence(analyzer: Analyzer, text: str) -> Sentence:
    """What a sentence says, dimension by dimension."""
    mentions, low = find_places(text), text.lower()
    denied = {found.end() + 1: found.span() for found in listed("denied_bound").finditer(low)}
    amounts = [_turned(amount) if amount.start in denied else amount for amount in _amounts(text)]
    amounts = sorted((*amounts, *_years(text)), key=lambda amount: amount.start)
    told = [(start, end) for start, end, _ in mentions] + [(amount.start, amount.end) for amount in amounts]
    told += [denied[amount.start] for amount in amounts if amount.start in denied and amount.bound]
    cues = tuple(cue for cue in read_cues(low) if not any(start <= cue.start < end for start, end in told))
    cues = tuple(cue for cue in cues if cue.kind not in ("up", "down") or not _NAME.match(text, cue.start))
    told += [(cue.start, cue.end) for cue in cues if cue.kind != "turning"]
    return Sentence(
        text,
        tuple(_words(analyzer, text, amounts, told)),
        tuple(amounts),
        tuple(dict.fromkeys(name for _, _, name in mentions)),
        cues,
    )


def joined(text: str, parts: Iterable[tuple[Sentence, int]]) -> Sentence:
    """Sentences that follow each other as one, each with where it begins in their text."""
    told = [
        (
            [replace(word, start=word.start + by, end=word.end + by) for word in one.words],
            [replace(amount, start=amount.start + by, end=amount.end + by) for amount in one.amounts],
            one.municipalities,
            [replace(cue, start=cue.start + by) for cue in one.cues],
        )
        for one, by in parts
    ]
    words, amounts, names, cues = (tuple(chain.from_iterable(kind)) for kind in zip(*told, strict=True))
    return Sentence(text, words, amounts, tuple(dict.fromkeys(names)), cues)


def _amounts(text: str) -> Iterator[Amount]:
    """The amounts of a text; "en svarprocent på 48" is 48 %, and the numbers of paragraphs are none."""
    paragraphs = listed_paragraphs(text)
    for amount in (each for each in find_amounts(text) if each.start not in paragraphs):
        is_share = not amount.unit and _SHARE.search(text[: amount.start].lower())
        is_share = is_share and NOTHING_BEHIND.match(text, amount.end)
        yield replace(amount, unit="%") if is_share else _aged(text, amount)


def _aged(text: str, amount: Amount) -> Amount:
    """An amount; an age with those above it has a bound."""
    if amount.unit not in ("år", "") or amount.values[0] < _YOUNGEST:
        return amount
    plus = _PLUS.match(text, amount.end)
    if plus and "+" in text[amount.start : plus.end()]:
        written = text[amount.start : plus.end()]
        return replace(amount, unit="år", bound="over", written=written, end=plus.end())
    is_open = _OVER.search(text[: amount.start].lower()) or _AND_OVER.match(text, amount.end)
    return replace(amount, bound="over") if amount.unit and is_open else amount


def _turned(amount: Amount) -> Amount:
    """An amount whose bound is denied: no more than it is at most, no less at least."""
    return replace(amount, bound={"over": "op til", "under": "over"}.get(amount.bound, amount.bound))


def _years(text: str) -> Iterator[Amount]:
    for match in _YEAR.finditer(text):
        first, last, short = match.groups()
        last = last or (short and first[:2] + short)
        years = tuple(float(year) for year in (first, last) if year)
        yield Amount(years, YEAR, "", "", match.group(), *match.span())


def _words(
    analyzer: Analyzer, text: str, amounts: Sequence[Amount], told: Sequence[tuple[int, int]]
) -> Iterator[Word]:
    terms = analyzer.terms(text)
    named, opposed = (_sets(analyzer, terms, file) for file in ("synonyms.txt", "opposites.txt"))
    data = read_toml("claims.toml")["light"]
    light, little = frozenset(data["words"]), data["parts"]
    paragraphs = listed_paragraphs(text)
    heavy = {found.end() for found in listed("heavy").finditer(text.lower())}
    for place, term in enumerate(terms):
        keys = {
            term.lemma,
            term.family,
            term.word,
            re.sub(r"['’]s?$|(?<=\d)i$", "", term.word),
            *named.get(place, ()),
        }
        if term.start in paragraphs:
            keys = {f"§{paragraphs[term.start].replace(' ', '')}"}
        keys |= {f"~{key[:size]}" for key in keys for size in range(max(_STEM, len(key) - _ENDING), len(key))}
        parts = frozenset(analyzer.keys(part)[1] for part in term.parts)
        core = frozenset(analyzer.keys(part)[1] for part in term.parts if part not in little)
        says_little = term.stop or len(term.word) == 1 or not light.isdisjoint((term.lemma, term.word))
        says_little = says_little and term.end not in heavy and term.start not in paragraphs
        inside = any(start <= term.start < end for start, end in told)
        sides = frozenset(() if _NAME.match(text, term.start) else opposed.get(place, ()))
        yield Word(frozenset(keys), parts, core, term.start, term.end, inside or says_little, sides)


@lru_cache(maxsize=4)
def _phrases(analyzer: Analyzer, file: str) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """The terms of a file of sets by their first lemma: all their lemmas, and the name of their set. A second
    set of a line, behind a bar, has the first one's name turned round."""
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for number, line in enumerate(read_lines(file)):
        for name, terms in zip((f"={number}", f"{number}="), line.split("|"), strict=False):
            for written in terms.split(";"):
                lemmas = tuple(term.lemma for term in analyzer.terms(written))
                phrases.setdefault(lemmas[0], []).append((lemmas, name))
    return phrases


def _sets(analyzer: Analyzer, terms: Sequence[Term], file: str) -> dict[int, list[str]]:
    """The names of the sets that each term, by its place, is a word of."""
    known, found = _phrases(analyzer, file), dict[int, list[str]]()
    for first, term in enumerate(terms):
        for key in {term.lemma, term.word}:
            for lemmas, name in known.get(key, ()):
                for place in _places(terms, first, lemmas):
                    found.setdefault(place, []).append(name)
    return found


def _places(terms: Sequence[Term], first: int, lemmas: Sequence[str]) -> list[int]:
    """The places of a phrase's words from the first one on, in order and close together; none where it is
    not there."""
    found = [first]
    for lemma in lemmas[1:]:
        near = range(found[-1] + 1, min(len(terms), found[-1] + 1 + _GAP))
        place = next((p for p in near if lemma in (terms[p].lemma, terms[p].word)), None)
        if place is None:
            return []
        found.append(place)
    return found
